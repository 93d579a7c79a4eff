"""Type names inside classes, which PowerShell looks up at parse time. Which types exist is for the caller to say."""
from __future__ import annotations

from typing import Any, Callable

from shell.language.messages import message_of
from shell.language.node_base import Ast
from shell.language.node_expr import TypeExpressionAst
from shell.language.node_script import TypeDefinitionAst
from shell.language.node_types import AnyTypeName, ArrayTypeName, AttributeAst, GenericTypeName, TypeConstraintAst, TypeName
from shell.language.source import ParseError

#: says whether a type exists: its name, the number of type arguments, whether it stands as an attribute
TypeExists = Callable[[str, int, bool], bool]


def plain_names(name: AnyTypeName, arguments: int = 0) -> list[tuple[TypeName, int]]:
    """The plain names in a type name, each with the number of its type arguments."""
    if isinstance(name, ArrayTypeName):
        return plain_names(name.element_type)
    if isinstance(name, GenericTypeName):
        found = [(name.type_name, len(name.generic_arguments))]
        for argument in name.generic_arguments:
            found.extend(plain_names(argument))
        return found
    return [(name, arguments)]


def unknown_class_types(root: Ast, exists: TypeExists) -> list[ParseError]:
    """Errors for the type names inside the classes of a tree that are neither defined there nor known to the caller."""
    definitions = [node for node in root.walk() if isinstance(node, TypeDefinitionAst)]
    own = {definition.name.lower() for definition in definitions}
    errors: list[ParseError] = []
    seen: set[int] = set()
    for definition in definitions:
        for node in definition.walk():
            if not isinstance(node, (TypeConstraintAst, TypeExpressionAst, AttributeAst)) or id(node) in seen:
                continue
            seen.add(id(node))
            is_attribute = isinstance(node, AttributeAst)
            for name, count in plain_names(node.type_name):
                if name.name.lower() in own or name.name.lower() == "ordered" or exists(name.name, count, is_attribute):
                    continue
                errors.append(_error(name, "CustomAttributeTypeNotFound" if is_attribute else "TypeNotFound"))
    return errors


def _error(name: Any, error_id: str) -> ParseError:
    return ParseError(message_of(error_id, (name.name,)), error_id, name.extent)
