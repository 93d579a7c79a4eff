"""An Endpoint is everything needed to reach a host over SSH; HostSpec is what the user said; a Resolver makes one from the other."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sessions.errors import SshConfigError


@dataclass(frozen=True)
class HostSpec:
    """What the user said about a host. `options` are OpenSSH options (-o); `timeout` is seconds for connecting, None for ever."""

    name: str
    user: str = ""
    port: int = 0
    key_file: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = None
    password: str | None = None
    subsystem: str = ""

    @property
    def computer_name(self) -> str:
        """The host's name as PowerShell keeps it: in lower case."""
        return self.name.lower()


def parse_spec(text: str, user: str = "", port: int = 0, **rest: Any) -> HostSpec:
    """HostSpec of `[user@]host[:port]`, an IPv6 address in brackets; what stands in the text beats the arguments."""
    match = re.fullmatch(r"(?:ssh://)?(?:([^@]*)@)?(\[[^\]]+\]|[^:@]+|[0-9A-Fa-f:.%]*:[0-9A-Fa-f:.%]*:[^@]*)(?::(\d+))?", text.strip())
    if match is None:
        raise SshConfigError(f"'{text}' is not a host name", text)
    number = int(match.group(3)) if match.group(3) else port
    if number > 65535:
        raise SshConfigError(f"{number} is not a port", text)
    return HostSpec(match.group(2).strip("[]"), match.group(1) or user, number, **rest)


@dataclass(frozen=True)
class Endpoint:
    """Where and how to connect. `keys` are paramiko private keys given directly; `host_keys` are known "type base64" texts given directly."""

    alias: str
    host: str
    port: int
    user: str
    identity_files: tuple[str, ...] = ()
    certificate_files: tuple[str, ...] = ()
    identities_only: bool = False
    agent: str = ""
    known_hosts: tuple[str, ...] = ()
    host_key_alias: str = ""
    strict: str = "ask"
    jumps: tuple[Endpoint, ...] = ()
    proxy_command: str = ""
    timeout: float | None = None
    alive_interval: int = 0
    password: str | None = None
    forward_agent: bool = False
    keys: tuple[Any, ...] = ()
    host_keys: tuple[str, ...] = ()

    @property
    def share_key(self) -> tuple[Any, ...]:
        """Endpoints that may share a connection have equal keys."""
        return (self.host, self.port, self.user, self.host_key_alias, self.proxy_command, tuple(jump.share_key for jump in self.jumps),
                self.identity_files, self.password, self.host_keys)


class Resolver(Protocol):
    """Makes an Endpoint of what the user said; None when the name is not its own (the next resolver is asked)."""

    def resolve(self, spec: HostSpec) -> Endpoint | None: ...


def option_table(options: Mapping[str, Any]) -> dict[str, str]:
    """OpenSSH options with names in lower case."""
    return {str(name).lower(): str(value) for name, value in options.items()}
