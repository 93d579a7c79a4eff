"""Error views: the drawing with the source line, wrapping, the word before the message, the older views."""
from __future__ import annotations

from typing import Optional

from shell.clr.exceptions import NetException
from shell.formatting.errors import format_error
from shell.objects.position_text import position_message, source_and_marks
from shell.objects.records import (
    ErrorDetails,
    ErrorRecord,
    InvocationInfo,
    ItemNotFoundException,
    ParseException,
    Position,
    RuntimeException,
)
from tests.formatting.stage import shown


def at(line_text: str, line: int, part: str, file: Optional[str] = None) -> Position:
    """The position of `part` in a line."""
    column = line_text.index(part) + 1
    return Position(file, line, column, line, column + len(part), part, line_text)


class Command:
    kind = "Cmdlet"

    def __init__(self, name: str) -> None:
        self.name = name


def record(exception: NetException, category: str = "NotSpecified", position: Optional[Position] = None, command: Optional[str] = None) -> ErrorRecord:
    made = ErrorRecord(exception, "Id", category)
    made.invocation = InvocationInfo(Command(command) if command else None, position, command or "")
    return made


MISSING_ITEM = "Cannot find path '/tmp/x/nope' because it does not exist."


def test_line_one_is_short() -> None:
    r = record(ItemNotFoundException(MISSING_ITEM), "ObjectNotFound", at("Get-Item nope", 1, "Get-Item nope"), "Get-Item")
    assert format_error(r) == f"Get-Item: {MISSING_ITEM}"


def test_later_lines_are_drawn() -> None:
    r = record(ItemNotFoundException(MISSING_ITEM), "ObjectNotFound", at("  Get-Item nope", 12, "Get-Item nope"), "Get-Item")
    assert format_error(r) == f"Get-Item: \nLine |\n  12 |    Get-Item nope\n     |    ~~~~~~~~~~~~~\n     | {MISSING_ITEM}"


def test_script_files_show_path_and_wrap() -> None:
    text = 'Cannot validate argument on parameter \'Which\'. The argument "delta" does not belong to the set "alpha,beta,gamma" specified by the ' \
           "ValidateSet attribute. Supply an argument that is in the set and then try the command again."
    r = record(RuntimeException(text), "InvalidData", at("f delta", 1, "delta", "/tmp/s.ps1"), "f")
    assert format_error(r) == (
        "f: /tmp/s.ps1:1\nLine |\n   1 |  f delta\n     |    ~~~~~\n"
        '     | Cannot validate argument on parameter \'Which\'. The argument "delta" does not belong to the set\n'
        '     | "alpha,beta,gamma" specified by the ValidateSet attribute. Supply an argument that is in the set and then try\n'
        "     | the command again.")


def test_wrapping_at_eighty_columns() -> None:
    text = "A parameter cannot be found that matches parameter name 'NoSuchParameterNameAtAll'."
    r = record(RuntimeException(text), "InvalidArgument", at("Get-Item -No", 1, "-No", "/s.ps1"), "Get-Item")
    assert format_error(r, width=80).split("\n")[4:] == ["     | A parameter cannot be found that matches parameter name", "     | 'NoSuchParameterNameAtAll'."]


def test_parse_errors_are_always_drawn() -> None:
    r = record(ParseException("Unexpected token ''three'' in expression or statement."), "ParserError", at("'two' 'three'", 1, "'three'"))
    assert format_error(r) == ("ParserError: \nLine |\n   1 |  'two' 'three'\n     |        ~~~~~~~\n"
                               "     | Unexpected token ''three'' in expression or statement.")


def test_the_word_before_the_message() -> None:
    assert format_error(record(RuntimeException("Attempted to divide by zero."))) == "RuntimeException: Attempted to divide by zero."
    assert format_error(record(RuntimeException("no"), "InvalidArgument")) == "InvalidArgument: no"
    assert format_error(record(RuntimeException("went wrong"), "OperationStopped")) == "Exception: went wrong"
    assert format_error(record(NetException("x"), "OperationStopped")) == "OperationStopped: x"
    named = record(RuntimeException("bad"), "InvalidData")
    named.category_info.activity = "Import"
    assert format_error(named) == "Import: bad"


def test_long_source_lines_keep_the_error_in_view() -> None:
    line = "'a.txt', 'b.txt', 'c.txt' | ForEach-Object { Get-Content $_ -ErrorAction Stop }"
    source, marks = source_and_marks(at(line, 3, "Get-Content $_ -ErrorAction Stop"))
    assert source == "… b.txt', 'c.txt' | ForEach-Object { Get-Content $_ -ErrorAction Stop }"
    assert marks == " " * 37 + "~" * 32
    line = "Get-Content -Path 'a-file-that-is-not-here-with-a-long-name.txt' -TotalCount 5 -Encoding utf8 -ErrorAction Continue"
    source, marks = source_and_marks(at(line, 2, line))
    assert (source, len(marks)) == ("Get-Content -Path 'a-file-that-is-not-here-with-a-long-name.txt' -Tot …", 69)


def test_tabs_count_four_and_several_lines_mark_the_first() -> None:
    assert source_and_marks(at("\t\tGet-Item nope", 2, "Get-Item nope")) == ("        Get-Item nope", "        ~~~~~~~~~~~~~")
    many = Position(None, 4, 1, 6, 2, "", "[pscustomobject]@{")
    assert position_message(many) == "At line:4 char:1\n+ [pscustomobject]@{\n+ ~~~~~~~~~~~~~~~~~~"


def test_older_views() -> None:
    r = record(RuntimeException("deep"), "OperationStopped", at("  throw 'deep'", 3, "throw 'deep'"))
    r.category_info.target_name, r.category_info.target_type = "deep", "String"
    r.fully_qualified_id = "deep"
    assert format_error(r, view="NormalView") == (
        "deep\nAt line:3 char:3\n+   throw 'deep'\n+   ~~~~~~~~~~~~\n+ CategoryInfo          : OperationStopped: (deep:String) [], RuntimeException\n"
        "+ FullyQualifiedErrorId : deep")
    assert format_error(r, view="CategoryView") == "OperationStopped: (deep:String) [], RuntimeException"


def test_recommended_action_has_its_own_line() -> None:
    r = record(RuntimeException("quota exceeded"), "ResourceUnavailable", None, "Write-Error")
    r.details = ErrorDetails("quota exceeded", "delete some files")
    assert format_error(r) == "Write-Error: quota exceeded\n  Recommendation: delete some files"


def test_records_print_in_place() -> None:
    r = record(ItemNotFoundException(MISSING_ITEM), "ObjectNotFound", None, "Get-Item")
    assert shown("a", r) == f"a\nGet-Item: {MISSING_ITEM}\n"
