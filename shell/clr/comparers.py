"""System.StringComparer: the ways of comparing text that dictionaries, sets and sorting take."""
from __future__ import annotations

from typing import Any, Optional

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
