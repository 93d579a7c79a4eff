"""Strings, characters, enums, wildcards and the linguistic order."""
from __future__ import annotations

import functools
from typing import Any

import pytest

import shell.clr.index  # noqa: F401
from shell.clr import collation, strings
from shell.clr.enum_catalog import DayOfWeek, RegexOptions, StringSplitOptions
from shell.clr.enums import define_enum, enum_from_number, enum_from_text, format_enum, parse_exact
from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException, NetException
from shell.clr.string_search import split_text
from shell.clr.typeinfo import LAZY, lookup
from shell.clr.wildcards import WildcardPattern, escape_wildcards, has_wildcards, unescape_wildcards

SPLIT = StringSplitOptions


@pytest.mark.parametrize("text,separator,rest,expected", [
    ("a,b,c", ",", (), ["a", "b", "c"]), ("a,b;c", ",;", (), ["a,b;c"]), ("a b  c", None, (), ["a", "b", "", "c"]),
    ("a,,b", ",", (SPLIT(1),), ["a", "b"]), ("a, b", [","], (SPLIT(2),), ["a", "b"]), ("a=b=c", "=", (2,), ["a", "b=c"]),
    ("a,,b,,c", ",", (2, SPLIT(1)), ["a", "b,,c"]), ("a,b;c", [",", ";"], (), ["a", "b", "c"]), ("a,b", ",", (0,), []), ("abc", "", (), ["abc"]),
])
def test_split(text: str, separator: Any, rest: tuple[Any, ...], expected: list[str]) -> None:
    assert split_text(text, separator, rest) == expected


@pytest.mark.parametrize("call,message", [
    (lambda: strings.substring("abc", 5), "startIndex cannot be larger than length of string. (Parameter 'startIndex')"),
    (lambda: strings.substring("abc", 1, 9), "Index and length must refer to a location within the string. (Parameter 'length')"),
    (lambda: strings.substring("abc", -1), "StartIndex cannot be less than zero. (Parameter 'startIndex')"),
    (lambda: strings.remove("abc", 1, 5), "Index and count must refer to a location within the string. (Parameter 'count')"),
])
def test_out_of_range(call: Any, message: str) -> None:
    with pytest.raises(ArgumentOutOfRangeException) as caught:
        call()
    assert str(caught.value) == message


def test_replace_refuses_an_empty_old_value() -> None:
    with pytest.raises(ArgumentException) as caught:
        strings.replace("abc", "", "x")
    assert str(caught.value) == "The value cannot be an empty string. (Parameter 'oldValue')"


def test_string_methods() -> None:
    assert strings.trim("xyabcyx", list("xy")) == "abc"
    assert strings.trim("\u00a0 a\t") == "a"
    assert strings.replace("HELLO", "hello", "x", 5) == "x"
    assert strings.to_upper("straße") == "STRAßE"
    assert strings.index_of("hello world", "o", 5) == 7
    assert strings.last_index_of("hello world", "o") == 7
    assert strings.chars("abc", 1) == "b"


@pytest.mark.parametrize("text,expected", [("mon", "Monday"), ("Friday", "Friday"), ("3", "Wednesday")])
def test_enum_from_text(text: str, expected: str) -> None:
    assert enum_from_text(DayOfWeek.net_type, text).name_text == expected


@pytest.mark.parametrize("text,start", [
    ("t", "The identifier name t cannot be processed because it is either too similar or identical to the following enumerator names: Tuesday, Thursday."),
    ("Nope", "Unable to match the identifier name Nope to a valid enumerator name. Specify one of the following enumerator names and try again:\nSunday, Monday"),
    ("9", 'Cannot convert value "9" to type "System.DayOfWeek" due to enumeration values that are not valid.'),
])
def test_enum_errors(text: str, start: str) -> None:
    with pytest.raises(NetException) as caught:
        enum_from_text(DayOfWeek.net_type, text)
    assert str(caught.value).startswith(start)


def test_flags() -> None:
    perm = define_enum("Test.Perm", {"None": 0, "Read": 1, "Write": 2, "Exec": 4, "All": 7}, True, register=False)
    assert [perm(n).name_text for n in (0, 3, 5, 7, 8)] == ["None", "Read, Write", "Read, Exec", "All", "8"]
    assert enum_from_text(perm.net_type, "read, exec") is perm(5)
    assert parse_exact(perm.net_type, "Read,Write") == 3
    assert format_enum(perm(3), "x") == "00000003" and format_enum(perm(3), "D") == "3"
    with pytest.raises(NetException):
        enum_from_number(perm.net_type, 8)
    assert RegexOptions(513).name_text == "IgnoreCase, CultureInvariant"


@pytest.mark.parametrize("pattern,text,expected", [
    ("a*c", "ABC", True), ("*", "", True), ("?b", "ab", True), ("[a-c]x", "bx", True), ("[!a]", "b", False), ("[^a]", "^", True), ("a`*", "a*", True),
    ("a`*", "ab", False), ("*mid*", "a MID b", True), ("x", "X", True), ("a.c", "abc", False), ("*", "a\nb", True), ("[]", "a", False), ("", "", True),
])
def test_wildcards(pattern: str, text: str, expected: bool) -> None:
    assert WildcardPattern(pattern).matches(text) is expected


def test_wildcard_case_and_escapes() -> None:
    assert not WildcardPattern("H*", False).matches("hello")
    assert escape_wildcards("a[b]*") == "a`[b`]`*" and unescape_wildcards("a`[b`]") == "a[b]"
    assert has_wildcards("a?") and not has_wildcards("a`?")
    with pytest.raises(NetException) as caught:
        WildcardPattern("[a")
    assert str(caught.value) == "The specified wildcard character pattern is not valid: [a"


@pytest.mark.parametrize("words", [
    ["a b", "a_b", "a-b", "A.b", "ab"], ["cote", "coté", "côte"], ["a", "A", "ä", "b", "B", "z"], ["1", "2", "a"], ["A.1", "a1"], ["strasse", "straße", "strassf"],
])
def test_linguistic_order(words: list[str]) -> None:
    backwards = words[::-1]
    assert sorted(backwards, key=functools.cmp_to_key(collation.culture_compare)) == words
    assert sorted(backwards, key=collation.culture_key) == words


def test_lower_case_is_before_upper_case() -> None:
    assert collation.culture_compare("a", "A") == -1 and collation.culture_compare("a", "A", True) == 0
    assert collation.ordinal_compare("a", "A") == 1
    assert collation.culture_compare("strasse", "straße", True) == -1


@pytest.mark.parametrize("name", sorted(n for n, m in LAZY.items() if m.rsplit(".", 1)[-1] in (
    "enum_catalog", "wildcards", "decimals", "bigintegers", "mathematics", "converting", "time_members", "timespan_members", "time_offsets", "time_parts",
    "time_zones", "cultures", "comparers", "regex_members")))
def test_every_listed_name_is_declared(name: str) -> None:
    assert lookup(name) is not None
