"""The Python interface: connect to hosts, run commands there, start Python functions there.

A session is a context manager; leaving the block ends it (`disconnect` leaves it to itself instead):

    import jobs, sessions
    with sessions.connect("web01") as s:
        for value in s.run("Get-Process | Select-Object -First 3"):
            print(value.properties["Name"])

Streams as they arrive, each record with its stream and its number:

        command = s.invoke("Get-Content /var/log/syslog -Wait")
        for record in command:
            print(record.seq, sessions.STREAMS[record.stream], record.value)
            if enough: command.stop()

Python functions over there; plain data comes back:

        job = s.start(count_lines, "/var/log/syslog")     # a job like jobs.start(function) makes
        jobs.wait(job, timeout=60)
        print([record.value for record in job.receive()])
        print(sessions.start(s, count_lines, "/etc/passwd").result())

Away and back, from this program or another:

    s = sessions.connect("web01", name="nightly")
    s.invoke("./backup.ps1"); s.disconnect()
    found, = [s for s in sessions.sessions_on("web01") if s.name == "nightly"]
    for command in found.receive():
        print(command.result())
"""
from __future__ import annotations

from typing import Any, Callable, Optional

from sessions.code_objects import LANGUAGE, pack
from sessions.defaults import default_service
from sessions.invocation import Invocation
from sessions.service import SessionService
from sessions.session import Session
from sessions.session_core import SessionOptions
from sessions.transports.endpoint import parse_spec

Value = Any


def connect(host: str, *, user: str = "", port: int = 0, key_file: str = "", timeout: Optional[float] = None, name: str = "",
            options: Optional[SessionOptions] = None, ssh_options: Optional[dict[str, str]] = None, service: Optional[SessionService] = None) -> Session:
    """An open session to `[user@]host[:port]`, by ~/.ssh/config, agent and keys. Raises a sessions.SessionError."""
    spec = parse_spec(host, user, port, key_file=key_file, timeout=timeout, options=dict(ssh_options or {}))
    return (service or default_service()).open(spec, name, options)


def run(host: str, script: str, *args: Value, **how: Any) -> list[Value]:
    """Run one command on a host in a session of its own; the values of its output."""
    spec = parse_spec(host)
    service: SessionService = how.pop("service", None) or default_service()
    with service.open_temporary(spec) as session:
        return session.run(script, *args, **how)


def start(session: Session, function: Callable[..., Any], *args: Any, **keywords: Any) -> Invocation:
    """Run a Python function in the session's process on the host. What it returns (or yields) comes back as plain data."""
    version = "cpython " + ".".join(str(session.info.get("python", "")).split(".")[:2])
    title, packed = pack(function, args, keywords, version)
    return session.invoke(title, packed, language=LANGUAGE)


def sessions_on(host: str, service: Optional[SessionService] = None) -> list[Session]:
    """Every session of this user on a host, also those of other programs and machines."""
    return (service or default_service()).on_host(parse_spec(host))
