"""Start-Sleep and Get-Uptime."""
from __future__ import annotations

import threading
import time
from typing import Any

from shell.runtime.cmdlet import Cmdlet
from shell.runtime.flow import PipelineStopped

Value = Any
_STEP = 0.05  # how soon a stop from another thread is noticed


class StartSleep(Cmdlet):
    name = "Start-Sleep"
    net_class = "Microsoft.PowerShell.Commands.StartSleepCommand"
    synopsis = "Waits for some seconds."
    examples = (("Half a second", "Start-Sleep -Milliseconds 500"), ("Two seconds", "Start-Sleep 2"))
    Seconds: float = 0.0
    Milliseconds: int = 0
    Duration: Value = None

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def process(self) -> None:
        seconds = float(self.Seconds)
        if self.has("Milliseconds"):
            seconds = self.Milliseconds / 1000
        elif self.Duration is not None:
            seconds = self.Duration.ticks / 10000000
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._stopped.wait(min(left, _STEP)) or self.ctx.stop_requested:
                raise PipelineStopped
            if self.ctx.pending_actions is not None:
                self.ctx.pending_actions()

    def stop(self) -> None:
        self._stopped.set()


class GetUptime(Cmdlet):
    name = "Get-Uptime"
    net_class = "Microsoft.PowerShell.Commands.GetUptimeCommand"
    synopsis = "How long the machine has been running."
    examples = (("How long", "Get-Uptime"), ("Since when", "Get-Uptime -Since"))
    Since: bool = False

    def process(self) -> None:
        from shell.clr.times import TimeSpan
        with open("/proc/uptime", encoding="ascii") as f:
            seconds = int(float(f.read().split()[0]))
        if not self.Since:
            self.write(TimeSpan(seconds * 10000000))
            return
        from shell.clr.files import time_from_ns
        self.write(time_from_ns(time.time_ns() - seconds * 1000000000, False))
