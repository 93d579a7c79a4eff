"""A command's parameters as people read them: the lines of Get-Command -Syntax, parameter sets and parameter metadata as objects."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.runtime.declared_order import DECLARED
from shell.runtime.parameters import ALL_SETS, CommandMetadata, ParameterInfo, ParameterSetData

Value = Any
# Declarations list parameters by name; these commands are shown in the order their authors chose.
_ORDER: dict[str, str] = {
    "get-childitem": "Path LiteralPath Filter Include Exclude Recurse Depth Force Name Attributes FollowSymlink Directory File Hidden ReadOnly System",
    "start-sleep": "Seconds Milliseconds Duration",
    "start-job": "DefinitionName ScriptBlock FilePath LiteralPath Name Credential Authentication InitializationScript RunAs32 PSVersion InputObject ArgumentList",
    "invoke-command": "Session ComputerName ConnectionUri VMId VMName ContainerId HostName SSHConnection ScriptBlock FilePath NoNewScope Credential Port UseSSL "
                      "ConfigurationName ApplicationName ThrottleLimit AsJob InDisconnectedSession SessionName HideComputerName JobName SessionOption "
                      "Authentication EnableNetworkAccess RemoteDebug InputObject ArgumentList CertificateThumbprint",
}
_SET_ORDER: dict[str, str] = {"start-sleep": "Seconds Milliseconds FromTimeSpan", "get-childitem": "Items LiteralItems"}


def parameters_in_order(meta: CommandMetadata, orders: Mapping[str, str] = _ORDER) -> list[ParameterInfo]:
    """A command's own parameters in the order that `orders` knows for it; those it does not name come last, as they were declared."""
    own = list(meta.parameters.values())
    order = orders.get(meta.name.lower()) or DECLARED.get(meta.name.lower())
    if order is not None:
        places = {n.lower(): i for i, n in enumerate(order.split())}
        own.sort(key=lambda p: places.get(p.name.lower(), len(places)))
    return own


def set_names(meta: CommandMetadata) -> list[str]:
    """Parameter sets, the default one first."""
    names = list(meta.effective_sets())
    order = _SET_ORDER.get(meta.name.lower())
    if order is not None:
        places = {n.lower(): i for i, n in enumerate(order.split())}
        names.sort(key=lambda n: places.get(n.lower(), len(places)))
    elif meta.default_set in names:
        names.sort(key=lambda n: n != meta.default_set)
    return names


def type_word(p: ParameterInfo) -> str:
    """The type inside the angle brackets: accelerators where there are, else the bare name."""
    t = p.type
    if isinstance(t, NetType):
        return net_word(t)
    return _GENERIC.sub(r"\1[", re.sub(r"[\w.]*\.(\w+)", r"\1", p.type_name)).replace("System.", "")


_GENERIC = re.compile(r"(\w+)`\d+\[")


def net_word(t: NetType) -> str:
    if t.element is not None:
        return net_word(t.element) + t.full_name[len(t.element.full_name):]
    if t.full_name == "System.Object":
        return "Object"
    if t.accelerators and t.full_name != "System.Management.Automation.PSCredential":
        return t.accelerators[0]
    if t.full_name == "System.Management.Automation.PSCredential":
        return "pscredential"
    if t.arguments:
        return f"{t.name.split('`')[0]}[{', '.join(net_word(a) for a in t.arguments)}]"
    return t.name


def parameter_text(p: ParameterInfo, data: ParameterSetData) -> str:
    """`[-Name <string>]`, `[[-Name] <string>]`, `-Name <string>`, `[-Force]`."""
    name = f"-{p.name}"
    if p.is_switch:
        return name if data.mandatory else f"[{name}]"
    shown = f"[{name}]" if data.position is not None else name
    text = f"{shown} <{type_word(p)}>"
    return text if data.mandatory else f"[{text}]"


def in_display_order(meta: CommandMetadata, set_name: str) -> list[tuple[ParameterInfo, ParameterSetData]]:
    """Positional parameters by position, then mandatory ones, then the others."""
    rows = [(p, data) for p in parameters_in_order(meta) if (data := p.in_set(set_name)) is not None and not p.dont_show]
    placed = sorted((r for r in rows if r[1].position is not None), key=lambda r: r[1].position or 0)
    named = [r for r in rows if r[1].position is None]
    return placed + [r for r in named if r[1].mandatory] + [r for r in named if not r[1].mandatory]


def set_text(meta: CommandMetadata, set_name: str) -> str:
    """One set's parameters as a line, without the command's name."""
    parts = [parameter_text(p, data) for p, data in in_display_order(meta, set_name)]
    if meta.supports_should_process:
        parts += ["[-WhatIf]", "[-Confirm]"]
    if meta.common:
        parts.append("[<CommonParameters>]")
    return " ".join(parts)


def syntax_lines(meta: CommandMetadata, name: str) -> list[str]:
    """One line a parameter set."""
    return [f"{name} {set_text(meta, s)}".rstrip() for s in set_names(meta)]


# ---- as objects


class CommandParameter:
    """CommandParameterInfo: a parameter within one set."""

    __slots__ = ("info", "data", "ps_ext", "__weakref__")

    def __init__(self, info: ParameterInfo, data: ParameterSetData) -> None:
        self.info, self.data = info, data
        self.ps_ext: Any = None


class CommandParameterSet:
    """CommandParameterSetInfo."""

    __slots__ = ("name", "meta", "ps_ext", "__weakref__")

    def __init__(self, name: str, meta: CommandMetadata) -> None:
        self.name, self.meta = name, meta
        self.ps_ext: Any = None

    @property
    def parameters(self) -> list[CommandParameter]:
        out = [CommandParameter(p, d) for p in parameters_in_order(self.meta) if (d := p.in_set(self.name)) is not None]
        return out + [CommandParameter(p, ParameterSetData()) for p in self.meta.common]

    def __str__(self) -> str:
        return set_text(self.meta, self.name)


class ParameterMetadata:
    """ParameterMetadata: a parameter of a command over all sets."""

    __slots__ = ("info", "ps_ext", "__weakref__")

    def __init__(self, info: ParameterInfo) -> None:
        self.info = info
        self.ps_ext: Any = None


def type_of(p: ParameterInfo) -> Value:
    """The parameter's type; System.Object when there is no stand-in."""
    from shell.objects.typenames import resolve_type
    return p.type or resolve_type("switch" if p.is_switch else "object")


def attributes_of(p: ParameterInfo) -> list[Value]:
    """A parameter's attributes as objects: one ParameterAttribute a set, the aliases, the validators."""
    from shell.runtime.dynamic_types import attribute_objects
    return attribute_objects(p)


_MIN = -2147483648


def _position(data: ParameterSetData) -> int:
    return _MIN if data.position is None else data.position


def parameter_dictionary(meta: CommandMetadata) -> Value:
    """Name -> ParameterMetadata, common parameters last."""
    from shell.clr.dictionaries import GenericDictionary
    from shell.objects.typenames import require_type
    items = [(p.name, ParameterMetadata(p)) for p in (*parameters_in_order(meta), *meta.common)]
    return GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,object]"), items, True)


def parameter_sets(meta: CommandMetadata) -> list[Value]:
    return [CommandParameterSet(n, meta) for n in set_names(meta)]


def _set_dictionary(m: ParameterMetadata) -> Value:
    from shell.clr.dictionaries import GenericDictionary
    from shell.objects.typenames import require_type
    items = [(n, CommandParameter(m.info, d)) for n, d in m.info.sets.items()]
    return GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,object]"), items, True)


def _facts(t: NetType) -> None:
    t.prop("IsMandatory", "bool")(lambda p: p.data.mandatory)
    t.prop("IsDynamic", "bool")(lambda p: False)
    t.prop("Position", "int")(lambda p: _position(p.data))
    t.prop("ValueFromPipeline", "bool")(lambda p: p.data.from_pipeline)
    t.prop("ValueFromPipelineByPropertyName", "bool")(lambda p: p.data.from_pipeline_by_name)
    t.prop("ValueFromRemainingArguments", "bool")(lambda p: p.data.from_remaining)
    t.prop("HelpMessage", "string")(lambda p: p.data.help)


def _types() -> None:
    s = "System.Management.Automation."
    t = NetType(s + "CommandParameterInfo", CommandParameter)
    t.prop("Name", "string")(lambda p: p.info.name)
    t.prop("ParameterType", "type")(lambda p: type_of(p.info))
    _facts(t)
    t.prop("Aliases", "string[]")(lambda p: list(p.info.aliases))
    t.prop("Attributes", "System.Object")(lambda p: attributes_of(p.info))
    t = NetType(s + "CommandParameterSetInfo", CommandParameterSet)
    t.attr("Name", "string", "name")
    t.prop("IsDefault", "bool")(lambda v: v.name == v.meta.default_set or v.name == ALL_SETS)
    t.prop("Parameters", "System.Collections.ObjectModel.ReadOnlyCollection[System.Management.Automation.CommandParameterInfo]")(lambda v: v.parameters)
    t.method("string ToString()")(str)
    t = NetType(s + "ParameterMetadata", ParameterMetadata)
    t.prop("Name", "string")(lambda m: m.info.name)
    t.prop("ParameterType", "type")(lambda m: type_of(m.info))
    t.prop("ParameterSets", "System.Collections.Generic.Dictionary[string,System.Management.Automation.ParameterSetMetadata]")(_set_dictionary)
    t.prop("IsDynamic", "bool")(lambda m: False)
    t.prop("Aliases", "System.Collections.ObjectModel.Collection[string]")(lambda m: list(m.info.aliases))
    t.prop("Attributes", "System.Collections.ObjectModel.Collection[System.Attribute]")(lambda m: attributes_of(m.info))
    t.prop("SwitchParameter", "bool")(lambda m: m.info.is_switch)


_types()


def metadata_of(info: Value) -> Optional[CommandMetadata]:
    """A command's metadata; None for programs, and for aliases that lead nowhere."""
    seen = 0
    while info is not None and info.kind == "Alias" and seen < 20:
        info, seen = info.target_info, seen + 1
    return None if info is None or not hasattr(info, "metadata") else info.metadata
