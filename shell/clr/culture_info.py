"""CultureInfo with its NumberFormat and DateTimeFormat, and the calling thread's current culture (en-US until a script changes it).

`number_info(provider)` and `date_info(provider)` turn any IFormatProvider (None: current culture) into what formatting needs.
"""
from __future__ import annotations

import re
import threading
from typing import Any, Optional

from shell.clr.culture_data import CULTURES, EN_DAYS, EN_DAYS_SHORT, EN_MONTHS, EN_MONTHS_SHORT, LANGUAGES, NEUTRAL
from shell.clr.exceptions import ArgumentException, ArgumentNullException, define_exception

Value = Any

CultureNotFoundException = define_exception("System.Globalization.CultureNotFoundException", ArgumentException)


class NumberFormatInfo:
    """System.Globalization.NumberFormatInfo; `is_plain` says that plain text of numbers looks as in en-US."""

    def __init__(self, data: dict[str, Any]) -> None:
        decimal, group = data.get("signs", (".", ","))
        digits = data.get("digits", 3)
        money = data.get("money", (2, 0, 1))
        self.number_decimal_digits = self.percent_decimal_digits = digits
        self.number_decimal_separator = self.percent_decimal_separator = self.currency_decimal_separator = decimal
        self.number_group_separator = self.percent_group_separator = self.currency_group_separator = group
        self.number_group_sizes: list[int] = [3]
        self.percent_group_sizes: list[int] = [3]
        self.currency_group_sizes: list[int] = [3]
        self.number_negative_pattern = 1
        self.currency_symbol: str = data.get("currency", "¤")
        self.currency_decimal_digits, self.currency_positive_pattern, self.currency_negative_pattern = money
        self.percent_positive_pattern, self.percent_negative_pattern = data.get("percent", (1, 1))
        self.percent_symbol, self.per_mille_symbol = "%", "‰"
        self.negative_sign: str = data.get("minus", "-")
        self.positive_sign = "+"
        self.nan_symbol = "NaN"
        self.positive_infinity_symbol: str = data.get("infinity", "∞")
        self.negative_infinity_symbol: str = self.negative_sign + self.positive_infinity_symbol
        self.is_read_only = False

    @property
    def is_plain(self) -> bool:
        return self.number_decimal_separator == "." and self.negative_sign == "-" and self.positive_infinity_symbol == "∞"


class DateTimeFormatInfo:
    """System.Globalization.DateTimeFormatInfo."""

    def __init__(self, data: dict[str, Any]) -> None:
        (self.short_date_pattern, self.long_date_pattern, self.short_time_pattern, self.long_time_pattern, self.month_day_pattern,
         self.year_month_pattern) = data["dates"]
        self.date_separator, self.time_separator = data.get("separators", ("/", ":"))
        self.am_designator, self.pm_designator = data.get("am", ("AM", "PM"))
        self.day_names: list[str] = data.get("days", EN_DAYS).split()
        self.abbreviated_day_names: list[str] = data.get("days_short", EN_DAYS_SHORT).split()
        self.month_names: list[str] = data.get("months", EN_MONTHS).split()
        self.abbreviated_month_names: list[str] = data.get("months_short", EN_MONTHS_SHORT).split()
        self.first_day_of_week: int = data.get("first_day", 0)
        self.calendar_week_rule: int = data.get("week", 0)
        self._full: Optional[str] = None
        self.is_read_only = False

    @property
    def full_date_time_pattern(self) -> str:
        return self._full or self.long_date_pattern + " " + self.long_time_pattern

    @full_date_time_pattern.setter
    def full_date_time_pattern(self, pattern: str) -> None:
        self._full = pattern


class TextInfo:
    """System.Globalization.TextInfo: case of text and the list separator."""

    __slots__ = ("culture_name", "list_separator", "lcid")

    def __init__(self, culture_name: str, list_separator: str, lcid: int) -> None:
        self.culture_name, self.list_separator, self.lcid = culture_name, list_separator, lcid

    def title_case(self, text: str) -> str:
        """Words get an upper-case first letter; words all in upper case stay."""
        return re.sub(r"[^\W\d_][\w'’]*", lambda m: m.group() if m.group().isupper() and len(m.group()) > 1 else m.group()[0].upper() + m.group()[1:].lower(), text)


class CultureInfo:
    """System.Globalization.CultureInfo.  Obtain through `get_culture`."""

    def __init__(self, name: str, data: dict[str, Any], neutral: bool = False) -> None:
        self.name = name
        self.data = data
        self.is_neutral = neutral
        self.lcid: int = data.get("lcid", 4096)
        self.english_name: str = data.get("english", name)
        self.native_name: str = data.get("native", self.english_name)
        self.iso_two, self.iso_three = data.get("iso", (name[:2], name[:3]))
        self._number: Optional[NumberFormatInfo] = None
        self._date: Optional[DateTimeFormatInfo] = None
        self.text_info = TextInfo(name, data.get("list", ","), self.lcid)
        self.is_read_only = True

    @property
    def number_format(self) -> NumberFormatInfo:
        if self._number is None:
            self._number = NumberFormatInfo(self.data)
        return self._number

    @number_format.setter
    def number_format(self, value: NumberFormatInfo) -> None:
        self._number = value

    @property
    def date_format(self) -> DateTimeFormatInfo:
        if self._date is None:
            self._date = DateTimeFormatInfo(self.data)
        return self._date

    @date_format.setter
    def date_format(self, value: DateTimeFormatInfo) -> None:
        self._date = value

    @property
    def decimal_separator(self) -> str:
        return str(self.number_format.number_decimal_separator)

    @property
    def parent(self) -> CultureInfo:
        return get_culture(self.name.rpartition("-")[0])

    def clone(self) -> CultureInfo:
        """A writable copy whose formats may be changed."""
        made = CultureInfo(self.name, self.data, self.is_neutral)
        made.is_read_only = False
        return made

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CultureInfo) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return (get_culture, (self.name,))


_KNOWN: dict[str, CultureInfo] = {}
_WELL_FORMED = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\Z")


def _canonical(name: str) -> str:
    parts = name.split("-")
    return "-".join([parts[0].lower()] + [p.title() if len(p) == 4 else p.upper() for p in parts[1:]])


def get_culture(name: str) -> CultureInfo:
    """The culture of that name in any case ('' is the invariant one); unknown but well-formed names get English words."""
    if name is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'name')")
    found = _KNOWN.get(name)
    if found is not None:
        return found
    if name and not _WELL_FORMED.match(name):
        raise CultureNotFoundException(f"Culture is not supported. (Parameter 'name')\n{name} is an invalid culture identifier.")
    proper = _canonical(name) if name else ""
    made = _KNOWN.get(proper) or _make(proper)
    _KNOWN[name] = _KNOWN[proper] = made
    return made


def _make(name: str) -> CultureInfo:
    data = CULTURES.get(name)
    if data is not None:
        return CultureInfo(name, data)
    language = name.partition("-")[0]
    base = CULTURES.get(NEUTRAL.get(language, ""), CULTURES[""])
    if name == language and language in LANGUAGES:
        english, lcid = LANGUAGES[language]
        native = base.get("native", english).partition(" (")[0]
        return CultureInfo(name, {**base, "english": english, "lcid": lcid, "native": native}, True)
    return CultureInfo(name, {**base, "english": name, "native": name, "lcid": 4096, "iso": (language, language)}, name == language)


def get_culture_by_lcid(lcid: int) -> CultureInfo:
    """The culture with that locale identifier."""
    for name, data in CULTURES.items():
        if data["lcid"] == lcid:
            return get_culture(name)
    raise CultureNotFoundException(f"Culture is not supported. (Parameter 'culture')\n{lcid} (0x{lcid:04x}) is an invalid culture identifier.")


INVARIANT = get_culture("")
EN_US = get_culture("en-US")
_local = threading.local()
default_culture = EN_US
chosen_cultures: set[str] = set()  # names of cultures other than en-US that any thread has had: empty nearly always


def current_culture() -> CultureInfo:
    """The calling thread's culture."""
    found: CultureInfo = getattr(_local, "culture", default_culture)
    return found


def set_current_culture(culture: CultureInfo) -> None:
    _local.culture = culture
    if culture is not EN_US:
        chosen_cultures.add(culture.name)


def set_default_culture(culture: CultureInfo) -> None:
    """What threads start with that choose none."""
    global default_culture
    default_culture = culture
    if culture is not EN_US:
        chosen_cultures.add(culture.name)


def current_ui_culture() -> CultureInfo:
    found: CultureInfo = getattr(_local, "ui_culture", default_culture)
    return found


def set_current_ui_culture(culture: CultureInfo) -> None:
    _local.ui_culture = culture


def number_info(provider: Value = None) -> NumberFormatInfo:
    """NumberFormat of an IFormatProvider; None and other providers mean the current culture."""
    if provider.__class__ is NumberFormatInfo:
        return provider
    return (provider if isinstance(provider, CultureInfo) else current_culture()).number_format


def date_info(provider: Value = None) -> DateTimeFormatInfo:
    """DateTimeFormat of an IFormatProvider; None and other providers mean the current culture."""
    if provider.__class__ is DateTimeFormatInfo:
        return provider
    return (provider if isinstance(provider, CultureInfo) else current_culture()).date_format
