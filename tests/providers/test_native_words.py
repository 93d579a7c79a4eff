"""What programs get as arguments: wildcards, --%, null and lists."""
from __future__ import annotations

from pathlib import Path

import pytest

from shell.runtime.native_arguments import add_value, expand_word, text_of, verbatim_words


class Place:
    """The one thing expansion asks the runspace for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def native_directory(self) -> str:
        return str(self.folder)


@pytest.fixture()
def place(tmp_path: Path) -> Place:
    for name in ("b.txt", "A.TXT", ".hid.txt", "d/q.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return Place(tmp_path)


@pytest.mark.parametrize(("word", "wanted"), [("*.txt", ["A.TXT", "b.txt"]), ("./*.txt", ["A.TXT", "b.txt"]), ("d/*", ["d/q.txt"]), ("*.zip", ["*.zip"]),
                                              ("[x]", ["[x]"]), ("--f=*.txt", ["--f=*.txt"])])
def test_wildcards(place: Place, word: str, wanted: list[str]) -> None:
    assert expand_word(word, place) == wanted


def test_absolute_patterns_stay_absolute(place: Place) -> None:
    assert expand_word(f"{place.folder}/b.*", place) == [f"{place.folder}/b.txt"]


def test_home(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/h")
    assert [expand_word(w, place) for w in ("~", "~/x", "a~", "~user")] == [["/h"], ["/h/x"], ["a~"], ["~user"]]


def test_lists_spread_and_null_vanishes(place: Place) -> None:
    out: list[str] = []
    add_value(out, [1, None, ["x", ""]], place, False)
    assert out == ["1", "x", ""]


def test_doubles_have_fifteen_digits() -> None:
    assert [text_of(1 / 3), text_of(2.5)] == ["0.333333333333333", "2.5"]


def test_verbatim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHO", "me")
    assert verbatim_words('a "d e" $x %WHO% %NOPE_X%') == ["a", '"d', "e\"", "$x", "me"]
