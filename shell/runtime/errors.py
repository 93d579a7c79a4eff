"""ErrorRecords from whatever was raised: positions, script stack trace, $Error, what a failed statement does next, throw and catch.

Generated functions carry their Unit in their globals under `__ps__`; `unit.extent(line)` turns a Python line number into the script's Extent.
"""
from __future__ import annotations

import sys
from types import FrameType, TracebackType
from typing import Any, Optional

from shell.clr.exceptions import EXCEPTIONS, NetException, define_exception
from shell.objects.psobject import PSObject, base_of
from shell.objects.records import ErrorRecord, RuntimeException, TerminatingError
from shell.runtime.frame import CommandInvocation, Frame
from shell.runtime.method_sites import wrapped
from shell.runtime.scopes import Scope

Value = Any

ScriptCallDepthException = define_exception("System.Management.Automation.ScriptCallDepthException", RuntimeException)
InsufficientMemoryException = define_exception("System.InsufficientExecutionStackException", RuntimeException)
InternalErrorException = define_exception("System.Management.Automation.PSInternalErrorException", RuntimeException)
_SILENT = ("SilentlyContinue", "Ignore")
_WRAPPED = ("System.Management.Automation.PSInvalidCastException",)  # shown as the RuntimeException an operator or cast wraps it in


class StackTrace:
    """The script frames of an error, noted quickly; the text is made when somebody reads it."""

    __slots__ = ("frames",)

    def __init__(self, tb: Optional[TracebackType], frame: Optional[FrameType]) -> None:
        found: list[tuple[Any, int, str]] = []
        start = frame
        if tb is not None:
            start = tb.tb_frame.f_back
            while tb is not None:
                unit = tb.tb_frame.f_globals.get("__ps__")
                if unit is not None:
                    found.append((unit, tb.tb_lineno, tb.tb_frame.f_code.co_name))
                tb = tb.tb_next
            found.reverse()
        while start is not None:
            unit = start.f_globals.get("__ps__")
            if unit is not None:
                found.append((unit, start.f_lineno, start.f_code.co_name))
            start = start.f_back
        self.frames = found

    @property
    def extent(self) -> Any:
        """Where it happened, None when no script was running."""
        if not self.frames:
            return None
        unit, line, _ = self.frames[0]
        return unit.extent(line)

    def text(self) -> str:
        lines = []
        for unit, line, part in self.frames:
            if part.startswith("sub_"):
                continue
            extent = unit.extent(line)
            name = "<ScriptBlock>" if part.startswith("item") or unit.label == "block" else unit.label
            lines.append(f"at {name}, {extent.file or '<No file>'}: line {extent.start_line_number}")
        return "\n".join(lines)


def stack_trace(tb: Optional[TracebackType] = None, frame: Optional[FrameType] = None) -> str:
    """ScriptStackTrace: a line for each script frame, innermost first."""
    return StackTrace(tb, frame).text()


def internal_error(error: BaseException) -> NetException:
    """A bug of ours: logged in full, shown without a traceback."""
    import os
    import time
    import traceback
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    path = os.path.join(base, "pssession", "internal-errors.log")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "a", encoding="utf-8") as log:
            log.write(time.strftime("%Y-%m-%d %H:%M:%S\n") + "".join(traceback.format_exception(type(error), error, error.__traceback__)) + "\n")
        where = f" Details are in {path}."
    except OSError as e:
        where = f" The details could not be written ({e})."
    return InternalErrorException(f"Internal error: {type(error).__name__}: {error}.{where}", error_id="InternalError", category="NotSpecified")


def as_net_exception(error: BaseException) -> NetException:
    """Python exceptions that stand for .NET ones; anything else is a bug of ours."""
    if isinstance(error, NetException):
        return error
    if isinstance(error, RecursionError):
        return ScriptCallDepthException("The script failed due to call depth overflow.", error_id="CallDepthOverflow", category="InvalidOperation")
    if isinstance(error, ValueError) and "null byte" in str(error):
        return EXCEPTIONS["system.argumentexception"]("Null character in path.", error_id="Argument", category="InvalidArgument")
    if isinstance(error, MemoryError):
        return EXCEPTIONS["system.systemexception"]("Insufficient memory to continue the execution of the program.", error_id="OutOfMemory",
                                                    category="ResourceUnavailable")
    return internal_error(error)


def record_from(error: NetException) -> ErrorRecord:
    """The record of an exception that escaped from an expression."""
    runtime = isinstance(error, RuntimeException)
    if not runtime and error.error_id is not None and error.net_name in _WRAPPED:
        error = RuntimeException(error.message, error, error_id=error.error_id, category=error.category, target=error.target)
    error_id = error.error_id or (error.short_name if runtime and error.short_name != "ParseException" else error.net_name)
    category = error.category or ("NotSpecified" if runtime else "OperationStopped")
    record = ErrorRecord(error, error_id, category, error.target)
    if error.target is not None:
        from shell.runtime.binding_errors import name_target
        name_target(record, error.target)
    return record


def terminating(error: BaseException, tb: Optional[TracebackType], ends_script: bool = False) -> TerminatingError:
    """Any raised exception as a TerminatingError whose record knows where it happened."""
    if isinstance(error, TerminatingError):
        place(error.record, tb)
        hidden = getattr(error.record.invocation, "hidden_extent", None)
        if hidden is not None:
            error.record.invocation.extent = hidden  # type: ignore[union-attr]
        return error
    net = as_net_exception(wrapped(error, tb))
    carried = getattr(net, "error_record", None)
    record = carried if isinstance(carried, ErrorRecord) else record_from(net)
    place(record, tb)
    if net.message.startswith("The -replace operator allows") or "SplitOptions" in net.message:
        _point_at_operator(record)
    return TerminatingError(record, ends_script)


def _point_at_operator(record: ErrorRecord) -> None:
    """These errors underline the operator, not the statement."""
    info = record.invocation
    if not isinstance(info, CommandInvocation) or info.extent is None or info.extent.source.root is None:
        return
    for n in info.extent.source.root.walk():
        operator = getattr(n, "operator", None)
        if operator is not None and operator.name in ("Ireplace", "Creplace", "Isplit", "Csplit") and n.extent.start >= info.extent.start \
                and n.extent.end <= info.extent.end:
            info.extent = n.error_position
            return


def place(record: ErrorRecord, tb: Optional[TracebackType]) -> None:
    """Give a record its position and stack trace, if it has none yet."""
    if record.has_stack and record.invocation is not None:
        return
    stack = StackTrace(tb, sys._getframe(1))
    if record.invocation is None:
        info = CommandInvocation()
        info.extent = stack.extent
        record.invocation = info
    if not record.has_stack:
        record.set_stack(stack)


# ---- what a failed statement does


def fail(F: Frame, V: Scope) -> None:
    """A statement raised (called in its except clause): report and go on with the next one, or pass the error up."""
    _, error, tb = sys.exc_info()
    assert error is not None
    err = terminating(error, tb)
    ctx = F.ctx
    ctx.ok = False
    if ends_function(err, F):
        raise err from None
    if ctx.try_depth:
        raise err from None  # a try takes it
    settle(F, V, err)


def ends_function(err: TerminatingError, F: Frame) -> bool:
    """Is the error one of $PSCmdlet.ThrowTerminatingError under way to the end of the function it speaks for?  Whoever called it, and through the
    functions between; the caller of that function sees an ordinary error."""
    stopped: Any = getattr(err, "frame", None)
    if stopped is None:
        return False
    here = stopped.scope is F.scope
    if not here and getattr(err, "arrived", False):
        err.frame = None  # type: ignore[attr-defined]
        return False
    err.arrived = here  # type: ignore[attr-defined]
    return True


def settle(F: Frame, V: Scope, err: TerminatingError) -> None:
    """No try encloses the failed statement: what the preference says."""
    ctx = F.ctx
    action = preference(V, "erroractionpreference")
    if err.ends_script:
        if action in _SILENT:
            note(ctx, err, action)
            return
        raise err from None
    note(ctx, err, action)
    if action == "Stop":
        err.ends_script = True
        raise err from None
    if action not in _SILENT:
        F.streams.error(err.record)
    elif action == "SilentlyContinue":
        F.streams.hidden("Error", err.record)


def note(ctx: Any, err: TerminatingError, action: str = "Continue") -> None:
    """Put the record into $Error, once."""
    if not err.reported:
        err.reported = True
        ctx.add_error(err.record)


def preference(V: Scope, name: str) -> str:
    """The canonical name of a preference variable's value: Continue, Stop, SilentlyContinue ..."""
    value = V.peek(name)
    if value is None:
        return "Continue"
    return ACTIONS.get(str(getattr(value, "name_text", value)).lower(), "Continue")


ACTIONS = {n.lower(): n for n in ("SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore", "Suspend", "Break")}
ACTIONS.update({"0": "SilentlyContinue", "1": "Stop", "2": "Continue", "3": "Inquire", "4": "Ignore", "5": "Suspend", "6": "Break"})


# ---- throw and catch


def throw(F: Frame, V: Scope, value: Value) -> None:
    """The throw statement."""
    value = value if value.__class__ is str else _thrown(value)
    if isinstance(value, ErrorRecord):
        raise TerminatingError(value, True)
    if isinstance(value, NetException):
        record = ErrorRecord(value, value.message, "OperationStopped")
        raise TerminatingError(record, True)
    if value is None:
        raise TerminatingError(ErrorRecord(RuntimeException("ScriptHalted"), "ScriptHalted", "OperationStopped"), True)
    if value.__class__ is str:
        text = value
    else:
        from shell.objects.text import to_string
        text = to_string(value)
    record = ErrorRecord(RuntimeException(text), text, "OperationStopped", value)
    info = record.category_info
    info.target_name = text
    if value.__class__ is str:
        info.target_type = "String"
    else:
        from shell.objects.text import type_name
        info.target_type = type_name(value).rsplit(".", 1)[-1]
    raise TerminatingError(record, True)


def _thrown(value: Value) -> Value:
    if value.__class__ is PSObject:
        return base_of(value)
    return value


def rethrow(F: Frame, V: Scope, current: Value) -> None:
    """Bare throw inside a catch."""
    if isinstance(current, ErrorRecord):
        raise TerminatingError(current, True)
    throw(F, V, None)


def caught(F: Frame, error: BaseException) -> TerminatingError:
    """The error a catch clause looks at; it is in $Error from now on."""
    err = terminating(error, error.__traceback__)
    ctx = F.ctx
    ctx.ok = False
    note(ctx, err)
    return err


def catches(err: TerminatingError, types: tuple[Any, ...]) -> bool:
    """True when a catch clause for these NetTypes takes the error: the exception itself, else its inner exception."""
    exception: Any = err.record.exception
    inner = getattr(exception, "inner", None)
    if inner is not None and any(_is_a(inner, t) and t.full_name != "System.Exception" for t in types):
        err.shown = with_exception(err.record, inner)  # type: ignore[attr-defined]
        return True
    return any(_is_a(exception, t) for t in types)


def with_exception(record: ErrorRecord, exception: NetException) -> ErrorRecord:
    """The record a typed catch sees when the inner exception is what it names."""
    made = ErrorRecord(exception, record.error_id, record.category_info.category, record.target, record.details)
    made.fully_qualified_id, made.category_info, made.invocation, made.preserve_id = record.fully_qualified_id, record.category_info, record.invocation, True
    made.set_stack(record._stack)
    return made


def shown(err: TerminatingError) -> ErrorRecord:
    """$_ in a catch or trap."""
    return getattr(err, "shown", err.record)


def _is_a(exception: Any, t: Any) -> bool:
    from shell.clr.typeinfo import typeof
    cls = t.python_class
    if isinstance(cls, type) and isinstance(exception, cls):
        return True
    named = EXCEPTIONS.get(t.full_name.lower())
    if named is not None and isinstance(exception, named):
        return True
    return typeof(exception).is_subtype_of(t)
