"""PowerShell wildcard patterns (`*`, `?`, `[a-z]`, backtick escapes) and [WildcardPattern].  Simple shapes avoid regular expressions."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.clr.exceptions import EXCEPTIONS, NetException, SystemException, define_exception
from shell.clr.typeinfo import NetType

Value = Any

RuntimeException = EXCEPTIONS.get("system.management.automation.runtimeexception") or define_exception(
    "System.Management.Automation.RuntimeException", SystemException)
WildcardPatternException = define_exception("System.Management.Automation.WildcardPatternException", RuntimeException)

IGNORE_CASE = 2  # WildcardOptions.IgnoreCase
_SPECIAL = re.compile(r"[*?\[\]`]")


def invalid_pattern(pattern: str) -> NetException:
    return WildcardPatternException(f"The specified wildcard character pattern is not valid: {pattern}", error_id="RuntimeException")


def _bracket(pattern: str, start: int) -> tuple[str, int]:
    """Translate the bracket expression whose contents start at `start`: (regex, index after the closing bracket)."""
    contents: list[tuple[str, bool]] = []  # (character, is a range dash)
    i, end = start, len(pattern)
    while True:
        if i >= end:
            raise invalid_pattern(pattern)
        ch = pattern[i]
        if ch == "]":
            break
        if ch == "`" and i + 1 < end:
            i += 1
            contents.append((pattern[i], False))
        else:
            contents.append((ch, ch == "-"))
        i += 1
    return _bracket_regex(contents, pattern), i + 1


def _bracket_regex(contents: list[tuple[str, bool]], pattern: str) -> str:
    if not contents:
        return "(?!)"
    parts, k = [], 0
    while k < len(contents):
        low = contents[k][0]
        if k + 2 < len(contents) and contents[k + 1][1]:
            high = contents[k + 2][0]
            if low > high:
                raise invalid_pattern(pattern)
            parts.append(f"{re.escape(low)}-{re.escape(high)}")
            k += 3
        else:
            parts.append(re.escape(low) if low not in "^-" else "\\" + low)
            k += 1
    return "[" + "".join(parts) + "]"


def wildcard_to_regex(pattern: str) -> str:
    """The regular expression (for fullmatch, DOTALL) that a wildcard pattern means."""
    out: list[str] = []
    i, end = 0, len(pattern)
    while i < end:
        ch = pattern[i]
        i += 1
        if ch == "*":
            if not out or out[-1] != ".*":
                out.append(".*")
        elif ch == "?":
            out.append(".")
        elif ch == "[":
            text, i = _bracket(pattern, i)
            out.append(text)
        elif ch == "`" and i < end:
            out.append(re.escape(pattern[i]))
            i += 1
        elif ch == "`" and end == 1:
            continue
        else:
            out.append(re.escape(ch))
    return "".join(out)


def _simple(pattern: str, fold: bool) -> Optional[Callable[[str], bool]]:
    """A matcher without regular expressions for a plain text, `x*`, `*x`, `*x*`."""
    body = pattern.lower() if fold else pattern
    if not _SPECIAL.search(body):
        return (lambda text: text.lower() == body) if fold else (lambda text: text == body)
    core = body.strip("*")
    if _SPECIAL.search(core):
        return None
    left, right = body.startswith("*"), body.endswith("*")
    if not core:
        return lambda text: True
    if left and right:
        return (lambda text: core in text.lower()) if fold else (lambda text: core in text)
    if left:
        return (lambda text: text.lower().endswith(core)) if fold else (lambda text: text.endswith(core))
    return (lambda text: text.lower().startswith(core)) if fold else (lambda text: text.startswith(core))


_MATCHERS: dict[tuple[str, bool], Callable[[str], bool]] = {}


def matcher(pattern: str, ignore_case: bool = True) -> Callable[[str], bool]:
    """A cached predicate over strings for the pattern."""
    key = (pattern, ignore_case)
    found = _MATCHERS.get(key)
    if found is None:
        found = _simple(pattern, ignore_case)
        if found is None:
            match = re.compile(wildcard_to_regex(pattern), re.S | re.I if ignore_case else re.S).fullmatch
            found = lambda text: match(text) is not None
        if len(_MATCHERS) > 500:
            _MATCHERS.clear()
        _MATCHERS[key] = found
    return found


class WildcardPattern:
    """System.Management.Automation.WildcardPattern; `matches` is the compiled predicate."""

    __slots__ = ("pattern", "ignore_case", "matches")

    def __init__(self, pattern: str, ignore_case: bool = True) -> None:
        self.pattern = pattern
        self.ignore_case = ignore_case
        self.matches = matcher(pattern, ignore_case)

    def __str__(self) -> str:
        return "System.Management.Automation.WildcardPattern"


def has_wildcards(text: str) -> bool:
    """Does the text contain an unescaped `*`, `?` or `[`?"""
    i, end = 0, len(text)
    while i < end:
        if text[i] == "`":
            i += 2
            continue
        if text[i] in "*?[":
            return True
        i += 1
    return False


def escape_wildcards(text: str, keep: str = "") -> str:
    """Put a backtick before each wildcard character and backtick, except those in `keep`."""
    return "".join("`" + ch if ch in "*?[]`" and ch not in keep else ch for ch in text)


def unescape_wildcards(text: str) -> str:
    """Drop the backticks that escape wildcard characters."""
    return re.sub(r"`([*?\[\]`])", r"\1", text)


def wildcard_to_wql(pattern: str) -> str:
    """The LIKE pattern of WMI's query language."""
    return re.sub(r"[%_*?]", lambda m: {"*": "%", "?": "_"}.get(m.group(), f"[{m.group()}]"), unescape_wildcards(pattern))


TYPE = NetType("System.Management.Automation.WildcardPattern", WildcardPattern, accelerators=("wildcardpattern",))


@TYPE.new("wildcardpattern new(string pattern)", "wildcardpattern new(string pattern, System.Management.Automation.WildcardOptions options)")
@TYPE.static("wildcardpattern Get(string pattern, System.Management.Automation.WildcardOptions options)")
def _new(pattern: str, options: int = 0) -> WildcardPattern:
    return WildcardPattern(pattern, bool(options & IGNORE_CASE))


@TYPE.method("bool IsMatch(string input)")
def _is_match(self: WildcardPattern, text: str) -> bool:
    return text is not None and self.matches(text)


@TYPE.method("string ToWql()")
def _to_wql(self: WildcardPattern) -> str:
    return wildcard_to_wql(self.pattern)


@TYPE.static("bool ContainsWildcardCharacters(string pattern)")
def _contains(pattern: str) -> bool:
    return bool(pattern) and has_wildcards(pattern)


@TYPE.static("string Escape(string pattern)")
def _escape(pattern: str) -> str:
    return escape_wildcards(pattern)


@TYPE.static("string Unescape(string pattern)")
def _unescape(pattern: str) -> str:
    return unescape_wildcards(pattern)
