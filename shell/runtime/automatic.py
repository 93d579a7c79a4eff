"""The variables a new runspace has: constants of the session and preference variables with their types."""
from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any, Callable

from shell.clr.exceptions import NetException
from shell.objects.psobject import PSObject
from shell.runtime.scopes import SPELLING, Scope, Special

Value = Any
ACTIONS = "System.Management.Automation.ActionPreference"
_PREFERENCES = (("ErrorActionPreference", "Continue"), ("WarningPreference", "Continue"), ("VerbosePreference", "SilentlyContinue"),
                ("DebugPreference", "SilentlyContinue"), ("InformationPreference", "SilentlyContinue"), ("ProgressPreference", "Continue"))


def install(ctx: Any) -> None:
    """Fill the base scope (constants) and the global scope (what scripts may change)."""
    base: Scope = ctx.base_scope
    _constants(ctx, base)
    for name, value in _PREFERENCES:
        _typed(base, name, value, lambda: ACTIONS, "Constant")
    _typed(base, "ConfirmPreference", "High", lambda: "System.Management.Automation.ConfirmImpact", "")
    _typed(base, "PSNativeCommandArgumentPassing", "Standard", lambda: "System.Management.Automation.NativeArgumentPassingStyle", "")
    _typed(base, "ErrorView", "ConciseView", lambda: "System.Management.Automation.ErrorView", "")
    for name, start in (("NestedPromptLevel", 0), ("WhatIfPreference", False), ("FormatEnumerationLimit", 4), ("MaximumHistoryCount", 4096),
                        ("PSNativeCommandUseErrorActionPreference", False),
                        ("PSSessionConfigurationName", "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"), ("PSEmailServer", "")):
        SPELLING[name.lower()] = name
        base[name.lower()] = start
    SPELLING.update({"lastexitcode": "LASTEXITCODE", "matches": "Matches", "stacktrace": "StackTrace"})


def _constants(ctx: Any, base: Scope) -> None:
    home = os.path.expanduser("~")
    pairs = (("true", True), ("false", False), ("null", None), ("HOME", home), ("PID", os.getpid()), ("ShellId", "Microsoft.PowerShell"),
             ("PSEdition", "Core"), ("PSHOME", os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), ("IsLinux", sys.platform.startswith("linux")),
             ("IsMacOS", sys.platform == "darwin"), ("IsWindows", False), ("IsCoreCLR", True), ("PSCulture", "en-US"), ("PSUICulture", "en-US"))
    for name, value in pairs:
        read_only(base, name, value, "ReadOnly" if name == "HOME" else "Constant")
    computed(base, "Error", lambda: ctx.errors)
    computed(base, "Host", lambda: ctx.service("host") if "host" in ctx.services else ctx.host)
    computed(base, "?", lambda: ctx.ok)
    computed(base, "PSVersionTable", lambda: version_table(ctx))
    computed(base, "ExecutionContext", lambda: execution_context(ctx))
    computed(base, "PWD", lambda: _place(ctx), option="")
    computed(base, "PSDefaultParameterValues", lambda: default_parameters(ctx), option="")
    computed(base, "PROFILE", lambda: profile(home), option="")
    computed(base, "PSStyle", lambda: ps_style(ctx))
    computed(base, "OutputEncoding", lambda: _utf8(), option="")


@cache
def _options(option: str) -> frozenset[str]:
    return frozenset((option, "AllScope"))


def read_only(base: Scope, name: str, value: Value, option: str = "Constant") -> None:
    fact = Special()
    if name != "null":
        fact.options = _options(option)
    _add(base, name, value, fact)


def computed(base: Scope, name: str, getter: Callable[[], Value], option: str = "Constant") -> None:
    fact = Special()
    fact.getter = getter
    if option:
        fact.options = _options(option)
    _add(base, name, None, fact)


def _add(base: Scope, name: str, value: Value, fact: Special) -> None:
    key = name.lower()
    SPELLING[key] = name
    dict.__setitem__(base, key, value)
    base.declare(key, fact)


def _typed(base: Scope, name: str, value: Value, type_name: Callable[[], str], option: str) -> None:
    """A preference: shown as its enum, converted when assigned."""
    fact = Special()

    def convert(new: Value) -> Value:
        from shell.objects.conversion import convert as to_type
        from shell.objects.typenames import resolve_type
        t = resolve_type(type_name())
        if t is None:
            return new
        if new is None:
            raise NetException(f'Cannot convert null to type "{t.full_name}" due to enumeration values that are not valid.')
        return to_type(new, t)
    fact.convert = convert
    key = name.lower()
    SPELLING[key] = name

    def getter() -> Value:
        try:
            return convert(value)
        except NetException:
            return value
    fact.getter = getter
    dict.__setitem__(base, key, value)
    base.declare(key, fact)


def _place(ctx: Any) -> Value:
    info = getattr(ctx.location, "path_info", None)
    if info is not None:
        return info() if callable(info) else info
    return ctx.native_directory()


def default_parameters(ctx: Any) -> Value:
    """$PSDefaultParameterValues of the session."""
    if ctx.default_parameters is None:
        from shell.runtime.default_parameters import make
        ctx.default_parameters = make(ctx, ())
    return ctx.default_parameters


def version_table(ctx: Any) -> Value:
    """$PSVersionTable"""
    found = getattr(ctx, "_version_table", None)
    if found is None:
        from shell.runtime.version_table import make
        found = ctx._version_table = make()
    return found


def execution_context(ctx: Any) -> Value:
    """$ExecutionContext"""
    from shell.runtime.engine_intrinsics import EngineIntrinsics
    return EngineIntrinsics(ctx)


def ps_style(ctx: Any) -> Value:
    """$PSStyle, made when first named: until then output has the default styles."""
    found = getattr(ctx, "ps_style", None)
    if found is None:
        from shell.clr.psstyle import PSStyle
        found = ctx.ps_style = PSStyle()
    return found


def _profile_places() -> dict[str, str]:
    folder = os.path.join(os.path.abspath(os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")), "powershell")
    own, shared = "Microsoft.PowerShell_profile.ps1", "profile.ps1"
    return {"AllUsersAllHosts": os.path.join("/etc/powershell", shared), "AllUsersCurrentHost": os.path.join("/etc/powershell", own),
            "CurrentUserAllHosts": os.path.join(folder, shared), "CurrentUserCurrentHost": os.path.join(folder, own)}


def profile_files() -> list[str]:
    """PowerShell's four profiles in the order in which they run."""
    return list(_profile_places().values())


def profile(home: str) -> Value:
    """$PROFILE: the current user's file of this host, with the other profiles as its properties."""
    places = _profile_places()
    return PSObject(places["CurrentUserCurrentHost"], dict(places))


def _utf8() -> Value:
    from shell.objects.typenames import resolve_type
    t = resolve_type("System.Text.UTF8Encoding")
    if t is None:
        return "utf-8"
    from shell.objects.members import new_instance
    return new_instance(t, ())
