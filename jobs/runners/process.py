"""Jobs in processes of their own: started from a warm fork server, or by spawning when there is none to be had."""
from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from typing import Any, Callable, Optional

from jobs.codec import Codec, PickleCodec
from jobs.job import Job, ResourceUsage
from jobs.runners.job_channel import JobChannel
from jobs.runners.launching import Launch
from jobs.runners.reactor import REACTOR
from jobs.runners.server_client import ForkServer, WorkerSpec
from jobs.states import JobState, JobVerbNotSupported, NotAwaitingInput, SpawnFailed, Value
from jobs.streams import StreamLog

START_TIMEOUT_SECONDS = 20.0
STOP_GRACE_SECONDS = 2.0


class ProcessPool:
    """Starts job processes of one WorkerSpec; owns the fork server. Share one per program."""

    def __init__(self, spec: WorkerSpec, *, use_server: bool = True, start_timeout: float = START_TIMEOUT_SECONDS) -> None:
        self.spec = spec
        self.start_timeout = start_timeout
        self._use_server = use_server and hasattr(os, "fork")
        self._server: Optional[ForkServer] = None
        self._lock = threading.Lock()
        self._pid = os.getpid()

    def warm(self) -> None:
        """Start the server now, so that the first job need not wait for it."""
        if self._use_server:
            self.server()

    def server(self) -> Optional[ForkServer]:
        """The server in use (a new one if the last was lost); None when jobs must be spawned, after a server could not even load."""
        with self._lock:
            if not self._use_server:
                return None
            if self._pid != os.getpid():
                self._server, self._pid = None, os.getpid()  # a fork of the owner: the server is not ours
            server = self._server
            if server is not None and server.broken is not None:
                self._use_server = False
                return None
            if server is None or not server.alive:
                try:
                    server = self._server = ForkServer(self.spec)
                except SpawnFailed:
                    self._use_server = False
                    return None
            return server

    @property
    def server_pid(self) -> Optional[int]:
        return None if self._server is None or not self._server.alive else self._server.pid

    def close(self) -> None:
        """Let the server go; running jobs go on."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()


class ProcessRunner:
    """Runs one request, each start in a new process. The entry named in the spec gets it as context.request."""

    def __init__(self, pool: ProcessPool, request: bytes, *, codec: Optional[Codec] = None, cwd: Optional[str] = None,
                 env: Optional[Mapping[str, str]] = None, grace: float = STOP_GRACE_SECONDS,
                 encode_input: Callable[[Value], bytes] = lambda value: json.dumps(value).encode(),
                 decode_question: Callable[[bytes], Value] = lambda data: json.loads(data)) -> None:
        self._pool = pool
        self._request = request
        self._codec: Codec = codec if codec is not None else PickleCodec()
        self._header: dict[str, Any] = {"cwd": cwd if cwd is not None else os.getcwd(), "env": dict(os.environ if env is None else env)}
        self._grace = grace
        self._encode_input = encode_input
        self._decode_question = decode_question
        self._channel: Optional[JobChannel] = None

    def new_log(self, retain: bool) -> StreamLog:
        """A log that decodes what this runner's jobs send."""
        return StreamLog(self._codec, retain)

    def start(self, job: Job) -> None:
        job.move(JobState.Running)
        launch = Launch(self._pool, self._header, self._request, self._codec, self._decode_question)
        self._channel = channel = JobChannel(job, launch)
        REACTOR.call(channel.open)

    def stop(self, job: Job, grace: Optional[float]) -> None:
        channel = self._channel
        if channel is None:
            job.end(JobState.Stopped)
            return
        seconds = self._grace if grace is None else grace
        REACTOR.call(lambda: channel.stop(seconds))

    def suspend(self, job: Job) -> None:
        channel = self._channel
        if channel is None or job.state not in (JobState.Running, JobState.Blocked):
            raise JobVerbNotSupported(job.kind.name, "suspend", f"it is {job.state.name}")
        job.move(JobState.Suspending)
        REACTOR.call(channel.suspend)

    def resume(self, job: Job) -> None:
        channel = self._channel
        if channel is None:
            raise JobVerbNotSupported(job.kind.name, "resume", "it has not started")
        REACTOR.call(channel.resume)

    def send_input(self, job: Job, value: Value) -> None:
        channel = self._channel
        if channel is None or job.state != JobState.Blocked:
            raise NotAwaitingInput(job.id)
        data = self._encode_input(value)
        job.pending_input = None
        job.move(JobState.Running)
        REACTOR.call(lambda: channel.answer(data))

    def usage(self, job: Job) -> Optional[ResourceUsage]:
        """Of the job's own process, where /proc tells."""
        return None if job.process_id is None else sample_usage(job.process_id)


def sample_usage(pid: int) -> Optional[ResourceUsage]:
    """Processor seconds and peak memory of a living process, or None where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            fields = stat.read().rpartition(b")")[2].split()
        with open(f"/proc/{pid}/status", "rb") as status:
            peak = next((int(line.split()[1]) * 1024 for line in status if line.startswith(b"VmHWM")), 0)
    except (OSError, ValueError):
        return None
    ticks = os.sysconf("SC_CLK_TCK")
    return ResourceUsage(sum(int(field) for field in fields[11:15]) / ticks, peak)
