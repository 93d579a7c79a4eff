"""The operators that take regular expressions: -match, -notmatch, -replace, -split."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.regexes import Regex
from shell.objects import hooks
from shell.objects.conversion import convert, require, to_int
from shell.objects.enumeration import enumerate_value
from shell.objects.psobject import PSObject
from shell.objects.records import RuntimeException
from shell.objects.text import to_string, type_name

Value = Any
IGNORE_CASE, MULTILINE, EXPLICIT, SINGLELINE, WHITESPACE, INVARIANT = 1, 2, 4, 16, 32, 512
_CACHE: dict[tuple[str, int], Regex] = {}


def regex_of(pattern: Value, options: int) -> Regex:
    """A Regex for an operand: one given as such keeps its own options; text is compiled once."""
    plain = pattern.base if pattern.__class__ is PSObject else pattern
    if isinstance(plain, Regex):
        return plain
    key = (plain if plain.__class__ is str else to_string(plain), options)
    found = _CACHE.get(key)
    if found is None:
        if len(_CACHE) > 500:
            _CACHE.clear()
        found = _CACHE[key] = Regex(*key)
    return found


def _elements(value: Value) -> Optional[Any]:
    return value if isinstance(value, list) else enumerate_value(value)


# --- -match ------------------------------------------------------------------------------------------------------------------------------

def op_match(a: Value, pattern: Value, ignore_case: bool, set_matches: Callable[[Value], None]) -> Value:
    """-match: sets $Matches when one text matches; a collection is filtered and leaves it alone."""
    regex = regex_of(pattern, IGNORE_CASE if ignore_case else 0)
    items = _elements(a)
    if items is not None:
        return [e for e in items if regex.is_match(to_string(e))]
    match = regex.match(a if a.__class__ is str else to_string(a))
    if not match.success:
        return False
    set_matches(matches_table(match))
    return True


def op_notmatch(a: Value, pattern: Value, ignore_case: bool, set_matches: Callable[[Value], None]) -> Value:
    """-notmatch: a text that does match sets $Matches as well."""
    items = _elements(a)
    if items is not None:
        regex = regex_of(pattern, IGNORE_CASE if ignore_case else 0)
        return [e for e in items if not regex.is_match(to_string(e))]
    return not op_match(a, pattern, ignore_case, set_matches)


def matches_table(match: Value) -> Value:
    """$Matches: numbered and named groups that took part."""
    from shell.objects.conversion_objects import new_hashtable
    table = new_hashtable()
    for key, text in match.named_texts():
        table.put(key, text)
    return table


# --- -replace ----------------------------------------------------------------------------------------------------------------------------

def op_replace(a: Value, operand: Value, ignore_case: bool = True) -> Value:
    """-replace pattern [, replacement]; the replacement may be a script block or a MatchEvaluator."""
    pattern, replacement = _replace_operands(operand)
    try:
        regex = regex_of("" if pattern is None else pattern, IGNORE_CASE if ignore_case else 0)
    except NetException as error:
        text = to_string(pattern)
        raise RuntimeException(f"The regular expression pattern {text} is not valid.", error, error_id="InvalidRegularExpression",
                               category="InvalidOperation", target=pattern) from None
    substitute = _substitute(regex, replacement)
    items = _elements(a)
    if items is None:
        return substitute(a if a.__class__ is str else to_string(a))
    return [substitute(to_string(e)) for e in items]


def _replace_operands(operand: Value) -> tuple[Value, Value]:
    if not isinstance(operand, list):
        return operand, ""
    if not 1 <= len(operand) <= 2:
        raise RuntimeException(f"The -replace operator allows only two elements to follow it, not {len(operand)}.", error_id="BadReplaceArgument",
                               category="InvalidOperation", target=operand)
    return operand[0], operand[1] if len(operand) == 2 else ""


def _substitute(regex: Regex, replacement: Value) -> Callable[[str], str]:
    plain = replacement.base if replacement.__class__ is PSObject else replacement
    if type_name(plain) == "System.Management.Automation.ScriptBlock":
        run = hooks.current().run_script

        def evaluate(match: Value) -> str:
            return to_string(run(plain, dollar_underscore=match))
        return lambda text: regex.replace_with(text, evaluate)
    if callable(plain) and not isinstance(plain, str) and type_name(plain).startswith("System."):
        return lambda text: regex.replace_with(text, lambda match: to_string(plain(match)))
    template = to_string(replacement)
    return lambda text: regex.replace(text, template)


# --- -split ------------------------------------------------------------------------------------------------------------------------------

_REGEX_OPTION = {4: INVARIANT, 8: WHITESPACE, 16: MULTILINE, 32: SINGLELINE, 64: IGNORE_CASE, 128: EXPLICIT}


def unary_split(a: Value) -> list[Value]:
    """-split text: at runs of white space."""
    items = _elements(a)
    texts = [to_string(a)] if items is None else [to_string(e) for e in items]
    return [word for text in texts for word in text.split() or [""]]


def op_split(a: Value, operand: Value, ignore_case: bool = True) -> list[Value]:
    """-split delimiter [, max [, options]] or -split { predicate } [, max]."""
    operands = list(operand) if isinstance(operand, list) else [operand]
    delimiter = operands[0] if operands else ""
    limit = to_int(operands[1]) if len(operands) > 1 else 0
    plain = delimiter.base if delimiter.__class__ is PSObject else delimiter
    items = _elements(a)
    texts = [to_string(a)] if items is None else [to_string(e) for e in items]
    if type_name(plain) == "System.Management.Automation.ScriptBlock":
        return [piece for text in texts for piece in _split_by_script(text, plain, limit)]
    regex = _split_regex(delimiter, operands, ignore_case)
    return [piece for text in texts for piece in _split_text(text, regex, limit)]


def _split_regex(delimiter: Value, operands: list[Value], ignore_case: bool) -> Regex:
    given = _parse_options(operands[2]) if len(operands) > 2 else 0
    options = IGNORE_CASE if ignore_case else 0
    for flag, option in _REGEX_OPTION.items():
        if given & flag:
            options |= option
    if given & 1:
        text = to_string(delimiter)
        return regex_of(Regex.escape(text), options)
    return regex_of(delimiter, options)


def _parse_options(value: Value) -> int:
    """SplitOptions; a bad name shows as a RuntimeException."""
    try:
        return int(convert(value, require("System.Management.Automation.SplitOptions")))
    except NetException as error:
        raise RuntimeException(error.message, error, error_id="RuntimeException", category="NotSpecified") from None


def _split_text(text: str, regex: Regex, limit: int) -> list[str]:
    """At most `limit` pieces (0: all; negative: counted from the right); captured groups stay in the result."""
    if limit == 1 or limit == -1:
        return [text]
    matches = regex.spans(text)
    if limit < 0 and len(matches) > -limit - 1:
        matches = matches[len(matches) + limit + 1:]
    elif limit > 0:
        matches = matches[:limit - 1]
    out, at = [], 0
    for start, end, groups in matches:
        out.append(text[at:start])
        out.extend(groups)
        at = end
    out.append(text[at:])
    return out


def _split_by_script(text: str, script: Value, limit: int) -> list[str]:
    """Each character for which the script is true separates."""
    from shell.clr.numbers import Char
    from shell.objects.conversion import to_bool
    run = hooks.current().run_script
    cuts = [i for i, ch in enumerate(text) if to_bool(run(script, args=[text, i], dollar_underscore=Char(ch)))] if abs(limit) != 1 else []
    if limit > 0:
        cuts = cuts[:limit - 1]
    elif limit < 0:
        cuts = cuts[len(cuts) + limit + 1:] if len(cuts) > -limit - 1 else cuts
    out, at = [], 0
    for cut in cuts:
        out.append(text[at:cut])
        at = cut + 1
    out.append(text[at:])
    return out


__all__ = ["op_match", "op_notmatch", "op_replace", "op_split", "regex_of", "unary_split"]
