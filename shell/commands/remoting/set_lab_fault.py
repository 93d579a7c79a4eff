"""Set-LabFault: break a lab host on purpose, and mend it."""
from __future__ import annotations

import time
from typing import Any, Callable, Optional

from shell.clr.exceptions import ArgumentException
from shell.commands.remoting.lab import ALL, LabCmdlet
from shell.commands.remoting.lab_facts import seconds, share
from shell.objects.text import to_string
from shell.runtime.cmdlet import Param

Value = Any


class SetLabFault(LabCmdlet):
    name = "Set-LabFault"
    synopsis = "Makes something go wrong on lab hosts: slow or lossy network, cuts, refused logins, a full disk, a crash, another host key, a wrong clock."
    description = ("Times are written 200ms, 10s, 5m; shares 5%. Faults add up; -Clear takes all of them away. A switch is taken back with :$false, a time with 0. "
                   "Chance comes from the lab's seed. Latency, jitter and loss hold for what the host sends; a full disk holds for the host's home and the "
                   "commands of the shell there, not for other programs.")
    examples = (("A slow line", "Set-LabFault -Host Server02 -Latency 200ms -Jitter 50ms"), ("A lossy one", "Set-LabFault Server02 -Drop 5%"),
                ("The network goes away for ten seconds", "Set-LabFault Server02 -Cut 10s"), ("All is well again", "Set-LabFault * -Clear"))
    extra = (Param("Host", "System.String[]", aliases=("Name", "ComputerName"), sets={ALL: {"position": 0, "mandatory": True, "pipeline_by_name": True}},
                   help="Host names or patterns."),
             Param("Latency", "string", help="What every answer of the host is late by."), Param("Jitter", "string", help="How much the latency varies, either way."),
             Param("Drop", "string", help="The share of the host's packets that is lost and sent again."),
             Param("Cut", "string", help="Cut every connection and take no new one for this time; 0s: cut once."),
             Param("Stall", "string", help="Nothing arrives for this time; connections stay."), Param("Down", "switch", help="The host takes no connections."),
             Param("AuthFail", "switch", help="No login is accepted."), Param("NoSockets", "switch", help="The SSH server does not forward to sockets."),
             Param("DiskFull", "switch", help="Nothing can be written to the host's files."),
             Param("CrashNext", "switch", help="The host's sessions die in their next command, before it has written anything."),
             Param("HostKeyChange", "switch", help="The host shows another key than the one known."),
             Param("ClockSkew", "string", help="What the host's clock is wrong by."), Param("Clear", "switch", help="Take every fault away first."))
    Host: Value = None
    Latency: Optional[str] = None
    Jitter: Optional[str] = None
    Drop: Optional[str] = None
    Cut: Optional[str] = None
    Stall: Optional[str] = None
    Down: bool = False
    AuthFail: bool = False
    NoSockets: bool = False
    DiskFull: bool = False
    CrashNext: bool = False
    HostKeyChange: bool = False
    ClockSkew: Optional[str] = None
    Clear: bool = False

    def process(self) -> None:
        lab = self.lab()
        values = {name: self._read(name, reader) for name, reader in (("Latency", seconds), ("Jitter", seconds), ("Drop", share), ("Cut", seconds),
                                                                      ("Stall", seconds), ("ClockSkew", seconds)) if self.has(name)}
        for host in self.hosts(self.Host):
            if self.Clear:
                clear(lab, host)
            self._network(host, values)
            self._host(lab, host, values)
            if "Cut" in values or self.flag("Down") or self.has("HostKeyChange"):
                self.ctx.sessions.drop_links([host.name])

    def _read(self, name: str, reader: Callable[[str], float]) -> float:
        try:
            return reader(to_string(getattr(self, name)))
        except ValueError as e:
            self.fail(f"-{name}: {e}", "BadFaultValue", "InvalidArgument", getattr(self, name), ArgumentException)

    def _network(self, host: Any, values: dict[str, float]) -> None:
        faults = host.faults
        for name in ("Latency", "Jitter", "Drop"):
            if name in values:
                setattr(faults, name.lower(), values[name])
        for name, attribute in (("Down", "refuse"), ("AuthFail", "refuse_auth"), ("NoSockets", "no_sockets")):
            if self.has(name):
                setattr(faults, attribute, self.flag(name))
        if self.flag("Down"):
            host.cut()
        if "Stall" in values:
            faults.stall_until = time.monotonic() + values["Stall"]
        if "Cut" in values:
            host.cut(values["Cut"])

    def _host(self, lab: Any, host: Any, values: dict[str, float]) -> None:
        """What goes wrong on the host itself, and its key."""
        faults = host.faults
        if self.has("HostKeyChange"):
            if self.flag("HostKeyChange"):
                lab.change_host_key(host.name)
            else:
                lab.restore_host_key(host.name)
            host.cut()
        if not (self.Clear or self.has("DiskFull") or self.has("CrashNext") or "ClockSkew" in values):
            return
        faults.crash_next = self.flag("CrashNext") if self.has("CrashNext") else bool(faults.crash_next and host.told("crash_next"))
        if self.has("DiskFull"):
            faults.disk_full = self.flag("DiskFull")
        if "ClockSkew" in values:
            faults.clock_skew = values["ClockSkew"]
        host.apply()


def clear(lab: Any, host: Any) -> None:
    """Take every fault of a host away."""
    changed = host.faults.key_changed
    host.faults.assign(type(host.faults)())
    if changed:
        lab.restore_host_key(host.name)
        host.cut()
    host.apply()
