"""The restricted language of data: what psd1 files and data sections may contain."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shell.language import nodes as ast
from shell.objects.records import ParseException

Value = Any
_ALLOWED_VARIABLES = frozenset(("true", "false", "null", "psculture", "psuiculture"))
_REFUSED = (ast.AssignmentStatementAst, ast.FunctionDefinitionAst, ast.TypeDefinitionAst, ast.TryStatementAst, ast.TrapStatementAst, ast.WhileStatementAst,
            ast.ForStatementAst, ast.ForEachStatementAst, ast.SwitchStatementAst, ast.ScriptBlockExpressionAst, ast.InvokeMemberExpressionAst,
            ast.TypeExpressionAst, ast.ThrowStatementAst, ast.ExitStatementAst, ast.ReturnStatementAst)


def check(tree: Any, commands: Sequence[str], variables: Sequence[str]) -> None:
    """Raise a ParseException for anything that is more than data."""
    allowed = {c.lower() for c in commands}
    known = _ALLOWED_VARIABLES | {v.lower() for v in variables}
    for n in tree.walk():
        if isinstance(n, ast.CommandAst):
            name = n.get_command_name()
            if name is None or name.lower() not in allowed and "*" not in allowed:
                raise ParseException(f"The command '{name}' is not allowed in restricted language mode or a Data section.", error_id="CommandNotAllowed")
        elif isinstance(n, ast.VariableExpressionAst):
            if n.variable_path.user_path.lower() not in known and "*" not in known:
                raise ParseException("A variable that cannot be referenced in restricted language mode or a Data section is being referenced. Variables that can be "
                                     "referenced include the following: $PSCulture, $PSUICulture, $true, $false, $null.", error_id="VariableReferenceNotSupported")
        elif isinstance(n, _REFUSED):
            raise ParseException("A statement or expression that is not allowed in restricted language mode or a Data section was found.",
                                 error_id="NotAllowedInRestrictedLanguage")
