"""Bytes between SSH channels and the processes, terminals and sockets of a lab host."""
from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import struct
import termios
import threading
from typing import Any, Callable

from sessions.transports.load_paramiko import paramiko

CHUNK = 1 << 17


def set_size(master: int, width: int, height: int) -> None:
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))


def finish(channel: Any, status: int) -> None:
    try:
        channel.send_exit_status(status)
    except (OSError, EOFError, paramiko.SSHException):
        pass  # the client has left already
    close(channel)


def close(channel: Any) -> None:
    try:
        channel.close()
    except (OSError, EOFError, paramiko.SSHException):
        pass  # the connection was cut


def feed(channel: Any, target: Any, early: bytes = b"") -> None:
    """From the channel to a process, after what was read before."""
    with target:
        try:
            if early:
                target.write(early)
            while True:
                data = channel.recv(CHUNK)
                if not data:
                    return
                target.write(data)
        except (OSError, EOFError, paramiko.SSHException):
            return  # one of the two has ended


def feed_terminal(channel: Any, master: int, pid: int) -> None:
    try:
        while True:
            data = channel.recv(CHUNK)
            if not data:
                os.kill(pid, signal.SIGHUP)
                return
            os.write(master, data)
    except (OSError, EOFError, paramiko.SSHException):
        return


def pour(source: int, send: Callable[[bytes], None]) -> None:
    """From a process to the channel."""
    try:
        while True:
            data = os.read(source, CHUNK)
            if not data:
                return
            send(data)
    except (EOFError, paramiko.SSHException):
        return  # the connection was cut
    except OSError as error:
        if error.errno not in (errno.EIO, errno.EPIPE, errno.EBADF, errno.ECONNRESET, None):  # a terminal's end; a channel that is closed
            raise


def join(channel: Any, sock: socket.socket) -> None:
    """Carry bytes between a channel and a socket, in two threads, until one of them ends."""
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
            pour(sock.fileno(), channel.sendall)
        close(channel)
    for target in (inward, outward):
        threading.Thread(target=target, name="lab-forward", daemon=True).start()
