"""From a command's name to what runs: alias, function, cmdlet, script file, native program; then once more with `Get-` in front.

Needs of the context: `find_alias(name)`, `find_function(name)`, `find_cmdlet(name)`, `find_module(name)`, `script_info(path)`, `native_directory()`,
`location` and `get_variable`.  The order and the texts are PowerShell's.
"""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.objects.records import CommandNotFoundException, ErrorRecord, TerminatingError
from shell.runtime.commands_info import AliasInfo, ApplicationInfo, CommandInfo

NOT_FOUND = ("The term '{0}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n"
             "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.")
_SEPARATORS = ("/", "\\")


def not_found(name: str, shown: Optional[str] = None) -> TerminatingError:
    """CommandNotFoundException; `shown` is the name as typed when an alias led here."""
    exception = CommandNotFoundException(NOT_FOUND.format(name))
    exception.command_name = name  # type: ignore[attr-defined]
    record = ErrorRecord(exception, "CommandNotFoundException", "ObjectNotFound", name)
    record.exception.command_name = name  # type: ignore[attr-defined]
    record.preserve_id = True
    record.category_info.activity = ""
    record.category_info.target_name, record.category_info.target_type = name, "String"
    error = TerminatingError(record)
    error.command_shown = shown or name  # type: ignore[attr-defined]
    return error


def unknown_module(ctx: Any, name: str) -> Optional[str]:
    """The module part of `Module\\Command` when no such module is loaded, else None."""
    module, separator, command = name.partition("\\")
    if not separator or not module.replace(".", "").isalnum() or module[0] == "." or not command or "\\" in command:
        return None
    return module if ctx.find_module(module) is None else None


def module_not_loaded(name: str, module: str) -> TerminatingError:
    """The error of `Module\\Command` whose module is unknown."""
    error = not_found(name)
    record = error.record
    record.exception.message = f"The module '{module}' could not be loaded. For more information, run 'Import-Module {module}'."
    record.error_id = record.fully_qualified_id = "CouldNotAutoLoadModule"
    return error


def find_command(ctx: Any, name: str) -> CommandInfo:
    """What a call of `name` runs, aliases followed; raises TerminatingError with CommandNotFoundException."""
    found = lookup(ctx, name)
    if found is None:
        module = unknown_module(ctx, name)
        raise not_found(name) if module is None else module_not_loaded(name, module)
    seen = {name.lower()}
    while isinstance(found, AliasInfo):
        target = found.target
        if target.lower() in seen and (shadowed := lookup(ctx, target, aliases=False)) is not None:
            return shadowed
        step = lookup(ctx, target, aliases=target.lower() not in seen)
        if step is None:
            raise not_found(target, name)
        seen.add(target.lower())
        found = step
    return found


def lookup(ctx: Any, name: str, aliases: bool = True) -> Optional[CommandInfo]:
    """One step of resolution, or None.  An AliasInfo is returned as such."""
    if not name:
        return None
    found = _by_name(ctx, name, aliases)
    if found is None and "-" not in name and not any(s in name for s in _SEPARATORS) and name.replace("_", "").isalnum():
        found = _by_name(ctx, "Get-" + name, aliases, programs=False)
    return found


def _by_name(ctx: Any, name: str, aliases: bool, programs: bool = True) -> Optional[CommandInfo]:
    found: Optional[CommandInfo] = None
    if aliases:
        found = ctx.find_alias(name)
    found = found or ctx.find_function(name) or ctx.find_cmdlet(name)
    if found is None and "\\" in name and not name.startswith((".", "\\", "/")) and ":" not in name:
        found = _module_qualified(ctx, name)
    if found is None and programs:
        found = find_file(ctx, name)
    return found


def _module_qualified(ctx: Any, name: str) -> Optional[CommandInfo]:
    """`Module\\Command`."""
    module_name, _, command = name.partition("\\")
    module = ctx.find_module(module_name)
    if module is not None:
        exported: Optional[CommandInfo] = module.exported_command(command)
        return exported
    info: Optional[CommandInfo] = ctx.find_cmdlet(command)
    if info is not None and info.module_name.lower() == module_name.lower():
        return info
    return None


def find_file(ctx: Any, name: str) -> Optional[CommandInfo]:
    """A script or program by path, else on PATH.  A name without a separator never means a file in the current folder."""
    if any(s in name for s in _SEPARATORS) or name.startswith("~") or (len(name) > 1 and name[1:].startswith(":")):
        path = ctx.file_path(name)
        if path is None:
            return None
        return _file_info(ctx, path, True) or _file_info(ctx, path + ".ps1")
    for folder in search_path(ctx):
        for candidate in ((name,) if name.lower().endswith(".ps1") else (name, name + ".ps1")):
            found = _file_info(ctx, os.path.join(folder, candidate))
            if found is not None:
                return found
    return own_program(name)


SHELLS = ("pwsh", "pssession")


def own_program(name: str) -> Optional[ApplicationInfo]:
    """`pwsh` and `pssession` mean this program where PATH has no other of that name."""
    if name not in SHELLS:
        return None
    import sys
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    code = f"import sys; sys.path[0] = {root!r}; from shell.__main__ import main; sys.exit(main())"
    return ApplicationInfo(name, sys.executable, ("-c", code))


def search_path(ctx: Any) -> list[str]:
    """The folders of $env:PATH."""
    return [os.path.expanduser(p) for p in os.environ.get("PATH", "").split(os.pathsep) if p]


def _file_info(ctx: Any, path: str, any_file: bool = False) -> Optional[CommandInfo]:
    """A file as a command; on PATH only executable ones count, by path (`any_file`) it is tried."""
    if path.lower().endswith(".ps1"):
        return ctx.script_info(path) if os.path.isfile(path) else None
    if os.path.isfile(path) and (any_file or os.access(path, os.X_OK)):
        return ApplicationInfo(os.path.basename(path), path)
    return None


def known_at_top(ctx: Any, name: str) -> bool:
    """Does a name mean a command in the global scope?"""
    from shell.runtime.frame import Frame
    old, ctx.frame = ctx.frame, Frame(ctx, ctx.global_state.top, ctx.global_state, ctx.root_streams)
    try:
        return lookup(ctx, name) is not None
    finally:
        ctx.frame = old
