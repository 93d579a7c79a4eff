"""Modules: PSModuleInfo, making them from script blocks, .psm1 and .psd1 files, exporting, importing into a session state, removing."""
from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Optional

from shell.clr.exceptions import FileNotFoundException, NetException
from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import MISSING
from shell.runtime.commands_info import AliasInfo, CommandInfo, FunctionInfo
from shell.runtime.frame import Frame
from shell.runtime.scopes import SPELLING, Scope, SessionState
from shell.runtime.scriptblock import ScriptBlock

Value = Any
NOT_FOUND = "The specified module '{0}' was not loaded because no valid module file was found in any module directory."


class PSModuleInfo:
    """System.Management.Automation.PSModuleInfo.  `exports` are None until Export-ModuleMember was called."""

    def __init__(self, name: str, path: str = "", kind: str = "Script") -> None:
        self.name = name
        self.path = path
        self.module_type = kind
        self.version: Value = None
        self.guid: Value = None
        self.description = ""
        self.author = ""
        self.company = ""
        self.copyright = ""
        self.private_data: Value = None
        self.state: Optional[SessionState] = None
        self.exports: Optional[dict[str, list[str]]] = None  # kind -> name patterns
        self.functions: dict[str, FunctionInfo] = {}
        self.aliases: dict[str, AliasInfo] = {}
        self.variables: list[str] = []
        self.nested: list[PSModuleInfo] = []
        self.required: list[Value] = []
        self.on_remove: Value = None
        self.imported_into: list[tuple[Scope, str, list[str], list[str]]] = []
        self.manifest: dict[str, Value] = {}
        self.prefix = ""
        self.ps_ext: Any = None
        self.global_copy = True

    @property
    def module_base(self) -> str:
        return os.path.dirname(self.path) if self.path else ""

    def exported_command(self, name: str) -> Optional[CommandInfo]:
        """An exported function or alias by name."""
        key = name.lower()
        return self.functions.get(key) or self.aliases.get(key)

    def as_command(self, site: Any, F: Frame, V: Scope, emit: Any, values: Sequence[Value], expects_input: bool) -> Any:
        """& $module { }: the block runs in the module."""
        block = values[0] if values else None
        if not isinstance(block, ScriptBlock):
            raise NetException("& of a module needs a script block.")
        from shell.runtime.function_stage import FunctionStage
        return FunctionStage(site, F, V, emit, None, ScriptBlock(block.code, self.state), site.arguments(F, [None, *values])[2:], expects_input)

    def __str__(self) -> str:
        return self.name


class ModuleState(SessionState):
    """Session state of a module; `imports` are the modules loaded inside it."""

    __slots__ = ("imports",)

    def __init__(self, ctx: Any, parent: Scope, module: PSModuleInfo) -> None:
        super().__init__(ctx, parent, module)
        self.imports: dict[str, PSModuleInfo] = {}


def imports_of(ctx: Any, state: SessionState) -> dict[str, Any]:
    """The modules loaded in a session state, by folded name."""
    return state.imports if isinstance(state, ModuleState) else ctx.modules


# ---- making modules


def make_state(ctx: Any, module: PSModuleInfo) -> ModuleState:
    state = ModuleState(ctx, ctx.global_state.top, module)
    module.state = state
    ctx.states.append(state)
    return state


def new_module(ctx: Any, block: ScriptBlock, name: str = "", args: Sequence[Value] = (), emit: Optional[Callable[[Value], None]] = None) -> PSModuleInfo:
    """New-Module: a dynamic module whose body is a script block; not imported yet."""
    import uuid
    module = PSModuleInfo(name or f"__DynamicModule_{uuid.uuid4()}", "", "Script")
    module.path = name or module.name
    run_body(ctx, module, block, args, emit)
    return module


def run_body(ctx: Any, module: PSModuleInfo, block: ScriptBlock, args: Sequence[Value] = (), emit: Optional[Callable[[Value], None]] = None) -> None:
    """Run the text of a module in its own session state, then collect what it exports."""
    state = module.state or make_state(ctx, module)
    caller: Frame = ctx.frame
    F = Frame(ctx, state.top, state, caller.streams, caller.site, None)
    F.file = module.path or None
    F.is_dot = True
    ctx.frame = F
    try:
        if module.path:
            _run_file(ctx, F, module.path, ScriptBlock(block.code, state), args)
        else:
            ctx.invoke(ScriptBlock(block.code, state), args, None, MISSING, False, emit=emit or _drop)
    finally:
        ctx.frame = caller
    collect_exports(module)


def _run_file(ctx: Any, F: Frame, path: str, block: ScriptBlock, args: Sequence[Value]) -> None:
    """A module's file knows itself: $MyInvocation.MyCommand.Path."""
    from shell.runtime.function_stage import FunctionStage
    from shell.runtime.invoking import NOWHERE
    from shell.runtime.parameters import CommandArgument
    from shell.runtime.pipeline import drive
    given = [a if isinstance(a, CommandArgument) else CommandArgument(a) for a in args]
    drive((FunctionStage(F.site or NOWHERE, F, F.scope, _drop, ctx.script_info(path), block, given, False, True),), None)


def _drop(value: Value) -> None:
    """What a module's text writes is not output of the import."""


def collect_exports(module: PSModuleInfo) -> None:
    """Fill the tables of exported members from Export-ModuleMember's lists; all functions and aliases when it was not called."""
    assert module.state is not None
    top = module.state.top
    wanted = module.exports or {"functions": ["*"], "aliases": ["*"], "variables": []}
    module.functions = {k: f for k, f in (top.functions or {}).items() if _matches(f.name, wanted.get("functions", []))}
    module.aliases = {k: a for k, a in (top.aliases or {}).items() if _matches(a.name, wanted.get("aliases", []))}
    module.variables = [k for k in top if _matches(SPELLING.get(k, k), wanted.get("variables", []))]
    for nested in module.nested:
        for k, f in nested.functions.items():
            if module.exports is None or _matches(f.name, wanted.get("functions", [])):
                module.functions.setdefault(k, f)
        for k, a in nested.aliases.items():
            module.aliases.setdefault(k, a)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(WildcardPattern(p, True).matches(name) for p in patterns)


def export_members(ctx: Any, functions: Optional[Sequence[str]], variables: Optional[Sequence[str]], aliases: Optional[Sequence[str]],
                   cmdlets: Optional[Sequence[str]] = None) -> None:
    """Export-ModuleMember, called inside a module."""
    module = ctx.frame.state.module
    if module is None:
        from shell.objects.records import PSInvalidOperationException
        raise PSInvalidOperationException("The Export-ModuleMember cmdlet can only be called from inside a module.", error_id="Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
                                          category="PermissionDenied")
    lists: dict[str, list[str]] = module.exports or {"functions": [], "aliases": [], "variables": []}
    lists["functions"] += list(functions or ())
    lists["variables"] += list(variables or ())
    lists["aliases"] += list(aliases or ())
    module.exports = lists
    collect_exports(module)


# ---- importing and removing


def import_members(ctx: Any, module: PSModuleInfo, into: Optional[SessionState] = None, prefix: str = "", functions: Optional[Sequence[str]] = None,
                   aliases: Optional[Sequence[str]] = None, variables: Optional[Sequence[str]] = None, scope: Optional[Scope] = None) -> None:
    """Make a module's exports visible in a session state (the caller's when None)."""
    state = into or ctx.frame.state
    target = scope if scope is not None else state.top
    names: list[str] = []
    alias_names: list[str] = []
    for info in module.functions.values():
        if functions is not None and not _matches(info.name, functions):
            continue
        shown = prefixed(info.name, prefix or module.prefix)
        made = FunctionInfo(shown, info.script_block, info.options, module, info.kind == "Filter")
        made.module_name = module.name
        if target.functions is None:
            target.functions = {}
        target.functions[shown.lower()] = made
        names.append(shown.lower())
    for alias in module.aliases.values():
        if aliases is not None and not _matches(alias.name, aliases):
            continue
        made_alias = AliasInfo(prefixed(alias.name, prefix), alias.target, alias.options, alias.description, module)
        if target.aliases is None:
            target.aliases = {}
        target.aliases[made_alias.name.lower()] = made_alias
        alias_names.append(made_alias.name.lower())
    assert module.state is not None
    for key in module.variables:
        if variables is None or _matches(SPELLING.get(key, key), variables):
            target[key] = module.state.top[key]
    imports_of(ctx, state)[module.name.lower()] = module
    module.imported_into.append((target, prefix, names, alias_names))
    ctx.commands_changed()


def prefixed(name: str, prefix: str) -> str:
    """Get-Thing with prefix X is Get-XThing."""
    if not prefix:
        return name
    verb, dash, noun = name.partition("-")
    return f"{verb}-{prefix}{noun}" if dash else prefix + name


def remove_module(ctx: Any, module: PSModuleInfo, state: Optional[SessionState] = None) -> None:
    """Remove-Module: OnRemove runs, members go."""
    if module.on_remove is not None:
        ctx.invoke(module.on_remove)
    for target, _, names, alias_names in module.imported_into:
        for n in names:
            functions = target.functions or {}
            if n in functions and functions[n].module is module:
                del functions[n]
        for n in alias_names:
            aliases = target.aliases or {}
            if n in aliases and aliases[n].module is module:
                del aliases[n]
    module.imported_into = []
    for table in [ctx.modules, *(s.imports for s in ctx.states if isinstance(s, ModuleState))]:
        if table.get(module.name.lower()) is module:
            del table[module.name.lower()]
    if module.state in ctx.states:
        ctx.states.remove(module.state)
    ctx.commands_changed()


# ---- files


def module_folders(ctx: Any) -> list[str]:
    """$env:PSModulePath, with the user's folder in front when it is not set."""
    text = os.environ.get("PSModulePath")
    if text:
        return [p for p in text.split(os.pathsep) if p]
    return [os.path.join(os.path.expanduser("~"), ".local", "share", "powershell", "Modules"), "/usr/local/share/powershell/Modules"]


_EXTENSIONS = (".psd1", ".psm1", ".ps1")


def find_module_file(ctx: Any, name: str) -> Optional[str]:
    """The file a module name or path means; None when there is none."""
    if any(c in name for c in "/\\") or name.lower().endswith(_EXTENSIONS):
        full = ctx.full_path(name.replace("\\", "/"))
        return _module_at(full)
    for folder in module_folders(ctx):
        base = os.path.join(folder, name)
        found = _module_at(base)
        if found is not None:
            return found
    return None


def _module_at(path: str) -> Optional[str]:
    if os.path.isfile(path):
        return path
    for extension in _EXTENSIONS:
        if os.path.isfile(path + extension):
            return path + extension
    if os.path.isdir(path):
        leaf = os.path.basename(path.rstrip("/"))
        for extension in _EXTENSIONS:
            if os.path.isfile(os.path.join(path, leaf + extension)):
                return os.path.join(path, leaf + extension)
        for version in sorted((d for d in os.listdir(path) if d[:1].isdigit()), reverse=True):
            for extension in _EXTENSIONS:
                candidate = os.path.join(path, version, leaf + extension)
                if os.path.isfile(candidate):
                    return candidate
    return None


def load(ctx: Any, name: str, args: Sequence[Value] = ()) -> PSModuleInfo:
    """Load a module by name or path without importing it; raises NetException with Import-Module's ids."""
    path = find_module_file(ctx, name)
    if path is None:
        raise FileNotFoundException(NOT_FOUND.format(name), error_id="Modules_ModuleNotFound", category="ResourceUnavailable", target=name)
    return load_file(ctx, path, args)


def load_file(ctx: Any, path: str, args: Sequence[Value] = ()) -> PSModuleInfo:
    """Load a .psm1, .ps1 or .psd1 file as a module."""
    if path.lower().endswith(".psd1"):
        from shell.runtime.module_manifests import load_manifest
        return load_manifest(ctx, path, args)
    module = PSModuleInfo(os.path.splitext(os.path.basename(path))[0], path, "Script")
    load_text(ctx, module, path, args)
    return module


def load_text(ctx: Any, module: PSModuleInfo, path: str, args: Sequence[Value] = ()) -> None:
    """Run a script module's file inside `module`."""
    state = module.state or make_state(ctx, module)
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
        block = ctx.compile(f.read(), path, state)
    run_body(ctx, module, block, args)


def _types() -> None:
    t = NetType("System.Management.Automation.PSModuleInfo", PSModuleInfo, accelerators=("psmoduleinfo",))
    for name, type_name, attribute in (("Name", "string", "name"), ("Path", "string", "path"), ("ModuleType", "System.Management.Automation.ModuleType", "module_type"),
                                       ("Version", "version", "version"), ("Description", "string", "description"), ("Author", "string", "author"),
                                       ("CompanyName", "string", "company"), ("Copyright", "string", "copyright"), ("Guid", "guid", "guid"),
                                       ("ModuleBase", "string", "module_base"), ("PrivateData", "System.Object", "private_data")):
        t.attr(name, type_name, attribute)
    t.attr("OnRemove", "scriptblock", "on_remove", True)
    t.prop("ExportedFunctions", "System.Collections.Generic.Dictionary[string,System.Management.Automation.FunctionInfo]")(
        lambda m: _dictionary((f.name, f) for f in m.functions.values()))
    t.prop("ExportedAliases", "System.Collections.Generic.Dictionary[string,System.Management.Automation.AliasInfo]")(
        lambda m: _dictionary((a.name, a) for a in m.aliases.values()))
    t.prop("ExportedCommands", "System.Collections.Generic.Dictionary[string,System.Management.Automation.CommandInfo]")(
        lambda m: _dictionary([*((f.name, f) for f in m.functions.values()), *((a.name, a) for a in m.aliases.values())]))
    t.prop("ExportedCmdlets", "System.Collections.Generic.Dictionary[string,System.Management.Automation.CmdletInfo]")(lambda m: _dictionary(()))
    t.prop("ExportedVariables", "System.Collections.Generic.Dictionary[string,psvariable]")(
        lambda m: _dictionary((SPELLING.get(k, k), m.state.top[k]) for k in m.variables))
    t.prop("NestedModules", "System.Collections.ObjectModel.ReadOnlyCollection[psmoduleinfo]")(lambda m: list(m.nested))
    t.prop("RequiredModules", "System.Collections.ObjectModel.ReadOnlyCollection[psmoduleinfo]")(lambda m: list(m.required))
    t.prop("SessionState", "System.Management.Automation.SessionState")(_session_state)
    t.method("System.Object Invoke(scriptblock sb, Params System.Object[] args)")(_invoke)
    t.method("scriptblock NewBoundScriptBlock(scriptblock scriptBlockToBind)")(lambda m, block: ScriptBlock(block.code, m.state))


def _dictionary(items: Iterable[tuple[str, Value]]) -> Value:
    from shell.clr.dictionaries import GenericDictionary
    from shell.objects.typenames import require_type
    return GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,object]"), items, True)


def _session_state(module: PSModuleInfo) -> Value:
    from shell.runtime.engine_intrinsics import SessionStateView
    assert module.state is not None
    return SessionStateView(module.state.ctx, module.state)


def _invoke(module: PSModuleInfo, block: ScriptBlock, args: Sequence[Value]) -> Value:
    from shell.runtime.pipeline import collapse
    assert module.state is not None
    return collapse(module.state.ctx.invoke(ScriptBlock(block.code, module.state), tuple(args)))


_types()
