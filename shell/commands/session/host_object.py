"""$Host: the host as scripts see it, with its UI, raw screen and colours."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, define_exception
from shell.clr.typeinfo import NetType
from shell.commands.session.host_types import COORDINATES, SIZE, ChoiceDescription, FieldDescription, Pair
from shell.formatting.records import stream_text
from shell.objects.psobject import PSCustomObject, base_of
from shell.objects.text import to_string

Value = Any
_A = "System.Management.Automation."
NotImplementedByHost = define_exception(_A + "PSNotImplementedException", InvalidOperationException)
COLOURS = (("FormatAccentColor", "Green"), ("ErrorAccentColor", "Cyan"), ("ErrorForegroundColor", "Red"), ("ErrorBackgroundColor", "Black"),
           ("WarningForegroundColor", "Yellow"), ("WarningBackgroundColor", "Black"), ("DebugForegroundColor", "Yellow"), ("DebugBackgroundColor", "Black"),
           ("VerboseForegroundColor", "Yellow"), ("VerboseBackgroundColor", "Black"), ("ProgressForegroundColor", "Black"), ("ProgressBackgroundColor", "Yellow"))


def colour(name: str) -> Value:
    """A ConsoleColor value."""
    from shell.objects.conversion import require
    return require("System.ConsoleColor").enum_values[name]


class ConsoleColorProxy:
    """$Host.PrivateData: the colours of the streams."""

    def __init__(self) -> None:
        self.colours: dict[str, Value] = {}
        self.ps_ext: Any = None

    def read(self, name: str) -> Value:
        if name not in self.colours:
            self.colours[name] = colour(dict(COLOURS)[name])
        return self.colours[name]


class RawUI:
    """$Host.UI.RawUI: size and title of the window, the cursor."""

    def __init__(self, host: Any) -> None:
        self.host = host
        self.title: Optional[str] = None
        self.foreground: Value = None
        self.background: Value = None
        self.ps_ext: Any = None

    def size(self) -> Pair:
        return Pair(self.host.width, self.host.height or 0, SIZE)

    @property
    def window_title(self) -> str:
        return str(getattr(self.host, "window_title", "") or "")

    @window_title.setter
    def window_title(self, text: str) -> None:
        self.host.window_title = text
        if getattr(self.host, "out_is_terminal", False):
            self.host.write(f"\x1b]0;{text}\x07")

    def clear(self) -> None:
        self.host.write("\x1b[H\x1b[2J\x1b[3J")

    def read_key(self, options: Value = None) -> Value:
        line = self.host.read_line("", False)
        return PSCustomObject({"VirtualKeyCode": ord(line[0]) if line else 13, "Character": (line or "\r")[:1], "ControlKeyState": 0, "KeyDown": True})


class HostUI:
    """$Host.UI: writing and asking."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.raw = RawUI(ctx.host)
        self.ps_ext: Any = None

    @property
    def host(self) -> Any:
        return self.ctx.host

    def write(self, *args: Value) -> None:
        """Write(value) or Write(foreground, background, value)."""
        if len(args) == 3:
            self.host.write(to_string(args[2]), to_string(args[0]), to_string(args[1]))
        else:
            self.host.write(to_string(args[0]))

    def write_line(self, *args: Value) -> None:
        self.write(*args[:-1], to_string(args[-1]) + "\n") if args else self.host.write("\n")

    def write_error_line(self, text: str) -> None:
        self.host.flush()
        self.host.write_error_line(text)

    def write_stream(self, kind: str, text: str) -> None:
        self.host.write_line(stream_text(kind, text, self.ctx))

    def read_line(self) -> Value:
        return self.host.read_line("", False)

    def read_secure(self) -> Value:
        from shell.clr.security import SecureString
        return SecureString(self.host.read_line("", True) or "")

    def choose(self, caption: Value, message: Value, choices: list[Value], default: int) -> int:
        found = self.host.choose(to_string(caption), to_string(message), [choice_of(c) for c in choices], default)
        return int(found)

    def prompt(self, caption: Value, message: Value, fields: list[Value]) -> Value:
        """Ask for each field in turn; a dictionary of the answers."""
        from shell.clr.dictionaries import GenericDictionary
        from shell.objects.conversion import convert
        from shell.objects.typenames import require_type, resolve_type
        for text in (to_string(caption), to_string(message)):
            if text:
                self.host.write_line(text)
        answers = []
        for field in fields:
            item = base_of(field)
            name = item.name if isinstance(item, FieldDescription) else to_string(item)
            line = self.host.read_line(f"{name}: ", False)
            t = resolve_type(item.type_name) if isinstance(item, FieldDescription) else None
            answers.append((name, line if t is None or line is None else convert(line, t)))
        return GenericDictionary(require_type("System.Collections.Generic.Dictionary[string,object]"), answers, True)

    def credential(self, caption: Value, message: Value, user: Value, target: Value, *rest: Value) -> Value:
        out = self.ctx.call_command("Get-Credential", {"Title": caption or "", "Message": message or "", **({"UserName": user} if user else {})})
        return out[0] if out else None


def choice_of(value: Value) -> tuple[str, str]:
    """(label, help) of a choice or a plain label."""
    base = base_of(value)
    return (base.label, base.help_message) if isinstance(base, ChoiceDescription) else (to_string(base), "")


class InternalHost:
    """$Host."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.ui = HostUI(ctx)
        self.private_data = ConsoleColorProxy()
        self.ps_ext: Any = None
        self._id: Value = None

    @property
    def name(self) -> str:
        return str(self.ctx.host.name)

    @property
    def version(self) -> Value:
        from shell.objects.conversion import convert, require
        return convert(to_string(self.ctx.host.version), require("System.Version"))

    @property
    def instance_id(self) -> Value:
        if self._id is None:
            import uuid

            from shell.objects.conversion import convert, require
            self._id = convert(str(uuid.uuid4()), require("System.Guid"))
        return self._id

    @property
    def runspace(self) -> Value:
        from shell.commands.session.runspaces import runspace_of
        return runspace_of(self.ctx)

    def set_should_exit(self, code: int) -> None:
        self.ctx.host.set_exit(code)


def _culture(host: InternalHost) -> Value:
    from shell.clr.culture_info import current_culture
    return current_culture()


def _enter_nested(host: InternalHost) -> None:
    if host.ctx.nested_prompt is None:
        raise NotImplementedByHost("This host has no nested prompt.", error_id="NotImplemented", category="NotImplemented")
    host.ctx.nested_prompt(None)


def _exit_nested(host: InternalHost) -> None:
    """At the outermost prompt there is nothing to leave."""
    host.ctx.leaves_nested = host.ctx.nested_level > 0


def move_cursor(place: Pair) -> None:
    """Only a terminal has a cursor."""
    import sys
    if sys.stdout.isatty():
        sys.stdout.write(f"\033[{place.second + 1};{place.first + 1}H")
        sys.stdout.flush()


def _ui_types() -> NetType:
    raw = NetType(_A + "Internal.Host.InternalHostRawUserInterface", RawUI)
    for name, attribute in (("ForegroundColor", "foreground"), ("BackgroundColor", "background")):
        raw.attr(name, "System.ConsoleColor", attribute, True)
    raw.prop("CursorPosition", _A + "Host.Coordinates", lambda r, place: move_cursor(place))(lambda r: Pair(0, 0, COORDINATES))
    raw.prop("WindowPosition", _A + "Host.Coordinates")(lambda r: Pair(0, 0, COORDINATES))
    raw.prop("CursorSize", "int")(lambda r: 25)
    for name in ("BufferSize", "WindowSize", "MaxWindowSize", "MaxPhysicalWindowSize"):
        raw.prop(name, _A + "Host.Size")(RawUI.size)
    raw.prop("KeyAvailable", "bool")(lambda r: False)
    raw.attr("WindowTitle", "string", "window_title", True)
    raw.method("void ClearScreen()")(RawUI.clear)
    raw.method("System.Object ReadKey()", "System.Object ReadKey(System.Object options)")(RawUI.read_key)
    raw.method("void FlushInputBuffer()")(lambda r: None)
    ui = NetType(_A + "Internal.Host.InternalHostUserInterface", HostUI)
    ui.attr("RawUI", _A + "Host.PSHostRawUserInterface", "raw")
    ui.prop("SupportsVirtualTerminal", "bool")(lambda u: bool(getattr(u.host, "out_is_terminal", False)))
    colours = "System.ConsoleColor foregroundColor, System.ConsoleColor backgroundColor"
    ui.method("void Write(string value)", f"void Write({colours}, string value)")(HostUI.write)
    ui.method("void WriteLine()", "void WriteLine(string value)", f"void WriteLine({colours}, string value)")(HostUI.write_line)
    ui.method("void WriteErrorLine(string value)")(HostUI.write_error_line)
    for kind in ("Warning", "Verbose", "Debug"):
        ui.method(f"void Write{kind}Line(string message)")(lambda u, text, kind=kind: u.write_stream(kind, text))
    ui.method("void WriteInformation(System.Object record)")(lambda u, record: u.write_line(record))
    ui.method("void WriteProgress(long sourceId, System.Object record)")(lambda u, source, record: u.host.write_progress(base_of(record)))
    ui.method("string ReadLine()")(HostUI.read_line)
    ui.method("securestring ReadLineAsSecureString()")(HostUI.read_secure)
    ui.method("int PromptForChoice(string caption, string message, System.Object[] choices, int defaultChoice)")(HostUI.choose)
    ui.method("System.Object Prompt(string caption, string message, System.Object[] descriptions)")(HostUI.prompt)
    ui.method("pscredential PromptForCredential(string caption, string message, string userName, string targetName)")(HostUI.credential)
    return ui


def _types() -> None:
    ui = _ui_types()
    proxy = NetType("Microsoft.PowerShell.ConsoleHost+ConsoleColorProxy", ConsoleColorProxy)
    proxy.name = "ConsoleColorProxy"
    for name, _ in COLOURS:
        proxy.prop(name, "System.ConsoleColor", setter=lambda p, new, n=name: p.colours.__setitem__(n, new))(lambda p, n=name: p.read(n))
    host = NetType(_A + "Internal.Host.InternalHost", InternalHost)
    host.attr("Name", "string", "name")
    host.attr("Version", "version", "version")
    host.attr("InstanceId", "guid", "instance_id")
    host.attr("UI", ui.full_name, "ui")
    host.prop("CurrentCulture", "cultureinfo")(_culture)
    host.prop("CurrentUICulture", "cultureinfo")(_culture)
    host.attr("PrivateData", "psobject", "private_data")
    host.prop("DebuggerEnabled", "bool")(lambda h: True)
    host.prop("IsRunspacePushed", "bool")(lambda h: False)
    host.attr("Runspace", _A + "Runspaces.Runspace", "runspace")
    host.method("void SetShouldExit(int exitCode)")(InternalHost.set_should_exit)
    host.method("void EnterNestedPrompt()")(_enter_nested)
    host.method("void ExitNestedPrompt()")(_exit_nested)
    host.method("void NotifyBeginApplication()")(lambda h: None)
    host.method("void NotifyEndApplication()")(lambda h: None)


_types()
