"""Where a command text holds a secret: told by the parser, so that `$token = Get-Secret x` is clean and `$token = 'abc'` is not."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Optional

from shell.language import nodes as ast
from shell.language.parser import parse

SUSPECT = re.compile(r"password|passwd|asplaintext|token|apikey|api_key|secret|credential|private_?key", re.I)
_WORD = re.compile(r"(?:password|passwd|pwd|token|secret|api[-_]?key|access[-_]?key|private[-_]?key|passphrase)$", re.I)  # of a native option
_INLINE = re.compile(r"(password|token|secret|apikey)[=:]\S", re.I)
_USER = {"curl": ("-u", "--user", "--proxy-user"), "sshpass": ("-p",), "mysql": ("-p",), "mysqldump": ("-p",), "docker": ("-p",), "wget": ()}  # options of programs

Span = tuple[int, int]  # (start, end) in the text


def is_secret(text: str) -> bool:
    """Would keeping this line keep a secret?  A suspect word decides unless the parser shows the secret itself is not in the text
    (`$token = Get-Secret x` is kept, `$token = 'abc'` is not); what does not parse and looks suspect is not kept."""
    if not SUSPECT.search(text):
        return False
    result = parse(text)
    if result.errors:
        return True
    return any(_holds_secret(node) for node in result.ast.walk())


def _holds_secret(node: ast.Ast) -> bool:
    if isinstance(node, ast.AssignmentStatementAst):
        return bool(SUSPECT.search(node.left.extent.text)) and _has_literal(node.right)
    if isinstance(node, ast.CommandAst):
        return _command_holds_secret(node)
    if isinstance(node, ast.HashtableAst):
        return any(SUSPECT.search(k.extent.text) and _has_literal(v) for k, v in node.key_value_pairs)
    if isinstance(node, ast.InvokeMemberExpressionAst):
        return bool(SUSPECT.search(node.extent.text)) and any(_has_literal(a) for a in node.arguments or ())
    return False


def _command_holds_secret(node: ast.CommandAst) -> bool:
    """A suspect parameter followed by a literal, ConvertTo-SecureString with text, a suspect word in a native program's arguments."""
    elements = node.command_elements
    for i, e in enumerate(elements):
        if isinstance(e, ast.CommandParameterAst) and SUSPECT.search(e.parameter_name):
            value = e.argument or (elements[i + 1] if i + 1 < len(elements) else None)
            if e.parameter_name.lower() == "asplaintext" or value is not None and isinstance(value, ast.StringConstantExpressionAst):
                return True
        elif i and isinstance(e, ast.StringConstantExpressionAst) and _INLINE.search(e.value):
            return True
    return False


def _has_literal(node: ast.Ast) -> bool:
    """A string literal directly in it, not as the argument of a command that fetches the secret."""
    return next(_literals(node), None) is not None


def secret_spans(text: str) -> list[Span]:
    """The pieces of a command text that are secrets, in order, not overlapping; the quotes around a literal are not part of it.
    Wider than `is_secret`: also a lone word after `-Password`, `--token x`, `-u user:password`.  Of a suspect text that does not parse, all from the suspect word on."""
    result = parse(text)
    if result.errors:
        found = SUSPECT.search(text)
        return [] if found is None else [(found.end(), len(text))]
    spans: set[Span] = set()
    for node in result.ast.walk():
        for literal in _secrets_of(node):
            spans.add(inner(literal))
    if not spans and is_secret(text):
        spans = {inner(n) for n in result.ast.walk() if _is_literal(n)}
    return merged(spans)


def inner(node: ast.Ast) -> Span:
    """Where the value of a literal stands: without its quotes."""
    start, end = node.extent.start, node.extent.end
    text = node.extent.text
    if len(text) > 4 and text[:2] in ("@'", '@"'):
        lines = text.split("\n")
        return start + len(lines[0]) + 1, end - len(lines[-1]) - 1
    return (start + 1, end - 1) if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0] else (start, end)


def merged(spans: set[Span]) -> list[Span]:
    """In order, those that overlap made one."""
    out: list[Span] = []
    for start, end in sorted(s for s in spans if s[0] < s[1]):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _is_literal(node: Optional[ast.Ast]) -> bool:
    return isinstance(node, (ast.StringConstantExpressionAst, ast.ExpandableStringExpressionAst)) and bool(node.value)


def _literals(node: ast.Ast) -> Iterator[ast.Ast]:
    """The literals in an expression; those of commands that fetch something are not secrets, those of ConvertTo-SecureString are."""
    if not isinstance(node, ast.Ast):
        return
    inside: set[int] = set()
    for n in node.walk():
        if isinstance(n, ast.CommandAst):
            inside |= {id(m) for m in n.walk()}
        elif isinstance(n, ast.MemberExpressionAst):
            inside.add(id(n.member))  # $x.Token names a member, it is none
        elif _is_literal(n) and id(n) not in inside:
            yield n


def _secrets_of(node: ast.Ast) -> Iterator[ast.Ast]:
    if isinstance(node, ast.AssignmentStatementAst) and SUSPECT.search(node.left.extent.text):
        yield from _literals(node.right)
    elif isinstance(node, ast.ParameterAst) and SUSPECT.search(node.name.extent.text) and node.default_value is not None:
        yield from _literals(node.default_value)
    elif isinstance(node, ast.HashtableAst):
        for key, value in node.key_value_pairs:
            if SUSPECT.search(key.extent.text):
                yield from _literals(value)
    elif isinstance(node, ast.InvokeMemberExpressionAst) and SUSPECT.search(node.expression.extent.text + "." + node.member.extent.text):
        for argument in node.arguments or ():
            yield from _literals(argument)
    elif isinstance(node, ast.CommandAst):
        yield from _of_command(node)


def _of_command(node: ast.CommandAst) -> Iterator[ast.Ast]:
    elements = node.command_elements
    name = (elements[0].value if isinstance(elements[0], ast.StringConstantExpressionAst) else "").rpartition("/")[2].lower()
    plain = name in ("convertto-securestring", "set-secret")
    if name in ("set-variable", "new-variable", "sv", "nv") and SUSPECT.search(node.extent.text):
        yield from (e for e in elements[1:] if _is_literal(e) and not SUSPECT.search(e.extent.text))
    options = _USER.get(name, ())
    for i, e in enumerate(elements[1:], 1):
        following = elements[i + 1] if i + 1 < len(elements) else None
        if isinstance(e, ast.CommandParameterAst):
            if SUSPECT.search(e.parameter_name) or e.extent.text in options:
                value = e.argument or following
                if value is not None and not isinstance(value, ast.CommandParameterAst):
                    yield from _literals(value)
            elif any(e.extent.text.startswith(o) for o in options if len(o) == 2) and e.extent.text not in options:
                yield e
        elif _is_literal(e):
            text = e.value  # type: ignore[attr-defined]
            before = elements[i - 1]
            named = isinstance(before, ast.CommandParameterAst) and before.parameter_name.lower() in ("name", "vault")
            if plain and not named or _INLINE.search(text):
                yield e
            elif (_WORD.search(text) and text.startswith("-") or text in options) and _is_literal(following):
                assert following is not None
                yield following
