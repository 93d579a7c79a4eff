"""FunctionStage: a script function, filter, block or script file as a pipeline stage, with full binding."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Optional

from shell.clr.enumerators import LIST_ENUMERATOR, NetEnumerator
from shell.objects.psobject import MISSING
from shell.runtime.binding import Binder
from shell.runtime.binding_errors import BindingError
from shell.runtime.binding_simple import SimpleBinder
from shell.runtime.flow import ExitException
from shell.runtime.frame import Frame
from shell.runtime.function_values import bound_dictionary, constrain, run_across
from shell.runtime.parameters import CommandArgument
from shell.runtime.pipeline import Emit
from shell.runtime.scopes import Scope, new_scope
from shell.runtime.scriptblock import ScriptBlock
from shell.runtime.sections import Sections
from shell.runtime.splatting import ArgumentName

Value = Any
_OWN = ("myinvocation", "psboundparameters", "args", "pscmdlet", "input")  # each invocation has its own


class FunctionStage:
    """A function, filter or script block as a pipeline stage, with full binding."""

    kind = "local"
    buffer: Any = None  # -OutBuffer's
    shown: tuple[str, ...] = ()  # parameters of $PSBoundParameters that the current piped object was bound to
    outer: Mapping[str, Value] = MappingProxyType({})  # of the scope a dot-sourced block runs in: its automatic variables

    def __init__(self, site: Any, F: Frame, V: Scope, emit: Emit, info: Any, block: ScriptBlock, args: list[CommandArgument], expects_input: bool,
                 dot: bool = False) -> None:
        self.site, self.F, self.V, self.emit, self.info, self.block = site, F, V, emit, info, block
        self.args, self.expects_input, self.dot = args, expects_input, dot
        self.sections: Sections = block.code.sections
        self.begun = False
        self.binder: Any = None
        self.ctx = F.ctx
        self.state = block.state or F.state
        self.crossing = self.state is not F.state
        self.collected: list[Value] = []
        self.dollar_under: Value = MISSING
        self.this: Value = MISSING
        self.failed = False
        self.finished = False
        self.prepared = False
        self.extra_variables: Any = None
        self.takes_input = self.sections.pipeline_params
        self.streams = F.streams

    # ---- set-up

    def prepare(self) -> None:
        if self.prepared:
            return
        self.prepared = True
        F, V = self.F, self.V
        self.ctx.frame = F
        if self.dot:
            S = V if not self.crossing else self.state.current
        else:
            S = new_scope(self.state.current if self.crossing else V, self.state, self.kind)
        self.S = S
        if self.dot:
            self.outer = {name: dict.get(S, name, MISSING) for name in _OWN}
        G = self.G = Frame(self.ctx, S, self.state, self.streams, self.site, self.info)
        G.is_dot = self.dot
        G.expecting_input = self.expects_input
        G.invocation_name = self.site.operator or self.site.name if self.site is not None else ""
        G.file = self.block.file
        if self.dollar_under is not MISSING:
            S["_"] = self.dollar_under
        if self.this is not MISSING:
            S["this"] = self.this
        if self.extra_variables:
            for name, value in self.extra_variables:
                S[name.lower()] = value
                if name == "input":
                    self.collected = value
        self._bind()

    def _bind(self) -> None:
        sections, S = self.sections, self.S
        name = self._name()
        if not sections.params and not sections.advanced:
            G = self.G
            extra = self._plain_arguments()
            G.args = extra
            if "args" in sections.uses or not self.dot:
                S["args"] = extra
            self._set_automatic({})
            return
        make = Binder if sections.advanced else SimpleBinder
        b = self.binder = make(self.block.code.metadata, self.ctx, name, self._set, self.expects_input, name, True)
        if sections.dynamic is not None:
            b.defer_unknown = True
        try:
            b.bind_arguments(self.args)
            if sections.dynamic is not None:
                self._bind_dynamic(b)
        except BindingError as e:
            self.site.argument_error(e, self.F, self.info)
            raise
        self._after_binding(b)

    def _name(self) -> str:
        return str(self.block.text) if self.info is None else str(self.info.name)

    def _plain_arguments(self) -> list[Value]:
        """Arguments of a block without parameters: all of them are $args."""
        out: list[Value] = []
        for a in self.args:
            if a.name is not None:
                out.append(ArgumentName(f"-{a.name}" + (":" if a.colon else "")))
            if a.value is not MISSING:
                out.append(a.value)
        return out

    def _set(self, name: str, value: Value) -> None:
        key = name.lower()
        if value is MISSING:
            p = self.sections.by_name.get(key)
            value = p.blank if p is not None else None
            dict.__setitem__(self.S, key, value)
        elif key in self.sections.by_name:
            dict.__setitem__(self.S, key, value)
        elif self.dynamic_parameters is not None and name in self.dynamic_parameters:
            self.dynamic_parameters[name].value = value

    dynamic_parameters: Optional[dict[str, Any]] = None

    def _bind_dynamic(self, b: Any) -> None:
        from shell.runtime.attributes import dynamic_parameters
        out: list[Value] = []
        self._fill_defaults(b)
        self.G.bound = bound_dictionary(b.bound.items())
        self.S["psboundparameters"] = self.G.bound
        self._set_cmdlet(b)
        if "myinvocation" in self.sections.uses:
            self.S["myinvocation"] = self.G.invocation
        assert self.sections.dynamic is not None
        self.sections.dynamic(self.G, self.S, out.append)
        self.ctx.frame = self.F
        extra, self.dynamic_parameters = dynamic_parameters(out)
        if extra:
            from shell.runtime.parameters import CommandMetadata
            m = b.meta
            b.meta = CommandMetadata(m.name, [*m.parameters.values(), *extra], m.default_set, m.supports_should_process, m.confirm_impact, m.positional_binding)
            b.renew_sets()
        b.bind_pending()

    def _after_binding(self, b: Any) -> None:
        sections, S, G = self.sections, self.S, self.G
        if sections.advanced:
            self._apply_common(b)
        else:
            extra = [a.value for a in b.unbound]
            G.args = extra
            S["args"] = extra
        self._set_automatic(b.bound)
        self._set_cmdlet(b)
        self._fill_defaults(b)
        guards = [p for p in sections.params if p.constrained]
        if guards:
            constrain(S, guards)

    def _fill_defaults(self, b: Any) -> None:
        sections, S = self.sections, self.S
        bound = {n.lower() for n in b.bound}
        for p in sections.params:
            if p.name not in bound:
                if self.dot and p.has_default:
                    S.drop(p.name)
                if not p.has_default:
                    if p.refuses_null:
                        self._refuse_null(b, p)
                    dict.__setitem__(S, p.name, p.blank)
        if sections.defaults is not None:
            sections.defaults(self.G, S)

    def _refuse_null(self, b: Any, p: Any) -> None:
        from shell.runtime.binding_errors import make
        error = make(b, f'Cannot convert null to type "{p.type.full_name}".', "nullToObjectInvalidCast")
        self.site.argument_error(error, self.F, self.info)
        raise error

    def _set_automatic(self, bound: Any) -> None:
        uses, S, G = self.sections.uses, self.S, self.G
        G.bound = bound
        if G._invocation is not None:  # made for dynamicparam
            G._invocation.bound_parameters = bound
        if "psboundparameters" in uses:
            from shell.runtime.parameters import COMMON_NAMES  # noqa: F401  common parameters show up in $PSBoundParameters too
            G.bound = S["psboundparameters"] = bound_dictionary(bound.items())
        if "myinvocation" in uses:
            S["myinvocation"] = G.invocation

    def _set_cmdlet(self, b: Any) -> None:
        if self.sections.advanced and self.G.cmdlet is None:
            from shell.runtime.pscmdlet import PSCmdlet
            self.G.cmdlet = PSCmdlet(self.G, b)
            self.S["pscmdlet"] = self.G.cmdlet
        elif self.G.cmdlet is not None:  # made for dynamicparam: what was bound since counts too
            self.G.cmdlet.parameter_set = b.parameter_set
            self.G.cmdlet.runtime.common.update({n.lower(): v for n, v in b.bound.items()})

    def _apply_common(self, b: Any) -> None:
        from shell.runtime.common_parameters import apply_common
        self.emit = apply_common(self, b)
        self.G.__dict__["emit"] = self.emit  # where $PSCmdlet.WriteObject writes

    @property
    def reported(self) -> bool:
        """Did it report an error of its own ($PSCmdlet.WriteError)?"""
        cmdlet = self.G.cmdlet
        return cmdlet is not None and bool(cmdlet.runtime.had_error)

    # ---- running

    def _run(self, section: Any, emit: Emit) -> None:
        G = self.ctx.frame = self.G
        if self.crossing:
            run_across(self.F, self.V, section, G, self.S, emit)
        else:
            section(G, self.S, emit)
        self.ctx.frame = self.F

    def begin(self) -> None:
        if not self.prepared:
            self.prepare()
        if self.sections.begin is not None:
            target = getattr(self.emit, "__self__", None)
            emit = self.emit
            if target is not None and getattr(target, "begun", True) is False:
                from shell.runtime.pipeline import Link
                emit = Link(target).send
            self._run(self.sections.begin, emit)

    quick: Optional[tuple[Any, Frame, Scope, Emit]] = None  # the process section with its arguments, where $_ is all there is to bind

    def process(self, value: Value) -> None:
        quick = self.quick
        if quick is not None:
            section, G, S, emit = quick
            dict.__setitem__(S, "_", value)
            self.ctx.frame = G
            section(G, S, emit)
            self.ctx.frame = self.F
            return
        if not self.begun:
            self.begun = True
            self.begin()
        S = self.S
        if self.takes_input:
            try:
                self.binder.bind_pipeline(value)
            except BindingError as e:
                self._report_unbound(e)
                return
            if self.G.cmdlet is not None:
                self.G.cmdlet.parameter_set = self.binder.parameter_set
            if "psboundparameters" in self.sections.uses:
                self._show_bound()
        elif self.sections.advanced:
            self._refuse_input(value)
            return
        dict.__setitem__(S, "_", value)
        section = self.sections.process
        if section is not None:
            if "input" in self.sections.uses:
                S["input"] = NetEnumerator([value], LIST_ENUMERATOR)
            if self.crossing:
                self._run(section, self.emit)
            else:
                if not self.takes_input and "input" not in self.sections.uses:
                    self.quick = (section, self.G, S, self.emit)
                self.ctx.frame = self.G
                section(self.G, S, self.emit)
                self.ctx.frame = self.F
        elif "input" in self.sections.uses:
            self.collected.append(value)

    def _show_bound(self) -> None:
        """$PSBoundParameters has what the current object was bound to, and no longer what the one before was."""
        bound: Any = self.G.bound
        for name in self.shown:
            bound.remove(name)
        self.shown = tuple(self.binder._pipeline_bound)
        for name in self.shown:
            bound.put(name, self.binder.bound[name])

    def _refuse_input(self, value: Value) -> None:
        from shell.runtime.binding_errors import input_not_bound
        self._report_unbound(input_not_bound(self.binder, value))

    def _report_unbound(self, e: BindingError) -> None:
        self.failed = True
        self.site.argument_error(e, self.F, self.info)
        from shell.runtime.command_runtime import CommandRuntime
        self.ctx.frame = self.F
        name = self._name()
        CommandRuntime(self.ctx, name, name, e.record.invocation, dict(getattr(self, "common", {}))).write_error(e.record)  # type: ignore[arg-type]

    def end(self) -> None:
        sections, S = self.sections, self.S
        if sections.process is not None and not self.expects_input:
            dict.__setitem__(S, "_", None if self.dollar_under is MISSING else self.dollar_under)
            self._run(sections.process, self.emit)
        if sections.end is not None:
            if "input" in sections.uses:
                S["input"] = NetEnumerator(self.collected, LIST_ENUMERATOR)
            self._run(sections.end, self.emit)
        if self.buffer is not None:
            self.buffer.flush()

    def stop(self) -> None:
        pass

    def clean(self) -> None:
        """The clean block, and whatever the common parameters left open; runs exactly once, also after errors."""
        if self.finished or not self.prepared:
            return
        self.finished = True
        for name, value in self.outer.items():  # what was dot-sourced leaves the caller its own
            if value is MISSING:
                dict.pop(self.S, name, None)
            else:
                dict.__setitem__(self.S, name, value)
        if self.sections.clean is not None:
            self._run(self.sections.clean, _nowhere)
        if not self.dot and self.S.functions is not None:
            self.ctx.commands_changed()


def _nowhere(value: Value) -> None:
    """Output of clean blocks is dropped."""


class ScriptStage(FunctionStage):
    """A .ps1 file: its own script scope; exit ends only it."""

    kind = "script"

    left = False  # by exit

    def _guarded(self, step: Callable[[], None]) -> None:
        if self.left:
            return
        try:
            step()
        except ExitException as e:
            self.left = True
            self.failed = e.code != 0
            self.ctx.set_last_exit_code(e.code)
            self.ctx.frame = self.F

    def begin(self) -> None:
        self._check_requirements()
        self._guarded(super().begin)

    def process(self, value: Value) -> None:
        self._guarded(lambda: FunctionStage.process(self, value))

    def end(self) -> None:
        self._guarded(super().end)

    def _check_requirements(self) -> None:
        needs = getattr(self.block.ast, "script_requirements", None)
        if needs is not None:
            from shell.runtime.requirements import check_requirements
            check_requirements(self.ctx, needs, self.info)


