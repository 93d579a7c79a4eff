"""`command &`: the text of the pipeline, its variables rewritten to $using:, started as a job."""
from __future__ import annotations

from typing import Any

from jobs.job import Job
from shell.commands.jobs.process_jobs import ProcessRequest, start_process_job
from shell.language import nodes
from shell.runtime.using_values import values_for

Value = Any
_KEPT = frozenset(("pid", "psversiontable", "psedition", "pshome", "host", "true", "false", "null"))


def start_background(F: Any, V: Any, node: Any) -> Job:
    """The job of a pipeline or chain that ends with &."""
    ctx = F.ctx
    text = rewritten(node, V)
    block = ctx.compile(text)
    request = ProcessRequest(text, using=values_for(ctx, block.ast))
    return start_process_job(ctx, request, text)


def rewritten(node: Any, V: Any) -> str:
    """The source of the pipeline without its &, with ${using:x} for the variables that exist here and are not assigned inside."""
    extent = node.extent
    text: str = extent.text.rstrip()
    if text.endswith("&"):
        text = text[:-1].rstrip()
    assigned = {a.left.variable_path.name.lower() for a in node.walk()
                if isinstance(a, nodes.AssignmentStatementAst) and isinstance(a.left, nodes.VariableExpressionAst)}
    parameters = {p.name.variable_path.name.lower() for p in node.walk() if isinstance(p, nodes.ParameterAst)}
    cuts: list[tuple[int, int, str]] = []
    for variable in node.walk():
        if not isinstance(variable, nodes.VariableExpressionAst) or not _is_rewritten(variable.variable_path, V, assigned | parameters):
            continue
        if variable.extent.start < extent.start or variable.extent.end > extent.end or variable.extent.text[1:7].lower() == "using:":
            continue
        cuts.append((variable.extent.start - extent.start, variable.extent.end - extent.start, "${using:" + variable.variable_path.user_path + "}"))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _is_rewritten(path: Any, V: Any, own: set[str]) -> bool:
    name = path.name.lower()
    if path.is_drive_qualified or name in _KEPT:
        return False
    if path.scope:
        return True
    return name not in own and V.find(name) is not None
