"""The homes of lab hosts: folders with logs and files, the same for the same seed. C: is the folder c."""
from __future__ import annotations

import os
import random
import shutil
import stat

from sessions.lab.personas import Persona

KEEP = (".cache", ".lab", ".ssh")
SERVICES = ("sshd", "cron", "nginx", "postgres", "backup", "kernel", "systemd")
MESSAGES: tuple[tuple[str, str], ...] = (
    ("info", "started"), ("info", "connection accepted from 10.0.{a}.{b}"), ("info", "checkpoint complete: {n} buffers written"),
    ("warning", "disk /var is {p}% full"), ("warning", "slow request: {n} ms"), ("error", "connection to 10.0.{a}.{b} timed out"),
    ("error", "job backup-{a} failed with exit code {b}"), ("info", "session opened for user ops"), ("info", "session closed for user ops"))


def build_home(root: str, name: str, seed: int, persona: Persona) -> None:
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
    _script(root, "bin/df", DF.format(used=rng.randrange(35, 70)))
    _persona(root, rng, persona)
    {"web": _web, "db": _db, "dc": _dc}[persona.role](root, rng, name)


DF = """#!/bin/sh
used={used}
grep -q '"disk_full": true' "$HOME/.lab/faults.json" 2>/dev/null && used=100
echo "Filesystem     Size  Use%  Mounted on"
echo "/dev/vda1       40G  $used%   /"
"""


def clear_home(root: str) -> None:
    """Remove what lies in a home, except what the session host and the lab keep there."""
    for entry in os.listdir(root) if os.path.isdir(root) else []:
        if entry in KEEP:
            continue
        path = os.path.join(root, entry)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)


def _persona(root: str, rng: random.Random, persona: Persona) -> None:
    """Role, services and processes: what Get-Service and Get-Process show on a lab host."""
    _write(root, "etc/role", f"{persona.title}\n")
    _write(root, "etc/services.csv", "Name,Status,StartType,DisplayName,Process,Memory\n" + "".join(
        f"{s.name},{'Running' if s.running else 'Stopped'},{s.start},{s.display},{s.process},{s.memory}\n" for s in persona.services))
    rows = [("systemd", 12, 1)] + [(s.process, s.memory, 0) for s in persona.services if s.running]
    text = "Id,ProcessName,CPU,WorkingSet\n"
    number = 300
    for process, memory, fixed in rows:
        number += rng.randrange(5, 400)
        text += f"{fixed or number},{process},{rng.randrange(100, 90000) / 100},{memory * 1024 * 1024}\n"
    _write(root, "etc/processes.csv", text)


def _web(root: str, rng: random.Random, name: str) -> None:
    codes = (200, 200, 200, 200, 304, 404, 500)
    pages = ("/", "/cart", "/search", "/login", "/item/17", "/item/42", "/checkout")
    _write(root, "c/logs/access.log", "".join(f"{_clock(rng)} 10.0.{rng.randrange(1, 250)}.{rng.randrange(1, 250)} GET {rng.choice(pages)} {rng.choice(codes)} "
                                              f"{rng.randrange(1, 1200)}\n" for _ in range(150)))
    _write(root, "c/site/index.html", f"<html><body><h1>{name}</h1></body></html>\n")
    _write(root, "c/site/config.json", f'{{"pool": {rng.choice((8, 16, 32))}, "cache": true, "database": "Server02"}}\n')


def _db(root: str, rng: random.Random, name: str) -> None:
    towns = ("Bern", "Lyon", "Oslo", "Porto", "Riga", "Turin")
    _write(root, "c/data/orders.csv", "Id,Customer,Town,Amount\n" + "".join(
        f"{number},C{rng.randrange(100, 999)},{rng.choice(towns)},{rng.randrange(500, 90000) / 100}\n" for number in range(1, 81)))
    _write(root, "c/backup/last.txt", f"{_clock(rng)} orders.dump {rng.randrange(100, 900)} MB\n")


def _dc(root: str, rng: random.Random, name: str) -> None:
    people = ("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hal", "Ivy", "Jon", "Kim", "Lea")
    groups = ("ops", "dev", "sales", "audit")
    _write(root, "c/directory/users.csv", "Name,Group,Enabled,LastLogon\n" + "".join(
        f"{person},{rng.choice(groups)},{rng.choice(('True', 'True', 'True', 'False'))},{_clock(rng)}\n" for person in people))
    _write(root, "c/logs/security.log", "".join(f"{_clock(rng)} {rng.choice(('LOGON', 'LOGOFF', 'DENIED'))} {rng.choice(people)}\n" for _ in range(90)))


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
