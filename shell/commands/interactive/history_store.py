"""The lines people typed, in SQLite: time, host, folder, duration, success, session; shared by all shells of a user.  Secrets never get in."""
from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Iterable
from typing import NamedTuple, Optional

from shell.language.secrets import is_secret

SCHEMA = """
CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, text TEXT NOT NULL, started REAL NOT NULL, seconds REAL, ok INTEGER, host TEXT NOT NULL,
                                 folder TEXT NOT NULL, session TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS line_text ON line (text);
"""


def default_path() -> str:
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "pssession", "history.sqlite3")


class StoredLine(NamedTuple):
    """One line as it was run; `seconds` and `ok` are None while it runs."""

    text: str
    started: float
    seconds: Optional[float]
    ok: Optional[int]
    host: str
    folder: str
    session: str


class HistoryStore:
    """One connection; every shell appends as lines are run.  A store that cannot be opened keeps lines in memory only and says so once."""

    def __init__(self, path: Optional[str] = None, private: bool = False) -> None:
        self.session = uuid.uuid4().hex[:12]
        self.problem: Optional[str] = None
        self.private = private
        try:
            self._db = self._open(default_path() if path is None else path) if not private else sqlite3.connect(":memory:", check_same_thread=False)
        except (OSError, sqlite3.Error) as e:
            self.problem = f"History is kept for this shell only: {e}"
            self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.executescript(SCHEMA)
        self.private = private

    @staticmethod
    def _open(path: str) -> sqlite3.Connection:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        db = sqlite3.connect(path, timeout=2.0, check_same_thread=False, isolation_level=None)
        os.chmod(path, 0o600)
        db.execute("PRAGMA journal_mode=WAL")
        return db

    def add(self, text: str, host: str, folder: str) -> Optional[int]:
        """Note a line as it is run; None when it must not be kept (secrets, a leading space)."""
        if self.private or text.startswith(" ") or not text.strip() or is_secret(text):
            return None
        cursor = self._db.execute("INSERT INTO line (text, started, host, folder, session) VALUES (?, ?, ?, ?, ?)",
                                  (text.rstrip("\n"), time.time(), host, folder, self.session))
        self._db.commit()
        return cursor.lastrowid

    def finish(self, row: Optional[int], seconds: float, ok: bool) -> None:
        if row is not None:
            self._db.execute("UPDATE line SET seconds = ?, ok = ? WHERE id = ?", (seconds, int(ok), row))
            self._db.commit()

    def recent(self, limit: int = 2000) -> list[str]:
        """The newest distinct lines, newest first."""
        rows = self._db.execute("SELECT text, MAX(id) AS last FROM line GROUP BY text ORDER BY last DESC LIMIT ?", (limit,))
        return [r[0] for r in rows]

    def suggest(self, prefix: str, host: str, folder: str) -> Optional[str]:
        """The line most likely meant: same host and folder first, then what succeeded, then the newest."""
        if not prefix.strip():
            return None
        row = self._db.execute("SELECT text FROM line WHERE text > ? AND text < ? "
                               "ORDER BY (host = ?) DESC, (folder = ?) DESC, COALESCE(ok, 1) DESC, id DESC LIMIT 1",
                               (prefix, prefix + "\U0010ffff", host, folder)).fetchone()
        return None if row is None else str(row[0])

    def likely(self, prefix: str, host: str, folder: str, limit: int = 10) -> list[str]:
        """Distinct lines that begin with or contain the text, the likeliest first: for the list view."""
        rows = self._db.execute("SELECT text, MAX((host = ?) * 4 + (folder = ?) * 2 + COALESCE(ok, 1)) AS worth, MAX(id) AS last FROM line "
                                "WHERE instr(lower(text), lower(?)) > 0 AND text <> ? GROUP BY text "
                                "ORDER BY (substr(text, 1, ?) = ?) DESC, worth DESC, last DESC LIMIT ?",
                                (host, folder, prefix, prefix, len(prefix), prefix, limit))
        return [str(r[0]) for r in rows]

    def forget(self, text: str) -> int:
        """Take every line with this text out; how many there were."""
        count = self._db.execute("DELETE FROM line WHERE text = ?", (text,)).rowcount
        self._db.commit()
        return int(count)

    def trim(self, limit: int) -> None:
        """Keep the newest lines only."""
        if limit:
            self._db.execute("DELETE FROM line WHERE id <= (SELECT MAX(id) FROM line) - ?", (limit,))
            self._db.commit()

    def search(self, words: Iterable[str] = (), host: Optional[str] = None, failed: Optional[bool] = None, folder: Optional[str] = None,
               session: Optional[str] = None, since: float = 0.0, limit: int = 200) -> list[StoredLine]:
        """Lines that contain every word and fit the filters, newest first."""
        where, values = ["1 = 1"], []
        filters: list[tuple[str, object]] = [("instr(lower(text), lower(?)) > 0", w) for w in words]
        filters += [(sql, v) for sql, v in (("host = ? COLLATE NOCASE", host), ("folder = ?", folder), ("session = ?", session),
                                             ("ok = ?", None if failed is None else int(not failed)), ("started >= ?", since or None)) if v is not None]
        for sql, value in filters:
            where.append(sql)
            values.append(value)
        query = f"SELECT text, started, seconds, ok, host, folder, session FROM line WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?"
        return [StoredLine(*r) for r in self._db.execute(query, (*values, limit))]

    def close(self) -> None:
        self._db.close()
