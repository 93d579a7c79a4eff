"""Writing variables: scope modifiers, types and attributes, references, the saving and restoring of $_."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from shell.clr.typeinfo import NetType
from shell.objects.conversion import convert_variable
from shell.objects.psobject import MISSING
from shell.objects.records import RuntimeException
from shell.runtime.reserved import RESERVED
from shell.runtime.scopes import (
    SPELLING,
    ArgumentTransformationMetadataException,
    Scope,
    Special,
    ValidationMetadataException,
    checked,
    read_only_error,
    scope_named,
)

Value = Any


def drop(value: Value) -> None:
    """Output nobody wants."""


def setv(V: Scope, key: str, value: Value) -> Value:
    """Assign and give the value."""
    V[key] = value
    return value


def own(F: Any, V: Scope, key: str) -> Value:
    """What += on a variable of a function starts from: this scope's own value.  Dot-sourced code sees outer ones."""
    return V[key] if F.is_dot else V.get(key)


def step_variable(V: Scope, key: str, step: Callable[[Value], Value]) -> Value:
    """$i++ as a value: the old one."""
    old = V[key]
    V[key] = step(old)
    return 0 if old is None else old


def restore_under(V: Scope, old: Value) -> None:
    """$_ back to what it was."""
    if old is MISSING:
        V.pop("_", None)
    else:
        dict.__setitem__(V, "_", old)


def enter_catch(V: Scope, record: Value) -> Value:
    """$_ becomes the error; returns what it was."""
    old = V.get("_", MISSING)
    dict.__setitem__(V, "_", record)
    return old


def assign_scoped(V: Scope, scope: str, key: str, value: Value) -> None:
    """$global:x = ..., and variables whose name has a meaning of its own."""
    target = scope_named(V, scope)
    if key in RESERVED or key == "_":
        _assign_reserved(V, target, key, value)
        return
    if scope == "private":
        target.fact(key).private = True
    target[key] = value
    if target.voids:
        target.voids.discard(key)


_ACTION_PREFERENCES = frozenset(("erroractionpreference", "warningpreference", "verbosepreference", "debugpreference", "informationpreference",
                                 "progresspreference"))


def _assign_reserved(V: Scope, target: Scope, key: str, value: Value) -> None:
    base = V.state.ctx.base_scope
    fact = base.special.get(key) if base.special is not None else None
    if fact is not None:
        if fact.read_only:
            raise read_only_error(key)
        if fact.setter is not None:
            fact.setter(value)
            return
        value = checked(fact, key, value)
    if key == "psdefaultparametervalues":
        value = V.state.ctx.adopt_default_parameters(value)
    target[key] = value


def converter(t: NetType) -> Callable[[Value], Value]:
    """Conversion of what is assigned to a variable of this type."""
    def convert(value: Value) -> Value:
        return convert_variable(value, t)
    return convert


def assign_typed(F: Any, V: Scope, scope: str, key: str, value: Value, attributes: Sequence[Any]) -> None:
    """[int]$x = ..., [ValidateSet('a')]$x = ...: the attributes stay with the variable."""
    target = scope_named(V, scope)
    if key in RESERVED:
        _assign_reserved(V, target, key, value)
        return
    fact = Special()
    old = target.special.get(key) if target.special is not None else None
    if old is not None:
        if old.options and old.read_only:
            raise read_only_error(key)
        fact.options, fact.description, fact.private = old.options, old.description, old.private
    types = [a for a in attributes if isinstance(a, NetType)]
    if types:
        fact.type = types[-1]
        fact.convert = converter(types[-1])
    others = [a for a in attributes if not isinstance(a, NetType)]
    if others:
        from shell.runtime.attributes import validators_of
        fact.validators = list(validators_of(others))
    for t in reversed(types[:-1]):
        value = convert_variable(value, t)
    try:
        value = checked(fact, key, value)
    except ValidationMetadataException as e:
        from shell.objects.text import to_string
        raise ValidationMetadataException(f"The attribute cannot be added because variable {SPELLING.get(key, key)} with value {to_string(value)} would no "
                                          "longer be valid.", e.inner, error_id="ValidateSetFailure", category="MetadataError")
    except ArgumentTransformationMetadataException:
        raise
    dict.__setitem__(target, key, value)
    target.declare(key, fact)


class Reference:
    """[ref]: a variable, or a value on its own."""

    __slots__ = ("_scope", "_key", "_value", "ps_ext")

    def __init__(self, scope: Any = None, key: str = "", value: Value = None) -> None:
        self._scope, self._key, self._value = scope, key, value
        self.ps_ext: Any = None

    @property
    def value(self) -> Value:
        return self._value if self._scope is None else self._scope[self._key]

    @value.setter
    def value(self, new: Value) -> None:
        if self._scope is None:
            self._value = new
        else:
            self._scope[self._key] = new


def reference(V: Scope, scope: str, key: str) -> Reference:
    """[ref]$x"""
    target = scope_named(V, scope) if scope else V.find(key)
    if target is None:
        raise RuntimeException("[ref] cannot be applied to a variable that does not exist.", error_id="NonExistingVariableReference",
                               category="InvalidOperation")
    return make_reference(target, key)


def make_reference(scope: Any = None, key: str = "", value: Value = None) -> Reference:
    from shell.clr.typeinfo import BY_CLASS, lookup
    if Reference not in BY_CLASS:
        known = lookup("System.Management.Automation.PSReference`1")
        assert known is not None
        BY_CLASS[Reference] = known
    return Reference(scope, key, value)


def value_reference(value: Value) -> Reference:
    """[ref] of a value that is no variable."""
    return make_reference(None, "", value)


