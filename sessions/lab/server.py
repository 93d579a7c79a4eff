"""An SSH server for one lab host: paramiko's server side, real processes behind it, sockets forwarded, faults on demand."""
from __future__ import annotations

import errno
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable

from sessions.transports.load_paramiko import paramiko

CHUNK = 1 << 17


@dataclass
class Faults:
    """What goes wrong on a lab host, changed at any time. latency: seconds added to every piece of data from the host; refuse_auth: no
    login is accepted; crash_next: the connection dies right after the next command was started; refuse: no connection is accepted;
    no_sockets: the host does not forward to UNIX sockets; drop_after: the connection dies after that many bytes from the host."""

    latency: float = 0.0
    refuse_auth: bool = False
    crash_next: bool = False
    refuse: bool = False
    no_sockets: bool = False
    drop_after: int = 0


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
            _set_size(master, width, height)
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
        if host.faults.crash_next:
            host.faults.crash_next = False
            self._transport.close()
            return
        if terminal is not None:
            self._run_terminal(channel, command, terminal)
            return
        process = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                   env=host.environment, cwd=host.home, start_new_session=True)
        host.processes.append(process)
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        feeder = threading.Thread(target=_feed, args=(channel, process.stdin), name="lab-stdin", daemon=True)
        errors = threading.Thread(target=_pour, args=(process.stderr.fileno(), channel.sendall_stderr, host), name="lab-stderr", daemon=True)
        feeder.start()
        errors.start()
        _pour(process.stdout.fileno(), channel.sendall, host)
        errors.join()
        status = process.wait()
        _finish(channel, status if status >= 0 else 128 - status)
        process.stdout.close()
        process.stderr.close()

    def _run_terminal(self, channel: Any, command: str, terminal: tuple[str, int, int]) -> None:
        host = self._host
        term, width, height = terminal
        pid, master = pty.fork()
        if pid == 0:
            os.chdir(host.home)
            os.execve("/bin/sh", ["/bin/sh", "-c", command], dict(host.environment, TERM=term))
        _set_size(master, width, height)
        self._masters[channel.chanid] = master
        threading.Thread(target=_feed_terminal, args=(channel, master, pid), name="lab-stdin", daemon=True).start()
        _pour(master, channel.sendall, host)
        _, status = os.waitpid(pid, 0)
        del self._masters[channel.chanid]
        os.close(master)
        _finish(channel, os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def _set_size(master: int, width: int, height: int) -> None:
    import fcntl
    import termios
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))


def _finish(channel: Any, status: int) -> None:
    try:
        channel.send_exit_status(status)
    except (OSError, EOFError, paramiko.SSHException):
        pass  # the client has left already
    _close(channel)


def _close(channel: Any) -> None:
    try:
        channel.close()
    except (OSError, EOFError, paramiko.SSHException):
        pass  # the connection was cut


def _feed(channel: Any, target: Any) -> None:
    """From the channel to a process."""
    with target:
        try:
            while True:
                data = channel.recv(CHUNK)
                if not data:
                    return
                target.write(data)
        except (OSError, EOFError, paramiko.SSHException):
            return  # one of the two has ended


def _feed_terminal(channel: Any, master: int, pid: int) -> None:
    try:
        while True:
            data = channel.recv(CHUNK)
            if not data:
                os.kill(pid, signal.SIGHUP)
                return
            os.write(master, data)
    except (OSError, EOFError, paramiko.SSHException):
        return


def _pour(source: int, send: Callable[[bytes], None], host: LabHost) -> None:
    """From a process to the channel."""
    try:
        while True:
            data = os.read(source, CHUNK)
            if not data:
                return
            host.delay(len(data))
            send(data)
    except (EOFError, paramiko.SSHException):
        return  # the connection was cut
    except OSError as error:
        if error.errno not in (errno.EIO, errno.EPIPE, errno.EBADF, errno.ECONNRESET, None):  # a terminal's end; a channel that is closed
            raise


class LabHost:
    """One host: its port, keys, home and faults. `connections` are its live transports; `methods` the ways to log in, with commas."""

    def __init__(self, name: str, home: str, user_key: Any, host_key: Any, environment: dict[str, str]) -> None:
        self.name = name
        self.home = home
        self.user_key = user_key
        self.host_key = host_key
        self.environment = environment
        self.faults = Faults()
        self.methods = "publickey"
        self.password = ""
        self.connections: list[LabTransport] = []
        self.sockets: dict[tuple[int, int], socket.socket] = {}
        self.processes: list[subprocess.Popen[bytes]] = []
        self._sent = 0
        self._closed = False
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, name=f"lab-{name}", daemon=True).start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return  # closed
            if self.faults.refuse or self._closed:
                sock.close()
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(sock,), name=f"lab-{self.name}-connection", daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        transport = LabTransport(sock, default_window_size=4 << 20, default_max_packet_size=256 << 10)
        transport.daemon = True
        transport.add_server_key(self.host_key)
        self.connections.append(transport)
        try:
            transport.start_server(server=LabServer(self, transport))
            while transport.is_active() and not self._closed:
                channel = transport.accept(1.0)
                forwarded = self.sockets.pop((id(transport), channel.chanid), None) if channel is not None else None
                if forwarded is not None:
                    self._forward(channel, forwarded)
        except (paramiko.SSHException, EOFError, OSError):
            pass  # a client that left during the handshake
        finally:
            transport.close()
            if transport in self.connections:
                self.connections.remove(transport)

    def _forward(self, channel: Any, sock: socket.socket) -> None:
        def inward() -> None:
            try:
                while True:
                    data = channel.recv(CHUNK)
                    if not data:
                        break
                    sock.sendall(data)
                sock.shutdown(socket.SHUT_WR)
            except (OSError, EOFError, paramiko.SSHException):
                pass  # one of the two has ended

        def outward() -> None:
            with sock:
                _pour(sock.fileno(), channel.sendall, self)
            _close(channel)
        for target in (inward, outward):
            threading.Thread(target=target, name="lab-forward", daemon=True).start()

    def delay(self, size: int) -> None:
        """Apply latency and drop_after to a piece of data from the host."""
        faults = self.faults
        if faults.latency:
            time.sleep(faults.latency)
        if faults.drop_after:
            self._sent += size
            if self._sent > faults.drop_after:
                faults.drop_after, self._sent = 0, 0
                self.cut()

    def cut(self) -> None:
        """Cut every connection now, without a word."""
        for transport in list(self.connections):
            transport.sock.close()
            transport.close()

    def close(self) -> None:
        self._closed = True
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # not connected: some systems say so
        self._listener.close()
        self.cut()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_port(port: int, seconds: float) -> bool:
    """Whether something listens on a loopback port in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        select.select([], [], [], 0.02)
    return False
