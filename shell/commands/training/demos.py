"""Start-, Stop-, Get-Demo: scripts played at the prompt, key by key, in the real session; or run as a test."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import IOException
from shell.commands.training.recording import ALL, TrainingCmdlet
from shell.objects.psobject import PSCustomObject
from shell.runtime.cmdlet import Param

Value = Any


class StartDemo(TrainingCmdlet):
    name = "Start-Demo"
    synopsis = "Plays a script at the prompt: any key types, Enter runs the line in this session. With -Check it is run as a test."
    description = ("Tab lends the prompt to the keyboard and takes it back, Page Up goes back to the line before, Ctrl-C ends. Comments in the script say how it is played; "
                   "see about_Demos.")
    examples = (("What comes with the shell", "Get-Demo\nStart-Demo remote-jobs"), ("With notes on a second terminal", "Start-Demo ./talk.ps1 -Notes /dev/pts/7 -Minutes 10"),
                ("Does it still work?", "Start-Demo ./talk.ps1 -Check"))
    extra = (Param("Path", "string", sets={ALL: {"position": 0, "mandatory": True}}, help="A .ps1 file, or the name of a demo that Get-Demo lists."),
             Param("Notes", "string", sets={ALL: {}}, help="Where the presenter's notes go: another terminal (its `tty`) or a file."),
             Param("Minutes", "double", sets={ALL: {}}, help="How long it shall take; the notes tell how the time goes."),
             Param("Line", "int", sets={ALL: {}}, help="Begin at this line of the file."),
             Param("Check", "switch", sets={ALL: {}}, help="Run every line without a terminal, in a shell of its own; lines that fail are errors."))
    Path: str = ""
    Notes: Optional[str] = None
    Minutes: float = 0.0
    Line: int = 0
    Check: bool = False

    def process(self) -> None:
        demos = self.provided("demos")
        try:
            demo = demos.open(self.Path)
            if self.Check:
                self._check(demos, demo)
                return
            notes = self.ctx.full_path(self.Notes) if self.Notes else ""
            demos.play(demo, notes, float(self.Minutes), int(self.Line))
        except (ValueError, OSError) as e:
            self.refuse(e, self.Path)

    def _check(self, demos: Any, demo: Any) -> None:
        for done in demos.check(demo):
            if self.stopping:
                return
            passed = not done.problem
            self.write(PSCustomObject({"Demo": demo.name, "Line": done.line, "Passed": passed, "Text": done.text, "Problem": done.problem},
                                      ["PSSession.DemoCheck", "System.Object"]))
            if not passed:
                self.error(f"{demo.name}, line {done.line}: {done.problem}", "DemoLineFailed", "InvalidResult", done.text)


class StopDemo(TrainingCmdlet):
    name = "Stop-Demo"
    synopsis = "Ends the demo that is being played."
    description = "To be typed while the keyboard has the prompt (after Tab). Ctrl-C at a line of the demo does the same."
    examples = (("The end", "Stop-Demo"),)

    def process(self) -> None:
        if self.provided("demos").stop() is None:
            self.fail("No demo is being played.", "NoDemo", "InvalidOperation", exception_class=IOException)


class GetDemo(TrainingCmdlet):
    name = "Get-Demo"
    synopsis = "Lists the demos that come with the shell, or tells what is in a file."
    description = "Name, title, number of lines, chapters, the hosts of the lab it needs."
    examples = (("All", "Get-Demo"), ("Of one", "Get-Demo ./talk.ps1"))
    extra = (Param("Path", "string[]", sets={ALL: {"position": 0}}, help="Names or files."),)
    Path: Optional[list[str]] = None

    def process(self) -> None:
        demos = self.provided("demos")
        if self.Path is None:
            for demo in demos.shipped():
                self.write(describe(demo))
            return
        for path in self.Path:
            try:
                self.write(describe(demos.open(path)))
            except ValueError as e:
                self.error(str(e), "DemoInvalid", "InvalidData", path, IOException)


def describe(demo: Any) -> Value:
    """A demo as an object."""
    return PSCustomObject({"Name": demo.name, "Title": demo.title, "Lines": len(demo.steps), "Minutes": demo.minutes or None, "Hosts": demo.hosts or None,
                           "Chapters": demo.chapters, "Path": demo.path}, ["PSSession.Demo", "System.Object"])
