"""Type data: the members PowerShell adds to types (types.ps1xml, Update-TypeData), a table a runspace, the built-in one shared copy-on-write."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Optional

from shell.objects.psobject import MISSING, Member

Value = Any


NEED_WRAPPER: set[Any] = set()  # getters of code properties that look at attached notes and so get the wrapper, not the plain value


class TypeData:
    """What is declared for one type name."""

    __slots__ = ("name", "members", "default_display", "default_display_name", "default_keys", "serialization_depth", "serialization_method",
                 "string_source", "target_for_deserialization", "inherit_serialization", "type_converter", "type_adapter")

    def __init__(self, name: str) -> None:
        self.name = name
        self.members: dict[str, Member] = {}  # folded name -> member
        self.default_display: Optional[list[str]] = None
        self.default_display_name: Optional[str] = None
        self.default_keys: Optional[list[str]] = None
        self.serialization_depth: Optional[int] = None
        self.serialization_method: Optional[str] = None
        self.string_source: Optional[str] = None
        self.target_for_deserialization: Optional[str] = None
        self.inherit_serialization = True
        self.type_converter: Optional[str] = None
        self.type_adapter: Optional[str] = None

    def copy(self) -> TypeData:
        made = TypeData(self.name)
        for slot in TypeData.__slots__:
            if slot != "members":
                setattr(made, slot, getattr(self, slot))
        made.members = dict(self.members)
        return made


# Folded member names whose meaning depends on the runspace or the instance: look-up caches must not keep them.
VOLATILE: set[str] = set()
_LISTENERS: list[Any] = []


def on_volatile(listener: Any) -> None:
    """Call listener(folded name) whenever a member name becomes volatile (look-up caches drop it)."""
    _LISTENERS.append(listener)


def mark_volatile(folded: str) -> None:
    """From now on this member name is always looked up the long way."""
    if folded not in VOLATILE:
        VOLATILE.add(folded)
        for listener in _LISTENERS:
            listener(folded)


class TypeTable:
    """Type data by type name (any case)."""

    def __init__(self, parent: Optional[TypeTable] = None) -> None:
        self._types: dict[str, TypeData] = {k: v.copy() for k, v in parent._types.items()} if parent is not None else {}
        self._names: dict[str, int] = dict(parent._names) if parent is not None else {}  # folded member name -> how many types declare it
        self.is_shared = False

    def copy(self) -> TypeTable:
        """A table of its own, for a runspace that is about to change it."""
        return TypeTable(self)

    def declares(self, folded: str) -> bool:
        """Does any type declare a member of this name?  The quick test before `find`."""
        return folded in self._names

    def find(self, type_names: Iterable[str], folded: str) -> Value:
        """The member the first of these types declares, else MISSING."""
        for name in type_names:
            data = self._types.get(name.lower())
            if data is not None:
                member = data.members.get(folded)
                if member is not None:
                    return member
        return MISSING

    def members(self, type_names: Sequence[str]) -> list[Member]:
        """Every declared member visible for these types, those of the nearest type first."""
        seen: dict[str, Member] = {}
        for name in type_names:
            data = self._types.get(name.lower())
            if data is not None:
                for folded, member in data.members.items():
                    seen.setdefault(folded, member)
        return list(seen.values())

    def property_names(self, type_names: Sequence[str]) -> list[str]:
        """Names of the declared members that are properties."""
        return [m.name for m in self.members(type_names) if m.kind.endswith("Property") and not m.hidden]

    def get(self, name: str) -> Optional[TypeData]:
        return self._types.get(name.lower())

    def all(self) -> list[TypeData]:
        return list(self._types.values())

    def ensure(self, name: str) -> TypeData:
        """The data of a type, made when there is none."""
        data = self._types.get(name.lower())
        if data is None:
            data = self._types[name.lower()] = TypeData(name)
        return data

    def add_member(self, type_name: str, member: Member, force: bool = False, built_in: bool = False) -> bool:
        """Declare a member; False when there is one of that name and force is off."""
        data = self.ensure(type_name)
        folded = member.name.lower()
        if folded in data.members and not force:
            return False
        if folded not in data.members:
            self._names[folded] = self._names.get(folded, 0) + 1
        member.from_type_data = True
        data.members[folded] = member
        if not built_in:
            mark_volatile(folded)
        return True

    def remove(self, type_name: str) -> bool:
        """Forget a type's data; False when there was none."""
        data = self._types.pop(type_name.lower(), None)
        if data is None:
            return False
        for folded in data.members:
            self._names[folded] -= 1
            if not self._names[folded]:
                del self._names[folded]
            mark_volatile(folded)
        return True

    def display_properties(self, type_names: Iterable[str]) -> Optional[list[str]]:
        """The DefaultDisplayPropertySet of the first type that has one."""
        for name in type_names:
            data = self._types.get(name.lower())
            if data is not None and data.default_display is not None:
                return data.default_display
        return None

    def key_properties(self, type_names: Iterable[str]) -> Optional[list[str]]:
        """The DefaultKeyPropertySet of the first type that has one."""
        for name in type_names:
            data = self._types.get(name.lower())
            if data is not None and data.default_keys is not None:
                return data.default_keys
        return None

    def serialization_depth(self, type_names: Iterable[str]) -> Optional[int]:
        for name in type_names:
            data = self._types.get(name.lower())
            if data is not None and data.serialization_depth is not None:
                return data.serialization_depth
        return None


_default: Optional[TypeTable] = None


def default_table() -> TypeTable:
    """The built-in type data, shared by every runspace that did not change it."""
    global _default
    if _default is None:
        from shell.objects.typedata_defaults import fill
        table = TypeTable()
        fill(table)
        table.is_shared = True
        _default = table
    return _default


def own_table(session: Any) -> TypeTable:
    """The session's table, copied first if it is still the shared one: what Update-TypeData changes."""
    table: TypeTable = session.type_table
    if table.is_shared:
        table = table.copy()
        session.type_table = table
    return table
