"""JSON in.  Plain JSON goes through the standard library's C scanner; what only Newtonsoft accepts (comments, single quotes, trailing commas ...)
and every error text comes from the tolerant reader in json_lenient.py."""
from __future__ import annotations

import json
import re
from typing import Any, Callable, Optional

from shell.clr.numbers import INT64_MAX, INT64_MIN, BigInteger, Int64
from shell.objects.psobject import PSCustomObject

Value = Any
Pairs = list[tuple[str, Value]]
DATE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$")


class NotPlain(Exception):
    """The text needs the tolerant reader."""


class JsonReader:
    """Options of one ConvertFrom-Json call."""

    def __init__(self, as_hashtable: bool = False, date_kind: str = "Default", max_depth: int = 1024) -> None:
        self.as_hashtable = as_hashtable
        self.date_kind = date_kind.lower()
        self.max_depth = max_depth
        self._dates = self.date_kind != "string"

    def read(self, text: str) -> Value:
        """The value of a JSON text; raises JsonError (json_lenient) for what is none."""
        try:
            if self.max_depth < 1000:
                raise NotPlain  # only the careful reader counts levels
            return json.loads(text, object_pairs_hook=self._plain_object, parse_int=whole, parse_constant=self._constant)
        except (ValueError, NotPlain, RecursionError):
            from shell.serialization.json_lenient import LenientReader
            return LenientReader(text, self).read()

    @staticmethod
    def _constant(name: str) -> Value:
        raise NotPlain

    def _plain_object(self, pairs: Pairs) -> Value:
        return self.make_object(pairs, None)

    def make_object(self, pairs: Pairs, fail: Optional[Callable[[str, str], None]]) -> Value:
        """A property bag or ordered table; names that differ only by case, or are empty, are refused unless -AsHashtable."""
        if self._dates:
            pairs = [(k, self.string(v) if v.__class__ is str else v) for k, v in pairs]
        pairs = [(k, self._array(v) if v.__class__ is list else v) for k, v in pairs]
        if self.as_hashtable:
            return self._table(pairs)
        props = dict(pairs)
        if "" in props:
            raise KeyProblem("EmptyKeyInJsonString", "")
        folded: dict[str, str] = {}
        for name in props:
            other = folded.setdefault(name.lower(), name)
            if other != name:
                raise KeyProblem("KeysWithDifferentCasingInJsonString", name, other)
        return PSCustomObject(props)

    def _table(self, pairs: Pairs) -> Value:
        from shell.clr.dictionaries import OrderedHashtable
        table = OrderedHashtable(ignore_case=False)
        for name, item in pairs:
            table.put(name, item)
        return table

    def _array(self, items: list[Value]) -> list[Value]:
        for i, item in enumerate(items):
            if item.__class__ is str:
                items[i] = self.string(item)
            elif item.__class__ is list:
                self._array(item)
        return items

    def finish(self, value: Value) -> Value:
        """Dates at the top level."""
        if value.__class__ is str:
            return self.string(value)
        return self._array(value) if value.__class__ is list else value

    def string(self, text: str) -> Value:
        """ISO date-times become DateTime (or what -DateKind asks), other strings stay."""
        if not self._dates or len(text) < 19 or text[10:11] != "T" or not DATE.match(text):
            return text
        from shell.serialization.xml_times import parse_date_as
        try:
            return parse_date_as(text, self.date_kind)
        except ValueError:
            return text  # looks like a date but is none


class KeyProblem(Exception):
    """An object's key that a property bag cannot hold."""

    def __init__(self, error_id: str, name: str, other: str = "") -> None:
        super().__init__(error_id)
        self.error_id, self.name, self.other = error_id, name, other


def whole(text: str) -> Value:
    """JSON integers are Int64, larger ones BigInteger."""
    n = int(text)
    return Int64(n) if INT64_MIN <= n <= INT64_MAX else BigInteger(n)
