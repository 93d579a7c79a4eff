"""SSH by paramiko: one authenticated connection to a host (SshLink), and streams over it.

What differs from paramiko's own defaults, and why (figures in shared/design): our socket has NODELAY and keep-alive (channel opens are 70 times
faster), GCM ciphers come first, window 4 MiB with 256 KiB packets, the transport thread wakes once a second instead of ten times.
"""
from __future__ import annotations

import random
import select
import socket
import subprocess
import threading
import time
from typing import Any, Callable

from sessions.errors import ConnectError, ConnectTimeout, NameResolutionError, SessionError
from sessions.transports.base import NotListening, Prompter, RelayNeeded, Transport
from sessions.transports.endpoint import Endpoint
from sessions.transports.known_hosts import KnownHosts, name_on_file
from sessions.transports.load_paramiko import paramiko
from sessions.transports.ssh_auth import Authentication, check_host_key

WINDOW = 4 << 20
PACKET = 256 << 10
READ = 8 << 20
NOISE = 1 << 16
SMALL = 4096
HEAD = 64
HANDSHAKES = 8
HANDSHAKE_TRIES = 4
CHANNEL_TIMEOUT = 30.0
LINK_ALIVE_SECONDS = 10.0
_FAST_CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com")
_DIRECT = threading.BoundedSemaphore(HANDSHAKES)


class QuietTransport(paramiko.Transport):  # type: ignore[misc]
    """paramiko's Transport with fewer wake-ups and faster ciphers first."""

    _active_check_timeout = 1.0
    _preferred_ciphers = _FAST_CIPHERS + tuple(name for name in paramiko.Transport._preferred_ciphers if name not in _FAST_CIPHERS)

    def open_local(self, path: str) -> Any:
        """A channel to a UNIX socket on the host (direct-streamlocal@openssh.com)."""
        message = paramiko.Message()
        with self.lock:
            number = self._next_channel()
            message.add_byte(bytes([90]))  # SSH_MSG_CHANNEL_OPEN
            message.add_string("direct-streamlocal@openssh.com")
            message.add_int(number)
            message.add_int(self.default_window_size)
            message.add_int(self.default_max_packet_size)
            message.add_string(path)
            message.add_string("")
            message.add_int(0)
            channel = paramiko.Channel(number)
            self._channels.put(number, channel)
            self.channel_events[number] = event = threading.Event()
            self.channels_seen[number] = True
            channel._set_transport(self)
            channel._set_window(self.default_window_size, self.default_max_packet_size)
        self._send_user_message(message)
        deadline = time.monotonic() + CHANNEL_TIMEOUT
        while not event.wait(0.2):
            if not self.is_active():
                raise ConnectionResetError("the SSH connection is gone")
            if time.monotonic() > deadline:
                raise TimeoutError("the host did not answer a channel request")
        opened = self._channels.get(number)
        if opened is not None:
            return opened
        raise self.get_exception() or ConnectionResetError("the SSH connection is gone")


def cut_socket(transport: Any) -> None:
    """End a connection from below: its thread and everybody who waits on it wake up."""
    try:
        transport.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):  # closed already; a jump host's channel closes by itself
        transport.sock.close()


def _has_room(stream: Any) -> bool:
    """Whether a small write would be taken at once, by this channel and by what carries it (a channel of a jump host, or a socket)."""
    while isinstance(stream, paramiko.Channel):
        transport = stream.get_transport()
        if stream.closed or stream.out_window_size < SMALL or not transport.clear_to_send.is_set():
            return False
        stream = transport.sock
    return bool(select.select([], [stream], [], 0)[1])


class ChannelTransport:
    """A channel as a Transport."""

    def __init__(self, channel: Any, link: SshLink) -> None:
        self._channel = channel
        self._link = link
        self._noise = bytearray()

    def read(self, timeout: float | None = None) -> bytes:
        self._channel.settimeout(timeout)
        try:
            data: bytes = self._channel.recv(READ)
        except socket.timeout as error:
            raise TimeoutError(f"nothing arrived in {timeout:g} s") from error
        except (EOFError, paramiko.SSHException) as error:
            raise ConnectionResetError(f"the SSH connection is gone: {error}") from error
        self._link.heard = time.monotonic()
        self._drain()
        return data

    def _drain(self) -> None:
        while self._channel.recv_stderr_ready():
            self._noise += self._channel.recv_stderr(1 << 15)
            del self._noise[:-NOISE]

    def write(self, data: bytes) -> None:
        channel = self._channel
        room = max(1, channel.out_max_packet_size - HEAD)  # what one packet holds: sendall would copy all the rest for each of them
        try:
            for start in range(0, len(data), room):
                piece = data[start:start + room]
                sent = channel.send(piece)
                if sent < len(piece):
                    channel.sendall(piece[sent:])
        except (paramiko.SSHException, EOFError) as error:
            raise ConnectionResetError(f"the SSH connection is gone: {error}") from error

    def has_room(self) -> bool:
        return _has_room(self._channel)

    def close(self) -> None:
        try:
            self._channel.close()
        except (paramiko.SSHException, EOFError, OSError):
            pass  # the connection is gone already

    def abort(self) -> None:
        if time.monotonic() - self._link.heard < LINK_ALIVE_SECONDS:
            self.close()  # others are heard over the same connection: only the far end of this stream is silent
        else:
            cut_socket(self._channel.transport)

    def resize(self, columns: int, rows: int) -> None:
        """Tell the host that the terminal has another size."""
        self._channel.resize_pty(columns, rows)

    @property
    def exit_status(self) -> int:
        """Exit code of a command that has ended."""
        status: int = self._channel.recv_exit_status()
        return status

    def noise(self) -> str:
        self._drain()
        return self._noise.decode("utf-8", "replace")


class SshLink:
    """One authenticated connection. `via` are the links of the jump hosts, closed with it; `on_close` is called when it is closed, once."""

    def __init__(self, name: str, transport: Any, via: tuple[SshLink, ...] = (), on_close: Callable[[], None] | None = None) -> None:
        self.name = name
        self.transport = transport
        self.heard = time.monotonic()
        self.gate = threading.BoundedSemaphore(HANDSHAKES)  # for handshakes through this host
        self._via = via
        self._on_close = on_close

    @property
    def alive(self) -> bool:
        return bool(self.transport.is_active())

    def execute(self, command: str, terminal: tuple[str, int, int] | None = None) -> ChannelTransport:
        try:
            channel = self.transport.open_session(timeout=CHANNEL_TIMEOUT)
            if terminal is not None:
                channel.get_pty(*terminal)
            channel.exec_command(command)
        except (paramiko.SSHException, EOFError) as error:
            raise ConnectionResetError(f"the host refused a channel: {error}") from error
        return ChannelTransport(channel, self)

    def socket(self, path: str) -> ChannelTransport:
        try:
            return ChannelTransport(self.transport.open_local(path), self)
        except paramiko.ChannelException as error:
            if error.code == 2:  # connect failed: sshd tried, nobody listens
                raise NotListening(f"{path}: nobody listens") from error
            raise RelayNeeded(str(error)) from error
        except (paramiko.SSHException, EOFError) as error:
            raise ConnectionResetError(f"the SSH connection is gone: {error}") from error

    def forward(self, host: str, port: int) -> Any:
        """A TCP connection made by this host (for the next hop)."""
        return self.transport.open_channel("direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=CHANNEL_TIMEOUT)

    def sftp(self) -> Any:
        """paramiko's SFTP client over this connection."""
        return paramiko.SFTPClient.from_transport(self.transport)

    def close(self) -> None:
        self.transport.close()
        for link in reversed(self._via):
            link.close()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()


def open_through(endpoint: Endpoint, prompter: Prompter, jump: SshLink, on_close: Callable[[], None]) -> SshLink:
    """Connect and log in through a jump host to which there is a link already; that link is its owner's."""
    link = _open_one(endpoint, jump, prompter)
    link._on_close = on_close
    return link


def open_link(endpoint: Endpoint, prompter: Prompter) -> SshLink:
    """Connect and log in, by way of jump hosts of its own. At most 8 handshakes at once; refused ones are tried again."""
    via: list[SshLink] = []
    try:
        for hop in (*endpoint.jumps, endpoint):
            previous = via[-1] if via else None
            via.append(_open_one(hop, previous, prompter))
    except BaseException:
        for link in reversed(via):
            link.close()
        raise
    last = via.pop()
    return SshLink(endpoint.alias, last.transport, tuple(via))


def _open_one(endpoint: Endpoint, previous: SshLink | None, prompter: Prompter) -> SshLink:
    began = time.monotonic()
    for turn in range(HANDSHAKE_TRIES):
        with previous.gate if previous is not None else _DIRECT:
            sock = _connect(endpoint, previous)
            try:
                return SshLink(endpoint.alias, _handshake(endpoint, sock, prompter))
            except _Dropped as error:  # sshd drops connections beyond MaxStartups before its banner
                if endpoint.timeout is not None and time.monotonic() - began >= endpoint.timeout:
                    raise ConnectTimeout("the host did not finish the SSH handshake in time", endpoint.alias) from error
                if turn + 1 == HANDSHAKE_TRIES:
                    raise ConnectError(f"the host closed the connection during the handshake ({error})", endpoint.alias,
                                       f"kex_exchange_identification: {error}") from error
        time.sleep(random.uniform(0.1, 0.4) * 2 ** turn)
    raise AssertionError("not reached")


class _Dropped(Exception):
    """The host closed the connection before the key exchange was over."""


def _connect(endpoint: Endpoint, previous: SshLink | None) -> Any:
    place = f"connect to host {endpoint.host} port {endpoint.port}"
    if previous is not None:
        try:
            return previous.forward(endpoint.host, endpoint.port)
        except (paramiko.SSHException, EOFError, OSError) as error:
            raise ConnectError(f"{place} by way of {previous.name}: {error}", endpoint.alias, f"ssh: {place}: {error}") from error
    if endpoint.proxy_command:
        return _proxy_socket(endpoint)
    if endpoint.timeout is not None and endpoint.timeout <= 0:
        raise ConnectTimeout(f"{place}: Connection timed out", endpoint.alias, f"ssh: {place}: Connection timed out")
    try:
        sock = socket.create_connection((endpoint.host, endpoint.port), endpoint.timeout)
    except socket.gaierror as error:
        reason = f"Could not resolve hostname {endpoint.host}: {error.strerror}"
        raise NameResolutionError(reason, endpoint.alias, f"ssh: {reason}") from error
    except (socket.timeout, TimeoutError) as error:
        raise ConnectTimeout(f"{place}: Connection timed out", endpoint.alias, f"ssh: {place}: Connection timed out") from error
    except OSError as error:
        raise ConnectError(f"{place}: {error.strerror or error}", endpoint.alias, f"ssh: {place}: {error.strerror or error}") from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 20_000)
    return sock


def _proxy_socket(endpoint: Endpoint) -> socket.socket:
    """A ProxyCommand as a socket: its standard input and output are one end of a pair."""
    tokens = {"%%": "%", "%h": endpoint.host, "%p": str(endpoint.port), "%r": endpoint.user, "%n": endpoint.alias}
    command = endpoint.proxy_command
    for token, text in tokens.items():
        command = command.replace(token, text)
    ours, theirs = socket.socketpair()
    with theirs:
        subprocess.Popen(["/bin/sh", "-c", "exec " + command], stdin=theirs.fileno(), stdout=theirs.fileno(), start_new_session=True)
    return ours


def _handshake(endpoint: Endpoint, sock: Any, prompter: Prompter) -> Any:
    transport = QuietTransport(sock, default_window_size=WINDOW, default_max_packet_size=PACKET)
    transport.daemon = True
    timeout = endpoint.timeout or 30.0
    transport.banner_timeout = transport.auth_timeout = timeout
    try:
        known = KnownHosts(endpoint.known_hosts, endpoint.host_keys)
        _prefer_known_keys(transport, known.key_types(endpoint.host_key_alias or name_on_file(endpoint.host, endpoint.port)))
        try:
            transport.start_client(timeout=timeout)
        except (paramiko.SSHException, EOFError, OSError) as error:
            raise _start_error(endpoint, error) from error
        if not transport.initial_kex_done:  # start_client returns when its time is up, without a word
            raise ConnectTimeout("the host did not finish the SSH handshake in time", endpoint.alias)
        check_host_key(transport, endpoint, known, prompter)
        _log_in(transport, endpoint, prompter)
    except BaseException:
        transport.close()
        raise
    if endpoint.alive_interval:
        transport.set_keepalive(endpoint.alive_interval)
    return transport


def _log_in(transport: Any, endpoint: Endpoint, prompter: Prompter) -> None:
    try:
        Authentication(transport, endpoint, prompter).run()
    except (EOFError, OSError) as error:  # cut while logging in; paramiko lets both through
        text = str(error) or "the connection was closed"
        raise ConnectError(f"the host closed the connection while logging in ({text})", endpoint.alias, f"Connection closed by {endpoint.host} port {endpoint.port}") from error


def _start_error(endpoint: Endpoint, error: Exception) -> Exception:
    text = str(error) or type(error).__name__
    if isinstance(error, paramiko.IncompatiblePeer):
        hint = " (ssh-rsa, DSA, SHA-1 key exchange and GSSAPI are not supported)"
        return ConnectError(f"no common algorithms with the host: {text}{hint}", endpoint.alias)
    if "Timeout" in text or isinstance(error, socket.timeout):
        return ConnectTimeout("the host did not finish the SSH handshake in time", endpoint.alias)
    return _Dropped(text)


def _prefer_known_keys(transport: Any, types: list[str]) -> None:
    """Ask for a key of a kind that known_hosts has, first."""
    algorithms: list[str] = []
    for kind in types:
        algorithms += ["rsa-sha2-512", "rsa-sha2-256"] if kind == "ssh-rsa" else [kind]
    offered = transport._preferred_keys
    first = tuple(name for name in algorithms if name in offered)
    transport._preferred_keys = first + tuple(name for name in offered if name not in first)


__all__ = ["ChannelTransport", "SessionError", "SshLink", "Transport", "open_link"]
