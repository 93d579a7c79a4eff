"""Random edits of real scripts: the parser answers, in order and in bounds, whatever it is given."""
from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shell.language.nodes import Ast, TokenKind
from shell.language.parser import parse, tokenize
from tests.language import recorded

SCRIPTS = [text for case in recorded.cases() for _, text in recorded.scripts(case) if len(text) < 1500] or ["if ($x) { \"a $b\" }"]
PIECES = ["(", ")", "{", "}", "[", "]", "$", "$(", "@(", "@{", '"', "'", '@"\n', '\n"@', "`", "|", "&", "&&", ";", "\n", "#", "<#", "#>", ",",
          "=", "+", "-", "-eq", "..", "::", ".", "?", "??", "?.", ":", ">", "2>&1", "--%", "if", "else", "class", "param(", "function f",
          "using", "\0", "\u2019", "\U0001f600", "\r", " "]

_edit = st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES))


def _edited(text: str, edits: list[tuple[float, int, str]]) -> str:
    for place, length, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length:]
    return text


def _check(text: str) -> None:
    result = parse(text)
    size = len(text)
    for node in result.ast.walk():
        assert 0 <= node.extent.start <= size + 1 and 0 <= node.extent.end <= size + 1
        assert node is result.ast or isinstance(node.parent, Ast)
    for error in result.errors:
        assert error.message and error.error_id and error.extent.start <= error.extent.end
    tokens = tokenize(text)
    assert tokens[-1].kind is TokenKind.EndOfInput
    assert all(first.end <= second.start for first, second in zip(tokens, tokens[1:]))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(st.sampled_from(SCRIPTS), st.lists(_edit, min_size=1, max_size=6))
def test_edited_scripts(text: str, edits: list[tuple[float, int, str]]) -> None:
    _check(_edited(text, edits))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(st.lists(st.sampled_from([*PIECES, "a", "1", "$x", " "]), max_size=25))
def test_random_pieces(pieces: list[str]) -> None:
    _check("".join(pieces))
