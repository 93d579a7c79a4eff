"""Runs recorded cases in forked children of one warmed-up process: each case is a process of its own (folder, environment, standard streams,
exit code) without paying for the interpreter's start.  `python -m tests.conformance.fork_runner AREA... [--fail N] [--only TEXT] [-j N]` prints a score."""
from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from typing import IO, Any, Optional

from tests.conformance.cases_io import AREAS, Case, Result, Slot, arguments, load, wanted

TIMEOUT = 60.0


class Running:
    """One case under way."""

    def __init__(self, case: Case, slot: Slot) -> None:
        self.case, self.slot = case, slot
        slot.prepare(case)
        self.out: IO[bytes] = tempfile.TemporaryFile()
        self.err: IO[bytes] = tempfile.TemporaryFile()
        self.stdin: IO[bytes] = tempfile.TemporaryFile()
        self.stdin.write((case.get("stdin") or "").encode())
        self.stdin.seek(0)
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._child()

    def _child(self) -> None:
        code = 70
        try:
            os.setsid()
            os.chdir(self.slot.cwd)
            feed, write = os.pipe()
            if os.fork() == 0:  # standard input is a pipe, as it was when recorded
                os.close(feed)
                data = self.stdin.read()
                while data:
                    data = data[os.write(write, data):]
                os._exit(0)
            os.close(write)
            os.dup2(feed, 0)
            os.dup2(self.out.fileno(), 1)
            os.dup2(self.err.fileno(), 2)
            environment = self.slot.environment(self.case)
            os.environ.clear()
            os.environ.update(environment)
            time.tzset()
            sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, "w", closefd=False), open(2, "w", closefd=False)
            from shell.__main__ import main
            code = main(arguments(self.case))
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else 0 if e.code is None else 1
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            try:
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code & 0xFF)

    def poll(self) -> Optional[Result]:
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0 and time.monotonic() - self.started < TIMEOUT:
            return None
        timed_out = pid == 0
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it left nothing behind
        if timed_out:
            os.waitpid(self.pid, 0)
        code = -1 if timed_out else os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
        texts = []
        for f in (self.out, self.err):
            f.seek(0)
            texts.append(self.slot.normal(f.read()))
            f.close()
        self.stdin.close()
        return texts[0], texts[1] + ("\n<TIMED OUT>" if timed_out else ""), code


def warm_up() -> None:
    """Import what every case needs, so that children share it."""
    import shell.__main__
    from shell.commands import index
    shell.__main__.preload()
    index.table()


def run_all(cases: Iterable[Case], workers: int = 2, ssh: Optional[str] = None, prefix: str = "s") -> Iterator[tuple[Case, Result]]:
    """(case, result) as they finish, `workers` at a time."""
    free = [Slot(f"{prefix}{i}", ssh) for i in range(workers)]
    active: list[Running] = []
    todo = iter(cases)
    pending = True
    while pending or active:
        while free and pending:
            case = next(todo, None)
            if case is None:
                pending = False
                break
            active.append(Running(case, free.pop()))
        done = False
        for r in list(active):
            result = r.poll()
            if result is not None:
                active.remove(r)
                free.append(r.slot)
                done = True
                yield r.case, result
        if not done:
            time.sleep(0.002)


def main() -> None:
    import argparse
    a = argparse.ArgumentParser()
    a.add_argument("areas", nargs="*", default=[])
    a.add_argument("--only")
    a.add_argument("--exactly", help="only these ids, separated by commas")
    a.add_argument("--level", type=int)
    a.add_argument("--fail", type=int, default=0)
    a.add_argument("-j", type=int, default=2)
    a.add_argument("--prefix", default="s", help="one letter naming this run's folders; take another one when two run at a time")
    a.add_argument("--ids", action="store_true", help="print only the ids that fail")
    a.add_argument("--ssh", action="store_true", help="start an OpenSSH server for the cases that need hosts")
    a.add_argument("--report", help="write `id pass` or `id fail` lines to this file")
    o = a.parse_args()
    server = None
    if o.ssh:
        from tests.conformance.recorded_hosts import RecordedHosts
        server = RecordedHosts()
    warm_up()
    try:
        score(o, server.ssh_folder if server is not None else None)
    finally:
        if server is not None:
            server.close()


def score(o: Any, ssh: Optional[str]) -> None:
    """Run what the options ask for and print it."""
    import difflib
    report = open(o.report, "w", encoding="utf-8") if o.report else None
    for area in o.areas or AREAS:
        cases = [c for c in load(area) if (not o.only or o.only in c["id"]) and (not o.level or c["level"] == o.level) and (ssh or not c.get("needs"))]
        if o.exactly:
            wanted_ids = set(o.exactly.split(","))
            cases = [c for c in cases if c["id"] in wanted_ids]
        failed, shown, by_level = [], 0, {1: [0, 0], 2: [0, 0], 3: [0, 0]}
        for case, got in run_all(cases, o.j, ssh, o.prefix):
            want = wanted(case)
            if report is not None:
                report.write(f"{case['id']} {'pass' if got == want else 'fail'}\n")
            by_level[case["level"]][0] += 1
            if got == want:
                by_level[case["level"]][1] += 1
                continue
            failed.append(case["id"])
            if o.ids:
                print(case["id"])
            elif shown < o.fail:
                shown += 1
                print("FAIL", case["id"], case["level"], "\n   ", repr(case.get("script") or case.get("args")), repr(case.get("stdin") or ""))
                for name, w, g in zip(("stdout", "stderr", "exit"), want, got):
                    if w != g:
                        for line in difflib.unified_diff(str(w).split("\n"), str(g).split("\n"), f"recorded {name}", f"got {name}", lineterm="", n=2):
                            print("    " + line)
        n = len(cases)
        if n:
            levels = "  ".join(f"L{k} {v[1]}/{v[0]}" for k, v in by_level.items() if v[0])
            print(f"{area:10} {n - len(failed):4} of {n:4} pass {100 * (n - len(failed)) / n:5.1f} %   {levels}", flush=True)
    if report is not None:
        report.close()


if __name__ == "__main__":
    main()
