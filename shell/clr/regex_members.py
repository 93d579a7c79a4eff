"""What PowerShell sees of the regular expression types."""
from __future__ import annotations

from typing import Any, Callable

from shell.clr import upcalls
from shell.clr.arrays import typed_array
from shell.clr.enum_catalog import RegexOptions
from shell.clr.enumerators import NetEnumerator
from shell.clr.exceptions import ArgumentNullException
from shell.clr.regexes import Capture, CaptureCollection, Group, GroupCollection, Match, MatchCollection, Regex
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import hash_code

Value = Any
_NS = "System.Text.RegularExpressions."
_COLLECTION = ("System.Collections.IList", "System.Collections.ICollection", "System.Collections.IEnumerable")

CAPTURE = NetType(_NS + "Capture", Capture)
GROUP = NetType(_NS + "Group", Group, base=CAPTURE)
MATCH = NetType(_NS + "Match", Match, base=GROUP)
GROUPS = NetType(_NS + "GroupCollection", GroupCollection, interfaces=_COLLECTION)
MATCHES = NetType(_NS + "MatchCollection", MatchCollection, interfaces=_COLLECTION)
CAPTURES = NetType(_NS + "CaptureCollection", CaptureCollection, interfaces=_COLLECTION)
REGEX = NetType(_NS + "Regex", Regex, accelerators=("regex",))

# --- matches, in the order PowerShell lists their properties ---
MATCH.prop("Groups", _NS + "GroupCollection")(lambda m: m.groups)
for _t in (MATCH, GROUP):
    _t.prop("Success", "bool")(lambda g: g.success)
    _t.prop("Name", "string")(lambda g: g.name)
    _t.prop("Captures", _NS + "CaptureCollection")(lambda g: g.captures)
for _t in (MATCH, GROUP, CAPTURE):
    _t.prop("Index", "int")(lambda c: c.index)
    _t.prop("Length", "int")(lambda c: len(c.text))
    _t.prop("Value", "string")(lambda c: c.text)
    _t.prop("ValueSpan", "System.ReadOnlySpan[char]")(lambda c: None)
CAPTURE.method("string ToString()")(lambda c: c.text)
CAPTURE.method("bool Equals(System.Object obj)")(lambda a, b: a is b)
CAPTURE.method("int GetHashCode()")(hash_code)
MATCH.method(_NS + "Match NextMatch()")(lambda m: m.next_match())
MATCH.method("string Result(string replacement)")(lambda m, template: m.regex.replacement(template).expand(m))

GROUPS.prop("Count", "int")(len)
GROUPS.prop("Keys", "System.Collections.Generic.IEnumerable[string]")(lambda g: g.match.regex.group_names())
GROUPS.prop("Values", f"System.Collections.Generic.IEnumerable[{_NS}Group]")(list)
GROUPS.indexed(_NS + "Group Item(int groupnum)", _NS + "Group Item(string groupname)")(lambda g, key: g.item(key))
GROUPS.method("bool ContainsKey(string key)")(lambda g, key: key in g.match.regex.group_names())
GROUPS.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
for _t in (MATCHES, CAPTURES):
    _t.prop("Count", "int")(len)
    _t.method("System.Collections.IEnumerator GetEnumerator()")(NetEnumerator)
MATCHES.indexed(_NS + "Match Item(int i)")(lambda found, i: found[i])
CAPTURES.indexed(_NS + "Capture Item(int i)")(lambda found, i: found[i])

# --- the regex ---
REGEX.prop("Options", _NS + "RegexOptions")(lambda r: RegexOptions(r.options))
REGEX.prop("RightToLeft", "bool")(lambda r: False)
REGEX.prop("MatchTimeout", "timespan")(lambda r: _no_timeout())


def _no_timeout() -> Value:
    from shell.clr.times import MILLISECOND, TimeSpan
    return TimeSpan(-MILLISECOND)


@REGEX.new("regex new(string pattern)", f"regex new(string pattern, {_NS}RegexOptions options)",
           f"regex new(string pattern, {_NS}RegexOptions options, timespan matchTimeout)")
def new_regex(pattern: str, options: int = 0, timeout: Value = None) -> Regex:
    return Regex(pattern, int(options))


def _needed(text: Value, name: str = "input") -> str:
    if text is None:
        raise ArgumentNullException(f"Value cannot be null. (Parameter '{name}')")
    return text  # type: ignore[no-any-return]


def _strings(items: list[str]) -> Value:
    return typed_array("System.String", items)


def _evaluator(function: Value) -> Callable[[Match], str]:
    if callable(function):
        return lambda match: upcalls.to_string(function(match))
    return lambda match: upcalls.to_string(upcalls.invoke(function, [match]))


REGEX.method("bool IsMatch(string input)", "bool IsMatch(string input, int startat)")(lambda r, text, start=0: r.is_match(_needed(text), start))
REGEX.method("int Count(string input)")(lambda r, text: len(r.matches(_needed(text))))
REGEX.method(_NS + "MatchCollection Matches(string input)", _NS + "MatchCollection Matches(string input, int startat)")(
    lambda r, text, start=0: r.matches(_needed(text), start))
REGEX.method("string[] GetGroupNames()")(lambda r: _strings(r.group_names()))
REGEX.method("int[] GetGroupNumbers()")(lambda r: typed_array("System.Int32", r.group_numbers()))
REGEX.method("string ToString()")(lambda r: r.pattern)
REGEX.method("bool Equals(System.Object obj)")(lambda a, b: a is b)
REGEX.method("int GetHashCode()")(hash_code)


@REGEX.method(_NS + "Match Match(string input)", _NS + "Match Match(string input, int startat)", _NS + "Match Match(string input, int beginning, int length)")
def match(self: Regex, text: str, *rest: int) -> Match:
    if len(rest) == 2:
        return self.match(_needed(text)[:rest[0] + rest[1]], rest[0])
    return self.match(_needed(text), *rest)


@REGEX.method("string GroupNameFromNumber(int i)")
def group_name_from_number(self: Regex, number: int) -> str:
    numbers = self.group_numbers()
    return self.group_names()[numbers.index(number)] if number in numbers else ""


@REGEX.method("int GroupNumberFromName(string name)")
def group_number_from_name(self: Regex, name: str) -> int:
    names = self.group_names()
    return self.group_numbers()[names.index(name)] if name in names else -1


@REGEX.method("string Replace(string input, string replacement)", "string Replace(string input, string replacement, int count)",
              "string Replace(string input, string replacement, int count, int startat)")
def replace(self: Regex, text: str, template: str, count: int = -1, start: int = 0) -> str:
    return self.replace(_needed(text), _needed(template, "replacement"), count, start)


_MATCH_EVALUATOR = _NS + "MatchEvaluator evaluator"


@REGEX.method(f"string Replace(string input, {_MATCH_EVALUATOR})", f"string Replace(string input, {_MATCH_EVALUATOR}, int count)",
              f"string Replace(string input, {_MATCH_EVALUATOR}, int count, int startat)")
def replace_with(self: Regex, text: str, function: Value, count: int = -1, start: int = 0) -> str:
    return self.replace_with(_needed(text), _evaluator(function), count, start)


@REGEX.method("string[] Split(string input)", "string[] Split(string input, int count)", "string[] Split(string input, int count, int startat)")
def split(self: Regex, text: str, count: int = 0, start: int = 0) -> Value:
    return _strings(self.split(_needed(text), count, start))


_OPTIONS = _NS + "RegexOptions options"


def _static(result: str, name: str, run: Callable[..., Value], extra: str = "") -> None:
    """A static form: input, pattern, its own parameters, then optional RegexOptions and a timeout."""
    head = f"{result} {name}(string input, string pattern{', ' + extra if extra else ''}"
    count = 1 if extra else 0

    def call(text: str, pattern: str, *rest: Value) -> Value:
        options = int(rest[count]) if len(rest) > count else 0
        return run(Regex(_needed(pattern, "pattern"), options), _needed(text), *rest[:count])
    REGEX.static(head + ")", f"{head}, {_OPTIONS})", f"{head}, {_OPTIONS}, timespan matchTimeout)")(call)


_static("bool", "IsMatch", lambda r, text: r.is_match(text))
_static(_NS + "Match", "Match", lambda r, text: r.match(text))
_static(_NS + "MatchCollection", "Matches", lambda r, text: r.matches(text))
_static("int", "Count", lambda r, text: len(r.matches(text)))
_static("string[]", "Split", lambda r, text: _strings(r.split(text)))
_static("string", "Replace", lambda r, text, template: r.replace(text, _needed(template, "replacement")), "string replacement")
_static("string", "Replace", lambda r, text, function: r.replace_with(text, _evaluator(function)), _MATCH_EVALUATOR)
REGEX.static("string Escape(string str)")(lambda text: Regex.escape(_needed(text, "str")))
REGEX.static("string Unescape(string str)")(lambda text: Regex.unescape(_needed(text, "str")))
