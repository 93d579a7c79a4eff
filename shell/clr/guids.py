"""System.Guid."""
from __future__ import annotations

import uuid
from typing import Any, Optional

from shell.clr.exceptions import ArgumentNullException, FormatException
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import VALUE_TYPE, hash_code

Value = Any
_SHAPE = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."


class Guid:
    """A GUID, kept as its lower-case text with dashes (the form everything else needs)."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Guid) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: Guid) -> bool:
        return self.text < other.text

    def __gt__(self, other: Guid) -> bool:
        return self.text > other.text

    def __str__(self) -> str:
        return self.text


EMPTY = Guid("00000000-0000-0000-0000-000000000000")


def new_guid() -> Guid:
    """A random GUID (version 4)."""
    return Guid(str(uuid.uuid4()))


def parse_guid(text: Optional[str]) -> Guid:
    """From the N, D, B, P and X notations."""
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'input')")
    found = try_parse_guid(text)
    if found is not None:
        return found
    s = text.strip()
    if not s:
        raise FormatException("Unrecognized Guid format.")
    if "-" in s and len(s.strip("{}()")) == 36 and not all(c in "0123456789abcdefABCDEF-{}()" for c in s):
        raise FormatException("Guid string should only contain hexadecimal characters.")
    raise FormatException(_SHAPE if "-" in s else "Unrecognized Guid format.")


def try_parse_guid(text: str) -> Optional[Guid]:
    """The GUID in a text, or None."""
    import re
    s = text.strip()
    m = re.fullmatch(r"\{?\(?([0-9a-fA-F]{8})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{12})\)?\}?", s)
    if m is not None and _bracketed(s):
        return Guid("-".join(m.groups()).lower())
    if re.fullmatch(r"[0-9a-fA-F]{32}", s):
        return Guid(str(uuid.UUID(s)))
    m = re.fullmatch(r"\{0x([0-9a-fA-F]{1,8}),0x([0-9a-fA-F]{1,4}),0x([0-9a-fA-F]{1,4}),\{((?:0x[0-9a-fA-F]{1,2},?){8})\}\}", s.replace(" ", ""))
    if m is None:
        return None
    tail = "".join(p[2:].rjust(2, "0") for p in m.group(4).split(","))
    return Guid(str(uuid.UUID(m.group(1).rjust(8, "0") + m.group(2).rjust(4, "0") + m.group(3).rjust(4, "0") + tail)))


def _bracketed(s: str) -> bool:
    first, last = s[0], s[-1]
    if first in "{(" or last in "})":
        return (first, last) in (("{", "}"), ("(", ")"))
    return True


def format_guid(guid: Guid, spec: Optional[str] = None, provider: Value = None) -> str:
    """ToString with the formats N, D, B, P, X."""
    form = (spec or "D").upper()
    if form == "D":
        return guid.text
    if form == "N":
        return guid.text.replace("-", "")
    if form == "B":
        return "{" + guid.text + "}"
    if form == "P":
        return "(" + guid.text + ")"
    if form == "X":
        a, b, c, d, e = guid.text.split("-")
        tail = d + e
        inner = ",".join("0x" + tail[i:i + 2] for i in range(0, 16, 2))
        return f"{{0x{a},0x{b},0x{c},{{{inner}}}}}"
    raise FormatException('Format string can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".')


GUID = NetType("System.Guid", Guid, base=VALUE_TYPE, kind="struct", accelerators=("guid",),
               interfaces=("System.IFormattable", "System.IComparable", "System.IComparable`1", "System.IEquatable`1"))
GUID.default_value = EMPTY
GUID.const("Empty", "guid", EMPTY)
GUID.new("guid new()")(lambda: EMPTY)
GUID.new("guid new(string g)")(parse_guid)
GUID.new("guid new(byte[] b)")(lambda data: Guid(str(uuid.UUID(bytes_le=bytes(data)))))
GUID.static("guid NewGuid()")(new_guid)
GUID.static("guid CreateVersion7()")(lambda: _version7())
GUID.static("guid Parse(string input)")(parse_guid)
GUID.static("guid Parse(string s, System.IFormatProvider provider)")(lambda text, provider: parse_guid(text))


@GUID.static("bool TryParse(string input, [ref] guid result)")
def try_parse(text: Optional[str], box: Value) -> bool:
    found = None if text is None else try_parse_guid(text)
    box.value = found or EMPTY
    return found is not None


@GUID.static("guid ParseExact(string input, string format)")
def parse_exact(text: str, spec: str) -> Guid:
    found = try_parse_guid(text)
    if found is None or format_guid(found, spec) != text.strip().lower():
        raise FormatException(_SHAPE)
    return found


@GUID.static("bool op_Equality(guid left, guid right)")
def equality(a: Guid, b: Guid) -> bool:
    return a == b


def _version7() -> Guid:
    import os
    import time
    stamp = int(time.time() * 1000).to_bytes(6, "big")
    rest = bytearray(os.urandom(10))
    rest[0] = (rest[0] & 0x0F) | 0x70
    rest[2] = (rest[2] & 0x3F) | 0x80
    return Guid(str(uuid.UUID(bytes=stamp + bytes(rest))))


def to_byte_array(guid: Guid) -> Value:
    """The 16 bytes in .NET's mixed order."""
    from shell.clr.arrays import typed_array
    from shell.clr.numbers import Byte
    return typed_array("System.Byte", [Byte(b) for b in uuid.UUID(guid.text).bytes_le])


GUID.method("string ToString()", "string ToString(string format)", "string ToString(string format, System.IFormatProvider provider)")(format_guid)
GUID.method("byte[] ToByteArray()")(to_byte_array)
GUID.method("int CompareTo(System.Object value)", "int CompareTo(guid value)")(lambda g, other: (g.text > other.text) - (g.text < other.text))
GUID.method("bool Equals(System.Object o)", "bool Equals(guid g)")(lambda g, other: g == other)
GUID.method("int GetHashCode()")(hash_code)
