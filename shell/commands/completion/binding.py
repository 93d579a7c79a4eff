"""Which parameter each argument of a half-written command goes to: binding by the text alone, without values."""
from __future__ import annotations

from typing import Any, Optional

from shell.language import nodes as ast
from shell.runtime.parameters import ALL_SETS, CommandMetadata, ParameterInfo

Value = Any


class Given:
    """An argument of the command: its parameter as written (or None), its value's node (or None)."""

    __slots__ = ("parameter", "value", "info")

    def __init__(self, parameter: Optional[ast.CommandParameterAst], value: Any) -> None:
        self.parameter, self.value = parameter, value
        self.info: Optional[ParameterInfo] = None


def find_parameter(meta: CommandMetadata, name: str) -> list[ParameterInfo]:
    """Parameters a name or its beginning may mean: one when it is plain, several when ambiguous."""
    key = name.lower()
    exact = meta.table.get(key)
    if exact is not None:
        return [exact]
    found: list[ParameterInfo] = []
    for known, p in meta.table.items():
        if known.startswith(key) and p not in found:
            found.append(p)
    return found


class Binding:
    """`sets`: parameter sets still possible; `bound`: parameters with an argument, by folded name; `given`: the arguments in order.
    The element `skip` (the word being completed) takes part in nothing."""

    def __init__(self, meta: CommandMetadata, command: ast.CommandAst, skip: Any = None, upto: Optional[int] = None) -> None:
        self.meta = meta
        self.sets = set(meta.effective_sets())
        self.bound: dict[str, Given] = {}
        self.given = self._arguments(command, skip, upto)
        for g in self.given:
            if g.parameter is not None:
                self._named(g)
        self._piped(command)
        self.positional_left = self._positionals()

    def _arguments(self, command: ast.CommandAst, skip: Any, upto: Optional[int]) -> list[Given]:
        elements = command.command_elements[1:]
        found: list[Given] = []
        i = 0
        while i < len(elements):
            e = elements[i]
            i += 1
            if e is skip or upto is not None and e.extent.start >= upto:
                continue
            if not isinstance(e, ast.CommandParameterAst):
                found.append(Given(None, e))
                continue
            infos = find_parameter(self.meta, e.parameter_name)
            value: Any = e.argument
            takes = len(infos) == 1 and not infos[0].is_switch
            if value is None and takes and i < len(elements) and not isinstance(elements[i], ast.CommandParameterAst):
                value = elements[i] if elements[i] is not skip else None
                i += 1
            found.append(Given(e, value))
        return found

    def _named(self, g: Given) -> None:
        assert g.parameter is not None
        infos = find_parameter(self.meta, g.parameter.parameter_name)
        if len(infos) == 1:
            self._bind(g, infos[0])

    def _bind(self, g: Given, info: ParameterInfo) -> None:
        g.info = info
        self.bound[info.name.lower()] = g
        if ALL_SETS not in info.sets:
            narrowed = self.sets & set(info.sets)
            self.sets = narrowed or self.sets

    def open_positions(self) -> list[ParameterInfo]:
        """Parameters that positional arguments may go to, the default set's first."""
        found: list[tuple[int, int, ParameterInfo]] = []
        default = self.meta.default_set if self.meta.default_set in self.sets else next((s for s in self.meta.effective_sets() if s in self.sets), ALL_SETS)
        for set_name in [default, *(s for s in self.meta.effective_sets() if s in self.sets and s != default)]:
            for p in self.meta.parameters.values():
                data = p.in_set(set_name)
                if data is None or data.position is None or p.name.lower() in self.bound or any(x[2] is p for x in found):
                    continue
                if any(x[0] == data.position for x in found):
                    continue
                found.append((data.position, len(found), p))
        return [p for _, _, p in sorted(found, key=lambda x: x[0])]

    def _piped(self, command: ast.CommandAst) -> None:
        """Behind a pipe the parameter that takes the piped objects has its argument."""
        parent = command.parent
        if not isinstance(parent, ast.PipelineAst) or parent.pipeline_elements[0] is command:
            return
        for p in self.meta.parameters.values():
            if p.name.lower() not in self.bound and any(d.from_pipeline for s, d in p.sets.items() if s == ALL_SETS or s in self.sets):
                self.bound[p.name.lower()] = Given(None, None)
                return

    def _positionals(self) -> Optional[ParameterInfo]:
        """Bind arguments without names; the parameter a further one would go to."""
        for g in self.given:
            if g.parameter is not None or isinstance(g.value, ast.VariableExpressionAst) and g.value.splatted:
                continue
            places = self.open_positions()
            if places:
                self._bind(g, places[0])
        places = self.open_positions()
        return places[0] if places else self._remaining()

    def _remaining(self) -> Optional[ParameterInfo]:
        for p in self.meta.parameters.values():
            if any(d.from_remaining for d in p.sets.values()):
                return p
        return None

    def is_valid(self, p: ParameterInfo) -> bool:
        """Is the parameter part of a set that is still possible?"""
        return ALL_SETS in p.sets or bool(self.sets & set(p.sets)) or p in self.meta.common
