"""Text and bytes of files as the content commands read and write them: encodings by name, byte order marks, line ends."""
from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from typing import IO, Any, Optional

from shell.clr.exceptions import NetException
from shell.objects.psobject import base_of

Value = Any
BOMS = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {"utf8": ("utf-8", b""), "utf8nobom": ("utf-8", b""), "utf8bom": ("utf-8", codecs.BOM_UTF8), "unicode": ("utf-16-le", codecs.BOM_UTF16_LE),
          "utf16": ("utf-16-le", codecs.BOM_UTF16_LE), "bigendianunicode": ("utf-16-be", codecs.BOM_UTF16_BE), "utf32": ("utf-32-le", codecs.BOM_UTF32_LE),
          "bigendianutf32": ("utf-32-be", codecs.BOM_UTF32_BE), "ascii": ("ascii", b""), "ansi": ("cp1252", b""), "default": ("utf-8", b""),
          "oem": ("utf-8", b""), "latin1": ("latin-1", b""), "utf7": ("utf-7", b""), "string": ("utf-16-le", codecs.BOM_UTF16_LE),
          "unknown": ("utf-16-le", codecs.BOM_UTF16_LE)}


class TextForm:
    """A codec and the mark written in front of new files."""

    __slots__ = ("codec", "mark")

    def __init__(self, codec: str, mark: bytes = b"") -> None:
        self.codec, self.mark = codec, mark


UTF8 = TextForm("utf-8")


def text_form(value: Value) -> Optional[TextForm]:
    """What -Encoding was given: a name, a code page number or an Encoding object; None when it names nothing known."""
    value = base_of(value)
    if value is None:
        return UTF8
    codec = getattr(value, "codec", None)
    if codec is not None:
        return TextForm(codec, value.preamble)
    if isinstance(value, str):
        known = _NAMES.get(value.lower())
        if known is not None:
            return TextForm(*known)
    from shell.clr.encodings import get_encoding
    try:
        found = get_encoding(int(value) if isinstance(value, str) and value.isdigit() else value)
    except NetException:
        return None
    return TextForm(found.codec, found.preamble)


def sniff(path: str) -> Optional[TextForm]:
    """The form a file's byte order mark announces."""
    with open(path, "rb") as f:
        head = f.read(4)
    return next((TextForm(codec, mark) for mark, codec in BOMS if head.startswith(mark)), None)


def _fallback(error: UnicodeError) -> tuple[str, int]:
    """.NET's replacement of what an encoding cannot say: `?` when encoding, and for bytes over 127 in ASCII."""
    if isinstance(error, UnicodeDecodeError):
        return "?" * (error.end - error.start), error.end
    assert isinstance(error, UnicodeEncodeError)
    return "?" * (error.end - error.start), error.end


codecs.register_error("net_question", _fallback)


def decode_errors(codec: str) -> str:
    return "net_question" if codec == "ascii" else "replace"


def open_text(path: str, form: Optional[TextForm], newline: Optional[str] = None) -> IO[str]:
    """A file as text, its byte order mark believed before `form` and left out of the text.  Raises OSError."""
    raw = open(path, "rb")  # noqa: SIM115 (the text layer owns it)
    try:
        head = raw.peek(4)[:4]
        codec = form.codec if form is not None else "utf-8"
        skip = 0
        for mark, name in BOMS:
            if head.startswith(mark):
                codec, skip = name, len(mark)
                break
        if skip:
            raw.read(skip)
        import io
        return io.TextIOWrapper(raw, encoding=codec, errors=decode_errors(codec), newline=newline)
    except BaseException:
        raw.close()
        raise


def read_lines(path: str, form: Optional[TextForm]) -> Iterator[str]:
    """The lines of a file without their ends; CR, LF and CR LF all end a line.  Raises OSError."""
    with open_text(path, form) as f:
        for line in f:
            yield line[:-1] if line.endswith("\n") else line


def write_errors(codec: str) -> str:
    return "surrogatepass" if codec.startswith("utf-") and codec != "utf-7" else "net_question"


class ContentWriter:
    """Set-Content and Add-Content: one value a line."""

    def __init__(self, path: str, form: Optional[TextForm], append: bool, as_bytes: bool = False, no_newline: bool = False) -> None:
        form = form or UTF8
        start = b""
        if append and not as_bytes and os.path.isfile(path) and os.path.getsize(path):
            form = sniff(path) or form
        elif not as_bytes:
            start = form.mark
        self._file: IO[bytes] = open(path, "ab" if append else "wb")  # noqa: SIM115 (closed by close)
        if start:
            self._file.write(start)
        self._codec, self._errors = form.codec, write_errors(form.codec)
        self._end = "" if no_newline else "\n"

    def write_text(self, value: Value) -> None:
        """One value as Set-Content writes it: its ToString(); null writes nothing."""
        if value.__class__ is str:
            self._file.write((value + self._end).encode(self._codec, self._errors))
            return
        base = base_of(value)
        if base is None:
            return
        if isinstance(base, (list, tuple)):
            for item in base:
                self.write_text(item)
            return
        from shell.objects.text import to_display
        text = to_display(base if isinstance(base, (int, float)) else value)
        self._file.write((text + self._end).encode(self._codec, self._errors))

    def write_bytes(self, value: Value) -> bool:
        """Bytes as they are; False when the value is no byte."""
        base = base_of(value)
        if isinstance(base, (list, tuple)):
            return all(self.write_bytes(v) for v in base)
        if base.__class__.__name__ != "Byte":
            return False
        self._file.write(bytes((int(base),)))
        return True

    def close(self) -> None:
        self._file.close()
