"""Parameter metadata shared by cmdlets and script functions: what a command takes, by which sets, and the arguments a call offers it."""
from __future__ import annotations

from typing import Any, Optional

from shell.objects.psobject import MISSING

Value = Any
ALL_SETS = "__AllParameterSets"


class ParameterSetData:
    """How a parameter takes part in one set.  `position` is None for a named-only parameter."""

    __slots__ = ("position", "mandatory", "from_pipeline", "from_pipeline_by_name", "from_remaining", "help")

    def __init__(self, position: Optional[int] = None, mandatory: bool = False, from_pipeline: bool = False, from_pipeline_by_name: bool = False,
                 from_remaining: bool = False, help: str = "") -> None:
        self.position, self.mandatory, self.from_pipeline = position, mandatory, from_pipeline
        self.from_pipeline_by_name, self.from_remaining, self.help = from_pipeline_by_name, from_remaining, help


class Validator:
    """Base of argument checks and transformations (runtime/validation.py).  `check` gets the converted value and may raise."""

    attribute_name = "Validate"

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        raise NotImplementedError


class Transform:
    """An argument transformation: runs before type conversion, returns the new value."""

    def transform(self, value: Value, ctx: Any) -> Value:
        raise NotImplementedError


class ParameterInfo:
    """One parameter.  `type_name` is a .NET name resolved on first use; `type` may be given at once instead (script functions)."""

    __slots__ = ("name", "type_name", "_type", "aliases", "sets", "validators", "transforms", "is_switch", "enum_names", "dont_show", "node",
                 "allow_null", "allow_empty_string", "allow_empty_collection", "type_checks", "completers", "help", "dynamic")

    def __init__(self, name: str, type_name: str = "System.Object", type: Any = None, aliases: tuple[str, ...] = (),
                 sets: Optional[dict[str, ParameterSetData]] = None, validators: Optional[list[Validator]] = None) -> None:
        self.name = name
        self.type_name = type_name
        self._type = type
        self.aliases = aliases
        self.sets: dict[str, ParameterSetData] = sets if sets is not None else {ALL_SETS: ParameterSetData()}
        self.validators: list[Validator] = validators or []
        self.transforms: list[Transform] = []
        self.is_switch = type_name in ("System.Management.Automation.SwitchParameter", "switch")
        self.enum_names: Optional[list[str]] = None  # a cmdlet's enum parameter whose .NET type has no stand-in
        self.dont_show = False
        self.node: Any = None  # ParameterAst of a script function's parameter
        self.allow_null = self.allow_empty_string = self.allow_empty_collection = False
        self.type_checks: Optional[str] = None  # [PSTypeName('X')]
        self.completers: list[Any] = []
        self.help = ""
        self.dynamic = False  # added by a provider

    @property
    def type(self) -> Any:
        """The NetType, or None when no stand-in exists (the value is then taken as it is)."""
        if self._type is None:
            from shell.objects.typenames import resolve_type
            self._type = resolve_type(self.type_name) or False
        return self._type or None

    @property
    def has_type(self) -> bool:
        return self.type_name not in ("System.Object", "System.Management.Automation.PSObject")

    def in_set(self, name: str) -> Optional[ParameterSetData]:
        """The data that applies within set `name`, or None when the parameter is not part of it."""
        sets = self.sets
        return sets.get(name) or sets.get(ALL_SETS)

    @property
    def is_mandatory_somewhere(self) -> bool:
        return any(s.mandatory for s in self.sets.values())


class CommandMetadata:
    """All parameters of a command.  `table` maps folded names and aliases to parameters; common parameters live apart in `common`."""

    __slots__ = ("name", "parameters", "default_set", "supports_should_process", "confirm_impact", "positional_binding", "table", "set_names",
                 "common", "_positional")

    def __init__(self, name: str, parameters: list[ParameterInfo], default_set: str = "", supports_should_process: bool = False,
                 confirm_impact: str = "Medium", positional_binding: bool = True, with_common: bool = True) -> None:
        self.name = name
        self.parameters = {p.name.lower(): p for p in parameters}
        self.default_set = default_set
        self.supports_should_process = supports_should_process
        self.confirm_impact = confirm_impact
        self.positional_binding = positional_binding
        self.table: dict[str, ParameterInfo] = {}
        self.set_names: list[str] = []
        self.common: list[ParameterInfo] = list(COMMON) if with_common else []
        if supports_should_process:
            self.common += SHOULD_PROCESS
        for p in list(self.parameters.values()) + self.common:
            for n in (p.name, *p.aliases):
                self.table.setdefault(n.lower(), p)
        for p in self.parameters.values():
            for s in p.sets:
                if s != ALL_SETS and s not in self.set_names:
                    self.set_names.append(s)
        if self.set_names and default_set and default_set != ALL_SETS and default_set not in self.set_names:
            self.set_names.append(default_set)  # a default set may have no parameter of its own
        self._positional: dict[frozenset[str], list[tuple[int, list[ParameterInfo]]]] = {}

    def effective_sets(self) -> list[str]:
        """Names of the sets; a command without any has one called __AllParameterSets."""
        return self.set_names or [ALL_SETS]

    def positional(self, sets: frozenset[str]) -> list[tuple[int, list[ParameterInfo]]]:
        """Positions in rising order with the parameters that claim each one within the given sets."""
        found = self._positional.get(sets)
        if found is None:
            places: dict[int, list[ParameterInfo]] = {}
            for p in self.parameters.values():
                for s in sets:
                    data = p.in_set(s)
                    if data is not None and data.position is not None:
                        row = places.setdefault(data.position, [])
                        if p not in row:
                            row.append(p)
            found = self._positional[sets] = sorted(places.items())
        return found


class CommandArgument:
    """One argument of a call.

    `name`: the parameter's name without dash, None for a positional one.  `value` is MISSING for a bare `-Name`.  `colon`: written `-Name:value`
    (the value is tied to it).  `literal`: source text of a bare number such as 1.50, kept for string parameters.  `node` identifies the element for
    error positions and is passed on unread.
    """

    __slots__ = ("value", "name", "colon", "literal", "node", "splatted", "value_node", "bareword")

    def __init__(self, value: Value = MISSING, name: Optional[str] = None, colon: bool = False, literal: Optional[str] = None, node: Any = None,
                 splatted: bool = False, value_node: Any = None, bareword: bool = False) -> None:
        self.value, self.name, self.colon, self.literal, self.node, self.splatted = value, name, colon, literal, node, splatted
        self.value_node = value_node
        self.bareword = bareword  # written without quotes: native programs get ~ and wildcards expanded


def _common(name: str, type_name: str, *aliases: str) -> ParameterInfo:
    return ParameterInfo(name, type_name, aliases=tuple(aliases))


_PREFERENCE = "System.Management.Automation.ActionPreference"
_SWITCH = "System.Management.Automation.SwitchParameter"
COMMON: list[ParameterInfo] = [
    _common("Verbose", _SWITCH, "vb"), _common("Debug", _SWITCH, "db"), _common("ErrorAction", _PREFERENCE, "ea"),
    _common("WarningAction", _PREFERENCE, "wa"), _common("InformationAction", _PREFERENCE, "infa"), _common("ProgressAction", _PREFERENCE, "proga"),
    _common("ErrorVariable", "System.String", "ev"), _common("WarningVariable", "System.String", "wv"),
    _common("InformationVariable", "System.String", "iv"), _common("OutVariable", "System.String", "ov"), _common("OutBuffer", "System.Int32", "ob"),
    _common("PipelineVariable", "System.String", "pv"),
]
SHOULD_PROCESS: list[ParameterInfo] = [_common("WhatIf", _SWITCH, "wi"), _common("Confirm", _SWITCH, "cf")]
COMMON_NAMES = frozenset(p.name for p in COMMON + SHOULD_PROCESS)
