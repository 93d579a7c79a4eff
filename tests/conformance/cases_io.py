"""The recorded cases: loading them, laying out a case's folder, and comparing what a run printed with the record."""
from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import socket
from pathlib import Path
from typing import Any, Optional

HERE = Path(__file__).resolve().parent
AREAS = ("expr", "stmt", "types", "objects", "files", "display", "cli", "jobs", "remote", "complete", "programs")
Case = dict[str, Any]
Result = tuple[str, str, int]


def load(area: str) -> list[Case]:
    with open(HERE / "cases" / f"{area}.jsonl", encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def listed(name: str) -> dict[str, str]:
    """gaps.txt and better.txt: id -> reason."""
    out = {}
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            ident, _, reason = line.partition(" ")
            out[ident] = reason.strip()
    return out


def tidy(text: str) -> str:
    """White space at line ends and blank lines at the very end do not count."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def banner(text: str) -> str:
    text = re.sub(r"\A\s*Usage: .*\Z", "<USAGE>", text, flags=re.S)
    return re.sub(r"\A(PowerShell|pssession)\b[^\n]*", "<BANNER>", text)


class Slot:
    """A place to run a case: folders of the same length as when it was recorded."""

    def __init__(self, name: str, ssh: Optional[str] = None) -> None:
        self.cwd, self.home, self.ssh = f"/tmp/pscase-{name}", f"/tmp/pshome-{name}", ssh

    def prepare(self, case: Case) -> None:
        for folder in (self.cwd, self.home):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder, exist_ok=True)
        for name, text in (case.get("files") or {}).items():
            path = os.path.join(self.cwd, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as f:
                f.write(text)
        if self.ssh and case.get("needs"):
            shutil.copytree(self.ssh, f"{self.home}/.ssh")
            os.chmod(f"{self.home}/.ssh", 0o700)

    def environment(self, case: Case) -> dict[str, str]:
        env = {"PATH": os.environ["PATH"], "HOME": self.home, "USER": getpass.getuser(), "LANG": "en_US.UTF-8", "TZ": "UTC", "NO_COLOR": "1", "TERM": "xterm",
               "COLUMNS": str(case.get("width", 120)), "PYTHONDONTWRITEBYTECODE": ""}
        env.update(case.get("env") or {})
        return env

    def normal(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "replace").replace(self.cwd, "<CWD>").replace(self.home, "<HOME>")
        text = re.sub(rf"\b{re.escape(socket.gethostname())}\b", "<HOST>", text)
        if self.ssh:
            text = text.replace(os.path.join(os.path.dirname(self.ssh), "home"), "/root")  # of the remote user
        real = os.path.expanduser("~")
        return tidy(banner(text.replace(real, "/root") if real != "/" else text))


def arguments(case: Case) -> list[str]:
    if "args" in case:
        return list(case["args"])
    return ["-NoProfile", "-NonInteractive"] + (["-Command", case["script"]] if "script" in case else [])


def wanted(case: Case) -> Result:
    return tidy(banner(case["stdout"])), tidy(case["stderr"]), case["exit"]
