"""OpenSSH's client configuration: Include expanded here, Host and Match by paramiko, the result as an Endpoint.

What OpenSSH would take from the files is taken: HostName, Port, User, IdentityFile, IdentitiesOnly, CertificateFile, IdentityAgent, ProxyJump,
ProxyCommand, HostKeyAlias, UserKnownHostsFile, GlobalKnownHostsFile, StrictHostKeyChecking, ConnectTimeout, ServerAliveInterval, ForwardAgent.
Explicit options beat the files.
"""
from __future__ import annotations

import getpass
import glob
import os
import shlex
from collections.abc import Mapping
from typing import Any

from sessions.errors import SshConfigError
from sessions.transports.endpoint import Endpoint, HostSpec, option_table, parse_spec

MAX_INCLUDE_DEPTH = 16
DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")
_FILE_OPTIONS = ("identityfile", "certificatefile", "userknownhostsfile", "identityagent")
KNOWN_OPTIONS = frozenset(
    "addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizefallbacklocal canonicalizehostname "
    "canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms certificatefile checkhostip ciphers clearallforwardings compression "
    "connectionattempts connecttimeout controlmaster controlpath controlpersist dynamicforward enablesshkeysign escapechar "
    "exitonforwardfailure fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports "
    "globalknownhostsfile gssapiauthentication gssapidelegatecredentials hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication "
    "hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown ipqos kbdinteractiveauthentication "
    "kbdinteractivedevices kexalgorithms knownhostscommand localcommand localforward loglevel macs nohostauthenticationforlocalhost "
    "numberofpasswordprompts passwordauthentication permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications "
    "proxycommand proxyjump proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand "
    "remoteforward requesttty requiredrsasize revokedhostkeys securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype "
    "setenv stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tcpkeepalive tunnel tunneldevice "
    "updatehostkeys user userknownhostsfile verifyhostkeydns visualhostkey xauthlocation".split())


def expand_includes(path: str, home: str, depth: int = 0) -> list[str]:
    """Lines of a configuration file with Include replaced by what it names (relative to ~/.ssh, or /etc/ssh for the system's file).

    An Include inside a Host or Match block stays subject to that block: the block's line is repeated after it.
    """
    if depth > MAX_INCLUDE_DEPTH:
        raise SshConfigError(f"{path}: Include is nested deeper than {MAX_INCLUDE_DEPTH} levels")
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            text = source.read()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SshConfigError(f"{path}: {error.strerror}") from error
    lines: list[str] = []
    block = ""
    for line in text.splitlines():
        words = line.strip().replace("=", " ", 1).split(None, 1)
        keyword = words[0].lower() if words else ""
        if keyword in ("host", "match"):
            block = line
        if keyword != "include" or len(words) < 2:
            lines.append(line)
            continue
        for included in _include_paths(words[1], path, home):
            inner = expand_includes(included, home, depth + 1)
            lines += _restrict(inner, block) if block else inner
            lines.append(block or "Host *")
    return lines


def _include_paths(text: str, path: str, home: str) -> list[str]:
    folder = os.path.join(home, ".ssh") if path.startswith(home) else os.path.dirname(path)
    found: list[str] = []
    for pattern in shlex.split(text):
        if pattern.startswith("~/"):
            pattern = os.path.join(home, pattern[2:])
        found += sorted(glob.glob(os.path.join(folder, pattern)))
    return found


def _restrict(lines: list[str], block: str) -> list[str]:
    """Lines included within `block`. Their own Host blocks would widen it: each is kept only as a Match of both, when it can be written so."""
    outer = block.split(None, 1)
    if outer[0].lower() != "host" or outer[1].strip() == "*":
        return lines
    result: list[str] = []
    for line in lines:
        words = line.strip().split(None, 1)
        if words and words[0].lower() == "host" and len(words) > 1:
            line = f"Match originalhost {','.join(shlex.split(outer[1]))} originalhost {','.join(shlex.split(words[1]))}"
        result.append(line)
    return result


class SshConfig:
    """A Resolver over ~/.ssh/config and /etc/ssh/ssh_config (or the files given)."""

    def __init__(self, files: tuple[str, ...] | None = None, home: str = "") -> None:
        self.home = home or os.environ.get("HOME") or os.path.expanduser("~")
        self.files = files if files is not None else (os.path.join(self.home, ".ssh", "config"), "/etc/ssh/ssh_config")
        self._parsed: dict[tuple[Any, ...], Any] = {}

    def _lookup(self, name: str, files: tuple[str, ...], user: str) -> dict[str, Any]:
        stamps = tuple((path, os.stat(path).st_mtime_ns) for path in files if os.path.exists(path))
        config = self._parsed.get(stamps)
        if config is None:
            config = self._parse(files)
            self._parsed = {stamps: config}
        try:
            return dict(config.lookup(name))
        except Exception as error:  # paramiko raises many kinds for a bad configuration
            raise SshConfigError(f"the ssh configuration cannot be used: {error}", name) from error

    def _parse(self, files: tuple[str, ...]) -> Any:
        from sessions.transports.load_paramiko import paramiko
        lines: list[str] = []
        for path in files:
            expanded = expand_includes(path, self.home)
            lines += [*(_own_home(line, self.home) for line in expanded), "Host *"] if expanded else []
        try:
            return paramiko.SSHConfig.from_text("\n".join(lines) + "\n")
        except Exception as error:
            raise SshConfigError(f"the ssh configuration cannot be used: {error}") from error

    def knows(self, name: str) -> bool:
        """Whether a Host line other than * names this host."""
        import fnmatch
        for path in self.files:
            for line in expand_includes(path, self.home):
                words = line.strip().replace("=", " ", 1).split()
                if words and words[0].lower() == "host" and any(fnmatch.fnmatchcase(name, word) for word in words[1:] if word != "*"):
                    return True
        return False

    def resolve(self, spec: HostSpec) -> Endpoint | None:
        return self._resolve(spec, 0)

    def _resolve(self, spec: HostSpec, depth: int) -> Endpoint:
        options = option_table(spec.options)
        for name in options:
            if name not in KNOWN_OPTIONS:
                raise SshConfigError(f"Bad configuration option: {name}", spec.name, f"command-line: line 0: Bad configuration option: {name}")
        settings = self._lookup(spec.name, self.files, spec.user)
        settings.update(options)
        if spec.user:
            settings["user"] = spec.user
        if spec.port:
            settings["port"] = str(spec.port)
        return self._endpoint(spec, settings, depth)

    def _endpoint(self, spec: HostSpec, settings: Mapping[str, Any], depth: int) -> Endpoint:
        host = str(settings.get("hostname", spec.name))
        user = str(settings.get("user") or getpass.getuser())
        port = _number(settings, "port", 22, spec.name)
        tokens = {"%%": "%", "%h": host, "%p": str(port), "%r": user, "%n": spec.name, "%u": getpass.getuser(), "%d": self.home}
        timeout = spec.timeout if spec.timeout is not None else (_number(settings, "connecttimeout", 0, spec.name) or None)
        identities = ((spec.key_file,) if spec.key_file else ()) + self._paths(settings.get("identityfile"), tokens)
        jump = str(settings.get("proxyjump", "none"))
        return Endpoint(
            alias=spec.name, host=host, port=port, user=user, timeout=timeout, password=spec.password,
            identity_files=identities or tuple(os.path.join(self.home, ".ssh", name) for name in DEFAULT_KEYS),
            certificate_files=self._paths(settings.get("certificatefile"), tokens),
            identities_only=_yes(settings.get("identitiesonly")),
            agent=self._agent(settings.get("identityagent")),
            known_hosts=self._paths(settings.get("userknownhostsfile", "~/.ssh/known_hosts ~/.ssh/known_hosts2"), tokens, True)
            + self._paths(settings.get("globalknownhostsfile", "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"), tokens, True),
            host_key_alias=str(settings.get("hostkeyalias", "")), strict=str(settings.get("stricthostkeychecking", "ask")).lower(),
            jumps=self._jumps(jump, depth, spec) if jump.lower() != "none" else (),
            proxy_command="" if str(settings.get("proxycommand", "none")).lower() == "none" or jump.lower() != "none" else str(settings["proxycommand"]),
            alive_interval=_number(settings, "serveraliveinterval", 0, spec.name), forward_agent=_yes(settings.get("forwardagent")))

    def _jumps(self, text: str, depth: int, spec: HostSpec) -> tuple[Endpoint, ...]:
        if depth > 8:
            raise SshConfigError("ProxyJump leads in a circle", spec.name)
        hops: list[Endpoint] = []
        for index, word in enumerate(text.split(",")):
            hop = self._resolve(parse_spec(word, timeout=spec.timeout), depth + 1)
            if index == 0:
                hops += hop.jumps
            hops.append(hop)
        return tuple(hops)

    def _paths(self, value: Any, tokens: Mapping[str, str], split: bool = False) -> tuple[str, ...]:
        """File names with ~ and %tokens expanded."""
        if value is None:
            return ()
        words = [str(word) for word in (value if isinstance(value, list) else [value])]
        if split:
            words = [part for word in words for part in shlex.split(word)]
        return tuple(self._expand(word.strip('"'), tokens) for word in words if word.lower() != "none")

    def _expand(self, word: str, tokens: Mapping[str, str]) -> str:
        for token, text in tokens.items():
            word = word.replace(token, text)
        return os.path.join(self.home, word[2:]) if word.startswith("~/") else word

    def _agent(self, value: Any) -> str:
        """Path of the agent's socket, '' for the usual one, 'none' for no agent."""
        text = "" if value is None else str(value).strip('"')
        if text in ("", "SSH_AUTH_SOCK"):
            return ""
        if text.startswith("$"):
            return os.environ.get(text[1:].strip("{}"), "none")
        return text if text.lower() != "none" and self._expand(text, {}) == text else self._expand(text, {}).replace("NONE", "none")


def _own_home(line: str, home: str) -> str:
    """A line with ~/ in file names replaced here: paramiko would take the process's home."""
    words = line.strip().replace("=", " ", 1).split(None, 1)
    return line.replace("~/", home + "/") if words and words[0].lower() in _FILE_OPTIONS else line


def _yes(value: Any) -> bool:
    return str(value).lower() in ("yes", "true")


def _number(settings: Mapping[str, Any], name: str, default: int, host: str) -> int:
    text = str(settings.get(name, default))
    if not text.isdigit():
        raise SshConfigError(f"{name} is not a number: {text}", host)
    return int(text)
