"""The word operators: -like, -match, -replace, -split, -join, -f, containment and types."""
from __future__ import annotations

from decimal import Decimal

import pytest

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType, lookup
from shell.objects import hooks
from shell.objects import operators as o
from shell.objects.conversion import convert
from shell.objects.psobject import PSCustomObject
from shell.objects.typenames import resolve_type


class Block:
    """A stand-in for a script block."""

    text = "x"

    def __init__(self, code):
        self.code = code
        self.net_type = lookup("System.Management.Automation.ScriptBlock") or NetType("System.Management.Automation.ScriptBlock")


@pytest.fixture
def session():
    class Session(hooks.Current):
        def run_script(self, block, this=None, args=(), dollar_underscore=None):
            return block.code(dollar_underscore)
    hooks.set_current(Session())
    yield
    hooks.set_current(None)


def match(value, pattern, ignore_case=True, negate=False):
    tables = []
    result = (o.op_notmatch if negate else o.op_match)(value, pattern, ignore_case, tables.append)
    return result, dict(tables[0].items()) if tables else None


@pytest.mark.parametrize(("value", "pattern", "expected"), [
    ("apple", "a*", True), (["apple", "bob"], "a*", ["apple"]), (123, "1*", True), (None, "*", True), (None, "", True), ("x", None, False), (1.5, "1.?", True), ("a*b", "a`*b", True), ("axb", "a`*b", False),
])
def test_like(value, pattern, expected):
    assert o.op_like(value, pattern) == expected


@pytest.mark.parametrize(("value", "pattern", "result", "table"), [
    ("hello 42", r"\d+", True, {0: "42"}), ("abc", "z", False, None), (["a1", "b", "c3"], r"\d", ["a1", "c3"], None), ("user@host", r"(?<user>\w+)@(?<host>\w+)", True, {0: "user@host", "user": "user", "host": "host"}),
    ("ac", "(a)(b)?(c)", True, {0: "ac", 1: "a", 3: "c"}), (None, "", True, {0: ""}), (123, "2", True, {0: "2"}), ("l1\nl2", "(?m)^l2$", True, {0: "l2"}),
])
def test_match(value, pattern, result, table):
    assert match(value, pattern) == (result, table)


def test_notmatch_and_case():
    assert match("abc", "b", negate=True) == (False, {0: "b"}) and match(["a1", "b"], r"\d", negate=True) == (["b"], None)
    assert match("abc", "B")[0] and not match("abc", "B", ignore_case=False)[0]


@pytest.mark.parametrize(("value", "operand", "expected"), [
    ("hello", ["l", "L"], "heLLo"), ("hello", "l", "heo"), ("2024-03-05", [r"(\d+)-(\d+)-(\d+)", "$3/$2/$1"], "05/03/2024"), ("abc", ["(?<x>b)", "[${x}]"], "a[b]c"), ("cost", ["cost", "$$5"], "$5"),
    ("abc", ["(a)", "$10"], "$10bc"), ("abc", ["b", "$2"], "a$2c"), ("abc", ["b", "${n}"], "a${n}c"), ("abc", ["b", "$&$&"], "abbc"), ("abc", ["b", "[$`|$'|$_]"], "a[a|c|abc]c"), (["a1", "b2"], [r"\d", "#"], ["a#", "b#"]),
    (123, ["2", "X"], "1X3"), (None, ["a", "b"], ""), (1.5, ["5", "9"], "1.9"), ("abc", ["b", None], "ac"), ("Hello", ["h", "J"], "Jello"),
])
def test_replace(value, operand, expected):
    assert o.op_replace(value, operand) == expected


def test_replace_with_a_script(session):
    assert o.op_replace("abc", ["b", Block(lambda m: m.text.upper())]) == "aBc" and o.op_replace("ab", [".", Block(lambda m: [m.text, "x"])]) == "a xb x"


@pytest.mark.parametrize(("value", "operand", "expected"), [
    ("a,b,c", ",", ["a", "b", "c"]), ("abc", "", ["", "a", "b", "c", ""]), ("a.b", ".", ["", "", "", ""]), ("a,b,c,d", [",", 2], ["a", "b,c,d"]), ("a,b,c,d", [",", -2], ["a,b,c", "d"]), ("a,b", [",", 1], ["a,b"]),
    ("a.b.c", [".", 2, "SimpleMatch"], ["a", "b.c"]), ("aXb", ["x", 0, "SimpleMatch"], ["a", "b"]), ("a1b", r"(\d)", ["a", "1", "b"]), ("a-b", "(?<s>-)", ["a", "-", "b"]), ("aAb", ["a", 0, "RegexMatch"], ["", "", "b"]),
    ("a\nb\nc", ["^", 0, "Multiline"], ["", "a\n", "b\n", "c"]), ("", ",", [""]), (["a b", "c"], " ", ["a", "b", "c"]),
])
def test_split(value, operand, expected):
    assert o.op_split(value, operand) == expected


def test_split_by_case_script_and_blanks(session):
    assert o.op_split("aXbxc", "x", False) == ["aXb", "c"] and o.unary_split("  a b   c ") == ["a", "b", "c"] and o.op_split("a1b2", Block(lambda ch: ch in "12")) == ["a", "b", ""]


@pytest.mark.parametrize(("value", "separator", "expected"), [
    (["a", "b"], "-", "a-b"), ([1, None, 3], ",", "1,,3"), (["a", ["b", "c"]], "|", "a|System.Object[]"), ("x", ",", "x"), (None, ",", ""), ([1.5, True, "z"], " ", "1.5 True z"), ([PSCustomObject({"A": 1})], ",", ""),
])
def test_join(value, separator, expected):
    assert o.op_join(value, separator) == expected


@pytest.mark.parametrize(("template", "args", "expected"), [
    ("{0} is {1}", ["x", 5], "x is 5"), ("{0:N2}", 1234.567, "1,234.57"), ("{0}", 1 / 3, "0.3333333333333333"), ("{0}", None, ""), ("{0}", [1, 2], "1"), ("{0}", Decimal("1.50"), "1.50"), ("{0}", [[1, 2]], "System.Object[]"),
    ("{0}", PSCustomObject({"a": 1}), "@{a=1}"), ("{0:D3}", "5", "5"), ("{0,8}|", "ab", "      ab|"), ("{{{0}}}", 1, "{1}"),
])
def test_format(template, args, expected):
    assert o.op_format(template, args) == expected


@pytest.mark.parametrize(("call", "message", "error_id"), [
    (lambda: o.op_format("{0} {1}", "a"), "Error formatting a string: Index (zero based) must be greater than or equal to zero and less than the size of the argument list..", "FormatError"),
    (lambda: o.op_replace("a", ["*", "x"]), "The regular expression pattern * is not valid.", "InvalidRegularExpression"),
    (lambda: match("a", "("), "Invalid pattern '(' at offset 1. Not enough )'s.", "System.Text.RegularExpressions.RegexParseException"),
    (lambda: o.op_replace("abc", ["a", "b", "c"]), "The -replace operator allows only two elements to follow it, not 3.", "BadReplaceArgument"),
    (lambda: convert("(a", resolve_type("regex")), "Cannot convert value \"(a\" to type \"System.Text.RegularExpressions.Regex\". Error: \"Invalid pattern '(a' at offset 2. Not enough )'s.\"", "InvalidCastFromStringToRegex"),
    (lambda: o.op_split("a.b", [".", 0, "Bogus"]), "Cannot convert value \"Bogus\" to type \"System.Management.Automation.SplitOptions\". Error: \"Unable to match the identifier name Bogus to a valid enumerator name. "
     "Specify one of the following enumerator names and try again:\nSimpleMatch, RegexMatch, CultureInvariant, IgnorePatternWhitespace, Multiline, Singleline, IgnoreCase, ExplicitCapture\"", "RuntimeException"),
])
def test_errors(call, message, error_id):
    with pytest.raises(NetException) as caught:
        call()
    assert (caught.value.message, caught.value.error_id) == (message, error_id)


def test_containment_and_types():
    assert o.op_contains([1, 2], "2") and o.op_in("A", ["a"]) and not o.op_in("A", ["a"], False) and o.op_notcontains(None, 1) and o.op_contains([None], None)
    assert o.op_is(5, resolve_type("int")) and o.op_is("x", "string") and o.op_isnot(5, resolve_type("string")) and o.op_as("5", resolve_type("int")) == 5 and o.op_as("x", resolve_type("int")) is None
    with pytest.raises(NetException) as caught:
        o.op_as(5, "NoSuch")
    assert caught.value.error_id == "InvalidCastFromStringToType"
