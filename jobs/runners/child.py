"""Inside a job's process: the channel to the program that started it, and the life of the job from first to last frame."""
from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import threading
import time
from time import monotonic
from types import FrameType
from typing import Any, Callable, NoReturn, Optional

from jobs.codec import BatchEncoder, Codec, PickleCodec
from jobs.interrupting import RETRY_SECONDS, Home, Watch, callable_code
from jobs.runners import frames
from jobs.runners.frames import FrameReader, JobEnd
from jobs.states import JobState, JobStopped, Value

FLUSH_BYTES = 48 * 1024
FLUSH_SECONDS = 0.002
ORPHAN_GRACE_SECONDS = 1.0
LEFTOVER_GRACE_SECONDS = 0.5

Entry = Callable[["ChildContext"], Value]
"""What runs in the process. Returns a JobState to end in or anything else for Completed; an exception makes the job Failed."""


class ChildContext:
    """What the job's code has of its job: its request, where output goes, stopping, questions. One lock guards the channel."""

    def __init__(self, channel: socket.socket, request: bytes) -> None:
        self.request = request
        self.stop_event = threading.Event()
        self.exit_code: Optional[int] = None
        self._channel = channel
        self._lock = threading.RLock()
        self._codec: Codec = PickleCodec()
        self._encoders: dict[int, BatchEncoder] = {}
        self._stream = 0
        self._encoder: BatchEncoder = self._codec.encoder(0)
        self._sent_at = 0.0
        self._armed = False
        self._dirty = threading.Event()
        self._flusher: Optional[threading.Thread] = None
        self._on_stop: list[Callable[[], None]] = []
        self._answered = threading.Event()
        self._answer = b""
        self._failure: Optional[tuple[int, bytes]] = None
        self._interruptible = False
        self._raises: type[BaseException] = JobStopped
        self._watch = Watch(callable_code)
        self._pressing = False

    # output

    def use_codec(self, codec: Codec) -> None:
        """The program that starts the job decodes with the same."""
        with self._lock:
            self._flush()
            self._codec, self._encoders = codec, {}
            self._stream, self._encoder = 0, codec.encoder(0)

    def emit(self, stream: int, value: Value) -> None:
        """Encode now, send soon: at once when the last sending is some time ago, else with others, after 2 ms at the latest."""
        with self._lock:
            if stream is not self._stream:
                self._turn_to(stream)
            if self._encoder.add(value) >= FLUSH_BYTES or monotonic() - self._sent_at >= FLUSH_SECONDS:
                self._flush()
            elif not self._armed:
                self._arm()

    def _turn_to(self, stream: int) -> None:
        """Records of another stream follow."""
        self._flush()
        encoder = self._encoders.get(stream)
        if encoder is None:
            encoder = self._encoders[stream] = self._codec.encoder(stream)
        self._stream, self._encoder = stream, encoder

    def emit_payload(self, stream: int, payload: bytes, count: int = 1) -> None:
        """Send records the job has encoded itself."""
        with self._lock:
            self._flush()
            self._send(frames.pack(frames.RECORDS, payload, int(stream), count))

    def flush(self) -> None:
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        count, payload = self._encoder.take()
        if count:
            self._send(frames.pack(frames.RECORDS, payload, int(self._stream), count))

    def _send(self, data: bytes) -> None:
        try:
            self._channel.sendall(data)
        except OSError as error:
            raise JobStopped(f"the program that started this job is gone ({error})") from error
        self._sent_at = monotonic()

    def _arm(self) -> None:
        self._armed = True
        if self._flusher is None:
            self._flusher = threading.Thread(target=self._flush_later, name="flush", daemon=True)
            self._flusher.start()
        self._dirty.set()

    def _flush_later(self) -> None:
        while True:
            self._dirty.wait()
            self._dirty.clear()
            time.sleep(FLUSH_SECONDS)
            with self._lock:
                self._armed = False
                try:
                    self._flush()
                except JobStopped:
                    return  # the control thread sees the same end of the channel and ends the process

    # stopping, questions, ending

    @property
    def stop_requested(self) -> bool:
        return self.stop_event.is_set()

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call this, on another thread, when the job is to stop, before the exception is raised in the job's main thread."""
        with self._lock:
            self._on_stop.append(callback)
        if self.stop_event.is_set():
            callback()

    def ask(self, question: bytes) -> bytes:
        """Send a question; the job is Blocked until the answer comes. Raises JobStopped when it is stopped instead."""
        with self._lock:
            self._flush()
            self._answered.clear()
            self._send(frames.pack(frames.ASK, question))
        self._answered.wait()
        if self.stop_event.is_set():
            raise JobStopped("the job was asked to stop")
        return self._answer

    def fail(self, reason: bytes) -> None:
        """End as Failed, with this encoded value as the reason (a payload of the codec with one value)."""
        self._failure = (frames.REASON_ENCODED, reason)

    def fail_with(self, reason: Value) -> None:
        """End as Failed; the codec encodes the reason as a value of the error stream."""
        encoder = self._codec.encoder(2)
        encoder.add(reason)
        self.fail(encoder.take()[1])

    def _stop(self) -> None:
        with self._lock:
            callbacks = list(self._on_stop)
            self.stop_event.set()
        self._answered.set()
        for callback in callbacks:
            callback()
        self._press()

    def raise_at_stop(self, exception: type[BaseException], home: Home) -> None:
        """What a stop raises in the main thread (JobStopped, if nothing is said), and the code it may strike anywhere."""
        self._raises, self._watch = exception, Watch(home)

    def _press(self) -> None:
        """Signal the main thread until it has been found at a place where it may be interrupted."""
        main = threading.main_thread().ident
        assert main is not None
        self._pressing = True
        while self._interruptible:
            signal.pthread_kill(main, signal.SIGINT)
            time.sleep(RETRY_SECONDS)

    def _signalled(self, number: int, frame: Optional[FrameType]) -> None:
        """SIGINT, from ourselves or from anybody, on the main thread."""
        if not self._interruptible:
            return
        if self._watch.harmless(frame):
            self._interruptible = False
            raise self._raises("the job was asked to stop")
        if not self._pressing:
            self._pressing = True
            threading.Thread(target=self._press, name="press", daemon=True).start()

    def _control(self, reader: FrameReader) -> None:
        """The control thread: orders from the starting program. Its end is ours."""
        while True:
            try:
                data = self._channel.recv(65536)
            except OSError:
                data = b""
            if not data:
                self._orphaned()
            for frame in reader.feed(data):
                if frame.type == frames.STOP:
                    threading.Thread(target=self._stop, name="stop", daemon=True).start()
                elif frame.type == frames.ANSWER:
                    self._answer = frame.payload
                    self._answered.set()

    def _orphaned(self) -> NoReturn:
        threading.Thread(target=self._stop, name="stop", daemon=True).start()
        time.sleep(ORPHAN_GRACE_SECONDS)
        os.killpg(0, signal.SIGKILL)
        raise SystemExit


def run_job(channel: socket.socket, entry: Entry) -> NoReturn:
    """The whole life of a job process that leads its own process group; never returns."""
    channel.sendall(frames.pack(frames.HELLO, number=os.getpid()))
    reader = FrameReader()
    start, early = _first_frame(channel, reader)
    header, request = frames.unpack_start(start)
    context = ChildContext(channel, request)
    for frame in early:
        if frame.type == frames.STOP:
            context.stop_event.set()
    signal.signal(signal.SIGINT, context._signalled)
    threading.Thread(target=context._control, args=(reader,), name="control", daemon=True).start()
    end = _run(context, header, entry)
    context._interruptible = False
    if context.stop_requested:
        _end_leftovers()
    _flush_standard_streams()
    try:
        with context._lock:
            context._flush()
            context._send(frames.pack_end(end))
    except JobStopped:
        os.killpg(0, signal.SIGKILL)
    if context.stop_requested:
        os.killpg(0, signal.SIGKILL)
    os._exit((end.exit_code or 0) & 0xFF)


def _first_frame(channel: socket.socket, reader: FrameReader) -> tuple[bytes, list[frames.Frame]]:
    while True:
        data = channel.recv(1 << 18)
        if not data:
            os._exit(0)  # given up before it began
        got = list(reader.feed(data))
        if got:
            return got[0].payload, got[1:]


def _run(context: ChildContext, header: dict[str, Any], entry: Entry) -> JobEnd:
    state, form, reason = JobState.Completed, frames.REASON_NONE, b""
    try:
        _enter(header)
        context._interruptible = True
        if context.stop_requested:
            raise JobStopped("the job was asked to stop")
        result = entry(context)
        context._interruptible = False
        if isinstance(result, JobState):
            state = result
    except SystemExit as error:
        context.exit_code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    except BaseException as error:  # whatever ends the job's code is the job's reason
        state, form, reason = JobState.Failed, frames.REASON_EXCEPTION, frames.describe_exception(error)
    if context.stop_requested:
        state, form, reason = JobState.Stopped, frames.REASON_NONE, b""
    elif context._failure is not None:
        state, (form, reason) = JobState.Failed, context._failure
    cpu, peak = usage_so_far()
    code = context.exit_code if context.exit_code is not None else 1 if state == JobState.Failed else 0
    return JobEnd(int(state), code, cpu, peak, form, reason)


def _enter(header: dict[str, Any]) -> None:
    env = header.get("env")
    if env is not None:
        for name in [name for name in os.environ if name not in env]:
            del os.environ[name]
        for name, value in env.items():
            if os.environ.get(name) != value:
                os.environ[name] = value
    if header.get("cwd"):
        os.chdir(header["cwd"])


def usage_so_far() -> tuple[float, int]:
    """Processor seconds and peak resident bytes of this process and the children it has waited for."""
    import resource
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return cpu, max(own.ru_maxrss, children.ru_maxrss) * unit


def _end_leftovers() -> None:
    """A stopped job takes its process group with it: first politely; the kill follows when the end has been told."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    deadline = time.monotonic() + LEFTOVER_GRACE_SECONDS
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.005)
        except ChildProcessError:
            return


def _flush_standard_streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # closed by the job itself: nothing of it is left to show


def resolve(entry: str) -> Entry:
    """The function named module:function."""
    module, _, name = entry.partition(":")
    found: Entry = getattr(importlib.import_module(module), name)
    return found
