"""The members of System.Enum: statics that take an enum type (`[enum]::GetNames([DayOfWeek])`) and what every enum value answers."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.convertible import add_conversions
from shell.clr.enums import ENUM, EnumValue, format_enum, parse_exact, sorted_members, underlying_type
from shell.clr.exceptions import ArgumentException, ArgumentNullException
from shell.clr.typeinfo import NetType, lookup
from shell.clr.valuetype import hash_code

Value = Any

add_conversions(ENUM)


def _enum_type(t: Value) -> NetType:
    if not isinstance(t, NetType):
        raise ArgumentNullException("Value cannot be null. (Parameter 'enumType')")
    if t.kind != "enum":
        raise ArgumentException("Type provided must be an Enum. (Parameter 'enumType')")
    return t


@ENUM.static("string[] GetNames(type enumType)")
def get_names(t: NetType) -> list[str]:
    return [name for name, _ in sorted_members(_enum_type(t))]


@ENUM.static("array GetValues(type enumType)")
def get_values(t: NetType) -> list[EnumValue]:
    return [value for _, value in sorted_members(_enum_type(t))]


@ENUM.static("string GetName(type enumType, System.Object value)")
def get_name(t: NetType, value: Value) -> Optional[str]:
    number = int(value)
    return next((name for name, v in sorted_members(_enum_type(t)) if int(v) == number), None)


@ENUM.static("bool IsDefined(type enumType, System.Object value)")
def is_defined(t: NetType, value: Value) -> bool:
    if isinstance(value, str):
        return value in _enum_type(t).enum_values
    return get_name(t, value) is not None


@ENUM.static("System.Object Parse(type enumType, string value)", "System.Object Parse(type enumType, string value, bool ignoreCase)")
def parse(t: NetType, text: str, ignore_case: bool = False) -> EnumValue:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'value')")
    return parse_exact(_enum_type(t), text, ignore_case)


@ENUM.static("bool TryParse(type enumType, string value, [ref] System.Object result)",
             "bool TryParse(type enumType, string value, bool ignoreCase, [ref] System.Object result)")
def try_parse(t: NetType, text: str, *rest: Value) -> bool:
    ref = rest[-1]
    try:
        ref.value = parse_exact(_enum_type(t), text or "", bool(rest[0]) if len(rest) == 2 else False)
    except ArgumentException:
        ref.value = None
        return False
    return True


@ENUM.static("System.Object ToObject(type enumType, System.Object value)")
def to_object(t: NetType, value: Value) -> EnumValue:
    cls = _enum_type(t).python_class
    assert cls is not None
    made: EnumValue = cls(int(value))
    return made


@ENUM.static("string Format(type enumType, System.Object value, string format)")
def format_static(t: NetType, value: Value, spec: str) -> str:
    return format_enum(to_object(t, value), spec)


@ENUM.static("type GetUnderlyingType(type enumType)")
def get_underlying_type(t: NetType) -> Optional[NetType]:
    return lookup(underlying_type(_enum_type(t)))


@ENUM.method("bool HasFlag(System.Enum flag)")
def has_flag(self: EnumValue, flag: EnumValue) -> bool:
    if flag.__class__ is not self.__class__ and isinstance(flag, EnumValue):
        raise ArgumentException(f"The argument type, '{flag.net_type.full_name}', is not the same as the enum type '{self.net_type.full_name}'.")
    return int(self) & int(flag) == int(flag)


@ENUM.method("string ToString()", "string ToString(string format)", "string ToString(string format, System.IFormatProvider provider)")
def to_string(self: EnumValue, spec: Optional[str] = None, provider: Value = None) -> str:
    return self.name_text if spec is None else format_enum(self, spec)


@ENUM.method("int CompareTo(System.Object target)")
def compare_to(self: EnumValue, other: Value) -> int:
    if other is None:
        return 1
    if other.__class__ is not self.__class__:
        raise ArgumentException("Object must be the same type as the enum. The type passed in was "
                                f"'{getattr(getattr(other, 'net_type', None), 'full_name', 'System.Object')}'; the enum type was '{self.net_type.full_name}'.")
    return (int(self) > int(other)) - (int(self) < int(other))


@ENUM.method("bool Equals(System.Object obj)")
def equals(self: EnumValue, other: Value) -> bool:
    return other.__class__ is self.__class__ and int(other) == int(self)


@ENUM.method("int GetHashCode()")
def get_hash_code(self: EnumValue) -> int:
    return hash_code(int(self))


@ENUM.prop("value__", "int", field=True)
def value_field(self: EnumValue) -> Value:
    from shell.clr.numbers import RANGES
    name = underlying_type(self.net_type)
    cls = next((c for c, r in RANGES.items() if r[0] == name), int)
    return int(self) if cls is int else cls(int(self))
