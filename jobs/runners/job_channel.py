"""One job process seen from here: launching it, taking its frames in, stopping it by degrees, naming the cause when it dies."""
from __future__ import annotations

import errno
import json
import os
import signal
import socket
from typing import Any, Optional

from jobs.job import Job, ResourceUsage
from jobs.processes import is_held
from jobs.runners import frames
from jobs.runners.frames import Frame, FrameReader, JobEnd
from jobs.runners.launching import Launch, RawText, close_all, connections
from jobs.runners.reactor import REACTOR, Timer
from jobs.runners.server_client import ForkServer, spawn
from jobs.states import JobState, OutputNotSerializable, ProcessDied, RemoteFailure, SpawnFailed, Value
from jobs.streams import Stream

READ_SIZE = 1 << 18
TAIL_SIZE = 8192
KILL_AFTER_SECONDS = 1.0
EXIT_REPORT_SECONDS = 2.0
SERVER_TRIES = 2
"""How often a server may be lost under a job that has not started, before the job's process is spawned without one."""


EXHAUSTED_RETRY_SECONDS = 0.05
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})
"""There are too many of something now; when other jobs have ended there will be room."""
_LIVE: set[JobChannel] = set()
"""Channels that hold descriptors; only the reactor's thread looks at it."""


class JobChannel:
    """All methods run on the reactor's thread. Ends exactly once, by _finish."""

    def __init__(self, job: Job, launch: Launch) -> None:
        self._job = job
        self._launch = launch
        self._server: Optional[ForkServer] = None
        self._process: Any = None
        self._socket: Optional[socket.socket] = None
        self._reader = FrameReader()
        self._outbox = bytearray()
        self._raw: dict[int, int] = {}
        self._tails = {1: b"", 2: b""}
        self._pid = 0
        self._gone = False
        self._over = False
        self._tries = 0
        self._refusal = ""
        self._stopping = False
        self._hold = False
        self._status: Optional[int] = None
        self._usage: Optional[ResourceUsage] = None
        self._timers: list[Timer] = []
        self._start_timer: Optional[Timer] = None

    # launching

    def open(self) -> None:
        if self._job.stop_requested:
            self._finish(JobState.Stopped)
            return
        self._tries += 1
        self._reader, self._outbox, self._gone = FrameReader(), bytearray(), False
        try:
            self._connect()
        except (OSError, SpawnFailed) as error:
            if isinstance(error, OSError) and error.errno in _EXHAUSTED and _LIVE:
                self._tries -= 1  # other jobs hold what this one needs: it waits for them
                REACTOR.later(EXHAUSTED_RETRY_SECONDS, self.open)
                return
            self._finish(JobState.Failed, error if isinstance(error, SpawnFailed) else SpawnFailed(str(error)))
            return
        _LIVE.add(self)
        self._start_timer = REACTOR.later(self._launch.pool.start_timeout, self._start_overdue)
        self._send(frames.pack_start(self._launch.header, self._launch.request))

    def _connect(self) -> None:
        ours, theirs, (out_read, out_write), (err_read, err_write) = connections()
        self._socket = ours
        ours.setblocking(False)
        self._raw = {out_read: 1, err_read: 2}
        REACTOR.watch(ours, self._readable)
        for descriptor in self._raw:
            os.set_blocking(descriptor, False)
            REACTOR.watch(descriptor, lambda descriptor=descriptor: self._read_raw(descriptor))  # type: ignore[misc]
        server = self._server = self._launch.pool.server() if self._tries <= SERVER_TRIES else None
        if server is not None:
            server.request((theirs.detach(), out_write, err_write))
            return
        try:
            self._process = spawn(self._launch.pool.spec, "job", theirs, out_write, err_write)
        finally:
            theirs.close()
            close_all((out_write, err_write))

    def _start_overdue(self) -> None:
        """Nothing heard of the process: the server hangs. Killing it makes every waiting channel end, and so try again."""
        if not self._pid and self._server is not None and not self._over:
            self._server.kill()
        elif not self._pid and self._process is not None:
            self._process.kill()

    # receiving

    def _readable(self) -> None:
        assert self._socket is not None
        try:
            data = self._socket.recv(READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._closed()
            return
        try:
            for frame in self._reader.feed(data):
                self._heard(frame)
        except ValueError as error:
            self._kill(signal.SIGKILL)
            self._finish(JobState.Failed, RemoteFailure("ProtocolError", str(error)))

    def _heard(self, frame: Frame) -> None:
        if frame.type == frames.RECORDS:
            self._job.log.append_payload(Stream(frame.stream), frame.number, frame.payload)
        elif frame.type == frames.HELLO:
            self._started(frame.number)
        elif frame.type == frames.ASK:
            self._job.pending_input = self._launch.decode_question(frame.payload)
            self._job.move(JobState.Blocked)
        elif frame.type == frames.FINISHED:
            self._ended(frames.unpack_end(frame.payload))
        elif frame.type == frames.BROKEN:
            self._refusal = ": ".join(json.loads(frame.payload)[:2])
        else:
            raise ValueError(f"a job's process sent a frame of type {frame.type}")

    def _started(self, pid: int) -> None:
        self._pid = self._job.process_id = pid
        if self._start_timer is not None:
            self._start_timer.cancel()
        if self._server is not None:
            self._server.expect(pid, self)
        if self._hold:
            self._apply_hold()

    def _ended(self, end: JobEnd) -> None:
        usage = ResourceUsage(end.cpu_seconds, end.peak_memory)
        state = JobState(end.state)
        reason: Value = None
        if end.reason_form == frames.REASON_EXCEPTION:
            name, message, detail = json.loads(end.reason)
            unsendable = name == OutputNotSerializable.__name__
            reason = RemoteFailure(name, message, detail) if not unsendable else OutputNotSerializable(*_unsendable(message))
        elif end.reason_form == frames.REASON_ENCODED:
            reason = self._decode_reason(end.reason)
        self._usage = usage
        self._finish(state, reason, end.exit_code)

    def _decode_reason(self, payload: bytes) -> Value:
        try:
            return self._launch.codec.decode(Stream.Error, payload)[0]
        except Exception as error:  # a decoder may raise anything; the job still ends, with that as its reason
            return RemoteFailure("UndecodableReason", f"{type(error).__name__}: {error}")

    def _read_raw(self, descriptor: int) -> None:
        try:
            data = os.read(descriptor, READ_SIZE)
        except BlockingIOError:
            return
        if not data:
            self._drop_raw(descriptor)
            return
        which = self._raw[descriptor]
        self._tails[which] = (self._tails[which] + data)[-TAIL_SIZE:]
        text = RawText(data.decode("utf-8", "replace"))
        text.descriptor = which
        self._job.log.append(Stream.Host, text)

    def _drop_raw(self, descriptor: int) -> None:
        REACTOR.watch(descriptor, None)
        os.close(descriptor)
        del self._raw[descriptor]

    # the end

    def _closed(self) -> None:
        """The channel ended. Told to be over already, never started, or died: each is its own case."""
        if self._gone:
            return
        self._gone = True
        self._drop_socket()
        if self._start_timer is not None:
            self._start_timer.cancel()
        if self._over:
            return
        if not self._pid:
            self._never_started()
        elif self._status is not None:
            self._died()
        else:
            self._await_status(100)

    def _never_started(self) -> None:
        for descriptor in list(self._raw):
            self._drop_raw(descriptor)
        if self._stopping:
            self._finish(JobState.Stopped)
        elif self._server is not None and not self._refusal:
            REACTOR.later(0.01, self.open)  # let the server's own end be seen first
        else:
            self._finish(JobState.Failed, SpawnFailed(self._refusal or "the job's process ended before it began"))

    def _await_status(self, tries: int) -> None:
        """The exit status comes from the server, or from the process we spawned ourselves; without either the cause stays unknown."""
        if self._over:
            return
        if self._process is not None and self._process.poll() is not None:
            code = self._process.returncode
            self._status = code << 8 if code >= 0 else -code
        known = self._status is not None
        lost = self._process is None and (self._server is None or not self._server.alive)
        if known or lost or tries == 0:
            self._died()
        else:
            REACTOR.later(EXIT_REPORT_SECONDS / 100, lambda: self._await_status(tries - 1))

    def exited(self, status: int, cpu_seconds: float, peak_memory: int) -> None:
        """The server's report; the frames still to be read come first."""
        self._status = status
        if not self._over:
            self._usage = ResourceUsage(cpu_seconds, peak_memory)
            if self._gone:
                self._died()

    def stopped(self, by_signal: bool) -> None:
        """Somebody stopped or continued the process from outside (or we did: then nothing changes)."""
        job = self._job
        if self._over or job.state in (JobState.Stopping, JobState.NotStarted):
            return
        if by_signal:
            if self._hold or is_held(self._pid):  # else it is old news: we have let it go on since
                job.move(JobState.Suspended)
        elif job.state == JobState.Suspended and not self._hold:
            job.move(JobState.Blocked if job.pending_input is not None else JobState.Running)

    def _died(self) -> None:
        if self._over:
            return
        code, by = _read_status(self._status)
        if self._stopping:
            self._finish(JobState.Stopped, None, code)
            return
        self._drain_raw()
        out, err = (self._tails[which].decode("utf-8", "replace") for which in (1, 2))
        self._finish(JobState.Failed, ProcessDied(code, by, out, err), code)

    def _drain_raw(self) -> None:
        for descriptor in list(self._raw):
            self._read_raw(descriptor)

    def _finish(self, state: JobState, reason: Value = None, exit_code: Optional[int] = None) -> None:
        if self._over:
            return
        self._over = True
        _LIVE.discard(self)
        self._drain_raw()
        for descriptor in list(self._raw):
            self._drop_raw(descriptor)
        for timer in self._timers:
            timer.cancel()
        if self._server is not None and self._pid:
            self._server.forget(self._pid)
        if self._process is not None:
            self._reap_spawned()
        self._job.end(state, reason, exit_code, self._usage)

    def _reap_spawned(self) -> None:
        if self._process.poll() is None:
            REACTOR.later(0.02, self._reap_spawned)

    def _drop_socket(self) -> None:
        if self._socket is not None:
            REACTOR.watch(self._socket, None)
            self._socket.close()
            self._socket = None

    # sending

    def _send(self, data: bytes) -> None:
        if self._socket is None:
            return
        self._outbox += data
        self._write()

    def _write(self) -> None:
        assert self._socket is not None
        try:
            while self._outbox:
                del self._outbox[:self._socket.send(self._outbox[:READ_SIZE])]
        except BlockingIOError:
            REACTOR.watch(self._socket, self._readable, self._write)
            return
        except OSError:
            self._outbox.clear()  # the end of the channel is being reported on the reading side
        REACTOR.watch(self._socket, self._readable)

    def answer(self, data: bytes) -> None:
        self._send(frames.pack(frames.ANSWER, data))

    def stop(self, grace: float) -> None:
        """Ask; after the grace time terminate the process group; a little later kill it."""
        if self._over or self._stopping:
            return
        self._stopping = True
        if self._hold or self._job.state in (JobState.Suspended, JobState.Suspending):
            self._hold = False
        self._kill(signal.SIGCONT)
        self._send(frames.pack(frames.STOP))
        self._timers.append(REACTOR.later(grace, lambda: self._kill(signal.SIGTERM)))
        self._timers.append(REACTOR.later(grace + KILL_AFTER_SECONDS, self._force))

    def _force(self) -> None:
        self._kill(signal.SIGKILL)
        if not self._pid and not self._over:
            self._finish(JobState.Stopped)
            self._drop_socket()

    def suspend(self) -> None:
        self._hold = True
        if self._pid:
            self._apply_hold()

    def _apply_hold(self) -> None:
        self._kill(signal.SIGSTOP)
        if not self._over:
            self._job.move(JobState.Suspended)

    def resume(self) -> None:
        self._hold = False
        self._kill(signal.SIGCONT)
        if not self._over:
            self._job.move(JobState.Blocked if self._job.pending_input is not None else JobState.Running)

    def _kill(self, number: int) -> None:
        """Only while the leader is known to be there: its group's number cannot mean anybody else then."""
        if not self._pid or self._gone or self._status is not None:
            return
        try:
            os.killpg(self._pid, number)
        except (ProcessLookupError, PermissionError):
            return  # it has just gone; its end is on the way


def _read_status(status: Optional[int]) -> tuple[Optional[int], Optional[int]]:
    """(exit code, signal) of an os.wait status; a signal makes the code 128 + signal, as shells have it."""
    if status is None:
        return None, None
    if os.WIFSIGNALED(status):
        return 128 + os.WTERMSIG(status), os.WTERMSIG(status)
    return os.WEXITSTATUS(status), None


def _unsendable(message: str) -> tuple[str, str]:
    head, _, detail = message.partition(" cannot leave the job's process: ")
    return head.rpartition(" ")[2], detail
