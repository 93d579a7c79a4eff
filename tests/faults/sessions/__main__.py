"""`python -m tests.faults.sessions --count 10000 --seed 1`: faults over mixed commands, through a proxy, against a real sshd. Prints figures.

Ends with 1 when a record was lost, doubled or out of place, a command did not run once, or something hung. The same seed makes the same faults and
the same commands; how they meet depends on the machine's speed as well.
"""
from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter

from tests.faults.sessions.commands import PATIENCE
from tests.faults.sessions.lanes import quick_clocks, run_lanes
from tests.sessions.support import echo_payload
from tests.sshd import Sshd


def main() -> int:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--count", type=int, default=1000)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--lanes", type=int, default=8)
    a.add_argument("--pace", type=float, default=0.3, help="seconds between two faults of one lane, about")
    o = a.parse_args()
    payload = echo_payload("fault_engine:make_engine", more=os.path.join(os.path.dirname(__file__), "fault_engine.py"))
    server = Sshd()
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder, quick_clocks():
            outcomes = run_lanes(o.count, o.seed, o.lanes, o.pace, server, payload, folder)
    finally:
        server.close()
    faults: Counter[str] = sum((outcome.faults for outcome in outcomes), Counter())
    commands: Counter[str] = sum((outcome.commands for outcome in outcomes), Counter())
    for title, found in (("faults", faults), ("commands", commands)):
        print(f"{sum(found.values()):,} {title}: " + ", ".join(f"{name} {number:,}" for name, number in found.most_common()))
    print(f"{sum(outcome.records for outcome in outcomes):,} records checked; the longest command with its repairs {max(o.longest for o in outcomes):.1f} s "
          f"(time-out {PATIENCE:g} s without a record); {time.monotonic() - began:.0f} s in all")
    bad = [outcome for outcome in outcomes if outcome.trouble]
    for outcome in bad:
        print(f"--- lane {outcome.lane} (seed {o.seed}):\n{outcome.trouble}")
    print("every record once and in order, every command once" if not bad else f"{len(bad)} lanes failed")
    return 1 if bad else 0


sys.exit(main())
