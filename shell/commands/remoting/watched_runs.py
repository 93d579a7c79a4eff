"""Watching a fan-out in the foreground: the live view, Ctrl-C that keeps what came, Ctrl-Z that makes a job of the rest."""
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Optional

from sessions.engine import OUTPUT
from sessions.fanout import Recap
from shell.objects.records import TerminatingError
from shell.objects.text import to_display
from shell.remoting.remote_runs import RemoteRuns, Target

Value = Any
LOOK_SECONDS = 0.1
STOP_SECONDS = 10.0


class WatchedRuns:
    """One a watching command.  Without a host that can show it (a script, a session) it just waits."""

    def __init__(self, cmdlet: Any, output: Any) -> None:
        self._cmdlet, self._ctx, self._output = cmdlet, cmdlet.ctx, output
        self._host = cmdlet.ctx.host
        self._numbers = {id(t): i for i, t in enumerate(cmdlet._targets)}
        self._view: Any = None
        self._open: dict[int, Target] = {id(t): t for t in cmdlet._targets}
        self._failed: list[Target] = []
        self._recap = Recap()

    def told(self, target: Target, state: str) -> None:
        view = self._view
        if view is not None:
            view.state(self._numbers[id(target)], state)

    def follow(self, runs: RemoteRuns) -> Recap:
        """Hand on everything until all have ended, or the keys say otherwise."""
        begin = getattr(self._host, "fan_out", None)
        if begin is not None:
            self._view = begin([t.label for t in runs.targets])
        try:
            with self._keys() as keys:
                runs.begin()
                self._until_done(runs, keys)
        except (KeyboardInterrupt, TerminatingError):
            runs.stop()
            raise
        finally:
            if begin is not None:
                self._host.end_fan_out()
            self._cmdlet.sessions.failed = self._failed
        return self._recap

    @contextmanager
    def _keys(self) -> Iterator[Any]:
        attend = getattr(self._host, "attend", None)
        if attend is None:
            yield None
            return
        with attend() as attention:
            yield attention

    def _until_done(self, runs: RemoteRuns, keys: Any) -> None:
        stop_by: Optional[float] = None
        while self._open:
            event = runs.next(None if keys is None else LOOK_SECONDS)
            if event is not None:
                self._take(*event)
            if keys is None:
                continue
            if keys.detach:
                self._detach(runs)
                return
            if keys.stop and stop_by is None:
                stop_by = time.monotonic() + STOP_SECONDS
                runs.stop()
            if stop_by is not None and time.monotonic() > stop_by:
                break
        if stop_by is not None:
            self._tell_stopped()

    def _take(self, target: Target, stream: int, values: list[Value]) -> None:
        view, number = self._view, self._numbers[id(target)]
        if stream >= 0:
            if view is not None and values and stream == OUTPUT:
                view.line(number, to_display(values[-1]) if isinstance(values[-1], (str, int, float)) else f"{type_word(values[-1])}")
            self._output.records(target, stream, values)
            return
        self._open.pop(id(target), None)
        stopped = target.invocation is not None and target.invocation.state == "Stopped"
        trouble = self._output.ended(target)
        self._recap.add(target.label, trouble)
        if trouble:
            self._failed.append(target)
        if view is not None:
            view.state(number, "failed" if trouble else "stopped" if stopped else "completed")

    def _tell_stopped(self) -> None:
        """Ctrl-C: what came has gone down the pipeline, which ends as usual; nothing after it is run."""
        unfinished = [t.label for t in self._open.values()]
        self._ctx.stop_after_this()
        if unfinished:
            self._host.write_line(f"No answer to the stop from {', '.join(unfinished)}.")

    def _detach(self, runs: RemoteRuns) -> None:
        """Ctrl-Z: the hosts that still run go on in a job."""
        from shell.remoting.fanout_jobs import adopt
        job = adopt(self._ctx.jobs, runs, list(self._open.values()), self._cmdlet._text, not self._cmdlet.HideComputerName)
        self._ctx.stop_after_this()
        self._cmdlet._runs = None
        self._host.end_fan_out()
        self._host.write_line(f"[{job.id}] {job.name} goes on in the background on {len(self._open)} of {len(runs.targets)} hosts. fg brings it back, Receive-Job reads it.")


def type_word(value: Value) -> str:
    """A word for an object in the view: its first property's value."""
    properties = getattr(value, "properties", None)
    if isinstance(properties, dict):
        for entry in properties.values():
            if isinstance(entry, (str, int, float)):
                return str(entry)
    return ""


def follow_one(cmdlet: Any, output: Any, target: Target) -> None:
    """One command in one session, with the same keys."""
    attend = getattr(cmdlet.ctx.host, "attend", None)
    if attend is None:
        for stream, values in target.invocation.runs():  # type: ignore[union-attr]
            output.records(target, stream, values)
        output.ended(target)
        return
    with attend() as keys:
        detached = _look(cmdlet, output, target, keys)
        stopped = keys.stop
    if not detached:
        output.ended(target)
        if stopped:
            cmdlet.ctx.stop_after_this()


def _look(cmdlet: Any, output: Any, target: Target, keys: Any) -> bool:
    """Read until the end; True when Ctrl-Z left it to a job."""
    invocation: Any = target.invocation
    asked = False
    while True:
        runs = invocation.runs(timeout=LOOK_SECONDS)
        while True:
            try:
                event = next(runs, None)
            except TimeoutError:
                break
            if event is None:
                return False
            output.records(target, *event)
            if keys.stop or keys.detach:
                break
        if keys.detach and not invocation.finished:
            runs.close()
            _leave_to_job(cmdlet, target)
            return True
        if keys.stop and not asked:
            asked = True
            invocation.stop()


def _leave_to_job(cmdlet: Any, target: Target) -> None:
    from shell.remoting.session_jobs import ShellSessionRunner, remote_job
    invocation: Any = target.invocation
    assert target.session is not None
    runner = ShellSessionRunner(target.session.session, lambda session: invocation, target.label, not cmdlet.HideComputerName, registry=cmdlet.sessions.runners)
    job = remote_job(cmdlet.ctx.jobs, [(runner, target.label, target.session)], cmdlet._text, None)
    cmdlet._live = None
    cmdlet.ctx.stop_after_this()
    cmdlet.ctx.host.write_line(f"[{job.id}] {job.name} goes on in the background on {target.label}. fg brings it back, Receive-Job reads it.")
