"""Describes .NET types as data (names, members, overload signatures) and holds the registry every stand-in registers in.

A stand-in is a Python class plus one NetType that says what PowerShell may see of it.  Nothing outside the declared members is reachable.

    String = NetType("System.String", str, accelerators=("string",))

    @String.method("string Substring(int startIndex)", "string Substring(int startIndex, int length)")
    def substring(self: str, start: int, length: Optional[int] = None) -> str: ...

Signatures are written as PowerShell prints them in OverloadDefinitions (without `static`); they are parsed on first use.  The function behind
them gets arguments already converted to the declared parameter types (`params` arrays arrive as one list).  Instance members get `self` first.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Callable, Optional

Value = Any
Function = Callable[..., Value]


class Param:
    """One parameter of an overload: .NET type name as written, name, default text (None: required), params/out/ref flags."""

    __slots__ = ("type_name", "name", "optional", "is_params", "by_ref")

    def __init__(self, type_name: str, name: str, optional: bool, is_params: bool, by_ref: bool) -> None:
        self.type_name, self.name, self.optional, self.is_params, self.by_ref = type_name, name, optional, is_params, by_ref


class Overload:
    """One signature and the function that runs it."""

    __slots__ = ("signature", "function", "_parsed")

    def __init__(self, signature: str, function: Function) -> None:
        self.signature = signature
        self.function = function
        self._parsed: Optional[tuple[str, list[Param]]] = None

    @property
    def params(self) -> list[Param]:
        if self._parsed is None:
            self._parsed = parse_signature(self.signature)
        return self._parsed[1]

    @property
    def return_type(self) -> str:
        if self._parsed is None:
            self._parsed = parse_signature(self.signature)
        return self._parsed[0]


class MethodInfo:
    """A method group: every overload of one name."""

    __slots__ = ("name", "overloads", "is_static")

    def __init__(self, name: str, is_static: bool = False) -> None:
        self.name = name
        self.overloads: list[Overload] = []
        self.is_static = is_static


class ParameterizedProperty(MethodInfo):
    """A property with arguments (`Item`, `Chars`): called like a method; `setter(self, *args, value)` runs `$x.Item('a') = 1`, None: read-only."""

    __slots__ = ("setter",)

    def __init__(self, name: str, setter: Optional[Function] = None) -> None:
        super().__init__(name)
        self.setter = setter


class PropertyInfo:
    """A property: .NET type name as Get-Member prints it, getter, setter (None: read-only)."""

    __slots__ = ("name", "type_name", "getter", "setter", "is_static", "is_field")

    def __init__(self, name: str, type_name: str, getter: Function, setter: Optional[Function], is_static: bool = False, is_field: bool = False) -> None:
        self.name, self.type_name, self.getter, self.setter, self.is_static, self.is_field = name, type_name, getter, setter, is_static, is_field


_SIGNATURE = re.compile(r"^(?:(?P<ret>.+?)\s+)?(?P<name>[\w.`]+)\((?P<params>.*)\)$", re.S)


def split_top(text: str) -> list[str]:
    """Split at commas that stand outside any bracket: `IDictionary[string,int] d, int n` gives two."""
    out, depth, start = [], 0, 0
    for i, ch in enumerate(text):
        if ch in "[(<":
            depth += 1
        elif ch in "])>":
            depth -= 1
        elif ch == "," and depth == 0:
            out.append(text[start:i].strip())
            start = i + 1
    last = text[start:].strip()
    return out + [last] if last else out


def parse_signature(signature: str) -> tuple[str, list[Param]]:
    """`string Join(string separator, Params string[] value)` to (return type, parameters)."""
    m = _SIGNATURE.match(signature.strip())
    if m is None:
        raise ValueError(f"bad signature: {signature}")
    params = []
    for part in split_top(m.group("params")):
        optional = "=" in part
        part = part.split("=", 1)[0].strip()
        words = part.split(" ")
        is_params = words[0].lower() == "params"
        by_ref = words[0] in ("[ref]", "ref", "out")
        if is_params or by_ref:
            words = words[1:]
        params.append(Param(" ".join(words[:-1]) or "System.Object", words[-1], optional, is_params, by_ref))
    return m.group("ret") or "void", params


class NetType:
    """A .NET type as PowerShell sees it.  `kind` is class, struct, enum or interface.  Instances compare by identity; one per full name."""

    def __init__(self, full_name: str, python_class: Optional[type] = None, *, base: Optional[NetType] = None, kind: str = "class",
                 accelerators: Iterable[str] = (), interfaces: Iterable[str] = (), register: bool = True, element: Optional[NetType] = None,
                 arguments: tuple[NetType, ...] = ()) -> None:
        self.full_name = full_name
        self.namespace, _, self.name = full_name.rpartition(".") if "[" not in full_name else _split_generic(full_name)
        if "+" in self.name:
            self.name = self.name.rpartition("+")[2]  # a nested type is named without its owner
        self.python_class = python_class
        self.base = REGISTRY.get("system.object") if base is None and kind != "interface" else base
        self.kind = kind
        self.accelerators = tuple(accelerators)
        self.interfaces = tuple(interfaces)  # full names, e.g. "System.IComparable"
        self.element = element  # of an array type
        self.arguments = arguments  # of a closed generic type
        self.properties: dict[str, PropertyInfo] = {}
        self.methods: dict[str, MethodInfo] = {}
        self.static_properties: dict[str, PropertyInfo] = {}
        self.static_methods: dict[str, MethodInfo] = {}
        self.constructors: list[Overload] = []
        self.enum_values: dict[str, Value] = {}  # name -> enum instance, in declaration order
        self.is_flags = False
        self.default_value: Value = None  # value types: what default(T) is
        self.convert_from: Optional[Function] = None  # optional fast conversion hook(value) -> converted or NotImplemented
        if register:
            REGISTRY[full_name.lower()] = self
            for a in self.accelerators:
                REGISTRY[a.lower()] = self
        if register and python_class is not None and python_class not in BY_CLASS:
            BY_CLASS[python_class] = self

    def __repr__(self) -> str:
        return f"<NetType {self.full_name}>"

    def prop(self, name: str, type_name: str = "System.Object", setter: Optional[Function] = None, field: bool = False) -> Callable[[Function], Function]:
        """Declare an instance property with the decorated getter(self)."""
        def add(getter: Function) -> Function:
            self.properties[name.lower()] = PropertyInfo(name, type_name, getter, setter, is_field=field)
            return getter
        return add

    def attr(self, name: str, type_name: str, attribute: str, writable: bool = False) -> None:
        """Declare a property that reads (and writes) a Python attribute as it is."""
        def getter(self: Value) -> Value:
            return getattr(self, attribute)

        def setter(self: Value, value: Value) -> None:
            setattr(self, attribute, value)
        self.properties[name.lower()] = PropertyInfo(name, type_name, getter, setter if writable else None)

    def method(self, *signatures: str) -> Callable[[Function], Function]:
        """Declare overloads of an instance method that share the decorated function."""
        def add(function: Function) -> Function:
            _add_overloads(self.methods, signatures, function, False)
            return function
        return add

    def indexed(self, *signatures: str, setter: Optional[Function] = None) -> Callable[[Function], Function]:
        """Declare a parameterized property by its getter's signatures: `System.Object Item(System.Object key)`."""
        def add(function: Function) -> Function:
            name = signatures[0][:signatures[0].index("(")].rsplit(" ", 1)[-1]
            info = self.methods.setdefault(name.lower(), ParameterizedProperty(name, setter))
            info.overloads.extend(Overload(s, function) for s in signatures)
            return function
        return add

    def static(self, *signatures: str) -> Callable[[Function], Function]:
        """Declare overloads of a static method."""
        def add(function: Function) -> Function:
            _add_overloads(self.static_methods, signatures, function, True)
            return function
        return add

    def new(self, *signatures: str) -> Callable[[Function], Function]:
        """Declare constructors: signatures like `System.Text.StringBuilder new(string value)`; the function returns the instance."""
        def add(function: Function) -> Function:
            self.constructors.extend(Overload(s, function) for s in signatures)
            return function
        return add

    def static_prop(self, name: str, type_name: str = "System.Object", setter: Optional[Function] = None) -> Callable[[Function], Function]:
        """Declare a static property with the decorated getter()."""
        def add(getter: Function) -> Function:
            self.static_properties[name.lower()] = PropertyInfo(name, type_name, getter, setter, is_static=True)
            return getter
        return add

    def const(self, name: str, type_name: str, value: Value) -> None:
        """Declare a static field that never changes."""
        self.static_properties[name.lower()] = PropertyInfo(name, type_name, lambda: value, None, is_static=True, is_field=True)

    def find_property(self, name: str) -> Optional[PropertyInfo]:
        """Look a property up here and in the base types; `name` in any case."""
        t: Optional[NetType] = self
        key = name.lower()
        while t is not None:
            p = t.properties.get(key)
            if p is not None:
                return p
            t = t.base
        return None

    def find_method(self, name: str) -> Optional[MethodInfo]:
        t: Optional[NetType] = self
        key = name.lower()
        while t is not None:
            m = t.methods.get(key)
            if m is not None:
                return m
            t = t.base
        return None

    def find_static(self, name: str) -> Optional[PropertyInfo | MethodInfo]:
        t: Optional[NetType] = self
        key = name.lower()
        while t is not None:
            s = t.static_properties.get(key) or t.static_methods.get(key)
            if s is not None:
                return s
            t = t.base
        return None

    def hierarchy(self) -> list[str]:
        """Full names from this type up to System.Object: what PSTypeNames starts as."""
        out, t = [], self
        while t is not None:
            out.append(t.full_name)
            t = t.base  # type: ignore[assignment]
        return out

    def is_subtype_of(self, other: NetType) -> bool:
        """True for itself, a base type or an implemented interface."""
        t: Optional[NetType] = self
        while t is not None:
            if t is other or (other.kind == "interface" and other.full_name in t.interfaces):
                return True
            if other.kind == "interface" and other.full_name.startswith(_CONTRAVARIANT) and any(
                    i.partition("[")[0] == other.full_name.partition("[")[0] for i in t.interfaces):
                return True  # an IComparer of objects compares anything
            t = t.base
        return other is OBJECT


_CONTRAVARIANT = ("System.Collections.Generic.IComparer`1", "System.Collections.Generic.IEqualityComparer`1")


def _split_generic(full_name: str) -> tuple[str, str, str]:
    head, bracket, rest = full_name.partition("[")
    namespace, _, name = head.rpartition(".")
    return namespace, "", name + ("[" + rest if rest.startswith("]") or rest.startswith(",") else "")


def _add_overloads(table: dict[str, MethodInfo], signatures: Iterable[str], function: Function, is_static: bool) -> None:
    for s in signatures:
        name = s[:s.index("(")].rsplit(" ", 1)[-1]
        info = table.get(name.lower())
        if info is None:
            info = table[name.lower()] = MethodInfo(name, is_static)
        info.overloads.append(Overload(s, function))


REGISTRY: dict[str, NetType] = {}  # folded full name or accelerator -> type
BY_CLASS: dict[type, NetType] = {}  # Python class -> type
LAZY: dict[str, str] = {}  # folded name -> module that registers it when imported (see clr/index.py)
LAZY_CLASSES: dict[str, str] = {}  # module-qualified Python class -> module that declares its type
OBJECT = NetType("System.Object", object, accelerators=("object",))


def _load_class(cls: type) -> Optional[NetType]:
    """Import the module that declares the type of a class whose values exist without it (LAZY_CLASSES), if there is one."""
    module = LAZY_CLASSES.get(f"{cls.__module__}.{cls.__qualname__}")
    if module is None:
        return None
    import_module(module)
    return BY_CLASS.get(cls)


def typeof(value: Value) -> NetType:
    """The .NET type of a (non-null, unwrapped) value.  A class whose instances have several types answers through `net_type`."""
    t = getattr(value, "net_type", None)
    if t is not None and t.__class__ is not property:
        return t  # type: ignore[no-any-return]
    cls = value.__class__
    found = BY_CLASS.get(cls)
    if found is None:
        for k in cls.__mro__:
            found = BY_CLASS.get(k) or _load_class(k)
            if found is not None:
                BY_CLASS[cls] = found
                break
    return found or OBJECT


def lookup(name: str) -> Optional[NetType]:
    """Find a simple (non-generic, non-array) type by accelerator, full name, or name in System; loads the family that defines it."""
    key = name.lower()
    for k in (key, "system." + key):
        t = REGISTRY.get(k)
        if t is None and k in LAZY:
            import_module(LAZY[k])
            t = REGISTRY.get(k)
        if t is not None:
            return t
    return None
