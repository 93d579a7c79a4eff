"""Invoke-Expression, Measure-Command, Set-StrictMode."""
from __future__ import annotations

import time
from typing import Any

from shell.clr.exceptions import NetException
from shell.objects.psobject import MISSING
from shell.objects.records import TerminatingError
from shell.objects.text import to_string
from shell.runtime.binding_errors import not_valid
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.frame import CommandInvocation
from shell.runtime.script_block_members import check_single_clause

Value = Any


class InvokeExpression(Cmdlet):
    name = "Invoke-Expression"
    synopsis = "Runs text as script in the current scope."
    examples = (("Run a command held in a variable", "$c = '1 + 1'; Invoke-Expression $c"),)
    Command: str = ""

    def process(self) -> None:
        try:
            block = self.ctx.compile(self.Command)
        except TerminatingError as e:
            record = e.record
            record.fully_qualified_id = f"{record.error_id},Microsoft.PowerShell.Commands.InvokeExpressionCommand"
            record.category_info.activity = self.name
            record.invocation = self.invocation
            raise self.terminate(record)
        check_single_clause(block)
        try:
            self.ctx.invoke(block, (), None, MISSING, False, emit=self.emit)
        except TerminatingError as e:
            if (not e.ends_script or e.record.category_info.category == "ParserError") and "," not in e.record.fully_qualified_id:
                e.record.fully_qualified_id += ",Microsoft.PowerShell.Commands.InvokeExpressionCommand"
            raise


class MeasureCommand(Cmdlet):
    name = "Measure-Command"
    synopsis = "Tells how long a block takes to run."
    examples = (("Time a loop", "Measure-Command { 1..1000 | ForEach-Object { $_ } }"),)
    Expression: Value = None
    InputObject: Value = MISSING

    def begin(self) -> None:
        self._seconds = 0.0

    def process(self) -> None:
        start = time.perf_counter()
        value = None if self.InputObject is MISSING else self.InputObject
        frame = self.ctx.frame
        inner = self.ctx.frame = frame.with_streams(frame.streams)  # the block speaks for this command: errors written in it name its place
        inner.site = getattr(self.invocation, "site", None) or frame.site
        inner._invocation = CommandInvocation(getattr(self.invocation, "command", None), inner.site)
        if inner.site is not None and inner.site.node is not None:
            inner._invocation.extent = inner.site.node.parent.extent
        try:
            self.ctx.invoke_in_caller(self.Expression, value, lambda v: None)
        finally:
            self.ctx.frame = frame
        self._seconds += time.perf_counter() - start

    def end(self) -> None:
        from shell.clr.times import TimeSpan
        self.write(TimeSpan(int(self._seconds * 10_000_000)))


class SetStrictMode(Cmdlet):
    name = "Set-StrictMode"
    synopsis = "Makes uses of unset variables, missing properties and the like errors, in this scope and below."
    examples = (("Everything that is checked", "Set-StrictMode -Version Latest"), ("Off again", "Set-StrictMode -Off"))
    Version: Value = None
    Off: bool = False

    def process(self) -> None:
        scope = self.ctx.frame.scope
        scope.strict = 0 if self.Off else self._version()
        self.ctx.strict_used = True

    def _version(self) -> int:
        text = to_string(self.Version).strip()
        if text.lower() == "latest":
            return 3
        major = text.split(".")[0]
        if major not in ("1", "2", "3", "4", "5", "6", "7"):
            text = text if "." in text else text + ".0"
            shape = getattr(getattr(self.invocation, "site", None), "shape", ())
            place = (shape[-1].value_extent or shape[-1].extent) if shape else None
            raise not_valid(self.runtime, "Version", NetException(f'The "{text}" argument does not contain a valid PowerShell version. Supply a valid '
                                                                        "version number and then try the command again."), place)
        return int(major)
