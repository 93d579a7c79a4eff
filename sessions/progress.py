"""Which numbered messages have reached the user, and which still take room of the window: two cursors over what has arrived."""
from __future__ import annotations

from collections import deque


class _Arrival:
    """One numbered message: its numbers, size, how far it is consumed, whether it is landed, and whether that was by being kept unread."""

    __slots__ = ("last", "size", "consumed", "landed", "parked")

    def __init__(self, first: int, last: int, size: int) -> None:
        self.last = last
        self.size = size
        self.consumed = first - 1
        self.landed = False
        self.parked = False


class Progress:
    """Not locked: its owner is. Messages may be consumed out of order (several commands' results are read apart); both cursors move only over
    what is done without a gap. A message is named by its last number."""

    def __init__(self, last: int = 0) -> None:
        self.acked = last
        self.landed = last
        self.landed_bytes = 0
        self.flying_bytes = 0
        self.parked_bytes = 0
        self._by_last: dict[int, _Arrival] = {}
        self._unacked: deque[_Arrival] = deque()
        self._flying: deque[_Arrival] = deque()

    def arrived(self, first: int, last: int, size: int) -> None:
        arrival = _Arrival(first, last, size)
        self._by_last[last] = arrival
        self._unacked.append(arrival)
        self._flying.append(arrival)
        self.flying_bytes += size

    def consume(self, seq: int, message: int) -> None:
        """Records up to `seq` of a message have reached the user."""
        arrival = self._by_last.get(message)
        if arrival is None:
            return
        arrival.consumed = max(arrival.consumed, seq)
        unacked = self._unacked
        while unacked and unacked[0].consumed >= unacked[0].last:
            done = unacked.popleft()
            del self._by_last[done.last]
            self.acked = done.last
            self.parked_bytes -= done.size if done.parked else 0
        if unacked and unacked[0].consumed > self.acked and unacked[0] is arrival:
            self.acked = arrival.consumed
        if arrival.consumed >= arrival.last:
            self._land(arrival)

    def land(self, message: int) -> None:
        """A message is kept here whatever becomes of it: it needs no room of the window any more."""
        arrival = self._by_last.get(message)
        if arrival is not None:
            if not arrival.landed:
                arrival.parked = True
                self.parked_bytes += arrival.size
            self._land(arrival)

    def _land(self, arrival: _Arrival) -> None:
        arrival.landed = True
        flying = self._flying
        while flying and flying[0].landed:
            done = flying.popleft()
            self.landed = done.last
            self.landed_bytes += done.size
            self.flying_bytes -= done.size
