"""Start-up and sessions: each figure beside a plain counterpart measured in the same run (python -c, ssh host true)."""
from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import time
from typing import Any, Callable, Optional

Row = dict[str, Any]


def _median(work: Callable[[], float], rounds: int = 7) -> float:
    return statistics.median(work() for _ in range(rounds)) * 1000


def _run(argv: list[str], env: Optional[dict[str, str]] = None) -> float:
    start = time.perf_counter()
    subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=env, check=False)
    return time.perf_counter() - start


def _first_prompt(program: list[str]) -> float:
    start = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(PROMPT_TOOLKIT_NO_CPR="1", TERM="xterm")
        os.execvp(program[0], [*program, "-NoProfile", "-NoLogo"])
    seen = b""
    while b"PS " not in seen and select.select([fd], [], [], 20)[0]:
        seen += os.read(fd, 65536)
    took = time.perf_counter() - start
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return took


def start_up(program: list[str]) -> list[Row]:
    python = _median(lambda: _run([sys.executable, "-c", "pass"]))
    return [
        {"name": "-Command 1", "ms": _median(lambda: _run([*program, "-NoProfile", "-Command", "1"])), "against": "python -c pass", "plain_ms": python,
         "powershell_ms": 270},
        {"name": "first prompt", "ms": _median(lambda: _first_prompt(program), 5), "against": "python -c pass", "plain_ms": python},
    ]



def show(rows: list[Row]) -> None:
    print(f"{'what':42}{'ms':>10}{'plain ms':>10}{'ratio':>8}{'PowerShell ms':>15}   against")
    for r in rows:
        plain = r.get("plain_ms")
        print(f"{r['name']:42}{r['ms']:10.1f}" + (f"{plain:10.1f}{r['ms'] / plain:8.1f}" if plain else " " * 18)
              + (f"{r['powershell_ms']:15}" if r.get("powershell_ms") else " " * 15) + f"   {r.get('against', '')}")
