"""Reflection's descriptions of members: MethodInfo, PropertyInfo, ConstructorInfo, ParameterInfo, Assembly."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.arrays import typed_array
from shell.clr.exceptions import ArgumentException, FileNotFoundException
from shell.clr.generics import assembly_of, clr_name, named
from shell.clr.typeinfo import OBJECT, MethodInfo, NetType, Overload, Param, PropertyInfo, lookup

Value = Any


def param_type(name: str) -> NetType:
    """The type a signature names: arrays and closed generics included; Object when it is not known."""
    text = name.strip().lstrip("[").replace("ref]", "").strip()
    if text.endswith("[]"):
        from shell.clr.arrays import array_type
        return array_type(param_type(text[:-2]))
    head, bracket, rest = text.partition("[")
    if bracket:
        from shell.clr.generics import close_generic
        from shell.clr.typeinfo import split_top
        try:
            return close_generic(head, [param_type(a) for a in split_top(rest[:-1])])
        except LookupError:
            return OBJECT
    return VOID if text == "void" else named(text)


VOID = NetType("System.Void", kind="struct")


class ReflectedMember:
    """Base of the descriptions: `name` and the type that declares it."""

    member_type = "All"

    def __init__(self, name: str, owner: NetType, is_static: bool) -> None:
        self.name, self.owner, self.is_static = name, owner, is_static
        self.ps_ext: Optional[dict[str, Value]] = None


class ReflectedParameter:
    """System.Reflection.ParameterInfo."""

    def __init__(self, param: Param, position: int) -> None:
        self.param, self.position = param, position
        self.ps_ext: Optional[dict[str, Value]] = None

    def __str__(self) -> str:
        return f"{clr_name(param_type(self.param.type_name))} {self.param.name}"


class ReflectedMethod(ReflectedMember):
    """One overload of a method."""

    member_type = "Method"

    def __init__(self, name: str, owner: NetType, overload: Overload, is_static: bool) -> None:
        super().__init__(name, owner, is_static)
        self.overload = overload

    def return_type(self) -> NetType:
        return param_type(self.overload.return_type)

    def parameters(self) -> Value:
        return typed_array("System.Reflection.ParameterInfo", [ReflectedParameter(p, i) for i, p in enumerate(self.overload.params)])

    def call(self, target: Value, arguments: Optional[list[Value]]) -> Value:
        """Invoke(obj, parameters)."""
        given = list(arguments or [])
        if len(given) != len(self.overload.params):
            raise ArgumentException("Parameter count mismatch.")
        ready = [upcalls.convert(a, param_type(p.type_name)) for a, p in zip(given, self.overload.params)]
        return self.overload.function(*ready) if self.is_static else self.overload.function(target, *ready)

    def __str__(self) -> str:
        inner = ", ".join(_plain(param_type(p.type_name)) for p in self.overload.params)
        return f"{_plain(self.return_type())} {self.name}({inner})"


class ReflectedConstructor(ReflectedMethod):
    member_type = "Constructor"

    def __str__(self) -> str:
        return "Void .ctor(" + ", ".join(_plain(param_type(p.type_name)) for p in self.overload.params) + ")"


class ReflectedProperty(ReflectedMember):
    """A property or field."""

    def __init__(self, owner: NetType, info: PropertyInfo) -> None:
        super().__init__(info.name, owner, info.is_static)
        self.info = info

    @property
    def member_type(self) -> str:  # type: ignore[override]
        return "Field" if self.info.is_field else "Property"

    def property_type(self) -> NetType:
        return param_type(self.info.type_name)

    def get(self, target: Value = None, index: Value = None) -> Value:
        return self.info.getter() if self.is_static else self.info.getter(target)

    def set(self, target: Value, value: Value, index: Value = None) -> None:
        if self.info.setter is None:
            raise ArgumentException("Property set method not found.")
        new = upcalls.convert(value, self.property_type())
        if self.is_static:
            self.info.setter(new)
        else:
            self.info.setter(target, new)

    def __str__(self) -> str:
        return f"{_plain(self.property_type())} {self.name}"


def _plain(t: NetType) -> str:
    """A type as MethodInfo.ToString writes it: primitives without their namespace."""
    return t.name if t is VOID or t.full_name in _PRIMITIVE_NAMES else clr_name(t)


_PRIMITIVE_NAMES = {"System." + n for n in ("Boolean", "Byte", "SByte", "Char", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "IntPtr")}


def methods_of(t: NetType, static: bool = True, instance: bool = True) -> list[ReflectedMethod]:
    """Every public method, the nearest declaration first."""
    out: list[ReflectedMethod] = []
    seen: set[tuple[str, bool]] = set()
    level: Optional[NetType] = t
    while level is not None:
        tables: list[tuple[dict[str, MethodInfo], bool]] = [(level.methods, False)] if instance else []
        if static and level is t:
            tables.append((level.static_methods, True))
        for table, is_static in tables:
            for key, group in table.items():
                if (key, is_static) not in seen:
                    seen.add((key, is_static))
                    out.extend(ReflectedMethod(group.name, level, o, is_static) for o in group.overloads)
        level = level.base
    return out


def properties_of(t: NetType, fields: bool) -> list[ReflectedProperty]:
    """Every public property (or field)."""
    out: dict[str, ReflectedProperty] = {}
    level: Optional[NetType] = t
    while level is not None:
        for table in (level.properties, level.static_properties if level is t else {}):
            for key, info in table.items():
                if info.is_field == fields:
                    out.setdefault(key, ReflectedProperty(level, info))
        level = level.base
    return list(out.values())


class Assembly:
    """System.Reflection.Assembly: a name; what real assemblies hold is not here."""

    def __init__(self, full_name: str) -> None:
        self.full_name = full_name
        self.ps_ext: Optional[dict[str, Value]] = None

    def __str__(self) -> str:
        return self.full_name


_LIBRARIES = ("System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Linq", "System.Net.Http", "System.Xml", "System.Private.Xml", "System.Web",
              "System.Security", "System.Management.Automation", "System.Core", "System", "mscorlib", "System.IO.Compression", "System.IO.Compression.FileSystem")


def _known_assembly(name: str) -> Optional[Assembly]:
    """An assembly some of whose types have stand-ins, None for any other."""
    simple = name.split(",")[0].strip().lower()
    found = next((n for n in _LIBRARIES if n.lower() == simple), None)
    return None if found is None else Assembly(f"{found}, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e")


def _load_assembly(name: str) -> Assembly:
    found = _known_assembly(name)
    if found is None:
        raise FileNotFoundException(f"Could not load file or assembly '{name}, Culture=neutral, PublicKeyToken=null'. The system cannot find the file specified.")
    return found


class AssemblyName:
    """System.Reflection.AssemblyName."""

    def __init__(self, text: str) -> None:
        parts = [p.strip() for p in text.split(",")]
        self.text, self.name = text, parts[0]
        self.version_text = next((p[8:] for p in parts if p.startswith("Version=")), None)
        self.ps_ext: Optional[dict[str, Value]] = None

    def version(self) -> Value:
        from shell.clr.versions import parse_version
        return None if self.version_text is None else parse_version(self.version_text)

    def __str__(self) -> str:
        return self.text


def assembly_for(t: NetType) -> Assembly:
    """The assembly a type says it is of; classes of scripts have one of their own."""
    return Assembly(assembly_of(t) if t.namespace else "PowerShell Class Assembly, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null")


MEMBER = NetType("System.Reflection.MemberInfo", ReflectedMember)
METHOD_BASE = NetType("System.Reflection.MethodBase", base=MEMBER)
METHOD = NetType("System.Reflection.MethodInfo", ReflectedMethod, base=METHOD_BASE)
CONSTRUCTOR = NetType("System.Reflection.ConstructorInfo", ReflectedConstructor, base=METHOD_BASE)
PROPERTY = NetType("System.Reflection.PropertyInfo", ReflectedProperty, base=MEMBER)
FIELD = NetType("System.Reflection.FieldInfo", base=MEMBER)
PARAMETER = NetType("System.Reflection.ParameterInfo", ReflectedParameter)
ASSEMBLY = NetType("System.Reflection.Assembly", Assembly)
ASSEMBLY_NAME = NetType("System.Reflection.AssemblyName", AssemblyName)
MEMBER.attr("Name", "string", "name")
MEMBER.attr("DeclaringType", "type", "owner")
MEMBER.attr("ReflectedType", "type", "owner")
MEMBER.attr("MemberType", "string", "member_type")
MEMBER.attr("IsStatic", "bool", "is_static")
MEMBER.prop("IsPublic", "bool")(lambda m: True)
MEMBER.method("string ToString()")(str)
METHOD.prop("ReturnType", "type")(ReflectedMethod.return_type)
METHOD_BASE.method("System.Reflection.ParameterInfo[] GetParameters()")(ReflectedMethod.parameters)
METHOD.method("System.Object Invoke(System.Object obj, System.Object[] parameters)")(ReflectedMethod.call)
METHOD.method("System.Reflection.MethodInfo MakeGenericMethod(Params type[] typeArguments)")(lambda m, types: m)  # ours find their types from the arguments
CONSTRUCTOR.method("System.Object Invoke(System.Object[] parameters)")(lambda c, arguments: upcalls.construct(c.owner, list(arguments or [])))
PROPERTY.prop("PropertyType", "type")(ReflectedProperty.property_type)
PROPERTY.prop("FieldType", "type")(ReflectedProperty.property_type)
PROPERTY.prop("CanRead", "bool")(lambda p: True)
PROPERTY.prop("CanWrite", "bool")(lambda p: p.info.setter is not None)
PROPERTY.method("System.Object GetValue(System.Object obj)", "System.Object GetValue(System.Object obj, System.Object[] index)")(ReflectedProperty.get)
PROPERTY.method("void SetValue(System.Object obj, System.Object value)", "void SetValue(System.Object obj, System.Object value, System.Object[] index)")(ReflectedProperty.set)
PARAMETER.prop("Name", "string")(lambda p: p.param.name)
PARAMETER.prop("ParameterType", "type")(lambda p: param_type(p.param.type_name))
PARAMETER.attr("Position", "int", "position")
PARAMETER.prop("IsOptional", "bool")(lambda p: p.param.optional)
PARAMETER.prop("IsOut", "bool")(lambda p: p.param.by_ref)
PARAMETER.method("string ToString()")(str)
ASSEMBLY.attr("FullName", "string", "full_name")
ASSEMBLY.prop("Location", "string")(lambda a: "")
ASSEMBLY.prop("IsDynamic", "bool")(lambda a: False)
ASSEMBLY.prop("ImageRuntimeVersion", "string")(lambda a: "v4.0.30319")
ASSEMBLY.method("System.Reflection.AssemblyName GetName()")(lambda a: AssemblyName(a.full_name))
ASSEMBLY.method("type GetType(string name)")(lambda a, name: lookup(name))
ASSEMBLY.method("string ToString()")(str)
ASSEMBLY.static("System.Reflection.Assembly LoadWithPartialName(string partialName)")(_known_assembly)
ASSEMBLY.static("System.Reflection.Assembly Load(string assemblyString)")(_load_assembly)
ASSEMBLY.static("System.Reflection.Assembly GetExecutingAssembly()", "System.Reflection.Assembly GetEntryAssembly()")(
    lambda: Assembly("System.Management.Automation, Version=7.6.5.500, Culture=neutral, PublicKeyToken=31bf3856ad364e35"))
ASSEMBLY_NAME.attr("Name", "string", "name")
ASSEMBLY_NAME.prop("Version", "version")(AssemblyName.version)
ASSEMBLY_NAME.attr("FullName", "string", "text")
ASSEMBLY_NAME.new("System.Reflection.AssemblyName new(string assemblyName)")(AssemblyName)
ASSEMBLY_NAME.method("string ToString()")(str)
