"""System.Type (types as values) and System.Activator."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.arrays import array_type, make_array, typed_array
from shell.clr.enums import define_enum, underlying_type
from shell.clr.exceptions import AmbiguousMatchException, ArgumentException, MissingMethodException, NetException, TypeLoadException
from shell.clr.generics import assembly_qualified, close_generic, clr_name, named
from shell.clr.reflected import (
    _PRIMITIVE_NAMES,
    MEMBER,
    ReflectedConstructor,
    ReflectedMethod,
    ReflectedProperty,
    assembly_for,
    methods_of,
    param_type,
    properties_of,
)
from shell.clr.typeinfo import OBJECT, NetType, lookup, typeof

Value = Any
BindingFlags = define_enum("System.Reflection.BindingFlags", {
    "Default": 0, "IgnoreCase": 1, "DeclaredOnly": 2, "Instance": 4, "Static": 8, "Public": 16, "NonPublic": 32, "FlattenHierarchy": 64, "InvokeMethod": 256,
    "CreateInstance": 512, "GetField": 1024, "SetField": 2048, "GetProperty": 4096, "SetProperty": 8192}, flags=True)
TYPE = NetType("System.Type", base=MEMBER, accelerators=("type",))
TYPE_INFO = NetType("System.Reflection.TypeInfo", base=TYPE)
RUNTIME_TYPE = NetType("System.RuntimeType", NetType, base=TYPE_INFO)
_T = TYPE
_OPEN: dict[str, NetType] = {}
_STATIC_CLASSES = {"System.Math", "System.Convert", "System.IO.Path", "System.IO.File", "System.IO.Directory", "System.Environment", "System.Console", "System.GC"}
_ABSTRACT = {"System.Array", "System.Enum", "System.ValueType", "System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter", "System.IO.FileSystemInfo",
             "System.Text.Encoding", "System.Delegate", "System.MulticastDelegate", "System.Type", "System.Reflection.MemberInfo", "System.Xml.XmlNode"}
_SEALED = {"System.String", "System.Text.StringBuilder", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.Version", "System.Type"}
_NOT_SERIALIZABLE = ("System.IO.", "System.Xml.", "System.Diagnostics.", "System.Threading.", "System.Management.Automation.", "System.Net.", "System.Timers.",
                     "Microsoft.PowerShell.", "System.Security.", "System.Reflection.")
_SERIALIZABLE_ANYWAY = {"System.Management.Automation.ErrorRecord", "System.Management.Automation.SemanticVersion"}


def is_value_type(t: NetType) -> bool:
    return t.kind in ("struct", "enum")


def is_serializable(t: NetType) -> bool:
    """Marked [Serializable] in .NET, by the rules its types follow."""
    if t.element is not None:
        return is_serializable(t.element) or t.element is OBJECT
    if t.kind == "enum" or (t.python_class is not None and issubclass(t.python_class, NetException)) or t.full_name in _SERIALIZABLE_ANYWAY:
        return True
    if not t.namespace or t is RUNTIME_TYPE or t.kind == "interface":
        return False
    return t.namespace.startswith("System") and not t.full_name.startswith(_NOT_SERIALIZABLE)


def _base_type(t: NetType) -> Optional[NetType]:
    if t.base is OBJECT and t.kind == "struct":
        return named("System.ValueType")
    return t.base


_T.prop("IsGenericType", "bool")(lambda t: bool(t.arguments))
_T.prop("IsCollectible", "bool")(lambda t: False)
_T.prop("UnderlyingSystemType", "type")(lambda t: t)
_T.attr("FullName", "string", "full_name")
_T.prop("AssemblyQualifiedName", "string")(assembly_qualified)
_T.prop("Namespace", "string")(lambda t: t.namespace or None)
_T.prop("GUID", "guid")(lambda t: _guid(t))
_T.prop("IsEnum", "bool")(lambda t: t.kind == "enum")
_T.prop("IsConstructedGenericType", "bool")(lambda t: bool(t.arguments))
_T.prop("IsGenericTypeDefinition", "bool")(lambda t: t.full_name in _OPEN)
_T.prop("MemberType", "string")(lambda t: "TypeInfo")
_T.prop("Assembly", "System.Reflection.Assembly")(assembly_for)
_T.prop("DeclaringType", "type")(lambda t: None)
_T.prop("ReflectedType", "type")(lambda t: None)
_T.prop("IsInterface", "bool")(lambda t: t.kind == "interface")
_T.prop("IsNested", "bool")(lambda t: "+" in t.full_name)
_T.prop("IsArray", "bool")(lambda t: t.element is not None)
_T.prop("IsByRef", "bool")(lambda t: False)
_T.prop("IsPointer", "bool")(lambda t: False)
_T.prop("GenericTypeArguments", "type[]")(lambda t: typed_array("System.Type", t.arguments))
_T.prop("HasElementType", "bool")(lambda t: t.element is not None)
_T.prop("IsAbstract", "bool")(lambda t: t.kind == "interface" or t.full_name in _ABSTRACT or t.full_name in _STATIC_CLASSES or getattr(t, "is_abstract", False))
_T.prop("IsSealed", "bool")(lambda t: is_value_type(t) or t.element is not None or t.full_name in _SEALED or t.full_name in _STATIC_CLASSES)
_T.prop("IsClass", "bool")(lambda t: t.kind == "class")
_T.prop("IsNotPublic", "bool")(lambda t: t is RUNTIME_TYPE)
_T.prop("IsPublic", "bool")(lambda t: t is not RUNTIME_TYPE)
_T.prop("IsCOMObject", "bool")(lambda t: False)
_T.prop("IsPrimitive", "bool")(lambda t: t.full_name in _PRIMITIVE_NAMES)
_T.prop("IsValueType", "bool")(is_value_type)
_T.prop("IsSerializable", "bool")(is_serializable)
_T.prop("BaseType", "type")(_base_type)
_T.prop("ContainsGenericParameters", "bool")(lambda t: False)
_T.attr("Name", "string", "name")


def _guid(t: NetType) -> Value:
    import uuid

    from shell.clr.guids import Guid
    return Guid(str(uuid.uuid5(uuid.NAMESPACE_DNS, t.full_name)))


_T.method("string ToString()")(clr_name)
_T.method("type GetElementType()")(lambda t: t.element)
_T.method("int GetArrayRank()")(lambda t: t.full_name[t.full_name.rindex("["):].count(",") + 1)
_T.method("type[] GetGenericArguments()")(lambda t: typed_array("System.Type", t.arguments))
_T.method("type MakeArrayType()", "type MakeArrayType(int rank)")(lambda t, rank=1: array_type(t, rank))
_T.method("bool IsAssignableFrom(type c)")(lambda t, other: other is not None and _assignable(other, t))
_T.method("bool IsAssignableTo(type targetType)")(lambda t, other: other is not None and _assignable(t, other))
_T.method("bool IsSubclassOf(type c)")(lambda t, other: t is not other and other.kind != "interface" and t.is_subtype_of(other))
_T.method("bool IsInstanceOfType(System.Object o)")(lambda t, value: value is not None and _assignable(typeof(upcalls.base_of(value)), t))
_T.method("bool Equals(System.Object o)", "bool Equals(type o)")(lambda t, other: t is other)
_T.method("int GetHashCode()")(lambda t: hash(t.full_name) & 0x7FFFFFFF)
_T.method("type[] GetInterfaces()")(lambda t: typed_array("System.Type", _interfaces(t)))
_T.method("type GetInterface(string name)")(lambda t, name: next((i for i in _interfaces(t) if name.lower() in (i.full_name.lower(), i.name.lower())), None))
_T.method("type GetNestedType(string name)")(lambda t, name: lookup(f"{t.full_name}+{name}"))


def _assignable(source: NetType, target: NetType) -> bool:
    if source.is_subtype_of(target):
        return True
    if source.element is not None and target.element is not None:
        return not is_value_type(source.element) and _assignable(source.element, target.element)
    return False


def _interfaces(t: NetType) -> list[NetType]:
    names: dict[str, None] = {}
    level: Optional[NetType] = t
    while level is not None:
        names.update(dict.fromkeys(level.interfaces))
        level = level.base
    found = (lookup(n) if "[[" not in n else _closed(n) for n in names)
    return [i for i in found if i is not None]


def _closed(name: str) -> Optional[NetType]:
    """A closed generic interface from its full name."""
    from shell.clr.typeinfo import REGISTRY
    known = REGISTRY.get(name.lower())
    if known is not None:
        return known
    head, _, rest = name.partition("`")
    arguments = [lookup(part.split(",")[0]) for part in rest[rest.index("[[") + 2:].split("],[")]
    return None if None in arguments else close_generic(head, [a for a in arguments if a is not None])


@_T.method("type MakeGenericType(Params type[] typeArguments)")
def make_generic_type(t: NetType, arguments: list[NetType]) -> NetType:
    return close_generic(t.full_name, list(arguments))


@_T.method("type GetGenericTypeDefinition()")
def generic_definition(t: NetType) -> NetType:
    bare = f"{t.namespace}.{t.name}"
    if bare not in _OPEN:
        _OPEN[bare] = NetType(bare, kind=t.kind, register=False)
    return _OPEN[bare]


# --- enums --------------------------------------------------------------------------------------------------------------------------------

def _enum_names(t: NetType) -> Value:
    from shell.clr.enums import sorted_members
    return typed_array("System.String", [name for name, _ in sorted_members(t)])


def _enum_values(t: NetType) -> Value:
    from shell.clr.enums import sorted_members
    return make_array(t, [value for _, value in sorted_members(t)])


def _need_enum(t: NetType) -> NetType:
    if t.kind != "enum":
        raise ArgumentException("Type provided must be an Enum. (Parameter 'enumType')")
    return t


_T.method("string[] GetEnumNames()")(lambda t: _enum_names(_need_enum(t)))
_T.method("array GetEnumValues()")(lambda t: _enum_values(_need_enum(t)))
_T.method("string GetEnumName(System.Object value)")(lambda t, value: next((n for n, v in _need_enum(t).enum_values.items() if int(v) == int(value)), None))
_T.method("type GetEnumUnderlyingType()")(lambda t: lookup(underlying_type(_need_enum(t))))
_T.method("bool IsEnumDefined(System.Object value)")(
    lambda t, value: value in _need_enum(t).enum_values if isinstance(value, str) else any(int(v) == int(value) for v in _need_enum(t).enum_values.values()))


# --- members ------------------------------------------------------------------------------------------------------------------------------

def _visible(t: NetType, flags: int) -> tuple[bool, bool]:
    """(static, instance) as BindingFlags ask."""
    return bool(flags & 8), bool(flags & 4)


def _all_methods(t: NetType, flags: int = 28) -> list[ReflectedMethod]:
    static, instance = _visible(t, int(flags))
    return [m for m in methods_of(t, static, instance) if not int(flags) & 2 or m.owner is t]


def _constructors(t: NetType) -> list[ReflectedConstructor]:
    return [ReflectedConstructor(".ctor", t, o, False) for o in t.constructors]


def _all_properties(t: NetType, flags: int = 28, fields: bool = False) -> list[ReflectedProperty]:
    static, instance = _visible(t, int(flags))
    return [p for p in properties_of(t, fields) if (static if p.is_static else instance) and (not int(flags) & 2 or p.owner is t)]


def _named(items: list[Any], name: str, flags: int) -> Any:
    folded = name.lower()
    return next((m for m in items if (m.name.lower() == folded if flags & 1 else m.name == name)), None)


def _find_method(t: NetType, name: str, kinds: Value = None) -> Optional[ReflectedMethod]:
    flags = int(kinds) if isinstance(kinds, int) else 28
    found = [m for m in _all_methods(t, flags) if m.name == name or (flags & 1 and m.name.lower() == name.lower())]
    if isinstance(kinds, list):
        return next((m for m in found if [param_type(p.type_name) for p in m.overload.params] == list(kinds)), None)
    if len(found) > 1:
        raise AmbiguousMatchException(f"Ambiguous match found for '{clr_name(t)} {found[0]}'.")
    return found[0] if found else None


_FLAGS = "System.Reflection.BindingFlags bindingAttr"
_T.method("System.Reflection.MethodInfo[] GetMethods()", f"System.Reflection.MethodInfo[] GetMethods({_FLAGS})")(
    lambda t, flags=28: typed_array("System.Reflection.MethodInfo", _all_methods(t, flags)))
_T.method("System.Reflection.MethodInfo GetMethod(string name)", f"System.Reflection.MethodInfo GetMethod(string name, {_FLAGS})",
          "System.Reflection.MethodInfo GetMethod(string name, type[] types)")(_find_method)
_T.method("System.Reflection.PropertyInfo[] GetProperties()", f"System.Reflection.PropertyInfo[] GetProperties({_FLAGS})")(
    lambda t, flags=28: typed_array("System.Reflection.PropertyInfo", _all_properties(t, flags)))
_T.method("System.Reflection.PropertyInfo GetProperty(string name)", f"System.Reflection.PropertyInfo GetProperty(string name, {_FLAGS})")(
    lambda t, name, flags=28: _named(_all_properties(t, flags), name, int(flags)))
_T.method("System.Reflection.FieldInfo[] GetFields()", f"System.Reflection.FieldInfo[] GetFields({_FLAGS})")(
    lambda t, flags=28: typed_array("System.Reflection.FieldInfo", _all_properties(t, flags, True)))
_T.method("System.Reflection.FieldInfo GetField(string name)", f"System.Reflection.FieldInfo GetField(string name, {_FLAGS})")(
    lambda t, name, flags=28: _named(_all_properties(t, flags, True), name, int(flags)))
_T.method("System.Reflection.ConstructorInfo[] GetConstructors()", f"System.Reflection.ConstructorInfo[] GetConstructors({_FLAGS})")(
    lambda t, flags=28: typed_array("System.Reflection.ConstructorInfo", _constructors(t)))
_T.method("System.Reflection.ConstructorInfo GetConstructor(type[] types)")(
    lambda t, types: next((c for c in _constructors(t) if [param_type(p.type_name) for p in c.overload.params] == list(types)), None))
_T.method("System.Reflection.MemberInfo[] GetMembers()", f"System.Reflection.MemberInfo[] GetMembers({_FLAGS})")(
    lambda t, flags=28: typed_array("System.Reflection.MemberInfo", _members(t, int(flags))))
_T.method("System.Reflection.MemberInfo[] GetMember(string name)")(
    lambda t, name: typed_array("System.Reflection.MemberInfo", [m for m in _members(t, 28) if m.name == name]))
_T.method("System.Object[] GetCustomAttributes(bool inherit)", "System.Object[] GetCustomAttributes(type attributeType, bool inherit)")(lambda t, *rest: [])


def _members(t: NetType, flags: int) -> list[Any]:
    return [*_all_methods(t, flags), *_constructors(t), *_all_properties(t, flags), *_all_properties(t, flags, True)]


@_T.method("System.Object InvokeMember(string name, System.Reflection.BindingFlags invokeAttr, System.Object binder, System.Object target, System.Object[] args)")
def invoke_member(t: NetType, name: str, flags: int, binder: Value, target: Value, arguments: Optional[list[Value]]) -> Value:
    given = list(arguments or [])
    found: Value = _named(_all_properties(t), name, 1) or _named(_all_properties(t, 28, True), name, 1)
    if int(flags) & 0x1400 and found is not None:
        return found.get(target)
    if int(flags) & 0x2800 and found is not None:
        return found.set(target, given[0])
    for m in _all_methods(t):
        if m.name.lower() == name.lower() and len(m.overload.params) == len(given):
            return m.call(target, given)
    raise MissingMethodException(f"Method '{clr_name(t)}.{name}' not found.")


@_T.static("type GetType(string typeName)", "type GetType(string typeName, bool throwOnError)", "type GetType(string typeName, bool throwOnError, bool ignoreCase)")
def get_type(name: str, strict: bool = False, ignore_case: bool = False) -> Optional[NetType]:
    found = param_type(name) if "[" in name else lookup(name) if "." in name else None
    if found is None and strict:
        raise TypeLoadException(f"Could not load type '{name}' from assembly 'System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e'.")
    return found


_T.static_prop("EmptyTypes", "type[]")(lambda: typed_array("System.Type", []))

ACTIVATOR = NetType("System.Activator")


@ACTIVATOR.static("System.Object CreateInstance(type type)", "System.Object CreateInstance(type type, Params System.Object[] args)")
def create_instance(t: NetType, arguments: Optional[list[Value]] = None) -> Value:
    if not arguments and is_value_type(t) and not t.constructors:
        return t.default_value
    return upcalls.construct(t, list(arguments or []))
