"""$PSCmdlet: what an advanced function sees of its own invocation."""
from __future__ import annotations

from typing import Any, NoReturn

from shell.clr.typeinfo import NetType
from shell.objects.enumeration import enumerate_value
from shell.objects.records import ErrorRecord, InformationRecord, TerminatingError
from shell.objects.switches import SWITCH_ON
from shell.objects.text import to_string
from shell.runtime.command_runtime import CommandRuntime
from shell.runtime.frame import Frame
from shell.runtime.parameters import ALL_SETS

Value = Any


class PSCmdlet:
    """System.Management.Automation.PSScriptCmdlet"""

    def __init__(self, F: Frame, binder: Any) -> None:
        self.frame = F
        self.ctx = F.ctx
        self.binder = binder
        self.parameter_set: str = binder.parameter_set
        name = str(F.command.name) if F.command is not None else ""
        meta = binder.meta
        self.runtime = FunctionRuntime(F.ctx, name, name, F.invocation, {n.lower(): v for n, v in binder.bound.items()}, meta.supports_should_process,
                                       meta.confirm_impact)
        self.runtime.frame = F
        self.ps_ext: Any = None

    @property
    def invocation(self) -> Any:
        return self.frame.invocation

    @property
    def session_state(self) -> Any:
        from shell.runtime.engine_intrinsics import SessionStateView
        return SessionStateView(self.ctx, self.frame.state)

    def should_process(self, *args: Value) -> bool:
        """(target), (target, action), (description, warning, caption)"""
        texts = [to_string(a) for a in args]
        if len(texts) >= 3:
            return self.runtime.should_process("", None, texts[0], texts[2])
        return self.runtime.should_process(texts[0], texts[1] if len(texts) > 1 else None)

    def should_continue(self, query: str, caption: str) -> bool:
        return self.runtime.should_continue(query, caption)

    def write_error(self, record: ErrorRecord) -> None:
        self.runtime.write_error(record)

    def throw_terminating(self, record: ErrorRecord) -> NoReturn:
        if record.invocation is not None:  # an error passed on speaks for the function that passes it
            runtime = self.runtime
            record.invocation, record.category_info.activity = runtime.invocation, runtime.name
            record.fully_qualified_id = f"{record.error_id},{runtime.fq_name}" if record.error_id else runtime.fq_name
        raise FunctionStopped(self.runtime.complete(record), self.frame)

    def write_object(self, value: Value, enumerate_it: bool = False) -> None:
        emit = self.frame.__dict__.get("emit")
        if emit is None:
            raise NotImplementedError("WriteObject of this function has no output to go to")
        items = enumerate_value(value) if enumerate_it else None
        for item in (value,) if items is None else items:
            emit(item)

    def write_information(self, data: Value, tags: Value = None) -> None:
        record = data if isinstance(data, InformationRecord) else InformationRecord(data, "", [to_string(t) for t in tags or ()])
        self.runtime.write_information(record)


class QuickBinding:
    """What a call that needed no binder bound."""

    def __init__(self, F: Frame) -> None:
        (pairs, trues, *_), values, block = F.call
        spelled = {p.name: p.spelled for p in block.code.sections.params}
        self.bound: dict[str, Value] = {spelled[n]: values[i] for n, i in pairs}
        self.bound.update((spelled[n], SWITCH_ON) for n in trues)
        self.meta = block.code.metadata
        self.parameter_set = self.meta.default_set or ALL_SETS


def cmdlet_of(F: Frame) -> PSCmdlet:
    """The PSCmdlet of an invocation that went the quick way."""
    if F.cmdlet is None:
        F.cmdlet = PSCmdlet(F, QuickBinding(F))
    return F.cmdlet  # type: ignore[no-any-return]


class FunctionRuntime(CommandRuntime):
    """Preferences of a function come from its own scope, where its common parameters put them."""

    __slots__ = ("frame",)
    frame: Frame

    def preference(self, stream: str) -> str:
        from shell.runtime.command_runtime import STREAM_PREFERENCE
        from shell.runtime.errors import preference
        return preference(self.frame.scope, STREAM_PREFERENCE[stream].lower())

    def _capture(self, parameter: str, value: Value) -> None:
        """The streams of the function's frame do that."""


class FunctionStopped(TerminatingError):
    """ThrowTerminatingError: ends the function; its caller goes on with the next statement."""

    def __init__(self, record: ErrorRecord, frame: Frame) -> None:
        super().__init__(record)
        self.frame = frame


_CMDLET = NetType("System.Management.Automation.PSCmdlet", base=NetType("System.Management.Automation.Cmdlet"))
_T = NetType("System.Management.Automation.PSScriptCmdlet", PSCmdlet, base=_CMDLET)
_T.attr("ParameterSetName", "string", "parameter_set")
_T.attr("MyInvocation", "System.Management.Automation.InvocationInfo", "invocation")
_T.attr("SessionState", "System.Management.Automation.SessionState", "session_state")
_T.prop("Host", "System.Management.Automation.Host.PSHost")(lambda self: self.ctx.get_variable("Host"))
_T.prop("CommandRuntime", "System.Management.Automation.ICommandRuntime")(lambda self: self)
_T.prop("InvokeCommand", "System.Management.Automation.CommandInvocationIntrinsics")(lambda self: self.ctx.get_variable("ExecutionContext").invoke_command)
_T.prop("Stopping", "bool")(lambda self: self.ctx.stop_requested)
_T.method("bool ShouldProcess(string target)", "bool ShouldProcess(string target, string action)",
          "bool ShouldProcess(string verboseDescription, string verboseWarning, string caption)")(PSCmdlet.should_process)
_T.method("bool ShouldContinue(string query, string caption)")(PSCmdlet.should_continue)
_T.method("void WriteError(System.Management.Automation.ErrorRecord errorRecord)")(PSCmdlet.write_error)
_T.method("void ThrowTerminatingError(System.Management.Automation.ErrorRecord errorRecord)")(PSCmdlet.throw_terminating)
_T.method("void WriteObject(System.Object sendToPipeline)", "void WriteObject(System.Object sendToPipeline, bool enumerateCollection)")(PSCmdlet.write_object)
_T.method("void WriteWarning(string text)")(lambda self, text: self.runtime.write_informational("Warning", text))
_T.method("void WriteVerbose(string text)")(lambda self, text: self.runtime.write_informational("Verbose", text))
_T.method("void WriteDebug(string text)")(lambda self, text: self.runtime.write_informational("Debug", text))
_T.method("void WriteInformation(System.Object messageData, string[] tags)")(PSCmdlet.write_information)
_T.method("void WriteProgress(System.Management.Automation.ProgressRecord progressRecord)")(lambda self, record: self.runtime.write_progress(record))
_T.method("System.Object GetVariableValue(string name)", "System.Object GetVariableValue(string name, System.Object defaultValue)")(
    lambda self, name, default=None: self.ctx.get_variable(name, default))
_T.method("string GetUnresolvedProviderPathFromPSPath(string path)")(lambda self, path: self.ctx.full_path(path))
