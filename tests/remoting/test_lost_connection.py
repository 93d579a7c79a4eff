"""An entered session whose connection is cut, at a real terminal: the prompt says so, a line waits or is dropped, nothing runs here or twice."""
from __future__ import annotations

import re

import pytest

from tests import sshd as openssh
from tests.faults.sessions.proxy import Proxy
from tests.frontend.terminal import Terminal

PROMPT = "[web01]: PS "


class Line:
    """A shell that has entered web01 through a proxy which can be cut."""

    def __init__(self) -> None:
        import random
        self.server = openssh.Sshd()
        self.proxy = Proxy(self.server.port, random.Random(1))
        path = f"{self.server.ssh_folder}/config"
        with open(path) as source:
            text = source.read().replace(f"Port {self.server.port}", f"Port {self.proxy.port}")
        with open(path, "w") as out:
            out.write(text)
        self.server.write_known_hosts(f"[127.0.0.1]:{self.proxy.port} {self.server.host_key}\n")
        self.terminal = Terminal(self.server.home, columns=110, lines=40)
        self.terminal.wait_for("PS ")
        self.prompts = 0
        self.terminal.type("Enter-PSSession -HostName web01\r")

    def line(self, text: str) -> None:
        self.prompts += 1
        self.terminal.wait_for(PROMPT, self.prompts)
        self.terminal.type(text + "\r")

    def seconds(self) -> int:
        """How long the prompt says that the connection has been under repair."""
        found = re.search(r"reconnecting (\d+)s", self.terminal.text)
        return -1 if found is None else int(found[1])

    def cut(self) -> None:
        self.proxy.refusing = True
        self.proxy.cut()

    def heal(self) -> None:
        self.proxy.refusing = False

    def close(self) -> None:
        self.terminal.close()
        self.proxy.close()
        self.server.close()


@pytest.fixture
def line():
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    made = Line()
    yield made
    made.close()


def test_the_prompt_tells_and_a_line_waits_and_runs_once(line, tmp_path):
    ran = tmp_path / "ran"
    line.line("$there = 'kept'")
    line.prompts += 1
    line.terminal.wait_for(PROMPT, line.prompts)
    line.cut()
    line.terminal.wait_for("[web01 reconnecting ")
    first = line.seconds()
    line.terminal.settle(lambda: line.seconds() > first)  # it counts
    line.terminal.type(f"\"is $there\"; 'x' >> {ran}\r")
    line.terminal.wait_for("the line waits; Ctrl-C drops it")
    assert not ran.exists()
    line.heal()
    line.terminal.wait_for("\nis kept")
    line.terminal.wait_for(PROMPT, 2)
    assert ran.read_text() == "x\n"


def test_a_line_that_is_dropped_runs_nowhere(line, tmp_path):
    ran = tmp_path / "ran"
    line.line("1")
    line.prompts += 1
    line.terminal.wait_for(PROMPT, line.prompts)
    line.cut()
    line.terminal.wait_for("[web01 reconnecting ")
    line.terminal.type(f"'x' >> {ran}\r")
    line.terminal.wait_for("the line waits")
    line.terminal.type("\x03")
    line.terminal.wait_for("was not run")
    line.heal()
    line.terminal.wait_for(PROMPT, 2)
    line.terminal.type("'after ' + 'wards'\r")
    line.terminal.wait_for("\nafter wards")
    assert not ran.exists()


def test_a_program_at_the_terminal_waits_out_a_cut(line):
    line.line("sh -c 'echo ask-$((1)); read a; echo got-$a-$((1)); read b; echo got-$b-$((2))'")
    line.terminal.wait_for("ask-1")
    line.terminal.type("one\r")
    line.terminal.wait_for("got-one-1")
    line.cut()
    line.terminal.type("two\r")
    line.heal()
    line.terminal.wait_for("got-two-2")
