"""Error records as text: ConciseView (with the source line drawn under a bar), NormalView, CategoryView and DetailedView."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.formatting.error_facts import message_of, was_thrown
from shell.formatting.style import RESET, OutputStyle
from shell.objects.position_text import position_message, source_and_marks
from shell.objects.records import ErrorDetails, ErrorRecord, InvocationInfo, Position, TerminatingError

Value = Any
_BAR = "     | "
_NATIVE = ("NativeCommandError", "NativeCommandErrorMessage")  # a line a program wrote to its standard error


def format_error(record: ErrorRecord, ctx: Value = None, view: Optional[str] = None, width: Optional[int] = None) -> str:
    """The text of an error record, without a line end.  `view` None takes $ErrorView; `width` None the host's."""
    if view is None:
        view = str(ctx.get_variable("ErrorView", "ConciseView")) if ctx is not None else "ConciseView"
    folded = view.lower()
    style = OutputStyle(ctx)
    if record.fully_qualified_id in _NATIVE:
        return _origin(record, ctx) + record.exception.message
    if folded == "categoryview":
        text = record.category_info.message()
    elif folded == "normalview":
        text = _normal(record)
    elif folded == "detailedview":
        from shell.formatting.error_detail import detail_lines
        text = "\n".join(detail_lines(record, ctx))
    else:
        screen = width if width is not None else ctx.host.width if ctx is not None else 120
        text = _concise(record, ctx, screen, style)
    if record.details is not None and record.details.recommended_action:
        text += f"\n  Recommendation: {record.details.recommended_action}"
    if folded == "normalview" or folded == "categoryview":
        error = style.of("Error")
        return f"{error}{text}{RESET}" if error else text
    return text


def _position(invocation: Optional[InvocationInfo]) -> Optional[Position]:
    if invocation is None:
        return None
    return invocation.display_position or invocation.position


# ---- ConciseView

def _concise(record: ErrorRecord, ctx: Value, screen: int, style: OutputStyle) -> str:
    error, accent = style.of("Error"), style.of("ErrorAccent")
    reset = RESET if error else ""
    position = _position(record.invocation)
    is_parse_error = record.category_info.category == "ParserError"
    file = position.file if position is not None else None
    text = message_of(record)
    if is_parse_error:
        text = _first_parse_message(text)
    detailed = position is not None and (is_parse_error or bool(file) or position.line > 1) and not (file or "").lower().endswith(".psm1")
    if file or is_parse_error:
        text = _wrapped(text, screen, f"{accent}{_BAR}{error}" if detailed else "", len(_BAR) if detailed else 0)
    head = f"{error}{_origin(record, ctx)}{_reason(record, ctx)}: "
    if not detailed or position is None:
        return f"{head}{error}{text}{reset}"
    return head + _drawing(position, reset, accent) + f"{accent}{_bar(position)} {error}{text}{reset}"


def _origin(record: ErrorRecord, ctx: Value) -> str:
    """`[web01] ` before an error that came from a session, where the setting ErrorHostName wants it; PowerShell's view forgets the host."""
    computer = getattr(record.origin, "computer_name", None)
    if not computer or ctx is None:
        return ""
    from shell.runtime.settings import setting
    wanted = setting("ErrorHostName")
    if wanted == "Never" or (wanted == "Auto" and not (ctx.host.interactive and getattr(ctx.host, "out_is_terminal", False))):
        return ""
    return "" if message_of(record).startswith(f"[{computer}]") else f"[{computer}] "


def _bar(position: Position) -> str:
    return " " * max(len(str(position.line)) - 4, 0) + "     |"


def _drawing(position: Position, reset: str, accent: str) -> str:
    """`path:line`, the `Line |` heading, the source line and its marks."""
    number = str(position.line)
    source, marks = source_and_marks(position)
    where = f"{reset}{position.file}:{number}" if position.file else ""
    extra = " " * max(len(number) - 4, 0)
    return (f"{where}\n{accent}{extra}Line |\n{accent}{number:>4} | {reset} {source}\n"
            f"{accent}{_bar(position)}  {marks}\n")


def _first_parse_message(text: str) -> str:
    """Of a rendered list of parse errors only the first one's message."""
    if "~\n" in text:
        text = text.split("~\n", 1)[1].split("\n\n", 1)[0]
    return text


def _wrapped(text: str, screen: int, prefix: str, prefix_cells: int) -> str:
    """Line breaks become blanks; lines break at blanks, none wider than the screen less one."""
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    room = screen - 1 - prefix_cells
    lines: list[str] = []
    rest = text.rstrip()
    while len(rest) > room > 0:
        at = rest.rfind(" ", 0, room + 1)
        if at <= 0:
            break
        lines.append(rest[:at].rstrip())
        rest = rest[at:].strip()
    lines.append(rest)
    return f"\n{prefix}".join(lines)


def _reason(record: ErrorRecord, ctx: Value) -> str:
    """The word before the message: who failed, else what kind of failure it was."""
    if was_thrown(record):
        return "Exception"
    invocation, info = record.invocation, record.category_info
    command = invocation.my_command if invocation is not None else None
    name = getattr(command, "name", "") if command is not None else ""
    if name and _is_known(name, command, ctx):
        return str(name)
    if info.activity:
        return info.activity
    if name:
        return str(name)
    if invocation is not None and (invocation.command_name or invocation.invocation_name):
        return invocation.invocation_name or invocation.command_name
    if info.category != "NotSpecified":
        return info.category
    return info.reason or "Error"


def _is_known(name: str, command: Value, ctx: Value) -> bool:
    """Does the command's name resolve at the top level, where output is formatted?  (A script's private function does not.)"""
    if getattr(command, "kind", "") == "Cmdlet" or ctx is None:
        return True
    from shell.runtime.resolution import known_at_top
    return known_at_top(ctx, name)


# ---- NormalView

def _normal(record: ErrorRecord) -> str:
    lines = [_caller(record.invocation) + message_of(record)]
    position = _position(record.invocation)
    if position is not None:
        lines.append(position_message(position))
    lines.append(f"+ CategoryInfo          : {record.category_info.message()}")
    lines.append(f"+ FullyQualifiedErrorId : {record.fully_qualified_id}")
    computer = getattr(record.origin, "computer_name", None)
    if computer:
        lines.append(f"+ PSComputerName        : {computer}")
    return "\n".join(lines)


def _caller(invocation: Optional[InvocationInfo]) -> str:
    if invocation is None:
        return ""
    command = invocation.my_command
    if command is None:
        return f"{invocation.invocation_name} : " if invocation.invocation_name else ""
    kind = getattr(command, "kind", "")
    if kind == "ExternalScript":
        return f"{command.path} : "
    if kind == "Script":
        return f"{command.definition} : "
    if invocation.invocation_name in ("", "&", "."):
        return f"{command.name} : " if command.name else ""
    return f"{invocation.invocation_name} : "


# ---- made here

def expression_failure(expression: str, error: Exception, target: Value) -> ErrorRecord:
    """What -ShowError reports for a calculated property that failed."""
    exception = error.record.exception if isinstance(error, TerminatingError) else error
    assert isinstance(exception, NetException)
    record = ErrorRecord(exception, "PSPropertyExpressionError", "InvalidArgument", target)
    if isinstance(error, TerminatingError) and was_thrown(error.record):
        record.category_info.category = "OperationStopped"
    record.details = ErrorDetails(f'Failed to evaluate expression "{expression}".')
    return record

