"""A lane: one proxy, one session over it, a source of faults and a stream of mixed commands. Several lanes run side by side against one sshd."""
from __future__ import annotations

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sessions import bootstrap, driver, heartbeat, session_core
from sessions import session_link as session_module
from sessions.bootstrap import Payload
from sessions.service import SessionService
from sessions.session import Session, SessionOptions
from sessions.transports import ssh
from sessions.transports.base import SilentPrompter
from sessions.transports.endpoint import HostSpec
from sessions.transports.ssh_config import SshConfig
from tests.faults.sessions.commands import PATIENCE, Commands
from tests.faults.sessions.injuries import FaultSource
from tests.faults.sessions.proxy import Proxy
from tests.sshd import Sshd

QUICK = ((session_module, "INTERVAL", 0.7), (ssh, "LINK_ALIVE_SECONDS", 0.4), (ssh, "CHANNEL_TIMEOUT", 3.0), (driver, "HANDSHAKE_SECONDS", 3.0),
         (bootstrap, "STAGE_TIMEOUT", 10.0))


@contextmanager
def quick_clocks() -> Iterator[None]:
    """The engine's time-outs shortened, so that ten thousand faults fit into minutes."""
    before = [(module, name, getattr(module, name)) for module, name, _ in QUICK]
    beat = heartbeat.Heartbeat(0.2)
    held = (session_module.HEARTBEAT, session_core.HEARTBEAT)
    for module, name, value in QUICK:
        setattr(module, name, value)
    session_module.HEARTBEAT = session_core.HEARTBEAT = beat
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
        session_module.HEARTBEAT, session_core.HEARTBEAT = held


@dataclass
class Outcome:
    """What a lane found."""

    lane: int
    faults: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    records: int = 0
    longest: float = 0.0
    trouble: str = ""


class Lane:
    """One session under fire until `budget` faults have hit it."""

    def __init__(self, number: int, seed: int, sshd: Sshd, payload: Payload, folder: str, pace: float, budget: int, sshd_lock: threading.Lock) -> None:
        self._name = f"{seed}/{number}"
        self._proxy = Proxy(sshd.port, random.Random(f"{self._name}/proxy"))
        self._service = SessionService(lambda: payload, SilentPrompter())
        self._service.pool.resolvers[:] = [SshConfig((sshd.ssh_folder + "/config",), sshd.home)]
        self._spec = HostSpec("web01", port=self._proxy.port, options={"HostKeyAlias": f"[127.0.0.1]:{sshd.port}"}, timeout=5.0)
        session = self._service.open(self._spec, options=SessionOptions(reconnect=PATIENCE))
        self._commands = Commands(f"{self._name}/commands", session, self._find, self._fresh, folder)
        self._source = FaultSource(f"{self._name}/faults", self._proxy, sshd, self._pid, self._connected, pace, budget, sshd_lock)
        self.outcome = Outcome(number)

    def _pid(self) -> int:
        return int(self._commands.session.info.get("pid", 0))

    def _connected(self) -> bool:
        return self._commands.session._wire is not None

    def _find(self, instance_id: str) -> Session:
        """The session as another client finds it. A service of its own, so that it is another object and another client."""
        other = SessionService(self._service.pool._payload, SilentPrompter())
        other.pool = self._service.pool
        with self._source.calm():
            found = next(item for item in other.on_host(self._spec) if item.instance_id == instance_id)
        found.options.reconnect = PATIENCE
        return found

    def _fresh(self) -> Session:
        with self._source.calm():
            return self._service.open_temporary(self._spec, SessionOptions(reconnect=PATIENCE))

    def run(self) -> None:
        """Commands and faults until the budget is used up; then the network heals and the ledger is read."""
        troublemaker = threading.Thread(target=self._source.run, name="faults", daemon=True)
        troublemaker.start()
        try:
            while not self._source.done.is_set():
                began = time.monotonic()
                self._commands.one()
                self.outcome.longest = max(self.outcome.longest, time.monotonic() - began)
            troublemaker.join()
            self._commands.check_ledger()
        except Exception:
            self.outcome.trouble = traceback.format_exc()
        finally:
            self._source.done.set()
            troublemaker.join()
            self.outcome.faults, self.outcome.records = self._source.counts, self._commands.records
            self.outcome.commands = Counter(self._commands.kinds)
            self._commands.session.close()
            self._service.close()
            self._proxy.close()


def run_lanes(count: int, seed: int, lanes: int, pace: float, sshd: Sshd, payload: Payload, folder: str) -> list[Outcome]:
    """`count` faults over `lanes` sessions."""
    import os
    lock = threading.Lock()
    made: list[Any] = []
    for number in range(lanes):
        own = os.path.join(folder, str(number))
        os.makedirs(own)
        made.append(Lane(number, seed, sshd, payload, own, pace, count // lanes + (number < count % lanes), lock))
    threads = [threading.Thread(target=lane.run, name=f"lane-{lane.outcome.lane}") for lane in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [lane.outcome for lane in made]
