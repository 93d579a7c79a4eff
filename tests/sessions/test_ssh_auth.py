"""Ways to log in and ways to get there: agent, encrypted keys, certificates, passwords, questions, jumps and proxies."""
from __future__ import annotations

import dataclasses
import os
import re
import subprocess

import pytest

from sessions.errors import AuthenticationError
from sessions.lab import Lab
from sessions.transports import ssh_auth
from sessions.transports.base import SilentPrompter
from sessions.transports.endpoint import HostSpec
from sessions.transports.ssh import open_link
from sessions.transports.ssh_config import SshConfig
from tests.sshd import Sshd


class Answering(SilentPrompter):
    def __init__(self, secrets=(), many=None):
        self.secrets, self.many, self.asked = list(secrets), many, []

    def ask_secret(self, host, text):
        self.asked.append(text)
        return self.secrets.pop(0) if self.secrets else None

    def ask_many(self, host, title, instructions, questions):
        self.asked.append((title, list(questions)))
        return self.many


@pytest.fixture(autouse=True)
def forget():
    ssh_auth._PASSPHRASES.clear()
    ssh_auth._PASSWORDS.clear()


def said(link):
    stream = link.execute("echo hello; echo oops >&2")
    text = b""
    while True:
        data = stream.read(10)
        if not data:
            break
        text += data
    assert stream.exit_status == 0 and stream.noise() == "oops\n"
    link.close()
    return text


def endpoint_of(sshd, name="web01", **changes):
    return dataclasses.replace(SshConfig((sshd.ssh_folder + "/config",), sshd.home).resolve(HostSpec(name)), **changes)


def test_jump_and_proxy_command(sshd):
    assert said(open_link(endpoint_of(sshd, "jumped"), SilentPrompter())) == b"hello\n"
    proxy = f"ssh -F {sshd.ssh_folder}/config -W %h:%p web01"
    assert said(open_link(endpoint_of(sshd, proxy_command=proxy), SilentPrompter())) == b"hello\n"


def test_an_encrypted_key_asks_for_its_passphrase_once(sshd, tmp_path):
    key = str(tmp_path / "key")
    with open(sshd.ssh_folder + "/id_test", "rb") as source, open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
        target.write(source.read())
    subprocess.check_call(["ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", key])
    endpoint = endpoint_of(sshd, identity_files=(key,))
    prompter = Answering(["wrong", "open sesame"])
    assert said(open_link(endpoint, prompter)) == b"hello\n" and said(open_link(endpoint, prompter)) == b"hello\n"
    assert prompter.asked == [f"Enter passphrase for key '{key}': "] * 2
    ssh_auth._PASSPHRASES.clear()
    with pytest.raises(AuthenticationError, match="needs a passphrase") as caught:
        open_link(endpoint, SilentPrompter())
    assert "root@127.0.0.1: Permission denied (publickey" in caught.value.line.replace(endpoint.user, "root")


def test_agent_keys_and_identities_only(sshd, monkeypatch, tmp_path):
    out = subprocess.check_output(["ssh-agent", "-s", "-a", str(tmp_path / "agent")], text=True)
    pid = int(re.search(r"SSH_AGENT_PID=(\d+)", out).group(1))
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        subprocess.check_call(["ssh-add", "-q", sshd.ssh_folder + "/id_test"])
        assert said(open_link(endpoint_of(sshd, identity_files=(), identities_only=False), SilentPrompter())) == b"hello\n"
        with pytest.raises(AuthenticationError):
            open_link(endpoint_of(sshd, identity_files=(), identities_only=True), SilentPrompter())
        monkeypatch.delenv("SSH_AUTH_SOCK")
        assert said(open_link(endpoint_of(sshd, identity_files=(), identities_only=False, agent=str(tmp_path / "agent")), SilentPrompter())) == b"hello\n"
    finally:
        os.kill(pid, 15)


def test_a_certificate(tmp_path):
    ca, user = str(tmp_path / "ca"), str(tmp_path / "user")
    for key in (ca, user):
        subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
    login = endpoint_of_user()
    subprocess.check_call(["ssh-keygen", "-q", "-s", ca, "-I", "me", "-n", login, user + ".pub"])
    server = Sshd(extra=f"TrustedUserCAKeys {ca}.pub")
    try:
        os.rename(user + "-cert.pub", str(tmp_path / "elsewhere-cert.pub"))
        endpoint = endpoint_of(server, identity_files=(user,))
        with pytest.raises(AuthenticationError):
            open_link(endpoint, SilentPrompter())
        assert said(open_link(dataclasses.replace(endpoint, certificate_files=(str(tmp_path / "elsewhere-cert.pub"),)), SilentPrompter())) == b"hello\n"
    finally:
        server.close()


def endpoint_of_user():
    import getpass
    return getpass.getuser()


def test_passwords_and_questions():
    with Lab(1) as lab:
        host = lab["Server01"]
        host.password = "secret"
        endpoint = dataclasses.replace(lab.resolve(HostSpec("Server01")), keys=())
        host.methods = "publickey,password"
        prompter = Answering(["wrong", "secret"])
        assert said(open_link(endpoint, prompter)) == b"hello\n" and len(prompter.asked) == 2
        assert said(open_link(endpoint, prompter)) == b"hello\n" and len(prompter.asked) == 2
        ssh_auth._PASSWORDS.clear()
        assert said(open_link(dataclasses.replace(endpoint, password="secret"), SilentPrompter())) == b"hello\n"
        with pytest.raises(AuthenticationError, match="Server01.*tried password"):
            open_link(dataclasses.replace(endpoint, password="bad"), SilentPrompter())
        host.methods = "keyboard-interactive"
        prompter = Answering(many=["secret", "blue"])
        assert said(open_link(endpoint, prompter)) == b"hello\n"
        assert prompter.asked == [("Login", [("Password: ", False), ("Colour? ", True)])]
        with pytest.raises(AuthenticationError):
            open_link(endpoint, SilentPrompter())
