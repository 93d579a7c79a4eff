"""The pool of links: one connection a host and user, shared by its sessions, kept a little while after the last one has left."""
from __future__ import annotations

import sys
import threading
from dataclasses import replace
from typing import Any, Callable, Optional

from sessions.bootstrap import HostAccess, Payload
from sessions.errors import ConnectError, HostKeyError, SessionError
from sessions.transports.base import Link, Prompter, SilentPrompter
from sessions.transports.endpoint import Endpoint, HostSpec, Resolver

LINGER_SECONDS = 30.0
LOCAL_NAMES = ("localhost", ".", "127.0.0.1", "::1")


class _Shared:
    """A link being opened or open. `lock` is held while it is opened, so that sessions to one host wait for one handshake."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.access: HostAccess | None = None
        self.users = 0
        self.timer: threading.Timer | None = None


class Lease:
    """A session's share of a link. `access()` gives the live link, a new one when the old one is dead."""

    def __init__(self, pool: LinkPool, key: tuple[Any, ...], open_link: Callable[[Optional[float]], Link], timeout: float | None = None) -> None:
        self.timeout = timeout
        self._pool = pool
        self._key = key
        self._open = open_link
        self._released = False
        pool._join(key)

    def access(self, within: float | None = None) -> HostAccess:
        """The live link; a new one is to be made in `within` seconds a step when the user set no time-out of his own."""
        return self._pool._access(self._key, lambda: self._open(within))

    def __del__(self) -> None:
        self.release()  # a session that was found on a host and never connected

    def release(self) -> None:
        if not self._released:
            self._released = True
            self._pool._leave(self._key)


class LinkPool:
    """Gives out leases. The resolvers are asked in turn; the first that knows the name wins."""

    def __init__(self, payload: Callable[[], Payload], resolvers: list[Resolver], prompter: Prompter | None = None,
                 linger: float = LINGER_SECONDS) -> None:
        self._payload = payload
        self.resolvers = resolvers
        self.prompter: Prompter = prompter or SilentPrompter()
        self._linger = linger
        self._lock = threading.Lock()
        self._shared: dict[tuple[Any, ...], _Shared] = {}

    def lease(self, spec: HostSpec) -> Lease:
        """A share of the link to a host. Nothing is connected yet; SshConfigError when the configuration forbids it."""
        if not _have_paramiko():
            return Lease(self, ("openssh", spec.name, spec.user, spec.port, spec.key_file, tuple(spec.options.items())), lambda _: _openssh_link(spec), spec.timeout)
        endpoint = self.resolve(spec)
        if endpoint is None:
            return Lease(self, ("local",), lambda _: _local_link(spec.name))
        return Lease(self, endpoint.share_key, lambda within: self._open(endpoint if endpoint.timeout else replace(endpoint, timeout=within), spec), endpoint.timeout)

    def resolve(self, spec: HostSpec) -> Endpoint | None:
        """The endpoint of a host; None for this machine itself."""
        if spec.name == ".":
            return None
        for resolver in self.resolvers:
            endpoint = resolver.resolve(spec)
            if endpoint is not None:
                return endpoint
        raise ConnectError("no resolver knows this host", spec.name)

    def _through(self, endpoint: Endpoint) -> Link:
        """A link by way of jump hosts, whose own links are shared like any other: one handshake with a jump host, however many hosts lie behind it."""
        from sessions.transports.ssh import open_through
        jump = replace(endpoint.jumps[-1], jumps=endpoint.jumps[:-1])
        lease = Lease(self, jump.share_key, lambda within: self._open(jump, HostSpec(jump.alias)), jump.timeout)
        try:
            link: Any = lease.access().link
            return open_through(endpoint, self.prompter, link, lease.release)
        except BaseException:
            lease.release()
            raise

    def _open(self, endpoint: Endpoint, spec: HostSpec) -> Link:
        from sessions.transports.ssh import open_link
        if endpoint.jumps:
            return self._through(endpoint)
        bare = spec.name.lower() in LOCAL_NAMES and not spec.port and not spec.user and not spec.options
        try:
            return open_link(endpoint, SilentPrompter() if bare else self.prompter)
        except HostKeyError:
            if endpoint.strict == "yes" or not bare:
                raise
        except ConnectError:
            if not bare:
                raise
        return _local_link(spec.name)  # this machine needs no sshd to have sessions

    def _join(self, key: tuple[Any, ...]) -> None:
        with self._lock:
            shared = self._shared.setdefault(key, _Shared())
            shared.users += 1
            if shared.timer is not None:
                shared.timer.cancel()
                shared.timer = None

    def _access(self, key: tuple[Any, ...], open_link: Callable[[], Link]) -> HostAccess:
        with self._lock:
            shared = self._shared.setdefault(key, _Shared())
        with shared.lock:
            if shared.access is None or not shared.access.link.alive:
                if shared.access is not None:
                    shared.access.link.close()
                shared.access = None
                shared.access = HostAccess(open_link(), self._payload())
            return shared.access

    def _leave(self, key: tuple[Any, ...]) -> None:
        with self._lock:
            shared = self._shared.get(key)
            if shared is None:
                return
            shared.users -= 1
            if shared.users > 0:
                return
            shared.timer = threading.Timer(self._linger, self._expire, (key, shared))
            shared.timer.daemon = True
            shared.timer.start()

    def _expire(self, key: tuple[Any, ...], shared: _Shared) -> None:
        with self._lock:
            if shared.users or self._shared.get(key) is not shared:
                return
            del self._shared[key]
        if shared.access is not None:
            shared.access.link.close()

    def drop(self, wanted: Callable[[str], bool]) -> None:
        """Close the links to the hosts with a wanted name now; who needs one again opens another."""
        with self._lock:
            found = [shared.access.link for shared in self._shared.values() if shared.access is not None and wanted(shared.access.link.name)]
        for link in found:
            link.close()

    def close(self) -> None:
        """Close every link now."""
        with self._lock:
            every, self._shared = list(self._shared.values()), {}
        for shared in every:
            if shared.timer is not None:
                shared.timer.cancel()
            if shared.access is not None:
                shared.access.link.close()


def _have_paramiko() -> bool:
    import importlib.util
    return "paramiko" in sys.modules or importlib.util.find_spec("paramiko") is not None


def _openssh_link(spec: HostSpec) -> Link:
    from sessions.transports.openssh import OpenSshLink
    return _local_link(spec.name) if spec.name == "." else OpenSshLink(spec)


def _local_link(name: str) -> Link:
    from sessions.transports.child import LocalLink
    return LocalLink(name)


__all__ = ["Lease", "LinkPool", "SessionError"]
