"""The .NET types of syntax trees: every node class with PowerShell's property names, extents, positions, variable paths and type names."""
from __future__ import annotations

from importlib import import_module
from typing import Any, Callable, Optional

from shell.clr.enums import define_enum
from shell.clr.typeinfo import NetType
from shell.language import node_base, node_expr, node_script, node_stmt, node_types
from shell.language.kinds import TokenKind
from shell.language.source import Extent
from shell.runtime.language_enums import STREAM, STRING_TYPE, USING_KIND, kind_value
from shell.runtime.language_index import node_modules
from shell.runtime.language_values import safe_value, static_type

Value = Any
_L = "System.Management.Automation.Language."


def shown(value: Value) -> Value:
    """A field's value as a script sees it: kinds as enums, pairs as tuples, number literals as numbers."""
    if isinstance(value, TokenKind):
        return kind_value(value)
    if isinstance(value, node_types.NumberLiteral):
        return safe_value(value)
    if isinstance(value, list):
        return [pair(*item) if isinstance(item, tuple) else item for item in value]
    return value


def pair(first: Value, second: Value) -> Value:
    """System.Tuple of two nodes."""
    from shell.clr.tuples import make_tuple
    return make_tuple("System.Tuple", (first, second))


def words(slot: str) -> str:
    """`is_hidden` to `IsHidden`."""
    return "".join(part[:1].upper() + part[1:] for part in slot.rstrip("_").split("_"))


def _switch_flags(node: Value) -> Value:
    from shell.clr.enum_catalog import SwitchFlags
    bits = {"file": 1, "regex": 2, "wildcard": 4, "exact": 8, "casesensitive": 16, "parallel": 32}
    return SwitchFlags(sum(bits.get(f, 0) for f in node.flags))


_FOREACH_FLAGS = define_enum(_L + "ForEachFlags", {"None": 0, "Parallel": 1}, True)
#: (class, slot) -> getter, or None: not shown
_SPECIAL: dict[tuple[str, str], Optional[Callable[[Value], Value]]] = {
    ("SwitchStatementAst", "flags"): _switch_flags,
    ("ForEachStatementAst", "flags"): lambda n: _FOREACH_FLAGS(1 if "parallel" in n.flags else 0),
    ("TypeDefinitionAst", "kind"): None,
    ("ErrorStatementAst", "kind"): lambda n: None if n.kind is None else kind_value(n.kind),
    ("ExpandableStringExpressionAst", "parts"): None,
    ("RedirectionAst", "from_stream"): lambda n: STREAM(n.from_stream),
    ("MergingRedirectionAst", "to_stream"): lambda n: STREAM(n.to_stream),
    ("InvokeMemberExpressionAst", "arguments"): lambda n: n.arguments or None,
    ("UsingStatementAst", "using_statement_kind"): lambda n: USING_KIND.net_type.enum_values[n.using_statement_kind],
    ("StringConstantExpressionAst", "string_constant_type"): lambda n: STRING_TYPE.net_type.enum_values[n.string_constant_type],
    ("ExpandableStringExpressionAst", "string_constant_type"): lambda n: STRING_TYPE.net_type.enum_values[n.string_constant_type],
}
#: properties that are computed: (class, name, attribute)
_COMPUTED = (
    ("ConvertExpressionAst", "Type", "type"), ("ExpandableStringExpressionAst", "NestedExpressions", "nested_expressions"),
    ("CatchClauseAst", "IsCatchAll", "is_catch_all"), ("ThrowStatementAst", "IsRethrow", "is_rethrow"),
    ("TypeDefinitionAst", "IsEnum", "is_enum"), ("TypeDefinitionAst", "IsClass", "is_class"), ("TypeDefinitionAst", "IsInterface", "is_interface"),
)
_PRIVATE = ("_LabelJump", "_PipelineExit")
TYPES: dict[str, NetType] = {}


def _base_of(cls: type) -> Optional[NetType]:
    for base in cls.__mro__[1:]:
        if base.__name__ in TYPES:
            return TYPES[base.__name__]
    return None


def _declare(cls: type) -> None:
    name = cls.__name__
    t = TYPES[name] = NetType(_L + name, cls, base=_base_of(cls))
    slots = list(cls.__dict__.get("__slots__", ()))
    for base in cls.__mro__[1:]:
        if base.__name__ in _PRIVATE:
            slots += base.__dict__["__slots__"]
    for slot in slots:
        if slot.startswith("_") or slot == "extent":
            continue
        getter = _SPECIAL.get((name, slot), _reader(slot))
        if getter is not None:
            t.prop(words(slot))(getter)


def _reader(slot: str) -> Callable[[Value], Value]:
    return lambda node: shown(getattr(node, slot, None))


def _node_types() -> None:
    for module, names in node_modules().items():
        source = import_module("shell.language." + module)
        for name in names.split():
            _declare(getattr(source, name))
    for name, prop, attribute in _COMPUTED:
        TYPES[name].prop(prop)(_reader(attribute))
    TYPES["ExpressionAst"].prop("StaticType", "type")(static_type)
    TYPES["ParameterAst"].prop("StaticType", "type")(static_type)
    member = NetType(_L + "MemberAst", base=TYPES["Ast"])
    for name in ("PropertyMemberAst", "FunctionMemberAst"):
        TYPES[name].base = member
        TYPES[name].prop("IsPublic", "bool")(lambda n: not n.is_hidden)
        TYPES[name].prop("IsPrivate", "bool")(lambda n: False)
    member.attr("Name", "string", "name")
    TYPES["AttributeBaseAst"].attr("TypeName", _L + "ITypeName", "type_name")
    chainable = NetType(_L + "ChainableAst", base=TYPES["PipelineBaseAst"])
    TYPES["PipelineAst"].base = TYPES["PipelineChainAst"].base = chainable
    TYPES["CommandAst"].prop("DefiningKeyword")(lambda n: None)


# ---- methods of every node


def _all(node: Value, predicate: Value, recurse: bool) -> list[Value]:
    from shell.objects.conversion import to_bool
    return node.find_all(lambda n: to_bool(predicate(n)), recurse)  # type: ignore[no-any-return]


def _first(node: Value, predicate: Value, recurse: bool) -> Value:
    from shell.objects.conversion import to_bool
    return node.find(lambda n: to_bool(predicate(n)), recurse)


def _assignment_targets(node: Value) -> list[Value]:
    left = node.left
    while isinstance(left, node_expr.AttributedExpressionAst):
        left = left.child
    return list(left.elements) if isinstance(left, node_expr.ArrayLiteralAst) else [left]


def _pure_expression(node: Value) -> Value:
    elements = node.pipeline_elements
    if len(elements) == 1 and isinstance(elements[0], node_stmt.CommandExpressionAst) and not elements[0].redirections and not node.background:
        return elements[0].expression
    return None


def _script_block(node: Value) -> Value:
    from shell.objects import hooks
    from shell.runtime.scriptblock import BlockCode, ScriptBlock
    ctx: Any = hooks.current()
    code = BlockCode(node)
    code.kind = "file" if node.parent is None else "block"
    return ScriptBlock(code, ctx.frame.state)


def _help(node: Value) -> Value:
    from shell.language.comment_help import get_help_content
    return get_help_content(node)


def _is_constant_variable(node: Value) -> bool:
    return node.variable_path.user_path.lower() in ("true", "false", "null")


def _methods() -> None:
    ast = TYPES["Ast"]
    ast.attr("Extent", _L + "IScriptExtent", "extent")
    ast.prop("Parent", _L + "Ast")(lambda n: n.parent)
    ast.method("string ToString()")(str)
    func = f"System.Func[{_L}Ast,bool] predicate, bool searchNestedScriptBlocks"
    ast.method(f"System.Collections.Generic.IEnumerable[{_L}Ast] FindAll({func})")(_all)
    ast.method(f"{_L}Ast Find({func})")(_first)
    ast.method("System.Object SafeGetValue()")(safe_value)
    ast.method(f"{_L}Ast Copy()")(lambda n: n)
    ast.method(f"void Visit({_L}AstVisitor astVisitor)")(lambda n, visitor: n.visit(visitor))
    TYPES["CommandAst"].method("string GetCommandName()")(lambda n: n.get_command_name())
    TYPES["AssignmentStatementAst"].method(f"System.Collections.Generic.IEnumerable[{_L}ExpressionAst] GetAssignmentTargets()")(_assignment_targets)
    TYPES["PipelineBaseAst"].method(f"{_L}ExpressionAst GetPureExpression()")(lambda n: _pure_expression(n) if isinstance(n, node_stmt.PipelineAst) else None)
    TYPES["ScriptBlockAst"].method("scriptblock GetScriptBlock()")(_script_block)
    for name in ("ScriptBlockAst", "FunctionDefinitionAst"):
        TYPES[name].method(_L + "CommentHelpInfo GetHelpContent()")(_help)
    TYPES["VariableExpressionAst"].method("bool IsConstantVariable()")(_is_constant_variable)


# ---- extents, paths, type names, requirements


class ScriptPosition:
    """One end of an extent."""

    __slots__ = ("source", "offset", "ps_ext")

    def __init__(self, source: Value, offset: int) -> None:
        self.source, self.offset = source, offset
        self.ps_ext: Any = None

    @property
    def line_number(self) -> int:
        return self.source.line_of(self.offset)  # type: ignore[no-any-return]

    @property
    def column_number(self) -> int:
        return self.source.column_of(self.offset)  # type: ignore[no-any-return]


def _positions() -> None:
    place = NetType(_L + "IScriptPosition", kind="interface")
    at = NetType(_L + "InternalScriptPosition", ScriptPosition, interfaces=(place.full_name,))
    at.prop("File", "string")(lambda p: p.source.file)
    at.attr("LineNumber", "int", "line_number")
    at.attr("ColumnNumber", "int", "column_number")
    at.prop("Line", "string")(lambda p: p.source.line_text(p.line_number))
    at.attr("Offset", "int", "offset")
    at.method("string GetFullScript()")(lambda p: p.source.text)
    extent = NetType(_L + "IScriptExtent", kind="interface")
    t = NetType(_L + "InternalScriptExtent", Extent, interfaces=(extent.full_name,))
    t.attr("File", "string", "file")
    t.prop("StartScriptPosition", place.full_name)(lambda e: ScriptPosition(e.source, e.start))
    t.prop("EndScriptPosition", place.full_name)(lambda e: ScriptPosition(e.source, e.end))
    for name in ("start_line_number", "start_column_number", "end_line_number", "end_column_number"):
        t.attr(words(name), "int", name)
    t.attr("Text", "string", "text")
    t.attr("StartOffset", "int", "start_offset")
    t.attr("EndOffset", "int", "end_offset")
    t.method("string ToString()")(lambda e: e.text)


def _type_names() -> None:
    base = NetType(_L + "ITypeName", kind="interface")
    for cls in (node_types.TypeName, node_types.GenericTypeName, node_types.ArrayTypeName):
        t = NetType(_L + cls.__name__, cls, interfaces=(base.full_name,), register=cls is not node_types.TypeName)
        if cls is node_types.TypeName:
            from shell.clr.typeinfo import BY_CLASS
            BY_CLASS[cls] = t
        for name, slot in (("Name", "name"), ("FullName", "full_name"), ("AssemblyName", "assembly_name")):
            t.attr(name, "string", slot)
        t.attr("IsArray", "bool", "is_array")
        t.attr("IsGeneric", "bool", "is_generic")
        t.attr("Extent", _L + "IScriptExtent", "extent")
        t.method("type GetReflectionType()")(_reflection_type)
        t.method("string ToString()")(str)


def _reflection_type(name: Value) -> Value:
    from shell.objects.typenames import resolve_type
    return resolve_type(name.full_name)


def _others() -> None:
    path = NetType("System.Management.Automation.VariablePath", node_expr.VariablePath)
    path.attr("UserPath", "string", "user_path")
    for scope in ("Global", "Local", "Private", "Script"):
        path.prop("Is" + scope, "bool")(lambda p, scope=scope.lower(): p.scope == scope)
    path.prop("IsUnqualified", "bool")(lambda p: not p.qualifier)
    path.prop("IsUnscopedVariable", "bool")(lambda p: not p.qualifier)
    path.attr("IsVariable", "bool", "is_variable")
    path.attr("IsDriveQualified", "bool", "is_drive_qualified")
    path.prop("DriveName", "string")(lambda p: p.drive_name or None)
    path.method("string ToString()")(str)
    needs = NetType(_L + "ScriptRequirements", node_script.ScriptRequirements)
    for slot in node_script.ScriptRequirements.__slots__:
        needs.prop({"required_ps_version": "RequiredPSVersion", "required_ps_editions": "RequiredPSEditions"}.get(slot, words(slot)))(_reader(slot))
    module = NetType("Microsoft.PowerShell.Commands.ModuleSpecification", node_script.ModuleRequirement)
    for slot in node_script.ModuleRequirement.__slots__:
        module.prop(words(slot))(_reader(slot))
    module.method("string ToString()")(lambda m: m.name)
    comment = NetType(_L + "CommentHelpInfo", node_script.CommentHelp)
    for slot in node_script.CommentHelp.__slots__:
        comment.prop("MamlHelpFile" if slot == "mamlhelp_file" else words(slot))(_reader(slot))


def block_tree(block: Value) -> Value:
    """[scriptblock].Ast: the function definition when the block is a function's body."""
    tree = block.ast
    parent = tree.parent
    return parent if isinstance(parent, node_script.FunctionDefinitionAst) else tree


_node_types()
_methods()
_positions()
_type_names()
_others()
__all__ = ["TYPES", "ScriptPosition", "block_tree", "node_base", "pair", "shown", "words"]
