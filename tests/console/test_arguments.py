"""The command line as data: abbreviations, what ends the list, what is refused and how."""
from __future__ import annotations

import base64

import pytest

from shell.console.arguments import UsageError, parse


@pytest.mark.parametrize("word", ("-c", "-com", "-Command", "--command", "/Command", "-COMMAND"))
def test_command_and_its_abbreviations(word: str) -> None:
    assert parse([word, "1+1", "two"]).command == "1+1 two"


def test_everything_after_a_command_belongs_to_it() -> None:
    assert parse(["-c", "x", "-NoProfile"]).command == "x -NoProfile"


def test_first_positional_is_a_file() -> None:
    o = parse(["-noni", "a.ps1", "-Name", "x", "--strict"])
    assert (o.file, o.file_args, o.non_interactive) == ("a.ps1", ["-Name", "x", "--strict"], True)


def test_strict_standard_input() -> None:
    o = parse(["-File", "-", "--strict", "rest"])
    assert (o.file, o.strict, o.file_args) == ("-", True, ["rest"])


def test_encoded_command() -> None:
    assert parse(["-ec", base64.b64encode("'ü'".encode("utf-16-le")).decode()]).command == "'ü'"
    with pytest.raises(UsageError, match="not properly encoded"):
        parse(["-EncodedCommand", "@@@"])


def test_an_ambiguous_prefix_lists_what_it_may_mean() -> None:
    with pytest.raises(UsageError) as e:
        parse(["-no"])
    assert e.value.text.splitlines()[2:] == ["  -noexit", "  -nologo", "  -noninteractive", "  -noprofile", "  -noprofileloadtime"]
    assert not e.value.show_usage


def test_an_unknown_option_reads_as_a_script_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="'-Bogus' is not recognized as the name of a script file"):
        parse(["-Bogus"])


def test_an_absolute_path_is_no_option() -> None:
    assert parse(["/tmp/x.ps1"]).file == "/tmp/x.ps1"


def test_lab_takes_a_number() -> None:
    assert parse(["--lab"]).lab == 3
    assert parse(["--lab", "12"]).lab == 12


@pytest.mark.parametrize("words", (["-Command"], ["-File"], ["-wd"], ["-o"], ["-ex"], ["-sta"], ["-o", "Json", "-c", "1"], ["-c", "-", "more"]))
def test_bad_lines_are_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        parse(words)
