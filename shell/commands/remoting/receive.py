"""Receive-PSSession: the results of commands in disconnected sessions, to the console or as a job. Nothing is consumed on the host: -Since reads again."""
from __future__ import annotations

from typing import Any, Optional

from sessions.errors import SessionError
from sessions.invocation import Invocation
from shell.clr.exceptions import InvalidOperationException
from shell.commands.remoting.remote_output import RemoteOutput
from shell.commands.remoting.sessions import FOUND_OR_ON_HOST, ConnectPSSession
from shell.objects.text import to_string
from shell.remoting.ps_session import PSSession
from shell.remoting.remote_runs import Target
from shell.runtime.cmdlet import Param

Value = Any


class ReceivePSSession(ConnectPSSession):
    name = "Receive-PSSession"
    synopsis = "Connects to a session if need be and brings the results of its commands."
    examples = (("As a job", "Receive-PSSession -Session $s -OutTarget Job"), ("Everything again", "Receive-PSSession $s -Since 0"))
    extra = (*FOUND_OR_ON_HOST, Param("OutTarget", "System.String", validate=("set:Default|Host|Job",)), Param("JobName", "string"),
             Param("Since", "System.Int64", help="Read again everything after this record number; 0: all that the host keeps."))
    OutTarget: Optional[str] = None
    JobName: str = ""
    Since: Value = None

    def process(self) -> None:
        for value in self.found_or_on_host():
            try:
                self._receive(value)
            except SessionError as e:
                self.error(f"[{value.computer_name}] {e.message}", "PSSessionConnectFailed", "InvalidOperation", value, InvalidOperationException)

    def _receive(self, value: PSSession) -> None:
        target = "default" if self.OutTarget is None else to_string(self.OutTarget).lower()
        jobs = self._jobs_of(value)
        since = None if self.Since is None else int(self.Since)
        if jobs and since is None:
            value.session.connect(take_over=bool(self.Force))
            for job in jobs:
                if target == "host":
                    self._from_job(job)
                else:
                    self.write(job)
            return
        invocations = value.session.receive(since, bool(self.Force))
        if target == "job":
            for invocation in invocations:
                self.write(self._new_job(value, invocation))
            return
        for invocation in invocations:
            self._show(value, invocation)

    def _jobs_of(self, value: PSSession) -> list[Any]:
        """The jobs of this shell that follow commands of the session and are not done."""
        return [job for job in self.ctx.jobs.jobs
                if any(getattr(child.runner, "session", None) is value.session and not child.finished for child in job.child_jobs)]

    def _from_job(self, job: Any) -> None:
        self.ctx.call_command("Receive-Job", {"Job": [job], "Wait": True}, emit=self.emit)

    def _new_job(self, value: PSSession, invocation: Invocation) -> Any:
        from shell.remoting.session_jobs import ShellSessionRunner, remote_job
        runner = ShellSessionRunner(value.session, lambda session: invocation, value.computer_name, True, registry=self.sessions.runners)
        return remote_job(self.ctx.jobs, [(runner, value.computer_name, value)], invocation.script, self.JobName or None)

    def _show(self, value: PSSession, invocation: Invocation) -> None:
        target = Target(value.computer_name, value)
        target.invocation = invocation
        output = RemoteOutput(self, True, 1)
        for stream, values in invocation.runs():
            output.records(target, stream, values)
        if invocation.finished:
            output.ended(target)
