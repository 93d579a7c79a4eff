"""The records that travel on the streams beside output: ErrorRecord and its parts, warning, verbose, debug, information and progress records."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException, SystemException, define_exception

Value = Any

RuntimeException = define_exception("System.Management.Automation.RuntimeException", SystemException)
PSInvalidOperationException = define_exception("System.Management.Automation.PSInvalidOperationException", InvalidOperationException)
MethodException = define_exception("System.Management.Automation.MethodException", RuntimeException)
MethodInvocationException = define_exception("System.Management.Automation.MethodInvocationException", MethodException)
ExtendedTypeSystemException = define_exception("System.Management.Automation.ExtendedTypeSystemException", RuntimeException)
SetValueException = define_exception("System.Management.Automation.SetValueException", ExtendedTypeSystemException)
SetValueInvocationException = define_exception("System.Management.Automation.SetValueInvocationException", SetValueException)
GetValueException = define_exception("System.Management.Automation.GetValueException", ExtendedTypeSystemException)
GetValueInvocationException = define_exception("System.Management.Automation.GetValueInvocationException", GetValueException)
PropertyNotFoundException = define_exception("System.Management.Automation.PropertyNotFoundException", ExtendedTypeSystemException)
CommandNotFoundException = define_exception("System.Management.Automation.CommandNotFoundException", RuntimeException)
ParameterBindingException = define_exception("System.Management.Automation.ParameterBindingException", RuntimeException)
ItemNotFoundException = define_exception("System.Management.Automation.ItemNotFoundException", RuntimeException)
DriveNotFoundException = define_exception("System.Management.Automation.DriveNotFoundException", RuntimeException)
PipelineStoppedException = define_exception("System.Management.Automation.PipelineStoppedException", RuntimeException, "The pipeline has been stopped.")
ParseException = define_exception("System.Management.Automation.ParseException", RuntimeException)
ActionPreferenceStopException = define_exception("System.Management.Automation.ActionPreferenceStopException", RuntimeException)
RemoteException = define_exception("System.Management.Automation.RemoteException", RuntimeException)

CATEGORIES = (
    "NotSpecified", "OpenError", "CloseError", "DeviceError", "DeadlockDetected", "InvalidArgument", "InvalidData", "InvalidOperation",
    "InvalidResult", "InvalidType", "MetadataError", "NotImplemented", "NotInstalled", "ObjectNotFound", "OperationStopped", "OperationTimeout",
    "SyntaxError", "ParserError", "PermissionDenied", "ResourceBusy", "ResourceExists", "ResourceUnavailable", "ReadError", "WriteError",
    "FromStdErr", "SecurityError", "ProtocolError", "ConnectionError", "AuthenticationError", "LimitsExceeded", "QuotaExceeded", "NotEnabled")


class Position:
    """Where something stands in a script: the facts error views print.  Lines and columns count from 1; `line_text` is the first source line."""

    __slots__ = ("file", "line", "column", "end_line", "end_column", "text", "line_text", "start_offset", "end_offset", "source")

    def __init__(self, file: Optional[str], line: int, column: int, end_line: int, end_column: int, text: str, line_text: str,
                 start_offset: int = 0, end_offset: int = 0, source: Any = None) -> None:
        self.file, self.line, self.column, self.end_line, self.end_column = file, line, column, end_line, end_column
        self.text, self.line_text, self.start_offset, self.end_offset, self.source = text, line_text, start_offset, end_offset, source


class InvocationInfo:
    """$MyInvocation and ErrorRecord.InvocationInfo: who was called, from where, how."""

    __slots__ = ("my_command", "bound_parameters", "unbound_arguments", "position", "invocation_name", "pipeline_length", "pipeline_position",
                 "expecting_input", "command_origin", "history_id", "command_name", "display_position")

    def __init__(self, my_command: Value = None, position: Optional[Position] = None, invocation_name: str = "", command_name: str = "") -> None:
        self.my_command = my_command  # a CommandInfo or None
        self.position = position
        self.invocation_name = invocation_name
        self.command_name = command_name
        self.bound_parameters: Value = None
        self.unbound_arguments: list[Value] = []
        self.pipeline_length = 1
        self.pipeline_position = 1
        self.expecting_input = False
        self.command_origin = "Internal"
        self.history_id = -1
        self.display_position: Optional[Position] = None


class CategoryInfo:
    """ErrorCategoryInfo: `InvalidData: (x:String) [Get-Thing], FormatException`."""

    __slots__ = ("category", "activity", "reason", "target_name", "target_type")

    def __init__(self, category: str, activity: str = "", reason: str = "", target_name: str = "", target_type: str = "") -> None:
        self.category, self.activity, self.reason, self.target_name, self.target_type = category, activity, reason, target_name, target_type

    def message(self) -> str:
        """The text PowerShell prints for it."""
        return f"{self.category}: ({self.target_name}:{self.target_type}) [{self.activity}], {self.reason}"


class ErrorDetails:
    __slots__ = ("message", "recommended_action")

    def __init__(self, message: str, recommended_action: str = "") -> None:
        self.message, self.recommended_action = message, recommended_action


class ErrorRecord:
    """System.Management.Automation.ErrorRecord.  `error_id` is the short id; `fully_qualified_id` has the command's name after it."""

    __slots__ = ("exception", "error_id", "fully_qualified_id", "category_info", "target", "details", "invocation", "_stack",
                 "pipeline_iteration_info", "origin", "preserve_id", "merged", "ps_ext", "__weakref__")

    def __init__(self, exception: NetException, error_id: str, category: str = "NotSpecified", target: Value = None,
                 details: Optional[ErrorDetails] = None) -> None:
        self.exception = exception
        self.error_id = error_id
        self.fully_qualified_id = error_id
        self.category_info = CategoryInfo(category, "", exception.short_name)
        self.target = target
        self.details = details
        self.invocation: Optional[InvocationInfo] = None
        self._stack: Any = ""  # the text, or an object whose text() makes it
        self.pipeline_iteration_info: list[int] = []
        self.origin: Value = None  # OriginInfo (computer name, runspace id) of a record that came from a session or job
        self.preserve_id = False
        self.merged = False  # came into the output by `2>&1`: shown on standard error all the same
        self.ps_ext: Any = None  # attached members (PSObject.props form), see objects/members

    @property
    def script_stack_trace(self) -> str:
        stack = self._stack
        if stack.__class__ is not str:
            stack = self._stack = stack.text()
        return stack  # type: ignore[no-any-return]

    @script_stack_trace.setter
    def script_stack_trace(self, text: str) -> None:
        self._stack = text

    @property
    def has_stack(self) -> bool:
        return bool(self._stack != "")

    def set_stack(self, stack: Any) -> None:
        """A stack trace whose text is made when it is read: an object with text()."""
        self._stack = stack

    @property
    def message(self) -> str:
        """What the views print: ErrorDetails.Message if there is one, else the exception's Message."""
        return self.details.message if self.details is not None else self.exception.message

    def __str__(self) -> str:
        return self.message


class TerminatingError(Exception):
    """Carries an ErrorRecord up the Python stack.

    `ends_script` is True for `throw`, -ErrorAction Stop and the like: the whole script ends unless a try catches it.  False is PowerShell's
    statement-terminating error (a .NET exception, ThrowTerminatingError): only the statement ends when no try encloses it.
    """

    def __init__(self, record: ErrorRecord, ends_script: bool = False) -> None:
        super().__init__(record.exception.message)
        self.record = record
        self.ends_script = ends_script
        self.reported = False  # already in $Error


class InformationalRecord:
    """WarningRecord, VerboseRecord, DebugRecord: `kind` is one of those words without Record."""

    __slots__ = ("kind", "message", "invocation", "merged", "ps_ext")

    def __init__(self, kind: str, message: str, invocation: Optional[InvocationInfo] = None) -> None:
        self.kind, self.message, self.invocation = kind, message, invocation
        self.merged = False  # came into the output by redirection: a console shows it with its prefix
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.message


class HostInformationMessage:
    """What Write-Host puts in the information stream."""

    __slots__ = ("message", "no_new_line", "foreground", "background")

    def __init__(self, message: str, no_new_line: bool = False, foreground: Optional[str] = None, background: Optional[str] = None) -> None:
        self.message, self.no_new_line, self.foreground, self.background = message, no_new_line, foreground, background

    def __str__(self) -> str:
        return self.message


class InformationRecord:
    __slots__ = ("message_data", "source", "tags", "time_generated", "computer", "user", "process_id", "managed_thread_id", "native_thread_id", "ps_ext")

    def __init__(self, message_data: Value, source: str = "", tags: Optional[list[str]] = None, time_generated: Value = None) -> None:
        self.message_data, self.source, self.tags = message_data, source, tags or []
        self.time_generated = time_generated
        self.computer = self.user = ""
        self.process_id = self.managed_thread_id = self.native_thread_id = 0
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return str(self.message_data)


class ProgressRecord:
    __slots__ = ("activity_id", "activity", "status", "parent_id", "percent", "seconds_remaining", "current_operation", "completed")

    def __init__(self, activity: str, status: str = "Processing", activity_id: int = 0, parent_id: int = -1, percent: int = -1,
                 seconds_remaining: int = -1, current_operation: str = "", completed: bool = False) -> None:
        self.activity, self.status, self.activity_id, self.parent_id, self.percent = activity, status, activity_id, parent_id, percent
        self.seconds_remaining, self.current_operation, self.completed = seconds_remaining, current_operation, completed
