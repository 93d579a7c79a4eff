"""The variables of a runspace as commands see them: entries with options, listing, creating and removing by scope."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.objects.records import ErrorRecord, TerminatingError
from shell.runtime.scopes import SPELLING, Scope, SessionStateUnauthorizedAccessException, Special, scope_named

Value = Any


class PSVariable:
    """System.Management.Automation.PSVariable: one variable of one scope, live."""

    __slots__ = ("key", "scope", "name", "_detached", "ps_ext", "_options", "_description")

    def __init__(self, key: str, scope: Optional[Scope], name: str = "", value: Value = None, options: Iterable[str] = (), description: str = "") -> None:
        self.key = key
        self.scope = scope
        self.name = name or SPELLING.get(key, key)
        self._detached = value
        self._options = frozenset(options)
        self._description = description
        self.ps_ext: Any = None

    @property
    def value(self) -> Value:
        if self.scope is None:
            return self._detached
        return self.scope.value_of(self.key) if self.key in self.scope else None

    @value.setter
    def value(self, new: Value) -> None:
        if self.scope is None:
            self._detached = new
        else:
            self.scope[self.key] = new

    @property
    def fact(self) -> Optional[Special]:
        return None if self.scope is None or self.scope.special is None else self.scope.special.get(self.key)

    @property
    def options(self) -> frozenset[str]:
        fact = self.fact
        if fact is None:
            return self._options
        return fact.options | {"Private"} if fact.private else fact.options

    @property
    def description(self) -> str:
        fact = self.fact
        return fact.description if fact is not None else self._description

    @property
    def visibility(self) -> str:
        return "Public" if self.scope is None or self.key not in (self.scope.hidden or ()) else "Private"

    @visibility.setter
    def visibility(self, new: Value) -> None:
        if self.scope is not None:
            hidden = set(self.scope.hidden or ()) - {self.key}
            self.scope.hidden = frozenset(hidden | {self.key}) if str(new).lower() == "private" else frozenset(hidden)

    @property
    def module(self) -> Value:
        return None

    @property
    def module_name(self) -> str:
        return ""

    @property
    def options_text(self) -> str:
        order = ("ReadOnly", "Constant", "Private", "AllScope")
        return ", ".join(o for o in order if o in self.options) or "None"

    def __str__(self) -> str:
        return "System.Management.Automation.PSVariable"


_T = NetType("System.Management.Automation.PSVariable", PSVariable, accelerators=("psvariable",))
_T.attr("Name", "string", "name")
_T.attr("Description", "string", "description")
_T.attr("Value", "System.Object", "value", True)
_T.attr("Visibility", "System.Management.Automation.SessionStateEntryVisibility", "visibility", True)
_T.attr("Module", "psmoduleinfo", "module")
_T.attr("ModuleName", "string", "module_name")
_T.attr("Options", "System.Management.Automation.ScopedItemOptions", "options_text")


def variable_error(name: str, message: str, error_id: str, category: str = "WriteError") -> TerminatingError:
    return TerminatingError(ErrorRecord(SessionStateUnauthorizedAccessException(message), error_id, category, name))


class Variables:
    """Commands' view of the scope chain; `scope` arguments are None (nearest), a name or a number as text."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    def scope(self, which: Optional[str] = None) -> Scope:
        V: Scope = self.ctx.frame.scope
        if which is None:
            return V
        folded = str(which).lower()
        return scope_named(V, folded)

    def find(self, name: str, which: Optional[str] = None) -> Optional[Scope]:
        key = name.lower()
        if which is None:
            return self.scope().find(key)
        s = self.scope(which)
        if key in s:
            return s
        if s.kind == "global" and key in self.ctx.base_scope:
            return self.ctx.base_scope  # type: ignore[no-any-return]
        return None

    def get_entry(self, name: str, scope: Optional[str] = None) -> Optional[PSVariable]:
        """The variable, or None."""
        found = self.find(name, scope)
        return None if found is None else PSVariable(name.lower(), found)

    def all(self, scope: Optional[str] = None) -> list[PSVariable]:
        """Visible variables sorted by name; those of one scope when it is named."""
        seen: dict[str, PSVariable] = {}
        scopes: Iterator[Scope] = iter((self.scope(scope),)) if scope is not None else self.scope().chain()
        for s in scopes:
            hidden = {k for k, fact in (s.special or {}).items() if fact.private} if s is not self.scope() else ()
            for key in s:
                if key not in seen and key not in hidden:
                    seen[key] = PSVariable(key, s)
        if scope is not None and self.scope(scope).kind in ("global", "script"):
            for key in self.ctx.base_scope:
                seen.setdefault(key, PSVariable(key, self.ctx.base_scope))
        return sorted(seen.values(), key=lambda v: v.name.lower())

    def set(self, name: str, value: Value, scope: Optional[str] = None, force: bool = False) -> None:
        """Assign as $name = value in the (named) scope does."""
        key = name.lower()
        SPELLING.setdefault(key, name)
        target = self.scope(scope)
        base = self.ctx.base_scope
        fact = base.special.get(key) if base.special is not None and key in base else None
        if fact is not None and (fact.options or fact.setter is not None) and key not in target:
            from shell.runtime.assignment import assign_scoped
            assign_scoped(target, "", key, value)
            return
        target.put(key, value, force)

    def create(self, name: str, value: Value, scope: Optional[str] = None, options: Iterable[str] = (), description: str = "", force: bool = False,
               private: bool = False) -> PSVariable:
        """A variable with options; an existing one is overwritten (the caller checks)."""
        key = name.lower()
        SPELLING[key] = name
        target = self.scope(scope)
        fact = target.special.get(key) if target.special is not None else None
        if fact is not None and "Constant" in fact.options or fact is not None and fact.read_only and not force:
            raise variable_error(name, f"Cannot overwrite variable {name} because it is read-only or constant.", "VariableNotWritable")
        dict.__setitem__(target, key, value)
        wanted = frozenset(options) - {"None", "Private"}
        if wanted or description or private or "Private" in options or fact is not None:
            fresh = target.fact(key)
            fresh.options = wanted
            fresh.description = description
            fresh.private = private or "Private" in options
        return PSVariable(key, target)

    def set_option(self, name: str, scope: Optional[str], options: Iterable[str], description: Optional[str]) -> None:
        key = name.lower()
        target = self.find(name, scope) or self.scope(scope)
        fact = target.fact(key)
        fact.options = frozenset(options) - {"None", "Private"}
        fact.private = "Private" in options
        if description is not None:
            fact.description = description

    def remove(self, name: str, scope: Optional[str] = None, force: bool = False) -> bool:
        """Remove a variable; False when there is none."""
        found = self.find(name, scope)
        if found is None:
            return False
        key = name.lower()
        fact = found.special.get(key) if found.special is not None else None
        if fact is not None and ("Constant" in fact.options or ("ReadOnly" in fact.options and not force)):
            raise variable_error(name, f"Cannot remove variable {SPELLING.get(key, name)} because it is constant or read-only. If the variable is read-only, try "
                                 "the operation again specifying the Force option.", "VariableNotRemovable")
        found.drop(key)
        return True
