"""What a compiled script block consists of: its sections as Python callables and its parameters, in the form calls need them."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException

Value = Any
Section = Callable[[Any, Any, Any], None]  # (frame, scope, emit)


class Param:
    """A parameter as the fast paths see it.  `fast` is the class taken without conversion, `blank` the value when nothing is given."""

    __slots__ = ("name", "spelled", "type_node", "_type", "_resolved", "is_switch", "blank", "has_default", "constrained", "node", "aliases", "plain",
                 "mandatory", "position", "validators_given", "refuses_null")

    def __init__(self, name: str, spelled: str, node: Any) -> None:
        self.name = name
        self.spelled = spelled
        self.node = node
        self.type_node: Any = None
        self._type: Any = None
        self._resolved = False
        self.is_switch = False
        self.blank: Value = None
        self.has_default = False
        self.constrained = False  # the body assigns it: the type must stay attached
        self.aliases: tuple[str, ...] = ()
        self.plain = True  # no attribute that needs the binder
        self.mandatory = False
        self.position: Optional[int] = None
        self.validators_given = False
        self.refuses_null = False  # of a value type without a start value, and not read by the body: it must be given, though nothing says so

    @property
    def type(self) -> Any:
        """The NetType, None for an untyped parameter; unknown types raise."""
        if not self._resolved and self.type_node is not None:
            from shell.runtime.typerefs import type_of_node
            self._type = type_of_node(self.type_node)
            self._resolved = True
        return self._type

    def convert(self, value: Value) -> Value:
        """A value for this parameter as a simple function takes it; raises NetException."""
        t = self.type
        if t is None:
            return value
        cls = t.python_class
        if value.__class__ is cls and cls in (int, str, float, bool):
            return value
        if cls is bool or self.is_switch or t.full_name == "System.Management.Automation.PSReference":
            raise NetException("needs the binder")
        from shell.objects.conversion import convert
        return convert(value, t)


class Sections:
    """begin, process, end, clean and dynamic are None when not written.  `uses` names the automatic variables the text mentions (folded)."""

    __slots__ = ("begin", "process", "end", "clean", "dynamic", "defaults", "params", "names", "advanced", "uses", "only_end", "positional",
                 "by_name", "cmdlet_binding", "all_plain", "pipeline_params")

    def __init__(self) -> None:
        self.begin: Optional[Section] = None
        self.process: Optional[Section] = None
        self.end: Optional[Section] = None
        self.clean: Optional[Section] = None
        self.dynamic: Optional[Section] = None
        self.defaults: Optional[Callable[[Any, Any], None]] = None
        self.params: list[Param] = []
        self.names: tuple[str, ...] = ()
        self.advanced = False
        self.cmdlet_binding: Any = None
        self.uses: frozenset[str] = frozenset()
        self.only_end = True
        self.positional: list[Param] = []
        self.by_name: dict[str, Param] = {}
        self.all_plain = False
        self.pipeline_params = False

    def finish(self) -> None:
        """Work out what follows from the parameters."""
        self.names = tuple(p.name for p in self.params)
        self.only_end = self.begin is None and self.process is None and self.clean is None and self.dynamic is None
        for p in self.params:
            for n in (p.name, *(a.lower() for a in p.aliases)):
                self.by_name.setdefault(n, p)
        explicit = [p for p in self.params if p.position is not None]
        if explicit:
            self.positional = sorted(explicit, key=lambda p: p.position or 0)
        else:
            self.positional = [p for p in self.params if not p.is_switch]
        self.all_plain = all(p.plain for p in self.params)

    def find(self, name: str) -> Optional[Param]:
        """The parameter a name or unique prefix means; None when there is none or several."""
        key = name.lower()
        exact = self.by_name.get(key)
        if exact is not None:
            return exact
        found = {p.name: p for n, p in self.by_name.items() if n.startswith(key)}
        return next(iter(found.values())) if len(found) == 1 else None
