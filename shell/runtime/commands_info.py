"""CommandInfo objects: what Get-Command shows and what a call resolves to."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.typeinfo import NetType
from shell.objects.typenames import require_type
from shell.runtime.parameters import CommandMetadata

Value = Any


class CommandInfo:
    """Base.  `module_name` is what the Source column shows; `kind` a CommandTypes name."""

    kind = "Command"
    ps_ext: Any = None

    def __init__(self, name: str, module_name: str = "") -> None:
        self.name = name
        self.module_name = module_name
        self.visibility = "Public"
        self.module: Any = None

    @property
    def definition(self) -> str:
        return ""

    def __str__(self) -> str:
        return self.name


class CmdletInfo(CommandInfo):
    """A built-in command: its class is imported on first use, its metadata read on first use."""

    kind = "Cmdlet"

    def __init__(self, name: str, module_name: str, load: Callable[[], type], describe: Callable[[], CommandMetadata]) -> None:
        super().__init__(name, module_name)
        self._load, self._describe = load, describe
        self._class: Optional[type] = None
        self._meta: Optional[CommandMetadata] = None

    @property
    def implementation(self) -> type:
        """The Cmdlet subclass."""
        if self._class is None:
            self._class = self._load()
        return self._class

    @property
    def metadata(self) -> CommandMetadata:
        if self._meta is None:
            self._meta = self._describe()
        return self._meta

    @property
    def fq_name(self) -> str:
        """What follows an error id: the .NET class name."""
        named = getattr(self.implementation, "net_class", None)
        return named or f"Microsoft.PowerShell.Commands.{self.name.replace('-', '')}Command"


class FunctionInfo(CommandInfo):
    kind = "Function"

    def __init__(self, name: str, script_block: Value, options: str = "None", module: Any = None, is_filter: bool = False) -> None:
        super().__init__(name, getattr(module, "name", "") if module is not None else "")
        self.script_block = script_block
        self.options = options
        self.module = module
        self.description = ""
        if is_filter:
            self.kind = "Filter"

    @property
    def definition(self) -> str:
        return str(self.script_block.text)

    @property
    def metadata(self) -> CommandMetadata:
        return self.script_block.metadata  # type: ignore[no-any-return]


class AliasInfo(CommandInfo):
    kind = "Alias"

    def __init__(self, name: str, target: str, options: str = "None", description: str = "", module: Any = None) -> None:
        super().__init__(name, getattr(module, "name", "") if module is not None else "")
        self.target = target
        self.options = options
        self.description = description
        self.module = module
        self.resolve: Optional[Callable[[], Optional[CommandInfo]]] = None

    def copy(self) -> AliasInfo:
        """One of its own for another runspace."""
        made = AliasInfo.__new__(AliasInfo)
        made.__dict__.update(self.__dict__)
        return made

    @property
    def definition(self) -> str:
        return self.target

    @property
    def target_info(self) -> Optional[CommandInfo]:
        """The command it leads to in the running session, one step; None when there is none."""
        if self.resolve is not None:
            return self.resolve()
        from shell.objects import hooks
        find = getattr(hooks.current(), "find_command", None)
        found = None if find is None else find(self.target)
        return None if found is self else found


class ApplicationInfo(CommandInfo):
    """A native program."""

    kind = "Application"

    def __init__(self, name: str, path: str, leading: tuple[str, ...] = ()) -> None:
        """`leading`: words that come before the arguments of every call."""
        super().__init__(name)
        self.path = path
        self.module_name = path
        self.leading = leading

    @property
    def definition(self) -> str:
        return self.path


class ExternalScriptInfo(CommandInfo):
    """A .ps1 file."""

    kind = "ExternalScript"

    def __init__(self, name: str, path: str, script_block: Callable[[], Value]) -> None:
        super().__init__(name)
        self.path = path
        self.module_name = path
        self._load = script_block
        self._script_block: Value = None

    @property
    def script_block(self) -> Value:
        if self._script_block is None:
            self._script_block = self._load()
        return self._script_block

    @property
    def definition(self) -> str:
        return self.path

    @property
    def metadata(self) -> CommandMetadata:
        return self.script_block.metadata  # type: ignore[no-any-return]


class ScriptTextInfo(CommandInfo):
    """System.Management.Automation.ScriptInfo: a command text itself, as the invocation of its top level names it."""

    kind = "Script"

    def __init__(self, text: str) -> None:
        super().__init__("")
        self.text = text

    @property
    def definition(self) -> str:
        return self.text


def _syntax() -> Any:
    from shell.runtime import command_syntax
    return command_syntax


def _parameters(info: Value) -> Value:
    meta = _syntax().metadata_of(info)
    return None if meta is None else _syntax().parameter_dictionary(meta)


def _sets(info: Value) -> Value:
    meta = _syntax().metadata_of(info)
    return None if meta is None else _syntax().parameter_sets(meta)


def _noun(info: Value) -> str:
    return str(info.name).partition("-")[2]


def _verb(info: Value) -> str:
    head, dash, _ = str(info.name).partition("-")
    return head if dash else ""


def _cmdlet_definition(info: Value) -> str:
    return "".join(f"\n{line}\n" for line in _syntax().syntax_lines(info.metadata, info.name))


def _version(info: Value) -> Value:
    if info.module is not None:
        return info.module.version
    if info.kind != "Cmdlet":
        return None
    from shell.objects.conversion import convert
    from shell.objects.typenames import resolve_type
    t = resolve_type("version")
    return None if t is None else convert("7.0.0.0", t)


def _common_members(base: NetType) -> None:
    s = "System.Management.Automation."
    base.attr("Name", "string", "name")
    base.prop("CommandType", s + "CommandTypes")(lambda info: require_type(s + "CommandTypes").enum_values[info.kind])
    base.attr("Source", "string", "module_name")
    base.prop("Version", "version")(_version)
    base.attr("Definition", "string", "definition")
    base.attr("Visibility", s + "SessionStateEntryVisibility", "visibility", True)
    base.attr("ModuleName", "string", "module_name")
    base.attr("Module", "psmoduleinfo", "module")
    base.prop("RemotingCapability", s + "RemotingCapability")(lambda i: "PowerShell")
    base.prop("Parameters", f"System.Collections.Generic.Dictionary[string,{s}ParameterMetadata]")(_parameters)
    base.prop("ParameterSets", f"System.Collections.ObjectModel.ReadOnlyCollection[{s}CommandParameterSetInfo]")(_sets)
    base.method(s + "ParameterMetadata ResolveParameter(string name)")(_resolve_parameter)
    base.method("string ToString()")(str)


def _resolve_parameter(info: Value, name: str) -> Value:
    meta = _syntax().metadata_of(info)
    found = None if meta is None else meta.table.get(name.lower())
    return None if found is None else _syntax().ParameterMetadata(found)


def _function_members(t: NetType) -> None:
    t.attr("ScriptBlock", "scriptblock", "script_block")
    t.prop("CmdletBinding", "bool")(lambda i: bool(i.metadata.common))
    t.prop("DefaultParameterSet", "string")(lambda i: i.metadata.default_set or None)
    t.attr("Options", "System.Management.Automation.ScopedItemOptions", "options", True)
    t.attr("Description", "string", "description", True)
    t.prop("Noun", "string")(_noun)
    t.prop("Verb", "string")(_verb)
    t.prop("HelpFile", "string")(lambda i: None)
    t.prop("OutputType", "System.Object")(_output_types)


def _output_types(info: Value) -> Value:
    """[OutputType()] of a function as PSTypeName objects."""
    block = getattr(info, "script_block", None)
    tree = block.ast.param_block if block is not None else None
    if tree is None:
        return []
    from shell.objects.engine_types import PSTypeName
    from shell.runtime.attributes import evaluate, short_name
    return [PSTypeName(evaluate(a)) for attribute in tree.attributes if short_name(attribute) == "outputtype" for a in attribute.positional_arguments]


def _alias_members(t: NetType) -> None:
    t.prop("DisplayName", "string")(lambda a: f"{a.name} -> {a.target}" if "-" not in a.name else a.name)
    t.prop("ReferencedCommand", "System.Management.Automation.CommandInfo")(lambda a: a.target_info)
    t.prop("ResolvedCommand", "System.Management.Automation.CommandInfo")(_resolved)
    t.prop("ResolvedCommandName", "string")(lambda a: None if (r := _resolved(a)) is None else r.name)
    t.attr("Options", "System.Management.Automation.ScopedItemOptions", "options", True)
    t.attr("Description", "string", "description", True)
    t.prop("OutputType", "System.Object")(lambda a: [])


def _resolved(alias: Value) -> Value:
    seen = 0
    info = alias
    while info is not None and info.kind == "Alias" and seen < 20:
        info, seen = info.target_info, seen + 1
    return info


def _file_members(t: NetType) -> None:
    t.attr("Path", "string", "path")


def _extension(info: Value) -> str:
    import os
    return str(os.path.splitext(info.path)[1])


def _types() -> None:
    s = "System.Management.Automation."
    base = NetType(s + "CommandInfo", CommandInfo)
    _common_members(base)
    cmdlet = NetType(s + "CmdletInfo", CmdletInfo, base=base)
    cmdlet.prop("Verb", "string")(_verb)
    cmdlet.prop("Noun", "string")(_noun)
    cmdlet.prop("HelpFile", "string")(lambda i: f"{i.module_name}.dll-Help.xml")
    cmdlet.prop("PSSnapIn", "System.Object")(lambda i: None)
    cmdlet.prop("Version", "version")(_version)
    cmdlet.prop("ImplementingType", "type")(lambda i: None)
    cmdlet.prop("Definition", "string")(_cmdlet_definition)
    cmdlet.prop("DefaultParameterSet", "string")(lambda i: i.metadata.default_set or None)
    cmdlet.prop("OutputType", "System.Object")(_output_types)
    cmdlet.prop("Options", s + "ScopedItemOptions")(lambda i: "ReadOnly")
    function = NetType(s + "FunctionInfo", FunctionInfo, base=base)
    _function_members(function)
    _alias_members(NetType(s + "AliasInfo", AliasInfo, base=base))
    application = NetType(s + "ApplicationInfo", ApplicationInfo, base=base)
    _file_members(application)
    application.prop("Extension", "string")(_extension)
    application.prop("OutputType", "System.Object")(lambda i: [])
    script = NetType(s + "ExternalScriptInfo", ExternalScriptInfo, base=base)
    _file_members(script)
    script.attr("ScriptBlock", "scriptblock", "script_block")
    script.prop("ScriptContents", "string")(lambda i: i.script_block.ast.extent.text)


_types()
