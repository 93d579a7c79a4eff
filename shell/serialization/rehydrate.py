"""What a deserialized object becomes: a live value where PowerShell revives one, else a bag whose type names start with Deserialized."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.objects.psobject import FrozenText, PSCustomObject, PSObject

Value = Any
PREFIX = "Deserialized."
CUSTOM = "System.Management.Automation.PSCustomObject"


def deserialized_names(names: list[str]) -> list[str]:
    """`Deserialized.` in front of each, never twice."""
    return [n if n.startswith(PREFIX) else PREFIX + n for n in names]


def finish_object(bag: PSCustomObject, base: Value, has_base: bool, names: Optional[list[str]]) -> Value:
    """The value of an <Obj>: `base` is the primitive or container inside it, `names` its type names (None: a plain custom object)."""
    first = names[0] if names else ""
    if has_base:
        return _with_base(bag, base, names or [])
    live = LIVE.get(first)
    if live is not None:
        revived = live(bag)
        if revived is not None:
            return revived
    if names:
        bag.type_names = deserialized_names(names)
    return bag


def _with_base(bag: PSCustomObject, base: Value, names: list[str]) -> Value:
    first = names[0] if names else ""
    plain = first in ("System.Collections.Hashtable", "System.Collections.Queue", "System.Collections.Stack", "") or not names
    if first == "System.Collections.Specialized.OrderedDictionary":
        from shell.clr.dictionaries import OrderedDictionary
        ordered = OrderedDictionary(ignore_case=True)
        for k, v in base.items():
            ordered.put(k, v)
        base, plain = ordered, True
    notes = {n: v for n, v in bag.props.items() if n.lower() not in (bag.deserialized_props or ())}
    if plain and not notes:
        return base
    wrapped = PSObject(base, notes if plain or isinstance(base, list) else dict(bag.props), None if plain else deserialized_names(names))
    if bag.text is not None and isinstance(base, int):
        wrapped.props.setdefault("Value", bag.text)
        wrapped.props["ToString"] = FrozenText(bag.text)
    return wrapped


def _credential(bag: PSCustomObject) -> Value:
    from shell.clr.security import PSCredential
    user, password = bag.find("UserName"), bag.find("Password")
    return PSCredential(user, password) if isinstance(user, str) else None


def _through_text(type_name: str, prop: str = "") -> Callable[[PSCustomObject], Value]:
    def revive(bag: PSCustomObject) -> Value:
        from shell.clr.exceptions import NetException
        from shell.clr.typeinfo import lookup
        from shell.objects.conversion import convert
        text = bag.find(prop) if prop else bag.text
        t = lookup(type_name)
        if not isinstance(text, str) or t is None:
            return None
        try:
            return convert(text, t)
        except NetException:
            return None
    return revive


LIVE: dict[str, Callable[[PSCustomObject], Value]] = {
    "System.Management.Automation.PSCredential": _credential,
    "System.Net.IPAddress": _through_text("System.Net.IPAddress"),
    "System.Net.Mail.MailAddress": _through_text("System.Net.Mail.MailAddress"),
    "System.Globalization.CultureInfo": _through_text("System.Globalization.CultureInfo"),
}
