"""Objects as they come out of process jobs: the members that say where they are from."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobs.job import Job
from shell.clr.dictionaries import NetDictionary
from shell.objects.members import type_names
from shell.objects.psobject import PSCustomObject, PSObject
from shell.serialization.rehydrate import deserialized_names

Value = Any


def marks_of(job: Job) -> dict[str, Value]:
    """PSComputerName, RunspaceId, PSShowComputerName of a job's objects; empty for jobs of this process."""
    marks = job.attributes.get("marks")
    if marks is None:
        if job.kind.name not in ("BackgroundChild", "DurableJob", "ExecutorChild"):
            marks = {}
        else:
            import uuid

            from shell.clr.guids import Guid
            marks = {"PSComputerName": "localhost", "RunspaceId": Guid(str(uuid.uuid4())), "PSShowComputerName": False}
        job.attributes["marks"] = marks
    return marks


def labelled(job: Job, value: Value) -> Value:
    """The value with the members that name its origin."""
    marks = marks_of(job)
    return label(value, marks) if marks else value


def label_all(values: Sequence[Value], marks: dict[str, Value]) -> list[Value]:
    """Attach marks to values that were decoded for us alone; most are custom objects, or all are plain."""
    out: list[Value] = []
    add = out.append
    for value in values:
        if value.__class__ is PSCustomObject:
            value.props.update(marks)
            add(value)
        else:
            add(label(value, marks))
    return out


def label(value: Value, marks: dict[str, Value]) -> Value:
    """Attach marks to a value that was decoded for us alone."""
    cls = value.__class__
    if cls is PSCustomObject:
        props = value.props
        props.update(marks)
        return value
    if value is None:
        return None
    if isinstance(value, PSObject):
        if "ToString" in value.props:  # an enum's text is listed last
            value.props = {**marks, **value.props}
        else:
            value.props.update(marks)
        return value
    if isinstance(value, NetDictionary):
        return PSObject(value, dict(marks), deserialized_names(type_names(value)))
    return PSObject(value, dict(marks))
