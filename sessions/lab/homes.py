"""The homes of lab hosts: folders with logs and files, the same for the same seed. C: is the folder c."""
from __future__ import annotations

import os
import random
import stat

SERVICES = ("sshd", "cron", "nginx", "postgres", "backup", "kernel", "systemd")
MESSAGES: tuple[tuple[str, str], ...] = (
    ("info", "started"), ("info", "connection accepted from 10.0.{a}.{b}"), ("info", "checkpoint complete: {n} buffers written"),
    ("warning", "disk /var is {p}% full"), ("warning", "slow request: {n} ms"), ("error", "connection to 10.0.{a}.{b} timed out"),
    ("error", "job backup-{a} failed with exit code {b}"), ("info", "session opened for user ops"), ("info", "session closed for user ops"))


def build_home(root: str, name: str, seed: int) -> None:
    """Make the home of host `name` under `root`."""
    rng = random.Random(f"{seed}/{name.lower()}")
    os.makedirs(os.path.join(root, ".cache"), 0o700, exist_ok=True)
    _write(root, "var/log/syslog", "".join(_syslog(rng, name)))
    _write(root, "c/logs/app.log", "".join(f"{_clock(rng)} {rng.choice(('INFO', 'WARN', 'ERROR'))} request {number} took {rng.randrange(1, 900)} ms\n"
                                           for number in range(1, 121)))
    _write(root, "c/inventory.csv", "Name,Role,Rack\n" + "".join(f"{name}-disk{number},data,{rng.randrange(1, 40)}\n" for number in range(1, 9)))
    _write(root, "c/Users/ops/notes.txt", f"{name}: rack {rng.randrange(1, 40)}, patched on Tuesdays\n")
    _write(root, "c/Temp/readme.txt", "Anything here may be deleted.\n")
    _script(root, "bin/hostname", f"#!/bin/sh\necho {name}\n")


def _syslog(rng: random.Random, name: str) -> list[str]:
    lines = []
    moment = 0
    for _ in range(200):
        moment += rng.randrange(5, 400)
        service = rng.choice(SERVICES)
        _, text = rng.choice(MESSAGES)
        text = text.format(a=rng.randrange(1, 250), b=rng.randrange(1, 250), n=rng.randrange(10, 5000), p=rng.randrange(80, 100))
        hours, rest = divmod(moment, 3600)
        lines.append(f"Nov {10 + hours // 24:2d} {hours % 24:02d}:{rest // 60:02d}:{rest % 60:02d} {name} {service}[{rng.randrange(300, 9000)}]: {text}\n")
    return lines


def _clock(rng: random.Random) -> str:
    return f"2026-11-{rng.randrange(10, 25):02d} {rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def _write(root: str, name: str, text: str) -> str:
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def _script(root: str, name: str, text: str) -> None:
    path = _write(root, name, text)
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
