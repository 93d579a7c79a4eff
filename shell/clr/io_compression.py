"""System.IO.Compression: GZipStream, DeflateStream, ZLibStream, ZipFile."""
from __future__ import annotations

import os
import zlib
from typing import Any, Optional

from shell.clr.enums import define_enum
from shell.clr.exceptions import InvalidDataException, IOException
from shell.clr.io_errors import net_errors
from shell.clr.io_streams import STREAM, NetStream
from shell.clr.typeinfo import NetType

Value = Any
_C = "System.IO.Compression."
CompressionMode = define_enum(_C + "CompressionMode", {"Decompress": 0, "Compress": 1})
CompressionLevel = define_enum(_C + "CompressionLevel", {"Optimal": 0, "Fastest": 1, "NoCompression": 2, "SmallestSize": 3})
_LEVELS = (6, 1, 0, 9)
_WINDOW = {"GZipStream": 31, "DeflateStream": -15, "ZLibStream": 15}


class _Packed:
    """A file-like object that (de)compresses over another stream."""

    def __init__(self, stream: NetStream, window: int, level: Optional[int]) -> None:
        self.stream = stream
        self.packer = None if level is None else zlib.compressobj(level, zlib.DEFLATED, window)
        self.unpacker = zlib.decompressobj(window) if level is None else None
        self.rest = b""

    def write(self, data: bytes) -> int:
        assert self.packer is not None
        self.stream.writing().write(self.packer.compress(data))
        return len(data)

    def read(self, count: int = -1) -> bytes:
        assert self.unpacker is not None
        while (count < 0 or len(self.rest) < count) and not self.unpacker.eof:
            data = self.stream.read_bytes(65536)
            if not data:
                break
            try:
                self.rest += self.unpacker.decompress(data)
            except zlib.error as error:
                raise InvalidDataException("The archive entry was compressed using an unsupported compression method.") from error
        taken = self.rest if count < 0 else self.rest[:count]
        self.rest = self.rest[len(taken):]
        return taken

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        """What is complete has been written."""

    def close(self) -> None:
        if self.packer is not None:
            self.stream.writing().write(self.packer.flush())
            self.packer = None


class PackedStream(NetStream):
    """One of the compressing streams; closing it closes the inner one unless told to leave it open."""

    def __init__(self, inner: NetStream, window: int, level: Optional[int], keep: bool, net_type: NetType) -> None:
        super().__init__(_Packed(inner, window, level), level is None, level is not None)  # type: ignore[arg-type]
        self.inner, self.keep, self.net_type = inner, keep, net_type

    def close(self) -> None:
        if self.raw is not None:
            super().close()
            if not self.keep:
                self.inner.close()


def _factory(window: int, t: NetType) -> Any:
    def make(stream: NetStream, how: Value, keep: bool = False) -> PackedStream:
        if isinstance(how, CompressionLevel):
            return PackedStream(stream, window, _LEVELS[int(how)], keep, t)
        return PackedStream(stream, window, 6 if int(how) == 1 else None, keep, t)
    return make


for _name, _window in _WINDOW.items():
    _t = NetType(_C + _name, base=STREAM)
    _t.new(*(f"{_t.full_name} new(System.IO.Stream stream, {_C}{_kind}{_more})" for _kind in ("CompressionMode mode", "CompressionLevel compressionLevel")
             for _more in ("", ", bool leaveOpen")))(_factory(_window, _t))
    _t.attr("BaseStream", "System.IO.Stream", "inner")

ZIP = NetType(_C + "ZipFile")


@ZIP.static("void CreateFromDirectory(string sourceDirectoryName, string destinationArchiveFileName)")
def create_from_directory(folder: str, target: str) -> None:
    import zipfile
    if os.path.exists(target):
        raise IOException(f"The file '{os.path.abspath(target)}' already exists.")
    with net_errors(folder, folder=True), zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as z:
        for root, folders, files in os.walk(folder):
            inside = os.path.relpath(root, folder)
            for name in files:
                z.write(os.path.join(root, name), name if inside == "." else os.path.join(inside, name))
            if not files and not folders and inside != ".":
                z.writestr(inside + "/", b"")


@ZIP.static("void ExtractToDirectory(string sourceArchiveFileName, string destinationDirectoryName)",
            "void ExtractToDirectory(string sourceArchiveFileName, string destinationDirectoryName, bool overwriteFiles)")
def extract_to_directory(archive: str, folder: str, overwrite: bool = False) -> None:
    import zipfile
    with net_errors(archive):
        try:
            with zipfile.ZipFile(archive) as z:
                for item in z.infolist():
                    target = os.path.join(folder, item.filename)
                    if not item.is_dir() and os.path.exists(target) and not overwrite:
                        raise IOException(f"The file '{os.path.abspath(target)}' already exists.")
                    z.extract(item, folder)
        except zipfile.BadZipFile as error:
            raise InvalidDataException("End of Central Directory record could not be found.") from error
