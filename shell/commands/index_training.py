"""Where the lesson commands live."""
from __future__ import annotations

_P = "shell.commands.training.lessons:"
TABLE: dict[str, str] = {
    "Get-Lesson": _P + "GetLesson", "Start-Lesson": _P + "StartLesson", "Stop-Lesson": _P + "StopLesson", "Show-Lesson": _P + "ShowLesson",
    "Get-Hint": _P + "GetHint", "Show-Progress": _P + "ShowProgress", "Reset-Lesson": _P + "ResetLesson", "Test-Lesson": _P + "TestLesson",
}
