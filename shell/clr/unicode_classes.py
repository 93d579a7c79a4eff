"""Unicode categories and blocks (`\\p{L}`, `\\p{IsCyrillic}`) as the inside of a Python character class."""
from __future__ import annotations

import unicodedata
from typing import Optional

# the named blocks scripts use: name without `Is` -> first and last code point
_BLOCKS = {
    "basiclatin": (0x0, 0x7F), "latin-1supplement": (0x80, 0xFF), "latinextended-a": (0x100, 0x17F), "latinextended-b": (0x180, 0x24F),
    "ipaextensions": (0x250, 0x2AF), "spacingmodifierletters": (0x2B0, 0x2FF), "combiningdiacriticalmarks": (0x300, 0x36F), "greek": (0x370, 0x3FF),
    "greekandcoptic": (0x370, 0x3FF), "cyrillic": (0x400, 0x4FF), "cyrillicsupplement": (0x500, 0x52F), "armenian": (0x530, 0x58F),
    "hebrew": (0x590, 0x5FF), "arabic": (0x600, 0x6FF), "devanagari": (0x900, 0x97F), "thai": (0xE00, 0xE7F), "hangujamo": (0x1100, 0x11FF),
    "latinextendedadditional": (0x1E00, 0x1EFF), "greekextended": (0x1F00, 0x1FFF), "generalpunctuation": (0x2000, 0x206F),
    "superscriptsandsubscripts": (0x2070, 0x209F), "currencysymbols": (0x20A0, 0x20CF), "letterlikesymbols": (0x2100, 0x214F),
    "numberforms": (0x2150, 0x218F), "arrows": (0x2190, 0x21FF), "mathematicaloperators": (0x2200, 0x22FF), "miscellaneoustechnical": (0x2300, 0x23FF),
    "boxdrawing": (0x2500, 0x257F), "blockelements": (0x2580, 0x259F), "geometricshapes": (0x25A0, 0x25FF), "miscellaneoussymbols": (0x2600, 0x26FF),
    "dingbats": (0x2700, 0x27BF), "cjksymbolsandpunctuation": (0x3000, 0x303F), "hiragana": (0x3040, 0x309F), "katakana": (0x30A0, 0x30FF),
    "cjkunifiedideographs": (0x4E00, 0x9FFF), "hangulsyllables": (0xAC00, 0xD7AF), "privateuse": (0xE000, 0xF8FF),
}
_CATEGORIES = {"L", "M", "N", "Z", "C", "P", "S", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
               "Cn", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"}
_made: dict[tuple[str, bool], str] = {}


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _category_ranges(name: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    start = -1
    for code in range(0x30000):
        inside = unicodedata.category(chr(code)).startswith(name)
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            out.append((start, code - 1))
            start = -1
    if start >= 0:
        out.append((start, 0x2FFFF))
    return out


def property_class(name: str, negated: bool) -> Optional[str]:
    """Class contents for `\\p{name}` (or `\\P{name}`); None for an unknown name."""
    key = (name, negated)
    if key not in _made:
        if name in _CATEGORIES:
            ranges = _category_ranges(name)
        elif name.lower().startswith("is") and name[2:].lower() in _BLOCKS:
            ranges = [_BLOCKS[name[2:].lower()]]
        else:
            return None
        if negated:
            inverted, at = [], 0
            for low, high in ranges:
                if low > at:
                    inverted.append((at, low - 1))
                at = high + 1
            ranges = inverted + [(at, 0x10FFFF)]
        _made[key] = "".join(_escaped(a) if a == b else f"{_escaped(a)}-{_escaped(b)}" for a, b in ranges)
    return _made[key]
