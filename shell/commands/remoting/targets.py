"""From parameters to hosts and sessions: -ComputerName, -HostName, -SSHConnection become HostSpecs; the options of a session; finding sessions."""
from __future__ import annotations

import os
from typing import Any, Optional

from sessions.errors import SessionError
from sessions.session_core import SessionOptions
from sessions.transports.endpoint import HostSpec, parse_spec
from shell.clr.exceptions import ArgumentException, NetException
from shell.clr.security import PSArgumentException
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, ItemNotFoundException
from shell.objects.text import to_string
from shell.remoting.ps_session import PSSession, RemoteRunspace, SSHConnectionInfo
from shell.remoting.remote_errors import TIMED_OUT, TransportException, failure_line, failure_text, open_error
from shell.remoting.shell_sessions import ShellSessions, TypedSpec
from shell.runtime.cmdlet import Cmdlet

Value = Any
WSMAN = ("This parameter set requires WSMan, and no supported WSMan client library was found. WSMan is either not installed or unavailable for this "
         "system.")
_KEYS = {"computername": "host", "hostname": "host", "username": "user", "keyfilepath": "key", "identityfilepath": "key", "port": "port",
         "subsystem": "subsystem", "connectingtimeout": "timeout", "options": "options"}


class RemotingCmdlet(Cmdlet):
    """Base of commands that reach hosts."""

    ComputerName: Value = None
    HostName: Value = None
    SSHConnection: Value = None
    UserName: Optional[str] = None
    KeyFilePath: Optional[str] = None
    Port: int = 0
    Subsystem: Optional[str] = None
    ConnectingTimeout: Optional[int] = None
    Options: Value = None
    Credential: Value = None
    SessionOption: Value = None

    @property
    def sessions(self) -> ShellSessions:
        found: ShellSessions = self.ctx.sessions
        return found

    # ---- hosts

    def named_hosts(self) -> list[HostSpec]:
        """The hosts the parameters name, in order."""
        if self.SSHConnection is not None:
            return [self._from_table(table) for table in _listed(self.SSHConnection)]
        typed = self.ComputerName is not None
        return [self._spec(to_string(name), typed) for name in _listed(self.ComputerName if typed else self.HostName)]

    def _spec(self, name: str, typed: bool) -> HostSpec:
        key = self._key_file(self.KeyFilePath)
        timeout = self.ConnectingTimeout
        rest: dict[str, Any] = {"key_file": key, "timeout": None if timeout is None or int(timeout) < 0 else int(timeout) / 1000,
                                "options": _options(self.Options), "subsystem": self.Subsystem or ""}
        credential = base_of(self.Credential)
        user = self.UserName or ""
        if credential is not None:
            user = user or str(credential.user_name)
            rest["password"] = credential.password.reveal()
        try:
            spec = parse_spec(name if typed else _lower_host(name), user, int(self.Port or 0), **rest)
        except SessionError as e:
            self.fail(e.message, "Argument", "InvalidArgument", name, PSArgumentException)
        return TypedSpec(**spec.__dict__) if typed else spec

    def _key_file(self, path: Optional[str]) -> str:
        if not path:
            return ""
        full = self.ctx.full_path(to_string(path))
        if not os.path.exists(full):
            self.fail(f"Cannot find path '{path}' because it does not exist.", "PathNotFound", "ObjectNotFound", path, ItemNotFoundException)
        return str(full)

    def _from_table(self, table: Value) -> HostSpec:
        """One -SSHConnection hashtable.  As recorded, a missing ConnectingTimeout means no time at all."""
        given: dict[str, Value] = {}
        for name, value in base_of(table).items():
            text = to_string(name)
            kind = _KEYS.get(text.lower())
            if not text or value is None or value == "":
                self.bad("The provided SSHConnection hashtable parameter name or element is null or empty.")
            if kind is None:
                self.bad(f"The provided SSHConnection hashtable parameter {text} is not supported.")
            given[str(kind)] = base_of(value)
        if "host" not in given:
            self.bad("The provided SSHConnection hashtable is missing the required ComputerName or HostName parameter.")
        timeout = self._number(given.get("timeout", 0))
        return parse_spec(_lower_host(to_string(given["host"])), to_string(given.get("user", "")), self._number(given.get("port", 0)),
                          key_file=self._key_file(given.get("key")), timeout=None if timeout < 0 else timeout / 1000,
                          options=_options(given.get("options")), subsystem=to_string(given.get("subsystem", "")))

    def _number(self, value: Value) -> int:
        from shell.objects.conversion import to_int
        try:
            return int(to_int(value))
        except NetException as e:
            self.bad(e.message)
        return 0

    def bad(self, text: str) -> None:
        self.fail(text, "Argument", "InvalidArgument", None, PSArgumentException)

    def refused_early(self, spec: HostSpec) -> Optional[tuple[Optional[str], str]]:
        """(line, text) of hosts that fail before anything is tried."""
        if spec.timeout is not None and spec.timeout <= 0:
            return None, TIMED_OUT.format(0)
        if spec.subsystem.lower() not in ("", "powershell"):
            from shell.remoting.remote_errors import BROKEN
            return "subsystem request failed on channel 0", BROKEN
        return None

    # ---- options

    def session_options(self) -> SessionOptions:
        """From -SessionOption or $PSSessionOption."""
        from shell.remoting.session_option import PSSessionOption
        given = base_of(self.SessionOption) or base_of(self.ctx.get_variable("PSSessionOption"))
        options = SessionOptions()
        if isinstance(given, PSSessionOption):
            given.apply(options)
        return options

    # ---- errors

    def wsman(self, error_id: str = "System.Management.Automation.Remoting.PSRemotingDataStructureException") -> None:
        """No host was named: PowerShell's text."""
        self.fail(WSMAN, error_id, "ResourceUnavailable", None, TransportException)

    def describe_failure(self, spec: HostSpec, error: SessionError) -> str:
        """Print what ssh prints; the text for the error record."""
        line = failure_line(error)
        if line:
            self.ctx.host.write_line(line)
        return failure_text(error, spec.timeout)

    def open_failed(self, spec: HostSpec, error: Optional[SessionError], early: Optional[tuple[Optional[str], str]] = None) -> None:
        """New-PSSession could not open a session."""
        if early is not None:
            if early[0]:
                self.ctx.host.write_line(early[0])
            text = early[1]
        else:
            assert error is not None
            text = self.describe_failure(spec, error)
        number = self.sessions.failed_number()
        target = RemoteRunspace(number, f"Runspace{number}", SSHConnectionInfo(spec.computer_name))
        self.write_error(open_error(spec.computer_name, text, target, self.name))


class SessionFinder(RemotingCmdlet):
    """Base of commands that take sessions by id, name, instance id or themselves."""

    Id: Value = None
    Name: Value = None
    InstanceId: Value = None
    Session: Value = None

    def chosen(self) -> list[PSSession]:
        """The sessions the parameters mean; an error for each that is missing."""
        table = self.sessions.service.table
        found: list[PSSession] = []
        if self.Session is not None:
            return [base_of(s) for s in _listed(self.Session)]
        for number in _listed(self.Id):
            session = table.by_id(int(number))
            if session is None:
                self.missing(f"The remote session with the session ID {int(number)} is not available.", "SessionId", number)
            else:
                found.append(self.sessions.wrap(session))
        for guid in _listed(self.InstanceId):
            session = table.by_instance_id(str(base_of(guid)))
            if session is None:
                self.missing(f"Remote session is not available for {base_of(guid)}.", "RunspaceId", base_of(guid))
            else:
                found.append(self.sessions.wrap(session))
        for name in _listed(self.Name):
            found += self.by_name(to_string(name))
        return found

    def by_name(self, name: str) -> list[PSSession]:
        from shell.clr.wildcards import WildcardPattern
        from shell.providers.paths import has_wildcard
        pattern = WildcardPattern(name)
        found = [s for s in self.sessions.all() if pattern.matches(s.session.name)]
        if not found and not has_wildcard(name):
            self.missing(f"The remote session with the name {name}  is not available.", "Name", name)
        return found

    def missing(self, text: str, what: str, target: Value) -> None:
        self.error(text, f"RemoteRunspaceNotAvailableForSpecified{what}", "InvalidArgument", target, ArgumentException)


def _lower_host(name: str) -> str:
    """`user@HOST:22` with the host in lower case, as -HostName has it."""
    user, at, host = name.rpartition("@")
    return user + at + host.lower()


def _listed(value: Value) -> list[Value]:
    """A parameter that may be one value, several or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _options(table: Value) -> dict[str, str]:
    found = base_of(table)
    return {} if found is None else {to_string(k): to_string(v) for k, v in found.items()}


def error_record(exception: NetException, error_id: str, category: str, target: Value) -> ErrorRecord:
    return ErrorRecord(exception, error_id, category, target)
