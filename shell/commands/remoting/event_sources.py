"""Where events come from: journald, /var/log/syslog or messages, the shell's own operational log. And the event object."""
from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from typing import Any, Optional

from shell.clr.times import from_unix_seconds
from shell.clr.typeinfo import NetType
from shell.remoting import operational_log

Value = Any
LOGS = {"application": "Application", "system": "System", "windows powershell": "Windows PowerShell"}
LIMIT = 20_000
_LINE = re.compile(r"^(?P<stamp>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?) (?P<host>\S+) (?P<source>[^\s:\[]+)(?:\[\d+\])?: (?P<text>.*)$")
_BAD = re.compile(r"\b(error|failed|failure|fatal|panic|timed out|critical)\b", re.I)
_ODD = re.compile(r"\b(warn(ing)?|slow|full|retry|deprecated)\b", re.I)


class NoLog(Exception):
    """This host has no such log; the text says what was looked for."""


class Event:
    """System.Diagnostics.EventLogEntry."""

    __slots__ = ("index", "time", "entry_type", "source", "instance_id", "message", "ps_ext")

    def __init__(self, index: int, time: Value, entry_type: str, source: str, instance_id: int, message: str) -> None:
        self.index, self.time, self.entry_type, self.source, self.instance_id, self.message = index, time, entry_type, source, instance_id, message
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return "System.Diagnostics.EventLogEntry"


def machine_name() -> str:
    return os.environ.get("PSSESSION_LAB_HOST") or socket.gethostname()


EVENT = NetType("System.Diagnostics.EventLogEntry", Event)
EVENT.prop("MachineName", "string")(lambda e: machine_name())
EVENT.attr("Index", "int", "index")
EVENT.attr("EntryType", "string", "entry_type")
EVENT.attr("Message", "string", "message")
EVENT.attr("Source", "string", "source")
EVENT.attr("InstanceId", "long", "instance_id")
EVENT.attr("TimeGenerated", "datetime", "time")
EVENT.attr("TimeWritten", "datetime", "time")


def read(name: str) -> list[Event]:
    """The events of a log, oldest first. Raises NoLog."""
    from shell.clr.numbers import Int64
    if name == "Windows PowerShell":
        rows: Any = [(stamp, entry, source, number, text) for stamp, number, entry, source, text in operational_log.read()]
    else:
        rows = _system(name)
    return [Event(i, from_unix_seconds(stamp), entry, source, Int64(number), text) for i, (stamp, entry, source, number, text) in enumerate(rows, 1)]


def _system(name: str) -> list[tuple[float, str, str, int, str]]:
    root = os.environ.get("PSSESSION_LOG_ROOT")
    if not root:
        found = _journal(name)
        if found is not None:
            return found
    folder = root or "/var/log"
    for file in ("syslog", "messages"):
        path = os.path.join(folder, file)
        try:
            with open(path, encoding="utf-8", errors="replace") as source:
                lines = source.readlines()[-LIMIT:]
        except OSError:
            continue
        return [row for row in map(_row, lines) if row is not None and _belongs(name, row[2])]
    raise NoLog(f"The event log '{name}' is not available on {machine_name()}: there is neither journald nor {folder}/syslog nor {folder}/messages.")


def _belongs(name: str, source: str) -> bool:
    """The kernel, systemd and the like are System; other programs are Application."""
    core = source in ("kernel", "sshd", "cron", "CRON", "sudo", "su", "login", "dbus-daemon", "NetworkManager", "rsyslogd") or source.startswith("systemd")
    return core == (name == "System")


def _row(line: str) -> Optional[tuple[float, str, str, int, str]]:
    m = _LINE.match(line.rstrip("\n"))
    if m is None:
        return None
    text = m["text"]
    entry = "Error" if _BAD.search(text) else "Warning" if _ODD.search(text) else "Information"
    return _seconds(m["stamp"]), entry, m["source"], 0, text


def _seconds(stamp: str) -> float:
    """Unix seconds of a syslog time stamp; the old form has no year: the last such day that is not in the future."""
    if stamp[0].isdigit():
        from datetime import datetime
        return datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()
    now = time.time()
    year = time.localtime(now).tm_year
    moment = time.mktime(time.strptime(f"{year} {stamp}", "%Y %b %d %H:%M:%S"))
    if moment > now + 86400:
        moment = time.mktime(time.strptime(f"{year - 1} {stamp}", "%Y %b %d %H:%M:%S"))
    return moment


def _journal(name: str) -> Optional[list[tuple[float, str, str, int, str]]]:
    """journald's events; None when there is no journal to be read."""
    tool = shutil.which("journalctl")
    if tool is None:
        return None
    wanted = ["_TRANSPORT=kernel", "+", "_UID=0"] if name == "System" else []
    done = subprocess.run([tool, "-o", "json", "--no-pager", "-q", "-n", str(LIMIT), *wanted], capture_output=True, check=False)
    if done.returncode != 0 or not done.stdout:
        return None
    rows = []
    for line in done.stdout.splitlines():
        entry = json.loads(line)
        source = str(entry.get("SYSLOG_IDENTIFIER") or entry.get("_COMM") or "unknown")
        if (name == "System") != _belongs("System", source):
            continue
        level = int(entry.get("PRIORITY", 6))
        kind = "Error" if level <= 3 else "Warning" if level == 4 else "Information"
        text = entry.get("MESSAGE")
        rows.append((int(entry["__REALTIME_TIMESTAMP"]) / 1e6, kind, source, 0, text if isinstance(text, str) else ""))
    return rows
