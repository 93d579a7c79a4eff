"""Group-Object."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.lists import Collection
from shell.clr.typeinfo import NetType
from shell.commands.objects.ordering import compare_values
from shell.commands.objects.properties import GROUP_KEYS, make_specs
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_display, to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


def shown(value: Value) -> str:
    """A key as the group's name: lists as table cells show them, dates in the user's culture."""
    base = base_of(value)
    return "{" + ", ".join(to_display(v) for v in base) + "}" if isinstance(base, list) else to_display(value)


class GroupInfo:
    """Microsoft.PowerShell.Commands.GroupInfo."""

    __slots__ = ("name", "values", "group", "count", "ps_ext", "__weakref__")

    def __init__(self, values: list[Value]) -> None:
        self.values = Collection(values)
        self.name = ", ".join("" if v is None else shown(v) for v in values)
        self.group = Collection()
        self.count = 0
        self.ps_ext: Any = None


class GroupInfoNoElement(GroupInfo):
    __slots__ = ()


GROUP_INFO = NetType("Microsoft.PowerShell.Commands.GroupInfo", GroupInfo)
for _name, _type, _attribute in (("Count", "int", "count"), ("Group", "System.Collections.ObjectModel.Collection[psobject]", "group"), ("Name", "string", "name"),
                                 ("Values", "System.Collections.ArrayList", "values")):
    GROUP_INFO.attr(_name, _type, _attribute)
NetType("Microsoft.PowerShell.Commands.GroupInfoNoElement", GroupInfoNoElement, base=GROUP_INFO)


class GroupObject(Cmdlet):
    name = "Group-Object"
    net_class = "Microsoft.PowerShell.Commands.GroupObjectCommand"
    synopsis = "Groups objects that share a value."
    examples = (("Files by extension", "Get-ChildItem | Group-Object Extension"), ("As a table to look things up in", "1..6 | Group-Object { $_ % 2 } -AsHashTable"))

    InputObject: Value = MISSING
    Property: Optional[list[Value]] = None
    NoElement: bool = False
    AsHashTable: bool = False
    AsString: bool = False
    CaseSensitive: bool = False
    Culture: Optional[str] = None

    def begin(self) -> None:
        if self.AsString and not self.AsHashTable:
            self.fail("The AsString parameter can only be used with the AsHashTable parameter. Add the AsHashTable parameter to the command, or remove the "
                      "AsString parameter.", "ArgumentException", "InvalidArgument", exception_class=ArgumentException)
        self._specs = make_specs(self, self.Property, GROUP_KEYS)
        self._groups: dict[Any, GroupInfo] = {}

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING:
            return
        keys = [value] if not self._specs else [None if (v := s.value_of(value)) is MISSING else v for s in self._specs]
        group = self._groups.get(handle := tuple(map(self._hashable, keys)) if len(keys) > 1 else self._hashable(keys[0]))
        if group is None:
            group = self._groups[handle] = (GroupInfoNoElement if self.NoElement else GroupInfo)(keys)
        group.count += 1
        if not self.NoElement:
            group.group.append(value)

    def _hashable(self, key: Value) -> Any:
        """Equal exactly for values of one group: same type, text regardless of case unless -CaseSensitive."""
        cls = key.__class__
        if cls is int:
            return key
        if cls is str:
            return key if self.CaseSensitive else key.lower()
        key = base_of(key)
        if isinstance(key, list):
            return "list"  # lists do not compare: they share a group
        if isinstance(key, str):
            return (cls, key if self.CaseSensitive else key.lower())
        try:
            hash(key)
        except TypeError:
            return (cls, to_string(key))
        return (cls, key)

    def end(self) -> None:
        from functools import cmp_to_key
        groups = list(self._groups.values())
        values = [g.values[0] for g in groups]
        if len(self._specs) <= 1 and all(v.__class__ is int for v in values):
            groups.sort(key=lambda g: g.values[0])
        else:
            def order(a: GroupInfo, b: GroupInfo) -> int:
                return next((c for x, y in zip(a.values, b.values) if (c := compare_values(x, y))), 0)
            groups.sort(key=cmp_to_key(order))
        if self.AsHashTable:
            self._as_table(groups)
        else:
            self.write_all(groups)

    def _as_table(self, groups: list[GroupInfo]) -> None:
        from shell.clr.dictionaries import Hashtable
        table = Hashtable(ignore_case=not self.CaseSensitive)
        for g in groups:
            key = g.name if self.AsString else g.values[0] if len(g.values) == 1 else g.name
            if key is None:
                message = "Value cannot be null. (Parameter 'key')"
                self.error(message, message, "InvalidArgument", exception_class=ArgumentException)
                continue
            table.put(key, g.group)
        if groups:
            self.write(table)
