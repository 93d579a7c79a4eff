"""The runtime behind one running command: its common parameters, its way to the streams, ShouldProcess.  Shared by cmdlets and $PSCmdlet."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException, OperationCanceledException
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import (
    ActionPreferenceStopException,
    ErrorRecord,
    InformationalRecord,
    InformationRecord,
    InvocationInfo,
    ProgressRecord,
    TerminatingError,
)
from shell.runtime.binding_errors import name_target

Value = Any

STREAM_PREFERENCE = {"Error": "ErrorActionPreference", "Warning": "WarningPreference", "Verbose": "VerbosePreference", "Debug": "DebugPreference",
                     "Information": "InformationPreference", "Progress": "ProgressPreference"}


def behind(sink: Any) -> Any:
    """The sink at the end of collectors such as -InformationVariable's (`down` is what they hand on to)."""
    while hasattr(sink, "down"):
        sink = sink.down
    return sink


class CommandRuntime:
    """One per command invocation.

    `common` holds the bound common parameters (folded names).  Sinks are `ctx.streams.<stream>(record)`; preferences come from the common
    parameter, else from the preference variable visible in the caller's scope (`ctx.preference(name)`, a canonical name such as "Continue").
    """

    __slots__ = ("ctx", "name", "fq_name", "invocation", "common", "had_error", "_yes_all", "_no_all", "confirm_impact", "supports_should_process")

    def __init__(self, ctx: Any, name: str, fq_name: str, invocation: InvocationInfo, common: Optional[dict[str, Value]] = None,
                 supports_should_process: bool = False, confirm_impact: str = "Medium") -> None:
        self.ctx = ctx
        self.name = name
        self.fq_name = fq_name
        self.invocation = invocation
        self.common: dict[str, Value] = common or {}
        self.had_error = False
        self._yes_all = self._no_all = False
        self.supports_should_process = supports_should_process
        self.confirm_impact = confirm_impact

    # ---- preferences

    def preference(self, stream: str) -> str:
        """The effective action for a stream: Continue, SilentlyContinue, Stop, Ignore, Inquire, Break."""
        common = self.common
        if common:
            if stream in ("Verbose", "Debug"):
                flag = common.get(stream.lower())
                if flag is not None:
                    return "Continue" if flag else "SilentlyContinue"
            action = common.get(stream.lower() + "action")
            if action is not None:
                return str(action)
        return str(self.ctx.preference(STREAM_PREFERENCE[stream]))

    def _capture(self, parameter: str, value: Value) -> None:
        """-ErrorVariable, -WarningVariable, -InformationVariable: store, or append with a leading +."""
        name = self.common.get(parameter)
        if not name:
            return
        from shell.clr.lists import ArrayList
        text = str(name)
        append = text.startswith("+")
        text = text.lstrip("+")
        current = self.ctx.get_variable(text) if append or parameter in self._started() else None
        if not isinstance(current, list) or current.__class__ is list:
            current = ArrayList(current if isinstance(current, list) else [] if current is None else [current])
            self.ctx.set_variable(text, current)
        self._started().add(parameter)
        current.append(value)

    def _started(self) -> set[str]:
        found: set[str] = self.common.setdefault("__captured", set())
        return found

    def prepare_variables(self) -> None:
        """Create the variables of -ErrorVariable and the like, empty, as the command starts."""
        from shell.clr.lists import ArrayList
        for parameter in ("errorvariable", "warningvariable", "informationvariable", "outvariable"):
            name = self.common.get(parameter)
            if name and not str(name).startswith("+"):
                self.ctx.set_variable(str(name), ArrayList())
                self._started().add(parameter)

    # ---- errors

    def complete(self, record: ErrorRecord) -> ErrorRecord:
        """Fill what an ErrorRecord lacks: the command's name, its id suffix, invocation and position, the target's description."""
        if not record.preserve_id and "," not in record.fully_qualified_id:
            record.fully_qualified_id = f"{record.error_id},{self.fq_name}" if record.error_id else self.fq_name
        info = record.category_info
        if not info.activity:
            info.activity = self.name
        if not info.reason:
            info.reason = record.exception.short_name
        if not info.target_name and record.target is not None:
            name_target(record, record.target)
        if record.invocation is None:
            record.invocation = self.invocation
        if not record.script_stack_trace:
            record.script_stack_trace = self.ctx.stack_trace()
        command = record.invocation.my_command
        if not record.pipeline_iteration_info and command is not None and command.kind != "Script":
            record.pipeline_iteration_info = [0] + [1] * self.invocation.pipeline_length
        return record

    def write_error(self, record: ErrorRecord) -> None:
        """A non-terminating error: to $Error, -ErrorVariable and the error stream, or an end of the script, as ErrorAction says."""
        self.pass_error(self.complete(record))

    def pass_error(self, record: ErrorRecord) -> None:
        """As write_error, for a record that is complete: one received from a job or session."""
        action = self.preference("Error")
        self.had_error = True
        self.ctx.command_failed()
        if action == "Ignore":
            return
        if action == "Inquire":
            action = self._inquire("Error", record.message)
        self._capture("errorvariable", record)
        if action == "Stop":
            raise self.stop_error(record)
        self.ctx.add_error(record)
        if action != "SilentlyContinue":
            self.ctx.streams.error(record)
        else:
            self.ctx.streams.hidden("Error", record)

    def stop_error(self, record: ErrorRecord) -> TerminatingError:
        """-ErrorAction Stop makes a non-terminating error end the script."""
        return TerminatingError(record, ends_script=True)

    def _inquire(self, stream: str, message: str) -> str:
        choices = [("&Yes", "Continue with the command."), ("Yes to &All", "Continue, and ask no more."), ("&Halt Command", "End the command."),
                   ("&Suspend", "Pause.")]
        answer = self.ctx.host.choose("Confirm", f"{message}\nContinue with this operation?", choices, 0)
        return "Continue" if answer in (0, 1) else "Stop"

    # ---- other streams

    def write_informational(self, kind: str, text: str) -> None:
        """Warning, Verbose or Debug text."""
        record = InformationalRecord(kind, text, self.invocation)
        action = self.preference(kind)
        if kind == "Warning":
            self._capture("warningvariable", record)
        if action in ("SilentlyContinue", "Ignore"):
            self.ctx.streams.hidden(kind, record)
            return
        getattr(self.ctx.streams, kind.lower())(record)
        if action == "Stop":
            raise self._stopped_by_preference(kind, text)
        if action == "Inquire" and self._inquire(kind, text) == "Stop":
            raise self._stopped_by_preference(kind, text)

    def _stopped_by_preference(self, kind: str, text: str) -> TerminatingError:
        message = (f'The running command stopped because the preference variable "{STREAM_PREFERENCE[kind]}" or common parameter is set to Stop: {text}')
        record = ErrorRecord(ActionPreferenceStopException(message), "ActionPreferenceStop", "OperationStopped")
        return TerminatingError(self.complete(record), ends_script=True)

    def write_information(self, record: InformationRecord, force: bool = False) -> None:
        """`force`: shown whatever the preference says (Write-Host)."""
        action = self.preference("Information")
        self._capture("informationvariable", record)
        if action == "Ignore":
            return
        streams = self.ctx.streams
        if action == "SilentlyContinue" and not force and behind(streams.information) is self.ctx.root_streams.information:
            streams.hidden("Information", record)
            return
        streams.information(record)  # the preference rules the screen only: redirections and jobs get the record
        if action == "Stop" and not force:
            raise self._stopped_by_preference("Information", str(record))

    def write_progress(self, record: ProgressRecord) -> None:
        if self.preference("Progress") not in ("SilentlyContinue", "Ignore"):
            self.ctx.streams.progress(record)

    # ---- ShouldProcess

    _IMPACTS = {"None": 0, "Low": 1, "Medium": 2, "High": 3}

    def should_process(self, target: str, action: Optional[str] = None, description: Optional[str] = None, caption: Optional[str] = None) -> bool:
        """-WhatIf and -Confirm.  With `description` given it is shown as it is."""
        text = description if description is not None else (
            f'Performing the operation "{action or self.name}" on target "{target}".')
        if self._flag("whatif", "WhatIfPreference"):
            self.ctx.host.write_line(f"What if: {text}")
            return False
        if self._needs_confirmation():
            return self._ask("Confirm" if caption is None else caption, "Are you sure you want to perform this action?\n" + text)
        if self.preference("Verbose") == "Continue":
            self.write_informational("Verbose", text)
        return True

    def _flag(self, parameter: str, variable: str) -> bool:
        value = self.common.get(parameter, MISSING)
        if value is MISSING:
            value = self.ctx.get_variable(variable, False)
        return bool(base_of(value))

    def _needs_confirmation(self) -> bool:
        flag = self.common.get("confirm", MISSING)
        if flag is not MISSING:
            return bool(base_of(flag))
        preference = str(self.ctx.get_variable("ConfirmPreference", "High"))
        level = self._IMPACTS.get(preference, 3)
        return level > 0 and self._IMPACTS.get(self.confirm_impact, 2) >= level

    def _ask(self, caption: str, message: str) -> bool:
        if self._yes_all:
            return True
        if self._no_all:
            return False
        choices = [("&Yes", "Continue with only the next step of the operation."), ("Yes to &All", "Continue with all the steps of the operation."),
                   ("&No", "Skip this operation and proceed with the next operation."),
                   ("No to A&ll", "Skip this operation and all subsequent operations."), ("&Suspend", "Pause the current pipeline and return to the command prompt.")]
        answer = self.ctx.host.choose(caption, message, choices, 0)
        self._yes_all, self._no_all = answer == 1, answer == 3
        if answer == 4:
            raise OperationCanceledException()
        return answer in (0, 1)

    def should_continue(self, query: str, caption: str) -> bool:
        return self._ask(caption, query)


def record_of(error: NetException, error_id: str = "", category: str = "NotSpecified", target: Value = None) -> ErrorRecord:
    """An ErrorRecord around an exception, honouring the id and category the raiser gave."""
    return ErrorRecord(error, error.error_id or error_id or error.short_name, error.category or category, target if error.target is None else error.target)
