"""Starting Python callables as jobs in a line: on a thread, or in a process from the warm fork server."""
from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Callable, Optional, Union

from jobs.job import Job
from jobs.runners.callables import ENTRY, current, pack_call, thread_target
from jobs.runners.fork_server import python_argv
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.server_client import WorkerSpec
from jobs.runners.thread import ThreadRunner
from jobs.scheduling import start_after, supervise
from jobs.states import Value
from jobs.streams import Stream
from jobs.table import JobTable
from jobs.waiting import wait_all

TABLE = JobTable()
"""Where start puts jobs when no table is given."""

_LOCK = threading.Lock()
_POOL: list[ProcessPool] = []


def process_pool() -> ProcessPool:
    """The pool Python callables run in; its server starts with the first job, or with warm()."""
    with _LOCK:
        if not _POOL:
            _POOL.append(ProcessPool(WorkerSpec(tuple(python_argv(sys.path)), ENTRY)))
        return _POOL[0]


def start(function: Callable[..., Value], *args: Value, name: Optional[str] = None, process: bool = False, table: Optional[JobTable] = None,
          retries: int = 0, retry_delay: float = 0.0, timeout: Optional[float] = None, after: Sequence[Job] = (),
          after_failure: Sequence[Job] = (), **kwargs: Value) -> Job:
    """Run function(*args, **kwargs) as a job and return it at once.

    A generator's values, or the value returned if it is not None, become output; an exception makes the job Failed with it as the reason.
    process=True runs it in a process of its own: function and arguments must then be picklable. timeout is seconds an attempt.
    """
    command = getattr(function, "__qualname__", repr(function))
    runner: Union[ThreadRunner, ProcessRunner]
    if process:
        runner = ProcessRunner(process_pool(), pack_call(function, args, kwargs))
    else:
        runner = ThreadRunner(thread_target(function, args, kwargs))
    job = (TABLE if table is None else table).new("PythonJob", name=name, command=command, runner=runner)
    if retries or timeout is not None:
        supervise(job, retries=retries, delay=retry_delay, timeout=timeout)
    if after or after_failure:
        start_after(job, after, after_failure)
    else:
        job.start()
    return job


def emit(value: Value, stream: Stream = Stream.Output) -> None:
    """From inside a job started here: one record of output."""
    current().emit(stream, value)


def wait(*jobs: Job, timeout: Optional[float] = None) -> bool:
    """Until all have finished; False at the timeout (seconds)."""
    return wait_all(jobs, timeout, force=True)
