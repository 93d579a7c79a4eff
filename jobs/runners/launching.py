"""What one start of a job's process needs: the request and its surroundings, and the three connections to it."""
from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterable
from typing import Any, Callable, NamedTuple, Optional, Protocol

from jobs.codec import Codec
from jobs.runners.server_client import ForkServer, WorkerSpec
from jobs.states import Value


class RawText(str):
    """What a job wrote straight to its standard output (descriptor 1) or error (2), past the streams."""

    descriptor: int = 1


class Pool(Protocol):
    """What launching needs of the process pool."""

    spec: WorkerSpec
    start_timeout: float

    def server(self) -> Optional[ForkServer]:
        ...


class Launch(NamedTuple):
    """Everything one start of a job needs."""

    pool: Pool
    header: dict[str, Any]
    request: bytes
    codec: Codec
    decode_question: Callable[[bytes], Value]


class Connections(NamedTuple):
    """The channel's two ends, and the (read, write) ends of standard output and error."""

    ours: socket.socket
    theirs: socket.socket
    out: tuple[int, int]
    err: tuple[int, int]


def connections() -> Connections:
    """All of them, or an OSError and none."""
    with contextlib.ExitStack() as undo:
        ours, theirs = socket.socketpair()
        undo.callback(theirs.close)
        undo.callback(ours.close)
        out = os.pipe()
        undo.callback(close_all, out)
        err = os.pipe()
        undo.pop_all()
    return Connections(ours, theirs, out, err)


def close_all(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
