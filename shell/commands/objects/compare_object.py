"""Compare-Object: what two lists do not have in common."""
from __future__ import annotations

from typing import Any, Optional

from shell.commands.objects.ordering import compare_values
from shell.commands.objects.properties import GROUP_KEYS, make_specs
from shell.objects.psobject import MISSING, PSCustomObject, base_of
from shell.runtime.cmdlet import Cmdlet

Value = Any


class Entry:
    """One object and the values it is compared by; `quick` is a hashable stand-in for them, None when only comparing tells."""

    __slots__ = ("value", "keys", "quick")

    def __init__(self, value: Value, keys: list[Value], quick: Any) -> None:
        self.value, self.keys, self.quick = value, keys, quick


class Backlog:
    """Entries of one side that found no partner yet, oldest first."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self._by_quick: dict[Any, list[int]] = {}
        self._slow = 0
        self._next = 0

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, entry: Entry) -> None:
        number = self._next
        self._next += 1
        self.entries[number] = entry
        if entry.quick is None:
            self._slow += 1
        else:
            self._by_quick.setdefault(entry.quick, []).append(number)

    def pop_first(self) -> Entry:
        number = next(iter(self.entries))
        return self._remove(number)

    def _remove(self, number: int) -> Entry:
        entry = self.entries.pop(number)
        if entry.quick is None:
            self._slow -= 1
        else:
            row = self._by_quick[entry.quick]
            row.remove(number)
            if not row:
                del self._by_quick[entry.quick]
        return entry

    def take(self, wanted: Entry, same: Any) -> Optional[Entry]:
        """Remove and return the first entry equal to `wanted`."""
        if wanted.quick is not None and not self._slow:
            row = self._by_quick.get(wanted.quick)
            return self._remove(row[0]) if row else None
        for number, entry in self.entries.items():
            if same(entry, wanted):
                return self._remove(number)
        return None


class CompareObject(Cmdlet):
    name = "Compare-Object"
    synopsis = "Shows which objects only one of two lists has."
    examples = (("Two lists", "Compare-Object 1, 2, 3 2, 3, 4"), ("By a property", "Compare-Object (Get-ChildItem a) (Get-ChildItem b) -Property Name, Length"))

    ReferenceObject: Optional[list[Value]] = None
    DifferenceObject: Optional[list[Value]] = None
    Property: Optional[list[Value]] = None
    SyncWindow: int = 2147483647
    CaseSensitive: bool = False
    Culture: Optional[str] = None
    IncludeEqual: bool = False
    ExcludeDifferent: bool = False
    PassThru: bool = False

    def begin(self) -> None:
        self._specs = make_specs(self, self.Property, GROUP_KEYS)
        self._pending: Optional[list[Entry]] = None
        self._at = 0
        self._left, self._right = Backlog(), Backlog()
        self._equal = self.IncludeEqual or (self.ExcludeDifferent and not self.has("IncludeEqual"))

    def process(self) -> None:
        if self._pending is None:
            self._pending = [self._entry(v) for v in self.ReferenceObject or ()]
        for value in self.DifferenceObject or ():
            self._pair(self._entry(value))

    def end(self) -> None:
        if self._pending is None:
            self._pending = [self._entry(v) for v in self.ReferenceObject or ()]
        while self._at < len(self._pending):
            self._pair(None)
        while self._right:
            self._different(self._right.pop_first(), "=>")
        while self._left:
            self._different(self._left.pop_first(), "<=")

    # ---- comparing

    def _entry(self, value: Value) -> Entry:
        if self._specs:
            keys = [None if (v := s.value_of(value)) is MISSING else base_of(v) for s in self._specs]
        else:
            base = base_of(value)
            keys = ["" if isinstance(base, PSCustomObject) and base.text is None else base]
        return Entry(value, keys, self._quick(keys))

    def _quick(self, keys: list[Value]) -> Any:
        """Text alone compares by its letters when they are plain; everything else must be compared."""
        out = []
        for k in keys:
            if k.__class__ is not str or not k.isascii() or not all(c.isalnum() or c in " ._/:" for c in k):
                return None
            out.append(k if self.CaseSensitive else k.lower())
        return tuple(out)

    def _same(self, a: Entry, b: Entry) -> bool:
        ignore_case = not self.CaseSensitive
        return all(compare_values(x, y, ignore_case) == 0 for x, y in zip(a.keys, b.keys))

    def _pair(self, right: Optional[Entry]) -> None:
        """Take the next of both sides; match them with each other or with what waits."""
        assert self._pending is not None
        left: Optional[Entry] = None
        if self._at < len(self._pending):
            left = self._pending[self._at]
            self._at += 1
        if left is not None and right is not None and self._same(left, right):
            self._match(left)
            return
        if right is not None:
            found = self._left.take(right, self._same)
            if found is not None:
                self._match(found)
                right = None
        if left is not None and self._right.take(left, self._same) is not None:
            self._match(left)
            left = None
        if right is not None:
            self._wait(self._right, right, "=>")
        if left is not None:
            self._wait(self._left, left, "<=")

    def _wait(self, backlog: Backlog, entry: Entry, side: str) -> None:
        if self.SyncWindow <= 0:
            self._different(entry, side)
            return
        while len(backlog) >= self.SyncWindow:
            self._different(backlog.pop_first(), side)
        backlog.add(entry)

    # ---- output

    def _match(self, entry: Entry) -> None:
        if self._equal:
            self._show(entry, "==")

    def _different(self, entry: Entry, side: str) -> None:
        if not self.ExcludeDifferent:
            self._show(entry, side)

    def _show(self, entry: Entry, side: str) -> None:
        if self.PassThru:
            from shell.objects.members import add_member
            from shell.objects.psobject import NoteProperty
            self.write(add_member(entry.value, NoteProperty("SideIndicator", side), True))
            return
        props: dict[str, Value] = {s.name: k for s, k in zip(self._specs, entry.keys)} if self._specs else {"InputObject": entry.value}
        props["SideIndicator"] = side
        self.write(PSCustomObject(props))
