"""Measure-Object: counts, sums and extremes of numbers, lines, words and characters of text."""
from __future__ import annotations

import math
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType
from shell.commands.objects.ordering import compare_values
from shell.commands.objects.properties import GROUP_KEYS, PropertySpec, make_specs
from shell.objects.conversion import to_double
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import PSInvalidOperationException
from shell.objects.text import to_string, type_name
from shell.runtime.cmdlet import Cmdlet

Value = Any


class GenericMeasureInfo:
    """What Measure-Object writes for numbers and the like."""

    __slots__ = ("count", "average", "sum", "maximum", "minimum", "standard_deviation", "property", "ps_ext", "__weakref__")

    def __init__(self, property: Optional[str]) -> None:
        self.count = 0
        self.property = property
        self.average: Value = None
        self.sum: Value = None
        self.maximum: Value = None
        self.minimum: Value = None
        self.standard_deviation: Value = None
        self.ps_ext: Any = None


class GenericObjectMeasureInfo(GenericMeasureInfo):
    __slots__ = ()


class TextMeasureInfo:
    __slots__ = ("lines", "words", "characters", "property", "ps_ext", "__weakref__")

    def __init__(self, property: Optional[str]) -> None:
        self.property = property
        self.lines: Value = None
        self.words: Value = None
        self.characters: Value = None
        self.ps_ext: Any = None


def _declare(full_name: str, cls: type, fields: tuple[tuple[str, str, str], ...], base: Optional[NetType] = None) -> NetType:
    t = NetType(full_name, cls, base=base)
    for shown, value_type, attribute in fields:
        t.attr(shown, value_type, attribute, writable=True)
    return t


_NUMBER = "System.Nullable[double]"
_declare("Microsoft.PowerShell.Commands.GenericMeasureInfo", GenericMeasureInfo,
         (("Count", "int", "count"), ("Average", _NUMBER, "average"), ("Sum", _NUMBER, "sum"), ("Maximum", _NUMBER, "maximum"), ("Minimum", _NUMBER, "minimum"),
          ("StandardDeviation", _NUMBER, "standard_deviation"), ("Property", "string", "property")))
_declare("Microsoft.PowerShell.Commands.GenericObjectMeasureInfo", GenericObjectMeasureInfo,
         (("Count", "int", "count"), ("Average", _NUMBER, "average"), ("Sum", _NUMBER, "sum"), ("Maximum", "System.Object", "maximum"),
          ("Minimum", "System.Object", "minimum"), ("StandardDeviation", _NUMBER, "standard_deviation"), ("Property", "string", "property")))
_declare("Microsoft.PowerShell.Commands.TextMeasureInfo", TextMeasureInfo,
         (("Lines", "System.Nullable[int]", "lines"), ("Words", "System.Nullable[int]", "words"), ("Characters", "System.Nullable[int]", "characters"),
          ("Property", "string", "property")))


class Statistics:
    """Running figures of one property."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers = 0
        self.total = 0.0
        self.mean = 0.0
        self.squares = 0.0
        self.maximum: Value = None
        self.minimum: Value = None
        self.lines = self.words = self.characters = 0
        self.seen = False

    def add_number(self, x: float) -> None:
        self.numbers += 1
        self.total += x
        delta = x - self.mean
        self.mean += delta / self.numbers
        self.squares += delta * (x - self.mean)

    @property
    def deviation(self) -> float:
        return math.sqrt(self.squares / (self.numbers - 1)) if self.numbers > 1 else 0.0


class MeasureObject(Cmdlet):
    name = "Measure-Object"
    net_class = "Microsoft.PowerShell.Commands.MeasureObjectCommand"
    synopsis = "Counts objects, and sums or compares their numbers; counts lines, words and characters of text."
    examples = (("Sum and average", "1..10 | Measure-Object -Sum -Average"), ("Words of a text", "'one two' | Measure-Object -Word"))

    InputObject: Value = MISSING
    Property: Optional[list[Value]] = None
    Sum: bool = False
    Average: bool = False
    Maximum: bool = False
    Minimum: bool = False
    StandardDeviation: bool = False
    AllStats: bool = False
    Line: bool = False
    Word: bool = False
    Character: bool = False
    IgnoreWhiteSpace: bool = False

    def begin(self) -> None:
        self._specs = make_specs(self, self.Property, GROUP_KEYS)
        self._stats: dict[str, Statistics] = {}
        self._spelled: dict[str, str] = {}
        self._text = self.Line or self.Word or self.Character or self.IgnoreWhiteSpace
        if self.AllStats:
            self.Sum = self.Average = self.Maximum = self.Minimum = self.StandardDeviation = True
        self._numeric = self.Sum or self.Average or self.StandardDeviation
        if not self._specs:
            self._stats[""] = Statistics()

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING or value is None:
            return
        if not self._specs:
            self._add(self._stats[""], value)
            return
        for spec in self._specs:
            self._measure(spec, value)

    def _measure(self, spec: PropertySpec, value: Value) -> None:
        names = spec.names_on(value) if spec.pattern is not None else [spec.name]
        for name in names:
            found = spec.value_of(value) if spec.pattern is None else PropertySpec(self.ctx, name).value_of(value)
            if found is MISSING:
                if self.ctx.strict_version and self.ctx.strict_version >= 2:
                    self.error(f'The property "{name}" cannot be found in the input for any objects.', "GenericMeasurePropertyNotFound", "InvalidArgument")
                continue
            key = name.lower()
            if key not in self._stats:
                self._stats[key] = Statistics()
                self._spelled[key] = name
            if found is not None:
                self._add(self._stats[key], found)
            elif self._numeric and not self._text:  # null counts as nought
                self._stats[key].count += 1
                self._stats[key].add_number(0.0)

    def _add(self, s: Statistics, value: Value) -> None:
        s.count += 1
        if self._text:
            self._add_text(s, to_string(value))
            return
        if self._numeric:
            number = self._number(value)
            if number is None:
                return
            s.add_number(number)
        if self.Maximum and (not s.seen or compare_values(value, s.maximum) > 0):
            s.maximum = value
        if self.Minimum and (not s.seen or compare_values(value, s.minimum) < 0):
            s.minimum = value
        s.seen = True

    def _number(self, value: Value) -> Optional[float]:
        if value.__class__ is int or value.__class__ is float:
            return float(value)
        base = base_of(value)
        try:
            if isinstance(base, bool) or (not isinstance(base, (int, float, str)) and base.__class__.__name__ != "Decimal"):
                raise NetException("")
            return to_double(base)
        except NetException:
            shown = type_name(base) if isinstance(base, list) else to_string(value)
            self.error(f'Input object "{shown}" is not numeric.', "NonNumericInputObject", "InvalidType", value,
                       exception_class=PSInvalidOperationException)
            return None

    def _add_text(self, s: Statistics, text: str) -> None:
        s.lines += 0 if not text else text.count("\n") + (0 if text.endswith("\n") else 1)
        s.words += len(text.split())
        s.characters += sum(1 for c in text if not c.isspace()) if self.IgnoreWhiteSpace else len(text)

    def end(self) -> None:
        for key, s in self._stats.items():
            name = self._spelled.get(key)
            if self._text:
                info = TextMeasureInfo(name)
                info.lines = s.lines if self.Line else None
                info.words = s.words if self.Word else None
                info.characters = s.characters if self.Character or self.IgnoreWhiteSpace else None
                self.write(info)
            else:
                self.write(self._figures(name, s))

    def _figures(self, name: Optional[str], s: Statistics) -> GenericMeasureInfo:
        plain = all(v is None or isinstance(base_of(v), (int, float)) for v in (s.maximum, s.minimum))
        info = (GenericMeasureInfo if plain else GenericObjectMeasureInfo)(name)
        info.count = s.count
        if self.Sum:
            info.sum = s.total if s.numbers or s.count == 0 else None
        if self.Average and s.numbers:
            info.average = s.total / s.numbers
        if self.StandardDeviation and s.numbers:
            info.standard_deviation = s.deviation
        if s.seen or self._numeric:
            info.maximum = self._extreme(s.maximum, plain)
            info.minimum = self._extreme(s.minimum, plain)
        return info

    @staticmethod
    def _extreme(value: Value, plain: bool) -> Value:
        base = base_of(value)
        return float(base) if plain and base is not None else value
