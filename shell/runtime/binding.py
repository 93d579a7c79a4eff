"""Parameter binding: named, positional, remaining and pipeline arguments to the parameters of one call, narrowing the parameter sets as it goes.

Source of the rules: recorded behaviour and about_Parameter_Binding.  One Binder serves one invocation of a cmdlet or an advanced function.
"""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.objects.psobject import MISSING, base_of
from shell.runtime import binding_errors as errors
from shell.runtime.binding_quick import QuickInput, learn
from shell.runtime.binding_values import check_mandatory, convert_argument, matches_exactly, own_property, validate
from shell.runtime.parameters import ALL_SETS, CommandArgument, CommandMetadata, ParameterInfo

Value = Any


class WordArgument(CommandArgument):
    """A -Name no parameter answers to, or its value: goes to $args or the remaining arguments, never to a position."""

    __slots__ = ()


class Binder:
    """State of one call's binding.  `set_value(name, value)` stores a bound value where the command reads it."""

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

    # ---- command line

    def bind_arguments(self, args: list[CommandArgument]) -> None:
        """Bind everything written on the command line, then the defaults of $PSDefaultParameterValues; settle the set when no input is to come."""
        rest = self._bind_named(args)
        if rest:
            rest = self._bind_positional(rest)
        if rest:
            self._bind_remaining(rest)
        self.bind_default_values()
        if not self.pending:
            self.settle()

    def bind_pending(self) -> None:
        """After dynamic parameters were added to `meta`: bind what was deferred."""
        pending, self.pending, self.defer_unknown = self.pending, [], False
        self.bind_arguments(pending)

    def renew_sets(self) -> None:
        """Dynamic parameters may bring sets of their own."""
        self.sets = frozenset(self.meta.effective_sets())
        self.parameter_set = self.meta.default_set or (ALL_SETS if not self.meta.set_names else "")
        for name in self.bound:
            p = self.meta.table.get(name.lower())
            if p is not None:
                self._narrow(p)

    def find(self, name: str, node: Any) -> Optional[ParameterInfo]:
        """The parameter a (possibly shortened) name means; None when there is none; raises when several match."""
        key = name.lower()
        p = self.meta.table.get(key)
        if p is not None:
            return p
        found: dict[str, ParameterInfo] = {}
        for k, candidate in self.meta.table.items():
            if k.startswith(key):
                found.setdefault(candidate.name, candidate)
        own = {n: c for n, c in found.items() if n.lower() in self.meta.parameters and not c.dynamic}
        if len(own) == 1:
            return next(iter(own.values()))
        if len(found) > 1 and self.defer_unknown:
            return None  # a dynamic parameter may be meant
        if len(found) > 1:
            raise errors.ambiguous_parameter(self, name, list(own or found), node)
        return next(iter(found.values()), None)

    def _bind_named(self, args: list[CommandArgument]) -> list[CommandArgument]:
        """Bind arguments that carry names; returns the positional ones, in order."""
        rest: list[CommandArgument] = []
        given = {a.name.lower() for a in args if a.name is not None and not a.splatted}
        i, n = 0, len(args)
        while i < n:
            a = args[i]
            i += 1
            if a.name is None:
                rest.append(a)
                continue
            p = self.find(a.name, a.node)
            if p is None:
                if self.defer_unknown:
                    self.pending.append(a)
                    if a.value is MISSING and i < n and args[i].name is None:
                        self.pending.append(args[i])
                        i += 1
                    continue
                if any(self._takes_rest(q) for q in self.meta.parameters.values()):
                    rest.append(WordArgument(f"-{a.name}" + (":" if a.colon else ""), node=a.node))
                    if a.value is not MISSING:
                        rest.append(WordArgument(a.value, node=a.value_node or a.node))
                    continue
                raise errors.unknown_parameter(self, a.name, a.node)
            if a.splatted and p.name.lower() in given:
                continue  # an explicit argument wins over a splatted one
            value, literal, node = a.value, a.literal, a.value_node if a.value_node is not None else a.node
            if value is MISSING:
                if p.is_switch:
                    value = True
                elif i < n and args[i].name is None:
                    value, literal, node = args[i].value, args[i].literal, args[i].node
                    i += 1
                else:
                    raise errors.missing_argument(self, p.name, self._type_text(p), a.node)
            if p.name in self.bound:
                raise errors.bound_twice(self, p.name, a.node)
            self.bind_one(p, value, literal, node)
        return rest

    def _type_text(self, p: ParameterInfo) -> str:
        t = p.type
        return p.type_name if t is None else t.full_name

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

    def _bind_positional(self, args: list[CommandArgument]) -> list[CommandArgument]:
        """Give positional arguments to the unbound parameters in order of position; returns what found no place."""
        if not self.meta.positional_binding and not self.meta.positional(self.sets):
            return args
        rest = [a for a in args if a.__class__ is not WordArgument]
        done: set[int] = set()
        placed: list[CommandArgument] = []
        while rest:
            place = self._next_place(done)
            if place is None:
                break
            position, candidates = place
            done.add(position)
            if self._bind_at(candidates, rest[0], position):
                placed.append(rest.pop(0))
        return [a for a in args if a not in placed]

    def _next_place(self, done: set[int]) -> Optional[tuple[int, list[ParameterInfo]]]:
        for position, candidates in self.meta.positional(self.sets):
            if position in done:
                continue
            free = [p for p in candidates if p.name not in self.bound and p.name.lower() not in self.explicit and not self._takes_rest(p)]
            if free:
                return position, free
        return None

    def _takes_rest(self, p: ParameterInfo) -> bool:
        """Parameters that take all remaining arguments are filled after the positional ones."""
        return any((d := p.in_set(s)) is not None and d.from_remaining for s in self.sets)

    def _bind_at(self, candidates: list[ParameterInfo], a: CommandArgument, position: int) -> bool:
        default = self.meta.default_set

        def in_default(p: ParameterInfo) -> bool:
            data = p.sets.get(default) or p.sets.get(ALL_SETS)
            return default in self.sets and data is not None and data.position == position
        ordered = sorted(candidates, key=lambda p: not in_default(p))
        candidates_by_default = list(ordered)
        failed: Optional[errors.BindingError] = None
        if len(ordered) > 1:
            exact = [p for p in ordered if matches_exactly(p, a.value)]
            if len(exact) > 1 and a.value is not None and in_default(ordered[0]) and ordered[0] not in exact and not set(exact[0].sets) & set(exact[1].sets):
                raise errors.ambiguous_set(self)
            for p in exact:
                try:
                    self.bind_one(p, a.value, a.literal, a.node)
                    return True
                except errors.BindingError as e:  # another set's parameter of this place may take it
                    failed = e
                    ordered.remove(p)
        for p in ordered:
            try:
                self.bind_one(p, a.value, a.literal, a.node)
                return True
            except errors.BindingError as e:
                failed = failed or e
        if failed is not None:
            if a.value is None and in_default(candidates_by_default[0]):
                raise self._refusal(candidates_by_default[0], a) or failed
            if len(ordered) > 1 and failed.record.error_id == "CannotConvertArgumentNoMessage":
                raise errors.ambiguous_set(self)
            raise failed
        return False

    def _refusal(self, p: ParameterInfo, a: CommandArgument) -> Optional[errors.BindingError]:
        """Why a parameter does not take an argument."""
        try:
            self.bind_one(p, a.value, a.literal, a.node)
        except errors.BindingError as e:
            return e
        return None

    def _bind_remaining(self, rest: list[CommandArgument]) -> None:
        for p in self.meta.parameters.values():
            if p.name not in self.bound and any((d := p.in_set(s)) is not None and d.from_remaining for s in self.sets):
                values = [a.literal if a.literal is not None and p.type_name in ("System.String[]", "string[]") else a.value for a in rest]
                value: Value = values
                if len(values) == 1 and isinstance(base_of(values[0]), list):
                    value = values[0]
                elif len(values) == 1 and p.type_name == "System.Management.Automation.PSObject":
                    value = values[0]
                elif p.type_name == "System.Object":
                    from shell.clr.lists import GenericList
                    from shell.objects.typenames import require_type
                    value = GenericList(values, require_type("System.Collections.Generic.List[object]"))
                self.bind_one(p, value, None, rest[0].node)
                return
        if self.defer_unknown:
            self.pending.extend(rest)
            return
        if self._takes_extra():
            self.unbound.extend(rest)
            return
        from shell.objects.text import to_string
        raise errors.no_position(self, to_string(rest[0].value))

    def _takes_extra(self) -> bool:
        return False

    def bind_default_values(self) -> None:
        """$PSDefaultParameterValues, for parameters that nobody bound."""
        defaults = self.ctx.default_parameter_values(self.name) if hasattr(self.ctx, "default_parameter_values") else None
        for name, value in defaults or ():
            p = self.meta.table.get(name.lower())
            if p is None or p.name in self.bound:
                continue
            before = self.sets
            try:
                self.bind_one(p, value, explicit=False)
            except errors.BindingError as e:
                self.sets = before
                if e.record.error_id != "AmbiguousParameterSet":
                    raise

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

    # ---- pipeline input

    def _plan(self) -> tuple[list[ParameterInfo], list[ParameterInfo]]:
        by_value: list[ParameterInfo] = []
        by_name: list[ParameterInfo] = []
        for p in self.meta.parameters.values():
            if p.name in self.bound or p.name.lower() in self.explicit:
                continue
            datas = [d for s in self._sets_before_input if (d := p.in_set(s)) is not None]
            if any(d.from_pipeline for d in datas):
                by_value.append(p)
            if any(d.from_pipeline_by_name for d in datas):
                by_name.append(p)
        default = self.meta.default_set
        by_value.sort(key=lambda p: p.in_set(default) is None if default else False)
        return by_value, by_name

    def bind_pipeline(self, value: Value) -> None:
        """Bind one piped object; raises BindingError (InputObjectNotBound and the like), which concerns this object only."""
        known = self.quick.get(value.__class__)
        if known is not None and known.bind(self, value):
            return
        for name in self._pipeline_bound:
            self.bound.pop(name, None)
            self.set_value(name, MISSING)
        self._pipeline_bound = []
        self.sets = self._sets_before_input
        if self._pipeline_plan is None:
            self._pipeline_plan = self._plan()
        by_value, by_name = self._pipeline_plan
        for p, script in self.delayed:
            self._bind_delayed(p, script, value)
        done = False
        for exact in (True, False):
            for p in by_value:
                done = self._try_value(p, value, exact) or done
            for p in by_name:
                done = self._try_name(p, value, exact) or done
        if not done and not self.delayed and (by_value or by_name or not self.is_function):
            raise errors.input_not_bound(self, value)
        if len(self.sets) > 1 or self._missing(next(iter(self.sets)), False):
            self._settle_item(value)
        else:
            self.parameter_set = next(iter(self.sets))
        learn(self, value)

    def single_input(self) -> Optional[str]:
        """The name of the parameter that takes every piped object unchanged and alone; None when binding must look at each object."""
        plan = self._pipeline_plan
        if plan is None or self.delayed or plan[1] or len(plan[0]) != 1:
            return None
        p = plan[0][0]
        if p.has_type or p.validators or p.transforms or p.type_checks is not None or p.is_switch or self._pipeline_bound != [p.name]:
            return None
        return p.name

    def _settle_item(self, value: Value) -> None:
        complete = [s for s in self.meta.effective_sets() if s in self.sets and not self._missing(s, False)]
        if not complete:
            raise errors.input_not_bound(self, value)
        self.parameter_set = self.meta.default_set if self.meta.default_set in complete else complete[0]

    def _bind_delayed(self, p: ParameterInfo, script: Value, value: Value) -> None:
        results = self.ctx.invoke_each(script, value)
        result = results[0] if len(results) == 1 else (results or None)
        self.bound.pop(p.name, None)
        converted = convert_argument(self, p, result, None, None)
        check_mandatory(self, p, converted, None)
        validate(self, p, converted, None)
        self.bound[p.name] = converted
        self._pipeline_bound.append(p.name)
        self.set_value(p.name, converted)

    def _try_value(self, p: ParameterInfo, value: Value, exact: bool) -> bool:
        if p.name in self.bound or not any((d := p.in_set(s)) is not None and d.from_pipeline for s in self.sets):
            return False
        return self._try(p, value, exact)

    def _try_name(self, p: ParameterInfo, value: Value, exact: bool) -> bool:
        if p.name in self.bound or value is None or not any((d := p.in_set(s)) is not None and d.from_pipeline_by_name for s in self.sets):
            return False
        for name in (p.name, *p.aliases):
            found = own_property(value, name)
            if found is not MISSING:
                return self._try(p, found, exact)
        return False

    def _try(self, p: ParameterInfo, value: Value, exact: bool) -> bool:
        if exact and not matches_exactly(p, value):
            return False
        try:
            converted = convert_argument(self, p, value, None, None)
        except errors.BindingError:
            return False
        check_mandatory(self, p, converted, None)
        validate(self, p, converted, None)
        self.bound[p.name] = converted
        self._pipeline_bound.append(p.name)
        self._narrow_quietly(p)
        self.set_value(p.name, converted)
        return True

    def _narrow_quietly(self, p: ParameterInfo) -> None:
        if ALL_SETS not in p.sets:
            self.sets = (self.sets & frozenset(p.sets)) or self.sets
