"""CLIXML there and back, as values and as text."""
from __future__ import annotations

import pytest

from shell.clr.exceptions import XmlException
from shell.clr.numbers import Byte, Char, Int64
from shell.clr.times import UTC, DateTime, TimeSpan
from shell.objects.psobject import base_of
from shell.serialization.clixml_read import deserialize, deserialize_all
from shell.serialization.clixml_write import HEADER, Writer, serialize
from shell.serialization.xml_times import date_text, parse_date, parse_span, span_text


@pytest.mark.parametrize("value", [None, 5, Int64(9_000_000_000), Byte(255), 1.5, True, "a<b&c", "_x000A_", "\x00\x1b\U0001f600", Char("x")])
def test_primitives_come_back(value):
    found = deserialize(serialize(value))
    assert found == value
    assert found.__class__ is value.__class__


def test_text_of_controls_is_coded():
    assert "<S>_x0000_a_x000A__x005F_x</S>" in serialize("\x00a\n_x")


def test_arrays_share_type_names():
    text = serialize([1, [2]])
    assert '<TN RefId="0">' in text and '<TNRef RefId="0" />' in text
    outer = base_of(deserialize(text))
    assert outer[0] == 1 and list(base_of(outer[1])) == [2]


def test_compact_document_names_streams():
    writer = Writer(compact=True)
    writer.add("hi", "Output")
    assert writer.take() == '<S S="Output">hi</S>'
    assert writer.take() == ""


@pytest.mark.parametrize("body, message", [
    ("<Foo/>", "Foo XML tag is not recognized. Line 1, position 82."),
    ("<I32>abc</I32>", "The contents of the System.Int32 primitive type are not valid. Line 1, position 97."),
])
def test_errors_name_their_place(body, message):
    with pytest.raises(XmlException) as caught:
        deserialize(f"{HEADER}>{body}</Objs>")
    assert caught.value.message == message


def test_unclosed_text_is_told_in_net_words():
    with pytest.raises(XmlException) as caught:
        deserialize_all(f"{HEADER}><S>a</S>")
    assert caught.value.message.startswith("Unexpected end of file has occurred.")


@pytest.mark.parametrize("ticks, text", [(0, "PT0S"), (5, "PT0.0000005S"), (-54_000_000_000, "-PT1H30M"), (937_840_000_000, "P1DT2H3M4S")])
def test_spans(ticks, text):
    assert span_text(TimeSpan(ticks)) == text
    assert parse_span(text).ticks == ticks


def test_dates():
    moment = DateTime.of(2024, 3, 5, 14, 7, 9, 500, UTC)
    assert date_text(moment) == "2024-03-05T14:07:09.5Z"
    assert parse_date("2024-03-05T14:07:09.5Z").ticks == moment.ticks
    with pytest.raises(ValueError):
        parse_date("2024-13-05T00:00:00")
