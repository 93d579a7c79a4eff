"""Tokens, as highlighting and completion see them."""
from __future__ import annotations

import pytest

from shell.language.nodes import NumberLiteral, TokenKind
from shell.language.parser import parse_expandable_string, parse_number, parse_type_name, tokenize

KINDS = [
    ("Get-Job -Id 1", "Generic Parameter Number EndOfInput"),
    ("f 2>&1", "Identifier Redirection EndOfInput"),
    ("f -5", "Identifier Generic EndOfInput"),
    ("f -a:1", "Identifier Parameter Number EndOfInput"),
    ("1 -match 2", "Number Imatch Number EndOfInput"),
    ("a # c\n", "Identifier Comment NewLine EndOfInput"),
    ("[Parameter()]$x", "LBracket Identifier LParen RParen RBracket Variable EndOfInput"),
    ("$a ? 1 : 2", "Variable QuestionMark Number Colon Number EndOfInput"),
    ("f @args", "Identifier SplattedVariable EndOfInput"),
    (":x while (1) { }", "Label While LParen Number RParen LCurly RCurly EndOfInput"),
    ("f --% a b", "Identifier Generic Generic EndOfInput"),
    ('"open', "StringExpandable EndOfInput"),
    ("if ( {", "If LParen LCurly EndOfInput"),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS, ids=[text for text, _ in KINDS])
def test_kinds(text: str, kinds: str) -> None:
    assert " ".join(token.kind.name for token in tokenize(text)) == kinds


def test_values_and_flags() -> None:
    tokens = tokenize('Get-Job -Name "x y" $z 0x10 1.5')
    assert [token.value for token in tokens[1:5]] == ["Name", "x y", "z", 16]
    assert tokens[5].value == NumberLiteral("double", 1.5)
    assert tokens[0].flags_text == "CommandName"
    assert not any(token.has_error for token in tokens)
    assert tokenize('"open')[0].has_error


def test_tokens_inside_strings() -> None:
    token = tokenize('"a $b $(f -x 1)"')[0]
    assert token.kind is TokenKind.StringExpandable
    assert [inner.text for inner in token.nested] == ["$b", "$(", "f", "-x", "1", ")"]


def test_tokens_cover_the_text_in_order() -> None:
    text = "function f {\r\n  <# a #> $x.y(1) | % { \"z $q\" } # end\r\n}\n"
    tokens = tokenize(text)
    at = 0
    for token in tokens[:-1]:
        assert not text[at:token.start].strip(), text[at:token.start]
        at = token.end
    assert not text[at:].strip()


def test_pieces() -> None:
    assert parse_number("0x10") == 16 and parse_number("1kb") == 1024 and parse_number("-1.5") == NumberLiteral("double", -1.5)
    assert parse_number("1x") is None and parse_number("") is None
    name = parse_type_name("System.Collections.Generic.List[int]")
    assert name is not None and name.is_generic and name.full_name == "System.Collections.Generic.List[int]"
    assert parse_type_name("not a type") is None and parse_type_name("") is None
    expression, errors = parse_expandable_string('say "$x"')
    assert not errors and [str(part) for part in expression.parts] == ['say "', "$x", '"']  # type: ignore[attr-defined]
