"""Types around the host that scripts make themselves: choices, fields to fill in, sizes, places and keys of the screen."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import NetType

Value = Any
_H = "System.Management.Automation.Host."


class ChoiceDescription:
    """One choice: label with & before its hot key, help text."""

    __slots__ = ("label", "help_message", "ps_ext", "__weakref__")

    def __init__(self, label: str, help_message: str = "") -> None:
        self.label, self.help_message = label, help_message
        self.ps_ext: Any = None


class FieldDescription:
    """One field that UI.Prompt asks for."""

    __slots__ = ("name", "label", "help_message", "is_mandatory", "default_value", "type_name", "ps_ext", "__weakref__")

    def __init__(self, name: str) -> None:
        self.name = name
        self.label = self.help_message = ""
        self.is_mandatory = True
        self.default_value: Value = None
        self.type_name = "System.String"
        self.ps_ext: Any = None


class Pair:
    """Size and Coordinates: two whole numbers; prints as `120,50`."""

    __slots__ = ("first", "second", "net_type", "ps_ext", "__weakref__")

    def __init__(self, first: int, second: int, net_type: NetType) -> None:
        self.first, self.second, self.net_type = first, second, net_type
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return f"{self.first},{self.second}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pair) and (self.first, self.second, self.net_type) == (other.first, other.second, other.net_type)

    def __hash__(self) -> int:
        return hash((self.first, self.second))


def _pair(name: str, first: str, second: str) -> NetType:
    t = NetType(_H + name)
    t.attr(first, "int", "first", True)
    t.attr(second, "int", "second", True)
    t.method("string ToString()")(str)
    t.new(f"{_H}{name} new()", f"{_H}{name} new(int {first.lower()}, int {second.lower()})")(lambda a=0, b=0: Pair(a, b, t))
    return t


SIZE = _pair("Size", "Width", "Height")
COORDINATES = _pair("Coordinates", "X", "Y")


def _types() -> None:
    t = NetType(_H + "ChoiceDescription", ChoiceDescription)
    t.attr("Label", "string", "label")
    t.attr("HelpMessage", "string", "help_message", True)
    t.new(f"{_H}ChoiceDescription new(string label)", f"{_H}ChoiceDescription new(string label, string helpMessage)")(ChoiceDescription)
    t = NetType(_H + "FieldDescription", FieldDescription)
    for name, type_name, attribute in (("Name", "string", "name"), ("ParameterTypeName", "string", "type_name"), ("Label", "string", "label"),
                                       ("HelpMessage", "string", "help_message"), ("IsMandatory", "bool", "is_mandatory"),
                                       ("DefaultValue", "psobject", "default_value")):
        t.attr(name, type_name, attribute, name != "Name")
    t.new(f"{_H}FieldDescription new(string name)")(FieldDescription)


_types()
