"""System.BitConverter and System.Buffer."""
from __future__ import annotations

import struct
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.exceptions import ArgumentException, ArgumentNullException, ArgumentOutOfRangeException
from shell.clr.numbers import Char, Int16, Int64, UInt16, UInt32, UInt64, to_single
from shell.clr.typeinfo import NetType

Value = Any
BIT_CONVERTER = NetType("System.BitConverter")
_B = BIT_CONVERTER
_B.const("IsLittleEndian", "bool", True)
_FORMS: dict[str, tuple[str, Any, str]] = {
    "Boolean": ("<?", bool, "bool"), "Int16": ("<h", Int16, "short"), "Int32": ("<i", int, "int"), "Int64": ("<q", Int64, "long"), "UInt16": ("<H", UInt16, "ushort"),
    "UInt32": ("<I", UInt32, "uint"), "UInt64": ("<Q", UInt64, "ulong"), "Single": ("<f", to_single, "float"), "Double": ("<d", float, "double"),
}


@_B.static("string ToString(byte[] value)", "string ToString(byte[] value, int startIndex)", "string ToString(byte[] value, int startIndex, int length)")
def to_text(data: Value, start: int = 0, length: Optional[int] = None) -> str:
    if data is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'value')")
    raw = to_bytes(data)
    return "-".join([f"{b:02X}" for b in (raw[start:] if length is None else raw[start:start + length])])


def _reader(form: str, cls: Any) -> Any:
    size = struct.calcsize(form)

    def read(data: Value, start: int = 0) -> Value:
        raw = to_bytes(data)
        if not 0 <= start < len(raw):
            raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'startIndex')")
        if start + size > len(raw):
            raise ArgumentException("Destination array is not long enough to copy all the items in the collection. Check array index and length. (Parameter 'value')")
        return cls(struct.unpack_from(form, raw, start)[0])
    return read


for _name, (_form, _cls, _short) in _FORMS.items():
    _B.static(f"{_short} To{_name}(byte[] value, int startIndex)")(_reader(_form, _cls))
for _name in ("Boolean", "Int16", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Single", "Double"):
    _form, _cls, _short = _FORMS[_name]
    _B.static(f"byte[] GetBytes({_short} value)")(lambda v, form=_form: byte_array(struct.pack(form, v)))
_B.static("byte[] GetBytes(char value)")(lambda c: byte_array(c.encode("utf-16-le", "surrogatepass")[:2]))
_B.static("char ToChar(byte[] value, int startIndex)")(lambda data, start: Char(chr(struct.unpack_from("<H", to_bytes(data), start)[0])))
_B.static("long DoubleToInt64Bits(double value)")(lambda v: Int64(struct.unpack("<q", struct.pack("<d", v))[0]))
_B.static("double Int64BitsToDouble(long value)")(lambda v: float(struct.unpack("<d", struct.pack("<q", v))[0]))
_B.static("int SingleToInt32Bits(float value)")(lambda v: int(struct.unpack("<i", struct.pack("<f", v))[0]))

BUFFER = NetType("System.Buffer")


@BUFFER.static("void BlockCopy(array src, int srcOffset, array dst, int dstOffset, int count)")
def block_copy(source: list[Value], start: int, target: list[Value], at: int, count: int) -> None:
    if start + count > len(source) or at + count > len(target):
        raise ArgumentException("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.")
    target[at:at + count] = source[start:start + count]


BUFFER.static("int ByteLength(array array)")(len)
