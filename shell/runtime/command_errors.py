"""Errors of commands: Write-Error inside a function speaks for the function."""
from __future__ import annotations

from typing import Any

from shell.objects.records import ErrorRecord

Value = Any


def attribute_write_error(ctx: Any, record: ErrorRecord, invocation: Any) -> None:
    """Id suffix, invocation and stack trace of a record written by Write-Error."""
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
        record.invocation = invocation
    record.preserve_id = True
    if not record.script_stack_trace:
        record.script_stack_trace = ctx.stack_trace()
