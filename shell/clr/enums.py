"""Stand-ins for .NET enums: one Python class an enum, one cached instance a value; text to enum by PowerShell's prefix rule.

    DayOfWeek = define_enum("System.DayOfWeek", {"Sunday": 0, ...})
    DayOfWeek(5).name_text == "Friday";  DayOfWeek.net_type.enum_values["Friday"] is DayOfWeek(5)
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Optional

from shell.clr.exceptions import ArgumentException, PSInvalidCastException
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import VALUE_TYPE

Value = Any

ENUM = NetType("System.Enum", base=VALUE_TYPE, interfaces=("System.IComparable", "System.IFormattable", "System.IConvertible"))


class EnumValue(int):
    """A value of some enum: an int that knows its type and name.  Subclasses are made by `define_enum`."""

    net_type: ClassVar[NetType]
    _by_value: ClassVar[dict[int, EnumValue]]
    _names: ClassVar[dict[int, str]]  # value -> the name ToString gives
    _text: Optional[str]

    def __new__(cls, value: int = 0) -> EnumValue:
        made = cls._by_value.get(value)
        if made is None:
            made = int.__new__(cls, value)
            made._text = None
            cls._by_value[int(value)] = made
        return made

    @property
    def name_text(self) -> str:
        """What ToString() gives: the name, the flags' names, or the number."""
        if self._text is None:
            self._text = self._names.get(int(self)) or self._flag_text()
        return self._text

    def _flag_text(self) -> str:
        number = int(self)
        if not self.net_type.is_flags or number == 0:
            return str(number)
        rest, parts = number, []
        for value in sorted((v for v in self._names if v), key=lambda v: v if v > 0 else v + (1 << 64), reverse=True):
            if rest & value == value:
                parts.append(self._names[value])
                rest &= ~value
                if not rest:
                    break
        return str(number) if rest else ", ".join(reversed(parts))

    def __str__(self) -> str:
        return self.name_text

    def __repr__(self) -> str:
        return f"<{self.net_type.full_name}.{self.name_text}>"

    def __format__(self, spec: str) -> str:
        return format(self.name_text, spec)

    def __reduce__(self) -> tuple[Any, ...]:
        return (enum_by_name, (self.net_type.full_name, int(self)))


def enum_by_name(full_name: str, number: int) -> EnumValue:
    """Find the enum's class by its registered name (unpickling)."""
    from shell.clr.typeinfo import lookup
    t = lookup(full_name)
    if t is None or t.python_class is None:
        raise ArgumentException(f"Type '{full_name}' is not an enum here.")
    made: EnumValue = t.python_class(number)
    return made


def define_enum(full_name: str, values: Mapping[str, int], flags: bool = False, underlying: str = "System.Int32", *, register: bool = True,
                accelerators: Iterable[str] = ()) -> type[EnumValue]:
    """Make and register the class of an enum.  `values` in declaration order; aliases of one number are allowed, the first name is shown."""
    cls: type[EnumValue] = type(full_name.rsplit(".", 1)[-1].rsplit("+", 1)[-1], (EnumValue,), {"__module__": __name__})
    cls._by_value = {}
    cls._names = {}
    t = NetType(full_name, cls, base=ENUM, kind="enum", register=register, accelerators=accelerators, interfaces=ENUM.interfaces)
    cls.net_type = t
    t.is_flags = flags
    t.underlying_name = underlying  # type: ignore[attr-defined]
    for name, number in values.items():
        cls._names.setdefault(number, name)
        t.enum_values[name] = cls(number)
    t.default_value = cls(0)
    return cls


def underlying_type(t: NetType) -> str:
    """Full name of the integer type behind an enum."""
    return getattr(t, "underlying_name", "System.Int32")


def sorted_members(t: NetType) -> list[tuple[str, EnumValue]]:
    """(name, value) as Enum.GetNames lists them: by unsigned value, declaration order within one value."""
    return sorted(t.enum_values.items(), key=lambda item: int(item[1]) if item[1] >= 0 else int(item[1]) + (1 << 64))


def is_defined_number(t: NetType, number: int) -> bool:
    """May PowerShell cast this number to the enum?  Flags: any combination of declared bits."""
    if t.is_flags:
        mask = 0
        for v in t.enum_values.values():
            mask |= int(v)
        return number & ~mask == 0
    return any(int(v) == number for v in t.enum_values.values())


def enum_from_number(t: NetType, number: int, shown: Optional[str] = None) -> EnumValue:
    """PowerShell's cast of a number: undefined ones are refused.  `shown` is the text to blame (default: the number)."""
    assert t.python_class is not None
    if is_defined_number(t, number):
        made: EnumValue = t.python_class(number)
        return made
    names = ",".join(name for name, _ in sorted_members(t))
    raise PSInvalidCastException(
        f'Cannot convert value "{number if shown is None else shown}" to type "{t.full_name}" due to enumeration values that are not valid. '
        f'Specify one of the following enumeration values and try again. The possible enumeration values are "{names}".',
        error_id="UndefinedIntegerToEnum")


def _value(t: NetType, name: str) -> EnumValue:
    found: EnumValue = t.enum_values[name]
    return found


def match_name(t: NetType, text: str) -> EnumValue:
    """One identifier to its value: exact (any case), else the only name it begins.  Errors carry PowerShell's text."""
    low = text.lower()
    found = [name for name in t.enum_values if name.lower().startswith(low)]
    for name in found:
        if len(name) == len(text):
            return _value(t, name)
    if len(found) == 1 and text:
        return _value(t, found[0])
    if found:
        if len({t.enum_values[n] for n in found}) == 1:
            return _value(t, found[0])
        names = ", ".join(n for n, _ in sorted_members(t) if n in found)
        raise PSInvalidCastException(
            f"The identifier name {text} cannot be processed because it is either too similar or identical to the following enumerator names: "
            f"{names}. Use a more specific identifier name.", error_id="SubstringDisambiguationEnumParseThrewAnException")
    names = ", ".join(name for name, _ in sorted_members(t))
    raise PSInvalidCastException(
        f"Unable to match the identifier name {text} to a valid enumerator name. Specify one of the following enumerator names and try again:\n{names}",
        error_id="SubstringDisambiguationEnumParseThrewAnException")


def _number_in(text: str) -> Optional[int]:
    body = text[1:] if text[:1] in "+-" else text
    return int(text) if body.isascii() and body.isdigit() else None


def enum_from_text(t: NetType, text: str) -> EnumValue:
    """PowerShell's cast of a string: names or unique prefixes, commas combine, numbers must be defined.

    Raises PSInvalidCastException whose message is the inner text only (the caller wraps it in `Cannot convert value ...`), except for an
    undefined number, whose message is complete (error_id UndefinedIntegerToEnum).
    """
    assert t.python_class is not None
    text = text.strip()
    number = _number_in(text)
    if number is not None:
        return enum_from_number(t, number, text)
    total = 0
    for piece in text.split(","):
        piece = piece.strip()
        part = _number_in(piece)
        total |= int(match_name(t, piece)) if part is None else part
    made: EnumValue = t.python_class(total)
    return made


def parse_exact(t: NetType, text: str, ignore_case: bool = False) -> EnumValue:
    """Enum.Parse: full names only, commas combine, any number."""
    assert t.python_class is not None
    pieces = text.strip().split(",") if text.strip() else []
    if not pieces:
        raise ArgumentException("Must specify valid information for parsing in the string. (Parameter 'value')")
    total = 0
    for piece in pieces:
        piece = piece.strip()
        number = _number_in(piece)
        if number is None:
            hit = next((v for n, v in t.enum_values.items() if n == piece or (ignore_case and n.lower() == piece.lower())), None)
            if hit is None:
                raise ArgumentException(f"Requested value '{text.strip() if len(pieces) == 1 else piece}' was not found.")
            number = int(hit)
        total |= number
    made: EnumValue = t.python_class(total)
    return made


def format_enum(value: EnumValue, spec: Optional[str]) -> str:
    """ToString(format): G/F names, D decimal, X hexadecimal by width."""
    from shell.clr.exceptions import FormatException
    letter = (spec or "G").upper()
    if letter in ("G", "F"):
        return value.name_text
    if letter == "D":
        return str(int(value))
    if letter == "X":
        bits = {"System.Byte": 8, "System.SByte": 8, "System.Int16": 16, "System.UInt16": 16, "System.Int64": 64, "System.UInt64": 64}
        width = bits.get(underlying_type(value.net_type), 32)
        return format(int(value) & ((1 << width) - 1), f"0{width // 4}X")
    raise FormatException('Format string can be only "G", "g", "X", "x", "F", "f", "D" or "d".')
