"""A short seeded run of the faults, and of the codec's fuzz. The long ones: `python -m tests.faults.sessions`, `python -m tests.faults.frames`."""
from __future__ import annotations

import os

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
    server = openssh.Sshd()
    try:
        with quick_clocks():
            outcomes = run_lanes(COUNT, 1, 3, 0.2, server, payload, str(tmp_path))
    finally:
        server.close()
    trouble = "\n".join(outcome.trouble for outcome in outcomes if outcome.trouble)
    assert not trouble, trouble
    assert sum(sum(outcome.faults.values()) for outcome in outcomes) == COUNT and all(outcome.commands for outcome in outcomes)


@pytest.mark.parametrize("role", list(Role))
def test_mutated_frames_are_messages_or_refused(role):
    found = fuzz(6000, 1, role)
    assert sum(found.values()) == 6000 and found["refused"] > 2000 and found["messages"] > 500
