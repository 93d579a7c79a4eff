"""Closed generic types: from a definition (`List`1`) and its arguments to a NetType whose members speak of those arguments.

A definition is declared once, with T, TKey ... in its signatures:

    @define("System.Collections.Generic.List", "T", python_class=GenericList)
    def _list(d: Declarer) -> None:
        d.method("void Add(T item)")(list.append)

`close_generic(name, arguments)` substitutes and caches.  Definitions live in the modules of DEFINED_IN, imported on first use.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Callable, Optional

from shell.clr.arrays import CORE_LIB
from shell.clr.typeinfo import OBJECT, Function, NetType, lookup

Value = Any
_COLLECTIONS, _MORE, _DELEGATES, _VALUES = ("shell.clr.generic_lists", "shell.clr.generic_sets", "shell.clr.delegates", "shell.clr.tuples")
_G, _O, _C = "system.collections.generic.", "system.collections.objectmodel.", "system.collections.concurrent."
DEFINED_IN: dict[str, str] = {  # folded full name without arity -> module
    **dict.fromkeys([_G + n for n in ("list", "ienumerable", "ilist", "icollection", "ireadonlylist", "ireadonlycollection", "ienumerator", "icomparer",
                                      "iequalitycomparer", "iset", "ireadonlyset", "idictionary", "ireadonlydictionary", "comparer", "equalitycomparer")]
                    + [_O + n for n in ("collection", "observablecollection", "readonlycollection")], _COLLECTIONS),
    **dict.fromkeys([_G + n for n in ("dictionary", "sorteddictionary", "sortedlist", "ordereddictionary", "keyvaluepair")]
                    + [_C + "concurrentdictionary", _O + "readonlydictionary"], "shell.clr.generic_dictionaries"),
    **dict.fromkeys([_G + n for n in ("hashset", "sortedset", "queue", "stack")]
                    + [_C + n for n in ("concurrentqueue", "concurrentstack", "concurrentbag", "blockingcollection")], _MORE),
    **dict.fromkeys([_G + n for n in ("linkedlist", "linkedlistnode", "priorityqueue")], "shell.clr.linked_lists"),
    **dict.fromkeys(["system." + n for n in ("func", "action", "predicate", "comparison", "converter", "eventhandler")], _DELEGATES),
    **dict.fromkeys(["system." + n for n in ("nullable", "tuple", "valuetuple", "lazy", "iequatable", "icomparable")], _VALUES),
    "system.management.automation.psdatacollection": _COLLECTIONS,
    "system.threading.tasks.task": "shell.clr.tasks",
    "system.threading.tasks.taskcompletionsource": "shell.clr.tasks",
}
_DEFINITIONS: dict[tuple[str, int], Definition] = {}
_CLOSED: dict[tuple[Any, ...], NetType] = {}
_SHORT = {"System.Boolean": "bool", "System.Byte": "byte", "System.Char": "char", "System.DateTime": "datetime", "System.Decimal": "decimal",
          "System.Double": "double", "System.Guid": "guid", "System.Int32": "int", "System.Int64": "long", "System.SByte": "sbyte", "System.Single": "float",
          "System.String": "string", "System.TimeSpan": "timespan", "System.UInt32": "uint", "System.UInt64": "ulong", "System.Int16": "short",
          "System.UInt16": "ushort", "System.Type": "type", "System.Void": "void"}
_ASSEMBLIES = {"System.Uri": "System.Private.Uri", "System.Collections.Generic.HashSet`1": "System.Private.CoreLib", "System.Text.RegularExpressions": "System.Text.RegularExpressions",
               "System.Diagnostics.Process": "System.Diagnostics.Process", "System.Xml": "System.Private.Xml"}


class Definition:
    """An open generic type: its name, parameter names, and how to make the closed one."""

    __slots__ = ("name", "parameters", "python_class", "kind", "interfaces", "declare", "base")

    def __init__(self, name: str, parameters: tuple[str, ...], python_class: Optional[type], kind: str, interfaces: tuple[str, ...], base: Optional[NetType],
                 declare: Callable[[Declarer], None]) -> None:
        self.name, self.parameters, self.python_class, self.kind, self.interfaces = name, parameters, python_class, kind, interfaces
        self.base, self.declare = base, declare


class Declarer:
    """Declares members of one closed type: like NetType's own decorators, with the type parameters substituted in signatures."""

    def __init__(self, t: NetType, definition: Definition) -> None:
        self.type = t
        names = {p: ps_name(a) for p, a in zip(definition.parameters, t.arguments)}
        names["SELF"] = ps_name(t)
        pattern = re.compile(r"\b(" + "|".join(sorted(names, key=len, reverse=True)) + r")\b")
        self.fill: Callable[[str], str] = lambda text: pattern.sub(lambda m: names[m.group(1)], text)

    def prop(self, name: str, type_name: str, setter: Optional[Function] = None) -> Callable[[Function], Function]:
        return self.type.prop(name, self.fill(type_name), setter)

    def method(self, *signatures: str) -> Callable[[Function], Function]:
        return self.type.method(*map(self.fill, signatures))

    def indexed(self, *signatures: str, setter: Optional[Function] = None) -> Callable[[Function], Function]:
        return self.type.indexed(*map(self.fill, signatures), setter=setter)

    def static(self, *signatures: str) -> Callable[[Function], Function]:
        return self.type.static(*map(self.fill, signatures))

    def new(self, *signatures: str) -> Callable[[Function], Function]:
        """Constructors: `new(int capacity)`; the type's name is put in front."""
        return self.type.new(*(self.fill("SELF " + s) for s in signatures))


def define(name: str, *parameters: str, python_class: Optional[type] = None, kind: str = "class", interfaces: Iterable[str] = (),
           base: Optional[NetType] = None) -> Callable[[Callable[[Declarer], None]], Callable[[Declarer], None]]:
    """Register a generic definition; `interfaces` may name the parameters: `System.Collections.Generic.IEnumerable[T]`."""
    def add(declare: Callable[[Declarer], None]) -> Callable[[Declarer], None]:
        _DEFINITIONS[(name.lower(), len(parameters))] = Definition(name, parameters, python_class, kind, tuple(interfaces), base, declare)
        return declare
    return add


def find_generic(name: str, arity: int) -> Optional[Definition]:
    """The definition of a generic type by full name, name in System, with or without the `n suffix; None if there is none."""
    key = name.lower().partition("`")[0]
    for full in (key, "system." + key):
        found = _DEFINITIONS.get((full, arity))
        if found is None and full in DEFINED_IN:
            import_module(DEFINED_IN[full])
            found = _DEFINITIONS.get((full, arity))
        if found is not None:
            return found
    return None


def is_generic(name: str) -> bool:
    """Is there any generic type of this name?"""
    key = name.lower().partition("`")[0]
    return key in DEFINED_IN or "system." + key in DEFINED_IN


def close_generic(name: str, arguments: list[NetType]) -> NetType:
    """The closed type; LookupError when no such generic type is known."""
    key = (name.lower().partition("`")[0], *arguments)
    found = _CLOSED.get(key)
    if found is not None:
        return found
    definition = find_generic(name, len(arguments))
    if definition is None:
        raise LookupError(name)
    found = _CLOSED[key] = _CLOSED.get((definition.name.lower(), *arguments)) or _close(definition, tuple(arguments))
    return found


def _close(definition: Definition, arguments: tuple[NetType, ...]) -> NetType:
    inner = ",".join(f"[{assembly_qualified(a)}]" for a in arguments)
    bare = f"{definition.name}`{len(arguments)}"
    t = NetType(f"{bare}[{inner}]", kind=definition.kind, base=definition.base, arguments=arguments)
    t.python_class = definition.python_class
    t.namespace, _, t.name = bare.rpartition(".")
    _CLOSED[(definition.name.lower(), *arguments)] = t  # before the members: they may speak of the type itself
    t.interfaces = tuple(_interface_name(i, definition, arguments) for i in definition.interfaces)
    definition.declare(Declarer(t, definition))
    return t


def _interface_name(template: str, definition: Definition, arguments: tuple[NetType, ...]) -> str:
    head, bracket, rest = template.partition("[")
    if not bracket:
        return template
    inner = []
    for word in rest.rstrip("]").split(","):
        if word == "PAIR":
            inner.append(close_generic("System.Collections.Generic.KeyValuePair", list(arguments)))
        else:
            inner.append(arguments[definition.parameters.index(word)])
    return f"{head}`{len(inner)}[" + ",".join(f"[{assembly_qualified(a)}]" for a in inner) + "]"


def assembly_qualified(t: NetType) -> str:
    """AssemblyQualifiedName: full name and the assembly it lives in."""
    return f"{t.full_name}, {assembly_of(t)}"


def assembly_of(t: NetType) -> str:
    """The full name of a type's assembly."""
    name = t.full_name
    if name.startswith(("System.Management.Automation", "Microsoft.PowerShell")):
        return "System.Management.Automation, Version=7.6.5.500, Culture=neutral, PublicKeyToken=31bf3856ad364e35"
    for prefix, assembly in _ASSEMBLIES.items():
        if name.startswith(prefix):
            return f"{assembly}, Version=10.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a"
    return CORE_LIB


def ps_name(t: NetType) -> str:
    """A type's name as PowerShell writes it: `int`, `System.Collections.Generic.List[int]`, `string[]`."""
    if t.element is not None:
        return ps_name(t.element) + t.full_name[t.full_name.rindex("["):]
    if t.arguments:
        bare = f"{t.namespace}.{t.name}".partition("`")[0]
        return bare + "[" + ",".join(map(ps_name, t.arguments)) + "]"
    return _SHORT.get(t.full_name, t.full_name)


def clr_name(t: NetType) -> str:
    """Type.ToString(): `System.Collections.Generic.List`1[System.Int32]`, as error messages show it."""
    if t.element is not None:
        return clr_name(t.element) + t.full_name[t.full_name.rindex("["):]
    if t.arguments:
        return f"{t.namespace}.{t.name}[" + ",".join(map(clr_name, t.arguments)) + "]"
    return t.full_name


def named(name: str) -> NetType:
    """A type that must exist, by name."""
    t = lookup(name)
    return OBJECT if t is None else t
