"""What the object layer needs from the running session: one `Current` a thread, set by the engine (`set_current`) and read with `current()`."""
from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Optional

from shell.clr.exceptions import InvalidOperationException
from shell.clr.typeinfo import NetType

if TYPE_CHECKING:
    from shell.objects.typedata import TypeTable

Value = Any
NO_RUNSPACE = "There is no Runspace available to run scripts in this thread. You can provide one in the DefaultRunspace property of the System.Management.Automation.Runspaces.Runspace type. The script block you attempted to invoke was: "


class Current:
    """The session as objects see it.  The engine subclasses it; the base serves library use without a session."""

    strict_version: int = 0  # 0 off, 1, 2, 3 ...
    culture: Value = None  # a CultureInfo; None is en-US

    def __init__(self) -> None:
        self._type_table: Optional[TypeTable] = None

    @property
    def type_table(self) -> TypeTable:
        """The runspace's type data; the shared default one until it is changed."""
        if self._type_table is None:
            from shell.objects.typedata import default_table
            self._type_table = default_table()
        return self._type_table

    @type_table.setter
    def type_table(self, table: TypeTable) -> None:
        self._type_table = table

    def run_script(self, block: Value, this: Value = None, args: Sequence[Value] = (), dollar_underscore: Value = None) -> Value:
        """Run a script block with $this, $args and $_ set; its output as one value (None, a scalar or a list)."""
        raise InvalidOperationException(NO_RUNSPACE + str(getattr(block, "text", block)))

    def lookup_class(self, name: str) -> Optional[NetType]:
        """A class or enum the running script defined, by its name in any case."""
        return None


_local = threading.local()
_fallback = Current()


def current() -> Current:
    """The calling thread's session."""
    found: Current = getattr(_local, "current", _fallback)
    return found


def set_current(session: Optional[Current]) -> None:
    """Make `session` the calling thread's; None takes it away."""
    _local.current = session if session is not None else _fallback
