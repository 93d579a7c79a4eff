"""Fixtures: a lab, an sshd, and services over them."""
from __future__ import annotations

import os

import pytest

from sessions.lab import Lab
from sessions.service import SessionService
from sessions.transports.base import SilentPrompter
from sessions.transports.endpoint import HostSpec
from sessions.transports.ssh_config import SshConfig
from tests import sshd as openssh
from tests.sessions.support import echo_payload


@pytest.fixture(scope="session")
def payload():
    return echo_payload()


@pytest.fixture(scope="session")
def lab():
    with Lab(3) as made:
        yield made


@pytest.fixture(scope="session")
def sshd():
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    server = openssh.Sshd()
    yield server
    server.close()


class World:
    """Hosts of one kind and a way to reach them; every service made is closed at the end."""

    def __init__(self, payload, resolvers, hosts, cut=None):
        self.payload, self.resolvers, self.hosts, self.cut = payload, resolvers, hosts, cut
        self.made = []

    def service(self, payload=None, prompter=None):
        service = SessionService(lambda: payload or self.payload, prompter or SilentPrompter())
        service.pool.resolvers[:] = self.resolvers
        self.made.append(service)
        return service

    def open(self, number=0, **options):
        service = self.service()
        return service.open(HostSpec(self.hosts[number]), **options)

    def close(self):
        for service in self.made:
            for session in service.table.all():
                session.close()
            service.close()


@pytest.fixture
def lab_world(lab, payload):
    world = World(payload, [lab], lab.names, lambda session: lab[session.computer_name].cut())
    yield world
    world.close()


@pytest.fixture
def ssh_world(sshd, payload):
    def cut(session):
        os.close(os.dup(session._lease.access().link.transport.sock.fileno()))
        session._lease.access().link.transport.sock.shutdown(2)
    world = World(payload, [SshConfig((sshd.ssh_folder + "/config",), sshd.home)], ["web01", "web02", "web03"], cut)
    yield world
    world.close()


@pytest.fixture
def local_world(payload, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PSSESSION_OWNER_PID", str(os.getpid()))
    world = World(payload, [], [".", "."])
    yield world
    world.close()


@pytest.fixture(params=["local", "lab", "ssh"])
def world(request):
    return request.getfixturevalue(request.param + "_world")
