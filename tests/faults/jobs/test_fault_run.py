"""A short fault run in every test run; `python -m tests.faults.jobs` is the long one. JOBS_FAULT_COUNT and JOBS_FAULT_SEED choose another."""
from __future__ import annotations

import os
from pathlib import Path

from tests.faults.jobs.fault_run import FaultRun


def test_nothing_is_lost_doubled_or_hung(tmp_path: Path) -> None:
    run = FaultRun(int(os.environ.get("JOBS_FAULT_SEED", "20261125")), int(os.environ.get("JOBS_FAULT_COUNT", "40")), str(tmp_path))
    run.run()
    assert not run.complaints, "\n".join(run.complaints)
    assert sum(run.ends.values()) == run.count
