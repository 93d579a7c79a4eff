"""Sessions that live on remote hosts over plain SSH and survive the network.

connect, run, start, sessions_on (sessions.api) are the short way in; SessionService, Session, Invocation the parts; every error is a SessionError.
Names are loaded when first used: a session host imports only what it needs.
"""
from __future__ import annotations

from typing import Any

_PLACES = {
    "connect": "api", "run": "api", "start": "api", "sessions_on": "api",
    "Session": "session", "SessionOptions": "session_core", "SessionService": "service", "SessionTable": "table", "Invocation": "invocation",
    "Record": "invocation", "RunspaceState": "session_states", "Availability": "session_states", "Payload": "bootstrap", "Recap": "fanout",
    "HostSpec": "transports.endpoint", "parse_spec": "transports.endpoint", "Bag": "wire.values", "Scalar": "wire.values",
    "SessionError": "errors", "ConnectError": "errors", "SessionBroken": "errors", "SessionBusy": "errors", "SessionHeld": "errors",
    "STREAMS": "engine", "Terminal": "terminal", "set_default_service": "defaults", "default_service": "defaults",
}
__all__ = [
    "STREAMS", "Availability", "Bag", "ConnectError", "HostSpec", "Invocation", "Payload", "Recap", "Record", "RunspaceState",
    "Scalar", "Session", "SessionBroken", "SessionBusy", "SessionError", "SessionHeld", "SessionOptions",
    "SessionService", "SessionTable", "Terminal", "connect", "default_service", "parse_spec", "run", "sessions_on",
    "set_default_service", "start",
]


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'sessions' has no attribute {name!r}")
    import importlib
    return getattr(importlib.import_module("sessions." + place), name)
