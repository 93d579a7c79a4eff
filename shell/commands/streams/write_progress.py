"""Write-Progress: a progress record; a bar on a terminal, nothing elsewhere."""
from __future__ import annotations

from shell.objects.records import ProgressRecord
from shell.runtime.cmdlet import Cmdlet


class WriteProgress(Cmdlet):
    name = "Write-Progress"
    synopsis = "Shows how far a long command has come."
    examples = (("Half done", "Write-Progress -Activity Copying -Status 'file 5 of 10' -PercentComplete 50"),)

    Activity: str = ""
    Status: str = "Processing"
    Id: int = 0
    ParentId: int = -1
    PercentComplete: int = -1
    SecondsRemaining: int = -1
    CurrentOperation: str = ""
    Completed: bool = False
    SourceId: int = 0

    def process(self) -> None:
        number = self.Id if not self.SourceId else self.SourceId << 32 | self.Id  # bars of different sources are different bars
        self.progress(ProgressRecord(self.Activity or "", self.Status, number, self.ParentId, self.PercentComplete, self.SecondsRemaining,
                                     self.CurrentOperation, self.Completed))
