"""Token: one word of a text as the lexer saw it; serves the parser, highlighting, completion and ParseInput."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenFlags, TokenKind, flag_names
from shell.language.source import Extent, Source


class StringPart:
    """A `$name`, `${name}` or `$( )` inside an expandable string: where it lies; name for a variable, else None.
    `inner` is the text to parse when doubled quotes had to be taken out, with the offset in the source of each of its characters."""

    __slots__ = ("start", "end", "name", "inner", "offsets", "in_error")

    def __init__(self, start: int, end: int, name: Optional[str] = None, inner: Optional[str] = None,
                 offsets: Optional[list[int]] = None, in_error: bool = False) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.inner = inner
        self.offsets = offsets
        self.in_error = in_error


class Redirection:
    """What a redirection token says: from_stream (0 all, 1 output ...), to_stream for n>&1, append for >>."""

    __slots__ = ("from_stream", "to_stream", "append")

    def __init__(self, from_stream: int, to_stream: Optional[int] = None, append: bool = False) -> None:
        self.from_stream = from_stream
        self.to_stream = to_stream
        self.append = append


class Token:
    """value by kind: Number an int or NumberLiteral; Variable and SplattedVariable the path text; Parameter the name; strings and
    Generic the text with escapes worked out; Label the name; Redirection a Redirection. parts: of an expandable string,
    str and StringPart."""

    __slots__ = ("source", "kind", "start", "end", "value", "flags", "parts", "used_colon", "nested_tokens")

    used_colon: bool
    nested_tokens: list[Token]

    def __init__(self, source: Source, kind: TokenKind, start: int, end: int, value: Any = None,
                 parts: Optional[list[Any]] = None) -> None:
        self.source = source
        self.kind = kind
        self.start = start
        self.end = end
        self.value = value
        self.flags = kind.flags
        self.parts = parts

    @property
    def text(self) -> str:
        return self.source.text[self.start:self.end]

    @property
    def extent(self) -> Extent:
        return Extent(self.source, self.start, self.end)

    @property
    def has_error(self) -> bool:
        return bool(self.flags & TokenFlags.IN_ERROR)

    @property
    def flags_text(self) -> str:
        """The flags as PowerShell prints them."""
        return flag_names(self.flags)

    @property
    def nested(self) -> list[Token]:
        """Tokens inside an expandable string (only kept when the parse saved tokens)."""
        return getattr(self, "nested_tokens", None) or []

    def __repr__(self) -> str:
        return f"Token({self.kind!r}, {self.text!r})"
