"""Import-, New-, Get-, Remove-Module and Export-ModuleMember."""
from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException
from shell.clr.wildcards import WildcardPattern
from shell.commands.modules.specifications import BUILT_IN, Wanted, built_in, describe_path, wanted_of
from shell.commands.session.verbs import APPROVED
from shell.objects.psobject import CodeProperty, PSCustomObject, ScriptMethod, base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime import modules as rules
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.modules import PSModuleInfo
from shell.runtime.scopes import SPELLING

Value = Any
_UNAPPROVED = ("The names of some imported commands from the module '{0}' include unapproved verbs that might make them less discoverable. To find the commands with "
               "unapproved verbs, run the Import-Module command again with the Verbose parameter. For a list of approved verbs, type Get-Verb.")
_BAD_NAMES = ("Some imported command names contain one or more of the following restricted characters: # , ( ) {{ }} [ ] & - / \\ $ ^ ; : \" ' < > | ? @ ` * % + = ~")


class ModuleVariable(CodeProperty):
    """A variable of a module as a property of New-Module's -AsCustomObject: reads and writes the module's own variable."""

    __slots__ = ()
    kind = "NoteProperty"


def custom_object(module: PSModuleInfo) -> PSCustomObject:
    """A module as an object: its functions are methods, its variables properties."""
    assert module.state is not None
    scope = module.state.top
    props: dict[str, Any] = {}
    for key in module.variables:
        named = {n.lower(): n for n in (module.exports or {}).get("variables", ())}
        name = named.get(key) or SPELLING.get(key, key)
        props[name] = ModuleVariable(name, lambda _, key=key: scope.value_of(key), lambda _, new, key=key: scope.put(key, new))
    for info in module.functions.values():
        props[info.name] = ScriptMethod(info.name, info.script_block)
    return PSCustomObject(props)


class ImportModule(Cmdlet):
    name = "Import-Module"
    synopsis = "Loads modules and makes their commands available."
    examples = (("From a file", "Import-Module ./Tools.psm1"), ("Again, from scratch", "Import-Module ./Tools.psm1 -Force"),
                ("With a prefix", "Import-Module ./Tools.psm1 -Prefix My"))

    Name: Optional[list[str]] = None
    FullyQualifiedName: Optional[list[Value]] = None
    ModuleInfo: Optional[list[PSModuleInfo]] = None
    Assembly: Value = None
    Function: Optional[list[str]] = None
    Cmdlet: Optional[list[str]] = None
    Variable: Optional[list[str]] = None
    Alias: Optional[list[str]] = None
    Prefix: str = ""
    Force: bool = False
    PassThru: bool = False
    AsCustomObject: bool = False
    Global: bool = False
    Scope: Optional[str] = None
    NoClobber: bool = False
    DisableNameChecking: bool = False
    ArgumentList: Optional[list[Value]] = None
    MinimumVersion: Value = None
    MaximumVersion: Value = None
    RequiredVersion: Value = None

    def process(self) -> None:
        for module in self.ModuleInfo or ():
            self._bring_in(base_of(module))
        for name in self.Name or ():
            self._import(Wanted(to_string(name), self.MinimumVersion, self.MaximumVersion, self.RequiredVersion))
        for spec in self.FullyQualifiedName or ():
            self._import(wanted_of(spec))

    def _import(self, wanted: Wanted) -> None:
        if wanted.name.lower() in BUILT_IN:
            if self.PassThru:
                self.write(built_in(wanted.name))
            return
        try:
            module = self._load(wanted)
        except NetException as e:
            if e.error_id is None:
                raise
            self.write_error(ErrorRecord(e, e.error_id, e.category or "ResourceUnavailable", getattr(e, "target", None) or wanted.name))
            return
        if module is not None:
            self._bring_in(module)

    def _load(self, wanted: Wanted) -> Optional[PSModuleInfo]:
        """The module, loaded unless it already is; None when an error was reported."""
        path = rules.find_module_file(self.ctx, wanted.name)
        loaded = self._loaded(wanted.name, path)
        if loaded is not None:
            if not self.Force and wanted.accepts(loaded.version):
                return loaded
            if self.Force:
                rules.remove_module(self.ctx, loaded)
        if path is not None and not wanted.is_any:
            found = describe_path(self.ctx, path)
            if not wanted.accepts(found.version):
                self.error(f"The specified module '{wanted.name}' with version '{wanted.version_text()}' was not loaded because no valid module file was found in any "
                           "module directory.", "Modules_ModuleWithVersionNotFound", "ResourceUnavailable", wanted.name)
                return None
        args = list(self.ArgumentList or ())
        return rules.load(self.ctx, wanted.name, args) if path is None else rules.load_file(self.ctx, path, args)

    def _loaded(self, name: str, path: Optional[str]) -> Optional[PSModuleInfo]:
        for table in (rules.imports_of(self.ctx, self.ctx.frame.state), self.ctx.modules):
            for module in table.values():
                if path is not None and same_file(module, path) or path is None and module.name.lower() == name.lower():
                    return module  # type: ignore[no-any-return]
        return None

    def _bring_in(self, module: PSModuleInfo) -> None:
        if self.AsCustomObject:
            self.write(custom_object(module))
            return
        is_global = self.Global or to_string(self.Scope).lower() == "global"
        state = self.ctx.global_state if is_global else None
        picky = self.Function is not None or self.Alias is not None or self.Variable is not None or self.Cmdlet is not None
        none: list[str] = []
        scope = self.ctx.frame.scope if to_string(self.Scope).lower() == "local" else None
        functions = _texts(self.Function) if self.Function is not None else none if picky else None
        if self.NoClobber:
            functions = [f.name for f in module.functions.values() if self.ctx.find_command(rules.prefixed(f.name, self.Prefix)) is None]
        rules.import_members(self.ctx, module, state, to_string(self.Prefix), functions,
                             _texts(self.Alias) if self.Alias is not None else none if picky else None,
                             _texts(self.Variable) if self.Variable is not None else none if picky else None, scope)
        if not self.DisableNameChecking:
            self._check_names(module)
        if self.PassThru:
            self.write(module)

    def _check_names(self, module: PSModuleInfo) -> None:
        verbs = {f.name.partition("-")[0].lower() for f in module.functions.values() if "-" in f.name}
        if verbs - APPROVED:
            self.warn(_UNAPPROVED.format(module.name))


def same_file(module: PSModuleInfo, path: str) -> bool:
    """Was this module made from that file (its manifest counts)?"""
    own = os.path.normpath(module.path)
    return own == os.path.normpath(path) or getattr(module, "manifest", None) is not None and bool(module.manifest) and (
        os.path.splitext(os.path.basename(path))[0].lower() == module.name.lower() and os.path.dirname(own) == os.path.dirname(os.path.normpath(path)))


def _texts(values: Optional[list[Value]]) -> list[str]:
    return [to_string(v) for v in values or ()]


class NewModule(Cmdlet):
    name = "New-Module"
    synopsis = "Makes a module out of a script block."
    examples = (("An object with private state", "$c = New-Module -AsCustomObject { $n = 0; function Next { ($script:n++) }; Export-ModuleMember Next }; $c.Next()"),)

    Name: Optional[str] = None
    ScriptBlock: Value = None
    ArgumentList: Optional[list[Value]] = None
    Function: Optional[list[str]] = None
    Cmdlet: Optional[list[str]] = None
    AsCustomObject: bool = False
    ReturnResult: bool = False

    def process(self) -> None:
        out: list[Value] = []
        module = rules.new_module(self.ctx, self.ScriptBlock, to_string(self.Name), list(self.ArgumentList or ()), out.append)
        if self.Function is not None:
            wanted = [WildcardPattern(to_string(f)) for f in self.Function]
            module.functions = {k: f for k, f in module.functions.items() if any(w.matches(f.name) for w in wanted)}
        if self.ReturnResult:
            self._bring_in(module)
            self.write_all(out)
        elif self.AsCustomObject:
            self.write(custom_object(module))
        else:
            self._bring_in(module)
            self.write(module)

    def _bring_in(self, module: PSModuleInfo) -> None:
        """Its commands are there, but it is not in the list of modules until it is imported."""
        rules.import_members(self.ctx, module)
        table = rules.imports_of(self.ctx, self.ctx.frame.state)
        if table.get(module.name.lower()) is module:
            del table[module.name.lower()]


class ExportModuleMember(Cmdlet):
    name = "Export-ModuleMember"
    synopsis = "Says what a module shows to those who import it."
    examples = (("Only one function", "New-Module { function A {}; function B {}; Export-ModuleMember -Function A }"),)

    Function: Optional[list[str]] = None
    Cmdlet: Optional[list[str]] = None
    Variable: Optional[list[str]] = None
    Alias: Optional[list[str]] = None

    def process(self) -> None:
        try:
            rules.export_members(self.ctx, _texts(self.Function), _texts(self.Variable), _texts(self.Alias), _texts(self.Cmdlet))
        except NetException as e:
            raise self.terminate(ErrorRecord(e, e.error_id or "InvalidOperation", e.category or "PermissionDenied")) from e


class GetModule(Cmdlet):
    name = "Get-Module"
    synopsis = "Shows modules that are loaded, or that could be."
    examples = (("What is loaded", "Get-Module"), ("What could be", "Get-Module -ListAvailable"))

    Name: Optional[list[str]] = None
    FullyQualifiedName: Optional[list[Value]] = None
    ListAvailable: bool = False
    All: bool = False
    PSEdition: Optional[str] = None
    PSSession: Any = None

    def process(self) -> None:
        if self.PSSession is not None:
            self._remote()
            return
        wanted = [Wanted(to_string(n)) for n in self.Name or ()] + [wanted_of(s) for s in self.FullyQualifiedName or ()]
        found = list(self._available() if self.ListAvailable else self._loaded())
        for module in sorted(found, key=lambda m: m.name.lower()):
            if (not wanted or any(w.matches(module) for w in wanted)) and self._fits(module):
                self.write(module)

    def _fits(self, module: PSModuleInfo) -> bool:
        """-PSEdition: modules that say nothing of editions work everywhere."""
        known = [to_string(e).lower() for e in getattr(module, "compatible_editions", None) or ()]
        return not self.PSEdition or not known or self.PSEdition.lower() in known

    def _remote(self) -> None:
        """The modules of a session's host."""
        block = self.ctx.compile("param($names, $available) Get-Module -Name $names -ListAvailable:$available")
        self.write_all(self.ctx.call_command("Invoke-Command", {"Session": [self.PSSession], "ScriptBlock": block,
                                                               "ArgumentList": [list(self.Name or ["*"]), self.ListAvailable]}))

    def _loaded(self) -> Iterator[PSModuleInfo]:
        seen: list[PSModuleInfo] = []
        tables = [rules.imports_of(self.ctx, self.ctx.frame.state), self.ctx.modules]
        if self.All:
            tables += [s.imports for s in self.ctx.states if isinstance(s, rules.ModuleState)]
        for table in tables:
            for module in table.values():
                if all(module is not m for m in seen):
                    seen.append(module)
                    yield module

    def _available(self) -> Iterator[PSModuleInfo]:
        for name in BUILT_IN.values():
            yield built_in(name)
        for folder in rules.module_folders(self.ctx):
            for entry in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                path = rules._module_at(os.path.join(folder, entry)) if os.path.isdir(os.path.join(folder, entry)) else None
                if path is not None:
                    yield describe_path(self.ctx, path)


class RemoveModule(Cmdlet):
    name = "Remove-Module"
    synopsis = "Removes modules and their commands from the session."
    examples = (("One", "Import-Module ./Tools.psm1; Remove-Module Tools"),)

    Name: Optional[list[str]] = None
    FullyQualifiedName: Optional[list[Value]] = None
    ModuleInfo: Optional[list[PSModuleInfo]] = None
    Force: bool = False

    def begin(self) -> None:
        self._count = 0
        self._patterns_only = True

    def process(self) -> None:
        for module in self.ModuleInfo or ():
            self._patterns_only = False
            self._remove(base_of(module))
        for wanted in [Wanted(to_string(n)) for n in self.Name or ()] + [wanted_of(s) for s in self.FullyQualifiedName or ()]:
            if not has_wildcard(wanted.name):
                self._patterns_only = False
            for module in [m for m in self._all() if wanted.matches(m)]:
                self._remove(module)

    def _all(self) -> list[PSModuleInfo]:
        return [*rules.imports_of(self.ctx, self.ctx.frame.state).values(),
                *(m for m in self.ctx.modules.values() if self.ctx.frame.state is not self.ctx.global_state)]

    def _remove(self, module: PSModuleInfo) -> None:
        if self.should_process(f"Remove module {module.name} (Path: '{module.path}')."):
            rules.remove_module(self.ctx, module)
        self._count += 1

    def end(self) -> None:
        if not self._count and not self._patterns_only:
            self.error("No modules were removed. Verify that the specification of modules to remove is correct and those modules exist in the runspace.",
                       "Modules_NoModulesRemoved", "ResourceUnavailable", exception_class=InvalidOperationException)
