"""Get-, Stop-, Wait-, Debug-Process and Switch-Process."""
from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import NetException, SystemException, Win32Exception, define_exception
from shell.clr.processes import Process, all_processes, get_by_id
from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.flow import PipelineStopped

Value = Any
ProcessCommandException = define_exception("Microsoft.PowerShell.Commands.ProcessCommandException", SystemException)
_STEP = 0.1


class ProcessCmdlet(Cmdlet):
    """Base: processes by name patterns, numbers or objects."""

    Name: Optional[list[str]] = None
    Id: Optional[list[int]] = None
    InputObject: Value = None

    def matching(self) -> Iterator[Process]:
        if self.InputObject is not None:
            given = self.InputObject if isinstance(self.InputObject, list) else [self.InputObject]
            yield from map(base_of, given)
        elif self.Id is not None:
            yield from self._by_id()
        elif self.Name is not None:
            yield from self._by_name()
        else:
            yield from sorted(all_processes(), key=_order)

    def _by_id(self) -> Iterator[Process]:
        for number in self.Id or ():
            try:
                yield get_by_id(number)
            except NetException:
                e = ProcessCommandException(f"Cannot find a process with the process identifier {number}.")
                self.write_error(ErrorRecord(e, "NoProcessFoundForGivenId", "ObjectNotFound", number))

    def _by_name(self) -> Iterator[Process]:
        everything = sorted(all_processes(), key=_order)
        for name in map(to_string, self.Name or ()):
            pattern = WildcardPattern(name)
            found = [p for p in everything if pattern.matches(p.name)]
            if not found and not has_wildcard(name):
                e = ProcessCommandException(f'Cannot find a process with the name "{name}". Verify the process name and call the cmdlet again.')
                self.write_error(ErrorRecord(e, "NoProcessFoundForGivenName", "ObjectNotFound", name))
            yield from found


def _order(process: Process) -> tuple[str, int]:
    return process.name.lower(), process.pid


class GetProcess(ProcessCmdlet):
    name = "Get-Process"
    net_class = "Microsoft.PowerShell.Commands.GetProcessCommand"
    synopsis = "Lists processes."
    examples = (("By name", "Get-Process pyth*"), ("The shell itself", "Get-Process -Id $PID"))

    IncludeUserName: bool = False
    Module: bool = False
    FileVersionInfo: bool = False

    def process(self) -> None:
        for found in self.matching():
            if self.Module:
                module = found.main_module()
                if module is not None:
                    self.write(module)
            elif self.IncludeUserName:
                self._with_user(found)
            else:
                self.write(found)

    def _with_user(self, found: Process) -> None:
        import pwd
        try:
            number = os.stat(f"/proc/{found.pid}").st_uid
        except OSError:
            return  # it ended meanwhile
        try:
            user = pwd.getpwuid(number).pw_name
        except KeyError:
            user = str(number)
        found.ps_ext = {**(found.ps_ext or {}), "UserName": user}
        self.write(found)


class StopProcess(ProcessCmdlet):
    name = "Stop-Process"
    net_class = "Microsoft.PowerShell.Commands.StopProcessCommand"
    synopsis = "Ends processes."
    examples = (("By number", "Stop-Process -Id 4242"), ("By name", "Stop-Process -Name worker*"))
    PassThru: bool = False
    Force: bool = False

    def process(self) -> None:
        for found in self.matching():
            if not self.should_process(f"{found.name} ({found.pid})"):
                continue
            if found.pid == os.getpid():
                self.ctx.host.flush()
            try:
                if not found.has_exited():
                    os.kill(found.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it ended by itself: what was wanted
            except PermissionError:
                e = Win32Exception("Operation not permitted")
                text = f'Cannot stop process "{found.name} ({found.pid})" because of the following error: {e.message}'
                self.write_error(ErrorRecord(ProcessCommandException(text, e), "CouldNotStopProcess", "CloseError", found))
                continue
            if self.PassThru:
                self.write(found)


class WaitProcess(ProcessCmdlet):
    name = "Wait-Process"
    net_class = "Microsoft.PowerShell.Commands.WaitProcessCommand"
    synopsis = "Waits for processes to end."
    examples = (("At most ten seconds", "Wait-Process -Id 4242 -Timeout 10"),)
    Timeout: int = -1
    Any: bool = False
    PassThru: bool = False

    def begin(self) -> None:
        self._found: list[Process] = []

    def process(self) -> None:
        self._found.extend(self.matching())

    def end(self) -> None:
        limit = None if self.Timeout < 0 else time.monotonic() + self.Timeout
        left = [p for p in self._found if not p.has_exited()]
        while left and not (self.Any and len(left) < len(self._found)):
            if self.stopping or self.ctx.stop_requested:
                raise PipelineStopped
            wait = _STEP if limit is None else min(_STEP, limit - time.monotonic())
            if wait <= 0:
                break
            left[0].wait(int(wait * 1000) or 1)
            left = [p for p in left if not p.has_exited()]
        if not (self.Any and len(left) < len(self._found)):
            for p in left:
                e = ProcessCommandException(f'This command stopped operation because process "{p.name} ({p.pid})" is not stopped in the specified time-out.')
                self.write_error(ErrorRecord(e, "ProcessNotTerminated", "CloseError", p))
        if self.PassThru:
            self.write_all(self._found)


class DebugProcess(ProcessCmdlet):
    name = "Debug-Process"
    net_class = "Microsoft.PowerShell.Commands.DebugProcessCommand"
    synopsis = "Attaches a debugger to a process; there is no debugger to attach here."
    examples = (("What this platform answers", "try { Debug-Process -Id $PID -ErrorAction Stop } catch { $_.Exception.Message }"),)

    def process(self) -> None:
        for found in self.matching():
            text = f'Cannot debug process "{found.name} ({found.pid})" because of the following error: No default debugger is available.'
            self.error(text, "NoDebuggerFound", "ObjectNotFound", found, exception_class=ProcessCommandException)


class SwitchProcess(Cmdlet):
    name = "Switch-Process"
    net_class = "Microsoft.PowerShell.Commands.SwitchProcessCommand"
    synopsis = "Replaces the shell by a program; there is no way back."
    examples = (("Another shell instead of this one", "Switch-Process bash"),)
    WithCommand: Optional[list[str]] = None

    def process(self) -> None:
        words = [to_string(w) for w in self.WithCommand or ()]
        if not words:
            return
        info = self.ctx.find_command(words[0], ("Application",))
        if info is None:
            from shell.objects.records import CommandNotFoundException
            from shell.runtime.resolution import NOT_FOUND
            self.fail(NOT_FOUND.format(words[0]), "CommandNotFound", "InvalidArgument", words[0], exception_class=CommandNotFoundException)
        self.ctx.host.flush()
        end = getattr(self.ctx.services.get("recorder"), "end_of_shell", None)
        if end is not None:
            end()  # the other program must have the terminal itself
        try:
            os.chdir(self.ctx.native_directory())
            os.execv(info.path, words)
        except OSError as e:
            self.fail(f"Execution of '{words[0]}' failed: {e.strerror}", "ExecutionFailed", "InvalidArgument", words[0], exception_class=Win32Exception)
