"""Finding one member of a value: attached members, type data, dictionary keys and XML children, then what the .NET type declares.

`GETTERS` and `METHODS` hold prepared look-ups by exact class and by the name as it was spelled; only what holds for every instance of the
class in every session goes in, and `typedata.mark_volatile` takes names out again.
"""
from __future__ import annotations

from collections import OrderedDict
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import MethodInfo, NetType, PropertyInfo, typeof
from shell.objects import hooks, typedata
from shell.objects.psobject import (
    MISSING,
    AliasProperty,
    CodeMethod,
    CodeProperty,
    Member,
    MemberSet,
    NoteProperty,
    PropertySet,
    PSCustomObject,
    PSObject,
    ScriptMethod,
    ScriptProperty,
)
from shell.objects.text import to_string

Value = Any
Getter = Callable[[Any], Any]

REMEMBERED: OrderedDict[int, PSObject] = OrderedDict()  # id of a bare value -> its wrapper, which keeps the value alive
DICTIONARIES: set[type] = set()
GETTERS: dict[type, dict[str, Getter]] = {}
METHODS: dict[type, dict[str, Callable[..., Any]]] = {}
SETTERS: dict[type, dict[str, PropertyInfo]] = {}
_TYPE_NAMES: dict[NetType, list[str]] = {}


def _drop(folded: str) -> None:
    tables: list[dict[str, Any]] = [*GETTERS.values(), *METHODS.values(), *SETTERS.values()]
    for table in tables:
        for name in [n for n in table if n.lower() == folded]:
            del table[name]


typedata.on_volatile(_drop)


def class_decides(cls: type) -> bool:
    """Does the class alone say which .NET type an instance has?"""
    declared = getattr(cls, "net_type", MISSING)
    if declared is MISSING:
        return not hasattr(cls, "generic_name")  # typed lists and their kin: each instance has its own closed type
    return isinstance(declared, NetType) or issubclass(cls, NetException)


def is_dictionary(value: Value) -> bool:
    """A dictionary, whose keys are members; its class goes into DICTIONARIES for the quick look-ups."""
    from shell.clr.dictionaries import NetDictionary
    if isinstance(value, NetDictionary):
        DICTIONARIES.add(value.__class__)
        return True
    return False


def base_type_names(t: NetType) -> list[str]:
    """The type hierarchy as PSTypeNames starts (shared: do not change)."""
    found = _TYPE_NAMES.get(t)
    if found is None:
        found = _TYPE_NAMES[t] = t.hierarchy()
        if found[-1] != "System.Object":
            found.append("System.Object")
    return found


_CUSTOM = ["System.Management.Automation.PSCustomObject", "System.Object"]


def raw_type_names(value: Value) -> list[str]:
    """PSTypeNames without copying; empty for null."""
    if value is None:
        return []
    if isinstance(value, PSObject):
        if value.type_names is not None:
            return value.type_names
        return _CUSTOM if isinstance(value, PSCustomObject) else raw_type_names(value.base)
    if isinstance(value, NetType):
        return ["System.RuntimeType", "System.Reflection.TypeInfo", "System.Type", "System.Reflection.MemberInfo", "System.Object"]
    own = getattr(value, "type_names", None)
    if isinstance(own, list):
        return own
    return base_type_names(typeof(value))


def attached_members(value: Value) -> Optional[dict[str, Value]]:
    """Instance members by name, or None."""
    if isinstance(value, PSObject):
        return value.props
    ext = getattr(value, "ps_ext", None)
    if ext is None and REMEMBERED:
        known = REMEMBERED.get(id(value))
        return None if known is None else known.props
    return ext


def find_in(table: dict[str, Value], name: str) -> Value:
    """An entry by name in any case, else MISSING."""
    entry = table.get(name, MISSING)
    if entry is MISSING and table:
        folded = name.lower()
        for key, value in table.items():
            if key.lower() == folded:
                return value
    return entry


def find_extended(value: Value, name: str, folded: str) -> Value:
    """An attached or type data member (a bare note value comes back as it is), else MISSING."""
    ext = attached_members(value)
    if ext:
        entry = find_in(ext, name)
        if entry is not MISSING:
            return entry
    table = hooks.current().type_table
    if table.declares(folded):
        return table.find(raw_type_names(value), folded)
    return MISSING


def read_entry(value: Value, entry: Value) -> Value:
    """The value of a member entry of `value`; methods and sets read as descriptions of themselves."""
    if not isinstance(entry, Member):
        return entry
    reader = _READERS.get(type(entry))
    if reader is None:
        reader = _READERS[type(entry)] = next(r for k, r in list(_READERS.items()) if isinstance(entry, k))
    return reader(value, entry)


def _read_alias(value: Value, entry: AliasProperty) -> Value:
    found = find_value(value, entry.target)
    if entry.convert_to is not None and found is not MISSING:
        from shell.objects.conversion import convert
        from shell.objects.typenames import require_type
        return convert(found, require_type(entry.convert_to))
    return found


def _read_script(value: Value, entry: ScriptProperty) -> Value:
    """A getter that throws reads as null."""
    from shell.objects.records import TerminatingError
    try:
        return hooks.current().run_script(entry.getter, this=value)
    except (NetException, TerminatingError):
        return None


def _read_code(value: Value, entry: CodeProperty) -> Value:
    try:
        whole = entry.getter in typedata.NEED_WRAPPER
        return entry.getter(value.base if value.__class__ is PSObject and not whole else value)
    except NetException:
        return None


def _read_method(value: Value, entry: Member) -> Value:
    from shell.objects.method_values import PSMethod
    return PSMethod(value, entry)


def _read_set(value: Value, entry: Member) -> Value:
    return entry


_READERS: dict[type, Callable[[Any, Any], Any]] = {
    NoteProperty: lambda value, entry: entry.value, AliasProperty: _read_alias, ScriptProperty: _read_script, CodeProperty: _read_code,
    ScriptMethod: _read_method, CodeMethod: _read_method, PropertySet: _read_set, MemberSet: _read_set,
}


def find_quickly(value: Value, name: str) -> Value:
    """A property that a bag's own dictionary or a prepared look-up has, else MISSING."""
    cls = value.__class__
    if cls is PSCustomObject:
        entry = value.props.get(name, MISSING)
        if entry is not MISSING and not isinstance(entry, Member):
            return entry
    else:
        table = GETTERS.get(cls)
        if table is not None:
            getter = table.get(name)
            if getter is not None:
                try:
                    return getter(value)
                except NetException:
                    return None
    return MISSING


def find_value(value: Value, name: str) -> Value:
    """A property's value (keys of dictionaries and XML children count), else MISSING.  Methods do not count, nor does member enumeration."""
    found = find_quickly(value, name)
    return found if found is not MISSING else find_slowly(value, name)


def find_slowly(value: Value, name: str) -> Value:
    """find_value without the quick look-ups; fills them."""
    if value is None:
        return MISSING
    folded = name.lower()
    entry = find_extended(value, name, folded)
    if entry is not MISSING:
        if _cacheable(value, folded, entry):
            GETTERS.setdefault(value.__class__, {})[name] = lambda v: read_entry(v, entry)
        found = read_entry(value, entry)
        return MISSING if isinstance(entry, (ScriptMethod, CodeMethod)) else found
    if value.__class__ is PSObject:
        return find_value(value.base, name)
    if isinstance(value, PSCustomObject):
        return MISSING
    return find_adapted(value, name, folded)


def _cacheable(value: Value, folded: str, entry: Value) -> bool:
    return (isinstance(entry, (CodeProperty, AliasProperty)) and entry.from_type_data and folded not in typedata.VOLATILE
            and not isinstance(value, PSObject) and not is_dictionary(value) and class_decides(value.__class__))


def find_adapted(value: Value, name: str, folded: str) -> Value:
    """What the object itself has: dictionary keys, XML children, properties of its .NET type."""
    if is_dictionary(value):
        found = value.get(name, MISSING)
        if found is not MISSING:
            return found
        info = typeof(value).find_property(folded)
        return MISSING if info is None else info.getter(value)
    if isinstance(value, NetType):
        return _find_of_type(value, folded)
    if type(value).__name__ == "BaseView":
        from shell.objects.psobject_view import base_property
        return base_property(value, folded)
    t = typeof(value)
    adapter = ADAPTERS.get(type(value)) or _adapter_of(value, t)
    if adapter is not None:
        found = adapter(value, name)
        if found is not MISSING:
            return found
    info = t.find_property(folded)
    if info is None:
        return MISSING
    if adapter is None and folded not in typedata.VOLATILE and class_decides(value.__class__):
        GETTERS.setdefault(value.__class__, {})[name] = info.getter
    return read_property(value, info)


def read_property(value: Value, info: PropertyInfo) -> Value:
    """Read through a getter; one that throws reads as null."""
    try:
        return info.getter(value)
    except NetException:
        return None


def _find_of_type(value: NetType, folded: str) -> Value:
    """Members of a type object ([int].Name): those of System.Type."""
    from shell.objects.conversion import require
    info = require("System.Type").find_property(folded)
    return MISSING if info is None else info.getter(value)


Adapter = Callable[[Any, str], Any]
ADAPTERS: dict[type, Optional[Adapter]] = {}


def _adapter_of(value: Value, t: NetType) -> Optional[Adapter]:
    """XML nodes show attributes and children as properties."""
    cls = type(value)
    if cls in ADAPTERS:
        return ADAPTERS[cls]
    adapter: Optional[Adapter] = None
    if cls.__module__ == "shell.clr.xml_nodes":
        from shell.clr import xml_nodes
        if issubclass(cls, xml_nodes.XmlNode):
            adapter = _xml_child
    ADAPTERS[cls] = adapter
    return adapter


def _xml_child(node: Value, name: str) -> Value:
    from shell.clr import xml_nodes
    return xml_nodes.xml_get(node, name, MISSING)


def find_method(value: Value, name: str) -> Optional[MethodInfo]:
    """A method group the value's .NET type declares."""
    if isinstance(value, NetType):
        from shell.objects.conversion import require
        return require("System.Type").find_method(name)
    return typeof(value.target if type(value).__name__ == "BaseView" else value).find_method(name)


def key_text(name: Value) -> str:
    """A member name that is not text (`$h.1`) as text."""
    return name if name.__class__ is str else to_string(name)
