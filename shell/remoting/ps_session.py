"""PSSession and its parts as scripts see them: RemoteRunspace, SSHConnectionInfo, states. Wraps a sessions.Session; one wrapper a session."""
from __future__ import annotations

from typing import Any, Optional

from sessions.session import Session
from sessions.session_states import RunspaceState as ClientState
from shell.clr.enum_catalog import OutputBufferingMode, RunspaceAvailability, RunspaceState
from shell.clr.enums import define_enum
from shell.clr.guids import Guid
from shell.clr.state_info import StateInfo, state_info_type
from shell.clr.typeinfo import NetType

Value = Any
Disconnected = ClientState.Disconnected
_R = "System.Management.Automation.Runspaces."
TargetMachineType = define_enum(_R + "TargetMachineType", {"RemoteMachine": 0, "VirtualMachine": 1, "Container": 2})


class SSHConnectionInfo:
    """How a session's host is reached, as it was asked for."""

    __slots__ = ("computer_name", "user_name", "key_file", "port", "timeout", "ps_ext")

    def __init__(self, computer_name: str, user_name: str = "", key_file: str = "", port: int = 0, timeout: int = -1) -> None:
        self.computer_name, self.user_name, self.key_file, self.port, self.timeout = computer_name, user_name or None, key_file or None, port, timeout
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return _R + "SSHConnectionInfo"


CONNECTION = NetType(_R + "SSHConnectionInfo", SSHConnectionInfo)
CONNECTION.attr("UserName", "string", "user_name")
CONNECTION.attr("KeyFilePath", "string", "key_file")
CONNECTION.attr("Port", "int", "port")
CONNECTION.prop("Subsystem", "string")(lambda c: "powershell")
CONNECTION.attr("ConnectingTimeout", "int", "timeout")
CONNECTION.attr("ComputerName", "string", "computer_name")


class RemoteRunspace:
    """The runspace at the other end, or one that could not be opened."""

    def __init__(self, id: int, name: str, connection: SSHConnectionInfo, session: Optional[Session] = None) -> None:
        self.id, self.name, self.connection, self.session = id, name, connection, session
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return "System.Management.Automation.RemoteRunspace"

    @property
    def state(self) -> Value:
        return RunspaceState(self.session.state.value if self.session is not None else 5)

    @property
    def availability(self) -> Value:
        return RunspaceAvailability(self.session.availability.value if self.session is not None else 0)


class RunspaceStateInfo(StateInfo):
    """System.Management.Automation.Runspaces.RunspaceStateInfo."""

    __slots__ = ()


STATE_INFO = state_info_type(_R + "RunspaceStateInfo", RunspaceStateInfo, _R + "RunspaceState")
RUNSPACE = NetType(_R + "Runspace")
REMOTE_RUNSPACE = NetType("System.Management.Automation.RemoteRunspace", RemoteRunspace, base=RUNSPACE)
REMOTE_RUNSPACE.attr("ConnectionInfo", _R + "RunspaceConnectionInfo", "connection")
REMOTE_RUNSPACE.prop("RunspaceStateInfo", _R + "RunspaceStateInfo")(lambda r: RunspaceStateInfo(r.state, None))
REMOTE_RUNSPACE.attr("RunspaceAvailability", _R + "RunspaceAvailability", "availability")
REMOTE_RUNSPACE.prop("InstanceId", "guid")(lambda r: Guid(r.session.instance_id) if r.session is not None else None)
REMOTE_RUNSPACE.attr("Id", "int", "id")
REMOTE_RUNSPACE.attr("Name", "string", "name", writable=True)


class PSSession:
    """System.Management.Automation.Runspaces.PSSession."""

    __slots__ = ("session", "runspace", "connection", "spec", "temporary", "ps_ext")

    def __init__(self, session: Session, connection: SSHConnectionInfo, spec: Any = None) -> None:
        self.session = session
        self.connection = connection
        self.spec = spec
        self.temporary = False
        self.runspace = RemoteRunspace(session.id - 1, session.name, connection, session)
        self.ps_ext: Any = None
        session.shell_object = self  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"[PSSession]{self.session.name}"

    @property
    def computer_name(self) -> str:
        return self.session.computer_name

    @property
    def instance_id(self) -> str:
        return self.session.instance_id

    @property
    def state(self) -> Value:
        return RunspaceState(self.session.state.value)

    @property
    def availability(self) -> Value:
        return RunspaceAvailability(self.session.availability.value)

    # what the script properties of PSSession (objects/typedata_defaults) read

    @property
    def idle_timeout(self) -> int:
        """Milliseconds, -1 when the host decides."""
        return self.session.options.idle_timeout * 1000 or -1

    @property
    def output_buffering_mode(self) -> Value:
        return self.session.options.output_mode if self.session.options.output_mode != "Spill" else None

    @property
    def disconnected_on(self) -> Value:
        return _moment(self.session.disconnected_on) if self.session.state is Disconnected else None

    @property
    def expires_on(self) -> Value:
        left = self.session.disconnected_on
        return None if left is None or self.session.state is not Disconnected else _moment(left + (self.session.options.idle_timeout or 7200))


def _rename(value: PSSession, name: Value) -> None:
    value.session.name = str(name)


SESSION = NetType(_R + "PSSession", PSSession)
SESSION.prop("ComputerType", _R + "TargetMachineType")(lambda s: TargetMachineType(0))
SESSION.prop("ComputerName", "string")(lambda s: s.session.computer_name)
SESSION.prop("ContainerId", "string")(lambda s: "")
SESSION.prop("VMName", "string")(lambda s: "")
SESSION.prop("VMId", "System.Nullable[guid]")(lambda s: None)
SESSION.prop("ConfigurationName", "string")(lambda s: s.session.configuration_name)
SESSION.prop("InstanceId", "guid")(lambda s: Guid(s.session.instance_id))
SESSION.prop("Id", "int")(lambda s: s.session.id)
SESSION.prop("Name", "string", setter=_rename)(lambda s: s.session.name)
SESSION.attr("Availability", _R + "RunspaceAvailability", "availability")
SESSION.prop("ApplicationPrivateData", "psprimitivedictionary")(lambda s: _private_data())
SESSION.attr("Runspace", _R + "Runspace", "runspace")
SESSION.prop("Transport", "string")(lambda s: s.session.transport_name)
SESSION.method("string ToString()")(str)


def _private_data() -> Value:
    from shell.clr.dictionaries import Hashtable
    return Hashtable(ignore_case=True)


def session_of(value: Value) -> Session:
    """The session behind a PSSession, wrapped or not."""
    from shell.objects.psobject import base_of
    found: PSSession = base_of(value)
    return found.session


def _moment(seconds: Optional[float]) -> Value:
    if seconds is None:
        return None
    from shell.clr.times import from_unix_seconds
    return from_unix_seconds(seconds)


__all__ = ["OutputBufferingMode", "PSSession", "RemoteRunspace", "SSHConnectionInfo", "session_of"]
