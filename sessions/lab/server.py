"""The SSH server of lab hosts: paramiko's server side, real processes behind it, sockets forwarded, faults on demand."""
from __future__ import annotations

import os
import pty
import selectors
import socket
import subprocess
import threading
from collections.abc import Sequence
from typing import Any

from sessions.lab import stand_in
from sessions.lab.lab_host import LabHost
from sessions.lab.pumps import feed, feed_terminal, finish, join, pour, set_size
from sessions.transports.load_paramiko import paramiko


class LabTransport(paramiko.Transport):  # type: ignore[misc]
    """paramiko's Transport that understands direct-streamlocal@openssh.com."""

    _active_check_timeout = 1.0
    _preferred_ciphers = ("aes128-gcm@openssh.com", *(name for name in paramiko.Transport._preferred_ciphers if name != "aes128-gcm@openssh.com"))

    def _parse_channel_open(self, message: Any) -> None:
        copy = paramiko.Message(message.asbytes())
        copy.get_byte()  # the kind of packet precedes the fields in the packet's bytes
        self.wanted_path = _local_path(message)
        super()._parse_channel_open(message)


def _local_path(message: Any) -> str:
    """The socket path of a direct-streamlocal request, '' for other channels. The message's own position is kept."""
    position = message.packet.tell()
    try:
        if message.get_text() != "direct-streamlocal@openssh.com":
            return ""
        message.get_int(), message.get_int(), message.get_int()
        return str(message.get_text())
    finally:
        message.packet.seek(position)


class LabServer(paramiko.ServerInterface):  # type: ignore[misc]
    """Decides what one connection may do."""

    def __init__(self, host: LabHost, transport: LabTransport) -> None:
        self._host = host
        self._transport = transport
        self._paths: dict[int, str] = {}
        self._terminals: dict[int, tuple[str, int, int]] = {}
        self._masters: dict[int, int] = {}

    def get_allowed_auths(self, username: str) -> str:
        return self._host.methods

    def check_auth_password(self, username: str, password: str) -> int:
        good = "password" in self._host.methods and password == self._host.password
        return int(paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED)

    def check_auth_interactive(self, username: str, submethods: str) -> Any:
        if "keyboard-interactive" not in self._host.methods:
            return int(paramiko.AUTH_FAILED)
        return paramiko.InteractiveQuery("Login", "Prove it", ("Password: ", False), ("Colour? ", True))

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        return int(paramiko.AUTH_SUCCESSFUL if responses == [self._host.password, "blue"] else paramiko.AUTH_FAILED)

    def check_auth_publickey(self, username: str, key: Any) -> int:
        good = not self._host.faults.refuse_auth and "publickey" in self._host.methods and key.asbytes() == self._host.user_key.asbytes()
        return int(paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        if kind == "session":
            return int(paramiko.OPEN_SUCCEEDED)
        path = self._transport.wanted_path
        if kind != "direct-streamlocal@openssh.com" or self._host.faults.no_sockets:
            return int(paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED)
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(path)
        except OSError:
            sock.close()
            return int(paramiko.OPEN_FAILED_CONNECT_FAILED)
        self._host.sockets[(id(self._transport), chanid)] = sock
        return int(paramiko.OPEN_SUCCEEDED)

    def check_channel_pty_request(self, channel: Any, term: bytes, width: int, height: int, *rest: Any) -> bool:
        self._terminals[channel.chanid] = (term.decode() if isinstance(term, bytes) else term, width, height)
        return True

    def check_channel_window_change_request(self, channel: Any, width: int, height: int, *rest: Any) -> bool:
        master = self._masters.get(channel.chanid)
        if master is not None:
            set_size(master, width, height)
        return True

    def check_channel_env_request(self, channel: Any, name: bytes, value: bytes) -> bool:
        return False

    def check_channel_exec_request(self, channel: Any, command: bytes) -> bool:
        terminal = self._terminals.get(channel.chanid)
        threading.Thread(target=self._run, args=(channel, command.decode("utf-8", "replace"), terminal), name="lab-exec", daemon=True).start()
        return True

    def check_channel_shell_request(self, channel: Any) -> bool:
        return False

    def _run(self, channel: Any, command: str, terminal: tuple[str, int, int] | None) -> None:
        host = self._host
        if stand_in.plays(host, command):
            stand_in.play(host, channel, command, lambda early: self._run_process(channel, command, early))
        elif host.faults.crash_next and not host.hub_socket:
            host.faults.crash_next = False
            self._transport.close()
        elif terminal is not None:
            self._run_terminal(channel, command, terminal)
        else:
            self._run_process(channel, command)

    def _run_process(self, channel: Any, command: str, early: bytes = b"") -> None:
        """A command as a real process; `early` was read from the channel before it was known what it is for."""
        host = self._host
        process = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                   env=host.environment, cwd=host.home, start_new_session=True)
        host.processes.append(process)
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        feeder = threading.Thread(target=feed, args=(channel, process.stdin, early), name="lab-stdin", daemon=True)
        errors = threading.Thread(target=pour, args=(process.stderr.fileno(), channel.sendall_stderr), name="lab-stderr", daemon=True)
        feeder.start()
        errors.start()
        pour(process.stdout.fileno(), channel.sendall)
        errors.join()
        status = process.wait()
        finish(channel, status if status >= 0 else 128 - status)
        process.stdout.close()
        process.stderr.close()

    def _run_terminal(self, channel: Any, command: str, terminal: tuple[str, int, int]) -> None:
        host = self._host
        term, width, height = terminal
        pid, master = pty.fork()
        if pid == 0:
            os.chdir(host.home)
            os.execve("/bin/sh", ["/bin/sh", "-c", command], dict(host.environment, TERM=term))
        set_size(master, width, height)
        self._masters[channel.chanid] = master
        threading.Thread(target=feed_terminal, args=(channel, master, pid), name="lab-stdin", daemon=True).start()
        pour(master, channel.sendall)
        _, status = os.waitpid(pid, 0)
        del self._masters[channel.chanid]
        os.close(master)
        finish(channel, os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def serve_connection(host: LabHost, sock: socket.socket) -> None:
    """Serve one client until it leaves."""
    transport = LabTransport(host.line(sock), default_window_size=4 << 20, default_max_packet_size=256 << 10)
    transport.daemon = True
    transport.add_server_key(host.host_key)
    host.connections.append(transport)
    try:
        transport.start_server(server=LabServer(host, transport))
        while transport.is_active():
            channel = transport.accept(1.0)
            forwarded = host.sockets.pop((id(transport), channel.chanid), None) if channel is not None else None
            if forwarded is not None:
                join(channel, forwarded)
    except (paramiko.SSHException, EOFError, OSError):
        pass  # a client that left during the handshake
    finally:
        transport.close()
        if transport in host.connections:
            host.connections.remove(transport)


class Acceptor:
    """One thread that accepts the connections of every host of a lab."""

    def __init__(self, hosts: Sequence[LabHost]) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ, None)
        for host in hosts:
            host.listener.setblocking(False)
            self._selector.register(host.listener, selectors.EVENT_READ, host)
        self._thread = threading.Thread(target=self._loop, name="lab-accept", daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return
                self._accept(key.data)

    def _accept(self, host: LabHost) -> None:
        try:
            sock, _ = host.listener.accept()
        except OSError:
            return  # the client has left again
        if host.faults.unreachable:
            sock.close()
            return
        sock.setblocking(True)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve_connection, args=(host, sock), name=f"lab-{host.name}-connection", daemon=True).start()

    def close(self) -> None:
        self._wake.close()
        self._thread.join()
        self._selector.close()
        self._woken.close()
