"""FormatScope: what view generators need of the running session: scripts, $FormatEnumerationLimit, the runspace's views, the error view."""
from __future__ import annotations

from typing import Any, Optional

from shell.formatting.views import ViewTable
from shell.objects.records import TerminatingError

Value = Any
DEFAULT_LIMIT = 4
_shared_views = ViewTable()


class FormatScope:
    """One per shaper; `limit` is read when the first object comes."""

    def __init__(self, ctx: Value) -> None:
        self.ctx = ctx
        self.computer_first = False  # a console that shows results of several hosts: PSComputerName leads, in the host's colour
        self.links = False  # a console whose terminal shows names of files as links
        self._limit: Optional[int] = None

    @property
    def limit(self) -> int:
        """$FormatEnumerationLimit; what is no number counts as 4."""
        if self._limit is None:
            value = self.ctx.get_variable("FormatEnumerationLimit", DEFAULT_LIMIT) if self.ctx is not None else DEFAULT_LIMIT
            self._limit = int(value) if isinstance(value, int) and not isinstance(value, bool) else DEFAULT_LIMIT
        return self._limit

    @property
    def views(self) -> ViewTable:
        """The runspace's views; the shared default table until Update-FormatData gives it one of its own."""
        return current_views(self.ctx)

    def run(self, script: Value, value: Value) -> list[Value]:
        """Run a script block with $_ set to a value.  What fails in it is raised, and noted in $Error, but not shown."""
        ctx = self.ctx
        ctx.try_depth += 1
        try:
            out: list[Value] = ctx.invoke_each(script, value)
            return out
        except TerminatingError as error:
            if not error.reported:
                error.reported = True
                ctx.add_error(error.record)
            raise
        finally:
            ctx.try_depth -= 1


def current_views(ctx: Value) -> ViewTable:
    """The views of a runspace."""
    found = getattr(ctx, "format_views", None) if ctx is not None else None
    return found if found is not None else _shared_views


def own_views(ctx: Value) -> ViewTable:
    """The runspace's own view table, made from the default on first change."""
    found: Optional[ViewTable] = getattr(ctx, "format_views", None)
    if found is None:
        found = ctx.format_views = ViewTable()
    return found
