"""`import sessions, jobs`: the documented ways, run as documented; and what a session promises about secrets, sockets, modes and flow."""
from __future__ import annotations

import glob
import os
import socket
import stat
import subprocess
import sys
import threading
import time

import pytest

import jobs
import sessions
from jobs.states import JobState
from jobs.table import JobTable
from sessions import places
from sessions.session import SessionOptions
from sessions.transports.endpoint import HostSpec


def countdown(number, step=1):
    while number > 0:
        yield number
        number -= step


def fails():
    raise ValueError("no luck")


@pytest.fixture
def service(local_world):
    return local_world.service()


def test_connect_run_and_leave(service):
    with sessions.connect(".", service=service) as s:
        assert s.run("emit 3") == [0, 1, 2]
        command = s.invoke("ticks 1000 0.01")
        seen = []
        for record in command:
            seen.append((record.seq, sessions.STREAMS[record.stream], record.value))
            if len(seen) == 3:
                command.stop()
        assert seen[:2] == [(5, "output", 0), (6, "output", 1)] and command.state == "Stopped"
    assert s.state is sessions.RunspaceState.Closed


def test_functions_as_jobs(service):
    with sessions.connect(".", service=service) as s:
        table = JobTable()
        job = s.start(countdown, 6, step=2, name="down", table=table)
        assert jobs.wait(job, timeout=60) and [record.value for record in job.receive()] == [6, 4, 2]
        assert (job.name, job.location, job.state) == ("down", ".", JobState.Completed) and table.by_id(job.id) is job
        job = s.start(fails, table=table)
        assert jobs.wait(job, timeout=60) and job.state is JobState.Failed and "no luck" in str(job.reason)
        assert sessions.start(s, countdown, 2).result() == [2, 1]
        here = jobs.start(countdown, 3)
        assert jobs.wait(here, timeout=60) and [record.value for record in here.receive()] == [3, 2, 1]


def test_away_and_back(service):
    s = sessions.connect(".", service=service, name="nightly")
    s.invoke("ticks 20 0.01")
    s.disconnect()
    found, = [item for item in sessions.sessions_on(".", service=service) if item.name == "nightly"]
    assert [value for command in found.receive() for value in command.result()] == list(range(20))


def test_the_sockets_are_the_users_own(local_world):
    session = local_world.open()
    path = session.info["socket"]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600 and stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_another_user_is_turned_away_even_where_the_modes_would_let_him_in(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    listener = places.listen(str(folder / "s.sock"))
    for path, mode in ((tmp_path.parent.parent, 0o755), (tmp_path.parent, 0o755), (tmp_path, 0o755), (folder, 0o755), (folder / "s.sock", 0o666)):
        os.chmod(path, mode)
    code = f"import os,socket;os.setgid(65534);os.setuid(65534);s=socket.socket(socket.AF_UNIX);s.connect({str(folder / 's.sock')!r});print(len(s.recv(1)))"
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", code], stdout=subprocess.PIPE)
    accepted, _ = listener.accept()
    assert not places.peer_allowed(accepted)
    accepted.close()
    assert process.communicate(timeout=60)[0] == b"0\n"
    ours = socket.socket(socket.AF_UNIX)
    ours.connect(str(folder / "s.sock"))
    accepted, _ = listener.accept()
    assert places.peer_allowed(accepted)
    for sock in (ours, accepted, listener):
        sock.close()


def test_what_is_spilled_to_disk_is_not_in_the_clear(local_world):
    session = local_world.open()
    invocation = session.invoke("text 40000 1000")
    session.disconnect()
    here = sum(len(values) for _, values in invocation.runs())
    spill = session.info["socket"][:-5] + ".log"
    deadline = time.monotonic() + 60
    while (not os.path.exists(spill) or os.path.getsize(spill) < 10 << 20) and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    with open(spill, "rb") as source:
        data = source.read()
    assert len(data) >= 10 << 20 and b"xxxxxxxx" not in data and stat.S_IMODE(os.stat(spill).st_mode) == 0o600
    session.connect()
    assert here + sum(len(values) for _, values in invocation.runs()) == 40000


def test_a_mode_that_blocks_keeps_little_and_loses_nothing(local_world):
    session = local_world.open(options=SessionOptions(output_mode="Block"))
    invocation = session.invoke("text 40000 1000")
    session.disconnect()
    here = sum(len(values) for _, values in invocation.runs())
    other = local_world.service()

    def row():
        found, = [item.info for item in other.on_host(HostSpec(".")) if item.instance_id == session.instance_id]
        return found
    deadline = time.monotonic() + 60
    while row()["buffered_bytes"] < 16 << 20 and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    facts = row()
    assert facts["output_mode"] == "Block" and 16 << 20 <= facts["buffered_bytes"] < 20 << 20 and facts["commands"][-1]["state"] == "Running"
    assert not glob.glob(os.path.dirname(session.info["socket"]) + "/*.log") or facts["dropped"] == 0
    session.connect()
    assert here + sum(len(values) for _, values in invocation.runs()) == 40000 and session.lost_records == 0


def test_a_slow_reader_holds_the_host_back_and_prompts_pass_by(local_world):
    session = local_world.open()
    invocation = session.invoke("text 60000 1000")
    reader = invocation.runs(timeout=60)
    next(reader)
    deadline = time.monotonic() + 60
    while session.request("stats")["last_seq"] < 2000 and time.monotonic() < deadline:  # a request is answered while nobody reads
        threading.Event().wait(0.02)
    before = session.request("stats")["last_seq"]
    threading.Event().wait(0.3)
    held = session.request("stats")["last_seq"]
    assert held < 12_000 and held - before < 6_000  # a window, a backlog and no more: 60,000 were asked for
    assert 1 + sum(1 for _, values in reader for _ in values) <= 60_000 and invocation.state == "Completed"


def test_a_host_that_floods_is_not_listened_to(local_world):
    from sessions.errors import RemoteProtocolError
    session = local_world.open()
    session._progress.arrived(10_001, 10_001, 3 << 20)
    with pytest.raises(RemoteProtocolError, match=r"more than it was given room for"):
        session._check_flood()
    session._progress.land(10_001)
    session._check_flood()
    session._progress.parked_bytes = 2 << 30
    with pytest.raises(RemoteProtocolError, match="nobody reads"):
        session._check_flood()


def test_results_nobody_can_read_any_more_are_let_go(local_world):
    session = local_world.open()
    session.invoke("emit 500").wait(60)
    session.run("emit 1")  # the first command is forgotten with this one
    deadline = time.monotonic() + 60
    while session.request("stats")["buffered_records"] and time.monotonic() < deadline:
        session.beat()
    assert session.request("stats")["buffered_records"] == 0
