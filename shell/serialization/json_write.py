"""JSON out, as ConvertTo-Json writes it: depth, enums as numbers, Newtonsoft's number forms, two-space indent."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.clr.exceptions import InvalidOperationException
from shell.clr.guids import Guid
from shell.clr.numbers import Single
from shell.clr.typeinfo import typeof
from shell.objects.members import property_items
from shell.objects.psobject import Member, PSCustomObject, PSObject, base_of
from shell.objects.text import to_string, type_name
from shell.serialization import shape
from shell.serialization.xml_times import date_text, offset_date_text

Value = Any
_ESCAPE = re.compile('["\\\\\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]')
_ESCAPE_HTML = re.compile("[\"\\\\\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff<>&']")
_ESCAPE_ASCII = re.compile('["\\\\\x00-\x1f\x7f-\U0010ffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _escape(m: re.Match[str]) -> str:
    ch = m.group()
    short = _SHORT.get(ch)
    if short is not None:
        return short
    n = ord(ch)
    if n > 0xFFFF:
        n -= 0x10000
        return f"\\u{0xD800 + (n >> 10):04x}\\u{0xDC00 + (n & 0x3FF):04x}"
    return f"\\u{n:04x}"


class JsonWriter:
    """One conversion.  `truncated` tells afterwards whether something lay deeper than `depth`."""

    def __init__(self, depth: int = 2, compress: bool = False, enums_as_strings: bool = False, escaping: str = "Default") -> None:
        self.depth = depth
        self.enums_as_strings = enums_as_strings
        self.truncated = False
        self._newline = "" if compress else "\n"
        self._colon = '":' if compress else '": '
        self._indent = "" if compress else "  "
        self._pattern = {"escapehtml": _ESCAPE_HTML, "escapenonascii": _ESCAPE_ASCII}.get(escaping.lower(), _ESCAPE)
        self._atoms: dict[type, Callable[[Any], str]] = {
            str: self._string, int: int.__repr__, bool: lambda v: "true" if v else "false", type(None): lambda v: "null", float: real_json}

    def convert(self, value: Value) -> str:
        return self._value(value, 0, self._newline)

    def _string(self, text: str) -> str:
        return '"' + (self._pattern.sub(_escape, text) if self._pattern.search(text) else text) + '"'

    def _value(self, value: Value, level: int, line: str) -> str:
        atom = self._atoms.get(value.__class__)
        if atom is not None:
            return atom(value)
        if value.__class__ is PSCustomObject:
            return self._bag(value, level, line)
        base = base_of(value)
        atom = self._atoms.get(base.__class__)
        if atom is not None and (value.__class__ is not PSObject or base.__class__ is str or not shape.has_notes(value)):
            return atom(base)
        scalar = self._scalar(base)
        if scalar is not None and (base is value or isinstance(base, str) or not shape.has_notes(value)):
            return scalar if level or not isinstance(base, Guid) else self._object([("value", str(base)), *property_items(value)], level, line)
        return self._composite(value, base, scalar, level, line)

    def _scalar(self, base: Value) -> Optional[str]:
        """JSON of a value that is neither a container nor an object; None for those."""
        if isinstance(base, PSObject):
            return None
        if isinstance(base, str):
            return self._string(str(base))
        t = typeof(base)
        if t.kind == "enum":
            return self._string(to_string(base)) if self.enums_as_strings else str(int(base))
        if isinstance(base, int):
            return str(int(base))
        if isinstance(base, float):
            return real_json(base)
        known = _TEXTS.get(t.full_name)
        if known is not None:
            text = known(base)
            return text if t.full_name in ("System.Decimal", "System.DBNull", "System.Numerics.BigInteger") else self._string(text)
        return None

    def _composite(self, value: Value, base: Value, scalar: Optional[str], level: int, line: str) -> str:
        if isinstance(base, PSCustomObject):
            return self._bag(base, level, line)
        if level > self.depth:
            self.truncated = True
            return self._string(to_string(value))
        kind = shape.container_kind(base)
        if kind == "DCT":
            return self._object(self._dictionary(base), level, line)
        if kind is not None and not (isinstance(value, PSObject) and value.props and value.type_names is None):
            return self._array(base, level, line)
        pairs = list(property_items(value))
        if scalar is not None or isinstance(base, list):
            notes = [(n, v) for n, v in pairs if isinstance(value, PSObject) and n in value.props]
            pairs = [("value", base), *notes]
        return self._object(pairs, level, line)

    def _bag(self, value: PSCustomObject, level: int, line: str) -> str:
        if level > self.depth:
            self.truncated = True
            return self._string(to_string(value))
        props = value.props
        if value.type_names is None and not any(isinstance(v, Member) for v in props.values()):
            return self._object(props.items(), level, line)
        return self._object(property_items(value), level, line)

    def _dictionary(self, table: Value) -> list[tuple[str, Value]]:
        out = []
        for key, item in table.items():
            if not isinstance(key, str):
                raise InvalidOperationException(f"The type '{type_name(table)}' is not supported for serialization or deserialization of a dictionary. Keys must "
                                                "be strings.", error_id="NonStringKeyInDictionary", category="InvalidOperation")
            out.append((str(key), item))
        return out

    def _object(self, pairs: Any, level: int, line: str) -> str:
        inner = line + self._indent
        colon = self._colon
        value = self._value
        atoms = self._atoms
        search, sub = self._pattern.search, self._pattern.sub
        parts = []
        for name, item in pairs:
            if search(name):
                name = sub(_escape, name)
            atom = atoms.get(item.__class__)
            parts.append(f'"{name}{colon}{atom(item) if atom is not None else value(item, level + 1, inner)}')
        if not parts:
            return "{}"
        return "{" + inner + ("," + inner).join(parts) + line + "}"

    def _array(self, base: Value, level: int, line: str) -> str:
        inner = line + self._indent
        parts = [self._value(item, level + 1, inner) for item in base]
        if not parts:
            return "[]"
        return "[" + inner + ("," + inner).join(parts) + line + "]"


def real_json(value: float) -> str:
    """A Double or Single: `.0` is kept, non-finite values are strings."""
    if value != value:
        return '"NaN"'
    if value in (float("inf"), float("-inf")):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    from shell.clr.number_text import double_text
    text = double_text(value if isinstance(value, Single) else float(value))
    return text if any(c in text for c in ".E") else text + ".0"


def _decimal_json(value: Any) -> str:
    text = f"{value:f}"
    return text if "." in text else text + ".0"


_TEXTS: dict[str, Callable[[Any], str]] = {
    "System.Decimal": _decimal_json, "System.DBNull": lambda v: "null", "System.Numerics.BigInteger": lambda v: str(int(v)),
    "System.DateTime": date_text, "System.DateTimeOffset": offset_date_text, "System.Uri": str,
    "System.Guid": str,
}
