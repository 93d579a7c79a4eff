"""What several job tests share: the module path of job processes, the type of the run fixture, waiting for the system."""
from __future__ import annotations

import os
import threading
from typing import Callable

from jobs import Job

HERE = os.path.dirname(os.path.abspath(__file__))
PATHS = [os.path.dirname(os.path.dirname(HERE)), HERE]
Run = Callable[..., Job]


def wait_until(condition: Callable[[], bool], timeout: float = 10) -> None:
    """For what only the system can tell (a process is gone): no event to wait on exists."""
    pause = threading.Event()
    for _ in range(int(timeout / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("did not come true in time")
