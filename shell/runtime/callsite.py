"""CallSite: one place in a script where a command is called.  Resolves the name once per change of the command tables and keeps how to run it.

`values` of a call line up with `shape`: one entry an element of the command after its name.  A dynamic command (`& $x`) has itself as values[0].
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

from shell.objects.psobject import MISSING, CodeMethod, PSObject, base_of
from shell.objects.records import ErrorRecord, RuntimeException, TerminatingError
from shell.runtime.binding_errors import BindingError
from shell.runtime.commands_info import AliasInfo, ApplicationInfo, CmdletInfo, CommandInfo, ExternalScriptInfo, FunctionInfo
from shell.runtime.frame import CommandInvocation, Frame, position_of
from shell.runtime.parameters import CommandArgument
from shell.runtime.pipeline import Emit, ItemStage, drive
from shell.runtime.resolution import SHELLS, find_command
from shell.runtime.scopes import Scope
from shell.runtime.scriptblock import ScriptBlock

Value = Any
Run = Callable[[Frame, Scope, Emit, Sequence[Value]], None]
POSITIONAL, NAMED, NAMED_VALUE, SPLAT, DASHES = 0, 1, 2, 3, 4
_FOREACH, _WHERE = "foreach-object", "where-object"


class Element:
    """One written element: kind, parameter name, source text of a bare number, extents to underline."""

    __slots__ = ("kind", "name", "literal", "extent", "value_extent")

    def __init__(self, kind: int, name: Optional[str] = None, literal: Optional[str] = None, extent: Any = None, value_extent: Any = None) -> None:
        self.kind, self.name, self.literal, self.extent, self.value_extent = kind, name, literal, extent, value_extent


class CallSite:
    """`token` is the session state's command token the resolution holds for."""

    __slots__ = ("node", "name", "shape", "operator", "token", "target", "run", "builtin", "dynamic", "block_code", "block_run")

    def __init__(self, node: Any, name: Optional[str], shape: tuple[Element, ...], operator: str = "") -> None:
        self.node = node
        self.name = name
        self.shape = shape
        self.operator = operator
        self.token: object = None
        self.target: Any = None
        self.run: Run = self._unresolved
        self.builtin = ""
        self.dynamic = name is None
        self.block_code: Any = None
        self.block_run: Any = None

    def _unresolved(self, F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> None:
        self.resolve(F, V)(F, V, emit, values)

    # ---- resolution

    def find(self, F: Frame, V: Scope, name: str) -> CommandInfo:
        """The command a name means here; errors are placed at the name."""
        F.ctx.frame = F
        if not name:
            raise self._not_a_command()
        try:
            return find_command(F.ctx, name)
        except TerminatingError as e:
            self._place_name(e, name)
            raise

    def _place_name(self, e: TerminatingError, name: str) -> None:
        node = self.node
        shown = self.operator or getattr(e, "command_shown", name)
        info = CommandInvocation(None, None, shown)
        info.extent = node.command_elements[0].extent if node is not None else None
        info.command_name = shown
        e.record.invocation = info

    def resolve(self, F: Frame, V: Scope) -> Run:
        """Look the name up and choose how calls run; kept until a command table changes."""
        if self.dynamic:
            self.token = None
            return self.run_dynamic
        assert self.name is not None
        info = self.find(F, V, self.name)
        self.target = info
        self.builtin = info.name.lower() if isinstance(info, CmdletInfo) else ""
        self.run = self.choose(F, info)
        self.token = F.state.token
        return self.run

    def choose(self, F: Frame, info: CommandInfo) -> Run:
        if isinstance(info, FunctionInfo):
            from shell.runtime.functions import runner
            return runner(self, info, info.script_block, self.shape, 0, self.operator == ".")
        if isinstance(info, CmdletInfo):
            return self.run_cmdlet
        return self.run_other

    # ---- running alone

    def run_cmdlet(self, F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> None:
        self.alone(F, self.cmdlet_stage(F, self.target, emit, values, False), self.target)

    def run_other(self, F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> None:
        self.alone(F, self.make_stage(F, V, self.target, emit, values, False), self.target)

    def alone(self, F: Frame, stage: Any, command: Any) -> None:
        """Run a stage as a pipeline of its own and set $?."""
        from shell.runtime.pipes import succeeded
        try:
            drive((stage,), None)
        except BindingError as e:
            if e.record.invocation is None:
                self.argument_error(e, F, command)
            raise
        succeeded(F.ctx, (stage,))
        F.ctx.frame = F

    def run_dynamic(self, F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> None:
        """`& $x ...` and `. $x ...`."""
        target = values[0]
        if target.__class__ is ScriptBlock:
            if self.block_code is not target.code or target.state is not F.state:
                from shell.runtime.functions import runner
                run = runner(self, None, target, self.shape, 1, self.operator == ".")
                if target.state is not F.state:
                    run(F, V, emit, values)
                    return
                self.block_code, self.block_run = target.code, run
            self.block_run(F, V, emit, values)
            return
        stage = self.stage(F, V, emit, values, False)
        self.alone(F, stage, getattr(stage, "info", None))

    # ---- stages

    def stage(self, F: Frame, V: Scope, emit: Emit, values: Sequence[Value], expects_input: bool, redirected: Any = None) -> Any:
        """A stage of a pipeline for this call."""
        if self.dynamic:
            target = self._command_of(F, V, values[0])
            return self.make_stage(F, V, target, emit, values[1:], expects_input, redirected)
        if self.token is not F.state.token:
            self.resolve(F, V)
        if self.builtin and expects_input:
            inline = self._inline(F, V, emit, values)
            if inline is not None:
                return inline
        return self.make_stage(F, V, self.target, emit, values, expects_input, redirected)

    def _inline(self, F: Frame, V: Scope, emit: Emit, values: Sequence[Value]) -> Any:
        """ForEach-Object { } and Where-Object { } without further parameters need no cmdlet."""
        if len(values) != 1 or values[0].__class__ is not ScriptBlock or self.shape[0].kind != POSITIONAL:
            return None
        block = values[0]
        if self.builtin not in (_FOREACH, _WHERE) or F.ctx.has_default_parameters:
            return None
        if block.state is not F.state and block.state is not None:
            F, V = F.ctx.frame_for(block, F, V)
        if block.code.ast.param_block is not None or block.code.ast.begin_block is not None or block.code.ast.process_block is not None:
            return None
        form = block.code.item if self.builtin == _FOREACH else block.code.test
        return ItemStage(form(F, V, emit))

    def _command_of(self, F: Frame, V: Scope, value: Value) -> Any:
        """What & or . is applied to: a ScriptBlock, CommandInfo or the command a name means."""
        value = base_of(value) if value.__class__ is PSObject else value
        if isinstance(value, (ScriptBlock, CommandInfo)):
            if isinstance(value, AliasInfo):
                return self.find(F, V, value.name)
            return value
        invoke = getattr(value, "as_command", None)  # a PSModuleInfo: & $module { }
        if invoke is not None:
            return value
        from shell.objects.text import to_string
        if value is None or isinstance(value, list) or value == "":
            raise self._not_a_command()
        return self.find(F, V, to_string(value))

    def _not_a_command(self) -> TerminatingError:
        operator = self.operator or "&"
        record = ErrorRecord(RuntimeException(f"The expression after '{operator}' in a pipeline element produced an object that was not valid. It must result in a "
                                              "command name, a script block, or a CommandInfo object."), "BadExpression", "InvalidOperation")
        if self.node is not None:
            info = CommandInvocation()
            info.extent = self.node.command_elements[0].extent
            record.invocation = info
        return TerminatingError(record)

    def make_stage(self, F: Frame, V: Scope, target: Any, emit: Emit, values: Sequence[Value], expects_input: bool, redirected: Any = None) -> Any:
        if isinstance(target, CmdletInfo):
            return self.cmdlet_stage(F, target, emit, values, expects_input)
        from shell.runtime.function_stage import FunctionStage, ScriptStage
        dot = self.operator == "."
        if isinstance(target, FunctionInfo):
            return FunctionStage(self, F, V, emit, target, target.script_block, self.arguments(F, values), expects_input, dot)
        if isinstance(target, ScriptBlock):
            return FunctionStage(self, F, V, emit, None, target, self.arguments(F, values), expects_input, dot)
        if isinstance(target, ExternalScriptInfo):
            return ScriptStage(self, F, V, emit, target, target.script_block, self.arguments(F, values), expects_input, dot)
        if isinstance(target, ApplicationInfo):
            return self._native_stage(F, target, emit, values, expects_input, redirected)
        if hasattr(target, "as_command"):
            return target.as_command(self, F, V, emit, values, expects_input)
        raise self._not_a_command()

    def _native_stage(self, F: Frame, target: ApplicationInfo, emit: Emit, values: Sequence[Value], expects_input: bool, redirected: Any) -> Any:
        from shell.runtime.native import NativeStage
        F.ctx.frame = F
        error = None if redirected is None else redirected.error_target
        from shell.runtime.native_arguments import native_words
        raw = redirected.raw_output if redirected is not None else None
        how: dict[str, Any] = {"expects_input": expects_input, "to_host": self._shows_itself(F, emit, expects_input), "merge_error": error == "merge", "raw_output": raw,
                               "on_error_line": F.streams.error if error in ("drop", "file") or F.ctx.captures_errors(F) else None}
        stage: Any = None
        if target.name in SHELLS and "shell_process" in F.ctx.services:
            stage = F.ctx.service("shell_process")(target, values, self.shape, F.ctx, emit, self.invocation(F, target), **how)
        if stage is None:
            stage = NativeStage(target, lambda: native_words(self, values, F.ctx), F.ctx, emit, self.invocation(F, target), **how)
        stage.begun = False
        return stage

    def _shows_itself(self, F: Frame, emit: Emit, expects_input: bool) -> bool:
        """Does a program write straight to our own standard output?  One that is fed does so on a terminal only, else its lines keep their place."""
        return F.ctx.is_host_output(emit) and (not expects_input or bool(getattr(F.ctx.host, "out_is_terminal", False)))

    def cmdlet_stage(self, F: Frame, info: CmdletInfo, emit: Emit, values: Sequence[Value], expects_input: bool) -> Any:
        ctx = F.ctx
        ctx.frame = F
        from shell.runtime.cmdlet_stage import CmdletStage
        return CmdletStage(info, self.arguments(F, values), ctx, emit, self.invocation(F, info), expects_input)

    def invocation(self, F: Frame, command: Any) -> CommandInvocation:
        return CommandInvocation(command, self, self.name or "")

    # ---- arguments

    def arguments(self, F: Frame, values: Sequence[Value]) -> list[CommandArgument]:
        """The values of a call as the binder wants them; `--` has done its work."""
        out: list[CommandArgument] = []
        for e, value in zip(self.shape, values):
            kind = e.kind
            if kind == POSITIONAL:
                out.append(CommandArgument(value, None, False, e.literal, e.extent))
            elif kind == NAMED:
                out.append(CommandArgument(MISSING, e.name, False, None, e.extent))
            elif kind == DASHES:
                continue
            elif kind == NAMED_VALUE:
                out.append(CommandArgument(value, e.name, True, e.literal, e.extent, False, e.value_extent))
            else:
                self._splat(out, value, e.extent)
        return out

    def _splat(self, out: list[CommandArgument], value: Value, extent: Any) -> None:
        from shell.runtime.splatting import splat
        splat(out, value, extent)

    def argument_error(self, e: Any, F: Frame, command: Any) -> None:
        """Give a binding error its place: the argument it is about, else the whole command."""
        info = self.invocation(F, command)
        extent = getattr(e, "node", None)
        if extent is not None:
            info.display_position = position_of(extent)
            info.extent = extent
        if command is None:  # a block has no name: its text stands before the message, and nothing after the id
            info.command_name = e.record.category_info.activity
            e.record.fully_qualified_id, e.record.category_info.activity = e.record.error_id, ""
        e.record.invocation = info


def written_number(value: Value, text: str) -> PSObject:
    """A number given to a command as 1.50 or 0x10: its value, with the text it was written as."""
    return PSObject(value, {"ToString": CodeMethod("ToString", lambda self: text)})
