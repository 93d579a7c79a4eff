"""Instances of script classes: construction, base constructors, calls of a base class's own methods."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import OBJECT, MethodInfo, Overload
from shell.objects.psobject import PSObject
from shell.runtime.class_model import ScriptClass, ScriptObject, signature_of, type_error
from shell.runtime.scopes import new_scope

Value = Any


def add_constructors(c: ScriptClass) -> None:
    if not c.constructors:
        if c.base is not None and c.base.constructors and not any(not m.parameters for m, _ in c.base.constructors):
            raise type_error(c.node, f"Base class '{c.base.name}' does not contain a parameterless constructor.", "BaseClassNoDefaultCtor")
        c.net.constructors.append(Overload(f"{c.name} new()", lambda: _construct(c, None, ())))
        return
    for m, body in c.constructors:
        c.net.constructors.append(Overload(signature_of(c, m, "new"), _maker(c, body)))


def _maker(c: ScriptClass, body: Callable[..., None]) -> Callable[..., Value]:
    def make(*args: Value) -> Value:
        return _construct(c, body, args)
    return make


def _construct(c: ScriptClass, body: Optional[Callable[..., None]], args: Sequence[Value]) -> Value:
    instance = c.python.__new__(c.python)
    initialize(c, instance)
    if body is None:
        run_default_base(c, instance)
    else:
        body(instance, *args)
    return instance


def initialize(c: ScriptClass, instance: Value) -> None:
    """Properties get their initial values, those of base classes first."""
    if c.base is not None:
        initialize(c.base, instance)
    if c.static_initializers:
        c.initialize_type()
    values = instance.__dict__
    for attribute, _, _, blank in c.initializers:
        values[attribute] = blank
    for attribute, initial, convert, _ in c.initializers:
        if initial is not None:
            S = new_scope(c.scope, c.scope.state)
            S["this"] = instance
            values[attribute] = convert(initial(c.frame, S))


def run_default_base(c: ScriptClass, instance: Value) -> None:
    """What a constructor without `: base()` calls."""
    if c.base is not None:
        for m, body in c.base.constructors:
            if not m.parameters:
                body(instance)
                return
        if not c.base.constructors:
            run_default_base(c.base, instance)
        return
    native = c.net.base.python_class if c.net.base is not None and c.net.base is not OBJECT else None
    if native is not None:
        _native_init(c, instance, ())


def _native_init(c: ScriptClass, instance: Value, args: Sequence[Value]) -> None:
    """Initialize the stand-in part of an instance: as a fresh instance of the stand-in would be."""
    base = c.net.base
    assert base is not None
    if issubclass(base.python_class or object, NetException):
        base.python_class.__init__(instance, *args)  # type: ignore[misc]
        return
    from shell.objects.members import new_instance
    made = new_instance(base, tuple(args)) if base.constructors else None
    if made is None:
        return
    if isinstance(made, list):
        list.__init__(instance, made)
    for key, value in getattr(made, "__dict__", {}).items():
        instance.__dict__.setdefault(key, value)
    for cls in type(made).__mro__:
        for slot in _slots(cls):
            if hasattr(made, slot) and slot not in ("net_type", "ps_ext", "__dict__", "__weakref__"):
                setattr(instance, slot, getattr(made, slot))


def _slots(cls: type) -> Iterable[str]:
    found = cls.__dict__.get("__slots__", ())
    return (found,) if isinstance(found, str) else found


def base_constructor(c: ScriptClass, instance: Value, args: Sequence[Value]) -> None:
    """: base(args)"""
    if c.base is None:
        _native_init(c, instance, args)
        return
    base = c.base
    if not base.constructors:
        run_default_base(base, instance)
        return
    from shell.objects.methods import Group
    info = MethodInfo(".ctor", True)
    for m, body in base.constructors:
        info.overloads.append(Overload(signature_of(base, m, "new"), _bound(body, instance)))
    Group(info, ".ctor", "new").call_static(args)


def _bound(body: Callable[..., None], instance: Value) -> Callable[..., None]:
    def run(*args: Value) -> None:
        body(instance, *args)
    return run


def call_as(value: Value, t: Any, name: str, args: Sequence[Value], void: Value) -> Value:
    """([Base]$this).Method(): the base class's own method, whatever the object overrides."""
    from shell.objects.conversion import convert
    from shell.objects.members import invoke_method
    plain = value.base if value.__class__ is PSObject else value
    if getattr(t, "from_script", False) and isinstance(plain, ScriptObject) and plain.net_type is not t and plain.net_type.is_subtype_of(t):
        info = t.find_method(name)
        if info is not None:
            from shell.objects.methods import group_of
            return group_of(info).call(plain, args, void)
    return invoke_method(convert(value, t), name, args, void)
