"""Jobs on threads of this process: live objects in and out, cooperative stop and suspend, force only as the last resort."""
from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Callable, Optional

from jobs.interrupting import RETRY_SECONDS, ThreadInterrupt
from jobs.job import Job, ResourceUsage
from jobs.states import JobState, JobStopped, JobVerbNotSupported, NotAwaitingInput, ThreadAbandoned, Value
from jobs.streams import Stream, StreamLog
from jobs.throttling import ThrottleQueue

DEFAULT_GRACE_SECONDS = 5.0
FORCE_SECONDS = 1.0


class JobContext:
    """What a job's code sees of its job. Safe to use from threads the job itself starts."""

    def __init__(self, job: Job, arguments: Sequence[Value] = ()) -> None:
        self.job = job
        self.input = arguments
        self.stop_event = threading.Event()
        self.given_up = False
        self.interrupt: Optional[ThreadInterrupt] = None
        self.cpu_seconds: Optional[float] = None
        self._lock = threading.Lock()
        self._on_stop: list[Callable[[], None]] = []
        self._may_run = threading.Event()
        self._may_run.set()
        self._answer: list[Value] = []
        self._answered = threading.Event()

    def emit(self, stream: Stream, value: Value) -> None:
        """Hand over one record. Raises JobStopped once the job has been given up."""
        if self.given_up or self.job.log.closed:
            raise JobStopped("the job has ended")
        self.job.log.append(stream, value)

    @property
    def stop_requested(self) -> bool:
        return self.stop_event.is_set()

    def on_stop(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call this when the job is asked to stop (at once if it has been); returns the way to take it back."""
        with self._lock:
            if not self.stop_event.is_set():
                self._on_stop.append(callback)

                def remove() -> None:
                    with self._lock:
                        if callback in self._on_stop:
                            self._on_stop.remove(callback)
                return remove
        callback()
        return lambda: None

    def checkpoint(self) -> None:
        """A place where the job may be held or stopped; call it in long loops."""
        if not self._may_run.is_set():
            self.job.move(JobState.Suspended)
            self._may_run.wait()
            if not self.stop_event.is_set():
                self.job.move(JobState.Running)
        if self.stop_event.is_set():
            raise JobStopped("the job was asked to stop")

    def ask(self, question: Value) -> Value:
        """Block the job until somebody answers through job.send_input."""
        self._answered.clear()
        self.job.pending_input = question
        self.job.move(JobState.Blocked)
        self._answered.wait()
        if self.stop_event.is_set():
            raise JobStopped("the job was asked to stop")
        self.job.pending_input = None
        self.job.move(JobState.Running)
        return self._answer.pop()

    def request_stop(self) -> None:
        """The runner's side of stopping."""
        with self._lock:
            callbacks, self._on_stop = self._on_stop, []
            self.stop_event.set()
        self._may_run.set()
        self._answered.set()
        for callback in callbacks:
            callback()

    def hold(self) -> None:
        self._may_run.clear()

    def release(self) -> None:
        self._may_run.set()

    def answer(self, value: Value) -> None:
        self._answer.append(value)
        self._answered.set()


Target = Callable[[JobContext], Value]
"""A job's code. Returns a JobState to end in, or anything else for Completed; an exception makes the job Failed."""


class ThreadRunner:
    """Runs one target, each start on a new thread."""

    def __init__(self, target: Target, *, arguments: Sequence[Value] = (),
                 stack_size: int = 0, grace: float = DEFAULT_GRACE_SECONDS) -> None:
        self._target = target
        self._arguments = arguments
        self._stack_size = stack_size
        self._grace = grace
        self.context: Optional[JobContext] = None
        self.thread: Optional[threading.Thread] = None

    def start(self, job: Job) -> None:
        self.context = context = JobContext(job, self._arguments)
        self.thread = threading.Thread(target=self._run, args=(job, context), name=job.name, daemon=True)
        job.move(JobState.Running)
        with _STACK_LOCK:
            before = threading.stack_size(self._stack_size) if self._stack_size else None
            try:
                self.thread.start()
            except RuntimeError as error:  # no more threads to be had
                job.end(JobState.Failed, error)
            finally:
                if before is not None:
                    threading.stack_size(before)

    def _run(self, job: Job, context: JobContext) -> None:
        context.interrupt = interrupt = ThreadInterrupt(threading.get_ident(), JobStopped)
        result: Value = None
        error: Optional[BaseException] = None
        try:
            try:
                result = self._target(context)
            finally:
                interrupt.over()  # what is raised from outside comes out here at the latest
        except BaseException as raised:  # whatever ends the job's code is the job's reason
            error = raised
        context.cpu_seconds = time.thread_time()
        if context.stop_requested:
            self._ended(job, context, JobState.Stopped)
        elif error is not None:
            self._ended(job, context, JobState.Failed, error)
        else:
            self._ended(job, context, result if isinstance(result, JobState) else JobState.Completed)

    def _ended(self, job: Job, context: JobContext, state: JobState, reason: Value = None) -> None:
        """A thread that was left behind has nothing to say about the job any more: another attempt may be running."""
        with context._lock:
            if context.given_up:
                return
            context.given_up = True
        job.end(state, reason, usage=None if context.cpu_seconds is None else ResourceUsage(context.cpu_seconds, 0))

    def stop(self, job: Job, grace: Optional[float]) -> None:
        context, thread = self.context, self.thread
        if context is None or thread is None:
            job.end(job.kind.stopped_in_queue)
            return
        if job.stop_requested:  # a time limit that ends one attempt shows no Stopping: another may follow
            job.move(JobState.Stopping)
        context.request_stop()
        timer = threading.Timer(self._grace if grace is None else grace, self._force, (job, context, thread))
        timer.daemon = True
        job.add_state_listener(lambda *_: timer.cancel() if job.finished else None)
        if not job.finished:
            timer.start()

    def _force(self, job: Job, context: JobContext, thread: threading.Thread) -> None:
        """Raise JobStopped inside the thread; if even that does not end it, leave it behind and say so."""
        deadline = time.monotonic() + FORCE_SECONDS
        while not context.given_up and thread.is_alive() and time.monotonic() < deadline:
            if context.interrupt is not None and context.interrupt.attempt():
                thread.join(deadline - time.monotonic())
                break
            time.sleep(RETRY_SECONDS)
        abandoned = ThreadAbandoned("the job's thread did not react to being stopped and was left behind")
        self._ended(job, context, JobState.Stopped, abandoned)

    def suspend(self, job: Job) -> None:
        if self.context is None or job.state != JobState.Running:
            raise JobVerbNotSupported(job.kind.name, "suspend", f"it is {job.state.name}")
        self.context.hold()
        job.move(JobState.Suspending)

    def resume(self, job: Job) -> None:
        if self.context is None:
            raise JobVerbNotSupported(job.kind.name, "resume", "it has not started")
        if job.state == JobState.Suspending:
            job.move(JobState.Running)
        self.context.release()

    def send_input(self, job: Job, value: Value) -> None:
        if self.context is None or job.state != JobState.Blocked:
            raise NotAwaitingInput(job.id)
        self.context.answer(value)

    def usage(self, job: Job) -> Optional[ResourceUsage]:
        """The thread's processor time, where the system tells; memory is the whole process's."""
        thread = self.thread
        if thread is None or thread.ident is None or not thread.is_alive() or not hasattr(time, "pthread_getcpuclockid"):
            return None
        return ResourceUsage(time.clock_gettime(time.pthread_getcpuclockid(thread.ident)), 0)

    def new_log(self, retain: bool) -> StreamLog:
        return StreamLog(retain=retain)


_STACK_LOCK = threading.Lock()


def start_thread_job(job: Job, queue: Optional[ThrottleQueue] = None, group: str = "", priority: int = 0) -> None:
    """Start now, or when the queue's turn comes."""
    if queue is None:
        job.start()
    else:
        queue.submit(job, group, priority)
