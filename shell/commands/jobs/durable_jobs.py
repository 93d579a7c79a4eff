"""Durable jobs: jobs whose runner outlives the shell, kept in a store of the user's; a later shell finds them there."""
from __future__ import annotations

import sys
from typing import Any, Optional

from jobs.job import Job
from jobs.runners.durable import attach, durable_argv, start_durable
from jobs.scheduling import Limits
from jobs.store import DurableJobNotFound, JobStore
from shell.commands.jobs.job_objects import PSJob
from shell.commands.jobs.process_jobs import ENTRY, ProcessRequest
from shell.remoting.job_codec import JobCodec

_STORE: list[JobStore] = []


def store() -> JobStore:
    """The user's store, opened once (XDG_STATE_HOME)."""
    if not _STORE:
        _STORE.append(JobStore())
    return _STORE[0]


def _argv() -> list[str]:
    return durable_argv([path for path in sys.path if path])


def start_durable_job(ctx: Any, request: ProcessRequest, command: str, name: Optional[str], limits: Limits = Limits()) -> Job:
    """A DurableJob, running and in the session's list."""
    job = start_durable(store(), request.encoded(), entry=ENTRY, name=name, command=command, cwd=request.folder or ctx.native_directory(), codec=JobCodec(),
                        argv=_argv(), numbers=ctx.jobs.numbers, job_class=PSJob, limits=limits)
    ctx.jobs.add(job)
    return job


def adopt_durable_jobs(ctx: Any) -> None:
    """Take every durable job of the store that this session does not know yet into its list."""
    known = {job.attributes.get("durable") for job in ctx.jobs.jobs}
    for record in store().records():
        if record.number not in known:
            ctx.jobs.add(attach(store(), record.number, codec=JobCodec(), argv=_argv(), numbers=ctx.jobs.numbers, job_class=PSJob))


def forget_durable_job(job: Job) -> None:
    """A removed job leaves the store, too, with its log."""
    try:
        store().remove(job.attributes["durable"])
    except DurableJobNotFound:
        return  # another shell has removed it
