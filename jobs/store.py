"""The store of durable jobs: one SQLite record a job, its stream log and its readers' places in files beside it. No processes here."""
from __future__ import annotations

import base64
import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Optional, Union
from urllib.parse import quote

from jobs.job import ResourceUsage
from jobs.processes import boot_id, is_same
from jobs.states import FINISHED, HostRestarted, JobError, JobState, JobTimedOut, RemoteFailure, RunnerLost, Value
from jobs.streams import Decoder, Stream

START_SECONDS = 30.0
BUSY_SECONDS = 10.0
ENCODED_REASON = "encoded"
"""In the place of an exception type: the reason is a value encoded by the job's codec, in base64."""

_FIELDS = ("number", "instance_id", "name", "command", "state", "reason", "spec", "request", "runner_pid", "runner_started", "process_id",
           "process_started", "boot", "created", "begin_time", "end_time", "exit_code", "cpu_seconds", "peak_memory", "question", "answer",
           "grace", "attempt")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (number INTEGER PRIMARY KEY AUTOINCREMENT, instance_id TEXT UNIQUE NOT NULL, name TEXT NOT NULL,
  command TEXT NOT NULL, state INTEGER NOT NULL, reason TEXT, spec TEXT NOT NULL, request BLOB NOT NULL, runner_pid INTEGER,
  runner_started TEXT, process_id INTEGER, process_started TEXT, boot TEXT NOT NULL, created REAL NOT NULL, begin_time REAL, end_time REAL,
  exit_code INTEGER, cpu_seconds REAL, peak_memory INTEGER, question BLOB, answer BLOB, grace REAL, attempt INTEGER NOT NULL DEFAULT 1)
"""


class DurableJobNotFound(JobError):
    """No record of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no durable job {number}")
        self.number = number


class DurableRecord(NamedTuple):
    """A row. reason is JSON: [exception type, text, detail]; spec is JSON: entry, cwd, env, paths."""

    number: int
    instance_id: str
    name: str
    command: str
    state: JobState
    reason: Optional[str]
    spec: Mapping[str, Any]
    request: bytes
    runner_pid: Optional[int]
    runner_started: Optional[str]
    process_id: Optional[int]
    process_started: Optional[str]
    boot: str
    created: float
    begin_time: Optional[float]
    end_time: Optional[float]
    exit_code: Optional[int]
    cpu_seconds: Optional[float]
    peak_memory: Optional[int]
    question: Optional[bytes]
    answer: Optional[bytes]
    grace: Optional[float]
    attempt: int

    @property
    def usage(self) -> Optional[ResourceUsage]:
        return None if self.cpu_seconds is None else ResourceUsage(self.cpu_seconds, self.peak_memory or 0)

    def failure(self, decoder: Decoder) -> Value:
        """The reason as an exception of this package, or the value the job handed over."""
        if self.reason is None:
            return None
        name, message, detail = json.loads(self.reason)
        if name == ENCODED_REASON:
            return decoder.decode(Stream.Error, base64.b64decode(message))[0]
        if name == HostRestarted.__name__:
            return HostRestarted()
        if name == RunnerLost.__name__:
            return RunnerLost(message)
        if name == JobTimedOut.__name__:
            return JobTimedOut(float(detail))
        return RemoteFailure(name, message, detail)


def default_root() -> str:
    """$XDG_STATE_HOME/pssession, or ~/.local/state/pssession."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "pssession")


class JobStore:
    """Open one a process and thread; SQLite (write-ahead log) keeps several of them apart."""

    def __init__(self, root: Optional[str] = None) -> None:
        self.root = root if root is not None else default_root()
        os.makedirs(os.path.join(self.root, "logs"), mode=0o700, exist_ok=True)
        self._database = sqlite3.connect(os.path.join(self.root, "jobs.db"), timeout=BUSY_SECONDS, isolation_level=None,
                                         check_same_thread=False)
        self._lock = threading.Lock()
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", _SCHEMA):
            self._execute(statement)

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> tuple[list[tuple[Any, ...]], sqlite3.Cursor]:
        with self._lock:
            cursor = self._database.execute(statement, values)
            return cursor.fetchall(), cursor

    def create(self, name: Optional[str], command: str, spec: Mapping[str, Any], request: bytes) -> DurableRecord:
        """A new record, NotStarted."""
        _, cursor = self._execute(
            "INSERT INTO jobs (instance_id, name, command, state, spec, request, boot, created) VALUES (?,?,?,?,?,?,?,?)",
            (str(uuid.uuid4()), name or "", command, int(JobState.NotStarted), json.dumps(spec), request, boot_id(), time.time()))
        number = cursor.lastrowid
        assert number is not None
        if not name:
            self.update(number, name=f"Durable{number}")
        return self.get(number)

    def get(self, number: int) -> DurableRecord:
        """The record as it is now, honestly: an unfinished job whose runner is gone is found out here."""
        return self._honest(self._read(number))

    def _read(self, number: int) -> DurableRecord:
        rows, _ = self._execute(f"SELECT {','.join(_FIELDS)} FROM jobs WHERE number=?", (number,))
        if not rows:
            raise DurableJobNotFound(number)
        return _record(rows[0])

    def records(self) -> list[DurableRecord]:
        """All, oldest first."""
        rows, _ = self._execute(f"SELECT {','.join(_FIELDS)} FROM jobs ORDER BY number")
        return [self._honest(_record(row)) for row in rows]

    def update(self, number: int, **fields: Union[str, int, float, bytes, None]) -> None:
        assert set(fields) <= set(_FIELDS)
        assignments = ",".join(f"{name}=?" for name in fields)
        self._execute(f"UPDATE jobs SET {assignments} WHERE number=?", (*fields.values(), number))

    def finish(self, number: int, state: JobState, reason: Optional[list[str]] = None, exit_code: Optional[int] = None,
               usage: Optional[ResourceUsage] = None) -> bool:
        """Record the end, once: False when it has been recorded before."""
        _, cursor = self._execute(
            "UPDATE jobs SET state=?, reason=?, exit_code=?, end_time=?, cpu_seconds=?, peak_memory=?, question=NULL "
            "WHERE number=? AND state NOT IN (2,3,4)",
            (int(state), None if reason is None else json.dumps(reason), exit_code, time.time(), usage.cpu_seconds if usage else None,
             usage.peak_memory if usage else None, number))
        return cursor.rowcount > 0

    def take_answer(self, number: int) -> Optional[bytes]:
        """The answer to the pending question, once."""
        answer = self.get(number).answer
        if answer is not None:
            self.update(number, answer=None)
        return answer

    def remove(self, number: int) -> None:
        """Forget a finished job with its log and its readers' places."""
        record = self.get(number)
        self._execute("DELETE FROM jobs WHERE number=?", (number,))
        folder = os.path.join(self.root, "logs")
        for file in os.listdir(folder):
            if file.startswith(record.instance_id):
                os.unlink(os.path.join(folder, file))

    def log_path(self, record: DurableRecord) -> str:
        return os.path.join(self.root, "logs", record.instance_id + ".streams")

    def reader_path(self, record: DurableRecord, reader: str) -> str:
        return os.path.join(self.root, "logs", f"{record.instance_id}.reader-{quote(reader, safe='')}")

    def close(self) -> None:
        self._database.close()

    def _honest(self, record: DurableRecord) -> DurableRecord:
        if record.state in FINISHED:
            return record
        if record.boot != boot_id():
            reason = ["HostRestarted", "host restarted", ""]
        elif record.runner_pid is None:
            if time.time() - record.created < START_SECONDS:
                return record
            reason = ["RunnerLost", "the job's runner never reported", ""]
        elif is_same(record.runner_pid, record.runner_started):
            return record
        else:
            reason = ["RunnerLost", "the job's runner is gone and left no end record", ""]
        self.finish(record.number, JobState.Failed, reason)
        return self._read(record.number)


def _record(row: tuple[Any, ...]) -> DurableRecord:
    values = dict(zip(_FIELDS, row))
    values["state"] = JobState(values["state"])
    values["spec"] = json.loads(values["spec"])
    return DurableRecord(**values)
