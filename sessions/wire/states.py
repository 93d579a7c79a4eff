"""Which message is legal when: one table for both roles. Legality lives here and nowhere else.

The table is written from the client's side; the host's is its mirror image. A pair that is not listed is an error naming role, state and event.
"""
from __future__ import annotations

from enum import Enum

from sessions.errors import LocalProtocolError, RemoteProtocolError
from sessions.wire import messages as m


class Role(Enum):
    """The two ends of a connection."""

    CLIENT = "client"
    HOST = "host"


class State(Enum):
    """Where a connection is. One connection carries at most one session."""

    START = "start"
    GREETING = "greeting"
    GREETED = "greeted"
    LISTING = "listing"
    OPENING = "opening"
    READY = "ready"
    PARTING = "parting"
    CLOSED = "closed"


SEND, RECEIVE = "send", "receive"
Event = tuple[str, type[m.Message]]
S = State


def _ready() -> dict[Event, State]:
    sent = (m.Exec, m.Input, m.InputEnd, m.Stop, m.HostReply, m.Ack, m.Credit, m.Ping, m.Pong, m.Request, m.Chunk)
    received = (m.Batch, m.CommandState, m.HostCall, m.Ack, m.Ping, m.Pong, m.Reply, m.Chunk)
    moves: dict[Event, State] = {(SEND, kind): S.READY for kind in sent}
    moves.update({(RECEIVE, kind): S.READY for kind in received})
    moves.update({(SEND, m.Detach): S.CLOSED, (SEND, m.Close): S.READY, (RECEIVE, m.Closed): S.PARTING})
    return moves


def _parting() -> dict[Event, State]:
    """After Closed: what crosses it on the way is legal and ignored; Detach says that it was heard."""
    moves = {(way, kind): S.PARTING for way, kind in _ready() if way == SEND}
    moves[SEND, m.Detach] = S.CLOSED
    return moves


CLIENT_MOVES: dict[State, dict[Event, State]] = {
    S.START: {(SEND, m.Hello): S.GREETING},
    S.GREETING: {(RECEIVE, m.Hello): S.GREETED, (RECEIVE, m.Refused): S.CLOSED},
    S.GREETED: {(SEND, m.ListSessions): S.LISTING, (SEND, m.Open): S.OPENING, (SEND, m.Attach): S.OPENING},
    S.LISTING: {(RECEIVE, m.Listing): S.GREETED, (RECEIVE, m.Refused): S.CLOSED},
    S.OPENING: {(RECEIVE, m.Opened): S.READY, (RECEIVE, m.Refused): S.CLOSED},
    S.READY: _ready(),
    S.PARTING: _parting(),
    S.CLOSED: {},
}
_MIRROR = {SEND: RECEIVE, RECEIVE: SEND}
HOST_MOVES: dict[State, dict[Event, State]] = {
    state: {(_MIRROR[way], kind): target for (way, kind), target in moves.items()} for state, moves in CLIENT_MOVES.items()
}
MOVES: dict[Role, dict[State, dict[Event, State]]] = {Role.CLIENT: CLIENT_MOVES, Role.HOST: HOST_MOVES}


def next_state(role: Role, state: State, way: str, kind: type[m.Message]) -> State:
    """The state after an event; LocalProtocolError or RemoteProtocolError when it is illegal."""
    target = MOVES[role][state].get((way, kind))
    if target is not None:
        return target
    error = LocalProtocolError if way == SEND else RemoteProtocolError
    raise error(f"{role.value} in state {state.value} cannot {way} {kind.__name__}")
