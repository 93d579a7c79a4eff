"""SessionService: what a program that uses sessions holds: the pool of links, the table of sessions, the defaults. The shell makes one."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Callable

from sessions.bootstrap import Payload
from sessions.driver import WireClient
from sessions.errors import SessionError
from sessions.fanout import THROTTLE, Outcome, each
from sessions.links import LinkPool
from sessions.session import Session, SessionOptions
from sessions.session_states import RunspaceState
from sessions.table import SessionTable
from sessions.transports.base import Prompter
from sessions.transports.endpoint import HostSpec, Resolver
from sessions.transports.ssh_config import SshConfig
from sessions.wire import messages as m

Value = Any


class SessionService:
    """Opens, lists and finds sessions. `resolvers` are asked before the OpenSSH configuration (the lab puts itself there)."""

    def __init__(self, payload: Callable[[], Payload], prompter: Prompter | None = None, resolvers: Sequence[Resolver] = (),
                 table: SessionTable | None = None) -> None:
        self.table = table or SessionTable()
        self.pool = LinkPool(payload, [*resolvers, SshConfig()], prompter)
        self.options = SessionOptions()

    def add_resolver(self, resolver: Resolver) -> None:
        """Ask this resolver first from now on."""
        self.pool.resolvers.insert(0, resolver)

    def remove_resolver(self, resolver: Resolver) -> None:
        self.pool.resolvers.remove(resolver)

    # ------------------------------------------------------------------------------------------------ opening
    def open(self, spec: HostSpec, name: str = "", options: SessionOptions | None = None) -> Session:
        """New-PSSession for one host: named, opened, numbered, listed. Raises a SessionError."""
        session_name, = self.table.reserve_names(1, [name] if name else [])
        session = self._make(spec, session_name, options)
        session.open()
        self.table.add(session)
        return session

    def open_temporary(self, spec: HostSpec, options: SessionOptions | None = None) -> Session:
        """A session for one command or one Enter-PSSession: uses up no number, is in no list, ends with its connection."""
        options = options or _copy(self.options)
        options.keep = False
        return self._make(spec, "", options).open()

    def open_many(self, specs: Sequence[HostSpec], names: Sequence[str] = (), throttle: int = THROTTLE,
                  options: SessionOptions | None = None) -> Iterator[Outcome[HostSpec, Session]]:
        """New-PSSession for several hosts: names first, in the order of the hosts; ids as they open; outcomes as they come."""
        given = self.table.reserve_names(len(specs), names)
        pairs = list(zip(specs, given))
        for outcome in each(pairs, lambda pair: self._make(pair[0], pair[1], options).open(), throttle):
            if outcome.result is not None:
                self.table.add(outcome.result)
            yield Outcome(outcome.item[0], outcome.index, outcome.result, outcome.error)

    def open_many_temporary(self, specs: Sequence[HostSpec], throttle: int = THROTTLE,
                            options: SessionOptions | None = None) -> Iterator[Outcome[HostSpec, Session]]:
        """Temporary sessions to several hosts, as they open."""
        return each(specs, lambda spec: self.open_temporary(spec, _copy(options or self.options)), throttle)

    def _make(self, spec: HostSpec, name: str, options: SessionOptions | None) -> Session:
        return Session(self.pool.lease(spec), spec.computer_name, name, options or _copy(self.options))

    # ------------------------------------------------------------------------------------------------ sessions on a host
    def on_host(self, spec: HostSpec) -> list[Session]:
        """Get-PSSession -ComputerName: every session of this user on the host, those of this process as the same objects, the others as
        Disconnected ones that `connect` or `receive` attaches to. They get no id until `adopt`."""
        lease = self.pool.lease(spec)
        try:
            access = lease.access()
            wire = WireClient(access.hub(), spec.computer_name)
            try:
                wire.greet()
                rows = wire.ask(m.ListSessions(), m.Listing).sessions
            finally:
                wire.close()
        except OSError as error:
            raise SessionError(f"the sessions could not be listed: {error}", spec.computer_name) from error
        finally:
            lease.release()
        return [self._known(row) or self._foreign(spec, row) for row in rows]

    def _known(self, row: dict[str, Value]) -> Session | None:
        return self.table.by_instance_id(str(row["id"]))

    def _foreign(self, spec: HostSpec, row: dict[str, Value]) -> Session:
        options = _copy(self.options)
        options.keep, options.output_mode = bool(row.get("keep", True)), str(row.get("output_mode", "Spill"))
        options.idle_timeout = int(row.get("idle_timeout", 0))
        session = Session(self.pool.lease(spec), spec.computer_name, str(row.get("name", "")), options)
        session.instance_id = str(row["id"])
        session.info = row
        session.state = RunspaceState.Disconnected
        return session

    def adopt(self, session: Session) -> int:
        """Number and list a session found by on_host."""
        return session.id or self.table.add(session)

    # ------------------------------------------------------------------------------------------------ the end
    def remove(self, session: Session) -> None:
        """Remove-PSSession: end it and take it off the list."""
        session.close()
        self.table.remove(session)

    def close(self) -> None:
        """At exit: sessions with a running command are left to themselves (Disconnected), the others end; links are closed."""
        def leave(session: Session) -> None:
            if session.state is RunspaceState.Opened and session.busy:
                session.disconnect()
            elif session.state is not RunspaceState.Disconnected:
                session.close()
        for _ in each(self.table.all(), leave):
            pass  # one that broke in the meantime has nothing to end
        self.pool.close()


def _copy(options: SessionOptions) -> SessionOptions:
    made = SessionOptions()
    made.__dict__.update(options.__dict__)
    made.engine = dict(options.engine)
    return made


__all__ = ["HostSpec", "SessionService", "replace"]
