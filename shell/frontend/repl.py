"""The interactive shell: reads lines with prompt_toolkit, runs them in the Shell, tells of jobs that ended, asks before it ends what is running."""
from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any, Optional

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app_or_none
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout

from shell.commands.interactive.history_store import HistoryStore
from shell.commands.remoting.safety import is_production
from shell.frontend.appearance import Standing, announcement, make_style, output_mark, prompt_fragments, toolbar
from shell.frontend.echo import make_painter, make_prompt_painter
from shell.frontend.highlight import KnownCommands
from shell.frontend.line_editor import make_session
from shell.frontend.notices import JobNotices
from shell.frontend.output import PagedOutput, TerminalFormatter
from shell.frontend.terminal_host import TerminalHost
from shell.runtime.settings import CURRENT, setting

Value = Any
HINT = "New here? Start-Tour (two minutes). Help: help about_pssession. Tab completes, F1 explains the command at the cursor, exit leaves."
SWITCH_SECONDS = 0.0005  # a key must not wait for a thread that computes
FINISHING = 5.0


class Repl:
    """One interactive run of the program."""

    def __init__(self, program: Any) -> None:
        self.program = program
        self.shell = program.shell
        self.ctx = self.shell.ctx
        self.host: TerminalHost = program.host
        self.store = HistoryStore(private=bool(os.environ.get("PSSESSION_PRIVATE")) or bool(setting("PrivateHistory")))
        self.standing = Standing()
        self.notices = JobNotices(self._wake)
        self.exit_code: Optional[int] = None
        self.formatter: Optional[TerminalFormatter] = None
        self._remote: Any = None  # RemoteCompletion of the entered session
        self._warned: Optional[list[int]] = None
        self._stale = False
        self._prompt = ""
        self.shell.make_formatter = self._make_formatter
        self.host.picker = self._pick
        self.host.seen_jobs = self.notices.seen
        program.nested_loop = self.nested
        self.session: PromptSession[str] = self._new_session()
        CURRENT.listeners.append(self._setting_changed)

    def _new_session(self) -> PromptSession[str]:
        colour = self.host.colour and not setting("ScreenReader")
        self.ctx.paint_input = make_painter(KnownCommands(self.ctx), make_style(True)) if colour else None
        self.ctx.paint_prompt = make_prompt_painter(make_style(True)) if colour else None
        return make_session(self)

    def _setting_changed(self, name: str) -> None:
        self._stale = True
        if name == "PrivateHistory":
            self.store.private = bool(setting(name))

    def _make_formatter(self) -> Any:
        self.formatter = formatter = TerminalFormatter(self.ctx, self.host)
        return formatter if self.ctx.output_tap is None else self.ctx.output_tap(formatter)

    # ---- what the line editor asks

    def message(self) -> StyleAndTextTuples:
        entered = self.ctx.entered
        return prompt_fragments(self._prompt if entered is None else entered.prompt_now(self._prompt), is_production)

    def place(self) -> tuple[str, str]:
        return self.entered() or "local", self.ctx.location.filesystem_path

    def entered(self) -> str:
        """The computer an entered session is on, '' when none is."""
        return str(self.ctx.entered.label) if self.ctx.entered is not None else ""

    def complete(self, text: str, cursor: int) -> Any:
        """On the completer's thread; an entered session is asked, within the time limit."""
        entered = self.ctx.entered
        if entered is None:
            from shell.objects import hooks
            hooks.set_current(self.ctx)
            return self.shell.complete(text, cursor)
        if self._remote is None or self._remote.session is not entered.session:
            from shell.frontend.remote_completion import RemoteCompletion
            self._remote = RemoteCompletion(entered.session)
        return self._remote.ask(text, cursor, int(setting("CompletionTimeout")) / 1000)

    def likely(self, text: str) -> list[str]:
        return self.store.likely(text, *self.place())

    def forget(self, text: str) -> None:
        self.store.forget(text)

    def help_on(self, command: str, parameter: str) -> str:
        """The help of a command or one parameter; of an alias, what it means."""
        arguments = {"Name": command, **({"Parameter": parameter} if parameter else {})}
        found = self.ctx.call_command("Get-Help", arguments)
        if parameter and not found:
            found = self.ctx.call_command("Get-Help", {"Name": command})
        return "".join(map(str, self.ctx.call_command("Out-String", {}, input=found))).rstrip()

    def toggle_list(self) -> None:
        """F2: suggestions as ghost text or as a list, for this run of the program."""
        CURRENT.set("PredictionView", "Inline" if setting("PredictionView") == "List" else "List", save=False)
        self._stale = False
        from shell.frontend.line_editor import _suggest
        self.session.default_buffer.auto_suggest = self.session.auto_suggest = _suggest(self, False)

    def search_history(self, event: KeyPressEvent) -> None:
        """Ctrl+R: pick from the stored lines, the text typed so far being the query."""
        from prompt_toolkit.application import in_terminal

        from shell.frontend.history_search import HINT as FILTERS
        from shell.frontend.history_search import make_find
        from shell.frontend.picking import Picker
        buffer = event.current_buffer
        rows = max(4, min(15, self.host.height - 6))
        picker = Picker("History", make_find(self.store, self.place), False, rows, make_style(self.host.colour), buffer.text if "\n" not in buffer.text else "", FILTERS)

        async def ask() -> None:
            async with in_terminal():
                app = picker.application(input=event.app.input, output=event.app.output)
                app.ttimeoutlen = 0.05
                chosen = await app.run_async()
            if chosen:
                buffer.text = str(chosen[0])
                buffer.cursor_position = len(buffer.text)
        event.app.create_background_task(ask())

    def toolbar(self) -> StyleAndTextTuples:
        return toolbar(self._now())

    def _now(self) -> Standing:
        """Where we stand; quick, for it is asked at every key."""
        s = self.standing
        table = self._jobs()
        s.running = s.failed = s.suspended = 0
        for job in table.jobs if table is not None else ():
            name = job.state.name
            s.running += name in ("Running", "Blocked")
            s.failed += name == "Failed"
            s.suspended += name == "Suspended"
        s.target, s.health = self.entered() or "local", self._health()
        return s

    def _health(self) -> str:
        entered = self.ctx.entered
        if entered is None:
            return ""
        since = entered.session.reconnecting_since
        if since is not None:
            return f"reconnecting {int(time.monotonic() - since)} s"
        if entered.dead or entered.session.state.name != "Opened":
            return "lost"
        rtt = getattr(entered.session, "rtt", None)
        return f"{rtt * 1000:.0f} ms" if rtt else "connected"

    def _jobs(self) -> Any:
        """The job table if one was made."""
        table = self.ctx.services.get("jobs")
        return table if hasattr(table, "add_listener") else None

    # ---- from other threads

    def redraw(self) -> None:
        self.session.app.invalidate()

    def _wake(self) -> None:
        """Jobs ended while a line is typed: print above it, those of the next moment together."""
        app = self.session.app
        loop = app.loop
        if app.is_running and loop is not None:
            try:
                loop.call_soon_threadsafe(lambda: loop.call_later(0.1, self._print_notices))
            except RuntimeError:
                return  # the loop has just closed: told before the next prompt

    def _print_notices(self) -> None:
        lines = self.notices.take()
        if not setting("JobNotices"):
            return
        for line in lines:
            print(line)
            for observer in self.ctx.input_observers:
                if hasattr(observer, "note"):
                    observer.note(line)
        if lines and get_app_or_none() is None:
            sys.stdout.flush()

    # ---- the loop

    def run(self) -> int:
        for problem in (self.store.problem, CURRENT.problem):
            if problem:
                self.shell.host.write_error_line(problem)
        self.store.trim(int(setting("HistoryLimit")))
        if not self.program.options.no_logo:
            print(f"pssession {self.program.version}\n{HINT}\n", flush=True)
        self.host.own_terminal()
        for number in (signal.SIGINT, signal.SIGTSTP):
            signal.signal(number, lambda *_: None)  # a key between two commands concerns neither
        if self.program.options.tour:
            self._run("Start-Tour")
        while self.exit_code is None:
            self._print_notices()
            text = self._read()
            if text is None:
                if self._may_leave():
                    self.exit_code = 0
                continue
            if text.strip():
                self._run(text)
        self.store.close()
        self.ctx.exit_code = self.exit_code & 0xFF
        return self.exit_code

    def _read(self, prompt: Optional[str] = None) -> Optional[str]:
        """A complete text; None at end of input.  A line source (a demo) comes before the keyboard."""
        self._prepare(prompt)
        source = self.ctx.line_source
        given = source.read(self._prompt) if source is not None else None
        if given is not None:
            return str(given)
        old = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            with patch_stdout(raw=True):
                self.host.surface.editor = sys.stdout
                prefill, self.ctx.prefill = self.ctx.prefill, ""
                return self.session.prompt(default=prefill, pre_run=self._wake)  # jobs that ended while the editor was being started are told as well
        except KeyboardInterrupt:
            return ""
        except EOFError:
            return None
        finally:
            self.session.app.erase_when_done = False
            self.host.surface.editor = None
            sys.setswitchinterval(old)

    def lent(self) -> bool:
        """Whether a line source has lent the prompt to the keyboard and can take it back."""
        return bool(getattr(self.ctx.line_source, "paused", False))

    def give_back(self, event: KeyPressEvent) -> None:
        """Tab on an empty line: the line source has the prompt again; nothing of this one stays."""
        self.ctx.line_source.resume()
        event.app.erase_when_done = True
        event.app.exit(result="")

    def _prepare(self, prompt: Optional[str] = None) -> None:
        """Before a prompt: its text, the settings as they are now, what the terminal wants to know."""
        if self._stale:
            self._stale = False
            self.session = self._new_session()
        self.host.flush()
        entered = self.ctx.entered
        self._prompt = self._prompt_text() if prompt is None else prompt
        self.standing.production = entered is not None and is_production(entered.label)
        self.session.refresh_interval = 1.0 if entered is not None else 0  # prompt() gives it to its application
        if self.host.out_is_terminal and not setting("ScreenReader"):
            sys.stdout.write(announcement(self.ctx, self.entered()))
            sys.stdout.flush()
        self.notices.watch(self._jobs())

    def _prompt_text(self) -> str:
        """A prompt function (or a host that is asked for one) that takes too long can be interrupted."""
        try:
            with self.host.running():
                return str(self.shell.prompt_text())
        except KeyboardInterrupt:
            return "PS>"

    def nested(self, runner: Any) -> bool:
        """The prompts of $Host.EnterNestedPrompt() and of a stopped script; False when the input has ended."""
        kept = self.formatter
        while True:
            text = self._read(runner.prompt_text())
            if text is None:
                return False
            self.host.surface.at_line_start = True
            with self.host.running():
                goes_on = runner.run_line(text) if text.strip() else runner.run_empty()
            if not goes_on:
                self.formatter = kept
                return True

    def _run(self, text: str) -> None:
        completed = self._with_arguments(text)
        if completed is None:
            return
        host, folder = self.place()
        row = self.store.add(completed, host, folder)
        start = time.monotonic()
        self.formatter = None
        ok = False
        page = self._begin_page()
        self.host.surface.write(output_mark())
        self.host.surface.at_line_start = True
        try:
            with self.host.running():
                result = self.shell.run_input(completed)
            ok = result.ok and not result.stopped
            self._leave_with(result)
        except KeyboardInterrupt:
            self.host.write_line("")
        finally:
            self._ended(page, row, time.monotonic() - start, ok)

    def _leave_with(self, result: Any) -> None:
        if result.exit_code is not None and self._may_leave():
            self.exit_code = result.exit_code
        elif self.host.exit_requested is not None:
            self.exit_code = self.host.exit_requested

    def _ended(self, page: Optional[PagedOutput], row: Optional[int], seconds: float, ok: bool) -> None:
        self.ctx.stop_taken()
        if page is not None:
            self.host.surface.page = None
            page.finish()
        ran_program = self.host.lent
        self.host.command_ended()
        self.host.surface.write(output_mark(ok))
        s = self.standing
        s.seconds, s.ok = seconds, ok and self.ctx.ok
        code = self.ctx.get_variable("global:LASTEXITCODE")
        s.code = code if isinstance(code, int) and not s.ok and ran_program else 0
        self.store.finish(row, seconds, s.ok)
        if self._remote is not None:
            self._remote.forget()
        self.notices.watch(self._jobs())
        kept = self.formatter
        if kept is not None and kept.kept:
            for name in ("LastOutput", "__"):
                self.ctx.set_variable(name, kept.last_output(), "global")

    def _begin_page(self) -> Optional[PagedOutput]:
        if setting("Pager") != "Auto" or not self.host.out_is_terminal or self.ctx.entered is not None:
            return None
        page = PagedOutput(self.host.surface.out, self.host.height or 24, self.host.width)
        self.host.surface.page = page
        return page

    # ---- questions

    def _with_arguments(self, text: str) -> Optional[str]:
        """The line, completed by a picker where its command needs an argument; None when the picker was left."""
        if self.ctx.entered is not None:
            return text
        from shell.frontend.missing_arguments import complete_line
        completed = complete_line(self.ctx, text, self._pick)
        if completed is not None and completed != text:
            self.host.write_line(completed)
        return completed

    def _pick(self, title: str, rows: Any, several: bool) -> Optional[list[int]]:
        from shell.frontend.picking import ask_by_number, pick
        if setting("ScreenReader") or os.environ.get("TERM") == "dumb":
            return ask_by_number(title, rows, self.host.read_line, self.host.write_line)
        return pick(title, rows, several, max(3, min(12, self.host.height - 4)), make_style(self.host.colour))

    def _may_leave(self) -> bool:
        """Leaving ends running jobs: say which, ask once more."""
        table = self._jobs()
        running = [j for j in table.jobs if not j.finished and j.type_name != "DurableJob"] if table is not None else []
        if not running or self._warned == [j.id for j in running]:
            return True
        self._warned = [j.id for j in running]
        names = ", ".join(f"{j.id} {j.name}" for j in running[:5]) + (" ..." if len(running) > 5 else "")
        print(f"Running jobs will be stopped: {names}. Durable jobs and disconnected sessions go on. Type exit again to leave.")
        return False
