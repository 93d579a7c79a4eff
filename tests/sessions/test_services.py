"""Files, terminals, Python functions and jobs over sessions."""
from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

import sessions
from jobs.states import JobState
from sessions.errors import CodeObjectError, TransferError
from sessions.fanout import Recap
from sessions.runners import SessionRunner, remote_job
from sessions.session_states import RunspaceState
from sessions.terminal import Terminal
from sessions.transfer import fetch_file, fetch_tree, send_file, send_tree
from sessions.transports.endpoint import HostSpec


def test_files_there_and_back_over_cuts(lab_world, tmp_path):
    session = lab_world.open()
    data = os.urandom(9_000_000)
    source, back, there = tmp_path / "a.bin", tmp_path / "b.bin", str(tmp_path / "remote.bin")
    source.write_bytes(data)
    os.chmod(source, 0o640)
    cuts = [3_000_000, 6_000_000]

    def progress(path, done, size):
        if cuts and done > cuts[0]:
            cuts.pop(0)
            lab_world.cut(session)
    assert send_file(session, str(source), there, progress) == len(data)
    cuts[:] = [3_000_000, 6_000_000]
    assert fetch_file(session, there, str(back), progress) == len(data)
    assert back.read_bytes() == data and os.stat(back).st_mode & 0o777 == 0o640 and not cuts
    assert sorted(os.listdir(tmp_path)) == ["a.bin", "b.bin", "remote.bin"]


@pytest.fixture
def streams(monkeypatch):
    """How the raw streams of a test ended: True when all had arrived."""
    from sessions import transfer
    ended = []
    for name in ("push", "pull"):
        def watched(*args, copy=getattr(transfer, name)):
            ended.append(copy(*args))
            return ended[-1]
        monkeypatch.setattr(transfer, name, watched)
    return ended


def test_large_files_go_by_streams_and_on_after_a_cut(ssh_world, tmp_path, streams):
    session = ssh_world.open()
    data = os.urandom(24_000_000)
    source, back, there = tmp_path / "a.bin", tmp_path / "b.bin", tmp_path / "remote.bin"
    source.write_bytes(data)
    cuts, seen = [8_000_000], []

    def progress(path, done, size):
        seen.append(done)
        if cuts and done > cuts[0]:
            cuts.pop(0)
            ssh_world.cut(session)
    assert send_file(session, str(source), str(there), progress) == len(data) == seen[-1]
    assert there.read_bytes() == data and streams == [False, True] and len(seen) < 150  # what was written before the cut is not sent again
    cuts[:], seen[:], streams[:] = [8_000_000], [], []
    assert fetch_file(session, str(there), str(back), progress) == len(data) == seen[-1]
    assert back.read_bytes() == data and streams == [False, True]
    assert sorted(os.listdir(tmp_path)) == ["a.bin", "b.bin", "remote.bin"]


def test_a_host_that_does_not_forward_sockets_gets_pieces(ssh_world, tmp_path, streams, monkeypatch):
    from sessions.transports.base import RelayNeeded
    session = ssh_world.open()

    def refused(path):
        raise RelayNeeded("administratively prohibited")
    monkeypatch.setattr(session, "stream", refused)
    source, there, back = tmp_path / "a.bin", tmp_path / "remote.bin", tmp_path / "b.bin"
    source.write_bytes(os.urandom(5_000_000))
    send_file(session, str(source), str(there))
    fetch_file(session, str(there), str(back))
    assert back.read_bytes() == source.read_bytes() and streams == [False, False] and not session.streams


def test_a_stream_that_stops_short_is_replaced_and_writes_no_more(tmp_path):
    from types import SimpleNamespace

    from sessions.bulk_host import BulkHost
    from sessions.places import connect
    bulk = BulkHost(SimpleNamespace(peer=None), str(tmp_path / "s"))
    part = str(tmp_path / "part")
    first = connect(bulk.write(part, 0, 1 << 20), 10.0)
    first.sendall(b"a" * (256 << 10))
    assert first.recv(8) == (256 << 10).to_bytes(8, "big")
    with connect(bulk.write(part, 256 << 10, (256 << 10) + 3), 10.0) as second:
        assert first.recv(8) == b""
        second.sendall(b"end")
        assert second.recv(8) == ((256 << 10) + 3).to_bytes(8, "big")
    first.close()
    bulk.stop(part)
    with connect(bulk.read(part, (256 << 10) - 1, 10), 10.0) as third:
        assert third.makefile("rb").read() == b"aend"
    assert os.listdir(tmp_path) == ["part"]


def test_trees_empty_files_and_errors(ssh_world, tmp_path):
    session = ssh_world.open()
    (tmp_path / "in/sub/empty").mkdir(parents=True)
    (tmp_path / "in/one.txt").write_text("1")
    (tmp_path / "in/sub/two.txt").write_text("")
    assert send_tree(session, str(tmp_path / "in"), str(tmp_path / "there")) == 2
    assert fetch_tree(session, str(tmp_path / "there"), str(tmp_path / "out")) == 2
    assert subprocess.check_output(["diff", "-r", str(tmp_path / "in"), str(tmp_path / "out")]) == b""
    with pytest.raises(TransferError, match="does not exist"):
        fetch_file(session, str(tmp_path / "nothing"), str(tmp_path / "x"))
    with pytest.raises(TransferError, match="web01.*No such file"):
        send_file(session, str(tmp_path / "in/one.txt"), str(tmp_path / "no/folder/x"))


def test_a_part_is_gone_on_with(lab_world, tmp_path):
    from sessions.services import CHUNK
    session = lab_world.open()
    source, there = tmp_path / "a.bin", tmp_path / "remote.bin"
    source.write_bytes(os.urandom(3 * CHUNK + 5))
    stop = RuntimeError("enough")

    def progress(path, done, size):
        if done >= 2 * CHUNK:
            raise stop
    with pytest.raises(RuntimeError):
        send_file(session, str(source), str(there), progress)
    seen = []
    send_file(session, str(source), str(there), lambda path, done, size: seen.append(done))
    assert there.read_bytes() == source.read_bytes() and len(seen) < 4


def test_a_terminal_is_one_and_survives_a_cut(lab_world):
    session = lab_world.open()
    got, came = bytearray(), threading.Condition()

    def output(data):
        with came:
            got.extend(data)
            came.notify_all()

    def until(text):
        with came:
            assert came.wait_for(lambda: text in got, 10), bytes(got)
    terminal = Terminal(session, "stty size; echo at-a-$(test -t 0 && echo terminal); read line; echo <$line>; exit 7".replace("<$line>", '"<$line>"'), output, 100, 30)
    until(b"at-a-terminal")
    assert b"30 100" in got
    lab_world.cut(session)
    while session.reconnecting_since is not None or session._wire is None:
        threading.Event().wait(0.01)
    terminal.write(b"hello\n")
    until(b"<hello>")
    assert terminal.wait(10) == 7
    sleeper = Terminal(session, ["sleep", "60"], output)
    sleeper.hang_up()
    assert sleeper.wait(10) == -1


def add(a, b=1):
    return {"sum": a + b}


def test_python_functions_run_on_the_host(lab_world, monkeypatch):
    session = lab_world.open()
    factor = 10

    def scaled(values):
        for value in values:
            yield value * factor
    assert sessions.start(session, add, 2, b=3).result() == [{"sum": 5}]
    if session.info["python"].split(".")[:2] == [str(n) for n in sys.version_info[:2]]:  # what has no source of its own needs the same version
        assert sessions.start(session, scaled, [1, 2]).result() == [10, 20]
        assert sessions.start(session, os.getpid).result() == session.run("pid")
        failing = sessions.start(session, lambda: 1 / 0)
        records = list(failing)
        assert failing.state == "Failed" and records[0].stream == 1 and "division by zero" in records[0].value.text
    session.info["python"] = "2.7.0"
    assert sessions.start(session, add, 1).result() == [{"sum": 2}]
    with pytest.raises(CodeObjectError, match="closure"):
        sessions.start(session, scaled, [1])


def test_jobs_one_child_a_session(lab_world):
    service = lab_world.service()
    opened = {outcome.item.name: outcome.result for outcome in service.open_many([HostSpec(name) for name in lab_world.hosts])}
    runners = [SessionRunner(opened[name], lambda session: session.invoke("emit 3")) for name in lab_world.hosts]
    job = remote_job(runners, [name.lower() for name in lab_world.hosts], "emit 3")
    job.start()
    assert job.wait(10) and job.state == JobState.Completed and job.location == "server01,server02,server03"
    assert sorted(record.value for record in job.receive()) == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert job.type_name == "RemoteJob" and [child.state for child in job.child_jobs] == [JobState.Completed] * 3


def test_a_job_is_disconnected_goes_on_and_can_be_stopped(lab_world):
    session = lab_world.open()
    job = remote_job([SessionRunner(session, lambda it: it.invoke("ticks 30 0.02"))], ["server01"], "ticks")
    job.start()
    session.disconnect()  # at once: the command has been sent when start returns
    assert job.wait(5, until=[JobState.Disconnected])
    session.connect()
    assert job.wait(10) and job.state == JobState.Completed
    assert [record.value for record in job.receive()] == list(range(30))
    job = remote_job([SessionRunner(session, lambda it: it.invoke("ticks 3000 0.02"))], ["server01"], "ticks")
    job.start()
    threading.Event().wait(0.1)
    assert job.stop(10) and job.state == JobState.Stopped and session.state is RunspaceState.Opened
    assert session.run("emit 1") == [0]
    asking = remote_job([SessionRunner(session, lambda it: it.invoke("ask name?"))], ["server01"], "ask")
    asking.start()
    assert asking.wait(5, until=[JobState.Blocked])
    assert asking.child_jobs[0].pending_input == ["read_line", "name?"]
    asking.send_input("me")
    assert asking.wait(10, until=[JobState.Completed, JobState.Blocked])


def test_recap():
    recap = Recap()
    recap.add("web01")
    recap.add("web07", "timed out")
    assert str(recap) == "1 ok, 1 failed: web07 timed out"
