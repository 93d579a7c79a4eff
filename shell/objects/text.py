"""Text of values: `to_string` is the [string] cast and interpolation (invariant culture), `to_display` what ToString() and tables show (en-US).

Doubles show 15 significant digits in both; .ToString() and -f use the shortest round-trip form (clr's own ToString).
"""
from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.numbers import BigInteger, Byte, Char, Int16, Int64, IntPtr, SByte, Single, UInt16, UInt32, UInt64
from shell.clr.typeinfo import OBJECT, NetType, typeof
from shell.objects import hooks
from shell.objects.psobject import MISSING, CodeMethod, FrozenText, Member, PSObject, ScriptMethod

Value = Any
Stringer = Callable[[Any], str]


def double_text(value: float) -> str:
    """15 significant digits, .NET's exponent form, ∞ and NaN."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "-∞"
    return f"{value:.15G}"


def single_text(value: float) -> str:
    """7 significant digits."""
    if value != value or value in (float("inf"), float("-inf")):
        return double_text(value)
    return f"{value:.7G}"


def bool_text(value: bool) -> str:
    return "True" if value else "False"


def _decimal_text(value: Decimal) -> str:
    return f"{value:f}"


_INT_TEXT: Stringer = int.__repr__
_SIMPLE: dict[type, Stringer] = {
    str: str, Char: str.__str__, bool: bool_text, int: _INT_TEXT, float: double_text, Single: single_text, Decimal: _decimal_text,
    type(None): lambda v: "",
    **dict.fromkeys((Int64, UInt64, UInt32, Int16, UInt16, Byte, SByte, BigInteger, IntPtr), _INT_TEXT),
}


def to_string(value: Value, ofs: str = " ") -> str:
    """What `"$value"` and [string] give; arrays are joined by `ofs`."""
    if value.__class__ is str:
        return value
    simple = _SIMPLE.get(value.__class__)
    if simple is not None:
        return simple(value)
    return _object_text(value, ofs, True)


def element_text(value: Value) -> str:
    """The text of an element when a collection is joined: arrays inside give their type's name, custom objects nothing."""
    simple = _SIMPLE.get(value.__class__)
    return simple(value) if simple is not None else _object_text(value, " ", False)


def to_display(value: Value) -> str:
    """The text a table cell or a bare line shows: like to_string, but dates and numbers in the session's culture."""
    cls = value.__class__
    culture = _culture()
    if cls in _SIMPLE:
        text = _SIMPLE[cls](value)
        return text if culture is None or cls not in _FRACTIONS else text.replace(".", culture.number_format.number_decimal_separator)
    if cls is PSObject:
        frozen = value.props.get("ToString")
        if frozen.__class__ is FrozenText:
            return str(frozen.function(value))
    base = _base(value)
    if not isinstance(base, (PSObject, list)) and typeof(base).full_name in _DATES:
        return net_string(base)
    return _object_text(value, " ", True)


_FRACTIONS = (float, Single, Decimal)


def _culture() -> Value:
    """The current culture when it writes numbers otherwise than en-US, else None."""
    module = sys.modules.get("shell.clr.culture_info")
    if module is None:
        return None
    culture = module.current_culture()
    return None if culture.name in ("en-US", "") else culture


def _base(value: Value) -> Value:
    return value.base if value.__class__ is PSObject else value


def _object_text(value: Value, ofs: str, recurse: bool) -> str:
    """PSObject.ToString: attached ToString, then elements, then the object's own text."""
    if isinstance(value, PSObject):
        return _wrapped_text(value, ofs, recurse)
    ext = getattr(value, "ps_ext", None)
    if ext:
        attached = _attached_to_string(value, ext)
        if attached is not None:
            return attached
    t = typeof(value)
    declared = _type_data_to_string(value, t) if not recurse or t.full_name not in _BARE else None
    if declared is not None:
        return declared
    if recurse:
        joined = join_elements(value, ofs)
        if joined is not None:
            return joined
    return invariant_string(value, t)


_BARE = frozenset(["System.Xml.XmlDocument", "System.Xml.XmlElement", "System.Xml.XmlAttribute", "System.Xml.XmlText", "System.Xml.XmlComment"])


def join_elements(value: Value, ofs: str) -> Optional[str]:
    """The elements' texts joined, or None for what PowerShell does not enumerate."""
    if isinstance(value, list):
        return ofs.join([e if e.__class__ is str else element_text(e) for e in value])
    from shell.objects.enumeration import enumerate_value
    items = enumerate_value(value)
    return None if items is None else ofs.join([element_text(e) for e in items])


def _wrapped_text(value: PSObject, ofs: str, recurse: bool) -> str:
    if value.props:
        attached = _attached_to_string(value, value.props)
        if attached is not None:
            return attached
    bare = recurse and value.__class__ is PSObject and typeof(value.base).full_name in _BARE
    declared = None if bare else _type_data_to_string(value, None)
    if declared is not None:
        return declared
    if value.__class__ is PSObject:
        return to_string(value.base, ofs) if recurse else element_text(value.base)
    text: Optional[str] = getattr(value, "text", None)
    if text is not None:
        return text
    return custom_object_text(value) if recurse else ""


def custom_object_text(value: PSObject) -> str:
    """`@{A=1; B=x}`; nested custom objects are empty, arrays their type's name; without properties nothing."""
    from shell.objects.members import property_items
    parts = [f"{name}={element_text(item)}" for name, item in property_items(value)]
    return "@{" + "; ".join(parts) + "}" if parts else ""


def _attached_to_string(value: Value, ext: dict[str, Value]) -> Optional[str]:
    for name, entry in ext.items():
        if isinstance(entry, (ScriptMethod, CodeMethod)) and name.lower() == "tostring" and entry.__class__ is not FrozenText:
            return _run_to_string(value, entry)
    return None


def _type_data_to_string(value: Value, t: Optional[NetType]) -> Optional[str]:
    table = hooks.current().type_table
    if not table.declares("tostring"):
        return None
    from shell.objects.members import type_names
    entry = table.find(t.hierarchy() if t is not None else type_names(value), "tostring")
    return _run_to_string(value, entry) if entry is not MISSING else None


def _run_to_string(value: Value, entry: Member) -> Optional[str]:
    if isinstance(entry, ScriptMethod):
        return to_string(hooks.current().run_script(entry.script, this=value))
    if isinstance(entry, CodeMethod):
        return to_string(entry.function(value))
    return None


_DATES = frozenset(["System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly"])
_MINUTE, _DAY = 600_000_000, 864_000_000_000


def _date_part(ticks: int) -> str:
    import datetime
    return datetime.date.fromordinal(ticks // _DAY + 1).strftime("%m/%d/") + f"{datetime.date.fromordinal(ticks // _DAY + 1).year:04d}"


def _time_part(ticks: int) -> str:
    seconds = ticks % _DAY // 10_000_000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def invariant_string(value: Value, t: Optional[NetType] = None) -> str:
    """ToString(InvariantCulture) of a plain object; types print as their accelerator."""
    if isinstance(value, NetType):
        return type_text(value)
    t = t or typeof(value)
    if t.full_name in _DATES:
        return _invariant_date(value, t.full_name)
    return net_string(value, t)


def _invariant_date(value: Value, name: str) -> str:
    if name == "System.DateTime":
        return f"{_date_part(value.ticks)} {_time_part(value.ticks)}"
    if name == "System.DateOnly":
        ticks = value.day_number * _DAY if hasattr(value, "day_number") else value.ticks
        return _date_part(ticks)
    if name == "System.TimeOnly":
        return _time_part(value.ticks)[:5]
    from shell.clr.culture_info import INVARIANT
    method = typeof(value).find_method("tostring")
    assert method is not None
    chosen = next(o for o in method.overloads if len(o.params) == 2)
    return str(chosen.function(value, None, INVARIANT))


def net_string(value: Value, t: Optional[NetType] = None) -> str:
    """What .NET's parameterless ToString() gives (culture-sensitive for dates and numbers)."""
    if isinstance(value, NetException):
        return exception_text(value)
    t = t or typeof(value)
    method = t.find_method("tostring")
    if method is not None and method is not OBJECT.methods.get("tostring"):
        for overload in method.overloads:
            if not overload.params:
                return str(overload.function(value))
    cls = value.__class__
    if cls in _SIMPLE:
        return _SIMPLE[cls](value)
    if getattr(t, "from_script", False):
        return t.full_name
    if cls.__str__ is not object.__str__ and not issubclass(cls, (list, dict, set, frozenset, tuple, Exception)):
        return str(value)
    return t.full_name


def exception_text(error: NetException) -> str:
    """Exception.ToString(): type, message, inner exceptions."""
    text = f"{error.net_name}: {error.message}" if error.message else error.net_name
    if isinstance(error.inner, NetException):
        text += f"\n ---> {exception_text(error.inner)}\n   --- End of inner exception stack trace ---"
    return text


_UNLISTED = frozenset(["System.Object"])


def type_text(t: NetType) -> str:
    """A type as PowerShell writes it: the accelerator where there is one, `List[int]`-style generics, `int[]`."""
    if t.accelerators and t.full_name not in _UNLISTED:
        return t.accelerators[0]
    if t.element is not None:
        return type_text(t.element) + t.full_name[len(t.element.full_name):]
    if t.arguments:
        head = t.full_name.split("`", 1)[0]
        return f"{head}[{','.join(type_text(a) for a in t.arguments)}]"
    return t.full_name


def type_name(value: Value) -> str:
    """The full .NET name of a value's type; null has none and gives ''."""
    if value is None:
        return ""
    if isinstance(value, NetType):
        return "System.RuntimeType"
    if isinstance(value, NetException):
        return value.net_name
    return typeof(_base(value)).full_name
