"""Frames between a job's process, the fork server and the program that started them. Bytes only: nothing here decodes a value."""
from __future__ import annotations

import json
import struct
from typing import Any, NamedTuple, Optional

HEADER = struct.Struct(">IBBI")
MAX_FRAME = 1 << 30

# job process <-> starting program
HELLO = 1      # child: number is its process id
START = 2      # parent: json header, then the request
RECORDS = 3    # child: number records of one stream
ASK = 4        # child: a question; the job is blocked until ANSWER
ANSWER = 5     # parent
STOP = 6       # parent
FINISHED = 7   # child: how it ended
# fork server <-> starting program
SPAWN = 20     # with three file descriptors: channel, stdout, stderr
EXITED = 21    # number is the process id
STOPPED = 22   # a child was stopped by a signal
CONTINUED = 23
READY = 24
BROKEN = 25    # the server cannot work; the payload says why

REASON_NONE, REASON_ENCODED, REASON_EXCEPTION = 0, 1, 2

_END = struct.Struct(">BiBdQ")
_NO_EXIT_CODE = -(1 << 31)
_EXIT = struct.Struct(">idQ")


class Frame(NamedTuple):
    """type, and by type a stream number, a number (of records, or a process id) and a payload."""

    type: int
    stream: int
    number: int
    payload: bytes


def pack(type_: int, payload: bytes = b"", stream: int = 0, number: int = 0) -> bytes:
    return HEADER.pack(len(payload), type_, stream, number) + payload


class FrameReader:
    """Cuts received bytes into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames completed by these bytes. Raises ValueError for a length no sender of ours writes."""
        buffer = self._buffer
        buffer += data
        found: list[Frame] = []
        at, end = 0, len(buffer)
        while end - at >= HEADER.size:
            length, type_, stream, number = HEADER.unpack_from(buffer, at)
            if length > MAX_FRAME:
                raise ValueError(f"frame of {length} bytes")
            start = at + HEADER.size
            if end - start < length:
                break
            at = start + length
            found.append(Frame(type_, stream, number, bytes(buffer[start:at])))
        del buffer[:at]
        return found


class JobEnd(NamedTuple):
    """How a job's process says it ended; reason is an encoded value or a described exception, by form."""

    state: int
    exit_code: Optional[int]
    cpu_seconds: float
    peak_memory: int
    reason_form: int = REASON_NONE
    reason: bytes = b""


def pack_end(end: JobEnd) -> bytes:
    code = _NO_EXIT_CODE if end.exit_code is None else end.exit_code
    return pack(FINISHED, _END.pack(end.state, code, end.reason_form, end.cpu_seconds, end.peak_memory) + end.reason)


def unpack_end(payload: bytes) -> JobEnd:
    state, code, form, cpu, peak = _END.unpack_from(payload)
    return JobEnd(state, None if code == _NO_EXIT_CODE else code, cpu, peak, form, payload[_END.size:])


def pack_exit(pid: int, status: int, cpu: float, peak: int) -> bytes:
    """status as of os.wait."""
    return pack(EXITED, _EXIT.pack(status, cpu, peak), number=pid)


def unpack_exit(payload: bytes) -> tuple[int, float, int]:
    status, cpu, peak = _EXIT.unpack(payload)
    return status, cpu, peak


def pack_start(header: dict[str, Any], request: bytes) -> bytes:
    """header: cwd and env (either may be missing: as the server's)."""
    head = json.dumps(header).encode()
    return pack(START, struct.pack(">I", len(head)) + head + request)


def unpack_start(payload: bytes) -> tuple[dict[str, Any], bytes]:
    length = struct.unpack_from(">I", payload)[0]
    return json.loads(payload[4:4 + length]), payload[4 + length:]


def describe_exception(error: BaseException) -> bytes:
    """An exception as data: type name, text, traceback."""
    import traceback  # only when something failed
    detail = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return json.dumps([type(error).__name__, str(error), detail]).encode("utf-8", "surrogatepass")
