"""Module manifests (.psd1): reading them as data, loading what they name."""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Optional

from shell.clr.dictionaries import NetDictionary
from shell.clr.exceptions import FileNotFoundException, MissingMemberException
from shell.objects.conversion import convert
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import ParseException, PSInvalidOperationException
from shell.objects.text import to_string
from shell.objects.typenames import resolve_type
from shell.runtime.modules import (
    PSModuleInfo,
    _matches,
    collect_exports,
    find_module_file,
    import_members,
    load_file,
    load_text,
    make_state,
)
from shell.runtime.pipeline import collapse

Value = Any


def read_data_file(ctx: Any, path: str) -> Value:
    """The hashtable a .psd1 file holds; raises for text that is not data."""
    from shell.language import nodes as ast
    from shell.runtime.restricted import check
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
        block = ctx.compile(f.read(), path)
    tree = block.ast
    end = tree.end_block
    if end is None or len(end.statements) != 1 or tree.find(lambda n: isinstance(n, ast.HashtableAst)) is None:
        raise ParseException(f"The file '{path}' could not be parsed as a PowerShell Data File.", error_id="CouldNotParseAsPowerShellDataFile",
                             category="InvalidData")
    check(tree, [], ["PSScriptRoot", "PSEdition", "EnabledExperimentalFeatures"])
    return collapse(ctx.invoke(block, (), None, MISSING, True))


def _texts(value: Value) -> Optional[list[str]]:
    if value is None:
        return None
    return [to_string(v) for v in value] if isinstance(value, list) else [to_string(value)]


def describe(ctx: Any, path: str) -> PSModuleInfo:
    """A module's manifest without loading it (Test-ModuleManifest, Get-Module -ListAvailable)."""
    data = base_of(read_data_file(ctx, path))
    if not isinstance(data, NetDictionary):
        raise ParseException(f"The file '{path}' could not be parsed as a PowerShell Data File.", error_id="Modules_InvalidManifest")
    if data.get("ModuleVersion") is None:
        raise MissingMemberException("The member 'ModuleVersion' is not present in the module manifest. This member must exist and be assigned a version number of "
                                     f"the form 'n.n.n.n'. Add the missing member to the file '{path}'.", error_id="Modules_InvalidManifest",
                                     category="ResourceUnavailable", target=path)
    module = PSModuleInfo(os.path.splitext(os.path.basename(path))[0], path, "Manifest")
    module.manifest = {to_string(k).lower(): v for k, v in data.items()}
    version_type = resolve_type("System.Version")
    module.version = convert(data.get("ModuleVersion"), version_type) if version_type is not None else data.get("ModuleVersion")
    guid_type = resolve_type("System.Guid")
    if data.get("GUID") is not None and guid_type is not None:
        module.guid = convert(data.get("GUID"), guid_type)
    module.description = to_string(data.get("Description"))
    module.author = to_string(data.get("Author"))
    module.company = to_string(data.get("CompanyName"))
    module.copyright = to_string(data.get("Copyright"))
    module.private_data = data.get("PrivateData")
    module.prefix = to_string(data.get("DefaultCommandPrefix"))
    root = data.get("RootModule") or data.get("ModuleToProcess")
    if root is not None and to_string(root).lower().endswith(".psm1"):
        module.module_type = "Script"
    return module


def load_manifest(ctx: Any, path: str, args: Sequence[Value] = ()) -> PSModuleInfo:
    """Load what a manifest names: required modules, scripts, nested modules, the root module."""
    module = describe(ctx, path)
    given = module.manifest
    state = make_state(ctx, module)
    folder = os.path.dirname(path)
    for needed in _names(given.get("requiredmodules")):
        if find_loaded(ctx, needed) is None:
            found = find_module_file(ctx, needed)
            if found is None:
                raise MissingMemberException(f"The required module '{needed}' is not loaded. Load the module or remove the module from 'RequiredModules' in the file "
                                             f"'{path}'.", error_id="Modules_InvalidManifest", category="ResourceUnavailable", target=path)
            import_members(ctx, load_file(ctx, found), ctx.global_state)
    for script in _texts(given.get("scriptstoprocess")) or ():
        full = _beside(folder, script)
        if not os.path.isfile(full):
            raise FileNotFoundException(f"The script '{full}', listed in field 'ScriptsToProcess' of module manifest '{path}', was not found.",
                                        error_id="Modules_ScriptsToProcessNotFound", category="ResourceUnavailable", target=path)
        ctx.invoke(ctx.load_script(full), (), None, MISSING, False)
    for field, command in (("typestoprocess", "Update-TypeData"), ("formatstoprocess", "Update-FormatData")):
        for name in _texts(given.get(field)) or ():
            ctx.call_command(command, {"AppendPath": _beside(folder, name)})
    for name in _names(given.get("nestedmodules")):
        nested = load_file(ctx, _member_file(ctx, module, name, "NestedModules"))
        module.nested.append(nested)
        import_members(ctx, nested, state)
    root = given.get("rootmodule") or given.get("moduletoprocess")
    if root:
        file = _member_file(ctx, module, to_string(root), "ModuleToProcess/RootModule")
        load_text(ctx, module, file, args)
        module.path = path if not file.lower().endswith(".psm1") else file
    _restrict(module, given)
    return module


def find_loaded(ctx: Any, name: str) -> Any:
    return ctx.find_module(name)


def _names(value: Value) -> list[str]:
    out = []
    for item in value if isinstance(value, list) else [] if value is None else [value]:
        item = base_of(item)
        out.append(to_string(item.get("ModuleName")) if isinstance(item, NetDictionary) else to_string(item))
    return out


def _beside(folder: str, name: str) -> str:
    """A file a manifest names, by either kind of slash."""
    return os.path.join(folder, name.replace("\\", "/"))


def _member_file(ctx: Any, module: PSModuleInfo, name: str, field: str) -> str:
    folder = os.path.dirname(module.path)
    for candidate in (_beside(folder, name), _beside(folder, name + ".psm1"), _beside(folder, name + ".psd1")):
        if os.path.isfile(candidate):
            return os.path.normpath(candidate)
    found = find_module_file(ctx, name)
    if found is None:
        raise PSInvalidOperationException(f"The module to process '{name}', listed in field '{field}' of module manifest '{module.path}' was not processed because no "
                                          "valid module was found in any module directory.", error_id="Modules_ModuleFileNotFound",
                                          category="ResourceUnavailable", target=module.name)
    return found


def _restrict(module: PSModuleInfo, given: dict[str, Value]) -> None:
    """The manifest's lists narrow what the root module exports."""
    collect_exports(module)
    functions, aliases, variables = (_texts(given.get(k)) for k in ("functionstoexport", "aliasestoexport", "variablestoexport"))
    if functions is not None:
        module.functions = {k: f for k, f in module.functions.items() if _matches(f.name, functions)}
    if aliases is not None:
        module.aliases = {k: a for k, a in module.aliases.items() if _matches(a.name, aliases)}
    if variables is not None and module.exports is not None:
        module.variables = [k for k in module.variables if _matches(k, variables)]
