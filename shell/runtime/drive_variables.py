"""$function:f, $variable:x, $alias:a and variables of other drives."""
from __future__ import annotations

from typing import Any

from shell.objects.text import to_string
from shell.runtime.scriptblock import ScriptBlock

Value = Any


def content(ctx: Any, F: Any, drive: str, name: str) -> Value:
    """What an item of a drive holds; nothing when the item or the drive is not there."""
    ctx.frame = F
    kind = drive.lower()
    if kind == "function":
        info = ctx.find_function(name)
        return None if info is None else info.script_block
    if kind == "alias":
        info = ctx.find_alias(name)
        return None if info is None else info.target
    if kind == "variable":
        return ctx.get_variable(name)
    read = getattr(ctx.drives, "variable_content", None)
    return read(drive, name) if read is not None else None


def set_content(ctx: Any, F: Any, drive: str, name: str, value: Value) -> None:
    ctx.frame = F
    kind = drive.lower()
    if kind == "function":
        if value is None:
            ctx.functions.remove(name)
        else:
            ctx.functions.define(name, value if isinstance(value, ScriptBlock) else ctx.compile(to_string(value)))
    elif kind == "alias":
        ctx.aliases.define(name, to_string(value))
    elif kind == "variable":
        ctx.set_variable(name, value)
    else:
        write = getattr(ctx.drives, "set_variable_content", None)
        if write is None:
            from shell.objects.records import DriveNotFoundException
            raise DriveNotFoundException(f"Cannot find drive. A drive with the name '{drive}' does not exist.", error_id="DriveNotFound",
                                         category="ObjectNotFound", target=drive)
        write(drive, name, value)
