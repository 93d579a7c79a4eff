"""Jobs on another engine: -Executor dask://host:port."""
from __future__ import annotations

import sys
from typing import Any, Optional

from jobs.job import Job
from jobs.runners.executor import ExecutorDriver, ExecutorRunner, TaskSpec
from jobs.runners.fork_server import python_argv
from jobs.runners.server_client import WorkerSpec
from jobs.states import JobError
from shell.clr.exceptions import InvalidOperationException
from shell.commands.jobs.process_jobs import ENTRY, PRELOAD, Conditions, ProcessRequest
from shell.remoting.job_codec import JobCodec

_DRIVERS: dict[str, ExecutorDriver] = {}


def driver_of(address: str) -> ExecutorDriver:
    """The one driver of an executor's address."""
    found = _DRIVERS.get(address)
    if found is None:
        scheme, _, place = address.partition("://")
        if scheme.lower() != "dask" or not place:
            raise InvalidOperationException(f"The executor '{address}' is not known. Known executors are dask://host:port.", error_id="UnknownExecutor",
                                            category="InvalidArgument", target=address)
        from jobs.runners.dask import DaskExecutor
        try:
            executor = DaskExecutor(f"tcp://{place}", WorkerSpec(tuple(python_argv(sys.path)), ENTRY, PRELOAD))
        except (JobError, ConnectionError) as error:
            raise InvalidOperationException(f"The executor '{address}' cannot be used: {error}.", error_id="ExecutorUnavailable", category="ConnectionError",
                                            target=address) from error
        found = _DRIVERS[address] = ExecutorDriver(executor)
    return found


def start_executor_job(ctx: Any, request: ProcessRequest, command: str, name: Optional[str], address: str, rerunnable: bool = False,
                       conditions: Optional[Conditions] = None) -> Job:
    """An ExecutorJob with its child, handed to the executor."""
    runner = executor_runner(ctx, request, address, rerunnable)
    job: Job = ctx.jobs.new_with_child("ExecutorJob", runner, name=name, command=command, location=address)
    (conditions or Conditions()).start(job)
    return job


def executor_runner(ctx: Any, request: ProcessRequest, address: str, rerunnable: bool = False) -> ExecutorRunner:
    data = request.encoded()
    folder = request.folder or ctx.native_directory()
    return ExecutorRunner(driver_of(address), lambda job: TaskSpec(f"{job.instance_id}-{job.attempt}", data, cwd=folder, rerunnable=rerunnable), JobCodec())
