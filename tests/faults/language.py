"""Random edits of scripts, patterns, format strings and numbers: nothing crashes, nothing hangs.

`python -m tests.faults.language --count 1000000 --seed 1 [--what parse|compile|regex|format|number] [--scripts FOLDER]`; tests/language/test_faults.py
runs a short part.  A failure prints its seed and text, so that it can be run again with `--at N`.
"""
from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Callable

PIECES = ["(", ")", "{", "}", "[", "]", "$", "$(", "@(", "@{", '"', "'", '@"\n', '\n"@', "@'\n", "\n'@", "`", "|", "&", "&&", "||", ";", "\n", "#", "<#", "#>",
          ",", "=", "+=", "+", "-", "*", "/", "%", "!", "-eq", "-not ", "-split", "-join ", "-f", "..", "::", ".", "?", "??", "??=", "?.", "?[", ":", ">", ">>",
          "2>&1", "--%", "if (1) {", "else {", "switch (1) {", "class C {", "enum E {", "param(", "function f {", "using namespace X\n", "try {", "catch {",
          "finally {", "trap {", "data {", "begin {", "process {", "end {", "clean {", "return ", "throw ", "break ", "continue ", ":l while(0){", "for(;;){",
          "foreach ($a in $b) {", "do {", "} until (1)", "[int]", "[ref]", "[ordered]", "@args", "$_", "$x", "1", "0x1F", "1.5e3", "1kb", "'a'", "\0", "\u2019",
          "\U0001f600", "\r", " ", "\t", "\u00a0", "-ErrorAction", "static ", "hidden ", "workflow ", "$using:x", "$env:A", "${a b}", "`u{41}", "%{", "?{"]
REGEX_PIECES = ["(", ")", "(?:", "(?<n>", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i)", "(?i:", "(?#", "(?(1)", "(?<-n>", "[", "[^", "]", "-[", "\\d", "\\w", "\\b", "\\p{L}",
                "\\P{IsGreek}", "\\k<n>", "\\1", "\\x41", "\\u0041", "\\cA", "\\G", "\\z", "\\Z", "\\A", "{2}", "{2,}", "{,3}", "{1,2}?", "*", "+", "?", "*?", "|", "^", "$",
                ".", "\\", "-", "a", "b", "A", "1", " ", "#", "\n", "\u00e9", "\U0001f600", "&&", "\\e", "\\Q"]
FORMAT_PIECES = ["{0}", "{1}", "{2}", "{", "}", "{{", "}}", "{0,", "{0:", "{0,10:", "N2", "X4", "yyyy", "MM", "dd", "HH", "'", '"', "#,##0", "0.00", "%", "‰", "E+0", ";",
                 "\\", "P", "C", "D3", "F", "G", "R", "e5", ":", ",", "-", "10", " ", "a", "fff", "tt", "K", "zzz", "%d", "999999", "\u00e9"]
NUMBER_PIECES = ["0", "1", "9", "123", "0x", "0b", "F", "f", "e", "E", "+", "-", ".", "kb", "MB", "gb", "tb", "pb", "l", "L", "d", "u", "ul", "us", "s", "y", "uy", "n", "_", " ",
                 ",", "99999999999999999999", "e308", "e-400", "\u0661", "∞", "NaN"]
LIMIT = 20  # seconds a single text may take


class Hung(Exception):
    """A text took longer than LIMIT."""


def _alarm(number: int, frame: Any) -> None:
    raise Hung(f"took longer than {LIMIT} s")


def scripts(folder: str = "") -> list[str]:
    """The texts that are edited: the recorded scripts, or those of a folder."""
    if folder:
        from tests.language.test_real_scripts import decoded
        return [decoded(p.read_bytes())[:6000] for p in sorted(Path(folder).rglob("*")) if p.suffix.lower() in (".ps1", ".psm1")]
    from tests.language import recorded
    return [t for case in recorded.cases() for _, t in recorded.scripts(case) if len(t) < 1500] or ["if ($x) { \"a $b\" } else { 1..3 | % { $_ } }"]


def edited(rng: random.Random, texts: list[str], pieces: list[str]) -> str:
    """A text with one to six edits: pieces put in or over, parts cut, doubled, moved, spliced from another text, or the tail cut off."""
    text = rng.choice(texts)
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(text))
        end = min(len(text), at + rng.randint(0, 12))
        kind = rng.random()
        if kind < 0.45:
            text = text[:at] + rng.choice(pieces) + text[end if kind < 0.25 else at:]
        elif kind < 0.6:
            text = text[:at] + text[end:]
        elif kind < 0.7:
            text = text[:end] + text[at:]
        elif kind < 0.85:
            other = rng.choice(texts)
            start = rng.randint(0, len(other))
            text = text[:at] + other[start:start + rng.randint(1, 60)] + text[at:]
        elif kind < 0.93:
            text = text[:at] + rng.choice(pieces) * rng.randint(2, 40) + text[at:]
        else:
            text = text[:at]
    return text


def composed(rng: random.Random, pieces: list[str]) -> str:
    return "".join(rng.choice(pieces) for _ in range(rng.randint(1, 14)))


# ---- what is done with a text; an exception that is not PowerShell's own is a failure


def check_parse(text: str) -> bool:
    from shell.language.nodes import TokenKind
    from shell.language.parser import parse, tokenize
    result = parse(text)
    size = len(text)
    for error in result.errors:
        assert error.message and error.error_id and 0 <= error.extent.start <= error.extent.end <= size + 1
    for node in result.ast.walk():
        assert 0 <= node.extent.start <= size + 1 and 0 <= node.extent.end <= size + 1
    assert tokenize(text)[-1].kind is TokenKind.EndOfInput
    return not result.errors


def check_compile(text: str) -> bool:
    from shell.language.nodes import FunctionDefinitionAst, ScriptBlockExpressionAst
    from shell.language.parser import parse
    from shell.runtime.scriptblock import BlockCode
    result = parse(text)
    if result.errors:
        return False
    whole = BlockCode(result.ast)
    whole.kind = "file"
    _ = whole.sections
    for node in result.ast.walk():
        if isinstance(node, ScriptBlockExpressionAst):
            code = BlockCode(node.script_block)
            _ = code.sections, code.item, code.test
        elif isinstance(node, FunctionDefinitionAst):
            _ = BlockCode(node.body, node.name, node.is_filter, node.parameters).sections
    return True


def check_regex(text: str) -> bool:
    from shell.clr.exceptions import NetException
    from shell.clr.regexes import Regex
    try:
        Regex(text, 1).is_match("ab 12\nA")
    except NetException:
        return False
    return True


def check_format(text: str) -> bool:
    import datetime
    from decimal import Decimal

    from shell.clr.composite import format_composite
    from shell.clr.exceptions import NetException
    from shell.clr.numbers import Int64
    from shell.clr.times import DateTime
    from shell.objects.conversion import convert
    from shell.objects.typenames import require_type
    moment = convert("2024-03-05 14:07:09", require_type("System.DateTime"))
    assert isinstance(moment, DateTime) and datetime
    done = False
    for args in ([5, -2.5, "x"], [Decimal("12.50"), Int64(9), None], [moment, True, 1e300]):
        try:
            format_composite(text, args)
            done = True
        except NetException:
            pass
    return done


def check_number(text: str) -> bool:
    from shell.clr.exceptions import NetException
    from shell.language.parser import parse_number
    from shell.objects.conversion import convert
    from shell.objects.records import TerminatingError
    from shell.objects.typenames import require_type
    found = parse_number(text)
    for name in ("System.Int32", "System.Double", "System.Decimal", "System.UInt64", "System.Byte", "System.Numerics.BigInteger", "System.TimeSpan", "System.DateTime"):
        try:
            convert(text, require_type(name))
        except (NetException, TerminatingError):
            pass
    return found is not None


CHECKS: dict[str, tuple[Callable[[str], bool], list[str]]] = {
    "parse": (check_parse, PIECES), "compile": (check_compile, PIECES), "regex": (check_regex, REGEX_PIECES), "format": (check_format, FORMAT_PIECES),
    "number": (check_number, NUMBER_PIECES)}


def text_of(what: str, seed: int, number: int, texts: list[str]) -> str:
    """The text number `number` of a seed."""
    rng = random.Random(f"{what} {seed} {number}")
    if what in ("parse", "compile"):
        return edited(rng, texts, PIECES)
    return composed(rng, CHECKS[what][1])


def run(what: str, count: int, seed: int, first: int = 0, folder: str = "") -> tuple[int, list[str]]:
    """Check `count` texts; (how many were valid, failures)."""
    import shell.compiler  # noqa: F401
    from shell.engine import Shell
    from shell.runtime.host import NullHost
    Shell(NullHost())
    texts = scripts(folder) if what in ("parse", "compile") else []
    check = CHECKS[what][0]
    valid, failures = 0, []
    old = signal.signal(signal.SIGALRM, _alarm)
    try:
        for number in range(first, first + count):
            text = text_of(what, seed, number, texts)
            signal.setitimer(signal.ITIMER_REAL, LIMIT)
            try:
                valid += check(text)
            except Exception as e:
                failures.append(f"--what {what} --seed {seed} --at {number}: {type(e).__name__}: {e}\n{text!r}\n{traceback.format_exc(limit=-4)}")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, old)
    return valid, failures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", type=int, help="check only the text of this number")
    parser.add_argument("--what", choices=sorted(CHECKS), default="parse")
    parser.add_argument("--scripts", default="", help="edit the .ps1 and .psm1 files of a folder instead of the recorded scripts")
    o = parser.parse_args()
    started = time.process_time()
    first, count = (o.at, 1) if o.at is not None else (0, o.count)
    total, failed, done = 0, 0, 0
    while done < count:
        lot = min(10000, count - done)
        valid, failures = run(o.what, lot, o.seed, first + done, o.scripts)
        total, failed, done = total + valid, failed + len(failures), done + lot
        for failure in failures:
            print(failure, flush=True)
        print(f"{o.what}: {done} texts, {total} valid, {failed} failures, {time.process_time() - started:.0f} s of CPU", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
