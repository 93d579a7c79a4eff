"""Syntax tree nodes as scripts see them: every node class is a type with its fields as properties, FindAll and Find, and the Parser type."""
from __future__ import annotations

from typing import Any, Callable

from shell.clr.typeinfo import NetType
from shell.language import nodes
from shell.language.node_base import Ast
from shell.language.source import Extent
from shell.objects.conversion import to_bool

Value = Any
SPACE = "System.Management.Automation.Language."


def pascal(name: str) -> str:
    """end_block to EndBlock; if_true to IfTrue; finally_ to Finally."""
    return "".join(part[:1].upper() + part[1:] for part in name.strip("_").split("_"))


def _shown(value: Value) -> Value:
    """A field's value: token kinds by their name, pairs as lists."""
    if value.__class__.__name__ == "TokenKind":
        return value.name
    if isinstance(value, tuple):
        return list(value)
    return value


def _getter(name: str) -> Callable[[Value], Value]:
    def get(node: Value) -> Value:
        return _shown(getattr(node, name))
    return get


def _properties(t: NetType, cls: type) -> None:
    for name in cls.__dict__.get("__slots__", ()):
        if not name.startswith("_"):
            t.prop(pascal(name))(_getter(name))
    for name, entry in vars(cls).items():
        if isinstance(entry, property) and not name.startswith("_"):
            t.prop(pascal(name))(_getter(name))


def find_all(node: Ast, predicate: Value, recurse: bool = False) -> list[Ast]:
    """FindAll({ test }, $recurse)"""
    return node.find_all(lambda n: to_bool(predicate(n)), recurse)


def _declare(cls: type) -> NetType:
    base = None
    for parent in cls.__mro__[1:]:
        if issubclass(parent, Ast):
            base = _made.get(parent) or _declare(parent)
            break
    t = NetType(SPACE + cls.__name__, cls, base=base)
    _made[cls] = t
    _properties(t, cls)
    return t


_made: dict[type, NetType] = {}


def parse_input(text: str, tokens: Value = None, errors: Value = None) -> Ast:
    """[Parser]::ParseInput($text, [ref]$tokens, [ref]$errors)"""
    return _parse(text, None, tokens, errors)


def parse_file(path: str, tokens: Value = None, errors: Value = None) -> Ast:
    """[Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)"""
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
        return _parse(f.read(), path, tokens, errors)


def _parse(text: str, path: Any, tokens: Value, errors: Value) -> Ast:
    from shell.language.parser import parse
    result = parse(text, path)
    if tokens is not None:
        tokens.value = list(result.tokens)
    if errors is not None:
        errors.value = list(result.errors)
    return result.ast


def install() -> None:
    """Register the types; done once, when somebody asks for one."""
    for name in nodes.__all__:
        cls = getattr(nodes, name)
        if isinstance(cls, type) and issubclass(cls, Ast) and cls not in _made:
            _declare(cls)
    root = _made[Ast]
    root.method("System.Collections.Generic.IEnumerable[System.Management.Automation.Language.Ast] FindAll(scriptblock predicate, bool searchNestedScriptBlocks)")(
        find_all)
    root.method("System.Management.Automation.Language.Ast Find(scriptblock predicate, bool searchNestedScriptBlocks)")(
        lambda node, predicate, recurse: next(iter(find_all(node, predicate, recurse)), None))
    root.method("string ToString()")(lambda node: node.extent.text)
    root.prop("Parent", SPACE + "Ast")(lambda node: node.parent)
    _made[nodes.CommandAst].method("string GetCommandName()")(lambda node: node.get_command_name())
    for cls in (nodes.TypeName, nodes.GenericTypeName, nodes.ArrayTypeName):
        t = NetType(SPACE + cls.__name__, cls)
        t.prop("Name", "string")(lambda n: n.name)
        t.prop("FullName", "string")(lambda n: n.full_name)
    _properties(NetType(SPACE + "VariablePath", nodes.VariablePath), nodes.VariablePath)
    extent = NetType(SPACE + "InternalScriptExtent", Extent)
    _properties(extent, Extent)
    parser = NetType(SPACE + "Parser")
    ref = "[ref] System.Management.Automation.Language."
    parser.static(f"System.Management.Automation.Language.ScriptBlockAst ParseInput(string input, {ref}Token[] tokens, {ref}ParseError[] errors)")(parse_input)
    parser.static(f"System.Management.Automation.Language.ScriptBlockAst ParseFile(string fileName, {ref}Token[] tokens, {ref}ParseError[] errors)")(parse_file)


install()
