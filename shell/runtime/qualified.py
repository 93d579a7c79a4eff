"""Variables with a qualifier: $global:x, $env:PATH, $function:prompt, $using:x."""
from __future__ import annotations

import os
from typing import Any

from shell.objects.records import RuntimeException
from shell.objects.text import to_display, to_string
from shell.runtime.scopes import Scope, scope_named

Value = Any


def scoped(V: Scope, scope: str, key: str) -> Value:
    """$global:x, $script:x, $local:x"""
    target = scope_named(V, scope)
    if key in target:
        return target.value_of(key)
    if scope == "global":
        return target[key]
    return V.state.ctx.unset_variable(V, key)


def env_get(name: str) -> Value:
    return os.environ.get(name)


def env_set(name: str, value: Value) -> None:
    """$env:X = $null removes it; lists are joined with blanks, everything else is its ToString()."""
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = to_string(value) if isinstance(value, list) else to_display(value)


def drive_get(F: Any, drive: str, name: str) -> Value:
    """$function:f, $variable:x, $alias:a, $c:path: the content of an item of a drive."""
    return F.ctx.drive_content(F, drive, name)


def drive_set(F: Any, drive: str, name: str, value: Value) -> None:
    F.ctx.set_drive_content(F, drive, name, value)


def using(F: Any, V: Scope, text: str, node: Any) -> Value:
    """$using:x: the value the caller's side sent along."""
    values = F.ctx.using_values
    if values is None:
        raise RuntimeException("A Using variable cannot be retrieved. A Using variable can be used only with Invoke-Command, Start-Job, or InlineScript in the "
                               "script workflow. When it is used with Invoke-Command, the Using variable is valid only if the script block is invoked on a "
                               "remote computer.", error_id="UsingWithoutInvokeCommand", category="InvalidOperation")
    return values.get(text.lower())
