"""What every object answers (Equals, GetHashCode, GetType, ToString) and the members of types as objects (System.Type)."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.arrays import array_type, net_equals, typed_array
from shell.clr.exceptions import ArgumentException
from shell.clr.typeinfo import OBJECT, NetType, PropertyInfo, typeof
from shell.clr.valuetype import hash_code
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.text import net_string

Value = Any

# --- System.Object -----------------------------------------------------------------------------------------------------------------------


def get_type(value: Value) -> NetType:
    """Object.GetType()."""
    if isinstance(value, NetType):
        return RUNTIME_TYPE
    return typeof(value.base if value.__class__ is PSObject else value)


def _equals(value: Value, other: Value) -> bool:
    if isinstance(value, PSCustomObject):
        return value is other
    return net_equals(value, other)


def _to_string(value: Value) -> str:
    """A custom object's ToString() is empty."""
    if isinstance(value, PSCustomObject):
        return value.text or ""
    return net_string(value)


def _hash_code(value: Value) -> int:
    try:
        return hash_code(value)
    except TypeError:
        return hash_code(id(value))


OBJECT.method("bool Equals(System.Object obj)")(_equals)
OBJECT.method("int GetHashCode()")(_hash_code)
OBJECT.method("type GetType()")(get_type)
OBJECT.method("string ToString()")(_to_string)
OBJECT.static("bool Equals(System.Object objA, System.Object objB)")(lambda a, b: net_equals(a, b))
OBJECT.static("bool ReferenceEquals(System.Object objA, System.Object objB)")(
    lambda a, b: a is b and not isinstance(a, (int, float)))


class PlainObject:
    """[object]::new()."""

    __slots__ = ("ps_ext",)

    def __init__(self) -> None:
        self.ps_ext: Any = None


OBJECT.new("System.Object new()")(PlainObject)

# --- System.Type -------------------------------------------------------------------------------------------------------------------------

MEMBER = NetType("System.Reflection.MemberInfo")
TYPE = NetType("System.Type", base=MEMBER, accelerators=("type",))
TYPE_INFO = NetType("System.Reflection.TypeInfo", base=TYPE)
RUNTIME_TYPE = NetType("System.RuntimeType", NetType, base=TYPE_INFO)


def _base_type(t: NetType) -> Optional[NetType]:
    if t.base is not None:
        return t.base
    return None if t is OBJECT or t.kind == "interface" else OBJECT


def _is_value_type(t: NetType) -> bool:
    return t.kind in ("struct", "enum") or (t.base is not None and t.full_name != "System.Enum" and _is_value_base(t.base))


def _is_value_base(t: NetType) -> bool:
    return t.full_name in ("System.ValueType", "System.Enum")


def _is_array(t: NetType) -> bool:
    return t.element is not None


def _is_sealed(t: NetType) -> bool:
    return _is_value_type(t) or t.full_name == "System.String" or _is_array(t)


def _assembly_qualified(t: NetType) -> str:
    from shell.clr.generics import assembly_qualified
    return assembly_qualified(t)


def _type_text(t: NetType) -> str:
    from shell.clr.generics import clr_name
    return clr_name(t)


def _is_assignable(t: NetType, other: Optional[NetType]) -> bool:
    return other is not None and other.is_subtype_of(t)


def _interfaces(t: NetType) -> list[Value]:
    from shell.objects.typenames import resolve_type
    found: dict[str, None] = {}
    level: Optional[NetType] = t
    while level is not None:
        found.update(dict.fromkeys(level.interfaces))
        level = level.base
    return [r for r in map(resolve_type, found) if r is not None]


def _enum_names(t: NetType) -> Value:
    if t.kind != "enum":
        raise ArgumentException("Type provided must be an Enum. (Parameter 'enumType')")
    from shell.clr.enums import sorted_members
    return typed_array("System.String", [n for n, _ in sorted_members(t)])


def _enum_values(t: NetType) -> Value:
    from shell.clr.arrays import make_array
    from shell.clr.enums import sorted_members
    return make_array(t, [v for _, v in sorted_members(t)])


def _make_generic(t: NetType, arguments: list[NetType]) -> NetType:
    from shell.clr.generics import close_generic
    return close_generic(t.full_name.split("`", 1)[0], list(arguments))


class MemberDescription:
    """MethodInfo, PropertyInfo: what GetMethods() and GetProperties() list."""

    __slots__ = ("entry", "owner", "ps_ext")

    def __init__(self, entry: Value, owner: NetType) -> None:
        self.entry, self.owner, self.ps_ext = entry, owner, None

    @property
    def name(self) -> str:
        return str(self.entry.name)

    def __str__(self) -> str:
        if isinstance(self.entry, PropertyInfo):
            return f"{self.entry.type_name} {self.entry.name}"
        return str(self.entry.overloads[0].signature)


DESCRIPTION = NetType("System.Reflection.RuntimeMemberInfo", MemberDescription, base=MEMBER)
DESCRIPTION.prop("Name", "string")(lambda m: m.name)
DESCRIPTION.prop("DeclaringType", "type")(lambda m: m.owner)
DESCRIPTION.prop("MemberType", "string")(lambda m: "Property" if isinstance(m.entry, PropertyInfo) else "Method")
DESCRIPTION.prop("PropertyType", "type")(lambda m: _property_type(m))
DESCRIPTION.prop("IsStatic", "bool")(lambda m: m.entry.is_static)
DESCRIPTION.prop("CanRead", "bool")(lambda m: isinstance(m.entry, PropertyInfo))
DESCRIPTION.prop("CanWrite", "bool")(lambda m: isinstance(m.entry, PropertyInfo) and m.entry.setter is not None)
DESCRIPTION.method("System.Object GetValue(System.Object obj)")(lambda m, o: m.entry.getter() if m.entry.is_static else m.entry.getter(o))
DESCRIPTION.method("void SetValue(System.Object obj, System.Object value)")(lambda m, o, v: m.entry.setter(o, v))
DESCRIPTION.method("System.Object Invoke(System.Object obj, System.Object[] parameters)")(lambda m, o, args: _invoke(m, o, args))
DESCRIPTION.method("string ToString()")(str)


def _property_type(m: MemberDescription) -> Optional[NetType]:
    from shell.objects.typenames import resolve_type
    return resolve_type(m.entry.type_name) if isinstance(m.entry, PropertyInfo) else None


def _invoke(m: MemberDescription, target: Value, args: Value) -> Value:
    from shell.objects.methods import invoke_overloads
    return invoke_overloads(m.entry, target, list(args or []))


def _members(t: NetType, methods: bool) -> list[Value]:
    found: dict[tuple[str, bool], Value] = {}
    level: Optional[NetType] = t
    while level is not None:
        tables: list[dict[str, Any]] = [level.methods, level.static_methods] if methods else [level.properties, level.static_properties]
        for table in tables:
            for name, entry in table.items():
                found.setdefault((name, entry.is_static), MemberDescription(entry, level))
        level = level.base
    return list(found.values())


def _named_member(t: NetType, name: str, methods: bool) -> Value:
    return next((m for m in _members(t, methods) if m.name == name), None)


def _declare_type() -> None:
    p = TYPE.prop
    p("IsPublic", "bool")(lambda t: True)
    p("IsSerializable", "bool")(lambda t: getattr(t, "is_serializable", True))
    p("Name", "string")(lambda t: t.name)
    p("BaseType", "type")(_base_type)
    p("FullName", "string")(lambda t: t.full_name)
    p("Namespace", "string")(lambda t: t.namespace or None)
    p("AssemblyQualifiedName", "string")(_assembly_qualified)
    p("Assembly", "System.Reflection.Assembly")(_assembly)
    p("UnderlyingSystemType", "type")(lambda t: t)
    p("IsEnum", "bool")(lambda t: t.kind == "enum")
    p("IsValueType", "bool")(_is_value_type)
    p("IsClass", "bool")(lambda t: t.kind != "interface" and not _is_value_type(t))
    p("IsInterface", "bool")(lambda t: t.kind == "interface")
    p("IsArray", "bool")(_is_array)
    p("IsGenericType", "bool")(lambda t: bool(t.arguments))
    p("IsPrimitive", "bool")(lambda t: t.full_name in _PRIMITIVES)
    p("IsAbstract", "bool")(lambda t: t.kind == "interface")
    p("IsSealed", "bool")(_is_sealed)
    p("IsByRef", "bool")(lambda t: False)
    p("IsPointer", "bool")(lambda t: False)
    p("HasElementType", "bool")(_is_array)
    p("GenericTypeArguments", "type[]")(lambda t: list(t.arguments))
    p("GUID", "guid")(_guid)
    p("Module", "System.Reflection.Module")(lambda t: None)
    p("DeclaringType", "type")(lambda t: None)
    p("MemberType", "string")(lambda t: "TypeInfo")
    p("TypeHandle", "System.RuntimeTypeHandle")(lambda t: None)
    p("ContainsGenericParameters", "bool")(lambda t: False)
    p("IsGenericTypeDefinition", "bool")(lambda t: False)


_PRIMITIVES = frozenset("System." + n for n in ("Boolean", "Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Char", "Double", "Single", "IntPtr"))


class Assembly:
    """System.Reflection.Assembly by its full name."""

    __slots__ = ("full_name",)

    def __init__(self, full_name: str) -> None:
        self.full_name = full_name

    def __str__(self) -> str:
        return self.full_name


ASSEMBLY = NetType("System.Reflection.Assembly", Assembly)
ASSEMBLY.prop("FullName", "string")(str)
ASSEMBLY.prop("Location", "string")(lambda a: "")
ASSEMBLY.method("string ToString()")(str)


def _assembly(t: NetType) -> Assembly:
    from shell.clr.generics import assembly_of
    return Assembly(assembly_of(t))


def _guid(t: NetType) -> Value:
    import uuid

    from shell.objects.conversion import convert, require
    return convert(str(uuid.uuid5(uuid.NAMESPACE_URL, t.full_name)), require("System.Guid"))


def _declare_methods() -> None:
    m = TYPE.method
    m("string ToString()")(_type_text)
    m("type GetElementType()")(lambda t: t.element)
    m("type[] GetGenericArguments()")(lambda t: list(t.arguments))
    m("int GetArrayRank()")(lambda t: t.full_name.count(",") + 1)
    m("bool IsAssignableFrom(type c)")(_is_assignable)
    m("bool IsAssignableTo(type targetType)")(lambda t, other: _is_assignable(other, t))
    m("bool IsSubclassOf(type c)")(lambda t, other: t is not other and t.is_subtype_of(other) and other.kind != "interface")
    m("bool IsInstanceOfType(System.Object o)")(lambda t, o: o is not None and _instance(o, t))
    m("string[] GetEnumNames()")(_enum_names)
    m("array GetEnumValues()")(_enum_values)
    m("type GetEnumUnderlyingType()")(_underlying)
    m("type[] GetInterfaces()")(_interfaces)
    m("type MakeArrayType()", "type MakeArrayType(int rank)")(lambda t, rank=1: array_type(t, rank))
    m("type MakeGenericType(Params type[] typeArguments)")(_make_generic)
    m("System.Object[] GetMethods()")(lambda t: _members(t, True))
    m("System.Object[] GetProperties()")(lambda t: _members(t, False))
    m("System.Object[] GetMembers()")(lambda t: _members(t, True) + _members(t, False))
    m("System.Object GetMethod(string name)")(lambda t, name: _named_member(t, name, True))
    m("System.Object GetProperty(string name)", "System.Object GetField(string name)")(lambda t, name: _named_member(t, name, False))
    m("System.Object[] GetConstructors()")(lambda t: [o.signature for o in t.constructors])
    m("System.Object[] GetCustomAttributes(bool inherit)", "System.Object[] GetCustomAttributes(type attributeType, bool inherit)")(lambda t, *args: [])
    m("bool Equals(System.Object o)", "bool Equals(type o)")(lambda t, o: t is o)
    TYPE.static("type GetType(string typeName)", "type GetType(string typeName, bool throwOnError)", "type GetType(string typeName, bool throwOnError, bool ignoreCase)")(_by_name)


def _underlying(t: NetType) -> Optional[NetType]:
    from shell.clr.enums import underlying_type
    from shell.clr.typeinfo import lookup
    return lookup(underlying_type(t))


def _instance(value: Value, t: NetType) -> bool:
    from shell.objects.conversion import is_instance
    return is_instance(value, t)


def _by_name(name: str, throw: bool = False, ignore_case: bool = False) -> Optional[NetType]:
    from shell.objects.typenames import resolve_type
    found = resolve_type(name)
    if found is None or found.accelerators and name.lower() in found.accelerators and "." not in name:
        return None
    return found


_declare_type()
_declare_methods()
