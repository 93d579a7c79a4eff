"""The record log: what is kept, what goes to the file, what is let go, in each output mode."""
from __future__ import annotations

import os

import pytest

from sessions.log import RecordLog
from sessions.wire import messages as m


def batch(number, size=1000):
    return m.Batch("u", 0.0, [(0, [f"{number:06d}" + "x" * size])])


def fill(log, count, size=1000):
    for number in range(count):
        log.append(batch(number, size))


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "spill")


def test_old_records_go_to_the_file_and_come_back(path):
    log = RecordLog(path, memory=5000)
    fill(log, 50)
    assert os.path.getsize(path) > 40_000 and os.stat(path).st_mode & 0o777 == 0o600
    data = [log.read(slot) for slot in log.after(0)]
    assert len(data) == 50 and all(b"%06d" % number in piece for number, piece in enumerate(data))
    assert not log.full and log.first == 1
    log.release(50)
    assert os.path.getsize(path) == 0 and log.first > 1 and log.last == 50
    log.close()
    assert not os.path.exists(path)


def test_acknowledged_records_stay_while_there_is_room(path):
    log = RecordLog(path, memory=50_000)
    fill(log, 10)
    log.release(10)
    assert [slot.first for slot in log.after(7)] == [8, 9, 10] and log.first == 1


def test_block_is_full_and_drop_counts_what_went(path):
    block = RecordLog(path, "Block", memory=5000)
    fill(block, 20)
    assert block.full and block.first == 1 and not os.path.exists(path)
    block.release(18)
    assert not block.full
    drop = RecordLog(path, "Drop", memory=5000)
    fill(drop, 20)
    assert not drop.full and drop.dropped == drop.first - 1 > 10


def test_a_full_disk_makes_the_writer_wait(path, monkeypatch):
    def no_room(*args):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "pwrite", no_room)
    log = RecordLog(path, memory=5000)
    fill(log, 20)
    assert log.full and log.spill_error.errno == 28 and len(log.after(0)) == 20
