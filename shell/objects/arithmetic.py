"""The arithmetic, bitwise and range operators.  Callers inline the int/float/str cases; these functions do everything.

Int32 and Int64 results that overflow become Double; Byte, Int16 and Boolean count as Int32; decimal wins over double, BigInteger over both.
"""
from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Callable

from shell.clr.exceptions import ArgumentOutOfRangeException, DivideByZeroException, NetException, OverflowException
from shell.clr.numbers import BigInteger, Char
from shell.clr.typeinfo import MethodInfo, typeof
from shell.objects.arithmetic_bits import bit_and, bit_not, bit_or, bit_xor, range_, shift_left, shift_right
from shell.objects.conversion import to_int
from shell.objects.conversion_numbers import decimal_of_double, round_decimal
from shell.objects.numeric_tower import base, common_rank, fit, not_a_method, not_defined, rank, scan
from shell.objects.psobject import MISSING
from shell.objects.records import RuntimeException
from shell.objects.text import to_string, type_name

Value = Any
_REAL: frozenset[Any] = frozenset([int, float])


def _decimal(value: Value) -> Decimal:
    if isinstance(value, float):
        return decimal_of_double(value)
    return value if value.__class__ is Decimal else Decimal(value)


def _wrapped_overflow(error: NetException) -> NetException:
    """A decimal overflow inside an operator shows as RuntimeException."""
    while error.inner is not None and isinstance(error.inner, NetException):
        error = error.inner
    return RuntimeException(error.message, error, error_id="RuntimeException", category="NotSpecified")


def _numeric(a: Value, b: Value, ra: int, rb: int, function: Callable[[Any, Any], Any]) -> Value:
    """+, - or * of two numbers."""
    top = common_rank(a, b, ra, rb)
    if top <= 4:
        return fit(function(int(a), int(b)), top)
    if top == 5:
        return float(function(float(a), float(b)))
    if top == 6:
        try:
            return round_decimal(_exact(function, _decimal(a), _decimal(b)))
        except (NetException, OverflowError) as error:
            raise _wrapped_overflow(error if isinstance(error, NetException) else OverflowException()) from None
    return BigInteger(function(int(a), int(b)))


def _exact(function: Callable[[Any, Any], Any], a: Decimal, b: Decimal) -> Decimal:
    from decimal import localcontext
    with localcontext() as ctx:
        ctx.prec = 60
        return function(a, b)  # type: ignore[no-any-return]


def _operator_method(a: Value, b: Value, name: str) -> Value:
    """A static op_X of either operand's type, or MISSING."""
    owners = [typeof(v) for v in (a, b) if v is not None]
    for owner in dict.fromkeys(owners):
        group = owner.find_static(name)
        if isinstance(group, MethodInfo):
            from shell.objects.methods import invoke_overloads
            return invoke_overloads(group, None, [a, b])
    return MISSING


def add(a: Value, b: Value) -> Value:
    """+"""
    if a.__class__ in _REAL and b.__class__ in _REAL and (a.__class__ is float or b.__class__ is float):
        return a + b
    a, b = base(a), b
    cls = a.__class__
    if cls is str or cls is Char:
        return str(a) + to_string(b)
    if a is None:
        return b
    if isinstance(a, list):
        return _append(a, b)
    other = base(b)
    ra = rank(a)
    if ra:
        return _add_number(a, other, ra)
    from shell.clr.dictionaries import NetDictionary
    if isinstance(a, NetDictionary):
        return _add_tables(a, other)
    from shell.objects.enumeration import enumerate_value
    items = enumerate_value(a)
    if items is not None:
        return _append(list(items), b)
    found = _operator_method(a, other, "op_Addition")
    return found if found is not MISSING else not_a_method(a, "op_Addition")


def _append(a: list[Value], b: Value) -> list[Value]:
    from shell.objects.enumeration import enumerate_value
    items = b if isinstance(b, list) else enumerate_value(b)
    joined = list(a)
    if items is None:
        joined.append(b)
    else:
        joined.extend(items)
    return joined


def _add_number(a: Value, b: Value, ra: int) -> Value:
    if b is None:
        return _own(a)
    if b.__class__ is str:
        b = scan(b)
    elif b.__class__ is Char:
        b = ord(b)
    rb = rank(b)
    if not rb:
        if isinstance(b, list):
            not_a_method(b, "op_Addition")
        found = _operator_method(a, b, "op_Addition")
        if found is MISSING:
            not_a_method(a if type_name(b) == "" else b, "op_Addition")
        return found
    result = _numeric(a, b, ra, rb, lambda x, y: x + y)
    return _keep_enum(a, b, result)


def _own(value: Value) -> Value:
    """A number alone as the operators see it: booleans are Int32."""
    return int(value) if value.__class__ is bool else value


def _keep_enum(a: Value, b: Value, result: Value) -> Value:
    """enum + int and enum - int stay enums."""
    net_type = getattr(a, "net_type", None)
    if net_type is not None and net_type.kind == "enum" and isinstance(result, int) and getattr(b, "net_type", None) is not net_type:
        return net_type.python_class(result)
    return result


def _add_tables(a: Value, b: Value) -> Value:
    from shell.clr.dictionaries import NetDictionary, OrderedDictionary
    if not isinstance(b, NetDictionary):
        raise RuntimeException("A hash table can only be added to another hash table.", error_id="AddHashTableToNonHashTable", category="InvalidOperation", target=b)
    from shell.objects.conversion_objects import new_hashtable
    made = OrderedDictionary(a.items()) if isinstance(a, OrderedDictionary) else new_hashtable(a.items())
    for key, value in b.items():
        made.add(key, value)
    return made


def _two_numbers(a: Value, b: Value, name: str, symbol: str) -> tuple[Value, Value]:
    """Both operands as numbers, or raise as PowerShell does for the left, then the right one."""
    a, b = base(a), base(b)
    out = []
    for v in (a, b):
        if v is None:
            v = 0
        elif v.__class__ is str:
            v = scan(v)
        elif v.__class__ is Char:
            v = ord(v)
        elif not rank(v):
            not_a_method(v, name)
        out.append(v)
    return out[0], out[1]


def subtract(a: Value, b: Value) -> Value:
    """-"""
    if a.__class__ in _REAL and b.__class__ in _REAL and (a.__class__ is float or b.__class__ is float):
        return a - b
    ra, rb = rank(a), rank(b)
    if not (ra and rb):
        found = _try_operator(a, b, "op_Subtraction")
        if found is not MISSING:
            return found
        a, b = _two_numbers(a, b, "op_Subtraction", "-")
        ra, rb = rank(a), rank(b)
    return _keep_enum(a, b, _numeric(a, b, ra, rb, lambda x, y: x - y))


def _try_operator(a: Value, b: Value, name: str) -> Value:
    a, b = base(a), base(b)
    if a is None or isinstance(a, (str, list)) or rank(a) and (b is None or isinstance(b, (str, list))):
        return MISSING
    return _operator_method(a, b, name)


def multiply(a: Value, b: Value) -> Value:
    """*"""
    if a.__class__ in _REAL and b.__class__ in _REAL and (a.__class__ is float or b.__class__ is float):
        return a * b
    a = base(a)
    if a.__class__ is str or isinstance(a, list):
        return _repeat(a, b)
    if a is None:
        return None
    ra, rb = rank(a), rank(b)
    if a.__class__ is bool:
        not_defined(a, "*", b)
    if not (ra and rb):
        found = _try_operator(a, b, "op_Multiply")
        if found is not MISSING:
            return found
        a, b = _two_numbers(a, b, "op_Multiply", "*")
        ra, rb = rank(a), rank(b)
    return _numeric(a, b, ra, rb, lambda x, y: x * y)


def _repeat(a: Value, b: Value) -> Value:
    times = to_int(b)
    if times < 0:
        raise ArgumentOutOfRangeException(f"times ('{times}') must be a non-negative value. (Parameter 'times')\nActual value was {times}.")
    return a * times if a.__class__ is str else list(a) * times


def divide(a: Value, b: Value) -> Value:
    """/ : Int32 only when exact."""
    ra, rb = rank(a), rank(b)
    if not (ra and rb):
        found = _try_operator(a, b, "op_Division")
        if found is not MISSING:
            return found
        a, b = _two_numbers(a, b, "op_Division", "/")
        ra, rb = rank(a), rank(b)
    top = common_rank(a, b, ra, rb)
    if top == 5:
        return _divide_real(float(a), float(b))
    if b == 0:
        raise _divide_by_zero()
    if top == 6:
        return _decimal_quotient(a, b)
    quotient, rest = divmod(abs(int(a)), abs(int(b)))
    signed = -quotient if (a < 0) != (b < 0) else quotient
    if top == 7:
        return BigInteger(signed)
    return fit(signed, top) if rest == 0 else int(a) / int(b)


def _divide_by_zero() -> NetException:
    return RuntimeException("Attempted to divide by zero.", DivideByZeroException(), error_id="RuntimeException", category="NotSpecified")


def _decimal_quotient(a: Value, b: Value) -> Decimal:
    from decimal import localcontext

    from shell.objects.conversion_numbers import trim_decimal
    x, y = _decimal(a), _decimal(b)
    if not y:
        raise _divide_by_zero()
    with localcontext() as ctx:
        ctx.prec = 60
        quotient = x / y
    try:
        rounded = round_decimal(quotient)
    except NetException as error:
        raise _wrapped_overflow(error) from None
    return trim_decimal(rounded) if quotient == rounded else rounded


def _divide_real(a: float, b: float) -> float:
    if b:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def modulo(a: Value, b: Value) -> Value:
    """% : the sign follows the left operand."""
    ra, rb = rank(a), rank(b)
    if not (ra and rb):
        found = _try_operator(a, b, "op_Modulus")
        if found is not MISSING:
            return found
        a, b = _two_numbers(a, b, "op_Modulus", "%")
        ra, rb = rank(a), rank(b)
    top = common_rank(a, b, ra, rb)
    if top == 5:
        x, y = float(a), float(b)
        return math.fmod(x, y) if y and not math.isinf(x) and x == x and y == y else math.nan
    if b == 0:
        raise _divide_by_zero()
    if top == 6:
        x6, y6 = _decimal(a), _decimal(b)
        return x6 % y6
    rest = abs(int(a)) % abs(int(b))
    signed = -rest if a < 0 else rest
    return BigInteger(signed) if top == 7 else fit(signed, top)


def negate(a: Value) -> Value:
    """Unary minus."""
    a = base(a)
    if a.__class__ is float:
        return -a
    if a is not None and not isinstance(a, (str, list)) and not rank(a):
        group = typeof(a).find_static("op_unarynegation")
        if isinstance(group, MethodInfo):
            return group.overloads[0].function(a)
    return subtract(0, a)


def plus(a: Value) -> Value:
    """Unary plus."""
    a = base(a)
    if a is not None and not isinstance(a, (str, list)) and not rank(a) and a.__class__ is not Char:
        group = typeof(a).find_static("op_unaryplus")
        if isinstance(group, MethodInfo):
            return group.overloads[0].function(a)
    return add(0, a)


def _step(a: Value, by: int, symbol: str) -> Value:
    a = base(a)
    if a is None:
        return by
    if not rank(a) or a.__class__ is bool:
        raise RuntimeException(f"The '{symbol}' operator works only on numbers. The operand is a '{type_name(a)}'.",
                               error_id="OperatorRequiresNumber", category="InvalidOperation", target=a)
    return add(a, by)


def increment(a: Value) -> Value:
    """++"""
    return _step(a, 1, "++")


def decrement(a: Value) -> Value:
    """--"""
    return _step(a, -1, "--")


__all__ = ["add", "bit_and", "bit_not", "bit_or", "bit_xor", "decrement", "divide", "increment", "modulo", "multiply", "negate", "plus", "range_",
           "shift_left", "shift_right", "subtract"]
