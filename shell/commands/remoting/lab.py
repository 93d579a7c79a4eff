"""Start-, Get- and Stop-Lab: hosts inside this process to try sessions on. No network, no root, gone at the end."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import InvalidOperationException
from shell.objects.psobject import PSCustomObject
from shell.remoting.shell_sessions import ShellSessions
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any


def describe_hosts(sessions: ShellSessions) -> list[Value]:
    """One object a lab host."""
    return [] if sessions.lab is None else [
        PSCustomObject({"Name": h.name, "Port": h.port, "Home": h.home}, ["PSSession.LabHost", "System.Object"]) for h in sessions.lab.hosts.values()]


class StartLab(Cmdlet):
    name = "Start-Lab"
    default_set = ""
    synopsis = "Starts hosts Server01, Server02 ... inside this process: real shells on loopback, each with a home, logs and a drive C:."
    examples = (("Three hosts", "Start-Lab"), ("Five", "Start-Lab -Hosts 5"))
    extra = (Param("Hosts", "int", sets={"__AllParameterSets": {"position": 0}}, validate=("range:1..99",), help="How many; 3 if not said."),)
    Hosts: int = 3

    def process(self) -> None:
        if self.ctx.host.is_remote:
            self.fail("A lab can be started in your own shell only, not in a session.", "LabInSession", "InvalidOperation", None, InvalidOperationException)
        sessions = self.ctx.sessions
        sessions.start_lab(int(self.Hosts))
        self.write_all(describe_hosts(sessions))


class GetLab(Cmdlet):
    name = "Get-Lab"
    default_set = ""
    synopsis = "Lists the hosts of the lab."
    examples = (("The hosts", "Get-Lab"),)

    def process(self) -> None:
        self.write_all(describe_hosts(self.ctx.sessions))


class StopLab(Cmdlet):
    name = "Stop-Lab"
    default_set = ""
    synopsis = "Ends the lab's hosts, the sessions to them, and removes their homes."
    examples = (("The end", "Stop-Lab"),)

    def process(self) -> None:
        self.ctx.sessions.stop_lab()
