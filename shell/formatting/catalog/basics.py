"""Views of versions, dates, time spans, dictionary entries and other small values."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Item, View, custom, listing, table, wide
from shell.objects.members import get_property

Value = Any


def _date_lines(value: Value, scope: Any) -> list[str]:
    """The long date and time, or the part DisplayHint asks for: what the DateTime property says."""
    return [str(get_property(value, "DateTime"))]


def _result(value: Value) -> Value:
    """A task's result, only once it has one: asking earlier would block."""
    return get_property(value, "Result") if get_property(value, "IsCompletedSuccessfully") else None


VIEWS: list[View] = [
    table("System.Globalization.CultureInfo", ["System.Globalization.CultureInfo"], Item("LCID", width=16), Item("Name", width=16),
          "DisplayName"),
    table("System.Version", ["System.Version"], Item("Major", width=6), Item("Minor", width=6), Item("Build", width=6),
          Item("Revision", width=8)),
    table("System.Version", ["System.Version#IncludeLabel"], Item("Major", width=6), Item("Minor", width=6), Item("Build", width=6),
          Item("Revision", width=8), Item("PSSemVerPreReleaseLabel", width=26), Item("PSSemVerBuildLabel", width=27)),
    table("System.Management.Automation.SemanticVersion", ["System.Management.Automation.SemanticVersion"], Item("Major", width=6),
          Item("Minor", width=6), Item("Patch", width=6), Item("PreReleaseLabel", width=15), Item("BuildLabel", width=11)),
    table("Dictionary", ["System.Collections.DictionaryEntry"], Item("Name", width=30), "Value"),
    listing("System.Collections.DictionaryEntry", ["System.Collections.DictionaryEntry"], "Name", "Value"),
    listing("System.TimeSpan", ["System.TimeSpan"], "Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "TotalDays", "TotalHours",
          "TotalMinutes", "TotalSeconds", "TotalMilliseconds"),
    table("System.TimeSpan", ["System.TimeSpan"], "Days", "Hours", "Minutes", "Seconds", "Milliseconds"),
    wide("System.TimeSpan", ["System.TimeSpan"], "TotalMilliseconds"),
    custom("DateTime", ["System.DateTime"], _date_lines),
    table("System.Guid", ["System.Guid"], "Guid"),
    table("System.Net.NetworkCredential", ["System.Net.NetworkCredential"], Item("UserName", width=50), Item("Domain", width=50)),
    table("System.Threading.Tasks.Task", ["System.Threading.Tasks.Task"], "Id", "IsCompleted", "Status"),
    listing("System.Threading.Tasks.Task", ["System.Threading.Tasks.Task"], "AsyncState", "AsyncWaitHandle", "CompletedSynchronously",
          "CreationOptions", "Exception", "Id", "IsCanceled", "IsCompleted", "IsCompletedSuccessfully", "IsFaulted",
          Item(label="Result", compute=_result), "Status"),
]
