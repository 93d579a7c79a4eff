"""Add-Member: attaches properties, methods and type names to an object."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException
from shell.objects.conversion import convert
from shell.objects.member_setting import set_type_names
from shell.objects.members import add_member, attach, type_names
from shell.objects.psobject import (
    MISSING,
    AliasProperty,
    Member,
    MemberSet,
    NoteProperty,
    PropertySet,
    ScriptMethod,
    ScriptProperty,
    base_of,
)
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.objects.typenames import require_type
from shell.runtime.cmdlet import Cmdlet

Value = Any
_EMPTY_VALUE = 'The Value parameter is necessary for a member of type "{0}". Specify the Value parameter when adding members of this type.'
_NO_SECOND = 'Value2 parameter is not necessary for a member of type "{0}". Do not specify the Value2 parameter when adding members of this type.'
_NO_VALUES = 'Both Value1 and Value2 should not be null for a member of type "{0}". Both or one of the values should be non-null.'
_NOT_ADDABLE = 'Cannot add a member with type "{0}". Specify a different type for the MemberTypes parameter.'


class AddMember(Cmdlet):
    name = "Add-Member"
    synopsis = "Adds properties and methods to an object."
    examples = (("A note", "$o = [pscustomobject]@{ A = 1 }; $o | Add-Member Colour red; $o"),
                ("A computed property", "$o = [pscustomobject]@{ W = 2; H = 3 }; $o | Add-Member ScriptProperty Area { $this.W * $this.H }; $o.Area"),
                ("Several notes", "[pscustomobject]@{} | Add-Member @{ A = 1; B = 2 } -PassThru"))

    InputObject: Value = MISSING
    MemberType: Value = None
    Name: Optional[str] = None
    Value: Value = None
    SecondValue: Value = None
    NotePropertyName: Optional[str] = None
    NotePropertyValue: Any = None
    NotePropertyMembers: Any = None
    TypeName: Optional[str] = None
    Force: bool = False
    PassThru: bool = False

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING:
            return
        ok = True
        if self.NotePropertyMembers is not None:
            for key, item in base_of(self.NotePropertyMembers).items():
                ok = self._attach(value, NoteProperty(to_string(key), item)) and ok
        elif self.NotePropertyName is not None:
            ok = self._attach(value, NoteProperty(to_string(self.NotePropertyName), self.NotePropertyValue))
        elif self.MemberType is not None:
            member = self._member()
            ok = member is not None and self._attach(value, member)
        if not ok:
            return
        holder = value
        if self.NotePropertyMembers is not None or self.NotePropertyName is not None or self.MemberType is not None:
            holder = attach(value, remember=True)
        if self.TypeName:
            names = type_names(value)
            wanted = require_type_name(to_string(self.TypeName))
            if wanted not in names:
                holder = set_type_names(value, [wanted, *names])
        if self.PassThru:
            self.write(holder)

    def _attach(self, value: Value, member: Member) -> bool:
        try:
            add_member(value, member, self.Force)
            return True
        except NetException as error:
            record = ErrorRecord(InvalidOperationException(error.message), error.error_id or "InvalidOperation", error.category or "InvalidOperation", value)
            record.category_info.target_type = "PSObject"
            record.category_info.target_name = to_string(value)
            self.write_error(record)
            return False

    # ---- making members

    def _member(self) -> Optional[Member]:
        kind = to_string(self.MemberType)
        make = _MAKERS.get(kind.lower())
        if make is None:
            self.error(_NOT_ADDABLE.format(kind), "CannotAddMemberType", "InvalidArgument", exception_class=InvalidOperationException)
            return None
        made: Optional[Member] = make(self, kind)
        return made

    def _refuse(self, text: str, kind: str, error_id: str) -> None:
        self.error(text.format(kind), error_id, "InvalidArgument", exception_class=InvalidOperationException)

    def _needs_value(self, kind: str, second: bool = False) -> bool:
        if self.Value is None:
            self._refuse(_EMPTY_VALUE, kind, "Value1ShouldNotBeNull")
            return False
        if self.SecondValue is not None and not second:
            self._refuse(_NO_SECOND, kind, "Value2ShouldNotBeSpecified")
            return False
        return True

    def _note(self, kind: str) -> Optional[Member]:
        if self.SecondValue is not None:
            self._refuse(_NO_SECOND, kind, "Value2ShouldNotBeSpecified")
            return None
        return NoteProperty(to_string(self.Name), self.Value)

    def _alias(self, kind: str) -> Optional[Member]:
        if not self._needs_value(kind, True):
            return None
        target = self.SecondValue
        shown = None if target is None else to_string(target) if isinstance(base_of(target), str) else base_of(target).full_name
        return AliasProperty(to_string(self.Name), to_string(self.Value), shown)

    def _script_property(self, kind: str) -> Optional[Member]:
        if self.Value is None and self.SecondValue is None:
            self._refuse(_NO_VALUES, kind, "Value1AndValue2AreNotBothNull")
            return None
        return ScriptProperty(to_string(self.Name), as_block(self.Value), as_block(self.SecondValue))

    def _script_method(self, kind: str) -> Optional[Member]:
        return ScriptMethod(to_string(self.Name), as_block(self.Value)) if self._needs_value(kind) else None

    def _property_set(self, kind: str) -> Optional[Member]:
        if not self._needs_value(kind):
            return None
        names = self.Value if isinstance(self.Value, list) else [self.Value]
        return PropertySet(to_string(self.Name), [to_string(n) for n in names])

    def _member_set(self, kind: str) -> Optional[Member]:
        if self.SecondValue is not None:
            self._refuse(_NO_SECOND, kind, "Value2ShouldNotBeSpecified")
            return None
        from shell.objects.member_infos import member_of_info
        given = base_of(self.Value)
        members = [member_of_info(m) for m in (given if isinstance(given, list) else [] if given is None else [given])]
        return MemberSet(to_string(self.Name), {m.name: m for m in members})


def as_block(value: Value) -> Value:
    """A script block out of what was given; texts are refused as conversions to ScriptBlock are."""
    return None if value is None else convert(value, require_type("scriptblock"))


def require_type_name(text: str) -> str:
    """-TypeName: the full name when it is a known type, else the text."""
    from shell.objects.typenames import resolve_type
    found = resolve_type(text)
    return found.full_name if found is not None else text


_MAKERS: dict[str, Any] = {"noteproperty": AddMember._note, "aliasproperty": AddMember._alias, "scriptproperty": AddMember._script_property,
                           "scriptmethod": AddMember._script_method, "propertyset": AddMember._property_set, "memberset": AddMember._member_set}

