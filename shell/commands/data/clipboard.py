"""Get-Clipboard and Set-Clipboard: through the desktop's program where there is one, else a clipboard of this process."""
from __future__ import annotations

import base64
import os
import shutil
import sys
from typing import Any, Optional

from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
_PROGRAMS = (("WAYLAND_DISPLAY", ["wl-paste", "--no-newline"], ["wl-copy"]), ("DISPLAY", ["xclip", "-selection", "clipboard", "-out"], ["xclip", "-selection", "clipboard"]))
_kept: list[str] = [""]


def _program(index: int) -> Optional[list[str]]:
    """The command line that reads (1) or writes (2) the desktop's clipboard."""
    for row in _PROGRAMS:
        command = row[index]
        if os.environ.get(row[0]) and isinstance(command, list) and shutil.which(command[0]):
            return command
    return None


def read_clipboard() -> str:
    """The clipboard's text, '' when it holds none."""
    command = _program(1)
    if command is None:
        return _kept[0]
    import subprocess
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=10, check=False)
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else _kept[0]


def write_clipboard(text: str) -> None:
    _kept[0] = text
    command = _program(2)
    if command is not None:
        import subprocess
        subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10, check=False)


class GetClipboard(Cmdlet):
    name = "Get-Clipboard"
    net_class = "Microsoft.PowerShell.Commands.GetClipboardCommand"
    synopsis = "Gets the text of the clipboard, line by line."
    examples = (("There and back", "'a','b' | Set-Clipboard; Get-Clipboard"),)

    Raw: bool = False
    Delimiter: Optional[list[str]] = None

    def begin(self) -> None:
        text = read_clipboard()
        if self.Raw:
            self.write(text)
            return
        pieces = [text]
        for delimiter in [to_string(d) for d in self.Delimiter] if self.Delimiter is not None else ["\r\n", "\n"]:
            pieces = [p for piece in pieces for p in piece.split(delimiter)] if delimiter else pieces
        self.write_all(pieces if text else [])


class SetClipboard(Cmdlet):
    name = "Set-Clipboard"
    net_class = "Microsoft.PowerShell.Commands.SetClipboardCommand"
    synopsis = "Puts text on the clipboard."
    examples = (("One line", "Set-Clipboard 'text'"),)

    Value: Optional[list[str]] = None
    Append: bool = False
    PassThru: bool = False
    AsOSC52: bool = False

    def begin(self) -> None:
        self._lines: list[str] = []

    def process(self) -> None:
        self._lines += ["" if v is None else to_string(v) for v in self.Value or ()]

    def end(self) -> None:
        text = "\n".join(self._lines)
        if self.Append:
            text = "\n".join([*([read_clipboard()] if read_clipboard() else []), *self._lines])
        if self.should_process("Set clipboard content", None):
            write_clipboard(text)
            if self.AsOSC52:
                self.ctx.host.flush()
                sys.stdout.write(f"\x1b]52;;{base64.b64encode(text.encode()).decode()}\a")
        if self.PassThru:
            self.write(text)
