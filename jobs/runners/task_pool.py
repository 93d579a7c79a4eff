"""ForEach-Object -Parallel: many items over few threads, each thread with a worker (a runspace) that is kept from item to item."""
from __future__ import annotations

import threading
from collections import deque
from typing import Callable, Optional

from jobs.job import Job
from jobs.runners.plain import PlainRunner
from jobs.runners.thread import JobContext
from jobs.states import JobState, JobStopped, JobVerbNotSupported, StartRefused, Value
from jobs.streams import Stream, StreamLog

DEFAULT_LIMIT = 5


class TaskContext:
    """What a task sees: its worker, its item, where its output goes. Output goes to the task's job, or to the pool's own log."""

    __slots__ = ("worker", "item", "index", "job", "_log", "_pool", "_job_context")

    def __init__(self, pool: TaskPool, worker: Value, item: Value, index: int, job: Optional[Job], job_context: Optional[JobContext]) -> None:
        self.worker, self.item, self.index, self.job = worker, item, index, job
        self._pool = pool
        self._log = pool.log if job is None else job.log
        self._job_context = job_context

    def emit(self, stream: Stream, value: Value) -> None:
        """Raises JobStopped once nobody wants it any more."""
        if self._log.closed:
            raise JobStopped("the task has been given up")
        self._log.append(stream, value)

    @property
    def stop_requested(self) -> bool:
        return self._pool.stop_event.is_set() or (self._job_context is not None and self._job_context.stop_requested)

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call this (on the stopping thread) when this task, or the pool, is to stop."""
        if self._job_context is not None:
            self._job_context.on_stop(callback)
        else:
            self._pool._on_stop(self.index, callback)


Task = Callable[[TaskContext], Value]
"""One item's work. A raised exception makes the child job Failed; without child jobs it goes to on_failure."""


class _Entry:
    __slots__ = ("item", "index", "job")

    def __init__(self, item: Value, index: int, job: Optional[Job]) -> None:
        self.item, self.index, self.job = item, index, job


class TaskPool:
    """At most limit threads, started as items come. One lock guards the queue and the counts.

    Without child jobs the results are in log, in the order they came: read it while submitting, follow it after finish.
    """

    def __init__(self, task: Task, *, limit: int = DEFAULT_LIMIT, open_worker: Optional[Callable[[], Value]] = None,
                 close_worker: Optional[Callable[[Value], None]] = None, reset_worker: Optional[Callable[[Value], None]] = None,
                 fresh_workers: bool = False, on_failure: Optional[Callable[[TaskContext, BaseException], None]] = None,
                 stack_size: int = 0) -> None:
        """fresh_workers opens a worker for every item; otherwise reset_worker is called between two items."""
        self.log = StreamLog(retain=False)
        self.limit = limit
        self.stop_event = threading.Event()
        self.done = threading.Event()
        self._task = task
        self._open, self._close, self._reset = open_worker, close_worker, reset_worker
        self._fresh = fresh_workers
        self._on_failure = on_failure
        self._stack_size = stack_size
        self._condition = threading.Condition(threading.Lock())
        self._queue: deque[_Entry] = deque()
        self._threads = 0
        self._idle = 0
        self._submitted = 0
        self._no_more = False
        self._callbacks: dict[int, list[Callable[[], None]]] = {}
        self._when_done: list[Callable[[], None]] = []

    def submit(self, item: Value, job: Optional[Job] = None) -> None:
        """Queue one item; with a job, its state and output go there. Raises StartRefused after finish or stop."""
        with self._condition:
            if self._no_more or self.stop_event.is_set():
                raise StartRefused()
            self._queue.append(_Entry(item, self._submitted, job))
            self._submitted += 1
            if self._idle >= len(self._queue):
                self._condition.notify()
                return
            if self._threads >= self.limit:
                return
            self._threads += 1
        self._start_thread()

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._work, name="task", daemon=True)
        if not self._stack_size:
            thread.start()
            return
        before = threading.stack_size(self._stack_size)
        try:
            thread.start()
        finally:
            threading.stack_size(before)

    def finish(self) -> None:
        """No more items: once all are done the log closes and done is set."""
        with self._condition:
            self._no_more = True
            self._condition.notify_all()
            over = self._threads == 0
        if over:
            self._over()

    def stop(self) -> None:
        """Ask running tasks to stop; queued items are never begun (their jobs stay NotStarted)."""
        with self._condition:
            self.stop_event.set()
            self._queue.clear()
            self._no_more = True
            callbacks = [callback for some in self._callbacks.values() for callback in some]
            self._callbacks.clear()
            self._condition.notify_all()
            over = self._threads == 0
        for callback in callbacks:
            callback()
        if over:
            self._over()

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call this on the last worker's thread, or at once."""
        with self._condition:
            if not self.done.is_set():
                self._when_done.append(callback)
                return
        callback()

    def _on_stop(self, index: int, callback: Callable[[], None]) -> None:
        with self._condition:
            if not self.stop_event.is_set():
                self._callbacks.setdefault(index, []).append(callback)
                return
        callback()

    def _over(self) -> None:
        with self._condition:
            if self.done.is_set():
                return
            self.done.set()
            callbacks, self._when_done = self._when_done, []
        self.log.close()
        for callback in callbacks:
            callback()

    def _next(self) -> Optional[_Entry]:
        with self._condition:
            while not self._queue:
                if self._no_more:
                    self._threads -= 1
                    return None
                self._idle += 1
                self._condition.wait()
                self._idle -= 1
            return self._queue.popleft()

    def _work(self) -> None:
        worker: Value = None
        opened = False
        while True:
            entry = self._next()
            if entry is None:
                break
            try:
                if not opened or self._fresh:
                    self._let_go(worker, opened)
                    worker, opened = (self._open() if self._open else None), True
                elif self._reset is not None:
                    self._reset(worker)
            except Exception as error:  # a worker that cannot be had fails this item, not the pool
                opened = False
                self._failed(TaskContext(self, None, entry.item, entry.index, entry.job, None), error)
                continue
            self._run(worker, entry)
            self._callbacks.pop(entry.index, None)
        self._let_go(worker, opened)
        if self._threads == 0:
            self._over()

    def _let_go(self, worker: Value, opened: bool) -> None:
        if opened and self._close is not None:
            self._close(worker)

    def _run(self, worker: Value, entry: _Entry) -> None:
        job = entry.job
        job_context = None
        if job is not None:
            if not job.move(JobState.Running):
                return  # stopped before its turn
            job_context = JobContext(job)
            job.attributes["context"] = job_context
            self._on_stop(entry.index, job_context.request_stop)
        context = TaskContext(self, worker, entry.item, entry.index, job, job_context)
        try:
            result = self._task(context)
        except BaseException as error:  # whatever ends the task is its reason
            self._failed(context, error)
            return
        if job is not None:
            stopped = context.stop_requested
            job.end(JobState.Stopped if stopped else result if isinstance(result, JobState) else JobState.Completed)

    def _failed(self, context: TaskContext, error: BaseException) -> None:
        job = context.job
        if job is not None:
            job.end(*((JobState.Stopped, None) if context.stop_requested else (JobState.Failed, error)))
        elif isinstance(error, JobStopped) and self.stop_event.is_set():
            return
        elif self._on_failure is not None:
            self._on_failure(context, error)
        elif not self.log.closed:
            self.log.append(Stream.Error, error)


class TaskJobRunner(PlainRunner):
    """Runs a PSTaskJob: the parent's children, each with an item, over one pool (each attempt over a new one). Completed only if every child is."""

    def __init__(self, make_pool: Callable[[], TaskPool]) -> None:
        self._make_pool = make_pool
        self.pool = make_pool()
        self._items: list[tuple[Job, Value]] = []

    def add(self, child: Job, item: Value) -> None:
        """Before start. The child needs runner=TaskChildRunner()."""
        self._items.append((child, item))

    def start(self, job: Job) -> None:
        job.move(JobState.Running)
        self.pool.when_done(lambda: self._end(job))
        for child, item in self._items:
            if child.state == JobState.NotStarted:
                self.pool.submit(item, child)
        self.pool.finish()

    def restart(self, job: Job, failed_only: bool) -> list[Job]:
        """Run the items again, or only the failed ones, when all is over."""
        again = [child for child, _ in self._items if child.state == JobState.Failed or (not failed_only and child.finished)]
        if not again or not job.finished:
            return []
        self.pool = self._make_pool()
        for part in (*again, job):
            part.make_ready()
        self.start(job)
        return again

    def _end(self, job: Job) -> None:
        if job.stop_requested:
            job.end(JobState.Stopped)
        else:
            completed = all(child.state == JobState.Completed for child in job.child_jobs)
            job.end(JobState.Completed if completed else JobState.Failed)

    def stop(self, job: Job, grace: Optional[float]) -> None:
        if job.state == JobState.NotStarted:
            job.end(JobState.Stopped)
            return
        job.move(JobState.Stopping)
        self.pool.stop()


class TaskChildRunner(PlainRunner):
    """The verbs of one child of a PSTaskJob; share one instance among all children."""

    def start(self, job: Job) -> None:
        raise JobVerbNotSupported(job.kind.name, "start", "its parent starts it")

    def stop(self, job: Job, grace: Optional[float]) -> None:
        if job.state == JobState.NotStarted:
            if job.parent is None or not job.parent.stop_requested:
                job.end(JobState.Stopped)
            return
        context: JobContext = job.attributes["context"]
        context.request_stop()

    def suspend(self, job: Job) -> None:
        context: Optional[JobContext] = job.attributes.get("context")
        if context is None:
            raise JobVerbNotSupported(job.kind.name, "suspend", "it has not started")
        job.move(JobState.Suspending)
        context.hold()

    def resume(self, job: Job) -> None:
        context: Optional[JobContext] = job.attributes.get("context")
        if context is None:
            raise JobVerbNotSupported(job.kind.name, "resume", "it has not started")
        if job.state == JobState.Suspending:
            job.move(JobState.Running)
        context.release()
