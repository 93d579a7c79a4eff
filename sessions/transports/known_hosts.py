"""known_hosts: names plain, with wildcards, negated or hashed, ports, @revoked and @cert-authority. Decides; asks and writes through the caller."""
from __future__ import annotations

import base64
import fnmatch
import hashlib
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class KnownKey:
    """One line: `key` is the key's bytes, `where` file:line."""

    marker: str
    patterns: str
    key_type: str
    key: bytes
    where: str


def name_on_file(host: str, port: int) -> str:
    """A host as known_hosts writes it."""
    return host.lower() if port == 22 else f"[{host.lower()}]:{port}"


def fingerprint(key: bytes) -> str:
    """SHA256 fingerprint as OpenSSH prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")


def parse_line(line: str, where: str) -> KnownKey | None:
    """The entry of a line; None for blank, comment and unreadable ones (OpenSSH skips them too)."""
    words = line.split()
    marker = ""
    if words and words[0].startswith("@"):
        marker = words.pop(0)
    if len(words) < 3 or words[0].startswith("#"):
        return None
    try:
        return KnownKey(marker, words[0], words[1], base64.b64decode(words[2]), where)
    except ValueError:
        return None


def matches(patterns: str, name: str) -> bool:
    """Whether an entry's first field names `name`."""
    if patterns.startswith("|1|"):
        parts = patterns.split("|")
        if len(parts) != 4:
            return False
        salt, digest = base64.b64decode(parts[2]), base64.b64decode(parts[3])
        return hmac.compare_digest(hmac.new(salt, name.encode(), hashlib.sha1).digest(), digest)
    found = False
    for pattern in patterns.lower().split(","):
        negated = pattern.startswith("!")
        text = pattern.lstrip("!").replace("[", "\0").replace("]", "[]]").replace("\0", "[[]")
        if fnmatch.fnmatchcase(name, text):
            if negated:
                return False
            found = True
    return found


class KnownHosts:
    """The entries of several files, the first of which new keys are written to."""

    def __init__(self, files: Iterable[str], extra: Iterable[str] = ()) -> None:
        self.files = list(files)
        self._entries: list[KnownKey] = []
        for path in self.files:
            if os.path.isfile(path):
                with open(path, encoding="utf-8", errors="replace") as source:
                    entries = (parse_line(line, f"{path}:{number}") for number, line in enumerate(source, 1))
                    self._entries += [entry for entry in entries if entry is not None]
        for text in extra:
            entry = parse_line("* " + text, "given")
            if entry is not None:
                self._entries.append(entry)

    def entries(self, name: str) -> list[KnownKey]:
        return [entry for entry in self._entries if matches(entry.patterns, name)]

    def key_types(self, name: str) -> list[str]:
        """Types of the keys known for a host, so that the server is asked for one of these first."""
        return [entry.key_type for entry in self.entries(name) if not entry.marker]

    def check(self, name: str, key: bytes) -> tuple[str, KnownKey | None]:
        """("known" | "revoked" | "changed" | "unknown", the entry that says so)."""
        entries = self.entries(name)
        for entry in entries:
            if entry.marker == "@revoked" and entry.key == key:
                return "revoked", entry
        plain = [entry for entry in entries if not entry.marker]
        for entry in plain:
            if entry.key == key:
                return "known", entry
        return ("changed", plain[0]) if plain else ("unknown", None)

    def add(self, name: str, key_type: str, key: bytes) -> None:
        """Remember a key in the first file."""
        path = self.files[0]
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        line = f"{name} {key_type} {base64.b64encode(key).decode('ascii')}\n"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as target:
            target.seek(0, os.SEEK_END)
            if target.tell():
                target.seek(-1, os.SEEK_END)
                if target.read(1) != b"\n":
                    line = "\n" + line
            target.write(line.encode())
        self._entries.append(KnownKey("", name, key_type, key, path))
