"""Redirections of one command: streams into files, into the output, or nowhere.  Files are written by Out-File, as PowerShell does it."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.objects.records import ErrorRecord, InformationalRecord, InvocationInfo
from shell.runtime.frame import Frame, Streams, drop
from shell.runtime.parameters import CommandArgument

Value = Any
Emit = Callable[[Value], None]
_MARKED = frozenset([ErrorRecord, InformationalRecord])
STREAMS = {2: "error", 3: "warning", 4: "verbose", 5: "debug", 6: "information"}


def merging(sink: Emit) -> Emit:
    """A sink for `n>&1`: records are marked, so that a console still shows them as what they are."""
    def emit(record: Value) -> None:
        if record.__class__ in _MARKED and getattr(record, "error_id", "") != "NativeCommandError":
            marked: Any = record
            marked.merged = True
        sink(record)
    return emit


class FileSink:
    """One file being written; opened when it is made, so that a bad path is reported first."""

    def __init__(self, ctx: Any, path: Value, append: bool) -> None:
        from shell.runtime.cmdlet_stage import CmdletStage
        if ctx.drives is not None and isinstance(path, str) and ":" in path:
            ctx.drives.resolve(path)  # an unknown drive is nobody's error
        args = [CommandArgument(path, "FilePath")]
        if append:
            args.append(CommandArgument(True, "Append"))
        info = ctx.find_cmdlet("Out-File")
        if info is None:
            raise NotImplementedError("redirection to a file needs the cmdlet Out-File")
        self.stage = CmdletStage(info, args, ctx, drop, InvocationInfo(info, None, "Out-File", "Out-File"), True)
        self.stage.begun = True
        self.stage.begin()
        self.write = self.stage.process
        self.closed = False

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.stage.end()


class Redirected:
    """What a command with redirections runs with: `frame` (its sinks), `emit` (its output), `close()` afterwards.

    `specs` are (stream, to) pairs: `to` is None for n>&1, else (append, path value).
    """

    def __init__(self, F: Frame, emit: Emit, specs: tuple[tuple[int, Optional[tuple[bool, Value]]], ...]) -> None:
        streams = F.streams.copy()
        self.sinks: list[FileSink] = []
        self.error_target: Optional[str] = None  # merge, drop or file: native programs treat stderr by it
        self.output_captured = False
        self.raw_output: Any = None  # takes a program's bytes when its output goes to a file
        out = emit
        for stream, to in specs:
            if to is not None and stream in (0, 1):
                out = self._sink(F, to)
                self.output_captured = True
                if self.sinks:
                    writer: Any = self.sinks[-1].stage.cmdlet
                    self.raw_output = writer.write_bytes
        for stream, to in specs:
            if stream == 1 and to is not None:
                continue
            numbers = tuple(STREAMS) if stream == 0 else (stream,)
            sink = out if to is None or stream == 0 else self._sink(F, to)
            for n in numbers:
                self._point(streams, n, sink, to is None)
        self.emit = out
        self.frame = F.with_streams(streams)

    def _sink(self, F: Frame, to: tuple[bool, Value]) -> Emit:
        append, path = to
        if path is None or path == "":
            return drop
        sink = FileSink(F.ctx, path, append)
        self.sinks.append(sink)
        return sink.write

    def _point(self, streams: Streams, number: int, sink: Emit, merged: bool) -> None:
        name = STREAMS.get(number)
        if name is None:
            return
        setattr(streams, name, merging(sink) if merged else sink)
        if number == 2:
            self.error_target = "merge" if merged else "drop" if sink is drop else "file"

    def close(self) -> None:
        for sink in self.sinks:
            sink.close()
