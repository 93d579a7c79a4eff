"""The lines people typed, in SQLite: time, host, folder, duration, success, session; shared by all shells of a user.  Secrets never get in."""
from __future__ import annotations

import os
import re
import sqlite3
import time
import uuid
from collections.abc import Iterable
from typing import Optional

from shell.language import nodes as ast
from shell.language.parser import parse

_SUSPECT = re.compile(r"password|passwd|asplaintext|token|apikey|api_key|secret|credential|private_?key", re.I)
SCHEMA = """
CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, text TEXT NOT NULL, started REAL NOT NULL, seconds REAL, ok INTEGER, host TEXT NOT NULL,
                                 folder TEXT NOT NULL, session TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS line_text ON line (text);
"""


def default_path() -> str:
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "pssession", "history.sqlite3")


def is_secret(text: str) -> bool:
    """Would keeping this line keep a secret?  A suspect word decides unless the parser shows the secret itself is not in the text
    (`$token = Get-Secret x` is kept, `$token = 'abc'` is not); what does not parse and looks suspect is not kept."""
    if not _SUSPECT.search(text):
        return False
    result = parse(text)
    if result.errors:
        return True
    return any(_holds_secret(node) for node in result.ast.walk())


def _holds_secret(node: ast.Ast) -> bool:
    if isinstance(node, ast.AssignmentStatementAst):
        return bool(_SUSPECT.search(node.left.extent.text)) and _has_literal(node.right)
    if isinstance(node, ast.CommandAst):
        return _command_holds_secret(node)
    if isinstance(node, ast.HashtableAst):
        return any(_SUSPECT.search(k.extent.text) and _has_literal(v) for k, v in node.key_value_pairs)
    if isinstance(node, ast.InvokeMemberExpressionAst):
        return bool(_SUSPECT.search(node.extent.text)) and any(_has_literal(a) for a in node.arguments or ())
    return False


def _command_holds_secret(node: ast.CommandAst) -> bool:
    """A suspect parameter followed by a literal, ConvertTo-SecureString with text, a suspect word in a native program's arguments."""
    elements = node.command_elements
    for i, e in enumerate(elements):
        if isinstance(e, ast.CommandParameterAst) and _SUSPECT.search(e.parameter_name):
            value = e.argument or (elements[i + 1] if i + 1 < len(elements) else None)
            if e.parameter_name.lower() == "asplaintext" or value is not None and isinstance(value, ast.StringConstantExpressionAst):
                return True
        elif i and isinstance(e, ast.StringConstantExpressionAst) and re.search(r"(password|token|secret|apikey)[=:]\S", e.value, re.I):
            return True
    return False


def _has_literal(node: ast.Ast) -> bool:
    """A string literal directly in it, not as the argument of a command that fetches the secret."""
    for n in node.walk():
        if isinstance(n, ast.CommandAst):
            return False
        if isinstance(n, (ast.StringConstantExpressionAst, ast.ExpandableStringExpressionAst)) and n.value:
            return True
    return False


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

    @staticmethod
    def _open(path: str) -> sqlite3.Connection:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        db = sqlite3.connect(path, timeout=2.0, check_same_thread=False, isolation_level=None)
        os.chmod(path, 0o600)
        db.execute("PRAGMA journal_mode=WAL")
        return db

    def add(self, text: str, host: str, folder: str) -> Optional[int]:
        """Note a line as it is run; None when it must not be kept (secrets, a leading space)."""
        if text.startswith(" ") or not text.strip() or is_secret(text):
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
        escaped = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        row = self._db.execute("SELECT text FROM line WHERE text LIKE ? ESCAPE '\\' AND text <> ? AND substr(text, 1, ?) = ? "
                               "ORDER BY (host = ?) DESC, (folder = ?) DESC, COALESCE(ok, 1) DESC, id DESC LIMIT 1",
                               (escaped + "%", prefix, len(prefix), prefix, host, folder)).fetchone()
        return None if row is None else str(row[0])

    def search(self, words: Iterable[str], host: Optional[str] = None, failed: Optional[bool] = None, limit: int = 200) -> list[tuple[str, float, str, str, Optional[int]]]:
        """(text, started, host, folder, ok) of lines that contain every word, newest first."""
        where: list[str] = ["1 = 1"]
        values: list[object] = []
        for w in words:
            where.append("text LIKE ?")
            values.append(f"%{w}%")
        if host is not None:
            where.append("host = ?")
            values.append(host)
        if failed is not None:
            where.append("ok = ?")
            values.append(int(not failed))
        sql = f"SELECT text, started, host, folder, ok FROM line WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?"
        return [tuple(r) for r in self._db.execute(sql, (*values, limit))]

    def close(self) -> None:
        self._db.close()
