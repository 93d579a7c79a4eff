"""Start-Tour: two minutes, five commands."""
from __future__ import annotations

from shell.clr.exceptions import InvalidOperationException
from shell.commands.training.recording import ALL, TrainingCmdlet
from shell.objects.psobject import PSCustomObject
from shell.runtime.cmdlet import Param


class StartTour(TrainingCmdlet):
    name = "Start-Tour"
    synopsis = "Shows a newcomer around: two minutes, five commands, on practice machines that start by themselves."
    description = "Three practice hosts start inside this program, each step is checked after every command, Get-Hint helps. `pssession tour` begins with it."
    examples = (("Begin", "Start-Tour"), ("As a test", "Start-Tour -Check"))
    extra = (Param("Check", "switch", sets={ALL: {}}, help="Run it through in a shell of its own, without a person; an error when it does not work."),)
    Check: bool = False

    def process(self) -> None:
        tour = self.provided("tour")
        if self.Check:
            proof = tour.check()
            self.write(PSCustomObject({"Lesson": "tour", "Ok": not proof.problems, "Steps": proof.steps, "Ways": proof.ways, "Seconds": round(proof.seconds, 1),
                                       "Problems": "\n".join(proof.problems)}, ["PSSession.LessonCheck", "System.Object"]))
            if proof.problems:
                self.error(f"The tour does not work: {proof.problems[0]}", "TourFailed", "InvalidResult")
            return
        if self.ctx.entered is not None:
            self.fail("Leave the session first: Exit-PSSession.", "TourInSession", "InvalidOperation", None, InvalidOperationException)
        try:
            tour.start()
        except ValueError as e:
            self.refuse(e)
