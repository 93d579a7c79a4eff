"""Text of primitives in CLIXML: the tag of each .NET type, its value as text and back, and the escaping of characters XML cannot hold."""
from __future__ import annotations

import re
from typing import Any, Callable
from xml.sax.saxutils import escape as xml_escape

from shell.clr.numbers import Byte, Char, Int16, Int64, SByte, Single, UInt16, UInt32, UInt64, to_single
from shell.serialization.xml_times import date_text, parse_date, parse_span, span_text

Value = Any
TAGS = {"System.String": "S", "System.Char": "C", "System.Boolean": "B", "System.DateTime": "DT", "System.TimeSpan": "TS", "System.SByte": "SB",
        "System.Int16": "I16", "System.UInt16": "U16", "System.Int32": "I32", "System.UInt32": "U32", "System.Int64": "I64", "System.UInt64": "U64",
        "System.Byte": "By", "System.Single": "Sg", "System.Double": "Db", "System.Decimal": "D", "System.Byte[]": "BA", "System.Guid": "G", "System.Uri": "URI",
        "System.Version": "Version", "System.Xml.XmlDocument": "XD", "System.Management.Automation.ScriptBlock": "SBK", "System.Security.SecureString": "SS"}
TYPE_OF_TAG = {tag: name for name, tag in TAGS.items()}
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\ud800-\udfff\U00010000-\U0010ffff]|_(?=[xX])")
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")


def _code(m: re.Match[str]) -> str:
    ch = m.group()
    if ch == "_":
        return "_x005F_"
    if ord(ch) > 0xFFFF:
        n = ord(ch) - 0x10000
        return f"_x{0xD800 + (n >> 10):04X}__x{0xDC00 + (n & 0x3FF):04X}_"
    return f"_x{ord(ch):04X}_"


def encode_text(text: str) -> str:
    """A string as it stands inside an element: controls and surrogates coded, markup escaped."""
    return xml_escape(_CONTROL.sub(_code, text))


def encode_name(text: str) -> str:
    return encode_text(text).replace('"', "&quot;")


def decode_text(text: str) -> str:
    """Codes back to characters; surrogate pairs joined."""
    if "_x" not in text:
        return text
    out = _CODED.sub(lambda m: chr(int(m.group(1), 16)), text)
    return out.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if re.search("[\ud800-\udfff]", out) else out


def real_text(value: float, single: bool = False) -> str:
    """XmlConvert's form: INF, -INF, NaN, shortest digits, exponent from 1E+16 on only where .NET writes one."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "INF" if value > 0 else "-INF"
    from shell.clr.number_text import double_text
    return double_text(Single(value) if single else value)


def primitive_text(name: str, value: Value) -> str:
    """The (escaped) text of a primitive of the given .NET type."""
    writer = _WRITERS.get(name)
    return writer(value) if writer is not None else encode_text(str(value))


def _bytes_text(value: Value) -> str:
    from base64 import b64encode
    return b64encode(bytes(value)).decode("ascii")


def _secure_text(value: Value) -> str:
    return str(value.text).encode("utf-16-le").hex()


_INT: Callable[[Value], str] = lambda v: int.__repr__(int(v))
_WRITERS: dict[str, Callable[[Value], str]] = {
    "System.String": lambda v: encode_text(str(v)), "System.Char": lambda v: str(ord(str(v))), "System.Boolean": lambda v: "true" if v else "false",
    "System.DateTime": date_text, "System.TimeSpan": span_text, "System.Single": lambda v: real_text(v, True),
    "System.Double": real_text, "System.Decimal": lambda v: f"{v:f}", "System.Byte[]": _bytes_text, "System.SByte": _INT, "System.Int16": _INT,
    "System.UInt16": _INT, "System.Int32": _INT, "System.UInt32": _INT, "System.Int64": _INT, "System.UInt64": _INT, "System.Byte": _INT,
    "System.Xml.XmlDocument": lambda v: encode_text(v.outer_xml()), "System.Management.Automation.ScriptBlock": lambda v: encode_text(v.text),
    "System.Security.SecureString": _secure_text,
}


def _decimal(text: str) -> Value:
    from decimal import Decimal
    return Decimal(text)


def _bytes(text: str) -> Value:
    from base64 import b64decode

    from shell.clr.byte_arrays import byte_array
    return byte_array(b64decode(text))


def _through(type_name: str) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        from shell.objects.conversion import convert, require
        return convert(text, require(type_name))
    return read


def _secure(text: str) -> Value:
    from shell.clr.security import SecureString
    return SecureString(bytes.fromhex(text).decode("utf-16-le"))


def _real(text: str) -> float:
    return {"INF": float("inf"), "-INF": float("-inf"), "NaN": float("nan")}.get(text) or float(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false", "0", "1"):
        raise ValueError(text)
    return text in ("true", "1")


READERS: dict[str, Callable[[str], Value]] = {
    "S": decode_text, "SBK": decode_text, "C": lambda t: Char(chr(int(t))), "B": _boolean, "DT": parse_date, "TS": parse_span, "SB": lambda t: SByte(int(t)),
    "I16": lambda t: Int16(int(t)), "U16": lambda t: UInt16(int(t)), "I32": int, "U32": lambda t: UInt32(int(t)), "I64": lambda t: Int64(int(t)), "U64": lambda t: UInt64(int(t)),
    "By": lambda t: Byte(int(t)), "Sg": lambda t: to_single(_real(t)), "Db": _real, "D": _decimal, "BA": _bytes, "G": _through("System.Guid"),
    "URI": _through("System.Uri"), "Version": _through("System.Version"), "XD": lambda t: _through("System.Xml.XmlDocument")(decode_text(t)), "SS": _secure,
}
_RANGES = {"SB": (-128, 127), "I16": (-32768, 32767), "U16": (0, 65535), "I32": (-(1 << 31), (1 << 31) - 1), "U32": (0, (1 << 32) - 1),
           "I64": (-(1 << 63), (1 << 63) - 1), "U64": (0, (1 << 64) - 1), "By": (0, 255), "C": (0, 65535)}


def read_primitive(tag: str, text: str) -> Value:
    """A primitive from its element's text; ValueError (or a NetException) when it is not one."""
    if tag in _RANGES:
        low, high = _RANGES[tag]
        if not low <= int(text) <= high:
            raise ValueError(text)
    return READERS[tag](text if tag in ("S", "SBK", "XD") else text.strip())
