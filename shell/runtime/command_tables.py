"""Functions and aliases by scope, as commands and the drives see them."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.objects.records import RuntimeException
from shell.runtime.commands_info import AliasInfo, FunctionInfo
from shell.runtime.scopes import Scope

Value = Any


class CommandTable:
    """Base of the two tables; `kind` is the attribute of Scope that holds them."""

    kind = ""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx

    def _own(self, scope: Scope) -> dict[str, Any]:
        found = getattr(scope, self.kind)
        if found is None:
            found = {}
            setattr(scope, self.kind, found)
        return found  # type: ignore[no-any-return]

    def get(self, name: str, default: Value = None) -> Any:
        """The visible entry of this name, in any case."""
        key = name.lower()
        scope: Optional[Scope] = self.ctx.frame.scope
        while scope is not None:
            table = getattr(scope, self.kind)
            if table is not None:
                found = table.get(key)
                if found is not None:
                    return found
            scope = scope.parent
        return default

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def put(self, info: Any, scope: Optional[Scope] = None) -> None:
        """Define in `scope`, the current one when None."""
        self._own(scope if scope is not None else self.ctx.frame.scope)[info.name.lower()] = info
        self.ctx.commands_changed()

    def remove(self, name: str) -> bool:
        """Remove the nearest entry; False when there is none."""
        key = name.lower()
        scope: Optional[Scope] = self.ctx.frame.scope
        while scope is not None:
            table = getattr(scope, self.kind)
            if table is not None and key in table:
                del table[key]
                self.ctx.commands_changed()
                return True
            scope = scope.parent
        return False

    def all(self, scope: Optional[Scope] = None) -> list[Any]:
        """Visible entries sorted by name; only `scope`'s own when given."""
        seen: dict[str, Any] = {}
        scopes: Iterator[Scope] = iter((scope,)) if scope is not None else self.ctx.frame.scope.chain()
        for s in scopes:
            for key, info in (getattr(s, self.kind) or {}).items():
                seen.setdefault(key, info)
        from shell.clr.collation import culture_key
        return sorted(seen.values(), key=lambda i: culture_key(str(i.name)))

    def items(self) -> list[tuple[str, Any]]:
        return [(str(i.name), i) for i in self.all()]

    def __iter__(self) -> Iterator[str]:
        return iter([str(i.name) for i in self.all()])

    def __len__(self) -> int:
        return len(self.all())


class Functions(CommandTable):
    """`put(FunctionInfo)`, `get(name)`, `define(name, ScriptBlock)`."""

    kind = "functions"

    def define(self, name: str, block: Value, scope: Optional[Scope] = None) -> FunctionInfo:
        """A function whose body is a script block."""
        from shell.runtime.scriptblock import BlockCode, ScriptBlock
        code = BlockCode(block.code.ast, name, False, block.code.parameters, block.code.usings)
        info = FunctionInfo(name, ScriptBlock(code, block.state or self.ctx.frame.state))
        old = self.get(name)
        if old is not None and "ReadOnly" in str(old.options) or old is not None and "Constant" in str(old.options):
            raise RuntimeException(f"Cannot write to function {name} because it is read-only or constant.", error_id="FunctionNotWritable", category="WriteError")
        self.put(info, scope)
        return info


class Aliases(CommandTable):
    """`put(AliasInfo)`, `get(name)`."""

    kind = "aliases"

    def define(self, name: str, target: str, scope: Optional[Scope] = None, options: str = "None", description: str = "") -> AliasInfo:
        info = AliasInfo(name, target, options, description)
        self.put(info, scope)
        return info
