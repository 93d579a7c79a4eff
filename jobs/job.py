"""Job: identity, state, streams, children. What really runs it is a JobRunner; what follows its end is told by listeners."""
from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Callable, NamedTuple, Optional, Protocol

from jobs.kinds import KINDS, JobKind
from jobs.numbering import PROCESS_NUMBERS as PROCESS_NUMBERS
from jobs.numbering import JobNumbers as JobNumbers
from jobs.states import FINISHED, MOVES, IllegalJobMove, JobState, JobStateInfo, JobVerbNotSupported, NotAwaitingInput, StartRefused, Value
from jobs.streams import INTERRUPT_POLL_SECONDS, Interrupt, Stream, StreamLog, StreamRecord

StateListener = Callable[["Job", JobStateInfo, JobStateInfo], None]
"""Called (job, now, before) after every change, one at a time and in order, on whichever thread made the change."""


class ResourceUsage(NamedTuple):
    """What a job has used: processor seconds and the largest resident memory in bytes (0: not known, a thread has none of its own)."""

    cpu_seconds: float
    peak_memory: int


class JobRunner(Protocol):
    """A way of running jobs. Every verb returns at once; what comes of it is reported through the job's own methods."""

    def start(self, job: Job) -> None:
        """Begin; report with job.move(Running), job.log, job.end."""

    def stop(self, job: Job, grace: Optional[float]) -> None:
        """Ask, then force after grace seconds (None: the runner's own idea)."""

    def suspend(self, job: Job) -> None:
        """Hold the job where it is."""

    def resume(self, job: Job) -> None:
        """Go on after suspend."""

    def send_input(self, job: Job, value: Value) -> None:
        """Answer the job's pending question."""

    def usage(self, job: Job) -> Optional[ResourceUsage]:
        """What the running job has used so far, if that can be known."""

    def new_log(self, retain: bool) -> StreamLog:
        """A log fit for what this runner writes."""


class Supervisor(Protocol):
    """May keep a job from ending (to try again, see scheduling)."""

    def absorbs_end(self, job: Job, state: JobState, reason: Value) -> bool:
        ...


class Job:
    """One job or child job. _changed guards state, times and listeners; streams have the log's own lock."""

    def __init__(self, kind: JobKind, number: int, *, name: Optional[str] = None, command: str = "", location: Optional[str] = None,
                 runner: Optional[JobRunner] = None, log: Optional[StreamLog] = None, parent: Optional[Job] = None) -> None:
        self.id = number
        self.name = name or f"Job{number}"
        self.kind = kind
        self.command = command
        self.location = kind.location if location is None else location
        self.runner = runner
        self.parent = parent
        self.child_jobs: list[Job] = []
        if log is None:
            log = StreamLog(retain=kind.retain) if runner is None else runner.new_log(kind.retain)
        self.log = log
        self.attributes: dict[str, Any] = {}
        self.status_message = ""
        self.begin_time: Optional[float] = None
        self.end_time: Optional[float] = None
        self.exit_code: Optional[int] = None
        self.process_id: Optional[int] = None
        self.attempt = 1
        self.stop_requested = False
        self.pending_input: Value = None
        self.supervisor: Optional[Supervisor] = None
        self.listener_errors: list[BaseException] = []
        self.disposed = False
        self._info = JobStateInfo(JobState.NotStarted)
        self._instance_id: Any = None
        self._changed = threading.Condition(threading.Lock())
        self._finished = False
        self._usage: Optional[ResourceUsage] = None
        self._listeners: tuple[StateListener, ...] = ()
        self._news: deque[tuple[JobStateInfo, JobStateInfo]] = deque()
        self._telling = False

    def __repr__(self) -> str:
        return f"<Job {self.id} {self.name} {self.kind.name} {self.state.name}>"

    @property
    def instance_id(self) -> Any:
        """A uuid.UUID, made when first asked for."""
        if self._instance_id is None:
            import uuid  # slow to import
            self._instance_id = uuid.uuid4()
        return self._instance_id

    @instance_id.setter
    def instance_id(self, value: Any) -> None:
        self._instance_id = value

    @property
    def type_name(self) -> str:
        """PSJobTypeName; empty for some kinds."""
        return self.kind.type_name

    # state

    @property
    def state(self) -> JobState:
        return self._info.state

    @property
    def state_info(self) -> JobStateInfo:
        return self._info

    @property
    def reason(self) -> Value:
        return self._info.reason

    @property
    def finished(self) -> bool:
        return self._info.state in FINISHED

    def move(self, state: JobState, reason: Value = None) -> bool:
        """Change state. False when nothing changes: already there, or already finished (late news of a job that has ended)."""
        with self._changed:
            before = self._info
            if before.state == state or (before.state in FINISHED and state != JobState.NotStarted):
                return False
            if state not in MOVES[before.state]:
                raise IllegalJobMove(self.id, before.state, state)
            if state in FINISHED:
                self.log.close()
                self.end_time = time.time()
                self.pending_input = None
            elif state == JobState.NotStarted:
                self.begin_time = self.end_time = None
                self._finished = self.stop_requested = False
            elif self.begin_time is None:
                self.begin_time = time.time()
            self._info = JobStateInfo(state, reason)
            self._news.append((self._info, before))
            if self._telling:
                return True
            self._telling = True
        self._tell()
        return True

    def _tell(self) -> None:
        """Give the news to the listeners, outside the lock; the thread that finds nobody telling tells for all."""
        while True:
            with self._changed:
                if not self._news:
                    self._telling = False
                    self._finished = self._info.state in FINISHED
                    self._changed.notify_all()
                    return
                now, before = self._news.popleft()
                listeners = self._listeners
            for listener in listeners:
                try:
                    listener(self, now, before)
                except Exception as error:  # somebody else's code must not break the job; kept to be looked at
                    self.listener_errors.append(error)

    def end(self, state: JobState, reason: Value = None, exit_code: Optional[int] = None, usage: Optional[ResourceUsage] = None) -> bool:
        """A runner's report that the job is over. A supervisor may take it as the end of one attempt only."""
        with self._changed:
            if self._info.state in FINISHED:
                return False
            self.exit_code = exit_code
            if usage is not None:
                self._usage = usage
        if self.supervisor is not None and self.supervisor.absorbs_end(self, state, reason):
            return False
        return self.move(state, reason)

    def add_state_listener(self, listener: StateListener) -> Callable[[], None]:
        """Returns the way to take the listener back."""
        with self._changed:
            self._listeners += (listener,)

        def remove() -> None:
            with self._changed:
                self._listeners = tuple(other for other in self._listeners if other is not listener)
        return remove

    def wait(self, timeout: Optional[float] = None, interrupt: Optional[Interrupt] = None,
             until: Iterable[JobState] = FINISHED) -> bool:
        """Wait until the state is one of these and every listener has been told; False at the timeout (seconds) or on interrupt."""
        wanted = frozenset(until)
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while self._telling or self._info.state not in wanted:
                rest = None if deadline is None else deadline - time.monotonic()
                if (rest is not None and rest <= 0) or (interrupt is not None and interrupt.is_set()):
                    return False
                if interrupt is not None:
                    rest = INTERRUPT_POLL_SECONDS if rest is None else min(rest, INTERRUPT_POLL_SECONDS)
                self._changed.wait(rest)
            return True

    # verbs

    def start(self) -> None:
        """Start it, or its children."""
        if self.finished or self.stop_requested:
            raise StartRefused()
        if self.child_jobs and self.runner is None:
            self.move(JobState.Running)
            for child in self.child_jobs:
                if child.state == JobState.NotStarted:
                    child.start()
            return
        if self._info.state != JobState.NotStarted:
            raise StartRefused()
        self._runner("start").start(self)

    def request_stop(self, grace: Optional[float] = None) -> None:
        """Ask it and its children to stop and return at once. grace: seconds before force is used."""
        if self.finished:
            return
        self.stop_requested = True
        if self.runner is not None:
            if self._info.state == JobState.NotStarted and self._leave_queue():
                return
            self.runner.stop(self, grace)
        elif not self.child_jobs:
            self.end(JobState.Stopped)  # nothing runs it: an event job
        for child in self.child_jobs:
            child.request_stop(grace)

    def _leave_queue(self) -> bool:
        leave = self.attributes.get("leave_queue")
        if leave is None or not leave():
            return False
        state = self.kind.stopped_in_queue
        return self.move(state, StartRefused() if state == JobState.Failed else None)

    def stop(self, timeout: Optional[float] = None, grace: Optional[float] = None, interrupt: Optional[Interrupt] = None) -> bool:
        """Stop and wait until it has; False when it had not within timeout seconds."""
        self.request_stop(grace)
        return self.wait(timeout, interrupt)

    def suspend(self) -> None:
        """Hold this job (its running children)."""
        for job in self._running_parts():
            job._runner("suspend").suspend(job)

    def resume(self) -> None:
        """Let a suspended job go on."""
        for job in self._running_parts():
            if job.state in (JobState.Suspended, JobState.Suspending):
                job._runner("resume").resume(job)

    def send_input(self, value: Value) -> None:
        """Answer what a Blocked job (or its first blocked child) asks."""
        for job in (*self.child_jobs, self):
            if job.state == JobState.Blocked and job.runner is not None:
                job.runner.send_input(job, value)
                return
        raise NotAwaitingInput(self.id)

    def restart(self, failed_only: bool = False) -> list[Job]:
        """Run a finished job again (its children, or only the failed ones); returns the jobs started. Output goes on in the same log."""
        restart = getattr(self.runner, "restart", None)
        if restart is not None:  # this runner knows better
            return list(restart(self, failed_only))
        if self.runner is None:
            again = [child for child in self.child_jobs if child.finished and (not failed_only or child.state == JobState.Failed)]
        else:
            again = [self] if self.finished and (not failed_only or self.state == JobState.Failed) else []
        if again and self not in again and self.finished:
            self.move(JobState.NotStarted)
            self.move(JobState.Running)
        for job in again:
            job.make_ready()
        for job in again:
            job.start()
        return again

    def make_ready(self) -> None:
        """For another attempt after this one."""
        self.attempt += 1
        self.log.reopen()
        self.move(JobState.NotStarted)

    def dispose(self) -> None:
        """Release streams and children. The job must be finished; the table's remove sees to that."""
        self.disposed = True
        for child in self.child_jobs:
            child.dispose()
        self.log.dispose()

    def _running_parts(self) -> Sequence[Job]:
        if self.runner is not None:
            return () if self.finished else (self,)
        return [child for child in self.child_jobs if not child.finished]

    def _runner(self, verb: str) -> JobRunner:
        if self.runner is None:
            raise JobVerbNotSupported(self.kind.name, verb)
        return self.runner

    # children

    def adopt(self, child: Job) -> None:
        """Add a child; a kind with an aggregation rule then follows its children's states."""
        child.parent = self
        self.child_jobs.append(child)
        if self.kind.aggregate is not None:
            child.add_state_listener(self._child_changed)

    def _child_changed(self, child: Job, now: JobStateInfo, before: JobStateInfo) -> None:
        if now.state == JobState.NotStarted:
            return  # a restart: the parent is moved by whoever restarts
        assert self.kind.aggregate is not None
        state = self.kind.aggregate([other.state for other in self.child_jobs], self.stop_requested)
        if state is None or self.state == state:
            return
        if self.state == JobState.NotStarted and state == JobState.Running:
            self.move(JobState.Running)
        elif state in MOVES[self.state]:
            self.end(state) if state in FINISHED else self.move(state)

    def family(self) -> list[Job]:
        """Children first, then the job itself: the order in which output is received."""
        return [*self.child_jobs, self]

    # data

    @property
    def has_more_data(self) -> bool:
        """By the rule of its kind: a process child also while its streams are open, a parent while it runs or a child has data."""
        if self.disposed:
            return False
        if self.kind.aggregate is not None:
            return not self.finished or any(child.has_more_data for child in self.child_jobs)
        if self.kind.child:
            return any(child.has_more_data for child in self.child_jobs)
        if self.kind.open_counts and not self.log.closed:
            return True
        return self.log.default.unread(self.kind.data_streams) > 0

    def receive(self, keep: bool = False, recurse: bool = True, streams: Optional[Iterable[Stream]] = None) -> Iterator[StreamRecord]:
        """What has arrived and was not received, children first. Records are taken one by one as they are handed over; keep takes none."""
        wanted = None if streams is None else tuple(streams)
        for job in self.family() if recurse else [self]:
            cursor = job.log.default
            yield from cursor.peek(wanted) if keep else cursor.read(wanted)

    def emit(self, stream: Stream, value: Value) -> None:
        """Add one record (for runners)."""
        self.log.append(stream, value)

    @property
    def duration(self) -> Optional[float]:
        """Seconds from begin to end, or to now; None before the start."""
        if self.begin_time is None:
            return None
        return (self.end_time or time.time()) - self.begin_time

    @property
    def usage(self) -> Optional[ResourceUsage]:
        """Own usage, or the sum (processor) and maximum (memory) over the children."""
        if self.runner is not None:
            if self._usage is not None:
                return self._usage
            return self.runner.usage(self) if not self.finished else None
        known = [usage for usage in (child.usage for child in self.child_jobs) if usage is not None]
        if not known:
            return self._usage
        return ResourceUsage(sum(usage.cpu_seconds for usage in known), max(usage.peak_memory for usage in known))

    @property
    def cpu_seconds(self) -> Optional[float]:
        usage = self.usage
        return None if usage is None else usage.cpu_seconds

    @property
    def peak_memory(self) -> Optional[int]:
        """Bytes; None when not known."""
        usage = self.usage
        return None if usage is None or not usage.peak_memory else usage.peak_memory


def new_job(kind: str, numbers: JobNumbers = PROCESS_NUMBERS, **fields: Any) -> Job:
    """A job of a kind by name, numbered from the process-wide counter (or another); fields as of Job."""
    return Job(KINDS[kind], numbers.take(), **fields)
