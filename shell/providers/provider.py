"""What a provider is: the verbs the item, content and navigation commands need.  A provider that lacks a verb refuses it with PowerShell's text."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, Optional

from shell.clr.exceptions import NotSupportedException, define_exception
from shell.objects.records import RuntimeException

Value = Any
ProviderInvocationException = define_exception("System.Management.Automation.ProviderInvocationException", RuntimeException)
NOT_SUPPORTED = "Provider operation stopped because the provider does not support this operation."


class Provider:
    """Base of all providers.  Paths are provider paths.  Methods raise NetExceptions with PowerShell's texts."""

    name = ""
    module = "Microsoft.PowerShell.Core"
    capabilities = "ShouldProcess"
    is_files = False
    item_word = "Item"  # in What if texts
    ps_ext: Any = None

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.home = ""
        self.drives: list[Any] = []

    @property
    def full_name(self) -> str:
        return f"{self.module}\\{self.name}"

    def __str__(self) -> str:
        return self.full_name

    # ---- questions

    def exists(self, path: str) -> bool:
        raise NotImplementedError

    def is_container(self, path: str) -> bool:
        return path == ""

    def children(self, path: str, force: bool = False) -> Iterable[str]:
        """Provider paths of the children, in listing order; hidden ones only with `force`."""
        raise NotImplementedError

    def item(self, path: str, force: bool = False, drive: Any = None) -> Value:
        """The object Get-Item gives."""
        raise NotImplementedError

    def leaf(self, path: str) -> str:
        """The last part of a provider path."""
        return path.rpartition("/")[2]

    def join(self, parent: str, name: str) -> str:
        return f"{parent}/{name}" if parent else name

    def ignore_case_literal(self) -> bool:
        """Do literal names match in any case?"""
        return True

    # ---- changes

    def unsupported(self) -> NoReturn:
        raise NotSupportedException(NOT_SUPPORTED, error_id="NotSupported", category="NotImplemented")

    def remove(self, path: str, recurse: bool = False, force: bool = False) -> None:
        self.unsupported()

    def new_item(self, path: str, item_type: str, value: Value, force: bool) -> Value:
        self.unsupported()

    def set_item(self, path: str, value: Value) -> Value:
        self.unsupported()

    def clear_item(self, path: str) -> None:
        self.unsupported()

    def rename(self, path: str, new_name: str, force: bool = False) -> Value:
        self.unsupported()

    def copy(self, path: str, destination: str, recurse: bool = False, force: bool = False) -> Value:
        self.unsupported()

    def read_content(self, path: str) -> Iterator[Value]:
        self.unsupported()

    def write_content(self, path: str, values: list[Value], append: bool) -> None:
        self.unsupported()

    def variable_content(self, path: str) -> Optional[Value]:
        """What `$drive:name` reads; None when the item is missing."""
        return None
