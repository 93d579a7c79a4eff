"""PSObject: the property bag behind [pscustomobject], and the wrapper of values that carry attached members or changed type names.

Plain values stay plain.  Only where a member was attached (Add-Member, Select-Object on a primitive, a record from a session) is a value
wrapped; `base_of` unwraps.  `props` maps a property's name, as first spelled, to its value; a value of class Member (below) is a property or
method that is more than a note.  Look-ups try the exact spelling first and fold only on a miss.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Optional

Value = Any
MISSING: Any = type("Missing", (), {"__repr__": lambda self: "<missing>", "__slots__": ()})()


class Member:
    """Base of attached members other than notes.  `kind` is PowerShell's PSMemberTypes name."""

    __slots__ = ("name", "hidden", "from_type_data")
    kind = "Member"

    def __init__(self, name: str) -> None:
        self.name = name
        self.hidden = False
        self.from_type_data = False


class NoteProperty(Member):
    """A note as type data declares it (instance notes are bare values in `props`)."""

    __slots__ = ("value",)
    kind = "NoteProperty"

    def __init__(self, name: str, value: Value) -> None:
        super().__init__(name)
        self.value = value


class AliasProperty(Member):
    __slots__ = ("target", "convert_to")
    kind = "AliasProperty"

    def __init__(self, name: str, target: str, convert_to: Optional[str] = None) -> None:
        super().__init__(name)
        self.target, self.convert_to = target, convert_to


class ScriptProperty(Member):
    """getter and setter are ScriptBlocks (runtime/scriptblock), run with $this."""

    __slots__ = ("getter", "setter")
    kind = "ScriptProperty"

    def __init__(self, name: str, getter: Value, setter: Value = None) -> None:
        super().__init__(name)
        self.getter, self.setter = getter, setter


class CodeProperty(Member):
    """getter(value) and setter(value, new) are Python callables."""

    __slots__ = ("getter", "setter", "type_name")
    kind = "CodeProperty"

    def __init__(self, name: str, getter: Value, setter: Value = None, type_name: str = "System.Object") -> None:
        super().__init__(name)
        self.getter, self.setter, self.type_name = getter, setter, type_name


class ScriptMethod(Member):
    __slots__ = ("script",)
    kind = "ScriptMethod"

    def __init__(self, name: str, script: Value) -> None:
        super().__init__(name)
        self.script = script


class CodeMethod(Member):
    """function(self_value, *args) is a Python callable."""

    __slots__ = ("function", "definition")
    kind = "CodeMethod"

    def __init__(self, name: str, function: Value, definition: str = "") -> None:
        super().__init__(name)
        self.function, self.definition = function, definition


class FrozenText(CodeMethod):
    """ToString of a deserialized enum: methods and table cells show the name it had, interpolation its number."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__("ToString", lambda value: text, "string ToString()")


class PropertySet(Member):
    __slots__ = ("names",)
    kind = "PropertySet"

    def __init__(self, name: str, names: list[str]) -> None:
        super().__init__(name)
        self.names = names


class MemberSet(Member):
    __slots__ = ("members",)
    kind = "MemberSet"

    def __init__(self, name: str, members: dict[str, Value]) -> None:
        super().__init__(name)
        self.members = members


class PSObject:
    """A wrapper: `base` is the wrapped value, `props` the attached members, `type_names` overrides PSTypeNames (None: the base's own)."""

    __slots__ = ("base", "props", "type_names", "__weakref__")

    def __init__(self, base: Value, props: Optional[dict[str, Value]] = None, type_names: Optional[list[str]] = None) -> None:
        self.base = base
        self.props: dict[str, Value] = {} if props is None else props
        self.type_names = type_names

    def find(self, name: str) -> Value:
        """The raw entry of a property (a note's value or a Member), else MISSING.  Any case."""
        entry = self.props.get(name, MISSING)
        if entry is MISSING:
            folded = name.lower()
            for key, value in self.props.items():
                if key.lower() == folded:
                    return value
        return entry

    def spelled(self, name: str) -> Optional[str]:
        """The stored spelling of a property's name, or None."""
        if name in self.props:
            return name
        folded = name.lower()
        for key in self.props:
            if key.lower() == folded:
                return key
        return None

    def put(self, name: str, value: Value) -> None:
        """Set a note, keeping the stored spelling and place when it exists."""
        self.props[self.spelled(name) or name] = value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base!r} {self.props!r}>"


class PSCustomObject(PSObject):
    """[pscustomobject]: has no base.  type_names None means System.Management.Automation.PSCustomObject, System.Object.

    Deserialized objects are PSCustomObjects too, with type_names `Deserialized.X` and `text` (what ToString gave on the other side).
    """

    __slots__ = ("text", "deserialized_props")

    def __init__(self, props: Optional[dict[str, Value]] = None, type_names: Optional[list[str]] = None, text: Optional[str] = None) -> None:
        super().__init__(None, props, type_names)
        self.text = text
        self.deserialized_props: Optional[frozenset[str]] = None  # folded names that were real properties (MemberType Property) over there

    @classmethod
    def many(cls, names: Sequence[str], rows: Iterable[Sequence[Value]], type_names: list[str]) -> list[PSCustomObject]:
        """One object a row, each with the same properties; quicker than one by one."""
        make = cls.__new__
        out: list[PSCustomObject] = []
        add = out.append
        for row in rows:
            made = make(cls)
            made.base = made.text = made.deserialized_props = None
            made.props = dict(zip(names, row))
            made.type_names = type_names[:]
            add(made)
        return out


def base_of(value: Value) -> Value:
    """The plain value inside a wrapper; a PSCustomObject is its own base."""
    if value.__class__ is PSObject:
        return value.base
    return value


def note_items(value: PSObject) -> Iterator[tuple[str, Value]]:
    """Notes only: (name, value) in order, leaving Members out."""
    for key, entry in value.props.items():
        if not isinstance(entry, Member):
            yield key, entry
