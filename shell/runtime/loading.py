"""From text to a ScriptBlock: parse, report parse errors as PowerShell does, note using statements."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.language.source import ParseError
from shell.objects.exception_types import type_of_exception
from shell.objects.records import CommandNotFoundException, ErrorRecord, ParseException, TerminatingError
from shell.runtime.frame import CommandInvocation
from shell.runtime.scopes import SessionState
from shell.runtime.scriptblock import BlockCode, ScriptBlock

Value = Any
_PARSE_ERROR = NetType("System.Management.Automation.Language.ParseError", ParseError)
_PARSE_ERROR.attr("Message", "string", "message")
_PARSE_ERROR.attr("ErrorId", "string", "error_id")
_PARSE_ERROR.attr("Extent", "System.Management.Automation.Language.IScriptExtent", "extent")
_PARSE_ERROR.attr("IncompleteInput", "bool", "incomplete")
type_of_exception(ParseException).prop("Errors", "System.Management.Automation.Language.ParseError[]")(lambda e: list(getattr(e, "errors", ())))
type_of_exception(CommandNotFoundException).prop("CommandName", "string")(lambda e: getattr(e, "command_name", ""))


def compile_text(ctx: Any, text: str, file: Optional[str] = None, state: Optional[SessionState] = None) -> ScriptBlock:
    """Text to a ScriptBlock of `state` (the running one when None); raises for parse errors."""
    from shell.language.parser import parse
    result = parse(text, file)
    if result.errors:
        raise parse_failed(result.errors)
    if result.ast.using_statements:
        import_used_modules(ctx, result.ast)
    if "class" in text.lower():
        check_class_types(result.ast)
    code = BlockCode(result.ast, usings=namespaces(result.ast))
    code.kind = "file"
    return ScriptBlock(code, state if state is not None else ctx.frame.state)


def check_class_types(tree: Any) -> None:
    """Types that classes name are looked up before anything runs.  Only short names are judged: a long one may be a .NET type without a stand-in."""
    from shell.language.class_types import unknown_class_types
    from shell.objects.typenames import resolve_type
    spaces = namespaces(tree)

    def exists(name: str, arguments: int, is_attribute: bool) -> bool:
        return is_attribute or arguments > 0 or "." in name or bool(spaces) or resolve_type(name) is not None
    errors = unknown_class_types(tree, exists)
    if errors:
        raise parse_failed(errors)


def namespaces(tree: Any) -> tuple[str, ...]:
    """Namespaces of using statements."""
    return tuple(u.name.value for u in tree.using_statements if u.using_statement_kind == "Namespace" and u.name is not None)


def import_used_modules(ctx: Any, tree: Any) -> None:
    """using module: loaded before the text runs."""
    import os

    from shell.runtime.modules import import_members, load
    for u in tree.using_statements:
        if u.using_statement_kind != "Module" or u.name is None:
            continue
        name = u.name.value
        if tree.extent.file is not None and name.startswith("."):
            name = os.path.join(os.path.dirname(tree.extent.file), name)
        import_members(ctx, load(ctx, name), ctx.frame.state)


def parse_failed(errors: list[Any]) -> TerminatingError:
    """The error a text that does not parse makes: the first parse error's id and place, all of them in Errors."""
    first = errors[0]
    exception = ParseException("\n\n".join(error_text(e) for e in errors))
    exception.errors = errors  # type: ignore[attr-defined]
    exception.first_message = first.message  # type: ignore[attr-defined]
    record = ErrorRecord(exception, first.error_id, "ParserError")
    record.preserve_id = True
    info = CommandInvocation()
    info.extent = first.extent
    record.invocation = info
    error = TerminatingError(record)
    error.incomplete = getattr(first, "incomplete", False)  # type: ignore[attr-defined]
    return error


def error_text(e: Any) -> str:
    """One parse error with its place, as ParseException.Message shows it."""
    from shell.objects.position_text import position_message
    from shell.runtime.frame import position_of
    return f"{position_message(position_of(e.extent))}\n{e.message}"
