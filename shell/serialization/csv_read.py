"""CSV in, by PowerShell's rules: leading blanks dropped, a quote opens only at a field's start, a field without end at the end of the text is no field.

Plain texts are split by C code (str.split, the csv module); whatever PowerShell reads differently goes through the character reader.
"""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Optional

BLANKS = " \t"


def needs_care(text: str, delimiter: str) -> bool:
    """Does the text hold what the fast readers would read differently?  Outside well-formed quoted fields no quote, tab or odd blank may stand."""
    if "\r" in text.replace("\r\n", "") or "\0" in text or delimiter in "\"\r\n #":
        return True
    if '"' not in text:
        return False
    d = re.escape(delimiter)
    bare = re.sub(f'(?:^|(?<=[{d}\n]))"[^"]*(?:""[^"]*)*"(?=[{d}]|\r?\n|\\Z)', "x", text)
    odd = '"' in bare or "#" in bare or (delimiter != "\t" and "\t" in bare)
    return odd or re.search(f" (?: |[{d}]|\r?\n|\\Z)|(?:\\A|[\n{d}]) ", bare) is not None


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The fields of every record that is neither blank nor a comment."""
    if text[:1] == '"' == text[-1:] and "\n" not in text and "\r" not in text and delimiter not in "\"#":
        fields = text[1:-1].split(f'"{delimiter}"')
        if text.count('"') == 2 * len(fields):  # one line, every field in quotes, none with a quote inside: what ConvertTo-Csv wrote
            if len(fields) > 1 or fields[0]:
                yield fields
            return
    if needs_care(text, delimiter):
        yield from CharacterReader(text, delimiter).records()
    elif '"' in text:
        yield from _quoted(text, delimiter)
    else:
        yield from _plain(text, delimiter)


def _plain(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = text.replace("\r\n", "\n").split("\n")
    last = len(lines) - 1
    for i, line in enumerate(lines):
        if not line or line[0] == "#":
            continue
        fields = line.split(delimiter)
        if " " in line or "\t" in line:
            fields = [_trim(f) if " " in f or "\t" in f else f for f in fields]
        if i == last and not fields[-1]:
            fields.pop()  # nothing ends it, so it is no field
        if len(fields) > 1 or fields and fields[0]:
            yield fields


def _trim(field: str) -> str:
    """Leading blanks go; of blanks at the end the first stays."""
    field = field.lstrip(BLANKS)
    body = field.rstrip(BLANKS)
    return body + field[len(body):len(body) + 1] if not any(c in body for c in BLANKS) else field


def _quoted(text: str, delimiter: str) -> Iterator[list[str]]:
    if csv.field_size_limit() < 1 << 30:
        csv.field_size_limit(1 << 30)
    if text[:1] == "#" or "\n#" in text:
        yield from CharacterReader(text, delimiter).records()
        return
    open_end = text.endswith(delimiter)
    held: Optional[list[str]] = None
    for fields in csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), delimiter=delimiter, skipinitialspace=True):
        if held is not None:
            yield held
            held = None
        if len(fields) > 1 or fields and fields[0]:
            held = fields
    if held is not None:
        if open_end and not held[-1]:
            held.pop()
        if len(held) > 1 or held and held[0]:
            yield held


class CharacterReader:
    """PowerShell's reader, a character at a time."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self._at = 0

    def records(self) -> Iterator[list[str]]:
        size = len(self._text)
        while self._at < size:
            if self._text[self._at] == "#":
                self._line()
                continue
            fields = self._record()
            if len(fields) > 1 or fields and fields[0]:
                yield fields

    def _line(self) -> None:
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end + 1

    def _newline(self, ch: str) -> bool:
        """A line end (its second half is taken as well)."""
        if ch == "\r":
            if self._text[self._at:self._at + 1] == "\n":
                self._at += 1
            return True
        return ch == "\n"

    def _record(self) -> list[str]:
        text, size, delimiter = self._text, len(self._text), self._delimiter
        fields: list[str] = []
        current = ""
        quoted = False
        while self._at < size:
            ch = text[self._at]
            self._at += 1
            if quoted:
                if ch != '"':
                    current += ch
                elif text[self._at:self._at + 1] == '"':
                    self._at += 1
                    current += '"'
                else:
                    quoted = False
                    ended, current = self._rest(current, True, fields)
                    if ended:
                        return fields
            elif ch == delimiter:
                fields.append(current)
                current = ""
            elif ch == '"' and not current:
                quoted = True
            elif ch == '"' or ch in BLANKS and current:
                ended, current = self._rest(current + ch, ch != '"', fields)
                if ended:
                    return fields
            elif self._newline(ch):
                fields.append(current)
                return fields
            elif ch not in BLANKS:
                current += ch
        if current:
            fields.append(current)
        return fields

    def _rest(self, current: str, eat_blanks: bool, fields: list[str]) -> tuple[bool, str]:
        """What follows up to the next delimiter belongs to the field (blanks alone do not); (is the record over, '')."""
        start = self._at
        end = len(self._text)
        over = True
        while self._at < end:
            ch = self._text[self._at]
            self._at += 1
            if ch == self._delimiter:
                over, end = False, self._at - 1
                break
            if ch in "\r\n":
                end = self._at - 1
                self._newline(ch)
                break
        tail = self._text[start:end]
        fields.append(current + ("" if eat_blanks and not tail.strip(BLANKS) else tail))
        return over, ""
