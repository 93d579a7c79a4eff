"""Test-Connection: echoes, ports, the way and the size of packets to a host."""
from __future__ import annotations

import socket
import time
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, define_exception
from shell.commands.engine.echo_probe import EXPIRED, SUCCESS, TIMED_OUT, TOO_BIG, Echo, NoProbe, probe
from shell.objects.psobject import PSCustomObject
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.flow import PipelineStopped

Value = Any
_C = "Microsoft.PowerShell.Commands.TestConnectionCommand+"
PingException = define_exception("System.Net.NetworkInformation.PingException", InvalidOperationException)


class TestConnection(Cmdlet):
    name = "Test-Connection"
    net_class = "Microsoft.PowerShell.Commands.TestConnectionCommand"
    synopsis = "Asks a host for an echo, tries one of its ports, or shows the way to it."
    examples = (("Four echoes", "Test-Connection server01"), ("Is a port open?", "Test-Connection server01 -TcpPort 22"),
                ("The way there", "Test-Connection server01 -Traceroute"), ("Only yes or no", "Test-Connection server01 -Count 1 -Quiet"))

    TargetName: Optional[list[str]] = None
    Ping: bool = False
    Count: int = 4
    Delay: int = 1
    Repeat: bool = False
    BufferSize: int = 32
    DontFragment: bool = False
    MaxHops: int = 128
    IPv4: bool = False
    IPv6: bool = False
    ResolveDestination: bool = False
    Source: Optional[str] = None
    TimeoutSeconds: int = 5
    TcpPort: int = 0
    Detailed: bool = False
    Traceroute: bool = False
    MtuSize: bool = False
    Quiet: bool = False

    def process(self) -> None:
        way = self._trace if self.Traceroute else self._mtu if self.MtuSize else self._port if self.has("TcpPort") else self._ping  # -Ping is the rule
        for target in self.TargetName or ():
            name = to_string(target)
            address = self._address(name)
            if address is None:
                continue
            shown = self._name_of(address) if self.ResolveDestination else name
            try:
                way(shown, address)
            except NoProbe as e:
                self._failed(name, str(e))

    def _failed(self, name: str, reason: str) -> None:
        if self.Quiet:
            self.write(False)
            return
        self.error(f"Testing connection to computer '{name}' failed: {reason}", "TestConnectionException", "ResourceUnavailable", name, PingException)

    def _address(self, name: str) -> Optional[str]:
        family = socket.AF_INET6 if self.IPv6 else socket.AF_INET if self.IPv4 else socket.AF_UNSPEC
        try:
            found = socket.getaddrinfo(name, None, family, socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            self._failed(name, "Cannot resolve the target name.")
            return None
        found.sort(key=lambda f: f[0] != socket.AF_INET)
        return str(found[0][4][0])

    def _name_of(self, address: str) -> str:
        try:
            return socket.gethostbyaddr(address)[0]
        except OSError:
            return address

    def _echo(self, address: str, size: Optional[int] = None, ttl: Optional[int] = None, whole: Optional[bool] = None) -> Echo:
        return probe(address, self.BufferSize if size is None else size, self.MaxHops if ttl is None else ttl, float(self.TimeoutSeconds),
                     self.DontFragment if whole is None else whole, self.Source)

    def _pause(self) -> None:
        end = time.monotonic() + self.Delay
        while (left := end - time.monotonic()) > 0:
            if self.stopping or self.ctx.stop_requested:
                raise PipelineStopped
            time.sleep(min(left, 0.1))

    # ---- the ways

    def _ping(self, name: str, address: str) -> None:
        good, turn = True, 0
        while self.Repeat or turn < self.Count:
            turn += 1
            echo = self._echo(address)
            good = good and echo.status == SUCCESS
            if not self.Quiet:
                self.write(_bag("PingStatus", Ping=turn, Source=socket.gethostname(), Destination=name, Address=_ip(address),
                                DisplayAddress=echo.address if echo.status == SUCCESS else "", Latency=echo.milliseconds, Status=echo.status,
                                BufferSize=self.BufferSize if echo.status == SUCCESS else 0, Reply=None))
            if self.Repeat or turn < self.Count:
                self._pause()
        if self.Quiet:
            self.write(good)

    def _port(self, name: str, address: str) -> None:
        turn, most = 0, self.Count if self.has("Count") else 1
        while self.Repeat or turn < most:
            turn += 1
            start = time.monotonic()
            status = "Success"
            try:
                socket.create_connection((address, self.TcpPort), float(self.TimeoutSeconds), (self.Source, 0) if self.Source else None).close()
            except OSError as e:
                status = "TimedOut" if isinstance(e, socket.timeout) else _SOCKET_ERRORS.get(e.errno or 0, "SocketError")
            spent = int((time.monotonic() - start) * 1000)
            if self.Detailed and not self.Quiet:
                self.write(_bag("TcpPortStatus", Id=turn, Source=socket.gethostname(), Target=name, TargetAddress=_ip(address), Port=self.TcpPort,
                                Latency=spent if status == "Success" else 0, Connected=status == "Success", Status=status))
            else:
                self.write(status == "Success")
            if self.Repeat or turn < most:
                self._pause()

    def _trace(self, name: str, address: str) -> None:
        reached = False
        for hop in range(1, min(self.MaxHops, 128) + 1):
            for ping in (1, 2, 3):
                echo = self._echo(address, 32, hop)
                known = echo.status in (SUCCESS, EXPIRED)
                if not self.Quiet:
                    self.write(_bag("TraceStatus", Hop=hop, Hostname=self._name_of(echo.address) if known and self.ResolveDestination else echo.address if known else "",
                                    Ping=ping, Latency=echo.milliseconds, Status=echo.status, Source=socket.gethostname(), Target=name,
                                    TargetAddress=_ip(address), HopAddress=_ip(echo.address) if known else None, Reply=None))
                reached = reached or echo.status == SUCCESS
            if reached:
                break
        if self.Quiet:
            self.write(reached)

    def _mtu(self, name: str, address: str) -> None:
        """The biggest packet that passes whole, found by halving; headers take 28 bytes."""
        low, high, last = 0, 9973, None
        while low < high:
            middle = (low + high + 1) // 2
            echo = self._echo(address, middle, 128, True)
            if echo.status == SUCCESS:
                low, last = middle, echo
            elif echo.status in (TOO_BIG, TIMED_OUT):
                high = middle - 1
            else:
                self._failed(name, echo.status)
                return
        if last is None:
            self._failed(name, TIMED_OUT)
        elif self.Quiet:
            self.write(low + 28)
        else:
            self.write(_bag("PingMtuStatus", Source=socket.gethostname(), Destination=name, DisplayAddress=last.address, Latency=last.milliseconds,
                            Status=last.status, MtuSize=low + 28))


_SOCKET_ERRORS = {111: "ConnectionRefused", 113: "HostUnreachable", 101: "NetworkUnreachable", 110: "TimedOut"}


def _bag(kind: str, **fields: Value) -> PSCustomObject:
    return PSCustomObject(fields, [_C + kind, "System.Object"])


def _ip(address: str) -> Value:
    from shell.objects.conversion import convert, require
    return convert(address, require("System.Net.IPAddress"))
