"""The record log of a session: numbered messages in memory, older ones in a file, until there is no room. Reading consumes nothing.

Acknowledged messages stay while memory lasts, so results can be read again. Messages nobody has acknowledged go to the spill file when memory
is full; what happens when that is full too is the output mode: Spill and Block make the writer wait, Drop lets the oldest go.

The file holds nothing in the clear: results may hold secrets, and a disk outlives a session. Its key is in this process's memory only.
"""
from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator

from sessions.wire.connection import Entry, encode_numbered
from sessions.wire.messages import Message

MIB = 1 << 20
OVERFULL = 4
SPILL, BLOCK, DROP = "Spill", "Block", "Drop"
OUTPUT_MODES = (SPILL, BLOCK, DROP)


class Slot:
    """One logged message: numbers first..last, `size` bytes of frames, in memory (`data`) or in the file (`offset`, veiled under `mark`)."""

    __slots__ = ("first", "last", "size", "data", "offset", "mark")

    def __init__(self, entry: Entry) -> None:
        self.first = entry.first
        self.last = entry.last
        self.size = len(entry.data)
        self.data: bytes | None = entry.data
        self.offset = -1
        self.mark = 0


def veiled(data: bytes, key: bytes, mark: int) -> bytes:
    """`data` combined with the key's stream for `mark` (SHAKE-256 as a keyed stream); the same again gives it back. A mark is used once."""
    size = len(data)
    stream = hashlib.shake_256(key + mark.to_bytes(8, "big")).digest(size)
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")


class RecordLog:
    """Not locked: its owner is. `spill_path` is made when first needed, with mode 0600."""

    def __init__(self, spill_path: str, mode: str = SPILL, memory: int = 16 * MIB, spill: int = 1024 * MIB) -> None:
        self.last = 0
        self.acked = 0
        self.dropped = 0
        self.spill_error: OSError | None = None
        self._path = spill_path
        self._memory_limit = memory
        self._spill_allowed = spill
        self.set_mode(mode)
        self._slots: deque[Slot] = deque()
        self._memory: deque[Slot] = deque()
        self._memory_bytes = 0
        self._file: int | None = None
        self._file_end = 0
        self._spilled = 0
        self._key = os.urandom(32)
        self._marks = 0

    def set_mode(self, mode: str) -> None:
        """Spill, Block or Drop from now on."""
        if mode not in OUTPUT_MODES:
            raise ValueError(f"the output mode is one of {', '.join(OUTPUT_MODES)}")
        self.mode = mode
        self._spill_limit = self._spill_allowed if mode == SPILL else 0

    def append(self, message: Message) -> Slot:
        """Number and keep a message."""
        slot = Slot(encode_numbered(message, self.last + 1))
        self.last = slot.last
        self._slots.append(slot)
        self._memory.append(slot)
        self._memory_bytes += slot.size
        if self._memory_bytes > self._memory_limit:
            self._make_room()
        return slot

    def _make_room(self) -> None:
        while self._memory_bytes > self._memory_limit and len(self._memory) > 1:
            slot = self._memory[0]
            if slot.last <= self.acked:
                self._forget_first()
            elif self._spill(slot):
                self._memory.popleft()
                self._memory_bytes -= slot.size
                slot.data = None
            elif self.mode == DROP:
                self.dropped += slot.last - slot.first + 1
                self._forget_first()
            else:
                return

    def _forget_first(self) -> None:
        slot = self._slots.popleft()
        if slot.data is None:
            self._spilled -= 1
            return
        self._memory.popleft()
        self._memory_bytes -= slot.size

    def _spill(self, slot: Slot) -> bool:
        if self._file_end + slot.size > self._spill_limit or slot.data is None:
            return False
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o600)
            self._marks += 1
            if os.pwrite(self._file, veiled(slot.data, self._key, self._marks), self._file_end) != slot.size:
                return False
        except OSError as error:
            self.spill_error = error
            return False
        slot.offset, slot.mark = self._file_end, self._marks
        self._file_end += slot.size
        self._spilled += 1
        return True

    @property
    def full(self) -> bool:
        """True when a writer with no reader must wait."""
        return self.mode != DROP and self._memory_bytes > self._memory_limit

    @property
    def overfull(self) -> bool:
        """True when a writer must wait although there is a reader: what nobody acknowledges has filled memory several times over."""
        return self.mode != DROP and self._memory_bytes > OVERFULL * self._memory_limit

    @property
    def first(self) -> int:
        """The oldest number kept; last + 1 when nothing is."""
        return self._slots[0].first if self._slots else self.last + 1

    @property
    def pending(self) -> int:
        """Records not acknowledged."""
        return self.last - self.acked

    @property
    def kept_bytes(self) -> int:
        """Bytes kept in memory and in the file."""
        return self._memory_bytes + self._file_end

    def read(self, slot: Slot) -> bytes:
        """The frames of a slot."""
        if slot.data is not None:
            return slot.data
        assert self._file is not None
        return veiled(os.pread(self._file, slot.size, slot.offset), self._key, slot.mark)

    def after(self, seq: int) -> list[Slot]:
        """Slots that hold a number above `seq`, oldest first."""
        kept: list[Slot] = []
        for slot in reversed(self._slots):
            if slot.last <= seq:
                break
            kept.append(slot)
        kept.reverse()
        return kept

    def release(self, seq: int) -> None:
        """Everything up to `seq` has reached a user: spilled slots go, those in memory stay while there is room."""
        self.acked = max(self.acked, min(seq, self.last))
        while self._spilled and self._slots and self._slots[0].last <= self.acked and self._slots[0].data is None:
            self._forget_first()
        if self._spilled == 0 and self._file_end:
            self._file_end = 0
            if self._file is not None:
                os.ftruncate(self._file, 0)
        if self._memory_bytes > self._memory_limit:
            self._make_room()

    def close(self) -> None:
        """Remove the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            os.unlink(self._path)

    def __iter__(self) -> Iterator[Slot]:
        return iter(self._slots)
