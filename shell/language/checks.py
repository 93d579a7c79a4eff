"""Checks of a finished tree that PowerShell makes at parse time: what may be assigned, repeated keys, misplaced attributes and the like.
One walk over the tree, which also sets every node's parent."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.language.check_targets import REF, VOID, TargetCheck
from shell.language.constants import is_constant
from shell.language.kinds import TokenKind
from shell.language.lex_base import LexerBase
from shell.language.node_base import Ast
from shell.language.node_expr import (
    ArrayLiteralAst,
    AttributedExpressionAst,
    ConstantExpressionAst,
    ConvertExpressionAst,
    HashtableAst,
    IndexExpressionAst,
    InvokeMemberExpressionAst,
    MemberExpressionAst,
    StringConstantExpressionAst,
    TypeExpressionAst,
    UnaryExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from shell.language.node_script import (
    FunctionDefinitionAst,
    FunctionMemberAst,
    NamedBlockAst,
    ParamBlockAst,
    ParameterAst,
    PropertyMemberAst,
    ScriptBlockAst,
    TypeDefinitionAst,
    UsingStatementAst,
)
from shell.language.node_stmt import (
    AssignmentStatementAst,
    BreakStatementAst,
    CommandAst,
    CommandExpressionAst,
    ContinueStatementAst,
    DataStatementAst,
    ForEachStatementAst,
    LabeledStatementAst,
    LoopStatementAst,
    ReturnStatementAst,
    StatementBlockAst,
    SwitchStatementAst,
    TrapStatementAst,
    TryStatementAst,
)
from shell.language.node_types import AttributeAst, TypeConstraintAst

K = TokenKind
_STEPS = frozenset((K.PlusPlus, K.MinusMinus, K.PostfixPlusPlus, K.PostfixMinusMinus))
_NAMESPACE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z").match


class Checker:
    """Walks a tree and reports to the parser."""

    def __init__(self, rules: LexerBase) -> None:
        self.rules = rules
        self.has_classes = False

    def error(self, node: Any, error_id: str, *args: object) -> None:
        extent = node if hasattr(node, "start") else node.extent
        self.rules.report(extent.start, extent.end, error_id, *args)

    def walk(self, root: Ast) -> None:
        """Check everything, depth first in source order, and link parents."""
        root.parent = None
        table = _CHECKS
        stack = [root]
        push = stack.append
        while stack:
            node = stack.pop()
            check = table.get(node.__class__)
            if check is not None:
                check(self, node)
            at = len(stack)
            for name in node.child_fields:
                value = getattr(node, name)
                if not value:
                    continue
                if value.__class__ is not list:
                    value._parent = node
                    if value.__class__ not in _PLAIN:
                        push(value)
                    continue
                for item in value:
                    if item.__class__ is tuple:
                        for part in item:
                            part._parent = node
                            push(part)
                    else:
                        item._parent = node
                        if item.__class__ not in _PLAIN:
                            push(item)
            if len(stack) - at > 1:
                stack[at:] = stack[at:][::-1]

    # assignment

    def check_assignment(self, node: AssignmentStatementAst) -> None:
        if node.left.__class__ is not VariableExpressionAst:
            check = TargetCheck(self.error, lambda bad: self.error(bad, "InvalidLeftHandSide"))
            check.check(node.left, node.operator is K.Equals)

    def check_unary(self, node: UnaryExpressionAst) -> None:
        if node.token_kind in _STEPS:
            text = node.token_kind.text
            TargetCheck(self.error, lambda bad: self.error(bad, "OperatorRequiresVariableOrProperty", text)).check(node.child, False)

    # expressions

    def check_convert(self, node: ConvertExpressionAst) -> None:
        name = node.type.type_name.full_name.lower()
        if name == "ordered":
            if not isinstance(node.child, HashtableAst):
                self.error(node, "OrderedAttributeOnlyOnHashLiteralNode", node.type.type_name.full_name)
        elif name in REF:
            child: Ast = node.child
            while isinstance(child, AttributedExpressionAst):
                if isinstance(child, ConvertExpressionAst) and child.type.type_name.full_name.lower() in REF:
                    self.error(child.type, "ReferenceNeedsToBeByItselfInTypeSequence")
                child = child.child
            outer = node.parent
            if isinstance(outer, ConvertExpressionAst) and outer.type.type_name.full_name.lower() not in REF and not _in_target(node):
                self.error(node.type, "ReferenceNeedsToBeLastTypeInTypeConversion")

    def check_attributed(self, node: AttributedExpressionAst) -> None:
        """An attribute must stand before a variable."""
        inner: Ast = node
        while isinstance(inner, AttributedExpressionAst):
            if isinstance(inner.child, VariableExpressionAst):
                return
            inner = inner.child
        attribute: Any = node.attribute
        self.error(attribute, "UnexpectedAttribute", attribute.type_name.full_name)

    def check_using_expression(self, node: UsingExpressionAst) -> None:
        inner: Ast = node.sub_expression
        while not isinstance(inner, VariableExpressionAst):
            if isinstance(inner, MemberExpressionAst) and not isinstance(inner, InvokeMemberExpressionAst) and isinstance(
                    inner.member, StringConstantExpressionAst):
                inner = inner.expression
            elif isinstance(inner, IndexExpressionAst):
                if not is_constant(inner.index, attribute=True):
                    self.error(inner.index, "InvalidUsingExpression")
                    return
                inner = inner.target
            else:
                self.error(inner, "InvalidUsingExpression")
                return

    def check_variable(self, node: VariableExpressionAst) -> None:
        path = node.variable_path
        if node.splatted:
            parent = node.parent
            if not isinstance(parent, (CommandAst, UsingExpressionAst)):
                if isinstance(parent, ArrayLiteralAst) and isinstance(parent.parent, CommandAst):
                    self.error(node, "SplattingNotPermittedInArgumentList", path.user_path)
                else:
                    self.error(node, "SplattingNotPermitted", path.user_path)
        if self.has_classes and path.user_path.lower() == "this":
            member = _member_around(node)
            if member is not None and member.is_static:
                self.error(node, "NonStaticMemberAccessInStaticMember", path.user_path)

    def check_hashtable(self, node: HashtableAst) -> None:
        if len(node.key_value_pairs) < 2:
            return
        seen: set[str] = set()
        for key, _ in node.key_value_pairs:
            value = getattr(key, "value", None) if key.__class__.__name__.endswith("ConstantExpressionAst") else None
            if value is None:
                continue
            text = value if isinstance(value, str) else str(getattr(value, "value", value))
            if text.lower() in seen:
                self.error(key, "DuplicateKeyInHashLiteral", text)
            seen.add(text.lower())

    # statements

    def check_switch(self, node: SwitchStatementAst) -> None:
        if "parallel" in node.flags:
            self.error(node, "KeywordParameterReservedForFutureUse", "switch", "parallel")

    def check_foreach(self, node: ForEachStatementAst) -> None:
        if "parallel" in node.flags:
            self.error(node, "KeywordParameterReservedForFutureUse", "foreach", "parallel")
        if node.throttle_limit is not None:
            self.error(node, "KeywordParameterReservedForFutureUse", "foreach", "throttlelimit")
            if "parallel" not in node.flags:
                self.error(node, "ThrottleLimitRequiresParallelFlag")

    def check_try(self, node: TryStatementAst) -> None:
        clauses = node.catch_clauses
        for index, first in enumerate(clauses[:-1]):
            for second in clauses[index + 1:]:
                if first.is_catch_all:
                    at = max(second.extent.start - 1, 0)
                    self.rules.report(at, at, "EmptyCatchNotLast")
                    break
                names = {kind.type_name.full_name.lower() for kind in first.catch_types}
                for kind in second.catch_types:
                    if kind.type_name.full_name.lower() in names:
                        self.error(kind, "ExceptionTypeAlreadyCaught", kind.type_name.full_name)

    def check_jump(self, node: Any) -> None:
        """break and continue"""
        label: Optional[str] = ""
        if node.label is not None:
            label = node.label.value if isinstance(node.label, StringConstantExpressionAst) else None
        self._check_leaving_finally(node, label)
        if label and self.has_classes:
            self._check_label_exists(node, label)

    def _check_label_exists(self, node: Ast, label: str) -> None:
        """In a method a label must be there."""
        parent = node.parent
        while parent is not None:
            if isinstance(parent, FunctionDefinitionAst):
                return
            if isinstance(parent, FunctionMemberAst):
                self.error(node, "LabelNotFound", label)
                return
            if isinstance(parent, LoopStatementAst) and (parent.label or "").lower() == label.lower():
                return
            parent = parent.parent

    def _check_leaving_finally(self, node: Ast, label: Optional[str]) -> None:
        parent = node.parent
        while parent is not None and not isinstance(parent, (NamedBlockAst, TrapStatementAst, ScriptBlockAst)):
            if label is not None and isinstance(parent, LabeledStatementAst):
                if not label or (parent.label or "").lower() == label.lower():
                    return
            if isinstance(parent, StatementBlockAst) and isinstance(parent.parent, TryStatementAst) and parent.parent.finally_ is parent:
                self.error(node, "ControlLeavingFinally")
                return
            parent = parent.parent

    def check_return(self, node: ReturnStatementAst) -> None:
        self._check_leaving_finally(node, None)
        member = _member_around(node) if self.has_classes else None
        if isinstance(member, FunctionMemberAst):
            is_void = member.return_type is None or member.return_type.type_name.full_name.lower() in VOID
            if node.pipeline is not None and is_void:
                self.error(node, "VoidMethodHasReturn")
            elif node.pipeline is None and not is_void:
                self.error(node, "NonVoidMethodMissingReturnValue")

    def check_using_statement(self, node: UsingStatementAst) -> None:
        if node.using_statement_kind not in ("Namespace", "Assembly", "Module") or node.alias is not None:
            self.error(node, "UsingStatementNotSupported")
        if node.using_statement_kind == "Namespace" and node.name is not None and not _NAMESPACE(node.name.value):
            self.error(node.name, "InvalidNamespaceValue")

    # definitions

    def check_parameters(self, parameters: list[ParameterAst]) -> None:
        seen: set[str] = set()
        for parameter in parameters:
            name = parameter.name.variable_path.user_path
            if name.lower() in seen:
                self.error(parameter.name, "DuplicateFormalParameter", name)
            seen.add(name.lower())
            for attribute in parameter.attributes:
                if isinstance(attribute, TypeConstraintAst) and attribute.type_name.full_name.lower() in VOID:
                    self.error(attribute, "VoidTypeConstraintNotAllowed")
                    break

    def check_param_block(self, node: ParamBlockAst) -> None:
        self.check_parameters(node.parameters)

    def check_parameter(self, node: ParameterAst) -> None:
        typed = False
        for attribute in node.attributes:
            if not isinstance(attribute, TypeConstraintAst):
                continue
            if attribute.type_name.full_name.lower() == "ordered":
                self.error(attribute, "OrderedAttributeOnlyOnHashLiteralNode", attribute.type_name.full_name)
            elif isinstance(node.parent, FunctionMemberAst):
                if typed:
                    self.error(attribute, "MultipleTypeConstraintsOnMethodParam")
                typed = True

    def check_function(self, node: FunctionDefinitionAst) -> None:
        if node.parameters is not None and node.body.param_block is not None:
            self.error(node.body.param_block, "OnlyOneParameterListAllowed")
        elif node.parameters:
            self.check_parameters(node.parameters)
        if node.is_workflow:
            self.error(node, "WorkflowNotSupportedInPowerShellCore")

    def check_attribute(self, node: AttributeAst) -> None:
        """Arguments must be constant and named once."""
        parent = node.parent
        on_class = isinstance(parent, (TypeDefinitionAst, PropertyMemberAst, FunctionMemberAst)) or (
            isinstance(parent, ParameterAst) and isinstance(parent.parent, FunctionMemberAst))
        error_id = "ParameterAttributeArgumentNeedsToBeConstant" + ("" if on_class else "OrScriptBlock")
        seen: set[str] = set()
        for named in node.named_arguments:
            if named.argument_name.lower() in seen:
                self.error(named, "DuplicateNamedArgument", named.argument_name)
            elif not named.expression_omitted and not is_constant(named.argument, attribute=True, on_class=on_class):
                self.error(named.argument, error_id)
            seen.add(named.argument_name.lower())
        for argument in node.positional_arguments:
            if not is_constant(argument, attribute=True, on_class=on_class):
                self.error(argument, error_id)

    def check_type_definition(self, node: TypeDefinitionAst) -> None:
        self.has_classes = True

    def check_function_member(self, node: FunctionMemberAst) -> None:
        from shell.language.check_classes import check_method  # here, as few texts define classes and start-up counts
        self.check_parameters(node.parameters)
        check_method(self.error, node)

    def check_data(self, node: DataStatementAst) -> None:
        from shell.language.check_data import check_data_statement  # here for the same reason
        check_data_statement(self.error, node)


def _in_target(node: Ast) -> bool:
    """True if a node lies on the left of an assignment."""
    child, parent = node, node.parent
    while parent is not None and not isinstance(parent, CommandExpressionAst):
        if isinstance(parent, AssignmentStatementAst):
            return parent.left is child
        child, parent = parent, parent.parent
    return False


def _member_around(node: Ast) -> Any:
    """The class member a node lies in directly, without a script block or function between."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, (FunctionMemberAst, PropertyMemberAst)):
            return parent
        if parent.opens_script_block:
            return None
        parent = parent.parent
    return None


#: nodes without children and checks
_PLAIN = frozenset((StringConstantExpressionAst, ConstantExpressionAst, TypeConstraintAst, TypeExpressionAst))
_CHECKS: dict[type, Callable[[Checker, Any], None]] = {
    AssignmentStatementAst: Checker.check_assignment, UnaryExpressionAst: Checker.check_unary,
    ConvertExpressionAst: Checker.check_convert, AttributedExpressionAst: Checker.check_attributed,
    UsingExpressionAst: Checker.check_using_expression, VariableExpressionAst: Checker.check_variable,
    HashtableAst: Checker.check_hashtable, SwitchStatementAst: Checker.check_switch, ForEachStatementAst: Checker.check_foreach,
    TryStatementAst: Checker.check_try, BreakStatementAst: Checker.check_jump, ContinueStatementAst: Checker.check_jump,
    ReturnStatementAst: Checker.check_return, UsingStatementAst: Checker.check_using_statement,
    ParamBlockAst: Checker.check_param_block, ParameterAst: Checker.check_parameter, FunctionDefinitionAst: Checker.check_function,
    AttributeAst: Checker.check_attribute, TypeDefinitionAst: Checker.check_type_definition,
    FunctionMemberAst: Checker.check_function_member, DataStatementAst: Checker.check_data,
}


def check_tree(rules: LexerBase, root: Ast) -> None:
    """Report what is wrong with a tree to the parser that made it."""
    checker = Checker(rules)
    checker.walk(root)
    if checker.has_classes and not rules.errors:
        from shell.language.check_classes import check_types
        check_types(checker.error, root)


