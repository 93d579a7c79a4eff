"""Sessions end to end: on this machine, in the lab, over OpenSSH."""
from __future__ import annotations

import os
import signal
import threading
import time

import pytest

import sessions
from sessions.errors import (
    AuthenticationError,
    ConnectError,
    EngineStartError,
    HostKeyChanged,
    HostKeyUnknown,
    InvalidSessionState,
    NameResolutionError,
    SessionBusy,
    SessionHeld,
)
from sessions.session import SessionOptions
from sessions.session_states import Availability, RunspaceState
from sessions.transports.base import SilentPrompter
from sessions.transports.endpoint import HostSpec
from sessions.transports.ssh_config import SshConfig
from sessions.wire.values import Bag, Scalar
from tests.sessions.support import echo_payload
from tests.sshd import Sshd


def test_commands_streams_values_and_state(world):
    session = world.open()
    assert (session.id, session.name, session.state, session.availability) == (2, "Runspace1", RunspaceState.Opened, Availability.Available)
    assert session.run("emit 3") == [0, 1, 2]
    invocation = session.invoke("streams")
    assert [(record.stream, record.value) for record in invocation] == [(stream, f"s{stream}") for stream in range(7)]
    assert (invocation.state, invocation.exit_code, invocation.had_errors) == ("Completed", 3, True)
    sent = [None, True, -5, 2**40, 1.5, "text ☃ \ud800", b"\0\xff", [1, [2]], {"a": 1, 2: None}, Scalar("Decimal", "1.50"), Bag(["T"], {"p": [1]}, 5, "five")]
    assert session.run("echo", *sent, using={"x": 7}) == [*sent, ["x", 7]]
    assert session.run("input", input=[1, "two"]) == [["got", 1], ["got", "two"]]
    assert session.prompt().startswith("echo ") and session.complete("ab", 2) == (0, 2, ["ab!"])
    assert session.run("count") == [1] and session.run("count") == [2]
    session.close()
    assert (session.state, session.availability) == (RunspaceState.Closed, Availability.NoneAvailable)
    with pytest.raises(InvalidSessionState):
        session.run("emit 1")


def test_each_session_is_a_process_of_its_own(world):
    one, two = world.open(), world.open()
    first, second = one.run("pid"), two.run("pid")
    assert first != second
    two.close()
    assert one.run("pid") == first


def test_stop_busy_and_questions(world):
    session = world.open()
    invocation = session.invoke("ticks 1000 0.01")
    assert session.availability is Availability.Busy
    with pytest.raises(SessionBusy):
        session.invoke("emit 1")
    reader = invocation.records()
    assert next(reader).value == 0
    invocation.stop()
    values = [record.value for record in reader]
    assert invocation.state == "Stopped" and values == list(range(1, len(values) + 1))
    asked = []
    invocation = session.invoke("ask name?", ui=lambda name, args: asked.append((name, args)) or "me")
    assert invocation.result() == ["me"] and asked == [("read_line", ["name?"]), ("write_host", ["bye"])]
    assert session.invoke("ask name?").wait(10)


def test_an_interrupt_may_hit_the_host_anywhere(world):
    session = world.open()
    for _ in range(25):
        invocation = session.invoke("flood")
        reader = invocation.runs(timeout=10)
        next(reader)
        invocation.stop()
        for _ in reader:
            pass
        assert invocation.state == "Stopped"
    assert session.run("emit 2") == [0, 1]


def test_a_value_that_cannot_be_sent_leaves_no_trace(lab_world):
    session = lab_world.open()
    with pytest.raises(sessions.SessionError, match="cannot be sent"):
        session.run("input", input=[object()])
    assert session.availability is Availability.Available and session.run("input", input=[1]) == [["got", 1]]


def test_a_failing_engine_is_said_and_the_session_goes_on(world):
    session = world.open()
    invocation = session.invoke("fail")
    assert invocation.wait(10) and invocation.state == "Failed" and "boom" in invocation.reason
    assert session.run("emit 1") == [0]


def test_exit_closes_and_death_breaks(world):
    session = world.open()
    invocation = session.invoke("exit")
    assert invocation.result() == ["leaving"] and invocation.exit_code == 3
    for _ in range(100):
        if session.state is RunspaceState.Closed:
            break
        threading.Event().wait(0.02)
    assert session.state is RunspaceState.Closed
    session = world.open()
    invocation = session.invoke("die")
    assert [record.value for record in invocation] == ["last words"]
    assert session.state is RunspaceState.Broken and session.availability is Availability.NoneAvailable
    assert invocation.state == "Failed" and "abruptly terminated" in str(invocation.error)


def test_disconnect_connect_and_receive_from_another_client(world):
    session = world.open()
    invocation = session.invoke("ticks 40 0.02")
    reader = invocation.records()
    first = [next(reader).value for _ in range(5)]
    session.disconnect()
    assert (session.state, invocation.state, session.availability) == (RunspaceState.Disconnected, "Disconnected", Availability.NoneAvailable)
    rest_here = [record.value for record in reader]
    other = world.service()
    found, = [item for item in other.on_host(HostSpec(world.hosts[0])) if item.instance_id == session.instance_id]
    assert (found.name, found.state) == (session.name, RunspaceState.Disconnected)
    received, = found.receive()
    there = [record.value for record in received]
    assert received.state == "Completed" and there[-1] == 39
    assert sorted({*first, *rest_here, *there}) == list(range(40)) and there == list(range(there[0], 40)) and there[0] <= 5 + len(rest_here)
    with pytest.raises(SessionHeld):
        session.connect()
    again = found.receive(since=0)
    assert again[0].result() == list(range(40)) and found.lost_records == 0
    session.connect(take_over=True)
    assert first + rest_here + [record.value for record in invocation] == list(range(40))
    assert session.run("emit 2") == [0, 1]


def test_reconnecting_client_goes_on_where_it_was(world):
    session = world.open()
    invocation = session.invoke("ticks 30 0.02")
    reader = invocation.records()
    values = [next(reader).value for _ in range(3)]
    session.disconnect()
    values += [record.value for record in reader]
    session.connect()
    values += [record.value for record in invocation.records()]
    assert values == list(range(30)) and invocation.state == "Completed"


@pytest.mark.parametrize("kind", ["lab", "ssh"])
def test_cuts_lose_and_double_nothing(kind, request):
    world = request.getfixturevalue(kind + "_world")
    session = world.open()
    invocation = session.invoke("ticks 150 0.005")
    values = []
    for record in invocation:
        values.append(record.value)
        if len(values) in (10, 50, 90):
            world.cut(session)
    assert values == list(range(150)) and session.state is RunspaceState.Opened
    big = session.invoke("text 30000 1000")
    count = 0
    for _, lines in big.runs():
        count += len(lines)
        if count // 8000 != (count - len(lines)) // 8000:
            world.cut(session)
    assert count == 30000
    world.cut(session)
    assert session.run("count", queue=True) == [1] and session.run("count") == [2]


@pytest.mark.parametrize("kind", ["lab", "ssh"])
def test_opening_failures_name_the_host(kind, request, payload):
    world = request.getfixturevalue(kind + "_world")
    service = world.service(echo_payload("echo_engine:make_broken"))
    with pytest.raises(EngineStartError, match="no such engine here") as caught:
        service.open(HostSpec(world.hosts[0]))
    assert caught.value.host == world.hosts[0].lower()
    assert service.open(HostSpec(world.hosts[0]), options=SessionOptions(factory="echo_engine:make_engine")).id == 3


def test_refused_unresolved_unauthorised_and_wrong_keys(ssh_world, sshd):
    service = ssh_world.service()
    with pytest.raises(ConnectError) as caught:
        service.open(HostSpec("dead01"))
    assert caught.value.line == f"ssh: connect to host 127.0.0.1 port {sshd.dead_port}: Connection refused" and "[dead01]" in str(caught.value)
    with pytest.raises(NameResolutionError) as caught:
        service.open(HostSpec("no-such-host.invalid"))
    assert caught.value.line.startswith("ssh: Could not resolve hostname no-such-host.invalid: ")
    with pytest.raises(AuthenticationError, match="web01"):
        service.open(HostSpec("web01", options={"IdentityFile": "/nonexistent", "PubkeyAuthentication": "yes"}, user="root"))
    known = open(sshd.ssh_folder + "/known_hosts").read()
    try:
        sshd.write_known_hosts(f"[127.0.0.1]:{sshd.port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIHuvPu8vLGkZLSvWfHkEUWXrGGTJwNrN3QeKIEHLNrY\n")
        with pytest.raises(HostKeyChanged, match="has changed"):
            service.open(HostSpec("web01"))
        sshd.write_known_hosts("")
        with pytest.raises(HostKeyUnknown, match="nobody to ask"):
            service.open(HostSpec("web01"))

        class Agreeing(SilentPrompter):
            asked = []

            def accept_host_key(self, host, key_type, fingerprint):
                self.asked.append((host, key_type, fingerprint[:7]))
                return True
        agreeing = ssh_world.service(prompter=Agreeing())
        assert all(outcome.error is None for outcome in agreeing.open_many([HostSpec("web01"), HostSpec("web02")]))
        assert Agreeing.asked == [("web01", "ssh-ed25519", "SHA256:")] or Agreeing.asked == [("web02", "ssh-ed25519", "SHA256:")]
        assert "ssh-ed25519" in open(sshd.ssh_folder + "/known_hosts").read()
    finally:
        sshd.write_known_hosts(known)


def test_lab_faults_auth_host_key_and_no_sockets(lab_world, payload):
    from sessions.lab import Lab
    with Lab(1) as lab:
        service = lab_world.service()
        service.pool.resolvers[:] = [lab]
        lab["Server01"].faults.no_sockets = True
        relayed = service.open(HostSpec("Server01"))
        assert relayed.run("emit 2") == [0, 1]
        lab["Server01"].cut()
        assert relayed.run("emit 2", queue=True) == [0, 1]
        relayed.close()
        service.pool.close()
        lab["Server01"].faults.refuse_auth = True
        with pytest.raises(AuthenticationError):
            service.open(HostSpec("Server01"))
        lab["Server01"].faults.refuse_auth = False
        lab["Server01"].faults.refuse = True
        with pytest.raises(ConnectError):
            service.open(HostSpec("Server01"))
        lab["Server01"].faults.refuse = False
        lab.change_host_key("Server01")
        with pytest.raises(HostKeyChanged):
            service.open(HostSpec("Server01"))


def test_without_paramiko_the_ssh_program_is_used(lab, lab_world, monkeypatch):
    from sessions import links
    monkeypatch.setattr(links, "_have_paramiko", lambda: False)
    monkeypatch.setenv("HOME", lab["Server01"].home)
    service = lab_world.service()
    session = service.open(HostSpec("Server02"))
    assert session.run("env PSSESSION_LAB_HOST")[0] == "Server02" and session.run("emit 3") == [0, 1, 2]
    with pytest.raises(ConnectError) as caught:
        service.open(HostSpec("no-such-host.invalid"))
    assert caught.value.line.startswith("ssh: Could not resolve hostname")


def test_sshd_that_does_not_forward_to_sockets(ssh_world):
    server = Sshd(extra="AllowStreamLocalForwarding no")
    try:
        service = ssh_world.service()
        service.pool.resolvers[:] = [SshConfig((server.ssh_folder + "/config",), server.home)]
        one, two = service.open(HostSpec("web01")), service.open(HostSpec("web02"))
        assert one.run("emit 3") == two.run("emit 3") == [0, 1, 2]
        invocation = one.invoke("ticks 20 0.02")
        one.disconnect()
        one.connect()
        assert [record.value for record in invocation] == list(range(20))
        two.close()
        service.close()
    finally:
        server.close()


def test_a_session_met_again_is_busy_with_what_runs_in_it(lab_world):
    session = lab_world.open()
    session.invoke("ticks 1000 0.02")
    session.disconnect()
    found, = [item for item in lab_world.service().on_host(HostSpec("Server01")) if item.instance_id == session.instance_id]
    found.connect()
    assert found.availability is Availability.Busy
    running, = found.running
    running.stop()
    assert running.wait(10) and running.state == "Stopped"
    found.close()


def test_output_modes_and_idle_time_out_while_nobody_is_there(lab_world):
    session = lab_world.open()
    with pytest.raises(sessions.SessionError, match="Spill, Block, Drop"):
        session.disconnect(output_mode="None")
    invocation = session.invoke("text 60000 1000")
    session.disconnect(idle_timeout=120, output_mode="Drop")
    here = sum(len(values) for _, values in invocation.runs())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        row, = [item for item in lab_world.made[0].on_host(HostSpec("Server01")) if item is session]
        rows = [item.info for item in lab_world.service().on_host(HostSpec("Server01")) if item.instance_id == session.instance_id]
        if rows[0]["commands"][-1]["state"] == "Completed":
            break
        time.sleep(0.05)
    assert (rows[0]["idle_timeout"], rows[0]["output_mode"]) == (120, "Drop") and rows[0]["dropped"] > 10_000
    session.connect()
    rest = sum(len(values) for _, values in invocation.runs())
    assert here + rest + session.lost_records == 60000 and 10_000 < session.lost_records <= rows[0]["dropped"]


def test_the_short_way_in(lab_world):
    service = lab_world.service()
    with sessions.connect("Server01", service=service, name="mine") as session:
        assert session.name == "mine" and session.run("emit 2") == [0, 1]
    assert session.state is RunspaceState.Closed
    assert sessions.run("Server02", "env PSSESSION_LAB_HOST", service=service)[0] == "Server02"
    kept = sessions.connect("Server03", service=service)
    assert kept.instance_id in [item.instance_id for item in sessions.sessions_on("server03", service=service)]
    with pytest.raises(sessions.SessionError, match="boom"):
        kept.run("fail")


def test_numbers_and_names_of_several_hosts(lab_world):
    service = lab_world.service()
    specs = [HostSpec(name) for name in lab_world.hosts]
    outcomes = list(service.open_many(specs, ["web"]))
    assert sorted(outcome.result.id for outcome in outcomes) == [4, 5, 6]
    assert [outcome.result.name for outcome in sorted(outcomes, key=lambda outcome: outcome.index)] == ["web", "Runspace2", "Runspace3"]
    assert service.open(specs[0]).name == "Runspace7"
    assert [session.name for session in service.table.by_name("WEB*")] == ["web"]


def test_a_kept_session_survives_its_client_and_a_temporary_one_does_not(lab_world):
    session = lab_world.open()
    temporary = lab_world.made[0].open_temporary(HostSpec("Server01"))
    pid, other = session.run("pid")[0], temporary.run("pid")[0]
    session.disconnect()
    temporary.close()
    os.kill(pid, 0)
    for _ in range(100):
        try:
            os.kill(other, 0)
        except ProcessLookupError:
            break
        threading.Event().wait(0.02)
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)
    session.connect()
    assert session.run("pid") == [pid]
    os.kill(pid, signal.SIGKILL)
    for _ in range(200):
        if session.state is RunspaceState.Broken:
            break
        threading.Event().wait(0.02)
    assert session.state is RunspaceState.Broken
