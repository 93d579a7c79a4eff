"""Enter- and Exit-PSSession: lines typed from now on run in the session. What follows on the same line, or in a script, still runs here."""
from __future__ import annotations

from typing import Any

from sessions.errors import SessionError
from sessions.session_states import Availability, RunspaceState
from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.commands.remoting.safety import confirm_hosts
from shell.commands.remoting.targets import SessionFinder, _listed
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.remoting.entered import Entered
from shell.remoting.ps_session import PSSession
from shell.remoting.remote_errors import DataStructureException, TransportException
from shell.runtime.cmdlet import Cmdlet

Value = Any


class EnterPSSession(SessionFinder):
    name = "Enter-PSSession"
    synopsis = "Makes a session the one in which typed lines run."
    examples = (("A session made for this only", "Enter-PSSession -HostName web01"), ("An existing one", "Enter-PSSession -Session $s"))

    def process(self) -> None:
        if self.Session is None and self.Id is None and self.Name is None and self.InstanceId is None:
            target = self._temporary()
        else:
            found = self.chosen()
            if not found:
                return
            target = found[0]
        if target is not None and self._enterable(target):
            confirm_hosts(self, [target.computer_name])
            self.ctx.entered = Entered(self.ctx, target, self._label(target))

    def chosen(self) -> list[PSSession]:
        found = super().chosen()
        if self.Name is not None and len(found) > 1:
            text = f"Multiple matches found for name {to_string(_listed(self.Name)[0])}."
            for _ in range(2):  # as recorded: told twice
                self.error(text, "RemoteRunspaceHasMultipleMatchesForSpecifiedName", "InvalidArgument", self.Name, ArgumentException)
            return []
        if self.Name is not None and not found and "*" in to_string(self.Name):
            self.missing(f"The remote session with the name {to_string(self.Name)}  is not available.", "Name", self.Name)
        return found

    def missing(self, text: str, what: str, target: Value) -> None:
        for _ in range(2):  # as recorded: told twice
            super().missing(text, what, target)

    def _temporary(self) -> Any:
        spec, = self.named_hosts()
        early = self.refused_early(spec)
        try:
            if early is None:
                return self.sessions.open_temporary(spec, self.session_options())
        except SessionError as e:
            text = self.describe_failure(spec, e)
        else:
            text = early[1]
            if early[0]:
                self.ctx.host.write_line(early[0])
        exception = TransportException if self.ComputerName is not None else DataStructureException
        error_id = "CreateRemoteRunspaceFailed" if self.ComputerName is not None else "System.Management.Automation.Remoting.PSRemotingDataStructureException"
        if "SSH" not in text:
            text = f"[{spec.computer_name}] {text}"
        self.fail(text, error_id, "InvalidArgument", spec.name, exception)

    def _enterable(self, target: PSSession) -> bool:
        session = target.session
        if session.state is RunspaceState.Disconnected:
            try:
                session.connect()
            except SessionError as e:
                self.fail(f"[{session.computer_name}] {e.message}", "PSSessionConnectFailed", "InvalidOperation", target, InvalidOperationException)
        if session.state is not RunspaceState.Opened:
            self.error(f"Cannot enter session {session.name} because it is not in the disconnected state or is not available for connection. Retrieve the "
                       f"remote session using Get-PSSession -ComputerName {session.computer_name} -InstanceId {session.instance_id}.",
                       "PushedRunspaceMustBeOpen", "InvalidArgument", target, ArgumentException)
            return False
        if session.availability is Availability.Busy and session.reconnecting_since is None:
            self.warn(f"You have entered a session that is busy running a command or script.  Because output is routed to job \"{self._job_name(target)}\", "
                      "you will not see output in the console. You can wait for the running command to end, or stop its job.")
        return True

    def _job_name(self, target: PSSession) -> str:
        for job in self.ctx.jobs.jobs:
            for child in job.child_jobs:
                if getattr(child.runner, "session", None) is target.session and not child.finished:
                    return str(job.name)
        return ""

    def _label(self, target: PSSession) -> str:
        import getpass
        user = base_of(self.UserName)
        if user and user != getpass.getuser():
            return f"{user}@{target.computer_name}"
        return target.computer_name


class ExitPSSession(Cmdlet):
    name = "Exit-PSSession"
    synopsis = "Goes back from the entered session to the shell it was entered from."
    examples = (("Leave", "Exit-PSSession"),)

    def process(self) -> None:
        if self.ctx.entered is not None:
            self.ctx.entered.leave()
        elif self.ctx.host.is_remote:
            self.ctx.services["leave"] = True
