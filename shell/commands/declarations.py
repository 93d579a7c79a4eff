"""Reads cmdlet declarations (declarations.jsonl: parameters, sets, positions, aliases, validation) into CommandMetadata, one cmdlet at a time."""
from __future__ import annotations

import json
import os
from typing import Any, Optional

from shell.runtime.cmdlet import Cmdlet, Param
from shell.runtime.parameters import ALL_SETS, CommandMetadata, ParameterInfo, ParameterSetData, Validator
from shell.runtime.validation import from_declaration

#: parameters that the file system provider adds in PowerShell: shortened names mean the others first
DYNAMIC: dict[str, tuple[str, ...]] = {
    "Get-ChildItem": ("Attributes", "Directory", "File", "FollowSymlink", "Hidden", "ReadOnly", "System"),
    "Get-Content": ("AsByteStream", "Delimiter", "Encoding", "Raw", "Wait"), "Set-Content": ("AsByteStream", "Encoding", "NoNewline"),
    "Add-Content": ("AsByteStream", "Encoding", "NoNewline")}
_lines: Optional[dict[str, str]] = None  # folded cmdlet name -> its JSON line, unparsed


def lines() -> dict[str, str]:
    """The raw declarations by folded name."""
    global _lines
    if _lines is None:
        found = {}
        with open(os.path.join(os.path.dirname(__file__), "declarations.jsonl"), encoding="utf-8") as f:
            for line in f:
                end = line.index('"', 9)
                found[line[9:end].lower()] = line
        _lines = found
    return _lines


def raw(name: str) -> Optional[dict[str, Any]]:
    """One declaration as parsed JSON, or None."""
    line = lines().get(name.lower())
    return None if line is None else json.loads(line)


def read_sets(sets: dict[str, dict[str, Any]]) -> dict[str, ParameterSetData]:
    out = {}
    for name, d in sets.items():
        pipe = d.get("pipeline")
        out[name] = ParameterSetData(d.get("position"), bool(d.get("mandatory")), pipe in ("value", "both"), pipe in ("name", "both"), bool(d.get("remaining")),
                                     d.get("help", ""))
    return out


def read_validators(texts: list[str]) -> list[Validator]:
    return [v for v in map(from_declaration, texts) if v is not None]


def read_parameter(d: dict[str, Any]) -> ParameterInfo:
    p = ParameterInfo(d["name"], d["type"], aliases=tuple(d.get("aliases", ())), sets=read_sets(d["sets"]), validators=read_validators(d.get("validate", [])))
    allow = d.get("allow", ())
    p.allow_null, p.allow_empty_string, p.allow_empty_collection = "null" in allow, "string" in allow, "collection" in allow
    if "ValidateNotNullOrEmpty" in d.get("validate", ()):  # the validator speaks, not the rule of mandatory parameters
        p.allow_empty_string = p.allow_empty_collection = True
    names = d.get("enum")
    if names:
        p.enum_names = names
        _ensure_enum(d["type"], names)
    return p


def _ensure_enum(type_name: str, names: list[str]) -> None:
    """Enum types that only parameters use get a stand-in made of the recorded names."""
    from shell.clr.typeinfo import lookup
    bare = type_name[:-2] if type_name.endswith("[]") else type_name
    if lookup(bare) is None:
        from shell.clr.enums import define_enum
        define_enum(bare, {n: i for i, n in enumerate(names)})


def read_extra(p: Param) -> ParameterInfo:
    """One of our own parameters."""
    short = {"switch": "System.Management.Automation.SwitchParameter", "string": "System.String", "int": "System.Int32", "string[]": "System.String[]"}
    sets = read_sets(p.sets) if p.sets is not None else {ALL_SETS: ParameterSetData()}
    info = ParameterInfo(p.name, short.get(p.type_name, p.type_name), aliases=p.aliases, sets=sets, validators=read_validators(list(p.validate)))
    info.help = p.help
    return info


def describe(cls: type[Cmdlet]) -> CommandMetadata:
    """The metadata of a cmdlet: its declaration, if recorded, and its own extra parameters."""
    d = raw(cls.name) or {"parameters": [], "defaultSet": cls.default_set or "", "shouldProcess": cls.supports_should_process}
    parameters = [read_parameter(p) for p in d["parameters"]]
    recorded = {p.name: p for p in parameters}
    for extra in cls.extra:
        here = recorded.get(extra.name)
        if here is None:
            parameters.append(read_extra(extra))
        elif extra.sets is not None:  # a recorded parameter, in sets of ours as well
            here.sets.update(read_sets(extra.sets))
    added = DYNAMIC.get(cls.name, ())
    for p in parameters:
        p.dynamic = p.name in added
    default = cls.default_set if cls.default_set is not None else d["defaultSet"]
    return CommandMetadata(cls.name, parameters, default, bool(d["shouldProcess"]), cls.confirm_impact)
