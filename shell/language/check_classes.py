"""Checks of classes and enums: members, constructors, returns, and variables of methods, which must be assigned before use."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.language.constants import is_constant
from shell.language.flow import MethodFlow
from shell.language.node_base import Ast
from shell.language.node_expr import BinaryExpressionAst, ParenExpressionAst
from shell.language.node_script import FunctionMemberAst, PropertyMemberAst, TypeDefinitionAst
from shell.language.node_types import TypeConstraintAst

Report = Callable[..., None]
_VOID = frozenset(("void", "system.void"))


def check_method(report: Report, node: FunctionMemberAst) -> None:
    """What a single method may not hold."""
    body = node.body
    if body.param_block is not None:
        report(body.param_block, "ParamBlockNotAllowedInMethod")
    named = [block for block in (body.dynamic_param_block, body.begin_block, body.process_block, body.end_block, body.clean_block)
             if block is not None and not block.unnamed]
    if named:
        report(named[0], "NamedBlockNotAllowedInMethod")
    if node.is_constructor and node.return_type is not None:
        report(node.return_type, "ConstructorCantHaveReturnType")
    flow = MethodFlow(node)
    for property_, variable in flow.own_properties():
        if property_.is_static:
            type_name = getattr(node.parent, "name", "")
            report(variable, "MissingTypeInStaticPropertyAssignment", f"[{type_name}]::", property_.name)
        else:
            report(variable, "MissingThis", "$this.", property_.name)
    for variable in flow.unassigned:
        report(variable, "VariableNotLocal")
    is_void = node.return_type is None or node.return_type.type_name.full_name.lower() in _VOID
    if flow.falls_through and not is_void and not node.is_constructor:
        start = _name_start(node)
        report(_Span(start, start + len(node.name)), "MethodHasCodePathNotReturn")


class _Span:
    """A stretch of text to report."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


def _name_start(node: FunctionMemberAst) -> int:
    """Where a method's name is written."""
    start = node.extent.start
    if node.return_type is not None:
        start = max(start, node.return_type.extent.end)
    for attribute in node.attributes:
        start = max(start, attribute.extent.end)
    at = node.extent.source.text.find(node.name, start, node.body.extent.start)
    return at if at >= 0 else start


def check_types(report: Report, root: Ast) -> None:
    """What PowerShell finds when it makes the types of a text without other errors: repeated members, missing constructors."""
    types = [node for node in root.walk() if isinstance(node, TypeDefinitionAst)]
    in_scope: dict[tuple[Any, str], TypeDefinitionAst] = {}
    for definition in types:
        key = (definition.parent, definition.name.lower())
        if key in in_scope:
            report(definition, "MemberAlreadyDefined", definition.name)
        in_scope[key] = definition
    for definition in types:
        _check_members(report, definition)
        if definition.is_class:
            _check_bases(report, definition, in_scope)
            _check_base_constructor(report, definition, in_scope)
        else:
            _check_enumerators(report, definition)


def _check_members(report: Report, definition: TypeDefinitionAst) -> None:
    properties: set[str] = set()
    methods: set[tuple[str, tuple[str, ...], Any]] = set()
    for member in definition.members:
        name = member.name.lower()
        if isinstance(member, PropertyMemberAst):
            if name in properties:
                report(member, "MemberAlreadyDefined", member.name)
            properties.add(name)
            continue
        signature = tuple(_type_text(parameter.attributes) for parameter in member.parameters)
        if member.is_constructor and member.is_static and signature:
            report(member.parameters[0], "StaticConstructorCantHaveParameters")
        key = (name, signature, member.is_static if member.is_constructor else None)
        if key in methods:
            start = _name_start(member)
            report(_Span(start, start + len(member.name)), "MemberAlreadyDefined", member.name)
        methods.add(key)


def _type_text(attributes: Any) -> str:
    for attribute in attributes:
        if isinstance(attribute, TypeConstraintAst):
            return attribute.type_name.full_name.lower()
    return "object"


def _constructors(definition: TypeDefinitionAst) -> list[FunctionMemberAst]:
    return [member for member in definition.members
            if isinstance(member, FunctionMemberAst) and member.is_constructor and not member.is_static]


def _find_class(name: str, node: Ast, in_scope: dict[tuple[Any, str], TypeDefinitionAst]) -> Optional[TypeDefinitionAst]:
    """The class of a name that a node sees: the one of the nearest block around it."""
    block = node.parent
    while block is not None:
        found = in_scope.get((block, name.lower()))
        if found is not None:
            return found
        block = block.parent
    return None


def _check_bases(report: Report, definition: TypeDefinitionAst, in_scope: dict[tuple[Any, str], TypeDefinitionAst]) -> None:
    """Base classes must come first, before the class, and be no arrays."""
    for index, constraint in enumerate(definition.base_types):
        name = constraint.type_name
        base = _find_class(name.full_name, definition, in_scope)
        if name.is_array:
            report(constraint, "SubtypeArray", name.full_name)
        elif base is not None and base.extent.start >= definition.extent.start:
            report(constraint, "TypeNotFound", name.full_name)
        elif base is not None and index:
            report(constraint, "InterfaceNameExpected", name.name)


def _check_enumerators(report: Report, definition: TypeDefinitionAst) -> None:
    for member in definition.members:
        if isinstance(member, PropertyMemberAst) and member.initial_value is not None and not _is_enum_value(member.initial_value):
            report(member.initial_value, "EnumeratorValueMustBeConstant")


def _is_enum_value(value: Ast) -> bool:
    """A constant, or one made of constants and other enumerators."""
    if is_constant(value):
        return True
    if isinstance(value, BinaryExpressionAst):
        return _is_enum_value(value.left) and _is_enum_value(value.right)
    return isinstance(value, ParenExpressionAst) and is_constant(value.pipeline)


def _check_base_constructor(report: Report, definition: TypeDefinitionAst,
                            in_scope: dict[tuple[Any, str], TypeDefinitionAst]) -> None:
    """A class without constructors needs one without parameters in its base."""
    base: Optional[TypeDefinitionAst] = None
    for constraint in definition.base_types:
        base = base or _find_class(constraint.type_name.full_name, definition, in_scope)
    if base is None or base is definition or not base.is_class or _constructors(definition):
        return
    of_base = _constructors(base)
    if of_base and all(constructor.parameters for constructor in of_base):
        report(definition, "BaseClassNoDefaultCtor", base.name)
