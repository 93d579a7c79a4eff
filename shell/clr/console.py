"""System.Console.  All input and output goes through `hooks`, which the host replaces; the defaults are this process's own streams."""
from __future__ import annotations

import os
import shutil
import sys
from typing import Any, Callable, Optional

from shell.clr.console_enums import ConsoleColor, ConsoleKey, ConsoleModifiers
from shell.clr.encodings import UTF8_NO_BOM, Encoding
from shell.clr.exceptions import InvalidOperationException
from shell.clr.io_streams import FileStream
from shell.clr.io_text import TextReader, TextWriter
from shell.clr.numbers import Char
from shell.clr.standard_input import STDIN
from shell.clr.typeinfo import NetType

Value = Any


class ConsoleHooks:
    """What the console does: the host assigns other callables."""

    def __init__(self) -> None:
        self.write: Callable[[str], Any] = _write_out
        self.write_error: Callable[[str], Any] = _write_error
        self.read_more: Callable[[], str] = _read_more  # the next piece of standard input, '' at its end
        self.read_key: Optional[Callable[[bool], Value]] = None  # (intercept) -> ConsoleKeyInfo
        self.set_color: Optional[Callable[[Optional[Value], Optional[Value]], None]] = None  # (foreground, background); None, None resets
        self.clear: Optional[Callable[[], None]] = None
        self.output_encoding: Encoding = UTF8_NO_BOM  # also how native programs' output is decoded
        self.input_encoding: Encoding = UTF8_NO_BOM
        self.title = ""
        self.foreground: Value = None
        self.background: Value = None


def _write_out(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _write_error(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


_decoder: Any = None


def _read_more() -> str:
    global _decoder
    if _decoder is None:
        _decoder = hooks.input_encoding.decoder()
    while True:
        data = STDIN.read_more()
        text: str = _decoder.decode(data, not data)
        if text or not data:
            return text


hooks = ConsoleHooks()
_OUT = TextWriter(lambda text: hooks.write(text))
_ERROR = TextWriter(lambda text: hooks.write_error(text))
_streams: dict[str, Value] = {"in": TextReader(lambda: hooks.read_more()), "out": _OUT, "error": _ERROR}
for _w in (_OUT, _ERROR):
    _w.auto_flush = True


class ConsoleKeyInfo:
    """System.ConsoleKeyInfo."""

    __slots__ = ("char", "key", "modifiers", "ps_ext")

    def __init__(self, char: str, key: Value, shift: bool = False, alt: bool = False, control: bool = False) -> None:
        self.char, self.key = Char(char), ConsoleKey(int(key))
        self.modifiers = ConsoleModifiers(alt * 1 + shift * 2 + control * 4)
        self.ps_ext: Optional[dict[str, Value]] = None


KEY_INFO = NetType("System.ConsoleKeyInfo", ConsoleKeyInfo, kind="struct")
KEY_INFO.attr("KeyChar", "char", "char")
KEY_INFO.attr("Key", "System.ConsoleKey", "key")
KEY_INFO.attr("Modifiers", "System.ConsoleModifiers", "modifiers")
KEY_INFO.new("System.ConsoleKeyInfo new(char keyChar, System.ConsoleKey key, bool shift, bool alt, bool control)")(ConsoleKeyInfo)

CONSOLE = NetType("System.Console")
_C = CONSOLE
_FORMS = ("(string value)", "(char value)", "(char[] buffer)", "(bool value)", "(int value)", "(long value)", "(double value)", "(decimal value)", "(System.Object value)",
          "(string format, System.Object arg0)", "(string format, System.Object arg0, System.Object arg1)",
          "(string format, System.Object arg0, System.Object arg1, System.Object arg2)", "(string format, Params System.Object[] arg)")


def _spread(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return (values[0], *values[1]) if len(values) == 2 and isinstance(values[1], list) else values


@_C.static(*("void Write" + f for f in _FORMS))
def write(*values: Value) -> None:
    _streams["out"].write(*_spread(values))


@_C.static("void WriteLine()", *("void WriteLine" + f for f in _FORMS))
def write_line(*values: Value) -> None:
    _streams["out"].write_line(*_spread(values))


@_C.static("System.ConsoleKeyInfo ReadKey()", "System.ConsoleKeyInfo ReadKey(bool intercept)")
def read_key(intercept: bool = False) -> Value:
    if hooks.read_key is None or not sys.stdin.isatty():
        raise InvalidOperationException("Cannot read keys when either application does not have a console or when console input has been redirected. Try Console.Read.")
    return hooks.read_key(intercept)


def _color(attribute: str) -> Any:
    def setter(value: Value) -> None:
        setattr(hooks, attribute, value)
        if hooks.set_color is not None:
            hooks.set_color(hooks.foreground, hooks.background)
    return setter


@_C.static("void ResetColor()")
def reset_color() -> None:
    hooks.foreground = hooks.background = None
    if hooks.set_color is not None:
        hooks.set_color(None, None)


@_C.static("void Clear()")
def clear() -> None:
    if hooks.clear is not None:
        hooks.clear()
    elif sys.stdout.isatty():
        hooks.write("\x1b[H\x1b[2J\x1b[3J")


def _put(name: str) -> Callable[[Value], None]:
    return lambda value: _streams.__setitem__(name, value)


def _stream(handle: int) -> FileStream:
    raw = os.fdopen(os.dup(handle), "rb" if handle == 0 else "wb", buffering=0)
    return FileStream(raw, "", handle == 0, handle != 0)


def _size(index: int) -> int:
    return shutil.get_terminal_size((120, 24))[index]


def _set_output_encoding(value: Encoding) -> None:
    hooks.output_encoding = value


def _set_input_encoding(value: Encoding) -> None:
    hooks.input_encoding = value


def _set_title(value: str) -> None:
    hooks.title = value
    if sys.stdout.isatty():
        hooks.write(f"\x1b]0;{value}\x07")


def _move(left: int, top: int) -> None:
    if sys.stdout.isatty():
        hooks.write(f"\x1b[{top + 1};{left + 1}H")


_C.static("string ReadLine()")(lambda: _streams["in"].read_line())
_C.static("int Read()")(lambda: _streams["in"].read())
_C.static("void Beep()", "void Beep(int frequency, int duration)")(lambda *a: hooks.write("\a"))
_C.static("void SetOut(System.IO.TextWriter newOut)")(_put("out"))
_C.static("void SetError(System.IO.TextWriter newError)")(_put("error"))
_C.static("void SetIn(System.IO.TextReader newIn)")(_put("in"))
_C.static("void SetCursorPosition(int left, int top)")(_move)
_C.static("System.IO.Stream OpenStandardInput()")(lambda: _stream(0))
_C.static("System.IO.Stream OpenStandardOutput()")(lambda: _stream(1))
_C.static("System.IO.Stream OpenStandardError()")(lambda: _stream(2))
_C.static_prop("In", "System.IO.TextReader")(lambda: _streams["in"])
_C.static_prop("Out", "System.IO.TextWriter")(lambda: _streams["out"])
_C.static_prop("Error", "System.IO.TextWriter")(lambda: _streams["error"])
_C.static_prop("InputEncoding", "System.Text.Encoding", _set_input_encoding)(lambda: hooks.input_encoding)
_C.static_prop("OutputEncoding", "System.Text.Encoding", _set_output_encoding)(lambda: hooks.output_encoding)
_C.static_prop("ForegroundColor", "System.ConsoleColor", _color("foreground"))(lambda: hooks.foreground if hooks.foreground is not None else ConsoleColor(-1))
_C.static_prop("BackgroundColor", "System.ConsoleColor", _color("background"))(lambda: hooks.background if hooks.background is not None else ConsoleColor(-1))
_C.static_prop("WindowWidth", "int", lambda v: None)(lambda: _size(0))
_C.static_prop("WindowHeight", "int", lambda v: None)(lambda: _size(1))
_C.static_prop("BufferWidth", "int", lambda v: None)(lambda: _size(0))
_C.static_prop("BufferHeight", "int", lambda v: None)(lambda: _size(1))
_C.static_prop("LargestWindowWidth", "int")(lambda: _size(0))
_C.static_prop("LargestWindowHeight", "int")(lambda: _size(1))
_C.static_prop("CursorLeft", "int", lambda v: None)(lambda: 0)
_C.static_prop("CursorTop", "int", lambda v: None)(lambda: 0)
_C.static_prop("CursorVisible", "bool", lambda v: hooks.write("\x1b[?25h" if v else "\x1b[?25l") if sys.stdout.isatty() else None)(lambda: True)
_C.static_prop("Title", "string", _set_title)(lambda: hooks.title)
_C.static_prop("IsInputRedirected", "bool")(lambda: not sys.stdin.isatty())
_C.static_prop("IsOutputRedirected", "bool")(lambda: not sys.stdout.isatty())
_C.static_prop("IsErrorRedirected", "bool")(lambda: not sys.stderr.isatty())
_C.static_prop("KeyAvailable", "bool")(lambda: _key_available())
_C.static_prop("TreatControlCAsInput", "bool", lambda v: None)(lambda: False)
_C.static_prop("NumberLock", "bool")(lambda: False)
_C.static_prop("CapsLock", "bool")(lambda: False)


def _key_available() -> bool:
    import select
    if not sys.stdin.isatty():
        raise InvalidOperationException("Cannot see if a key has been pressed when either application does not have a console or when console input has been redirected "
                                        "from a file. Try Console.In.Peek.")
    return bool(select.select([sys.stdin], [], [], 0)[0])
