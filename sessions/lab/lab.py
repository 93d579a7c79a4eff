"""Lab: makes the hosts, resolves their names, ends them. Commands run as real processes of this user under each host's home."""
from __future__ import annotations

import atexit
import getpass
import io
import json
import os
import shutil
import signal
import tempfile
from typing import Any

from sessions.lab.homes import build_home
from sessions.lab.server import LabHost
from sessions.transports.endpoint import Endpoint, HostSpec
from sessions.transports.load_paramiko import paramiko

Value = Any


def make_key() -> tuple[Any, str]:
    """A new ed25519 key: paramiko's object and the text of a key file."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    text = Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    return paramiko.Ed25519Key.from_private_key(io.StringIO(text.decode("ascii"))), text.decode("ascii")


class Lab:
    """A Resolver for Server01 .. Server0n (any case). `hosts` and `[name]` give the LabHost with its home and faults."""

    def __init__(self, hosts: int = 3, seed: int = 1, folder: str | None = None) -> None:
        self.folder = folder or tempfile.mkdtemp(prefix="pslab-")
        os.chmod(self.folder, 0o700)
        self.user_key, self._key_text = make_key()
        self.hosts: dict[str, LabHost] = {}
        for number in range(1, hosts + 1):
            name = f"Server{number:02d}"
            home = os.path.join(self.folder, name)
            os.makedirs(home)
            build_home(home, name, seed)
            self.hosts[name.lower()] = LabHost(name, home, self.user_key, make_key()[0], self._environment(name, home))
        self._write_ssh_config()
        atexit.register(self.close)

    def _write_ssh_config(self) -> None:
        """Let every host reach every other with the ssh program: a second hop."""
        key_file = os.path.join(self.folder, "id_lab")
        known = os.path.join(self.folder, "known_hosts")
        with open(os.open(key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(self._key_text)
        with open(known, "w") as out:
            for host in self.hosts.values():
                out.write(f"[127.0.0.1]:{host.port} {host.host_key.get_name()} {host.host_key.get_base64()}\n")
        text = "".join(f"Host {host.name} {host.name.lower()}\n  HostName 127.0.0.1\n  Port {host.port}\n  User {getpass.getuser()}\n"
                       f"  IdentityFile {key_file}\n  IdentitiesOnly yes\n  UserKnownHostsFile {known}\n" for host in self.hosts.values())
        for host in self.hosts.values():
            os.makedirs(os.path.join(host.home, ".ssh"), 0o700)
            with open(os.path.join(host.home, ".ssh", "config"), "w") as out:
                out.write(text)

    def _environment(self, name: str, home: str) -> dict[str, str]:
        keep = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TZ", "COLUMNS", "NO_COLOR") if key in os.environ}
        path = os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
        return dict(keep, HOME=home, USER=getpass.getuser(), LOGNAME=getpass.getuser(), SHELL="/bin/sh", PATH=f"{home}/bin:{path}",
                    PSSESSION_LAB_HOST=name, PSSESSION_LOG_ROOT=f"{home}/var/log", PSSESSION_OWNER_PID=str(os.getpid()), HOSTNAME=name)

    def __getitem__(self, name: str) -> LabHost:
        return self.hosts[name.lower()]

    def __enter__(self) -> Lab:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def names(self) -> list[str]:
        return [host.name for host in self.hosts.values()]

    def resolve(self, spec: HostSpec) -> Endpoint | None:
        """The endpoint of a lab host; None for other names, and for a name with a port of its own."""
        host = self.hosts.get(spec.name.lower())
        if host is None:
            return None
        key = self.known_keys.get(host.name) or f"{host.host_key.get_name()} {host.host_key.get_base64()}"
        return Endpoint(alias=spec.name, host="127.0.0.1", port=spec.port or host.port, user=spec.user or getpass.getuser(), agent="none",
                        keys=(self.user_key,), host_keys=(key,), strict="yes", timeout=spec.timeout)

    known_keys: dict[str, str] = {}

    def change_host_key(self, name: str) -> None:
        """From now on the host shows another key than clients know."""
        host = self[name]
        old = f"{host.host_key.get_name()} {host.host_key.get_base64()}"
        self.known_keys = dict(self.known_keys, **{host.name: old})
        host.host_key = make_key()[0]

    def ssh_options(self, name: str) -> dict[str, Value]:
        """What the ssh program needs to reach a host: port, key file, known_hosts file (both lie in the lab's folder)."""
        return {"HostName": "127.0.0.1", "Port": self[name].port, "User": getpass.getuser(), "IdentityFile": os.path.join(self.folder, "id_lab"),
                "UserKnownHostsFile": os.path.join(self.folder, "known_hosts")}

    def close(self) -> None:
        """End the hosts, the session processes on them, and remove their homes."""
        atexit.unregister(self.close)
        for host in self.hosts.values():
            host.close()
        for host in self.hosts.values():
            _end_sessions(host.home)
        self.hosts = {}
        shutil.rmtree(self.folder, ignore_errors=True)


def _end_sessions(home: str) -> None:
    """End the session processes whose facts lie in a home; the hub ends when its folder goes."""
    for folder, _, names in os.walk(os.path.join(home, ".cache", "pssession")):
        for name in names:
            if name.endswith(".json") and os.path.basename(folder).startswith("run-"):
                with open(os.path.join(folder, name)) as source:
                    pid = int(json.load(source)["pid"])
                try:
                    os.kill(pid, signal.SIGTERM)
                except ProcessLookupError:
                    continue
