"""What training offers to commands, as services of the local shell's runspace; made when first asked for.  A host's or a job's runspace has none of them."""
from __future__ import annotations

from typing import Any

from shell.commands.session_state import SERVICES
from shell.runtime.context import Context, ServiceFactory


def _recorder(ctx: Context) -> Any:
    from shell.training.record_session import Recorder
    return Recorder(ctx)


def _recordings(ctx: Context) -> Any:
    from shell.training.record_files import Recordings
    return Recordings(ctx)


def _demos(ctx: Context) -> Any:
    from shell.training.demo_player import Demos
    return Demos(ctx)


def _tour(ctx: Context) -> Any:
    from shell.training.tour import Tour
    return Tour(ctx)


def _lessons(ctx: Context) -> Any:
    from shell.training.lesson_run import Lessons
    return Lessons(ctx)


def install() -> None:
    """Called by the program's composition root, before the first runspace is made."""
    SERVICES.update({"recorder": ServiceFactory(_recorder), "recordings": ServiceFactory(_recordings), "demos": ServiceFactory(_demos), "tour": ServiceFactory(_tour),
                     "lessons": ServiceFactory(_lessons)})
