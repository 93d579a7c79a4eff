"""Which items Get-ChildItem shows: -Attributes expressions and the switches -File, -Directory, -Hidden, -ReadOnly, -System."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.io_enums import FileAttributes
from shell.objects.psobject import base_of
from shell.objects.text import to_string

Value = Any
Test = Callable[[int], bool]
HIDDEN = 2
_SHORT = {"d": "Directory", "h": "Hidden", "r": "ReadOnly", "s": "System", "a": "Archive"}


def _bit(name: str) -> int:
    from shell.objects.conversion import convert
    full = _SHORT.get(name.strip().lower(), name.strip())
    return int(convert(full, FileAttributes.net_type))


class AttributeExpression:
    """`Directory,!Hidden+ReadOnly`: alternatives of conjunctions of flags."""

    def __init__(self, value: Value) -> None:
        base = base_of(value)
        text = ",".join(map(to_string, base)) if isinstance(base, (list, tuple)) else to_string(value)
        self.alternatives: list[list[tuple[int, bool]]] = []
        for alternative in text.split(","):
            terms = []
            for term in alternative.split("+"):
                word = term.strip()
                if not word:
                    raise ArgumentException("Cannot bind parameter 'Attributes'.")
                terms.append((_bit(word.lstrip("!")), word.startswith("!")))
            self.alternatives.append(terms)

    def mentions(self, bit: int) -> bool:
        """Is a flag asked for, so that items with it are looked at without -Force?"""
        return any(flag == bit and not negated for terms in self.alternatives for flag, negated in terms)

    def passes(self, attributes: int) -> bool:
        return any(all(bool(attributes & flag) != negated for flag, negated in terms) for terms in self.alternatives)


def switch_test(file: bool, directory: bool, hidden: bool, read_only: bool, system: bool) -> Optional[Test]:
    """The switches together; None when none was given."""
    wanted = (16 if directory else 0) | (2 if hidden else 0) | (1 if read_only else 0) | (4 if system else 0)
    unwanted = 16 if file and not directory else 0
    if not wanted and not unwanted:
        return None
    if file and directory:
        wanted &= ~16
    return lambda attributes: attributes & wanted == wanted and not attributes & unwanted
