"""The sessions of one runspace: the service behind the *-PSSession commands, its lab, and what happens to sessions when the shell ends."""
from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Optional

from sessions.bootstrap import Payload
from sessions.fanout import Outcome, each
from sessions.service import SessionService
from sessions.session import Session
from sessions.transports.endpoint import HostSpec
from shell.remoting.ps_session import PSSession, SSHConnectionInfo

Value = Any


class TypedSpec(HostSpec):
    """A host named by -ComputerName: its name is shown as it was typed."""

    @property
    def computer_name(self) -> str:
        return self.name


def payload() -> Payload:
    """The payload, built when the first session opens."""
    from sessions.defaults import default_payload
    return default_payload()


def _prompter(ctx: Any) -> Any:
    """Questions about keys and passwords are asked at a terminal only, and never with -NonInteractive."""
    if not ctx.host.interactive or ctx.host.is_remote or not sys.stdin.isatty():
        return None
    from sessions.transports.tty_prompter import TerminalPrompter
    return TerminalPrompter()


class ShellSessions:
    """One a runspace. Objects of sessions are made once, so a session is the same object wherever it comes from."""

    def __init__(self, ctx: Any) -> None:
        self.service = SessionService(payload, _prompter(ctx))
        self.lab: Any = None
        self.failed: list[Any] = []  # targets of the last fan-out that failed, for -RetryFailed
        self.last_work: Any = None  # and what it ran
        self.runners: dict[str, Any] = {}  # command id -> the job runner that reads it
        if not ctx.host.is_remote and "shell" in sys.modules:
            from sessions.defaults import set_default_service
            set_default_service(self.service)

    # ---- objects

    def wrap(self, session: Session, spec: Optional[HostSpec] = None) -> PSSession:
        """The PSSession of a session."""
        found = getattr(session, "shell_object", None)
        if found is not None:
            return found  # type: ignore[no-any-return]
        connection = SSHConnectionInfo(session.computer_name)
        if spec is not None:
            timeout = -1 if spec.timeout is None else int(spec.timeout * 1000)
            connection = SSHConnectionInfo(spec.computer_name, spec.user, spec.key_file, spec.port, timeout)
        return PSSession(session, connection, spec)

    def all(self) -> list[PSSession]:
        return [self.wrap(session) for session in self.service.table.all()]

    # ---- opening

    def open_many(self, specs: Sequence[HostSpec], names: Sequence[str], throttle: int, options: Any = None) -> Iterator[Outcome[HostSpec, PSSession]]:
        """New-PSSession: outcomes as they come."""
        for outcome in self.service.open_many(specs, names, throttle, options):
            made = None if outcome.result is None else self.wrap(outcome.result, outcome.item)
            if made is not None:
                log_event("session opened", f"Session {made.session.name} to {made.computer_name} was opened from here.")
            yield Outcome(outcome.item, outcome.index, made, outcome.error)

    def open_temporary(self, spec: HostSpec, options: Any = None) -> PSSession:
        """A session that ends with its command or prompt. Raises a SessionError."""
        made = self.wrap(self.service.open_temporary(spec, options), spec)
        made.temporary = True
        return made

    def failed_number(self) -> int:
        """The number a runspace that could not be opened goes by."""
        return self.service.table._count + 1

    def disconnect(self, value: PSSession) -> None:
        """Leave a session to itself. What its jobs have read but nobody has received is not acknowledged: it can be read again."""
        mine = [r for r in list(self.runners.values()) if r.session is value.session]
        for runner in mine:
            runner.acknowledge()
        value.session.disconnect()
        for runner in mine:
            runner.await_disconnected()

    def remove(self, value: PSSession) -> None:
        self.service.remove(value.session)
        log_event("session closed", f"Session {value.session.name} to {value.computer_name} was closed from here.")

    # ---- the lab

    def start_lab(self, hosts: int, seed: int = 1) -> Any:
        """Start the lab once; its names resolve from now on. One with fewer hosts or another seed than wanted is replaced."""
        if self.lab is not None and (len(self.lab.hosts) < hosts or self.lab.seed != seed):
            self.stop_lab()
        if self.lab is None:
            from sessions.lab import Lab
            from shell.remoting.payload import FACTORY
            self.lab = Lab(hosts, seed, engine=FACTORY)
            self.service.add_resolver(self.lab)
        return self.lab

    def end_lab_sessions(self) -> None:
        """Remove the sessions to the lab's hosts from the list."""
        mine = [value.session for value in self.all() if value.computer_name.lower() in self.lab.hosts]
        for _ in each(mine, self.service.remove):
            pass  # one that is broken has nothing to end
        self.drop_links(self.lab.names)

    def drop_links(self, names: Sequence[str]) -> None:
        """Links that were cut at the other end may look alive for a moment: from now on they do not."""
        folded = {name.lower() for name in names}
        self.service.pool.drop(lambda name: name.lower() in folded)

    def reset_lab(self) -> None:
        """The lab as it was at its start, and no sessions to it."""
        if self.lab is not None:
            self.lab.reset(self.end_lab_sessions)

    def adopt_lab(self, lab: Any) -> None:
        """Use a lab that somebody else has started and no longer uses."""
        self.lab = lab
        self.service.add_resolver(lab)

    def release_lab(self) -> Any:
        """Let go of the lab without ending it; None when there is none."""
        lab, self.lab = self.lab, None
        if lab is not None:
            self.service.remove_resolver(lab)
        return lab

    def stop_lab(self) -> None:
        if self.lab is None:
            return
        self.end_lab_sessions()
        self.service.remove_resolver(self.lab)
        self.lab.close()
        self.lab = None

    # ---- the end

    def end_of_shell(self) -> None:
        """Sessions with a running command stay on their hosts, Disconnected; the others end; so does the lab."""
        for runner in list(self.runners.values()):
            runner.acknowledge()
        self.service.close()
        if self.lab is not None:
            self.lab.close()
            self.lab = None


def log_event(kind: str, message: str) -> None:
    """Note something in this host's operational log."""
    from shell.remoting.operational_log import write
    write(kind, message)


def make_sessions(ctx: Any) -> ShellSessions:
    return ShellSessions(ctx)
