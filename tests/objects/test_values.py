"""Numbers, text, conversion and comparison: rows of (expression over the object layer, expected value or error)."""
from __future__ import annotations

from decimal import Decimal

import pytest

from shell.clr.dictionaries import Hashtable
from shell.clr.exceptions import NetException
from shell.clr.numbers import BigInteger, Byte, Char, Int16, Int64, Single, UInt32, UInt64
from shell.objects import arithmetic as a
from shell.objects import comparison as c
from shell.objects.conversion import convert, convert_variable, is_instance, parse_number, to_bool
from shell.objects.psobject import PSCustomObject
from shell.objects.text import to_string
from shell.objects.typenames import resolve_type

BAD_INT = 'Cannot convert value "{}" to type "System.Int32". Error: "The input string \'{}\' was not in a correct format."'


def same(found, expected):
    assert found.__class__ is expected.__class__, (found, found.__class__)
    assert found == expected


@pytest.mark.parametrize(("function", "left", "right", "expected"), [
    (a.add, 1, "2.5", 3.5), (a.add, 1, " 3 ", 4), (a.add, 1, "", 1), (a.add, 1, "0x10", 17), (a.add, 1, "2kb", 2049), (a.add, 1, "3000000000", Int64(3000000001)),
    (a.add, 2147483647, 1, 2147483648.0), (a.add, Int64(2 ** 63 - 1), 1, float(2 ** 63)), (a.add, Byte(200), Byte(100), 300), (a.add, Int16(1), Int16(1), 2),
    (a.add, UInt32(1), 1, UInt32(2)), (a.add, UInt64(1), 1, UInt64(2)), (a.add, BigInteger(1), 1.5, BigInteger(2)), (a.add, True, True, 2), (a.add, 1, Decimal(1), Decimal(2)),
    (a.add, Char("a"), 1, "a1"), (a.add, None, 5, 5), (a.add, 5, None, 5), (a.add, None, "a", "a"), (a.add, "x", [1, 2], "x1 2"), (a.add, [1], [2, 3], [1, 2, 3]),
    (a.subtract, "2.5", "1", 1.5), (a.subtract, True, True, 0), (a.subtract, None, 1, -1), (a.multiply, "ab", 2.5, "abab"), (a.multiply, [1], 2, [1, 1]),
    (a.multiply, 5, None, 0), (a.multiply, 65536, 65536, 4294967296.0), (a.divide, 7, 2, 3.5), (a.divide, 6, 2, 3), (a.divide, "10", "4", 2.5), (a.divide, True, 1, 1),
    (a.divide, Decimal(3), 2, Decimal("1.5")), (a.modulo, -7, 3, -1), (a.modulo, 5.5, 2, 1.5), (a.modulo, Int64(7), 4, Int64(3)),
    (a.bit_and, True, 1, 1), (a.bit_or, 3.5, 0, 4), (a.bit_or, UInt32(1), 2, UInt32(3)), (a.shift_left, 1, 32, 1), (a.shift_left, 1, 31, -2147483648),
    (a.shift_right, -16, 2, -4), (a.range_, 1.5, 3.5, [2, 3, 4]), (a.range_, "1", "3", [1, 2, 3]), (a.range_, None, 2, [0, 1, 2]), (a.range_, 3, 1, [3, 2, 1]),
])
def test_operators(function, left, right, expected):
    same(function(left, right), expected)


def test_more_operators():
    assert a.divide(1.0, 0) == float("inf") and a.divide(Decimal(1), 3) == Decimal("0.3333333333333333333333333333")
    assert a.range_("a", "c") == ["a", "b", "c"] and a.range_("a", "c")[0].__class__ is Char
    assert a.bit_not(Byte(1)) == -2 and a.increment(None) == 1 and a.negate("1.5") == -1.5
    assert list(a.add(Hashtable([("a", 1)]), Hashtable([("b", 2)])).items()) == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(("function", "args", "message", "error_id"), [
    (a.add, (1, "a"), BAD_INT.format("a", "a"), "InvalidCastFromStringToInteger"),
    (a.multiply, (3, "z"), BAD_INT.format("z", "z"), "InvalidCastFromStringToInteger"),
    (a.divide, (1, 0), "Attempted to divide by zero.", "RuntimeException"),
    (a.divide, (5, None), "Attempted to divide by zero.", "RuntimeException"),
    (a.multiply, (True, 5), "The operation '[System.Boolean] * [System.Int32]' is not defined.", "NotADefinedOperationForType"),
    (a.subtract, ([1], 1), "Method invocation failed because [System.Object[]] does not contain a method named 'op_Subtraction'.", "MethodNotFound"),
    (a.add, (1, [1]), "Method invocation failed because [System.Object[]] does not contain a method named 'op_Addition'.", "MethodNotFound"),
    (a.add, (Hashtable(), 1), "A hash table can only be added to another hash table.", "AddHashTableToNonHashTable"),
    (a.add, (Hashtable([("a", 1)]), Hashtable([("A", 2)])), "Item has already been added. Key in dictionary: 'a'  Key being added: 'A'", None),
    (a.multiply, ("x", -1), "times ('-1') must be a non-negative value. (Parameter 'times')\nActual value was -1.", None),
    (a.increment, ("5",), "The '++' operator works only on numbers. The operand is a 'System.String'.", "OperatorRequiresNumber"),
    (a.range_, ("abc", "d"), "The input string 'abc' was not in a correct format.", None),
    (a.range_, (1, Int64(3000000000)), "Value was either too large or too small for an Int32.", None),
    (a.range_, ([1], 3), "Unable to cast object of type 'System.Object[]' to type 'System.IConvertible'.", None),
    (a.add, (Decimal("79228162514264337593543950335"), 1), "Value was either too large or too small for a Decimal.", "RuntimeException"),
    (c.compare, (5, "abc"), BAD_INT.format("abc", "abc"), "InvalidCastFromStringToInteger"),
    (c.compare, (1, [1, 2]), 'Could not compare "1" to "1 2". Error: "Cannot convert the "System.Object[]" value of type "System.Object[]" to type "System.Int32"."', "ComparisonFailure"),
    (c.compare, (Hashtable(), 1), 'Cannot compare "System.Collections.Hashtable" because it is not IComparable.', "NotIcomparable"),
    (c.compare, (PSCustomObject({"A": 1}), 2), 'Cannot compare "@{A=1}" to "2" because the objects are not the same type or the object "@{A=1}" does not implement "IComparable".', "PSObjectCompareTo"),
])
def test_errors(function, args, message, error_id):
    with pytest.raises(NetException) as caught:
        function(*args)
    assert (caught.value.message, caught.value.error_id) == (message, error_id)


@pytest.mark.parametrize(("text", "expected"), [
    ("255", 255), ("0xFF", 255), ("0xFFFFFFFF", -1), ("0xFFFFFFFFFFFFFFFF", Int64(-1)), ("1e3", 1000.0), ("1.5", 1.5), ("9223372036854775808", Decimal("9223372036854775808")),
    ("1kb", 1024), ("2gb", Int64(2147483648)), ("1.5l", Int64(2)), ("0.5l", Int64(0)), ("100n", BigInteger(100)), ("1.50d", Decimal("1.50")), ("0xFFy", -1), ("0b11111111", -1),
    ("5000000000u", UInt64(5000000000)), ("300y", None), ("abc", None), ("1dkb", Decimal(1024)), ("", 0),
])
def test_literals(text, expected):
    found = parse_number(text)
    assert found == expected and (text == "0xFFy" or found.__class__ is expected.__class__)


@pytest.mark.parametrize(("value", "type_name", "expected"), [
    (2.5, "int", 2), (3.5, "int", 4), ("2.5", "int", 2), ("3.7", "int", 4), ("1,000", "int", 1000), ("", "int", 0), (None, "int", 0), (254.5, "byte", Byte(254)),
    ("0xFFFFFFFF", "long", Int64(-1)), ("1,234.5", "double", 1234.5), ("Infinity", "double", float("inf")), ("0x10", "double", 16.0), ("1.10", "decimal", Decimal("1.1")),
    ("1e2", "decimal", Decimal(100)), (1.1, "decimal", Decimal("1.1")), (65, "char", Char("A")), (Char("A"), "int", 65), (1.5, "string", "1.5"), (None, "string", ""),
    ("abc", "bool", True), (0, "bool", False), ("mon", "dayofweek", 1), (5, "int[]", [5]), ("abc", "char[]", ["a", "b", "c"]), ([1, "2"], "string[]", ["1", "2"]),
    ("123456789012345678901234567890", "bigint", 123456789012345677877719597056), (0.1, "float", Single(0.10000000149011612)),
])
def test_casts(value, type_name, expected):
    assert convert(value, resolve_type(type_name)) == expected


@pytest.mark.parametrize(("value", "type_name", "message", "error_id"), [
    ("abc", "int", BAD_INT.format("abc", "abc"), "InvalidCastFromStringToInteger"),
    (256, "byte", 'Cannot convert value "256" to type "System.Byte". Error: "Value was either too large or too small for an unsigned byte."', "InvalidCastIConvertible"),
    ("300", "byte", 'Cannot convert value "300" to type "System.Byte". Error: "Value was either too large or too small for an unsigned byte."', "InvalidCastFromStringToInteger"),
    ([1, 2], "int", 'Cannot convert the "System.Object[]" value of type "System.Object[]" to type "System.Int32".', "ConvertToFinalInvalidCastException"),
    ("ab", "char", 'Cannot convert value "ab" to type "System.Char". Error: "String must be exactly one character long."', "InvalidCastIConvertible"),
    ("x", "hashtable", 'Cannot convert the "x" value of type "System.String" to type "System.Collections.Hashtable".', "ConvertToFinalInvalidCastException"),
    (PSCustomObject({"a": 1}), "hashtable", 'Cannot convert value "@{a=1}" to type "System.Collections.Hashtable". Error: "Cannot convert the "@{a=1}" value of type '
     '"System.Management.Automation.PSCustomObject" to type "System.Collections.Hashtable"."', "InvalidCastConstructorException"),
    ("1", "version", 'Cannot convert value "1" to type "System.Version". Error: "Version string portion was too short or too long. (Parameter \'input\')"', "InvalidCastParseTargetInvocation"),
    (99, "dayofweek", 'Cannot convert value "99" to type "System.DayOfWeek" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. '
     'The possible enumeration values are "Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday".', "UndefinedIntegerToEnum"),
    ("nosuch", "type", 'Cannot convert the "nosuch" value of type "System.String" to type "System.Type".', "InvalidCastFromStringToType"),
    (None, "datetime", 'Cannot convert null to type "System.DateTime".', "nullToObjectInvalidCast"),
    ("x", "System.Collections.Generic.List[int]", BAD_INT.format("x", "x"), "InvalidCastFromStringToInteger"),
])
def test_cast_errors(value, type_name, message, error_id):
    with pytest.raises(NetException) as caught:
        convert(value, resolve_type(type_name))
    assert (caught.value.message, caught.value.error_id, caught.value.category) == (message, error_id, "InvalidArgument")


def test_typed_bool_variable_is_strict():
    with pytest.raises(NetException, match="Boolean parameters accept only"):
        convert_variable("text", resolve_type("bool"))
    assert convert_variable(0, resolve_type("bool")) is False


@pytest.mark.parametrize(("value", "expected"), [
    ([0], False), ([0, 0], True), ([[]], False), ([False], False), ([], False), (Hashtable(), True), (float("nan"), True), (Char("\0"), False), ("0", True), (PSCustomObject(), True),
])
def test_truth(value, expected):
    assert to_bool(value) is expected


@pytest.mark.parametrize(("left", "right", "expected"), [
    ("1.0", 1, False), (1, "1.0", True), (2, True, False), (True, 2, True), (0, "", True), ("", 0, False), (True, "False", True), (5, "abc", False), ("a", "A", True),
    (Char("a"), "A", True), (Decimal("1.0"), 1.0, True), (None, [], False), ("@{A=1}", PSCustomObject({"A": 1}), True), (PSCustomObject({"A": 1}), "@{A=1}", False),
    (1, [1, 2], False), ("1 2", [1, 2], True), (Int64(1), 1, True),
])
def test_equality(left, right, expected):
    assert c.equals(left, right) is expected


@pytest.mark.parametrize(("left", "right", "expected"), [
    ("10", 9, -1), (10, "9.5", 1), (None, 0, -1), (None, -1, 1), (-1, None, -1), (5, None, 1), ("a", "A", 0), ("A.1", "a1", -1), ("a_b", "a-b", -1), ("ab", "a-b", 1), ("é", "f", -1),
])
def test_order(left, right, expected):
    assert c.compare(left, right) == expected


def test_case_sensitive_order_puts_lower_first():
    assert c.compare("a", "A", False) == -1 and c.op_lt([1, 5, 3], 4) == [1, 3] and c.op_eq([0, 1], 0) == [0]


@pytest.mark.parametrize(("value", "expected"), [
    (1 / 3, "0.333333333333333"), (0.1 + 0.2, "0.3"), (1e15, "1E+15"), (1e-5, "1E-05"), (-0.0, "-0"), (float("inf"), "∞"), (Single(1 / 3), "0.3333333"), (Decimal("1.50"), "1.50"),
    ([1, [2, 3]], "1 System.Object[]"), (True, "True"), (None, ""), (Hashtable(), "System.Collections.Hashtable"),
    (PSCustomObject({"A": 1, "B": [1], "C": PSCustomObject({"X": 1}), "D": None}), "@{A=1; B=System.Object[]; C=; D=}"),
])
def test_text(value, expected):
    assert to_string(value) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("int", "int"), ("single", "float"), ("pscustomobject", "psobject"), ("object", "System.Object"), ("System.Collections.Generic.List[int]", "System.Collections.Generic.List[int]"),
    ("string[]", "string[]"), ("int[,]", "int[,]"), ("hashtable", "hashtable"),
])
def test_types_print_as_accelerators(name, expected):
    assert to_string(resolve_type(name)) == expected


@pytest.mark.parametrize(("value", "name", "expected"), [
    (5, "int", True), (5, "object", True), (5, "long", False), ([1], "array", True), ([1], "object[]", True), ([1], "System.Collections.IEnumerable", True),
    (Hashtable(), "System.Collections.IDictionary", True), (PSCustomObject(), "psobject", True), (5, "psobject", False), (None, "object", False), (5, "System.IComparable", True),
])
def test_is(value, name, expected):
    assert is_instance(value, resolve_type(name)) is expected
