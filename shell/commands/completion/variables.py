"""Variables: those of the session, those the text assigns before the cursor, drives and scopes."""
from __future__ import annotations

from typing import Any

from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word, sorted_names
from shell.language import nodes as ast
from shell.language.kinds import TokenKind
from shell.language.tokens import Token

Value = Any
_SCOPES = ("Global", "Local", "Private", "Script", "Using", "Workflow")
_OUT = ("outvariable", "ov", "errorvariable", "ev", "warningvariable", "wv", "informationvariable", "iv", "pipelinevariable", "pv")
_AUTOMATIC = ("args", "input", "MyInvocation", "PSBoundParameters", "PSCommandPath", "PSScriptRoot")


def assigned_before(place: Place, end: int) -> dict[str, tuple[str, Any]]:
    """Variables the text gives a value before `end`: folded name -> (name, type name or '')."""
    found: dict[str, tuple[str, Any]] = {}

    def note(target: Any, type_name: str = "") -> None:
        while isinstance(target, ast.AttributedExpressionAst):
            if isinstance(target, ast.ConvertExpressionAst):
                type_name = target.type.type_name.full_name
            target = target.child
        if isinstance(target, ast.ArrayLiteralAst):
            for e in target.elements:
                note(e)
        elif isinstance(target, ast.VariableExpressionAst) and target.extent.start < end and target.variable_path.is_variable:
            name = target.variable_path.name
            found.setdefault(name.lower(), (name, type_name))
    for node in place.walk():
        if node.extent.start >= end:
            continue
        if isinstance(node, ast.AssignmentStatementAst):
            if node.left.extent.end < end:
                note(node.left)
        elif isinstance(node, ast.ForEachStatementAst):
            note(node.variable)
        elif isinstance(node, ast.ParameterAst) and _visible(place, node):
            typed = [a.type_name.full_name for a in node.attributes if isinstance(a, ast.TypeConstraintAst)]
            note(node.name, typed[0] if typed else "")
        elif isinstance(node, ast.CommandAst):
            for name in _out_variables(node):
                found.setdefault(name.lower(), (name, ""))
    found.pop("__error__", None)
    return found


def _visible(place: Place, parameter: Any) -> bool:
    """A parameter is known inside its own function or block."""
    node = parameter.parent
    while node is not None and not isinstance(node, (ast.FunctionDefinitionAst, ast.FunctionMemberAst, ast.ScriptBlockAst)):
        node = node.parent
    return node is None or node.extent.start < place.cursor <= node.extent.end or node.parent is None


def _out_variables(command: Any) -> list[str]:
    names = []
    elements = command.command_elements
    for i, e in enumerate(elements):
        if isinstance(e, ast.CommandParameterAst) and e.parameter_name.lower() in _OUT:
            value = e.argument if e.argument is not None else elements[i + 1] if i + 1 < len(elements) else None
            if isinstance(value, ast.StringConstantExpressionAst):
                names.append(value.value.lstrip("+"))
    return names


def session_variables(ctx: Any) -> dict[str, str]:
    """Folded name -> name as spelled, of all visible variables."""
    from shell.runtime.scopes import SPELLING
    found: dict[str, str] = {}
    for scope in ctx.frame.scope.chain():
        for key in scope:
            found.setdefault(key, SPELLING.get(key, key))
    for name in _AUTOMATIC:
        found.setdefault(name.lower(), name)
    return found


def _written(prefix: str, mark: str, name: str, braces: bool) -> str:
    plain = all(c.isalnum() or c in "_?" for c in name.replace(":", "")) or name in ("$", "^", "?")
    if braces or not plain:
        return f"{mark}{{{prefix}{name.replace('{', '`{').replace('}', '`}')}}}"
    return f"{mark}{prefix}{name}"


def _tip(ctx: Any, key: str, name: str) -> str:
    value = ctx.get_variable(key)
    if value is None:
        return f"${name}"
    from shell.clr.typeinfo import typeof
    from shell.objects.psobject import base_of
    from shell.runtime.command_syntax import net_word
    return f"[{net_word(typeof(base_of(value)))}]${name}"


def complete_variable(place: Place, token: Token) -> list[CompletionResult]:
    """A word that begins with $ or @."""
    raw = token.text
    braces = raw[1:2] == "{"
    path = raw[2:].rstrip("}") if braces else raw[1:]
    mark = "@" if token.kind is TokenKind.SplattedVariable else "$"
    scope, colon, rest = path.partition(":")
    ctx = place.ctx
    prefix = scope + ":" if colon else ""
    if colon and scope.lower() in ("env", "function", "alias"):
        names = {n.lower(): n for n in _drive_names(ctx, scope.lower())}
    else:
        names = session_variables(ctx)
        for key, (name, _) in assigned_before(place, token.start).items():
            names[key] = name
    matches = Word(rest if colon else path).matcher()
    chosen = {n: k for k, n in names.items() if matches(n)}
    if not colon:
        for name in (*_SCOPES, *(str(d.name) for d in ctx.drives.all())):
            if matches(name) and name != "/" and name != "Workflow":
                chosen[name + ":"] = ""
    typed = assigned_before(place, token.start)
    results = []
    colons = sorted_names([n for n in chosen if n.endswith(":")])
    for name in sorted_names([n for n in chosen if not n.endswith(":")]) + colons:
        key = chosen[name]
        text = _written(prefix, mark, name, braces)
        known = typed.get(key, ("", ""))[1]
        tip = f"[{known}]${name}" if known else _tip(ctx, key, name) if key and not colon else f"${prefix}{name}"
        results.append(CompletionResult(text, name, "Variable", tip))
    return results


def _drive_names(ctx: Any, drive: str) -> list[str]:
    if drive == "env":
        import os
        return list(os.environ)
    table = ctx.functions if drive == "function" else ctx.aliases
    return [str(i.name) for i in table.all()]
