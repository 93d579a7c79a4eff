"""The recorder: what the session shows from Start- to Stop-Recording, as an asciicast.  A command's output stays in memory until the command has
ended, then secrets are masked in it and it is written; nothing reaches the file before that."""
from __future__ import annotations

import os
import platform
import re
import sys
import threading
import time
from typing import Any, Optional

from shell.language.secrets import SUSPECT
from shell.objects.psobject import base_of
from shell.training.record_capture import Tap
from shell.training.record_cast import EXIT, MARKER, OUTPUT, RESIZE, Cast, Event, Writer, header_line
from shell.training.record_redact import Anonymizer, Redactor, hosts_in
from shell.training.record_screen import Screen

Value = Any
KEY_SECONDS = 0.05  # a typed character takes so long at most in a recording
TYPING_SECONDS = 1.5  # and a line
MOST = 1 << 20  # characters of one command held back before the older part is written
_LETTER = re.compile(r"(?:\x1b\[[0-9;]*m)*(?:.|\n)(?:\x1b\[0?m)*", re.S)
_NOT_KEPT = re.compile(r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|\[[?>=]?[0-9;]*[cn]|\[[0-9;]*t)")  # titles, links, questions to the terminal


class RecordingError(RuntimeError):
    """Recording cannot begin or there is none; `error_id` names the case."""

    def __init__(self, message: str, error_id: str) -> None:
        super().__init__(message)
        self.error_id = error_id


class Recording:
    """One file being written."""

    def __init__(self, path: str, cast: Cast, redactor: Redactor, anonymizer: Optional[Anonymizer]) -> None:
        self.path, self.cast, self.redactor, self.anonymizer = path, cast, redactor, anonymizer
        self.started = time.monotonic()
        self.commands = 0
        self._writer = Writer(cast.version)
        self._file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", errors="replace", newline="\n")  # noqa: SIM115
        self._file.write(header_line(cast) + "\n")
        self._file.flush()

    def now(self) -> float:
        return time.monotonic() - self.started

    def write(self, events: list[Event]) -> None:
        """Masked events, in order."""
        texts = self.redactor.stream([_NOT_KEPT.sub(_keep_marks, e.data) if e.code == OUTPUT else "" for e in events])
        for e, text in zip(events, texts):
            data = text if e.code == OUTPUT else self.redactor.text(e.data) if e.code == MARKER else e.data
            line = self._writer.line(Event(e.at, e.code, data)) if data or e.code != OUTPUT else None
            if line is not None:
                self._file.write(line + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _keep_marks(m: re.Match[str]) -> str:
    return m.group() if m.group().startswith("\x1b]133;") else ""


class Recorder:
    """The service behind Start-Recording."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.current: Optional[Recording] = None
        self._tap: Optional[Tap] = None
        self._events: list[Event] = []  # of the command that runs; guarded by _lock, the tap's thread adds to it
        self._size = 0
        self._lock = threading.Lock()
        self._command = ""
        self._exit = 0
        self._heard = False

    # ---- beginning and end

    def check(self, path: str, force: bool) -> None:
        """Raise what keeps a recording from beginning."""
        if not hasattr(self.ctx.host, "out"):  # a thread job's runspace, a demo being checked
            raise RecordingError("Recording works in your own shell only, not in a session or a job.", "OnlyInOwnShell")
        if self.current is not None:
            raise RecordingError(f"A recording is under way already: {self.current.path}. End it with Stop-Recording.", "RecordingUnderWay")
        if os.path.exists(path) and not force:
            raise RecordingError(f"The file '{path}' exists already. Give another name, or -Force to replace it.", "RecordingFileExists")

    def start(self, path: str, version: int = 3, title: str = "", idle_limit: float = 0.0, anonymize: bool = False, force: bool = False) -> Recording:
        """Begin; the file is made at once, readable by its owner only."""
        self.check(path, force)
        names = [platform.node(), *self._host_names()] if anonymize else []
        anonymizer = Anonymizer(names) if anonymize else None
        redactor = Redactor(anonymizer)
        self._learn(redactor)
        host = self.ctx.host
        host.flush()
        terminal = os.isatty(1)
        size = os.get_terminal_size(1) if terminal else os.terminal_size((host.width, 30))
        header = {"timestamp": int(time.time()), "title": redactor.text(title), "idle_time_limit": idle_limit or None,
                  "env": {"SHELL": "pssession", "TERM": os.environ.get("TERM", "")}}
        cast = Cast(size.columns or 80, size.lines or 24, header, version, os.environ.get("TERM", "") if terminal else "")
        try:
            self.current = Recording(path, cast, redactor, anonymizer)
        except OSError as e:
            raise RecordingError(f"The recording cannot be written to '{path}': {e.strerror}.", "RecordingFileFailed")
        self._tap = Tap(self._resized)
        self._listen()
        self._tap.sink = self._output
        self._exit = 0
        return self.current

    def stop(self) -> Recording:
        """End; what the command that ends it shows is not in the recording if that is all it does."""
        recording, tap = self.current, self._tap
        if recording is None or tap is None:
            raise RecordingError("There is no recording to end.", "NoRecording")
        tap.sync()
        tap.close()
        self.ctx.input_observers.remove(self)
        events = self._take()
        if re.fullmatch(r"\s*(stop-recording|sprec)\s*", self._command, re.I):
            events, recording.commands = [], recording.commands - 1
        recording.write([*events, Event(recording.now(), EXIT, str(self._exit))])
        recording.close()
        self.current = self._tap = None
        return recording

    def end_of_shell(self) -> None:
        """The shell ends: so does the recording, with the shell's exit code."""
        if self.current is not None:
            code = getattr(self.ctx, "exit_code", None)
            self._exit = code if code is not None else self._exit
            self.stop()

    # ---- what is told

    def before(self, text: str) -> None:
        """A command begins: its prompt and its text, as typed."""
        recording = self.current
        if recording is None or self._tap is None:
            return
        observers = self.ctx.input_observers
        if observers[-1] is not self:  # what the others show belongs to the command
            observers.remove(self)
            observers.append(self)
        if recording.anonymizer is not None:
            for name in hosts_in(text) | set(self._host_names()):
                recording.anonymizer.add(name)
        self._command = text
        recording.commands += 1
        shown = recording.redactor.command(text)
        with self._lock:
            self._events += self._echo(shown, recording.now())
        self.ctx.host.flush()
        self._tap.sync()
        self._tap.sink = self._output

    def after(self, text: str, result: Any) -> None:
        """It has ended: its output is complete and can be written."""
        recording = self.current
        if recording is None or self._tap is None:
            return
        self.ctx.host.flush()
        self._tap.sync()
        self._tap.sink = None  # what the line editor draws is not recorded: the line it gives is, in `before`
        self._learn(recording.redactor)
        if hasattr(self.ctx.host, "surface") and not self._at_line_start():
            self._add(OUTPUT, "\r\n")  # the line editor's prompt begins on a line of its own
        if self._command:
            self._add(OUTPUT, f"\x1b]133;D;{0 if result.ok and self.ctx.ok else 1}\x07")
        self._command = ""
        if result.exit_code is not None:
            self._exit = result.exit_code
        recording.write(self._take())

    def note(self, line: str) -> None:
        """A line shown above the prompt."""
        if self.current is not None:
            self._add(OUTPUT, line + "\r\n")

    def _echo(self, text: str, now: float) -> list[Event]:
        before = self._events[-1].at if self._events else self._last
        paint, paint_prompt = self.ctx.paint_input, self.ctx.paint_prompt
        prompt = self.ctx.prompt_shown or "PS> "
        if paint_prompt is not None:
            prompt = paint_prompt(prompt)
        letters = _LETTER.findall(text if paint is None else paint(text))
        typing = min(len(letters) * KEY_SECONDS, TYPING_SECONDS, max(now - before, 0.0))
        start = now - typing
        events = [Event(start, MARKER, " ".join(text.split())[:200]), Event(start, OUTPUT, f"\x1b]133;A\x07{prompt}\x1b]133;B\x07")]
        if typing < len(letters) * 0.01:
            letters = ["".join(letters)]  # nobody typed that
        step = typing / max(len(letters), 1)
        events += [Event(start + step * n, OUTPUT, letter.replace("\n", "\r\n>> ")) for n, letter in enumerate(letters, 1)]
        return [*events, Event(now, OUTPUT, "\r\n\x1b]133;C\x07")]

    # ---- output

    _last = 0.0

    def _add(self, code: str, data: str) -> None:
        recording = self.current
        if recording is not None:
            with self._lock:
                self._events.append(Event(recording.now(), code, data))

    def _output(self, text: str) -> None:
        """On the tap's thread."""
        if not text:
            return
        self._add(OUTPUT, text)
        self._size += len(text)
        if self._size > MOST:
            self._write_older()

    def _write_older(self) -> None:
        """A command that writes very much: the part up to the last line end goes to the file now; a private key in it stays whole."""
        recording = self.current
        with self._lock:
            cut = next((n for n in range(len(self._events), 0, -1) if self._events[n - 1].code == OUTPUT and self._events[n - 1].data.endswith("\n")), 0)
            text = "".join(e.data for e in self._events[:cut])
            if text.count("PRIVATE KEY-----") % 2 and self._size < 8 * MOST:
                return  # in the middle of a key
            older, self._events = self._events[:cut], self._events[cut:]
            self._size = sum(len(e.data) for e in self._events)
            self._last = older[-1].at if older else self._last
            if recording is not None and older:
                recording.write(older)

    def _take(self) -> list[Event]:
        with self._lock:
            events, self._events = self._events, []
            self._size = 0
            if events:
                self._last = events[-1].at
        return events

    def _at_line_start(self) -> bool:
        """Where the cursor is after the last of the output."""
        assert self.current is not None
        with self._lock:
            last = "".join(e.data for e in self._events[-20:] if e.code == OUTPUT)[-20_000:]
        screen = Screen(self.current.cast.columns, self.current.cast.rows)
        screen.feed(last)
        return screen.x == 0

    def _resized(self, columns: int, rows: int) -> None:
        self._add(RESIZE, f"{columns}x{rows}")

    # ---- what is heard besides output

    def _listen(self) -> None:
        """What does not go through the descriptors: answers at questions, and errors that must stay in their place.  Put in once; others may wrap it."""
        self.ctx.input_observers.append(self)
        if self._heard:
            return
        self._heard = True
        host = self.ctx.host
        ask, tell = host.read_line, host.write_error_line

        def read_line(prompt: str, secure: bool = False) -> Optional[str]:
            line: Optional[str] = ask(prompt, secure)
            self._answered(line, secure)
            return line

        def write_error_line(text: str) -> None:
            """Two ways out, one order."""
            self._settle()
            tell(text)
            self._settle()
        host.read_line, host.write_error_line = read_line, write_error_line

    def _settle(self) -> None:
        if self._tap is not None and not os.isatty(1):
            self._tap.sync()

    def _answered(self, line: Optional[str], secure: bool) -> None:
        """What was typed at a question is shown by the keyboard's terminal, not by us; a secret answer is never shown."""
        recording = self.current
        if recording is None or line is None:
            return
        if secure:
            recording.redactor.learn(line)
        if sys.stdin.isatty() and self._tap is not None:
            self._tap.sync()
            self._add(OUTPUT, ("" if secure else line) + "\r\n")

    def _learn(self, redactor: Redactor) -> None:
        """Values of variables with a suspect name, of secure strings and credentials, of suspect environment variables."""
        from shell.clr.security import SecureString
        for name, value in os.environ.items():
            if SUSPECT.search(name):
                redactor.learn(value)
        for variable in self.ctx.variables.all():
            value = base_of(variable.value)
            if isinstance(value, str) and SUSPECT.search(variable.name):
                redactor.learn(value)
                continue
            secret = value if isinstance(value, SecureString) else getattr(value, "password", None)
            if isinstance(secret, (SecureString, str)):
                redactor.learn(secret.text if isinstance(secret, SecureString) else secret)

    def _host_names(self) -> list[str]:
        """Hosts of the sessions and the lab, if there are any."""
        service = self.ctx.services.get("sessions")
        lab = getattr(service, "lab", None)
        every = service.all() if hasattr(service, "all") else ()
        return [*(lab.names if lab is not None else ()), *(str(s.computer_name) for s in every)]
