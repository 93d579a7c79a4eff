"""Views of the lab, of lessons, demos and recordings."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, table
from shell.objects.members import get_property

Value = Any


def _megabytes(value: Value) -> Value:
    return f"{float(get_property(value, 'WS') or 0) / (1 << 20):,.1f}"


def _cpu(value: Value) -> Value:
    return f"{float(get_property(value, 'CPU') or 0):,.2f}"


def _count(value: Value) -> Value:
    return len(get_property(value, "Commands") or ())


_SERVICE = (Item("Status", width=8), Item("Name", width=12), Item("DisplayName", width=28))
_PROCESS = (Item(label="WS(M)", width=10, align="right", compute=_megabytes), Item(label="CPU(s)", width=10, align="right", compute=_cpu),
            Item("Id", width=7, align="right"), Item("ProcessName", width=16))
VIEWS: list[View] = [
    table("LabHost", ["PSSession.LabHost"], Item("Name", width=10), Item("Role", width=5), Item("Sessions", width=8, align="right"), Item("Faults")),
    table("LabFault", ["PSSession.LabFault"], Item("Host", width=10), Item("Fault", width=14), Item("Value")),
    table("LabSnapshot", ["PSSession.LabSnapshot"], Item("Name", width=20), Item("Hosts", width=6, align="right"), Item("Time")),
    table("Service", ["System.ServiceProcess.ServiceController", "Deserialized.System.ServiceProcess.ServiceController"], *_SERVICE),
    table("LabProcess", ["PSSession.LabProcess", "Deserialized.PSSession.LabProcess"], *_PROCESS),
    table("Lesson", ["PSSession.Lesson"], Item("Name", width=20), Item("Minutes", width=7, align="right"), Item("Progress", width=9, align="right"), Item("Title")),
    table("LessonProgress", ["PSSession.LessonProgress"], Item("Lesson", width=22), Item("State", width=6), Item("Steps", width=18), Item("Hints", width=5, align="right"),
          Item("When")),
    table("LessonCheck", ["PSSession.LessonCheck"], Item("Lesson", width=20), Item("Ok", width=6), Item("Steps", width=5, align="right"),
          Item("Seconds", width=7, align="right"), Item("Problems"), wrap=True),
    table("Demo", ["PSSession.Demo"], Item("Name", width=16), Item("Lines", width=5, align="right"), Item("Minutes", width=7, align="right"), Item("Title")),
    table("DemoCheck", ["PSSession.DemoCheck"], Item("Line", width=4, align="right"), Item("Passed", width=6), Item("Text", width=50), Item("Problem"), wrap=True),
    table("Recording", ["PSSession.Recording"], Item("Title", width=24), Item("Size", width=8), Item("Seconds", width=8, align="right"),
          Item("Commands", width=8, align="right", compute=_count), Item("Path")),
]
