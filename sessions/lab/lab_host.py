"""LabHost: one host of a lab: its address, keys, home and faults."""
from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import threading
import time
from typing import Any, Callable

from sessions.lab.faults import Faults, FaultyLine
from sessions.lab.host_faults import FILE
from sessions.lab.personas import Persona

Value = Any


class LabHost:
    """One host. `connections` are its live transports; `methods` the ways to log in, with commas. The home is made when it is first asked for."""

    def __init__(self, name: str, folder: str, persona: Persona, user_key: Any, host_key: Any, seed: int, build: Callable[[LabHost], None]) -> None:
        self.name = name
        self.persona = persona
        self.user_key = user_key
        self.host_key = self.first_key = host_key
        self.environment: dict[str, str] = {}
        self.faults = Faults()
        self.methods = "publickey"
        self.password = ""
        self.engine = ""
        self.hub_socket = ""  # of the lab's fork server; '' on hosts that are bootstrapped like real ones
        self.run_folder = ""
        self.connections: list[Any] = []
        self.sockets: dict[tuple[int, int], socket.socket] = {}
        self.processes: list[subprocess.Popen[bytes]] = []
        self.seed = seed
        self.folder = folder
        self.built = False
        self._build = build
        self._building = threading.Lock()
        self.reseed()
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = int(self.listener.getsockname()[1])

    @property
    def home(self) -> str:
        """The home folder, with the persona's files."""
        if not self.built:
            with self._building:
                if not self.built:
                    os.makedirs(self.folder, exist_ok=True)
                    self._build(self)
                    self.built = True
        return self.folder

    @property
    def base(self) -> str:
        """Where a session host keeps its things."""
        return os.path.join(self.folder, ".cache", "pssession")

    def reseed(self) -> None:
        """Begin the host's chance anew."""
        self.rng = random.Random(f"{self.seed}/{self.name.lower()}/line")

    def line(self, sock: socket.socket) -> FaultyLine:
        """The line of a new connection."""
        return FaultyLine(sock, self.faults, self.rng, self.cut)

    def apply(self) -> None:
        """Tell the host's session processes of the faults that are theirs."""
        path = os.path.join(self.home, FILE)
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        faults = self.faults
        with open(path + ".new", "w") as out:
            json.dump({"disk_full": faults.disk_full, "crash_next": faults.crash_next, "clock_skew": faults.clock_skew}, out)
        os.replace(path + ".new", path)

    def told(self, name: str) -> Value:
        """A fault as the session processes see it: crash_next is over when one has crashed."""
        path = os.path.join(self.folder, FILE)
        if not os.path.exists(path):
            return getattr(self.faults, name)
        with open(path) as source:
            return json.load(source)[name]

    def cut(self, seconds: float = 0.0) -> None:
        """Cut every connection now, without a word; no new one for some seconds."""
        if seconds:
            self.faults.cut_until = time.monotonic() + seconds
        for transport in list(self.connections):
            try:
                transport.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # cut already

    def close(self) -> None:
        self.listener.close()
        self.cut()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
