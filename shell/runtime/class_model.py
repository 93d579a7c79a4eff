"""What a script class is while it is being made, and how its members are written in signatures."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from shell.clr.typeinfo import OBJECT, NetType
from shell.objects.records import ErrorRecord, ParseException, TerminatingError
from shell.runtime.frame import CommandInvocation, Frame
from shell.runtime.scopes import Scope
from shell.runtime.typerefs import require_named

Value = Any


class ScriptObject:
    """Base of instances of script classes; property values are attributes p_<folded name>."""

    ps_ext: Any = None
    net_type: Any = None

    def __str__(self) -> str:
        """What "$object" gives: the class's own ToString, else its name."""
        t = self.net_type
        info = t.find_method("ToString")
        if info is not None:
            from shell.objects.members import invoke_method
            from shell.objects.text import to_string
            return to_string(invoke_method(self, "ToString", ()))
        return str(t.full_name)

    def __eq__(self, other: object) -> bool:
        """The class's own Equals, else identity."""
        info = self.net_type.find_method("equals")
        if self is other or info is None or info is OBJECT.methods.get("equals"):
            return self is other
        from shell.objects.conversion import to_bool
        from shell.objects.members import invoke_method
        return to_bool(invoke_method(self, "Equals", (other,)))

    def __hash__(self) -> int:
        info = self.net_type.find_method("gethashcode")
        if info is None or info is OBJECT.methods.get("gethashcode"):
            return object.__hash__(self)
        from shell.objects.members import invoke_method
        return int(invoke_method(self, "GetHashCode", ()))


class ScriptClass:
    """A class definition being made: node, NetType, Python class, compiled members."""

    def __init__(self, node: Any, F: Frame, V: Scope, namespaces: tuple[str, ...]) -> None:
        self.node = node
        self.name: str = node.name
        self.namespaces = namespaces
        self.net = NetType(node.name, None, base=OBJECT, register=False)
        self.net.from_script = True  # type: ignore[attr-defined]
        self.scope = V.state.top
        self.frame = Frame(F.ctx, self.scope, F.state, F.streams, None, MethodOwner(node.name))
        self.base: Optional[ScriptClass] = None
        self.python: Any = None
        self.initializers: list[tuple[str, Optional[Callable[..., Value]], Callable[[Value], Value], Value]] = []
        self.constructors: list[tuple[Any, Callable[..., None]]] = []
        self.hidden: set[str] = set()
        self.static_initializers: list[Callable[[], None]] = []  # run when the class is first used, then gone
        self.complete = False
        self.net.script_class = self  # type: ignore[attr-defined]

    def initialize_type(self) -> None:
        """Static initial values, then the static constructor: when the class is first used, as in .NET, not where it stands."""
        waiting, self.static_initializers = self.static_initializers, []
        if not waiting:
            return
        ctx = self.frame.ctx
        running = ctx.frame
        try:
            for step in waiting:
                step()
        finally:
            ctx.frame = running


class MethodOwner:
    """Stands for the running method in stack traces."""

    kind = "Method"

    def __init__(self, name: str) -> None:
        self.name = name


def parameter_type(c: ScriptClass, node: Any) -> Optional[NetType]:
    from shell.language import nodes as ast
    for a in node.attributes:
        if isinstance(a, ast.TypeConstraintAst):
            t: NetType = require_named(a.type_name.full_name, c.namespaces)
            return t
    return None


def _shown(t: Optional[NetType]) -> str:
    if t is None:
        return "System.Object"
    from shell.clr.generics import ps_name
    return ps_name(t)


def signature_of(c: ScriptClass, m: Any, name: str) -> str:
    params = ", ".join(f"{_shown(parameter_type(c, p))} {p.name.variable_path.user_path}" for p in m.parameters)
    if m.is_constructor:
        return f"{c.name} new({params})"
    if m.return_type is None:
        result = "System.Object"
    else:
        result = "void" if m.return_type.type_name.full_name.lower() in ("void", "system.void") else _shown(require_named(m.return_type.type_name.full_name,
                                                                                                                          c.namespaces))
    return f"{result} {name}({params})"


def type_error(node: Any, message: str, error_id: str) -> TerminatingError:
    exception = ParseException(message)
    record = ErrorRecord(exception, error_id, "ParserError")
    info = CommandInvocation()
    info.extent = node.extent
    record.invocation = info
    return TerminatingError(record, True)
