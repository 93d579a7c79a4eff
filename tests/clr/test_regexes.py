"""Regular expressions: .NET syntax, group numbering, replacement patterns, error texts."""
from __future__ import annotations

from typing import Any

import pytest

import shell.clr.index  # noqa: F401
from shell.clr.exceptions import NetException, NotSupportedException, RegexParseException
from shell.clr.regexes import Regex

IGNORE, MULTILINE, EXPLICIT, BLANKS = 1, 2, 4, 32


@pytest.mark.parametrize("pattern,text,options,expected", [
    (r"(?<user>\w+)@(?<host>\w+)", "user@host", 0, {0: "user@host", "user": "user", "host": "host"}), (r"(?<=foo)bar", "foobar", 0, {0: "bar"}),
    ("^l2$", "l1\nl2", MULTILINE, {0: "l2"}), ("a.b", "a\nb", 0, None), ("(?s)a.b", "a\nb", 0, {0: "a\nb"}), (r"[^\W\d]+", "ab12", 0, {0: "ab"}),
    (r"\A\w\z", "x", 0, {0: "x"}), (r"(ab)\1", "abab", 0, {0: "abab", 1: "ab"}), ("(a)(b)?(c)", "ac", 0, {0: "ac", 1: "a", 3: "c"}),
    ("(?-i)x", "X", IGNORE, None), ("a(?i)b|c", "aB", 0, {0: "aB"}), ("a(?i)b|c", "C", 0, {0: "C"}), ("a(?i:b)c", "aBC", 0, None),
    ("[a-z-[aeiou]]+", "aeixyz", 0, {0: "xyz"}), (r"\p{Lu}\p{Ll}+", "xx Hello", 0, {0: "Hello"}), ("(a)(?<b>b)", "ab", EXPLICIT, {0: "ab", "b": "b"}),
    ("(?<!a|bc)d", "xd", 0, {0: "d"}), ("(?<!a|bc)d", "bcd", 0, None), ("(?<=a|bc)d", "bcd", 0, {0: "d"}), (r"(?'q'[x']).*?\k<q>", "'abc'", 0, {0: "'abc'", "q": "'"}),
    ("a \\s # c\n b", "a b", BLANKS, {0: "a b"}), ("(?<x>a)(b)", "ab", 0, {0: "ab", 1: "b", "x": "a"}), (r"e$", "line\r", 0, None), (r"\Gb", "ab", 0, None),
    (r"a\Z", "a\n", 0, {0: "a"}), (r"\u0041\x42", "AB", 0, {0: "AB"}), ("x{,2}", "x{,2}", 0, {0: "x{,2}"}), ("(?>a+)b", "aab", 0, {0: "aab"}),
    ("(a)?(?(1)b|c)", "ab", 0, {0: "ab", 1: "a"}), ("[[a]", "[", 0, {0: "["}), ("(?#note)a", "a", 0, {0: "a"}), ("(?<n>a)|(?<n>b)", "b", 0, {0: "b", "n": "b"}),
])
def test_matching(pattern: str, text: str, options: int, expected: Any) -> None:
    match = Regex(pattern, options).match(text)
    assert (dict(match.named_texts()) if match.success else None) == expected


@pytest.mark.parametrize("pattern,text,template,expected", [
    ("(a)(b)", "abc", "$2$1", "bac"), ("(a)", "abc", "$10", "$10bc"), ("(a)", "abc", "${1}0", "a0bc"), ("b", "abc", "$2", "a$2c"), ("b", "abc", "${n}", "a${n}c"),
    ("b", "abc", "$&$&", "abbc"), ("b", "abc", "[$`|$'|$_]", "a[a|c|abc]c"), ("^", "abc", "> ", "> abc"), ("cost", "cost", "$$5", "$5"),
    ("(?<x>b)", "abc", "[${x}]", "a[b]c"), ("(a)(b)?", "ab", "$+", "b"), ("(?<x>a)(b)", "ab", "$1$2", "ba"), ("", "ab", "-", "-a-b-"),
])
def test_replacement(pattern: str, text: str, template: str, expected: str) -> None:
    assert Regex(pattern, IGNORE).replace(text, template) == expected


def test_split_escape_and_iteration() -> None:
    assert Regex(r"\d").split("a1b2c") == ["a", "b", "c"]
    assert Regex("").split("abc") == ["", "a", "b", "c", ""]
    assert Regex("(,)|(;)").split("a,b;c") == ["a", ",", "b", ";", "c"]
    assert Regex(",").split("a,b,c", 2) == ["a", "b,c"]
    assert Regex.escape("a.b*c d#\n") == r"a\.b\*c\ d\#\n" and Regex.unescape(r"a\.b\ c\n") == "a.b c\n"
    assert [m.text for m in Regex("a*").matches("baac")] == ["", "aa", "", ""]
    assert Regex("a").replace("banana", "o", 2) == "bonona"
    first = Regex(r"\d").match("1x2")
    assert first.next_match().text == "2" and not first.next_match().next_match().success
    regex = Regex("(?<n>a)(b)(c)?")
    assert regex.group_names() == ["0", "1", "2", "n"] and regex.group_numbers() == [0, 1, 2, 3]
    groups = regex.match("ab").groups
    assert [groups.item(k).text for k in (1, 3, "n")] == ["b", "a", "a"] and not groups.item(2).success and not groups.item("zz").success


@pytest.mark.parametrize("pattern,offset,reason", [
    ("(", 1, "Not enough )'s."), ("[", 1, "Unterminated [] set."), ("(a", 2, "Not enough )'s."), ("*", 1, "Quantifier '*' following nothing."),
    (")", 1, "Too many )'s."), ("a**", 3, "Nested quantifier '*'."), ("a\\", 2, "Illegal \\ at end of pattern."), ("[z-a]", 4, "[x-y] range in reverse order."),
    (r"\1", 2, "Reference to undefined group number 1."), ("a{3,1}", 6, "Illegal {x,y} with x > y."), (r"\p{Foo}", 7, "Unknown property 'Foo'."),
    (r"\y", 2, "Unrecognized escape sequence \\y."),
])
def test_errors(pattern: str, offset: int, reason: str) -> None:
    with pytest.raises(RegexParseException) as caught:
        Regex(pattern)
    assert str(caught.value) == f"Invalid pattern '{pattern}' at offset {offset}. {reason}"


@pytest.mark.parametrize("pattern,options", [("(?<a-b>x)", 0), ("a", 64), ("(?<=a+)b", 0)])
def test_what_is_not_supported_says_so(pattern: str, options: int) -> None:
    with pytest.raises(NotSupportedException) as caught:
        Regex(pattern, options)
    assert "not supported" in str(caught.value)
    assert isinstance(caught.value, NetException)
