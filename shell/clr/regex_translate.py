"""Translates .NET regular expressions into Python's `re` syntax: groups by name, inline options, classes, anchors, conditionals.

Every capturing group becomes a plain group; `Translation.keys` says which .NET number or name each one carries, so that .NET's numbering (unnamed
groups first, then named ones) holds.  What `re` cannot express (balancing groups, right-to-left) is refused with NotSupportedException.
"""
from __future__ import annotations

import re
import sys
from typing import Optional, Union

from shell.clr.exceptions import NetException, NotSupportedException, RegexParseException
from shell.clr.regex_class import ClassReader, escape_literal, read_escape

Key = Union[int, str]

IGNORE_CASE, MULTILINE, EXPLICIT, COMPILED, SINGLELINE, WHITESPACE, RIGHT_TO_LEFT, ECMA = 1, 2, 4, 8, 16, 32, 64, 256
_INLINE = {"i": IGNORE_CASE, "m": MULTILINE, "n": EXPLICIT, "s": SINGLELINE, "x": WHITESPACE}
HAS_ATOMIC = sys.version_info >= (3, 11)
_NAME = re.compile(r"\w+")
_QUANTIFIER = re.compile(r"\{(\d+)(,(\d*))?\}")


def parse_error(pattern: str, offset: int, reason: str) -> NetException:
    return RegexParseException(f"Invalid pattern '{pattern}' at offset {offset}. {reason}", error_id="System.Text.RegularExpressions.RegexParseException")


class Translation:
    """The Python pattern, the .NET key of each Python group (index 0 is group 1; None: hidden), and all keys in .NET's order."""

    __slots__ = ("pattern", "keys", "order", "contiguous")

    def __init__(self, pattern: str, keys: list[Optional[Key]], order: list[Key], contiguous: bool) -> None:
        self.pattern, self.keys, self.order, self.contiguous = pattern, keys, order, contiguous


class _Frame:
    """An open group: options before it, its closing text, and whether an `(?i:` is open in the current alternative."""

    __slots__ = ("options", "close", "case_open", "base_case", "start", "branches", "lookbehind")

    def __init__(self, options: int, close: str, start: int, base_case: bool, lookbehind: str = "") -> None:
        self.options, self.close, self.start, self.base_case = options, close, start, base_case
        self.case_open = False
        self.branches = 0
        self.lookbehind = lookbehind


class Translator:
    """One pass over a pattern."""

    def __init__(self, pattern: str, options: int) -> None:
        self.pattern, self.options, self.at = pattern, options, 0
        self.out: list[str] = []
        self.keys: list[Optional[Key]] = []
        self.frames: list[_Frame] = []
        self.top = _Frame(options, "", 0, bool(options & IGNORE_CASE))
        self.contiguous = False
        self.can_repeat = False  # may a quantifier follow here?
        self.after_quantifier = False
        self.unnamed = 0
        self.declared = declared_groups(pattern, options)

    def fail(self, reason: str, offset: Optional[int] = None) -> NetException:
        return parse_error(self.pattern, self.at if offset is None else offset, reason)

    @property
    def frame(self) -> _Frame:
        return self.frames[-1] if self.frames else self.top

    def run(self) -> Translation:
        end = len(self.pattern)
        while self.at < end:
            self.step()
        if self.frames:
            raise self.fail("Not enough )'s.")
        self.close_case()
        return Translation("".join(self.out), self.keys, group_order(self.declared), self.contiguous)

    # --- emitting ---

    def atom(self, text: str) -> None:
        self.out.append(text)
        self.can_repeat, self.after_quantifier = True, False

    def step(self) -> None:
        ch = self.pattern[self.at]
        if self.options & WHITESPACE and (ch in " \t\n\v\f\r" or ch == "#"):
            self.skip_blank(ch)
        elif ch in "*+?" or (ch == "{" and _QUANTIFIER.match(self.pattern, self.at)):
            self.quantifier()
        elif ch == "(":
            self.open_group()
        elif ch == ")":
            self.close_group()
        elif ch == "|":
            self.alternative()
        elif ch == "[":
            reader = ClassReader(self.pattern, self.at, self.options, self.fail)
            self.atom(reader.read())
            self.at = reader.at
        elif ch == "\\":
            self.escape()
        elif ch == ".":
            self.at += 1
            self.atom("(?s:.)" if self.options & SINGLELINE else "[^\\n]")
        elif ch in "^$":
            self.at += 1
            self.atom(("(?m:%s)" if self.options & MULTILINE else "(?-m:%s)") % ch)
        else:
            self.at += 1
            self.atom(escape_literal(ch))

    def skip_blank(self, ch: str) -> None:
        end = self.pattern.find("\n", self.at) if ch == "#" else self.at
        self.at = len(self.pattern) if end < 0 else end + 1

    def quantifier(self) -> None:
        start = self.at
        m = _QUANTIFIER.match(self.pattern, start)
        text = m.group() if m else self.pattern[start]
        if not self.can_repeat:
            if self.after_quantifier:
                raise self.fail(f"Nested quantifier '{text}'.", start + 1)
            raise self.fail(f"Quantifier '{text if m is None else '{'}' following nothing.", start + 1)
        if m is not None and m.group(3) and int(m.group(3)) < int(m.group(1)):
            raise self.fail("Illegal {x,y} with x > y.", m.end())
        self.at = start + len(text)
        if self.options & WHITESPACE:
            while self.at < len(self.pattern) and self.pattern[self.at] in " \t\n\v\f\r":
                self.at += 1
        if self.pattern[self.at:self.at + 1] == "?":
            text += "?"
            self.at += 1
        self.out.append(text)
        self.can_repeat, self.after_quantifier = False, True

    def alternative(self) -> None:
        self.at += 1
        frame = self.frame
        reopen = frame.case_open
        if frame.lookbehind:
            frame.branches += 1
        self.close_case()
        self.out.append("|")
        if reopen:
            self.set_case(bool(self.options & IGNORE_CASE))
        self.can_repeat = self.after_quantifier = False

    def close_case(self) -> None:
        if self.frame.case_open:
            self.out.append(")")
            self.frame.case_open = False

    def set_case(self, ignore: bool) -> None:
        """Scope the case option over the rest of the alternative; nothing to write when the group has it already."""
        self.close_case()
        if ignore != self.frame.base_case:
            self.out.append("(?i:" if ignore else "(?-i:")
            self.frame.case_open = True

    # --- groups ---

    def push(self, opening: str, closing: str = ")", lookbehind: str = "") -> None:
        case = bool(self.options & IGNORE_CASE)
        self.frames.append(_Frame(self.options, closing, len(self.out) + 1, case, lookbehind))
        self.out.append(opening)
        self.can_repeat = self.after_quantifier = False

    def close_group(self) -> None:
        if not self.frames:
            raise self.fail("Too many )'s.", self.at + 1)
        self.close_case()
        frame = self.frames.pop()
        if frame.lookbehind and frame.branches:
            self.split_lookbehind(frame)
        else:
            self.out.append(frame.close)
        self.options = frame.options
        self.at += 1
        self.can_repeat, self.after_quantifier = True, False

    def split_lookbehind(self, frame: _Frame) -> None:
        """`re` wants one width a look-behind: give each alternative its own."""
        body = "".join(self.out[frame.start:])
        del self.out[frame.start - 1:]
        parts = split_alternatives(body)
        if frame.lookbehind == "(?<=":
            self.out.append("(?:" + "|".join(f"(?<={p})" for p in parts) + ")")
        else:
            self.out.append("(?:" + "".join(f"(?<!{p})" for p in parts) + ")")

    def capture(self, key: Optional[Key]) -> None:
        self.keys.append(key)
        self.push("(")

    def open_group(self) -> None:
        rest = self.pattern[self.at + 1:self.at + 4]
        if not rest.startswith("?"):
            self.at += 1
            if self.options & EXPLICIT:
                self.push("(?:")
            else:
                self.unnamed += 1
                self.capture(self.unnamed)
            return
        if rest.startswith("?#"):
            end = self.pattern.find(")", self.at)
            if end < 0:
                raise self.fail("Unterminated (?#...) comment.", len(self.pattern))
            self.at = end + 1
            return
        for opening in ("?<=", "?<!"):
            if rest == opening:
                self.at += 4
                self.push("(" + opening, lookbehind="(" + opening)
                return
        for opening in ("?:", "?=", "?!"):
            if rest.startswith(opening):
                self.at += 3
                self.push("(" + opening)
                return
        self.special_group(rest)

    def special_group(self, rest: str) -> None:
        if rest.startswith("?>"):
            self.at += 3
            self.atomic()
        elif rest.startswith("?<") or rest.startswith("?'"):
            self.named_group("'" if rest[1] == "'" else ">")
        elif rest.startswith("?("):
            self.conditional()
        else:
            self.inline_options()

    def atomic(self) -> None:
        if HAS_ATOMIC:
            self.push("(?>")
            return
        self.keys.append(None)
        self.push("(?=(", f"))(?:\\{len(self.keys)})")

    def named_group(self, closing: str) -> None:
        start = self.at + 3
        m = _NAME.match(self.pattern, start)
        if m is None:
            if self.pattern[start:start + 1] == "-":
                raise NotSupportedException("Balancing groups, (?<-name>...), are not supported by this regular expression engine.")
            raise self.fail("Invalid group name: Group names must begin with a word character.", start + 1 if start < len(self.pattern) else len(self.pattern))
        if self.pattern[m.end():m.end() + 1] == "-":
            raise NotSupportedException("Balancing groups, (?<name1-name2>...), are not supported by this regular expression engine.")
        if self.pattern[m.end():m.end() + 1] != closing:
            raise self.fail("Invalid group name: Group names must begin with a word character.", min(m.end() + 1, len(self.pattern)))
        name = m.group()
        if name[0].isdigit() and not name.isdigit():
            raise self.fail("Invalid group name: Group names must begin with a word character.", start + 1)
        self.at = m.end() + 1
        self.capture(int(name) if name.isdigit() else name)

    def conditional(self) -> None:
        m = re.compile(r"\(\?\((\w+)\)").match(self.pattern, self.at)
        if m is not None:
            key: Key = int(m.group(1)) if m.group(1).isdigit() else m.group(1)
            if key in self.keys:
                self.at = m.end()
                self.push(f"(?({self.keys.index(key) + 1})")
                return
            if isinstance(key, int):
                raise self.fail(f"Conditional alternation refers to an undefined group number {key}.", m.end())
        raise NotSupportedException("Alternation on a look-ahead expression, (?(expression)yes|no), is not supported by this regular expression engine.")

    def inline_options(self) -> None:
        m = re.compile(r"\(\?([imnsx]*)(?:-([imnsx]*))?([:)])", re.I).match(self.pattern, self.at)
        if m is None:
            if self.at + 2 >= len(self.pattern):
                raise self.fail("Unrecognized grouping construct.", len(self.pattern))
            raise self.fail("Unrecognized grouping construct.", self.at + 3)
        options = self.options
        for ch in m.group(1).lower():
            options |= _INLINE[ch]
        for ch in (m.group(2) or "").lower():
            options &= ~_INLINE[ch]
        self.at = m.end()
        changed = (options ^ self.options) & IGNORE_CASE
        if m.group(3) == ":":
            flag = "" if not changed else "i" if options & IGNORE_CASE else "-i"
            before = self.options
            self.options = options
            self.push(f"(?{flag}:")
            self.frames[-1].options = before
            return
        self.options = options
        if changed:
            self.set_case(bool(options & IGNORE_CASE))

    # --- escapes ---

    def escape(self) -> None:
        if self.at + 1 >= len(self.pattern):
            raise self.fail("Illegal \\ at end of pattern.", self.at + 1)
        ch = self.pattern[self.at + 1]
        anchors = {"A": "\\A", "Z": "(?=\\n?\\Z)", "z": "\\Z", "b": "\\b", "B": "\\B", "G": ""}
        if ch in anchors:
            self.at += 2
            if ch == "G":
                self.contiguous = True
            self.atom(anchors[ch] or "(?:)")
        elif ch == "k":
            self.named_reference()
        elif ch in "123456789":
            self.numbered_reference()
        else:
            text, self.at = read_escape(self.pattern, self.at, self.options, self.fail)
            self.atom(text)

    def reference(self, key: Key) -> str:
        indexes = [i + 1 for i, k in enumerate(self.keys) if k == key]
        if not indexes:
            return "(?!)"
        return "(?:" + "|".join(f"\\{i}" for i in reversed(indexes)) + ")"

    def named_reference(self) -> None:
        m = re.compile(r"\\k(?:<(\w+)>|'(\w+)'|\{(\w+)\})").match(self.pattern, self.at)
        if m is None:
            raise self.fail("Malformed \\k<...> named back reference.", min(self.at + 2, len(self.pattern)))
        name = next(g for g in m.groups() if g)
        key: Key = int(name) if name.isdigit() else name
        if key not in self.declared:
            raise self.fail(f"Reference to undefined group {'number' if isinstance(key, int) else 'name'} {key if isinstance(key, int) else repr(key)}.", m.end() - 1)
        self.at = m.end()
        self.atom(self.reference(key))

    def numbered_reference(self) -> None:
        m = re.compile(r"\\(\d+)").match(self.pattern, self.at)
        assert m is not None
        digits = m.group(1)
        if int(digits) in self.declared:
            self.at = m.end()
            self.atom(self.reference(int(digits)))
        elif len(digits) == 1 or digits[0] in "89":
            raise self.fail(f"Reference to undefined group number {digits[0] if len(digits) == 1 else digits}.", m.end())
        else:
            octal = re.match(r"[0-7]{1,3}", digits)
            assert octal is not None
            self.at += 1 + octal.end()
            self.atom(escape_literal(chr(int(octal.group(), 8) & 0xFF)))


def split_alternatives(body: str) -> list[str]:
    """Cut a translated body at its top-level bars."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(body):
        ch = body[i]
        if ch == "\\":
            i += 1
        elif ch == "[":
            i += 1
            while body[i] != "]":
                i += 2 if body[i] == "\\" else 1
        elif ch == "(":
            depth += 1
        elif ch == ")":
            depth -= 1
        elif ch == "|" and depth == 0:
            parts.append(body[start:i])
            start = i + 1
        i += 1
    return parts + [body[start:]]


_SCAN = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:|[^\]\\])*\]|\(\?#[^)]*\)|\(\?<(?![=!])(\w+)|\(\?'(\w+)|(\(\?)|(\()", re.S)


def declared_groups(pattern: str, options: int) -> list[Key]:
    """The keys of all groups in order of appearance (needed before translating: a reference may precede its group)."""
    found: list[Key] = []
    unnamed = 0
    explicit = bool(options & EXPLICIT) or "(?n" in pattern
    for m in _SCAN.finditer(pattern):
        name = m.group(1) or m.group(2)
        if name:
            key: Key = int(name) if name.isdigit() else name
            if key not in found:
                found.append(key)
        elif m.group(4) and not explicit:
            unnamed += 1
            found.append(unnamed)
    return found


def group_order(declared: list[Key]) -> list[Key]:
    """.NET's order: numbers ascending, then names as they appear."""
    return sorted({k for k in declared if isinstance(k, int)}) + [k for k in declared if isinstance(k, str)]


def translate(pattern: str, options: int) -> Translation:
    """Translate a pattern under RegexOptions; raises RegexParseException or NotSupportedException."""
    if options & RIGHT_TO_LEFT:
        raise NotSupportedException("RegexOptions.RightToLeft is not supported by this regular expression engine.")
    return Translator(pattern, options).run()
