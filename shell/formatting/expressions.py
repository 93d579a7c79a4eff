"""-Property and -GroupBy of the Format-* cmdlets: names, wildcards, script blocks and calculated properties, resolved against an object into fields."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.dictionary_base import NetDictionary
from shell.clr.exceptions import NetException
from shell.clr.wildcards import WildcardPattern
from shell.formatting.packets import CENTER, LEFT, RIGHT
from shell.objects.member_lookup import find_value
from shell.objects.members import property_names
from shell.objects.psobject import MISSING, PropertySet, base_of
from shell.objects.records import TerminatingError
from shell.objects.text import type_name

Value = Any
Getter = Callable[[Value], Value]
RunScript = Callable[[Value, Value], list[Value]]  # (script block, $_) -> output

KEYS: dict[str, tuple[str, ...]] = {
    "table": ("expression", "formatstring", "label", "name", "width", "alignment"),
    "list": ("expression", "formatstring", "label", "name"),
    "wide": ("expression", "formatstring"),
    "custom": ("expression", "depth"),
    "group": ("expression", "formatstring", "label", "name"),
}
_KEY_NAMES = {"expression": "Expression", "formatstring": "FormatString", "label": "Label", "name": "Name", "width": "Width",
              "alignment": "Alignment", "depth": "Depth"}
_ALIGNMENTS = {"left": LEFT, "right": RIGHT, "center": CENTER}


class FormatParameterError(Exception):
    """A -Property or -GroupBy argument that cannot be used; `text` is for the user, `error_id` the short id."""

    def __init__(self, text: str, error_id: str) -> None:
        super().__init__(text)
        self.text, self.error_id = text, error_id


class Failure:
    """What a getter gives instead of a value when the expression failed; `error` is the exception."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


class PropertySpec:
    """One argument: a name or pattern, or a script; the rest comes from a calculated property."""

    __slots__ = ("name", "script", "label", "format_string", "width", "align", "depth")

    def __init__(self, name: Optional[str] = None, script: Value = None) -> None:
        self.name, self.script = name, script
        self.label: Optional[str] = None
        self.format_string = ""
        self.width = 0
        self.align: Optional[str] = None
        self.depth = 0

    @property
    def text(self) -> str:
        """How the expression is spelled: the default label, and what error texts quote."""
        return self.name if self.name is not None else str(self.script.text)


class Field:
    """A spec resolved against an object: label, getter, and how to show the value."""

    __slots__ = ("label", "name", "get", "spec")

    def __init__(self, label: str, name: Optional[str], get: Getter, spec: Optional[PropertySpec] = None) -> None:
        self.label, self.name, self.get, self.spec = label, name, get, spec


def is_script(value: Value) -> bool:
    return type_name(value) == "System.Management.Automation.ScriptBlock"


def parse_properties(arguments: list[Value], kind: str) -> list[PropertySpec]:
    """Parse -Property for a kind of view; raises FormatParameterError."""
    return [parse_property(a, kind) for a in arguments if a is not None]


def parse_property(argument: Value, kind: str) -> PropertySpec:
    base = base_of(argument)
    if isinstance(base, NetDictionary):
        return _calculated(base, kind)
    return _expression(base, "{0}")


def _expression(base: Value, wording: str) -> PropertySpec:
    if isinstance(base, str):
        if base == "":
            raise FormatParameterError("An empty string value is not allowed.", "ExpressionEmptyString1")
        return PropertySpec(name=str(base))
    if is_script(base):
        return PropertySpec(script=base)
    raise FormatParameterError(f"Cannot convert {type_name(base)} to one of the following types {{System.String, System.Management.Automation.ScriptBlock}}.",
                               "DictionaryKeyUnknownType")


def _find_key(key: Value, kind: str) -> str:
    if not isinstance(key, str):
        raise FormatParameterError(f"A key in a hash table must be a string, not {type_name(key)}.", "DictionaryKeyNonString")
    folded, known = key.lower(), KEYS[kind]
    if folded in known:
        return folded
    matches = [k for k in known if k.startswith(folded)] if folded else []
    if len(matches) > 1:
        names = ", ".join(_KEY_NAMES[m] for m in matches)
        raise FormatParameterError(f"The key {key} is ambiguous; possible matches are: {names}.", "DictionaryKeyAmbiguous")
    if not matches:
        raise FormatParameterError(f"The {key} key is not valid.", "DictionaryKeyIllegal")
    return matches[0]


def _calculated(table: NetDictionary, kind: str) -> PropertySpec:
    found: dict[str, Value] = {}
    for key, value in table.items():
        name = _find_key(key, kind)
        found["label" if name == "name" else name] = base_of(value)
    if "expression" not in found:
        raise FormatParameterError("A mandatory entry for expression is missing.", "DictionaryKeyMandatoryEntry")
    value = found.pop("expression")
    if not isinstance(value, str) and not is_script(value):
        raise _bad_type("Expression", value, "types are {System.String, System.Management.Automation.ScriptBlock}")
    spec = _expression(value, "")
    for name, value in found.items():
        _SETTERS[name](spec, value)
    return spec


def _bad_type(key: str, value: Value, expected: str) -> FormatParameterError:
    return FormatParameterError(f'The "{key}" key has a type, {type_name(value) or "null"}, that is not valid; expected {expected}.', "DictionaryKeyIllegalValue2")


def _set_label(spec: PropertySpec, value: Value) -> None:
    if not isinstance(value, str):
        raise _bad_type("Label", value, "type is System.String")
    spec.label = str(value)


def _set_format(spec: PropertySpec, value: Value) -> None:
    if not isinstance(value, str):
        raise _bad_type("FormatString", value, "type is System.String")
    spec.format_string = str(value)


def _set_width(spec: PropertySpec, value: Value) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _bad_type("Width", value, "type is System.Int32")
    if value < 1:
        raise FormatParameterError(f"The value {value} of the Width key is out of range; it must be greater than zero.", "WidthOutOfRange")
    spec.width = int(value)


def _set_align(spec: PropertySpec, value: Value) -> None:
    if not isinstance(value, str):
        raise _bad_type("Alignment", value, "type is System.String")
    matches = {a for name, a in _ALIGNMENTS.items() if value and name.startswith(value.lower())}
    if len(matches) != 1:
        raise FormatParameterError(f'The value "{value}" of the Alignment key is not valid. Valid values are left, center and right.', "AlignmentIllegalValue")
    spec.align = matches.pop()


def _set_depth(spec: PropertySpec, value: Value) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _bad_type("Depth", value, "type is System.Int32")
    spec.depth = int(value)


_SETTERS: dict[str, Callable[[PropertySpec, Value], None]] = {
    "label": _set_label, "formatstring": _set_format, "width": _set_width, "alignment": _set_align, "depth": _set_depth}


def property_getter(name: str, implied: bool = False) -> Getter:
    """Reads a property.  Missing gives None, a failing getter a Failure.  `implied`: nobody named it, an earlier object has it."""
    counted = implied and name.lower() in ("count", "length")

    def get(value: Value) -> Value:
        try:
            found = find_value(value, name)
        except (NetException, TerminatingError) as error:
            return Failure(error)
        if found is MISSING:
            return 1 if counted and value is not None else None  # every single thing has a Count and a Length
        return found
    return get


def script_getter(script: Value, run: RunScript) -> Getter:
    """Runs a script block with $_ set: one value, a list of several, or None."""
    def get(value: Value) -> Value:
        try:
            out = run(script, value)
        except (NetException, TerminatingError) as error:
            return Failure(error)
        return out[0] if len(out) == 1 else list(out) if out else None
    return get


def resolve(spec: PropertySpec, target: Value, run: RunScript) -> list[Field]:
    """The fields a spec stands for on an object: one, or as many as a pattern matches."""
    if spec.name is None:
        return [Field(spec.label if spec.label is not None else spec.text, None, script_getter(spec.script, run), spec)]
    names = property_names(target)
    if any(ch in spec.name for ch in "*?["):
        pattern = WildcardPattern(spec.name, ignore_case=True)
        return [Field(spec.label if spec.label is not None else n, n, property_getter(n), spec) for n in names if pattern.matches(n)]
    folded = spec.name.lower()
    name = next((n for n in names if n.lower() == folded), None)
    if name is None:
        members = _property_set(target, spec.name)
        if members is not None:
            return [Field(n, n, property_getter(n), spec) for n in members]
        name = spec.name
    return [Field(spec.label if spec.label is not None else name, name, property_getter(name), spec)]


def _property_set(target: Value, name: str) -> Optional[list[str]]:
    """The names a property set stands for, when the object has one of that name."""
    from shell.objects.member_listing import find_view
    view = find_view(target, name)
    entry = view.entry if view is not None else None
    return list(entry.names) if isinstance(entry, PropertySet) else None


def apply_format(value: Value, format_string: str) -> Optional[str]:
    """The value under a format string (`N2`, or composite `{0,8:N2}`); None when it cannot be applied."""
    from shell.objects.operators import op_format
    composite = format_string if "{0" in format_string and "}" in format_string else "{0:" + format_string + "}"
    try:
        return str(op_format(composite, [value]))
    except NetException:
        return None
