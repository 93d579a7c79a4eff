"""Get-Random, Get-SecureRandom, New-Guid."""
from __future__ import annotations

from typing import Any, ClassVar, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.guids import Guid
from shell.clr.numbers import INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, Int64
from shell.clr.randoms import Random
from shell.objects.conversion import convert, require
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
UNLIMITED = INT32_MAX


class SecureSource(Random):
    """The operating system's randomness behind Random's interface."""

    def internal(self) -> int:
        import secrets
        return secrets.randbelow(INT32_MAX)

    def sample(self) -> float:
        import secrets
        return secrets.randbits(53) / (1 << 53)


class GetRandom(Cmdlet):
    name = "Get-Random"
    net_class = "Microsoft.PowerShell.Commands.GetRandomCommand"
    synopsis = "Gives random numbers, or random elements of what it gets."
    examples: ClassVar[tuple[tuple[str, str], ...]] = (("A die", "Get-Random -Minimum 1 -Maximum 7"), ("Two of five", "1..5 | Get-Random -Count 2"))

    Minimum: Value = None
    Maximum: Value = None
    SetSeed: Optional[int] = None
    InputObject: Optional[list[Value]] = None
    Count: int = 0
    Shuffle: bool = False

    def source(self) -> Random:
        """The runspace's generator; -SetSeed starts it anew."""
        services = self.ctx.services
        if self.SetSeed is not None:
            services["random"] = Random(int(self.SetSeed))
        elif "random" not in services:
            services["random"] = Random()
        return services["random"]  # type: ignore[no-any-return]

    def begin(self) -> None:
        self._random = self.source()
        self._chosen: list[Value] = []
        self._seen = 0
        piped = self.invocation.expecting_input and self.Minimum is None and self.Maximum is None
        if self.parameter_set == "RandomNumberParameterSet" and isinstance(self.Maximum, list):  # Get-Random @('a', 'b')
            self.InputObject, self.Maximum, self.parameter_set = self.Maximum, None, "RandomListItemParameterSet"
        self._from_list = piped or self.parameter_set != "RandomNumberParameterSet"
        self._wanted = UNLIMITED if self.Shuffle else int(self.Count) or 1
        if not self._from_list:
            self._numbers()

    # ---- numbers

    def _numbers(self) -> None:
        low, high = self._operand(self.Minimum), self._operand(self.Maximum)
        if isinstance(low, float) or isinstance(high, float):
            low, high = float(low or 0), float(1.7976931348623157e308 if high is None else high)
            self._check(low, high)
            for _ in range(self._wanted):
                self.write(self._random.sample() * (high - low) + low)
            return
        narrow = all(v is None or INT32_MIN <= v <= INT32_MAX and v.__class__ is int for v in (low, high))
        low = 0 if low is None else low
        high = (INT32_MAX if narrow else INT64_MAX) if high is None else high
        self._check(low, high)
        for _ in range(self._wanted):
            self.write(self._random.below(low, high) if narrow else Int64(self._long(int(low), int(high))))

    def _long(self, low: int, high: int) -> int:
        span = high - low
        if span <= INT32_MAX:
            return low + self._random.below(0, span)
        buffer: list[Value] = [0] * 8
        mask = (1 << span.bit_length()) - 1
        while True:
            self._random.fill(buffer)
            number = int.from_bytes(bytes(buffer), "little") & mask
            if number < span:
                return max(INT64_MIN, min(INT64_MAX, low + number))

    def _operand(self, value: Value) -> Value:
        """A bound as int, Int64 or float; other numbers and texts are converted."""
        base = base_of(value)
        if base is None or base.__class__ in (int, float, Int64):
            return base
        if isinstance(base, str):
            from shell.objects.conversion_numbers import parse_number
            number = parse_number(base)
            return number if isinstance(number, (int, float)) and not isinstance(number, bool) else convert(base, require("System.Double"))
        if isinstance(base, int) and INT32_MIN <= base <= INT32_MAX:
            return int(base)
        return Int64(base) if isinstance(base, int) and INT64_MIN <= base <= INT64_MAX else convert(base, require("System.Double"))

    def _check(self, low: Value, high: Value) -> None:
        if low >= high:
            self.fail(f"The Minimum value ({to_string(low)}) cannot be greater than or equal to the Maximum value ({to_string(high)}).", "MinGreaterThanOrEqualMax",
                      "InvalidArgument", exception_class=ArgumentException)

    # ---- elements

    def process(self) -> None:
        if not self._from_list:
            return
        for item in self.InputObject if self.InputObject is not None else ():
            if self._seen < self._wanted:
                self._chosen.append(item)
            elif self._random.below(0, self._seen + 1) < self._wanted:
                self._chosen[self._random.below(0, len(self._chosen))] = item
            self._seen += 1

    def end(self) -> None:
        if not self._from_list:
            return
        chosen = self._chosen
        for i in range(min(self._wanted, len(chosen))):
            other = self._random.below(i, len(chosen))
            chosen[i], chosen[other] = chosen[other], chosen[i]
            self.write(chosen[i])


class GetSecureRandom(GetRandom):
    name = "Get-SecureRandom"
    net_class = "Microsoft.PowerShell.Commands.GetSecureRandomCommand"
    synopsis = "As Get-Random, from the operating system's cryptographic source."
    examples = (("A number below 100", "Get-SecureRandom -Maximum 100"),)

    def source(self) -> Random:
        return SecureSource()


class NewGuid(Cmdlet):
    name = "New-Guid"
    net_class = "Microsoft.PowerShell.Commands.NewGuidCommand"
    synopsis = "Makes a new globally unique identifier."
    examples = (("A new one", "New-Guid"),)

    Empty: bool = False
    InputObject: Optional[str] = None

    def process(self) -> None:
        from shell.clr.exceptions import NetException
        guid_type = require("System.Guid")
        if self.Empty:
            self.write(convert("00000000-0000-0000-0000-000000000000", guid_type))
        elif self.InputObject is not None:
            try:
                self.write(convert(self.InputObject, guid_type))
            except NetException:
                self.error("Unrecognized Guid format.", "StringNotRecognizedAsGuid", "InvalidArgument", exception_class=require_format())
        else:
            import uuid
            self.write(Guid(str(uuid.uuid4())))


def require_format() -> Any:
    from shell.clr.exceptions import FormatException
    return FormatException
