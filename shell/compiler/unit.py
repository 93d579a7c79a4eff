"""Unit: one compiled piece of Python text, its constants, and the table from its line numbers to the script's extents."""
from __future__ import annotations

import builtins
import warnings
from types import CodeType
from typing import Any, Callable, Optional

Value = Any
INTRINSICS: dict[str, Value] = dict(builtins.__dict__)  # every generated function's builtins; shell.compiler.intrinsics adds to it


warnings.filterwarnings("ignore", category=SyntaxWarning, module="<ps")  # `5 is None` and the like are the script's business


class Unit:
    """`extents[n]` is where generated line n + 1 comes from; `names` are the unit's globals (constants, call sites, type references)."""

    __slots__ = ("lines", "extents", "names", "counters", "namespaces", "mentions_status", "label", "debug")

    def __init__(self, label: str = "script", namespaces: tuple[str, ...] = ()) -> None:
        self.lines: list[str] = []
        self.extents: list[Any] = []
        self.names: dict[str, Value] = {"__builtins__": INTRINSICS, "__ps__": self}
        self.counters: dict[str, int] = {}
        self.namespaces = namespaces
        self.mentions_status = False
        self.debug = False  # sequence points are reported
        self.label = label

    def extent(self, line: int) -> Any:
        """The script extent of a generated line."""
        return self.extents[line - 1]

    def constant(self, prefix: str, value: Value) -> str:
        """A new global holding `value`; returns its name."""
        n = self.counters.get(prefix, 0) + 1
        self.counters[prefix] = n
        name = f"{prefix}{n}"
        self.names[name] = value
        return name

    def add(self, indent: int, text: str, extent: Any) -> None:
        self.lines.append(" " * indent + text)
        self.extents.append(extent)

    def load(self) -> dict[str, Value]:
        """Compile and run the definitions; returns the unit's globals."""
        code: CodeType = compile("\n".join(self.lines) + "\n", f"<ps:{self.label}>", "exec", dont_inherit=True)
        exec(code, self.names)  # our own generated text
        self.lines = []
        return self.names

    def function(self, name: str) -> Optional[Callable[..., Any]]:
        return self.names.get(name)
