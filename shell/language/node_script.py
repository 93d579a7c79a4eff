"""Nodes of script blocks, functions, parameters, classes, enums and using statements."""
from __future__ import annotations

from typing import ClassVar, Optional, Union

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast, AttributeBaseAst, ExpressionAst, StatementAst
from shell.language.node_expr import HashtableAst, StringConstantExpressionAst, VariableExpressionAst
from shell.language.node_stmt import TrapStatementAst
from shell.language.node_types import AttributeAst, TypeConstraintAst
from shell.language.source import Extent


class ParameterAst(Ast):
    """name is a VariableExpressionAst; attributes are TypeConstraintAst and AttributeAst in order; default_value or None."""

    __slots__ = ("name", "attributes", "default_value")
    child_fields: ClassVar[tuple[str, ...]] = ("attributes", "name", "default_value")

    def __init__(self, extent: Extent, name: VariableExpressionAst, attributes: list[AttributeBaseAst],
                 default_value: Optional[ExpressionAst]) -> None:
        self.extent = extent
        self.name = name
        self.attributes = attributes
        self.default_value = default_value


class ParamBlockAst(Ast):
    """param(...): attributes before it ([CmdletBinding()] ...) and parameters."""

    __slots__ = ("attributes", "parameters")
    child_fields: ClassVar[tuple[str, ...]] = ("attributes", "parameters")

    def __init__(self, extent: Extent, attributes: list[AttributeAst], parameters: list[ParameterAst]) -> None:
        self.extent = extent
        self.attributes = attributes
        self.parameters = parameters


class NamedBlockAst(Ast):
    """begin, process, end, clean or dynamicparam. unnamed: statements without a block name (an end block, in a filter a process block)."""

    __slots__ = ("block_kind", "unnamed", "statements", "traps")
    shown_fields: ClassVar[tuple[str, ...]] = ("block_kind", "unnamed")
    child_fields: ClassVar[tuple[str, ...]] = ("traps", "statements")

    def __init__(self, extent: Extent, block_kind: TokenKind, unnamed: bool, statements: list[StatementAst],
                 traps: list[TrapStatementAst]) -> None:
        self.extent = extent
        self.block_kind = block_kind
        self.unnamed = unnamed
        self.statements = statements
        self.traps = traps


class ModuleRequirement:
    """One module of #requires -Modules; versions and guid are texts or None."""

    __slots__ = ("name", "version", "required_version", "maximum_version", "guid")

    def __init__(self, name: str, version: Optional[str] = None, required_version: Optional[str] = None,
                 maximum_version: Optional[str] = None, guid: Optional[str] = None) -> None:
        self.name = name
        self.version = version
        self.required_version = required_version
        self.maximum_version = maximum_version
        self.guid = guid


class ScriptRequirements:
    """What the #requires lines ask for; versions as written."""

    __slots__ = ("required_application_id", "required_ps_version", "required_ps_editions", "required_modules",
                 "is_elevation_required")

    def __init__(self) -> None:
        self.required_application_id: Optional[str] = None
        self.required_ps_version: Optional[str] = None
        self.required_ps_editions: list[str] = []
        self.required_modules: list[ModuleRequirement] = []
        self.is_elevation_required = False


class CommentHelp:
    """Comment-based help. Texts end with a newline as PowerShell keeps them; parameters maps upper-case names to texts."""

    __slots__ = ("synopsis", "description", "notes", "component", "role", "functionality", "forward_help_target_name",
                 "forward_help_category", "remote_help_runspace", "mamlhelp_file", "parameters", "examples", "inputs",
                 "outputs", "links")

    def __init__(self) -> None:
        self.synopsis: Optional[str] = None
        self.description: Optional[str] = None
        self.notes: Optional[str] = None
        self.component: Optional[str] = None
        self.role: Optional[str] = None
        self.functionality: Optional[str] = None
        self.forward_help_target_name: Optional[str] = None
        self.forward_help_category: Optional[str] = None
        self.remote_help_runspace: Optional[str] = None
        self.mamlhelp_file: Optional[str] = None
        self.parameters: dict[str, str] = {}
        self.examples: list[str] = []
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.links: list[str] = []


class ScriptBlockAst(Ast):
    """A whole text, the body of a function, or the inside of { }. Blocks that are not written are None; statements without a block
    name are an unnamed end_block (in a filter a process_block). Of a `{ }` expression the extent has the braces, of a function body too.
    attributes: those of a script block without param(). script_requirements only at the root."""

    __slots__ = ("using_statements", "param_block", "begin_block", "process_block", "end_block", "clean_block",
                 "dynamic_param_block", "attributes", "script_requirements")
    child_fields: ClassVar[tuple[str, ...]] = ("using_statements", "attributes", "param_block", "dynamic_param_block", "begin_block",
                                           "process_block", "end_block", "clean_block")

    def __init__(self, extent: Extent, param_block: Optional[ParamBlockAst] = None,
                 begin_block: Optional[NamedBlockAst] = None, process_block: Optional[NamedBlockAst] = None,
                 end_block: Optional[NamedBlockAst] = None, clean_block: Optional[NamedBlockAst] = None,
                 dynamic_param_block: Optional[NamedBlockAst] = None,
                 using_statements: Optional[list[UsingStatementAst]] = None,
                 attributes: Optional[list[AttributeAst]] = None) -> None:
        self.extent = extent
        self.using_statements = using_statements or []
        self.attributes = attributes or []
        self.param_block = param_block
        self.begin_block = begin_block
        self.process_block = process_block
        self.end_block = end_block
        self.clean_block = clean_block
        self.dynamic_param_block = dynamic_param_block
        self.script_requirements: Optional[ScriptRequirements] = None


class FunctionDefinitionAst(StatementAst):
    """function or filter. parameters: those in parentheses after the name, None if there are none; body's extent has the braces."""

    __slots__ = ("name", "parameters", "body", "is_filter", "is_workflow")
    shown_fields: ClassVar[tuple[str, ...]] = ("name", "is_filter")
    child_fields: ClassVar[tuple[str, ...]] = ("parameters", "body")
    opens_script_block = True

    def __init__(self, extent: Extent, name: str, parameters: Optional[list[ParameterAst]], body: ScriptBlockAst,
                 is_filter: bool = False, is_workflow: bool = False) -> None:
        self.extent = extent
        self.name = name
        self.parameters = parameters
        self.body = body
        self.is_filter = is_filter
        self.is_workflow = is_workflow


class PropertyMemberAst(Ast):
    """A class property, or an enum's value (then initial_value or None, is_static True)."""

    __slots__ = ("name", "property_type", "attributes", "initial_value", "is_static", "is_hidden")
    shown_fields: ClassVar[tuple[str, ...]] = ("name", "is_static", "is_hidden")
    child_fields: ClassVar[tuple[str, ...]] = ("attributes", "property_type", "initial_value")

    def __init__(self, extent: Extent, name: str, property_type: Optional[TypeConstraintAst], attributes: list[AttributeAst],
                 initial_value: Optional[ExpressionAst], is_static: bool = False, is_hidden: bool = False) -> None:
        self.extent = extent
        self.name = name
        self.property_type = property_type
        self.attributes = attributes
        self.initial_value = initial_value
        self.is_static = is_static
        self.is_hidden = is_hidden


class FunctionMemberAst(Ast):
    """A method or constructor (name equals the class's). body as of a function; parameters always a list."""

    __slots__ = ("name", "return_type", "attributes", "parameters", "body", "is_static", "is_hidden", "is_constructor")
    shown_fields: ClassVar[tuple[str, ...]] = ("name", "is_static", "is_hidden", "is_constructor")
    child_fields: ClassVar[tuple[str, ...]] = ("attributes", "return_type", "parameters", "body")
    opens_script_block = True

    def __init__(self, extent: Extent, name: str, return_type: Optional[TypeConstraintAst], attributes: list[AttributeAst],
                 parameters: list[ParameterAst], body: ScriptBlockAst, is_static: bool, is_hidden: bool,
                 is_constructor: bool) -> None:
        self.extent = extent
        self.name = name
        self.return_type = return_type
        self.attributes = attributes
        self.parameters = parameters
        self.body = body
        self.is_static = is_static
        self.is_hidden = is_hidden
        self.is_constructor = is_constructor


MemberAst = Union[PropertyMemberAst, FunctionMemberAst]


class TypeDefinitionAst(StatementAst):
    """class, enum or interface: kind is 'class', 'enum' or 'interface'; base_types in order as written (of an enum: its integer type)."""

    __slots__ = ("name", "kind", "attributes", "base_types", "members")
    shown_fields: ClassVar[tuple[str, ...]] = ("name", "kind")
    child_fields: ClassVar[tuple[str, ...]] = ("attributes", "base_types", "members")

    def __init__(self, extent: Extent, name: str, kind: str, attributes: list[AttributeAst],
                 base_types: list[TypeConstraintAst], members: list[MemberAst]) -> None:
        self.extent = extent
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.base_types = base_types
        self.members = members

    @property
    def is_class(self) -> bool:
        return self.kind == "class"

    @property
    def is_enum(self) -> bool:
        return self.kind == "enum"

    @property
    def is_interface(self) -> bool:
        return self.kind == "interface"


class UsingStatementAst(StatementAst):
    """using: using_statement_kind is Assembly, Module, Namespace, Type or Command; name; alias: of `using namespace a = b`
    name is a, alias b;
    module_specification a HashtableAst instead of a name."""

    __slots__ = ("using_statement_kind", "name", "alias", "module_specification")
    shown_fields: ClassVar[tuple[str, ...]] = ("using_statement_kind",)
    child_fields: ClassVar[tuple[str, ...]] = ("name", "alias", "module_specification")

    def __init__(self, extent: Extent, using_statement_kind: str, name: Optional[StringConstantExpressionAst],
                 alias: Optional[StringConstantExpressionAst] = None, module_specification: Optional[HashtableAst] = None) -> None:
        self.extent = extent
        self.using_statement_kind = using_statement_kind
        self.name = name
        self.alias = alias
        self.module_specification = module_specification
