"""Remote jobs: Invoke-Command -AsJob's child jobs, each following one command in one session. What it keeps are PowerShell's values.

What a job has read but nobody has received stays unacknowledged on the host, so that another shell can still read it.
"""
from __future__ import annotations

from typing import Any, Callable, Optional, Union

from jobs.job import Job
from jobs.states import PERSISTENT, JobState
from jobs.streams import Stream
from sessions.engine import ERROR, HOST, INFORMATION, OUTPUT
from sessions.errors import SessionBroken, SessionBusy, SessionError
from sessions.invocation import Invocation
from sessions.runners import SessionRunner
from sessions.session import Session
from shell.objects.records import ErrorRecord
from shell.remoting.incoming import Origin, origin_of, record_of
from shell.remoting.remote_errors import BROKEN, broken_error, open_error, stopped_error

Value = Any
BUSY = "The pipeline was not run because a pipeline is already running. Pipelines cannot be run concurrently."


class ShellSessionRunner(SessionRunner):
    """SessionRunner that keeps PowerShell's values. `describe(error)` gives the text for a host that could not be reached."""

    def __init__(self, source: Union[Session, Callable[[], Session]], start: Callable[[Session], Invocation], location: str, show: bool = True,
                 describe: Callable[[SessionError], str] = lambda e: e.message, registry: Optional[dict[str, Any]] = None) -> None:
        super().__init__(source, start)
        self._location = location
        self._show = show
        self._describe = describe
        self._registry = registry if registry is not None else {}
        self._origin: Optional[Origin] = None
        self._job: Optional[Job] = None
        self._unacknowledged: list[tuple[int, int, int]] = []  # (records logged by then, sequence number, message)
        self._logged = 0

    @property
    def temporary(self) -> bool:
        return not isinstance(self._source, Session)

    def start(self, job: Job) -> None:
        """Another attempt sends the command anew (in a new session, if it had one of its own)."""
        self.invocation = None
        self._unacknowledged = []
        self._stopping.clear()
        super().start(job)

    def _begin(self, job: Job) -> bool:
        self._job = job
        if not super()._begin(job):
            return False
        assert self.session is not None and self.invocation is not None
        self._origin = origin_of(self.session, self._show)
        self._origin.rows = bool(getattr(self.invocation, "rows", False))
        self._registry[self.invocation.id] = self
        return True

    def _failed(self, job: Job, error: SessionError) -> None:
        if isinstance(error, SessionBusy):
            self._end(job, stopped_error(BUSY, error_id="JobFailure"))
        else:
            self._end(job, open_error(self._location, self._describe(error), self._location, "", "PSSessionStateBroken"))

    def _left(self, session: Session, invocation: Invocation) -> None:
        self._registry.pop(invocation.id, None)
        super()._left(session, invocation)

    def await_disconnected(self) -> None:
        """The session was disconnected: return once the job shows it, so that the next command sees the state."""
        job = self._job
        if job is None:
            return
        settled = PERSISTENT
        job.wait(5.0, until=settled)
        if job.parent is not None:
            job.parent.wait(1.0, until=settled)

    def _end(self, job: Job, record: ErrorRecord) -> None:
        record_class = type(record)
        reason = record if record_class is not ErrorRecord else _marked(record)
        job.end(JobState.Failed, reason)

    def _follow(self, job: Job, session: Session, invocation: Invocation) -> None:
        if self._stopping.is_set():
            invocation.stop()
        while True:
            for stream, values in invocation.runs(self._read):
                self._keep(job, stream, values)
            if invocation.finished:
                break
            job.move(JobState.Disconnected)
            invocation.await_return()
            if not invocation.finished:
                job.move(JobState.Running)
        self._conclude(job, session, invocation)

    def _keep(self, job: Job, stream: int, values: list[Value]) -> None:
        origin = self._origin
        assert origin is not None
        kept = [value if stream == HOST else record_of(stream, value, origin) for value in values]
        if stream == INFORMATION:
            kept = [k for k, wire in zip(kept, values) if not getattr(wire, "properties", {}).get("Hidden")]
        if stream == HOST:
            kept = [v[0] if isinstance(v, list) else v for v in kept]
        job.log.extend(Stream(stream + 1), kept)
        self._logged += len(kept)

    def _question(self, name: str, args: list[Value]) -> Value:
        """The form in which every job keeps what it asks."""
        if name == "choose" and len(args) == 4:
            return {"caption": args[0], "message": args[1], "choices": args[2], "default": args[3]}
        return {"prompt": args[0] if args else "", "secure": bool(args[1]) if len(args) > 1 else False}

    def _read(self, seq: int, message: int) -> None:
        """A run has been logged; it is acknowledged when it has been received from the job."""
        self._unacknowledged.append((self._logged, seq, message))
        if len(self._unacknowledged) % 64 == 0:
            self.acknowledge()

    def acknowledge(self) -> None:
        """Tell the host what has reached the user."""
        job, invocation = self._job, self.invocation
        if job is None or invocation is None:
            return
        taken = job.log.default.taken
        while self._unacknowledged and self._unacknowledged[0][0] <= taken:
            _, seq, message = self._unacknowledged.pop(0)
            invocation.session._consumed(seq, message)

    def _conclude(self, job: Job, session: Session, invocation: Invocation) -> None:
        self.acknowledge()
        origin = self._origin
        assert origin is not None
        state = JobState[invocation.state]
        reason: Value = None
        if invocation.error is not None and state is not JobState.Stopped:
            state = JobState.Failed
            text = BROKEN if isinstance(invocation.error, SessionBroken) else invocation.error.message
            reason = broken_error(session.computer_name, session.instance_id, self.temporary, text)
        elif state is JobState.Failed:
            reason = origin.error(invocation.reason)
            reason.invocation = None
        job.end(state, reason, invocation.exit_code)


def _marked(record: ErrorRecord) -> ErrorRecord:
    """An opening error that says it comes complete."""
    from shell.remoting.remote_errors import RemotingErrorRecord
    made = RemotingErrorRecord(record.exception, record.error_id, record.category_info.category, record.target, record.details)
    made.category_info, made.fully_qualified_id, made.preserve_id = record.category_info, record.fully_qualified_id, True
    made.short_id, made.thrown = record.error_id, False
    return made


def remote_job(jobs: Any, parts: list[tuple[ShellSessionRunner, str, Value]], command: str, name: Optional[str]) -> Job:
    """A RemoteJob with one child a host (runner, location, PSSession or None), started and in the table."""
    parent = jobs.new("RemoteJob", name=name, command=command, location=",".join(location for _, location, _ in parts))
    for runner, location, session in parts:
        jobs.new_child(parent, runner=runner, location=location, session=session)
    parent.start()
    return parent  # type: ignore[no-any-return]


__all__ = ["ERROR", "OUTPUT", "ShellSessionRunner", "remote_job"]
