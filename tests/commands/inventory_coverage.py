"""How much of the recorded inventory is there: every core cmdlet, and every parameter of it that its class looks at.

`python -m tests.commands.inventory_coverage` prints the figures and what is missing.  A parameter counts when the class of the cmdlet, a class it derives
from or a function beside them reads it; a parameter that is declared and read nowhere is a miss, however politely it is accepted.
`coverage_notes.txt` explains: `Cmdlet` or `Cmdlet -Parameter`, then a word, then the reason.  The words: `missing` (not there), `none` (it has no meaning
on this platform: left out of the count), `nothing` (PowerShell itself gives it no effect here: accepted and counted), `elsewhere MODULE` (read in that module).
"""
from __future__ import annotations

import ast
import functools
import inspect
import json
from pathlib import Path
from typing import NamedTuple, Optional

from shell.commands.index import all_cmdlets

HERE = Path(__file__).parent
Inventory = dict[str, list[str]]


class Note(NamedTuple):
    word: str
    module: str
    reason: str


class Coverage(NamedTuple):
    cmdlets: int
    cmdlets_there: int
    parameters: int
    parameters_there: int
    missing: list[str]  # `Cmdlet` or `Cmdlet -Parameter`
    unexplained: list[str]
    stale: list[str]  # notes about what is there


def inventory() -> Inventory:
    """The recorded cmdlets with their parameters."""
    found: Inventory = json.loads((HERE / "inventory.json").read_text(encoding="utf-8"))
    return found


def notes() -> dict[str, Note]:
    found: dict[str, Note] = {}
    for line in (HERE / "coverage_notes.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 3 if " -" in line else 2)
        key = f"{words[0]} {words[1]}" if words[1].startswith("-") else words[0]
        word, reason = words[2 if words[1].startswith("-") else 1], words[-1]
        module = ""
        if word == "elsewhere":
            module, _, reason = reason.partition(" ")
        found[key] = Note(word, module, reason)
    return found


@functools.cache
def _tree(path: str) -> ast.Module:
    return ast.parse(Path(path).read_text(encoding="utf-8"))


def _names(node: ast.AST) -> set[str]:
    """Attributes read and words written in a piece of code."""
    found = set()
    for n in ast.walk(node):
        if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load):
            found.add(n.attr)
        elif isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.isidentifier():
            found.add(n.value)
    return found


@functools.cache
def _read_in_module(path: str) -> frozenset[str]:
    return frozenset(_names(_tree(path)))


def read_by(cls: type) -> set[str]:
    """What the class, its bases among the cmdlets and the functions beside them read."""
    found: set[str] = set()
    for base in cls.__mro__:
        if not base.__module__.startswith("shell.commands"):
            continue
        for node in _tree(inspect.getsourcefile(base) or "").body:
            if not isinstance(node, ast.ClassDef) or node.name == base.__name__:
                found |= _names(node)
    return found


def _elsewhere(module: str) -> frozenset[str]:
    return _read_in_module(str(HERE.parent.parent.joinpath(*module.split(".")).with_suffix(".py")))


def measure() -> Coverage:
    classes = {info.name: info.implementation for info in all_cmdlets()}
    explained = notes()
    cmdlets = there = parameters = read = 0
    missing: list[str] = []
    used: set[str] = set()
    for name, declared in inventory().items():
        note: Optional[Note] = explained.get(name)
        cls = classes.get(name)
        if cls is None:
            missing.append(name)
            used.add(name)
            cmdlets += note is None or note.word != "none"
            continue
        cmdlets, there = cmdlets + 1, there + 1
        known = read_by(cls)
        for p in declared:
            key = f"{name} -{p}"
            note = explained.get(key) or explained.get(f"* -{p}")
            if p in known and (note is None or note.word not in ("missing", "none")):
                parameters, read = parameters + 1, read + 1
                continue
            used.update((key, f"* -{p}"))
            if note is not None and (note.word == "nothing" or note.word == "elsewhere" and p in _elsewhere(note.module)):
                parameters, read = parameters + 1, read + 1
                continue
            missing.append(key)
            parameters += note is None or note.word != "none"
    unexplained = [m for m in missing if m not in explained and f"* {m.partition(' ')[2]}" not in explained]
    return Coverage(cmdlets, there, parameters, read, missing, unexplained, sorted(set(explained) - used))


def main() -> None:
    c = measure()
    print(f"cmdlets     {c.cmdlets_there} of {c.cmdlets}  {100 * c.cmdlets_there / c.cmdlets:.1f} %")
    print(f"parameters  {c.parameters_there} of {c.parameters}  {100 * c.parameters_there / c.parameters:.1f} %")
    explained = notes()
    for m in c.missing:
        note = explained.get(m) or explained.get(f"* {m.partition(' ')[2]}")
        print(f"missing  {m}  {f'({note.word}) {note.reason}' if note is not None else ''}")
    for m in c.stale:
        print(f"stale note  {m}")


if __name__ == "__main__":
    main()
