"""`python -m tests.faults.frames --count 1000000 [--seed 1]`: mutated frames against the codec, both roles. Each must end in messages or in a
ProtocolError, with little memory and no code run. Prints what came of them.

A mutated frame is a sample of every kind of message with some of: bytes changed, cut out, doubled; the header's length, kind, flags or number
replaced; a piece of the JSON body replaced by another sample's or by something nasty (deep nesting, huge numbers, wrong tags); frames joined, split in
the middle, sent twice. A connection lives on after a frame that it accepts, so states and numbers are fuzzed as well.
"""
from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import time
from collections import Counter

from sessions.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from sessions.wire import messages as m
from sessions.wire.codec import encode_message
from sessions.wire.connection import Connection
from sessions.wire.frames import HEADER, MORE, pack
from sessions.wire.states import Role, State
from sessions.wire.values import Bag, Scalar

ROW = Bag(["Demo.Row", "System.Object"], {"Id": 1, "Name": "x", "When": Scalar("DateTime", [5, 0]), "Raw": b"\0\xff"}, None, "row")
PLAIN: dict[Role, list[m.Message]] = {
    Role.CLIENT: [m.Hello(1, "t", "3", ["a"]), m.Opened("s", "n", "e", 1, 0, 0, 0, 0, {"pid": 1}), m.Listing([{"id": "x"}]), m.Refused("gone", "no", ""),
                  m.Ack(3), m.Ping(1.0), m.Pong(1.0, {"a": 1}), m.Reply(1, [ROW, {"k": [1, None]}], ""), m.Chunk(1, 0, False, b"abc"), m.Closed("a", "b")],
    Role.HOST: [m.Hello(1, "t", "3", []), m.Open("c", "s", "n", "a:b", {"x": 1}, True, 0, "Spill", 1000), m.Attach("c", "s", "", 0, True, 1000),
                m.ListSessions(), m.Ack(1), m.Credit(1, 2), m.Ping(1.0), m.Request(1, "prompt", [1, "a"]), m.Chunk(1, 0, True, b""), m.Detach(), m.Close()]}
NUMBERED: dict[Role, list[m.Message]] = {
    Role.CLIENT: [m.Batch("u", 0, [(0, [1, "a", ROW]), (1, [ROW, ROW, ROW])]), m.Batch("u", 1.5, [(0, list(range(50)))]),
                  m.CommandState("u", "Completed", ROW, None, False, 1.0), m.HostCall(1, "u", "n", [ROW], True)],
    Role.HOST: [m.Exec("u", "x", [Scalar("Int64", 1), ROW], {"v": 1}, {"width": 80}, True, "script"), m.Input("u", [1, ROW]), m.InputEnd("u"), m.Stop("u"),
                m.HostReply(1, {"a": ROW}, "")]}
NASTY = [b"[" * 3000, b'{"d":' * 200, b"9" * 5000, b"1e999", b"NaN", b'{"b":"!"}', b'{"x":1}', b"{}", b'{"s":["T",{"b":""}]}', b"null", b'"\\ud800"',
         b'{"o":[[],["a","a"],[1,1],null,null]}', b'["o",[],[],[],99999999]', b'["o",[],["a"],[[1]],1e9]', b"-0", b"[1,[2,[3]]]", b'""', b"\xff\xfe", b"true",
         b'[0,"v",[1,2]]', b'{"d":[[[1],2]]}', b"18446744073709551616"]
Sample = tuple[int, int, bytes]  # kind, number or 0, body


def samples(role: Role) -> list[Sample]:
    plain = [(*encode_message(message), 0) for message in PLAIN[role]]
    return [(kind, number, body) for kind, body, number in plain + [(*encode_message(message), 1) for message in NUMBERED[role]]]


def ready(role: Role) -> Connection:
    """A connection in the state most frames are for."""
    other = Connection(Role.HOST if role is Role.CLIENT else Role.CLIENT)
    mine = Connection(role, limit=1 << 20)
    client, host = (mine, other) if role is Role.CLIENT else (other, mine)
    host.receive_bytes(client.send(m.Hello(1, "t", "3", [])))
    client.receive_bytes(host.send(m.Hello(1, "t", "3", [])))
    host.receive_bytes(client.send(m.Open("c", "s", "n", "a:b", {}, True, 0, "Spill", 1000)))
    client.receive_bytes(host.send(m.Opened("s", "n", "e", 1, 0, 0, 0, 0, {})))
    return mine


class Mutator:
    """Makes mutated frames for one role."""

    def __init__(self, rng: random.Random, role: Role) -> None:
        self._rng = rng
        self._samples = samples(role)
        self._acts = (self._bytes, self._cut_out, self._graft, self._nasty, self._header, self._nothing)

    def frame(self, received: int) -> bytes:
        """One frame (or two). Numbered ones mostly carry the number that is due, so that they are taken."""
        rng = self._rng
        kind, number, body = rng.choice(self._samples)
        if number:
            number = received + 1 if rng.random() < 0.8 else rng.choice((0, 1, received, received + 2, 1 << 63, (1 << 64) - 1))
        body = bytearray(body)
        data: bytes | None = None
        for _ in range(rng.choice((1, 1, 2, 3))):
            data = rng.choice(self._acts)(kind, number, body)
        data = data if data is not None else pack(kind, bytes(body), number)
        shape = rng.random()
        if shape < 0.05:
            return data + data
        if shape < 0.1 and len(body) > 4:
            middle = rng.randrange(1, len(body))
            return (HEADER.pack(middle, kind, MORE, number) + bytes(body[:middle]) + HEADER.pack(len(body) - middle, kind, 0, number) + bytes(body[middle:]))
        return data

    def _bytes(self, kind: int, number: int, body: bytearray) -> bytes | None:
        for _ in range(self._rng.randrange(1, 5)):
            if body:
                body[self._rng.randrange(len(body))] = self._rng.choice(b'[]{}",:0123456789.eabdos\\\x00\x7f\xff')
        return None

    def _cut_out(self, kind: int, number: int, body: bytearray) -> bytes | None:
        if body:
            start = self._rng.randrange(len(body))
            del body[start:start + self._rng.randrange(1, 20)]
        return None

    def _graft(self, kind: int, number: int, body: bytearray) -> bytes | None:
        other = self._rng.choice(self._samples)[2]
        start = self._rng.randrange(len(other) + 1)
        place = self._rng.randrange(len(body) + 1)
        body[place:place + self._rng.randrange(0, 12)] = other[start:start + self._rng.randrange(1, 60)]
        return None

    def _nasty(self, kind: int, number: int, body: bytearray) -> bytes | None:
        """Replace one JSON value, from a separator to the next."""
        marks = [index for index, byte in enumerate(body) if byte in b",[]"]
        if len(marks) > 1:
            index = self._rng.randrange(len(marks) - 1)
            body[marks[index] + 1:marks[index + 1]] = self._rng.choice(NASTY)
        return None

    def _header(self, kind: int, number: int, body: bytearray) -> bytes | None:
        rng = self._rng
        size = rng.choice((len(body), len(body) + 1, max(0, len(body) - 1), 0, 1 << 31, 262144, rng.randrange(1 << 18)))
        return HEADER.pack(size, rng.choice((kind, rng.randrange(256))), rng.choice((0, 0, 1, 2, 255)), rng.choice((number, rng.randrange(4)))) + bytes(body)

    def _nothing(self, kind: int, number: int, body: bytearray) -> bytes | None:
        return None


def same_again(message: m.Message) -> None:
    """What was decoded can be encoded: nothing but data came out of it."""
    try:
        encode_message(message)
    except LocalProtocolError as error:
        text = str(error)
        if "nested deeper" not in text and "digits" not in text and "cannot be" not in text:
            raise


def fuzz(count: int, seed: int, role: Role) -> Counter[str]:
    """Feed `count` mutated frames; counts of what came of them. Whatever is not a message or a RemoteProtocolError is raised."""
    rng = random.Random(f"{seed}/{role.value}")
    mutator = Mutator(rng, role)
    found: Counter[str] = Counter()
    connection = ready(role)
    for number in range(count):
        data = mutator.frame(connection.received)
        try:
            messages = connection.receive_bytes(data)
            found["messages" if messages else "waiting or known"] += 1
            if number % 16 == 0:
                for received in messages:
                    same_again(received.message)
            fresh = connection.state is not State.READY or not messages
        except RemoteProtocolError as error:
            if not str(error):
                raise AssertionError("an error without a text") from error
            found["refused"] += 1
            fresh = True
        except ProtocolError:
            raise
        except Exception as error:
            raise AssertionError(f"frame {number} of seed {seed}, {role.value}: {type(error).__name__}: {error}: {data[:300]!r}") from error
        if fresh:
            connection = ready(role)
    return found


def main() -> int:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--count", type=int, default=100_000)
    a.add_argument("--seed", type=int, default=1)
    o = a.parse_args()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    for role in Role:
        found = fuzz(o.count // 2, o.seed, role)
        print(f"{role.value}: {sum(found.values()):,} frames: " + ", ".join(f"{name} {number:,}" for name, number in found.most_common()))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{time.monotonic() - began:.0f} s, memory grown by {grown // 1024} MB, process {os.getpid()} alive: nothing else came of them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
