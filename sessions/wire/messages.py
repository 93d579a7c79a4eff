"""The messages of the protocol: frozen dataclasses, one table of kinds. Numbered messages survive a lost connection, the others do not.

Field letters in LAYOUT: s text, i integer, n integer or None, f number, b bool, v wire value, l list of wire values, d dict of text to wire
values, t list of texts, y raw bytes (last field only, not JSON).
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Value = Any
VERSION = 1


@dataclass(frozen=True)
class Message:
    """Base. `seq` of a numbered message is known to the connection, not to the message."""


@dataclass(frozen=True)
class Hello(Message):
    """First in both directions. Peers with different versions part with Refused."""

    version: int
    software: str
    python: str
    features: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Open(Message):
    """Make a session. `factory` names the engine factory as module:function; keep=False ends the session with its connection."""

    client_id: str
    session_id: str
    name: str
    factory: str
    options: dict[str, Value]
    keep: bool
    idle_timeout: int
    output_mode: str
    window: int


@dataclass(frozen=True)
class Attach(Message):
    """Come (back) to a session. last_seq -1: go on after what any client has acknowledged. epoch '': any."""

    client_id: str
    session_id: str
    epoch: str
    last_seq: int
    take_over: bool
    window: int


@dataclass(frozen=True)
class ListSessions(Message):
    """Ask for the sessions of this user on the host."""


@dataclass(frozen=True)
class Listing(Message):
    """One dict a session."""

    sessions: list[Value]


@dataclass(frozen=True)
class Opened(Message):
    """The session is yours. Records first_seq..last_seq are kept; `acked` is the last a client acknowledged, `received` the last number
    taken from this client_id; `resume` the number after which records follow now: more than was asked for when some are no longer kept."""

    session_id: str
    name: str
    epoch: str
    first_seq: int
    last_seq: int
    acked: int
    received: int
    resume: int
    info: dict[str, Value]


@dataclass(frozen=True)
class Refused(Message):
    """No. `code` is one of the names in sessions.session.REFUSALS."""

    code: str
    message: str
    detail: str


@dataclass(frozen=True)
class Exec(Message):
    """Run a command, once, however often this arrives. Numbered."""

    id: str
    script: str
    args: list[Value]
    using: dict[str, Value]
    options: dict[str, Value]
    has_input: bool
    language: str


@dataclass(frozen=True)
class Input(Message):
    """Values piped into a command. Numbered."""

    id: str
    values: list[Value]


@dataclass(frozen=True)
class InputEnd(Message):
    """No more input. Numbered."""

    id: str


@dataclass(frozen=True)
class Stop(Message):
    """Stop a command. Numbered."""

    id: str


@dataclass(frozen=True)
class HostReply(Message):
    """The answer to a HostCall; error is '' when there is none. Numbered."""

    call: int
    value: Value
    error: str


@dataclass(frozen=True)
class Batch(Message):
    """Records of one command: runs of (stream, values). Takes one sequence number a record. `time` is the host's clock in seconds."""

    id: str
    time: float
    runs: list[tuple[int, list[Value]]]

    def __len__(self) -> int:
        return sum(len(values) for _, values in self.runs)


@dataclass(frozen=True)
class CommandState(Message):
    """A command moved: Running, Completed, Failed, Stopped. Numbered."""

    id: str
    state: str
    reason: Value
    exit_code: int | None
    had_errors: bool
    time: float


@dataclass(frozen=True)
class HostCall(Message):
    """The engine asks or tells the user something. Numbered."""

    call: int
    id: str
    name: str
    args: list[Value]
    wait: bool


@dataclass(frozen=True)
class Ack(Message):
    """Everything up to `seq` has reached the user (from the client) or has been taken (from the host): it need not be replayed."""

    seq: int


@dataclass(frozen=True)
class Credit(Message):
    """Numbers up to `seq` count no more against the window; `window` bytes of numbered messages may be on their way beyond them."""

    seq: int
    window: int


@dataclass(frozen=True)
class Ping(Message):
    """Are you there? `time` is the sender's own clock and comes back unchanged."""

    time: float


@dataclass(frozen=True)
class Pong(Message):
    """Yes. `status`: last_seq, buffered records and bytes, running command."""

    time: float
    status: dict[str, Value]


@dataclass(frozen=True)
class Request(Message):
    """A question that may be asked again after a lost connection: prompt, complete, commands, stats, and the file and terminal verbs."""

    id: int
    name: str
    args: list[Value]


@dataclass(frozen=True)
class Reply(Message):
    """The answer to a Request; error is '' when there is none."""

    id: int
    value: Value
    error: str


@dataclass(frozen=True)
class Chunk(Message):
    """Bytes of a file or terminal opened by a Request. An empty last chunk has end set."""

    handle: int
    offset: int
    end: bool
    data: bytes


@dataclass(frozen=True)
class Detach(Message):
    """The client leaves; the session stays."""


@dataclass(frozen=True)
class Close(Message):
    """End the session."""


@dataclass(frozen=True)
class Closed(Message):
    """The session or this connection to it is over. code: closed, exit, taken_over, idle, failed."""

    code: str
    message: str


LAYOUT: dict[type[Message], tuple[int, str]] = {
    Hello: (1, "isst"), Open: (2, "ssssdbisi"), Attach: (3, "sssibi"), ListSessions: (4, ""), Listing: (5, "l"),
    Opened: (6, "sssiiiiid"), Refused: (7, "sss"), Exec: (8, "sslddbs"), Input: (9, "sl"), InputEnd: (10, "s"), Stop: (11, "s"),
    HostReply: (12, "ivs"), Batch: (13, "batch"), CommandState: (14, "ssvnbf"), HostCall: (16, "isslb"),
    Ack: (17, "i"), Credit: (18, "ii"), Ping: (19, "f"), Pong: (20, "fd"), Request: (21, "isl"), Reply: (22, "ivs"),
    Chunk: (23, "iiby"), Detach: (24, ""), Close: (25, ""), Closed: (26, "ss"),
}
NUMBERED = frozenset({Exec, Input, InputEnd, Stop, HostReply, Batch, CommandState, HostCall})
