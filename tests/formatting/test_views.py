"""The catalog as a whole, views from files, received objects, styles."""
from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from shell.clr.psstyle import OutputRendering, PSStyle
from shell.formatting.catalog.index import FAMILIES
from shell.formatting.packets import CUSTOM, LIST, TABLE, WIDE
from shell.formatting.scope import own_views
from shell.formatting.view_files import ViewFileError, ViewReader
from shell.objects.psobject import PSCustomObject
from tests.formatting.stage import FakeScript, FakeSession, formatted, shown


def obj(type_name: str = "", **props: Any) -> PSCustomObject:
    names = [type_name, "System.Management.Automation.PSCustomObject", "System.Object"] if type_name else None
    return PSCustomObject(dict(props), names)


@pytest.mark.parametrize("family", sorted(set(FAMILIES.values())))
def test_every_view_of_the_catalog_is_complete(family: str) -> None:
    for view in import_module("shell.formatting.catalog." + family).VIEWS:
        assert view.types and view.kind in (TABLE, LIST, WIDE, CUSTOM)
        assert (view.render is not None) == (view.kind == CUSTOM), view.name
        assert view.items or view.kind == CUSTOM, view.name
        assert all(FAMILIES[t.lower()] == family for t in view.types), view.name


def job(number: int, name: str, command: str) -> PSCustomObject:
    return obj("System.Management.Automation.Job", Id=number, Name=name, PSJobTypeName="ThreadJob", State="Completed", HasMoreData=True,
               Location="PowerShell", Command=command)


def test_job_table_at_eighty_columns_drops_the_command() -> None:
    lines = shown(job(1, "a-name-longer-than-the-column", "this is long"), width=79).splitlines()
    assert lines[1].rstrip() == "Id     Name            PSJobTypeName   State         HasMoreData     Location"
    assert lines[3].rstrip() == "1      a-name-longer-… ThreadJob       Completed     True            PowerShell"


def test_multi_line_command_shows_its_first_line() -> None:
    assert shown(job(1, "ML", "\n  'line one'\n")).splitlines()[3].endswith("PowerShell           …")


def test_received_object_of_a_known_type_gets_the_computer_column() -> None:
    received = obj("Deserialized.System.Version", Major=1, Minor=2, Build=3, Revision=4, PSComputerName="server01", RunspaceId="x", PSShowComputerName=True)
    assert shown(received).splitlines()[1] == "Major  Minor  Build  Revision PSComputerName"


def test_received_property_bag_is_a_list_without_the_marks() -> None:
    received = obj(Name="x", Value=1, PSComputerName="server01", RunspaceId="g", PSShowComputerName=False)
    assert shown(received) == "\nName       : x\nValue      : 1\nRunspaceId : g\n\n"


TABLE_FILE = """<?xml version="1.0" encoding="utf-8"?>
<Configuration><ViewDefinitions><View><Name>My.Server</Name><ViewSelectedBy><TypeName>My.Server</TypeName></ViewSelectedBy>
<TableControl><TableHeaders><TableColumnHeader><Label>Server</Label><Width>12</Width></TableColumnHeader>
<TableColumnHeader><Width>6</Width><Alignment>Right</Alignment></TableColumnHeader><TableColumnHeader><Label>Both</Label></TableColumnHeader>
</TableHeaders><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem>
<TableColumnItem><PropertyName>Port</PropertyName></TableColumnItem><TableColumnItem><ScriptBlock>both</ScriptBlock></TableColumnItem>
</TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View></ViewDefinitions></Configuration>"""


def both(text: str) -> FakeScript:
    return FakeScript(text, lambda v: [f"{v.props['Name']}:{v.props['Port']}"])


def test_view_from_a_file() -> None:
    session = FakeSession()
    own_views(session).prepend(ViewReader(both).read(TABLE_FILE))
    text = shown(obj("My.Server", Name="web01", Port=80, Extra="e"), obj("My.Server", Name="a-name-that-is-too-long", Port=443), session=session)
    assert text == ("\nServer         Port Both\n------         ---- ----\nweb01            80 web01:80\n"
                    "a-name-that…    443 a-name-that-is-too-long:443\n\n")


def test_files_that_are_no_view_files() -> None:
    with pytest.raises(ViewFileError, match="position"):
        ViewReader(both).read("<Configuration><ViewDefinitions><View></ViewDefinitions></Configuration>")
    with pytest.raises(ViewFileError, match="Configuration"):
        ViewReader(both).read("<a/>")


def ansi_session() -> FakeSession:
    session = FakeSession()
    session.ps_style = PSStyle()  # type: ignore[attr-defined]
    session.ps_style.output_rendering = OutputRendering.net_type.enum_values["Ansi"]  # type: ignore[attr-defined]
    return session


def test_styles_when_rendering_is_ansi() -> None:
    session = ansi_session()
    lines = shown(obj(A=1, B="x"), session=session).splitlines()
    assert lines[1] == "\x1b[32;1mA\x1b[0m\x1b[32;1m B\x1b[0m"
    assert lines[2] == "\x1b[32;1m-\x1b[0m \x1b[32;1m-\x1b[0m"
    assert shown(*formatted("list", [obj(A=1)], session=session), session=session) == "\n\x1b[32;1mA : \x1b[0m1\n\n"


def test_plain_rendering_takes_sequences_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(obj(A="\x1b[31mred\x1b[0m", B=1), "\x1b[1mbold\x1b[22m text") == "\nA   B\n-   -\nred 1\nbold text\n\n"
