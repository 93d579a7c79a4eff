"""Property arguments of Select-, Sort-, Group-, Measure-, Compare-Object: names with wildcards, script blocks, calculated hashtables."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException, NotSupportedException
from shell.clr.wildcards import WildcardPattern
from shell.objects.members import find_property_value, property_names
from shell.objects.psobject import MISSING, PSCustomObject, base_of
from shell.objects.text import to_string, type_name
from shell.runtime.cmdlet import Cmdlet

Value = Any
_WILD = frozenset("*?[")
BLOCK_TYPE, STRING_TYPE = "System.Management.Automation.ScriptBlock", "System.String"


def is_block(value: Value) -> bool:
    return bool(value.__class__.__name__ == "ScriptBlock")


class PropertySpec:
    """One property argument.  `name` is the output name (the pattern itself when it has wildcards); `value_of(obj)` reads it, MISSING when absent."""

    __slots__ = ("name", "source", "pattern", "block", "ascending", "ctx", "options", "has_name", "failed_block", "on_failure")

    def __init__(self, ctx: Any, source: Value, name: Optional[str] = None) -> None:
        self.ctx = ctx
        self.source = source
        self.block = source if is_block(source) else None
        text = "" if self.block is not None else to_string(source)
        self.pattern = WildcardPattern(text) if _WILD.intersection(text) else None
        self.has_name = name is not None
        self.name = name if name else (self.block.text if self.block is not None else text)
        self.ascending: Optional[bool] = None
        self.options: dict[str, Value] = {}
        self.on_failure: Optional[Callable[[Exception], None]] = None  # told of a block that failed

    def value_of(self, obj: Value) -> Value:
        """The property's value; a block's failure reads as null (PowerShell is silent about it)."""
        if self.block is not None:
            return run_block(self.ctx, self.block, obj, self.on_failure)
        if obj is None:
            return MISSING
        return find_property_value(obj, self.source if isinstance(self.source, str) else to_string(self.source))

    def names_on(self, obj: Value) -> list[str]:
        """The names a wildcard means on an object, in its order; the name itself without wildcards."""
        if self.pattern is None:
            return [self.source if isinstance(self.source, str) else to_string(self.source)]
        return [n for n in property_names(obj) if self.pattern.matches(n)]


def run_block(ctx: Any, block: Value, obj: Value, on_failure: Optional[Callable[[Exception], None]] = None) -> Value:
    """A calculated property's block: errors give null, several outputs an array."""
    ctx.try_depth += 1  # a failing statement ends the block, as inside a try
    try:
        out = ctx.invoke_each(block, obj)
    except Exception as e:
        if getattr(e, "record", None) is None and not isinstance(e, NetException):
            raise
        failed = e
    else:
        return None if not out else out[0] if len(out) == 1 else out
    finally:
        ctx.try_depth -= 1
    if on_failure is not None:
        on_failure(failed)
    return None


class KeyRules:
    """Which keys a command accepts in its hashtables, and of which type each may be."""

    def __init__(self, **keys: tuple[type, ...]) -> None:
        self.keys = keys

    def match(self, key: str) -> Optional[str]:
        folded = key.lower()
        if folded in self.keys:
            return folded
        found = [k for k in self.keys if k.startswith(folded)]
        return found[0] if len(found) == 1 else None


SELECT_KEYS = KeyRules(name=(str,), label=(str,), expression=(str,))
SORT_KEYS = KeyRules(expression=(str,), ascending=(bool,), descending=(bool,))
GROUP_KEYS = KeyRules(expression=(str,))


def make_specs(cmdlet: Cmdlet, sources: Optional[list[Value]], rules: KeyRules) -> list[PropertySpec]:
    """Turn -Property into PropertySpecs; a bad hashtable ends the command with PowerShell's texts and ids."""
    return [_from_table(cmdlet, base_of(s), rules) if hasattr(base_of(s), "items") and hasattr(base_of(s), "keys") else PropertySpec(cmdlet.ctx, base_of(s))
            for s in sources or ()]


def _from_table(cmdlet: Cmdlet, table: Value, rules: KeyRules) -> PropertySpec:
    found: dict[str, Value] = {}
    for key, value in table.items():
        text = to_string(key)
        matched = rules.match(text)
        if matched is None:
            raise _bad_key(cmdlet, f"The {text} key is not valid.", "DictionaryKeyIllegal")
        found["name" if matched == "label" else matched] = _checked(cmdlet, matched, text, base_of(value))
    if "expression" not in found:
        if "name" not in found or rules is not SELECT_KEYS:
            raise _bad_key(cmdlet, "A mandatory entry for expression is missing.", "DictionaryKeyMandatoryEntry")
        raise _bad_key(cmdlet, "A mandatory entry for expression is missing.", "DictionaryKeyMandatoryEntry")
    spec = PropertySpec(cmdlet.ctx, found["expression"], found.get("name"))
    if "ascending" in found or "descending" in found:
        spec.ascending = bool(found["ascending"]) if "ascending" in found else not found["descending"]
    spec.options = found
    return spec


def _checked(cmdlet: Cmdlet, key: str, text: str, value: Value) -> Value:
    if key == "expression":
        if isinstance(value, str) or is_block(value):
            if value == "":
                raise _bad_key(cmdlet, 'The value of the key expression cannot be an empty string.', "DictionaryKeyIllegalValue1")
            return value
        raise _bad_key(cmdlet, f'The "{text.capitalize() if text.islower() else text}" key has a type, {type_name(value)}, that is not valid; expected types are '
                       f"{{{STRING_TYPE}, {BLOCK_TYPE}}}.", "DictionaryKeyIllegalValue1")
    if key in ("name", "label"):
        if not isinstance(value, str):
            raise _bad_key(cmdlet, f'The "{text}" key has a type, {type_name(value)}, that is not valid; expected type is {STRING_TYPE}.', "DictionaryKeyIllegalValue1")
        return value
    return value


def _bad_key(cmdlet: Cmdlet, message: str, error_id: str) -> Exception:
    from shell.objects.records import ErrorDetails, ErrorRecord
    record = ErrorRecord(NotSupportedException(), error_id, "InvalidArgument")
    record.details = ErrorDetails(message)
    return cmdlet.terminate(record)


_SELECTED_BAG = ["Selected.System.Management.Automation.PSCustomObject", "System.Management.Automation.PSCustomObject", "System.Object"]


def selected_object(obj: Value, props: dict[str, Value]) -> PSCustomObject:
    """A Selected.* property bag made of an input object."""
    if obj.__class__ is PSCustomObject and obj.type_names is None:
        return PSCustomObject(props, _SELECTED_BAG[:])
    first = type_name(obj) if not isinstance(obj, PSCustomObject) else (obj.type_names or ["System.Management.Automation.PSCustomObject"])[0]
    if not first.startswith("Selected."):
        first = "Selected." + first
    return PSCustomObject(props, [first, "System.Management.Automation.PSCustomObject", "System.Object"])


Reader = Callable[[Value], Value]
