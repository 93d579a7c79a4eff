"""Shell: one runspace made ready to use (commands, formatting, services), and how texts and files are run in it and their output shown."""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Callable, Optional

import shell.compiler  # noqa: F401  (makes script blocks runnable)
from shell.commands.index import all_cmdlets, find_cmdlet
from shell.formatting.engine import Formatter, host_formatter
from shell.formatting.errors import format_error
from shell.formatting.records import stream_text
from shell.objects import hooks
from shell.objects.position_text import position_message
from shell.objects.records import (
    ErrorRecord,
    HostInformationMessage,
    InformationalRecord,
    InformationRecord,
    InvocationInfo,
    TerminatingError,
)
from shell.runtime.binding_errors import BindingError
from shell.runtime.context import Context
from shell.runtime.errors import terminating
from shell.runtime.flow import ExitException, FlowControl, LoopJump, PipelineStopped
from shell.runtime.frame import Streams
from shell.runtime.parameters import CommandArgument
from shell.runtime.scriptblock import ScriptBlock

Value = Any


class RunResult:
    """How a run ended.  `exit_code` is set by `exit`; `threw`: a terminating error ended it; `parse_failed`: nothing ran."""

    __slots__ = ("ok", "exit_code", "threw", "parse_failed", "incomplete", "stopped")

    def __init__(self, ok: bool = True, exit_code: Optional[int] = None, threw: bool = False, parse_failed: bool = False, incomplete: bool = False,
                 stopped: bool = False) -> None:
        self.ok, self.exit_code, self.threw, self.parse_failed, self.incomplete, self.stopped = ok, exit_code, threw, parse_failed, incomplete, stopped


class Shell:
    """A runspace and its console.  `show_error` and `show_line` go to the host; several Shells share nothing."""

    def __init__(self, host: Any, setup: Optional[Callable[[Context], None]] = None) -> None:
        self.host = host
        self.ctx = Context(host, find_cmdlet)
        self.ctx.all_cmdlets = all_cmdlets
        hooks.set_current(self.ctx)
        if host.interactive:
            self.ctx.ask_mandatory = self._ask_mandatory  # type: ignore[attr-defined]
        self._usings: tuple[str, ...] = ()
        self._attach_streams(self.ctx.root_streams)
        prepare(self.ctx, None)
        if setup is not None:
            setup(self.ctx)

    # ---- streams to the host

    def _attach_streams(self, streams: Streams) -> None:
        streams.error = self.show_error
        streams.warning = streams.verbose = streams.debug = self._show_informational
        streams.information = self._show_information
        streams.progress = self.host.write_progress

    def show_error(self, record: Value) -> None:
        """An error record on standard error, in the view $ErrorView asks for."""
        self.host.flush()
        self.host.write_error_line(format_error(record, self.ctx) if isinstance(record, ErrorRecord) else str(record))

    def _show_informational(self, record: InformationalRecord) -> None:
        self.host.write_line(stream_text(record.kind, record.message, self.ctx))

    def _show_information(self, record: InformationRecord) -> None:
        data = record.message_data
        if isinstance(data, HostInformationMessage):
            text = data.message if data.no_new_line else data.message + "\n"
            self.host.write(text, data.foreground, data.background)
            return
        from shell.objects.text import to_string
        self.host.write_line(to_string(data))

    def _ask_mandatory(self, command: str, parameters: Sequence[Any]) -> dict[str, Value]:
        """Ask the person at the console for missing mandatory parameters; arrays end with an empty line."""
        self.host.write_line(f"\ncmdlet {command} at command pipeline position 1\nSupply values for the following parameters:")
        answers: dict[str, Value] = {}
        for p in parameters:
            if not p.has_type or not p.type_name.endswith("[]") and not (p.type is not None and p.type.full_name.endswith("[]")):
                answers[p.name] = self.host.read_line(f"{p.name}: ") or ""
                continue
            items: list[str] = []
            while True:
                line = self.host.read_line(f"{p.name}[{len(items)}]: ")
                if not line:
                    break
                items.append(line)
            answers[p.name] = items
        return answers

    def make_formatter(self) -> Any:
        """What takes the output of a run and shows it."""
        formatter = host_formatter(self.ctx)
        return formatter if self.ctx.output_tap is None else self.ctx.output_tap(formatter)

    # ---- running

    def compile(self, text: str, file: Optional[str] = None) -> ScriptBlock:
        """Text to a block of the global state (in a nested prompt, of what is running); raises TerminatingError with the parse error."""
        return self.ctx.compile(text, file, self.ctx.frame.state if self.ctx.nested_level else self.ctx.global_state)

    def run_text(self, text: str, file: Optional[str] = None, args: Sequence[Value] = (), input: Value = None,
                 report_incomplete: bool = True) -> RunResult:
        """Parse and run a text in the global scope, its output formatted on the host."""
        try:
            block = self.compile(text, file)
        except TerminatingError as e:
            incomplete = bool(getattr(e, "incomplete", False))
            if report_incomplete or not incomplete:
                self._report(e)
            return RunResult(False, parse_failed=True, incomplete=incomplete)
        if block.code.usings or self._usings:
            self._usings = block.code.usings = (*self._usings, *block.code.usings)  # `using` holds for the inputs that follow
        return self.run_block(block, args, input)

    def run_block(self, block: ScriptBlock, args: Sequence[Value] = (), input: Value = None) -> RunResult:
        """Run a compiled block in the global scope; nothing that it raises gets out."""
        formatter = self.make_formatter()
        ctx = self.ctx
        frame, outer = ctx.frame, ctx.host_emit
        ended = False
        ctx.host_emit = emit = formatter.process
        try:
            ctx.invoke(block, args, new_scope=False, emit=emit, variables=None if input is None else [("input", input)])
            return RunResult(ctx.ok and ctx.stopping is None, stopped=ctx.stopping is not None)
        except ExitException as e:
            return RunResult(e.code == 0, e.code)
        except LoopJump:
            return RunResult(True)
        except (PipelineStopped, KeyboardInterrupt):
            ctx.ok = False
            return RunResult(False, stopped=True)
        except FlowControl:
            return RunResult(ctx.ok)
        except Exception as e:
            ended = True  # a table whose first rows are still held back is lost, as PowerShell loses it
            return self._ended_by(e)
        finally:
            ctx.frame = frame
            ctx.host_emit = outer
            if outer is None:
                ctx.stop_taken()
            if not ended:
                self._finish(formatter)
            self.host.flush()

    def _finish(self, formatter: Formatter) -> None:
        """Let the formatter write what it holds; an error of a view must not hide the run's result."""
        try:
            formatter.end()
        except TerminatingError as e:
            self._report(e)
        self.host.flush()

    def _ended_by(self, e: Exception) -> RunResult:
        error = e if isinstance(e, TerminatingError) else terminating(e, e.__traceback__)
        self.ctx.ok = False
        self._report(error)
        return RunResult(False, threw=True)

    session_loss_code: Optional[int] = None  # exit code of the program when an entered session is lost; None: the prompt goes on
    _main_script = ""  # file name of the -File script while its parameters are bound

    def _report(self, error: TerminatingError) -> None:
        """Record a terminating error and show it, once."""
        if self._main_script and isinstance(error, BindingError):
            record = error.record  # a failure in a function the script calls is reported where it happens and never gets here
            record.category_info.activity = self._main_script
            record.invocation = InvocationInfo(None, None, self._main_script, self._main_script)
        if not error.reported:
            error.reported = True
            self.ctx.add_error(error.record)
        if self.ctx.nested_level:
            self._show_plainly(error.record)
        else:
            self.show_error(error.record)

    def _show_plainly(self, record: ErrorRecord) -> None:
        """What ends an input of a nested prompt is shown as its message and its place."""
        position = record.invocation.position if record.invocation is not None else None
        self.host.flush()
        self.host.write_error_line(record.exception.message + ("\n" + position_message(position).lstrip("\n") if position is not None else ""))

    def run_file(self, path: str, args: Sequence[str], input: Value = None) -> RunResult:
        """A script file as the program's main script: global scope, its arguments as words of a command line."""
        from shell.runtime.loading import compile_text
        try:
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
                block = compile_text(self.ctx, f.read(), path, self.ctx.global_state)
        except TerminatingError as e:
            self._report(e)
            return RunResult(False, parse_failed=True)
        self._main_script = os.path.basename(path)
        try:
            return self.run_block(block, [a for word in args for a in file_arguments(word)], input)
        finally:
            self._main_script = ""

    def run_input(self, text: str) -> RunResult:
        """One input of a prompt or of standard input; observers are told of it before and after."""
        for observer in list(self.ctx.input_observers):
            observer.before(text)
        result = RunResult(False, stopped=True)
        try:
            result = self._run_input(text)
        finally:
            for observer in list(self.ctx.input_observers):
                observer.after(text, result)
        return result

    def _run_input(self, text: str) -> RunResult:
        """Noted in the history, run, its output formatted by itself."""
        if self.ctx.entered is not None:
            return self._run_entered(text)
        history = self.ctx.service("history") if "history" in self.ctx.services else None
        entry = history.begin(text) if history is not None else None
        result = self.run_text(text)
        self._note_tokens(text)
        if history is not None:
            history.finish(entry, "Failed" if result.parse_failed else "Stopped" if result.stopped else "Completed")
        return result

    def _note_tokens(self, text: str) -> None:
        """$^ and $$: the first and the last token of the input before this one."""
        from shell.language.kinds import TokenKind as K
        from shell.language.parser import parse
        tokens = [t for t in parse(text).tokens if t.kind not in (K.NewLine, K.EndOfInput, K.Comment)]
        if tokens:
            top = self.ctx.global_state.top
            for name, token in (("^", tokens[0]), ("$", tokens[-1])):
                top.put(name, token.value if "String" in token.kind.name else token.text)

    def complete(self, text: str, cursor: int) -> Any:
        """Completions of a text at a cursor: what TabExpansion2 gives."""
        from shell.commands.completion.engine import complete_input
        return complete_input(self.ctx, text, cursor)

    def _run_entered(self, text: str) -> RunResult:
        """One input of the prompt of an entered session: it runs there or not at all."""
        if self.ctx.entered.run(text) or self.session_loss_code is None:
            return RunResult(True)
        return RunResult(False, self.session_loss_code)

    def close(self) -> None:
        """End the runspace: its jobs and sessions, if any were used."""
        for name in ("recorder", "events", "sessions", "jobs", "transcripts"):
            service = self.ctx.services.get(name)
            end = getattr(service, "end_of_shell", None)
            if end is not None:
                end()

    # ---- prompt

    def prompt_text(self) -> str:
        """What the prompt function gives; `PS>` when it gives nothing or fails.  $? is kept."""
        self.ctx.prompt_shown = text = self._prompt_text()
        return text

    def _prompt_text(self) -> str:
        from shell.objects.text import to_string
        ctx = self.ctx
        if ctx.entered is not None:
            return str(ctx.entered.prompt())
        ok, frame = ctx.ok, ctx.frame
        try:
            out = ctx.call_command("prompt")
            text = to_string(out[0]) if out else ""
        except (TerminatingError, FlowControl):
            text = ""
        finally:
            ctx.ok, ctx.frame = ok, frame
        return text or "PS>"


def file_arguments(word: str) -> list[CommandArgument]:
    """A word after -File: `-Name` and `-Name:value` name parameters, everything else is a string."""
    if len(word) > 1 and word[0] == "-" and (word[1].isalpha() or word[1] == "_"):
        name, colon, value = word[1:].partition(":")
        if colon and value.lower() in ("$true", "$false", "true", "false"):
            return [CommandArgument(value.lower().endswith("true"), name, True)]
        if colon and value:
            return [CommandArgument(name=name), CommandArgument(value)]
        return [CommandArgument(name=name)]
    return [CommandArgument(word)]


def prepare(ctx: Context, parent: Optional[Context]) -> None:
    """What every runspace gets: aliases, built-in functions, drives and a place, services."""
    from shell.commands.session_state import install
    ctx.line_formatter = lambda write: Formatter(ctx, write, ctx.host.width)
    install(ctx, parent)


def make_runspace(parent: Context, host: Any = None) -> Context:
    """A fresh runspace beside `parent` (thread jobs, -Parallel, [powershell]::Create())."""
    return parent.spawn(host)
