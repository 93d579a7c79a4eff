"""Format-Hex: bytes of files and values, sixteen a line."""
from __future__ import annotations

import secrets
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array
from shell.clr.exceptions import NetException
from shell.clr.numbers import UInt32, UInt64
from shell.clr.typeinfo import NetType, typeof
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.commands.files.content_base import encoding_argument
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import type_text
from shell.providers.file_content import UTF8, write_errors

Value = Any
_SIZES = {"System.Byte": 1, "System.SByte": 1, "System.Int16": 2, "System.UInt16": 2, "System.Int32": 4, "System.UInt32": 4, "System.Int64": 8, "System.UInt64": 8,
          "System.Boolean": 4}


class ByteCollection:
    """Microsoft.PowerShell.Commands.ByteCollection: up to sixteen bytes and where they stand."""

    def __init__(self, offset: int, data: bytes, path: Optional[str], label: str) -> None:
        self.offset, self.data, self.path, self.label = offset, data, path, label
        self.ps_ext: Optional[dict[str, Value]] = None

    def hex_bytes(self) -> str:
        return " ".join(f"{b:02X}" for b in self.data)

    def ascii(self) -> str:
        return "".join(chr(b) if b == 32 or 33 <= b < 127 or b > 160 else "\ufffd" for b in self.data)

    def __str__(self) -> str:
        return f"{self.offset:016X}   {self.hex_bytes():<48} {self.ascii():<16}"


_T = NetType("Microsoft.PowerShell.Commands.ByteCollection", ByteCollection)
_T.prop("Offset", "uint")(lambda c: UInt32(c.offset & 0xFFFFFFFF))
_T.prop("Offset64", "ulong")(lambda c: UInt64(c.offset))
_T.prop("Bytes", "byte[]")(lambda c: byte_array(c.data))
_T.attr("Path", "string", "path")
_T.prop("HexOffset", "string")(lambda c: f"{c.offset:016X}")
_T.prop("HexBytes", "string")(ByteCollection.hex_bytes)
_T.prop("Ascii", "string")(ByteCollection.ascii)
_T.attr("Label", "string", "label")
_T.method("string ToString()")(str)


class FormatHex(PathCmdlet):
    name = "Format-Hex"
    net_class = "Microsoft.PowerShell.Commands.FormatHex"
    synopsis = "Shows the bytes of files, texts and numbers."
    examples = (("A file", "Format-Hex photo.jpg -Count 64"), ("A text", "'héllo' | Format-Hex"))

    InputObject: Value = MISSING
    Encoding: Value = None
    Count: Optional[int] = None
    Offset: int = 0
    Raw: bool = False

    def begin(self) -> None:
        self._form = encoding_argument(self, self.Encoding) or UTF8
        self._numbers: list[Value] = []  # piped numbers of one type, shown as one block

    def process(self) -> None:
        if self.InputObject is not MISSING:
            self._take(base_of(self.InputObject))
            return
        for target in self.resolved():
            try:
                with open(target.path, "rb") as f:
                    f.seek(self.Offset)
                    data = f.read() if self.Count is None else f.read(self.Count)
            except OSError as e:
                self.write_error(ErrorRecord(net_from_os(e, target.path), "FormatHexIOError", "ReadError", target.path))
                continue
            self._show(data, self.Offset, target.path, target.path)

    def _take(self, value: Value) -> None:
        """Numbers wait for others of their type; anything else ends the block."""
        name = typeof(value).full_name if value is not None else ""
        if self._numbers and typeof(self._numbers[0]).full_name != name:
            self._flush()
        if _SIZES.get(name):
            self._numbers.append(value)
        else:
            self._value(value)

    def _flush(self) -> None:
        found, self._numbers = self._numbers, []
        if found:
            self._value(found[0] if len(found) == 1 else found, typeof(found[0]))

    def end(self) -> None:
        self._flush()

    def _show(self, data: bytes, start: int, path: Optional[str], label: str) -> None:
        for i in range(0, len(data), 16):
            self.write(ByteCollection(start + i, data[i:i + 16], path, label))

    def _value(self, value: Value, kind: Any = None) -> None:
        items = value if isinstance(value, list) else [value]
        if not isinstance(value, str) and not all(_SIZES.get(typeof(base_of(v)).full_name) for v in items if v is not None) or not items:
            self.error(f"Cannot convert input of type {typeof(value).full_name} to hexadecimal. To view the hexadecimal formatting of its string representation, pipe it to "
                       "the Out-String cmdlet before piping it to Format-Hex.", "FormatHexTypeNotSupported", "InvalidArgument", value, exception_class=NetException)
            return
        kind = kind or typeof(value)
        label = f"{kind.name if kind.name != 'Object[]' else 'Int32[]'} ({'System.String' if isinstance(value, str) else type_text(kind)}) <{secrets.token_hex(4).upper()}>"
        if isinstance(value, str):
            data = value.encode(self._form.codec, write_errors(self._form.codec))
        else:
            data = b"".join(_number_bytes(base_of(v)) for v in items if v is not None)
        end = None if self.Count is None else self.Offset + self.Count
        self._show(data[self.Offset:end], self.Offset, None, label)


def _number_bytes(value: Value) -> bytes:
    """A number's bytes, lowest first."""
    name = typeof(value).full_name
    return int(value).to_bytes(_SIZES[name], "little", signed=not name.startswith(("System.U", "System.Byte")))
