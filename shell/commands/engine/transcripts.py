"""Start- and Stop-Transcript: everything the host shows is written to a file as well."""
from __future__ import annotations

import getpass
import os
import platform
import re
import sys
import time
from typing import Any, Callable, Optional

from shell.clr.exceptions import IOException
from shell.objects.psobject import PSObject
from shell.objects.records import PSInvalidOperationException
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.version_table import VERSION

Value = Any
_LINE = "**********************"


class Transcript:
    """One file being written."""

    def __init__(self, path: str, append: bool) -> None:
        self.path = path
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        self.file = open(path, "a" if append else "w", encoding="utf-8", newline="\n")  # noqa: SIM115  (open until Stop-Transcript)

    def write(self, text: str) -> None:
        self.file.write(text)
        self.file.flush()

    def close(self) -> None:
        self.write(f"{_LINE}\nPowerShell transcript end\nEnd time: {_stamp()}\n{_LINE}\n")
        self.file.close()


class InvocationHeader:
    """-IncludeInvocationHeader: the time stands before every input; it leaves with its transcript."""

    def __init__(self, transcript: Transcript, ctx: Any) -> None:
        self._transcript, self._ctx = transcript, ctx

    def before(self, text: str) -> None:
        if self._transcript.file.closed:
            self._ctx.input_observers.remove(self)
        else:
            self._transcript.write(f"{_LINE}\nCommand start time: {_stamp()}\n{_LINE}\n")

    def after(self, text: str, result: Any) -> None:
        """Nothing is noted of an input's end."""


class Tee:
    """An output file that lets others see what is written."""

    def __init__(self, inner: Any, note: Callable[[str], None]) -> None:
        self.inner, self._note = inner, note

    def write(self, text: str) -> int:
        self._note(text)
        return int(self.inner.write(text) or 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class Transcripts:
    """The transcripts of a session, the newest last.  The host's output is listened to while there are any."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.host = ctx.host
        self.open: list[Transcript] = []
        self._before: dict[str, Any] = {}  # methods of the host that others had put in place

    def start(self, transcript: Transcript) -> None:
        if not self.open:
            self._listen()
        self.open.append(transcript)

    def stop(self) -> Optional[Transcript]:
        if not self.open:
            return None
        last = self.open.pop()
        last.close()
        if not self.open:
            self._stop_listening()
        return last

    def end_of_shell(self) -> None:
        while self.open:
            self.stop()

    def before(self, text: str) -> None:
        """A line of the line editor: it does not come through the host's output."""
        self.note(f"{self.ctx.prompt_shown}{text}\n")

    def after(self, text: str, result: Any) -> None:
        """Output is heard as it comes."""

    def note(self, text: str) -> None:
        text = _ESCAPES.sub("", text)
        for t in self.open:
            t.write(text)

    def _note_error(self, text: str) -> None:
        """Errors stand twice in a PowerShell transcript: once as a record, once as what the host showed."""
        self.note(text)
        self.note(text)

    def _listen(self) -> None:
        """Where the host has an output file, that is listened to; else its methods are."""
        host = self.host
        self._before = {name: host.__dict__[name] for name in ("write", "write_line", "write_error_line") if name in host.__dict__}
        if hasattr(host, "surface"):
            self.ctx.input_observers.append(self)
        host.write_error_line = _with_line(host.write_error_line, self._note_error)
        if hasattr(host, "out"):
            host.out = Tee(host.out, self.note)
            return
        write = host.write

        def tee_write(text: str, *colours: Any) -> None:
            self.note(text)
            write(text, *colours)
        host.write = tee_write
        host.write_line = _with_line(host.write_line, self.note)

    def _stop_listening(self) -> None:
        if isinstance(getattr(self.host, "out", None), Tee):
            self.host.out = self.host.out.inner
        for name in ("write", "write_line", "write_error_line"):
            self.host.__dict__.pop(name, None)
        self.host.__dict__.update(self._before)
        if self in self.ctx.input_observers:
            self.ctx.input_observers.remove(self)


_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)")


def _with_line(show: Callable[[str], None], note: Callable[[str], None]) -> Callable[[str], None]:
    def tee(text: str) -> None:
        note(text + "\n")
        show(text)
    return tee


def _stamp() -> str:
    return time.strftime("%Y%m%d%H%M%S")


def header(minimal: bool) -> str:
    """What stands at the top of a transcript."""
    lines = [_LINE, "PowerShell transcript start", f"Start time: {_stamp()}"]
    if not minimal:
        user = getpass.getuser()
        lines += [f"Username: {user}", f"RunAs User: {user}", "Configuration Name: ", f"Machine: {platform.node()} (Unix {platform.release()})",
                  f"Host Application: {' '.join(sys.argv)}", f"Process ID: {os.getpid()}", f"PSVersion: {VERSION}", "PSEdition: Core", f"GitCommitId: {VERSION}",
                  f"OS: {platform.system()} {platform.release()}", "Platform: Unix", "PSCompatibleVersions: 1.0, 2.0, 3.0, 4.0, 5.0, 5.1, 6.0, 7.0",
                  "PSRemotingProtocolVersion: 2.3", "SerializationVersion: 1.1.0.1", "WSManStackVersion: 3.0"]
    return "\n".join([*lines, _LINE, ""])


class StartTranscript(Cmdlet):
    name = "Start-Transcript"
    synopsis = "Keeps a record of the session in a file."
    examples = (("In a file", "Start-Transcript ./session.txt"),)

    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    OutputDirectory: Optional[str] = None
    Append: bool = False
    Force: bool = False
    NoClobber: bool = False
    IncludeInvocationHeader: bool = False
    UseMinimalHeader: bool = False

    def process(self) -> None:
        shown = self._path()
        full = self.ctx.full_path(shown)
        if os.path.isdir(full):
            self._failed(f"File path {full} resolves to a directory.")
        if self.NoClobber and not self.Append and os.path.exists(full):
            self.fail(f"File {full} already exists and NoClobber was specified.", "NoClobber", "ResourceExists", full, IOException)
        if not self.should_process(shown):
            return
        try:
            if self.Force and os.path.exists(full) and not os.access(full, os.W_OK):
                os.chmod(full, os.stat(full).st_mode | 0o200)
            made = Transcript(full, self.Append)
        except OSError as e:
            self._failed(e.strerror or str(e))
        made.write(header(self.UseMinimalHeader))
        if self.IncludeInvocationHeader:
            self.ctx.input_observers.append(InvocationHeader(made, self.ctx))
        self.write(with_path(f"Transcript started, output file is {shown}", shown))
        self.ctx.host.flush()
        self.ctx.service("transcripts").start(made)

    def _failed(self, reason: str) -> Any:
        self.fail(f"Transcription cannot be started due to the error: {reason}", "CannotStartTranscription", "InvalidOperation",
                  exception_class=PSInvalidOperationException)

    def _path(self) -> str:
        if self.Path is not None or self.LiteralPath is not None:
            return to_string(self.Path if self.Path is not None else self.LiteralPath)
        variable = to_string(self.ctx.get_variable("Transcript"))
        if variable and self.OutputDirectory is None:
            return variable
        import secrets
        folder = to_string(self.OutputDirectory) or os.path.expanduser("~")
        return os.path.join(folder, f"PowerShell_transcript.{platform.node()}.{secrets.token_urlsafe(6)}.{_stamp()}.txt")


class StopTranscript(Cmdlet):
    name = "Stop-Transcript"
    synopsis = "Ends the record that was started last."
    examples = (("End it", "Stop-Transcript"),)

    def process(self) -> None:
        transcripts: Transcripts = self.ctx.service("transcripts")
        if not transcripts.open:
            self.fail("An error occurred stopping transcription: The host is not currently transcribing.", "InvalidOperation", "InvalidOperation",
                      exception_class=PSInvalidOperationException)
        if not self.should_process("transcript"):
            return
        ended = transcripts.stop()
        if ended is not None:
            self.write(with_path(f"Transcript stopped, output file is {ended.path}", ended.path))


def with_path(text: str, path: str) -> Value:
    """The message, with the file as its Path."""
    return PSObject(text, {"Path": path})
