"""The engine of the fault runs: the echo engine, a ledger of what ran, and faults that only the host itself can have. Runs on the host."""
from __future__ import annotations

import errno
import hashlib
import os
import time

try:
    from echo_engine import EchoEngine
except ImportError:  # in the tests' own process, which wants `mixed` only
    from tests.sessions.echo_engine import EchoEngine

_real = {"pwrite": os.pwrite, "time": time.time, "monotonic": time.monotonic}


class FaultEngine(EchoEngine):
    """TOKEN WORD ...: the token is noted in the ledger, then the words of the echo engine, and: ledger | mixed N SEED | digest | big SIZE | disk 0|1 |
    clock SECONDS."""

    def __init__(self, context):
        super().__init__(context)
        self.ledger = []

    def run(self, request, sink, ui):
        self.stopped.clear()
        token, word, *rest = request.script.split(" ")
        self.ledger.append(token)
        return getattr(self, "do_" + word)(request, sink, ui, *rest) or self.done()

    @staticmethod
    def done():
        from sessions.engine import ExecResult
        return ExecResult()

    def do_ledger(self, request, sink, ui):
        for token in self.ledger:
            sink.write(0, token)

    def do_mixed(self, request, sink, ui, count, seed):
        """Streams and sizes as the seed says; the client makes the same list."""
        for stream, value in mixed(int(count), seed):
            sink.write(stream, value)

    def do_digest(self, request, sink, ui):
        """One hash over everything piped in, and how many values that were."""
        state, count = hashlib.sha256(), 0
        for value in request.input or []:
            state.update(repr(value).encode())
            count += 1
        sink.write(0, [count, state.hexdigest()])

    def do_big(self, request, sink, ui, size):
        sink.write(0, "b" * int(size))

    def do_leave(self, request, sink, ui, count):
        """Records, then the session ends by itself."""
        from sessions.engine import ExecResult
        for number in range(int(count)):
            sink.write(0, number)
        return ExecResult("Completed", None, 3, False, True)

    def do_disk(self, request, sink, ui, full):
        """From now on the session's log finds the disk full, or not."""
        os.pwrite = _no_space if full == "1" else _real["pwrite"]

    def do_clock(self, request, sink, ui, seconds):
        """The host's clock jumps."""
        time.time = lambda: _real["time"]() + float(seconds)
        sink.write(0, "jumped")


def _no_space(*args):
    raise OSError(errno.ENOSPC, "No space left on device")


def mixed(count, seed):
    """`count` (stream, value) pairs, the same for the same seed on both sides."""
    state = hashlib.sha256(seed.encode()).digest()
    found = []
    for number in range(count):
        state = hashlib.sha256(state).digest() if number % 16 == 0 else state
        byte = state[number % 16]
        found.append((0 if byte < 190 else byte % 6, [number, byte] if byte % 3 else f"{number}:{'y' * byte}"))
    return found


def make_engine(context):
    return FaultEngine(context)
