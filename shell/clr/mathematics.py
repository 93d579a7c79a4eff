"""System.Math: one Python function a name, shared by the overloads; results keep the class of the (already converted) arguments."""
from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Callable, Optional

from shell.clr.decimals import round_decimal
from shell.clr.enums import EnumValue
from shell.clr.exceptions import (
    ArgumentException,
    ArgumentOutOfRangeException,
    ArithmeticException,
    DivideByZeroException,
    OverflowException,
)
from shell.clr.numbers import RANGES, Byte, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64, to_single
from shell.clr.typeinfo import NetType

Value = Any

MATH = NetType("System.Math")
MATH.const("PI", "double", math.pi)
MATH.const("E", "double", math.e)
MATH.const("Tau", "double", math.tau)

# how the numeric types print in signatures, in .NET's declaration order
_SIGNED = {"short": Int16, "int": int, "long": Int64, "sbyte": SByte, "float": Single, "double": float, "decimal": Decimal}
_ALL = {"byte": Byte, "decimal": Decimal, "double": float, "short": Int16, "int": int, "long": Int64, "sbyte": SByte, "float": Single,
        "ushort": UInt16, "uint": UInt32, "ulong": UInt64}
_REALS = {"decimal": Decimal, "double": float}


def like(model: Value, number: Value) -> Value:
    """`number` as the class of `model`."""
    cls = model.__class__
    if cls is Single:
        return to_single(number)
    return number if cls in (int, float, Decimal) else cls(number)


def _declare(name: str, words: dict[str, type], parameters: str, function: Callable[..., Value], result: str = "{0}") -> None:
    MATH.static(*[f"{result} {name}({parameters})".replace("{0}", word) for word in words])(function)


def absolute(value: Value) -> Value:
    if isinstance(value, int):
        _, low, _ = RANGES.get(value.__class__, ("", 0, 0))
        if value == low and low < 0:
            raise OverflowException("Negating the minimum value of a twos complement number is invalid.")
    return value.copy_abs() if isinstance(value, Decimal) else like(value, abs(value))


def sign(value: Value) -> int:
    if value != value:
        raise ArithmeticException("Function does not accept floating point Not-a-Number values.")
    return int(value > 0) - int(value < 0)


def _nan_of(a: Value, b: Value) -> Optional[Value]:
    return a if a != a else b if b != b else None


def largest(a: Value, b: Value) -> Value:
    nan = _nan_of(a, b)
    return nan if nan is not None else a if a >= b else b


def smallest(a: Value, b: Value) -> Value:
    nan = _nan_of(a, b)
    return nan if nan is not None else a if a <= b else b


def clamp(value: Value, low: Value, high: Value) -> Value:
    if low > high:
        raise ArgumentException(f"'{low}' cannot be greater than {high}.")
    return low if value < low else high if value > high else value


_declare("Abs", _SIGNED, "{0} value", absolute)
_declare("Sign", _SIGNED, "{0} value", sign, "int")
_declare("Max", _ALL, "{0} val1, {0} val2", largest)
_declare("Min", _ALL, "{0} val1, {0} val2", smallest)
_declare("Clamp", _ALL, "{0} value, {0} min, {0} max", clamp)


_TO_WHOLE: dict[int, Callable[[float], int]] = {2: math.trunc, 3: math.floor, 4: math.ceil}  # by MidpointRounding


def _whole(value: Value, mode: int) -> Value:
    if isinstance(value, Decimal):
        return round_decimal(value, 0, mode)
    if value != value or abs(value) == math.inf or abs(value) >= 4503599627370496.0:
        return value
    found = float(_TO_WHOLE[mode](value))
    return math.copysign(found, value) if not found else found


_declare("Floor", _REALS, "{0} d", lambda v: _whole(v, 3))
_declare("Ceiling", _REALS, "{0} a", lambda v: _whole(v, 4))
_declare("Truncate", _REALS, "{0} d", lambda v: _whole(v, 2))


def _round_whole(value: float, mode: int) -> float:
    if mode == 0:
        found = float(round(value))
    elif mode == 1:
        whole = math.trunc(value)
        found = float(whole + (1 if value > 0 else -1) if abs(value - whole) >= 0.5 else whole)
    else:
        found = float(_TO_WHOLE[mode](value))
    return math.copysign(found, value) if not found else found


def round_double(value: float, digits: int, mode: int) -> float:
    """Math.Round of a Double: scaled by a power of ten, rounded, scaled back, as .NET does (so 2.345 to 2 places is 2.35)."""
    if not 0 <= digits <= 15:
        raise ArgumentOutOfRangeException("Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')")
    if value != value or abs(value) >= 1e16:
        return value
    power = 10.0 ** digits
    return _round_whole(value * power, mode) / power if digits else _round_whole(value, mode)


def round_(value: Value, digits: Value = 0, mode: Value = None) -> Value:
    if isinstance(digits, EnumValue):
        digits, mode = 0, digits
    number = int(mode or 0)
    if not 0 <= number <= 4:
        raise ArgumentException(f"The value '{number}' is not valid for this usage of the type MidpointRounding. (Parameter 'mode')")
    return round_decimal(value, int(digits), number) if isinstance(value, Decimal) else round_double(value, int(digits), number)


_declare("Round", _REALS, "{0} value", round_)
_declare("Round", _REALS, "{0} value, int digits", round_)
_declare("Round", _REALS, "{0} value, System.MidpointRounding mode", round_)
_declare("Round", _REALS, "{0} value, int digits, System.MidpointRounding mode", round_)


def _real(function: Callable[..., float]) -> Callable[..., float]:
    """Run a function of the math module with IEEE results instead of Python's exceptions."""
    def run(*values: float) -> float:
        try:
            return function(*values)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan
    return run


for _name, _function in {"Sqrt": math.sqrt, "Cbrt": lambda v: math.copysign(abs(v) ** (1 / 3), v), "Exp": math.exp, "Sin": math.sin, "Cos": math.cos,
                         "Tan": math.tan, "Asin": math.asin, "Acos": math.acos, "Atan": math.atan, "Sinh": math.sinh, "Cosh": math.cosh,
                         "Tanh": math.tanh, "Asinh": math.asinh, "Acosh": math.acosh, "Atanh": math.atanh}.items():
    MATH.static(f"double {_name}(double d)")(_real(_function))
MATH.static("double Atan2(double y, double x)")(math.atan2)
MATH.static("double IEEERemainder(double x, double y)")(_real(math.remainder))
MATH.static("double CopySign(double x, double y)")(math.copysign)
MATH.static("double FusedMultiplyAdd(double x, double y, double z)")(lambda x, y, z: x * y + z)


def _log(value: float, function: Callable[[float], float]) -> float:
    return -math.inf if value == 0 else math.nan if value < 0 else function(value)


MATH.static("double Log10(double d)")(lambda v: _log(v, math.log10))
MATH.static("double Log2(double x)")(lambda v: _log(v, math.log2))


@MATH.static("double Log(double d)", "double Log(double a, double newBase)")
def log(value: float, base: Optional[float] = None) -> float:
    if base is None:
        return _log(value, math.log)
    if base == 1 or value != value or base != base or (value != 1 and base in (0, math.inf)):
        return math.nan
    whole = {10.0: math.log10, 2.0: math.log2}.get(base)
    return _log(value, whole) if whole else _log(value, math.log) / _log(base, math.log)


@MATH.static("double Pow(double x, double y)")
def power(x: float, y: float) -> float:
    try:
        found = math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0 and y == int(y) and int(y) % 2 else math.inf
    except ValueError:
        return math.inf if x == 0 else math.nan
    return found


def _truncated(a: int, b: int) -> int:
    if not b:
        raise DivideByZeroException()
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def div_rem(a: Value, b: Value) -> Value:
    from shell.clr.tuples import make_tuple
    quotient = _truncated(int(a), int(b))
    return make_tuple("System.ValueTuple", (like(a, quotient), like(a, int(a) - int(b) * quotient)))


def div_rem_ref(a: Value, b: Value, rest: Value) -> Value:
    quotient = _truncated(int(a), int(b))
    rest.value = like(a, int(a) - int(b) * quotient)
    return like(a, quotient)


_WHOLE = {word: cls for word, cls in _ALL.items() if cls not in (Decimal, float, Single)}
_declare("DivRem", _WHOLE, "{0} left, {0} right", div_rem, "System.ValueTuple[{0},{0}]")
_declare("DivRem", {"int": int, "long": Int64}, "{0} a, {0} b, [ref] {0} result", div_rem_ref)
MATH.static("long BigMul(int a, int b)")(lambda a, b: Int64(int(a) * int(b)))
MATH.static("int ILogB(double x)")(lambda v: math.frexp(v)[1] - 1)
MATH.static("double ScaleB(double x, int n)")(_real(lambda x, n: math.ldexp(x, int(n))))
MATH.static("double BitIncrement(double x)")(lambda v: _next(v, math.inf))
MATH.static("double BitDecrement(double x)")(lambda v: _next(v, -math.inf))


def _next(value: float, toward: float) -> float:
    import struct
    if value == toward or value != value:
        return value
    if value == 0:
        return math.copysign(5e-324, toward)
    bits: int = struct.unpack("<q", struct.pack("<d", value))[0]
    bits += 1 if (value > 0) == (toward > 0) else -1
    found: float = struct.unpack("<d", struct.pack("<q", bits))[0]
    return found


MATHF = NetType("System.MathF")
MATHF.const("PI", "float", to_single(math.pi))
MATHF.const("E", "float", to_single(math.e))
for _name, _function in {"Sqrt": math.sqrt, "Sin": math.sin, "Cos": math.cos, "Tan": math.tan, "Exp": math.exp, "Log": math.log, "Log10": math.log10}.items():
    MATHF.static(f"float {_name}(float x)")(lambda v, f=_real(_function): to_single(f(v)))
MATHF.static("float Abs(float x)")(absolute)
MATHF.static("float Floor(float x)")(lambda v: to_single(math.floor(v)))
MATHF.static("float Ceiling(float x)")(lambda v: to_single(math.ceil(v)))
MATHF.static("float Round(float x)")(lambda v: to_single(round(v)))
MATHF.static("float Pow(float x, float y)")(lambda x, y: to_single(power(x, y)))
MATHF.static("float Max(float x, float y)")(largest)
MATHF.static("float Min(float x, float y)")(smallest)
