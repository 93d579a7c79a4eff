"""Lab: makes the hosts, resolves their names, ends them. Commands run as real processes of this user under each host's home.

With `engine` the hosts share one fork server (sessions.lab.hub) that has this engine loaded: a hundred hosts then cost little more than three.
Without, every host is bootstrapped as a real one is.
"""
from __future__ import annotations

import atexit
import getpass
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, Callable

import sessions
from sessions.lab.faults import Faults
from sessions.lab.homes import build_home, clear_home
from sessions.lab.host_faults import session_pids
from sessions.lab.hub import socket_of
from sessions.lab.lab_folder import given_folder, make_folder
from sessions.lab.lab_host import LabHost
from sessions.lab.personas import persona_of
from sessions.lab.server import Acceptor
from sessions.lab.snapshots import Snapshot, restore_host, save_host
from sessions.places import run_folder
from sessions.transports.endpoint import Endpoint, HostSpec
from sessions.transports.load_paramiko import paramiko

Value = Any
ENDING_SECONDS = 3.0


def make_key(origin: str = "") -> tuple[Any, str]:
    """An ed25519 key: paramiko's object and the text of a key file. With an `origin` always the same one: good enough for hosts that only play at being
    hosts, and their fingerprints are in transcripts; the key of the user is never made that way."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    made = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(origin.encode()).digest()) if origin else Ed25519PrivateKey.generate()
    text = made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    return paramiko.Ed25519Key.from_private_key(io.StringIO(text.decode("ascii"))), text.decode("ascii")


class Lab:
    """A Resolver for Server01 .. Server0n (any case). `hosts` and `[name]` give the LabHost with its home and faults."""

    def __init__(self, hosts: int = 3, seed: int = 1, folder: str | None = None, engine: str = "") -> None:
        self._place_held = given_folder(folder) if folder else make_folder(seed)
        self.folder = self._place_held.path
        os.chmod(self.folder, 0o700)
        self.seed = seed
        self.engine = engine
        self.user_key, self._key_text = make_key()
        self.known_keys: dict[str, str] = {}
        self._changes = 0  # of host keys
        self.snapshots: dict[str, Snapshot] = {}
        self.hosts: dict[str, LabHost] = {}
        self._hub: subprocess.Popen[str] | None = None
        for number in range(1, hosts + 1):
            name = f"Server{number:02d}"
            host = LabHost(name, os.path.join(self.folder, name), persona_of(number), self.user_key, make_key(f"{seed}/{name}")[0], seed, self._build)
            host.environment = self._environment(name, host.folder)
            self.hosts[name.lower()] = host
        self._write_ssh_files()
        if engine:
            self._start_hub()
        self._acceptor = Acceptor(list(self.hosts.values()))
        atexit.register(self.close)

    # ---- making

    def _write_ssh_files(self) -> None:
        """What every host needs to reach every other with the ssh program: a second hop."""
        key_file = os.path.join(self.folder, "id_lab")
        known = os.path.join(self.folder, "known_hosts")
        with open(os.open(key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(self._key_text)
        self._write_known()
        self._ssh_config = "".join(f"Host {host.name} {host.name.lower()}\n  HostName 127.0.0.1\n  Port {host.port}\n  User {getpass.getuser()}\n"
                                   f"  IdentityFile {key_file}\n  IdentitiesOnly yes\n  UserKnownHostsFile {known}\n" for host in self.hosts.values())

    def _write_known(self) -> None:
        with open(os.path.join(self.folder, "known_hosts"), "w") as out:
            for host in self.hosts.values():
                out.write(f"[127.0.0.1]:{host.port} {_key_line(host.first_key)}\n")

    def _build(self, host: LabHost) -> None:
        """Make a host's home."""
        build_home(host.folder, host.name, self.seed, host.persona)
        os.makedirs(os.path.join(host.folder, ".ssh"), 0o700, exist_ok=True)
        with open(os.path.join(host.folder, ".ssh", "config"), "w") as out:
            out.write(self._ssh_config)

    def _environment(self, name: str, home: str) -> dict[str, str]:
        keep = {key: os.environ[key] for key in ("LANG", "LC_ALL", "TZ", "COLUMNS", "NO_COLOR") if key in os.environ}
        path = os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
        return dict(keep, HOME=home, USER=getpass.getuser(), LOGNAME=getpass.getuser(), SHELL="/bin/sh", PATH=f"{home}/bin:{path}",
                    PSSESSION_LAB_HOST=name, PSSESSION_LOG_ROOT=f"{home}/var/log", PSSESSION_OWNER_PID=str(os.getpid()), HOSTNAME=name)

    def _start_hub(self) -> None:
        """Start the fork server; it listens when this returns and loads the engine meanwhile."""
        folder = os.path.join(self.folder, "hub")
        if len(socket_of(folder, len(self.hosts))) > 100:  # too long for the path of a socket
            folder = tempfile.mkdtemp(prefix="pslab-", dir="/tmp")
        os.makedirs(folder, 0o700, exist_ok=True)
        self._hub_folder = folder
        for number, host in enumerate(self.hosts.values()):
            host.engine, host.hub_socket, host.run_folder = self.engine, socket_of(folder, number), os.path.join(folder, f"r{number}")
            os.makedirs(host.run_folder, 0o700, exist_ok=True)
        root = os.path.dirname(os.path.dirname(sessions.__file__))
        code = f"import sys; sys.path.insert(0, {root!r}); from sessions.lab.hub import main; main()"
        build_home(folder, "warm-up", self.seed, persona_of(1))
        environment = {"HOME": folder, "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "PSSESSION_OWNER_PID": str(os.getpid()),
                       "PSSESSION_LAB_HOST": "warm-up", "MALLOC_ARENA_MAX": "1"}
        self._hub = subprocess.Popen([sys.executable, "-I", "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                     env=environment, start_new_session=True)
        assert self._hub.stdin is not None and self._hub.stdout is not None
        every = list(self.hosts.values())
        self._hub.stdin.write(json.dumps({"lab": self.folder, "folder": folder, "engine": self.engine, "environments": [h.environment for h in every],
                                          "run_folders": [h.run_folder for h in every]}) + "\n")
        self._hub.stdin.close()
        if self._hub.stdout.readline() != "+\n":
            raise OSError("the lab's fork server did not start")
        self._hub.stdout.close()

    # ---- use

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
        host.home  # noqa: B018  (made before anybody is on the host)
        key = self.known_keys.get(host.name) or _key_line(host.host_key)
        return Endpoint(alias=spec.name, host="127.0.0.1", port=spec.port or host.port, user=spec.user or getpass.getuser(), agent="none",
                        keys=(self.user_key,), host_keys=(key,), strict="yes", timeout=spec.timeout)

    def change_host_key(self, name: str) -> None:
        """From now on the host shows another key than clients know."""
        host = self[name]
        self.known_keys = dict(self.known_keys, **{host.name: _key_line(host.first_key)})
        self._changes += 1
        host.host_key = make_key(f"{self.seed}/{host.name}/{self._changes}")[0]
        host.faults.key_changed = True

    def restore_host_key(self, name: str) -> None:
        """The host shows its first key again."""
        host = self[name]
        host.host_key = host.first_key
        host.faults.key_changed = False
        self.known_keys = {known: key for known, key in self.known_keys.items() if known != host.name}

    def trust_host_key(self, name: str) -> None:
        """Clients take the host's present key for the right one."""
        host = self[name]
        host.first_key = host.host_key
        self.restore_host_key(name)
        self._write_known()

    def ssh_options(self, name: str) -> dict[str, Value]:
        """What the ssh program needs to reach a host: port, key file, known_hosts file (both lie in the lab's folder)."""
        return {"HostName": "127.0.0.1", "Port": self[name].port, "User": getpass.getuser(), "IdentityFile": os.path.join(self.folder, "id_lab"),
                "UserKnownHostsFile": os.path.join(self.folder, "known_hosts")}

    # ---- back to a state

    def reset(self, once_cut: Callable[[], None] = lambda: None) -> None:
        """The lab as it was at its start: no faults, first keys, files of the seed. Sessions on the hosts end. `once_cut` is called while nobody
        can connect: clients drop their sessions then, before they try to come back."""
        for host in self.hosts.values():
            host.faults.refuse = True
            host.cut()
        self._end_sessions(signal.SIGKILL)
        once_cut()
        self._changes = 0
        for host in self.hosts.values():
            host.faults.assign(Faults())
            self.restore_host_key(host.name)
            host.reseed()
            if host.built:
                self._raze(host)
        threading.Thread(target=_remove_all, args=(self._place("trash"),), name="lab-trash", daemon=True).start()

    def _raze(self, host: LabHost) -> None:
        """Take a home away; it is built anew when it is next needed. A host that was bootstrapped keeps its payload."""
        if not self.engine:
            clear_home(host.folder)
            self._build(host)
            host.apply()
            return
        trash = os.path.join(self._place("trash"), f"{host.name}-{time.monotonic_ns()}")
        os.rename(host.folder, trash)
        host.built = False

    def snapshot(self, name: str = "") -> Snapshot:
        """Keep the hosts' files, faults and keys under a name; one of the same name is replaced."""
        name = name or f"Snapshot{len(self.snapshots) + 1}"
        folder = os.path.join(self.folder, "snapshots", str(len(os.listdir(self._place("snapshots"))) + 1))
        os.makedirs(folder)
        made = Snapshot(name, folder, time.time())
        for key, host in self.hosts.items():
            made.hosts[key] = save_host(host, os.path.join(folder, host.name))
        self.snapshots[name.lower()] = made
        return made

    def _place(self, name: str) -> str:
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot. Sessions on the hosts live on and see the files change; files they have open stay as they are."""
        for key, copy in snapshot.hosts.items():
            if key in self.hosts:
                host = self.hosts[key]
                restore_host(host, copy)
                if not host.faults.key_changed:
                    self.restore_host_key(host.name)

    # ---- the end

    def _end_sessions(self, number: int) -> list[int]:
        """Send a signal to every session process on the hosts; who got it."""
        found = []
        for pid in [pid for host in self.hosts.values() for pid in session_pids(host.run_folder or _bootstrapped_folder(host))]:
            try:
                os.kill(pid, number)
                found.append(pid)
            except ProcessLookupError:
                continue
        return found

    def _await_ends(self, pids: list[int]) -> None:
        """Until session processes are gone; those that take too long are killed. One that outlived the folder would make it anew to log its end."""
        deadline = time.monotonic() + ENDING_SECONDS
        while pids and time.monotonic() < deadline:
            pids = [pid for pid in pids if _alive(pid)]
            if pids:
                time.sleep(0.01)
        for pid in pids:
            if _alive(pid):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """End the hosts, the session processes on them, and remove their homes."""
        atexit.unregister(self.close)
        if self.hosts:
            self._acceptor.close()
        for host in self.hosts.values():
            host.close()
        self._await_ends(self._end_sessions(signal.SIGTERM))
        if self._hub is not None:
            self._hub.kill()
            self._hub.wait()
            shutil.rmtree(self._hub_folder, ignore_errors=True)
            self._hub = None
        self.hosts = {}
        self._place_held.remove()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _key_line(key: Any) -> str:
    return f"{key.get_name()} {key.get_base64()}"


def _bootstrapped_folder(host: LabHost) -> str:
    """Where the sessions of a host without the lab's fork server keep their facts; '' when there never was one."""
    return run_folder(host.base) if os.path.isdir(host.base) else ""


def _remove_all(folder: str) -> None:
    """Empty a folder, in peace."""
    for name in os.listdir(folder):
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
