"""What binding one piped object has taught about the next: objects of the same class (and, for bags, with the same property names) that went as
they are to one parameter go there again without being looked at."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.arrays import TypedArray
from shell.objects.psobject import MISSING, PSCustomObject

Value = Any
Binder = Any  # an InputBinding (binding_input.py)
_CLASSES = frozenset((str, int, float, PSCustomObject))
_AS_IT_IS = frozenset(("System.Object", "System.Management.Automation.PSObject", ""))


class QuickInput:
    """Where objects of one class go: `array` is set when the parameter takes an array of them; `shapes`: the property names seen on bags."""

    __slots__ = ("name", "array", "set_name", "shapes", "refuses_empty")

    def __init__(self, name: str, array: Any, set_name: str, shapes: Optional[set[tuple[str, ...]]], refuses_empty: bool) -> None:
        self.name, self.array, self.set_name, self.shapes, self.refuses_empty = name, array, set_name, shapes, refuses_empty

    def bind(self, binder: Binder, value: Value) -> bool:
        """Bind `value` if it is of a kind seen before."""
        if self.refuses_empty and not value:
            return False
        if self.shapes is not None and (value.type_names is not None or tuple(value.props) not in self.shapes):
            return False
        bound = binder._pipeline_bound
        if len(bound) != 1 or bound[0] != self.name:
            for name in bound:
                binder.bound.pop(name, None)
                binder.set_value(name, MISSING)
            binder._pipeline_bound = [self.name]
        if self.array is not None:
            value = TypedArray((value,), self.array)
        binder.bound[self.name] = value
        binder.set_value(self.name, value)
        binder.parameter_set = self.set_name
        return True


def learn(binder: Binder, value: Value) -> None:
    """Remember how the object just bound went, if objects like it surely go the same way."""
    cls = value.__class__
    plan = binder._pipeline_plan
    if cls not in _CLASSES or plan is None or binder.delayed or len(binder._pipeline_bound) != 1 or value == "":
        return
    name = binder._pipeline_bound[0]
    p = binder.meta.table.get(name.lower())
    if p is None or p not in plan[0] or p.validators or p.transforms or p.type_checks is not None or p.is_switch:
        return
    known = binder.quick.get(cls)
    if known is not None and known.shapes is not None and known.name == name and value.type_names is None:
        if len(known.shapes) < 50 and known.set_name == binder.parameter_set:
            known.shapes.add(tuple(value.props))
        return
    got = binder.bound[name]
    array = None
    if got.__class__ is TypedArray and got is not value and len(got) == 1 and got[0] is value:
        array = got.net_type
    elif got is not value or p.type_name not in _AS_IT_IS and (p.type is None or p.type.python_class is not cls or cls is PSCustomObject):
        return
    shapes = {tuple(value.props)} if cls is PSCustomObject and plan[1] and value.type_names is None else None
    if cls is PSCustomObject and plan[1] and shapes is None:
        return
    binder.quick[cls] = QuickInput(name, array, binder.parameter_set, shapes, cls is str)
