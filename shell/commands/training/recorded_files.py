"""Show-, Export-, Test-Recording: recorded files played in the terminal, turned into pages, pictures, texts, demos and lessons, and checked."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import IOException
from shell.commands.training.recording import ALL, TrainingCmdlet
from shell.objects.psobject import PSCustomObject
from shell.runtime.cmdlet import Param

Value = Any
KINDS = {".html": "Html", ".htm": "Html", ".svg": "Svg", ".md": "Markdown", ".txt": "Text", ".ps1": "Demo", ".cast": "Cast", "": "Lesson"}
PATH = Param("Path", "string", sets={ALL: {"position": 0, "mandatory": True}}, help="A recorded file, asciicast version 2 or 3.")
IDLE = Param("IdleLimit", "double", sets={ALL: {}}, help="Pauses are no longer than so many seconds; the recording's own limit if not said.")


class ShowRecording(TrainingCmdlet):
    name = "Show-Recording"
    synopsis = "Plays a recording in the terminal. Space pauses, . steps, ] and [ go to the next and previous command, + and - change the speed, q ends."
    description = "What a file holds can only draw: sequences that set titles, reach for the clipboard or ask the terminal are left out. Without a terminal all is shown at once."
    examples = (("Play", "Show-Recording ./session.cast"), ("A talk: stop at every command", "Show-Recording ./session.cast -PauseOnMarkers -IdleLimit 1"))
    extra = (PATH, IDLE, Param("Speed", "double", sets={ALL: {}}, help="2 is twice as fast."),
             Param("Marker", "int", sets={ALL: {}}, help="Begin at this command, counted from 1."),
             Param("PauseOnMarkers", "switch", sets={ALL: {}}, help="Pause before each command; Space goes on."))
    Path: str = ""
    IdleLimit: float = 0.0
    Speed: float = 1.0
    Marker: int = 0
    PauseOnMarkers: bool = False

    def process(self) -> None:
        if float(self.Speed) <= 0:
            self.fail("The speed must be greater than zero.", "SpeedInvalid", "InvalidArgument", self.Speed, IOException)
        try:
            self.provided("recordings").play(self.ctx.full_path(self.Path), float(self.Speed), float(self.IdleLimit) or None, int(self.Marker), self.PauseOnMarkers)
        except (OSError, ValueError) as e:
            self.fail(f"'{self.Path}' cannot be played: {e}", "RecordingUnreadable", "InvalidData", self.Path, IOException)


class ExportRecording(TrainingCmdlet):
    name = "Export-Recording"
    synopsis = "Turns a recording into a web page with a player, a picture, Markdown, text, a demo script or a lesson to fill in."
    description = ("The page and the pictures show the same screens and need nothing from elsewhere. Markdown, text, demo and lesson need the marks our recorder makes at "
                   "each prompt; of other recordings there is the text alone.")
    examples = (("A page and a picture", "Export-Recording ./session.cast ./session.html\nExport-Recording ./session.cast ./session.svg"),
                ("The last screen only", "Export-Recording ./session.cast ./last.svg -Still"), ("A demo and a lesson", "Export-Recording ./session.cast ./talk.ps1\nExport-Recording ./session.cast ./my-lesson"),
                ("For an older player", "Export-Recording ./session.cast ./old.cast -CastVersion 2"))
    extra = (PATH, Param("Destination", "string", sets={ALL: {"position": 1, "mandatory": True}},
                         help="The file to make: .html, .svg, .md, .txt, .ps1, .cast; a folder (no extension) becomes a lesson."),
             Param("As", "string", sets={ALL: {}}, validate=("set:Html,Svg,Markdown,Text,Demo,Lesson,Cast",), help="The form, when the name does not tell it."),
             Param("Title", "string", sets={ALL: {}}, help="A heading other than the recording's own."), IDLE,
             Param("At", "double", sets={ALL: {}}, help="Svg: the screen at this second."), Param("Still", "switch", sets={ALL: {}}, help="Svg: the last screen, not moving."),
             Param("CastVersion", "int", sets={ALL: {}}, validate=("range:2..3",), help="Cast: 2 or 3."), Param("Force", "switch", sets={ALL: {}}, help="Replace a file that exists."))
    Path: str = ""
    Destination: str = ""
    As: Optional[str] = None
    Title: Optional[str] = None
    IdleLimit: float = 0.0
    At: Optional[float] = None
    Still: bool = False
    CastVersion: int = 0
    Force: bool = False

    def process(self) -> None:
        target = self.ctx.full_path(self.Destination)
        kind = self.As or KINDS.get(os.path.splitext(target)[1].lower())
        if kind is None:
            self.fail(f"'{self.Destination}' does not tell what to make. Use .html, .svg, .md, .txt, .ps1, .cast, a folder for a lesson, or -As.", "RecordingKindUnknown",
                      "InvalidArgument", self.Destination, IOException)
        if os.path.exists(target) and not self.Force and kind != "Lesson":
            self.fail(f"The file '{self.Destination}' exists already. Give another name, or -Force to replace it.", "RecordingFileExists", "ResourceExists", self.Destination,
                      IOException)
        try:
            made = self.provided("recordings").export(self.ctx.full_path(self.Path), target, kind.capitalize() if kind else "", self.Title or "",
                                                      None if self.At is None else float(self.At), self.Still, float(self.IdleLimit) or None, int(self.CastVersion))
        except (OSError, ValueError) as e:
            self.fail(f"'{self.Path}' cannot be turned into '{self.Destination}': {e}", "RecordingExportFailed", "InvalidData", self.Path, IOException)
        self.write_all(self.ctx.call_command("Get-Item", {"LiteralPath": made}))


class TestRecording(TrainingCmdlet):
    name = "Test-Recording"
    synopsis = "Checks a recorded file against the asciicast format, and looks for what might be a secret."
    description = "Tells what breaks the documented format, and where something looks like a secret, also in recordings other programs made."
    examples = (("Before it is published", "Test-Recording ./session.cast"),)
    extra = (PATH, Param("Quiet", "switch", sets={ALL: {}}, help="True or false only."))
    Path: str = ""
    Quiet: bool = False

    def process(self) -> None:
        try:
            found = self.provided("recordings").check(self.ctx.full_path(self.Path))
        except OSError as e:
            self.fail(f"'{self.Path}' cannot be read: {e}", "RecordingUnreadable", "InvalidData", self.Path, IOException)
        self.write(not found if self.Quiet else PSCustomObject({"Path": self.Path, "Valid": not found, "Problems": found}))
