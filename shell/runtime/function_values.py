"""What calls of functions share: $PSBoundParameters, constraints of parameters, crossing into another session state."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shell.runtime.frame import Frame
from shell.runtime.pipeline import Emit
from shell.runtime.scopes import Scope, Special
from shell.runtime.sections import Param

Value = Any


def run_across(F: Frame, V: Scope, end: Any, G: Frame, S: Scope, emit: Emit) -> None:
    """Run a section of another session state; code of ours that it calls back finds our innermost scope."""
    old, F.state.current = F.state.current, V
    try:
        end(G, S, emit)
    finally:
        F.state.current = old


def bound_dictionary(items: Any) -> Any:
    """$PSBoundParameters."""
    from shell.clr.dictionaries import GenericDictionary
    from shell.objects.typenames import require_type
    d = GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,object]"), ignore_case=True)
    for k, v in items:
        d.put(k, v)
    return d


def constrain(S: Scope, params: Sequence[Param]) -> None:
    """Attach the types and validation of parameters the body assigns to."""
    for p in params:
        fact = S.special.get(p.name) if S.special is not None else None
        if fact is None:
            fact = Special()
            if p.type_node is not None:
                from shell.runtime.assignment import converter
                fact.type = p.type
                fact.convert = converter(p.type)
            fact.validators = list(_validators(p))
            S.declare(p.name, fact)


def _validators(p: Param) -> Sequence[Any]:
    if not p.validators_given:
        return ()
    from shell.runtime.attributes import validators_of
    return validators_of(p.node.attributes)
