"""The protocol without I/O: two connections in memory, a byte at a time; values there and back; what a hostile peer may not do."""
from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.errors import LocalProtocolError, ProtocolError, RemoteProtocolError
from sessions.wire import messages as m
from sessions.wire.codec import decode_message, encode_message
from sessions.wire.connection import Connection, Outbox
from sessions.wire.frames import HEADER, MAX_FRAME, MORE, FrameReader, pack
from sessions.wire.states import CLIENT_MOVES, HOST_MOVES, Role, State
from sessions.wire.values import Bag, Scalar, decode, dump, encode, load

OPEN = m.Open("client", "session", "Runspace1", "a:b", {}, True, 0, "Spill", 1000)
OPENED = m.Opened("session", "Runspace1", "epoch", 1, 0, 0, 0, 0, {})


def pair():
    return Connection(Role.CLIENT), Connection(Role.HOST)


def greeted():
    client, host = pair()
    host.receive_bytes(client.send(m.Hello(1, "t", "3", [])))
    client.receive_bytes(host.send(m.Hello(1, "t", "3", [])))
    host.receive_bytes(client.send(OPEN))
    return client, host


def ready():
    client, host = greeted()
    client.receive_bytes(host.send(OPENED))
    return client, host


def test_a_whole_conversation_one_byte_at_a_time():
    client, host = pair()
    got = []

    def move(data, to):
        for index in range(len(data)):
            got.extend(item.message for item in to.receive_bytes(data[index:index + 1]))

    outbox, log = Outbox(), Outbox()
    move(client.send(m.Hello(1, "t", "3", ["x"])), host)
    move(host.send(m.Hello(1, "t", "3", [])), client)
    move(client.send(OPEN), host)
    move(host.send(OPENED), client)
    move(client.send_entry(outbox.append(m.Exec("u", "1+1", [1, "a"], {"x": None}, {}, False, "script"))[0]), host)
    move(host.send_entry(log.append(m.Batch("u", 1.5, [(0, [2, "two"]), (1, [Bag(["E"], {"M": "bad"})])]))[0]), client)
    move(host.send_entry(log.append(m.CommandState("u", "Completed", None, 0, True, 2.0))[0]), client)
    move(client.send(m.Ack(4)), host)
    move(client.send(m.Chunk(3, 10, True, b"\0\xff")), host)
    move(client.send(m.Close()), host)
    move(host.send(m.Closed("closed", "bye")), client)
    assert client.state is State.PARTING and host.state is State.PARTING
    move(client.send(m.Ping(1.0)), host)
    move(client.send(m.Detach()), host)
    assert [type(item).__name__ for item in got] == ["Hello", "Hello", "Open", "Opened", "Exec", "Batch", "CommandState", "Ack", "Chunk", "Close", "Closed", "Ping",
                                                   "Detach"]
    assert got[5].runs == [(0, [2, "two"]), (1, [Bag(["E"], {"M": "bad"})])]
    assert client.received == 4 and host.received == 1
    assert client.state is State.CLOSED and host.state is State.CLOSED


def test_replay_drops_what_is_known_and_trims_a_batch_known_in_part():
    client, host = ready()
    log = Outbox()
    first = log.append(m.Batch("u", 0, [(0, [1, 2]), (1, ["e"]), (0, [3])]))[0]
    second = log.append(m.Batch("u", 0, [(0, [4])]))[0]
    client.received = 2
    got = client.receive_bytes(host.send_entry(first) + host.send_entry(second) + host.send_entry(second))
    assert [(item.seq, item.message.runs) for item in got] == [(3, [(1, ["e"]), (0, [3])]), (5, [(0, [4])])]
    assert [entry.first for entry in log.after(3)] == [1, 5]
    log.release(4)
    assert len(log) == 1


def test_a_gap_is_an_error():
    client, host = ready()
    log = Outbox()
    log.append(m.Batch("u", 0, [(0, [1])]))
    with pytest.raises(RemoteProtocolError, match="1 to 1 are missing"):
        client.receive_bytes(log.append(m.Batch("u", 0, [(0, [2])]))[0].data)


def test_legality_is_one_table_and_names_role_state_and_event():
    client, host = pair()
    with pytest.raises(LocalProtocolError, match="client in state start cannot send Open"):
        client.send(OPEN)
    with pytest.raises(RemoteProtocolError, match="host in state start cannot receive Close"):
        host.receive_bytes(pack(*encode_message(m.Close())))
    assert {state: len(moves) for state, moves in CLIENT_MOVES.items()} == {state: len(moves) for state, moves in HOST_MOVES.items()}


def test_large_messages_are_cut_and_small_ones_pass_between():
    client, host = ready()
    entry = Outbox().append(m.Batch("u", 0, [(0, ["x" * (3 * MAX_FRAME)])]))[0]
    cut = HEADER.size + MAX_FRAME
    pong = host.send(m.Pong(1.0, {}))
    got = client.receive_bytes(entry.data[:cut] + pong + entry.data[cut:])
    assert [type(item.message).__name__ for item in got] == ["Pong", "Batch"]
    assert len(got[1].message.runs[0][1][0]) == 3 * MAX_FRAME


def test_limits_say_what_is_wrong():
    reader = FrameReader(limit=2 * MAX_FRAME)
    piece = HEADER.pack(MAX_FRAME, 13, MORE, 1) + b"x" * MAX_FRAME
    reader.feed(piece * 2)
    with pytest.raises(RemoteProtocolError, match="larger than the limit"):
        reader.feed(piece)
    with pytest.raises(RemoteProtocolError, match="makes no sense"):
        FrameReader().feed(HEADER.pack(MAX_FRAME + 1, 1, 0, 0))
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    with pytest.raises(LocalProtocolError, match="deeper"):
        encode(deep)
    with pytest.raises(RemoteProtocolError):
        decode(deep)
    with pytest.raises(RemoteProtocolError):
        load(b"[" * 100_000)
    with pytest.raises(RemoteProtocolError):
        load(b"9" * 100_000)
    with pytest.raises(LocalProtocolError, match="cannot be sent"):
        encode(object())


def test_a_large_message_may_be_text_but_not_millions_of_lists():
    from sessions.wire.values import MAX_CONTAINERS
    text = b'["' + b'[{\\"' * MAX_CONTAINERS + b'"]'
    assert len(load(text)[0]) == 3 * MAX_CONTAINERS
    with pytest.raises(RemoteProtocolError, match="lists and objects"):
        load(b"[" + b"[]," * MAX_CONTAINERS + b"1]")


scalars = st.none() | st.booleans() | st.integers(-2**63, 2**63) | st.floats(allow_nan=False) | st.text(max_size=20)
odd = scalars | st.binary(max_size=20) | st.builds(Scalar, st.text(max_size=10), scalars)
values = st.recursive(odd, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(scalars, inner, max_size=4)
                      | st.builds(Bag, st.lists(st.text(max_size=5), max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=4), inner,
                                  st.none() | st.text(max_size=5)), max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(values)
def test_values_survive(value):
    assert decode(load(dump(encode(value)))) == value


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.lists(values, min_size=1, max_size=5)), max_size=4))
def test_batches_survive(runs):
    kind, body = encode_message(m.Batch("u", 1.0, runs))
    decoded = decode_message(kind, body)
    flat = [(stream, value) for stream, items in decoded.runs for value in items]
    assert flat == [(stream, value) for stream, items in runs for value in items]


def test_like_bags_travel_by_column():
    bags = [Bag(["A"], {"Id": number, "When": Scalar("DateTime", [number, 0])}, None, str(number)) for number in range(50)]
    kind, body = encode_message(m.Batch("u", 1.0, [(0, bags)]))
    assert body.count(b'"Id"') == 1
    assert decode_message(kind, body).runs == [(0, bags)]


SAMPLES = [pack(*encode_message(message)) for message in (
    m.Hello(1, "t", "3", ["a"]), OPEN, OPENED, m.Listing([{"id": "x"}]), m.Refused("gone", "no", ""), m.Ack(3), m.Credit(1, 2), m.Ping(1.0),
    m.Pong(1.0, {"a": 1}), m.Request(1, "prompt", []), m.Reply(1, "x", ""), m.Chunk(1, 0, False, b"abc"), m.Closed("a", "b"))] + [
    pack(*encode_message(message), 1) for message in (
        m.Exec("u", "x", [Scalar("Int64", 1)], {}, {}, False, "script"), m.Input("u", [1]), m.HostReply(1, None, ""), m.HostCall(1, "u", "n", [], True),
        m.Batch("u", 0, [(0, [1, "a", Bag(["T"], {"a": b"x"})])]), m.CommandState("u", "Completed", None, None, False, 1.0))]


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6), st.sampled_from(list(Role)))
def test_mutated_frames_end_in_a_message_or_a_protocol_error(sample, changes, role):
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    connection = ready()[0 if role is Role.CLIENT else 1]
    try:
        connection.receive_bytes(bytes(data))
    except ProtocolError as error:
        assert str(error)


def test_json_objects_without_a_tag_are_refused():
    for tree in ({"x": 1}, {}, {"b": "!!"}, {"d": [[1]]}, {"s": ["T", {"b": ""}]}, {"o": [[], ["a"], [], None, None]}, {"d": [[[1], 2]]}):
        with pytest.raises(RemoteProtocolError):
            decode(json.loads(json.dumps(tree)))
