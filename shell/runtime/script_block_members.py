"""What scripts see of a ScriptBlock: Invoke and kin, GetNewClosure, Create, steppable pipelines."""
from __future__ import annotations

from typing import Any, Optional

from shell.objects import hooks
from shell.objects.psobject import MISSING
from shell.objects.records import PSInvalidOperationException
from shell.runtime.pipeline import collapse
from shell.runtime.scopes import SessionState
from shell.runtime.scriptblock import SCRIPT_BLOCK, ScriptBlock

Value = Any


def _context() -> Any:
    return hooks.current()


def check_single_clause(block: ScriptBlock) -> None:
    """Invoke() and Invoke-Expression run one clause: no begin block, and not a process block beside an end block."""
    tree = block.ast
    if tree.begin_block is not None or (tree.process_block is not None and tree.end_block is not None):
        raise PSInvalidOperationException("The script block cannot be invoked because it contains more than one clause. The Invoke() method can only be used on "
                                          "script blocks that contain a single clause.", error_id="InvalidOperation", category="InvalidOperation")


def invoke(block: ScriptBlock, args: list[Value]) -> Value:
    """Invoke(args): a Collection of the output."""
    from shell.objects.intrinsics import collection
    check_single_clause(block)
    return collection(_context().invoke(block, tuple(args)))


def invoke_as_is(block: ScriptBlock, args: list[Value]) -> Value:
    check_single_clause(block)
    return collapse(_context().invoke(block, tuple(args)))


def invoke_with_context(block: ScriptBlock, functions: Value, variables: Value, args: Optional[list[Value]] = None) -> Value:
    """InvokeWithContext(functions to define, variables to define, args)"""
    from shell.objects.intrinsics import collection
    ctx = _context()
    pairs = [(v.name, v.value) for v in variables or ()]
    out = ctx.invoke(block, tuple(args or ()), None, MISSING, True, variables=pairs)
    return collection(out)


def new_closure(block: ScriptBlock) -> ScriptBlock:
    """GetNewClosure(): a block of a session state of its own that holds copies of the current scope's variables."""
    ctx = _context()
    scope = ctx.frame.scope
    state = SessionState(ctx, ctx.global_state.top, None)
    state.top.kind = "module"
    ctx.states.append(state)
    for key in list(scope):
        if scope.kind != "global" or key not in ctx.base_scope:
            dict.__setitem__(state.top, key, dict.__getitem__(scope, key))
    if block.state is not None and block.state is not ctx.global_state:
        for key, value in block.state.top.items():
            state.top.setdefault(key, value)
        state.top.functions = block.state.top.functions
    return ScriptBlock(block.code, state)


def create(text: str) -> ScriptBlock:
    """[scriptblock]::Create(text); its parse errors look as if a method had failed."""
    from shell.objects.records import TerminatingError
    ctx = _context()
    try:
        made = ctx.compile(text)
    except TerminatingError as e:
        raise e.record.exception
    made.code.kind = "file"
    return made  # type: ignore[no-any-return]


def check_restricted(block: ScriptBlock, commands: Value, variables: Value, environment: bool) -> None:
    """CheckRestrictedLanguage: data only."""
    from shell.runtime.restricted import check
    check(block.ast, [str(c) for c in commands or ()], [str(v) for v in variables or ()])


def steppable(block: ScriptBlock, *args: Value) -> Value:
    from shell.runtime.steppable import SteppablePipeline
    return SteppablePipeline(_context(), block)


def _tree(block: ScriptBlock) -> Value:
    from shell.runtime.language_types import block_tree
    return block_tree(block)


_T = SCRIPT_BLOCK
_T.method("System.Collections.ObjectModel.Collection[psobject] Invoke(Params System.Object[] args)")(invoke)
_T.method("System.Object InvokeReturnAsIs(Params System.Object[] args)")(invoke_as_is)
_T.method("System.Collections.ObjectModel.Collection[psobject] InvokeWithContext(System.Collections.IDictionary functionsToDefine, "
          "System.Collections.Generic.List[psvariable] variablesToDefine, Params System.Object[] args)")(invoke_with_context)
_T.method("scriptblock GetNewClosure()")(new_closure)
_T.method("void CheckRestrictedLanguage(System.Collections.Generic.IEnumerable[string] allowedCommands, System.Collections.Generic.IEnumerable[string] "
          "allowedVariables, bool allowEnvironmentVariables)")(check_restricted)
_T.method("System.Management.Automation.SteppablePipeline GetSteppablePipeline()", "System.Management.Automation.SteppablePipeline GetSteppablePipeline("
          "System.Management.Automation.CommandOrigin commandOrigin)")(steppable)
_T.static("scriptblock Create(string script)")(create)
_T.prop("Ast", "System.Management.Automation.Language.Ast")(_tree)
_T.attr("File", "string", "file")
_T.attr("Module", "psmoduleinfo", "module")
_T.prop("IsFilter", "bool")(lambda block: block.code.is_filter)
_T.prop("Attributes", "System.Collections.Generic.List[System.Attribute]")(lambda block: [])
_T.prop("StartPosition", "System.Management.Automation.PSToken")(lambda block: None)
_T.prop("DebuggerHidden", "bool")(lambda block: False)
