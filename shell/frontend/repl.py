"""The interactive shell: reads lines with prompt_toolkit, runs them in the Shell, tells of jobs that ended, asks before it ends what is running."""
from __future__ import annotations

import os
import sys
import time
from typing import Any, Optional

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app_or_none
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.patch_stdout import patch_stdout

from shell.frontend.appearance import PLAIN, STYLE, announce, prompt_fragments, toolbar
from shell.frontend.completing import make_completer
from shell.frontend.highlight import KnownCommands, ShellLexer
from shell.frontend.history_adapter import PlaceSuggest, StoredHistory
from shell.frontend.history_store import HistoryStore
from shell.frontend.keys import make_bindings
from shell.frontend.notices import JobNotices

HINT = "Type 'help about_pssession' for help, Tab completes, F1 explains the command at the cursor, exit leaves."


class Repl:
    """One interactive run of the program."""

    def __init__(self, program: Any) -> None:
        self.program = program
        self.shell = program.shell
        self.ctx = self.shell.ctx
        self.store = HistoryStore(private=bool(os.environ.get("PSSESSION_PRIVATE")))
        self.seconds = -1.0
        self.notices = JobNotices(self._wake)
        self.exit_code: Optional[int] = None
        self.colour = not os.environ.get("NO_COLOR")
        self.session: PromptSession[str] = self._make_session()

    def _make_session(self) -> PromptSession[str]:
        lexer = ShellLexer(KnownCommands(self.ctx)) if self.colour else None
        return PromptSession(
            message=self._message, lexer=lexer, style=STYLE if self.colour else PLAIN, history=StoredHistory(self.store),
            auto_suggest=PlaceSuggest(self.store, self._place), completer=make_completer(self._complete), complete_while_typing=False,
            key_bindings=make_bindings(self._help_on), multiline=True, prompt_continuation=lambda width, line, wrapped: ">> ",
            bottom_toolbar=self._toolbar if self._wants_toolbar() else None, enable_suspend=False, enable_open_in_editor=True, reserve_space_for_menu=6)

    def _wants_toolbar(self) -> bool:
        return self.colour and not os.environ.get("PSSESSION_NO_TOOLBAR")

    # ---- what prompt_toolkit asks

    def _message(self) -> StyleAndTextTuples:
        return prompt_fragments(self._prompt, str(self.ctx.get_variable("PSSessionProductionPattern") or ""))

    def _place(self) -> tuple[str, str]:
        return self._entered() or "local", self.ctx.location.filesystem_path

    def _entered(self) -> str:
        """The computer an entered session is on, '' when none is."""
        return str(getattr(self.shell, "entered_computer", "") or "")

    def _complete(self, text: str, cursor: int) -> Any:
        return self.shell.complete(text, cursor)

    def _help_on(self, word: str) -> str:
        out = self.ctx.call_command("Out-String", {}, input=self.ctx.call_command("Get-Help", {"Name": word}))
        return "".join(map(str, out)).rstrip()

    def _toolbar(self) -> StyleAndTextTuples:
        running = failed = 0
        table = self._jobs()
        if table is not None:
            for job in table.jobs:
                running += job.state.name == "Running"
                failed += job.state.name == "Failed"
        return toolbar(running, failed, self.seconds, self.ctx.ok, self._entered())

    def _jobs(self) -> Any:
        """The job table if one was made."""
        table = self.ctx.services.get("jobs")
        return table if hasattr(table, "add_listener") else None

    def _wake(self) -> None:
        """Jobs ended while a line is typed: print above it."""
        app = get_app_or_none()
        if app is not None and app.is_running and app.loop is not None:
            app.loop.call_soon_threadsafe(self._print_notices)

    def _print_notices(self) -> None:
        for line in self.notices.take():
            print(line)

    # ---- the loop

    def run(self) -> int:
        if self.store.problem:
            self.shell.host.write_error_line(self.store.problem)
        if not self.program.options.no_logo:
            print(f"pssession {self.program.version}\n{HINT}\n")
        while self.exit_code is None:
            self._print_notices()
            text = self._read()
            if text is None:
                if self._may_leave():
                    self.exit_code = 0
                continue
            if text.strip():
                self._run(text)
        self.notices.stop()
        self.store.close()
        return self.exit_code

    def _read(self) -> Optional[str]:
        """A complete text; None at end of input."""
        self.shell.host.flush()
        self._prompt = self.shell.prompt_text()
        if self.colour:
            announce(self.ctx, self._entered())
        self._watch_jobs()
        try:
            with patch_stdout(raw=True):
                prefill, self.ctx.prefill = self.ctx.prefill, ""
                return self.session.prompt(default=prefill)
        except KeyboardInterrupt:
            return ""
        except EOFError:
            return None

    _watched: Any = None

    def _watch_jobs(self) -> None:
        table = self._jobs()
        if table is not None and table is not self._watched:
            self._watched = table
            self.notices.watch(table)

    def _run(self, text: str) -> None:
        host, folder = self._place()
        row = self.store.add(text, host, folder)
        start = time.monotonic()
        ok = False
        try:
            result = self.shell.run_input(text)
            ok = result.ok
            if result.exit_code is not None and self._may_leave():
                self.exit_code = result.exit_code
            elif self.program.host.exit_requested is not None:
                self.exit_code = self.program.host.exit_requested
        except KeyboardInterrupt:
            self.shell.host.write_line("")
        finally:
            self.seconds = time.monotonic() - start
            self.store.finish(row, self.seconds, ok)

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

    _warned: Optional[list[int]] = None


def run_front_end(program: Any) -> int:
    """The program at a terminal, from profiles to its exit code."""
    code = program.start()
    if code is not None:
        return int(code)
    if program.options.command is not None or program.options.file is not None:
        program.batch()
    try:
        return Repl(program).run() & 0xFF
    finally:
        program.close()
        sys.stdout.flush()
