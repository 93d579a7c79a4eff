"""What is said of lab hosts and their faults, and how durations and shares are written: 200ms, 10s, 5m, 5%."""
from __future__ import annotations

import re
import time
from typing import Any

from shell.objects.psobject import PSCustomObject

Value = Any
_UNITS = {"ms": 0.001, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "": 1.0}
_DURATION = re.compile(r"^\s*([+-]?\d+(?:\.\d+)?)\s*(ms|s|sec|min|m|h|d)?\s*$", re.I)
_SHARE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(%)?\s*$")


def seconds(text: str) -> float:
    """`200ms`, `1.5s`, `-5m`; a bare number is seconds. ValueError otherwise."""
    match = _DURATION.match(text)
    if match is None:
        raise ValueError(f"'{text}' is not a time. Write 200ms, 1.5s, 5m or 2h.")
    return float(match[1]) * _UNITS[(match[2] or "").lower()]


def share(text: str) -> float:
    """`5%` or 0.05. ValueError otherwise."""
    match = _SHARE.match(text)
    value = float(match[1]) / (100 if match[2] else 1) if match is not None else 2.0
    if value > 1:
        raise ValueError(f"'{text}' is not a share. Write 5% or 0.05.")
    return value


def duration_text(value: float) -> str:
    """0.2 is 200ms, 90 is 90s."""
    if value and abs(value) < 1:
        return f"{value * 1000:g}ms"
    return f"{value:g}s"


class Share(float):
    """A number shown in per cent."""


def active_faults(host: Any) -> list[tuple[str, Value]]:
    """(name, value) of the faults a host has now: seconds, shares or True."""
    f, now = host.faults, time.monotonic()
    found = [("Latency", f.latency), ("Jitter", f.jitter), ("Drop", Share(f.drop)), ("Cut", max(0.0, f.cut_until - now)),
             ("Stall", max(0.0, f.stall_until - now)), ("AuthFail", f.refuse_auth), ("Down", f.refuse), ("NoSockets", f.no_sockets), ("DiskFull", f.disk_full),
             ("CrashNext", bool(f.crash_next and host.told("crash_next"))), ("HostKeyChange", f.key_changed), ("ClockSkew", f.clock_skew)]
    return [(name, value) for name, value in found if value]


def fault_text(value: Value) -> str:
    """A fault's value as Get-LabFault shows it."""
    if value is True:
        return "True"
    if isinstance(value, Share):
        return f"{value * 100:g}%"
    return duration_text(value if abs(value) < 1 else round(value, 1))


def describe_host(host: Any) -> Value:
    """The object Get-Lab gives for a host. The home is made when it is asked for, so the listing of a hundred hosts stays quick."""
    from sessions.lab.host_faults import session_pids
    faults = active_faults(host)
    text = ", ".join(name if value is True else f"{name} {fault_text(value)}" for name, value in faults)
    return PSCustomObject({"Name": host.name, "Role": host.persona.role, "Faults": text, "Sessions": len(session_pids(host.run_folder)) if host.run_folder else 0,
                           "Port": host.port, "Home": host.home}, ["PSSession.LabHost", "System.Object"])
