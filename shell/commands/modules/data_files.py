"""Import-PowerShellDataFile and Import-LocalizedData: tables in .psd1 files, read as data."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException
from shell.objects.psobject import MISSING
from shell.objects.records import ErrorRecord, ItemNotFoundException, TerminatingError
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.pipeline import collapse

Value = Any


class DataFileError(Exception):
    """`dynamic`: the expression that is more than data, None for text that is no table at all."""

    def __init__(self, path: str, dynamic: Optional[str] = None) -> None:
        super().__init__(path)
        self.path, self.dynamic = path, dynamic


def read_table(ctx: Any, path: str, commands: tuple[str, ...] = ()) -> Value:
    """The table a data file holds; raises DataFileError."""
    from shell.language import nodes as ast
    from shell.runtime.restricted import check
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
        text = f.read()
    try:
        block = ctx.compile(text, path)
    except TerminatingError:
        raise DataFileError(path) from None
    table = block.ast.find(lambda n: isinstance(n, ast.HashtableAst))
    if table is None:
        raise DataFileError(path)
    try:
        check(block.ast, commands, ["PSScriptRoot", "PSEdition", "EnabledExperimentalFeatures", "PSCommandPath"])
    except NetException:
        raise DataFileError(path, table.extent.text) from None
    return collapse(ctx.invoke(block, (), None, MISSING, True))


class ImportPowerShellDataFile(Cmdlet):
    name = "Import-PowerShellDataFile"
    synopsis = "Reads the table in a .psd1 file without running anything."
    examples = (("Settings", "Import-PowerShellDataFile ./settings.psd1"),)

    Path: Optional[list[str]] = None
    LiteralPath: Optional[list[str]] = None
    SkipLimitCheck: bool = False

    def process(self) -> None:
        for path in self.LiteralPath or ():
            self._read(to_string(path), to_string(path))
        for path in self.Path or ():
            text = to_string(path)
            if has_wildcard(text):
                import glob
                for found in sorted(glob.glob(self.ctx.full_path(text))):
                    self._read(found, text)
            else:
                self._read(text, text)

    def _read(self, path: str, shown: str) -> None:
        full = self.ctx.full_path(path)
        if not os.path.isfile(full):
            self.error(f"Cannot find path '{shown}' because it does not exist.", "PathNotFound", "ObjectNotFound", shown, exception_class=ItemNotFoundException)
            return
        try:
            self.write(read_table(self.ctx, full))
        except DataFileError as e:
            if e.dynamic is not None:
                message = f"Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions. Dynamic expression: {e.dynamic}."
                raise self.terminate(ErrorRecord(InvalidOperationException(message), "System.InvalidOperationException", "NotSpecified")) from None
            self.error(f"The file '{full}' could not be parsed as a PowerShell Data File.", "CouldNotParseAsPowerShellDataFile", "InvalidData", full,
                       exception_class=InvalidOperationException)


class ImportLocalizedData(Cmdlet):
    name = "Import-LocalizedData"
    net_class = "Microsoft.PowerShell.Commands.ImportLocalizedData"
    synopsis = "Reads the messages of a script in the user's language."
    examples = (("Messages beside the script", "Import-LocalizedData -BindingVariable msg -FileName messages.psd1"),)

    BindingVariable: Optional[str] = None
    UICulture: Optional[str] = None
    BaseDirectory: Optional[str] = None
    FileName: Optional[str] = None
    SupportedCommand: Optional[list[str]] = None

    def process(self) -> None:
        script = self.ctx.frame.file or ""
        if not script and (self.BaseDirectory is None or self.FileName is None):
            self.fail("The FileName parameter was not specified. The FileName parameter is required when Import-LocalizedData is not called from a script file.",
                      "NotCalledFromAScriptFile", "ObjectNotFound", exception_class=InvalidOperationException)
        folder = self.ctx.full_path(to_string(self.BaseDirectory)) if self.BaseDirectory is not None else os.path.dirname(script)
        name = to_string(self.FileName) if self.FileName is not None else os.path.splitext(os.path.basename(script))[0]
        if not name.lower().endswith(".psd1"):
            name += ".psd1"
        culture = to_string(self.UICulture) or "en-US"
        path = self._find(folder, culture, name)
        if path is None:
            self.error(f"Cannot find the PowerShell data file '{name}' in directory '{os.path.join(folder, culture)}{os.sep}', or in any parent culture directories.",
                       "ImportLocalizedData", "ObjectNotFound", os.path.join(folder, culture, name), exception_class=InvalidOperationException)
            return
        self._bind(path)

    def _find(self, folder: str, culture: str, name: str) -> Optional[str]:
        while culture:
            path = os.path.join(folder, culture, name)
            if os.path.isfile(path):
                return path
            culture = culture.rpartition("-")[0]
        path = os.path.join(folder, name)
        return path if os.path.isfile(path) else None

    def _bind(self, path: str) -> None:
        try:
            table = read_table(self.ctx, path, ("ConvertFrom-StringData", *(to_string(c) for c in self.SupportedCommand or ())))
        except DataFileError:
            self.error(f"The following error occurred while PowerShell was loading '{path}' script data file: the file holds more than data.", "ImportLocalizedData",
                       "InvalidData", path, exception_class=InvalidOperationException)
            return
        if self.BindingVariable is None:
            self.write(table)
        else:
            self.ctx.set_variable(to_string(self.BindingVariable), table)
