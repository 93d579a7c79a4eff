"""Formatter: what Out-Default, Out-String, Out-File and Out-Host share.  Shapes raw objects, checks the order of packets, holds tables to size them.

Rules copied from PowerShell: one formatter a run; a table without fixed widths is held from its first row until its group ends or 300 ms have
passed (until its end with -AutoSize); holding, once switched on, stays on for later tables of the same run; the blank line that closes a table comes
when the next document starts or the run ends.
"""
from __future__ import annotations

import time
from typing import Any, Callable, Optional

from shell.clr.exceptions import InvalidOperationException
from shell.formatting.layout_custom import custom_lines
from shell.formatting.layout_list import ListLayout
from shell.formatting.layout_table import TableLayout, natural_widths
from shell.formatting.layout_wide import WideLayout
from shell.formatting.packets import (
    CUSTOM,
    LIST,
    PACKETS,
    TABLE,
    TEXT,
    WIDE,
    FormatEntryData,
    FormatPacket,
    FormatStartData,
    GroupEndData,
    GroupStartData,
)
from shell.formatting.records import stream_text
from shell.formatting.shaping import Shaper
from shell.formatting.style import OutputStyle
from shell.objects.records import ErrorDetails, ErrorRecord, TerminatingError

Value = Any
HOLD_SECONDS = 0.3
_RESET, _DOCUMENT, _GROUP = range(3)


def out_of_sequence(packet: Value) -> TerminatingError:
    """The error of a lone packet, such as `$formatted[2]`."""
    record = ErrorRecord(InvalidOperationException(), "ConsoleLineOutputOutOfSequencePacket", "InvalidData")
    record.fully_qualified_id = "ConsoleLineOutputOutOfSequencePacket,Microsoft.PowerShell.Commands.OutLineOutputCommand"
    record.details = ErrorDetails(f'The object of type "Microsoft.PowerShell.Commands.Internal.Format.{type(packet).__name__}" is not valid or not in the '
                                  'correct sequence. This is likely caused by a user-specified "format-*" command which is conflicting with the default '
                                  'formatting.')
    record.category_info.activity = "out-lineoutput"
    return TerminatingError(record)


class Formatter:
    """Turns a stream of values and packets into lines.

    `writer` is called with one line at a time, without its line end (plain text may hold line ends of its own); `error_writer` is given by a
    console: it gets error records merged into the output, and merged warnings get their prefix; without it they are text like any other.  `width` is the columns that may be used (a console gives one less than it has).
    """

    def __init__(self, ctx: Value, writer: Callable[[str], Any], width: int, error_writer: Optional[Callable[[str], Any]] = None) -> None:
        self.ctx = ctx
        self.width = width
        self.style = OutputStyle(ctx)
        self._write, self._write_error = writer, error_writer
        self._shaper = Shaper(ctx, self._packet)
        self._state = _RESET
        self._hold: Optional[float] = None  # seconds to hold; None: no holding
        self._held: Optional[list[FormatPacket]] = None
        self._held_since = 0.0
        self._start: Optional[FormatStartData] = None
        self._groups = 0
        self._layout: Any = None
        self._since_header = 0
        self._accent = ""  # style of list labels

    # ---- input

    def process(self, value: Value) -> None:
        """Take one pipeline object."""
        if value.__class__ in PACKETS:
            self._packet(value)
        else:
            self._shaper.process(value)

    def end(self) -> None:
        """The run is over: close what is open, write what is held."""
        self._shaper.end()
        self._drain()

    def discard(self) -> None:
        """The run was cut off by an error: what is held is lost, as in PowerShell."""
        self._held = None

    # ---- order of packets

    def _packet(self, packet: Value) -> None:
        cls = packet.__class__
        if cls is FormatEntryData:
            if not packet.out_of_band and self._state != _GROUP:
                raise out_of_sequence(packet)
        elif cls is FormatStartData:
            if self._state == _GROUP:
                self._close_open_document()
            self._expect(_RESET, packet, _DOCUMENT)
            self._set_holding(packet)
        elif cls is GroupStartData:
            self._expect(_DOCUMENT, packet, _GROUP)
        elif cls is GroupEndData:
            self._expect(_GROUP, packet, _DOCUMENT)
        else:
            self._expect(_DOCUMENT, packet, _RESET)
        self._hold_or_lay_out(packet)

    def _expect(self, state: int, packet: Value, then: int) -> None:
        if self._state != state:
            raise out_of_sequence(packet)
        self._state = then

    def _close_open_document(self) -> None:
        """A new document begins inside another: the default one ends, one given packet by packet is cut off."""
        if self._shaper.active:
            self._shaper.end()
        else:
            self._drain()
            self._state = _RESET

    # ---- holding

    def _set_holding(self, start: FormatStartData) -> None:
        if start.auto_size:
            self._hold = float("inf")
        elif start.shape == TABLE and start.columns and start.columns[0].width == 0:
            self._hold = HOLD_SECONDS

    def _hold_or_lay_out(self, packet: FormatPacket) -> None:
        held = self._held
        if held is None:
            if self._hold is not None and packet.__class__ is GroupStartData:
                self._held, self._held_since = [packet], time.monotonic()
                return
            self._lay_out(packet, None)
            return
        held.append(packet)
        if packet.__class__ is GroupEndData or time.monotonic() - self._held_since > self._hold:  # type: ignore[operator]
            self._release()

    def _release(self) -> None:
        """Sizes are known now: lay out the held group."""
        held, self._held = self._held or [], None
        entries = [p for p in held if p.__class__ is FormatEntryData and not p.out_of_band]
        self._lay_out(held[0], entries)
        rest = held[1:]
        body = rest[:-1] if rest and rest[-1].__class__ is GroupEndData else rest
        if len(entries) == len(body) and isinstance(self._layout, TableLayout) and not self._repeats_header():
            for line in self._layout.rows(entries):
                self._emit(line)
            rest = rest[len(body):]
        for packet in rest:
            self._lay_out(packet, None)

    def _drain(self) -> None:
        """Lay out what is held without knowing the rest: a group that never ended."""
        held, self._held = self._held or [], None
        for packet in held:
            self._lay_out(packet, None)

    # ---- laying out

    def _emit(self, line: str) -> None:
        if "\x1b" in line:
            line = self.style.clean(line)
        self._write(line)

    def _emit_record(self, line: str, stream: str) -> None:
        """A record merged into the output: a console writes it as the stream it came from would."""
        if self._write_error is None or not stream:
            self._emit(line)
        elif stream == "Error":
            self._write_error(self.style.clean(line))
        else:
            self._write(stream_text(stream, line, self.ctx))

    def _lay_out(self, packet: FormatPacket, entries: Optional[list[FormatEntryData]]) -> None:
        cls = packet.__class__
        if cls is FormatEntryData:
            self._entry(packet)  # type: ignore[arg-type]
        elif cls is FormatStartData:
            self._start, self._groups = packet, 0  # type: ignore[assignment]
            self._write("")
        elif cls is GroupStartData:
            self._group_start(packet, entries)  # type: ignore[arg-type]
        elif cls is GroupEndData:
            if isinstance(self._layout, WideLayout):
                for line in self._layout.flush():
                    self._emit(line)
        elif self._start is not None and self._start.shape != LIST:
            self._write("")

    def _group_start(self, packet: GroupStartData, entries: Optional[list[FormatEntryData]]) -> None:
        start = self._start
        assert start is not None
        if packet.header is not None:
            if self._groups:
                self._write("")
            for line in packet.header:
                self._emit(line)
            self._write("")
        self._groups += 1
        if start.shape == TABLE:
            widths = [c.width for c in start.columns] if entries is None else natural_widths(start.columns, entries)
            self._layout = TableLayout(start.columns, widths, self.width, self._header_styles)
            if not start.hide_header:
                self._table_header()
        elif start.shape == WIDE:
            self._layout = WideLayout(start.items_per_row, self.width, entries or [], start.auto_size and entries is not None)
        else:
            self._layout = ListLayout(self.width)
            self._accent = self.style.of("FormatAccent") if start.shape == LIST else ""

    def _header_styles(self) -> tuple[str, str]:
        style = self.style.of("TableHeader")
        return style, self.style.of("CustomTableHeaderLabel") if style else ""

    def _table_header(self) -> None:
        for line in self._layout.header():
            self._emit(line)
        self._since_header = 0

    def _repeats_header(self) -> bool:
        return self._start is not None and self._start.repeat_header and not self._start.hide_header

    def _entry(self, entry: FormatEntryData) -> None:
        kind = entry.kind
        if kind == TABLE:
            if self._repeats_header():
                height = self.ctx.host.height if self.ctx is not None else 0
                if height > 0 and self._since_header >= height - 3:
                    self._table_header()
                self._since_header += 1
            for line in self._layout.row(entry):
                self._emit(line)
        elif kind == TEXT:
            for line in entry.values:
                self._emit_record(line, entry.stream)
        elif kind == LIST:
            self._list_entry(entry)
        elif kind == WIDE:
            for line in self._layout.add(entry.values[0]):
                self._emit(line)
        elif kind == CUSTOM:
            for line in entry.values if entry.out_of_band else custom_lines(entry.values, self.width):
                self._emit_record(line, entry.stream)
            if entry.trailing_blank:
                self._write("")

    def _list_entry(self, entry: FormatEntryData) -> None:
        layout = self._layout
        if entry.out_of_band:
            self._write("")
            layout, self._accent = ListLayout(self.width), self.style.of("FormatAccent")
        for line in layout.lines(entry.labels or [], entry.values, self._accent):
            self._emit(line)
        self._write("")


def host_formatter(ctx: Value) -> Formatter:
    """A formatter that writes on the host; the last column of a console stays free."""
    return Formatter(ctx, ctx.host.write_line, ctx.host.width - 1, ctx.host.write_error_line)
