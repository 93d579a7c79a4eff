"""Colours the line being typed with the shell's own tokenizer: unknown commands and parameters red, parse errors underlined.  Never fails on half-typed input."""
from __future__ import annotations

from typing import Any, Callable

from shell.language import nodes as ast
from shell.language.kinds import TokenFlags, TokenKind
from shell.language.parser import parse
from shell.language.tokens import Token

BY_KIND: dict[str, str] = {
    "Comment": "class:comment", "StringLiteral": "class:string", "StringExpandable": "class:string", "HereStringLiteral": "class:string",
    "HereStringExpandable": "class:string", "Variable": "class:variable", "SplattedVariable": "class:variable", "Parameter": "class:parameter",
    "Number": "class:number", "Label": "class:keyword"}
Span = "tuple[int, int, str]"


def style_of(token: Token, known: Callable[[str], bool]) -> str:
    """The style class of one token; '' for plain."""
    flags = token.flags
    if flags & TokenFlags.COMMAND_NAME:
        return "class:command" if known(token.text) else "class:unknown-command"
    if flags & TokenFlags.KEYWORD and token.kind.name not in BY_KIND:
        return "class:keyword"
    if flags & TokenFlags.TYPE_NAME or flags & TokenFlags.ATTRIBUTE_NAME:
        return "class:type"
    if flags & TokenFlags.MEMBER_NAME:
        return "class:member"
    found = BY_KIND.get(token.kind.name)
    if found is not None:
        return found
    if flags & (TokenFlags.BINARY | TokenFlags.UNARY | TokenFlags.ASSIGNMENT):
        return "class:operator"
    return ""


def spans(text: str, known: Any) -> list[tuple[int, int, str]]:
    """(start, end, style) pieces that cover what is coloured, in order; tokens inside strings override the string.  `known(word)` tells commands;
    `known.parameter(command, name)`, where there is one, tells parameters."""
    result = parse(text)
    pieces: list[tuple[int, int, str]] = []

    def add(tokens: list[Token]) -> None:
        for t in tokens:
            if t.kind in (TokenKind.EndOfInput, TokenKind.NewLine):
                continue
            style = style_of(t, known)
            if style:
                pieces.append((t.start, t.end, style))
            if t.nested:
                add(t.nested)
    add(result.tokens)
    check = getattr(known, "parameter", None)
    if check is not None and "-" in text:
        pieces += _unknown_parameters(result.ast, check, len(text))
    for e in result.errors:
        if not e.incomplete:
            start, end = e.extent.start, max(e.extent.end, e.extent.start + 1)
            pieces.append((start, end, "class:error"))
    return pieces


def _unknown_parameters(tree: Any, known: Callable[[str, str], bool], end: int) -> list[tuple[int, int, str]]:
    """Parameters no parameter of their command begins with; not the one being typed at the very end, unless nothing could come of it."""
    out = []
    for node in tree.walk():
        if not isinstance(node, ast.CommandAst) or not node.command_elements:
            continue
        first = node.command_elements[0]
        if not isinstance(first, ast.StringConstantExpressionAst):
            continue
        for e in node.command_elements[1:]:
            if isinstance(e, ast.CommandParameterAst) and e.parameter_name and not known(first.value, e.parameter_name):
                out.append((e.extent.start, e.extent.start + 1 + len(e.parameter_name), "class:unknown-parameter"))
    return out


class KnownCommands:
    """Is a word a command, a name its parameter?  Answers are kept until the command tables change, so a key press asks the disk at most once a word."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx
        self._token: object = None
        self._answers: dict[str, bool] = {}
        self._parameters: dict[str, Any] = {}

    def _fresh(self) -> None:
        token = self._ctx.global_state.token
        if token is not self._token:
            self._token = token
            self._answers.clear()
            self._parameters.clear()

    def __call__(self, word: str) -> bool:
        self._fresh()
        found = self._answers.get(word)
        if found is None:
            found = self._answers[word] = self._find(word.strip("'\"")) is not None
        return found

    def _find(self, word: str) -> Any:
        try:
            return self._ctx.find_command(word)
        except Exception as e:
            if getattr(e, "message", None) is None and getattr(e, "record", None) is None:
                raise
            return None

    def parameter(self, command: str, name: str) -> bool:
        """True also when nothing is known of the command's parameters (a program, a simple function with $args)."""
        self._fresh()
        if command not in self._parameters:
            self._parameters[command] = self._names(command)
        names = self._parameters[command]
        return names is None or any(n.startswith(name.lower()) for n in names)

    def _names(self, command: str) -> Any:
        info, seen = self._find(command), 0
        while info is not None and info.kind == "Alias" and seen < 20:
            info, seen = getattr(info, "target_info", None), seen + 1
        if info is None or info.kind not in ("Cmdlet", "Function", "Filter") or hasattr(getattr(info, "cmdlet_class", None), "dynamic_parameters"):
            return None
        try:
            meta = info.metadata
        except Exception as e:
            if getattr(e, "message", None) is None and getattr(e, "record", None) is None:
                raise
            return None
        if info.kind != "Cmdlet" and "verbose" not in meta.table:
            return None  # not an advanced function: anything may go to $args
        return frozenset(n.lower() for n in meta.table)
