"""Join-String and Get-Unique."""
from __future__ import annotations

from typing import Any, Optional

from shell.commands.objects.ordering import compare_values
from shell.commands.objects.properties import GROUP_KEYS, make_specs
from shell.objects.members import type_names
from shell.objects.psobject import MISSING, PSCustomObject, base_of
from shell.objects.text import to_display, to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


class JoinString(Cmdlet):
    name = "Join-String"
    net_class = "Microsoft.PowerShell.Commands.Utility.JoinStringCommand"
    synopsis = "Makes one text of all piped objects."
    examples = (("With commas", "1..3 | Join-String -Separator ', '"), ("One property of each", "Get-ChildItem | Join-String Name -Separator ';'"))

    InputObject: Optional[list[Value]] = None
    Property: Value = None
    Separator: Optional[str] = None
    OutputPrefix: Optional[str] = None
    OutputSuffix: Optional[str] = None
    SingleQuote: bool = False
    DoubleQuote: bool = False
    FormatString: Optional[str] = None
    UseCulture: bool = False

    def begin(self) -> None:
        self._parts: list[str] = []
        self._spec = make_specs(self, [self.Property], GROUP_KEYS)[0] if self.Property is not None else None
        if self.Separator is None:
            ofs = self.ctx.get_variable("OFS")
            self.Separator = "" if ofs is None else to_string(ofs)

    def process(self) -> None:
        for value in self.InputObject or ():
            if value is not None:
                self._parts.append(self._text(value))

    def _text(self, value: Value) -> str:
        if self._spec is not None:
            found = self._spec.value_of(value)
            value = None if found is MISSING else found
        if self.FormatString:
            from shell.objects.operators import op_format
            return op_format(self.FormatString, [value])
        text = to_display(value) if self.UseCulture and value is not None else to_string(value)
        quote = "'" if self.SingleQuote else '"' if self.DoubleQuote else ""
        return quote + text + quote

    def end(self) -> None:
        self.write(to_string(self.OutputPrefix) + to_string(self.Separator).join(self._parts) + to_string(self.OutputSuffix))


class GetUnique(Cmdlet):
    name = "Get-Unique"
    synopsis = "Leaves out objects that equal the one before them."
    examples = (("Of a sorted list", "1, 1, 2, 3, 3 | Sort-Object | Get-Unique"),)

    InputObject: Value = MISSING
    AsString: bool = False
    OnType: bool = False
    CaseInsensitive: bool = False

    def begin(self) -> None:
        self._last: Value = MISSING

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING:
            return
        if self._last is MISSING or not self._same(self._last, value):
            self._last = value
            self.write(value)

    def _same(self, a: Value, b: Value) -> bool:
        if self.OnType:
            return type_names(a)[:1] == type_names(b)[:1]
        if self.AsString:
            a, b = to_string(a), to_string(b)
            return a.lower() == b.lower() if self.CaseInsensitive else a == b  # type: ignore[no-any-return]
        a, b = base_of(a), base_of(b)
        if isinstance(a, PSCustomObject) and isinstance(b, PSCustomObject):
            return True  # both have no value of their own to compare
        return compare_values(a, b, self.CaseInsensitive) == 0
