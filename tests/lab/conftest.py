"""A lab with the shell's engine behind one fork server, and a shell that uses it."""
from __future__ import annotations

import pytest

from sessions.lab import Lab
from shell.engine import Shell
from shell.objects import hooks
from shell.training.lesson_proof import PageHost


class Bench:
    """A shell whose output is text in `page`; `run` gives what one input has shown."""

    def __init__(self, lab):
        self.host = PageHost()
        self.shell = Shell(self.host)
        self.ctx = self.shell.ctx
        self.lab = lab
        if lab is not None:
            self.ctx.sessions.adopt_lab(lab)

    def run(self, text):
        self.host.page = ""
        self.shell.run_input(text)
        return self.host.page

    def lines(self, text):
        return [line.strip() for line in self.run(text).splitlines() if line.strip()]

    def close(self):
        if self.lab is not None:
            self.ctx.sessions.reset_lab()
            self.ctx.sessions.release_lab()
        self.shell.close()
        hooks.set_current(None)


@pytest.fixture(scope="session")
def shared_lab():
    with Lab(3, 7, engine="shell.host_main:make_engine") as lab:
        yield lab


@pytest.fixture
def bench(shared_lab):
    made = Bench(shared_lab)
    yield made
    made.close()
