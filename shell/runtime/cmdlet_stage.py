"""A cmdlet as a pipeline stage: binds its arguments, feeds it piped objects, gives -OutVariable and -PipelineVariable their due."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.objects.psobject import MISSING, PSObject, base_of
from shell.objects.records import InvocationInfo, TerminatingError
from shell.runtime.binding import Binder
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.command_runtime import CommandRuntime, record_of
from shell.runtime.commands_info import CmdletInfo
from shell.runtime.parameters import COMMON_NAMES, CommandArgument

Value = Any
Emit = Callable[[Value], None]


class CmdletStage:
    """begin() binds the command line and starts the cmdlet; process(value) pipes one object into it; end() finishes it."""

    def __init__(self, info: CmdletInfo, args: list[CommandArgument], ctx: Any, emit: Emit, invocation: InvocationInfo, expects_input: bool = False) -> None:
        self.info = info
        self.args = args
        self.ctx = ctx
        self.invocation = invocation
        self.expects_input = expects_input
        if expects_input:
            invocation.expecting_input = True
        cmdlet: Cmdlet = info.implementation()
        self.cmdlet = cmdlet
        meta = info.metadata
        common: dict[str, Value] = {}
        self.runtime = CommandRuntime(ctx, info.name, info.fq_name, invocation, common, meta.supports_should_process, meta.confirm_impact)
        cmdlet.ctx, cmdlet.invocation, cmdlet.runtime = ctx, invocation, self.runtime
        cmdlet.emit = emit
        self.emit = emit
        self.buffer: Any = None  # -OutBuffer's
        self.binder = Binder(meta, ctx, info.name, self._set, expects_input, info.fq_name)
        cmdlet.bound = self.binder.bound
        self.fed = False
        self._fast: Optional[str] = None  # the one parameter that takes every piped object as it is
        self.take: Optional[Emit] = None  # what collects piped objects once the first was bound
        self._plain = ""  # set once a piped string was bound to the cmdlet's plain_input
        self.begun = False
        self.frame = ctx.frame  # the caller's: its scope and streams are the cmdlet's whenever it runs

    def _set(self, name: str, value: Value) -> None:
        if name in COMMON_NAMES:
            if value is not MISSING:
                self.runtime.common[name.lower()] = value
        elif value is MISSING:
            self.cmdlet.__dict__.pop(name, None)  # back to the class's default
        else:
            self.cmdlet.__dict__[name] = value

    def begin(self) -> None:
        self.begun = True
        self.ctx.frame = self.frame
        if self.ctx.pending_actions is not None:
            self.ctx.pending_actions()
            self.ctx.frame = self.frame
        binder, cmdlet = self.binder, self.cmdlet
        dynamic = getattr(cmdlet, "dynamic_parameters", None)
        binder.defer_unknown = dynamic is not None
        binder.bind_arguments(self.args)
        if dynamic is not None:
            self._bind_dynamic(dynamic)
        cmdlet.parameter_set = binder.parameter_set
        if binder.bound:
            self.invocation.bound_parameters = binder.bound
        common = self.runtime.common
        if common:
            self._apply_common()
        try:
            cmdlet.begin()
        except NetException as e:
            raise self._failed(e) from e

    def _bind_dynamic(self, dynamic: Callable[[], list[Any]]) -> None:
        from shell.runtime.parameters import CommandMetadata
        meta = self.binder.meta
        extra = dynamic()
        if extra:
            self.binder.meta = CommandMetadata(meta.name, [*meta.parameters.values(), *extra], meta.default_set, meta.supports_should_process,
                                               meta.confirm_impact, meta.positional_binding)
        self.binder.bind_pending()

    def _apply_common(self) -> None:
        common = self.runtime.common
        if str(common.get("erroraction", "")) == "Suspend":
            from shell.runtime.binding_errors import make
            raise make(self.binder, "Cannot bind parameter 'ErrorAction' to the target. Exception setting \"ErrorAction\": \"The Suspend ActionPreference value "
                       "is reserved for future use and is not supported at this time. For more information about preference variables, see the Help topic, "
                       "\"about_Preference_Variables.\"\"", "ParameterBindingFailed", "WriteError")
        self.runtime.prepare_variables()
        count = common.get("outbuffer")
        if count:
            from shell.runtime.pipeline import OutBuffer
            self.buffer = OutBuffer(self.emit, int(count))
            self.emit = self.cmdlet.emit = self.buffer.emit
        out_name, pv_name = common.get("outvariable"), common.get("pipelinevariable")
        if out_name or pv_name:
            self._tee(str(out_name) if out_name else "", str(pv_name) if pv_name else "")

    def _tee(self, out_name: str, pipeline_name: str) -> None:
        """-OutVariable collects everything written; -PipelineVariable holds the current object while it travels downstream."""
        down, runtime, ctx = self.emit, self.runtime, self.ctx
        runtime.common["outvariable"] = out_name

        def emit(value: Value) -> None:
            if out_name:
                runtime._capture("outvariable", value)
            if pipeline_name:
                ctx.set_variable(pipeline_name, value)
            down(value)
        self.cmdlet.emit = emit

    def process(self, value: Value) -> None:
        """One piped object.  A binding failure concerns this object only and is reported as a non-terminating error."""
        take = self.take
        if take is not None:
            take(value)
            return
        if not self.begun:
            self.begin()
        self.ctx.frame = self.frame
        fast = self._fast
        cmdlet = self.cmdlet
        if fast is not None and value is not None:
            cmdlet.__dict__[fast] = self.binder.bound[fast] = value
        elif self._plain and (value.__class__ is str or (value.__class__ is PSObject and value.base.__class__ is str)):
            cmdlet.__dict__[self._plain] = value
        else:
            try:
                self.binder.bind_pipeline(value)
            except TerminatingError as e:
                if type(e).__name__ != "BindingError":
                    raise
                self.runtime.write_error(e.record)
                return
            cmdlet.parameter_set = self.binder.parameter_set
            plain = cmdlet.plain_input
            self._plain = plain if plain and base_of(value).__class__ is str and plain in self.binder.bound else ""
            if not self.fed:
                self.fed = True
                self._fast = self.binder.single_input()
                self.take = cmdlet.collector() if self._fast is not None else None
        try:
            cmdlet.process()
        except NetException as e:
            raise self._failed(e) from e

    def _failed(self, e: NetException) -> TerminatingError:
        """An exception that got out of the cmdlet ends it, under the cmdlet's name."""
        return TerminatingError(self.runtime.complete(record_of(e)))

    def end(self) -> None:
        """Run process once when nothing can be piped, then end."""
        self.ctx.frame = self.frame
        try:
            if not self.expects_input:
                self.cmdlet.process()
            self.cmdlet.end()
        except NetException as e:
            raise self._failed(e) from e
        if self.buffer is not None:
            self.buffer.flush()

    def stop(self) -> None:
        self.cmdlet.stopping = True
        self.cmdlet.stop()
