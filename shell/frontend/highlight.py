"""Colours the line being typed with the shell's own tokenizer: unknown commands red, parse errors underlined.  Never fails on half-typed input."""
from __future__ import annotations

from typing import Any, Callable

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.parser import parse
from shell.language.tokens import Token

BY_KIND: dict[str, str] = {
    "Comment": "class:comment", "StringLiteral": "class:string", "StringExpandable": "class:string", "HereStringLiteral": "class:string",
    "HereStringExpandable": "class:string", "Variable": "class:variable", "SplattedVariable": "class:variable", "Parameter": "class:parameter",
    "Number": "class:number", "Label": "class:keyword"}
MAX_LENGTH = 20_000  # a longer text is shown plain: typing must stay quick


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


def spans(text: str, known: Callable[[str], bool]) -> list[tuple[int, int, str]]:
    """(start, end, style) pieces that cover what is coloured, in order, not overlapping; tokens inside strings override the string."""
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
    for e in result.errors:
        if not e.incomplete:
            start, end = e.extent.start, max(e.extent.end, e.extent.start + 1)
            pieces.append((start, end, "class:error"))
    return pieces


def paint(text: str, pieces: list[tuple[int, int, str]]) -> list[StyleAndTextTuples]:
    """The text's lines as styled fragments; later pieces paint over earlier ones."""
    styles = [""] * len(text)
    for start, end, style in pieces:
        for i in range(start, min(end, len(text))):
            styles[i] = f"{styles[i]} {style}".strip() if style == "class:error" else style
    lines: list[StyleAndTextTuples] = []
    at = 0
    for line in text.split("\n"):
        row: StyleAndTextTuples = []
        i = at
        end = at + len(line)
        while i < end:
            j = i + 1
            while j < end and styles[j] == styles[i]:
                j += 1
            row.append((styles[i], text[i:j]))
            i = j
        lines.append(row)
        at = end + 1
    return lines


class ShellLexer(Lexer):
    """prompt_toolkit's view of it.  The last text's colours are kept: moving the cursor costs nothing."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._text: str | None = None
        self._lines: list[StyleAndTextTuples] = []

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        text = document.text
        if text != self._text:
            self._text = text
            self._lines = paint(text, [] if len(text) > MAX_LENGTH else spans(text, self._known))
        lines = self._lines

        def line(number: int) -> StyleAndTextTuples:
            return lines[number] if number < len(lines) else []
        return line

    def invalidation_hash(self) -> Any:
        return self._text


class KnownCommands:
    """Is a word a command?  Answers are kept until the command tables or PATH change, so a key press asks the disk at most once a word."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx
        self._token: object = None
        self._answers: dict[str, bool] = {}

    def __call__(self, word: str) -> bool:
        token = self._ctx.global_state.token
        if token is not self._token:
            self._token = token
            self._answers.clear()
        found = self._answers.get(word)
        if found is None:
            try:
                found = self._ctx.find_command(word.strip("'\"")) is not None
            except Exception as e:
                if getattr(e, "message", None) is None and getattr(e, "record", None) is None:
                    raise
                found = False
            self._answers[word] = found
        return found
