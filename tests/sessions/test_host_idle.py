"""When a session host ends by itself: the idle time-out and its exceptions, with the time injected."""
from __future__ import annotations

import pytest

from sessions.engine import EngineContext
from sessions.host import SessionHost
from sessions.places import SessionFiles
from sessions.wire import messages as m
from tests.sessions.echo_engine import EchoEngine


@pytest.fixture
def host(tmp_path):
    opening = m.Open("client", "session", "one", "echo_engine:make_engine", {}, True, 60, "Spill", 1 << 20)
    made = SessionHost(opening, EchoEngine(EngineContext("session", "one", "here")), EngineContext("session", "one", "here"), SessionFiles(str(tmp_path), "session"), {})
    made.detached_at, made.unheard = 1000.0, False
    return made


def test_a_kept_session_ends_by_its_idle_time_out(host):
    assert not host.unwanted(1059.0) and host.unwanted(1061.0)
    host.configure(7000, "")
    assert not host.unwanted(1061.0) and host.unwanted(8001.0)
    host.idle_timeout = 0  # the host's own
    assert not host.unwanted(8199.0) and host.unwanted(8201.0)


def test_a_session_that_is_not_kept_waits_for_a_lost_client_only(host):
    host.keep = False
    assert host.unwanted(1000.1)
    host.lost, host.idle_timeout = True, 7200
    assert not host.unwanted(1239.0) and host.unwanted(1241.0)


def test_a_session_its_client_may_not_know_of_does_not_wait_long(host):
    host.unheard, host.lost, host.idle_timeout = True, True, 7200
    assert not host.unwanted(1239.0) and host.unwanted(1241.0)


def test_a_running_command_keeps_it(host):
    host.on_exec(None, m.Exec("u", "ticks 1 1", [], {}, {}, False, "script"))
    assert not host.unwanted(1e9)
