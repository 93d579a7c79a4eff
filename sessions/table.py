"""SessionTable: numbering as recorded from PowerShell, and finding by id, name pattern, instance id, computer name.

One counter serves names and ids. A name number is taken for every host before it is opened (also when the user gives a name), an id when it has
opened: one session gives Runspace1 and Id 2, the next Runspace3 and Id 4; three hosts at once Runspace1..3 and Ids 4, 5, 6 in the order of
opening; a host that fails has used up its name number only.
"""
from __future__ import annotations

import fnmatch
import threading
from collections.abc import Sequence

from sessions.session import Session


class SessionTable:
    """The sessions of this process by id. One lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._sessions: dict[int, Session] = {}

    def reserve_names(self, count: int, names: Sequence[str] = ()) -> list[str]:
        """Names for `count` sessions about to be opened: the given ones first, the rest Runspace<n>."""
        with self._lock:
            first = self._count + 1
            self._count += count
            return [names[index] if index < len(names) else f"Runspace{first + index}" for index in range(count)]

    def add(self, session: Session) -> int:
        """Number a session that has opened and list it."""
        with self._lock:
            self._count += 1
            session.id = self._count
            self._sessions[session.id] = session
            return session.id

    def remove(self, session: Session) -> None:
        with self._lock:
            self._sessions.pop(session.id, None)

    def all(self) -> list[Session]:
        """In the order of ids."""
        with self._lock:
            return [self._sessions[number] for number in sorted(self._sessions)]

    def by_id(self, number: int) -> Session | None:
        with self._lock:
            return self._sessions.get(number)

    def by_name(self, pattern: str) -> list[Session]:
        """Wildcards * ? [..], without case."""
        return [session for session in self.all() if fnmatch.fnmatchcase(session.name.lower(), pattern.lower())]

    def by_instance_id(self, instance_id: str) -> Session | None:
        wanted = instance_id.strip("{}").lower()
        return next((session for session in self.all() if session.instance_id.lower() == wanted), None)

    def by_computer(self, name: str) -> list[Session]:
        return [session for session in self.all() if session.computer_name.lower() == name.lower()]
