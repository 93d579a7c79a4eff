"""A fan-out that was running in the foreground as a job: what is still to come from its hosts goes to child jobs."""
from __future__ import annotations

import threading
from typing import Any, Optional

from jobs.job import Job
from jobs.runners.plain import PlainRunner
from jobs.states import JobState, JobVerbNotSupported
from jobs.streams import Stream
from sessions.engine import HOST
from sessions.errors import SessionBroken, SessionError
from shell.remoting.incoming import origin_of, record_of
from shell.remoting.remote_errors import BROKEN, broken_error, failure_text, open_error
from shell.remoting.remote_runs import RemoteRuns, Target

Value = Any


class RunningTarget(PlainRunner):
    """The runner of one child: its command runs already; it can be stopped, not suspended."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def start(self, job: Job) -> None:
        job.move(JobState.Running)

    def stop(self, job: Job, grace: Optional[float]) -> None:
        job.move(JobState.Stopping)
        invocation = self.target.invocation
        if invocation is not None:
            try:
                invocation.stop()
            except SessionError:
                return  # broken: its end comes

    def send_input(self, job: Job, value: Value) -> None:
        raise JobVerbNotSupported(job.kind.name, "send input to")


def adopt(jobs: Any, runs: RemoteRuns, unfinished: list[Target], command: str, show: bool) -> Job:
    """A RemoteJob with a child for each unfinished target, fed from the runs until all have ended."""
    parent = jobs.new("RemoteJob", command=command, location=",".join(t.label for t in unfinished))
    children = {}
    for target in unfinished:
        children[id(target)] = jobs.new_child(parent, runner=RunningTarget(target), location=target.label, session=target.session)
        if target.invocation is not None:
            target.invocation._ui = _nobody
    parent.start()
    threading.Thread(target=_pump, args=(runs, children, len(unfinished), show), name=f"job-{parent.id}-fan-out", daemon=True).start()
    return parent  # type: ignore[no-any-return]


def _nobody(name: str, args: list[Value]) -> Value:
    raise ConnectionError("the command was moved to the background: nobody is there to answer")


def _pump(runs: RemoteRuns, children: dict[int, Job], left: int, show: bool) -> None:
    while left:
        target, stream, values = runs.next()  # type: ignore[misc]
        job = children.get(id(target))
        if job is None:
            continue
        if stream >= 0:
            _keep(job, target, stream, values, show)
            continue
        left -= 1
        _end(job, target, show)


def _keep(job: Job, target: Target, stream: int, values: list[Value], show: bool) -> None:
    assert target.session is not None
    origin = origin_of(target.session.session, show)
    if stream == HOST:
        kept = [v[0] if isinstance(v, list) else v for v in values]
    else:
        kept = [record_of(stream, v, origin) for v in values]
    job.log.extend(Stream(stream + 1), kept)


def _end(job: Job, target: Target, show: bool) -> None:
    invocation = target.invocation
    if target.error is not None:
        job.end(JobState.Failed, open_error(target.label, failure_text(target.error, None), target.label, "", "PSSessionStateBroken"))
    elif invocation is None:
        job.end(JobState.Stopped)
    elif invocation.error is not None and invocation.state != "Stopped":
        text = BROKEN if isinstance(invocation.error, SessionBroken) else invocation.error.message
        assert target.session is not None
        job.end(JobState.Failed, broken_error(target.label, target.session.instance_id, target.temporary, text))
    elif invocation.state == "Failed":
        assert target.session is not None
        reason = origin_of(target.session.session, show).error(invocation.reason)
        reason.invocation = None
        job.end(JobState.Failed, reason, invocation.exit_code)
    else:
        job.end(JobState[invocation.state], None, invocation.exit_code)
