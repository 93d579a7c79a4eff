"""Where-Object: passes the objects for which a block or a comparison is true."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import ArgumentException, NetException
from shell.objects import comparison, operators
from shell.objects.conversion import to_bool
from shell.objects.members import find_property_value, list_members
from shell.objects.psobject import MISSING
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any

_OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "EQ": lambda a, b: comparison.op_eq(a, b), "CEQ": lambda a, b: comparison.op_eq(a, b, False),
    "NE": lambda a, b: comparison.op_ne(a, b), "CNE": lambda a, b: comparison.op_ne(a, b, False),
    "GT": lambda a, b: comparison.op_gt(a, b), "CGT": lambda a, b: comparison.op_gt(a, b, False),
    "GE": lambda a, b: comparison.op_ge(a, b), "CGE": lambda a, b: comparison.op_ge(a, b, False),
    "LT": lambda a, b: comparison.op_lt(a, b), "CLT": lambda a, b: comparison.op_lt(a, b, False),
    "LE": lambda a, b: comparison.op_le(a, b), "CLE": lambda a, b: comparison.op_le(a, b, False),
    "Like": lambda a, b: operators.op_like(a, b), "CLike": lambda a, b: operators.op_like(a, b, False),
    "NotLike": lambda a, b: operators.op_notlike(a, b), "CNotLike": lambda a, b: operators.op_notlike(a, b, False),
    "Contains": lambda a, b: operators.op_contains(a, b), "CContains": lambda a, b: operators.op_contains(a, b, False),
    "NotContains": lambda a, b: not operators.op_contains(a, b), "CNotContains": lambda a, b: not operators.op_contains(a, b, False),
    "In": lambda a, b: operators.op_in(a, b), "CIn": lambda a, b: operators.op_in(a, b, False),
    "NotIn": lambda a, b: not operators.op_in(a, b), "CNotIn": lambda a, b: not operators.op_in(a, b, False),
    "Is": lambda a, b: operators.op_is(a, b), "IsNot": lambda a, b: not operators.op_is(a, b),
}
_SWITCHES = ("EQ", "CEQ", "NE", "CNE", "GT", "CGT", "LT", "CLT", "GE", "CGE", "LE", "CLE", "Like", "CLike", "NotLike", "CNotLike", "Match", "CMatch", "NotMatch",
             "CNotMatch", "Contains", "CContains", "NotContains", "CNotContains", "In", "CIn", "NotIn", "CNotIn", "Is", "IsNot", "Not")


class WhereObject(Cmdlet):
    name = "Where-Object"
    net_class = "Microsoft.PowerShell.Commands.WhereObjectCommand"
    synopsis = "Passes on the objects that meet a condition."
    examples = (("A block", "1..5 | Where-Object { $_ -gt 3 }"), ("A property", "Get-Process | Where-Object Id -lt 100"))

    InputObject: Value = MISSING
    FilterScript: Value = None
    Property: Optional[str] = None
    Value: Any = True

    def begin(self) -> None:
        self._test: Callable[[Value], Value] = to_bool
        if self.FilterScript is not None:
            return
        chosen = next((s for s in _SWITCHES if self.flag(s)), None)
        if chosen is None:
            if self.has("Value"):
                self.fail("The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then try the command "
                          "again." if not self.has("Value") else "Cannot process command because no operator was specified. Specify an operator and try again.",
                          "OperatorNotSpecified", "InvalidArgument", exception_class=ArgumentException)
            return
        if chosen == "Not":
            self._test = lambda v: not to_bool(v)
            return
        if not self.has("Value"):
            self.fail("The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then try the command "
                      "again.", "ValueNotSpecifiedForWhereObject", "InvalidArgument", exception_class=ArgumentException)
        self._test = self._make_test(chosen)

    def _make_test(self, chosen: str) -> Callable[[Value], Value]:
        right = self.Value
        if chosen in ("Match", "CMatch", "NotMatch", "CNotMatch"):
            ignore_case = not chosen.startswith("C")
            negative = "NotMatch" in chosen

            def keep(matches: Value) -> None:
                self.ctx.set_variable("Matches", matches)
            operator = operators.op_notmatch if negative else operators.op_match
            return lambda v: to_bool(operator(v, right, ignore_case, keep))
        if chosen in ("Is", "IsNot") and isinstance(right, str):
            from shell.objects.typenames import require_type, resolve_type
            name = right.strip("[]")
            if resolve_type(name) is None:
                self.fail(f'Cannot convert the "{right}" value of type "System.String" to type "System.Type".', "OperatorFailed", "InvalidOperation", right)
            right = require_type(name)
        function = _OPERATORS[chosen]
        return lambda v: to_bool(function(v, right))

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING:
            return
        if self.FilterScript is not None:
            if to_bool(self.ctx.value_in_caller(self.FilterScript, value)):
                self.write(value)
            return
        name = self.Property or ""
        found = find_property_value(value, name) if value is not None else MISSING
        if found is MISSING:
            if value is not None and any(c in name for c in "*?["):
                found = self._by_pattern(value, name)
            elif value is not None and self.ctx.strict_version and self.ctx.strict_version >= 2:
                self.error(f'The property "{name}" cannot be found on this object.', "PropertyNotFound", "InvalidArgument", value)
                return
        if found is AMBIGUOUS:
            return
        try:
            if self._test(None if found is MISSING else found):
                self.write(value)
        except NetException as e:
            self.error(e.message, "OperatorFailed", "InvalidOperation", value, exception_class=type(e), inner=e)

    def _by_pattern(self, value: Value, pattern: str) -> Value:
        from shell.clr.wildcards import WildcardPattern
        wildcard = WildcardPattern(pattern)
        names = [m.name for m in list_members(value) if wildcard.matches(m.name)]
        if len(names) > 1:
            self.error(f'Input name "{pattern}" is ambiguous. It can be resolved to multiple matched members. Possible matches include: {" ".join(names)}.',
                       "AmbiguousPropertyName", "InvalidOperation", value)
            return AMBIGUOUS
        return find_property_value(value, to_string(names[0])) if names else MISSING


AMBIGUOUS: Any = object()
