"""The hub: one small process a user and payload that has the engine loaded and forks a session process for each client that opens one.

It is single-threaded, so forking is safe, and it holds nothing: a session does not notice when it ends. `ensure_hub` starts it detached from
the login (double fork and setsid, or a systemd scope where logind would end it) under a lock file, so two logins start one hub.
"""
from __future__ import annotations

import fcntl
import gc
import importlib
import json
import os
import platform
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from typing import Any, Callable

from sessions.engine import EngineContext
from sessions.errors import ProtocolError
from sessions.host_io import Peer, answer_hello, owner_gone
from sessions.places import SessionFiles, connect, listen, log_line, peer_allowed
from sessions.stage import answers, hub_path
from sessions.wire import messages as m
from sessions.wire.connection import Connection
from sessions.wire.states import Role

Value = Any
HUB_IDLE_SECONDS = 900.0
HANDSHAKE_SECONDS = 30.0
QUIET_SECONDS = 0.3


def ensure_hub(base: str, payload_id: str, preload: str) -> str:
    """The path of the hub's socket; the hub is started if it does not answer. Called by the bootstrap."""
    path = hub_path(base, payload_id)
    folder = os.path.dirname(path)
    if answers(path):
        return path
    lock = os.open(path[:-5] + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answers(path):
            used = os.path.join(base, payload_id, ".complete")
            if os.path.exists(used):
                os.utime(used)
            _start(folder, path, preload)
    finally:
        os.close(lock)
    return path


def _start(folder: str, path: str, preload: str) -> None:
    from sessions.survival import scope_prefix
    prefix = scope_prefix()
    if prefix:
        code = f"import sys;sys.path.insert(0,{sys.path[0]!r});from sessions.daemon import hub_process;hub_process({folder!r},{path!r},{preload!r},1)"
        started = subprocess.Popen([*prefix, sys.executable, "-I", "-S", "-c", code], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        assert started.stdout is not None
        if started.stdout.read(1) == b"+":
            return
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        os.close(read_end)
        os.setsid()
        if os.fork() == 0:
            hub_process(folder, path, preload, write_end)
        os._exit(0)
    os.close(write_end)
    answer = os.read(read_end, 4096)
    os.close(read_end)
    if answer != b"+":
        raise OSError(answer.decode("utf-8", "replace") or "the hub process ended")


def hub_process(folder: str, path: str, preload: str, ready: int) -> None:
    """Become the hub. Never returns."""
    try:
        server = listen(path)
        os.write(ready, b"+")
    except OSError as error:
        os.write(ready, str(error).encode())
        os._exit(1)
    try:
        _detach_files(folder, server.fileno())
        Hub(folder, path, server, preload).loop()
    except BaseException:
        log_line(folder, "hub: " + traceback.format_exc())
    os._exit(1)


def _detach_files(folder: str, keep: int) -> None:
    """Let go of everything the login gave us; standard output and error go to the host's log."""
    null = os.open(os.devnull, os.O_RDWR)
    log = os.open(os.path.join(folder, "host.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    name_process("pssession-hub")
    highest = min(os.sysconf("SC_OPEN_MAX"), 4096)
    os.closerange(3, keep)
    os.closerange(keep + 1, highest)
    sys.stdout = open(1, "w", buffering=1, closefd=False, errors="replace")
    sys.stderr = open(2, "w", buffering=1, closefd=False, errors="replace")
    signal.signal(signal.SIGHUP, lambda number, frame: None)  # not SIG_IGN: programs started later would inherit that
    home = os.environ.get("HOME", "")
    os.chdir(home if os.path.isdir(home) else "/")


def name_process(name: str) -> None:
    """Let ps and top show a readable name, where the system can."""
    if os.path.exists("/proc/self/comm"):
        with open("/proc/self/comm", "w") as out:
            out.write(name)


class Hub:
    """Accepts clients and forks. `preload` names the engine factory whose module is loaded before the first fork."""

    def __init__(self, folder: str, path: str, server: socket.socket, preload: str) -> None:
        self._folder = folder
        self._path = path
        self._server = server
        self._children: dict[int, float] = {}
        self._busy = time.monotonic()
        self._inode = os.stat(path).st_ino
        self._died, self._signal = socket.socketpair()
        self._engine = preload.partition(":")[0]
        self._warm = False
        self._preload(preload)

    def _preload(self, factory: str) -> None:
        """Load everything a session process needs, so that a fork has it: this package's modules and the engine's."""
        import sessions.host
        import sessions.services
        import sessions.survival
        platform.python_version()
        sessions.survival.survival()
        try:
            if factory:
                load_factory(factory)
        except Exception:  # the session process meets the same error and tells its client
            log_line(self._folder, "preload: " + traceback.format_exc())
        gc.collect()
        gc.freeze()  # the children's collections leave these pages shared

    def _warm_up(self) -> None:
        """What the engine's module does in a function `warm_up()`, if it has one: use itself once, so that later forks find everything loaded. Done
        when the first client has been served: it does not wait for it. It must leave no thread behind, since this process forks."""
        self._warm = True
        warm_up = getattr(sys.modules.get(self._engine), "warm_up", None)
        if warm_up is None:
            return
        try:
            warm_up()
        except Exception:  # the session process meets the same error and tells its client
            log_line(self._folder, "warm-up: " + traceback.format_exc())
        if threading.active_count() > 1:
            log_line(self._folder, f"warm-up left threads: {threading.enumerate()}")
        gc.collect()
        gc.freeze()

    def loop(self) -> None:
        for end in (self._died, self._signal):
            end.setblocking(False)
        signal.set_wakeup_fd(self._signal.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only so that the wake-up byte is written
        while not self._finished():
            readable, _, _ = select.select([self._server, self._died], [], [], 5.0 if self._warm or not self._children else QUIET_SECONDS)
            if self._died in readable:
                self._died.recv(4096)
            if self._server in readable:
                sock, _ = self._server.accept()
                self._serve(sock)
            elif self._children and not self._warm:
                self._warm_up()
            self._reap()
        if os.path.exists(self._path) and os.stat(self._path).st_ino == self._inode:
            os.unlink(self._path)
        os._exit(0)

    def _finished(self) -> bool:
        replaced = not os.path.exists(self._path) or os.stat(self._path).st_ino != self._inode
        idle = not self._children and time.monotonic() - self._busy > HUB_IDLE_SECONDS
        return owner_gone() or replaced or idle

    def _serve(self, sock: socket.socket) -> None:
        self._busy = time.monotonic()
        pid = os.fork()
        if pid:
            self._children[pid] = self._busy
            sock.close()
            return
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for held in (self._server, self._died, self._signal):
                held.close()
            os.setsid()
            if peer_allowed(sock):
                serve_client(self._folder, sock)
        except BaseException:
            log_line(self._folder, "session: " + traceback.format_exc())
        finally:
            os._exit(0)

    def _reap(self) -> None:
        while self._children:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self._children.clear()
                return
            if pid == 0:
                return
            self._children.pop(pid, None)
            self._busy = time.monotonic()


def load_factory(name: str) -> Callable[[EngineContext], Any]:
    """The engine factory named module:function."""
    module, _, function = name.partition(":")
    factory: Callable[[EngineContext], Any] = getattr(importlib.import_module(module), function)
    return factory


def serve_client(folder: str, sock: socket.socket, load: Callable[[str], Callable[[EngineContext], Any]] = load_factory) -> None:
    """Talk to a new client until it opens a session (then be that session), or leaves. In a process of its own. `load` finds engine factories."""
    peer = Peer(sock, Connection(Role.HOST))
    sock.settimeout(HANDSHAKE_SECONDS)
    while not peer.leaving:
        try:
            data = sock.recv(1 << 16)
            received = peer.connection.receive_bytes(data) if data else []
        except (ProtocolError, OSError) as error:
            log_line(folder, f"a client left during the handshake: {error}")
            return
        if not data:
            return
        for message, _, _ in received:
            if isinstance(message, m.Hello):
                answer_hello(peer, message)
            elif isinstance(message, m.ListSessions):
                peer.out += peer.connection.send(m.Listing(list_sessions(folder)))
            elif isinstance(message, m.Open):
                open_session(folder, peer, message, load)
                return
            elif isinstance(message, m.Attach):
                refuse(peer, "gone", "this session does not exist any more")
        sock.sendall(peer.out)
        peer.out.clear()


def refuse(peer: Peer, code: str, text: str, detail: str = "") -> None:
    peer.out += peer.connection.send(m.Refused(code, text, detail))
    peer.leaving = True


def open_session(folder: str, peer: Peer, opening: m.Open, load: Callable[[str], Callable[[EngineContext], Any]] = load_factory) -> None:
    """Make the engine and run the session in this process until it ends."""
    from sessions.host import SessionHost
    from sessions.survival import survival
    options = dict(opening.options)
    context = EngineContext(opening.session_id, opening.name, str(options.pop("computer_name", "") or socket.gethostname()), options)
    files = SessionFiles(folder, opening.session_id)
    try:
        engine = load(opening.factory)(context)
        assured, why = survival()
        facts = {"pid": os.getpid(), "python": sys.version.split()[0], "platform": sys.platform, "home": os.path.expanduser("~"),
                 "host": socket.gethostname(), "socket": files.socket, "created": time.time(), "survives_logout": assured, "survival": why}
        host = SessionHost(opening, engine, context, files, facts)
        files.write_facts({"id": opening.session_id, "name": opening.name, "pid": os.getpid(), "created": facts["created"]})
    except Exception as error:
        log_line(folder, "engine: " + traceback.format_exc())
        refuse(peer, "engine", f"the session could not be started: {type(error).__name__}: {error}", traceback.format_exc()[-4000:])
        peer.sock.sendall(peer.out)
        return
    signal.signal(signal.SIGTERM, lambda number, frame: threading.Thread(target=host.end, daemon=True).start())
    sys.setswitchinterval(0.001)  # a busy command must not delay the I/O thread
    peer.sock.settimeout(None)
    name_process("pssession")
    host.serve(peer)


def list_sessions(folder: str) -> list[Value]:
    """What every live session in the run folder says of itself; files of dead ones are removed."""
    rows: list[Value] = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            continue
        files = SessionFiles(folder, name[:-5])
        row = _ask(files.socket)
        if row is not None:
            rows.append(row)
        elif not _alive(files.facts):
            files.remove()
    return rows


def _ask(path: str) -> Value | None:
    try:
        sock = connect(path, 2.0)
    except OSError:
        return None
    connection = Connection(Role.CLIENT)
    with sock:
        try:
            sock.sendall(connection.send(m.Hello(m.VERSION, "pssession", "")))
            while True:
                data = sock.recv(1 << 16)
                for message, _, _ in connection.receive_bytes(data):
                    if isinstance(message, m.Listing):
                        return message.sessions[0]
                    sock.sendall(connection.send(m.ListSessions()))
                if not data:
                    return None
        except (OSError, ProtocolError):
            return None


def _alive(facts: str) -> bool:
    """Whether the process named in a facts file exists."""
    try:
        with open(facts) as source:
            os.kill(int(json.load(source)["pid"]), 0)
    except (OSError, ValueError, KeyError):
        return False
    return True
