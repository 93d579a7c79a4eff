"""System.IO.TextReader and TextWriter: StreamReader, StreamWriter, StringReader, StringWriter."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr import upcalls
from shell.clr.encodings import UTF8_NO_BOM, Encoding, detect
from shell.clr.exceptions import ObjectDisposedException
from shell.clr.io_streams import FileStream, NetStream, open_file
from shell.clr.string_builder import StringBuilder
from shell.clr.typeinfo import NetType

Value = Any


class TextReader:
    """Text read in pieces: `more()` gives the next piece, '' at the end.  Lines end at LF, CR or CRLF."""

    def __init__(self, more: Callable[[], str]) -> None:
        self.more: Optional[Callable[[], str]] = more
        self.buffer, self.at, self.ended = "", 0, False
        self.ps_ext: Optional[dict[str, Value]] = None

    def fill(self) -> bool:
        """Read a piece more; False at the end."""
        if self.more is None:
            raise ObjectDisposedException("Cannot read from a closed TextReader.")
        if self.ended:
            return False
        piece = self.more()
        if not piece:
            self.ended = True
            return False
        self.buffer, self.at = self.buffer[self.at:] + piece, 0
        return True

    def peek(self) -> int:
        return ord(self.buffer[self.at]) if self.at < len(self.buffer) or self.fill() else -1

    def read(self) -> int:
        code = self.peek()
        self.at += code >= 0
        return code

    def read_line(self) -> Optional[str]:
        """The next line without its end; None when there is none."""
        start = 0
        while True:
            text = self.buffer
            lf = text.find("\n", self.at + start)
            cr = text.find("\r", self.at + start, lf if lf >= 0 else len(text))
            if cr >= 0 and cr + 1 == len(text) and self.fill():
                continue
            end = cr if cr >= 0 else lf
            if end >= 0:
                line = text[self.at:end]
                self.at = end + (2 if text[end:end + 2] == "\r\n" else 1)
                return line
            start = len(text) - self.at
            if not self.fill():
                line, self.buffer, self.at = self.buffer[self.at:], "", 0
                return line if line else None

    def read_to_end(self) -> str:
        pieces = [self.buffer[self.at:]]
        self.buffer, self.at = "", 0
        while self.fill():
            pieces.append(self.buffer)
            self.buffer = ""
        return "".join(pieces)

    def at_end(self) -> bool:
        return self.peek() < 0

    def read_block(self, buffer: list[Value], index: int, count: int) -> int:
        from shell.clr.numbers import Char
        done = 0
        while done < count and self.peek() >= 0:
            buffer[index + done] = Char(chr(self.read()))
            done += 1
        return done

    def close(self) -> None:
        self.more = None


class StringReader(TextReader):
    """Reads a string."""

    def __init__(self, text: str) -> None:
        pieces = [text]
        super().__init__(lambda: pieces.pop() if pieces else "")


class StreamReader(TextReader):
    """Decodes a stream; a byte order mark decides the encoding unless told not to look."""

    def __init__(self, stream: NetStream, encoding: Optional[Encoding] = None, look: bool = True) -> None:
        self.stream = stream
        self.encoding = encoding or UTF8_NO_BOM
        self._look = look
        self._decoder: Any = None
        super().__init__(self._next)

    def _next(self) -> str:
        while True:
            data = self.stream.read_bytes(65536)
            if self._decoder is None:
                found = detect(data) if self._look else None
                if found is not None:
                    self.encoding = found
                if self.encoding.preamble and data.startswith(self.encoding.preamble):
                    data = data[len(self.encoding.preamble):]
                elif found is None and self.encoding is UTF8_NO_BOM and data.startswith(b"\xef\xbb\xbf"):
                    data = data[3:]
                self._decoder = self.encoding.decoder()
                if not data:
                    continue
            text: str = self._decoder.decode(data, not data)
            if text or not data:
                return text

    def discard(self) -> None:
        self.buffer, self.at, self.ended, self._decoder = "", 0, False, None

    def close(self) -> None:
        super().close()
        self.stream.close()


class TextWriter:
    """Text written through `emit`."""

    def __init__(self, emit: Callable[[str], Any], encoding: Optional[Encoding] = None) -> None:
        self.emit = emit
        self.encoding = encoding or UTF8_NO_BOM
        self.new_line = "\n"
        self.auto_flush = False
        self.ps_ext: Optional[dict[str, Value]] = None

    def write(self, *values: Value) -> None:
        self.emit(formatted(values))

    def write_line(self, *values: Value) -> None:
        self.emit(formatted(values) + self.new_line)

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        self.flush()


class StringWriter(TextWriter):
    """Collects text in a StringBuilder."""

    def __init__(self, builder: Optional[StringBuilder] = None) -> None:
        self.builder = builder or StringBuilder()
        super().__init__(self.builder.append)

    def __str__(self) -> str:
        return self.builder.text()


class StreamWriter(TextWriter):
    """Encodes text into a stream; starts an empty one with the encoding's byte order mark."""

    def __init__(self, stream: NetStream, encoding: Optional[Encoding] = None) -> None:
        super().__init__(self._put, encoding)
        self.stream = stream
        self._started = stream.can_seek() and stream.position() > 0

    def _put(self, text: str) -> None:
        if self.stream.raw is None:
            raise ObjectDisposedException("Cannot write to a closed TextWriter.")
        file = self.stream.writing()
        if not self._started:
            file.write(self.encoding.preamble)
            self._started = True
        file.write(self.encoding.encode(text))
        if self.auto_flush:
            file.flush()

    def flush(self) -> None:
        if self.stream.raw is not None:
            self.stream.flush()

    def close(self) -> None:
        self.stream.close()


def formatted(values: tuple[Value, ...]) -> str:
    """What Write and WriteLine print: nothing, one value, or a composite format with its arguments."""
    if not values:
        return ""
    if len(values) == 1:
        from shell.clr.string_builder import as_text
        return as_text(values[0])
    from shell.clr.string_statics import format_static
    return format_static(*values) if isinstance(values[0], str) else upcalls.to_string(values[0])


def open_reader(path: Value, *rest: Value) -> StreamReader:
    """StreamReader's constructors: a stream or a path, an encoding, whether to look for a byte order mark."""
    stream = path if isinstance(path, NetStream) else open_file(path, 3, 1)
    encoding = next((r for r in rest if isinstance(r, Encoding)), None)
    look = next((r for r in rest if isinstance(r, bool)), True)
    return StreamReader(stream, encoding, look)


def open_writer(path: Value, *rest: Value) -> StreamWriter:
    """StreamWriter's constructors: a stream or a path, append, an encoding."""
    encoding = next((r for r in rest if isinstance(r, Encoding)), None)
    if isinstance(path, NetStream):
        return StreamWriter(path, encoding)
    append = next((r for r in rest if isinstance(r, bool)), False)
    stream: FileStream = open_file(path, 6 if append else 2, 2)
    return StreamWriter(stream, encoding)


READER = NetType("System.IO.TextReader", TextReader, interfaces=("System.IDisposable",))
READER.method("int Peek()")(TextReader.peek)
READER.method("int Read()")(TextReader.read)
READER.method("int Read(char[] buffer, int index, int count)", "int ReadBlock(char[] buffer, int index, int count)")(TextReader.read_block)
READER.method("string ReadLine()")(TextReader.read_line)
READER.method("string ReadToEnd()")(TextReader.read_to_end)
READER.method("void Close()", "void Dispose()")(lambda r: r.close())
STRING_READER = NetType("System.IO.StringReader", StringReader, base=READER)
STRING_READER.new("System.IO.StringReader new(string s)")(StringReader)
STREAM_READER = NetType("System.IO.StreamReader", StreamReader, base=READER)
STREAM_READER.prop("EndOfStream", "bool")(TextReader.at_end)
STREAM_READER.attr("CurrentEncoding", "System.Text.Encoding", "encoding")
STREAM_READER.attr("BaseStream", "System.IO.Stream", "stream")
STREAM_READER.method("void DiscardBufferedData()")(StreamReader.discard)
for _first in ("System.IO.Stream stream", "string path"):
    STREAM_READER.new(*(f"System.IO.StreamReader new({_first}{more})" for more in (
        "", ", bool detectEncodingFromByteOrderMarks", ", System.Text.Encoding encoding", ", System.Text.Encoding encoding, bool detectEncodingFromByteOrderMarks")))(open_reader)

WRITER = NetType("System.IO.TextWriter", TextWriter, interfaces=("System.IDisposable", "System.IAsyncDisposable"))
WRITER.attr("Encoding", "System.Text.Encoding", "encoding")
WRITER.attr("NewLine", "string", "new_line", writable=True)
_FORMS = ("(string format, System.Object arg0)", "(string format, System.Object arg0, System.Object arg1)", "(string format, Params System.Object[] arg)")


def _write(w: TextWriter, *values: Value) -> None:
    w.write(*(values if len(values) != 2 or not isinstance(values[1], list) else (values[0], *values[1])))


def _write_line(w: TextWriter, *values: Value) -> None:
    w.write_line(*(values if len(values) != 2 or not isinstance(values[1], list) else (values[0], *values[1])))


WRITER.method("void Write(string value)", "void Write(char value)", "void Write(char[] buffer)", "void Write(System.Object value)",
              *("void Write" + f for f in _FORMS))(_write)
WRITER.method("void WriteLine()", "void WriteLine(string value)", "void WriteLine(char value)", "void WriteLine(char[] buffer)", "void WriteLine(System.Object value)",
              *("void WriteLine" + f for f in _FORMS))(_write_line)
WRITER.method("void Flush()")(lambda w: w.flush())
WRITER.method("void Close()", "void Dispose()")(lambda w: w.close())
WRITER.static_prop("Null", "System.IO.TextWriter")(lambda: TextWriter(lambda text: None))
STRING_WRITER = NetType("System.IO.StringWriter", StringWriter, base=WRITER)
STRING_WRITER.new("System.IO.StringWriter new()")(StringWriter)
STRING_WRITER.new("System.IO.StringWriter new(System.Text.StringBuilder sb)")(StringWriter)
STRING_WRITER.method("string ToString()")(lambda w: w.builder.text())
STRING_WRITER.method("System.Text.StringBuilder GetStringBuilder()")(lambda w: w.builder)
STREAM_WRITER = NetType("System.IO.StreamWriter", StreamWriter, base=WRITER)
STREAM_WRITER.attr("AutoFlush", "bool", "auto_flush", writable=True)
STREAM_WRITER.attr("BaseStream", "System.IO.Stream", "stream")
STREAM_WRITER.new("System.IO.StreamWriter new(System.IO.Stream stream)", "System.IO.StreamWriter new(System.IO.Stream stream, System.Text.Encoding encoding)",
                  "System.IO.StreamWriter new(string path)", "System.IO.StreamWriter new(string path, bool append)",
                  "System.IO.StreamWriter new(string path, bool append, System.Text.Encoding encoding)")(open_writer)
