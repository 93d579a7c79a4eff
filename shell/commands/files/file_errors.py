"""Exceptions of the item commands that several of them raise."""
from __future__ import annotations

from shell.clr.exceptions import ArgumentException
from shell.clr.security import PSArgumentException
from shell.objects.records import PSInvalidOperationException

NO_RIGHTS = "You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only."

__all__ = ["NO_RIGHTS", "ArgumentException", "PSArgumentException", "PSInvalidOperationException"]
