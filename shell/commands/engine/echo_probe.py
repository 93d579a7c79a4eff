"""One ICMP echo: over a raw or datagram socket where the system permits one, else through the `ping` program."""
from __future__ import annotations

import os
import re
import select
import shutil
import socket
import struct
import subprocess
import time
from typing import NamedTuple, Optional

SUCCESS, TIMED_OUT, EXPIRED, TOO_BIG, UNREACHABLE = "Success", "TimedOut", "TtlExpired", "PacketTooBig", "DestinationHostUnreachable"
_IP_MTU_DISCOVER, _PMTU_DO = 10, 2


class Echo(NamedTuple):
    """What became of it: status, the host that answered, milliseconds."""

    status: str
    address: str
    milliseconds: int


class NoProbe(Exception):
    """The system permits no ICMP socket and has no ping program."""


def probe(address: str, size: int = 32, ttl: int = 128, timeout: float = 5.0, whole: bool = False, source: Optional[str] = None) -> Echo:
    """Send one echo request of `size` bytes; `whole`: it may not be taken apart on its way."""
    v6 = ":" in address
    if not v6:
        for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM):
            try:
                sock = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
            except OSError:
                continue
            with sock:
                return _over_socket(sock, kind == socket.SOCK_RAW, address, size, ttl, timeout, whole, source)
    return _over_program(address, size, ttl, timeout, whole, source, v6)


def _checksum(data: bytes) -> int:
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def _over_socket(sock: socket.socket, raw: bool, address: str, size: int, ttl: int, timeout: float, whole: bool, source: Optional[str]) -> Echo:
    number, sequence = os.getpid() & 0xFFFF, time.monotonic_ns() & 0x7FFF
    payload = bytes(i % 23 + 97 for i in range(size))
    head = struct.pack("!BBHHH", 8, 0, 0, number, sequence)
    packet = struct.pack("!BBHHH", 8, 0, _checksum(head + payload), number, sequence) + payload
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
    if whole:
        sock.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _PMTU_DO)
    if source:
        sock.bind((source, 0))
    start = time.monotonic()
    try:
        sock.sendto(packet, (address, 0))
    except OSError as e:
        return Echo(TOO_BIG if e.errno == 90 else UNREACHABLE, address, 0)
    while (left := start + timeout - time.monotonic()) > 0:
        if not select.select([sock], [], [], left)[0]:
            break
        data, peer = sock.recvfrom(65535)
        spent = int((time.monotonic() - start) * 1000)
        body = data[(data[0] & 15) * 4:] if raw else data
        if len(body) < 8:
            continue
        kind, code = body[0], body[1]
        if kind == 0 and body[6:8] == struct.pack("!H", sequence) and (not raw or body[4:6] == struct.pack("!H", number)):
            return Echo(SUCCESS, peer[0], spent)
        if raw and kind in (3, 11) and body[-len(body) + 34:36] == struct.pack("!H", sequence):
            return Echo(EXPIRED if kind == 11 else TOO_BIG if code == 4 else UNREACHABLE, peer[0], spent)
    return Echo(TIMED_OUT, address, 0)


def _over_program(address: str, size: int, ttl: int, timeout: float, whole: bool, source: Optional[str], v6: bool) -> Echo:
    program = shutil.which("ping")
    if program is None:
        raise NoProbe("No ICMP socket is permitted here, and there is no ping program.")
    words = [program, "-n", "-c", "1", "-W", str(max(1, int(timeout))), "-s", str(size), "-t", str(ttl)]
    words += ["-6"] if v6 else []
    words += ["-M", "do"] if whole else []
    words += ["-I", source] if source else []
    try:
        done = subprocess.run([*words, address], capture_output=True, text=True, timeout=timeout + 10, env={**os.environ, "LC_ALL": "C"})
    except subprocess.TimeoutExpired:
        return Echo(TIMED_OUT, address, 0)
    text = done.stdout + done.stderr
    hit = re.search(r"bytes from ([0-9a-fA-F.:]+).*?time=([\d.]+)", text)
    if hit is not None:
        return Echo(SUCCESS, hit.group(1).rstrip(":"), round(float(hit.group(2))))
    hit = re.search(r"From ([0-9a-fA-F.:]+).*?(exceeded|[Uu]nreachable|too long|needed)", text)
    if hit is not None:
        status = EXPIRED if hit.group(2) == "exceeded" else UNREACHABLE if hit.group(2).lower() == "unreachable" else TOO_BIG
        return Echo(status, hit.group(1).rstrip(":"), 0)
    if "too long" in text:
        return Echo(TOO_BIG, address, 0)
    if "permitted" in text:
        raise NoProbe(text.strip())
    return Echo(TIMED_OUT, address, 0)
