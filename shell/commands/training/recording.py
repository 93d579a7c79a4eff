"""Start-, Stop-, Get-Recording: what the session shows, kept as an asciicast without its secrets."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import IOException
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.records import PSInvalidOperationException
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
ALL = "__AllParameterSets"


class TrainingCmdlet(Cmdlet):
    """A command of the local shell: a session's or a job's runspace has no recorder and no demos."""

    default_set = ""

    def provided(self, name: str) -> Any:
        """The service, or the error that it is not here."""
        if name not in self.ctx.services:
            self.fail(f"{self.name} works in your own shell only, not in a session or a job.", "OnlyInOwnShell", "InvalidOperation",
                      exception_class=PSInvalidOperationException)
        return self.ctx.service(name)

    def refuse(self, error: Exception, target: Value = None) -> None:
        """An error of a training service as a terminating error."""
        self.fail(str(error), str(getattr(error, "error_id", "RecordingFailed")), "InvalidOperation", target, IOException)


class StartRecording(TrainingCmdlet):
    name = "Start-Recording"
    synopsis = "Records what the session shows to an asciicast file, secrets masked, with a marker for each command."
    description = ("Everything the terminal shows while a command runs is written to the file when the command has ended, secrets masked first; keys, menus and "
                   "suggestions are not recorded. It works at a terminal, through standard input and with -Command. See about_Recording.")
    examples = (("Record, play, turn into a web page", "Start-Recording ./session.cast\nGet-Date\nStop-Recording\nShow-Recording ./session.cast\nExport-Recording ./session.cast ./session.html"),
                ("For others to see", "Start-Recording ./talk.cast -Title 'Patching' -IdleLimit 2 -Anonymize"))
    extra = (Param("Path", "string", sets={ALL: {"position": 0, "mandatory": True}}, help="The file to make."),
             Param("CastVersion", "int", sets={ALL: {}}, validate=("range:2..3",), help="2 or 3 of the asciicast format; 3 if not said."),
             Param("Title", "string", sets={ALL: {}}, help="What the recording is about."),
             Param("IdleLimit", "double", sets={ALL: {}}, help="Players make pauses no longer than so many seconds."),
             Param("Anonymize", "switch", sets={ALL: {}}, help="Names of hosts become host01, host02 ..., addresses 192.0.2.1 ..."),
             Param("Force", "switch", sets={ALL: {}}, help="Replace a file that exists."))
    Path: str = ""
    CastVersion: int = 3
    Title: Optional[str] = None
    IdleLimit: float = 0.0
    Anonymize: bool = False
    Force: bool = False

    def process(self) -> None:
        recorder = self.provided("recorder")
        full = self.ctx.full_path(self.Path)
        try:
            recorder.check(full, self.Force)
            self.write(PSObject(f"Recording started, file is {self.Path}", {"Path": full}))
            self.ctx.host.flush()
            recorder.start(full, int(self.CastVersion), self.Title or "", float(self.IdleLimit), self.Anonymize, self.Force)
        except RuntimeError as e:
            self.refuse(e, self.Path)


class StopRecording(TrainingCmdlet):
    name = "Stop-Recording"
    synopsis = "Ends the recording and says what it holds."
    description = "The file is complete then: its last event is the exit code. A recording that is not stopped ends with the shell."
    examples = (("The end", "Stop-Recording"),)

    def process(self) -> None:
        try:
            done = self.provided("recorder").stop()
        except RuntimeError as e:
            self.refuse(e)
        masked = f", {done.redactor.masked} secrets masked" if done.redactor.masked else ""
        text = f"Recording stopped, file is {done.path} ({done.commands} command{'' if done.commands == 1 else 's'}, {done.now():.1f} s{masked})"
        self.write(PSObject(text, {"Path": done.path}))


class GetRecording(TrainingCmdlet):
    name = "Get-Recording"
    synopsis = "Tells whether a recording is under way, or what a recorded file holds."
    description = "Without a file: the recording that is being made, if there is one. With files: title, size, length, the commands, how many failed, the exit code."
    examples = (("Under way?", "Get-Recording"), ("What is in it", "Get-Recording ./session.cast | Format-List"))
    extra = (Param("Path", "string[]", sets={ALL: {"position": 0}}, help="Recorded files."),)
    Path: Optional[list[str]] = None

    def process(self) -> None:
        if self.Path is None:
            current = self.provided("recorder").current
            if current is not None:
                self.write(PSCustomObject({"Path": current.path, "Commands": current.commands, "Seconds": round(current.now(), 1)}))
            return
        for path in self.Path:
            try:
                facts = self.provided("recordings").describe(self.ctx.full_path(path))
            except (OSError, ValueError) as e:
                self.error(f"'{path}' cannot be read as a recording: {e}", "RecordingUnreadable", "InvalidData", path, IOException)
                continue
            self.write(PSCustomObject(facts, ["PSSession.Recording", "System.Object"]))
