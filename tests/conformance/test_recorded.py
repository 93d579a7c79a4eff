"""The recorded behaviour of PowerShell as a ratchet: every case passes, except those listed in gaps.txt (which must fail) and better.txt.

Cases run as processes forked from this warmed-up one.  A listed case that passes fails the test until it is taken off the list.
"""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.cases_io import AREAS, Slot, arguments, listed, load, wanted

ROOT = Path(__file__).resolve().parents[2]


def run_area(area: str, tmp_path: Path, *more: str) -> dict[str, bool]:
    """id -> passed, from a runner process of its own (so that forking never meets threads of the test process)."""
    argv = [sys.executable, "-m", "tests.conformance.fork_runner", area, "--report", str(tmp_path / "report.txt"), "--prefix", "t", "--ssh", *more]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    out = {}
    for line in (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines():
        ident, _, word = line.rpartition(" ")
        out[ident] = word == "pass"
    return out


@pytest.mark.parametrize("area", AREAS)
def test_area(area: str, tmp_path: Path) -> None:
    """No case fails that is not listed; no listed case passes."""
    results = run_area(area, tmp_path)
    assert len(results) == len(load(area))
    gaps, better = listed("gaps.txt"), listed("better.txt")
    surprising = [i for i, ok in results.items() if ok == (i in gaps) and i not in better]
    if surprising:  # once more, alone: a busy machine must neither break nor mend a case
        again = run_area(area, tmp_path, "-j", "1", "--exactly", ",".join(surprising))
        surprising = [i for i in surprising if again[i] == results[i]]
    broken = [i for i in surprising if not results[i]]
    mended = [i for i in surprising if results[i]]
    assert not broken, "these recorded cases fail and are not listed in gaps.txt:\n" + "\n".join(broken)
    assert not mended, "these pass now: take them off gaps.txt:\n" + "\n".join(mended)


def test_lists_are_honest() -> None:
    """Every listed id exists and has a reason; better.txt is at most 2 % of an area."""
    known = {c["id"] for a in AREAS for c in load(a)}
    for name in ("gaps.txt", "better.txt"):
        for ident, reason in listed(name).items():
            assert ident in known, f"{name}: no case {ident}"
            assert reason, f"{name}: {ident} has no reason"
    for area in AREAS:
        n = sum(1 for i in listed("better.txt") if i.startswith(area + "/"))
        assert n <= max(1, len(load(area)) * 2 // 100), area


@pytest.mark.parametrize("area", ("expr", "cli", "objects"))
def test_sample_as_whole_processes(area: str) -> None:
    """A few passing cases through the real command, so that what forking hides (start-up, exit) shows."""
    gaps, better = listed("gaps.txt"), listed("better.txt")
    cases = [c for c in load(area) if c["id"] not in gaps and c["id"] not in better and not c.get("needs")][::23][:8]
    slot = Slot("w0")
    for case in cases:
        slot.prepare(case)
        p = subprocess.run([sys.executable, "-m", "shell", *arguments(case)], cwd=slot.cwd, input=(case.get("stdin") or "").encode(), capture_output=True,
                           env={**slot.environment(case), "PYTHONPATH": str(ROOT)}, timeout=120)
        assert (slot.normal(p.stdout), slot.normal(p.stderr), p.returncode) == wanted(case), case["id"]
