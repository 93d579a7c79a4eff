"""The stream log: order, cursors, exactly once, spilling, release."""
from __future__ import annotations

import threading
from typing import Any

import pytest

from jobs import LogLimits, PickleCodec, Stream, StreamLog
from jobs.states import UndecodablePayload

SMALL = LogLimits(records=50, size=1 << 20, chunk_records=10, chunk_size=1 << 16)


def fill(log: StreamLog, upto: int, start: int = 0) -> None:
    for number in range(start, upto):
        log.append(Stream.Error if number % 3 == 0 else Stream.Output, number)


def values(records: Any) -> list[Any]:
    return [record.value for record in records]


def test_arrival_order_over_all_streams() -> None:
    log = StreamLog()
    fill(log, 7)
    records = list(log.default.read())
    assert [record.seq for record in records] == list(range(7))
    assert records[3].stream is Stream.Error and records[4].stream is Stream.Output


def test_several_at_once_mix_with_single_ones() -> None:
    log = StreamLog(limits=SMALL)
    for start in range(0, 300, 3):
        log.extend(Stream.Output, ["a", start + 1])
        log.append(Stream.Output, "b")
    log.extend(Stream.Output, [])
    got = values(log.default.read())
    assert len(got) == 300 == log.next_seq and got[:3] == ["a", 1, "b"] and got[-3:] == ["a", 298, "b"] and log.spilled_bytes > 0


def test_reading_stops_early_without_loss() -> None:
    log = StreamLog()
    fill(log, 10)
    reading = log.default.read()
    assert [next(reading).value, next(reading).value] == [0, 1]
    reading.close()
    assert values(log.default.read()) == list(range(2, 10))
    assert log.default.unread() == 0


def test_peek_keeps() -> None:
    log = StreamLog(retain=False)
    fill(log, 5)
    assert values(log.default.peek()) == values(log.default.peek()) == list(range(5))
    assert log.default.unread() == 5


def test_one_stream_read_leaves_the_others() -> None:
    log = StreamLog()
    fill(log, 9)
    assert values(log.default.read([Stream.Error])) == [0, 3, 6]
    fill(log, 12, 9)
    assert log.default.unread([Stream.Output]) == 8
    assert values(log.default.read()) == [1, 2, 4, 5, 7, 8, 9, 10, 11]


def test_readers_are_independent() -> None:
    log = StreamLog(retain=False)
    other = log.cursor("other")
    late = log.cursor("late", at_end=True)
    fill(log, 20)
    assert len(values(log.default.read())) == 20
    assert len(values(other.read())) == 20
    assert len(values(late.read())) == 20
    assert log.values(Stream.Output) == []


def test_retained_values_outlive_reading() -> None:
    log = StreamLog(retain=True)
    fill(log, 6)
    assert len(list(log.default.read())) == 6
    assert log.values(Stream.Error) == [0, 3]


@pytest.mark.parametrize("retain", [True, False])
def test_spill_keeps_order_and_all_readers(retain: bool) -> None:
    log = StreamLog(retain=retain, limits=SMALL)
    other = log.cursor("other")
    fill(log, 1000)
    assert log.spilled_bytes > 0 and log._resident_records <= SMALL.records + 2 * SMALL.chunk_records
    reading = log.default.read()
    first = [next(reading).value for _ in range(333)]
    reading.close()
    fill(log, 1500, 1000)
    assert first + values(log.default.read()) == list(range(1500))
    assert values(other.read([Stream.Error])) == list(range(0, 1500, 3))


def test_spilled_file_goes_with_the_log() -> None:
    log = StreamLog(limits=SMALL)
    fill(log, 500)
    log.dispose()
    assert list(log.default.read()) == [] and log.default.unread() == 0


def test_live_objects_are_not_copied_by_spilling() -> None:
    log = StreamLog(limits=SMALL)
    things: list[list[int]] = [[number] for number in range(200)]
    for thing in things:
        log.append(Stream.Output, thing)
    assert all(record.value is thing for record, thing in zip(log.default.read(), things))


def test_full_disk_keeps_records_in_memory_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    log = StreamLog(limits=SMALL)

    def full(data: bytes) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(log._spill, "_write", full)
    fill(log, 300)
    assert log.spill_failure is not None and log.spill_failure.errno == 28
    assert values(log.default.read()) == list(range(300))


def test_payloads_decode_when_read() -> None:
    codec = PickleCodec()
    log = StreamLog(codec, limits=SMALL)
    encoder = codec.encoder(1)
    for start in range(0, 400, 4):
        for number in range(start, start + 4):
            encoder.add({"n": number})
        log.append_payload(Stream.Output, *encoder.take())
    log.append(Stream.Warning, "live")
    got = values(log.default.read())
    assert got[:400] == [{"n": number} for number in range(400)] and got[400] == "live"


def test_poisoned_payload_is_named_not_raised() -> None:
    log = StreamLog(PickleCodec())
    log.append_payload(Stream.Output, 2, b"\0\0\0\xffnonsense")
    log.append(Stream.Output, "after")
    bad, also_bad, after = values(log.default.read())
    assert isinstance(bad, UndecodablePayload) and isinstance(also_bad, UndecodablePayload) and after == "after"


def test_follow_ends_at_close_and_two_threads_share_a_cursor() -> None:
    log = StreamLog(retain=False, limits=SMALL)
    got: list[list[int]] = [[], []]

    def read(mine: list[int]) -> None:
        mine.extend(values(log.default.follow()))
    threads = [threading.Thread(target=read, args=(mine,)) for mine in got]
    for thread in threads:
        thread.start()
    fill(log, 5000)
    log.close()
    for thread in threads:
        thread.join(10)
    assert sorted(got[0] + got[1]) == list(range(5000))
    assert got[0] == sorted(got[0]) and got[1] == sorted(got[1])


def test_follow_returns_on_interrupt_and_at_timeout() -> None:
    log = StreamLog()
    log.append(Stream.Output, 1)
    interrupt = threading.Event()
    interrupt.set()
    assert values(log.default.follow(interrupt=interrupt)) == [1]
    assert values(log.default.follow(timeout=0)) == []


def test_listener_hears_records_and_close() -> None:
    log = StreamLog()
    heard: list[tuple[int, bool]] = []
    remove = log.add_listener(lambda log: heard.append((log.next_seq, log.closed)))
    log.append(Stream.Output, 1)
    log.close()
    remove()
    log.reopen()
    log.append(Stream.Output, 2)
    assert heard == [(1, False), (1, True)]
