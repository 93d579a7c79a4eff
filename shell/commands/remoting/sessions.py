"""New-, Get-, Remove-, Disconnect-, Connect-PSSession."""
from __future__ import annotations

import time
from typing import Any, Callable, ClassVar

from sessions.errors import SessionError
from sessions.fanout import THROTTLE
from sessions.session_states import RunspaceState
from shell.clr.exceptions import ArgumentException, InvalidOperationException
from shell.clr.typeinfo import typeof
from shell.commands.remoting.targets import RemotingCmdlet, SessionFinder, _listed
from shell.objects.psobject import PSObject, base_of
from shell.objects.text import to_string
from shell.remoting.ps_session import PSSession
from shell.remoting.shell_sessions import TypedSpec
from shell.runtime.cmdlet import Param

Value = Any
STATS_SECONDS = 5.0


class NewPSSession(RemotingCmdlet):
    name = "New-PSSession"
    synopsis = "Opens lasting sessions to hosts, over SSH."
    examples = (("A session by host name", "$s = New-PSSession -HostName web01"), ("Several at once", "New-PSSession -ComputerName web01, web02 -Name front"))
    Name: Value = None
    ThrottleLimit: int = 0
    Session: Value = None

    def process(self) -> None:
        names = [to_string(n) for n in _listed(self.Name)]
        if self.Session is not None:
            for value in _listed(self.Session):
                self._open([base_of(value).spec or TypedSpec(base_of(value).computer_name)], names)
            return
        specs = self.named_hosts()
        if not specs:
            self.wsman()
        self._open(specs, names)

    def _open(self, specs: list[Any], names: list[str]) -> None:
        ready = []
        for spec in specs:
            early = self.refused_early(spec)
            if early is None:
                ready.append(spec)
                continue
            self.sessions.service.table.reserve_names(1)
            self.open_failed(spec, None, early)
        if not ready:
            return
        opened: dict[int, Value] = {}  # by place in the request: `$s[0]` is the first host that was asked for, however fast the others answered
        next_place = 0
        for outcome in self.sessions.open_many(ready, names, self.ThrottleLimit or THROTTLE, self.session_options()):
            opened[outcome.index] = outcome.result
            if outcome.result is None:
                self.open_failed(outcome.item, outcome.error)
            while next_place in opened:
                made = opened.pop(next_place)
                next_place += 1
                if made is not None:
                    self.write(made)


def on_hosts(cmdlet: SessionFinder, wanted: Callable[[Any], bool]) -> list[PSSession]:
    """The sessions of this user that run on -ComputerName's hosts, as sessions of this shell; a host that cannot be asked is an error."""
    found: list[PSSession] = []
    for spec in cmdlet.named_hosts():
        try:
            sessions = cmdlet.sessions.service.on_host(spec)
        except SessionError as e:
            cmdlet.open_failed(spec, e)
            continue
        for session in filter(wanted, sessions):
            cmdlet.sessions.service.adopt(session)
            found.append(cmdlet.sessions.wrap(session, spec))
    return found


class GetPSSession(SessionFinder):
    name = "Get-PSSession"
    synopsis = "Lists sessions: those opened here, or with -ComputerName every one of yours on a host."
    examples = (("The sessions opened here", "Get-PSSession"), ("What is on a host", "Get-PSSession -ComputerName web01"))
    extra = (Param("Detailed", "switch", help="Round trip, last heard, what is buffered, the running command, expiry."),)
    State: Value = None
    Detailed: bool = False

    def process(self) -> None:
        if self.ComputerName is not None:
            found = self._on_hosts()
        elif self.Id is None and self.Name is None and self.InstanceId is None:
            found = self.sessions.all()
        else:
            found = self.chosen()
        for value in found:
            self.write(detailed(value) if self.Detailed else value)

    def _on_hosts(self) -> list[PSSession]:
        return [s for s in on_hosts(self, lambda session: True) if self._wanted(s)]

    def _wanted(self, value: PSSession) -> bool:
        from shell.clr.wildcards import WildcardPattern
        if self.Name is not None and not any(WildcardPattern(to_string(n)).matches(value.session.name) for n in _listed(self.Name)):
            return False
        if self.InstanceId is not None and value.instance_id not in [str(base_of(g)) for g in _listed(self.InstanceId)]:
            return False
        state = "All" if self.State is None else to_string(self.State)
        return state == "All" or state == value.session.state.name


def detailed(value: PSSession) -> Value:
    """A session with what is known of it; an open one is asked now. Times in seconds, the round trip in milliseconds; $null is unknown."""
    session = value.session
    facts = session.stats()
    trip = facts.get("rtt")
    if session.state is RunspaceState.Opened and session.reconnecting_since is None:
        start = time.monotonic()
        try:
            facts.update(session.request("stats", timeout=STATS_SECONDS))
            trip = time.monotonic() - start
            facts["last_heard"], facts["running"] = 0.0, facts.get("script", "")
        except SessionError:
            trip = None  # what was heard last is what there is
    elif session.state is RunspaceState.Disconnected:
        facts["running"] = next((str(row.get("script", "")) for row in session.info.get("commands", []) if row.get("state") == "Running"), "")
    heard = facts.get("last_heard")
    notes = {"RoundTrip": None if trip is None else round(trip * 1000, 2), "LastHeard": None if heard is None else round(heard, 1),
             "Running": " ".join(str(facts.get("running") or "").split()), "BufferedRecords": facts.get("buffered_records"), "BufferedBytes": facts.get("buffered_bytes"),
             "DroppedRecords": facts.get("dropped"), "Reconnecting": facts.get("reconnecting"), "IdleTimeoutSec": facts.get("idle_timeout"),
             "SurvivesLogout": facts.get("survives_logout"), "Survival": facts.get("survival")}
    return PSObject(value, notes, ["PSSession.DetailedSession", *typeof(value).hierarchy()])


class RemovePSSession(SessionFinder):
    name = "Remove-PSSession"
    synopsis = "Ends sessions, and with them their variables, functions and jobs."
    examples = (("All of them", "Get-PSSession | Remove-PSSession"),)

    def process(self) -> None:
        for value in self._by_computer() if self.ComputerName is not None else self.chosen():
            if self.should_process(value.computer_name, "Remove"):
                self.sessions.remove(value)

    def _by_computer(self) -> list[PSSession]:
        found: list[PSSession] = []
        for name in _listed(self.ComputerName):
            here = [s for s in self.sessions.all() if s.computer_name.lower() == to_string(name).lower()]
            if not here:
                self.error(f"Remote session is not available for ComputerName {to_string(name)}.", "RemoteRunspaceNotAvailableForSpecifiedComputer",
                           "InvalidArgument", name, ArgumentException)
            found += here
        return found


_SELECT: dict[str, Any] = {"Session": {"Session": {"position": 0, "mandatory": True, "pipeline": "both"}}, "Name": {"Name": {"mandatory": True, "pipeline": "name"}},
                           "Id": {"Id": {"mandatory": True, "position": 0, "pipeline": "name"}}, "InstanceId": {"InstanceId": {"mandatory": True}}}
_R = "System.Management.Automation.Runspaces."
SELECTORS: tuple[Param, ...] = (Param("Session", _R + "PSSession[]", sets=_SELECT["Session"]), Param("Name", "System.String[]", sets=_SELECT["Name"]),
             Param("Id", "System.Int32[]", sets=_SELECT["Id"]), Param("InstanceId", "System.Guid[]", sets=_SELECT["InstanceId"]))


_ON_HOST: dict[str, Any] = {"ComputerName": {}}
FOUND_OR_ON_HOST: tuple[Param, ...] = (
    SELECTORS[0], Param("Name", "System.String[]", sets={**_SELECT["Name"], **_ON_HOST}), SELECTORS[2],
    Param("InstanceId", "System.Guid[]", sets={**_SELECT["InstanceId"], **_ON_HOST}),
    Param("ComputerName", "System.String[]", aliases=("Cn", "HostName"), sets={"ComputerName": {"mandatory": True}}),
    Param("Credential", "System.Management.Automation.PSCredential", sets=_ON_HOST), Param("Port", "int", sets=_ON_HOST, validate=("range:1..65535",)),
    Param("UserName", "string", sets=_ON_HOST), Param("KeyFilePath", "string", aliases=("IdentityFilePath",), sets=_ON_HOST),
    Param("ConnectingTimeout", "int", sets=_ON_HOST), Param("Options", "System.Collections.Hashtable", sets=_ON_HOST),
    Param("Force", "switch", help="Take the session even from another shell that is connected to it."))
SHORTEST_IDLE = 60


class DisconnectPSSession(SessionFinder):
    name = "Disconnect-PSSession"
    synopsis = "Leaves sessions to themselves: their commands run on, on the host, until somebody connects again."
    examples = (("Leave and come back", "Disconnect-PSSession $s; Connect-PSSession $s"),)
    extra = (*SELECTORS, Param("IdleTimeoutSec", "System.Int32"), Param("OutputBufferingMode", _R + "OutputBufferingMode"), Param("ThrottleLimit", "int"))
    default_set = "Session"
    supports_should_process = True
    IdleTimeoutSec: int = 0
    OutputBufferingMode: Value = None

    def process(self) -> None:
        if self.has("IdleTimeoutSec") and int(self.IdleTimeoutSec) < SHORTEST_IDLE:
            self.fail(f"The idle timeout of {int(self.IdleTimeoutSec)} seconds is too short: give at least {SHORTEST_IDLE}.", "IdleTimeoutTooShort", "InvalidArgument",
                      self.IdleTimeoutSec, ArgumentException)
        for value in self.chosen():
            if not self.should_process(value.session.name, "Disconnect"):
                continue
            try:
                self._configure(value)
                self.sessions.disconnect(value)
            except SessionError as e:
                self.error(f"[{value.computer_name}] {e.message}", "PSSessionDisconnectFailed", "InvalidOperation", value, InvalidOperationException)
                continue
            self.write(value)

    def _configure(self, value: PSSession) -> None:
        session = value.session
        mode = None if self.OutputBufferingMode is None else to_string(self.OutputBufferingMode)
        if session.state is RunspaceState.Opened and (self.IdleTimeoutSec or mode):
            if self.IdleTimeoutSec:
                session.options.idle_timeout = int(self.IdleTimeoutSec)
            if mode:
                session.options.output_mode = "Spill" if mode == "None" else mode
            session.request("configure", session.options.idle_timeout, session.options.output_mode)


class ConnectPSSession(SessionFinder):
    name = "Connect-PSSession"
    synopsis = "Connects to sessions that were disconnected, here or from another shell."
    examples = (("A session of this shell", "Connect-PSSession $s"), ("From another shell", "Connect-PSSession -ComputerName web01 -Name nightly"))
    extra: ClassVar[tuple[Param, ...]] = (*FOUND_OR_ON_HOST, Param("ThrottleLimit", "int"))
    default_set = "Session"
    supports_should_process = True
    Force: bool = False

    def process(self) -> None:
        for value in self.found_or_on_host():
            if not self.should_process(value.session.name, "Connect"):
                continue
            try:
                value.session.connect(take_over=bool(self.Force))
            except SessionError as e:
                self.error(f"[{value.computer_name}] {e.message}", "PSSessionConnectFailed", "InvalidOperation", value, InvalidOperationException)
                continue
            self.write(value)

    def found_or_on_host(self) -> list[PSSession]:
        """By the selectors, or the disconnected ones on -ComputerName."""
        if self.ComputerName is None:
            return self.chosen()
        found = on_hosts(self, self._named)
        if not found and not self.runtime.had_error:  # a host that cannot be asked has been reported
            hosts = ", ".join(to_string(n) for n in _listed(self.ComputerName))
            self.error(f"[{hosts}] There is no such session on the host.", "PSSessionNotFoundOnHost", "ObjectNotFound", hosts, ArgumentException)
        return found

    def _named(self, session: Any) -> bool:
        """Whether -Name (wildcards) and -InstanceId, where given, mean a session."""
        from shell.clr.wildcards import WildcardPattern
        if self.Name is not None and not any(WildcardPattern(to_string(n)).matches(session.name) for n in _listed(self.Name)):
            return False
        return self.InstanceId is None or session.instance_id.lower() in [str(base_of(g)).lower() for g in _listed(self.InstanceId)]
