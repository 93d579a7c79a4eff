"""The errors conversions raise, with PowerShell's texts and ids."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import FormatException, NetException, OverflowException, PSInvalidCastException
from shell.clr.typeinfo import NetType
from shell.objects.text import to_string, type_name

Value = Any

_TOO_LARGE = {
    "System.Byte": "an unsigned byte", "System.SByte": "a signed byte", "System.Int16": "an Int16", "System.UInt16": "a UInt16",
    "System.Int32": "an Int32", "System.UInt32": "a UInt32", "System.Int64": "an Int64", "System.UInt64": "a UInt64",
    "System.Decimal": "a Decimal", "System.Char": "a character", "System.Single": "a Single"}


def shown(value: Value) -> str:
    """How a cast error names the value: ToString of the object, an array by its type."""
    if isinstance(value, list):
        return type_name(value)
    from shell.objects.text import to_display
    return to_display(value)


def invalid_cast(message: str, error_id: str, inner: Optional[BaseException] = None) -> NetException:
    return PSInvalidCastException(message, inner, error_id=error_id, category="InvalidArgument")


def convert_failed(value: Value, t: NetType, inner: NetException, error_id: str) -> NetException:
    """`Cannot convert value "x" to type "T". Error: "inner"`."""
    return invalid_cast(f'Cannot convert value "{shown(value)}" to type "{t.full_name}". Error: "{inner.message}"', error_id, inner)


def no_conversion(value: Value, t: NetType) -> NetException:
    """`Cannot convert the "x" value of type "S" to type "T".`"""
    return invalid_cast(f'Cannot convert the "{shown(value)}" value of type "{type_name(value)}" to type "{t.full_name}".', "ConvertToFinalInvalidCastException")


def null_failed(t: NetType) -> NetException:
    return invalid_cast(f'Cannot convert null to type "{t.full_name}".', "nullToObjectInvalidCast")


def null_enum_failed(t: NetType) -> NetException:
    names = ",".join(t.enum_values)
    return invalid_cast(f'Cannot convert null to type "{t.full_name}" due to enumeration values that are not valid. Specify one of the following '
                        f'enumeration values and try again. The possible enumeration values are "{names}".', "nullToEnumInvalidCast")


def overflow(full_name: str) -> NetException:
    """The .NET overflow error of a type: `Value was either too large or too small for an Int32.`"""
    return OverflowException(f"Value was either too large or too small for {_TOO_LARGE.get(full_name, 'an Int32')}.")


def bad_format(text: str) -> NetException:
    return FormatException(f"The input string '{text}' was not in a correct format.")


def string_failed(value: str, t: NetType, inner: NetException) -> NetException:
    """A string that is no such number: id InvalidCastFromStringToInteger, ...ToDoubleOrSingle, ...ToDecimal."""
    ids = {"System.Double": "InvalidCastFromStringToDoubleOrSingle", "System.Single": "InvalidCastFromStringToDoubleOrSingle",
           "System.Decimal": "InvalidCastFromStringToDecimal"}
    return invalid_cast(f'Cannot convert value "{to_string(value)}" to type "{t.full_name}". Error: "{inner.message}"',
                        ids.get(t.full_name, "InvalidCastFromStringToInteger"), inner)


def bool_failed(value: Value) -> NetException:
    """What a [bool] variable or parameter says to anything but booleans and numbers."""
    return invalid_cast(f'Cannot convert value "{type_name(value)}" to type "System.Boolean". Boolean parameters accept only Boolean values and numbers, '
                        "such as $True, $False, 1 or 0.", "BoolConversionError" if value is not None else "BoolConversionError")
