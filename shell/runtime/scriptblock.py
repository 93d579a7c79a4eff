"""ScriptBlock: code with the session state it belongs to.  BlockCode: the code of one block, compiled once, shared by every instance."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.typeinfo import LAZY, NetType
from shell.runtime import language_index
from shell.runtime.debugging import SWITCH
from shell.runtime.scopes import SessionState

Value = Any
COMPILERS: dict[str, Callable[..., Any]] = {}  # filled by shell.compiler when it is imported: "sections", "item", "test"


class BlockCode:
    """One script block's code.  The forms it is compiled to are made on first use and kept."""

    __slots__ = ("ast", "name", "is_filter", "parameters", "_sections", "_item", "_test", "_metadata", "_text", "usings", "kind", "_debug")

    def __init__(self, ast: Any, name: str = "", is_filter: bool = False, parameters: Optional[list[Any]] = None, usings: Any = None) -> None:
        self.ast = ast
        self.name = name
        self.is_filter = is_filter
        if parameters is None:
            parameters = ast.param_block.parameters if ast.param_block is not None else []
        self.parameters = parameters
        self._sections: Any = None
        self._item: Any = None
        self._test: Any = None
        self._metadata: Any = None
        self._text: Optional[str] = None
        self.usings = usings
        self.kind = "block"
        self._debug = SWITCH.on

    def _recompile(self) -> None:
        """Debugging was switched on after this block was compiled."""
        self._debug = True
        self._sections = self._item = self._test = None

    @property
    def sections(self) -> Any:
        """begin, process, end, clean as callables, and what the parameters are."""
        if SWITCH.on and not self._debug:
            self._recompile()
        if self._sections is None:
            self._sections = COMPILERS["sections"](self)
        return self._sections

    @property
    def item(self) -> Any:
        """factory(F, V, emit) -> process(value): the body run once for each object, in the caller's scope, with $_ set."""
        if SWITCH.on and not self._debug:
            self._recompile()
        if self._item is None:
            self._item = COMPILERS["item"](self)
        return self._item

    @property
    def test(self) -> Any:
        """factory(F, V, emit) -> process(value): emits the value when the body's output is true."""
        if SWITCH.on and not self._debug:
            self._recompile()
        if self._test is None:
            self._test = COMPILERS["test"](self)
        return self._test

    @property
    def metadata(self) -> Any:
        """CommandMetadata of the parameters."""
        if self._metadata is None:
            self._metadata = COMPILERS["metadata"](self)
        return self._metadata

    @property
    def text(self) -> str:
        """The source between the braces; parameters that stand outside of them, function f($a) { }, come first as a param block."""
        if self._text is None:
            text = self.ast.extent.text
            text = text[1:-1] if text.startswith("{") and text.endswith("}") and self.kind != "file" else text
            if self.parameters and self.ast.param_block is None:
                text = "param(" + ", ".join(p.extent.text for p in self.parameters) + ")\n" + text
            self._text = text
        return self._text

    @property
    def file(self) -> Optional[str]:
        return self.ast.extent.file  # type: ignore[no-any-return]


class ScriptBlock:
    """System.Management.Automation.ScriptBlock.  `state` is where it was made: the global session or a module."""

    __slots__ = ("code", "state", "is_filter", "ps_ext", "start_position", "__weakref__")

    def __init__(self, code: BlockCode, state: Optional[SessionState]) -> None:
        self.code = code
        self.state = state
        self.ps_ext: Any = None

    @property
    def ast(self) -> Any:
        return self.code.ast

    @property
    def text(self) -> str:
        return self.code.text

    @property
    def file(self) -> Optional[str]:
        return self.code.file

    @property
    def module(self) -> Any:
        return self.state.module if self.state is not None else None

    @property
    def metadata(self) -> Any:
        return self.code.metadata

    def __str__(self) -> str:
        return self.code.text

    def invoke(self, *args: Value) -> Value:
        """Run with $args or parameters; the output as a list."""
        from shell.objects import hooks
        return hooks.current().invoke(self, args)  # type: ignore[attr-defined]

    def __call__(self, *args: Value) -> Value:
        """As a delegate: the output as one value."""
        from shell.objects import hooks
        out = hooks.current().invoke(self, args)  # type: ignore[attr-defined]
        return None if not out else out[0] if len(out) == 1 else out


language_index.install()
LAZY.update({"system.management.automation." + n: "shell.runtime.dynamic_types" for n in (
    "parameterattribute", "aliasattribute", "validatesetattribute", "validaterangeattribute", "validatelengthattribute", "validatecountattribute",
    "validatepatternattribute", "validatescriptattribute", "validatenotnullattribute", "validatenotnulloremptyattribute", "runtimedefinedparameter",
    "runtimedefinedparameterdictionary")})
LAZY.setdefault("system.attribute", "shell.runtime.dynamic_types")
SCRIPT_BLOCK = NetType("System.Management.Automation.ScriptBlock", ScriptBlock, accelerators=("scriptblock",))
