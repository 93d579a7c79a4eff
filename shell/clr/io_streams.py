"""System.IO.Stream and its kin over Python binary files: MemoryStream, FileStream, BufferedStream."""
from __future__ import annotations

import io
import os
from typing import Any, BinaryIO, Optional

from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException, IOException, NotSupportedException, ObjectDisposedException
from shell.clr.io_errors import net_errors
from shell.clr.io_paths import checked
from shell.clr.numbers import Int64
from shell.clr.typeinfo import NetType

Value = Any


class NetStream:
    """A stream over a Python binary file."""

    disposed_text = "Cannot access a closed Stream."

    def __init__(self, raw: BinaryIO, can_read: bool = True, can_write: bool = True) -> None:
        self.raw: Optional[BinaryIO] = raw
        self.can_read, self.can_write = can_read, can_write
        self.ps_ext: Optional[dict[str, Value]] = None

    def file(self) -> BinaryIO:
        """The Python file, while open."""
        if self.raw is None:
            raise ObjectDisposedException(self.disposed_text)
        return self.raw

    def reading(self) -> BinaryIO:
        if not self.can_read:
            raise NotSupportedException("Stream does not support reading.")
        return self.file()

    def writing(self) -> BinaryIO:
        if not self.can_write:
            raise NotSupportedException("Stream does not support writing.")
        return self.file()

    def can_seek(self) -> bool:
        return self.raw is not None and self.raw.seekable()

    def length(self) -> Int64:
        f = self.file()
        here = f.tell()
        end = f.seek(0, os.SEEK_END)
        f.seek(here)
        return Int64(end)

    def position(self) -> Int64:
        return Int64(self.file().tell())

    def set_position(self, value: int) -> None:
        if value < 0:
            raise ArgumentOutOfRangeException("Non-negative number required. (Parameter 'value')")
        self.file().seek(value)

    def read_bytes(self, count: int = -1) -> bytes:
        """Up to count bytes (all when negative)."""
        return self.reading().read(count)

    def read(self, buffer: list[Value], offset: int, count: int) -> int:
        if offset + count > len(buffer):
            raise ArgumentException("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.")
        data = self.read_bytes(count)
        buffer[offset:offset + len(data)] = list(byte_array(data))
        return len(data)

    def read_byte(self) -> int:
        data = self.read_bytes(1)
        return data[0] if data else -1

    def write(self, buffer: Value, offset: int = 0, count: Optional[int] = None) -> None:
        data = to_bytes(buffer)
        self.writing().write(data[offset:] if count is None else data[offset:offset + count])

    def write_byte(self, value: int) -> None:
        self.writing().write(bytes([value]))

    def seek(self, offset: int, origin: int) -> Int64:
        try:
            return Int64(self.file().seek(offset, int(origin)))
        except (ValueError, OSError) as error:
            raise IOException("An attempt was made to move the position before the beginning of the stream.") from error

    def set_length(self, value: int) -> None:
        self.writing().truncate(value)

    def flush(self) -> None:
        self.file().flush()

    def close(self) -> None:
        if self.raw is not None:
            self.raw.close()
            self.raw = None

    def copy_to(self, target: NetStream, size: int = 81920) -> None:
        while True:
            data = self.read_bytes(size)
            if not data:
                return
            target.writing().write(data)


class MemoryStream(NetStream):
    """Keeps its bytes after Close, for ToArray."""

    def __init__(self, data: bytes = b"", writable: bool = True) -> None:
        self.buffer = io.BytesIO(data)
        super().__init__(self.buffer, can_write=writable)

    def to_array(self) -> Value:
        return byte_array(self.buffer.getvalue())

    def close(self) -> None:
        self.raw = None


class FileStream(NetStream):
    """A stream over a file; `name` is its full path."""

    disposed_text = "Cannot access a closed file."

    def __init__(self, raw: BinaryIO, name: str, can_read: bool, can_write: bool) -> None:
        super().__init__(raw, can_read, can_write)
        self.name = name


_FLAGS = {1: os.O_CREAT | os.O_EXCL, 2: os.O_CREAT | os.O_TRUNC, 3: 0, 4: os.O_CREAT, 5: os.O_TRUNC, 6: os.O_CREAT | os.O_APPEND}


def open_file(path: str, mode: int = 3, access: Optional[int] = None, share: int = 1, size: int = 4096) -> FileStream:
    """FileStream's constructor and File.Open: FileMode and FileAccess as numbers or enums."""
    full = os.path.abspath(checked(path))
    how = int(access) if access is not None else (2 if int(mode) == 6 else 3)
    if int(mode) == 6 and how & 1:
        raise ArgumentException("Append access can be requested only in write-only mode. (Parameter 'access')")
    flags = _FLAGS[int(mode)] | (os.O_RDWR if how == 3 else os.O_WRONLY if how == 2 else os.O_RDONLY) | os.O_CLOEXEC
    with net_errors(full):
        if os.path.isdir(full):
            raise IsADirectoryError(21, os.strerror(21))
        handle = os.open(full, flags, 0o666)
    kind = "r+b" if how == 3 else "wb" if how == 2 else "rb"
    raw = os.fdopen(handle, kind, buffering=-1) if how != 3 else io.BufferedRandom(io.FileIO(handle, "r+"))
    return FileStream(raw, full, bool(how & 1), bool(how & 2))  # type: ignore[arg-type]


STREAM = NetType("System.IO.Stream", NetStream, interfaces=("System.IDisposable", "System.IAsyncDisposable"))
_S = STREAM
_S.prop("CanRead", "bool")(lambda s: s.raw is not None and s.can_read)
_S.prop("CanSeek", "bool")(NetStream.can_seek)
_S.prop("CanWrite", "bool")(lambda s: s.raw is not None and s.can_write)
_S.prop("CanTimeout", "bool")(lambda s: False)
_S.prop("Length", "long")(NetStream.length)
_S.prop("Position", "long", NetStream.set_position)(NetStream.position)
_S.method("int Read(byte[] buffer, int offset, int count)")(NetStream.read)
_S.method("int ReadByte()")(NetStream.read_byte)
_S.method("void ReadExactly(byte[] buffer, int offset, int count)")(lambda s, b, o, n: (s.read(b, o, n), None)[1])
_S.method("void Write(byte[] buffer, int offset, int count)", "void Write(byte[] buffer)")(NetStream.write)
_S.method("void WriteByte(byte value)")(NetStream.write_byte)
_S.method("long Seek(long offset, System.IO.SeekOrigin origin)")(NetStream.seek)
_S.method("void SetLength(long value)")(NetStream.set_length)
_S.method("void Flush()", "void Flush(bool flushToDisk)")(lambda s, disk=False: s.flush())
_S.method("void Close()", "void Dispose()")(lambda s: s.close())
_S.method("void CopyTo(System.IO.Stream destination)", "void CopyTo(System.IO.Stream destination, int bufferSize)")(NetStream.copy_to)
_S.static_prop("Null", "System.IO.Stream")(lambda: MemoryStream())

MEMORY_STREAM = NetType("System.IO.MemoryStream", MemoryStream, base=STREAM)
_M = MEMORY_STREAM
_M.prop("Capacity", "int", setter=lambda s, v: None)(lambda s: len(s.buffer.getvalue()))
_M.new("System.IO.MemoryStream new()", "System.IO.MemoryStream new(int capacity)")(lambda capacity=0: MemoryStream())
_M.new("System.IO.MemoryStream new(byte[] buffer)", "System.IO.MemoryStream new(byte[] buffer, bool writable)")(lambda b, w=True: MemoryStream(to_bytes(b), w))
_M.new("System.IO.MemoryStream new(byte[] buffer, int index, int count)")(lambda b, i, n: MemoryStream(to_bytes(b)[i:i + n]))
_M.method("byte[] ToArray()", "byte[] GetBuffer()")(MemoryStream.to_array)
_M.method("void WriteTo(System.IO.Stream stream)")(lambda s, target: target.writing().write(s.buffer.getvalue()) and None)

FILE_STREAM = NetType("System.IO.FileStream", FileStream, base=STREAM)
_F = FILE_STREAM
_F.attr("Name", "string", "name")
_F.prop("IsAsync", "bool")(lambda s: False)
_F.new("System.IO.FileStream new(string path, System.IO.FileMode mode)", "System.IO.FileStream new(string path, System.IO.FileMode mode, System.IO.FileAccess access)",
       "System.IO.FileStream new(string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share)",
       "System.IO.FileStream new(string path, System.IO.FileMode mode, System.IO.FileAccess access, System.IO.FileShare share, int bufferSize)")(open_file)
_F.method("void Lock(long position, long length)", "void Unlock(long position, long length)")(lambda s, p, n: None)

BUFFERED = NetType("System.IO.BufferedStream", base=STREAM)
BUFFERED.new("System.IO.BufferedStream new(System.IO.Stream stream)", "System.IO.BufferedStream new(System.IO.Stream stream, int bufferSize)")(lambda s, size=0: s)
