"""The lab's commands: hosts inside this process to try sessions on. No network, no root, gone at the end."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.commands.remoting.lab_facts import active_faults, describe_host, fault_text
from shell.objects.psobject import PSCustomObject
from shell.objects.records import ItemNotFoundException
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
ALL = "__AllParameterSets"


class LabCmdlet(Cmdlet):
    """Base of commands about the lab of this shell."""

    default_set = ""

    def lab(self) -> Any:
        """The lab; an error when there is none."""
        lab = self.ctx.sessions.lab
        if lab is None:
            self.fail("There is no lab. Start-Lab starts one.", "NoLab", "InvalidOperation", None, InvalidOperationException)
        return lab

    def hosts(self, names: Value) -> list[Any]:
        """Lab hosts by name patterns; all for None. An error for a name that no host has."""
        from shell.clr.wildcards import WildcardPattern
        from shell.providers.paths import has_wildcard
        every = list(self.lab().hosts.values())
        if names is None:
            return every
        found = []
        for name in map(to_string, names):
            pattern = WildcardPattern(name)
            matching = [h for h in every if pattern.matches(h.name)]
            if not matching and not has_wildcard(name):
                self.error(f"The lab has no host '{name}'. It has {every[0].name} to {every[-1].name}.", "LabHostNotFound", "ObjectNotFound", name, ItemNotFoundException)
            found += [h for h in matching if h not in found]
        return found


class StartLab(LabCmdlet):
    name = "Start-Lab"
    synopsis = "Starts hosts Server01, Server02 ... inside this process: real shells on loopback, each with a home, logs, services and a drive C:."
    description = ("The hosts are web servers, databases and directory servers in turn. The same seed gives the same files, names and chances. A lab that is there "
                   "already is kept when it has enough hosts and the same seed, else it is replaced.")
    examples = (("Three hosts", "Start-Lab"), ("Twelve hosts, always the same", "Start-Lab -Hosts 12 -Seed 7"))
    extra = (Param("Hosts", "int", sets={ALL: {"position": 0}}, validate=("range:1..250",), help="How many; 3 if not said."),
             Param("Seed", "int", help="What the hosts' files and the chances of faults come from; 1 if not said."))
    Hosts: int = 3
    Seed: int = 1

    def process(self) -> None:
        if self.ctx.host.is_remote:
            self.fail("A lab can be started in your own shell only, not in a session.", "LabInSession", "InvalidOperation", None, InvalidOperationException)
        lab = self.ctx.sessions.start_lab(int(self.Hosts), int(self.Seed))
        self.write_all(describe_host(host) for host in lab.hosts.values())


class GetLab(LabCmdlet):
    name = "Get-Lab"
    synopsis = "Lists the hosts of the lab: role, faults, sessions, home folder."
    examples = (("The hosts", "Get-Lab"), ("One host's files from outside", "Get-ChildItem (Get-Lab Server02).Home"))
    extra = (Param("Name", "System.String[]", aliases=("Host", "ComputerName"), sets={ALL: {"position": 0}}, help="Host names or patterns."),)
    Name: Value = None

    def process(self) -> None:
        if self.ctx.sessions.lab is None and self.Name is None:
            return
        self.write_all(describe_host(host) for host in self.hosts(self.Name))


class StopLab(LabCmdlet):
    name = "Stop-Lab"
    synopsis = "Ends the lab's hosts, the sessions to them, and removes their homes."
    examples = (("The end", "Stop-Lab"),)

    def process(self) -> None:
        self.ctx.sessions.stop_lab()


class ResetLab(LabCmdlet):
    name = "Reset-Lab"
    synopsis = "Puts the lab back to its start: files of the seed, no faults, no sessions. Takes less than a second."
    examples = (("Everything as it was", "Reset-Lab"),)

    def process(self) -> None:
        self.lab()
        self.ctx.sessions.reset_lab()


class GetLabFault(LabCmdlet):
    name = "Get-LabFault"
    synopsis = "Lists what is wrong on the lab's hosts on purpose."
    examples = (("Everything", "Get-LabFault"), ("One host", "Get-LabFault Server02"))
    extra = (Param("Host", "System.String[]", aliases=("Name", "ComputerName"), sets={ALL: {"position": 0}}, help="Host names or patterns; all if not said."),)
    Host: Value = None

    def process(self) -> None:
        for host in self.hosts(self.Host):
            for fault, value in active_faults(host):
                self.write(PSCustomObject({"Host": host.name, "Fault": fault, "Value": fault_text(value)}, ["PSSession.LabFault", "System.Object"]))


class SaveLabSnapshot(LabCmdlet):
    name = "Save-LabSnapshot"
    synopsis = "Keeps the lab's files, faults and host keys under a name."
    examples = (("Before an experiment", "Save-LabSnapshot before"),)
    extra = (Param("Name", "string", sets={ALL: {"position": 0}}, help="Snapshot1, Snapshot2 ... if not said."),)
    Name: Optional[str] = None

    def process(self) -> None:
        self.write(_describe_snapshot(self.lab().snapshot(to_string(self.Name or ""))))


class GetLabSnapshot(LabCmdlet):
    name = "Get-LabSnapshot"
    synopsis = "Lists the lab's snapshots."
    examples = (("All", "Get-LabSnapshot"),)

    def process(self) -> None:
        self.write_all(map(_describe_snapshot, self.lab().snapshots.values()))


class RestoreLabSnapshot(LabCmdlet):
    name = "Restore-LabSnapshot"
    synopsis = "Goes back to a snapshot of the lab: files, faults, keys. Sessions on the hosts live on."
    examples = (("After the experiment", "Restore-LabSnapshot before"),)
    extra = (Param("Name", "string", sets={ALL: {"position": 0, "mandatory": True, "pipeline_by_name": True}}, help="The snapshot's name."),)
    Name: Optional[str] = None

    def process(self) -> None:
        lab = self.lab()
        found = lab.snapshots.get(to_string(self.Name).lower())
        if found is None:
            known = ", ".join(s.name for s in lab.snapshots.values()) or "none"
            self.fail(f"There is no snapshot '{self.Name}'. Snapshots: {known}.", "SnapshotNotFound", "ObjectNotFound", self.Name, ArgumentException)
        lab.restore(found)


def _describe_snapshot(snapshot: Any) -> Value:
    from shell.clr.times import from_unix_seconds
    return PSCustomObject({"Name": snapshot.name, "Time": from_unix_seconds(snapshot.moment), "Hosts": len(snapshot.hosts)}, ["PSSession.LabSnapshot", "System.Object"])
