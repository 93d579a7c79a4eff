"""Methods as values: what `'abc'.Substring` without parentheses gives, with OverloadDefinitions and Invoke."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import OBJECT, MethodInfo, NetType, ParameterizedProperty
from shell.objects.psobject import CodeMethod, Member, ScriptMethod
from shell.objects.text import to_string

Value = Any


class PSMethod:
    """System.Management.Automation.PSMethod and its kin: a method bound to a value (None target with `owner`: a static one)."""

    __slots__ = ("target", "member", "owner", "ps_ext")

    def __init__(self, target: Value, member: Value, owner: Optional[NetType] = None) -> None:
        self.target, self.member, self.owner = target, member, owner
        self.ps_ext: Any = None

    @property
    def name(self) -> str:
        return str(self.member.name)

    @property
    def net_type(self) -> NetType:
        if isinstance(self.member, ParameterizedProperty):
            return PARAMETERIZED
        return SCRIPT_METHOD if isinstance(self.member, ScriptMethod) else CODE_METHOD if isinstance(self.member, CodeMethod) else METHOD

    def call(self, *args: Value) -> Value:
        """Invoke."""
        from shell.objects.members import invoke_method, invoke_static
        if self.owner is not None:
            return invoke_static(self.owner, self.name, list(args))
        return invoke_method(self.target, self.name, list(args))

    def definitions(self) -> list[str]:
        """OverloadDefinitions."""
        if isinstance(self.member, ParameterizedProperty):
            access = "{get;set;}" if self.member.setter is not None else "{get;}"
            return [f"{o.signature} {access}" for o in self.member.overloads]
        if isinstance(self.member, MethodInfo):
            return [("static " if self.member.is_static else "") + o.signature for o in self.member.overloads]
        if isinstance(self.member, CodeMethod):
            return [self.member.definition]
        return [script_method_definition(self.member)]

    def member_type(self) -> str:
        if isinstance(self.member, ParameterizedProperty):
            return "ParameterizedProperty"
        return self.member.kind if isinstance(self.member, Member) else "Method"

    def value_type(self) -> str:
        """TypeNameOfValue."""
        if isinstance(self.member, ParameterizedProperty):
            from shell.objects.overloads import parameter_type
            return parameter_type(self.member.overloads[0].return_type).full_name
        return self.net_type.full_name

    def __str__(self) -> str:
        return "\n".join(self.definitions()) if not isinstance(self.member, ScriptMethod) else to_string(self.member.script)


def script_method_definition(member: ScriptMethod) -> str:
    """`System.Object Greet();` as Get-Member shows a script method."""
    return f"System.Object {member.name}();"


_S = "System.Management.Automation."
MEMBER_INFO = NetType(_S + "PSMemberInfo", base=OBJECT)
METHOD_INFO = NetType(_S + "PSMethodInfo", base=MEMBER_INFO)
METHOD = NetType(_S + "PSMethod", PSMethod, base=METHOD_INFO)
CODE_METHOD = NetType(_S + "PSCodeMethod", base=METHOD_INFO)
SCRIPT_METHOD = NetType(_S + "PSScriptMethod", base=METHOD_INFO)
PARAMETERIZED = NetType(_S + "PSParameterizedProperty", base=METHOD_INFO)


def _declare(t: NetType) -> None:
    t.prop("OverloadDefinitions", "System.Collections.ObjectModel.Collection[string]")(PSMethod.definitions)
    t.prop("TypeNameOfValue", "string")(PSMethod.value_type)
    t.prop("MemberType", "System.Management.Automation.PSMemberTypes")(lambda m: _member_type(m.member_type()))
    t.prop("Value", "System.Object")(lambda m: m)
    t.prop("Name", "string")(lambda m: m.name)
    t.prop("IsInstance", "bool")(lambda m: m.member_type() == "ParameterizedProperty" or isinstance(m.member, Member) and not m.member.from_type_data)


PARAMETERIZED.prop("IsSettable", "bool")(lambda m: m.member.setter is not None)
PARAMETERIZED.prop("IsGettable", "bool")(lambda m: True)
SCRIPT_METHOD.prop("Script", "scriptblock")(lambda m: m.member.script)
for _type in (PARAMETERIZED, SCRIPT_METHOD, METHOD_INFO):
    _declare(_type)
METHOD_INFO.method("System.Object Invoke(Params System.Object[] arguments)")(lambda m, args: m.call(*args))
METHOD_INFO.method("string ToString()")(str)


def _member_type(name: str) -> Value:
    from shell.objects.member_infos import member_type_value
    return member_type_value(name)
