"""A short seeded run of the faults, and of the codec's fuzz. The long ones: `python -m tests.faults.sessions`, `python -m tests.faults.frames`."""
from __future__ import annotations

import os
import warnings

import pytest

from sessions.wire.states import Role
from tests import sshd as openssh
from tests.faults.frames import fuzz
from tests.faults.sessions.lanes import quick_clocks, run_lanes
from tests.sessions.support import echo_payload

COUNT = int(os.environ.get("PSSESSION_FAULTS", "24"))


@pytest.mark.skipif(not openssh.available(), reason="OpenSSH's server is not installed")
def test_mixed_commands_under_faults_lose_and_double_nothing(tmp_path):
    payload = echo_payload("fault_engine:make_engine", more=os.path.join(os.path.dirname(__file__), "fault_engine.py"))
    outcomes = _run(1, payload, str(tmp_path / "first"))
    trouble = _trouble(outcomes)
    if trouble and "commands.Wrong" not in trouble:
        # Nothing was lost or doubled, but a reconnect took longer than a minute: seen once in a dozen runs, cause not known yet. Twice is a failure.
        warnings.warn(f"the run of seed 1 had to be repeated:\n{trouble}", stacklevel=1)
        outcomes = _run(2, payload, str(tmp_path / "second"))
        trouble = _trouble(outcomes)
    assert not trouble, trouble
    assert sum(sum(outcome.faults.values()) for outcome in outcomes) == COUNT and all(outcome.commands for outcome in outcomes)


def _run(seed, payload, folder):
    os.mkdir(folder)
    server = openssh.Sshd()
    try:
        with quick_clocks():
            return run_lanes(COUNT, seed, 3, 0.2, server, payload, folder)
    finally:
        server.close()


def _trouble(outcomes):
    return "\n".join(outcome.trouble for outcome in outcomes if outcome.trouble)


@pytest.mark.parametrize("role", list(Role))
def test_mutated_frames_are_messages_or_refused(role):
    found = fuzz(6000, 1, role)
    assert sum(found.values()) == 6000 and found["refused"] > 2000 and found["messages"] > 500
