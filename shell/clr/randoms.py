"""System.Random (with .NET's own seeded sequence) and RandomNumberGenerator."""
from __future__ import annotations

import random
import secrets
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException
from shell.clr.numbers import INT32_MAX, Int64, to_single
from shell.clr.typeinfo import NetType

Value = Any
_SEED = 161803398


class Random:
    """Seeded: Knuth's subtractive generator, so that a seed gives the numbers .NET gives.  Unseeded: Python's generator."""

    def __init__(self, seed: Optional[int] = None) -> None:
        self.ps_ext: Optional[dict[str, Value]] = None
        self.table: Optional[list[int]] = None
        if seed is not None:
            self._sow(seed)

    def _sow(self, seed: int) -> None:
        table = [0] * 56
        mj = _SEED - (INT32_MAX if seed == -1 << 31 else abs(seed))
        table[55] = mj
        mk, ii = 1, 0
        for _ in range(1, 55):
            ii = ii + 21 if ii + 21 < 55 else ii + 21 - 55
            table[ii] = mk
            mk = _wrap(mj - mk)
            if mk < 0:
                mk += INT32_MAX
            mj = table[ii]
        for _ in range(4):
            for i in range(1, 56):
                n = i + 30 if i + 30 < 55 else i + 30 - 55
                table[i] = _wrap(table[i] - table[1 + n])
                if table[i] < 0:
                    table[i] += INT32_MAX
        self.table, self.next_, self.next_p = table, 0, 21

    def internal(self) -> int:
        """An integer from 0 to Int32.MaxValue - 1."""
        if self.table is None:
            return random.randrange(INT32_MAX)
        self.next_ = self.next_ + 1 if self.next_ + 1 < 56 else 1
        self.next_p = self.next_p + 1 if self.next_p + 1 < 56 else 1
        value = self.table[self.next_] - self.table[self.next_p]
        if value == INT32_MAX:
            value -= 1
        if value < 0:
            value += INT32_MAX
        self.table[self.next_] = value
        return value

    def sample(self) -> float:
        return self.internal() * (1.0 / INT32_MAX) if self.table is not None else random.random()

    def large_sample(self) -> float:
        """For ranges wider than Int32."""
        value = self.internal()
        if self.internal() % 2 == 0:
            value = -value
        return (value + (INT32_MAX - 1)) / (2 * INT32_MAX - 1)

    def below(self, low: int, high: int) -> int:
        span = high - low
        return int((self.sample() if span <= INT32_MAX else self.large_sample()) * span) + low

    def next(self, first: Optional[int] = None, second: Optional[int] = None) -> int:
        if first is None:
            return self.internal()
        if second is None:
            if first < 0:
                raise ArgumentOutOfRangeException(f"maxValue ('{first}') must be a non-negative value. (Parameter 'maxValue')\nActual value was {first}.")
            return self.below(0, first)
        if first > second:
            raise ArgumentOutOfRangeException("'minValue' cannot be greater than maxValue. (Parameter 'minValue')")
        return self.below(first, second)

    def fill(self, buffer: list[Value]) -> None:
        buffer[:] = byte_array(self.internal() & 0xFF if self.table is None else self.internal() % 256 for _ in buffer)

    def shuffle(self, values: list[Value]) -> None:
        for i in range(len(values) - 1):
            j = self.next(i, len(values))
            values[i], values[j] = values[j], values[i]

    def items(self, choices: list[Value], length: int) -> Value:
        from shell.clr.arrays import element_type, make_array
        return make_array(element_type(choices), [choices[self.next(len(choices))] for _ in range(length)])


def _wrap(value: int) -> int:
    """To Int32, as unchecked C# arithmetic."""
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


_shared = Random()
RANDOM = NetType("System.Random", Random)
RANDOM.new("System.Random new()")(Random)
RANDOM.new("System.Random new(int Seed)")(Random)
RANDOM.static_prop("Shared", "System.Random")(lambda: _shared)
RANDOM.method("int Next()", "int Next(int maxValue)", "int Next(int minValue, int maxValue)")(Random.next)
RANDOM.method("long NextInt64()", "long NextInt64(long maxValue)", "long NextInt64(long minValue, long maxValue)")(
    lambda r, a=None, b=None: Int64(random.randrange(a if b is not None else 0, b if b is not None else (a if a is not None else 1 << 63))))
RANDOM.method("double NextDouble()")(Random.sample)
RANDOM.method("float NextSingle()")(lambda r: to_single(r.sample()))
RANDOM.method("void NextBytes(byte[] buffer)")(Random.fill)
RANDOM.method("void Shuffle(System.Object[] values)")(Random.shuffle)
RANDOM.method("System.Object[] GetItems(System.Object[] choices, int length)")(Random.items)


class RandomNumberGenerator:
    """Bytes from the operating system."""

    def __init__(self) -> None:
        self.ps_ext: Optional[dict[str, Value]] = None


def _int_below(first: int, second: Optional[int] = None) -> int:
    low, high = (0, first) if second is None else (first, second)
    if low >= high:
        raise ArgumentException("Range of random number does not contain at least one possibility.")
    return low + secrets.randbelow(high - low)


GENERATOR = NetType("System.Security.Cryptography.RandomNumberGenerator", RandomNumberGenerator, interfaces=("System.IDisposable",))
GENERATOR.static("System.Security.Cryptography.RandomNumberGenerator Create()")(RandomNumberGenerator)
GENERATOR.static("byte[] GetBytes(int count)")(lambda n: byte_array(secrets.token_bytes(n)))
GENERATOR.static("int GetInt32(int toExclusive)", "int GetInt32(int fromInclusive, int toExclusive)")(_int_below)
GENERATOR.static("string GetHexString(int stringLength)")(lambda n: secrets.token_hex((n + 1) // 2)[:n].upper())
GENERATOR.static("void Fill(byte[] data)")(lambda data: data.__setitem__(slice(None), list(byte_array(secrets.token_bytes(len(data))))))
GENERATOR.method("void GetBytes(byte[] data)")(lambda g, data: data.__setitem__(slice(None), list(byte_array(secrets.token_bytes(len(data))))))
GENERATOR.method("void Dispose()")(lambda g: None)
