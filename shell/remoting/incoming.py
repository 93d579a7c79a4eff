"""What arrives from a session becomes PowerShell's: output with the members that name its origin, records to the console and the local streams.

As recorded: warnings, verbose and debug lines are printed at once and pass by every redirection; Write-Host is printed and is in the information stream.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable

from sessions.engine import DEBUG, ERROR, HOST, INFORMATION, OUTPUT, PROGRESS, VERBOSE, WARNING
from sessions.session import Session
from sessions.wire.values import Bag, Rows
from shell.clr.guids import Guid
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.records import HostInformationMessage, InformationRecord
from shell.remoting.adapt import from_wire, plain_rows
from shell.remoting.adapt_records import information_from_bag, informational_from_bag, progress_from_bag
from shell.remoting.remote_errors import RemotingErrorRecord, python_error, remote_error
from shell.serialization.rehydrate import deserialized_names

Value = Any
FORMAT_TYPES = tuple("Microsoft.PowerShell.Commands.Internal.Format." + name for name in (
    "FormatStartData", "GroupStartData", "FormatEntryData", "GroupEndData", "FormatEndData"))
ERROR_TYPE = "System.Management.Automation.ErrorRecord"
_KINDS = {WARNING: "Warning", VERBOSE: "Verbose", DEBUG: "Debug"}


class Origin:
    """The members of everything that comes out of one session."""

    def __init__(self, computer_name: str, runspace_id: str, show: bool = True, bare: bool = False) -> None:
        self.computer_name, self.runspace_id, self.show, self.bare = computer_name, runspace_id, show, bare
        self._guid = Guid(runspace_id)
        self.rows = False  # of a Python function: dictionaries are objects, exceptions error records

    def label(self, value: Value) -> Value:
        """Attach PSComputerName, RunspaceId, PSShowComputerName; what a host claimed for the first two is overwritten."""
        if value is None or self.bare:
            return value
        cls = value.__class__
        if cls is PSCustomObject or isinstance(value, PSObject):
            props = value.props
            props.pop("PSComputerName", None)
            props.pop("RunspaceId", None)
            props["PSComputerName"], props["RunspaceId"] = self.computer_name, self._guid
            if not self.show or "PSShowComputerName" not in props:
                props["PSShowComputerName"] = self.show
            return value
        return PSObject(value, {"PSComputerName": self.computer_name, "RunspaceId": self._guid, "PSShowComputerName": self.show})

    def output(self, wire: Value) -> Value:
        if self.rows and wire.__class__ is dict:
            wire = Bag((), {str(name): value for name, value in wire.items()})
        if wire.__class__ is Bag and wire.types:
            if wire.types[0] == ERROR_TYPE:
                return self.label(_error_as_object(wire))
            if str(wire.types[0]).startswith(FORMAT_TYPES):
                from shell.remoting.adapt_format import packet_from_bag
                return packet_from_bag(wire)
        return self.label(from_wire(wire))

    def outputs(self, values: Sequence[Value]) -> Iterable[Value]:
        """`output` of a run of records; like objects that are mere notes are made from their columns at once."""
        if values.__class__ is Rows and not self.bare and self.show and plain_rows(values):
            rows: Any = values
            count = len(rows)
            names = [*rows.names, "PSComputerName", "RunspaceId", "PSShowComputerName"]
            origin = ([self.computer_name] * count, [self._guid] * count, [True] * count)
            return PSCustomObject.many(names, zip(*rows.columns, *origin), deserialized_names(rows.types))
        return map(self.output, values)

    def error(self, wire: Value) -> RemotingErrorRecord:
        if self.rows:
            return python_error(wire, self.computer_name, self.runspace_id)
        return remote_error(wire, self.computer_name, self.runspace_id)


def _error_as_object(bag: Bag) -> PSCustomObject:
    """An error record that was written to the output there: data, no record."""
    message = str(bag.properties.get("message", ""))
    names = [f"Deserialized.{ERROR_TYPE}", "Deserialized.System.Object"]
    return PSCustomObject({"Exception": message, "TargetObject": from_wire(bag.properties.get("target")), "FullyQualifiedErrorId": bag.properties.get("id")}, names, message)


def origin_of(session: Session, show: bool = True) -> Origin:
    return Origin(session.computer_name, session.instance_id, show)


def record_of(stream: int, wire: Value, origin: Origin) -> Value:
    """The value a job keeps for one record."""
    if stream == OUTPUT:
        return origin.output(wire)
    if stream == ERROR:
        return origin.error(wire)
    if not isinstance(wire, Bag):
        return wire
    if stream == INFORMATION:
        return information_from_bag(wire, from_wire)
    if stream == PROGRESS:
        return progress_from_bag(wire)
    return informational_from_bag(_KINDS.get(stream, "Verbose"), wire)


class Console:
    """Shows the records beside output and error while a command is watched. `capture(parameter, record)` serves -WarningVariable and the like."""

    def __init__(self, ctx: Any, capture: Callable[[str, Value], None] = lambda parameter, record: None) -> None:
        self._ctx = ctx
        self._capture = capture

    def show(self, stream: int, wire: Value) -> None:
        if stream == HOST:
            self._text(wire)
        elif stream == INFORMATION:
            self._information(wire)
        elif stream == PROGRESS:
            if isinstance(wire, Bag):
                self._ctx.host.write_progress(progress_from_bag(wire))
        elif isinstance(wire, Bag):
            kind = _KINDS[stream]
            record = informational_from_bag(kind, wire)
            from shell.formatting.records import stream_text
            self._ctx.host.write_line(stream_text(kind, record.message, self._ctx))
            if stream == WARNING:
                self._capture("warningvariable", record)

    def _text(self, wire: Value) -> None:
        if isinstance(wire, list) and len(wire) == 3:
            self._ctx.host.write(str(wire[0]), wire[1], wire[2])
        else:
            self._ctx.host.write(str(wire))

    def _information(self, wire: Value) -> None:
        if not isinstance(wire, Bag):
            return
        record = information_from_bag(wire, from_wire)
        self._capture("informationvariable", record)
        if wire.properties.get("Hidden"):
            return
        self._print(record)
        streams = self._ctx.streams
        if streams.information is not self._ctx.root_streams.information:
            streams.information(record)

    def _print(self, record: InformationRecord) -> None:
        data = record.message_data
        if isinstance(data, HostInformationMessage):
            self._ctx.host.write(data.message if data.no_new_line else data.message + "\n", data.foreground, data.background)
            return
        from shell.objects.text import to_string
        self._ctx.host.write_line(to_string(data))


def answer(ctx: Any, name: str, args: list[Value]) -> Value:
    """A question of a command that runs in a session, asked at this console."""
    host = ctx.host
    if name == "read_line" and len(args) == 2:
        return host.read_line(str(args[0]), bool(args[1]))
    if name == "choose" and len(args) == 4:
        return host.choose(str(args[0]), str(args[1]), [(str(c[0]), str(c[1])) for c in args[2]], int(args[3]))
    raise ConnectionError(f"the question {name!r} is not known here")


def command_options(ctx: Any, **more: Value) -> dict[str, Value]:
    """What the engine at the other end needs to know of this console."""
    host = ctx.host
    return dict(more, width=host.width, height=host.height, answers=bool(host.interactive))
