"""The lab's fork server: one process with the engine loaded for all hosts of a lab, which forks a session process with the host's environment.

A real host has a hub of its own (sessions.daemon), started by the bootstrap; a hundred of those would not fit into one machine. What a session
process is and does is the same. Runs where there is no paramiko: standard library only.
"""
from __future__ import annotations

import gc
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import threading
import traceback
from typing import Any, Callable

from sessions import daemon
from sessions.engine import EngineContext, ExecRequest, Nobody
from sessions.host_io import owner_gone
from sessions.lab.host_faults import CrashingEngine, HostFaults
from sessions.lab.lab_folder import take_lock
from sessions.places import listen, log_line, peer_allowed

Value = Any
WARM_UP = (
    "$null = 1..3 | ForEach-Object { [pscustomobject]@{ N = $_; Now = Get-Date } } | Where-Object N -gt 1 | Sort-Object N | Select-Object -First 1 | "
    "Format-Table | Out-String; $null = Get-ChildItem C:/ -ErrorAction Ignore | Out-String; $null = Get-Content ~/etc/services.csv -TotalCount 2; "
    "$null = try { throw 'x' } catch { $_ | Out-String }; $null = 'a,b' | ConvertFrom-Csv -Header A, B | Measure-Object; Write-Warning 'w' 3> $null; "
    "$null = /bin/echo x; $null = Get-Service ssh* | Out-String; $null = Get-Process | Sort-Object Id; $null = 'x' > ~/warm; $null = Get-Item ~/warm")


def socket_of(folder: str, number: int) -> str:
    """The socket of host `number` (from 0) in the fork server's folder."""
    return os.path.join(folder, f"{number}.sock")


class LabHub:
    """Accepts on one socket a host and forks. Single-threaded, so forking is safe."""

    def __init__(self, folder: str, engine: str, environments: list[dict[str, str]], run_folders: list[str]) -> None:
        self.folder = folder
        self.engine = engine
        self.environments = environments
        self.run_folders = run_folders
        self.selector = selectors.DefaultSelector()
        self.children: set[int] = set()
        for number in range(len(environments)):
            self.selector.register(listen(socket_of(folder, number)), selectors.EVENT_READ, number)

    def warm_up(self) -> None:
        """Load and use what session processes need, so that a fork shares those pages and its first command is quick."""
        import sessions.host
        import sessions.services
        import sessions.survival
        sessions.survival.survival()
        try:
            engine = daemon.load_factory(self.engine)(EngineContext("warm-up", "warm-up", "lab"))
            nothing = Nobody()
            os.environ.pop("PSSESSION_LAB_HOST")
            engine.run(ExecRequest("warm-up", WARM_UP, [], {}, None, {}), nothing, nothing)
        except Exception:  # the session process meets the same error and tells its client
            log_line(self.folder, "warm-up: " + traceback.format_exc())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if threading.active_count() > 1:
            log_line(self.folder, f"warm-up left threads: {threading.enumerate()}")
        gc.collect()
        gc.freeze()

    def loop(self) -> None:
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        died, wake = socket.socketpair()
        for end in (died, wake):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self.selector.register(died, selectors.EVENT_READ, None)
        while os.path.isdir(self.folder) and not owner_gone():
            for key, _ in self.selector.select(5.0):
                if key.data is None:
                    died.recv(4096)
                else:
                    self.serve(key.fileobj.accept()[0], key.data)  # type: ignore[union-attr]
            self.reap()

    def serve(self, sock: socket.socket, number: int) -> None:
        pid = os.fork()
        if pid:
            self.children.add(pid)
            sock.close()
            return
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for key in list(self.selector.get_map().values()):
                os.close(key.fd)
            os.setsid()
            if peer_allowed(sock):
                self.become_host(number, sock)
        except BaseException:
            log_line(self.folder, "session: " + traceback.format_exc())
        finally:
            os._exit(0)

    def become_host(self, number: int, sock: socket.socket) -> None:
        """This process is on host `number` from now on."""
        environment = self.environments[number]
        os.environ.clear()
        os.environ.update(environment)
        home = environment["HOME"]
        os.chdir(home)
        folder = self.run_folders[number]
        faults = HostFaults(home)
        faults.install()

        def load(name: str) -> Callable[[EngineContext], Any]:
            make = daemon.load_factory(name)
            return lambda context: CrashingEngine(make(context), faults, folder)
        daemon.serve_client(folder, sock, load)

    def reap(self) -> None:
        while self.children:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self.children.clear()
                return
            if pid == 0:
                return
            self.children.discard(pid)


def main() -> None:
    """Read the parameters from standard input and serve until the lab is gone."""
    facts = json.loads(sys.stdin.readline())
    folder = facts["folder"]
    os.chdir(folder)
    hub = LabHub(folder, facts["engine"], facts["environments"], facts["run_folders"])
    print("+", flush=True)
    log = os.open(os.path.join(folder, "host.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    daemon.name_process("pssession-lab")
    hub.warm_up()
    hub.loop()
    if owner_gone() and take_lock(facts["lab"]) >= 0:  # it was killed and could not tidy up, and nobody else has taken its place
        shutil.rmtree(facts["lab"], ignore_errors=True)

