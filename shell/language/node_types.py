"""Nodes for names of types, attributes and number literals."""
from __future__ import annotations

from typing import Any, ClassVar, Optional, Union

from shell.language.node_base import Ast, AttributeBaseAst, ExpressionAst
from shell.language.source import Extent


class NumberLiteral:
    """A number as written. `kind` is int long uint ulong short ushort byte sbyte double decimal or bigint;
    `value` is an int, for double a float, for decimal a str of its digits (zeros kept: '1.50')."""

    __slots__ = ("kind", "value")

    def __init__(self, kind: str, value: Union[int, float, str]) -> None:
        self.kind = kind
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NumberLiteral):
            return NotImplemented
        return self.kind == other.kind and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash((self.kind, self.value))

    def __repr__(self) -> str:
        return f"{self.kind}:{self.value}"


class TypeName:
    """A plain type name as written, such as int, System.Text.StringBuilder or a class of the script."""

    __slots__ = ("extent", "name", "assembly_name")
    is_array: ClassVar[bool] = False
    is_generic: ClassVar[bool] = False

    def __init__(self, extent: Extent, name: str, assembly_name: Optional[str] = None) -> None:
        self.extent = extent
        self.name = name
        self.assembly_name = assembly_name

    @property
    def full_name(self) -> str:
        return f"{self.name},{self.assembly_name}" if self.assembly_name else self.name

    def __str__(self) -> str:
        return self.full_name

    def __repr__(self) -> str:
        return f"[{self.full_name}]"


class GenericTypeName:
    """A generic type with its arguments: List[int] has type_name List and generic_arguments (int,)."""

    __slots__ = ("extent", "type_name", "generic_arguments", "assembly_name")
    is_array: ClassVar[bool] = False
    is_generic: ClassVar[bool] = True

    def __init__(self, extent: Extent, type_name: TypeName, generic_arguments: list[AnyTypeName]) -> None:
        self.extent = extent
        self.type_name = type_name
        self.generic_arguments = generic_arguments
        self.assembly_name = type_name.assembly_name

    @property
    def name(self) -> str:
        inner = ",".join(argument.name for argument in self.generic_arguments)
        return f"{self.type_name.name}[{inner}]"

    @property
    def full_name(self) -> str:
        inner = ",".join(argument.full_name for argument in self.generic_arguments)
        return f"{self.type_name.name}[{inner}]"

    def __str__(self) -> str:
        return self.full_name

    def __repr__(self) -> str:
        return f"[{self.full_name}]"


class ArrayTypeName:
    """An array of element_type; rank 2 is [int[,]]."""

    __slots__ = ("extent", "element_type", "rank")
    is_array: ClassVar[bool] = True
    is_generic: ClassVar[bool] = False

    def __init__(self, extent: Extent, element_type: AnyTypeName, rank: int = 1) -> None:
        self.extent = extent
        self.element_type = element_type
        self.rank = rank

    @property
    def assembly_name(self) -> Optional[str]:
        return self.element_type.assembly_name

    @property
    def name(self) -> str:
        return f"{self.element_type.name}[{',' * (self.rank - 1)}]"

    @property
    def full_name(self) -> str:
        return f"{self.element_type.full_name}[{',' * (self.rank - 1)}]"

    def __str__(self) -> str:
        return self.full_name

    def __repr__(self) -> str:
        return f"[{self.full_name}]"


AnyTypeName = Union[TypeName, GenericTypeName, ArrayTypeName]


class TypeConstraintAst(AttributeBaseAst):
    """[int] before a variable, parameter or value; also a base type of a class and the type of a catch."""

    __slots__ = ("type_name",)
    shown_fields: ClassVar[tuple[str, ...]] = ("type_name",)

    def __init__(self, extent: Extent, type_name: AnyTypeName) -> None:
        self.extent = extent
        self.type_name = type_name


class AttributeAst(AttributeBaseAst):
    """[Parameter(Mandatory)]: type_name, positional_arguments (expressions), named_arguments."""

    __slots__ = ("type_name", "positional_arguments", "named_arguments")
    shown_fields: ClassVar[tuple[str, ...]] = ("type_name",)
    child_fields: ClassVar[tuple[str, ...]] = ("positional_arguments", "named_arguments")

    def __init__(self, extent: Extent, type_name: AnyTypeName, positional_arguments: list[ExpressionAst],
                 named_arguments: list[NamedAttributeArgumentAst]) -> None:
        self.extent = extent
        self.type_name = type_name
        self.positional_arguments = positional_arguments
        self.named_arguments = named_arguments


class NamedAttributeArgumentAst(Ast):
    """Name = value in an attribute. With expression_omitted (just `Mandatory`) the argument is a constant $true."""

    __slots__ = ("argument_name", "argument", "expression_omitted")
    shown_fields: ClassVar[tuple[str, ...]] = ("argument_name", "expression_omitted")
    child_fields: ClassVar[tuple[str, ...]] = ("argument",)

    def __init__(self, extent: Extent, argument_name: str, argument: ExpressionAst, expression_omitted: bool) -> None:
        self.extent = extent
        self.argument_name = argument_name
        self.argument = argument
        self.expression_omitted = expression_omitted


ConstantValue = Any  # int (an Int32), NumberLiteral (other numbers), str, bool or None
