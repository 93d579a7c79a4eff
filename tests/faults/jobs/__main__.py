"""`python -m tests.faults.jobs --count 2000 --seed 1`: a fault run of jobs, its figures, and exit code 1 if anything was lost, doubled or hung."""
from __future__ import annotations

import argparse
import sys
import tempfile
import time

from tests.faults.jobs.fault_run import FaultRun


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.jobs", description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run = FaultRun(options.seed, options.count, folder)
        run.run()
    print(run.report())
    print(f"took {time.monotonic() - began:.0f} s; complaints: {len(run.complaints)}")
    for complaint in run.complaints[:50]:
        print("  " + complaint)
    return 1 if run.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
