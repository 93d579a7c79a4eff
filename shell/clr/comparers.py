"""System.StringComparer: the ways of comparing text that dictionaries, sets and sorting take."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr import upcalls
from shell.clr.collation import culture_compare, ordinal_compare
from shell.clr.string_search import folded
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import hash_code

Value = Any


class StringComparer:
    """A comparer: `ordinal` or linguistic, `ignore_case` or not.  `key(text)` is equal for texts it deems equal."""

    __slots__ = ("ordinal", "ignore_case")

    def __init__(self, ordinal: bool, ignore_case: bool) -> None:
        self.ordinal, self.ignore_case = ordinal, ignore_case

    def compare(self, a: Optional[str], b: Optional[str]) -> int:
        if a is None or b is None:
            return (a is not None) - (b is not None)
        return ordinal_compare(a, b, self.ignore_case) if self.ordinal else culture_compare(a, b, self.ignore_case)

    def equals(self, a: Optional[str], b: Optional[str]) -> bool:
        return self.compare(a, b) == 0

    def key(self, text: str) -> str:
        return folded(text) if self.ignore_case else text


class ComparedKey:
    """A dictionary key under a script's IEqualityComparer: its GetHashCode and Equals decide."""

    __slots__ = ("value", "comparer")

    def __init__(self, value: Value, comparer: Value) -> None:
        self.value, self.comparer = value, comparer

    def __hash__(self) -> int:
        return int(upcalls.member(self.comparer, "GetHashCode", (self.value,)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComparedKey) and bool(upcalls.member(self.comparer, "Equals", (self.value, other.value)))


def folding(comparer: Value, default: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """How keys are folded: by a script's own comparer, else as usual."""
    t = getattr(comparer, "net_type", None)
    if t is None or not getattr(t, "from_script", False):
        return default
    return lambda value: ComparedKey(value, comparer)


TYPE = NetType("System.StringComparer", StringComparer, interfaces=(
    "System.Collections.IComparer", "System.Collections.IEqualityComparer", "System.Collections.Generic.IComparer`1", "System.Collections.Generic.IEqualityComparer`1"))
_KNOWN = [("CurrentCulture", False, False), ("CurrentCultureIgnoreCase", False, True), ("InvariantCulture", False, False),
          ("InvariantCultureIgnoreCase", False, True), ("Ordinal", True, False), ("OrdinalIgnoreCase", True, True)]
COMPARERS = [StringComparer(ordinal, ignore) for _, ordinal, ignore in _KNOWN]  # in the order of StringComparison
for (_name, _, _), _comparer in zip(_KNOWN, COMPARERS):
    TYPE.static_prop(_name, "System.StringComparer")(lambda comparer=_comparer: comparer)
TYPE.static("System.StringComparer FromComparison(System.StringComparison comparisonType)")(lambda mode: COMPARERS[int(mode)])
TYPE.static("System.StringComparer Create(cultureinfo culture, bool ignoreCase)")(lambda culture, ignore: StringComparer(False, bool(ignore)))
TYPE.method("int Compare(System.Object x, System.Object y)", "int Compare(string x, string y)")(lambda c, a, b: c.compare(a, b))
TYPE.method("bool Equals(System.Object x, System.Object y)", "bool Equals(string x, string y)")(lambda c, a, b: c.equals(a, b))
TYPE.method("int GetHashCode(System.Object obj)", "int GetHashCode(string obj)")(lambda c, text: hash_code(c.key(text)))
