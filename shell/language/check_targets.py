"""Checks of what may be assigned to."""
from __future__ import annotations

from typing import Callable, Optional

from shell.language.node_base import Ast, ExpressionAst
from shell.language.node_expr import (
    ArrayLiteralAst,
    AttributedExpressionAst,
    ConvertExpressionAst,
    IndexExpressionAst,
    MemberExpressionAst,
    ParenExpressionAst,
    VariableExpressionAst,
)
from shell.language.node_stmt import CommandExpressionAst, PipelineAst
from shell.language.node_types import TypeConstraintAst

Report = Callable[..., None]

#: names of [ref] and [void] in lower case
REF = frozenset(("ref", "psreference", "system.management.automation.psreference"))
VOID = frozenset(("void", "system.void"))
#: automatic variables and the only type each may be given
_AUTOMATIC = {
    "_": "System.Object", "args": "System.Object[]", "this": "System.Object", "input": "System.Object",
    "pscmdlet": "System.Management.Automation.PSScriptCmdlet",
    "psboundparameters": "System.Management.Automation.PSBoundParametersDictionary",
    "myinvocation": "System.Management.Automation.InvocationInfo", "psscriptroot": "System.String", "pscommandpath": "System.String",
}
_TYPE_ALIASES = {"object": "system.object", "object[]": "system.object[]", "string": "system.string"}


class TargetCheck:
    """Checks targets; `report` takes an extent or node, an error id and its arguments, `refuse` a node that cannot be assigned to."""

    def __init__(self, report: Report, refuse: Callable[[Ast], None]) -> None:
        self.report = report
        self.refuse = refuse

    def check(self, node: Ast, simple: bool) -> None:
        """Check one target; `simple` for a plain =, which may have several."""
        if isinstance(node, ArrayLiteralAst):
            if not simple:
                self.refuse(node)
                return
            for element in node.elements:
                self.check(element, True)
        elif isinstance(node, ParenExpressionAst):
            inner = pure_expression(node.pipeline)
            if inner is None:
                self.refuse(node.pipeline)
            else:
                self.check(inner, simple)
        elif isinstance(node, AttributedExpressionAst):
            self._typed(node, simple)
        elif isinstance(node, (MemberExpressionAst, IndexExpressionAst)):
            if node.null_conditional:
                self.refuse(node)
        elif not isinstance(node, VariableExpressionAst):
            self.refuse(node)

    def _typed(self, node: AttributedExpressionAst, simple: bool) -> None:
        """A target with types or attributes before it."""
        inner: ExpressionAst = node
        converts = 0
        reference: Optional[TypeConstraintAst] = None
        last = ""
        while isinstance(inner, AttributedExpressionAst):
            if isinstance(inner, ConvertExpressionAst):
                converts += 1
                last = inner.type.type_name.full_name.lower()
                if last in REF:
                    reference = inner.type
                elif last in VOID:
                    self.report(inner.type, "VoidTypeConstraintNotAllowed")
            inner = inner.child
        if reference is not None and converts > 1:
            self.report(reference, "ReferenceNeedsToBeByItselfInTypeConstraint")
            return
        if isinstance(inner, VariableExpressionAst):
            path = inner.variable_path
            expected = _AUTOMATIC.get(path.name.lower()) if path.qualifier.lower() in ("", "local", "private") else None
            if expected and _TYPE_ALIASES.get(last, last) != expected.lower():
                self.report(node, "AssignmentStatementToAutomaticNotSupported", path.name, expected)
        self.check(inner, simple)


def pure_expression(pipeline: Ast) -> Optional[ExpressionAst]:
    """The expression a pipeline consists of, if it is nothing else."""
    if isinstance(pipeline, PipelineAst) and len(pipeline.pipeline_elements) == 1 and not pipeline.background:
        element = pipeline.pipeline_elements[0]
        if isinstance(element, CommandExpressionAst) and not element.redirections:
            return element.expression
    return None
