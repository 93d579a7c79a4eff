"""The network at its worst, through a proxy between client and sshd: cuts, stalls, delays, half-open connections. Seeded."""
from __future__ import annotations

import os
import signal
import socket
import threading
import time

import pytest

from sessions import heartbeat
from sessions import session_link as session_module
from sessions.errors import SessionBroken
from sessions.session import SessionOptions
from sessions.session_states import RunspaceState
from sessions.transports import ssh
from sessions.transports.endpoint import HostSpec


class Proxy:
    """Forwards to a port. stall() stops forwarding without closing anything; heal() forwards new connections; cut() closes."""

    def __init__(self, port):
        self.target = port
        self.stalled = threading.Event()
        self.delay = 0.0
        self.pairs = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.refusing = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            if self.refusing:
                one.close()
                continue
            try:
                two = socket.create_connection(("127.0.0.1", self.target))
                for end in (one, two):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:  # cut before it was there
                one.close()
                continue
            gate = threading.Event()
            self.pairs.append((one, two, gate))
            for source, target in ((one, two), (two, one)):
                threading.Thread(target=self._pump, args=(source, target, gate), daemon=True).start()

    def _pump(self, source, target, stalled):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if self.delay:
                    time.sleep(self.delay)
                if stalled.is_set():
                    continue  # swallowed: a half-open connection
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()

    def stall(self):
        for _, _, gate in self.pairs:
            gate.set()

    def cut(self):
        pairs, self.pairs = self.pairs, []
        for one, two, _ in pairs:
            for end in (one, two):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def close(self):
        self.listener.close()
        self.cut()


@pytest.fixture
def proxied(ssh_world, sshd, monkeypatch):
    """A proxy, and a function that opens a session through it, with a quick heartbeat."""
    proxy = Proxy(sshd.port)
    monkeypatch.setattr(session_module, "INTERVAL", 0.7)
    monkeypatch.setattr(session_module, "HEARTBEAT", heartbeat.Heartbeat(0.2))
    monkeypatch.setattr(ssh, "LINK_ALIVE_SECONDS", 0.4)

    def opened(**options):
        service = ssh_world.service()
        return service.open(HostSpec("web01", port=proxy.port, options={"HostKeyAlias": f"[127.0.0.1]:{sshd.port}"}), options=SessionOptions(**options))
    yield proxy, opened
    proxy.close()


def test_a_half_open_connection_is_noticed_and_left(proxied):
    proxy, opened = proxied
    session = opened()
    invocation = session.invoke("ticks 100 0.01")
    values = []
    for record in invocation:
        values.append(record.value)
        if len(values) == 20:
            proxy.stall()
    assert values == list(range(100)) and session.state is RunspaceState.Opened
    assert session.run("count") == [1]


def test_a_long_upload_is_not_taken_for_silence(proxied):
    proxy, opened = proxied
    session = opened()
    proxy.delay = 0.02  # 64 KB each: about 3 MB/s, so that the upload takes longer than three beats
    assert len(session.run("echo", "x" * 6_000_000)[0]) == 6_000_000
    assert len(proxy.pairs) == 1


def test_a_sender_on_a_dead_network_is_freed(proxied, monkeypatch):
    proxy, opened = proxied
    monkeypatch.setattr(session_module, "INTERVAL", 1.5)
    session = opened()
    proxy.stall()
    results = []
    sender = threading.Thread(target=lambda: results.append(session.run("echo", "x" * 20_000_000)[0]))
    sender.start()
    sender.join(30)
    assert not sender.is_alive() and len(results[0]) == 20_000_000


def test_a_stopped_host_process_takes_nobody_with_it(proxied, monkeypatch):
    from sessions import driver
    monkeypatch.setattr(driver, "HANDSHAKE_SECONDS", 0.5)
    proxy, opened = proxied
    frozen, other = opened(), None
    pid = frozen.run("pid")[0]
    other = frozen_sibling(frozen)
    os.kill(pid, signal.SIGSTOP)
    try:
        deadline = time.monotonic() + 10
        while frozen.reconnecting_since is None and time.monotonic() < deadline:
            assert other.run("emit 1") == [0]
        assert frozen.reconnecting_since is not None and other.reconnecting_since is None and len(proxy.pairs) == 1
    finally:
        os.kill(pid, signal.SIGCONT)
    assert frozen.run("count", queue=True) == [1]


def frozen_sibling(session):
    """Another session over the same connection."""
    from sessions.links import Lease
    from sessions.session import Session
    lease = session._lease
    return Session(Lease(lease._pool, lease._key, lease._open), session.computer_name).open()


def test_giving_up_names_the_host(proxied):
    proxy, opened = proxied
    session = opened(reconnect=0.5)
    invocation = session.invoke("ticks 1000 0.01")
    proxy.refusing = True
    proxy.cut()
    assert invocation.wait(20) and isinstance(invocation.error, SessionBroken) and "[web01]" in str(invocation.error)
    assert session.state is RunspaceState.Broken
    proxy.refusing = False
