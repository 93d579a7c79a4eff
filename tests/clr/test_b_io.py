"""Paths, files, streams and encodings."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from shell.clr import index, io_files, io_paths  # noqa: F401
from shell.clr.byte_arrays import byte_array
from shell.clr.encodings import ASCII, UNICODE, UTF8, get_encoding
from shell.clr.exceptions import ArgumentException, DirectoryNotFoundException, FileNotFoundException, IOException
from shell.clr.file_members import delete_file
from shell.clr.files import DirectoryInfo, FileInfo, mode, unix_mode
from shell.clr.io_streams import MemoryStream, open_file
from shell.clr.io_text import StreamReader, StringReader, StringWriter, open_writer
from shell.clr.typeinfo import lookup, typeof


@pytest.mark.parametrize("function, arguments, expected", [
    (io_paths.get_file_name, ("/a/b/c.txt",), "c.txt"),
    (io_paths.get_extension, ("c.tar.gz",), ".gz"),
    (io_paths.get_extension, ("none",), ""),
    (io_paths.get_base_name, ("/a/c.tar.gz",), "c.tar"),
    (io_paths.get_directory_name, ("/a/b/c.txt",), "/a/b"),
    (io_paths.get_directory_name, ("/",), None),
    (io_paths.get_directory_name, ("c",), ""),
    (io_paths._combine, ("/a", "b", "c.txt"), "/a/b/c.txt"),
    (io_paths._combine, ("/a", "/b"), "/b"),
    (io_paths._join, ("a", "/b"), "a/b"),
    (io_paths.change_extension, ("a.txt", "md"), "a.md"),
    (io_paths.change_extension, ("a.txt", None), "a"),
    (io_paths.get_full_path, ("/a/../b/./c",), "/b/c"),
    (io_paths.get_path_root, ("/a",), "/"),
])
def test_paths(function: Any, arguments: tuple[Any, ...], expected: Any) -> None:
    assert function(*arguments) == expected


def test_encodings() -> None:
    assert UTF8.encode("é") == b"\xc3\xa9" and UTF8.preamble == b"\xef\xbb\xbf"
    assert ASCII.decode(bytes([65, 200])) == "A?" and ASCII.encode("é") == b"?"
    assert UNICODE.encode("A") == b"A\0"
    assert (get_encoding(1252).web_name, get_encoding("latin1").web_name, get_encoding("UTF-16").code_page) == ("windows-1252", "iso-8859-1", 1200)
    with pytest.raises(ArgumentException, match="'nope' is not a supported encoding name"):
        get_encoding("nope")


def test_text_files(tmp_path: Path) -> None:
    p = str(tmp_path / "a.txt")
    io_files.write_text(p, "h\u00e9\r\nx", UNICODE)
    assert Path(p).read_bytes().startswith(b"\xff\xfe") and io_files.read_text(p) == "h\u00e9\r\nx"
    assert io_files.lines_of("a\r\nb\n\nc\r") == ["a", "b", "", "c"]
    with pytest.raises(FileNotFoundException, match="Could not find file '/nope'."):
        io_files.read_text("/nope")
    with pytest.raises(DirectoryNotFoundException, match="Could not find a part of the path '/no/such'."):
        io_files.read_text("/no/such")
    with pytest.raises(IOException, match="already exists"):
        io_files.copy_file(p, p)


def test_streams(tmp_path: Path) -> None:
    m = MemoryStream()
    m.write(byte_array(b"abc"))
    m.set_position(0)
    assert (m.length(), m.read_byte(), bytes(m.to_array())) == (3, 97, b"abc")
    assert StreamReader(MemoryStream(b"\xef\xbb\xbfone\ntwo")).read_to_end() == "one\ntwo"
    r = StringReader("a\r\nb")
    assert (r.read_line(), r.peek(), r.read_to_end(), r.read_line()) == ("a", 98, "b", None)
    w = StringWriter()
    w.write_line("x")
    assert str(w) == "x\n"
    p = str(tmp_path / "w.txt")
    writer = open_writer(p)
    writer.write_line("one")
    writer.close()
    assert Path(p).read_text() == "one\n"
    with pytest.raises(FileNotFoundException):
        open_file(str(tmp_path / "missing"), 3)


def test_file_info(tmp_path: Path) -> None:
    p = tmp_path / ".a.txt"
    p.write_text("hello\n")
    os.chmod(p, 0o644)
    f = FileInfo(str(p))
    assert (f.length(), f.name(), f.attributes().name_text, mode(f), unix_mode(f)) == (6, ".a.txt", "Hidden", "---h-", "-rw-r--r--")
    f.set_is_read_only(True)
    assert f.is_read_only() and unix_mode(f) == "-r--r--r--"
    assert typeof(f).full_name == "System.IO.FileInfo" and typeof(DirectoryInfo("/")).base is lookup("System.IO.FileSystemInfo")
    delete_file(f)
    assert not f.exists()
    link = tmp_path / "ln"
    link.symlink_to("nowhere")
    assert (FileInfo(str(link)).link_target(), mode(FileInfo(str(link)))) == ("nowhere", "l----")
    assert [c.name() for c in DirectoryInfo(str(tmp_path)).children("l*")] == ["ln"]
