"""Write-Output, Write-Warning, Write-Verbose, Write-Debug, Write-Information."""
from __future__ import annotations

from typing import Any, Optional

from shell.objects.enumeration import enumerate_value
from shell.objects.records import InformationRecord
from shell.runtime.cmdlet import Cmdlet

Value = Any


class WriteOutput(Cmdlet):
    name = "Write-Output"
    synopsis = "Sends objects down the pipeline; at its end they are shown."
    examples = (("Send three numbers on", "Write-Output 1, 2, 3 | ForEach-Object { $_ * 2 }"), ("Send a list as one object", "Write-Output -NoEnumerate @(1, 2)"))

    InputObject: Value = None
    NoEnumerate: bool = False

    def process(self) -> None:
        value = self.InputObject
        if self.NoEnumerate:
            if isinstance(value, list) and len(value) == 1 and not self.runtime.invocation.expecting_input:
                value = value[0]
            self.write(value)
            return
        items = enumerate_value(value)
        if items is None:
            self.write(value)
        else:
            self.write_all(items)


class WriteWarning(Cmdlet):
    name = "Write-Warning"
    synopsis = "Writes a warning."
    examples = (("Warn", "Write-Warning 'disk nearly full'"),)
    Message: str = ""

    def process(self) -> None:
        self.warn(self.Message)


class WriteVerbose(Cmdlet):
    name = "Write-Verbose"
    synopsis = "Writes a line that is shown only with -Verbose or $VerbosePreference."
    examples = (("Tell what is going on", "Write-Verbose 'opening the file' -Verbose"),)
    Message: str = ""

    def process(self) -> None:
        self.verbose(self.Message)


class WriteDebug(Cmdlet):
    name = "Write-Debug"
    synopsis = "Writes a line that is shown only with -Debug or $DebugPreference."
    examples = (("Show an inner value", "Write-Debug 'x is 3' -Debug"),)
    Message: str = ""

    def process(self) -> None:
        self.debug(self.Message)


class WriteInformation(Cmdlet):
    name = "Write-Information"
    synopsis = "Writes an information record: data for a script's log rather than its output."
    examples = (("Log and show", "Write-Information 'step 1 done' -InformationAction Continue"),)
    MessageData: Value = None
    Tags: Optional[list[str]] = None

    def process(self) -> None:
        from shell.clr.times import now_local
        record = InformationRecord(self.MessageData, self.ctx.information_source(), list(self.Tags or ()), now_local())
        self.runtime.write_information(record)
