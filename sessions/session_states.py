"""States of a client session, PowerShell's names, and the one table of legal moves."""
from __future__ import annotations

from enum import Enum

from sessions.errors import InvalidSessionState


class RunspaceState(Enum):
    """RunspaceState of PowerShell, with its numbers."""

    BeforeOpen = 0
    Opening = 1
    Opened = 2
    Closed = 3
    Closing = 4
    Broken = 5
    Disconnecting = 6
    Disconnected = 7
    Connecting = 8


class Availability(Enum):
    """RunspaceAvailability of PowerShell. `NoneAvailable` is its None."""

    NoneAvailable = 0
    Available = 1
    AvailableForNestedCommand = 2
    Busy = 3
    RemoteDebug = 4


R = RunspaceState
MOVES: dict[RunspaceState, frozenset[RunspaceState]] = {
    R.BeforeOpen: frozenset({R.Opening, R.Disconnected, R.Closed}),
    R.Opening: frozenset({R.Opened, R.Broken, R.Closed}),
    R.Opened: frozenset({R.Closing, R.Closed, R.Broken, R.Disconnecting, R.Disconnected}),
    R.Disconnecting: frozenset({R.Disconnected, R.Broken, R.Closed}),
    R.Disconnected: frozenset({R.Connecting, R.Closing, R.Closed, R.Broken}),
    R.Connecting: frozenset({R.Opened, R.Disconnected, R.Broken, R.Closed}),
    R.Closing: frozenset({R.Closed}),
    R.Broken: frozenset({R.Closing, R.Closed}),
    R.Closed: frozenset(),
}


def check_move(state: RunspaceState, target: RunspaceState, host: str) -> None:
    """InvalidSessionState when the move is not in the table."""
    if target not in MOVES[state]:
        raise InvalidSessionState(f"a session that is {state.name} cannot become {target.name}", host, state.name)
