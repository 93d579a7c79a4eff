"""One argument for one parameter: transformation, conversion, the null and empty rules of mandatory parameters, validation."""
from __future__ import annotations

from typing import Any, Protocol

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType, typeof
from shell.objects.psobject import MISSING, base_of
from shell.objects.switches import switch_value
from shell.runtime import binding_errors as errors
from shell.runtime.parameters import ParameterInfo
from shell.runtime.validation import elements_of, failure

Value = Any

# Types a cmdlet takes as they come: it reads several forms itself (a name, a number, an object).
AS_IT_IS = frozenset(("System.Object", "System.Management.Automation.PSObject", "System.Text.Encoding", "System.Management.Automation.PSCredential",
                      "System.Management.Automation.CommandInfo"))
_NOT_A_BOOLEAN = ('Cannot convert value "{0}" to type "{1}". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.')


class BoundCommand(Protocol):
    """What the value rules need of a binder."""

    name: str
    fq_name: str
    is_function: bool
    ctx: Any


def to_switch(value: Value) -> bool:
    """A value given to a switch: booleans and null only; anything else is refused with PowerShell's text."""
    value = base_of(value)
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if hasattr(value, "is_present"):
        return bool(value.is_present)
    raise NetException(_NOT_A_BOOLEAN.format(typeof(value).full_name, "System.Management.Automation.SwitchParameter"))


def to_boolean_argument(value: Value) -> bool:
    """A value given to a [bool] parameter: booleans and numbers; strings and null are refused."""
    value = base_of(value)
    if isinstance(value, bool):
        return value
    if value is not None and not isinstance(value, str) and isinstance(value, (int, float)):
        return bool(value)
    if value is None:
        raise NetException('Cannot convert value "" to type "System.Boolean". Boolean parameters accept only Boolean values and numbers, such as $True, '
                           "$False, 1 or 0.")
    raise NetException(_NOT_A_BOOLEAN.format(typeof(value).full_name, "System.Boolean"))


def matches_exactly(p: ParameterInfo, value: Value) -> bool:
    """True when the value fits the parameter without conversion (the first rounds of positional and pipeline binding)."""
    if not p.has_type:
        return True
    t = p.type
    if t is None:
        return not isinstance(base_of(value), (str, int, float)) or p.type_name in AS_IT_IS
    value = base_of(value)
    if value is None:
        return bool(t.kind != "struct") and t.full_name != "System.String"  # $null becomes '' only by conversion
    own = typeof(value)
    if own.is_subtype_of(t):
        return True
    element: NetType | None = t.element
    if element is None:
        return False
    if element.full_name in ("System.Object", "System.Management.Automation.PSObject"):
        return True
    items = elements_of(value)
    if items is None:
        return own.is_subtype_of(element)
    return all(i is not None and typeof(base_of(i)).is_subtype_of(element) for i in items)


def convert_argument(command: BoundCommand, p: ParameterInfo, value: Value, literal: str | None, node: Any) -> Value:
    """Transform and convert one argument; raises BindingError."""
    try:
        for t in p.transforms:
            value = t.transform(value, command.ctx)
        return convert_to_parameter(command, p, value, literal)
    except errors.BindingError:
        raise
    except NetException as e:
        raise errors.not_converted(command, p.name, e, command.is_function, node)


def convert_to_parameter(command: BoundCommand, p: ParameterInfo, value: Value, literal: str | None) -> Value:
    """The type rules of parameters, which differ from casts in booleans, switches and strings."""
    if p.is_switch:
        return switch_value(to_switch(value)) if command.is_function else to_switch(value)
    if not p.has_type or p.type_name in AS_IT_IS:
        return value
    t = p.type
    if t is None:
        if p.type_name.endswith("[]") and value is not None and elements_of(value) is None:
            return [value]
        return value
    name = t.full_name
    if name == "System.Management.Automation.PSReference":
        if not typeof(value).full_name.startswith("System.Management.Automation.PSReference"):
            raise NetException("Reference type is expected in argument.")
        return value
    if name == "System.Boolean":
        return to_boolean_argument(value)
    if literal is not None and name in ("System.Version", "System.Management.Automation.SemanticVersion"):
        value = literal  # `-Version 1.10` is the text 1.10, not the number 1.1
    if name == "System.String":
        if literal is not None:
            return literal
        if value is None:
            return "" if command.is_function or not p.is_mandatory_somewhere else None
        if elements_of(value) is not None and command.is_function is not None and getattr(command, "is_advanced", True):
            raise NetException("Cannot convert value to type System.String.")
    elif name == "System.String[]" and literal is not None:
        value = [literal]
    elif value is None and t.kind == "class" and name not in ("System.String",):
        return None
    from shell.objects.conversion import convert
    if name == "System.String[]" and not command.is_function and p.is_mandatory_somewhere:
        items = elements_of(value)
        if items is not None and None in items:
            return [None if item is None else convert(item, t.element) for item in items]  # the check of mandatory parameters wants to see them
    if t.element is not None and command.is_function and value is not None and elements_of(value) is None:
        return _array_of_one(value, t)
    return convert(value, t)


def _array_of_one(value: Value, t: NetType) -> Value:
    """A scalar for an array parameter of a function: the text of a failure names both types."""
    from shell.objects.conversion import convert
    try:
        return convert(value, t)
    except NetException as e:
        if e.message.startswith("Cannot convert value "):
            from shell.objects.text import to_display
            raise NetException(f'Cannot convert value "{to_display(value)}" to type "{t.full_name}". Error: "{e.message}"', e, error_id=e.error_id,
                               category=e.category) from e
        raise


def _of_value_types(p: ParameterInfo) -> bool:
    """An array of numbers or guids: null is left to the validation attributes, as PowerShell does."""
    element = p.type.element if p.has_type and p.type is not None else None
    return element is not None and element.kind == "struct"


def check_mandatory(command: BoundCommand, p: ParameterInfo, value: Value, node: Any) -> None:
    """Mandatory parameters refuse null, '' and empty collections unless Allow* says otherwise."""
    if not p.is_mandatory_somewhere:
        return
    base = base_of(value)
    if base is None:
        if not p.allow_null and not _of_value_types(p):
            raise errors.empty_argument(command, p.name, "null", node)
        return
    t = p.type if p.has_type else None
    if isinstance(base, str):
        if not base and not p.allow_empty_string and t is not None and t.full_name == "System.String":
            raise errors.empty_argument(command, p.name, "string", node)
        return
    items = elements_of(base)
    if items is None or (t is None and not p.has_type):
        if items == [] and not p.allow_empty_collection and not p.allow_null and p.type_name == "System.Object":
            return
        return
    is_array = t is not None and t.full_name.endswith("[]")
    if not items and not p.allow_empty_collection:
        raise errors.empty_argument(command, p.name, "array" if is_array else "collection", node)
    if is_array and t is not None and t.element is not None and t.element.kind == "class":
        _check_elements(command, p, items, node)


def _check_elements(command: BoundCommand, p: ParameterInfo, items: list[Value], node: Any) -> None:
    for item in items:
        if item is None and not p.allow_null:
            raise errors.empty_argument(command, p.name, "null", node)
        if item == "" and isinstance(item, str) and not p.allow_empty_string and p.type_name in ("System.String[]", "string[]"):
            raise errors.empty_argument(command, p.name, "string", node)


def validate(command: BoundCommand, p: ParameterInfo, value: Value, node: Any) -> None:
    """Run the Validate* attributes, from the one nearest the variable outward."""
    try:
        if p.type_checks is not None:
            _check_type_name(command, p, value, node)
        for v in reversed(p.validators):
            v.check(value, command.ctx, p.name)
    except errors.BindingError:
        raise
    except NetException as e:
        raise errors.not_valid(command, p.name, e, node)
    except Exception as e:
        record = getattr(e, "record", None)
        if record is None:
            raise
        raise errors.not_valid(command, p.name, failure(record.exception.message, "ValidateScriptFailure"), node)


def _check_type_name(command: BoundCommand, p: ParameterInfo, value: Value, node: Any) -> None:
    from shell.objects.members import type_names
    wanted = (p.type_checks or "").lower()
    items = elements_of(value)
    for item in [value] if items is None else items:
        if item is not None and wanted not in [n.lower() for n in type_names(item)]:
            raise errors.make(command, f"Cannot bind argument to parameter '{p.name}', because PSTypeNames of the argument do not match the PSTypeName required "
                              f"by the parameter: {p.type_checks}.", "MismatchedPSTypeName", node=node)


def own_property(value: Value, name: str) -> Value:
    """A property as binding by property name sees it: neither keys of dictionaries nor the Count and Length every value has."""
    from shell.objects.member_lookup import find_value, is_dictionary
    if is_dictionary(value):
        base = base_of(value)
        info = typeof(base).find_property(name)
        return MISSING if info is None else info.getter(base)
    return find_value(value, name)
