"""Classes and enums of scripts: each becomes a Python class with a NetType, so that the object layer treats it like any other type."""
from __future__ import annotations

from operator import attrgetter
from typing import Any, Callable, Iterable, Optional, Sequence

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import OBJECT, MethodInfo, NetType, Overload, PropertyInfo
from shell.objects.psobject import PSObject
from shell.objects.records import ErrorRecord, ParseException, TerminatingError
from shell.runtime.frame import CommandInvocation, Frame
from shell.runtime.scopes import Scope, new_scope
from shell.runtime.scriptblock import COMPILERS
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
        self.complete = False
        self.net.script_class = self  # type: ignore[attr-defined]


class MethodOwner:
    """Stands for the running method in stack traces."""

    kind = "Method"

    def __init__(self, name: str) -> None:
        self.name = name


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
    c.python = type(c.name, bases, body)
    c.net.python_class = c.python


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
            _compile_method(c, m)(None)
        else:
            names[m.name.lower()] = m.name
            table = statics if m.is_static else methods
            table.setdefault(m.name.lower(), []).append(Overload(_signature(c, m, m.name), _callable(c, m)))
        if getattr(m, "is_hidden", False):
            c.hidden.add(m.name.lower())
    for target, found, is_static in ((c.net.methods, methods, False), (c.net.static_methods, statics, True)):
        for key, overloads in found.items():
            info = MethodInfo(names[key], is_static)
            info.overloads = overloads + _inherited(c, key, overloads, is_static)
            target[key] = info
    c.net.hidden_members = c.hidden  # type: ignore[attr-defined]
    _add_constructors(c)


def _inherited(c: ScriptClass, key: str, own: list[Overload], is_static: bool) -> list[Overload]:
    """Overloads of the base class that this class does not replace."""
    if c.net.base is None or is_static:
        return []
    info = c.net.base.find_method(key)
    if info is None:
        return []
    shapes = {tuple(p.type_name for p in o.params) for o in own}
    return [o for o in info.overloads if tuple(p.type_name for p in o.params) not in shapes]


def _type_text(c: ScriptClass, constraint: Any) -> str:
    return "System.Object" if constraint is None else require_named(constraint.type_name.full_name, c.namespaces).full_name


def _parameter_type(c: ScriptClass, node: Any) -> Optional[NetType]:
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


def _signature(c: ScriptClass, m: Any, name: str) -> str:
    params = ", ".join(f"{_shown(_parameter_type(c, p))} {p.name.variable_path.user_path}" for p in m.parameters)
    if m.is_constructor:
        return f"{c.name} new({params})"
    if m.return_type is None:
        result = "System.Object"
    else:
        result = "void" if m.return_type.type_name.full_name.lower() in ("void", "system.void") else _shown(require_named(m.return_type.type_name.full_name,
                                                                                                                          c.namespaces))
    return f"{result} {name}({params})"


def _compile_method(c: ScriptClass, m: Any) -> Callable[..., Any]:
    compiled: Callable[..., Any] = COMPILERS["method"](c, m)
    return compiled


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
            state.append(_compile_method(c, m))
            for table in (c.net.methods, c.net.static_methods):
                info = table.get(m.name.lower())
                for o in info.overloads if info is not None else ():
                    if o.function is first:
                        o.function = state[0]
        if m.is_static:
            return state[0](None, *args)
        return state[0](*args)
    return first


def _add_property(c: ScriptClass, m: Any) -> None:
    t = require_named(m.property_type.type_name.full_name, c.namespaces) if m.property_type is not None else None
    attribute = "p_" + m.name.lower()
    convert = _property_check(c, m, t)
    blank = _blank(t)
    initial = COMPILERS["expression"](m.initial_value, c.namespaces) if m.initial_value is not None else None
    type_text = "System.Object" if t is None else t.full_name
    if m.is_static:
        _add_static(c, m, convert, blank, initial, type_text)
        return
    c.initializers.append((attribute, initial, convert, blank))

    def setter(self: Value, value: Value) -> None:
        self.__dict__[attribute] = convert(value)
    info = PropertyInfo(m.name, type_text, attrgetter(attribute), setter)
    c.net.properties[m.name.lower()] = info


def _add_static(c: ScriptClass, m: Any, convert: Callable[[Value], Value], blank: Value, initial: Any, type_text: str) -> None:
    cell = [blank if initial is None else convert(initial(c.frame, c.scope))]

    def setter(value: Value) -> None:
        cell[0] = convert(value)
    c.net.static_properties[m.name.lower()] = PropertyInfo(m.name, type_text, lambda: cell[0], setter, is_static=True)


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


# ---- construction


def _add_constructors(c: ScriptClass) -> None:
    if not c.constructors:
        if c.base is not None and c.base.constructors and not any(not m.parameters for m, _ in c.base.constructors):
            raise _type_error(c.node, f"Base class '{c.base.name}' does not contain a parameterless constructor.", "BaseClassNoDefaultCtor")
        c.net.constructors.append(Overload(f"{c.name} new()", lambda: _construct(c, None, ())))
        return
    for m, body in c.constructors:
        c.net.constructors.append(Overload(_signature(c, m, "new"), _maker(c, body)))


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
    values = instance.__dict__
    for attribute, initial, convert, blank in c.initializers:
        values[attribute] = blank
    for attribute, initial, convert, blank in c.initializers:
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
        base.python_class.__init__(instance, *args)  # type: ignore[misc,union-attr]
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
        info.overloads.append(Overload(_signature(base, m, "new"), _bound(body, instance)))
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


def _check_interfaces(c: ScriptClass) -> None:
    """Every method an interface asks for must be there."""
    for name in c.net.interfaces:
        for method in _INTERFACES.get(name.split("[", 1)[0].split("`", 1)[0], ()):
            if c.net.find_method(method) is None:
                raise _type_error(c.node, f"Error during creation of type \"{c.name}\". Error message:\nMethod '{method}' in type '{c.name}' from assembly "
                                  "'PowerShell Class Assembly, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null' does not have an implementation.",
                                  "TypeCreationError")


_INTERFACES = {"System.IComparable": ("CompareTo",), "System.IEquatable": ("Equals",), "System.IDisposable": ("Dispose",), "System.ICloneable": ("Clone",),
               "System.IFormattable": ("ToString",), "System.Collections.IEnumerable": ("GetEnumerator",), "System.Collections.IEnumerator": ("MoveNext", "Reset"),
               "System.Collections.IComparer": ("Compare",), "System.Collections.Generic.IComparer": ("Compare",),
               "System.Collections.IEqualityComparer": ("Equals", "GetHashCode"), "System.Collections.Generic.IEqualityComparer": ("Equals", "GetHashCode")}


def _type_error(node: Any, message: str, error_id: str) -> TerminatingError:
    exception = ParseException(message)
    record = ErrorRecord(exception, error_id, "ParserError")
    info = CommandInvocation()
    info.extent = node.extent
    record.invocation = info
    return TerminatingError(record, True)
