"""Static inference: from an expression of a half-written program to the shape of its value, live values first."""
from __future__ import annotations

from functools import partial
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.commands.completion.place import Place
from shell.commands.completion.shapes import (
    ClassShape,
    LiveShape,
    MemberName,
    NamesShape,
    Shape,
    StaticShape,
    TableShape,
    TypeShape,
    UnionShape,
    type_shape,
)
from shell.language import nodes as ast
from shell.objects.records import TerminatingError
from shell.runtime.language_values import safe_value

Value = Any
_PASSING = frozenset("where-object sort-object tee-object where sort ? tee get-unique write-output".split())
_DEPTH = 24


class Inference:
    """One question's worth of inference; depth is bounded."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.depth = 0
        self.classes = {n.name.lower(): n for n in place.walk() if isinstance(n, ast.TypeDefinitionAst)}

    def shape(self, node: Any) -> Optional[Shape]:
        """The shape of an expression or pipeline; None when nothing is known."""
        read = _READERS.get(type(node))
        if read is None or self.depth > _DEPTH:
            return None
        self.depth += 1
        try:
            return read(self, node)
        finally:
            self.depth -= 1

    # ---- types

    def named(self, name: str, static: bool = False) -> Optional[Shape]:
        """Values of a type by its name, classes of the text included."""
        node = self.classes.get(name.lower())
        if node is not None:
            base = self.named(node.base_types[0].type_name.full_name) if node.base_types and node.is_class else None
            return ClassShape(node, self.named, static, base)
        found = type_shape(name)
        if static and isinstance(found, TypeShape):
            return StaticShape(found.type)
        return found

    # ---- expressions

    def constant(self, node: Any) -> Optional[Shape]:
        try:
            value = safe_value(node)
        except NetException:
            return None
        return None if value is None else LiveShape(value)

    def variable(self, node: Any) -> Optional[Shape]:
        name = node.variable_path.user_path
        key = name.lower()
        if key in ("_", "psitem"):
            return self.current_item(node)
        if key == "this":
            owner = self._enclosing(node, ast.TypeDefinitionAst)
            return self.named(owner.name) if owner is not None else None
        value = self.place.ctx.get_variable(name) if node.variable_path.is_variable else None
        if value is not None:
            return LiveShape(value)
        return self.assigned(key, node.extent.start)

    def _enclosing(self, node: Any, kind: type) -> Any:
        at = node.parent
        while at is not None and not isinstance(at, kind):
            at = at.parent
        return at

    def assigned(self, key: str, before: int) -> Optional[Shape]:
        """From the last assignment in front, a parameter, or a foreach."""
        found: Optional[Callable[[], Optional[Shape]]] = None
        for node in self.place.walk():
            if node.extent.start >= before:
                continue
            if isinstance(node, ast.AssignmentStatementAst) and node.extent.end <= before:
                target = node.left
                typed = None
                while isinstance(target, ast.AttributedExpressionAst):
                    typed = target.type.type_name.full_name if isinstance(target, ast.ConvertExpressionAst) else typed
                    target = target.child
                if isinstance(target, ast.VariableExpressionAst) and target.variable_path.name.lower() == key:
                    found = partial(self.named, typed) if typed is not None else partial(self.shape, node.right)
            elif isinstance(node, ast.ForEachStatementAst) and node.variable.variable_path.name.lower() == key:
                found = partial(self.element, node.condition)
            elif isinstance(node, ast.ParameterAst) and node.name.variable_path.user_path.lower() == key:
                names = [a.type_name.full_name for a in node.attributes if isinstance(a, ast.TypeConstraintAst)]
                if names:
                    found = partial(self.named, names[0])
        return found() if found is not None else None

    def element(self, node: Any) -> Optional[Shape]:
        elements = self._literal_elements(node)
        if elements:
            return self.shape(elements[0])
        found = self.shape(node)
        return None if found is None else found.element()

    def _literal_elements(self, node: Any) -> list[Any]:
        """The elements an array expression of the text holds."""
        while True:
            if isinstance(node, ast.PipelineAst) and len(node.pipeline_elements) == 1 and isinstance(node.pipeline_elements[0], ast.CommandExpressionAst):
                node = node.pipeline_elements[0].expression
            elif isinstance(node, ast.ParenExpressionAst):
                node = node.pipeline
            elif isinstance(node, ast.ArrayExpressionAst) and len(node.sub_expression.statements) == 1:
                node = node.sub_expression.statements[0]
            else:
                break
        return list(node.elements) if isinstance(node, ast.ArrayLiteralAst) else []

    def convert(self, node: Any) -> Optional[Shape]:
        name = node.type.type_name.full_name
        if isinstance(node.child, ast.HashtableAst) and name.lower() in ("pscustomobject", "psobject", "ordered"):
            return self.table(node.child, name.lower() != "ordered")
        return self.named(name)

    def table(self, node: Any, custom: bool = False) -> Shape:
        keys: list[tuple[str, Callable[[], Optional[Shape]]]] = [
            (k.value, partial(self.shape, v)) for k, v in node.key_value_pairs
            if isinstance(k, ast.StringConstantExpressionAst) and not isinstance(v, ast.ErrorStatementAst)]
        return TableShape(keys, custom)

    def member(self, node: Any) -> Optional[Shape]:
        if not isinstance(node.member, ast.StringConstantExpressionAst):
            return None
        name = node.member.value
        if node.static and isinstance(node.expression, ast.TypeExpressionAst):
            owner = self.named(node.expression.type_name.full_name, True)
        else:
            owner = self.shape(node.expression)
        if owner is None:
            return None
        if isinstance(owner, LiveShape) and isinstance(node, ast.InvokeMemberExpressionAst):
            from shell.clr.typeinfo import typeof
            from shell.objects.psobject import base_of
            owner = TypeShape(typeof(base_of(owner.value)))
        return owner.member(name)

    def index(self, node: Any) -> Optional[Shape]:
        target = self.shape(node.target)
        if isinstance(target, LiveShape):
            from shell.objects.indexing import get_index
            try:
                value = get_index(target.value, safe_value(node.index))
            except (NetException, TerminatingError):
                value = None
            return self._typed_element(node, target) if value is None else LiveShape(value)
        if isinstance(target, TableShape) and isinstance(node.index, ast.StringConstantExpressionAst):
            return target.member(node.index.value)
        return self.element(node.target)

    def _typed_element(self, node: Any, target: LiveShape) -> Optional[Shape]:
        """The element of an empty list: by the list's type, or by that of the property it was read from."""
        from shell.clr.typeinfo import typeof
        from shell.objects.psobject import base_of
        found = TypeShape(typeof(base_of(target.value))).element()
        if (found is None or not isinstance(found, TypeShape) or found.type.full_name == "System.Object" or isinstance(base_of(target.value), list)) \
                and isinstance(node.target, ast.MemberExpressionAst):
            owner = self.shape(node.target.expression)
            name = getattr(node.target.member, "value", None)
            info = typeof(base_of(owner.value)).find_property(name) if isinstance(owner, LiveShape) and isinstance(name, str) else None
            if info is not None and info.type_name.endswith("]"):
                return self.named(info.type_name.rpartition("[")[2].rstrip("]")) or found
        return found

    # ---- pipelines

    def pipeline(self, node: Any) -> Optional[Shape]:
        elements = node.pipeline_elements
        return self.stage(elements, len(elements) - 1)

    def stage(self, elements: list[Any], index: int) -> Optional[Shape]:
        """What stage `index` of a pipeline gives, as one item when it goes on to another stage."""
        e = elements[index]
        if isinstance(e, ast.CommandExpressionAst):
            return self.shape(e.expression)
        return self.command(e, elements, index)

    def input_of(self, command: Any) -> Optional[Shape]:
        """What a command gets from the stage before it, one object at a time."""
        parent = command.parent
        elements: list[Any] = list(parent.pipeline_elements) if isinstance(parent, ast.PipelineAst) else []
        at = next((i for i, e in enumerate(elements) if e is command), 0)
        if at == 0:
            return None
        before = elements[at - 1]
        if isinstance(before, ast.CommandExpressionAst):
            return self.element(before.expression)
        found = self.stage(elements, at - 1)
        return None if found is None else found.element()

    def current_item(self, node: Any) -> Optional[Shape]:
        """$_: of the pipeline whose command holds the script block around the variable."""
        at = node.parent
        while at is not None:
            if isinstance(at, ast.CommandAst) and at.extent.start < node.extent.start:
                found = self.input_of(at)
                if found is not None or isinstance(at.parent, ast.PipelineAst) and len(at.parent.pipeline_elements) > 1:
                    return found
            if isinstance(at, ast.CatchClauseAst):
                return type_shape("System.Management.Automation.ErrorRecord")
            at = at.parent
        return None

    def command(self, node: Any, elements: list[Any], index: int) -> Optional[Shape]:
        from shell.commands.completion.commands import functions_in_text, metadata_of
        name, _ = metadata_of(self.place, node)
        folded = name.lower()
        if folded in _PASSING:
            return self.input_of(node)
        if folded == "select-object":
            return self.selected(node)
        if folded == "foreach-object":
            return self._block_output(node)
        if folded == "new-object":
            return self._new_object(node)
        if folded == "get-variable" or not name:
            return None
        function = functions_in_text(self.place).get(folded)
        if function is not None:
            return self._last(function.body)
        from shell.commands.declarations import raw
        d = raw(name)
        found = [s for s in map(self.named, (d or {}).get("output", ())) if s is not None]
        return found[0] if len(found) == 1 else UnionShape(found) if found else None

    def _new_object(self, node: Any) -> Optional[Shape]:
        for e in node.command_elements[1:]:
            if isinstance(e, ast.StringConstantExpressionAst):
                return self.named(e.value)
        return None

    def _last(self, body: Any) -> Optional[Shape]:
        block = body.end_block or body.process_block
        return self.shape(block.statements[-1]) if block is not None and block.statements else None

    def _block_output(self, node: Any) -> Optional[Shape]:
        for e in node.command_elements[1:]:
            if isinstance(e, ast.ScriptBlockExpressionAst):
                return self._last(e.script_block)
            if isinstance(e, ast.StringConstantExpressionAst):
                source = self.input_of(node)
                return None if source is None else source.member(e.value)
        return None

    def selected(self, node: Any) -> Optional[Shape]:
        """Select-Object narrows to the properties it names."""
        source = self.input_of(node)
        names: list[str] = []
        for e in node.command_elements[1:]:
            if isinstance(e, ast.CommandParameterAst):
                if e.parameter_name.lower() in ("expandproperty", "excludeproperty"):
                    return source
                continue
            items = e.elements if isinstance(e, ast.ArrayLiteralAst) else [e]
            names += [i.value for i in items if isinstance(i, ast.StringConstantExpressionAst)]
        if not names or any("*" in n for n in names):
            return source
        return NamesShape([MemberName(n, False) for n in names])


_READERS: dict[type, Callable[[Inference, Any], Optional[Shape]]] = {
    ast.StringConstantExpressionAst: Inference.constant, ast.ConstantExpressionAst: Inference.constant,
    ast.ExpandableStringExpressionAst: lambda i, n: LiveShape(""), ast.VariableExpressionAst: Inference.variable,
    ast.ConvertExpressionAst: Inference.convert, ast.HashtableAst: lambda i, n: i.table(n), ast.MemberExpressionAst: Inference.member,
    ast.InvokeMemberExpressionAst: Inference.member, ast.IndexExpressionAst: Inference.index, ast.PipelineAst: Inference.pipeline,
    ast.ParenExpressionAst: lambda i, n: i.shape(n.pipeline), ast.CommandExpressionAst: lambda i, n: i.shape(n.expression),
    ast.ArrayExpressionAst: lambda i, n: LiveShape([]), ast.ArrayLiteralAst: lambda i, n: LiveShape([]),
    ast.TypeExpressionAst: lambda i, n: type_shape("type"), ast.ScriptBlockExpressionAst: lambda i, n: type_shape("scriptblock"),
    ast.SubExpressionAst: lambda i, n: i.shape(n.sub_expression.statements[-1]) if n.sub_expression.statements else None,
    ast.UsingExpressionAst: lambda i, n: i.shape(n.sub_expression),
    ast.BinaryExpressionAst: lambda i, n: i.shape(n.left),
}
