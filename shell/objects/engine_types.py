"""The .NET types of the engine's own objects: PSObject, PSCustomObject, records and their parts, [switch], [ref]."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.clr.valuetype import VALUE_TYPE
from shell.objects import exception_types, member_infos, object_members  # noqa: F401  (they register their types)
from shell.objects.conversion import require
from shell.objects.position_text import position_message
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.records import (
    CategoryInfo,
    ErrorDetails,
    ErrorRecord,
    HostInformationMessage,
    InformationalRecord,
    InformationRecord,
    InvocationInfo,
    Position,
    ProgressRecord,
)
from shell.objects.switches import SWITCH_OFF, SWITCH_ON, SwitchParameter, switch_value
from shell.objects.typenames import TypeName

Value = Any
_S = "System.Management.Automation."

PSOBJECT = NetType(_S + "PSObject", PSObject, accelerators=("psobject", "pscustomobject"))
CUSTOM = NetType(_S + "PSCustomObject", PSCustomObject)
INTERNAL_CUSTOM = NetType(_S + "LanguagePrimitives+InternalPSCustomObject")
TYPE_NAME = NetType(_S + "Language.TypeName", TypeName)
TYPE_NAME.attr("Name", "string", "name")
TYPE_NAME.attr("FullName", "string", "full_name")


@PSOBJECT.new(_S + "PSObject new()", _S + "PSObject new(System.Object obj)")
def new_psobject(value: Value = None) -> Value:
    """[psobject]::new(): an empty property bag, or the value."""
    if value is None:
        return PSCustomObject()
    return value if isinstance(value, PSObject) else PSObject(value)


@PSOBJECT.static("psobject AsPSObject(System.Object obj)")
def as_psobject(value: Value) -> Value:
    return value


# --- [switch] and [ref] ------------------------------------------------------------------------------------------------------------------

SWITCH = NetType(_S + "SwitchParameter", SwitchParameter, base=VALUE_TYPE, kind="struct", accelerators=("switch",))
SWITCH.default_value = SWITCH_OFF
SWITCH.attr("IsPresent", "bool", "is_present")
SWITCH.method("bool ToBool()")(bool)
SWITCH.method("string ToString()")(str)
SWITCH.static_prop("Present", "switch")(lambda: SWITCH_ON)
SWITCH.new(_S + "SwitchParameter new(bool isPresent)")(lambda present: switch_value(present))


class PSTypeName:
    """System.Management.Automation.PSTypeName: a type by name, resolved when asked for."""

    def __init__(self, named: Value) -> None:
        self.name = named.full_name if isinstance(named, NetType) else str(named)
        self.ps_ext: Any = None

    @property
    def type(self) -> Value:
        from shell.objects.typenames import resolve_type
        return resolve_type(self.name)

    def __str__(self) -> str:
        return self.name


_TYPE_NAME = NetType(_S + "PSTypeName", PSTypeName)
_TYPE_NAME.attr("Name", "string", "name")
_TYPE_NAME.prop("Type", "type")(lambda n: n.type)
_TYPE_NAME.method("string ToString()")(str)


class PSReference:
    """[ref] of a plain value; the runtime's subclass reads and writes a variable."""

    __slots__ = ("_value",)

    def __init__(self, value: Value = None) -> None:
        self._value = value

    @property
    def value(self) -> Value:
        return self._value

    @value.setter
    def value(self, new: Value) -> None:
        self._value = new


REFERENCE = NetType(_S + "PSReference`1", PSReference)
REFERENCE.prop("Value", "System.Object", setter=lambda r, v: setattr(r, "value", v))(lambda r: r.value)
REFERENCE_BASE = NetType(_S + "PSReference", accelerators=("ref",))
REFERENCE.base = REFERENCE_BASE
REFERENCE_BASE.new(_S + "PSReference new(System.Object value)")(PSReference)


class NullString:
    """[NullString]::Value: null where a string parameter would take ''."""


NULL_STRING = NetType(_S + "Language.NullString", NullString, accelerators=("nullstring",))
NULL_STRING.static_prop("Value", "System.Object")(lambda: None)

# --- ErrorRecord and its parts -----------------------------------------------------------------------------------------------------------

RECORD = NetType(_S + "ErrorRecord", ErrorRecord, accelerators=("errorrecord",))
RECORD.attr("Exception", "System.Exception", "exception")
RECORD.attr("TargetObject", "System.Object", "target")
RECORD.attr("CategoryInfo", _S + "ErrorCategoryInfo", "category_info")
RECORD.attr("FullyQualifiedErrorId", "string", "fully_qualified_id")
RECORD.attr("ErrorDetails", _S + "ErrorDetails", "details", writable=True)
RECORD.attr("InvocationInfo", _S + "InvocationInfo", "invocation")
RECORD.attr("ScriptStackTrace", "string", "script_stack_trace")
RECORD.attr("PipelineIterationInfo", "System.Collections.ObjectModel.ReadOnlyCollection[int]", "pipeline_iteration_info")
RECORD.method("string ToString()")(lambda r: r.message)


@RECORD.new(_S + "ErrorRecord new(System.Exception exception, string errorId, System.Management.Automation.ErrorCategory errorCategory, System.Object targetObject)")
def new_error_record(exception: Value, error_id: str, category: Value, target: Value) -> ErrorRecord:
    """[ErrorRecord]::new(...)."""
    from shell.objects.text import to_string, type_name
    made = ErrorRecord(exception, error_id, category.name_text, target)
    if target is not None:
        made.category_info.target_name = to_string(target)
        made.category_info.target_type = type_name(target).rsplit(".", 1)[-1]
    return made


@RECORD.new(_S + "ErrorRecord new(System.Management.Automation.ErrorRecord errorRecord, System.Exception replaceParentContainsErrorRecordException)")
def copy_error_record(record: ErrorRecord, exception: Value) -> ErrorRecord:
    made = ErrorRecord(exception or record.exception, record.error_id, record.category_info.category, record.target, record.details)
    made.category_info, made.invocation, made.fully_qualified_id = record.category_info, record.invocation, record.fully_qualified_id
    return made


CATEGORY = NetType(_S + "ErrorCategoryInfo", CategoryInfo)
CATEGORY.prop("Category", _S + "ErrorCategory")(lambda c: require(_S + "ErrorCategory").enum_values[c.category])
for _name, _attribute in (("Activity", "activity"), ("Reason", "reason"), ("TargetName", "target_name"), ("TargetType", "target_type")):
    CATEGORY.attr(_name, "string", _attribute, writable=True)
CATEGORY.method("string GetMessage()", "string ToString()")(CategoryInfo.message)

DETAILS = NetType(_S + "ErrorDetails", ErrorDetails)
DETAILS.attr("Message", "string", "message")
DETAILS.attr("RecommendedAction", "string", "recommended_action", writable=True)
DETAILS.method("string ToString()")(lambda d: d.message)
DETAILS.new(_S + "ErrorDetails new(string message)")(ErrorDetails)


# --- InvocationInfo ----------------------------------------------------------------------------------------------------------------------

def _at(info: InvocationInfo) -> Optional[Position]:
    return info.display_position or info.position


def _line(info: InvocationInfo) -> int:
    at = _at(info)
    return at.line if at is not None else 0


def _offset(info: InvocationInfo) -> int:
    at = _at(info)
    return at.column if at is not None else 0


def _script(info: InvocationInfo) -> str:
    at = _at(info)
    return (at.file or "") if at is not None else ""


def _source_line(info: InvocationInfo) -> str:
    at = _at(info)
    if at is None:
        return ""
    text = getattr(at.source, "text", "")
    return at.line_text + ("\n" if at.line <= text.count("\n") else "")


def _statement(info: InvocationInfo) -> str:
    at = _at(info)
    return at.text if at is not None else ""


def _position_message(info: InvocationInfo) -> str:
    """`At line:1 char:1` and the source line with the part underlined."""
    at = _at(info)
    return "" if at is None else position_message(at)


def _folder(info: InvocationInfo) -> str:
    import posixpath
    path = _script(info)
    return posixpath.dirname(path) if path else ""


def _bound(info: InvocationInfo) -> Value:
    if info.bound_parameters is None:
        from shell.objects.conversion_objects import new_hashtable
        return new_hashtable()
    return info.bound_parameters


INVOCATION = NetType(_S + "InvocationInfo", InvocationInfo)
INVOCATION.attr("MyCommand", _S + "CommandInfo", "my_command")
INVOCATION.prop("BoundParameters", "System.Collections.Generic.Dictionary[string,System.Object]")(_bound)
INVOCATION.attr("UnboundArguments", "System.Collections.Generic.List[System.Object]", "unbound_arguments")
INVOCATION.prop("ScriptLineNumber", "int")(_line)
INVOCATION.prop("OffsetInLine", "int")(_offset)
INVOCATION.attr("HistoryId", "long", "history_id")
INVOCATION.prop("ScriptName", "string")(_script)
INVOCATION.prop("Line", "string")(_source_line)
INVOCATION.prop("Statement", "string")(_statement)
INVOCATION.prop("PositionMessage", "string")(_position_message)
INVOCATION.prop("PSScriptRoot", "string")(_folder)
INVOCATION.prop("PSCommandPath", "string")(lambda i: _script(i) or None)
INVOCATION.attr("InvocationName", "string", "invocation_name")
INVOCATION.attr("PipelineLength", "int", "pipeline_length")
INVOCATION.attr("PipelinePosition", "int", "pipeline_position")
INVOCATION.attr("ExpectingInput", "bool", "expecting_input")
INVOCATION.attr("CommandOrigin", _S + "CommandOrigin", "command_origin")
INVOCATION.attr("DisplayScriptPosition", _S + "Language.IScriptExtent", "display_position", writable=True)

# --- the other streams -------------------------------------------------------------------------------------------------------------------

_KINDS: dict[str, NetType] = {}
INFORMATIONAL = NetType(_S + "InformationalRecord", InformationalRecord)
INFORMATIONAL.attr("Message", "string", "message", writable=True)
INFORMATIONAL.attr("InvocationInfo", _S + "InvocationInfo", "invocation")
INFORMATIONAL.prop("PipelineIterationInfo", "System.Object")(lambda r: [])
INFORMATIONAL.method("string ToString()")(lambda r: r.message)
for _kind in ("Warning", "Verbose", "Debug"):
    _KINDS[_kind] = NetType(f"{_S}{_kind}Record", base=INFORMATIONAL)
    _KINDS[_kind].new(f"{_S}{_kind}Record new(string message)")(lambda message, kind=_kind: InformationalRecord(kind, message))
InformationalRecord.net_type = property(lambda record: _KINDS.get(record.kind, INFORMATIONAL))  # type: ignore[attr-defined]

INFORMATION = NetType(_S + "InformationRecord", InformationRecord)
INFORMATION.attr("MessageData", "System.Object", "message_data")
INFORMATION.attr("Source", "string", "source", writable=True)
INFORMATION.attr("TimeGenerated", "datetime", "time_generated", writable=True)
INFORMATION.attr("Tags", "System.Collections.Generic.List[string]", "tags")
INFORMATION.attr("User", "string", "user", writable=True)
INFORMATION.attr("Computer", "string", "computer", writable=True)
INFORMATION.attr("ProcessId", "uint", "process_id", writable=True)
INFORMATION.attr("NativeThreadId", "uint", "native_thread_id", writable=True)
INFORMATION.attr("ManagedThreadId", "uint", "managed_thread_id", writable=True)
INFORMATION.method("string ToString()")(str)
INFORMATION.new(_S + "InformationRecord new(System.Object messageData, string source)")(InformationRecord)

HOST_MESSAGE = NetType(_S + "HostInformationMessage", HostInformationMessage)
HOST_MESSAGE.attr("Message", "string", "message", writable=True)
HOST_MESSAGE.attr("NoNewLine", "System.Nullable[bool]", "no_new_line", writable=True)
HOST_MESSAGE.prop("ForegroundColor", "System.Nullable[System.ConsoleColor]")(lambda m: m.foreground)
HOST_MESSAGE.prop("BackgroundColor", "System.Nullable[System.ConsoleColor]")(lambda m: m.background)
HOST_MESSAGE.method("string ToString()")(str)

PROGRESS = NetType(_S + "ProgressRecord", ProgressRecord)
PROGRESS.attr("ActivityId", "int", "activity_id")
PROGRESS.attr("ParentActivityId", "int", "parent_id", writable=True)
PROGRESS.attr("Activity", "string", "activity", writable=True)
PROGRESS.attr("StatusDescription", "string", "status", writable=True)
PROGRESS.attr("CurrentOperation", "string", "current_operation", writable=True)
PROGRESS.attr("PercentComplete", "int", "percent", writable=True)
PROGRESS.attr("SecondsRemaining", "int", "seconds_remaining", writable=True)
PROGRESS.prop("RecordType", _S + "ProgressRecordType")(lambda r: require(_S + "ProgressRecordType").enum_values["Completed" if r.completed else "Processing"])
PROGRESS.new(_S + "ProgressRecord new(int activityId, string activity, string statusDescription)")(lambda i, activity, status: ProgressRecord(activity, status, i))
