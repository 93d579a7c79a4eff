"""Classes and enums of scripts: each becomes a Python class with a NetType, so that the object layer treats it like any other type."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.generics import ps_name
from shell.clr.typeinfo import OBJECT, MethodInfo, NetType, Overload, PropertyInfo
from shell.runtime.class_instances import add_constructors
from shell.runtime.class_model import ScriptClass, ScriptObject, signature_of, type_error
from shell.runtime.frame import Frame
from shell.runtime.scopes import Scope
from shell.runtime.scriptblock import COMPILERS
from shell.runtime.typerefs import require_named

Value = Any


def define(F: Frame, V: Scope, nodes: Sequence[Any], namespaces: tuple[str, ...]) -> None:
    """Define the types of a text; they may refer to each other."""
    ctx = F.ctx
    classes: list[ScriptClass] = []
    for node in nodes:
        if node.kind == "enum":
            define_enumeration(ctx, node, F, V)
        else:
            made = ScriptClass(node, F, V, namespaces)
            classes.append(made)
            ctx.classes[node.name.lower()] = made.net
    for c in classes:
        _set_bases(c)
    for c in classes:
        _make_python(c)
    for c in classes:
        _add_members_once(c)
    for c in classes:
        _check_interfaces(c)


# ---- enums


def define_enumeration(ctx: Any, node: Any, F: Frame, V: Scope) -> None:
    from shell.clr.enums import define_enum
    values: dict[str, int] = {}
    flags = any(a.type_name.name.lower() in ("flags", "system.flags", "flagsattribute") for a in node.attributes)
    following = 0
    for m in node.members:
        if m.initial_value is not None:
            following = int(COMPILERS["expression"](m.initial_value)(F, V)) if not _names_member(m.initial_value, values) else values[m.initial_value.value]
        values[m.name] = following
        following += 1
    underlying = "System.Int32"
    if node.base_types:
        underlying = require_named(node.base_types[0].type_name.full_name).full_name
    cls = define_enum(node.name, values, flags, underlying, register=False)
    cls.net_type.from_script = True  # type: ignore[attr-defined]
    ctx.classes[node.name.lower()] = cls.net_type


def _names_member(node: Any, values: dict[str, int]) -> bool:
    return getattr(node, "value", None).__class__ is str and node.value in values


# ---- bases


def _set_bases(c: ScriptClass) -> None:
    interfaces = []
    for i, constraint in enumerate(c.node.base_types):
        t = require_named(constraint.type_name.full_name, c.namespaces)
        if t.kind == "interface":
            interfaces.append(t.full_name)
        elif i == 0:
            c.net.base = t
            c.base = getattr(t, "script_class", None)
    base_interfaces = c.net.base.interfaces if c.net.base is not None else ()
    c.net.interfaces = tuple(dict.fromkeys((*interfaces, *base_interfaces)))


def _make_python(c: ScriptClass) -> None:
    if c.python is not None:
        return
    base: Any = ScriptObject
    body: dict[str, Any] = {"net_type": c.net, "net_name": c.name}
    if c.base is not None:
        _make_python(c.base)
        base = c.base.python
        bases: tuple[type, ...] = (base,)
    else:
        native = c.net.base.python_class if c.net.base is not None and c.net.base is not OBJECT else None
        if native is None:
            bases = (ScriptObject,)
        elif issubclass(native, NetException):
            body["__str__"] = NetException.__str__
            bases = (ScriptObject, native)
        else:
            bases = (ScriptObject, native)
            if native.__str__ is not object.__str__:
                body["__str__"] = native.__str__
    own = {m.name.lower() for m in c.node.members if not getattr(m, "is_static", False)}
    if {"equals", "gethashcode"} <= own:
        body["__eq__"], body["__hash__"] = _equal_by_script, _hash_by_script
    if "getenumerator" in own and "System.Collections.IEnumerable" in c.net.interfaces:
        body["__iter__"] = _iterate_by_script
    c.python = type(c.name, bases, body)
    c.net.python_class = c.python


def _equal_by_script(self: Value, other: Value) -> bool:
    """Keys of dictionaries and sets are compared by the class's own Equals."""
    if self is other or not isinstance(other, ScriptObject):
        return self is other
    from shell.objects.members import invoke_method
    return bool(invoke_method(self, "Equals", (other,)))


def _iterate_by_script(self: Value) -> Iterator[Value]:
    """The class is an IEnumerable: pipelines and foreach ask its GetEnumerator."""
    from shell.objects.members import get_property, invoke_method
    cursor = invoke_method(self, "GetEnumerator", ())
    if hasattr(cursor, "__iter__") and not isinstance(cursor, ScriptObject):
        yield from cursor
        return
    while invoke_method(cursor, "MoveNext", ()):
        yield get_property(cursor, "Current")


def _hash_by_script(self: Value) -> int:
    from shell.objects.members import invoke_method
    return int(invoke_method(self, "GetHashCode", ()))


# ---- members


def _add_members_once(c: ScriptClass) -> None:
    """Base classes first."""
    if c.complete:
        return
    c.complete = True
    if c.base is not None:
        _add_members_once(c.base)
    _add_members(c)


def _add_members(c: ScriptClass) -> None:
    from shell.language import nodes as ast
    methods: dict[str, list[Overload]] = {}
    statics: dict[str, list[Overload]] = {}
    names: dict[str, str] = {}
    for m in c.node.members:
        if isinstance(m, ast.PropertyMemberAst):
            _add_property(c, m)
        elif m.is_constructor and not m.is_static:
            c.constructors.append((m, _lazily(c, m)))
        elif m.is_constructor:
            c.static_initializers.append(_static_constructor(c, m))
        else:
            names[m.name.lower()] = m.name
            table = statics if m.is_static else methods
            table.setdefault(m.name.lower(), []).append(Overload(signature_of(c, m, m.name), _callable(c, m)))
        if getattr(m, "is_hidden", False):
            c.hidden.add(m.name.lower())
    for target, found, is_static in ((c.net.methods, methods, False), (c.net.static_methods, statics, True)):
        for key, overloads in found.items():
            info = MethodInfo(names[key], is_static)
            info.overloads = overloads + _inherited(c, key, overloads, is_static)
            target[key] = info
    if c.base is not None:
        c.hidden |= c.base.hidden
    c.net.hidden_members = c.hidden  # type: ignore[attr-defined]
    add_constructors(c)


def _inherited(c: ScriptClass, key: str, own: list[Overload], is_static: bool) -> list[Overload]:
    """Overloads of the base class that this class does not replace."""
    if c.net.base is None or is_static:
        return []
    info = c.net.base.find_method(key)
    if info is None:
        return []
    shapes = {tuple(p.type_name for p in o.params) for o in own}
    return [o for o in info.overloads if tuple(p.type_name for p in o.params) not in shapes]


def _compile_method(c: ScriptClass, m: Any) -> Callable[..., Any]:
    compiled: Callable[..., Any] = COMPILERS["method"](c, m)
    return compiled


def _static_constructor(c: ScriptClass, m: Any) -> Callable[[], None]:
    def run() -> None:
        _compile_method(c, m)(None)
    return run


def _lazily(c: ScriptClass, m: Any) -> Callable[..., Any]:
    """A constructor's body, compiled when first run."""
    state: list[Any] = []

    def body(*args: Value) -> Any:
        if not state:
            state.append(_compile_method(c, m))
        return state[0](*args)
    return body


def _callable(c: ScriptClass, m: Any) -> Callable[..., Value]:
    """Methods are compiled when first called."""
    state: list[Any] = []

    def first(*args: Value) -> Value:
        if not state:
            c.initialize_type()
            compiled = _compile_method(c, m)
            state.append(partial(compiled, None) if m.is_static else compiled)
            for table in (c.net.methods, c.net.static_methods):
                info = table.get(m.name.lower())
                for o in info.overloads if info is not None else ():
                    if o.function is first:
                        o.function = state[0]
        return state[0](*args)
    return first


def _add_property(c: ScriptClass, m: Any) -> None:
    t = require_named(m.property_type.type_name.full_name, c.namespaces) if m.property_type is not None else None
    attribute = "p_" + m.name.lower()
    convert = _property_check(c, m, t)
    blank = _blank(t)
    initial = COMPILERS["expression"](m.initial_value, c.namespaces) if m.initial_value is not None else None
    type_text = "System.Object" if t is None else ps_name(t)
    if m.is_static:
        _add_static(c, m, convert, blank, initial, type_text)
        return
    c.initializers.append((attribute, initial, convert, blank))

    def setter(self: Value, value: Value) -> None:
        self.__dict__[attribute] = convert(value)
    info = PropertyInfo(m.name, type_text, attrgetter(attribute), setter)
    c.net.properties[m.name.lower()] = info


def _add_static(c: ScriptClass, m: Any, convert: Callable[[Value], Value], blank: Value, initial: Any, type_text: str) -> None:
    cell = [blank]

    def fill() -> None:
        cell[0] = convert(initial(c.frame, c.scope))

    def getter() -> Value:
        if c.static_initializers:
            c.initialize_type()
        return cell[0]

    def setter(value: Value) -> None:
        if c.static_initializers:
            c.initialize_type()
        cell[0] = convert(value)
    if initial is not None:
        c.static_initializers.insert(sum(1 for f in c.static_initializers if f.__name__ == "fill"), fill)  # before a static constructor
    c.net.static_properties[m.name.lower()] = PropertyInfo(m.name, type_text, getter, setter, is_static=True)


def _blank(t: Optional[NetType]) -> Value:
    """What a property without initial value holds: null, or the zero of a value type."""
    if t is None or t.full_name == "System.String":
        return None
    from shell.clr.arrays import default_of
    return default_of(t)


def _property_check(c: ScriptClass, m: Any, t: Optional[NetType]) -> Callable[[Value], Value]:
    from shell.runtime.attributes import validators_of
    validators = validators_of(m.attributes)
    plain = _converter(t)
    if not validators:
        return plain

    def check(value: Value) -> Value:
        value = plain(value)
        for v in validators:
            v.check(value, c.frame.ctx, m.name)
        return value
    return check


def _same(value: Value) -> Value:
    return value


def _converter(t: Optional[NetType]) -> Callable[[Value], Value]:
    if t is None or t is OBJECT:
        return _same
    from shell.objects.conversion import convert
    cls = t.python_class

    def to_type(value: Value) -> Value:
        if value.__class__ is cls and cls in (int, str, float, bool):
            return value
        return convert(value, t)
    return to_type


def _check_interfaces(c: ScriptClass) -> None:
    """Every method an interface asks for must be there."""
    for name in c.net.interfaces:
        for method in _INTERFACES.get(name.split("[", 1)[0].split("`", 1)[0], ()):
            if c.net.find_method(method) is None:
                raise type_error(c.node, f"Error during creation of type \"{c.name}\". Error message:\nMethod '{method}' in type '{c.name}' from assembly "
                                  "'PowerShell Class Assembly, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null' does not have an implementation.",
                                  "TypeCreationError")


_INTERFACES = {"System.IComparable": ("CompareTo",), "System.IEquatable": ("Equals",), "System.IDisposable": ("Dispose",), "System.ICloneable": ("Clone",),
               "System.IFormattable": ("ToString",), "System.Collections.IEnumerable": ("GetEnumerator",), "System.Collections.IEnumerator": ("MoveNext", "Reset"),
               "System.Collections.IComparer": ("Compare",), "System.Collections.Generic.IComparer": ("Compare",),
               "System.Collections.IEqualityComparer": ("Equals", "GetHashCode"), "System.Collections.Generic.IEqualityComparer": ("Equals", "GetHashCode")}
