"""The lab: hosts inside this process, for demos, training and tests. No root, no network, no sshd; gone at exit.

    with Lab(hosts=3) as lab:
        service.add_resolver(lab)          # Server01 .. Server03 now resolve
        session = service.open(HostSpec("Server01"))

Names are loaded when asked for: the lab's fork server imports modules of this package where there is no paramiko.
"""
from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {"Lab": "sessions.lab.lab", "LabHost": "sessions.lab.lab_host", "Faults": "sessions.lab.faults", "Snapshot": "sessions.lab.snapshots"}
__all__ = ["Faults", "Lab", "LabHost", "Snapshot"]  # noqa: F822  (see __getattr__)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'sessions.lab' has no attribute '{name}'")
    return getattr(import_module(_PLACES[name]), name)
