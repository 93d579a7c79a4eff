"""An executor over dask.distributed (optional extra): each task a job process beside a worker, streams through the scheduler, a stop that stops."""
from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Optional

from jobs.codec import BatchEncoder
from jobs.job import Job, ResourceUsage, new_job
from jobs.runners.executor import Fetched, TaskSpec, TaskStatus
from jobs.runners.process import ProcessPool, ProcessRunner
from jobs.runners.server_client import WorkerSpec
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
            told = future.result()
            if told["state"] == LOST:
                return TaskStatus(JobState.Running, worker=told["worker"], lost=True)
            return _ended(told)
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


def _ended(told: dict[str, Any]) -> TaskStatus:
    """What run_on_worker told of the end."""
    reason: Value = told["reason"]
    if isinstance(reason, list):
        reason = RemoteFailure(*reason)
    usage = None if told["usage"] is None else ResourceUsage(*told["usage"])
    return TaskStatus(JobState(told["state"]), reason, told["worker"], told["exit_code"], usage=usage)


class _Sealed:
    """Records pass through a worker as they are: nothing is decoded there."""

    def encoder(self, stream: int) -> BatchEncoder:
        raise NotImplementedError("a worker encodes nothing")

    def decode(self, stream: int, payload: bytes) -> Sequence[Value]:
        return [payload]


_POOLS: dict[WorkerSpec, ProcessPool] = {}
_POOLS_LOCK = threading.Lock()


def _pool(spec: WorkerSpec) -> ProcessPool:
    """The worker's own pool: its fork server stays warm from task to task."""
    with _POOLS_LOCK:
        if spec not in _POOLS:
            _POOLS[spec] = ProcessPool(spec)
        return _POOLS[spec]


def run_on_worker(key: str, worker: tuple[Any, ...], request: bytes, header: dict[str, Any]) -> dict[str, Any]:
    """Runs inside a dask worker: how the job ended, or only that it is LOST when this is a run nobody asked for."""
    distributed = _distributed()
    address = distributed.get_worker().address
    client = distributed.get_client()
    queue, stop, started = (distributed.Queue(f"{key}-out", client=client), distributed.Event(f"{key}-stop", client=client),
                            distributed.Event(f"{key}-started", client=client))
    if started.is_set():
        return {"state": LOST, "worker": address}
    started.set()
    argv, entry, preload = worker
    runner = ProcessRunner(_pool(WorkerSpec(tuple(argv), entry, tuple(preload))), request, codec=_Sealed(), cwd=header["cwd"], env=header["env"],
                           grace=STOP_GRACE_SECONDS)
    job = new_job("PythonJob", runner=runner, command=key)
    _pass_on(job, queue, stop)
    reason = job.reason
    if isinstance(reason, RemoteFailure):
        reason = [reason.type_name, reason.message, reason.detail]
    elif isinstance(reason, BaseException):
        reason = [type(reason).__name__, str(reason), ""]
    usage = None if job.usage is None else tuple(job.usage)
    job.dispose()
    return {"state": int(job.state), "reason": reason, "exit_code": job.exit_code, "usage": usage, "worker": address}


def _pass_on(job: Job, queue: Any, stop: Any) -> None:
    """Run the job to its end, its records to the queue as they come."""
    news = threading.Event()
    job.log.add_listener(lambda _: news.set())
    job.add_state_listener(lambda *_: news.set())
    job.start()
    offset, over = 0, False
    while not over:
        news.wait(STOP_CHECK_SECONDS)
        news.clear()
        over = job.finished
        records, offset = job.log.payloads(offset)
        while records:
            queue.put([(int(stream), count, payload) for stream, count, payload in records])
            records, offset = job.log.payloads(offset)
        if not over and not job.stop_requested and stop.is_set():
            job.request_stop()
