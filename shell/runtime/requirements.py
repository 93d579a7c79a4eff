"""#requires: checked before a script file runs."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import define_exception
from shell.objects.records import ErrorRecord, RuntimeException, TerminatingError
from shell.runtime.version_table import VERSION

Value = Any
ScriptRequiresException = define_exception("System.Management.Automation.ScriptRequiresException", RuntimeException)


def _fail(info: Any, message: str, error_id: str) -> TerminatingError:
    name = getattr(info, "name", "")
    record = ErrorRecord(ScriptRequiresException(message), error_id, "ResourceUnavailable", name)
    record.preserve_id = True
    record.category_info.target_name, record.category_info.target_type = name, "String"
    return TerminatingError(record)


def check_requirements(ctx: Any, needs: Any, info: Any) -> None:
    """Raise when this shell does not meet what the script asks for."""
    name = getattr(info, "name", "")
    if needs.required_ps_version is not None and _numbers(needs.required_ps_version) > _numbers(VERSION):
        raise _fail(info, f"The script '{name}' cannot be run because it contained a \"#requires\" statement for PowerShell {needs.required_ps_version}. The version "
                    f"of PowerShell that is required by the script does not match the currently running version of PowerShell {VERSION}.",
                    "ScriptRequiresUnmatchedPSVersion")
    editions = [e.lower() for e in needs.required_ps_editions]
    if editions and "core" not in editions:
        raise _fail(info, f"The script '{name}' cannot be run because it contained a \"#requires\" statement for PowerShell editions "
                    f"'{','.join(needs.required_ps_editions)}'. The edition of PowerShell that is required by the script does not match the currently running "
                    "PowerShell Core edition.", "ScriptRequiresUnmatchedPSEdition")
    missing = [m.name for m in needs.required_modules if not _has_module(ctx, m.name)]
    if missing:
        raise _fail(info, f"The script '{name}' cannot be run because the following modules that are specified by the \"#requires\" statements of the script are "
                    f"missing: {', '.join(missing)}..", "ScriptRequiresMissingModules")


def _numbers(text: str) -> tuple[int, ...]:
    parts = [int(p) for p in str(text).split(".") if p.isdigit()]
    return tuple(parts + [0] * (4 - len(parts)))


_BUILT_IN = ("microsoft.powershell.", "psreadline", "threadjob", "microsoft.powershell.threadjob", "packagemanagement", "powershellget", "cimcmdlets")


def _has_module(ctx: Any, name: str) -> bool:
    folded = name.lower()
    if folded.startswith(_BUILT_IN) or ctx.find_module(folded) is not None:
        return True
    from shell.runtime.modules import find_module_file
    return find_module_file(ctx, name) is not None
