"""System.IO.BinaryReader and BinaryWriter: little-endian numbers and length-prefixed text over a stream."""
from __future__ import annotations

import struct
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.encodings import UTF8_NO_BOM, Encoding
from shell.clr.exceptions import EndOfStreamException
from shell.clr.io_streams import NetStream
from shell.clr.numbers import Byte, Char, Int16, Int64, SByte, UInt16, UInt32, UInt64, to_single
from shell.clr.typeinfo import NetType

Value = Any
_NUMBERS: dict[str, tuple[str, Any, str]] = {
    "Byte": ("<B", Byte, "byte"), "SByte": ("<b", SByte, "sbyte"), "Int16": ("<h", Int16, "short"), "UInt16": ("<H", UInt16, "ushort"), "Int32": ("<i", int, "int"),
    "UInt32": ("<I", UInt32, "uint"), "Int64": ("<q", Int64, "long"), "UInt64": ("<Q", UInt64, "ulong"), "Single": ("<f", to_single, "float"),
    "Double": ("<d", float, "double"), "Boolean": ("<?", bool, "bool"),
}


class BinaryReader:
    def __init__(self, stream: NetStream, encoding: Optional[Encoding] = None) -> None:
        self.stream = stream
        self.encoding = encoding or UTF8_NO_BOM
        self.ps_ext: Optional[dict[str, Value]] = None

    def take(self, count: int) -> bytes:
        data = self.stream.read_bytes(count)
        if len(data) < count:
            raise EndOfStreamException("Unable to read beyond the end of the stream.")
        return data

    def number(self, form: str) -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def length(self) -> int:
        """A 7-bit encoded integer."""
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def text(self) -> str:
        return self.encoding.decode(self.take(self.length()))

    def char(self) -> Char:
        decoder = self.encoding.decoder()
        out = ""
        while not out:
            out = decoder.decode(self.take(1))
        return Char(out)


class BinaryWriter:
    def __init__(self, stream: NetStream, encoding: Optional[Encoding] = None) -> None:
        self.stream = stream
        self.encoding = encoding or UTF8_NO_BOM
        self.ps_ext: Optional[dict[str, Value]] = None

    def put(self, data: bytes) -> None:
        self.stream.writing().write(data)

    def text(self, value: str) -> None:
        data = self.encoding.encode(value)
        n, prefix = len(data), bytearray()
        while n >= 0x80:
            prefix.append(n & 0x7F | 0x80)
            n >>= 7
        self.put(bytes(prefix) + bytes([n]) + data)


READER = NetType("System.IO.BinaryReader", BinaryReader, interfaces=("System.IDisposable",))
WRITER = NetType("System.IO.BinaryWriter", BinaryWriter, interfaces=("System.IDisposable", "System.IAsyncDisposable"))
for _t, _name in ((READER, "BinaryReader"), (WRITER, "BinaryWriter")):
    _t.attr("BaseStream", "System.IO.Stream", "stream")
    _t.method("void Close()", "void Dispose()")(lambda x: x.stream.close())
READER.new("System.IO.BinaryReader new(System.IO.Stream input)", "System.IO.BinaryReader new(System.IO.Stream input, System.Text.Encoding encoding)")(BinaryReader)
WRITER.new("System.IO.BinaryWriter new(System.IO.Stream output)", "System.IO.BinaryWriter new(System.IO.Stream output, System.Text.Encoding encoding)")(BinaryWriter)
for _name, (_form, _cls, _short) in _NUMBERS.items():
    READER.method(f"{_short} Read{_name}()")(lambda r, form=_form, cls=_cls: cls(r.number(form)))
for _name in ("Boolean", "Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double"):
    _form, _cls, _short = _NUMBERS[_name]
    WRITER.method(f"void Write({_short} value)")(lambda w, v, form=_form: w.put(struct.pack(form, v)))
READER.method("byte[] ReadBytes(int count)")(lambda r, n: byte_array(r.stream.read_bytes(n)))
READER.method("string ReadString()")(BinaryReader.text)
READER.method("char ReadChar()")(BinaryReader.char)
READER.method("int Read7BitEncodedInt()")(BinaryReader.length)
WRITER.method("void Write(string value)")(BinaryWriter.text)
WRITER.method("void Write(char ch)")(lambda w, c: w.put(w.encoding.encode(c)))
WRITER.method("void Write(byte[] buffer)")(lambda w, data: w.put(to_bytes(data)))
WRITER.method("void Write(byte[] buffer, int index, int count)")(lambda w, data, i, n: w.put(to_bytes(data)[i:i + n]))
WRITER.method("void Flush()")(lambda w: w.stream.flush())
WRITER.method("long Seek(int offset, System.IO.SeekOrigin origin)")(lambda w, o, origin: w.stream.seek(o, origin))
