"""The layers of the house: nobody imports a neighbour in its row or a row above, and the libraries stay in their rooms."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS: dict[str, list[list[str]]] = {
    "": [["jobs"], ["sessions"], ["shell"]],
    "shell": [["language"], ["clr"], ["objects"], ["runtime"], ["compiler", "formatting", "serialization"], ["providers", "remoting"], ["commands"],
              ["engine"], ["console"], ["frontend", "training", "host_main", "job_main"], ["app", "job_preload"], ["__main__"]],
}
ONLY = {"prompt_toolkit": ("shell.frontend",), "pygments": ("shell.frontend",), "paramiko": ("sessions.transports", "sessions.lab"),
        "dill": ("sessions.code_objects",)}
WIRE_MUST_NOT = {"socket", "select", "subprocess", "threading", "asyncio", "time", "os"}


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("jobs", "sessions", "shell"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name[: -len(".__init__")] if name.endswith(".__init__") else name, path


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def row_of(package: str, part: str) -> int:
    for i, row in enumerate(LAYERS[package]):
        if part in row:
            return i
    raise AssertionError(f"{package}.{part} is in no layer")


def test_imports_point_down() -> None:
    wrong = []
    for name, path in modules():
        parts = name.split(".")
        for target, line in imports(path):
            to = target.split(".")
            if to[0] not in ("jobs", "sessions", "shell"):
                continue
            if to[0] != parts[0]:
                if row_of("", to[0]) > row_of("", parts[0]):
                    wrong.append(f"{path}:{line} {name} imports {target}")
                continue
            if to[0] != "shell" or len(parts) < 2 or len(to) < 2 or to[1] == parts[1]:
                continue
            if row_of("shell", to[1]) >= row_of("shell", parts[1]):
                wrong.append(f"{path}:{line} {name} imports {target}")
    assert not wrong, "\n".join(wrong)


def test_libraries_stay_in_their_rooms() -> None:
    wrong = []
    for name, path in modules():
        for target, line in imports(path):
            rooms = ONLY.get(target.split(".")[0])
            if rooms is not None and not name.startswith(rooms):
                wrong.append(f"{path}:{line} {name} imports {target}")
    assert not wrong, "\n".join(wrong)


def test_wire_does_no_io() -> None:
    wrong = [f"{path}:{line} {target}" for name, path in modules() if name.startswith("sessions.wire") for target, line in imports(path)
             if target.split(".")[0] in WIRE_MUST_NOT]
    assert not wrong, "\n".join(wrong)


def test_size_of_files_and_functions() -> None:
    """No file over about 400 lines, no function over about 40 (10 % of grace)."""
    long_files, long_functions = [], []
    for _, path in modules():
        text = path.read_text(encoding="utf-8")
        n = text.count("\n")
        if n > 440:
            long_files.append(f"{path}: {n}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno + 1 > 60:
                long_functions.append(f"{path}:{node.lineno} {node.name}: {(node.end_lineno or 0) - node.lineno + 1}")
    assert not long_files, "\n".join(long_files)
    assert not long_functions, "\n".join(long_functions)
