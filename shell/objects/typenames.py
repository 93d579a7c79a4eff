"""Type names as scripts write them: accelerators, full names, names in System, `int[]`, `int[,]`, closed generics, nested ones."""
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Optional

from shell.clr.arrays import array_type
from shell.clr.exceptions import EXCEPTIONS
from shell.clr.typeinfo import REGISTRY, NetType, lookup
from shell.objects import hooks, type_index
from shell.objects.records import RuntimeException

Value = Any
_CACHE: dict[str, Optional[NetType]] = {}
_RANK = re.compile(r"\s*(,*)\s*\]")
_NAME = re.compile(r"[^\[\],]+")


ACCELERATORS = NetType("System.Management.Automation.TypeAccelerators", kind="class")


@ACCELERATORS.static("void Add(string typeName, type type)")
def add_accelerator(name: str, t: NetType) -> None:
    """TypeAccelerators::Add: a short name for a type."""
    REGISTRY[name.lower()] = t
    t.accelerators = (*t.accelerators, name)
    _CACHE.clear()


@ACCELERATORS.static("bool Remove(string typeName)")
def remove_accelerator(name: str) -> bool:
    t = REGISTRY.pop(name.lower(), None)
    if t is not None:
        t.accelerators = tuple(a for a in t.accelerators if a.lower() != name.lower())
    _CACHE.clear()
    return t is not None


@ACCELERATORS.static_prop("Get", "System.Collections.Generic.Dictionary[string,type]")
def accelerators() -> Value:
    from shell.clr.dictionaries import GenericDictionary
    pairs = {a: t for t in list(REGISTRY.values()) for a in t.accelerators}
    return GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,type]"), sorted(pairs.items()), True)


class TypeName:
    """System.Management.Automation.Language.TypeName: the target of `Unable to find type`."""

    __slots__ = ("name", "full_name")

    def __init__(self, name: str) -> None:
        self.name = self.full_name = name

    def __str__(self) -> str:
        return self.full_name


def resolve_type(name: str, namespaces: Iterable[str] = ()) -> Optional[NetType]:
    """The type of that name, or None.  Classes the script defined come first."""
    session = hooks.current()
    own = session.lookup_class(name)
    if own is not None:
        return own
    key = name.lower()
    found = _CACHE.get(key)
    if found is None:
        found = _parse(name, namespaces)
        if found is not None and not namespaces and session.lookup_class(_simple(name)) is None and not _mentions_class(found):
            _CACHE[key] = found
    return found


def _simple(name: str) -> str:
    return _NAME.match(name.strip() or "?").group(0) if _NAME.match(name.strip() or "?") else name  # type: ignore[union-attr]


def _mentions_class(t: NetType) -> bool:
    """Types over a script's own classes must not outlive it in the cache."""
    parts = [*t.arguments, *([t.element] if t.element is not None else [])]
    return any(lookup(p.full_name) is not p and not p.arguments and p.element is None or _mentions_class(p) for p in parts)


def require_type(name: str, namespaces: Iterable[str] = ()) -> NetType:
    """As resolve_type; an unknown name is `Unable to find type [X].`"""
    found = resolve_type(name, namespaces)
    if found is None:
        shown = _missing_part(name, namespaces)
        raise RuntimeException(f"Unable to find type [{shown}].", error_id="TypeNotFound", category="InvalidOperation", target=TypeName(shown))
    return found


def _missing_part(name: str, namespaces: Iterable[str]) -> str:
    """What to blame: of `List[int]` the unknown generic name, of `int[]` the element."""
    m = _NAME.match(name.strip())
    head = m.group(0).strip() if m is not None else name
    return head if "[" in name and not name.strip()[len(head):].strip("[], ") == "" or name.strip().endswith("]") else name


class _Reader:
    """One pass over a type name."""

    def __init__(self, text: str, namespaces: tuple[str, ...]) -> None:
        self.text = text
        self.at = 0
        self.namespaces = namespaces

    def peek(self) -> str:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.text[self.at] if self.at < len(self.text) else ""

    def type(self) -> Optional[NetType]:
        """NAME [ '[' ARGUMENTS ']' ] { '[' ','* ']' }"""
        self.peek()
        m = _NAME.match(self.text, self.at)
        if m is None:
            return None
        name = m.group(0).strip()
        self.at = m.end()
        arguments = None
        if self.peek() == "[" and not _RANK.match(self.text, self.at + 1):
            arguments = self.arguments()
            if arguments is None:
                return None
        t = self.find(name, arguments)
        while t is not None and self.peek() == "[":
            rank = _RANK.match(self.text, self.at + 1)
            if rank is None:
                return None
            self.at = rank.end()
            t = array_type(t, len(rank.group(1)) + 1)
        return t

    def arguments(self) -> Optional[list[NetType]]:
        """[A,B] or [[A, assembly],[B]]; the cursor stands on the bracket."""
        self.at += 1
        out: list[NetType] = []
        while True:
            quoted = self.peek() == "["
            if quoted:
                self.at += 1
            t = self.type()
            if t is None:
                return None
            out.append(t)
            if quoted:
                end = self.text.find("]", self.at)
                if end < 0:
                    return None
                self.at = end + 1
            mark = self.peek()
            self.at += 1
            if mark == "]":
                return out
            if mark != ",":
                return None

    def find(self, name: str, arguments: Optional[list[NetType]]) -> Optional[NetType]:
        if arguments is not None:
            return _find_generic(name, arguments, self.namespaces)
        own = hooks.current().lookup_class(name)
        return own if own is not None else _find_plain(name, self.namespaces)


def _parse(name: str, namespaces: Iterable[str]) -> Optional[NetType]:
    reader = _Reader(name.strip(), tuple(namespaces))
    found = reader.type()
    if found is None or reader.peek() not in ("", ","):
        return None
    return found


def _find_plain(name: str, namespaces: tuple[str, ...]) -> Optional[NetType]:
    type_index.install()
    for prefix in ("", *(n + "." for n in namespaces)):
        full = prefix + name
        found = lookup(full)
        if found is None:
            cls = EXCEPTIONS.get(full.lower()) or EXCEPTIONS.get("system." + full.lower())
            if cls is not None:
                from shell.objects.exception_types import type_of_exception
                found = type_of_exception(cls)
        if found is not None:
            return found
    return None


def _find_generic(name: str, arguments: list[NetType], namespaces: tuple[str, ...]) -> Optional[NetType]:
    from shell.clr.generics import close_generic
    for prefix in ("", *(n + "." for n in namespaces)):
        try:
            return close_generic(prefix + name, arguments)
        except LookupError:
            continue
    return None
