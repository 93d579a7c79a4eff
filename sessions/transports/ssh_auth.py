"""Proving who both sides are: the host's key against known_hosts, then agent, keys, certificates, keyboard-interactive, password.

Questions to the user go through one lock, so a fan-out asks one at a time; a passphrase or password that worked is remembered for this process.
"""
from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

from sessions.errors import AuthenticationError, HostKeyChanged, HostKeyRevoked, HostKeyUnknown
from sessions.transports.base import Prompter
from sessions.transports.endpoint import Endpoint
from sessions.transports.known_hosts import KnownHosts, fingerprint, name_on_file
from sessions.transports.load_paramiko import paramiko

_ASKING = threading.Lock()
_PASSPHRASES: dict[str, str] = {}
_PASSWORDS: dict[tuple[str, int, str], str] = {}
MAX_PASSWORD_PROMPTS = 3
_KEY_ERRORS = (ValueError, TypeError, paramiko.SSHException, paramiko.pkey.UnknownKeyType)


def check_host_key(transport: Any, endpoint: Endpoint, known: KnownHosts, prompter: Prompter) -> None:
    """Return when the host's key is to be trusted; a HostKeyError otherwise."""
    key = transport.get_remote_server_key()
    blob, kind = key.asbytes(), key.get_name()
    name = (endpoint.host_key_alias or name_on_file(endpoint.host, endpoint.port)).lower()
    verdict, entry = known.check(name, blob)
    where = entry.where if entry is not None else ""
    line = "Host key verification failed."
    if verdict == "known" or endpoint.strict in ("no", "off") and verdict == "unknown":
        return
    if verdict == "revoked":
        raise HostKeyRevoked(f"the host's key {fingerprint(blob)} is marked @revoked in {where}: refused", endpoint.alias, line)
    if verdict == "changed":
        raise HostKeyChanged(f"the host's key has changed: it shows {kind} {fingerprint(blob)}, but {where} has another. Somebody may be "
                             "listening in, or the host was reinstalled. Refused until that line is corrected", endpoint.alias, line)
    _ask_host_key(endpoint, known, prompter, name, kind, blob)


def _ask_host_key(endpoint: Endpoint, known: KnownHosts, prompter: Prompter, name: str, kind: str, blob: bytes) -> None:
    if endpoint.strict == "accept-new" and known.files:
        known.add(name, kind, blob)
        return
    answer = None
    if endpoint.strict != "yes":
        with _ASKING:
            if KnownHosts(known.files).check(name, blob)[0] == "known":  # the same question was answered for another session
                return
            answer = prompter.accept_host_key(endpoint.alias, kind, fingerprint(blob))
            if answer and known.files:
                known.add(name, kind, blob)
    if not answer:
        how = "it was not accepted" if answer is False else "there is nobody to ask"
        raise HostKeyUnknown(f"the host's key {kind} {fingerprint(blob)} is not known ({how}); add it to known_hosts first",
                             endpoint.alias, "Host key verification failed.")


class Authentication:
    """One attempt to log in on one transport."""

    def __init__(self, transport: Any, endpoint: Endpoint, prompter: Prompter) -> None:
        self._transport = transport
        self._endpoint = endpoint
        self._prompter = prompter
        self._tried: list[str] = []
        self._allowed: list[str] | None = None

    def run(self) -> None:
        """Log in, or raise AuthenticationError."""
        try:
            if self._keys() or self._asked():
                return
        except paramiko.SSHException as error:
            raise self._refused(f" ({error})") from error
        raise self._refused("")

    def _refused(self, more: str) -> AuthenticationError:
        endpoint = self._endpoint
        methods = ",".join(self._allowed or ["publickey"])
        tried = "; tried " + ", ".join(self._tried) if self._tried else "; there was no key to try"
        return AuthenticationError(f"{endpoint.user} was not let in{tried}{more}", endpoint.alias,
                                   f"{endpoint.user}@{endpoint.host}: Permission denied ({methods}).", self._tried)

    def _may(self, method: str) -> bool:
        return self._allowed is None or method in self._allowed

    def _attempt(self, what: str, call: Any) -> bool:
        """True when logged in. A partial success counts as a refusal that changes what is allowed next."""
        if not self._transport.is_active():
            raise paramiko.SSHException("the host closed the connection")
        self._tried.append(what)
        try:
            remaining = call()
        except paramiko.BadAuthenticationType as error:
            self._allowed = list(error.allowed_types)
            return False
        except paramiko.AuthenticationException:
            return False
        if remaining:
            self._allowed = list(remaining)
        return not remaining and bool(self._transport.is_authenticated())

    # ------------------------------------------------------------------------------------------------ keys
    def _keys(self) -> bool:
        user = self._endpoint.user
        for what, key in self._candidates():
            if not self._may("publickey"):
                return False
            if self._attempt(what, partial(self._transport.auth_publickey, user, key)):
                return True
        return False

    def _candidates(self) -> Iterator[tuple[str, Any]]:
        endpoint = self._endpoint
        for key in endpoint.keys:
            yield "the given key", key
        wanted = {path: _public_blob(path) for path in endpoint.identity_files}
        for key in self._agent_keys():
            if not endpoint.identities_only or key.asbytes() in wanted.values():
                yield "agent key " + fingerprint(key.asbytes())[:20], key
        for path in endpoint.identity_files:
            if os.path.isfile(path):
                key = self._load(path)
                if key is not None:
                    yield path, key

    def _agent_keys(self) -> list[Any]:
        agent = self._endpoint.agent
        if agent == "none" or not (agent or os.environ.get("SSH_AUTH_SOCK")):
            return []
        if not agent or agent == os.environ.get("SSH_AUTH_SOCK"):
            return list(paramiko.Agent().get_keys())
        return _other_agent_keys(agent)

    def _load(self, path: str) -> Any:
        """The private key of a file with its certificate; None when it cannot be used (said in `tried`)."""
        if _is_encrypted(path):
            with _ASKING:  # until it has been tried: those who wait for the same key then need not ask
                return self._load_encrypted(path)
        try:
            return self._with_certificate(paramiko.PKey.from_path(path), path)
        except _KEY_ERRORS as error:
            self._tried.append(f"{path} ({_short(error)})")
            return None

    def _load_encrypted(self, path: str) -> Any:
        passphrase = _PASSPHRASES.get(path)
        for _ in range(MAX_PASSWORD_PROMPTS):
            if passphrase is None:
                passphrase = self._prompter.ask_secret(self._endpoint.alias, f"Enter passphrase for key '{path}': ")
            if passphrase is None:
                self._tried.append(f"{path} (needs a passphrase)")
                return None
            try:
                key = paramiko.PKey.from_path(path, passphrase.encode())
            except _KEY_ERRORS:
                passphrase = None
                continue
            _PASSPHRASES[path] = passphrase
            return self._with_certificate(key, path)
        self._tried.append(f"{path} (wrong passphrase)")
        return None

    def _with_certificate(self, key: Any, path: str) -> Any:
        for certificate in (*self._endpoint.certificate_files, path + "-cert.pub"):
            if os.path.isfile(certificate) and key.public_blob is None:
                try:
                    key.load_certificate(certificate)
                except (ValueError, OSError, paramiko.SSHException):
                    continue  # a certificate of another key
        return key

    # ------------------------------------------------------------------------------------------------ passwords
    def _asked(self) -> bool:
        endpoint = self._endpoint
        if self._allowed is None:
            self._attempt("none", lambda: self._transport.auth_none(endpoint.user))
            self._tried.remove("none")
            if self._transport.is_authenticated():
                return True
        if self._may("password") and self._password():
            return True
        return self._may("keyboard-interactive") and self._interactive()

    def _password(self) -> bool:
        endpoint = self._endpoint
        place = (endpoint.host, endpoint.port, endpoint.user)
        given = endpoint.password if endpoint.password is not None else _PASSWORDS.get(place)
        if given is not None and self._attempt("password", lambda: self._transport.auth_password(endpoint.user, given, fallback=False)):
            return True
        if endpoint.password is not None:
            return False
        for _ in range(MAX_PASSWORD_PROMPTS):
            with _ASKING:
                secret = _PASSWORDS.get(place)  # given for another session meanwhile
                if secret is None or secret == given:
                    secret = self._prompter.ask_secret(endpoint.alias, f"{endpoint.user}@{endpoint.host}'s password: ")
            if secret is None:
                return False
            given = secret
            if self._attempt("password", partial(self._transport.auth_password, endpoint.user, secret, fallback=False)):
                _PASSWORDS[place] = secret
                return True
        return False

    def _interactive(self) -> bool:
        """A lone hidden question is a password: the one given is used, and one that worked is remembered (a lost connection must not ask again).
        Anything else, a code from a token say, is asked each time."""
        endpoint = self._endpoint
        place = (endpoint.host, endpoint.port, endpoint.user)
        known = [secret for secret in (endpoint.password, _PASSWORDS.get(place)) if secret is not None]
        said: list[str] = []

        def answer(title: str, instructions: str, questions: list[tuple[str, bool]]) -> list[str]:
            if not questions:
                return []
            lone = len(questions) == 1 and not questions[0][1]
            if lone and known:
                return [known.pop(0)]
            with _ASKING:
                answers = self._prompter.ask_many(endpoint.alias, title, instructions, questions)
            if answers is None:
                raise paramiko.AuthenticationException("no answer")
            said.extend(answers if lone else ["", ""])
            return answers
        if not self._attempt("keyboard-interactive", lambda: self._transport.auth_interactive(endpoint.user, answer)):
            return False
        if len(said) == 1:
            _PASSWORDS[place] = said[0]
        return True


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:80]


def _is_encrypted(path: str) -> bool:
    """Whether a key file needs a passphrase."""
    from base64 import b64decode
    with open(path, "rb") as source:
        data = source.read(1 << 16)
    if b"OPENSSH PRIVATE KEY" not in data:
        return b"ENCRYPTED" in data
    body = b"".join(line for line in data.splitlines() if line and not line.startswith(b"-"))
    try:
        return not b64decode(body[:80]).startswith(b"openssh-key-v1\0\0\0\0\x04none")
    except ValueError:
        return False


def _public_blob(path: str) -> bytes | None:
    """The public key beside a private key file."""
    from base64 import b64decode
    if not os.path.isfile(path + ".pub"):
        return None
    with open(path + ".pub", encoding="utf-8", errors="replace") as source:
        words = source.read().split()
    try:
        return b64decode(words[1]) if len(words) > 1 else None
    except ValueError:
        return None


def _other_agent_keys(path: str) -> list[Any]:
    """Keys of an agent at a socket other than SSH_AUTH_SOCK."""
    import socket

    agent = paramiko.agent.AgentSSH()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(path)
    except OSError:
        return []
    agent._connect(sock)
    return list(agent.get_keys())
