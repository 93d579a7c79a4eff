"""Steppable pipelines: a wrapped command fed by hand, as proxy functions do it."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import NetType
from shell.language import nodes as ast
from shell.objects.records import RuntimeException

Value = Any


class SteppablePipeline:
    """Begin, Process, End of the block's single command."""

    def __init__(self, ctx: Any, block: Any) -> None:
        self.ctx = ctx
        self.block = block
        self.stage: Any = None
        self.ps_ext: Any = None

    def begin(self, target: Value) -> None:
        """Start; output goes where the calling function's goes."""
        ctx = self.ctx
        F = ctx.frame
        emit = F.__dict__.get("emit") or ctx.host_emit
        if emit is None:
            raise RuntimeException("The steppable pipeline has no output to write to.")
        expects = F.expecting_input if isinstance(target, bool) is False else bool(target)
        element = self._command()
        from shell.runtime.scriptblock import COMPILERS
        site, values = COMPILERS["call"](element, F)
        self.stage = site.stage(F, F.scope, emit, values, expects)
        self.stage.begun = True
        prepare = getattr(self.stage, "prepare", None)
        if prepare is not None:
            prepare()
        self.stage.begin()

    def _command(self) -> Any:
        end = self.block.ast.end_block
        statement = end.statements[0] if end is not None and len(end.statements) == 1 else None
        if not isinstance(statement, ast.PipelineAst) or len(statement.pipeline_elements) != 1:
            raise RuntimeException("Only a script block that contains exactly one pipeline or command can be converted.", error_id="CantConvertPipelineBlock")
        return statement.pipeline_elements[0]

    def process(self, value: Value = None) -> Value:
        self.stage.process(value)
        return []

    def end(self) -> Value:
        self.stage.end()
        return []


_T = NetType("System.Management.Automation.SteppablePipeline", SteppablePipeline)
_T.method("void Begin(System.Object contextOrExpectInput)")(SteppablePipeline.begin)
_T.method("void Process(System.Object input)", "void Process()")(SteppablePipeline.process)
_T.method("void End()")(SteppablePipeline.end)
_T.method("void Clean()", "void Dispose()")(lambda self: None)
