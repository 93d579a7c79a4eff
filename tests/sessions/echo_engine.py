"""A tiny engine for the tests of sessions: words instead of PowerShell. Runs on the host."""
from __future__ import annotations

import os
import signal
import sys
import threading
import time

from sessions.engine import ExecResult
from sessions.wire.values import Bag, Scalar


class EchoEngine:
    """emit N | bags N | rows N | text N SIZE | echo ARGS | streams | ticks N SECONDS | input | ask TEXT | fail | exit | die | pid | env NAME | count."""

    def __init__(self, context):
        self.context = context
        self.stopped = threading.Event()
        self.count = 0
        self.flooding = False

    def run(self, request, sink, ui):
        self.stopped.clear()
        word, *rest = request.script.split(" ")
        return getattr(self, "do_" + word)(request, sink, ui, *rest) or ExecResult()

    def do_emit(self, request, sink, ui, count):
        for number in range(int(count)):
            sink.write(0, number)

    def do_bags(self, request, sink, ui, count):
        types = ["Demo.Thing", "System.Object"]
        for number in range(int(count)):
            sink.write(0, Bag(types, {"Id": number, "Name": "thing", "Big": Scalar("Int64", number)} if number % 7 == 0 else {"Id": number, "Name": "x"}))

    def do_rows(self, request, sink, ui, count):
        types = ["Demo.Row", "System.Object"]
        for number in range(int(count)):
            sink.write(0, Bag(types, {"Id": number, "Name": "x", "Size": 1.5}))

    def do_flood(self, request, sink, ui):
        """Ended by an interrupt of the main thread, wherever it is."""
        self.flooding = True
        try:
            number = 0
            while True:
                sink.write(number % 2, number)
                number += 1
        except KeyboardInterrupt:
            return ExecResult("Stopped")
        finally:
            self.flooding = False

    def do_text(self, request, sink, ui, count, size):
        line = "x" * int(size)
        for _ in range(int(count)):
            sink.write(0, line)
            if self.stopped.is_set():
                return ExecResult("Stopped")

    def do_echo(self, request, sink, ui):
        for value in request.args:
            sink.write(0, value)
        for name, value in request.using.items():
            sink.write(0, [name, value])

    def do_streams(self, request, sink, ui):
        for stream in range(7):
            sink.write(stream, f"s{stream}")
        return ExecResult("Completed", None, 3, True)

    def do_ticks(self, request, sink, ui, count, seconds):
        for number in range(int(count)):
            sink.write(0, number)
            if self.stopped.wait(float(seconds)):
                return ExecResult("Stopped")

    def do_input(self, request, sink, ui):
        for value in request.input or []:
            sink.write(0, ["got", value])

    def do_ask(self, request, sink, ui, text):
        sink.write(0, ui.call("read_line", text))
        ui.notify("write_host", "bye")

    def do_fail(self, request, sink, ui):
        raise RuntimeError("boom")

    def do_exit(self, request, sink, ui):
        sink.write(0, "leaving")
        return ExecResult("Completed", None, 3, False, True)

    def do_die(self, request, sink, ui):
        sink.write(0, "last words")
        sink.flush()
        time.sleep(0.2)
        os._exit(9)

    def do_pid(self, request, sink, ui):
        sink.write(0, os.getpid())

    def do_env(self, request, sink, ui, name):
        sink.write(0, os.environ.get(name))
        sink.write(0, os.getcwd())

    def do_python(self, request, sink, ui):
        sink.write(0, sys.version.split()[0])

    def do_count(self, request, sink, ui):
        self.count += 1
        sink.write(0, self.count)

    def stop(self):
        self.stopped.set()
        if self.flooding:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    def prompt(self):
        return f"echo {self.context.computer_name}> "

    def complete(self, text, cursor):
        return 0, cursor, [text + "!"]

    def close(self):
        pass


def make_engine(context):
    return EchoEngine(context)


def make_broken(context):
    raise ImportError("no such engine here")
