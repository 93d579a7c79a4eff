"""Parameter binding of piped objects: by value and by property name, first those that fit as they are, then by conversion."""
from __future__ import annotations

from typing import Any, Optional

from shell.objects.psobject import MISSING
from shell.runtime import binding_errors as errors
from shell.runtime.binding_quick import learn
from shell.runtime.binding_state import BindingState
from shell.runtime.binding_values import check_mandatory, convert_argument, matches_exactly, own_property, validate
from shell.runtime.parameters import ALL_SETS, ParameterInfo

Value = Any


class InputBinding(BindingState):
    """Binds one object after the other; the sets the command line left are the start for each."""

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
