"""Types named in scripts: resolved when first needed, with the script's using namespaces and its own classes."""
from __future__ import annotations

from typing import Any

from shell.objects.typenames import require_type

Value = Any


def type_of_node(node: Any) -> Any:
    """NetType of a type name node (TypeName, GenericTypeName, ArrayTypeName), by the using statements of its text; raises `Unable to find type [X].`"""
    root = node.extent.source.root
    usings = root.using_statements if root is not None else ()
    return require_named(node.full_name, tuple(u.name.value for u in usings if u.using_statement_kind == "Namespace" and u.name is not None))


def require_named(name: str, namespaces: tuple[str, ...] = ()) -> Any:
    """NetType by the name as written; `namespaces` are those of using statements."""
    return require_type(name, namespaces)


class TypeRef:
    """A type named in a script: `type` once it is known for good, `get()` before that.  Classes of scripts are looked up each time."""

    __slots__ = ("name", "namespaces", "type")

    def __init__(self, name: str, namespaces: tuple[str, ...] = ()) -> None:
        self.name = name
        self.namespaces = namespaces
        self.type: Any = None

    def get(self) -> Any:
        """The NetType; raises when there is none of this name."""
        found = require_named(self.name, self.namespaces)
        if not getattr(found, "from_script", False):
            self.type = found
        return found
