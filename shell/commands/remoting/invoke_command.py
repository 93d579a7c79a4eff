"""Invoke-Command: a script block here, in sessions, on hosts; watched or as a job."""
from __future__ import annotations

import os
from typing import Any, NoReturn, Optional

from sessions.errors import SessionBusy, SessionError
from sessions.fanout import THROTTLE, Recap
from sessions.session_states import Availability, RunspaceState
from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.clr.security import PSArgumentException
from shell.commands.remoting.remote_output import RemoteOutput
from shell.commands.remoting.remote_work import PythonWork, ScriptWork, Work, load_function
from shell.commands.remoting.safety import confirm_hosts
from shell.commands.remoting.targets import RemotingCmdlet, _listed
from shell.objects.psobject import base_of
from shell.objects.records import ItemNotFoundException, TerminatingError
from shell.objects.text import to_string
from shell.remoting.adapt import to_wire
from shell.remoting.incoming import answer, command_options
from shell.remoting.ps_session import PSSession
from shell.remoting.remote_errors import failure_line, failure_text
from shell.remoting.remote_runs import RemoteRuns, Target
from shell.runtime.cmdlet import Param
from shell.runtime.using_values import values_for

Value = Any
STOP_SECONDS = 5.0  # how long a stop waits for hosts to say that the command has ended
SEVERAL = 3  # from so many hosts on a recap is worth a line
_PYTHON = ("PythonSession", "PythonComputer", "PythonHost", "PythonConnection")
_REMOTE = ("Session", "ComputerName", "SSHHost", "SSHHostHashParam", "FilePathRunspace", "FilePathComputerName", "FilePathSSHHost", "FilePathSSHHostHash")


class InvokeCommand(RemotingCmdlet):
    name = "Invoke-Command"
    synopsis = "Runs a script block in sessions or on hosts, or here; the results come back as objects."
    examples = (("In a session", "Invoke-Command -Session $s { Get-Location }"), ("On several hosts, as a job", "Invoke-Command -HostName web01, web02 { hostname } -AsJob"),
                ("Again where it failed", "Invoke-Command -RetryFailed"), ("A Python function", "Invoke-Command -HostName web01 -PythonFunction ./disks.py:usage -ArgumentList '/var'"))
    extra = (Param("RetryFailed", "switch", sets={"RetryFailed": {"mandatory": True}, "InProcess": {}},
                   help="Run on the hosts on which the last Invoke-Command failed: the same command again, or the script block given."),
             Param("PythonFunction", "string", sets=dict.fromkeys(_PYTHON, {"mandatory": True}), validate=("ValidateNotNullOrEmpty",),
                   help="A Python function to run there, as module:name; what it returns or yields comes back as objects."),
             Param("ExitCodeVariable", "string", sets=dict.fromkeys((*_PYTHON, "RetryFailed", *_REMOTE), {}),
                   help="A variable that gets the exit code of the last program run on each host: a dictionary of host names."),
             Param("Session", sets={"PythonSession": {}}), Param("ComputerName", sets={"PythonComputer": {"mandatory": True}}),
             Param("HostName", sets={"PythonHost": {"mandatory": True}}), Param("SSHConnection", sets={"PythonConnection": {"mandatory": True}}),
             Param("ArgumentList", sets=dict.fromkeys((*_PYTHON, "RetryFailed"), {})), Param("AsJob", sets=dict.fromkeys((*_PYTHON, "RetryFailed"), {})),
             Param("JobName", sets=dict.fromkeys((*_PYTHON, "RetryFailed"), {})), Param("HideComputerName", sets=dict.fromkeys((*_PYTHON, "RetryFailed"), {})),
             Param("ThrottleLimit", sets=dict.fromkeys(("PythonSession", "PythonComputer", "RetryFailed"), {})), Param("Credential", sets={"PythonComputer": {}}),
             Param("SessionOption", sets={"PythonComputer": {}}), Param("Port", sets={"PythonComputer": {}, "PythonHost": {}}),
             *(Param(name, sets={"PythonHost": {}}) for name in ("UserName", "KeyFilePath", "ConnectingTimeout", "Options", "SSHTransport", "Subsystem")))
    ScriptBlock: Value = None
    FilePath: Optional[str] = None
    InputObject: Value = None
    ArgumentList: Optional[list[Value]] = None
    Session: Value = None
    NoNewScope: bool = False
    AsJob: bool = False
    JobName: str = ""
    HideComputerName: bool = False
    ThrottleLimit: int = 0
    InDisconnectedSession: bool = False
    SessionName: Value = None
    RetryFailed: bool = False
    PythonFunction: Optional[str] = None
    ExitCodeVariable: Optional[str] = None
    _live: Any = None
    _runs: Optional[RemoteRuns] = None

    # ---- life of the command

    def begin(self) -> None:
        if self._is_job and self.InDisconnectedSession:
            self.fail("You cannot use the Invoke-Command cmdlet with both the AsJob and Disconnected parameters in the same command.",
                      "System.InvalidOperationException", "NotSpecified", exception_class=InvalidOperationException)
        self._input: list[Value] = []
        self._piped = self.invocation.expecting_input
        self._local = self.parameter_set == "InProcess" and not self.RetryFailed
        if self._local:
            return
        self._work = self._what()
        self._text = self._work.text
        self._targets = self._find_targets()
        self._output = RemoteOutput(self, not self.HideComputerName, len(self._targets))
        confirm_hosts(self, [t.label for t in self._targets])
        target = self._targets[0]
        if len(self._targets) == 1 and not target.temporary and not self._is_job and not self.InDisconnectedSession:
            assert target.session is not None
            self._live = target.invocation = self._start(target.session)

    def process(self) -> None:
        if not self._piped and not self.has("InputObject"):
            return
        if self._live is None:
            self._input.append(self.InputObject)
            return
        try:
            self._live.write_input([to_wire(self.InputObject)])
            for stream, values in self._live.take():
                self._output.records(self._targets[0], stream, values)
        except SessionError:
            return  # broken: its end says so

    def end(self) -> None:
        if self._local:
            self._run_here()
        elif self._is_job:
            self._start_job()
        elif self.InDisconnectedSession:
            self._leave_running()
        elif self._live is not None:
            self._watch_one()
        else:
            self._watch_all()

    def stop(self) -> None:
        """Select-Object -First, Ctrl-C: the commands at the other ends stop too."""
        if self._live is not None and not self._live.finished:
            try:
                self._live.stop()
                self._live.wait(STOP_SECONDS)
            except SessionError:
                return  # broken: nothing runs any more
        if self._runs is not None:
            self._runs.leave(STOP_SECONDS)

    @property
    def _is_job(self) -> bool:
        return self.flag("AsJob") or bool(self.JobName)

    # ---- here

    def _run_here(self) -> None:
        piped = self._input if self._piped or self.has("InputObject") else None
        self.ctx.invoke(base_of(self.ScriptBlock), self.ArgumentList or (), piped, new_scope=not self.NoNewScope, emit=self.emit)

    # ---- what is run

    def _what(self) -> Work:
        arguments = [to_wire(v) for v in self.ArgumentList or ()]
        if self.PythonFunction is not None:
            try:
                name = to_string(self.PythonFunction)
                return PythonWork(name, load_function(name, self.ctx.native_directory()), arguments)
            except LookupError as e:
                self.fail(str(e), "PythonFunctionNotFound", "ObjectNotFound", self.PythonFunction, ItemNotFoundException)
        if self.ScriptBlock is None and self.FilePath is None and self.sessions.last_work is not None:
            return self.sessions.last_work  # type: ignore[no-any-return]
        if self.ScriptBlock is None and self.FilePath is None:
            self._nothing_failed()
        text = self._script_text()
        using = {key: to_wire(value) for key, value in values_for(self.ctx, self._block.ast, cmdlet=self).items()}
        return ScriptWork(text, arguments, using)

    def _script_text(self) -> str:
        if self.FilePath is not None:
            return self._file_text(to_string(self.FilePath))
        self._block = base_of(self.ScriptBlock)
        return str(self._block.text)

    def _file_text(self, path: str) -> str:
        if not path.lower().endswith(".ps1"):
            self.fail("The value of the FilePath parameter must be a PowerShell script file. Enter the path to a file with a .ps1 file name extension and try "
                      "the command again. (Parameter 'filePath')", "Argument", "InvalidArgument", path, ArgumentException)
        full = self.ctx.drives.resolve(path).path
        if not os.path.isfile(full):
            self.fail(f"Cannot find path '{full}' because it does not exist.", "PathNotFound", "ObjectNotFound", path, ItemNotFoundException)
        self._block = self.ctx.load_script(full)
        return str(self._block.text)

    # ---- where

    def _find_targets(self) -> list[Target]:
        if self.RetryFailed:
            found: list[Target] = [Target(t.label, None if t.temporary else t.session, t._open, t.spec) for t in self.sessions.failed]
            if not found:
                self._nothing_failed()
            return found
        if self.Session is not None:
            return self._session_targets([base_of(s) for s in _listed(self.Session)])
        specs = self.named_hosts()
        if not specs:
            self.wsman()
        options = self.session_options()
        return [Target(spec.computer_name, None, self._opener(spec, options), spec) for spec in specs]

    def _nothing_failed(self) -> NoReturn:
        self.fail("No host failed in the last Invoke-Command.", "NothingToRetry", "InvalidOperation", None, InvalidOperationException)

    def _opener(self, spec: Any, options: Any) -> Any:
        early = self.refused_early(spec)

        def open_session() -> PSSession:
            if early is not None:
                from sessions.errors import ConnectTimeout
                raise ConnectTimeout(early[1], spec.computer_name)
            options.keep = False
            return self.sessions.open_temporary(spec, options)
        return open_session

    def _session_targets(self, given: list[PSSession]) -> list[Target]:
        if len({id(s) for s in given}) < len(given):
            self.fail("Specified RemoteRunspaceInfo objects have duplicates.", "Argument", "InvalidArgument", None, PSArgumentException)
        good = [s for s in given if self._usable(s)]
        if not good:
            text = "No valid sessions were specified.  Ensure you provide valid sessions that are in the Opened state and are available to run commands."
            self.runtime._capture("errorvariable", InvalidOperationException(text))  # as recorded: the exception, not a record
            self.fail(text, "InvalidOperation", "InvalidOperation", None, InvalidOperationException)
        return [Target(s.computer_name, s) for s in good]

    def _usable(self, value: PSSession) -> bool:
        session = value.session
        where = f"{session.name}, {session.instance_id}, {session.computer_name}"
        if session.state is not RunspaceState.Opened:
            self.error(f"Because the session state for session {where} is not equal to Open, you cannot run a command in the session.  The session state is "
                       f"{session.state.name}.", "InvokeCommandCommandInvalidSessionState", "InvalidOperation", value, InvalidOperationException)
            return False
        if session.availability is Availability.Busy and session.reconnecting_since is None and not self._is_job:
            self.error(f"The session {where} is not available to run commands.  The session availability is {session.availability.name}.",
                       "InvokeCommandCommandInvalidSessionAvailability", "InvalidOperation", value, InvalidOperationException)
            return False
        return True

    # ---- running

    def _start(self, target: PSSession, piped: Optional[list[Value]] = None, **more: Value) -> Any:
        live = piped is None and (self._piped or self.has("InputObject"))
        return self._work.start(target.session, piped, live, command_options(self.ctx, **more), lambda name, args: answer(self.ctx, name, args))

    def _sent_input(self) -> Optional[list[Value]]:
        return [to_wire(v) for v in self._input] if self._piped or self.has("InputObject") else None

    def _watch_one(self) -> None:
        target, invocation = self._targets[0], self._live
        if self._piped or self.has("InputObject"):
            try:
                invocation.end_input()
            except SessionError:
                pass  # broken: its end says so
        from shell.commands.remoting.watched_runs import follow_one
        try:
            follow_one(self, self._output, target)
        except (KeyboardInterrupt, TerminatingError):
            self.stop()
            raise
        self._keep_exit_codes()

    def _keep_exit_codes(self) -> None:
        """-ExitCodeVariable: host -> the last exit code of a program there, $null when none ran."""
        if not self.ExitCodeVariable:
            return
        from shell.clr.dictionaries import OrderedDictionary
        codes = OrderedDictionary()
        for target in self._targets:
            codes.put(target.label, None if target.invocation is None else target.invocation.exit_code)
        self.ctx.set_variable(to_string(self.ExitCodeVariable).lstrip("+"), codes)

    def _watch_all(self) -> None:
        from shell.commands.remoting.watched_runs import WatchedRuns
        piped = self._sent_input()
        watched = WatchedRuns(self, self._output)
        self._runs = runs = RemoteRuns(self._targets, lambda session: self._start(session, piped), int(self.ThrottleLimit or THROTTLE), watched.told)
        recap: Recap = watched.follow(runs)
        self.sessions.last_work = self._work
        self.sessions.failed.sort(key=self._targets.index)
        recap.failed = {t.label: recap.failed[t.label] for t in self._targets if t.label in recap.failed}  # in the order of the request
        self._keep_exit_codes()
        if recap.failed and len(self._targets) >= SEVERAL and self.ctx.host.interactive and not self.ctx.host.is_remote:
            self.ctx.host.write_line(str(recap))

    # ---- jobs

    def _start_job(self) -> None:
        from shell.remoting.session_jobs import ShellSessionRunner, remote_job
        piped = self._sent_input()
        parts = []
        for target in self._targets:
            source = target.session.session if target.session is not None else self._session_opener(target)
            runner = ShellSessionRunner(source, lambda session: self._invoke_for_job(session, piped), target.label, not self.HideComputerName,
                                        self._describer(target), self.sessions.runners)
            parts.append((runner, target.label, target.session))
        self.write(remote_job(self.ctx.jobs, parts, self._text, self.JobName or None))

    def _session_opener(self, target: Target) -> Any:
        return lambda: target.opened().session

    def _invoke_for_job(self, session: Any, piped: Optional[list[Value]]) -> Any:
        return self._work.start(session, piped, False, command_options(self.ctx, name=self.JobName), None)

    def _describer(self, target: Target) -> Any:
        host = self.ctx.host

        def describe(error: SessionError) -> str:
            line = failure_line(error)
            if line:
                host.write_line(line)
            return failure_text(error, target.spec.timeout if target.spec is not None else None)
        return describe

    # ---- left to themselves

    def _leave_running(self) -> None:
        """-InDisconnectedSession: start, disconnect, and write the sessions."""
        names = [to_string(n) for n in _listed(self.SessionName)]
        piped = self._sent_input()
        specs = [t.spec for t in self._targets if t.spec is not None]
        for outcome in self.sessions.open_many(specs, names, THROTTLE, None):
            if outcome.result is None:
                self.open_failed(outcome.item, outcome.error)
                continue
            try:
                self._start(outcome.result, piped if piped is not None else [])
                self.sessions.disconnect(outcome.result)
            except (SessionError, SessionBusy) as e:
                self.error(f"[{outcome.result.computer_name}] {e.message}", "PSSessionDisconnectFailed", "InvalidOperation", outcome.result)
                continue
            self.write(outcome.result)
