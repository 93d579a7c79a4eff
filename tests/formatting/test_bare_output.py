"""Bare output: which view an object gets, and how objects that follow each other share one document."""
from __future__ import annotations

from shell.clr.dictionaries import OrderedDictionary
from shell.clr.versions import Version
from shell.objects.psobject import PSCustomObject
from tests.formatting.stage import shown


def obj(**props: object) -> PSCustomObject:
    return PSCustomObject(dict(props))


def test_up_to_four_properties_make_a_table() -> None:
    assert shown(obj(Name="web01", Role="proxy", Cpu=4, Up=True)) == "\nName  Role  Cpu   Up\n----  ----  ---   --\nweb01 proxy   4 True\n\n"


def test_five_properties_make_a_list() -> None:
    assert shown(obj(Name="web01", Role="proxy", Cpu=4, Up=True, Note="spare")) == (
        "\nName : web01\nRole : proxy\nCpu  : 4\nUp   : True\nNote : spare\n\n")


def test_first_object_fixes_the_columns() -> None:
    assert shown(obj(Name="one", Size=1), obj(Name="two", Colour="red"), obj(Other="three"), "end") == (
        "\nName Size\n---- ----\none     1\ntwo      \n         \nend\n\n")


def test_other_type_inside_a_registered_table_is_a_list() -> None:
    assert shown(Version(1, 2, 3), obj(Major="x", Other="y"), obj(Foo="z"), Version(3, 4), "end") == (
        "\nMajor  Minor  Build  Revision\n-----  -----  -----  --------\n1      2      3      -1\n\nMajor : x\nOther : y\n\n\nFoo : z\n\n"
        "3      4      -1     -1\nend\n\n")


def test_plain_table_takes_any_later_object_as_a_row() -> None:
    assert shown(obj(Name="x", Value=1), Version(4, 5), "after") == "\nName Value\n---- -----\nx        1\n          \nafter\n\n"


def test_hashtables_share_a_table() -> None:
    assert shown(OrderedDictionary([("a", 1)]), OrderedDictionary([("b", 2), ("c", "long text here")])) == (
        "\nName                           Value\n----                           -----\na                              1\n"
        "b                              2\nc                              long text here\n\n")


def test_inner_arrays_are_lists_of_their_own_properties() -> None:
    text = shown([[1, 2]])
    assert text.startswith("\nLength         : 2\nLongLength     : 2\n")
    assert text.endswith("Count          : 2\n\n")


def test_null_prints_nothing_and_the_empty_string_a_line() -> None:
    assert shown(None, "", [], OrderedDictionary()) == "\n"


def test_object_without_properties_is_a_blank_line() -> None:
    assert shown(PSCustomObject()) == "\n"


def test_first_value_decides_alignment_and_reals_have_three_decimals() -> None:
    assert shown(obj(V=1 / 3), obj(V=1e20), obj(V=2.0)) == (
        "\n                        V\n                        -\n                    0.333\n100000000000000000000.000\n                    2.000\n\n")
    assert shown(obj(V=None, W="x"), obj(V=12, W="y")) == "\nV  W\n-  -\n   x\n12 y\n\n"


def test_wide_characters_take_two_cells() -> None:
    assert shown(obj(Name="日本語", Code=1), obj(Name="abc", Code=22), obj(Name="한국어 텍스트", Code=333)) == (
        "\nName          Code\n----          ----\n日本語           1\nabc             22\n한국어 텍스트  333\n\n")


def test_a_cell_shows_the_first_line_only() -> None:
    assert shown(obj(Name="n", Text="first line\nsecond line\nthird", Z=1)).splitlines()[3] == "n    first line…                  1"


def test_nested_values() -> None:
    inner = obj(A=1, B="two")
    assert shown(obj(Name="outer", Inner=inner, Ord=OrderedDictionary([("x", 1), ("y", 2)]))).splitlines()[3] == "outer @{A=1; B=two} {[x, 1], [y, 2]}"
