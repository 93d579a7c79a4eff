"""An executor over dask.distributed (optional extra): each task a job process beside a worker, streams through the scheduler, a stop that stops."""
from __future__ import annotations

import importlib
import json
import select
import signal
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Optional

from jobs.job import ResourceUsage
from jobs.runners import frames
from jobs.runners.executor import Fetched, TaskSpec, TaskStatus
from jobs.runners.frames import FrameReader, JobEnd
from jobs.runners.server_client import WorkerSpec, spawn
from jobs.states import JobError, JobState, RemoteFailure, Value

STOP_CHECK_SECONDS = 0.2
STOP_GRACE_SECONDS = 2.0
LOST = "lost"


class DaskMissing(JobError):
    """dask.distributed is not installed here."""

    def __init__(self) -> None:
        super().__init__("the dask executor needs dask.distributed: pip install 'pssession[dask]'")


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise DaskMissing() from error


class _Sent(NamedTuple):
    future: Any
    queue: Any
    stop: Any
    started: Any


class _Output:
    """Records drained from the scheduler's queue that the driver has not passed yet."""

    def __init__(self) -> None:
        self.base = 0
        self.records: list[tuple[int, int, bytes]] = []


class DaskExecutor:
    """address as dask takes it (tcp://host:port). worker names how workers start job processes; this package must be importable there."""

    def __init__(self, address: str, worker: WorkerSpec, *, client: Any = None) -> None:
        self._distributed = _distributed()
        try:
            self._client = client if client is not None else self._distributed.Client(address, set_as_default=False)
        except OSError as error:
            raise ConnectionError(f"no dask scheduler at {address}: {error}") from error
        self._worker = worker
        self._news = threading.Event()
        self._sent: dict[str, _Sent] = {}
        self._output: dict[str, _Output] = {}

    def submit(self, spec: TaskSpec) -> None:
        """Second runs dask starts of its own accord (after losing a worker) return at once as lost: whether to rerun is decided here."""
        make = self._distributed
        sent = _Sent(None, make.Queue(f"{spec.key}-out", client=self._client), make.Event(f"{spec.key}-stop", client=self._client),
                     make.Event(f"{spec.key}-started", client=self._client))
        future = self._client.submit(run_on_worker, spec.key, tuple(self._worker), spec.request, {"cwd": spec.cwd, "env": _plain(spec.env)},
                                     key=spec.key, pure=False, priority=spec.priority, workers=list(spec.workers) or None)
        future.add_done_callback(lambda _: self._news.set())
        self._sent[spec.key] = sent._replace(future=future)
        self._output[spec.key] = _Output()

    def poll(self, keys: Sequence[str], timeout: float) -> Mapping[str, TaskStatus]:
        if self._client.status not in ("running", "connecting"):
            raise ConnectionError(f"the dask client is {self._client.status}")
        self._news.wait(timeout)
        self._news.clear()
        return {key: self._status(self._sent[key].future) for key in keys if key in self._sent}

    def _status(self, future: Any) -> TaskStatus:
        if future.status == "finished":
            result = future.result()
            if result[0] == LOST:
                return TaskStatus(JobState.Running, worker=result[1], lost=True)
            return _ended(JobEnd(*result[0]), result[1])
        if future.status == "error":
            error = future.exception()
            if type(error).__name__ == "KilledWorker":
                return TaskStatus(JobState.Running, worker=str(getattr(error.last_worker, "address", "")), lost=True)
            return TaskStatus(JobState.Failed, RemoteFailure(type(error).__name__, str(error)))
        if future.status == "cancelled":
            return TaskStatus(JobState.Stopped)
        return TaskStatus(JobState.Running, lost=future.status == "lost")

    def cancel(self, key: str) -> None:
        sent = self._sent.get(key)
        if sent is not None:
            sent.stop.set()
            if not sent.started.is_set():
                sent.future.cancel()

    def fetch(self, key: str, offset: int) -> Fetched:
        output, sent = self._output[key], self._sent[key]
        del output.records[:offset - output.base]
        output.base = offset
        if sent.queue.qsize():
            for batch in sent.queue.get(batch=True):
                output.records.extend(batch)
        return Fetched(list(output.records), offset + len(output.records))

    def forget(self, key: str) -> None:
        sent = self._sent.pop(key, None)
        self._output.pop(key, None)
        if sent is not None:
            sent.future.release()
            sent.queue.close()
            sent.stop.clear()
            sent.started.clear()

    def close(self) -> None:
        self._client.close()


def _plain(env: Optional[Mapping[str, str]]) -> Optional[dict[str, str]]:
    return None if env is None else dict(env)


def _ended(end: JobEnd, worker: str) -> TaskStatus:
    reason: Value = None
    if end.reason_form == frames.REASON_EXCEPTION:
        reason = RemoteFailure(*json.loads(end.reason))
    elif end.reason_form == frames.REASON_ENCODED:
        reason = end.reason
    return TaskStatus(JobState(end.state), reason, worker, end.exit_code, usage=ResourceUsage(end.cpu_seconds, end.peak_memory))


def run_on_worker(key: str, worker: tuple[Any, ...], request: bytes, header: dict[str, Any]) -> tuple[Any, str]:
    """Runs inside a dask worker: (fields of JobEnd, the worker's address), or (LOST, address) when this is a run nobody asked for."""
    distributed = _distributed()
    address = distributed.get_worker().address
    client = distributed.get_client()
    queue, stop, started = (distributed.Queue(f"{key}-out", client=client), distributed.Event(f"{key}-stop", client=client),
                            distributed.Event(f"{key}-started", client=client))
    if started.is_set():
        return LOST, address
    started.set()
    return tuple(_Run(WorkerSpec(*worker), queue, stop).run(request, header)), address


class _Run:
    """One job process driven by one task of a worker."""

    def __init__(self, spec: WorkerSpec, queue: Any, stop: Any) -> None:
        self._spec = spec
        self._queue = queue
        self._stop = stop
        self._reader = FrameReader()
        self._end: Optional[JobEnd] = None

    def run(self, request: bytes, header: dict[str, Any]) -> JobEnd:
        ours, theirs = socket.socketpair()
        process = spawn(self._spec, "job", theirs)
        theirs.close()
        with ours:
            ours.sendall(frames.pack_start(header, request))
            stopped_at: Optional[float] = None
            while self._read(ours):
                if stopped_at is None and self._stop.is_set():
                    stopped_at = time.monotonic()
                    ours.sendall(frames.pack(frames.STOP))
                elif stopped_at is not None and time.monotonic() - stopped_at > STOP_GRACE_SECONDS:
                    _kill_group(process.pid)
        code = process.wait()
        if self._end is not None:
            return self._end
        if stopped_at is not None:
            return JobEnd(int(JobState.Stopped), None, 0.0, 0)
        reason = json.dumps(["ProcessDied", f"the job's process ended abnormally with status {code}", ""]).encode()
        return JobEnd(int(JobState.Failed), 128 - code if code < 0 else code, 0.0, 0, frames.REASON_EXCEPTION, reason)

    def _read(self, channel: socket.socket) -> bool:
        """Take in what has come; False at the end."""
        ready, _, _ = select.select([channel], [], [], STOP_CHECK_SECONDS)
        if not ready:
            return True
        try:
            data = channel.recv(1 << 18)
        except ConnectionError:
            return False
        batch: list[tuple[int, int, bytes]] = []
        for frame in self._reader.feed(data):
            if frame.type == frames.RECORDS:
                batch.append((frame.stream, frame.number, frame.payload))
            elif frame.type == frames.FINISHED:
                self._end = frames.unpack_end(frame.payload)
            elif frame.type == frames.BROKEN:
                self._end = JobEnd(int(JobState.Failed), 70, 0.0, 0, frames.REASON_EXCEPTION, frame.payload)
        if batch:
            self._queue.put(batch)
        return bool(data) and self._end is None


def _kill_group(pid: int) -> None:
    import os
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # gone by itself
