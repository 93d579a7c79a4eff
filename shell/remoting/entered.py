"""An entered session: the prompt it shows and the lines that run in it instead of here. A line never runs in the wrong place."""
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Optional

from sessions.engine import ERROR, OUTPUT
from sessions.errors import SessionError
from sessions.session_states import RunspaceState
from shell.objects.records import ErrorRecord
from shell.remoting.incoming import Console, answer, command_options, origin_of
from shell.remoting.ps_session import PSSession
from shell.remoting.remote_errors import BROKEN, TransportException
from shell.remoting.remote_terminal import run_at_terminal, terminal_here

Value = Any
LEAVE = "leave"
LOOK_SECONDS = 0.1
LEFT_JOBS = "Get-Job | Where-Object { $_.State -in 'NotStarted', 'Running', 'Blocked' -or $_.HasMoreData } | ForEach-Object Name"
ALL_JOBS = "Get-Job | ForEach-Object Name"
NOT_RUN = "Command '{0}' was not run as the session in which it was intended to run was either closed or broken"
DROPPED = "Command '{0}' was not run: the connection to {1} is being repaired"


class Entered:
    """One entered session of one runspace (`ctx.entered`)."""

    def __init__(self, ctx: Any, target: PSSession, label: str) -> None:
        self._ctx = ctx
        self.target = target
        self.session = target.session
        self.label = label
        self.dead = False
        self._last = ""  # the remote prompt function's last text
        self._origin = origin_of(self.session)
        self._console = Console(ctx)

    # ---- the prompt

    def prompt(self) -> str:
        """`[Server01]: PS /root> `; while the connection is being repaired, or nothing answers, that is what it says."""
        remote = self._ask_prompt()
        return f"[{self.label}]: {remote}" if remote is not None else self._repairing()

    def prompt_now(self, shown: str) -> str:
        """What a prompt that is on the screen should read by now, without asking anybody."""
        if self.session.reconnecting_since is not None:
            return self._repairing()
        return f"[{self.label}]: {self._last}" if " reconnecting " in shown and self._last else shown

    def _repairing(self) -> str:
        since = self.session.reconnecting_since
        return f"[{self.label} reconnecting {0 if since is None else int(time.monotonic() - since)}s]: "

    def remote_prompt(self) -> str:
        """The text of the prompt function there; `PS>` when the session has died."""
        remote = self._ask_prompt()
        return self._last if remote is None else remote

    def _ask_prompt(self) -> Optional[str]:
        """None when the connection is lost and being repaired; `PS>` when the session has died."""
        try:
            waiting = self.session.ask("prompt")
            while not waiting.done.wait(LOOK_SECONDS):
                if self.session.reconnecting_since is not None:
                    return None
            self._last = str(self.session.answer_of(waiting, 0))
            return self._last
        except SessionError:
            self._check()
            return "PS>"

    def _check(self) -> None:
        """Note that the session is gone."""
        if self.session.state is not RunspaceState.Opened:
            self.dead = True

    @property
    def alive(self) -> bool:
        self._check()
        return not self.dead

    # ---- lines

    def run(self, text: str) -> bool:
        """Run a line there; False when the session died and the line was not run or not finished."""
        if self.alive and not self._connected():
            self._ctx.host.write_error_line(DROPPED.format(text.strip(), self.label))
            return True
        if not self.alive:
            self.refuse(text)
            return False
        try:
            here = terminal_here(self._ctx)
            invocation = self.session.invoke(text, options=command_options(self._ctx, interactive=True, terminal=here), ui=self._answer, queue=True)
        except SessionError:
            self._check()
            self.refuse(text)
            return False
        self._follow(invocation)
        if self._ctx.entered is not self and not invocation.finished:
            return True  # a job now
        if invocation.error is not None:
            self.dead = True
            self._ctx.entered = None
            self._show_broken()
            return False
        if invocation.state == "Failed":
            self._ctx.host.write_line(f"Error: {self._reason(invocation.reason)}")
        if invocation.reason == LEAVE:
            self.leave()
        return True

    def _connected(self) -> bool:
        """Hold a line while the connection is being repaired. It is sent only afterwards, so that Ctrl-C can still drop it (False)."""
        if self.session.reconnecting_since is None:
            return True
        with self._status("the line waits; Ctrl-C drops it"):
            try:
                while self.session.reconnecting_since is not None:
                    time.sleep(LOOK_SECONDS)
            except KeyboardInterrupt:
                return False
        return True

    def _follow(self, invocation: Any) -> None:
        """Show what the line gives until it ends. Ctrl-C stops it; once more while nobody answers: leave it to be stopped later."""
        stopping = False
        with self._status("the command goes on there"), getattr(self._ctx.host, "detachable", nullcontext)():
            while True:
                try:
                    for stream, values in invocation.runs():
                        for value in values:
                            self._show(stream, value)
                        self._ctx.host.flush()
                    return
                except KeyboardInterrupt as key:
                    if getattr(key, "detach", False):
                        self._to_job(invocation)
                        return
                    if stopping and self.session.reconnecting_since is not None:
                        self._ctx.host.write_line(f"{self.label} does not answer; the command is stopped there when it is back.")
                        return
                    stopping = True
                    invocation.stop()

    def _to_job(self, invocation: Any) -> None:
        """Ctrl-Z: the running line goes on as a job here, and so does its session; the prompt is local again, for the session is busy."""
        from shell.remoting.session_jobs import ShellSessionRunner, remote_job
        runner = ShellSessionRunner(self.session, lambda session: invocation, self.label, registry=self._ctx.sessions.runners)
        job = remote_job(self._ctx.jobs, [(runner, self.label, self.target)], invocation.script, None)
        if self.target.temporary:
            job.add_state_listener(lambda *_: self.session.close() if job.finished else None)
        self._ctx.entered = None
        self._ctx.host.write_line(f"[{job.id}] {job.name} goes on in the background on {self.label}. fg brings it back, Receive-Job reads it.")

    @contextmanager
    def _status(self, text: str) -> Iterator[None]:
        """Below the output, while the connection is being repaired: since when, and what becomes of the line."""
        surface = getattr(self._ctx.host, "surface", None)
        if surface is None:
            yield
            return
        surface.show("session", lambda columns, rows: [f"{self._repairing()}{text}"] if self.session.reconnecting_since is not None else [])
        try:
            yield
        finally:
            surface.hide("session")

    def _answer(self, name: str, args: list[Value]) -> Value:
        if name != "terminal":
            return answer(self._ctx, name, args)
        self._ctx.host.flush()
        words = [str(word) for word in args[0]]
        if self._ctx.host.is_remote:
            from shell.remoting.terminal_relay import run_through
            return run_through(self._ctx.host, self.session, words)
        return run_at_terminal(self.session, words)

    def _show(self, stream: int, value: Value) -> None:
        if stream == ERROR:
            self._ctx.root_streams.error(self._origin.error(value))
        elif stream != OUTPUT:
            self._console.show(stream, value)

    def _reason(self, reason: Value) -> str:
        return self._origin.error(reason).message if hasattr(reason, "properties") else str(reason)

    def _show_broken(self) -> None:
        record = ErrorRecord(TransportException(BROKEN), "PSSessionStateBroken", "ResourceUnavailable", self.session.computer_name)
        record.preserve_id = True
        self._ctx.root_streams.error(record)

    def refuse(self, text: str) -> None:
        """Say that a line was not run, and be local again."""
        self._ctx.entered = None
        self._ctx.host.flush()
        self._ctx.host.write_error_line(NOT_RUN.format(text.strip()))

    # ---- leaving

    def leave(self) -> None:
        """Back to the local prompt; a session made for this ends, and its jobs with it: said if there were any left."""
        self._ctx.entered = None
        self._ctx.ok = True
        if not self.target.temporary:
            return
        try:
            every = self._ctx.host.interactive and not getattr(self._ctx.host, "echo_input", False)  # at a prompt: whatever their state
            lost = [str(name) for name in self.session.run(ALL_JOBS if every else LEFT_JOBS)]
        except SessionError:
            lost = []
        self.session.close()
        if lost:
            self._ctx.host.write_line(f"The session to {self.label} has ended, and with it its job{'s' if len(lost) > 1 else ''} {', '.join(lost)}.")
