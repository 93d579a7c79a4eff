"""Composition root of the session host: the shell's engine as sessions.engine.Engine, with wire values on every side."""
from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any, Optional

from sessions.engine import (
    DEBUG,
    ERROR,
    INFORMATION,
    OUTPUT,
    VERBOSE,
    WARNING,
    EngineContext,
    ExecRequest,
    ExecResult,
    HostUI,
    Nobody,
    RecordSink,
)
from shell.commands.training.lab_host import install as install_lab_functions
from shell.engine import Shell
from shell.formatting.engine import host_formatter
from shell.formatting.error_facts import was_thrown
from shell.objects import hooks
from shell.objects.psobject import MISSING
from shell.objects.records import InformationalRecord, InformationRecord, TerminatingError
from shell.remoting.adapt import from_wire, to_wire
from shell.remoting.adapt_format import PACKETS, packet_to_bag
from shell.remoting.operational_log import write as log_event
from shell.remoting.remote_host import RemoteHost
from shell.remoting.session_facts import install_lab_host, install_sender_info
from shell.runtime.errors import terminating
from shell.runtime.flow import ExitException, FlowControl, PipelineStopped

Value = Any
COMPLETIONS = 500  # offers sent to the other end
LEAVE = "leave"  # reason of a Completed line after which the user is back in his own shell


def make_engine(context: EngineContext) -> SessionEngine:
    """The engine of one session. Called in the main thread of its process."""
    return SessionEngine(context)


WARM_UP = ("$null = 1..3 | ForEach-Object { [pscustomobject]@{ N = $_; Now = Get-Date } } | Where-Object N -gt 1 | Sort-Object N | Select-Object -First 1 | "
           "Format-Table | Out-String; $null = Get-ChildItem / -ErrorAction Ignore | Select-Object -First 1 | Out-String; "
           "$null = try { throw 'x' } catch { $_ | Out-String }; $null = Get-Command hostname, Get-Process; $null = /bin/true; $null = Get-Process -Id $PID")


def warm_up() -> None:
    """Run some common commands once in a runspace that is thrown away, so that processes forked from this one find their modules loaded. Called by
    the hub when it has time; leaves no thread, no handler of signals and no variable behind."""
    before = signal.getsignal(signal.SIGINT)
    here, environment = os.getcwd(), dict(os.environ)
    try:
        engine = SessionEngine(EngineContext("warm-up", "warm-up", "localhost"), announce=False)
        engine.run(ExecRequest("warm-up", WARM_UP, [], {}, None, {}), Nobody(), Nobody())
        engine.shell.close()
    finally:
        signal.signal(signal.SIGINT, before)
        hooks.set_current(None)
        os.chdir(here)
        os.environ.clear()
        os.environ.update(environment)


class SessionEngine:
    """A runspace that lives as long as its session. One command at a time, in the main thread."""

    def __init__(self, context: EngineContext, announce: bool = True) -> None:
        """`announce`: a session begins, and that is noted in the event log."""
        self._running = threading.Lock()
        self._active = False
        self._stopping = False
        self.host = RemoteHost()
        self.shell = Shell(self.host)
        self.ctx = self.shell.ctx
        self.ctx.captures_errors = lambda frame: True  # type: ignore[assignment,method-assign]  # a program's standard error becomes records
        self._sink: Optional[RecordSink] = None
        self._exit_code: Optional[int] = None  # of the last program of the running command
        self._note_exit_codes()
        self._plain_streams()
        install_sender_info(self.ctx, context)
        install_lab_host(self.ctx)
        install_lab_functions(self.ctx)
        signal.signal(signal.SIGINT, self._interrupted)
        self._label = f"Session {context.name or context.session_id[:8]}"
        if announce:
            log_event("session opened", f"{self._label} was opened.")

    def _note_exit_codes(self) -> None:
        keep = self.ctx.set_last_exit_code

        def noted(code: int) -> None:
            self._exit_code = code
            keep(code)
        self.ctx.set_last_exit_code = noted  # type: ignore[method-assign]

    # ---- streams

    def _plain_streams(self) -> None:
        streams = self.ctx.root_streams
        streams.error = self._error
        streams.warning = lambda r: self._record(WARNING, r)
        streams.verbose = lambda r: self._record(VERBOSE, r)
        streams.debug = lambda r: self._record(DEBUG, r)
        streams.information = lambda r: self._record(INFORMATION, r)
        streams.progress = self.host.write_progress
        streams.hidden = self._hidden

    def _record(self, stream: int, record: InformationalRecord | InformationRecord) -> None:
        if self._sink is not None:
            self._sink.write(stream, to_wire(record))

    def _error(self, record: Value) -> None:
        if self._sink is not None:
            self._sink.write(ERROR, to_wire(record))

    def _hidden(self, kind: str, record: Value) -> None:
        """Unshown information still reaches -InformationVariable at the other end."""
        if kind == "Information" and self._sink is not None:
            bag = to_wire(record)
            bag.properties["Hidden"] = True
            self._sink.write(INFORMATION, bag)

    # ---- running

    def run(self, request: ExecRequest, sink: RecordSink, ui: HostUI) -> ExecResult:
        """One command; every trouble of the script ends up in records and the result."""
        ctx = self.ctx
        hooks.set_current(ctx)
        self.host.attach(sink, ui, request.options)
        self._sink, self._exit_code = sink, None
        frame = ctx.frame
        try:
            with self._running:
                self._active, self._stopping = True, False
            if request.options.get("interactive"):
                return self._line(request)
            return self._script(request)
        except (KeyboardInterrupt, PipelineStopped):
            return ExecResult("Stopped", None, None, True)
        finally:
            with self._running:
                self._active = False
            ctx.frame = frame
            ctx.using_values = None
            ctx.try_depth = 0
            self._sink = None
            self.host.detach()

    def _script(self, request: ExecRequest) -> ExecResult:
        """Invoke-Command: every object of the output is sent."""
        sink = self._sink
        assert sink is not None
        self.ctx.ok = True
        write = sink.write

        def emit(value: Value) -> None:
            write(OUTPUT, packet_to_bag(value) if value.__class__ in PACKETS else to_wire(value))
        ctx = self.ctx
        try:
            block = ctx.compile(request.script, None, ctx.global_state)
            ctx.using_values = {str(k).lower(): from_wire(v) for k, v in request.using.items()} or None
            with _Parameters(ctx, block):
                piped = None if request.input is None else _Input(request.input)
                ctx.invoke(block, [from_wire(a) for a in request.args], piped, new_scope=False, emit=emit)
        except ExitException as e:
            return ExecResult("Completed", None, e.code, not ctx.ok, True)
        except (FlowControl, TerminatingError) as e:
            return self._failed(e)
        except Exception as e:
            return self._failed(terminating(e, e.__traceback__))
        if self.host.exit_requested is not None:
            return ExecResult("Completed", None, self.host.exit_requested, not ctx.ok, True)
        return ExecResult("Completed", None, self._exit_code, not ctx.ok)

    def _failed(self, error: BaseException) -> ExecResult:
        if isinstance(error, FlowControl):
            if isinstance(error, PipelineStopped):
                raise error
            return ExecResult("Completed", None, None, not self.ctx.ok)
        assert isinstance(error, TerminatingError)
        if not error.reported:
            error.reported = True
            self.ctx.add_error(error.record)
        self.ctx.ok = False
        bag = to_wire(error.record)
        bag.properties["thrown"] = was_thrown(error.record)
        return ExecResult("Failed", bag, None, True)

    # ---- an entered session

    def _line(self, request: ExecRequest) -> ExecResult:
        """A line typed in an entered session: shown as text, formatted here where the objects are alive."""
        entered = self.ctx.entered
        if entered is not None:
            entered.run(request.script)
            return ExecResult("Completed")
        ctx = self.ctx
        formatter = host_formatter(ctx)
        self.host.line_output = emit = formatter.process
        try:
            block = self.shell.compile(request.script)
            if _simple_pipeline(block.code.ast):
                ctx.try_depth = 1  # a lone command's terminating error ends the line
            ctx.invoke(block, (), new_scope=False, emit=emit)
        except ExitException as e:
            return ExecResult("Completed", LEAVE, e.code)
        except FlowControl as e:
            return self._failed(e)
        except TerminatingError as e:
            return self._failed(e)
        except Exception as e:
            return self._failed(terminating(e, e.__traceback__))
        finally:
            ctx.try_depth = 0
            formatter.end()
        left = self.host.exit_requested is not None or ctx.services.pop("leave", None)
        return ExecResult("Completed", LEAVE if left else None, self.host.exit_requested, not ctx.ok)

    def prompt(self) -> str:
        """What the prompt function gives; that of the inner session when one is entered from here."""
        hooks.set_current(self.ctx)
        entered = self.ctx.entered
        if entered is not None:
            return str(entered.remote_prompt())
        return self.shell.prompt_text()

    def complete(self, text: str, cursor: int) -> tuple[int, int, list[Value]]:
        """What the completer here offers: [text, shown, description] each. In a session entered from here, that one's."""
        hooks.set_current(self.ctx)
        entered = self.ctx.entered
        if entered is not None:
            start, length, rows = entered.session.complete(text, cursor)
            return start, length, list(rows)
        found = self.shell.complete(text, cursor)
        rows = [[m.completion_text, m.list_item_text, m._tip if isinstance(m._tip, str) else ""] for m in found.matches[:COMPLETIONS]]
        return found.replacement_index, found.replacement_length, rows

    # ---- the end

    def stop(self) -> None:
        """From another thread: interrupt the command that runs."""
        with self._running:
            if not self._active:
                return
            self._stopping = True
            self.ctx.stop_requested = True
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def _interrupted(self, number: int, frame: Any) -> None:
        if self._active and self._stopping:
            self._stopping = False
            self.ctx.stop_requested = False
            raise KeyboardInterrupt

    def terminal_settings(self) -> tuple[str, dict[str, str]]:
        """Folder and environment of programs that get a terminal."""
        return self.ctx.native_directory(), dict(os.environ)

    def close(self) -> None:
        self.shell.close()
        log_event("session closed", f"{self._label} was closed.")
        sys.stdout.flush()


class _Input:
    """Piped values, turned into PowerShell's as they are asked for."""

    def __init__(self, source: Iterator[Value]) -> None:
        self._source = source

    def __iter__(self) -> Iterator[Value]:
        return map(from_wire, self._source)


class _Parameters:
    """What param() of a block binds in the session's scope is put back afterwards; everything else the block sets stays."""

    def __init__(self, ctx: Any, block: Any) -> None:
        param = block.code.ast.param_block
        self._scope = ctx.global_state.top
        self._names = [] if param is None else [p.name.variable_path.user_path.lower() if hasattr(p.name.variable_path, "user_path")
                                                else str(p.name.variable_path).lstrip("$").lower() for p in param.parameters]
        self._old: dict[str, Value] = {}

    def __enter__(self) -> None:
        self._old = {name: dict.get(self._scope, name, MISSING) for name in self._names}

    def __exit__(self, *exc: object) -> None:
        for name, value in self._old.items():
            if value is MISSING:
                dict.pop(self._scope, name, None)
            else:
                dict.__setitem__(self._scope, name, value)


def _simple_pipeline(tree: Any) -> bool:
    """One pipeline of commands and nothing else."""
    from shell.language.node_stmt import CommandAst, PipelineAst
    statements: Any = tree.end_block.statements if tree.end_block is not None else []
    return (len(statements) == 1 and isinstance(statements[0], PipelineAst)
            and all(isinstance(e, CommandAst) for e in statements[0].pipeline_elements))


