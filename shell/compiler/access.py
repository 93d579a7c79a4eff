"""Members, indexes, casts: reading them and calling them."""
from __future__ import annotations

from typing import Any

from shell.clr.typeinfo import LAZY, REGISTRY
from shell.compiler.expressions import code, condition, expr, moves, pairs_text, type_code, writes
from shell.compiler.generator import E, Gen, only_expression, string_constant
from shell.language import nodes as ast
from shell.runtime.method_sites import MethodSite

Value = Any
#: methods that may run script blocks with the variables of the caller
SCRIPT_CALLS = frozenset(("foreach", "where", "invoke", "invokereturnasis", "invokewithcontext", "getnewclosure", "getsteppablepipeline"))


def member_name(g: Gen, node: Any) -> tuple[str, bool]:
    """(text of the member's name as an expression, is it constant)."""
    name = string_constant(node.member)
    if name is not None:
        return repr(name), True
    if isinstance(node.member, ast.ConstantExpressionAst) and node.member.value.__class__ is int:
        return str(node.member.value), True
    return f"{code(g, node.member)}", False


@writes(ast.MemberExpressionAst)
def member(g: Gen, node: Any) -> E:
    name, constant = member_name(g, node)
    if node.static:
        target = type_code(g, node.expression.type_name) if isinstance(node.expression, ast.TypeExpressionAst) else code(g, node.expression)
        return E(f"get_static({target}, {name if constant else f'text({name}, V)'})")
    if node.null_conditional:
        first, again = g.hold(expr(g, node.expression))
        return E(f"(getp({again}, {name}, -1) if {first} is not None else None)")
    return E(f"getp({code(g, node.expression)}, {name}, -1)")


@writes(ast.InvokeMemberExpressionAst)
def invoke(g: Gen, node: Any) -> E:
    """A method call.  In statements `void` tells a method without result; as a value it is null."""
    return E(call_text(g, node, "None"), "", void=True)


def call_text(g: Gen, node: Any, void: str) -> str:
    name, constant = member_name(g, node)
    if not constant:
        name = f"method_name({name}, V)"
    if node.static:
        return _static(g, node, name, void)
    name_text = string_constant(node.member)
    as_type = _cast_target(node.expression)
    if as_type is not None:
        inner_args = "(" + ", ".join(argument(g, a) for a in node.arguments) + ("," if len(node.arguments) == 1 else "") + ")"
        return f"call_as({code(g, as_type.child)}, {type_code(g, as_type.type.type_name)}, {name}, {inner_args}, {void})"
    target = expr(g, node.expression)
    if name_text_plain(node) and len(node.arguments) <= 2:
        return _site_call(g, node, target, void)
    args = "(" + ", ".join(argument(g, a) for a in node.arguments) + ("," if len(node.arguments) == 1 else "") + ")"
    if name_text is not None and name_text.lower() in ("foreach", "where"):
        text = "collection_call(F, V, {}, " + f"{name}, {args}, {void})"
    elif node.generic_type_arguments:
        types = ", ".join(type_code(g, t) for t in node.generic_type_arguments)
        text = "generic_call({}, " + f"{name}, ({types},), {args}, {void})"
    else:
        text = "invoke_method({}, " + f"{name}, {args}, {void})"
    if node.null_conditional:
        first, again = g.hold(target)
        return f"({text.replace('{}', again, 1)} if {first} is not None else None)"
    return text.replace("{}", target.code, 1)


def name_text_plain(node: Any) -> bool:
    """A call by a plain name that a MethodSite can serve."""
    name = string_constant(node.member)
    return (name is not None and not node.generic_type_arguments and not node.null_conditional and name.lower() not in SCRIPT_CALLS
            and name.lower() not in ("where", "foreach"))


def _site_call(g: Gen, node: Any, target: E, void: str) -> str:
    """A method call through a MethodSite: direct when the classes are those it has learned."""
    m = g.const("M", MethodSite(node.member.value, node.extent))
    first, t = g.hold(target)
    args = [expr(g, a) for a in node.arguments]
    inline = _text_method(node.member.value.lower(), t, args)
    if inline is not None and target.kind in ("", "str"):
        slow = f"{m}.call({t}, ({''.join(a.code + ', ' for a in args)}), {void})"
        return f"({inline[1]} if {first}.__class__ is str and {inline[0]} else {slow})"
    if target.kind and target.kind != "str":
        return f"{m}.call({target.code}, ({''.join(a.code + ', ' for a in args)}), {void})"
    tests = [f"{first}.__class__ is {m}.cls"]
    texts = []
    for i, a in enumerate(args):
        fa, ta = g.hold(a)
        texts.append(ta)
        tests.append(f"{fa}.__class__ is {m}.a{i}")
    complex_args = any(not a.simple for a in args)
    test = " & ".join(f"({x})" for x in tests) if complex_args else " and ".join(tests)
    direct = f"{m}.fn({', '.join([t, *texts])})"
    if void != "None":
        direct = f"({direct} if not {m}.is_void else void_of({', '.join([m, t, *texts])}))"
    return f"({direct} if {test} else {m}.call({t}, ({''.join(x + ', ' for x in texts)}), {void}))"


def _text_method(name: str, t: str, args: list[E]) -> Any:
    """(further condition, Python text) of a method of strings that Python has just so; else None."""
    if name in ("toupper", "tolower") and not args:
        return f"{t}.isascii()", f"{t}.{name[2:]}()"
    if name == "replace" and len(args) == 2 and all(a.kind == "str" and a.simple for a in args) and args[0].code not in ("''", '""'):
        return "True", f"{t}.replace({args[0].code}, {args[1].code})"
    if name == "substring" and len(args) == 1 and args[0].simple and args[0].code.isdigit():
        return f"{args[0].code} <= len({t})", f"{t}[{args[0].code}:]"
    return None


def _cast_target(node: Any) -> Any:
    """The cast in ([Base]$this).M() when it is to a type that a script may have defined; else None."""
    while isinstance(node, ast.ParenExpressionAst):
        node = only_expression(node.pipeline)
    if isinstance(node, ast.ConvertExpressionAst) and not isinstance(node.child, (ast.HashtableAst, ast.ConstantExpressionAst)):
        name = node.type.type_name
        if not name.is_array and not name.is_generic and REGISTRY.get(name.full_name.lower()) is None and LAZY.get(name.full_name.lower()) is None \
                and REGISTRY.get("system." + name.full_name.lower()) is None and LAZY.get("system." + name.full_name.lower()) is None \
                and name.full_name.lower() not in ("ref", "pscustomobject", "psobject", "ordered", "void"):
            return node
    return None


def _static(g: Gen, node: Any, name: str, void: str) -> str:
    args = "(" + ", ".join(argument(g, a) for a in node.arguments) + ("," if len(node.arguments) == 1 else "") + ")"
    if isinstance(node.expression, ast.TypeExpressionAst):
        target = type_code(g, node.expression.type_name)
        if name.lower() == "'new'":
            return f"new_instance({target}, {args})"
    else:
        target = code(g, node.expression)
    if node.generic_type_arguments:
        types = ", ".join(type_code(g, t) for t in node.generic_type_arguments)
        return f"generic_static({target}, {name}, ({types},), {args}, {void})"
    return f"invoke_static({target}, {name}, {args}, {void})"


@writes(ast.BaseCtorInvokeMemberExpressionAst)
def base_constructor(g: Gen, node: Any) -> E:
    args = "(" + ", ".join(argument(g, a) for a in node.arguments) + ("," if len(node.arguments) == 1 else "") + ")"
    this = g.locals.get("this", "V['this']")
    return E(f"call_base({g.in_class}, {this}, {args})", "", void=True)


def argument(g: Gen, node: Any) -> str:
    """An argument of a method: [ref]$x is a reference to the variable."""
    return code(g, node)


@writes(ast.IndexExpressionAst)
def index(g: Gen, node: Any) -> E:
    target, at = expr(g, node.target), expr(g, node.index)
    if isinstance(node.index, ast.ConvertExpressionAst) and node.index.type.type_name.full_name.lower() in ("object", "system.object"):
        return E(f"get_by_key({target.code}, {at.code})")
    if node.null_conditional:
        first, again = g.hold(target)
        return E(f"(get_index({again}, {at.code}) if {first} is not None else None)")
    return read_index(g, target, at, moves(node.index))


def read_index(g: Gen, target: E, at: E, moving: bool = False) -> E:
    if at.kind == "str":
        first, again = g.hold(target)
        lower = _folded(at.code)
        if lower is not None:
            return E(f"({again}._v.get({lower}) if {first}.__class__ is Hashtable and {again}.ignore_case else get_index({again}, {at.code}))")
        fa, ta = g.hold(at)
        if target.simple or at.simple:
            return E(f"({again}._v.get({fa}.lower()) if {first}.__class__ is Hashtable and {again}.ignore_case else get_index({again}, {ta if at.simple else at.code}))"
                     if at.simple else f"get_index({target.code}, {at.code})")
        return E(f"get_index({target.code}, {at.code})")
    if target.kind == "null":
        return E(f"get_index(None, {at.code})")
    if target.simple and target.kind not in ("int", "str", "float", "bool", "null"):
        known = g.before_region(target.code, f"{target.code}.__class__ in SEQUENCES") if at.kind == "int" and not moving else None
        fa, ta = g.hold(at)
        if known is not None:
            floor = "" if at.natural else "0 <= "
            return E(f"({target.code}[{ta}] if {known} and {floor}{fa} < len({target.code}) else get_index({target.code}, {at.code}))")
        a, _ = g.hold(target)
        if at.kind == "int":
            return E(f"({a}[{ta}] if 0 <= {fa} and ({a}.__class__ is list or {a}.__class__ in SEQUENCES) and {ta} < len({a}) else get_index({a}, {ta}))")
        test = f"{fa}.__class__ is int and "
        return E(f"({a}[{ta}] if {test}({a}.__class__ is list or {a}.__class__ in SEQUENCES) and 0 <= {ta} < len({a}) else get_index({a}, {ta}))")
    if at.kind == "int" and at.simple and at.code.isdigit():
        first, again = g.hold(target)
        if target.kind in ("int", "str", "float", "bool"):
            return E(f"get_index({target.code}, {at.code})")
        return E(f"({again}[{at.code}] if {first}.__class__ in SEQUENCES and {at.code} < len({again}) else {again}._v.get({at.code}) "
                 f"if {again}.__class__ is Hashtable else get_index({again}, {at.code}))")
    return E(f"get_index({target.code}, {at.code})")


def _folded(code_text: str) -> Any:
    """The lower-case literal of a plain string literal, else None."""
    if code_text[:1] in "'\"" and "\\" not in code_text and code_text[-1:] == code_text[:1]:
        return repr(code_text[1:-1].lower())
    return None


@writes(ast.ConvertExpressionAst)
def convert(g: Gen, node: Any) -> E:
    name = node.type.type_name.full_name.lower()
    child = node.child
    if name == "void":
        return E(f"nothing({code(g, child)})", "null", void=True)
    if isinstance(child, ast.HashtableAst):
        if name == "ordered":
            return E(f"ordered({pairs_text(g, child)})")
        if name in ("pscustomobject", "system.management.automation.pscustomobject", "psobject"):
            return custom_object(g, child)
    if name == "ref" and isinstance(child, (ast.VariableExpressionAst, ast.MemberExpressionAst, ast.IndexExpressionAst)):
        return reference(g, child)
    if name in ("bool", "system.boolean"):
        return E(condition(g, child), "bool")
    e = expr(g, child)
    if name in ("int", "int32", "system.int32"):
        if e.kind == "int":
            return e
        first, again = g.hold(e)
        return E(f"({again} if {first}.__class__ is int else to_int({again}))", "int")
    if name in ("string", "system.string"):
        if e.kind == "str":
            return e
        first, again = g.hold(e)
        return E(f"({again} if {first}.__class__ is str else text({again}, V))", "str")
    if name in ("double", "system.double", "float64"):
        first, again = g.hold(e)
        return E(f"({again} if {first}.__class__ is float else to_double({again}))", "float")
    if name in ("pscustomobject", "psobject", "system.management.automation.psobject"):
        return E(f"to_custom({e.code})")
    if name in ("object", "system.object"):
        return e
    return E(f"convert({e.code}, {type_code(g, node.type.type_name)})")


def custom_object(g: Gen, node: Any) -> E:
    """[pscustomobject]@{ }: a bag made at once when the keys are plain names."""
    from shell.compiler.expressions import statement_value
    parts = []
    for key, value in node.key_value_pairs:
        name = string_constant(key)
        if name is None or name.lower() == "pstypename":
            return E(f"custom({pairs_text(g, node)})")
        parts.append(f"{name!r}: {statement_value(g, value).code}")
    return E("PSCustomObject({" + ", ".join(parts) + "})")


def reference(g: Gen, child: Any) -> E:
    """[ref]$x"""
    if isinstance(child, ast.VariableExpressionAst) and child.variable_path.user_path.lower() != "null":
        path = child.variable_path
        key = g.variable_key(path) if not path.qualifier else path.name.lower()
        return E(f"reference(V, {path.scope!r}, {key!r})")
    return E(f"value_reference({code(g, child)})")


