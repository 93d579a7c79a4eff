"""The detached process of one durable job: forks the job, writes its streams to the log and its states to the store. Outlives every shell."""
from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import socket
import sqlite3
import time
from collections.abc import Sequence
from typing import Callable, NoReturn, Optional, Union

from jobs.job import ResourceUsage
from jobs.processes import boot_id, start_time
from jobs.runners import frames
from jobs.runners.child import resolve, run_job
from jobs.runners.frames import FrameReader, JobEnd
from jobs.scheduling import Limits
from jobs.states import JobState
from jobs.store import ENCODED_REASON, JobStore
from jobs.stream_file import TEXT, StreamFileWriter
from jobs.streams import Stream

DEFAULT_GRACE_SECONDS = 2.0
KILL_AFTER_SECONDS = 1.0
DISK_RETRY_SECONDS = 0.2
_SIGNALS = (signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD)
"""Stop; look for an answer; something became of the job."""


def main(arguments: Sequence[str]) -> NoReturn:
    """arguments: the store's folder and the job's number. Detaches (second fork) before anything else."""
    root, number = arguments
    if os.fork():
        os._exit(0)
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    complaints = os.open(os.path.join(root, "runner.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(complaints, 2)  # the starting shell waits for the end of its pipe
    os.close(complaints)
    DurableRun(root, int(number)).run()
    os._exit(0)


class DurableRun:
    """All attempts of one job. Single-threaded: signals arrive through a pipe."""

    def __init__(self, root: str, number: int) -> None:
        self._store = JobStore(root)
        self._number = number
        self._record = self._store.get(number)
        self._log = StreamFileWriter(self._store.log_path(self._record))
        self._limits = Limits(*self._record.spec.get("limits", ()))
        self._stopping = False
        self._end: Optional[JobEnd] = None

    def run(self) -> None:
        self._wake_read, wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(wake_write, False)
        for number in _SIGNALS:  # before the fork: even the earliest death of the job must be heard
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for attempt in range(self._record.attempt, self._record.attempt + self._limits.retries + 1):
            self._attempt(attempt)
            if not self._failed() or attempt == self._record.attempt + self._limits.retries:
                break
            self._pause(self._limits.delay)
            if self._stopping:
                self._end = None  # stopped between two attempts
                break
        self._conclude()

    def _attempt(self, attempt: int) -> None:
        self._reader = FrameReader()
        self._end = None
        self._stop_at: Optional[float] = None
        self._status: Optional[int] = None
        self._terminated = self._timed_out = False
        spec = self._record.spec
        self._channel, theirs = socket.socketpair()
        self._out, out = os.pipe()
        self._err, err = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._become_job(theirs, out, err, spec["entry"])
        theirs.close()
        os.close(out)
        os.close(err)
        self._update(state=int(JobState.Running), runner_pid=os.getpid(), runner_started=start_time(os.getpid()), attempt=attempt, question=None,
                     process_id=self._pid, process_started=start_time(self._pid), boot=boot_id(), begin_time=time.time())
        self._deadline = None if self._limits.timeout is None else time.monotonic() + self._limits.timeout
        self._send(frames.pack_start({"cwd": spec.get("cwd"), "env": spec.get("env")}, self._record.request))
        self._loop()
        for descriptor in (self._out, self._err):
            os.close(descriptor)
        self._channel.close()

    def _failed(self) -> bool:
        """Whether this attempt is one that may be made again."""
        if self._stopping:
            return False
        return self._timed_out or self._end is None or self._end.state == JobState.Failed

    def _pause(self, seconds: float) -> None:
        """Between two attempts; the end of the last one's process is waited for, a stop ends the pause."""
        until = time.monotonic() + seconds
        while not self._stopping and (self._status is None or time.monotonic() < until):
            select.select([self._wake_read], [], [], None if self._status is None else max(0.0, until - time.monotonic()))
            self._signalled()

    def _become_job(self, channel: socket.socket, out: int, err: int, entry: str) -> NoReturn:
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            null = os.open(os.devnull, os.O_RDONLY)
            for source, target in ((null, 0), (out, 1), (err, 2)):
                os.dup2(source, target)
            os.closerange(3, channel.fileno())
            os.closerange(channel.fileno() + 1, 256)
            run_job(channel, resolve(entry))
        except BaseException as error:  # the entry itself cannot be had: the channel says so
            channel.sendall(frames.pack(frames.BROKEN, frames.describe_exception(error)))
        finally:
            os._exit(70)

    # the loop

    def _loop(self) -> None:
        watched: dict[int, Callable[[], bool]] = {
            self._channel.fileno(): self._read_channel, self._out: lambda: self._read_text(self._out),
            self._err: lambda: self._read_text(self._err), self._wake_read: self._signalled}
        while self._end is None and (self._status is None or self._channel.fileno() in watched):
            ready, _, _ = select.select(list(watched), [], [], self._until_stop())
            for descriptor in ready:
                if not watched[descriptor]():
                    del watched[descriptor]
            self._look_at_time()
            self._press_stop()
        for descriptor in (self._out, self._err):
            os.set_blocking(descriptor, False)
            with contextlib.suppress(BlockingIOError):
                while self._read_text(descriptor):
                    pass

    def _read_channel(self) -> bool:
        try:
            data = self._channel.recv(1 << 18)
        except ConnectionError:
            data = b""
        if not data:
            return False
        for frame in self._reader.feed(data):
            if frame.type == frames.RECORDS:
                self._write(frame.stream, frame.number, frame.payload)
            elif frame.type == frames.ASK:
                self._update(question=frame.payload, state=int(JobState.Blocked))
            elif frame.type == frames.FINISHED:
                self._end = frames.unpack_end(frame.payload)
            elif frame.type == frames.BROKEN:
                self._end = JobEnd(int(JobState.Failed), 70, 0.0, 0, frames.REASON_EXCEPTION, frame.payload)
        return True

    def _read_text(self, descriptor: int) -> bool:
        data = os.read(descriptor, 1 << 16)
        if not data:
            return False
        self._write(Stream.Host, 1, data.decode("utf-8", "replace").encode(), TEXT)
        return True

    def _write(self, stream: int, count: int, payload: bytes, form: int = 0) -> None:
        """A full disk holds the job up (it blocks on its channel) instead of losing records."""
        while True:
            try:
                self._log.append(stream, count, payload, form)
                return
            except OSError:
                select.select([self._wake_read], [], [], DISK_RETRY_SECONDS)
                self._signalled()
                self._press_stop()
                if self._stopping and self._status is not None:
                    return  # stopped while the disk was full: there is no place for the rest

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # its end is being reported on the reading side
            self._channel.sendall(data)

    # signals

    def _signalled(self) -> bool:
        try:
            numbers = os.read(self._wake_read, 256)
        except BlockingIOError:
            return True
        if signal.SIGUSR1 in numbers:
            answer = self._store.take_answer(self._number)
            if answer is not None:
                self._update(question=None, state=int(JobState.Running))
                self._send(frames.pack(frames.ANSWER, answer))
        if signal.SIGTERM in numbers and not self._stopping:
            self._stopping = True
            grace = self._store.get(self._number).grace
            self._ask_to_stop(DEFAULT_GRACE_SECONDS if grace is None else grace)
        self._reap()
        return True

    def _reap(self) -> None:
        while self._status is None:
            try:
                pid, status = os.waitpid(self._pid, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if os.WIFSTOPPED(status):
                self._update(state=int(JobState.Suspended))
            elif os.WIFCONTINUED(status):
                blocked = self._store.get(self._number).question is not None
                self._update(state=int(JobState.Blocked if blocked else JobState.Running))
            else:
                self._status = status

    def _ask_to_stop(self, grace: float) -> None:
        self._stop_at = time.monotonic() + grace
        self._kill(signal.SIGCONT)
        self._send(frames.pack(frames.STOP))

    def _look_at_time(self) -> None:
        """The time limit of the attempt."""
        if self._deadline is not None and self._stop_at is None and time.monotonic() >= self._deadline:
            self._timed_out = True
            self._ask_to_stop(DEFAULT_GRACE_SECONDS)

    def _until_stop(self) -> Optional[float]:
        at = self._deadline if self._stop_at is None else self._stop_at
        return None if at is None else max(0.0, at - time.monotonic())

    def _press_stop(self) -> None:
        """The grace time is over: terminate, then kill, the job's process group."""
        if self._stop_at is None or time.monotonic() < self._stop_at:
            return
        self._kill(signal.SIGKILL if self._terminated else signal.SIGTERM)
        self._terminated = True
        self._stop_at = time.monotonic() + KILL_AFTER_SECONDS

    def _kill(self, number: int) -> None:
        if self._status is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, number)

    # the record

    def _update(self, **fields: Union[str, int, float, bytes, None]) -> None:
        self._insist(lambda: self._store.update(self._number, **fields))

    def _finish(self, state: JobState, reason: Optional[list[str]], exit_code: Optional[int], usage: Optional[ResourceUsage]) -> None:
        self._insist(lambda: self._store.finish(self._number, state, reason, exit_code, usage))

    def _insist(self, write: Callable[[], object]) -> None:
        """A full disk or a busy database delays what is recorded; it is never left out."""
        while True:
            try:
                write()
                return
            except sqlite3.OperationalError:
                time.sleep(DISK_RETRY_SECONDS)

    # the end

    def _conclude(self) -> None:
        usage = self._usage()
        if self._timed_out and not self._stopping and (self._end is None or self._end.state != JobState.Completed):
            seconds = self._limits.timeout or 0.0
            self._finish(JobState.Failed, ["JobTimedOut", f"the job did not finish within {seconds:g} seconds", str(seconds)], None, usage)
            return
        if self._end is not None:
            reason = None
            if self._end.reason_form == frames.REASON_EXCEPTION:
                reason = json.loads(self._end.reason)
            elif self._end.reason_form == frames.REASON_ENCODED:
                reason = [ENCODED_REASON, base64.b64encode(self._end.reason).decode(), ""]
            self._finish(JobState(self._end.state), reason, self._end.exit_code, usage)
            return
        status = self._status or 0
        code = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        if self._stopping:
            self._finish(JobState.Stopped, None, code, usage)
            return
        how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit code {code}"
        self._finish(JobState.Failed, ["ProcessDied", f"the job's process ended abnormally with {how}", ""], code, usage)

    def _usage(self) -> Optional[ResourceUsage]:
        return None if self._end is None else ResourceUsage(self._end.cpu_seconds, self._end.peak_memory)
