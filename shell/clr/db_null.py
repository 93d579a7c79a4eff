"""[DBNull] and AutomationNull: the nothing of databases, and the nothing that leaves no element in a pipeline."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import NetType


class DBNull:
    """System.DBNull; `VALUE` is its only instance."""

    __slots__ = ()

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return False


VALUE: Any = DBNull()
DB_NULL = NetType("System.DBNull", DBNull, interfaces=("System.IConvertible",))
DB_NULL.const("Value", "System.DBNull", VALUE)
DB_NULL.method("string ToString()")(lambda v: "")
AUTOMATION_NULL = NetType("System.Management.Automation.Internal.AutomationNull")
AUTOMATION_NULL.static_prop("Value", "psobject")(lambda: None)
