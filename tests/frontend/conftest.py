"""Shells at terminals shared by the tests of a module: starting one takes longer than most checks."""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.frontend.terminal import Terminal


class Place(NamedTuple):
    """A shell at its prompt."""

    term: Terminal
    prompt: str
    home: str
    entered: bool

    def fresh(self) -> Terminal:
        """At an empty line of an empty screen."""
        self.term.clear(self.prompt)
        return self.term


def open_shell(columns: int, entered: bool = False, lab: int = 0, lines: int = 24, **options: object) -> Place:
    home = tempfile.mkdtemp(prefix="psh-", dir="/tmp")
    os.makedirs(f"{home}/work")
    for name in ("alpha.txt", "beta.log"):
        with open(f"{home}/work/{name}", "w") as f:
            f.write("x\n")
    arguments = ("-NoProfile", "-NoLogo", *(("--lab", str(lab or 1)) if entered or lab else ()))
    term = Terminal(home, arguments=arguments, columns=columns, lines=lines, **options)  # type: ignore[arg-type]
    term.wait_for(f"PS {home}>")
    if entered:
        term.type("Enter-PSSession -ComputerName Server01\r")
        term.wait_for("[Server01]: PS C:/>")
        return Place(term, "[Server01]: PS C:/> ", home, True)
    return Place(term, f"PS {home}> ", home, False)


def close(place: Place) -> None:
    place.term.close()
    shutil.rmtree(place.home, ignore_errors=True)


@pytest.fixture(scope="module", params=["80", "120", "80-entered", "120-entered"])
def anywhere(request: pytest.FixtureRequest) -> Iterator[Place]:
    """80 and 120 columns, here and in an entered session of a lab host; with colour."""
    columns, _, entered = request.param.partition("-")
    place = open_shell(int(columns), bool(entered), colour=True)
    yield place
    close(place)


@pytest.fixture(scope="module")
def local() -> Iterator[Place]:
    place = open_shell(80, colour=True)
    yield place
    close(place)


@pytest.fixture
def entered() -> Iterator[Place]:
    """An entered session of its own, for tests that leave it."""
    place = open_shell(100, True, colour=True)
    yield place
    close(place)


@pytest.fixture(scope="module")
def fleet() -> Iterator[Place]:
    """A shell with a lab of four hosts."""
    place = open_shell(120, lab=4, lines=30, colour=True)
    yield place
    close(place)
