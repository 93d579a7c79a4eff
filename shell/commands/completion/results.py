"""What completion answers with: CompletionResult, CommandCompletion, and their .NET types."""
from __future__ import annotations

from typing import Any, Callable, Optional, Union

from shell.clr.enum_catalog import CompletionResultType
from shell.clr.exceptions import EXCEPTIONS, ArgumentNullException, NetException, define_exception
from shell.clr.typeinfo import NetType

Value = Any
_S = "System.Management.Automation."
KINDS: dict[str, Any] = CompletionResultType.net_type.enum_values
NullArgument: type[NetException] = EXCEPTIONS.get("system.management.automation.psargumentnullexception") or define_exception(
    _S + "PSArgumentNullException", ArgumentNullException)


class CompletionResult:
    """One offer: the text to insert, the text shown, its kind, its description (worked out when first asked for, if a function gives it)."""

    __slots__ = ("completion_text", "list_item_text", "result_type", "_tip", "ps_ext")

    def __init__(self, completion_text: str, list_item_text: Optional[str] = None, kind: str = "Text",
                 tool_tip: Union[str, Callable[[], str], None] = None) -> None:
        self.completion_text = completion_text
        self.list_item_text = completion_text if list_item_text is None else list_item_text
        self.result_type = KINDS[kind]
        self._tip = self.list_item_text if tool_tip is None else tool_tip
        self.ps_ext: Any = None

    @property
    def tool_tip(self) -> str:
        if not isinstance(self._tip, str):
            self._tip = self._tip()
        return self._tip

    def __repr__(self) -> str:
        return f"<{self.result_type} {self.completion_text!r}>"


class CommandCompletion:
    """All offers for a place in a text, and the stretch they replace (-1, -1: nowhere)."""

    __slots__ = ("matches", "current_match_index", "replacement_index", "replacement_length", "ps_ext")

    def __init__(self, matches: list[CompletionResult], replacement_index: int, replacement_length: int, current_match_index: int = -1) -> None:
        self.matches = matches
        self.current_match_index = current_match_index
        self.replacement_index, self.replacement_length = replacement_index, replacement_length
        self.ps_ext: Any = None

    def next_result(self, forward: bool = True) -> Optional[CompletionResult]:
        """The offers in turn; null when there are none."""
        count = len(self.matches)
        if not count:
            return None
        index = self.current_match_index + (1 if forward else -1)
        self.current_match_index = 0 if index >= count else count - 1 if index < 0 else index
        return self.matches[self.current_match_index]


def _not_null(name: str, text: Optional[str]) -> None:
    if not text:
        raise NullArgument(f'Cannot process argument because the value of argument "{name}" is null. Change the value of argument "{name}" to a non-null value.')


for _interface in ("IArgumentCompleter", "IValidateSetValuesGenerator"):
    NetType(_S + _interface, kind="interface")
RESULT = NetType(_S + "CompletionResult", CompletionResult)
RESULT.attr("CompletionText", "string", "completion_text")
RESULT.attr("ListItemText", "string", "list_item_text")
RESULT.attr("ResultType", _S + "CompletionResultType", "result_type")
RESULT.attr("ToolTip", "string", "tool_tip")


@RESULT.new(_S + "CompletionResult new(string completionText, string listItemText, System.Management.Automation.CompletionResultType resultType, string toolTip)",
            _S + "CompletionResult new(string completionText)")
def new_result(text: str, item: Optional[str] = None, kind: Value = None, tip: Optional[str] = None) -> CompletionResult:
    """[CompletionResult]::new(...)"""
    _not_null("completionText", text)
    if kind is None:
        return CompletionResult(text)
    _not_null("listItemText", item)
    _not_null("toolTip", tip)
    return CompletionResult(text, item, kind.name_text, tip)


COMPLETION = NetType(_S + "CommandCompletion", CommandCompletion)
COMPLETION.attr("CurrentMatchIndex", "int", "current_match_index", True)
COMPLETION.attr("ReplacementIndex", "int", "replacement_index", True)
COMPLETION.attr("ReplacementLength", "int", "replacement_length", True)
COMPLETION.attr("CompletionMatches", f"System.Collections.ObjectModel.Collection[{_S}CompletionResult]", "matches", True)
COMPLETION.method(f"{_S}CompletionResult GetNextResult(bool forward)")(CommandCompletion.next_result)


@COMPLETION.static(f"{_S}CommandCompletion CompleteInput(string input, int cursorIndex, hashtable options)",
                   f"{_S}CommandCompletion CompleteInput(System.Management.Automation.Language.Ast ast, System.Management.Automation.Language.Token[] tokens, "
                   "System.Management.Automation.Language.IScriptPosition cursorPosition, hashtable options)")
def complete_text(first: Value, second: Value, *rest: Value) -> CommandCompletion:
    """CompleteInput(text, cursor, options) or (tree, tokens, position, options)"""
    from shell.clr.exceptions import IndexOutOfRangeException
    from shell.clr.security import PSArgumentException
    from shell.commands.completion.engine import complete_input
    from shell.objects import hooks
    text, cursor = (first, second) if isinstance(first, str) or first is None else (first.source.text, rest[0].offset)
    text = text or ""
    if cursor > len(text):
        raise PSArgumentException('Cannot process argument because the value of argument "cursorIndex" is not valid. Change the value of the "cursorIndex" '
                                  "argument and run the operation again.")
    if cursor < 0:
        raise IndexOutOfRangeException("Index was outside the bounds of the array.")
    return complete_input(hooks.current(), text, cursor, own=False)


@COMPLETION.static("System.Tuple[System.Management.Automation.Language.Ast,System.Management.Automation.Language.Token[],"
                   "System.Management.Automation.Language.IScriptPosition] MapStringInputToParsedInput(string input, int cursorIndex)")
def map_input(text: str, cursor: int) -> Value:
    """Text and cursor as tree, tokens and position."""
    from shell.clr.tuples import make_tuple
    from shell.language.parser import parse
    from shell.runtime.language_types import ScriptPosition
    result = parse(text)
    return make_tuple("System.Tuple", (result.ast, list(result.tokens), ScriptPosition(result.source, cursor)))
