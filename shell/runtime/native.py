"""Native programs as pipeline stages: argument passing, bytes in and out, exit codes, stderr as error records when it is captured."""
from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any, Callable, Optional

from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, InvocationInfo, RemoteException, TerminatingError
from shell.runtime.native_io import InputFeeder, LineReader

if TYPE_CHECKING:
    import subprocess

    from shell.runtime.commands_info import ApplicationInfo

Value = Any
Emit = Callable[[Value], None]


class NativeStage:
    """Runs one program.

    `expects_input`: something is piped in.  `to_host`: its output goes straight to the program's own standard output (nobody captures it).
    `merge_error`: 2>&1, stderr lines become ErrorRecords in the output; `on_error_line(record)` takes them when the error stream is redirected elsewhere.
    `upstream`: the NativeStage before this one, whose bytes flow here without decoding.  `raw_output` gets its output byte for byte (> file).
    `words`: called when the program starts, gives its arguments.
    """

    def __init__(self, info: ApplicationInfo, words: Callable[[], list[str]], ctx: Any, emit: Emit, invocation: InvocationInfo, *, expects_input: bool = False,
                 to_host: bool = False, merge_error: bool = False, on_error_line: Optional[Emit] = None, upstream: Optional[NativeStage] = None,
                 raw_output: Optional[Callable[[bytes], None]] = None) -> None:
        self.raw_output = raw_output
        self._feeder: Optional[InputFeeder] = None
        self.info, self.words, self.ctx, self.emit, self.invocation = info, words, ctx, emit, invocation
        self.expects_input, self.to_host, self.merge_error, self.on_error_line, self.upstream = expects_input, to_host, merge_error, on_error_line, upstream
        self.downstream: Optional[NativeStage] = None
        if upstream is not None:
            upstream.downstream = self
        self.process_handle: Optional[subprocess.Popen[bytes]] = None
        self._lease: Any = None  # the terminal's, while a program has it
        self._reader: Optional[LineReader] = None
        self._terminal_run: Optional[Callable[[], int]] = None  # of a program in the terminal of an entered session
        self.stopped = False

    @property
    def captures_error(self) -> bool:
        return self.merge_error or self.on_error_line is not None

    def begin(self) -> None:
        """Start the program."""
        import subprocess
        if self.ctx.pending_actions is not None:
            self.ctx.pending_actions()
        self.ctx.host.flush()
        argv = [self.info.path, *self.info.leading, *self.words()]
        self._terminal_run = self._in_terminal(argv)
        if self._terminal_run is not None:
            return
        pipe = subprocess.PIPE
        stdin: Any = None
        if self.upstream is not None and self.upstream.process_handle is not None:
            stdin = self.upstream.process_handle.stdout
        elif self.expects_input:
            stdin = pipe
        stdout = None if self.to_host and self.downstream is None else pipe
        lease = self._lease = self._terminal_lease(stdin, stdout)
        try:
            self.process_handle = subprocess.Popen(argv, stdin=stdin, stdout=stdout, stderr=self._error_target(),
                                                   preexec_fn=None if lease is None else lease.child_setup,
                                                   cwd=self.ctx.native_directory(), env=self.ctx.native_environment(), executable=self.info.path)
        except OSError as e:
            raise self._cannot_start(e)
        if self.upstream is not None and self.upstream.process_handle is not None and self.upstream.process_handle.stdout is not None:
            self.upstream.process_handle.stdout.close()  # ours now: the writer must see a broken pipe when we end
        if self.process_handle.stdin is not None:
            self._feeder = InputFeeder(self.process_handle.stdin, self.ctx)
        self._start_reader()

    def _terminal_lease(self, stdin: Any, stdout: Any) -> Any:
        """A program alone at the interactive terminal gets it for itself; None otherwise."""
        lend = getattr(self.ctx.host, "lend_terminal", None)
        if lend is not None and stdin is None:
            lend()
        make = getattr(self.ctx.host, "terminal_lease", None)
        if make is None or stdin is not None or stdout is not None or self.captures_error:
            return None
        lease = make()
        if lease is not None:
            lease.begin()
        return lease

    def _in_terminal(self, argv: list[str]) -> Optional[Callable[[], int]]:
        """In an entered session the last program of a line runs in a terminal there that is joined to the user's own; what waits for its exit code."""
        gives = getattr(self.ctx.host, "gives_terminal", None)
        if gives is None or not gives(self.emit) or self.merge_error or self.on_error_line not in (None, self.ctx.root_streams.error):
            return None
        source: Any = None
        if self.upstream is not None and self.upstream.process_handle is not None:
            source = self.upstream.process_handle.stdout
        elif self.expects_input:
            reading, writing = os.pipe()
            source = os.fdopen(reading, "rb")
            self._feeder = InputFeeder(os.fdopen(writing, "wb"), self.ctx)
        made: Callable[[], int] = self.ctx.host.run_in_terminal(argv, source)
        return made

    def _error_target(self) -> Any:
        import subprocess
        if self.merge_error and self.raw_output is not None:
            return subprocess.STDOUT
        return subprocess.PIPE if self.captures_error else None

    def _start_reader(self) -> None:
        p = self.process_handle
        assert p is not None
        out = p.stdout if self.downstream is None else None
        if out is not None or p.stderr is not None:
            self._reader = LineReader(out, p.stderr, self.raw_output)
            self._reader.errors_last = not self.merge_error
            self._reader.start()

    def _cannot_start(self, e: OSError) -> TerminatingError:
        from shell.clr.exceptions import define_exception
        from shell.objects.records import RuntimeException
        exception = define_exception("System.Management.Automation.ApplicationFailedException", RuntimeException)
        text = f"Program '{os.path.basename(self.info.path)}' failed to run: An error occurred trying to start process '{self.info.path}' with working directory " \
               f"'{self.ctx.native_directory()}'. {'No such file or directory' if isinstance(e, PermissionError) else e.strerror}"
        if self.invocation.position is not None:
            from shell.objects.position_text import position_message
            text += position_message(self.invocation.position) + "."
        record = ErrorRecord(exception(text), "NativeCommandFailed", "ResourceUnavailable")
        return TerminatingError(record)

    def process(self, value: Value) -> None:
        """Write one piped object to the program's standard input."""
        feeder = self._feeder
        if feeder is not None:
            try:
                feeder.write(value)
                feeder.flush()
            except (BrokenPipeError, ValueError):
                self._close_input()
        self._drain(block=False)

    def _close_input(self) -> None:
        feeder, self._feeder = self._feeder, None
        if feeder is not None:
            try:
                feeder.close()
            except (BrokenPipeError, ValueError):
                pass  # the program ended without reading everything: its right

    def end(self) -> None:
        """Close its input, hand on all output, wait, set $LASTEXITCODE and $?."""
        self._close_input()
        self._drain(block=True)
        p = self.process_handle
        if p is None:
            if self._terminal_run is not None:
                self.finish(self._plain_code(self._terminal_run()))
            return
        if self._lease is not None:
            words = self.invocation.position
            code = self._lease.wait(p, self.ctx, words.text if words is not None else self.info.name)
            if code is None:
                self.stopped = True  # a job now
                code = 148
        else:
            code = p.wait()
        self.finish(128 - code if code < 0 else code)

    def _plain_code(self, code: int) -> int:
        """The exit code of a program in a terminal; Ctrl-C that ended it ends the line as well, as it does at the user's own terminal."""
        if code == -signal.SIGINT:
            self.finish(128 + signal.SIGINT)
            raise KeyboardInterrupt
        return 128 - code if code < 0 else code

    def _drain(self, block: bool) -> None:
        reader = self._reader
        if reader is None:
            return
        first = True
        for is_error, line in reader.lines(block):
            if not is_error:
                self.emit(line)
                continue
            record = self._error_record(line, first)
            first = False
            (self.emit if self.merge_error else self.on_error_line or self.emit)(record)

    def _error_record(self, line: str, first: bool) -> ErrorRecord:
        record = ErrorRecord(RemoteException(line), "NativeCommandError" if first else "NativeCommandErrorMessage", "NotSpecified", line)
        record.category_info.target_name, record.category_info.target_type = line, "String"
        record.invocation = self.invocation
        return record

    exit_code = 0

    def finish(self, code: int) -> None:
        self.exit_code = code
        self.ctx.set_last_exit_code(code)
        if code == 0 or self.stopped:
            return
        self.ctx.command_failed()
        if base_of(self.ctx.get_variable("PSNativeCommandUseErrorActionPreference", False)):
            self._report(code)

    def _report(self, code: int) -> None:
        from shell.runtime.command_runtime import CommandRuntime
        from shell.runtime.native_errors import exit_exception
        text = f'Program "{self.info.name}" ended with non-zero exit code: {code} (0x{code & 0xFFFFFFFF:02X}).'
        record = ErrorRecord(exit_exception(text, self.info.path, code, self.process_handle.pid if self.process_handle else 0), "ProgramExitedWithNonZeroCode", "NotSpecified", self.info.path)
        record.preserve_id = True
        record.invocation = InvocationInfo()  # shown without a position
        CommandRuntime(self.ctx, "", self.info.name, self.invocation).write_error(record)

    def stop(self) -> None:
        """The pipeline is stopping: end the program, politely first."""
        self.stopped = True
        p = self.process_handle
        if p is None or p.poll() is not None:
            return
        p.terminate()
        import subprocess
        try:
            p.wait(2)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
        if self._reader is not None:
            self._reader.give_up()


