"""What the jobs of a fault run do: numbers over several streams, slowly enough to be hurt on the way."""
from __future__ import annotations

import os
import subprocess
import time
from typing import Any

from jobs import Stream
from jobs.runners.callables import current

STREAMS = (Stream.Output, Stream.Output, Stream.Warning, Stream.Output, Stream.Information)


def stream_of(number: int) -> Stream:
    return STREAMS[number % len(STREAMS)]


def talk(context: Any, upto: int) -> None:
    """Emit the numbers below upto, each on its stream; hold where the job may be held."""
    checkpoint = getattr(context, "checkpoint", None)
    for number in range(upto):
        if number % 50 == 25:
            time.sleep(0.005)
            if checkpoint is not None:
                checkpoint()
        context.emit(stream_of(number), number)


def numbers(upto: int) -> None:
    """As a Python job."""
    talk(current(), upto)


def print_for_ever() -> None:
    while True:
        current().emit(Stream.Output, "x" * 200)


def unsendable() -> None:
    current().emit(Stream.Output, "before")
    current().emit(Stream.Output, lambda: 0)


def print_bytes(size: int) -> None:
    """So many bytes in lines of a thousand."""
    for _ in range(size // 1000):
        current().emit(Stream.Output, b"x" * 1000)


def with_grandchild() -> None:
    """Tell the ids of itself and of a grandchild; then sleep."""
    child = subprocess.Popen(["sleep", "600"])
    current().emit(Stream.Output, [os.getpid(), child.pid])
    time.sleep(600)
