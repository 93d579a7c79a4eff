"""CommandInfo objects: what Get-Command shows and what a call resolves to."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.typeinfo import NetType
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

    @property
    def definition(self) -> str:
        return self.target


class ApplicationInfo(CommandInfo):
    """A native program."""

    kind = "Application"

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name)
        self.path = path
        self.module_name = path

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


def _types() -> None:
    base = NetType("System.Management.Automation.CommandInfo", CommandInfo)
    base.attr("Name", "string", "name")
    base.attr("Definition", "string", "definition")
    base.attr("ModuleName", "string", "module_name")
    base.attr("Source", "string", "module_name")
    base.attr("CommandType", "System.Management.Automation.CommandTypes", "kind")
    base.attr("Visibility", "System.Management.Automation.SessionStateEntryVisibility", "visibility")
    base.attr("Module", "psmoduleinfo", "module")
    for cls, name in ((CmdletInfo, "CmdletInfo"), (FunctionInfo, "FunctionInfo"), (AliasInfo, "AliasInfo"), (ApplicationInfo, "ApplicationInfo"),
                      (ExternalScriptInfo, "ExternalScriptInfo"), (ScriptTextInfo, "ScriptInfo")):
        NetType(f"System.Management.Automation.{name}", cls, base=base)


_types()
