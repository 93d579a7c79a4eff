"""Starting the session host on a machine that has nothing but Python: the first stage, the payload, and what can go wrong, by name.

The first stage is a command line of under 1 KB in words every login shell (sh, csh, fish) passes on unchanged: no `!`, backslash, newline or
inner single quote. It finds an interpreter and gives it the second stage (stage.py), which arrives on standard input. Whatever profiles and
motd print before the marker is noise and kept for error texts only.
"""
from __future__ import annotations

import base64
import json
import os
import secrets
import zlib
from dataclasses import dataclass
from typing import Any

from sessions.errors import BootstrapCut, BootstrapError, EngineStartError, HostStorageError, NoPython, PythonTooOld, SessionError
from sessions.transports.base import Link, NotListening, RelayNeeded, Transport

INTERPRETERS = ("/usr/bin/python3", "python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9",
                "/usr/local/bin/python3", "platform-python", "/usr/libexec/platform-python")
NOISE_LIMIT = 1 << 16
STAGE_TIMEOUT = 60.0
_ERRORS: dict[str, type[BootstrapError]] = {"storage": HostStorageError, "payload": BootstrapError, "start": EngineStartError}


@dataclass(frozen=True)
class Payload:
    """The session host as the bytes of a zip archive of Python source (the caller makes it, reproducibly), and the hash that names it.

    `factory` is the engine factory in it, as module:function.
    """

    data: bytes
    sha256: str
    factory: str


@dataclass(frozen=True)
class HubInfo:
    """Where a started hub is and what it runs on."""

    path: str
    python: str
    home: str
    base: str


def first_stage(marker: str) -> str:
    """The command line that is run on the host."""
    python = 'import sys;sys.version_info>=(3,9)or sys.exit(99);exec(sys.stdin.buffer.readline())'
    script = (f'for p in {" ".join(INTERPRETERS)}; do command -v $p >/dev/null 2>&1 || continue; $p -I -S -c "{python}"; r=$?; '
              f'case $r in 2|99) o="$o $p";; 126|127) ;; *) exit $r;; esac; done; echo; echo "{marker}none$o"')
    return f"exec sh -c '{script}'"


def second_stage(marker: str, payload: Payload) -> bytes:
    """The line for the interpreter: parameters and the source of stage.py."""
    source = _stage_source()
    packed = base64.b64encode(zlib.compress(source, 9)).decode("ascii")
    parameters = {"marker": marker, "sha": payload.sha256, "size": len(payload.data), "preload": payload.factory}
    return f'import zlib,binascii;P={parameters!r};exec(compile(zlib.decompress(binascii.a2b_base64("{packed}")),"stage","exec"));main(P)\n'.encode("ascii")


def _stage_source() -> bytes:
    path = os.path.join(os.path.dirname(__file__), "stage.py")
    if os.path.exists(path):
        with open(path, "rb") as text:
            return text.read()
    import pkgutil
    return pkgutil.get_data("sessions", "stage.py") or b""


class StageTransport:
    """The bootstrap's stream turned into a plain one: bytes read too early come first."""

    def __init__(self, inner: Transport, early: bytes) -> None:
        self._inner = inner
        self._early = early

    def read(self, timeout: float | None = None) -> bytes:
        if self._early:
            early, self._early = self._early, b""
            return early
        return self._inner.read(timeout)

    def write(self, data: bytes) -> None:
        self._inner.write(data)

    def has_room(self) -> bool:
        return self._inner.has_room()

    def close(self) -> None:
        self._inner.close()

    def abort(self) -> None:
        self._inner.abort()

    def noise(self) -> str:
        return self._inner.noise()


class _Stage:
    """One run of the stages over a transport."""

    def __init__(self, transport: Transport, host: str, marker: str) -> None:
        self._transport = transport
        self._host = host
        self._marker = marker.encode("ascii")
        self._buffer = b""
        self._noise = b""
        self._write_error: OSError | None = None

    def offer(self, data: bytes) -> None:
        """Send; a host that has stopped listening has said why, and that is read next."""
        try:
            self._transport.write(data)
        except OSError as error:
            self._write_error = error

    def line(self) -> bytes:
        """The next line that begins with the marker, without it."""
        while True:
            start = self._buffer.find(self._marker)
            end = self._buffer.find(b"\n", start) if start >= 0 else -1
            if end >= 0:
                self._noise = (self._noise + self._buffer[:start])[-NOISE_LIMIT:]
                line, self._buffer = self._buffer[start + len(self._marker):end], self._buffer[end + 1:]
                return line
            self._read()

    def _read(self) -> None:
        try:
            data = self._transport.read(STAGE_TIMEOUT)
        except TimeoutError as error:
            raise BootstrapError(f"the host did not start Python within {STAGE_TIMEOUT:g} s{self._last_words()}", self._host, self.detail()) from error
        if not data:
            raise BootstrapError(f"the host ended the bootstrap{self._last_words()}", self._host, self.detail()) from self._write_error
        self._buffer += data
        if self._marker not in self._buffer and len(self._buffer) > NOISE_LIMIT:
            self._noise, self._buffer = self._buffer[:NOISE_LIMIT], self._buffer[-1024:]

    def detail(self) -> str:
        return ((self._noise + self._buffer).decode("utf-8", "replace") + self._transport.noise()).strip()

    def _last_words(self) -> str:
        lines = [line.strip() for line in self.detail().splitlines() if line.strip()]
        return f": {lines[-1][:200]}" if lines else ""

    def answer(self) -> dict[str, Any]:
        """The next answer; the host's troubles become errors."""
        line = self.line()
        if line.startswith(b"none"):
            old = line[4:].decode("utf-8", "replace").split()
            if old:
                raise PythonTooOld(f"Python 3.9 or newer is needed; only older ones were found: {', '.join(old)} (looked for {', '.join(INTERPRETERS)})",
                                   self._host, self.detail())
            raise NoPython(f"no Python was found (looked for {', '.join(INTERPRETERS)})", self._host, self.detail())
        try:
            facts = json.loads(line)
        except ValueError as error:
            raise BootstrapError(f"the bootstrap answered nonsense: {line[:100]!r}", self._host, self.detail()) from error
        if not isinstance(facts, dict):
            raise BootstrapError("the bootstrap answered nonsense", self._host, self.detail())
        if "error" in facts:
            kind = _ERRORS.get(str(facts["error"]), BootstrapError)
            raise kind(str(facts.get("message")), self._host, str(facts.get("detail", "")) + self.detail())
        return facts

    def rest(self) -> bytes:
        return self._buffer


def start_hub(link: Link, payload: Payload) -> tuple[HubInfo, StageTransport]:
    """Run the stages over a link. The returned transport waits for a line `relay PATH`, or to be closed."""
    marker = f"PSSESSION-{secrets.token_hex(8)}:"
    transport = link.execute(first_stage(marker))
    stage = _Stage(transport, link.name, marker)
    try:
        stage.offer(second_stage(marker, payload))
        facts = stage.answer()
        if facts.get("need"):
            stage.offer(payload.data)
            facts = stage.answer()
        info = HubInfo(str(facts["hub"]), str(facts["python"]), str(facts["home"]), str(facts["base"]))
        return info, StageTransport(transport, stage.rest())
    except OSError as error:
        words = stage.detail()
        transport.close()
        raise BootstrapCut(f"the connection broke during the bootstrap: {error}", link.name, words) from error
    except (SessionError, KeyError) as error:
        transport.close()
        if isinstance(error, BootstrapError) and not link.alive:
            raise BootstrapCut("the connection broke during the bootstrap", link.name, error.detail) from error
        raise


class HostAccess:
    """Streams to the hub and to the sessions of one host over one link; starts the hub when nobody listens.

    sshd says the same of a socket nobody listens on and of sockets it must not forward to. So whether it forwards (`_forwards`: yes, no, not
    known) is settled by the hub's socket right after the hub has answered.
    """

    def __init__(self, link: Link, payload: Payload) -> None:
        self.link = link
        self.payload = payload
        self._hub: HubInfo | None = None
        self._forwards: bool | None = None

    def hub(self) -> Transport:
        """A stream to the hub."""
        if self._hub is not None and self._forwards:
            try:
                return self.link.socket(self._hub.path)
            except OSError:
                self._hub = None  # it ended; start another
        return self._bootstrap(None)

    def session(self, path: str) -> Transport:
        """A stream to a session's own socket; NotListening when it is gone."""
        if self._forwards is not False:
            try:
                stream = self.link.socket(path)
                self._forwards = True
                return stream
            except (NotListening, RelayNeeded):
                if self._forwards:
                    raise
        return self._bootstrap(path)

    def _bootstrap(self, path: str | None) -> Transport:
        for turn in range(2):  # a hub that ended right after it answered must not look like an sshd that does not forward
            self._hub, stage = start_hub(self.link, self.payload)
            if self._forwards is False:
                break
            try:
                hub = self.link.socket(self._hub.path)
                self._forwards = True
                break
            except NotListening:
                if turn and self._forwards is None:
                    self._forwards = False
                    break
                stage.close()
                if turn:
                    raise
            except RelayNeeded:
                self._forwards = False
                break
            except OSError:
                stage.close()
                raise
        if self._forwards:
            stage.close()
            if path is None:
                return hub
            hub.close()
            return self.link.socket(path)
        assert self._hub is not None
        stage.write(f"relay {path or self._hub.path}\n".encode())
        return stage
