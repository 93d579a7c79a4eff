"""What travels up the Python stack without being an error: break, continue, return, exit, a pipeline that stops early.

None of these derives from Exception, so that a guard around a statement never takes one for an error.
"""
from __future__ import annotations

from typing import Any, Optional

Value = Any


class FlowControl(BaseException):
    """Base of every jump."""


class LoopJump(FlowControl):
    """break or continue that left the Python function it was written in; `label` is folded, None for the nearest loop."""

    is_break = True

    def __init__(self, label: Optional[str] = None) -> None:
        super().__init__()
        self.label = label


class BreakJump(LoopJump):
    pass


class ContinueJump(LoopJump):
    is_break = False


class ReturnJump(FlowControl):
    """return inside $( ) or another part that runs as a function of its own."""


class ExitException(FlowControl):
    """exit n: ends the script file, or the program."""

    def __init__(self, code: int = 0, value: Value = None) -> None:
        super().__init__()
        self.code = code
        self.value = value


class StopUpstream(FlowControl):
    """Raised by a stage that wants no more input (Select-Object -First); `stage` is that stage."""

    def __init__(self, stage: Any = None) -> None:
        super().__init__()
        self.stage = stage


class PipelineStopped(FlowControl):
    """The user or a Stop-Job ended the running pipeline."""


class MethodReturn(FlowControl):
    """return inside a part of a class method that runs as a function of its own."""

    def __init__(self, value: Value = None) -> None:
        super().__init__()
        self.value = value
