"""The state of one call's parameter binding: what is bound, which parameter sets are left, how one argument is taken, what is still missing."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.runtime import binding_errors as errors
from shell.runtime.binding_quick import QuickInput
from shell.runtime.binding_values import check_mandatory, convert_argument, validate
from shell.runtime.parameters import ALL_SETS, CommandArgument, CommandMetadata, ParameterInfo

Value = Any


class BindingState:
    """`set_value(name, value)` stores a bound value where the command reads it."""

    is_advanced = True

    def __init__(self, meta: CommandMetadata, ctx: Any, command_name: str, set_value: Callable[[str, Value], None], expects_input: bool,
                 fq_name: Optional[str] = None, is_function: bool = False) -> None:
        self.meta = meta
        self.ctx = ctx
        self.name = command_name
        self.fq_name = fq_name or command_name
        self.set_value = set_value
        self.expects_input = expects_input
        self.is_function = is_function
        self.bound: dict[str, Value] = {}
        self.explicit: set[str] = set()  # folded names bound from the command line
        self.sets: frozenset[str] = frozenset(meta.effective_sets())
        self.parameter_set = meta.default_set or (ALL_SETS if not meta.set_names else "")
        self.unbound: list[CommandArgument] = []
        self.delayed: list[tuple[ParameterInfo, Value]] = []  # script blocks to run for each pipeline item
        self.defer_unknown = False  # dynamic parameters may still come
        self.pending: list[CommandArgument] = []
        self._nodes: dict[str, Any] = {}
        self._pipeline_bound: list[str] = []
        self.quick: dict[type, QuickInput] = {}
        self._pipeline_plan: Optional[tuple[list[ParameterInfo], list[ParameterInfo]]] = None
        self._sets_before_input = self.sets

    def renew_sets(self) -> None:
        """Dynamic parameters may bring sets of their own."""
        self.sets = frozenset(self.meta.effective_sets())
        self.parameter_set = self.meta.default_set or (ALL_SETS if not self.meta.set_names else "")
        for name in self.bound:
            p = self.meta.table.get(name.lower())
            if p is not None:
                self._narrow(p)

    def bind_one(self, p: ParameterInfo, value: Value, literal: Optional[str] = None, node: Any = None, explicit: bool = True) -> None:
        """Convert, check, validate and store one argument; narrows the sets."""
        if self._is_delayed(p, value):
            self.delayed.append((p, value))
            self._narrow(p)
            self.explicit.add(p.name.lower())
            return
        converted = convert_argument(self, p, value, literal, node)
        check_mandatory(self, p, converted, node)
        validate(self, p, converted, node)
        self.bound[p.name] = converted
        if explicit:
            self.explicit.add(p.name.lower())
        self._narrow(p)
        self.set_value(p.name, converted)

    def _is_delayed(self, p: ParameterInfo, value: Value) -> bool:
        """A script block for a pipeline parameter that is not itself one is run for each item."""
        if not self.expects_input or getattr(value.__class__, "__name__", "") != "ScriptBlock":
            return False
        if not p.has_type or "ScriptBlock" in p.type_name or p.type_name.startswith("System.Object"):
            return False
        return any(s.from_pipeline or s.from_pipeline_by_name for s in p.sets.values())

    def _narrow(self, p: ParameterInfo) -> None:
        if ALL_SETS not in p.sets and p.name.lower() in self.meta.parameters:
            left = self.sets & frozenset(p.sets)
            if not left:
                raise errors.ambiguous_set(self)
            self.sets = left

    def _takes_rest(self, p: ParameterInfo) -> bool:
        """Parameters that take all remaining arguments are filled after the positional ones."""
        return any((d := p.in_set(s)) is not None and d.from_remaining for s in self.sets)

    # ---- sets and mandatory parameters

    def _missing(self, set_name: str, pipeline_may_fill: bool) -> list[str]:
        out = []
        for p in self.meta.parameters.values():
            data = p.in_set(set_name)
            if data is None or not data.mandatory or p.name in self.bound or p.name.lower() in self.explicit:
                continue
            if pipeline_may_fill and (data.from_pipeline or data.from_pipeline_by_name):
                continue
            out.append(p.name)
        return out

    def settle(self, input_may_come: Optional[bool] = None) -> None:
        """Choose the parameter set; raise for missing mandatory parameters or when several sets remain."""
        may_fill = self.expects_input if input_may_come is None else input_may_come
        default = self.meta.default_set
        missing = {s: self._missing(s, may_fill) for s in self.sets}
        complete = [s for s in self.meta.effective_sets() if s in self.sets and not missing[s]]
        if default in complete:
            chosen = default
        elif len(complete) == 1 or (complete and may_fill):
            chosen = complete[0]
        elif complete:
            best = self._most_specific(complete)
            if best is None and default not in self.sets:
                raise errors.ambiguous_set(self)
            chosen = best or self._fill_by_asking(default, missing)
        else:
            chosen = self._fill_by_asking(default, missing)
        self.parameter_set = chosen
        if may_fill:
            self.sets = frozenset(complete) or self.sets
        self._sets_before_input = self.sets

    def _most_specific(self, complete: list[str]) -> Optional[str]:
        """Several sets fit: the one all of whose mandatory parameters were given explicitly wins, if there is exactly one such."""
        with_mandatory = [s for s in complete if any((d := p.sets.get(s)) is not None and d.mandatory for p in self.meta.parameters.values())]
        return with_mandatory[0] if len(with_mandatory) == 1 else None

    def _fill_by_asking(self, default: str, missing: dict[str, list[str]]) -> str:
        if default in self.sets:
            chosen = default
        elif len(self.sets) == 1:
            chosen = next(iter(self.sets))
        else:
            fewest = min(len(m) for m in missing.values())
            candidates = [s for s in self.meta.effective_sets() if s in self.sets and len(missing[s]) == fewest]
            if len(candidates) != 1:
                raise errors.ambiguous_set(self)
            chosen = candidates[0]
        ask = getattr(self.ctx, "ask_mandatory", None)
        answers = ask(self.name, [self.meta.parameters[n.lower()] for n in missing[chosen]]) if ask is not None else None
        if answers is None:
            raise errors.missing_mandatory(self, missing[chosen])
        for name, value in answers.items():
            self.bind_one(self.meta.parameters[name.lower()], value)
        return chosen
