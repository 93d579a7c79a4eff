"""What PowerShell sees of CultureInfo, NumberFormatInfo, DateTimeFormatInfo, TextInfo and CompareInfo."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import culture_info
from shell.clr.arrays import typed_array
from shell.clr.collation import culture_compare, ordinal_compare
from shell.clr.culture_data import CULTURES, NEUTRAL
from shell.clr.culture_info import (
    EN_US,
    INVARIANT,
    CultureInfo,
    DateTimeFormatInfo,
    NumberFormatInfo,
    TextInfo,
    current_culture,
    current_ui_culture,
    get_culture,
    get_culture_by_lcid,
    set_current_culture,
    set_current_ui_culture,
)
from shell.clr.enum_catalog import CalendarWeekRule, CultureTypes, DayOfWeek
from shell.clr.exceptions import InvalidOperationException
from shell.clr.string_search import changed_case
from shell.clr.typeinfo import NetType

Value = Any
_NS = "System.Globalization."


class CompareInfo:
    """System.Globalization.CompareInfo of a culture."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return f"CompareInfo - {self.name}"


class GregorianCalendar:
    """System.Globalization.GregorianCalendar."""

    __slots__ = ()


CULTURE = NetType(_NS + "CultureInfo", CultureInfo, accelerators=("cultureinfo",), interfaces=("System.IFormatProvider", "System.ICloneable"))
NUMBERS = NetType(_NS + "NumberFormatInfo", NumberFormatInfo, interfaces=("System.IFormatProvider", "System.ICloneable"))
DATES = NetType(_NS + "DateTimeFormatInfo", DateTimeFormatInfo, interfaces=("System.IFormatProvider", "System.ICloneable"))
TEXTS = NetType(_NS + "TextInfo", TextInfo)
COMPARE = NetType(_NS + "CompareInfo", CompareInfo)
CALENDAR = NetType(_NS + "Calendar")
GREGORIAN = NetType(_NS + "GregorianCalendar", GregorianCalendar, base=CALENDAR)

# --- CultureInfo ---
for _name, _type, _getter in (
    ("Parent", "cultureinfo", lambda c: c.parent), ("LCID", "int", lambda c: c.lcid), ("KeyboardLayoutId", "int", lambda c: c.lcid),
    ("Name", "string", lambda c: c.name), ("IetfLanguageTag", "string", lambda c: c.name), ("DisplayName", "string", lambda c: c.english_name),
    ("NativeName", "string", lambda c: c.native_name), ("EnglishName", "string", lambda c: c.english_name),
    ("TwoLetterISOLanguageName", "string", lambda c: c.iso_two), ("ThreeLetterISOLanguageName", "string", lambda c: c.iso_three),
    ("ThreeLetterWindowsLanguageName", "string", lambda c: c.iso_three.upper()), ("CompareInfo", _NS + "CompareInfo", lambda c: CompareInfo(c.name)),
    ("TextInfo", _NS + "TextInfo", lambda c: c.text_info), ("IsNeutralCulture", "bool", lambda c: c.is_neutral),
    ("CultureTypes", _NS + "CultureTypes", lambda c: CultureTypes(4 | (1 if c.is_neutral else 2))),
):
    CULTURE.prop(_name, _type)(_getter)


def _writable(holder: Value) -> None:
    if holder.is_read_only:
        raise InvalidOperationException("Instance is read-only.")


def _set_number_format(culture: CultureInfo, value: NumberFormatInfo) -> None:
    _writable(culture)
    culture.number_format = value


def _set_date_format(culture: CultureInfo, value: DateTimeFormatInfo) -> None:
    _writable(culture)
    culture.date_format = value


CULTURE.prop("NumberFormat", _NS + "NumberFormatInfo", _set_number_format)(lambda c: c.number_format)
CULTURE.prop("DateTimeFormat", _NS + "DateTimeFormatInfo", _set_date_format)(lambda c: c.date_format)
CULTURE.prop("Calendar", _NS + "Calendar")(lambda c: GregorianCalendar())
CULTURE.prop("UseUserOverride", "bool")(lambda c: False)
CULTURE.prop("IsReadOnly", "bool")(lambda c: c.is_read_only)
CULTURE.method("string ToString()")(lambda c: c.name)
CULTURE.method("System.Object Clone()")(lambda c: c.clone())
CULTURE.method("bool Equals(System.Object value)")(lambda a, b: a == b)
CULTURE.method("System.Object GetFormat(type formatType)")(
    lambda c, t: c.number_format if t is NUMBERS else c.date_format if t is DATES else None)


def _as_culture(value: Value) -> CultureInfo:
    return value if isinstance(value, CultureInfo) else get_culture(value)


def _set_default(value: Value) -> None:
    culture_info.set_default_culture(EN_US if value is None else _as_culture(value))


CULTURE.static_prop("CurrentCulture", "cultureinfo", lambda value: set_current_culture(_as_culture(value)))(current_culture)
CULTURE.static_prop("CurrentUICulture", "cultureinfo", lambda value: set_current_ui_culture(_as_culture(value)))(current_ui_culture)
CULTURE.static_prop("DefaultThreadCurrentCulture", "cultureinfo", _set_default)(lambda: None if culture_info.default_culture is EN_US else culture_info.default_culture)
CULTURE.static_prop("InvariantCulture", "cultureinfo")(lambda: INVARIANT)
CULTURE.static_prop("InstalledUICulture", "cultureinfo")(lambda: EN_US)


@CULTURE.new("cultureinfo new(string name)", "cultureinfo new(string name, bool useUserOverride)")
def new_culture(name: str, user: bool = False) -> CultureInfo:
    return get_culture(name).clone()


@CULTURE.new("cultureinfo new(int culture)")
def new_by_lcid(lcid: int) -> CultureInfo:
    return get_culture_by_lcid(lcid).clone()


@CULTURE.static("cultureinfo GetCultureInfo(string name)", "cultureinfo GetCultureInfo(int culture)", "cultureinfo GetCultureInfoByIetfLanguageTag(string name)")
def get_culture_info(name: Value) -> CultureInfo:
    return get_culture_by_lcid(name) if isinstance(name, int) else get_culture(name)


@CULTURE.static("cultureinfo CreateSpecificCulture(string name)")
def create_specific(name: str) -> CultureInfo:
    return get_culture(NEUTRAL.get(name.lower(), name)).clone()


@CULTURE.static("cultureinfo[] GetCultures(System.Globalization.CultureTypes types)")
def get_cultures(types: int) -> Value:
    names = [name for name in CULTURES if name and types & 2] + [name for name in NEUTRAL if types & 1]
    return typed_array("System.Globalization.CultureInfo", [get_culture(n) for n in sorted(names)])


CULTURE.static("cultureinfo ReadOnly(cultureinfo ci)")(lambda c: c)

# --- NumberFormatInfo and DateTimeFormatInfo: attributes under their .NET names ---
_NUMBER_PROPERTIES = {
    "int": "CurrencyDecimalDigits CurrencyNegativePattern NumberNegativePattern PercentPositivePattern PercentNegativePattern CurrencyPositivePattern "
           "NumberDecimalDigits PercentDecimalDigits",
    "string": "CurrencyDecimalSeparator CurrencyGroupSeparator CurrencySymbol NumberDecimalSeparator NumberGroupSeparator NegativeSign PositiveSign "
              "PercentDecimalSeparator PercentGroupSeparator PercentSymbol PerMilleSymbol",
}
_DATE_PROPERTIES = {
    "string": "ShortDatePattern LongDatePattern ShortTimePattern LongTimePattern MonthDayPattern YearMonthPattern FullDateTimePattern DateSeparator "
              "TimeSeparator",
    "string[]": "DayNames AbbreviatedDayNames",
}


def _snake(name: str) -> str:
    return "".join("_" + ch.lower() if ch.isupper() and i else ch.lower() for i, ch in enumerate(name))


def _declare(t: NetType, name: str, type_name: str, attribute: str) -> None:
    def getter(self: Value) -> Value:
        found = getattr(self, attribute)
        return typed_array("System.String", found) if type_name == "string[]" else found

    def setter(self: Value, value: Value) -> None:
        setattr(self, attribute, list(value) if type_name == "string[]" else value)
    t.prop(name, type_name, setter)(getter)


for _holder, _table in ((NUMBERS, _NUMBER_PROPERTIES), (DATES, _DATE_PROPERTIES)):
    for _type, _names in _table.items():
        for _name in _names.split():
            _declare(_holder, _name, _type, _snake(_name))
_declare(NUMBERS, "NaNSymbol", "string", "nan_symbol")
_declare(NUMBERS, "PositiveInfinitySymbol", "string", "positive_infinity_symbol")
_declare(NUMBERS, "NegativeInfinitySymbol", "string", "negative_infinity_symbol")
_declare(DATES, "AMDesignator", "string", "am_designator")
_declare(DATES, "PMDesignator", "string", "pm_designator")
DATES.prop("MonthNames", "string[]")(lambda d: typed_array("System.String", [*d.month_names, ""]))
DATES.prop("AbbreviatedMonthNames", "string[]")(lambda d: typed_array("System.String", [*d.abbreviated_month_names, ""]))
DATES.prop("FirstDayOfWeek", "System.DayOfWeek")(lambda d: DayOfWeek(d.first_day_of_week))
DATES.prop("CalendarWeekRule", _NS + "CalendarWeekRule")(lambda d: CalendarWeekRule(d.calendar_week_rule))
DATES.prop("SortableDateTimePattern", "string")(lambda d: "yyyy'-'MM'-'dd'T'HH':'mm':'ss")
DATES.prop("UniversalSortableDateTimePattern", "string")(lambda d: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'")
DATES.prop("RFC1123Pattern", "string")(lambda d: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'")
for _name, _attribute, _base in (("GetDayName", "day_names", 0), ("GetAbbreviatedDayName", "abbreviated_day_names", 0),
                                 ("GetMonthName", "month_names", 1), ("GetAbbreviatedMonthName", "abbreviated_month_names", 1)):
    DATES.method(f"string {_name}({'int month' if _base else 'System.DayOfWeek dayofweek'})")(
        lambda d, index, attribute=_attribute, base=_base: getattr(d, attribute)[int(index) - base])
for _holder in (NUMBERS, DATES):
    _holder.prop("IsReadOnly", "bool")(lambda f: f.is_read_only)
NUMBERS.static_prop("CurrentInfo", _NS + "NumberFormatInfo")(lambda: current_culture().number_format)
NUMBERS.static_prop("InvariantInfo", _NS + "NumberFormatInfo")(lambda: INVARIANT.number_format)
DATES.static_prop("CurrentInfo", _NS + "DateTimeFormatInfo")(lambda: current_culture().date_format)
DATES.static_prop("InvariantInfo", _NS + "DateTimeFormatInfo")(lambda: INVARIANT.date_format)
NUMBERS.new(_NS + "NumberFormatInfo new()")(lambda: NumberFormatInfo(CULTURES[""]))
DATES.new(_NS + "DateTimeFormatInfo new()")(lambda: DateTimeFormatInfo(CULTURES[""]))


@NUMBERS.method("System.Object Clone()")
@DATES.method("System.Object Clone()")
def clone_format(self: Value) -> Value:
    import copy
    return copy.deepcopy(self)


# --- TextInfo, CompareInfo, Calendar ---
TEXTS.prop("CultureName", "string")(lambda t: t.culture_name)
TEXTS.prop("ListSeparator", "string")(lambda t: t.list_separator)
TEXTS.prop("LCID", "int")(lambda t: t.lcid)
TEXTS.prop("IsRightToLeft", "bool")(lambda t: t.culture_name[:2] in ("ar", "he", "fa", "ur"))
TEXTS.method("string ToTitleCase(string str)")(lambda t, text: t.title_case(text))
TEXTS.method("string ToUpper(string str)")(lambda t, text: changed_case(text, str.upper))
TEXTS.method("string ToLower(string str)")(lambda t, text: changed_case(text, str.lower))
COMPARE.prop("Name", "string")(lambda c: c.name)


def _compare(c: CompareInfo, a: Optional[str], b: Optional[str], options: int = 0) -> int:
    if a is None or b is None:
        return (a is not None) - (b is not None)
    options = int(options)
    if options & 0x50000000:
        return ordinal_compare(a, b, bool(options & 0x10000000))
    return culture_compare(a, b, bool(options & 1))


COMPARE.method("int Compare(string string1, string string2)", f"int Compare(string string1, string string2, {_NS}CompareOptions options)")(_compare)
COMPARE.method("int IndexOf(string source, string value)", f"int IndexOf(string source, string value, {_NS}CompareOptions options)")(
    lambda c, source, value, options=0: source.lower().find(value.lower()) if int(options) & 0x10000001 else source.find(value))


def week_of_year(calendar: Value, moment: Value, rule: int, first_day: int) -> int:
    """Calendar.GetWeekOfYear by rule and first day of the week (0 Sunday)."""
    needed = {0: 1, 1: 7, 2: 4}[int(rule)]
    year, day_of_year = moment.year, moment.day_of_year
    position = (moment.day_of_week - int(first_day)) % 7
    week = (day_of_year - 1 - position + 7) // 7
    first_position = (position - day_of_year + 1) % 7
    if 7 - first_position >= needed and first_position:
        week += 1
    if week:
        return int(week)
    from shell.clr.times import DateTime
    return week_of_year(calendar, DateTime.of(year - 1, 12, 31), rule, first_day)


CALENDAR.method(f"int GetWeekOfYear(datetime time, {_NS}CalendarWeekRule rule, System.DayOfWeek firstDayOfWeek)")(week_of_year)
for _name, _attribute in (("GetYear", "year"), ("GetMonth", "month"), ("GetDayOfMonth", "day"), ("GetDayOfYear", "day_of_year")):
    CALENDAR.method(f"int {_name}(datetime time)")(lambda c, moment, attribute=_attribute: getattr(moment, attribute))
GREGORIAN.new(_NS + "GregorianCalendar new()")(GregorianCalendar)


@CALENDAR.method("int GetDaysInMonth(int year, int month)")
def get_days_in_month(calendar: Value, year: int, month: int) -> int:
    from shell.clr.times import days_in_month
    return days_in_month(year, month)
