"""What a way to a host must offer: a Link carries Transports (byte streams), a Prompter asks the user."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Transport(Protocol):
    """A byte stream to something on the host."""

    def read(self, timeout: float | None = None) -> bytes:
        """Some bytes, b'' at the end; TimeoutError after `timeout` seconds without any."""

    def write(self, data: bytes) -> None:
        """All of `data`, waiting as need be; OSError when the stream is dead."""

    def has_room(self) -> bool:
        """Whether a small write would be taken at once."""

    def close(self) -> None: ...

    def abort(self) -> None:
        """The network is dead: free everybody who waits on this stream, and on what it shares, without sending anything."""

    def noise(self) -> str:
        """What the far side printed on standard error so far (the last 64 KB)."""


class NotListening(OSError):
    """Nobody listens on that socket path on the host."""


class RelayNeeded(OSError):
    """The host's sshd does not forward to sockets: a relay process must be used."""


class Link(Protocol):
    """An authenticated way to a host, shared by the sessions to it."""

    name: str

    @property
    def alive(self) -> bool: ...

    def execute(self, command: str, terminal: tuple[str, int, int] | None = None) -> Transport:
        """A command run by the user's login shell; `terminal` is (TERM, columns, rows) when it needs one."""

    def socket(self, path: str) -> Transport:
        """The UNIX socket `path` on the host; NotListening or RelayNeeded."""

    def close(self) -> None: ...


class Prompter(Protocol):
    """Asks the user; questions come one at a time. None means: no answer (or nobody there to ask)."""

    def ask_secret(self, host: str, text: str) -> str | None:
        """A password or passphrase."""

    def ask_many(self, host: str, title: str, instructions: str, questions: Sequence[tuple[str, bool]]) -> list[str] | None:
        """Keyboard-interactive: (question, echo) each."""

    def accept_host_key(self, host: str, key_type: str, fingerprint: str) -> bool | None:
        """Whether an unknown key is to be trusted and remembered."""


class SilentPrompter:
    """Nobody there to ask."""

    def ask_secret(self, host: str, text: str) -> str | None:
        return None

    def ask_many(self, host: str, title: str, instructions: str, questions: Sequence[tuple[str, bool]]) -> list[str] | None:
        return None

    def accept_host_key(self, host: str, key_type: str, fingerprint: str) -> bool | None:
        return None
