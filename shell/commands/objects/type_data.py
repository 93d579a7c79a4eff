"""Update-, Get- and Remove-TypeData."""
from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.commands.objects.add_member import as_block, require_type_name
from shell.objects.psobject import AliasProperty, Member, NoteProperty, PropertySet, ScriptMethod, ScriptProperty, base_of
from shell.objects.records import RuntimeException
from shell.objects.text import to_string
from shell.objects.typedata import TypeData, TypeTable, own_table
from shell.runtime.cmdlet import Cmdlet

Value = Any
_R = "System.Management.Automation.Runspaces."


class MemberData:
    """One member as Get-TypeData shows it: System.Management.Automation.Runspaces.NotePropertyData and its kin."""

    __slots__ = ("member", "net_type", "ps_ext", "__weakref__")

    def __init__(self, member: Member) -> None:
        self.member = member
        self.net_type = _DATA_TYPES.get(member.kind, _DATA_TYPES["NoteProperty"])
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.net_type.full_name


def _data_type(kind: str, parts: tuple[tuple[str, str, Callable[[Any], Any]], ...]) -> NetType:
    t = NetType(_R + kind + "Data")
    for name, type_name, getter in parts:
        t.prop(name, type_name)(getter)
    t.prop("IsHidden", "bool")(lambda d: d.member.hidden)
    t.prop("Name", "string")(lambda d: d.member.name)
    return t


_DATA_TYPES: dict[str, NetType] = {
    "NoteProperty": _data_type("NoteProperty", (("Value", "System.Object", lambda d: d.member.value),)),
    "AliasProperty": _data_type("AliasProperty", (("ReferencedMemberName", "string", lambda d: d.member.target), ("MemberType", "type", lambda d: None))),
    "ScriptProperty": _data_type("ScriptProperty", (("GetScriptBlock", "scriptblock", lambda d: getattr(d.member, "getter", None)),
                                                    ("SetScriptBlock", "scriptblock", lambda d: getattr(d.member, "setter", None)))),
    "CodeProperty": _data_type("CodeProperty", ()),
    "ScriptMethod": _data_type("ScriptMethod", (("Script", "scriptblock", lambda d: d.member.script),)),
    "CodeMethod": _data_type("CodeMethod", ()),
    "PropertySet": _data_type("PropertySet", (("ReferencedProperties", "System.Object", lambda d: list(d.member.names)),)),
    "MemberSet": _data_type("MemberSet", ()),
}


def _members(data: TypeData) -> Value:
    from shell.clr.dictionaries import GenericDictionary
    from shell.objects.typenames import require_type
    items = [(m.name, MemberData(m)) for m in data.members.values()]
    return GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,object]"), items, True)


def _set_of(names: Optional[list[str]]) -> Value:
    return None if names is None else MemberData(PropertySet("", names))


def _type_data() -> None:
    t = NetType(_R + "TypeData", TypeData)
    t.attr("TypeName", "string", "name")
    t.prop("Members", "System.Collections.Generic.Dictionary[string,object]")(_members)
    t.prop("TypeConverter", "type")(lambda d: d.type_converter)
    t.prop("TypeAdapter", "type")(lambda d: d.type_adapter)
    t.prop("IsOverride", "bool")(lambda d: False)
    t.prop("SerializationMethod", "string")(lambda d: d.serialization_method)
    t.prop("TargetTypeForDeserialization", "type")(lambda d: d.target_for_deserialization)
    t.prop("SerializationDepth", "uint")(lambda d: d.serialization_depth or 0)
    t.prop("DefaultDisplayProperty", "string")(lambda d: d.default_display_name)
    t.prop("InheritPropertySerializationSet", "bool")(lambda d: d.inherit_serialization)
    t.prop("StringSerializationSource", "string")(lambda d: d.string_source)
    t.prop("DefaultDisplayPropertySet", _R + "PropertySetData")(lambda d: _set_of(d.default_display))
    t.prop("DefaultKeyPropertySet", _R + "PropertySetData")(lambda d: _set_of(d.default_keys))
    t.prop("PropertySerializationSet", _R + "PropertySetData")(lambda d: None)


_type_data()


class GetTypeData(Cmdlet):
    name = "Get-TypeData"
    synopsis = "Shows the members that type data adds to types."
    examples = (("Of one type", "Get-TypeData System.DateTime"),)
    TypeName: Optional[list[str]] = None

    def process(self) -> None:
        for pattern in self.TypeName or ["*"]:
            wildcard = WildcardPattern(to_string(pattern))
            self.write_all([d for d in self.ctx.type_table.all() if wildcard.matches(d.name)])


class RemoveTypeData(Cmdlet):
    name = "Remove-TypeData"
    synopsis = "Forgets what type data says about a type."
    examples = (("One type", "Update-TypeData -TypeName My.Box -MemberType NoteProperty -MemberName Kind -Value box; Remove-TypeData -TypeName My.Box"),)
    TypeName: Optional[str] = None
    TypeData: Value = None
    Path: Optional[list[str]] = None

    def process(self) -> None:
        if self.Path is not None:
            self.error("Removing a type file is not supported; remove the types it named with -TypeName.", "TypesFileRemoveNotSupported", "NotImplemented", self.Path)
            return
        name = to_string(self.TypeName) if self.TypeData is None else base_of(self.TypeData).name
        if not self.should_process(f"Type name: {name}", "Remove TypeData"):
            return
        table = own_table(self.ctx)
        if not table.remove(name) and not table.remove(require_type_name(name)):
            self.error(f'Error in TypeData "{name}": The type "{name}" was not found. The type name value must be the full name of the type. Verify the type name '
                       "and run the command again.", "TypesDynamicRemoveException", "InvalidOperation", exception_class=RuntimeException)


class UpdateTypeData(Cmdlet):
    name = "Update-TypeData"
    synopsis = "Adds members to a type and says which of its properties are shown."
    examples = (("A method for texts", "Update-TypeData -TypeName System.String -MemberType ScriptMethod -MemberName Shout -Value { $this.ToUpper() }; 'hey'.Shout()"),
                ("What a table shows", "Update-TypeData -TypeName My.Box -DefaultDisplayPropertySet Name, Size"))

    AppendPath: Optional[list[str]] = None
    PrependPath: Optional[list[str]] = None
    TypeName: Optional[str] = None
    MemberType: Value = None
    MemberName: Optional[str] = None
    Value: Any = None
    SecondValue: Any = None
    DefaultDisplayProperty: Optional[str] = None
    DefaultDisplayPropertySet: Optional[list[str]] = None
    DefaultKeyPropertySet: Optional[list[str]] = None
    PropertySerializationSet: Optional[list[str]] = None
    SerializationDepth: Optional[int] = None
    SerializationMethod: Optional[str] = None
    StringSerializationSource: Optional[str] = None
    InheritPropertySerializationSet: Any = None
    TargetTypeForDeserialization: Any = None
    TypeConverter: Any = None
    TypeAdapter: Any = None
    TypeData: Any = None
    Force: bool = False

    def process(self) -> None:
        if self.TypeData is not None:
            for data in self.TypeData:
                self._merge(base_of(data))
        elif self.TypeName is not None:
            self._dynamic(require_type_name(to_string(self.TypeName)))
        else:
            for path in (*(self.PrependPath or ()), *(self.AppendPath or ())):
                self._file(to_string(path))

    # ---- by parameters

    def _dynamic(self, name: str) -> None:
        member = self._member()
        facts = {k: v for k, v in self._facts().items() if v is not None}
        if member is None and not facts:
            self.error(f'No member is specified for the update on type "{name}".', "TypeDataEmpty", "InvalidOperation", name)
            return
        if not self.should_process(f"Type name: {name}", "Update TypeData"):
            return
        table = own_table(self.ctx)
        if member is not None and not table.add_member(name, member, self.Force):
            self._present(name, member.name)
            return
        data = table.ensure(name)
        for key, value in facts.items():
            if getattr(data, key) is not None and not self.Force and key.startswith("default"):
                self._present(name, _FACT_NAMES.get(key, key))
                return
            setattr(data, key, value)

    def _present(self, type_name: str, member: str) -> None:
        self.error(f'Error in TypeData "{type_name}": The member {member} is already present.', "TypesDynamicUpdateException", "InvalidOperation",
                   exception_class=RuntimeException)

    def _facts(self) -> dict[str, Any]:
        return {"default_display": _texts(self.DefaultDisplayPropertySet), "default_display_name": self.DefaultDisplayProperty,
                "default_keys": _texts(self.DefaultKeyPropertySet), "serialization_depth": self.SerializationDepth,
                "serialization_method": self.SerializationMethod, "string_source": self.StringSerializationSource,
                "target_for_deserialization": self.TargetTypeForDeserialization, "type_converter": self.TypeConverter, "type_adapter": self.TypeAdapter}

    def _member(self) -> Optional[Member]:
        if self.MemberType is None and self.MemberName is None:
            return None
        if self.MemberType is None or self.MemberName is None:
            missing = "MemberType" if self.MemberType is None else "MemberName"
            self.fail(f'The {missing} parameter is required for the type "{to_string(self.TypeName)}". Please specify the {missing} parameter.', missing + "IsMissing",
                      "InvalidArgument")
        kind, name = to_string(self.MemberType).lower(), to_string(self.MemberName)
        if kind == "noteproperty":
            return NoteProperty(name, self.Value)
        if kind == "aliasproperty":
            return AliasProperty(name, to_string(self.Value), None if self.SecondValue is None else to_string(self.SecondValue))
        if kind == "scriptproperty":
            return ScriptProperty(name, as_block(self.Value), as_block(self.SecondValue))
        if kind == "scriptmethod":
            return ScriptMethod(name, as_block(self.Value))
        self.fail(f"Members of type {to_string(self.MemberType)} need .NET code, which this shell does not run.", "CannotUpdateMemberType", "NotImplemented")

    def _merge(self, given: TypeData) -> None:
        merge(own_table(self.ctx), given, self.Force)

    # ---- files

    def _file(self, path: str) -> None:
        full = self.ctx.full_path(path)
        if not os.path.exists(full):
            from shell.objects.records import ItemNotFoundException
            self.error(f"Cannot find path '{full}' because it does not exist.", "TypesAppendPathException", "ObjectNotFound", path,
                       exception_class=ItemNotFoundException)
            return
        if not full.lower().endswith(".ps1xml"):
            self.error(f'Cannot read the file "{full}"  because it does not have the file name extension "ps1xml".', "WrongExtension", "InvalidArgument", path)
            return
        from shell.commands.objects.type_files import TypeFileError, read_types
        try:
            found = read_types(full, lambda text: self.ctx.compile(text, None, self.ctx.global_state))
        except TypeFileError as e:
            self.error(f"{full}, {full} : Exception: {e}", "TypesXmlUpdateException", "InvalidOperation", exception_class=RuntimeException)
            return
        table = own_table(self.ctx)
        for data in found:
            clash = merge(table, data, False)
            if clash is not None:
                self.error(f"{full}, {full}({data.name}) : Error in type \"{data.name}\": The member {clash} is already present.", "TypesXmlUpdateException",
                           "InvalidOperation", exception_class=RuntimeException)


_FACT_NAMES = {"default_display": "DefaultDisplayPropertySet", "default_display_name": "DefaultDisplayProperty", "default_keys": "DefaultKeyPropertySet"}


def _texts(value: Optional[list[Value]]) -> Optional[list[str]]:
    return None if value is None else [to_string(v) for v in value]


def merge(table: TypeTable, given: TypeData, force: bool) -> Optional[str]:
    """Add another's members and facts; the name of the first member that was there already."""
    clash: Optional[str] = None
    for member in given.members.values():
        if not table.add_member(given.name, member, force) and clash is None:
            clash = member.name
    data = table.ensure(given.name)
    for slot in TypeData.__slots__:
        value = getattr(given, slot)
        if slot not in ("name", "members", "inherit_serialization") and value is not None:
            setattr(data, slot, value)
    return clash


