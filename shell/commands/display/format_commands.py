"""Format-Table, Format-List, Format-Wide, Format-Custom: shape objects into format packets that any Out-* command shows."""
from __future__ import annotations

from typing import Any, ClassVar, Optional

from shell.clr.exceptions import InvalidDataException, NetException, NotSupportedException
from shell.formatting.expressions import FormatParameterError, parse_properties, parse_property
from shell.formatting.generators import Options
from shell.formatting.packets import CUSTOM, LIST, TABLE, WIDE
from shell.formatting.selection import UnknownView
from shell.formatting.shaping import Shaper
from shell.objects.psobject import base_of
from shell.objects.records import ErrorDetails, ErrorRecord, PipelineStoppedException, TerminatingError
from shell.runtime.cmdlet import Cmdlet

Value = Any


class FormatCommand(Cmdlet):
    """Base: reads the parameters all four share."""

    kind: ClassVar[str] = TABLE
    InputObject: Value = None
    Property: Value = None
    GroupBy: Value = None
    View: Optional[str] = None
    ShowError: bool = False
    DisplayError: bool = False
    Force: bool = False
    Expand: Optional[str] = None

    def begin(self) -> None:
        options = Options()
        try:
            options.properties = self.read_properties() or None
            if self.has("GroupBy") and self.GroupBy is not None:
                options.group_by = parse_property(self.GroupBy, "group")
        except FormatParameterError as error:
            raise self._refuse(NotSupportedException(), error.error_id, "InvalidArgument", None, error.text) from None
        options.view_name = self.View or None
        if options.view_name and options.properties:
            raise self._refuse(InvalidDataException("Found invalid data while decoding."), "FormatCannotSpecifyViewAndProperty", "InvalidArgument", None,
                               "Cmdlet parameters View and Property are mutually exclusive.")
        options.show_error, options.display_error, options.force = bool(self.ShowError), bool(self.DisplayError), bool(self.Force)
        options.expand = self.Expand
        self.read_shape(options)
        self._shaper = Shaper(self.ctx, self.emit, self.kind, options)
        self._take = self._shaper.process

    def read_properties(self) -> list[Any]:
        """-Property, a list of names, scripts and calculated properties."""
        given = self.Property
        if given is None:
            return []
        return parse_properties(list(given) if isinstance(given, list) else [given], self.kind)

    def read_shape(self, options: Options) -> None:
        """The parameters of one shape only."""

    def process(self) -> None:
        try:
            self._take(self.InputObject)
        except UnknownView as error:
            raise self._refuse(PipelineStoppedException(), "FormatViewNotFound", "ObjectNotFound", error.view_name, error.text) from None

    def end(self) -> None:
        self._shaper.end()

    def _refuse(self, exception: NetException, error_id: str, category: str, target: Value, text: str) -> TerminatingError:
        record = ErrorRecord(exception, error_id, category, target)
        record.details = ErrorDetails(text)
        return self.terminate(record)


class FormatTable(FormatCommand):
    name = "Format-Table"
    synopsis = "Shows objects as a table."
    examples = (("Choose the columns", "Get-Process | Format-Table Id, ProcessName"),
                ("Compute a column", "Get-ChildItem | Format-Table Name, @{Name='KB'; Expression={$_.Length / 1KB}; FormatString='N1'}"))
    AutoSize: bool = False
    HideTableHeaders: bool = False
    RepeatHeader: bool = False
    Wrap: bool = False

    def read_shape(self, options: Options) -> None:
        options.auto_size, options.wrap = bool(self.AutoSize), bool(self.Wrap)
        options.hide_header, options.repeat_header = bool(self.HideTableHeaders), bool(self.RepeatHeader)


class FormatList(FormatCommand):
    name = "Format-List"
    kind = LIST
    synopsis = "Shows objects as lists of their properties."
    examples = (("Show everything about a version", "[version]'1.2' | Format-List *"),)


class FormatWide(FormatCommand):
    name = "Format-Wide"
    kind = WIDE
    synopsis = "Shows one property of each object, several to a line."
    examples = (("Names in four columns", "Get-ChildItem | Format-Wide Name -Column 4"),)
    AutoSize: bool = False
    Column: int = 0

    def read_properties(self) -> list[Any]:
        given = self.Property
        if given is None:
            return []
        base = base_of(given)
        return [parse_property(base[0] if isinstance(base, list) and len(base) == 1 else given, self.kind)]

    def read_shape(self, options: Options) -> None:
        if self.AutoSize and self.has("Column"):
            raise self._refuse(InvalidDataException("Found invalid data while decoding."), "FormatCannotSpecifyAutosizeAndColumns", "InvalidArgument", None,
                               "Cmdlet parameters AutoSize and Column are mutually exclusive.")
        options.auto_size, options.columns = bool(self.AutoSize), int(self.Column)


class FormatCustom(FormatCommand):
    name = "Format-Custom"
    kind = CUSTOM
    synopsis = "Shows objects with their nested objects."
    examples = (("Two levels", "[pscustomobject]@{A=[pscustomobject]@{B=1}} | Format-Custom -Depth 2"),)
    Depth: int = 5

    def read_shape(self, options: Options) -> None:
        options.depth = int(self.Depth)
