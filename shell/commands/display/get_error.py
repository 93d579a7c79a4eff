"""Get-Error: the newest errors with everything in them."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.objects.members import type_names
from shell.objects.psobject import PSObject, base_of
from shell.objects.records import ErrorRecord
from shell.runtime.cmdlet import Cmdlet

Value = Any
_RECORD = "System.Management.Automation.ErrorRecord#PSExtendedError"
_EXCEPTION = "System.Exception#PSExtendedError"


class GetError(Cmdlet):
    name = "Get-Error"
    synopsis = "Shows the newest error, or those given, in full."
    examples = (("The last error", "Get-Error"), ("The last three", "Get-Error -Newest 3"))
    InputObject: Value = None
    Newest: Optional[int] = None

    def process(self) -> None:
        if self.InputObject is not None:
            self._show(self.InputObject, None)
            return
        errors = list(self.ctx.errors)[:1 if self.Newest is None else int(self.Newest)]
        for index, error in enumerate(errors):
            self._show(error, index if len(errors) > 1 else None)

    def _show(self, error: Value, index: Optional[int]) -> None:
        base = base_of(error)
        marker = _RECORD if isinstance(base, ErrorRecord) else _EXCEPTION if isinstance(base, NetException) else None
        if marker is None:
            self.write(error)
            return
        notes: dict[str, Value] = {} if index is None else {"PSErrorIndex": index}
        self.write(PSObject(base, notes, [marker, *type_names(base)]))
