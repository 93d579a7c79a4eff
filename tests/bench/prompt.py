"""The prompt at a real terminal: first prompt, key to screen, completion menus; milliseconds, against the bars of the issue.

Beside the time on the clock stands the processor time the shell used meanwhile (Linux; for keys that of its main thread, from the key until the
character was seen here): about what an idle machine would show on the clock.  On a busy machine the clock measures the neighbours.
"""
from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from typing import Any, Callable, NamedTuple, Optional

from tests.frontend.terminal import Terminal

Row = dict[str, Any]
KEYS = 200
PACE = 0.03  # seconds between two keys: fast typing
ROUNDS = 7


def main_thread_seconds(pid: int) -> float:
    """Processor seconds of a process's main thread, to the microsecond; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as f:
            return int(f.read().split()[0]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def process_seconds(pid: int) -> float:
    """Processor seconds of all its threads, to 10 ms."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as f:
            fields = f.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Span(NamedTuple):
    """Seconds on the clock, and of the processor."""

    clock: float
    own: float


class Typist:
    """A terminal and a clock."""

    def __init__(self, *arguments: str) -> None:
        self.home = tempfile.mkdtemp(prefix="psh-bench-")
        start = time.perf_counter()
        self.term = Terminal(self.home, arguments=("-NoProfile", "-NoLogo", *arguments), columns=120, lines=24, colour=True)
        self.prompt = f"PS {self.home}>"
        self.term.settle(lambda: self.term.at_prompt and self.prompt in self.term.text)
        took = time.perf_counter() - start
        self.first_prompt = Span(took, process_seconds(self.term.pid))

    def _span(self, work: Callable[[], Any], used: Callable[[int], float] = process_seconds) -> Span:
        before = used(self.term.pid)
        start = time.perf_counter()
        work()
        took = time.perf_counter() - start
        return Span(took, used(self.term.pid) - before)

    def until(self, keys: str, done: Callable[[], bool]) -> Span:
        """From writing the keys to the screen that shows what is wanted."""
        def work() -> None:
            self.term.type(keys)
            self.term.settle(done)
        return self._span(work)

    def key(self, character: str) -> Span:
        """From one key to its character in what the program writes."""
        while self.term._pump(0.0):
            continue
        wanted = character.encode()

        def work() -> None:
            self.term.type(character)
            while wanted not in self.term.read_raw(30.0):
                continue
        return self._span(work, main_thread_seconds)

    def close(self) -> None:
        self.term.close()
        shutil.rmtree(self.home, ignore_errors=True)


def p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def row(name: str, spans: list[Span], how: Callable[[list[float]], float], bar: Optional[float] = None) -> Row:
    found: Row = {"name": name, "ms": how([s.clock for s in spans]) * 1000, "own_ms": how([s.own for s in spans]) * 1000}
    if bar is not None:
        found["bar_ms"] = bar
    return found


def _key_rows(t: Typist, name: str) -> list[Row]:
    letters = "qxzjvkwy"
    times = []
    for i in range(KEYS):
        times.append(t.key(letters[i % len(letters)]))
        _rest(t, PACE)
    return [row(f"{name}, p99", times, p99, 10.0), row(f"{name}, median", times, statistics.median)]


def _rest(t: Typist, seconds: float) -> None:
    """Read what is drawn meanwhile, as a terminal does."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        t.term._pump(left)


def _paste_block(t: Typist) -> None:
    lines = "".join(f"Get-ChildItem -Path '/tmp/x{i}' | Where-Object {{ $_.Length -gt {i} }} | ForEach-Object {{ \"name $($_.Name)\" }}\n" for i in range(199))
    t.term.paste(lines + "'end ")
    t.term.settle(lambda: "'end" in t.term.text)
    _rest(t, 3.0)


def keys() -> list[Row]:
    t = Typist()
    try:
        rows = _key_rows(t, "key to screen, one line")
        t.term.type("\x03")
        t.term.clear(t.prompt)
        _paste_block(t)
        return rows + _key_rows(t, "key to screen, 200 lines")
    finally:
        t.close()


def keys_while_jobs_print() -> list[Row]:
    """Fifty process jobs, each printing ten lines a second."""
    t = Typist()
    try:
        t.term.type("1..50 | % { $null = Start-Job { while ($true) { 'a line of output'; Start-Sleep -Milliseconds 100 } } }\r")
        t.term.settle(lambda: "jobs: 50 running" in t.term.text)
        _rest(t, 5.0)
        rows = _key_rows(t, "key to screen, 50 jobs print")
        t.term.type("\x03Get-Job | Stop-Job\r")
        return rows
    finally:
        t.close()


def _menu(t: Typist, word: str, wanted: str) -> Span:
    t.term.type(word)
    t.term.settle(lambda: t.term.lines[t.term.screen.cursor.y].endswith(word))
    took = t.until("\x00", lambda: sum(wanted in line for line in t.term.lines) > 0)
    t.term.type("\x07\x15")
    t.term.settle(lambda: not any(wanted in line for line in t.term.lines) and not t.term.lines[t.term.screen.cursor.y].endswith(word))
    return took


def menus() -> list[Row]:
    t = Typist()
    try:
        first = _menu(t, "Get-Ite", "Get-ItemProperty ")
        times = [_menu(t, "Get-Ite", "Get-ItemProperty ") for _ in range(ROUNDS)]
        members = [_menu(t, "(Get-Date).Add", "AddMinutes") for _ in range(3)]
        return [row("completion menu, commands, first of the run", [first], statistics.median), row("completion menu, commands", times, statistics.median, 100.0),
                row("completion menu, members", members, statistics.median, 100.0)]
    finally:
        t.close()


WORDS = ("Get-It", "Get-Co", "Set-It", "Get-Se", "New-It", "Rem", "Mea", "Sto", "Wri")


def remote_menus() -> list[Row]:
    """An entered session of a lab host whose answers are held back by 100 ms; and a key typed while the answer is awaited."""
    t = Typist("--lab", "1")
    try:
        t.term.type("Set-LabFault Server01 -Latency 100ms; Enter-PSSession -ComputerName Server01\r")
        t.term.settle(lambda: "[Server01]: PS" in t.term.text and t.term.at_prompt)
        _remote(t, "Get-Da")
        times = [_remote(t, word) for word in WORDS]
        keys_ = [_key_meanwhile(t, word + "-") for word in WORDS if "-" not in word]
        return [row("completion menu, remote, 100 ms delay", times, statistics.median, 300.0), row("key while a remote answer is awaited, worst", keys_, max, 10.0)]
    finally:
        t.close()


def _typed(t: Typist, word: str) -> int:
    """Type a word; the row the cursor is in then."""
    t.term.type("\x07\x15" + word)
    t.term.settle(lambda: t.term.lines[t.term.screen.cursor.y].endswith("> " + word) and not any(t.term.lines[t.term.screen.cursor.y + 1:-1]))
    return int(t.term.screen.cursor.y)


def _remote(t: Typist, word: str) -> Span:
    row = _typed(t, word)
    return t.until("\x00", lambda: any(line.strip().lower().startswith(word.lower()) for line in t.term.lines[row + 1:-1]))


def _key_meanwhile(t: Typist, word: str) -> Span:
    _typed(t, word)
    t.term.type("\x00")
    return t.key("q")


def measure() -> list[Row]:
    starts = []
    for _ in range(ROUNDS):
        t = Typist()
        starts.append(t.first_prompt)
        t.close()
    rows: list[Row] = [row("first prompt", starts, statistics.median, 350.0)]
    for part in (keys, keys_while_jobs_print, menus, remote_menus):
        rows += part()
    return rows


def show(rows: list[Row]) -> None:
    print(f"{'what':50}{'ms':>10}{'cpu ms':>10}{'bar ms':>10}")
    for r in rows:
        bar = f"{r['bar_ms']:10.0f}   {'met' if r['ms'] <= r['bar_ms'] else 'met by processor time' if r['own_ms'] <= r['bar_ms'] else 'MISSED'}" if "bar_ms" in r else ""
        print(f"{r['name']:50}{r['ms']:10.1f}{r['own_ms']:10.1f}{bar}")
