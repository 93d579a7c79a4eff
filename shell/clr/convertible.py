"""System.IConvertible: the ToInt32, ToBoolean ... methods and GetTypeCode that numbers, text and enums share."""
from __future__ import annotations

from typing import Any, Callable

from shell.clr.typeinfo import NetType, typeof

Value = Any

_METHODS = {"ToBoolean": "bool", "ToByte": "byte", "ToChar": "char", "ToDateTime": "datetime", "ToDecimal": "decimal", "ToDouble": "double", "ToInt16": "short",
            "ToInt32": "int", "ToInt64": "long", "ToSByte": "sbyte", "ToSingle": "float", "ToUInt16": "ushort", "ToUInt32": "uint", "ToUInt64": "ulong"}
_shared = NetType("System.IConvertible", kind="interface", register=False)


def _conversion(name: str) -> Callable[..., Value]:
    def convert(self: Value, provider: Value = None) -> Value:
        from shell.clr.converting import CONVERT
        return CONVERT.static_methods[name.lower()].overloads[0].function(self, provider)
    return convert


for _name, _word in _METHODS.items():
    _shared.method(f"{_word} {_name}(System.IFormatProvider provider)")(_conversion(_name))


@_shared.method("System.Object ToType(type conversionType, System.IFormatProvider provider)")
def _to_type(self: Value, target: NetType, provider: Value = None) -> Value:
    from shell.clr.converting import change_type
    return change_type(self, target, provider)


@_shared.method("System.TypeCode GetTypeCode()")
def _get_type_code(self: Value) -> Value:
    from shell.clr.enum_catalog import TypeCode
    name = typeof(self).name
    if typeof(self).kind == "enum":
        from shell.clr.enums import underlying_type
        name = underlying_type(typeof(self)).rpartition(".")[2]
    return TypeCode.net_type.enum_values[name]


def add_conversions(*types: NetType) -> None:
    """Give the types these methods, where they have none of their own."""
    for t in types:
        for name, info in _shared.methods.items():
            t.methods.setdefault(name, info)
