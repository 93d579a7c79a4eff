"""Exceptions about native programs, with the members scripts read."""
from __future__ import annotations

from shell.clr.exceptions import NetException, define_exception
from shell.objects.exception_types import type_of_exception
from shell.objects.records import RuntimeException

NativeCommandExitException = define_exception("System.Management.Automation.NativeCommandExitException", RuntimeException)
_T = type_of_exception(NativeCommandExitException)
_T.prop("Path", "string")(lambda e: getattr(e, "path", None))
_T.prop("ExitCode", "int")(lambda e: getattr(e, "exit_code", 0))
_T.prop("ProcessId", "int")(lambda e: getattr(e, "process_id", 0))


def exit_exception(text: str, path: str, code: int, pid: int) -> NetException:
    """The exception of a program that ended with another code than 0."""
    made = NativeCommandExitException(text)
    made.path, made.exit_code, made.process_id = path, code, pid  # type: ignore[attr-defined]
    return made
