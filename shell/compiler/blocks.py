"""Script blocks to callables: the sections of a function or script, the per-item form of ForEach-Object, the test form of Where-Object."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.clr.numbers import Byte, Int16, Int64, Single, UInt32, UInt64
from shell.compiler.analysis import added_first, assigns_under, calls_out, mentions, mentions_status
from shell.compiler.debugging import braces
from shell.compiler.expressions import code as value_code
from shell.compiler.expressions import condition
from shell.compiler.generator import Gen, only_expression, only_statement
from shell.compiler.statements import statement_list
from shell.compiler.unit import Unit
from shell.language import nodes as ast
from shell.objects.switches import SWITCH_OFF
from shell.runtime.debugging import wanted
from shell.runtime.reserved import RESERVED
from shell.runtime.scopes import SPELLING
from shell.runtime.scriptblock import COMPILERS, BlockCode
from shell.runtime.sections import Param, Sections

Value = Any
_PLAIN_ATTRIBUTES = frozenset(("parameter", "alias", "parameterattribute"))
_BLANKS: dict[str, Any] = {"long": Int64(0), "int64": Int64(0), "system.int64": Int64(0), "byte": Byte(0), "uint": UInt32(0), "uint32": UInt32(0),
                           "ulong": UInt64(0), "uint64": UInt64(0), "short": Int16(0), "int16": Int16(0), "single": Single(0.0), "float": Single(0.0),
                           "int": 0, "int32": 0, "system.int32": 0, "string": "", "system.string": "", "bool": False, "boolean": False, "system.boolean": False,
           "double": 0.0, "system.double": 0.0}


def new_unit(block: BlockCode) -> Unit:
    unit = Unit(block.name or "block", tuple(block.usings or ()))
    text = block.ast.extent.source.text
    unit.mentions_status = mentions_status(text)
    unit.debug = wanted(text)
    return unit


def write_function(unit: Unit, head: str, node: Any, write: Callable[[Gen], None], indent: int = 0) -> Gen:
    """Write `head` and a body; a return raised from a part that is a function of its own is caught here."""
    unit.add(indent, head, node.extent)
    start = len(unit.lines)
    g = Gen(unit)
    g.indent = indent + 1
    g.node = node
    g.status = unit.mentions_status
    write(g)
    if len(unit.lines) == start:
        unit.add(indent + 1, "pass", node.extent)
    if g.needs_return_catch:
        for i in range(start, len(unit.lines)):
            unit.lines[i] = " " + unit.lines[i]
        unit.lines.insert(start, " " * (indent + 1) + "try:")
        unit.extents.insert(start, node.extent)
        unit.add(indent + 1, "except ReturnJump:", node.extent)
        unit.add(indent + 2, "return", node.extent)
    return g


# ---- sections


def compile_sections(block: BlockCode) -> Sections:
    """begin, process, end, clean, dynamicparam and the defaults of parameters."""
    tree = block.ast
    unit = new_unit(block)
    sections = Sections()
    sections.uses = mentions("\n".join([tree.extent.text, *(p.extent.text for p in block.parameters)]))  # function f($x = $MyInvocation) { }
    read_parameters(block, sections)
    written: list[str] = []
    parts = [p for p in (tree.begin_block, tree.process_block, tree.end_block) if p is not None]
    for name, part in (("begin", tree.begin_block), ("process", tree.process_block), ("end", tree.end_block), ("clean", tree.clean_block),
                       ("dynamic", tree.dynamic_param_block)):
        if part is None:
            continue
        if not part.statements and not part.traps and part.unnamed:
            continue
        target = "process" if name == "end" and block.is_filter and part.unnamed else name
        is_root = block.kind == "file"

        def write(g: Gen, part: Any = part, is_root: bool = is_root) -> None:
            g.status = g.status or is_root
            g.own_only = added_first(part, {p.name for p in sections.params})
            if is_root and not written:
                define_types(g, tree)
            if unit.debug and part is parts[0]:
                braces(g, tree, True)
            statement_list(g, part.statements, part.traps)
            if unit.debug and part is parts[-1]:
                braces(g, tree, False)
        write_function(unit, f"def {target}(F, V, emit):", part, write)
        written.append(target)
    if any(p.has_default for p in sections.params):
        write_function(unit, "def defaults(F, V):", tree, lambda g: write_defaults(g, sections))
        written.append("defaults")
    if written:
        unit.load()
        for name in written:
            setattr(sections, name, unit.function(name))
    sections.finish()
    return sections


def define_types(g: Gen, tree: Any) -> None:
    """All classes and enums of a text exist before its first statement runs."""
    if "class" not in tree.extent.text.lower() and "enum" not in tree.extent.text.lower():
        return
    types = tree.find_all(lambda n: isinstance(n, ast.TypeDefinitionAst))
    if types:
        g.line(f"define_types(F, V, ({', '.join(g.const('D', t) for t in types)},), {tuple(g.unit.namespaces)!r})")


def read_parameters(block: BlockCode, sections: Sections) -> None:
    tree = block.ast
    parts = (tree.begin_block, tree.process_block, tree.end_block, tree.clean_block, tree.dynamic_param_block)
    text = "".join(p.extent.text for p in parts if p is not None)
    body = text.replace(tree.param_block.extent.text, "", 1) if tree.param_block is not None else text
    for node in block.parameters:
        sections.params.append(read_parameter(node, body))
    attributes = list(tree.attributes or ())
    if tree.param_block is not None:
        attributes += tree.param_block.attributes
    for a in attributes:
        if a.type_name.name.lower() in ("cmdletbinding", "cmdletbindingattribute", "system.management.automation.cmdletbindingattribute",
                                        "system.management.automation.cmdletbinding"):
            sections.advanced = True
            sections.cmdlet_binding = a
    if any(_is(a, "parameter") for p in block.parameters for a in p.attributes):
        sections.advanced = True
    if sections.cmdlet_binding is not None and (sections.cmdlet_binding.named_arguments or sections.cmdlet_binding.positional_arguments):
        for p in sections.params:
            p.plain = p.plain and not _restricts(sections.cmdlet_binding)
    sections.pipeline_params = any(_pipeline(a) for p in block.parameters for a in p.attributes)


def _restricts(binding: Any) -> bool:
    return any(a.argument_name.lower() in ("positionalbinding", "defaultparametersetname") for a in binding.named_arguments)


def _is(attribute: Any, name: str) -> bool:
    if not isinstance(attribute, ast.AttributeAst):
        return False
    last = attribute.type_name.name.lower().rsplit(".", 1)[-1]
    return last == name or last == name + "attribute"


def _pipeline(attribute: Any) -> bool:
    return _is(attribute, "parameter") and any(a.argument_name.lower().startswith("valuefrompipeline") for a in attribute.named_arguments)


def read_parameter(node: Any, text: str) -> Param:
    """What the fast paths know of a parameter."""
    spelled = node.name.variable_path.user_path
    p = Param(spelled.lower(), spelled, node)
    SPELLING.setdefault(p.name, spelled)
    for a in node.attributes:
        if isinstance(a, ast.TypeConstraintAst):
            _read_type(p, a)
        elif _is(a, "parameter"):
            _read_parameter_attribute(p, a)
        elif _is(a, "alias"):
            p.aliases = tuple(str(x.value) for x in a.positional_arguments if isinstance(x, ast.StringConstantExpressionAst))
        else:
            p.plain = False
            p.validators_given = True
    p.has_default = node.default_value is not None
    if p.type_node is not None and p.blank is None and p.type_node.name.lower().rsplit(".", 1)[-1] in ("datetime", "timespan", "guid"):
        p.refuses_null = re.search(rf"\$\{{?(?:\w+:)?{re.escape(p.name)}\b", text, re.I) is None  # PowerShell's own oddity: it works once the body reads it
    if p.type_node is not None or p.validators_given:
        p.constrained = assigned_in(p.name, text)
    return p


def _read_type(p: Param, a: Any) -> None:
    name = a.type_name.full_name.lower()
    if name in ("switch", "switchparameter", "system.management.automation.switchparameter"):
        p.is_switch = True
        p.blank = SWITCH_OFF
        return
    p.type_node = a.type_name
    p.blank = _BLANKS.get(name)


def _read_parameter_attribute(p: Param, a: Any) -> None:
    for arg in a.named_arguments:
        name = arg.argument_name.lower()
        if name == "mandatory" and (arg.expression_omitted or _true(arg.argument)):
            p.mandatory = True
        elif name == "position" and isinstance(arg.argument, ast.ConstantExpressionAst) and arg.argument.value.__class__ is int:
            p.position = arg.argument.value
        elif name not in ("helpmessage", "mandatory"):
            p.plain = False


def _true(node: Any) -> bool:
    return isinstance(node, ast.VariableExpressionAst) and node.variable_path.user_path.lower() == "true" or getattr(node, "value", None) is True


def assigned_in(name: str, text: str) -> bool:
    """May the body write this variable?  (A guess on the safe side, by the text.)"""
    n = re.escape(name)
    pattern = rf"\$(?:local:|private:)?{n}\s*(?:[-+*/%]?=(?!=)|\?\?=|\+\+|--|,[^)]*?=)|(?:\+\+|--)\s*\${n}\b|\(\s*\${n}\s+in\b|\]\s*\${n}\s*=|\[ref\]\s*\${n}\b|-\w*v(?:ar\w*)?\s+\+?['\"]?{n}\b"
    return re.search(pattern, text, re.I) is not None


def write_defaults(g: Gen, sections: Sections) -> None:
    """Parameters without an argument get their default, converted to their type."""
    for p in sections.params:
        if not p.has_default:
            continue
        g.node = p.node
        g.line(f"if not V.__contains__({p.name!r}):")
        g.indent += 1
        value = value_code(g, p.node.default_value)
        if p.type_node is not None:
            g.line(f"V[{p.name!r}] = default_value({g.const('P', p)}, {value})")
        elif p.is_switch:
            g.line(f"V[{p.name!r}] = to_bool({value})")
        elif p.name in RESERVED:
            g.line(f"dict.__setitem__(V, {p.name!r}, {value})")
        else:
            g.line(f"V[{p.name!r}] = {value}")
        g.indent -= 1


# ---- one call an object


def _body_of(block: BlockCode) -> Any:
    """The statements that run for each object."""
    tree = block.ast
    return tree.end_block if tree.end_block is not None else tree.process_block


def compile_item(block: BlockCode) -> Any:
    """factory(F, V, emit) -> item(U)"""
    part = _body_of(block)
    unit = new_unit(block)
    unit.add(0, "def factory(F, V, emit):", block.ast.extent)
    if part is None or (not part.statements and not part.traps):
        unit.add(1, "return drop", block.ast.extent)
        return _factory(unit)
    _write_item(unit, part, "def item(U):")
    unit.add(1, "return item", block.ast.extent)
    return _factory(unit)


def _write_item(unit: Unit, part: Any, head: str) -> None:
    pure = not calls_out(part) and not assigns_under(part) and not unit.debug

    def write(g: Gen) -> None:
        if pure:
            g.under = "U"
            statement_list(g, part.statements, part.traps)
            return
        g.line("old_ = V.get('_', MISSING)")
        g.line("V['_'] = U")
        g.line("try:")
        g.indent += 1
        g.blocks += 1
        if unit.debug:
            braces(g, part.parent, True)
        statement_list(g, part.statements, part.traps)
        if unit.debug:
            braces(g, part.parent, False)
        g.indent -= 1
        g.line("finally: restore_under(V, old_)")
    write_function(unit, head, part, write, 1)


def _factory(unit: Unit) -> Any:
    unit.load()
    return unit.function("factory")


def compile_test(block: BlockCode) -> Any:
    """factory(F, V, emit) -> item(U) that emits U when the block's output is true."""
    part = _body_of(block)
    unit = new_unit(block)
    unit.add(0, "def factory(F, V, emit):", block.ast.extent)
    single = only_statement(part) if part is not None else None
    inner = only_expression(single) if single is not None else None
    if inner is not None and not unit.debug and not isinstance(inner, (ast.UnaryExpressionAst, ast.ConvertExpressionAst)) and not calls_out(inner) and not assigns_under(inner):
        def write(g: Gen) -> None:
            g.under = "U"
            g.node = single

            def tested() -> None:
                test = condition(g, inner)
                g.line(f"if {test}: emit(U)")
            g.guarded(tested)
        write_function(unit, "def item(U):", part, write, 1)
    elif part is None or not (part.statements or part.traps):
        unit.add(1, "item = drop", block.ast.extent)
    else:
        _write_item(unit, part, "def body(U, emit):")
        unit.add(1, "def item(U):", block.ast.extent)
        unit.add(2, "out = []", block.ast.extent)
        unit.add(2, "body(U, out.append)", block.ast.extent)
        unit.add(2, "if to_bool(collapse(out)): emit(U)", block.ast.extent)
    unit.add(1, "return item", block.ast.extent)
    return _factory(unit)


def compile_metadata(block: BlockCode) -> Any:
    from shell.runtime.attributes import metadata_of
    return metadata_of(block)


COMPILERS.update({"sections": compile_sections, "item": compile_item, "test": compile_test, "metadata": compile_metadata})


def compile_expression(node: Any, namespaces: tuple[str, ...] = ()) -> Optional[Callable[[Any, Any], Value]]:
    """A lone expression (an attribute's argument, a property's initial value) as function(F, V) -> value."""
    unit = Unit("expression", namespaces)
    write_function(unit, "def value(F, V):", node, lambda g: g.line(f"return {value_code(g, node)}"))
    unit.load()
    return unit.function("value")


def compile_call(node: Any, F: Any) -> Any:
    """(call site, values) of one command, evaluated now."""
    from shell.compiler.commands import call_site
    unit = Unit("call")

    def write(g: Gen) -> None:
        site, values, _ = call_site(g, node)
        g.line(f"return {site}, {values}")
    write_function(unit, "def call(F, V):", node, write)
    unit.load()
    made = unit.function("call")
    return made(F, F.scope) if made is not None else None


COMPILERS["expression"] = compile_expression
COMPILERS["call"] = compile_call
