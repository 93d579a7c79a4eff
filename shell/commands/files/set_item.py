"""Set-Item, Clear-Item, Invoke-Item."""
from __future__ import annotations

import os
from typing import Any

from shell.clr.exceptions import NetException
from shell.commands.files.base import PathCmdlet
from shell.objects.records import TerminatingError
from shell.objects.text import to_string
from shell.providers.item_notes import note_item
from shell.providers.paths import ResolvedPath

Value = Any


class SetItem(PathCmdlet):
    name = "Set-Item"
    net_class = "Microsoft.PowerShell.Commands.SetItemCommand"
    synopsis = "Gives an item of a drive such as Env: or Variable: a value."
    examples = (("An environment variable", "Set-Item Env:MODE test"),)
    Value: Value = None
    PassThru: bool = False

    def process(self) -> None:
        for path, literal in self.given_paths():
            try:
                for target in self.expand_one(path, literal, must_exist=False):
                    if self.wanted(target):
                        self._set(target)
            except NetException as e:
                self.report(e, path)
            except TerminatingError as e:
                self.write_error(e.record)

    def _set(self, target: ResolvedPath) -> None:
        provider = target.provider
        if provider.is_files:
            provider.unsupported()
        if self.should_process(f"Item: {target.path} Value: {to_string(self.Value)}", f"Set {provider.item_word}"):
            made = provider.set_item(target.path, self.Value)
            if self.PassThru and made is not None:
                self.write(note_item(made, target))


class ClearItem(PathCmdlet):
    name = "Clear-Item"
    net_class = "Microsoft.PowerShell.Commands.ClearItemCommand"
    synopsis = "Takes the value out of an item without removing it."
    examples = (("A variable", "Clear-Item Variable:total"),)

    def process(self) -> None:
        for target in self.resolved():
            provider = target.provider
            try:
                if provider.is_files:
                    provider.unsupported()
                if self.should_process(f"Item: {target.path}", f"Clear {provider.item_word}"):
                    provider.clear_item(target.path)
            except NetException as e:
                self.report(e, target.path)


class InvokeItem(PathCmdlet):
    name = "Invoke-Item"
    net_class = "Microsoft.PowerShell.Commands.InvokeItemCommand"
    synopsis = "Opens a file with the program that belongs to it, or runs a program."
    examples = (("Run a program of this folder", "Invoke-Item ./tool"),)

    def process(self) -> None:
        for target in self.resolved():
            path = target.path
            if not target.provider.is_files:
                self._refuse(target)
            elif self.should_process(f"Item: {path}", "Invoke Item"):
                self._open(path)

    def _refuse(self, target: ResolvedPath) -> None:
        try:
            target.provider.unsupported()
        except NetException as e:
            self.report(e, target.path)

    def _open(self, path: str) -> None:
        import subprocess
        runs = os.path.isfile(path) and os.access(path, os.X_OK)
        command = [path] if runs else ["xdg-open", path]
        self.ctx.host.flush()
        try:
            child = subprocess.Popen(command, cwd=self.ctx.native_directory())
        except OSError as e:
            text = f"An error occurred trying to start process '{path}' with working directory '{self.ctx.native_directory()}'. {e.strerror}"
            from shell.clr.exceptions import Win32Exception
            self.error(text, "InvokeItemError", "NotSpecified", path, exception_class=Win32Exception)
            return
        if runs:
            child.wait()


