"""Jobs over sessions: Invoke-Command -AsJob makes one child job a session, each run by a SessionRunner (a jobs.JobRunner)."""
from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Callable, Optional, Union

from jobs.job import Job
from jobs.runners.plain import PlainRunner
from jobs.states import JobState, NotAwaitingInput
from jobs.streams import Stream
from sessions.errors import SessionError
from sessions.invocation import Invocation
from sessions.session import Session

Value = Any
Decode = Callable[[Session, int, Value], Value]
Start = Callable[[Session], Invocation]
Reason = Callable[[Session, Invocation], Value]


def _as_it_is(session: Session, stream: int, value: Value) -> Value:
    return value


def _plain_reason(session: Session, invocation: Invocation) -> Value:
    return invocation.error or invocation.reason


class SessionRunner(PlainRunner):
    """Runs one command in one session as a job. A thread reads the records, so a slow log holds the host back.

    session: an open one, or a callable that opens one (which is then closed at the end, and whose SessionError fails the job).
    start: makes the Invocation, usually `lambda session: session.invoke(...)`; for a command met again, `lambda session: invocation`.
    decode: from wire values to what the log keeps. reason: what a Failed job's reason is.
    """

    def __init__(self, session: Union[Session, Callable[[], Session]], start: Start, decode: Decode = _as_it_is, reason: Reason = _plain_reason) -> None:
        self._source = session
        self._start = start
        self._decode = decode
        self._reason = reason
        self._answers: list[Value] = []
        self._answered = threading.Event()
        self._stopping = threading.Event()
        self.session: Optional[Session] = session if isinstance(session, Session) else None
        self.invocation: Optional[Invocation] = None

    def start(self, job: Job) -> None:
        job.move(JobState.Running)
        if isinstance(self._source, Session) and not self._begin(job):
            return  # sent by now, so that a Disconnect right after finds a command that runs
        threading.Thread(target=self._run, args=(job,), name=f"job-{job.id}-session", daemon=True).start()

    def _begin(self, job: Job) -> bool:
        """Open the session if that is still to be done, and send the command; False when that failed: the job has ended then."""
        try:
            session = self.session = self._source if isinstance(self._source, Session) else self._source()
            self.invocation = self._start(session)
        except SessionError as error:
            self._failed(job, error)
            return False
        self.invocation._ui = lambda name, args: self._ask(job, name, args)
        return True

    def _failed(self, job: Job, error: SessionError) -> None:
        job.end(JobState.Failed, error)

    def _run(self, job: Job) -> None:
        if self.invocation is None and not self._begin(job):
            return
        session, invocation = self.session, self.invocation
        assert session is not None and invocation is not None
        try:
            self._follow(job, session, invocation)
        finally:
            self._left(session, invocation)

    def _left(self, session: Session, invocation: Invocation) -> None:
        """The command is over."""
        if not isinstance(self._source, Session):
            session.close()

    def _follow(self, job: Job, session: Session, invocation: Invocation) -> None:
        if self._stopping.is_set():
            invocation.stop()
        while True:
            for stream, values in invocation.runs():
                for value in values:
                    job.log.append(Stream(stream + 1), self._decode(session, stream, value))
            if invocation.finished:
                break
            job.move(JobState.Disconnected)
            invocation.await_return()
            if not invocation.finished:
                job.move(JobState.Running)
        state = JobState[invocation.state]
        job.end(state, self._reason(session, invocation) if state is JobState.Failed else None, invocation.exit_code)

    def _ask(self, job: Job, name: str, args: list[Value]) -> Value:
        """The command asks something: the job is Blocked until somebody answers through job.send_input."""
        self._answered.clear()
        job.pending_input = self._question(name, args)
        job.move(JobState.Blocked)
        self._answered.wait()
        if self._stopping.is_set():
            raise ConnectionError("the job was stopped")
        job.pending_input = None
        job.move(JobState.Running)
        return self._answers.pop()

    def _question(self, name: str, args: list[Value]) -> Value:
        """How a question is kept for those who look at the job."""
        return [name, *args]

    def stop(self, job: Job, grace: Optional[float]) -> None:
        """Asks the command to stop. A host that does not answer within the grace (10 s) leaves the job Stopped all the same."""
        self._stopping.set()
        self._answered.set()
        job.move(JobState.Stopping)
        if self.invocation is not None:
            try:
                self.invocation.stop()
            except SessionError:
                pass  # the session broke: the follower ends the job
        timer = threading.Timer(10.0 if grace is None else grace, lambda: job.end(JobState.Stopped))
        timer.daemon = True
        job.add_state_listener(lambda *_: timer.cancel() if job.finished else None)
        if not job.finished:
            timer.start()

    def send_input(self, job: Job, value: Value) -> None:
        if job.state != JobState.Blocked:
            raise NotAwaitingInput(job.id)
        self._answers.append(value)
        self._answered.set()


def remote_job(runners: Sequence[SessionRunner], locations: Sequence[str], command: str, name: Optional[str] = None) -> Job:
    """A RemoteJob with one child a runner, not started. Numbers: the parent first, then the children."""
    from jobs.job import new_job
    parent = new_job("RemoteJob", name=name, command=command, location=",".join(locations))
    for runner, location in zip(runners, locations):
        parent.adopt(new_job("RemoteChild", command=command, location=location, runner=runner))
    return parent
