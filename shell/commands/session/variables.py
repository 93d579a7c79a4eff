"""Get-, Set-, New-, Clear- and Remove-Variable."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import MISSING
from shell.objects.records import ErrorRecord, TerminatingError
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.scopes import SessionStateException, SessionStateUnauthorizedAccessException
from shell.runtime.variables import PSVariable

Value = Any


class VariableCmdlet(Cmdlet):
    """Names with wildcards, scope, include and exclude."""

    Name: Optional[list[str]] = None
    Scope: Optional[str] = None
    Include: Optional[list[str]] = None
    Exclude: Optional[list[str]] = None
    Force: bool = False

    def scope_name(self) -> Optional[str]:
        return None if self.Scope is None else to_string(self.Scope)

    def matches(self, pattern: str) -> Iterator[PSVariable]:
        """Variables a name or pattern means; an unknown literal name is reported."""
        from shell.providers.paths import has_wildcard
        variables = self.ctx.variables
        if not has_wildcard(pattern):
            found = variables.get_entry(pattern, self.scope_name())
            if found is None:
                self.not_found(pattern)
            elif self._passes(found.name):
                yield found
            return
        wildcard = WildcardPattern(pattern)
        for entry in variables.all(self.scope_name()):
            if wildcard.matches(entry.name) and self._passes(entry.name):
                yield entry

    def _passes(self, name: str) -> bool:
        if self.Include and not any(WildcardPattern(to_string(p)).matches(name) for p in self.Include):
            return False
        return not any(WildcardPattern(to_string(p)).matches(name) for p in self.Exclude or ())

    def not_found(self, name: str) -> None:
        from shell.objects.records import ItemNotFoundException
        self.error(f"Cannot find a variable with the name '{name}'.", "VariableNotFound", "ObjectNotFound", name, exception_class=ItemNotFoundException)

    def names(self) -> list[str]:
        return [to_string(n) for n in (self.Name if isinstance(self.Name, list) else [self.Name]) if n is not None]

    def report(self, error: Exception, name: str) -> None:
        """A refused change as a non-terminating error."""
        if isinstance(error, TerminatingError):
            record = error.record
            record.invocation = None
            self.write_error(record)
        elif isinstance(error, NetException):
            self.write_error(ErrorRecord(error, error.error_id or error.short_name, error.category or "WriteError", name))


class GetVariable(VariableCmdlet):
    name = "Get-Variable"
    synopsis = "Shows variables."
    examples = (("All that start with PS", "Get-Variable PS*"), ("Only the value", "$x = 1; Get-Variable x -ValueOnly"))
    ValueOnly: bool = False

    def process(self) -> None:
        for pattern in self.names() or ["*"]:
            for entry in self.matches(pattern):
                self.write(entry.value if self.ValueOnly else entry)


class SetVariable(VariableCmdlet):
    name = "Set-Variable"
    synopsis = "Gives a variable a value, options or a description."
    examples = (("Set one", "Set-Variable color red"), ("Make it read-only", "Set-Variable limit 5 -Option ReadOnly"))

    Value: Any = MISSING
    Description: Optional[str] = None
    Option: Any = None
    Visibility: Any = None
    PassThru: bool = False
    Append: bool = False

    def begin(self) -> None:
        self._values: list[Any] = []

    def process(self) -> None:
        if self.invocation.expecting_input and "Value" not in self.invocation_bound():
            if self.Value is not MISSING:
                self._values.append(self.Value)
        else:
            self._values = [self.Value]

    def invocation_bound(self) -> set[str]:
        """Parameters given on the command line (a piped value is collected instead)."""
        return {"Value"} if self.has("Value") and not self.invocation.expecting_input else set()

    def end(self) -> None:
        values = [v for v in self._values if v is not MISSING]
        given = bool(values)
        value = None if not values else values[0] if len(values) == 1 else values
        for name in self.names():
            if self.should_process(f"Name: {name} Value: {to_string(value)}", "Set variable"):
                self._set(name, value, given)

    def _set(self, name: str, value: Any, given: bool) -> None:
        variables = self.ctx.variables
        scope = self.scope_name()
        try:
            entry = variables.get_entry(name, scope)
            if self.Append and entry is not None:
                value, given = appended(entry.value, value, given), True
            if self.Option is not None or self.Description is not None:
                if entry is not None and "Constant" not in entry.options and "Constant" in options_of(self.Option):
                    raise SessionStateUnauthorizedAccessException(f"Existing variable {entry.name} cannot be made constant. Variables can be made constant only at "
                                                                  "creation time.", error_id="VariableCannotBeMadeConstant")
                if entry is not None and "Constant" in entry.options:
                    raise SessionStateUnauthorizedAccessException(f"Cannot overwrite variable {name} because it is read-only or constant.",
                                                                  error_id="VariableNotWritable")
                new = value if given or entry is None else entry.value
                variables.create(name, new, scope, options_of(self.Option), self.Description or "", self.Force)
            elif given or entry is None:
                if entry is not None and ("Constant" in entry.options or "ReadOnly" in entry.options and not self.Force):
                    raise SessionStateUnauthorizedAccessException(f"Cannot overwrite variable {entry.name} because it is read-only or constant.",
                                                                  error_id="VariableNotWritable")
                variables.set(name, value, scope, self.Force)
        except (NetException, TerminatingError) as e:
            self.report(e, name)
            return
        show_to(variables.get_entry(name, scope), self.Visibility)
        if self.PassThru:
            self.write(variables.get_entry(name, scope))


class NewVariable(VariableCmdlet):
    name = "New-Variable"
    synopsis = "Makes a variable that does not exist yet."
    examples = (("A constant", "New-Variable pi2 6.28 -Option Constant"),)

    Value: Any = None
    Description: Optional[str] = None
    Option: Any = None
    Visibility: Any = None
    PassThru: bool = False

    def process(self) -> None:
        name = self.names()[0]
        if not self.should_process(f"Name: {name} Value: {to_string(self.Value)}", "New variable"):
            return
        variables = self.ctx.variables
        scope = self.scope_name() or "local"
        existing = variables.get_entry(name, scope)
        if existing is not None and existing.scope is not self.ctx.base_scope or existing is not None and existing.options:
            if not self.Force:
                self.error(f"A variable with name '{name}' already exists.", "VariableAlreadyExists", "ResourceExists", name,
                           exception_class=SessionStateException)
                return
        try:
            entry = variables.create(name, self.Value, scope, options_of(self.Option), self.Description or "", self.Force)
        except (NetException, TerminatingError) as e:
            self.report(e, name)
            return
        show_to(entry, self.Visibility)
        if self.PassThru:
            self.write(entry)


class ClearVariable(VariableCmdlet):
    name = "Clear-Variable"
    synopsis = "Sets variables to null."
    examples = (("Forget a value", "$x = 1; Clear-Variable x"),)
    PassThru: bool = False

    def process(self) -> None:
        for pattern in self.names():
            for entry in list(self.matches(pattern)):
                if not self.should_process(f"Name: {entry.name}", "Clear variable"):
                    continue
                try:
                    if entry.options & {"ReadOnly", "Constant"} and not self.Force:
                        raise SessionStateUnauthorizedAccessException(f"Cannot overwrite variable {entry.name} because it is read-only or constant.",
                                                                      error_id="VariableNotWritable")
                    self.ctx.variables.set(entry.name, None, self.scope_name(), self.Force)
                except (NetException, TerminatingError) as e:
                    self.report(e, entry.name)
                    continue
                if self.PassThru:
                    self.write(entry)


class RemoveVariable(VariableCmdlet):
    name = "Remove-Variable"
    synopsis = "Removes variables."
    examples = (("Remove one", "$x = 1; Remove-Variable x"),)

    def process(self) -> None:
        for pattern in self.names():
            for entry in list(self.matches(pattern)):
                if not self.should_process(f"Name: {entry.name}", "Remove variable"):
                    continue
                try:
                    self.ctx.variables.remove(entry.name, self.scope_name(), self.Force)
                except (NetException, TerminatingError) as e:
                    self.report(e, entry.name)


def appended(old: Any, new: Any, given: bool) -> Any:
    """-Append: what was there, then what is given, as one array."""
    parts = [v for part in (old, new if given else None) for v in (part if isinstance(part, list) else [part]) if part is not None]
    return parts


def show_to(entry: Optional[PSVariable], visibility: Any) -> None:
    """-Visibility Private hides a variable from callers outside the session."""
    if entry is not None and visibility is not None:
        entry.visibility = to_string(visibility)


def options_of(value: Any) -> list[str]:
    """ScopedItemOptions as names."""
    if value is None:
        return []
    return [p.strip() for p in to_string(value).split(",") if p.strip()]
