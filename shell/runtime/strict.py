"""Strict mode: which version holds where a script is running, and the error of a variable that was never set."""
from __future__ import annotations

import sys
from typing import Any

from shell.language import nodes as ast
from shell.objects.records import RuntimeException
from shell.runtime.scopes import SPELLING, Scope

Value = Any


def version_in(V: Scope) -> int:
    """The version set in this scope or the nearest one around it; 0 is off."""
    for s in V.chain():
        if s.strict is not None:
            return s.strict
    return 0


def running_version(ctx: Any) -> int:
    """The version where the innermost running script is."""
    f: Any = sys._getframe(1)
    while f is not None:
        if "__ps__" in f.f_globals:
            V = f.f_locals.get("V")
            if isinstance(V, Scope):
                return version_in(V)
        f = f.f_back
    return version_in(ctx.frame.scope)


_NEVER = frozenset(("matches", "_", "args", "input", "lastexitcode", "psitem", "foreach", "switch", "this", "ofs", "myinvocation", "psscriptroot",
                    "pscommandpath", "psboundparameters", "^", "$", "stacktrace", "event", "sender"))
_ALWAYS_THERE = frozenset(("_", "args", "input", "myinvocation", "psscriptroot", "pscommandpath", "psboundparameters", "^", "$"))


def unset(ctx: Any, V: Scope, name: str) -> Value:
    """A variable that does not exist was read."""
    if name in _ALWAYS_THERE or name == "ofs":
        return None
    version = version_in(V)
    if version == 0:
        return None
    extent = _extent_of_use(name, version)
    if extent is _IN_STRING:
        return None
    error = RuntimeException(f"The variable '${SPELLING.get(name, name)}' cannot be retrieved because it has not been set.", error_id="VariableIsUndefined",
                             category="InvalidOperation", target=SPELLING.get(name, name))
    if extent is not None:
        from shell.runtime.errors import record_from
        from shell.runtime.frame import CommandInvocation
        record = record_from(error)
        info = CommandInvocation()
        info.extent = extent
        record.invocation = info
        from shell.objects.records import TerminatingError
        raise TerminatingError(record)
    raise error


_IN_STRING: Any = object()


def _extent_of_use(name: str, version: int) -> Any:
    """The extent of the variable in the running statement; under version 1 uses inside strings are allowed."""
    f: Any = sys._getframe(2)
    while f is not None:
        unit = f.f_globals.get("__ps__")
        if unit is not None:
            return _find(unit.extent(f.f_lineno), name, version)
        f = f.f_back
    return None


def _find(extent: Any, name: str, version: int) -> Any:
    if extent is None or extent.source.root is None:
        return extent
    for node in extent.source.root.walk():
        if isinstance(node, ast.VariableExpressionAst) and node.variable_path.name.lower() == name and node.extent.start >= extent.start \
                and node.extent.end <= extent.end:
            if version == 1 and isinstance(node.parent, ast.ExpandableStringExpressionAst):
                return _IN_STRING
            return node.extent
    return extent
