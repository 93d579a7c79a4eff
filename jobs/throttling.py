"""The throttle queue: starts jobs in their turn, so many at once, and so many of each group."""
from __future__ import annotations

import heapq
import itertools
import threading
from typing import Optional

from jobs.job import Job
from jobs.states import FINISHED, JobState, JobStateInfo


class ThrottleQueue:
    """Starts jobs first in, first out within a priority, at most limit at once, and at most a group's own limit of each group."""

    def __init__(self, limit: int = 5) -> None:
        self._lock = threading.Lock()
        self._limit = limit
        self._group_limits: dict[str, int] = {}
        self._queues: dict[str, list[tuple[int, int, Job]]] = {}
        self._running: dict[str, int] = {}
        self._active = 0
        self._order = itertools.count()
        self._pumping = False
        self._pump_again = False

    @property
    def limit(self) -> int:
        return self._limit

    @limit.setter
    def limit(self, value: int) -> None:
        """Raising it frees queued jobs at once."""
        self._limit = value
        self._pump()

    def set_group_limit(self, group: str, limit: Optional[int]) -> None:
        """None takes the group's own limit away."""
        with self._lock:
            if limit is None:
                self._group_limits.pop(group, None)
            else:
                self._group_limits[group] = limit
        self._pump()

    @property
    def waiting(self) -> int:
        with self._lock:
            return sum(len(queue) for queue in self._queues.values())

    def submit(self, job: Job, group: str = "", priority: int = 0) -> None:
        """Start the job (with its children) when its turn comes; a higher priority goes first."""
        entry = (-priority, next(self._order), job)
        with self._lock:
            heapq.heappush(self._queues.setdefault(group, []), entry)
        left: list[bool] = []

        def leave() -> bool:
            """True also for the other parts of a job that has left."""
            if not left and self._withdraw(group, entry):
                left.append(True)
            return bool(left)
        for part in _parts(job):
            part.attributes["leave_queue"] = leave
        self._pump()

    def _withdraw(self, group: str, entry: tuple[int, int, Job]) -> bool:
        with self._lock:
            queue = self._queues.get(group, [])
            if entry not in queue:
                return False
            queue.remove(entry)
            heapq.heapify(queue)
            return True

    def _take(self) -> Optional[tuple[str, Job]]:
        with self._lock:
            if self._active >= self._limit:
                return None
            open_groups = [(queue[0], group) for group, queue in self._queues.items()
                           if queue and self._running.get(group, 0) < self._group_limits.get(group, self._limit)]
            if not open_groups:
                return None
            entry, group = min(open_groups)
            heapq.heappop(self._queues[group])
            self._active += 1
            self._running[group] = self._running.get(group, 0) + 1
            return group, entry[2]

    def _pump(self) -> None:
        """Start what may start. Only one thread pumps; the others leave word."""
        with self._lock:
            if self._pumping:
                self._pump_again = True
                return
            self._pumping = True
        while True:
            taken = self._take()
            if taken is not None:
                self._launch(*taken)
                continue
            with self._lock:
                if not self._pump_again:
                    self._pumping = False
                    return
                self._pump_again = False

    def _launch(self, group: str, job: Job) -> None:
        left: list[Job] = []

        def ended(_: Job, now: JobStateInfo, before: JobStateInfo) -> None:
            with self._lock:
                if now.state not in FINISHED or left:
                    return
                left.append(job)
                self._active -= 1
                self._running[group] -= 1
            remove()
            self._pump()
        for part in _parts(job):
            part.attributes.pop("leave_queue", None)
        remove = job.add_state_listener(ended)
        try:
            job.start()
        except Exception as error:  # a job that cannot start must not hold a slot; it carries the cause
            job.end(JobState.Failed, error)
        ended(job, job.state_info, job.state_info)  # if it had ended before the listener was there


def _parts(job: Job) -> list[Job]:
    """What is started, and what a stop is asked of."""
    return [job] if job.runner is not None else job.child_jobs
