"""Base class of built-in commands.  A cmdlet declares what it uses, does its work in begin/process/end, and reaches the world through `ctx`.

Parameters are declared as data (shell/commands/declarations.jsonl); a class annotates those it reads, with their defaults:

    class GetUptime(Cmdlet):
        name = "Get-Uptime"
        Since: bool = False

        def process(self) -> None: ...
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, ClassVar, NoReturn, Optional

from shell.clr.exceptions import NetException
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, InformationRecord, InvocationInfo, ProgressRecord, TerminatingError
from shell.runtime.command_runtime import CommandRuntime

Value = Any


class Param:
    """A parameter of ours that PowerShell's cmdlet does not have.  `sets` None: every set; else {set: {"position":…, "mandatory":…, "pipeline":…}}."""

    __slots__ = ("name", "type_name", "aliases", "sets", "validate", "help")

    def __init__(self, name: str, type_name: str = "System.Object", *, aliases: tuple[str, ...] = (), sets: Optional[dict[str, dict[str, Any]]] = None,
                 validate: tuple[str, ...] = (), help: str = "") -> None:
        self.name, self.type_name, self.aliases, self.sets, self.validate, self.help = name, type_name, aliases, sets, validate, help


class Cmdlet:
    """One instance per invocation."""

    name: ClassVar[str] = ""
    net_class: ClassVar[str] = ""  # full .NET class name when it is not Microsoft.PowerShell.Commands.<VerbNoun>Command
    extra: ClassVar[tuple[Param, ...]] = ()  # parameters beyond the recorded ones
    default_set: ClassVar[Optional[str]] = None  # overrides the declaration (own cmdlets need it)
    supports_should_process: ClassVar[bool] = False  # own cmdlets only; recorded ones have it in the declaration
    confirm_impact: ClassVar[str] = "Medium"
    plain_input: ClassVar[str] = ""  # the parameter a piped string always goes to; its process takes a bare string there
    synopsis: ClassVar[str] = ""  # help: one sentence
    description: ClassVar[str] = ""
    examples: ClassVar[tuple[tuple[str, str], ...]] = ()  # (what it shows, code)

    ctx: Any
    invocation: InvocationInfo
    runtime: CommandRuntime
    bound: dict[str, Value]
    parameter_set: str
    emit: Any
    stopping: bool = False

    # ---- to override

    def begin(self) -> None:
        """Before the first piped object; pipeline parameters are not bound yet."""

    def process(self) -> None:
        """Once per piped object, or once when nothing is piped."""

    def collector(self) -> Optional[Callable[[Value], None]]:
        """What takes every further piped object in place of `process`, for a cmdlet that only collects them: it never fails; null is an object too."""
        return None

    def end(self) -> None:
        """After the last piped object."""

    def stop(self) -> None:
        """The pipeline is being stopped (Ctrl-C, Select-Object -First): release what blocks.  May be called from another thread."""

    # ---- output

    def write(self, value: Value) -> None:
        """One object down the pipeline, as it is (a list stays one object)."""
        self.emit(value)

    def write_all(self, values: Iterable[Value]) -> None:
        """Every element down the pipeline."""
        emit = self.emit
        for v in values:
            emit(v)

    def write_error(self, record: ErrorRecord) -> None:
        self.runtime.write_error(record)

    def error(self, message: str, error_id: str, category: str = "NotSpecified", target: Value = None,
              exception_class: type[NetException] = NetException, inner: Optional[BaseException] = None) -> None:
        """Report a non-terminating error."""
        self.runtime.write_error(ErrorRecord(exception_class(message, inner), error_id, category, target))

    def fail(self, message: str, error_id: str, category: str = "NotSpecified", target: Value = None,
             exception_class: type[NetException] = NetException, inner: Optional[BaseException] = None) -> NoReturn:
        """End this command with a terminating error."""
        raise self.terminate(ErrorRecord(exception_class(message, inner), error_id, category, target))

    def terminate(self, record: ErrorRecord) -> TerminatingError:
        """The exception that ends this command with `record`: `raise self.terminate(record)`."""
        return TerminatingError(self.runtime.complete(record))

    def warn(self, text: str) -> None:
        self.runtime.write_informational("Warning", text)

    def verbose(self, text: str) -> None:
        self.runtime.write_informational("Verbose", text)

    def debug(self, text: str) -> None:
        self.runtime.write_informational("Debug", text)

    def information(self, data: Value, tags: Optional[list[str]] = None) -> None:
        self.runtime.write_information(InformationRecord(data, self.name, tags))

    def progress(self, record: ProgressRecord) -> None:
        self.runtime.write_progress(record)

    # ---- questions

    def should_process(self, target: str, action: Optional[str] = None) -> bool:
        return self.runtime.should_process(target, action)

    def should_continue(self, query: str, caption: str) -> bool:
        return self.runtime.should_continue(query, caption)

    def has(self, parameter: str) -> bool:
        """Was the parameter bound (by the call, the pipeline or a default)?  PowerShell's spelling."""
        return parameter in self.bound

    def flag(self, parameter: str) -> bool:
        """The value of a switch, False when not bound."""
        return bool(base_of(self.bound.get(parameter, False)))
