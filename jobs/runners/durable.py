"""Durable jobs from a shell's side: starting the detached runner, attaching to a job of the store, its verbs by signal and record."""
from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Callable, Optional

from jobs.codec import Codec, PickleCodec
from jobs.cursors import Cursor
from jobs.durable_log import DurableLog
from jobs.job import PROCESS_NUMBERS, Job, JobNumbers, ResourceUsage
from jobs.kinds import KINDS
from jobs.processes import send_signal
from jobs.runners.process import sample_usage
from jobs.runners.reactor import REACTOR
from jobs.scheduling import Limits
from jobs.states import FINISHED, JobState, JobVerbNotSupported, NotAwaitingInput, RunnerLost, SpawnFailed, Value
from jobs.store import DurableJobNotFound, DurableRecord, JobStore
from jobs.streams import StreamLog

POLL_SECONDS = 0.05
DEFAULT_READER = "default"


class DurableRunner:
    """The verbs of one durable job. argv reaches durable_runner.main (see durable_argv)."""

    def __init__(self, store: JobStore, number: int, *, codec: Optional[Codec] = None, argv: Sequence[str] = (), reader: str = DEFAULT_READER,
                 encode_input: Callable[[Value], bytes] = lambda value: json.dumps(value).encode(),
                 decode_question: Callable[[bytes], Value] = lambda data: json.loads(data)) -> None:
        self.store = store
        self.number = number
        self._codec: Codec = codec if codec is not None else PickleCodec()
        self._argv = list(argv) or durable_argv()
        self._reader = reader
        self._encode_input = encode_input
        self._decode_question = decode_question
        self._polling = False

    def new_log(self, retain: bool) -> StreamLog:
        record = self.store.get(self.number)
        return DurableLog(self.store.log_path(record), self._codec, self.store.reader_path(record, self._reader), self._reader)

    def reader(self, job: Job, name: str) -> Cursor:
        """A reader of another name; its place is kept in the store, for every shell."""
        assert isinstance(job.log, DurableLog)
        return job.log.reader(self.store.reader_path(self.store.get(self.number), name), name)

    def start(self, job: Job) -> None:
        """Launch the detached runner (again, for a restart) and watch what it records."""
        import subprocess  # slow to import
        if job.attempt > 1:
            self.store.update(self.number, state=int(JobState.NotStarted), reason=None, runner_pid=None, end_time=None, exit_code=None,
                              attempt=job.attempt)
        job.move(JobState.Running)
        argv = [*self._argv, self.store.root, str(self.number)]
        try:
            done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
                                  start_new_session=True)
        except OSError as error:
            self._refused(job, str(error))
            return
        if done.returncode:
            self._refused(job, done.stderr.decode("utf-8", "replace").strip())
            return
        self.watch(job)

    def _refused(self, job: Job, detail: str) -> None:
        self.store.finish(self.number, JobState.Failed, ["SpawnFailed", detail, ""])
        job.end(JobState.Failed, SpawnFailed(detail))

    def watch(self, job: Job) -> None:
        """Follow the record and the log until the job is over."""
        if not self._polling:
            self._polling = True
            REACTOR.call(lambda: self._poll(job))

    def _poll(self, job: Job) -> None:
        if job.disposed:
            self._polling = False
            return
        try:
            record = self.store.get(self.number)
        except DurableJobNotFound:
            self._polling = False
            job.end(JobState.Failed, RunnerLost("its record was removed from the store"))
            return
        show(job, record, self._codec, self._decode_question)
        assert isinstance(job.log, DurableLog)
        job.log.refresh()
        if job.finished:
            self._polling = False
            return
        REACTOR.later(POLL_SECONDS, lambda: self._poll(job))

    def stop(self, job: Job, grace: Optional[float]) -> None:
        self.store.update(self.number, grace=grace)
        record = self.store.get(self.number)
        if record.state not in FINISHED and not send_signal(record.runner_pid, record.runner_started, signal.SIGTERM) \
                and record.runner_pid is None:
            REACTOR.later(POLL_SECONDS, lambda: self.stop(job, grace))  # launched, but not yet known by its process id

    def suspend(self, job: Job) -> None:
        if not self._signal_group(signal.SIGSTOP):
            raise JobVerbNotSupported(job.kind.name, "suspend", "its process is not there")

    def resume(self, job: Job) -> None:
        if not self._signal_group(signal.SIGCONT):
            raise JobVerbNotSupported(job.kind.name, "resume", "its process is not there")

    def _signal_group(self, number: int) -> bool:
        record = self.store.get(self.number)
        return send_signal(record.process_id, record.process_started, number, group=True)

    def send_input(self, job: Job, value: Value) -> None:
        record = self.store.get(self.number)
        if record.question is None:
            raise NotAwaitingInput(job.id)
        self.store.update(self.number, answer=self._encode_input(value), question=None, state=int(JobState.Running))
        job.pending_input = None
        job.move(JobState.Running)
        send_signal(record.runner_pid, record.runner_started, signal.SIGUSR1)

    def usage(self, job: Job) -> Optional[ResourceUsage]:
        record = self.store.get(self.number)
        if record.state in FINISHED or record.process_id is None:
            return record.usage
        return sample_usage(record.process_id)


def show(job: Job, record: DurableRecord, codec: Codec, decode_question: Callable[[bytes], Value] = lambda data: json.loads(data)) -> None:
    """Bring the job object up to the record."""
    job.process_id, job.attempt = record.process_id, record.attempt
    if record.begin_time is not None:
        job.begin_time = record.begin_time
    job.pending_input = None if record.question is None else decode_question(record.question)
    if record.state in FINISHED:
        job.end(record.state, record.failure(codec), record.exit_code, record.usage)
        job.end_time = record.end_time
    elif record.state != JobState.NotStarted:
        job.move(record.state)


def start_durable(store: JobStore, request: bytes, *, entry: str, name: Optional[str] = None, command: str = "", cwd: Optional[str] = None,
                  env: Optional[Mapping[str, str]] = None, codec: Optional[Codec] = None, argv: Sequence[str] = (),
                  reader: str = DEFAULT_READER, numbers: JobNumbers = PROCESS_NUMBERS, job_class: type[Job] = Job, limits: Limits = Limits()) -> Job:
    """A new durable job, running; its runner keeps the limits, whatever becomes of this program. entry is module:function taking a ChildContext, importable by what argv starts."""
    spec = {"entry": entry, "cwd": cwd if cwd is not None else os.getcwd(), "env": dict(os.environ if env is None else env), "limits": list(limits)}
    record = store.create(name, command, spec, request)
    runner = DurableRunner(store, record.number, codec=codec, argv=argv, reader=reader)
    job = _job(record, runner, numbers, job_class)
    job.start()
    return job


def attach(store: JobStore, number: int, *, codec: Optional[Codec] = None, argv: Sequence[str] = (), reader: str = DEFAULT_READER,
           numbers: JobNumbers = PROCESS_NUMBERS, job_class: type[Job] = Job) -> Job:
    """A job object for a durable job of the store, running or not, whoever started it. Raises DurableJobNotFound."""
    record = store.get(number)
    runner = DurableRunner(store, number, codec=codec, argv=argv, reader=reader)
    job = _job(record, runner, numbers, job_class)
    show(job, record, codec if codec is not None else PickleCodec())
    if not job.finished:
        runner.watch(job)
    return job


def _job(record: DurableRecord, runner: DurableRunner, numbers: JobNumbers, job_class: type[Job]) -> Job:
    import uuid
    job = job_class(KINDS["DurableJob"], numbers.take(), name=record.name, command=record.command, runner=runner)
    job.instance_id = uuid.UUID(record.instance_id)
    job.attributes["durable"] = record.number
    return job


def durable_argv(paths: Sequence[str] = ()) -> list[str]:
    """A command line that reaches durable_runner.main in a fresh interpreter; paths go first on its module path."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    code = f"import sys; sys.path[:0] = {list(paths) or [root]!r}; from jobs.runners.durable_runner import main; main(sys.argv[1:])"
    return [sys.executable, "-I", "-S", "-c", code]
