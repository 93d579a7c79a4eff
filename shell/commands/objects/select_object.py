"""Select-Object: chooses properties of objects, or objects by place."""
from __future__ import annotations

from collections import deque
from typing import Any, Optional

from shell.clr.security import PSArgumentException
from shell.clr.wildcards import WildcardPattern
from shell.commands.objects.properties import SELECT_KEYS, PropertySpec, make_specs, selected_object
from shell.objects.comparison import equals
from shell.objects.members import find_property_value, property_items
from shell.objects.psobject import MISSING, PropertySet, PSCustomObject, PSObject, base_of
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.flow import StopUpstream

Value = Any


class SelectObject(Cmdlet):
    name = "Select-Object"
    net_class = "Microsoft.PowerShell.Commands.SelectObjectCommand"
    synopsis = "Chooses properties of objects, or some objects of a sequence."
    examples = (("Two properties", "Get-Process | Select-Object Id, ProcessName"), ("The first three", "1..10 | Select-Object -First 3"),
                ("A calculated property", "1..3 | Select-Object @{Name='Square'; Expression={ $_ * $_ }}"))

    InputObject: Value = MISSING
    Property: Optional[list[Value]] = None
    ExcludeProperty: Optional[list[str]] = None
    ExpandProperty: Optional[str] = None
    Unique: bool = False
    CaseInsensitive: bool = False
    First: int = 0
    Last: int = 0
    Skip: int = 0
    SkipLast: int = 0
    Index: Optional[list[int]] = None
    SkipIndex: Optional[list[int]] = None
    Wait: bool = False

    def begin(self) -> None:
        self._specs = make_specs(self, self.Property, SELECT_KEYS)
        self._exclude = [WildcardPattern(to_string(p)) for p in self.ExcludeProperty or ()]
        if self._exclude and not self._specs and self.ExpandProperty is None:
            self._specs = [PropertySpec(self.ctx, "*")]
        self._seen: list[Value] = []
        self._count = 0
        self._to_skip = self.Skip
        keep = self.Last + (self.Skip if self.Last and not self.First else 0) if self.Last else self.SkipLast
        self._tail: deque[Value] = deque(maxlen=None)
        self._keep = keep
        self._indexes = sorted(set(self.Index)) if self.Index is not None else None
        self._skip_indexes = set(self.SkipIndex) if self.SkipIndex is not None else None
        self._plain = not self._specs and self.ExpandProperty is None and not self.Unique
        self._limited = any(self.has(p) for p in ("First", "Last", "Skip", "SkipLast", "Index", "SkipIndex"))
        if self._specs and not self._exclude and self.ExpandProperty is None and not self.Unique and all(s.pattern is None for s in self._specs):
            self._columns = columns(self._specs)
            self._shape = self._simple  # type: ignore[method-assign]

    def process(self) -> None:
        value = self.InputObject
        if value is MISSING:
            return
        if not self._limited:
            self._shape(value)
        else:
            self._by_place(value)

    # ---- by place

    def _by_place(self, value: Value) -> None:
        at = self._count
        self._count += 1
        if self._indexes is not None:
            self._by_index(at, value)
        elif self._skip_indexes is not None:
            if at not in self._skip_indexes:
                self._shape(value)
        elif self.has("Last") and not self.has("First"):
            self._tail.append(value)
            if len(self._tail) > self.Last + self.Skip:
                self._tail.popleft()
        elif self.has("SkipLast"):
            if self._to_skip > 0:
                self._to_skip -= 1
                return
            self._tail.append(value)
            if len(self._tail) > self.SkipLast:
                self._shape(self._tail.popleft())
        else:
            self._first(value)

    def _by_index(self, at: int, value: Value) -> None:
        indexes = self._indexes or []
        if at in indexes:
            self._shape(value)
        if not self.Wait and (not indexes or at >= indexes[-1]):
            raise StopUpstream(self)

    def _first(self, value: Value) -> None:
        if self._to_skip > 0:
            self._to_skip -= 1
            return
        if not self.has("First"):
            self._shape(value)
            return
        done = self._count - self.Skip
        if done <= self.First:
            self._shape(value)
            if done == self.First and not self.has("Last") and not self.Wait:
                raise StopUpstream(self)
        elif self.has("Last"):
            self._tail.append(value)
            if len(self._tail) > self.Last:
                self._tail.popleft()

    def end(self) -> None:
        if not self.has("Last"):
            return
        items = list(self._tail)
        if not self.has("First") and self.Skip:
            items = items[:max(0, len(items) - self.Skip)]
        for value in items:
            self._shape(value)

    # ---- properties

    def _simple(self, value: Value) -> None:
        """Names and blocks only: the common case."""
        props: dict[str, Value] = {}
        clash = None
        for spec, respell, repeated in self._columns:
            found = spec.value_of(value)
            if repeated:
                clash = spec.name
                continue
            if found.__class__ is PropertySet:
                self._emit_selected(value, *self._select(value))
                return
            if found is MISSING:
                props[spec.name] = None
            else:
                props[_spelled(value, spec.name) if respell else spec.name] = found
        self._emit_selected(value, props, clash)

    def _shape(self, value: Value) -> None:
        if self._plain:
            self.write(value)
            return
        if self.ExpandProperty is not None:
            self._expand(value)
            return
        if not self._specs:
            self._emit_unique(value)
            return
        props, clash = self._select(value)
        self._emit_selected(value, props, clash)

    def _select(self, value: Value) -> tuple[dict[str, Value], Optional[str]]:
        props: dict[str, Value] = {}
        fold: set[str] = set()
        clash: Optional[str] = None
        for spec in self._specs:
            if spec.block is not None or (spec.pattern is None and spec.has_name):
                pairs = [(spec.name, spec.value_of(value))]
            elif spec.pattern is None and (names := property_set(value, spec.name)) is not None:
                pairs = [(n, find_property_value(value, n)) for n in names]
            elif spec.pattern is None:
                pairs = [(_spelled(value, spec.name), spec.value_of(value))]
            else:
                pairs = [(n, find_property_value(value, n)) for n in spec.names_on(value)]
            for name, found in pairs:
                if any(x.matches(name) for x in self._exclude):
                    continue
                if name.lower() in fold:
                    clash = name
                    continue
                fold.add(name.lower())
                props[name] = None if found is MISSING else found
        return props, clash

    def _emit_selected(self, value: Value, props: dict[str, Value], clash: Optional[str]) -> None:
        if clash is not None:
            self.error(f'The property cannot be processed because the property "{clash}" already exists.', "AlreadyExistingUserSpecifiedPropertyNoExpand",
                       "InvalidOperation", value, exception_class=PSArgumentException)
        self._emit_unique(selected_object(value, props))

    def _emit_unique(self, value: Value) -> None:
        if self.Unique:
            if any(same(value, s, self.CaseInsensitive) for s in self._seen):
                return
            self._seen.append(value)
        self.write(value)

    def _expand(self, value: Value) -> None:
        name = to_string(self.ExpandProperty)
        spec = PropertySpec(self.ctx, name)
        names = spec.names_on(value) if spec.pattern is not None else [name]
        if spec.pattern is not None and len(names) > 1:
            self.error("Multiple properties cannot be expanded.", "MutlipleExpandProperties", "InvalidArgument", value, exception_class=PSArgumentException)
            return
        found = find_property_value(value, names[0]) if names else MISSING
        if found is MISSING:
            record = ErrorRecord(PSArgumentException(f'Property "{name}" cannot be found.'), "ExpandPropertyNotFound", "InvalidArgument", value)
            record.category_info.target_name, record.category_info.target_type = to_string(value), "PSObject"
            self.write_error(record)
            return
        if found is None:
            return
        from shell.objects.enumeration import enumerate_value
        items = enumerate_value(found)
        for item in [found] if items is None else items:
            self._emit_unique(self._with_extra(value, item) if self._specs else item)

    def _with_extra(self, value: Value, item: Value) -> Value:
        """-Property together with -ExpandProperty: the chosen properties are attached to the expanded item."""
        props, clash = self._select(value)
        if isinstance(item, PSCustomObject):
            wrapped: PSObject = PSCustomObject(dict(item.props), item.type_names, item.text)
        elif isinstance(item, PSObject):
            wrapped = PSObject(item.base, dict(item.props), item.type_names)
        else:
            wrapped = PSObject(base_of(item))
        for name, found in props.items():
            if find_property_value(item, name) is not MISSING:
                self.error(f'The property cannot be processed because the property "{name}" already exists.', "AlreadyExistingUserSpecifiedPropertyExpand",
                           "InvalidOperation", value, exception_class=PSArgumentException)
                continue
            wrapped.props[name] = found
        return wrapped


def columns(specs: list[PropertySpec]) -> list[tuple[PropertySpec, bool, bool]]:
    """(property, does the object's own spelling name the column, is the name taken already)."""
    out = []
    seen: set[str] = set()
    for spec in specs:
        folded = spec.name.lower()
        out.append((spec, not spec.has_name and spec.block is None, folded in seen))
        seen.add(folded)
    return out


def property_set(value: Value, name: str) -> Optional[list[str]]:
    """The names behind an attached property set, None when the name means something else."""
    if not isinstance(value, PSObject):
        return None
    folded = name.lower()
    found = next((e for k, e in value.props.items() if isinstance(e, PropertySet) and k.lower() == folded), None)
    return None if found is None else list(found.names)


def _spelled(value: Value, name: str) -> str:
    """The object's own spelling of a property's name, when it is a bag."""
    if value.__class__ is PSCustomObject and name in value.props:
        return name
    if isinstance(value, PSObject):
        return value.spelled(name) or name
    from shell.objects.members import property_spelling
    return property_spelling(value, name) or name


def same(a: Value, b: Value, ignore_case: bool) -> bool:
    """-Unique: equal values, or bags whose properties are equal."""
    if isinstance(a, PSCustomObject) and isinstance(b, PSCustomObject):
        left, right = dict(property_items(a)), dict(property_items(b))
        return left.keys() == right.keys() and all(equals(left[k], right[k], ignore_case) for k in left)
    return bool(equals(base_of(a), base_of(b), ignore_case)) and a.__class__ is b.__class__
