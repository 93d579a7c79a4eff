"""The defaults of the Python interface, by name: whose payload is sent, and which engine it holds. A program may set its own."""
from __future__ import annotations

import importlib
import threading
from typing import Callable, Optional

from sessions.bootstrap import Payload
from sessions.service import SessionService

PAYLOAD_PROVIDER = "shell.remoting.payload:build_payload"
"""module:function returning a Payload; resolved when the first session opens, so this package needs no shell to be imported."""

_lock = threading.Lock()
_service: Optional[SessionService] = None
_payload: Optional[Payload] = None


def default_payload() -> Payload:
    """The payload of PAYLOAD_PROVIDER, built once."""
    global _payload
    with _lock:
        if _payload is None:
            module, _, function = PAYLOAD_PROVIDER.partition(":")
            build: Callable[[], Payload] = getattr(importlib.import_module(module), function)
            _payload = build()
        return _payload


def default_service() -> SessionService:
    """The service behind sessions.connect; its prompter asks at the terminal."""
    global _service
    with _lock:
        if _service is None:
            from sessions.transports.tty_prompter import TerminalPrompter
            _service = SessionService(default_payload, TerminalPrompter())
        return _service


def set_default_service(service: SessionService) -> None:
    """Let sessions.connect use this one (the shell sets its own, so both see the same sessions)."""
    global _service
    with _lock:
        _service = service
