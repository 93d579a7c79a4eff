"""Parameter binding: named, positional, remaining and pipeline arguments to the parameters of one call, narrowing the parameter sets as it goes.

Source of the rules: recorded behaviour and about_Parameter_Binding.  One Binder serves one invocation of a cmdlet or an advanced function.
"""
from __future__ import annotations

from typing import Any, Optional

from shell.objects.psobject import MISSING, base_of
from shell.runtime import binding_errors as errors
from shell.runtime.binding_input import InputBinding
from shell.runtime.binding_values import matches_exactly
from shell.runtime.parameters import ALL_SETS, CommandArgument, ParameterInfo

Value = Any


class WordArgument(CommandArgument):
    """A -Name no parameter answers to, or its value: goes to $args or the remaining arguments, never to a position."""

    __slots__ = ()


class Binder(InputBinding):
    """Binds what is written on the command line."""

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
            if failed is not None and a.value is None and not any(map(in_default, exact)):
                raise failed
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
