"""The client's end of raw streams for large files: a second channel of the session's link that carries one file's bytes outside the protocol.

Three times as fast as questions and answers, but not always to be had (a relay, an older host) and gone when the connection is: both functions
return whether all has arrived, and the caller goes on from what has, piece by piece if need be.
"""
from __future__ import annotations

import os
from typing import Any, Callable, Optional

from sessions.bulk_host import OFFSET, PIECE
from sessions.errors import SessionError
from sessions.session import Session
from sessions.transports.base import NotListening, RelayNeeded, Transport

Value = Any
Landed = Callable[[int], None]
BULK_FROM = 2 << 20  # a stream pays from here on
AHEAD = 32  # pieces sent beyond what the host says it has written
PATIENCE_SECONDS = 60.0


class _Ended(Exception):
    """The stream is over before its time."""


class _Bulk:
    """A stream whose end, of whatever kind, is an _Ended."""

    def __init__(self, session: Session, transport: Transport) -> None:
        self._session = session
        self._transport = transport

    def read(self) -> bytes:
        try:
            data = self._transport.read(PATIENCE_SECONDS)
        except OSError as error:
            raise _Ended from error
        if not data:
            raise _Ended
        self._session.sign_of_life()
        return data

    def write(self, data: bytes) -> None:
        try:
            self._transport.write(data)
        except OSError as error:
            raise _Ended from error

    def close(self) -> None:
        try:
            self._transport.close()
        except OSError:
            pass  # the connection is gone already


def _open(session: Session, verb: str, *args: Value) -> Optional[_Bulk]:
    """A stream; None when there can be none, and the pieces will tell why."""
    if not session.streams:
        return None
    try:
        path = str(session.answer_of(session.ask(verb, *args)))
        return _Bulk(session, session.stream(path))
    except (NotListening, RelayNeeded):
        session.streams = False  # its sshd does not forward to sockets
    except (SessionError, OSError):
        pass
    return None


def push(session: Session, source: str, part: str, start: int, size: int, landed: Landed) -> bool:
    """Send a local file from `start` to its end at `size` into the file `part` on the host; `landed` is told how far it is written."""
    stream = _open(session, "bulk_write", part, start, size)
    if stream is None:
        return False
    try:
        with open(source, "rb", buffering=0) as data:
            data.seek(start)
            _push(stream, data.read, start, size, landed)
        return True
    except _Ended:
        return False
    finally:
        stream.close()


def _push(stream: _Bulk, read: Callable[[int], bytes], start: int, size: int, landed: Landed) -> None:
    sent = done = start
    answers = b""
    while done < size:
        while sent < size and sent - done < AHEAD * PIECE:
            piece = read(min(PIECE, size - sent))
            if not piece:
                raise _Ended  # the file has become shorter
            stream.write(piece)
            sent += len(piece)
        answers += stream.read()
        whole = len(answers) // OFFSET.size * OFFSET.size
        if whole:
            done = min(OFFSET.unpack_from(answers, whole - OFFSET.size)[0], sent)
            answers = answers[whole:]
            landed(done)


def pull(session: Session, source: str, part: str, start: int, size: int, landed: Landed) -> bool:
    """Fetch a file of the host from `start` to its end at `size` into the local file `part`; `landed` is told how far it is written."""
    stream = _open(session, "bulk_read", source, start, size - start)
    if stream is None:
        return False
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        done = os.lseek(descriptor, start, os.SEEK_SET)
        while done < size:
            view = memoryview(stream.read())[:size - done]
            done += len(view)
            while view:
                view = view[os.write(descriptor, view):]
            landed(done)
        return True
    except _Ended:
        return False
    finally:
        os.close(descriptor)
        stream.close()
