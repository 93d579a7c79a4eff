"""Text in files: byte order marks, line ends, encodings by name."""
from __future__ import annotations

from pathlib import Path

import pytest

from shell.providers.file_content import ContentWriter, read_lines, text_form


@pytest.mark.parametrize(("data", "wanted"), [
    (b"a\r\nb\rc\n\n", ["a", "b", "c", ""]), (b"\xff\xfeh\x00\n\x00", ["h"]), (b"\xef\xbb\xbfx", ["x"]), (b"", []), (b"h\xe9", ["h\ufffd"])])
def test_lines(tmp_path: Path, data: bytes, wanted: list[str]) -> None:
    (tmp_path / "f").write_bytes(data)
    assert list(read_lines(str(tmp_path / "f"), None)) == wanted


def test_unknown_encoding_is_none() -> None:
    assert text_form("Byte") is None
    ansi = text_form("ansi")
    assert ansi is not None and ansi.codec == "cp1252"


def test_appending_follows_the_mark_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "u16.txt"
    path.write_bytes(b"\xff\xfea\x00\n\x00")
    writer = ContentWriter(str(path), None, True)
    writer.write_text("z")
    writer.close()
    assert path.read_bytes() == b"\xff\xfea\x00\n\x00z\x00\n\x00"


def test_a_new_file_gets_the_mark_of_its_encoding(tmp_path: Path) -> None:
    writer = ContentWriter(str(tmp_path / "b"), text_form("utf8BOM"), False)
    writer.write_text(["x", None, True])
    writer.close()
    assert (tmp_path / "b").read_bytes() == b"\xef\xbb\xbfx\nTrue\n"
