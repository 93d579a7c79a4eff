"""Views of commands: cmdlets, functions, aliases, scripts and programs."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, custom, listing, table
from shell.objects.members import get_property
from shell.objects.psobject import base_of

Value = Any


def _name(value: Value) -> Value:
    """Aliases show `gci -> Get-ChildItem`."""
    return get_property(value, "DisplayName" if str(get_property(value, "CommandType")) == "Alias" else "Name")


def _parameter_set(value: Value, scope: Any) -> list[str]:
    """The parameters of a set, one block each."""
    from shell.formatting.values import elements_of, value_text
    lines = [f"Parameter Set Name: {get_property(value, 'Name')}", f"Is default parameter set: {value_text(get_property(value, 'IsDefault'), 4)}", ""]
    for p in elements_of(get_property(value, "Parameters")) or ():
        lines.append(f"  Parameter Name: {get_property(p, 'Name')}")
        for label, name in (("ParameterType", "ParameterType"), ("Position", "Position"), ("IsMandatory", "IsMandatory"),
                            ("IsDynamic", "IsDynamic"), ("HelpMessage", "HelpMessage"), ("ValueFromPipeline", "ValueFromPipeline"),
                            ("ValueFromPipelineByPropertyName", "ValueFromPipelineByPropertyName"),
                            ("ValueFromRemainingArguments", "ValueFromRemainingArguments"), ("Aliases", "Aliases")):
            lines.append(f"    {label} = {value_text(get_property(p, name), scope.limit)}")
        lines.append("")
    return lines


def _help_lines(value: Value, scope: Any) -> list[str]:
    """Help objects carry the text they are shown as."""
    return str(base_of(value).text or "").split("\n")


VIEWS: list[View] = [
    custom("MamlCommandHelpInfo", ["MamlCommandHelpInfo", "MamlCommandHelpInfo#parameter"], _help_lines, out_of_band=True),
    table("CommandInfo", ["System.Management.Automation.CommandInfo"], Item("CommandType", width=15), "Name"),
    table("CommandInfo", ["System.Management.Automation." + n for n in ("AliasInfo", "ApplicationInfo", "CmdletInfo", "ExternalScriptInfo", "FilterInfo",
                                                              "FunctionInfo", "ScriptInfo")],
          Item("CommandType", width=15), Item(label="Name", width=50, compute=_name), Item("Version", width=10), "Source"),
    table("ApplicationInfo", ["System.Management.Automation.ApplicationInfo"], Item("CommandType", width=15), "Name", "Path"),
    listing("System.Management.Automation.ApplicationInfo", ["System.Management.Automation.ApplicationInfo"], "Name", "CommandType",
          "Definition", "Extension", "Path", "FileVersionInfo"),
    table("ScriptInfo", ["System.Management.Automation.ScriptInfo"], Item("CommandType", width=15), "Name", "Definition"),
    listing("System.Management.Automation.ScriptInfo", ["System.Management.Automation.ScriptInfo"], "Name", "CommandType", "Definition", "Path"),
    table("ExternalScriptInfo", ["System.Management.Automation.ExternalScriptInfo"], Item("CommandType", width=15), "Name", "Path"),
    table("FunctionInfo", ["System.Management.Automation.FunctionInfo"], Item("CommandType", width=15), "Name", "Function"),
    table("FilterInfo", ["System.Management.Automation.FilterInfo"], Item("CommandType", width=15), "Name", "Filter"),
    table("AliasInfo", ["System.Management.Automation.AliasInfo"], Item("CommandType", width=15), "DisplayName"),
    listing("System.Management.Automation.AliasInfo", ["System.Management.Automation.AliasInfo"], "DisplayName", "CommandType", "Definition",
          "ReferencedCommand", "ResolvedCommand"),
    listing("System.Management.Automation.CmdletInfo", ["System.Management.Automation.CmdletInfo"], "Name", "CommandType", "Definition", "Path",
          "DLL", "HelpFile", "ParameterSets", "ImplementingType", "Verb", "Noun"),
    listing("System.Management.Automation.CommandInfo", ["System.Management.Automation.FilterInfo", "System.Management.Automation.FunctionInfo"],
          "Name", "CommandType", "Definition"),
    custom("CommandParameterSetInfo", ["System.Management.Automation.CommandParameterSetInfo"], _parameter_set),
]
