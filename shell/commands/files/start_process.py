"""Start-Process: starts a program beside the shell, its streams the console's or files."""
from __future__ import annotations

import os
import subprocess
from typing import IO, Any, Optional

from shell.clr.exceptions import FileNotFoundException, InvalidOperationException, NotSupportedException, Win32Exception
from shell.clr.process_start import split_arguments, start_info
from shell.clr.processes import Process
from shell.commands.files.base import net_from_os
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.flow import PipelineStopped

Value = Any
_BAD_VALUE = 'This command cannot be run because either the parameter "{0}" has a value that is not valid or cannot be used with this command. Give a valid input and Run ' \
             "your command again."


class StartProcess(Cmdlet):
    name = "Start-Process"
    net_class = "Microsoft.PowerShell.Commands.StartProcessCommand"
    synopsis = "Starts a program and does not wait for it."
    examples = (("Wait for its end", "Start-Process make -ArgumentList 'all' -Wait"), ("Its output into a file", "Start-Process ls -RedirectStandardOutput files.txt"))

    FilePath: str = ""
    ArgumentList: Optional[list[str]] = None
    WorkingDirectory: Optional[str] = None
    PassThru: bool = False
    Wait: bool = False
    NoNewWindow: bool = False
    Environment: Value = None
    UseNewEnvironment: bool = False
    RedirectStandardError: Optional[str] = None
    RedirectStandardInput: Optional[str] = None
    RedirectStandardOutput: Optional[str] = None

    def process(self) -> None:
        self._refuse_windows_only()
        given = to_string(self.FilePath)
        path = self._program(given)
        arguments = " ".join(map(to_string, self.ArgumentList or ()))
        folder = self._folder()
        files = self._redirections()
        if not self.should_process(f"{path} {arguments}" if arguments else path):
            return
        handles: list[IO[bytes]] = []
        try:
            child = self._start(path, arguments, folder, files, handles)
        finally:
            for f in handles:
                f.close()
        info = start_info(path, arguments)
        process = Process(child.pid, child, info)
        if not process.name:
            process.name = os.path.basename(path)
        if self.PassThru:
            self.write(process)
        if self.Wait:
            while not process.wait(100):
                if self.stopping or self.ctx.stop_requested:
                    raise PipelineStopped

    def _refuse_windows_only(self) -> None:
        for name in ("WindowStyle", "Verb"):
            if self.has(name):
                self.fail(f"The parameter '-{name}' is not supported for the cmdlet 'Start-Process' on this edition of PowerShell.", "NotSupportedException",
                          "NotImplemented", exception_class=NotSupportedException)

    def _program(self, given: str) -> str:
        """The program's path; the name itself when none is found."""
        drives = self.ctx.drives
        if "/" in given or "\\" in given or given.startswith("~"):
            return str(drives.resolve(given).path)
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(os.path.expanduser(folder), given)
            if folder and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
        here = drives.resolve(given).path
        return str(here) if os.path.exists(here) else given

    def _folder(self) -> str:
        if self.WorkingDirectory is None:
            return str(self.ctx.native_directory())
        path = self.ctx.drives.resolve(to_string(self.WorkingDirectory)).path
        if not os.path.isdir(path):
            self.fail(_BAD_VALUE.format("WorkingDirectory"), "DirectoryNotFoundException", "InvalidOperation", exception_class=FileNotFoundException)
        return str(path)

    def _redirections(self) -> dict[str, str]:
        out = {}
        for stream, given in (("Input", self.RedirectStandardInput), ("Output", self.RedirectStandardOutput), ("Error", self.RedirectStandardError)):
            if given is not None:
                out[stream] = str(self.ctx.drives.resolve(to_string(given)).path)
        if "Input" in out and not os.path.exists(out["Input"]):
            self.fail(_BAD_VALUE.format(f"RedirectStandardInput '{out['Input']}'"), "FileNotFoundException", "InvalidOperation", exception_class=FileNotFoundException)
        for a, b in (("Input", "Output"), ("Input", "Error"), ("Output", "Error")):
            if a in out and out.get(b) == out[a]:
                self.fail(f'This command cannot be run because "RedirectStandard{a}" and "RedirectStandard{b}" are same. Give different inputs and Run your command again.',
                          "InvalidOperationException", "InvalidOperation", exception_class=InvalidOperationException)
        return out

    def _variables(self) -> dict[str, str]:
        base = {"PATH": os.environ.get("PATH", "")} if self.UseNewEnvironment else dict(os.environ)
        for key, value in base_of(self.Environment).items() if self.Environment is not None else ():
            if value is None:
                base.pop(to_string(key), None)
            else:
                base[to_string(key)] = to_string(value)
        return base

    def _start(self, path: str, arguments: str, folder: str, files: dict[str, str], handles: list[IO[bytes]]) -> subprocess.Popen[bytes]:
        streams: dict[str, Any] = {}
        for stream, key in (("Input", "stdin"), ("Output", "stdout"), ("Error", "stderr")):
            if stream in files:
                try:
                    handle = open(files[stream], "rb" if stream == "Input" else "wb")
                except OSError as e:
                    raise self.terminate(ErrorRecord(net_from_os(e, files[stream]), "RedirectError", "OpenError")) from e
                handles.append(handle)
                streams[key] = handle
        self.ctx.host.flush()
        try:
            return subprocess.Popen([path, *split_arguments(arguments)], cwd=folder, env=self._variables(), **streams)
        except OSError as e:
            text = f"An error occurred trying to start process '{path}' with working directory '{folder}'. {e.strerror}"
            if "/" not in path:
                self.fail("This command cannot be run due to the error: " + text, "InvalidOperationException", "InvalidOperation",
                          exception_class=InvalidOperationException)
            self.fail(text, "System.ComponentModel.Win32Exception", "NotSpecified", exception_class=Win32Exception)
