"""System.Diagnostics.Process: processes found under /proc, and those started here."""
from __future__ import annotations

import os
import signal
import subprocess
from typing import Any, Optional

from shell.clr import proc_files
from shell.clr.events import EventSource
from shell.clr.exceptions import ArgumentException, InvalidOperationException, Win32Exception
from shell.clr.numbers import Int64, IntPtr
from shell.clr.process_start import ProcessStartInfo, start_info
from shell.clr.typeinfo import NetType

Value = Any
_NOT_OURS = "Process was not started by this object, so requested information cannot be determined."


class Process(EventSource):
    """One process.  `child` is the Popen of one started here; the identity of others is their number and start time."""

    event_names = {"Exited": "System.EventArgs", "OutputDataReceived": "System.Diagnostics.DataReceivedEventArgs",
                   "ErrorDataReceived": "System.Diagnostics.DataReceivedEventArgs", "Disposed": "System.EventArgs"}

    def __init__(self, pid: int = 0, child: Optional[subprocess.Popen[bytes]] = None, info: Optional[ProcessStartInfo] = None) -> None:
        self.pid, self.child, self.info = pid, child, info
        fields = proc_files.stat_fields(pid) if pid else None
        self.born = int(fields[20]) if fields is not None else 0  # clock ticks after boot
        self.name = proc_files.process_name(pid) if pid else ""
        self.exited_ns: Optional[int] = None
        self.raise_exited = False
        self.streams: dict[str, Value] = {}
        self.ps_ext: Optional[dict[str, Value]] = None

    def need_id(self) -> int:
        if not self.pid:
            raise InvalidOperationException("No process is associated with this object.")
        return self.pid

    def fields(self) -> Optional[list[str]]:
        """stat of this very process; None when it ended."""
        found = proc_files.stat_fields(self.need_id())
        if found is None or found[1] in "ZX" or (self.born and int(found[20]) != self.born):
            return None
        return found

    def has_exited(self) -> bool:
        if self.child is not None:
            return self._note_end(self.child.poll() is not None)
        return self._note_end(self.fields() is None)

    def _note_end(self, ended: bool) -> bool:
        if ended and self.exited_ns is None:
            import time
            self.exited_ns = time.time_ns()
        return ended

    def exit_code(self) -> int:
        """128 + n for a process ended by signal n, as .NET has it."""
        if not self.pid or self.child is None:
            raise InvalidOperationException(_NOT_OURS if self.pid else "No process is associated with this object.")
        code = self.child.poll()
        if code is None:
            raise InvalidOperationException("Process must exit before requested information can be determined.")
        return code if code >= 0 else 128 - code

    def wait(self, milliseconds: int = -1) -> bool:
        """Wait for the end; False when time ran out."""
        seconds = None if milliseconds < 0 else milliseconds / 1000
        if self.child is not None:
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                return False
            return self._note_end(True)
        return self._note_end(_wait_stranger(self, seconds))

    def kill(self, tree: bool = False) -> None:
        if self.has_exited():
            return
        victims = [self.pid, *(descendants(self.pid) if tree else [])]
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            except PermissionError as error:
                raise Win32Exception("Operation not permitted") from error

    def main_module(self) -> Value:
        path = proc_files.executable(self.need_id())
        return None if path is None else ProcessModule(path)

    def number(self, index: int) -> int:
        """A numeric field of stat; 0 when the process ended."""
        found = self.fields()
        return 0 if found is None else int(found[index])

    def cpu(self, *indices: int) -> Value:
        from shell.clr.times import TimeSpan
        return TimeSpan(sum(self.number(i) for i in indices) * 10000000 // proc_files.CLOCK)

    def start_time(self) -> Value:
        from shell.clr.files import time_from_ns
        return time_from_ns(proc_files.boot_ns() + self.born * 1000000000 // proc_files.CLOCK, False)

    def exit_time(self) -> Value:
        from shell.clr.files import time_from_ns
        if self.exited_ns is None and not self.has_exited():
            raise InvalidOperationException("Process must exit before requested information can be determined.")
        return time_from_ns(self.exited_ns or 0, False)

    def handle_count(self) -> int:
        try:
            return len(os.listdir(f"/proc/{self.pid}/fd"))
        except OSError:
            return 0

    def memory(self, index: int) -> Int64:
        data = proc_files.read(self.pid, "statm") if self.fields() is not None else None
        return Int64(0 if data is None else int(data.split()[index]) * proc_files.PAGE)

    def start(self) -> bool:
        """Start what StartInfo says."""
        if self.info is None or not self.info.file_name:
            raise InvalidOperationException("Cannot start process because a file name has not been provided.")
        started = start_info_process(self.info)
        self.pid, self.child, self.born, self.name = started.pid, started.child, started.born, started.name
        self.streams = started.streams
        return True

    def stream(self, name: str) -> Value:
        """StandardInput, StandardOutput or StandardError of a process started with that stream redirected."""
        found = self.streams.get(name)
        if found is None:
            raise InvalidOperationException(f"Standard{name} has not been redirected." if name == "In" else
                                            f"Standard{name} has not been redirected or the process hasn't started yet.")
        return found

    def __str__(self) -> str:
        return f"System.Diagnostics.Process ({self.name})" if self.pid else "System.Diagnostics.Process"


def _wait_stranger(process: Process, seconds: Optional[float]) -> bool:
    """Wait for a process that is not our child through a process descriptor."""
    import select
    if process.fields() is None:
        return True
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return True
    try:
        ready, _, _ = select.select([handle], [], [], seconds)
        return bool(ready)
    finally:
        os.close(handle)


def descendants(pid: int) -> list[int]:
    """Every process below one, nearest first."""
    parents: dict[int, list[int]] = {}
    for p in proc_files.process_ids():
        fields = proc_files.stat_fields(p)
        if fields is not None:
            parents.setdefault(int(fields[2]), []).append(p)
    out, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(0), [])
        out += below
        todo += below
    return out


def start_info_process(info: ProcessStartInfo) -> Process:
    """Start a program as a ProcessStartInfo describes it; raises Win32Exception when it cannot run."""
    from shell.clr.process_start import launch, redirected
    child = launch(info)
    process = Process(child.pid, child, info)
    if not process.name:
        process.name = info.file_name.rsplit("/", 1)[-1]
    process.streams = redirected(child, info)
    return process


class ProcessModule:
    """System.Diagnostics.ProcessModule: the executable file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.ps_ext: Optional[dict[str, Value]] = None


def get_by_id(pid: int) -> Process:
    if proc_files.stat_fields(pid) is None:
        raise ArgumentException(f"Process with an Id of {pid} is not running. (Parameter 'processId')")
    return Process(pid)


def all_processes() -> list[Process]:
    """Every process that still exists when looked at."""
    found = (Process(pid) for pid in proc_files.process_ids())
    return [p for p in found if p.name]


def parent_of(process: Process) -> Optional[Process]:
    """The parent process (type data's Parent)."""
    above = process.number(2)
    return Process(above) if above else None


def command_line(process: Process) -> Optional[str]:
    """The arguments as one text (type data's CommandLine)."""
    words = proc_files.command_line(process.pid)
    return " ".join(words) if words else None


PROCESS = NetType("System.Diagnostics.Process", Process, interfaces=("System.IDisposable", "System.ComponentModel.IComponent"))
MODULE = NetType("System.Diagnostics.ProcessModule", ProcessModule)
MODULE.prop("ModuleName", "string")(lambda m: m.path.rsplit("/", 1)[-1])
MODULE.attr("FileName", "string", "path")
_P = PROCESS
_P.prop("SafeHandle", "System.Object")(lambda p: None)
_P.prop("Handle", "System.IntPtr")(lambda p: IntPtr(p.pid))
_P.prop("HandleCount", "int")(Process.handle_count)
_P.prop("BasePriority", "int")(lambda p: 8)
_P.prop("ExitCode", "int")(Process.exit_code)
_P.prop("HasExited", "bool")(Process.has_exited)
_P.prop("StartTime", "datetime")(Process.start_time)
_P.prop("ExitTime", "datetime")(Process.exit_time)
_P.prop("Id", "int")(Process.need_id)
_P.prop("MachineName", "string")(lambda p: ".")
_P.prop("MaxWorkingSet", "System.IntPtr")(lambda p: IntPtr((1 << 63) - 1))
_P.prop("MinWorkingSet", "System.IntPtr")(lambda p: IntPtr(0))
_P.prop("Modules", "System.Diagnostics.ProcessModuleCollection")(lambda p: [m for m in (p.main_module(),) if m is not None])
for _name, _index in (("NonpagedSystemMemorySize64", None), ("PagedMemorySize64", None), ("PagedSystemMemorySize64", None), ("PeakPagedMemorySize64", None),
                      ("PeakWorkingSet64", 1), ("PeakVirtualMemorySize64", 0), ("PrivateMemorySize64", 5), ("VirtualMemorySize64", 0), ("WorkingSet64", 1)):
    _P.prop(_name, "long")(lambda p, i=_index: Int64(0) if i is None else p.memory(i))
    _P.prop(_name[:-2], "int")(lambda p, i=_index: 0 if i is None else int(p.memory(i)) & 0x7FFFFFFF)
_P.prop("PriorityBoostEnabled", "bool")(lambda p: False)
_P.prop("ProcessName", "string")(lambda p: p.need_id() and p.name)
_P.prop("SessionId", "int")(lambda p: p.number(4))
_P.attr("StartInfo", "System.Diagnostics.ProcessStartInfo", "info", writable=True)
_P.prop("Threads", "System.Diagnostics.ProcessThreadCollection")(lambda p: list(range(p.number(18))))
_P.prop("UserProcessorTime", "timespan")(lambda p: p.cpu(12))
_P.prop("PrivilegedProcessorTime", "timespan")(lambda p: p.cpu(13))
_P.prop("TotalProcessorTime", "timespan")(lambda p: p.cpu(12, 13))
_P.attr("EnableRaisingEvents", "bool", "raise_exited", writable=True)
_P.prop("StandardInput", "System.IO.StreamWriter")(lambda p: p.stream("In"))
_P.prop("StandardOutput", "System.IO.StreamReader")(lambda p: p.stream("Out"))
_P.prop("StandardError", "System.IO.StreamReader")(lambda p: p.stream("Error"))
_P.prop("MainModule", "System.Diagnostics.ProcessModule")(Process.main_module)
_P.prop("MainWindowHandle", "System.IntPtr")(lambda p: IntPtr(0))
_P.prop("MainWindowTitle", "string")(lambda p: "")
_P.prop("Responding", "bool")(lambda p: True)
_P.new("System.Diagnostics.Process new()")(lambda: Process(info=ProcessStartInfo()))
_P.method("void Kill()", "void Kill(bool entireProcessTree)")(Process.kill)
_P.method("bool CloseMainWindow()")(lambda p: False)
_P.method("void WaitForExit()")(lambda p: (p.wait(), None)[1])
_P.method("bool WaitForExit(int milliseconds)")(Process.wait)
_P.method("bool WaitForInputIdle()")(lambda p: True)
_P.method("bool Start()")(Process.start)
_P.method("void Refresh()", "void Close()", "void Dispose()")(lambda p: None)
_P.method("string ToString()")(str)
_P.static("System.Diagnostics.Process GetCurrentProcess()")(lambda: Process(os.getpid()))
_P.static("System.Diagnostics.Process GetProcessById(int processId)")(get_by_id)
_P.static("System.Diagnostics.Process Start(string fileName)", "System.Diagnostics.Process Start(string fileName, string arguments)")(
    lambda name, arguments="": start_info_process(start_info(name, arguments)))
_P.static("System.Diagnostics.Process Start(string fileName, System.Collections.Generic.IEnumerable[string] arguments)")(
    lambda name, arguments: start_info_process(start_info(name, arguments)))
_P.static("System.Diagnostics.Process Start(System.Diagnostics.ProcessStartInfo startInfo)")(start_info_process)


@_P.static("System.Diagnostics.Process[] GetProcesses()")
def get_processes() -> Value:
    from shell.clr.arrays import make_array
    return make_array(PROCESS, all_processes())


@_P.static("System.Diagnostics.Process[] GetProcessesByName(string processName)")
def get_by_name(name: str) -> Value:
    from shell.clr.arrays import make_array
    return make_array(PROCESS, [p for p in all_processes() if p.name == name])
