"""OpenSSH's configuration as users have it, against a real sshd: each option changes how the login goes, not only how the file is read."""
from __future__ import annotations

import os
import re
import subprocess
import threading

import pytest

from sessions.errors import AuthenticationError, HostKeyRevoked, HostKeyUnknown
from sessions.lab import Lab
from sessions.service import SessionService
from sessions.transports import ssh_auth
from sessions.transports.base import SilentPrompter
from sessions.transports.endpoint import HostSpec
from sessions.transports.ssh_config import SshConfig
from tests import sshd as openssh


@pytest.fixture(autouse=True)
def forget():
    ssh_auth._PASSPHRASES.clear()
    ssh_auth._PASSWORDS.clear()


@pytest.fixture
def server():
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    made = openssh.Sshd()
    yield made
    made.close()


class Counting(SilentPrompter):
    """Answers, and notes the questions and how many were open at once."""

    def __init__(self, secret=None, accept=None):
        self.secret, self.accept = secret, accept
        self.asked, self.open, self.most = [], 0, 0
        self.lock = threading.Lock()

    def _question(self, what, answer):
        with self.lock:
            self.asked.append(what)
            self.open += 1
            self.most = max(self.most, self.open)
        threading.Event().wait(0.05)  # long enough for a second question to come in between, if it could
        with self.lock:
            self.open -= 1
        return answer

    def ask_secret(self, host, text):
        return self._question(text, self.secret)

    def ask_many(self, host, title, instructions, questions):
        return self._question([text for text, _ in questions], None if self.secret is None else [self.secret, "blue"][:len(questions)])

    def accept_host_key(self, host, key_type, fingerprint):
        return self._question((host, key_type, fingerprint), self.accept)


class Client:
    """A service over a server's configuration, to which lines may be added in front."""

    def __init__(self, server, payload, lines="", prompter=None, **files):
        with open(f"{server.ssh_folder}/config") as source:
            text = source.read()
        with open(f"{server.ssh_folder}/config", "w") as out:
            out.write(lines.format(port=server.port, key=f"{server.ssh_folder}/id_test", known=f"{server.ssh_folder}/known_hosts") + "\n" + text)
        for name, content in files.items():
            with open(f"{server.ssh_folder}/{name}", "w") as out:
                out.write(content.format(port=server.port, key=f"{server.ssh_folder}/id_test", known=f"{server.ssh_folder}/known_hosts"))
        self.service = SessionService(lambda: payload, prompter or SilentPrompter())
        self.service.pool.resolvers[:] = [SshConfig((server.ssh_folder + "/config",), server.home)]

    def open(self, name, **how):
        return self.service.open(HostSpec(name, **how))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        for session in self.service.table.all():
            session.close()
        self.service.close()


PLACE = "  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {key}\n  UserKnownHostsFile {known}\n"


def logins(server):
    with open(f"{server.dir}/sshd.log") as source:
        return source.read().count("Accepted publickey")


def test_include_and_match_reach_the_host(server, payload):
    with Client(server, payload, "Include hosts.d/*\nMatch originalhost matched exec \"test -n '%h'\"\n" + PLACE + "Host inside\n  Include inner\n", inner=PLACE) as client:
        os.mkdir(f"{server.ssh_folder}/hosts.d")
        with open(f"{server.ssh_folder}/hosts.d/a.conf", "w") as out:
            out.write(("Host included\n" + PLACE).format(port=server.port, key=f"{server.ssh_folder}/id_test", known=f"{server.ssh_folder}/known_hosts"))
        for name in ("included", "matched", "inside"):
            assert client.open(name).run("emit 1") == [0]


def test_hosts_behind_a_chain_of_jumps_share_its_links(server, payload):
    chain = "".join(f"Host far{number}\n  ProxyJump web01,hop\n  HostKeyAlias far{number}\n{PLACE}" for number in range(5)) + "Host hop\n  HostKeyAlias hop\n" + PLACE
    with Client(server, payload, chain) as client:
        with open(f"{server.ssh_folder}/known_hosts", "a") as out:
            out.write(f"hop,far* {server.host_key}\n")
        outcomes = list(client.service.open_many([HostSpec(f"far{number}") for number in range(5)]))
        assert [outcome.error for outcome in outcomes] == [None] * 5
        assert [outcome.result.run("emit 1") for outcome in outcomes] == [[0]] * 5
        assert logins(server) == 7  # two jump hosts once each, five hosts
        hop = next(shared for key, shared in client.service.pool._shared.items() if key[3] == "hop")
        hop.access.link.transport.sock.close()  # the last jump host's connection dies, and everything behind it
        assert [outcome.result.run("emit 1", queue=True) for outcome in outcomes] == [[0]] * 5


def test_a_proxy_command_and_host_key_alias(server, payload):
    with Client(server, payload, f"Host piped\n  ProxyCommand ssh -F {server.ssh_folder}/config -W %h:%p web01\n" + PLACE
                + "Host named\n  HostKeyAlias some.alias\n" + PLACE) as client:
        assert client.open("piped").run("emit 1") == [0]
        with pytest.raises(HostKeyUnknown):
            client.open("named")
        with open(f"{server.ssh_folder}/known_hosts", "a") as out:
            out.write(f"some.alias {server.host_key}\n")
        assert client.open("named").run("emit 1") == [0]


def test_hashed_names_are_known_and_revoked_keys_refused(server, payload):
    known = f"{server.ssh_folder}/known_hosts"
    subprocess.check_call(["ssh-keygen", "-H", "-f", known], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(known) as source:
        assert source.read().startswith("|1|")
    with Client(server, payload) as client:
        assert client.open("web01").run("emit 1") == [0]
    with open(known, "a") as out:
        out.write(f"@revoked * {server.host_key}\n")
    with Client(server, payload, prompter=Counting(accept=True)) as client, pytest.raises(HostKeyRevoked, match=r"\[web01\].*SHA256:.*@revoked"):
        client.open("web01")


def test_an_unknown_key_is_shown_by_fingerprint_and_asked_once(server, payload):
    server.write_known_hosts("")
    shown = subprocess.check_output(["ssh-keygen", "-l", "-f", f"{server.dir}/host.pub"], text=True).split()[1]
    with Client(server, payload) as client, pytest.raises(HostKeyUnknown, match=f"ssh-ed25519 {re.escape(shown)}.*nobody to ask"):
        client.open("web01")
    refusing = Counting(accept=False)
    with Client(server, payload, prompter=refusing) as client, pytest.raises(HostKeyUnknown, match="it was not accepted"):
        client.open("web01")
    aliases = "".join(f"Host new{number}\n{PLACE}" for number in range(4))
    accepting = Counting(accept=True)
    with Client(server, payload, aliases, prompter=accepting) as client:
        assert all(outcome.error is None for outcome in client.service.open_many([HostSpec(f"new{number}") for number in range(4)]))
    assert len(accepting.asked) == 1 and accepting.asked[0][1:] == ("ssh-ed25519", shown) and refusing.asked[0][2] == shown


def test_a_passphrase_is_asked_once_for_many_hosts(server, payload, tmp_path):
    key = str(tmp_path / "key")
    with open(f"{server.ssh_folder}/id_test", "rb") as source, open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
        target.write(source.read())
    subprocess.check_call(["ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-a", "2", "-f", key], stdout=subprocess.DEVNULL)
    lines = "".join(f"Host far{number}\n  HostKeyAlias far{number}\n{PLACE}".replace("{key}", key) for number in range(4))
    prompter = Counting("open sesame")
    with Client(server, payload, lines, prompter) as client:
        with open(f"{server.ssh_folder}/known_hosts", "a") as out:
            out.write(f"far* {server.host_key}\n")
        assert [outcome.error for outcome in client.service.open_many([HostSpec(f"far{number}") for number in range(4)])] == [None] * 4
    assert prompter.asked == [f"Enter passphrase for key '{key}': "]
    ssh_auth._PASSPHRASES.clear()
    with Client(server, payload) as client, pytest.raises(AuthenticationError, match="needs a passphrase"):
        client.open("far0")


@pytest.mark.parametrize("methods", ["password", "keyboard-interactive"])
def test_passwords_of_a_fleet_are_asked_one_at_a_time_and_once_a_host(methods, payload):
    with Lab(4) as lab:
        for host in lab.hosts.values():
            host.methods, host.password = methods, "secret"
        prompter = Counting("secret")
        service = SessionService(lambda: payload, prompter)

        class Keyless:
            def resolve(self, spec):
                import dataclasses
                return dataclasses.replace(lab.resolve(spec), keys=())
        service.pool.resolvers[:] = [Keyless()]
        outcomes = list(service.open_many([HostSpec(name) for name in lab.names for _ in range(2)]))
        assert [outcome.error for outcome in outcomes] == [None] * 8
        assert len(prompter.asked) == 4 and prompter.most == 1
        for outcome in outcomes:
            outcome.result.close()
        service.close()
        silent = SessionService(lambda: payload, SilentPrompter())
        ssh_auth._PASSWORDS.clear()
        silent.pool.resolvers[:] = [Keyless()]
        with pytest.raises(AuthenticationError, match=r"\[Server01\] .* was not let in"):
            silent.open(HostSpec("Server01"))
        silent.close()
