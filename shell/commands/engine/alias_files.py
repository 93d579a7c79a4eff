"""Export- and Import-Alias."""
from __future__ import annotations

import csv
import getpass
import os
import platform
from typing import Any, Optional

from shell.clr.exceptions import FileNotFoundException, FormatException, IOException
from shell.clr.times import now_local
from shell.clr.wildcards import WildcardPattern
from shell.commands.files.base import net_from_os
from shell.objects.records import ErrorRecord, ItemNotFoundException
from shell.objects.text import to_display, to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.commands_info import AliasInfo

Value = Any


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


class ExportAlias(Cmdlet):
    name = "Export-Alias"
    synopsis = "Writes aliases to a file."
    examples = (("As a script", "Export-Alias aliases.ps1 -As Script"),)

    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    Name: Optional[list[str]] = None
    As: Value = None
    Append: bool = False
    Force: bool = False
    NoClobber: bool = False
    Description: Optional[str] = None
    PassThru: bool = False
    Scope: Optional[str] = None

    def process(self) -> None:
        full = self.ctx.full_path(to_string(self.Path if self.Path is not None else self.LiteralPath))
        if self.NoClobber and os.path.exists(full):
            self.fail(f"The file '{full}' already exists.", "NoClobber", "ResourceExists", full, IOException)
        chosen = self._chosen()
        if not self.should_process(full, "Export Alias"):
            return
        lines = self._header() + [self._line(a) for a in chosen]
        if self.Force and os.path.exists(full) and not os.access(full, os.W_OK):
            os.chmod(full, os.stat(full).st_mode | 0o200)
        try:
            open(full, "a", encoding="utf-8").close()
        except OSError as e:
            raise self.terminate(ErrorRecord(net_from_os(e, full), "FileOpenFailure", "OpenError", full)) from e
        with open(full, "a" if self.Append else "w", encoding="utf-8", newline="") as f:
            f.write("".join(line + "\n" for line in lines))
        if self.PassThru:
            self.write_all(chosen)

    def _chosen(self) -> list[AliasInfo]:
        scope = None if self.Scope is None else self.ctx.variables.scope(to_string(self.Scope))
        every = self.ctx.aliases.all(scope)
        out = []
        for pattern in self.Name or ["*"]:
            text = to_string(pattern)
            found = [a for a in every if WildcardPattern(text).matches(a.name)]
            if not found and not has_wildcard(text):
                self.error(f"This command cannot find a matching alias because an alias with the name '{text}' does not exist.", "AliasNotFound", "ObjectNotFound",
                           text, exception_class=ItemNotFoundException)
            out += found
        return out

    def _header(self) -> list[str]:
        lines = ["# Alias File", f"# Exported by : {getpass.getuser()}", f"# Date/Time : {to_display(now_local())}", f"# Computer : {platform.node()}"]
        return lines + ([f"# {line}" for line in to_string(self.Description).splitlines()] if self.Description is not None else [])

    def _line(self, alias: AliasInfo) -> str:
        if to_string(self.As).lower() == "script":
            return (f'set-alias -Name:"{alias.name}" -Value:"{alias.target}" -Description:"{alias.description}" -Option:"{alias.options}"')
        return ",".join(quoted(t) for t in (alias.name, alias.target, alias.description, str(alias.options)))


class ImportAlias(Cmdlet):
    name = "Import-Alias"
    synopsis = "Reads aliases from a file that Export-Alias wrote."
    examples = (("From a file", "Import-Alias aliases.csv"),)

    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    Scope: Optional[str] = None
    Force: bool = False
    PassThru: bool = False

    def process(self) -> None:
        full = self.ctx.full_path(to_string(self.Path if self.Path is not None else self.LiteralPath))
        if not os.path.isfile(full):
            self.fail(f"Cannot open file because the current provider (FileSystem) cannot find '{full}'.", "FileNotFound", "ObjectNotFound", full, FileNotFoundException)
        with open(full, encoding="utf-8-sig", newline="") as f:
            rows = list(enumerate(csv.reader(line for line in f if line.strip() and not line.startswith("#")), 1))
        for number, row in rows:
            self._add(number, row, full)

    def _add(self, number: int, row: list[str], path: str) -> None:
        if len(row) != 4:
            self.error(f"Cannot import an alias. Line number {number} in the file '{path}' is not a properly-formatted, comma-separated values (CSV) line for aliases. "
                       "Change the line to contain four values separated by commas. If the line contains commas that are not separators, enclose the value in quotes.",
                       "ImportAliasFileFormatError", "ReadError", path, FormatException)
            return
        name, target, description, options = row
        existing = self.ctx.aliases.get(name)
        if existing is not None and not self.Force:
            from shell.runtime.scopes import SessionStateException
            self.error(f"The alias is not allowed, because an alias with the name '{name}' already exists.", "AliasAlreadyExists", "ResourceExists", name,
                       SessionStateException)
            return
        if not self.should_process(f"Name: {name} Value: {target}", "Import Alias"):
            return
        scope = self.ctx.variables.scope(None if self.Scope is None else to_string(self.Scope))
        info = AliasInfo(name, target, options, description)
        self.ctx.set_alias_in(scope, info)
        if self.PassThru:
            self.write(info)
