"""Gen writes the Python text of one generated function: lines with positions, temporaries, variable access, where output goes, enclosing loops.

Expressions are generated as `E` (Python text and what is known of its value).  Statements append lines.  What stands in an expression but needs
statements ($( ) with several of them) becomes a small function defined just before the line that uses it.
"""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.compiler.unit import Unit
from shell.language import nodes as ast
from shell.runtime.scopes import SPELLING

MAX_BLOCKS = 13  # Python allows 20 nested blocks; from here on bodies move to functions of their own
_NAME = re.compile(r"^[a-z_][a-z0-9_]*$")


class E:
    """An expression: `code` is a complete Python expression (parenthesized where needed); `kind` what is surely its class (int float str bool
    list null, '' unknown); `simple`: a name or literal that can be repeated; `maybe`: the likely class; `natural`: an integer that is not negative."""

    __slots__ = ("code", "kind", "simple", "maybe", "void", "parts", "raw", "natural")

    def __init__(self, code: str, kind: str = "", simple: bool = False, maybe: str = "", void: bool = False) -> None:
        self.code, self.kind, self.simple, self.maybe, self.void = code, kind, simple, maybe or kind, void
        self.natural = False
        self.raw: Optional[str] = None  # the exact Python integer, where both operands are surely small ones
        self.parts: Optional[tuple[str, str, str]] = None  # (test, value when it holds: surely an int, value otherwise)


class Loop:
    """An enclosing loop or switch.  `on_continue` writes what must run before the next turn; `native` False: jumps must be raised."""

    __slots__ = ("label", "on_continue", "native")

    def __init__(self, label: Optional[str], on_continue: Optional[Callable[[], None]] = None, native: bool = True) -> None:
        self.label = label.lower() if label else None
        self.on_continue = on_continue
        self.native = native


class Gen:
    """State of one function being written."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.indent = 1
        self.node: Any = None  # whose extent the lines get
        self.emit = "emit"
        self.temps = 0
        self.loops: list[Loop] = []
        self.locals: dict[str, str] = {}  # variables that live in Python locals (folded name -> identifier)
        self.under: Optional[str] = None  # Python name of $_ where it is not a variable of the scope
        self.blocks = 0  # nested Python blocks
        self.outlined = False  # inside a sub function: return and outer jumps are raised
        self.return_code = "return"
        self.status = False  # $? must be kept after every statement
        self.catch_record: Optional[str] = None
        self.needs_return_catch = False
        self.guard_handler: Optional[str] = None  # what a failed statement calls instead of fail (traps)
        self.in_method = False
        self.in_class: Any = None
        self.guard = True  # statements are guarded one by one
        self.ints: set[str] = set()  # locals that are surely small integers here (counters)
        self.naturals: set[str] = set()  # those of them that are never negative
        self.invariant: frozenset[str] = frozenset()  # locals that the running region only reads
        self.hoisted: dict[str, str] = {}  # what was put before the region: expression -> name
        self.prologue: Optional[tuple[int, int]] = None  # (line index, indent) where lines before the region can be put
        self.dict_only = False  # inside the way that is taken when locals may not be used
        self.own_only: frozenset[str] = frozenset()  # variables whose += reads this scope only

    # ---- writing

    def line(self, text: str) -> None:
        self.unit.add(self.indent, text, self.node.extent if self.node is not None else None)

    def temp(self, prefix: str = "t") -> str:
        self.temps += 1
        return f"{prefix}{self.temps}"

    def const(self, prefix: str, value: Any) -> str:
        return self.unit.constant(prefix, value)

    def hold(self, e: E) -> tuple[str, str]:
        """(text where it is first evaluated, text to use it again)."""
        if e.simple:
            code = f"({e.code})" if e.code[0].isdigit() else e.code
            return code, code
        t = self.temp()
        return f"({t} := {e.code})", t

    def before_region(self, owner: str, text: str) -> Optional[str]:
        """The name of `text`, worked out once before the running region; None where it is not sure to stay true: `owner` is the local it asks about."""
        if self.prologue is None or self.outlined or not any(self.locals.get(k) == owner for k in self.invariant):
            return None
        name = self.hoisted.get(text)
        if name is None:
            name = self.hoisted[text] = self.temp("h")
            at, indent = self.prologue
            self.unit.lines.insert(at, " " * indent + f"{name} = {text}")
            self.unit.extents.insert(at, self.unit.extents[at] if at < len(self.unit.extents) else self.node.extent)
        return name

    # ---- guarded statements

    def guarded(self, write: Callable[[], None]) -> None:
        """Write lines that may raise: a failure ends this statement only."""
        if not self.guard:
            write()
            return
        self.line("try:")
        self.indent += 1
        self.blocks += 1
        before = len(self.unit.lines)
        write()
        if len(self.unit.lines) == before:
            self.line("pass")
        self.indent -= 1
        self.blocks -= 1
        self.line("except Exception:")
        self.indent += 1
        self.line(self.guard_handler or "fail(F, V)")
        self.indent -= 1

    # ---- variables

    def variable_key(self, path: Any) -> str:
        """The folded name of an unqualified (or variable:) path, remembered as spelled."""
        name: str = path.name
        key = name.lower()
        if key == "psitem":
            return "_"
        SPELLING.setdefault(key, name)
        return key

    def variable_spelling(self, key: str) -> None:
        """Remember a folded name as its own spelling when no other is known."""
        SPELLING.setdefault(key, key)

    def local_name(self, key: str) -> str:
        """A Python identifier for a variable."""
        return "v_" + key if _NAME.match(key) else self.temp("v")

    def sub_function(self, write: Callable[[Gen], None]) -> str:
        """Define a function of no arguments before the current line that returns a list of what `write` emits; returns its name."""
        name = self.temp("sub_")
        inner = Gen(self.unit)
        inner.__dict__.update(self.__dict__)
        inner.indent = self.indent + 1
        inner.emit = "emit_" + name
        inner.loops = []
        inner.blocks = 1
        inner.outlined = True
        inner.return_code = "raise ReturnJump"
        self.line(f"def {name}():")
        inner.line(f"out_{name} = []")
        inner.line(f"{inner.emit} = out_{name}.append")
        write(inner)
        inner.line(f"return out_{name}")
        self.temps = inner.temps
        self.needs_return_catch = self.needs_return_catch or inner.needs_return_catch
        return name


def string_constant(node: Any) -> Optional[str]:
    """The text of a constant string node."""
    return node.value if isinstance(node, ast.StringConstantExpressionAst) else None


def only_expression(pipeline: Any) -> Optional[Any]:
    """The expression of a pipeline that is just an expression without redirections; else None."""
    if isinstance(pipeline, ast.PipelineAst) and not pipeline.background and len(pipeline.pipeline_elements) == 1:
        first = pipeline.pipeline_elements[0]
        if isinstance(first, ast.CommandExpressionAst) and not first.redirections:
            return first.expression
    return None


def only_statement(block: Any) -> Optional[Any]:
    """The single statement of a block without traps."""
    return block.statements[0] if len(block.statements) == 1 and not block.traps else None
