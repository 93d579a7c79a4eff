"""Shapes asked for: Format-Table, -List, -Wide, -Custom with properties, groups, widths; and the packets' order."""
from __future__ import annotations

from typing import Any

import pytest

from shell.clr.dictionaries import Hashtable
from shell.clr.versions import Version
from shell.formatting.expressions import FormatParameterError, parse_property
from shell.formatting.packets import FormatEndData, FormatEntryData, FormatStartData, GroupEndData, GroupStartData
from shell.formatting.selection import UnknownView
from shell.objects.psobject import PSCustomObject
from shell.objects.records import TerminatingError
from tests.formatting.stage import FakeSession, formatted, shown


def obj(**props: Any) -> PSCustomObject:
    return PSCustomObject(dict(props))


def column(**keys: Any) -> Hashtable:
    return Hashtable(list(keys.items()))


def test_packets_of_a_table() -> None:
    kinds = [type(p) for p in formatted("table", [obj(A=1), obj(A=2)])]
    assert kinds == [FormatStartData, GroupStartData, FormatEntryData, FormatEntryData, GroupEndData, FormatEndData]


def test_two_explicit_tables_are_two_blank_lines_apart() -> None:
    text = shown(*formatted("table", [obj(A=1, B=2)]), *formatted("table", [obj(A=3, B=4)]), "done")
    assert text == "\nA B\n- -\n1 2\n\n\nA B\n- -\n3 4\n\ndone\n"


def test_widths_cut_values_at_the_side_away_from_the_alignment() -> None:
    rows = [obj(T="alpha", R=123456, K="alpha"), obj(T="beta-and-more", R=123456, K="beta-and-more")]
    packets = formatted("table", rows, [column(e="T", w=6), column(e="R", w=4), column(e="K", w=4, a="right")])
    assert shown(*packets) == "\nT         R    K\n-         -    -\nalpha  …456 …pha\nbeta-… …456 …ore\n\n"


def test_a_header_wraps_in_its_column() -> None:
    text = shown(*formatted("table", [obj(LongName="xyz", Other="abcdef")], [column(e="LongName", w=4), "Other"]))
    assert text.splitlines()[1:5] == ["Long Other", "Name", "---- -----", "xyz  abcdef"]


def test_columns_that_do_not_fit_are_dropped() -> None:
    props = {f"Column{i}": f"value{i}" for i in range(1, 21)}
    lines = shown(*formatted("table", [PSCustomObject(props)]), width=79).splitlines()
    assert lines[1].endswith("Column9 Column1")
    assert lines[2].strip() == "0"
    assert lines[4].endswith("value9  value10")


def test_wrapping_breaks_at_blanks() -> None:
    packets = formatted("table", [obj(A="one two three four five", B="alpha beta gamma", C=12345)],
                        [column(e="A", w=9), column(e="B", w=7), column(e="C", w=3)], wrap=True)
    assert [line.rstrip() for line in shown(*packets).splitlines()] == [
        "", "A         B         C", "-         -         -", "one two   alpha   123", "three     beta     45", "four five gamma", ""]


def test_groups_have_headers_and_blank_lines() -> None:
    rows = [obj(Name="web01", Env="prod"), obj(Name="web02", Env="prod"), obj(Name="dev01", Env="dev")]
    assert shown(*formatted("table", rows, group_by="Env"), "after") == (
        "\n   Env: prod\n\nName  Env\n----  ---\nweb01 prod\nweb02 prod\n\n   Env: dev\n\nName  Env\n----  ---\ndev01 dev\n\nafter\n")
    assert shown(*formatted("list", rows, ["Name"], group_by="Env"), "end") == (
        "\n   Env: prod\n\nName : web01\n\nName : web02\n\n\n   Env: dev\n\nName : dev01\n\nend\n")


def test_list_wraps_under_its_value() -> None:
    lines = shown(*formatted("list", [PSCustomObject({"P" * 70: "some value of text", "Short": "v"})]), width=79).splitlines()
    assert lines[1] == "P" * 70 + "  : some " or lines[1] == "P" * 70 + " : some "
    assert [x.strip() for x in lines[2:5]] == ["value", "of", "text"]


def test_wide_default_is_two_columns_of_the_naming_property() -> None:
    assert shown(*formatted("wide", [obj(Size=1, Other="x"), obj(Size=2, Other="y")])) == "\n1" + " " * 59 + "2\n\n"


def test_custom_nests_objects() -> None:
    deep = obj(L1=obj(L2=obj(L3=obj(L4="deep"))))
    assert shown(*formatted("custom", [deep], depth=1)) == (
        "\nclass PSCustomObject\n{\n  L1 = \n    class PSCustomObject\n    {\n      L2 = @{L3=}\n    }\n}\n\n\n")


@pytest.mark.parametrize("limit, text", [(2, "{1, 2…}"), (0, "{…}"), (-1, "{1, 2, 3, 4, 5}"), (4, "{1, 2, 3, 4…}")])
def test_enumeration_limit(limit: int, text: str) -> None:
    session = FakeSession(FormatEnumerationLimit=limit)
    assert f"A : {text}\n" in shown(*formatted("list", [obj(A=[1, 2, 3, 4, 5])], session=session))


@pytest.mark.parametrize("keys, kind, error_id, text", [
    ({"Naam": "x", "Expression": "A"}, "table", "DictionaryKeyIllegal", "The Naam key is not valid."),
    ({"e": "Name", "Width": 10}, "list", "DictionaryKeyIllegal", "The Width key is not valid."),
    ({"Label": "x"}, "table", "DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing."),
])
def test_bad_calculated_properties(keys: dict[str, Any], kind: str, error_id: str, text: str) -> None:
    with pytest.raises(FormatParameterError) as caught:
        parse_property(column(**keys), kind)
    assert (caught.value.error_id, caught.value.text) == (error_id, text)


def test_format_strings() -> None:
    packets = formatted("list", [obj(Bytes=1.5)], [column(n="KB", e="Bytes", f="N3"), column(n="Wide", e="Bytes", f="{0,8:N1}|")])
    assert shown(*packets) == "\nKB   : 1.500\nWide :      1.5|\n\n"


def test_strings_ignore_properties() -> None:
    rows = [obj(Name="one", Size=1), Version(1, 2), "text", 5, obj(Name="two")]
    lines = shown(*formatted("table", rows, ["Name", "Major", "Length"])).splitlines()
    assert [x.rstrip() for x in lines] == ["", "Name Major Length", "---- ----- ------", "one", "     1", "text", "5", "two", ""]


def test_a_lone_entry_is_out_of_sequence() -> None:
    entry = formatted("table", [obj(A=1)])[2]
    with pytest.raises(TerminatingError) as caught:
        shown(entry)
    assert caught.value.record.fully_qualified_id.startswith("ConsoleLineOutputOutOfSequencePacket,")


def test_unknown_view() -> None:
    with pytest.raises(UnknownView) as caught:
        formatted("table", [Version(1, 2)], view_name="nothere")
    assert caught.value.text == "The view name nothere cannot be found. Specify one of the following Table views and try again: System.Version."


def test_holding_leaks_to_later_tables_of_the_run() -> None:
    text = shown(*formatted("table", [obj(A=1)]), Version(1, 2))
    assert text.endswith("\nMajor Minor Build Revision\n----- ----- ----- --------\n1     2     -1    -1\n\n")
