"""Views of types, members, methods and assemblies."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, listing, table
from shell.objects.members import get_property

Value = Any


def _overloaddefinitions(value: Value) -> Value:
    """One overload a line, and an empty one after them."""
    from shell.formatting.values import elements_of
    found = get_property(value, "OverloadDefinitions")
    return "\n".join(str(line) for line in elements_of(found) or [found]) + "\n"


def _namespace(value: Value) -> Value:
    return get_property(get_property(value, "CimSystemProperties"), "Namespace")


VIEWS: list[View] = [
    table("System.Reflection.Assembly", ["System.Reflection.Assembly"], Item("GlobalAssemblyCache", label="GAC", width=6),
          Item("ImageRuntimeVersion", label="Version", width=14), "Location"),
    listing("System.Reflection.Assembly", ["System.Reflection.Assembly"], "CodeBase", "EntryPoint", "EscapedCodeBase", "FullName",
          "GlobalAssemblyCache", "HostContext", "ImageFileMachine", "ImageRuntimeVersion", "Location", "ManifestModule", "MetadataToken",
          "PortableExecutableKind", "ReflectionOnly"),
    table("System.Reflection.AssemblyName", ["System.Reflection.AssemblyName"], Item("Version", width=14), "Name"),
    table("Microsoft.Management.Infrastructure.CimClass", ["Microsoft.Management.Infrastructure.CimClass"], Item("CimClassName", width=35),
          Item("CimClassMethods", width=20), "CimClassProperties", group=Grouping(Item(label="NameSpace", compute=_namespace))),
    table("System.Management.Automation.PSMethod", ["System.Management.Automation.PSMethod"],
          Item(label="OverloadDefinitions", compute=_overloaddefinitions), wrap=True),
    table("System.RuntimeType", ["System.RuntimeType"], Item("IsPublic", width=8), Item("IsSerializable", label="IsSerial", width=8),
          Item("Name", width=40), "BaseType"),
    table("Microsoft.PowerShell.Commands.MemberDefinition", ["Microsoft.PowerShell.Commands.MemberDefinition"], "Name", "MemberType",
          "Definition", group=Grouping(Item("TypeName"))),
    table("TypeData", ["System.Management.Automation.Runspaces.TypeData"], "TypeName", "Members"),
]
