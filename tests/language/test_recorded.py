"""The parser against what real PowerShell was recorded to do."""
from __future__ import annotations

import re
from typing import Any

import pytest

from shell.language.parser import parse, tokenize
from tests.language import recorded

CASES = recorded.cases()
BY_ID = {case["id"]: case for case in CASES}
#: cases whose parse error is in a text the parser does not see here (an evaluated string, another file), or that only mention one
INDIRECT = {"objects/write/error-bad-args", "stmt/parse/catch-from-script", "complete/parse/parse-file", "complete/parse/script-file-error",
            "stmt/parse/unexpected-token-in-script"}
_ARGUMENT = "'((?:[^']|'')*)'"


def _error_lines(text: str) -> str:
    result = parse(text)
    lines = [f"[{text}] {len(result.errors)}"]
    for error in result.errors:
        extent = error.extent
        place = f"{extent.start_line_number}:{extent.start_column_number}-{extent.end_line_number}:{extent.end_column_number}"
        lines.append(f"  {place} {error.error_id} incomplete={error.incomplete} '{extent.text}'")
        lines.append(f"    {error.message}")
    return "\n".join(lines)


def _token_lines(text: str) -> str:
    lines = [f"[{text}]"]
    for token in tokenize(text):
        quoted = f"'{token.text}'"
        lines.append(f"  {token.kind!s:<18} {quoted:<14} {token.flags_text}")
    return "\n".join(lines)


def _probes(function: str, call: str) -> list[str]:
    return [case["id"] for case in CASES if function in case.get("script", "") and re.search(f"^{call} '", case["script"], re.M)]


@pytest.mark.parametrize("case_id", _probes("function pe(", "pe"))
def test_errors_as_recorded(case_id: str) -> None:
    case = BY_ID[case_id]
    texts = [text.replace("''", "'") for text in re.findall(f"^pe {_ARGUMENT}", case["script"], re.M)]
    assert texts
    assert "\n".join(_error_lines(text) for text in texts) == case["stdout"].rstrip()


@pytest.mark.parametrize("case_id", _probes("function tk(", "tk"))
def test_tokens_as_recorded(case_id: str) -> None:
    case = BY_ID[case_id]
    texts = [text.replace("''", "'") for text in re.findall(f"^tk {_ARGUMENT}", case["script"], re.M)]
    assert texts
    assert "\n".join(_token_lines(text) for text in texts) == case["stdout"].rstrip()


def _shown(case: dict[str, Any]) -> str:
    return str(case.get("stderr", "")) + str(case.get("stdout", ""))


def _is_silent(case: dict[str, Any]) -> bool:
    """An incomplete command text fails without a word."""
    return case["exit"] == 1 and not _shown(case)


@pytest.mark.skipif(not CASES, reason="the recorded cases are not here")
def test_scripts_parse_as_recorded() -> None:
    wrong = []
    count = 0
    for case in CASES:
        if case["id"] in INDIRECT:
            continue
        for kind, text in recorded.scripts(case):
            count += 1
            errors = parse(text).errors
            expected = "ParserError: " in case.get("stderr", "")
            if expected != bool(errors) and not (kind == "command" and errors and errors[0].incomplete and _is_silent(case)):
                wrong.append((case["id"], kind, errors[:2]))
    assert count > 1500
    assert not wrong


def _shown_errors() -> list[str]:
    return [case["id"] for case in CASES if case.get("stderr", "").startswith("ParserError: ") and case["id"] not in INDIRECT
            and any(recorded.scripts(case))]


@pytest.mark.parametrize("case_id", _shown_errors())
def test_the_error_shown_comes_first(case_id: str) -> None:
    """Line, underlined columns and message of the one error PowerShell prints are those of our first."""
    case = BY_ID[case_id]
    error = next(errors[0] for errors in (parse(text).errors for _, text in recorded.scripts(case)) if errors)
    lines = case["stderr"].splitlines()
    line = re.match(r" *(\d+) \|  (.*)", lines[2])
    mark = re.match(r" *\|  ( *)(~+)", lines[3])
    assert line and mark
    extent = error.extent
    assert extent.start_line_number == int(line[1])
    if "…" not in lines[2]:
        assert extent.start_column_number == len(mark[1]) + 1
        assert max(len(extent.text.splitlines()[0]) if extent.text else 1, 1) == len(mark[2])
    message = " ".join(text.split("| ", 1)[1].strip() for text in lines[4:] if "| " in text)
    assert re.sub(r"\s+", " ", error.message) == re.sub(r"\s+", " ", message)
