"""The mixed commands of a lane: each runs something in the session while faults come, and checks every record, its order, and that it ran once."""
from __future__ import annotations

import hashlib
import os
import random
import time
from typing import Any, Callable

from sessions.errors import SessionError, SessionNotFound
from sessions.session import Session
from sessions.session_states import RunspaceState
from sessions.transfer import fetch_file, send_file
from sessions.wire.values import Bag
from tests.faults.sessions.fault_engine import mixed

Value = Any
PATIENCE = 60.0  # the stated time-out: nothing may keep a command waiting longer than this without a record


class Wrong(AssertionError):
    """A record was lost, doubled or out of place; a command ran twice or not at all."""


def same(found: Value, expected: Value, what: str) -> None:
    if found == expected:
        return
    place = next((number for number, (one, two) in enumerate(zip(found, expected)) if one != two), min(len(found), len(expected)))
    raise Wrong(f"{what}: {len(found)} records of {len(expected)}; the first that differs is number {place}: "
                f"{found[place:place + 1]!r:.100} for {expected[place:place + 1]!r:.100}")


class Commands:
    """Runs one random command after another in `session`, which may be replaced when another client takes it over."""

    def __init__(self, seed: str, session: Session, find: Callable[[str], Session], fresh: Callable[[], Session], folder: str) -> None:
        self._rng = random.Random(seed)
        self.session = session
        self._find = find
        self._fresh = fresh
        self._folder = folder
        self.ledger: list[str] = []
        self.records = 0
        self.kinds: dict[str, int] = {}
        self._scenes: list[tuple[int, Callable[[], None]]] = [
            (20, self.mixed), (10, self.text), (10, self.rows), (10, self.ticks), (10, self.piped), (8, self.question), (8, self.stopped),
            (8, self.away), (6, self.queue), (5, self.taken_over), (5, self.big), (4, self.upload), (4, self.files), (4, self.asked), (4, self.full_disk),
            (2, self.clock), (4, self.slow_reader), (4, self.leaving)]

    def one(self) -> None:
        """One random command with its checks."""
        scene = self._rng.choices([scene for _, scene in self._scenes], [weight for weight, _ in self._scenes])[0]
        self.kinds[scene.__name__] = self.kinds.get(scene.__name__, 0) + 1
        scene()

    def check_ledger(self) -> None:
        """Every command ran once, in order."""
        token = self._token()
        same(self._read(self.session.invoke(f"{token} ledger")), [(0, entry) for entry in self.ledger], "the ledger")

    # ---- parts

    def _token(self) -> str:
        self.ledger.append(f"t{len(self.ledger)}")
        return self.ledger[-1]

    def _read(self, invocation: Value) -> list[tuple[int, Value]]:
        try:
            found = [(stream, value) for stream, values in invocation.runs(timeout=PATIENCE) for value in values]
        except TimeoutError as error:
            raise Wrong(f"{error}: {invocation.script[:60]!r} hangs; {self._facts()}") from error
        self.records += len(found)
        if invocation.error is not None or invocation.state == "Disconnected":
            raise Wrong(f"{invocation.script[:60]!r} is {invocation.state} after {len(found)} records: {invocation.error!r}; its session is "
                        f"{invocation.session.state.name}: {invocation.session.error!r}, held: {invocation.session.info.get('held')}")
        return found

    def _facts(self) -> dict[str, Value]:
        """Where the session stands, for a report of a hang."""
        session = self.session
        progress = session._progress
        facts = dict(session.stats(), state=session.state.name, received=session._received, landed=progress.landed, flying=progress.flying_bytes,
                     landed_bytes=progress.landed_bytes, credited=session._credited, outbox=len(session._outbox), connected=session._wire is not None)
        try:
            facts["host"] = session.request("stats", timeout=5.0)
        except SessionError as error:
            facts["host"] = str(error)
        return facts

    def _whole(self, words: str, expected: list[tuple[int, Value]], **how: Value) -> None:
        invocation = self.session.invoke(f"{self._token()} {words}", **how)
        same(self._read(invocation), expected, words)
        self._ended(invocation, words)

    @staticmethod
    def _ended(invocation: Value, words: str, state: str = "Completed") -> None:
        if invocation.state != state:
            raise Wrong(f"{words}: {invocation.state} instead of {state} ({invocation.error or invocation.reason})")

    # ---- scenes

    def mixed(self) -> None:
        count, seed = self._rng.randrange(1, 3000), str(self._rng.random())
        self._whole(f"mixed {count} {seed}", mixed(count, seed))

    def text(self) -> None:
        count = self._rng.randrange(1, 4000)
        self._whole(f"text {count} 300", [(0, "x" * 300)] * count)

    def rows(self) -> None:
        count = self._rng.randrange(1, 8000)
        self._whole(f"rows {count}", [(0, Bag(["Demo.Row", "System.Object"], {"Id": number, "Name": "x", "Size": 1.5})) for number in range(count)])

    def ticks(self) -> None:
        count = self._rng.randrange(1, 40)
        self._whole(f"ticks {count} 0.01", [(0, number) for number in range(count)])

    def piped(self) -> None:
        """Input in pieces while the command answers."""
        values = [self._rng.random() for _ in range(self._rng.randrange(1, 400))]
        invocation = self.session.invoke(f"{self._token()} input", has_input=True)
        for start in range(0, len(values), 50):
            invocation.write_input(values[start:start + 50])
        invocation.end_input()
        same(self._read(invocation), [(0, ["got", value]) for value in values], "input")
        self._ended(invocation, "input")

    def question(self) -> None:
        """The command asks; it must ask once and get this answer."""
        asked: list[Value] = []

        def answer(name: str, args: list[Value]) -> Value:
            asked.append((name, args))
            return f"answer {len(asked)}"
        self._whole("ask what?", [(0, "answer 1")], ui=answer)
        same(asked, [("read_line", ["what?"]), ("write_host", ["bye"])], "questions")

    def stopped(self) -> None:
        invocation = self.session.invoke(f"{self._token()} ticks 100000 0.002")
        wanted, found = self._rng.randrange(1, 60), []
        for _, values in invocation.runs(timeout=PATIENCE):
            found += values
            if len(found) >= wanted:
                invocation.stop()
                wanted = 1 << 60
        self.records += len(found)
        same(found, list(range(len(found))), "a stopped command")
        self._ended(invocation, "a stopped command", "Stopped")

    def away(self) -> None:
        """Disconnect in the middle, connect again, go on reading."""
        count = self._rng.randrange(20, 80)
        invocation = self.session.invoke(f"{self._token()} ticks {count} 0.005")
        found = []
        for _, values in invocation.runs(timeout=PATIENCE):
            found += values
            if len(found) > count // 3 and invocation.state == "Running":
                self.session.disconnect()
        self.patiently(self.session.connect)
        found += [value for _, value in self._read(invocation)]
        same(found, list(range(count)), "disconnected and connected")
        self._ended(invocation, "disconnected and connected")

    def taken_over(self) -> None:
        """Another client takes the session over in the middle and reads everything again; from then on it is the lane's."""
        count = self._rng.randrange(20, 80)
        token = self._token()
        self.session.invoke(f"{token} ticks {count} 0.005")
        old = self.session
        self.session = self.patiently(lambda: self._find(old.instance_id))
        received = self.patiently(lambda: self.session.receive(since=0, take_over=True))
        last = next(item for item in received if item.script.startswith(token + " "))
        for item in received:
            if item is not last:
                self._read(item)
        same([value for _, value in self._read(last)], list(range(count)), "taken over")
        self._ended(last, "taken over")
        old.close_here()

    def queue(self) -> None:
        invocations = [(self.session.invoke(f"{self._token()} ticks {count} 0.001", queue=True), count)
                       for count in (self._rng.randrange(1, 30) for _ in range(5))]
        for invocation, count in invocations:
            same(self._read(invocation), [(0, number) for number in range(count)], "queued")
            self._ended(invocation, "queued")

    def big(self) -> None:
        """One value of several frames."""
        size = self._rng.randrange(300_000, 3_000_000)
        self._whole(f"big {size}", [(0, "b" * size)])

    def upload(self) -> None:
        values = ["u" * self._rng.randrange(1, 400_000) for _ in range(5)]
        state = hashlib.sha256("".join(map(repr, values)).encode()).hexdigest()
        self._whole("digest", [(0, [5, state])], input=values)

    def files(self) -> None:
        """A file there and back: by pieces, or so large that it goes by a stream."""
        size = self._rng.choice((700_000, 5_000_000))
        data = self._rng.getrandbits(8 * size).to_bytes(size, "big")
        here, there, back = (os.path.join(self._folder, name) for name in ("here", "there", "back"))
        with open(here, "wb") as out:
            out.write(data)
        send_file(self.session, here, there)
        fetch_file(self.session, there, back)
        with open(back, "rb") as source:
            if source.read() != data:
                raise Wrong("a file came back changed")

    def asked(self) -> None:
        """Questions to the host."""
        prompt = self.session.prompt(timeout=PATIENCE)
        if not prompt.startswith("echo ") or self.session.complete("ab", 2, timeout=PATIENCE) != (0, 2, ["ab!"]):
            raise Wrong(f"a wrong answer: {prompt}")

    def full_disk(self) -> None:
        """The log finds the disk full while nobody reads: the command waits, nothing is lost."""
        self._whole("disk 1", [])
        invocation = self.session.invoke(f"{self._token()} text 20000 1000")
        self.session.disconnect()
        found = sum(len(values) for _, values in invocation.runs(timeout=PATIENCE))
        self.patiently(self.session.connect)
        rest = self._read(invocation)
        same([None] * (found + len(rest)), [None] * 20000, "a full disk")
        self._ended(invocation, "a full disk")
        self._whole("disk 0", [])

    def clock(self) -> None:
        self._whole(f"clock {self._rng.choice((-86400, -3600, 0, 3600, 86400))}", [(0, "jumped")])

    def slow_reader(self) -> None:
        """The reader takes its time: the host waits and holds little."""
        invocation = self.session.invoke(f"{self._token()} text 12000 1000")
        count = 0
        for _, values in invocation.runs(timeout=PATIENCE):
            count += len(values)
            time.sleep(0.001)
        self.records += count
        same([None] * count, [None] * 12000, "a slow reader")
        self._ended(invocation, "a slow reader")

    def leaving(self) -> None:
        """A session of its own ends by itself after its last records: they arrive, and so does the news."""
        session = self.patiently(self._fresh)
        count = self._rng.randrange(1, 5000)
        invocation = session.invoke(f"t0 leave {count}")
        same(self._read(invocation), [(0, number) for number in range(count)], "leaving")
        self._ended(invocation, "leaving")
        deadline = time.monotonic() + PATIENCE
        while session.state is not RunspaceState.Closed:
            if session.state is RunspaceState.Broken or time.monotonic() > deadline:
                raise Wrong(f"a session that ended by itself is {session.state.name} ({session.error})")
            time.sleep(0.01)

    def patiently(self, work: Callable[[], Value]) -> Value:
        """Do what a user would do again when the network fails him: an explicit connect is not repeated by the engine."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return work()
            except SessionNotFound:
                raise
            except (SessionError, OSError):
                if self.session.state is RunspaceState.Broken or time.monotonic() > deadline:
                    raise
            time.sleep(0.02)
