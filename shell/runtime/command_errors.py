"""Errors of commands: Write-Error inside a function speaks for the function."""
from __future__ import annotations

from typing import Any

from shell.objects.records import ErrorRecord, InvocationInfo
from shell.runtime.commands_info import ScriptTextInfo

Value = Any


def attribute_write_error(ctx: Any, record: ErrorRecord, invocation: Any, stops: bool = False) -> None:
    """Id suffix, invocation and stack trace of a record written by Write-Error: those of the function or block it stands in.

    At the top level there is nobody to name, so the record has no position; unless it ends the script (`stops`).
    """
    F = ctx.frame
    command = F.command
    is_function = command is not None and getattr(command, "kind", "") in ("Function", "Filter")
    if is_function:
        name = command.name
        if "," not in record.fully_qualified_id:
            record.fully_qualified_id = f"{record.error_id},{name}"
        record.invocation = F.invocation
    else:
        record.fully_qualified_id = record.error_id
        if command is not None and getattr(command, "kind", "") == "ExternalScript" and "," not in record.error_id:
            record.fully_qualified_id += f",{command.name}"
        record.invocation = invocation if stops else _caller(F, invocation)
    record.preserve_id = True
    if not record.script_stack_trace:
        record.script_stack_trace = ctx.stack_trace()


def _caller(F: Any, invocation: Any) -> InvocationInfo:
    """The invocation of the block Write-Error stands in; at the top level of a text it has no position, and the text is the command."""
    if F.command is None and (F.site is None or F.site.node is None):
        source = getattr(getattr(invocation, "extent", None), "source", None)
        return InvocationInfo(ScriptTextInfo(source.text) if source is not None else None)
    caller: InvocationInfo = F.invocation
    return caller
