"""The errors of sessions: one base, fields beside the text, every text names the host where there is one."""
from __future__ import annotations

from collections.abc import Sequence


class SessionError(Exception):
    """Base of every error of this package; `host` is the name the user typed, '' when no host is involved."""

    def __init__(self, message: str, host: str = "") -> None:
        super().__init__(f"[{host}] {message}" if host else message)
        self.message = message
        self.host = host


class ProtocolError(SessionError):
    """Bytes or messages that the wire protocol forbids."""


class LocalProtocolError(ProtocolError):
    """This end tried to send something illegal: a bug here."""


class RemoteProtocolError(ProtocolError):
    """The peer sent something illegal: never trusted any further."""


class ConnectError(SessionError):
    """No connection to the host. `line` is what OpenSSH's client prints for the same failure."""

    def __init__(self, message: str, host: str = "", line: str = "") -> None:
        super().__init__(message, host)
        self.line = line or message


class ConnectTimeout(ConnectError):
    """The host did not answer in time."""


class NameResolutionError(ConnectError):
    """The host's name has no address."""


class HostKeyError(ConnectError):
    """The host's key was not accepted."""


class HostKeyUnknown(HostKeyError):
    """No known_hosts entry, and nobody there to ask (or the answer was no)."""


class HostKeyChanged(HostKeyError):
    """known_hosts has another key for this host: refused."""


class HostKeyRevoked(HostKeyError):
    """known_hosts marks this key @revoked: refused."""


class AuthenticationError(ConnectError):
    """Every way to prove who we are was refused. `tried` lists them."""

    def __init__(self, message: str, host: str = "", line: str = "", tried: Sequence[str] = ()) -> None:
        super().__init__(message, host, line)
        self.tried = tuple(tried)


class SshConfigError(ConnectError):
    """The OpenSSH client configuration cannot be used as written."""


class BootstrapError(SessionError):
    """The host answered but the session host could not be started there. `detail` holds what the host printed."""

    def __init__(self, message: str, host: str = "", detail: str = "") -> None:
        super().__init__(message, host)
        self.detail = detail


class BootstrapCut(BootstrapError):
    """The connection broke during the bootstrap: worth another try."""


class NoPython(BootstrapError):
    """No Python interpreter was found on the host. The text lists what was looked for."""


class PythonTooOld(BootstrapError):
    """Only interpreters older than 3.9 were found. The text lists them."""


class HostStorageError(BootstrapError):
    """No folder on the host can hold the session host (disk full, read-only, quota)."""


class EngineStartError(BootstrapError):
    """The engine on the host could not be loaded."""


class SessionBroken(SessionError):
    """The session ended without being closed from here."""


class SessionNotFound(SessionError):
    """No such session on the host (any more)."""


class SessionHeld(SessionError):
    """Another client is connected to the session."""


class SessionBusy(SessionError):
    """The session runs a command."""


class InvalidSessionState(SessionError):
    """What was asked is not legal in the session's state, named in `state`."""

    def __init__(self, message: str, host: str = "", state: str = "") -> None:
        super().__init__(message, host)
        self.state = state


class CommandFailed(SessionError):
    """A command ended with a terminating error: `reason` as the host sent it, `output` what came before."""

    def __init__(self, message: str, host: str = "", reason: object = None, output: Sequence[object] = ()) -> None:
        super().__init__(message, host)
        self.reason = reason
        self.output = list(output)


class TransferError(SessionError):
    """A file could not be copied. `path` is the file."""

    def __init__(self, message: str, host: str = "", path: str = "", errno: int | None = None) -> None:
        super().__init__(message, host)
        self.path = path
        self.errno = errno


class CodeObjectError(SessionError):
    """A Python callable cannot be sent to the host."""
