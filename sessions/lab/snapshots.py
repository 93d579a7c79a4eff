"""Snapshots of a lab: the files of its hosts, their faults and keys, to go back to. What runs on the hosts goes on."""
from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

from sessions.lab.faults import Faults
from sessions.lab.homes import KEEP, clear_home
from sessions.lab.lab_host import LabHost


@dataclass
class HostCopy:
    """One host in a snapshot; `built`: it had a home, which lies in `folder`."""

    built: bool
    folder: str
    faults: Faults
    host_key: Any
    chance: Any


@dataclass
class Snapshot:
    """A moment of a lab. `folder` holds the copies of the homes."""

    name: str
    folder: str
    moment: float
    hosts: dict[str, HostCopy] = field(default_factory=dict)


def save_host(host: LabHost, folder: str) -> HostCopy:
    """Copy what a host is."""
    copy = HostCopy(host.built, folder, host.faults.copy(), host.host_key, host.rng.getstate())
    if host.built:
        copy.faults.crash_next = bool(host.told("crash_next"))
        shutil.copytree(host.folder, folder, symlinks=True, ignore=lambda path, names: [n for n in names if path == host.folder and n in KEEP])
    return copy


def restore_host(host: LabHost, copy: HostCopy) -> None:
    """Make a host what it was. Folders are emptied and filled, not replaced: session processes stand in them."""
    if host.built:
        clear_home(host.folder)
        if copy.built:
            shutil.copytree(copy.folder, host.folder, symlinks=True, dirs_exist_ok=True)
        else:
            host.built = False
    host.faults.assign(copy.faults)
    if host.host_key is not copy.host_key:
        host.host_key = copy.host_key
        host.cut()
    host.rng.setstate(copy.chance)
    if copy.built:
        host.apply()
    elif os.path.isdir(host.folder):
        host.home  # noqa: B018  (builds it anew)
        host.apply()
