"""Get-, Set-, New- and Remove-Alias.  Export- and Import-Alias write and read the same entries as text."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.wildcards import WildcardPattern
from shell.commands.session.variables import options_of
from shell.objects.records import ItemNotFoundException
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.commands_info import AliasInfo
from shell.runtime.scopes import Scope as VariableScope
from shell.runtime.scopes import SessionStateException, SessionStateUnauthorizedAccessException, scope_named

Value = Any


class GetAlias(Cmdlet):
    name = "Get-Alias"
    synopsis = "Shows aliases."
    examples = (("One", "Get-Alias gci"), ("Those of a command", "Get-Alias -Definition Get-ChildItem"))

    Name: Optional[list[str]] = None
    Definition: Optional[list[str]] = None
    Exclude: Optional[list[str]] = None
    Scope: Optional[str] = None

    def process(self) -> None:
        scope = None if self.Scope is None else self.ctx.variables.scope(to_string(self.Scope))
        every = [a for a in self.ctx.aliases.all(scope) if not self._excluded(a.name)]
        if self.Definition is not None:
            for pattern in self.Definition:
                self._select(every, to_string(pattern), True)
            return
        for pattern in self.Name or ["*"]:
            self._select(every, to_string(pattern), False)

    def _excluded(self, name: str) -> bool:
        return any(WildcardPattern(to_string(p)).matches(name) for p in self.Exclude or ())

    def _select(self, every: list[AliasInfo], pattern: str, by_target: bool) -> None:
        wildcard = WildcardPattern(pattern)
        found = [a for a in every if wildcard.matches(a.target if by_target else a.name)]
        self.write_all(found)
        if not found and not has_wildcard(pattern):
            words = f"definition '{pattern}'" if by_target else f"name '{pattern}'"
            self.error(f"This command cannot find a matching alias because an alias with the {words} does not exist.", "ItemNotFoundException", "ObjectNotFound",
                       pattern, exception_class=ItemNotFoundException)


class AliasWriter(Cmdlet):
    """What Set- and New-Alias share."""

    Name: str = ""
    Value: str = ""
    Description: str = ""
    Option: Any = None
    Force: bool = False
    PassThru: bool = False
    Scope: Optional[str] = None
    verb = ""

    def target_scope(self) -> VariableScope:
        scope: VariableScope = self.ctx.variables.scope(None if self.Scope is None else to_string(self.Scope))
        return scope

    def process(self) -> None:
        scope = self.target_scope()
        existing = (scope.aliases or {}).get(self.Name.lower()) or self.ctx.aliases.get(self.Name)
        if not self.should_process(f"Name: {self.Name} Value: {self.Value}", f"{self.verb} Alias"):
            return
        if self.refused(existing):
            return
        options = ", ".join(options_of(self.Option)) or "None"
        if existing is not None and "AllScope" in existing.options and "AllScope" not in options:
            if "Option" in self.bound and not self.Force:
                self.error(f"The AllScope option cannot be removed from the alias '{self.Name}'.", "AliasAllScopeOptionCannotBeRemoved", "WriteError", self.Name,
                           exception_class=SessionStateUnauthorizedAccessException)
                return
            options = "AllScope"
        info = AliasInfo(self.Name, self.Value, options, self.Description)
        self.ctx.set_alias_in(scope, info)
        if self.PassThru:
            self.write(info)

    def refused(self, existing: Optional[AliasInfo]) -> bool:
        """Read-only and constant aliases are not overwritten."""
        if existing is None or "Constant" not in existing.options and ("ReadOnly" not in existing.options or self.Force):
            return False
        self.error(f"Alias is not writeable because alias {existing.name} is read-only or constant and cannot be written to.", "AliasNotWritable", "WriteError",
                   existing.name, exception_class=SessionStateUnauthorizedAccessException)
        return True


class SetAlias(AliasWriter):
    name = "Set-Alias"
    verb = "Set"
    synopsis = "Makes or changes an alias."
    examples = (("A short name", "Set-Alias np notepad"),)


class NewAlias(AliasWriter):
    name = "New-Alias"
    verb = "New"
    synopsis = "Makes an alias that does not exist yet."
    examples = (("A short name", "New-Alias lsx Get-ChildItem"),)

    def refused(self, existing: Optional[AliasInfo]) -> bool:
        if existing is not None and not self.Force:
            self.error(f"The alias is not allowed, because an alias with the name '{self.Name}' already exists.", "AliasAlreadyExists", "ResourceExists", self.Name,
                       exception_class=SessionStateException)
            return True
        return super().refused(existing)


class RemoveAlias(Cmdlet):
    name = "Remove-Alias"
    synopsis = "Removes aliases."
    examples = (("Remove one", "Set-Alias zz Get-Date; Remove-Alias zz"),)

    Name: Optional[list[str]] = None
    Scope: Optional[str] = None
    Force: bool = False

    def process(self) -> None:
        for name in self.Name or ():
            name = to_string(name)
            scope = scope_named(self.ctx.frame.scope, to_string(self.Scope).lower()) if self.Scope is not None else None
            info = self.ctx.aliases.get(name) if scope is None else (scope.aliases or {}).get(name.lower())
            if info is None:
                self.error(f"This command cannot find a matching alias because an alias with the name '{name}' does not exist.", "AliasNotFound", "ObjectNotFound",
                           name, exception_class=ItemNotFoundException)
            elif "Constant" in info.options or "ReadOnly" in info.options and not self.Force:
                self.error(f"Alias was not removed because alias {info.name} is constant or read-only.", "AliasNotRemovable", "WriteError", info.name,
                           exception_class=SessionStateUnauthorizedAccessException)
            elif scope is not None and scope.aliases is not None:
                del scope.aliases[name.lower()]
                self.ctx.commands_changed()
            else:
                self.ctx.aliases.remove(name)
