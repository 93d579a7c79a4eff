"""Nodes of expressions."""
from __future__ import annotations

from typing import Any, ClassVar, Optional, Union

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast, AttributeBaseAst, CommandElementAst, ExpressionAst, PipelineBaseAst, StatementAst
from shell.language.node_types import AnyTypeName, TypeConstraintAst
from shell.language.source import Extent

_SCOPES = frozenset(("global", "local", "private", "script"))


class VariablePath:
    """What follows the $: user_path as written; `qualifier` what stands before the colon ('' if nothing), `name` the rest.
    Qualifiers global local private script are scopes, `variable` means none, anything else (env, function ...) a drive."""

    __slots__ = ("user_path", "qualifier", "name")

    def __init__(self, user_path: str) -> None:
        self.user_path = user_path
        head, colon, tail = user_path.partition(":")
        if colon and head and not tail.startswith(":"):
            self.qualifier, self.name = head, tail
        elif colon and not head:
            self.qualifier, self.name = "", tail
        else:
            self.qualifier, self.name = "", user_path

    @property
    def scope(self) -> str:
        """global, local, private or script in lower case, or ''."""
        lower = self.qualifier.lower()
        return lower if lower in _SCOPES else ""

    @property
    def is_variable(self) -> bool:
        return not self.is_drive_qualified

    @property
    def is_drive_qualified(self) -> bool:
        lower = self.qualifier.lower()
        return bool(lower) and lower not in _SCOPES and lower != "variable"

    @property
    def drive_name(self) -> str:
        return self.qualifier if self.is_drive_qualified else ""

    def __str__(self) -> str:
        return self.user_path

    def __repr__(self) -> str:
        return f"${self.user_path}"


class ErrorExpressionAst(ExpressionAst):
    """Stands where an expression is missing or broken; nested_ast holds what could be read."""

    __slots__ = ("nested_ast",)
    child_fields: ClassVar[tuple[str, ...]] = ("nested_ast",)

    def __init__(self, extent: Extent, nested_ast: Optional[list[Ast]] = None) -> None:
        self.extent = extent
        self.nested_ast = nested_ast or []


class TernaryExpressionAst(ExpressionAst):
    __slots__ = ("condition", "if_true", "if_false")
    child_fields: ClassVar[tuple[str, ...]] = ("condition", "if_true", "if_false")

    def __init__(self, extent: Extent, condition: ExpressionAst, if_true: ExpressionAst, if_false: ExpressionAst) -> None:
        self.extent = extent
        self.condition = condition
        self.if_true = if_true
        self.if_false = if_false


class BinaryExpressionAst(ExpressionAst):
    """left operator right. operator is a TokenKind (Plus, Ieq, Ceq, And, DotDot, Format, QuestionQuestion ...);
    error_position is the operator's extent."""

    __slots__ = ("operator", "left", "right", "error_position")
    shown_fields: ClassVar[tuple[str, ...]] = ("operator",)
    child_fields: ClassVar[tuple[str, ...]] = ("left", "right")

    def __init__(self, extent: Extent, left: ExpressionAst, operator: TokenKind, right: ExpressionAst,
                 error_position: Extent) -> None:
        self.extent = extent
        self.left = left
        self.operator = operator
        self.right = right
        self.error_position = error_position


class UnaryExpressionAst(ExpressionAst):
    """token_kind: Exclaim Not Bnot Minus Plus Comma (,1) Join Isplit Csplit PlusPlus MinusMinus PostfixPlusPlus PostfixMinusMinus."""

    __slots__ = ("token_kind", "child")
    shown_fields: ClassVar[tuple[str, ...]] = ("token_kind",)
    child_fields: ClassVar[tuple[str, ...]] = ("child",)

    def __init__(self, extent: Extent, token_kind: TokenKind, child: ExpressionAst) -> None:
        self.extent = extent
        self.token_kind = token_kind
        self.child = child


class AttributedExpressionAst(ExpressionAst):
    """[ValidateRange(1, 2)]$x: only before variables and casts of them."""

    __slots__ = ("attribute", "child")
    child_fields: ClassVar[tuple[str, ...]] = ("attribute", "child")

    def __init__(self, extent: Extent, attribute: AttributeBaseAst, child: ExpressionAst) -> None:
        self.extent = extent
        self.attribute = attribute
        self.child = child


class ConvertExpressionAst(AttributedExpressionAst):
    """[int]$x, a cast; as the target of an assignment it constrains the variable. attribute is a TypeConstraintAst, also as `type`."""

    __slots__ = ()
    attribute: TypeConstraintAst

    @property
    def type(self) -> TypeConstraintAst:
        return self.attribute


class MemberExpressionAst(ExpressionAst):
    """expression.member. member is a StringConstantExpressionAst for a name, else any expression; static: `::`; null_conditional: `?.`."""

    __slots__ = ("expression", "member", "static", "null_conditional")
    shown_fields: ClassVar[tuple[str, ...]] = ("static", "null_conditional")
    child_fields: ClassVar[tuple[str, ...]] = ("expression", "member")

    def __init__(self, extent: Extent, expression: ExpressionAst, member: CommandElementAst, static: bool,
                 null_conditional: bool = False) -> None:
        self.extent = extent
        self.expression = expression
        self.member = member
        self.static = static
        self.null_conditional = null_conditional


class InvokeMemberExpressionAst(MemberExpressionAst):
    """expression.member(arguments); generic_type_arguments are type names of .M[int](). No arguments: an empty list."""

    __slots__ = ("arguments", "generic_type_arguments")
    child_fields: ClassVar[tuple[str, ...]] = ("expression", "member", "arguments")

    def __init__(self, extent: Extent, expression: ExpressionAst, member: CommandElementAst, arguments: list[ExpressionAst],
                 static: bool, null_conditional: bool = False,
                 generic_type_arguments: Optional[list[AnyTypeName]] = None) -> None:
        MemberExpressionAst.__init__(self, extent, expression, member, static, null_conditional)
        self.arguments = arguments
        self.generic_type_arguments = generic_type_arguments or []


class BaseCtorInvokeMemberExpressionAst(InvokeMemberExpressionAst):
    """`: base(arguments)` of a constructor; the first statement of that constructor's body. expression is a VariableExpressionAst $this,
    member the name .ctor; an omitted call is not made up."""

    __slots__ = ()


class IndexExpressionAst(ExpressionAst):
    """target[index]; null_conditional: target?[index]."""

    __slots__ = ("target", "index", "null_conditional")
    shown_fields: ClassVar[tuple[str, ...]] = ("null_conditional",)
    child_fields: ClassVar[tuple[str, ...]] = ("target", "index")

    def __init__(self, extent: Extent, target: ExpressionAst, index: ExpressionAst, null_conditional: bool = False) -> None:
        self.extent = extent
        self.target = target
        self.index = index
        self.null_conditional = null_conditional


class TypeExpressionAst(ExpressionAst):
    """[int] as a value."""

    __slots__ = ("type_name",)
    shown_fields: ClassVar[tuple[str, ...]] = ("type_name",)

    def __init__(self, extent: Extent, type_name: AnyTypeName) -> None:
        self.extent = extent
        self.type_name = type_name


class VariableExpressionAst(ExpressionAst):
    """$name or, splatted, @name. ($using:name is a UsingExpressionAst around $name.)"""

    __slots__ = ("variable_path", "splatted")
    shown_fields: ClassVar[tuple[str, ...]] = ("variable_path", "splatted")

    def __init__(self, extent: Extent, variable_path: VariablePath, splatted: bool = False) -> None:
        self.extent = extent
        self.variable_path = variable_path
        self.splatted = splatted


class ConstantExpressionAst(ExpressionAst):
    """A number: value is an int for Int32, else a NumberLiteral. (Made-up constants, such as omitted attribute arguments, hold True.)
    As a command argument it prints as written: see extent.text."""

    __slots__ = ("value",)
    shown_fields: ClassVar[tuple[str, ...]] = ("value",)

    def __init__(self, extent: Extent, value: Any) -> None:
        self.extent = extent
        self.value = value


class StringConstantExpressionAst(ConstantExpressionAst):
    """A string without anything to expand: value has escapes worked out. string_constant_type is SingleQuoted, SingleQuotedHereString,
    DoubleQuoted, DoubleQuotedHereString or BareWord (also names of members, hash keys and labels)."""

    __slots__ = ("string_constant_type",)
    shown_fields: ClassVar[tuple[str, ...]] = ("value", "string_constant_type")
    value: str

    def __init__(self, extent: Extent, value: str, string_constant_type: str) -> None:
        self.extent = extent
        self.value = value
        self.string_constant_type = string_constant_type


class ExpandableStringExpressionAst(ExpressionAst):
    """"a $b $(c)": parts are str and expressions in order (VariableExpressionAst, UsingExpressionAst, SubExpressionAst, escapes done);
    nested_expressions only the expressions; value the text between the quotes with escapes done and nothing expanded.
    string_constant_type as for StringConstantExpressionAst (BareWord for an argument such as $a/b or x$y)."""

    __slots__ = ("value", "string_constant_type", "parts")
    shown_fields: ClassVar[tuple[str, ...]] = ("value", "string_constant_type")
    child_fields: ClassVar[tuple[str, ...]] = ("nested_expressions",)

    def __init__(self, extent: Extent, value: str, string_constant_type: str, parts: list[Union[str, ExpressionAst]]) -> None:
        self.extent = extent
        self.value = value
        self.string_constant_type = string_constant_type
        self.parts = parts

    @property
    def nested_expressions(self) -> list[ExpressionAst]:
        return [part for part in self.parts if not isinstance(part, str)]


class ScriptBlockExpressionAst(ExpressionAst):
    """{ ... } as a value: script_block is a ScriptBlockAst whose extent includes the braces."""

    __slots__ = ("script_block",)
    child_fields: ClassVar[tuple[str, ...]] = ("script_block",)
    opens_script_block = True

    def __init__(self, extent: Extent, script_block: Ast) -> None:
        self.extent = extent
        self.script_block: Any = script_block


class ArrayLiteralAst(ExpressionAst):
    """a, b, c"""

    __slots__ = ("elements",)
    child_fields: ClassVar[tuple[str, ...]] = ("elements",)

    def __init__(self, extent: Extent, elements: list[ExpressionAst]) -> None:
        self.extent = extent
        self.elements = elements


class HashtableAst(ExpressionAst):
    """@{ key = statement }: key_value_pairs are (key expression, value statement). A bare key is a StringConstantExpressionAst."""

    __slots__ = ("key_value_pairs",)
    child_fields: ClassVar[tuple[str, ...]] = ("key_value_pairs",)

    def __init__(self, extent: Extent, key_value_pairs: list[tuple[ExpressionAst, StatementAst]]) -> None:
        self.extent = extent
        self.key_value_pairs = key_value_pairs


class ArrayExpressionAst(ExpressionAst):
    """@( ... ): sub_expression is a StatementBlockAst."""

    __slots__ = ("sub_expression",)
    child_fields: ClassVar[tuple[str, ...]] = ("sub_expression",)

    def __init__(self, extent: Extent, sub_expression: Ast) -> None:
        self.extent = extent
        self.sub_expression: Any = sub_expression


class SubExpressionAst(ExpressionAst):
    """$( ... ): sub_expression is a StatementBlockAst."""

    __slots__ = ("sub_expression",)
    child_fields: ClassVar[tuple[str, ...]] = ("sub_expression",)

    def __init__(self, extent: Extent, sub_expression: Ast) -> None:
        self.extent = extent
        self.sub_expression: Any = sub_expression


class ParenExpressionAst(ExpressionAst):
    """( pipeline ): pipeline may be a PipelineAst, a PipelineChainAst, an AssignmentStatementAst or an ErrorStatementAst."""

    __slots__ = ("pipeline",)
    child_fields: ClassVar[tuple[str, ...]] = ("pipeline",)

    def __init__(self, extent: Extent, pipeline: PipelineBaseAst) -> None:
        self.extent = extent
        self.pipeline = pipeline


class UsingExpressionAst(ExpressionAst):
    """$using:name.a[0]: sub_expression is a VariableExpressionAst $name (path without using:), or member and constant index accesses
    around it, all of which are evaluated where the script block is started from."""

    __slots__ = ("sub_expression",)
    child_fields: ClassVar[tuple[str, ...]] = ("sub_expression",)

    def __init__(self, extent: Extent, sub_expression: ExpressionAst) -> None:
        self.extent = extent
        self.sub_expression = sub_expression
