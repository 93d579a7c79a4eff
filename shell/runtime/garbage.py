"""How often the program collects garbage: scripts make many objects and few cycles, so the interpreter's default costs more than it frees."""
from __future__ import annotations

import gc

THRESHOLDS = (20_000, 10, 10)


def collect_rarely() -> None:
    """For a program that runs scripts; measured with 200,000 objects received from a job: a third of the time."""
    gc.set_threshold(*THRESHOLDS)
