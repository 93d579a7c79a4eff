"""Variables: scopes as dicts with a parent, what is special about some variables (types, validation, options), session states of modules.

A Scope maps the folded name to the value, so that compiled code reads `V['x']` at a dict's speed; a miss walks the parents (`__missing__`).
Facts about a variable beyond its value live in `special`; a scope that has any becomes a GuardedScope, whose writes check them.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException, define_exception
from shell.objects import hooks
from shell.objects.records import RuntimeException

Value = Any

SessionStateException = define_exception("System.Management.Automation.SessionStateException", RuntimeException)
SessionStateUnauthorizedAccessException = define_exception("System.Management.Automation.SessionStateUnauthorizedAccessException", SessionStateException)
MetadataException = define_exception("System.Management.Automation.MetadataException", RuntimeException)
ArgumentTransformationMetadataException = define_exception("System.Management.Automation.ArgumentTransformationMetadataException", MetadataException)
ValidationMetadataException = define_exception("System.Management.Automation.ValidationMetadataException", MetadataException)

SPELLING: dict[str, str] = {}  # folded name -> as first written; shown by Get-Variable


class Special:
    """What is known of a variable beside its value."""

    __slots__ = ("options", "description", "convert", "type", "validators", "transforms", "private", "getter", "setter", "module")

    def __init__(self) -> None:
        self.options: frozenset[str] = frozenset()
        self.description = ""
        self.convert: Optional[Callable[[Value], Value]] = None  # from a type constraint
        self.type: Value = None  # its NetType
        self.validators: list[Any] = []
        self.transforms: list[Any] = []
        self.private = False
        self.getter: Optional[Callable[[], Value]] = None
        self.setter: Optional[Callable[[Value], None]] = None
        self.module: Value = None

    @property
    def read_only(self) -> bool:
        return "ReadOnly" in self.options or "Constant" in self.options


def read_only_error(name: str) -> NetException:
    return SessionStateUnauthorizedAccessException(f"Cannot overwrite variable {SPELLING.get(name, name)} because it is read-only or constant.",
                                                   error_id="VariableNotWritable", category="WriteError", target=SPELLING.get(name, name))


class Scope(dict):  # type: ignore[type-arg]
    """One scope's variables.  `state` is the session state (global or a module's); `special` facts by folded name; functions and aliases by folded name."""

    __slots__ = ("parent", "state", "__dict__")
    parent: Optional[Scope]
    state: SessionState
    special: Optional[dict[str, Special]] = None
    functions: Optional[dict[str, Any]] = None
    aliases: Optional[dict[str, Any]] = None
    strict: Optional[int] = None
    voids: Optional[set[str]] = None
    kind = "local"
    drives: Optional[dict[str, Any]] = None
    hidden: Optional[frozenset[str]] = None  # variables that only the session itself sees

    def __missing__(self, name: str) -> Value:
        scope = self.parent
        while scope is not None:
            if name in scope:
                facts = scope.special
                if facts is None:
                    return dict.__getitem__(scope, name)
                fact = facts.get(name)
                if fact is None:
                    return dict.__getitem__(scope, name)
                if fact.getter is not None:
                    return fact.getter()
                if not fact.private:
                    return dict.__getitem__(scope, name)
            scope = scope.parent
        return self.state.ctx.unset_variable(self, name)

    def peek(self, name: str) -> Value:
        """The visible value, None when there is none; never an error."""
        found = self.find(name)
        return None if found is None else found.value_of(name)

    def find(self, name: str) -> Optional[Scope]:
        """The scope that holds a visible variable of this name."""
        scope: Optional[Scope] = self
        while scope is not None:
            if name in scope:
                fact = scope.special.get(name) if scope.special is not None else None
                if fact is None or not fact.private or scope is self:
                    return scope
            scope = scope.parent
        return None

    def value_of(self, name: str) -> Value:
        """Value of an own variable."""
        if self.special is not None:
            fact = self.special.get(name)
            if fact is not None and fact.getter is not None:
                return fact.getter()
        return dict.__getitem__(self, name)

    def is_void(self, name: str) -> bool:
        """True when the variable was last given the output of a command that gave none."""
        found = self.find(name)
        return found is not None and found.voids is not None and name in found.voids

    def set_void(self, name: str) -> None:
        """Assign the nothing of a command without output."""
        self[name] = None
        if self.voids is None:
            self.voids = set()
        self.voids.add(name)

    def declare(self, name: str, fact: Special) -> None:
        """Attach facts to an own variable (which may not exist yet)."""
        if self.special is None:
            self.special = {}
        self.special[name] = fact
        self.__class__ = GuardedScope

    def fact(self, name: str) -> Special:
        """The facts of an own variable, made if there are none."""
        found = self.special.get(name) if self.special is not None else None
        if found is None:
            found = Special()
            self.declare(name, found)
        return found

    def put(self, name: str, value: Value, force: bool = False) -> None:
        """Write an own variable; `force` passes over ReadOnly."""
        if force or self.special is None:
            dict.__setitem__(self, name, value)
        else:
            self[name] = value

    def drop(self, name: str) -> None:
        """Remove an own variable with its facts."""
        dict.pop(self, name, None)
        if self.special is not None:
            self.special.pop(name, None)

    def chain(self) -> Iterator[Scope]:
        """This scope and its parents, nearest first."""
        scope: Optional[Scope] = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def __repr__(self) -> str:
        return f"<Scope {self.kind} {dict.__repr__(self)}>"

    __hash__ = object.__hash__  # type: ignore[assignment]


class GuardedScope(Scope):
    """A scope some of whose variables have types, validation or options."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __setitem__(self, name: str, value: Value) -> None:
        facts = self.special
        fact = facts.get(name) if facts is not None else None
        if fact is not None:
            if fact.options and fact.read_only:
                raise read_only_error(name)
            if fact.setter is not None:
                fact.setter(value)
                return
            value = checked(fact, name, value)
        dict.__setitem__(self, name, value)

    def __getitem__(self, name: str) -> Value:
        facts = self.special
        if facts is not None:
            fact = facts.get(name)
            if fact is not None and fact.getter is not None:
                return fact.getter()
        return dict.__getitem__(self, name) if name in self else self.__missing__(name)


def checked(fact: Special, name: str, value: Value) -> Value:
    """A value on its way into a variable with a type or validation attributes."""
    if fact.convert is not None:
        try:
            value = fact.convert(value)
        except NetException as e:
            raise ArgumentTransformationMetadataException(e.message, e, error_id="RuntimeException", category="MetadataError")
    for v in fact.validators:
        try:
            v.check(value, hooks.current(), name)
        except NetException as e:
            from shell.objects.text import to_string
            raise ValidationMetadataException(f"The variable cannot be validated because the value {to_string(value)} is not a valid value for the "
                                              f"{SPELLING.get(name, name)} variable.", e, error_id="ValidateSetFailure", category="MetadataError")
    return value


def new_scope(parent: Optional[Scope], state: SessionState, kind: str = "local") -> Scope:
    """An empty scope below `parent`."""
    s = Scope()
    s.parent = parent
    s.state = state
    if kind != "local":
        s.kind = kind
    return s


class SessionState:
    """The variables, functions and aliases of the global session or of one module.  `token` changes whenever any command table does."""

    __slots__ = ("ctx", "top", "current", "token", "module", "__weakref__")

    def __init__(self, ctx: Any, parent: Optional[Scope], module: Any = None) -> None:
        self.ctx = ctx
        self.module = module
        self.token: object = object()
        self.top = new_scope(parent, self, "module" if module is not None else "global")
        self.current: Scope = self.top  # the innermost scope while code of another state runs


def script_scope(scope: Scope) -> Scope:
    """Where $script: points: the nearest script or module scope, else the global one."""
    s: Optional[Scope] = scope
    last = scope
    while s is not None:
        if s.kind in ("script", "module", "global"):
            return s
        last = s
        s = s.parent
    return last


def scope_named(scope: Scope, which: str) -> Scope:
    """The scope a qualifier (global, script, local, private) or a number means, seen from `scope`."""
    if which in ("local", "private", "0", ""):
        return scope
    if which == "global":
        return scope.state.ctx.global_state.top  # type: ignore[no-any-return]
    if which == "script":
        return script_scope(scope)
    if not which.isdigit():
        from shell.clr.exceptions import ArgumentException
        raise ArgumentException('Cannot process argument because the value of parameter "Scope" is not valid. Valid values are "Global", "Local", or "Script", or a number '
                                "relative to the current scope (0 through the number of scopes where 0 is the current scope and 1 is its parent). Change the value of "
                                'the "Scope" parameter and run the operation again.', error_id="Argument", category="InvalidArgument")
    s: Optional[Scope] = scope
    count = int(which)
    for _ in range(count):
        s = s.parent if s is not None else None
    if s is None or s.kind == "base":
        from shell.clr.exceptions import ArgumentOutOfRangeException
        raise ArgumentOutOfRangeException(f"The scope number '{which}' exceeds the number of active scopes. (Parameter 'Scope')\nActual value was {which}.",
                                          error_id="ArgumentOutOfRange", category="InvalidArgument")
    return s

