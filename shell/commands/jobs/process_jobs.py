"""Starting jobs in processes of their own: the request, the pool with its fork server, retries, time limits, dependencies."""
from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from typing import Any, Optional

from jobs.job import Job
from jobs.runners.fork_server import python_argv
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.server_client import WorkerSpec
from jobs.scheduling import start_after, supervise
from jobs.states import JobState, JobStateInfo
from jobs.throttling import ThrottleQueue
from shell.objects.records import ErrorRecord
from shell.remoting.adapt import to_wire
from shell.remoting.job_codec import JobCodec, encode_request

Value = Any
ENTRY = "shell.job_main:main"
PRELOAD = ("shell.job_preload",)
GROUPS = ThrottleQueue(sys.maxsize)
"""Process jobs with a throttle group: only their groups have limits."""
_LOCK = threading.Lock()
_POOL: list[ProcessPool] = []


def process_pool() -> ProcessPool:
    """The program's pool; its server starts with the first job."""
    with _LOCK:
        if not _POOL:
            _POOL.append(ProcessPool(WorkerSpec(tuple(python_argv(sys.path)), ENTRY, PRELOAD)))
        return _POOL[0]


class ProcessRequest:
    """What a job's process is to do, and under which conditions."""

    def __init__(self, script: str, *, args: Sequence[Value] = (), input: Optional[Sequence[Value]] = None, using: Optional[dict[str, Value]] = None,
                 init: str = "", folder: str = "", under: Sequence[Value] = ()) -> None:
        """under: ($_,) or nothing."""
        self.under = under
        self.script, self.args, self.input, self.using, self.init, self.folder = script, args, input, using or {}, init, folder

    def encoded(self) -> bytes:
        return encode_request({
            "script": self.script, "args": [to_wire(v) for v in self.args], "input": None if self.input is None else [to_wire(v) for v in self.input],
            "using": {name: to_wire(v) for name, v in self.using.items()}, "init": self.init,
            "under": [to_wire(v) for v in self.under]})


class Conditions:
    """When and how often a job runs: PowerShell has none of these. place: (throttle group, its new limit or 0)."""

    def __init__(self, timeout: Optional[float] = None, retries: int = 0, delay: float = 0.0, after: Sequence[Job] = (),
                 after_failure: Sequence[Job] = (), place: Optional[tuple[str, int]] = None) -> None:
        self.timeout, self.retries, self.delay, self.after, self.after_failure = timeout, retries, delay, after, after_failure
        self.place = place

    def start(self, job: Job) -> None:
        """Start the job under these conditions."""
        if self.retries or self.timeout is not None:
            supervise(job, retries=self.retries, delay=self.delay, timeout=self.timeout)
        if self.after or self.after_failure:
            start_after(job, self.after, self.after_failure, lambda: self._take_turn(job))
        else:
            self._take_turn(job)

    def _take_turn(self, job: Job) -> None:
        if self.place is None:
            job.start()
            return
        group, limit = self.place
        if limit:
            GROUPS.set_group_limit(group, limit)
        GROUPS.submit(job, group)


def start_process_job(ctx: Any, request: ProcessRequest, command: str, name: Optional[str] = None, conditions: Optional[Conditions] = None) -> Job:
    """A BackgroundJob with its child, started."""
    runner = ProcessRunner(process_pool(), request.encoded(), codec=JobCodec(), cwd=request.folder or ctx.native_directory(),
                           encode_input=lambda value: json.dumps(value).encode())
    job = ctx.jobs.new_with_child("BackgroundJob", runner, name=name, command=command)
    if request.init:
        job.child_jobs[0].add_state_listener(_leak_startup_error(ctx))
    (conditions or Conditions()).start(job)
    return job  # type: ignore[no-any-return]


def _leak_startup_error(ctx: Any) -> Any:
    """An error of the initialization script shows at once, as PowerShell's does."""
    def listen(job: Job, now: JobStateInfo, before: JobStateInfo) -> None:
        if now.state == JobState.Failed and isinstance(now.reason, ErrorRecord) and isinstance(now.reason.target, str) and now.reason.target:
            ctx.host.write_error_line(now.reason.target)
    return listen
