"""The host's side of a terminal: what a lost connection makes the client ask twice is done once."""
from __future__ import annotations

import threading
from typing import Any, Callable

from sessions.services import Services
from sessions.wire import messages as m


class Host:
    """Collects what the services send."""

    engine = None

    def __init__(self) -> None:
        self.replies: list[m.Reply] = []
        self.output = bytearray()
        self.answered = threading.Condition()

    def send(self, message: m.Message) -> None:
        if isinstance(message, m.Chunk):
            self.output += message.data

    def answer(self, request: m.Request, function: Callable[..., Any]) -> bool:
        try:
            reply = m.Reply(request.id, function(*request.args), "")
        except Exception as error:
            reply = m.Reply(request.id, None, str(error))
        with self.answered:
            self.replies.append(reply)
            self.answered.notify_all()
        return False

    def wait_room(self) -> None:
        """There is always room."""

    def reply(self, number: int) -> m.Reply:
        """The number-th reply."""
        with self.answered:
            assert self.answered.wait_for(lambda: len(self.replies) > number, 60)
            return self.replies[number]


def test_a_program_is_started_once_however_often_it_is_asked_for() -> None:
    host = Host()
    services = Services(host)
    opening = m.Request(7, "terminal_open", [["sh", "-c", "read a; echo got-$a; exit 5"], "xterm", 80, 24, {}])
    services.request(opening)
    pid = host.reply(0)
    services.request(opening)
    assert pid.error == "" and host.reply(1) == pid
    for _ in range(2):  # the same keys again: they count once
        services.request(m.Request(9, "terminal_write", [7, 0, b"x\n"]))
    services.request(m.Request(10, "terminal_wait", [7, 0]))
    assert host.reply(4).value[0] == 5
    assert bytes(host.output).count(b"got-x") == 1
