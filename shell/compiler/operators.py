"""Operators with inline paths for the common classes; everything else goes to shell.objects."""
from __future__ import annotations

from shell.compiler.generator import E, Gen
from shell.language.kinds import TokenKind as K

_QUICK = "1073741823"  # within this Python compares at its quickest; beyond it `wide` looks whether an Int32 overflowed
_ARITHMETIC = {K.Plus: ("+", "add"), K.Minus: ("-", "subtract"), K.Multiply: ("*", "multiply")}
_COMPARE = {K.Ieq: ("==", "op_eq"), K.Ceq: ("==", "op_eq"), K.Ine: ("!=", "op_ne"), K.Cne: ("!=", "op_ne"), K.Igt: (">", "op_gt"), K.Cgt: (">", "op_gt"),
            K.Ige: (">=", "op_ge"), K.Cge: (">=", "op_ge"), K.Ilt: ("<", "op_lt"), K.Clt: ("<", "op_lt"), K.Ile: ("<=", "op_le"), K.Cle: ("<=", "op_le")}
_CASED = frozenset((K.Ceq, K.Cne, K.Cgt, K.Cge, K.Clt, K.Cle, K.Clike, K.Cnotlike, K.Cmatch, K.Cnotmatch, K.Creplace, K.Ccontains, K.Cnotcontains, K.Cin,
                    K.Cnotin, K.Csplit))
_NAMED = {K.Ilike: "op_like", K.Clike: "op_like", K.Inotlike: "op_notlike", K.Cnotlike: "op_notlike", K.Ireplace: "replace_", K.Creplace: "replace_",
          K.Icontains: "op_contains", K.Ccontains: "op_contains", K.Inotcontains: "op_notcontains", K.Cnotcontains: "op_notcontains", K.Iin: "op_in",
          K.Cin: "op_in", K.Inotin: "op_notin", K.Cnotin: "op_notin", K.Isplit: "op_split", K.Csplit: "op_split"}
_PLAIN = {K.Divide: "divide", K.Rem: "modulo", K.DotDot: "range_", K.Format: "format_", K.Join: "op_join", K.Is: "op_is", K.IsNot: "op_isnot",
          K.As: "op_as", K.Band: "bit_and", K.Bor: "bit_or", K.Bxor: "bit_xor", K.Shl: "shift_left", K.Shr: "shift_right"}
_BOOLS = frozenset((K.Is, K.IsNot, K.Icontains, K.Ccontains, K.Inotcontains, K.Cnotcontains, K.Iin, K.Cin, K.Inotin, K.Cnotin))
ASSIGN = {K.PlusEquals: K.Plus, K.MinusEquals: K.Minus, K.MultiplyEquals: K.Multiply, K.DivideEquals: K.Divide, K.RemainderEquals: K.Rem}


def pair(g: Gen, a: E, b: E, cls: str, b_moves_a: bool = False) -> tuple[str, str, str]:
    """(test that both are of class `cls`, text of a, text of b); evaluates each operand exactly once, a before b."""
    if b_moves_a and a.simple and not a.code[0].isdigit():
        a = E(a.code, a.kind, False, a.maybe)
    fa, ta = g.hold(a)
    fb, tb = g.hold(b)
    known_a, known_b = a.kind == cls, b.kind == cls
    test_a = f"{fa}.__class__ is {cls}"
    test_b = f"{fb}.__class__ is {cls}"
    if a.simple and a.code == b.code:
        return ("" if known_a else test_a), ta, tb
    if a.simple and b.simple:
        parts = [t for t, known in ((test_a, known_a), (test_b, known_b)) if not known]
        return " and ".join(parts), ta, tb
    if a.simple:
        return (test_b if known_a else f"{test_b} and {test_a}"), ta, tb
    if b.simple:
        return (test_a if known_b else f"{test_a} and {test_b}"), ta, tb
    return f"({test_a}) & ({test_b})", ta, tb


def arithmetic(g: Gen, op: K, a: E, b: E, moves: bool = False) -> E:
    """+ - * with Int32 and Double inline."""
    symbol, slow = _ARITHMETIC[op]
    if op is K.Plus and a.kind == "str" and b.kind == "str":
        return E(f"({a.code} + {b.code})", "str")
    if a.kind == "str" or a.kind == "list":
        return E(f"{slow}({a.code}, {b.code})", "str" if a.kind == "str" and op is K.Plus else "")
    floats = "float" in (a.maybe, b.maybe)
    if floats and a.kind == "float" and a.simple and not b.kind:
        fb, tb = g.hold(b)
        return E(f"({a.code} {symbol} {tb} if {fb}.__class__ in NUMBERS else {slow}({a.code}, {tb}))", "", maybe="float")
    test, ta, tb = pair(g, a, b, "float" if floats else "int", moves)
    if floats:
        return E(f"({ta} {symbol} {tb} if {test or 'True'} else {slow}({ta}, {tb}))", "", maybe="float")
    r = g.temp()
    if op is K.Plus and _small(b.code):
        bounds = f"({r} := {ta} + {tb}) <= {_QUICK}"
    elif op is K.Minus and _small(b.code):
        bounds = f"({r} := {ta} - {tb}) >= -{_QUICK}"
    else:
        bounds = f"-{_QUICK} <= ({r} := {ta} {symbol} {tb}) <= {_QUICK}"
    ints = f"({r} if {bounds} else wide({r}))"
    if not test:
        e = E(ints, "", maybe="int")
        e.raw = f"({ta} {symbol} {tb})" if a.simple and b.simple else None
        return e
    if not a.kind and g.locals:
        return E(f"({ints} if {test} else {ta} {symbol} {tb} if {ta}.__class__ is float and {tb}.__class__ in NUMBERS else {slow}({ta}, {tb}))", "", maybe="int")
    return E(f"({ints} if {test} else {slow}({ta}, {tb}))", "", maybe="int")


def _small(code: str) -> bool:
    return code.isdigit() and len(code) < 9


def divide(g: Gen, a: E, b: E) -> E:
    if a.kind == "float" and a.simple and b.raw is not None:
        r = g.temp()
        return E(f"({a.code} / {r} if ({r} := {b.raw}) else divide({a.code}, 0))", "float")
    fa, ta = g.hold(a)
    fb, tb = g.hold(b)
    if a.kind == "float" and a.simple:
        return E(f"({ta} / {tb} if {fb}.__class__ in NUMBERS and {tb} else divide({ta}, {tb}))", "", maybe="float")
    if b.simple and b.kind == "int" and _small(b.code) and b.code != "0":
        ints = f"({ta} // {b.code} if {ta} % {b.code} == 0 else {ta} / {b.code})"
        if a.kind == "int":
            return E(f"({ta} // {b.code} if {fa} % {b.code} == 0 else {ta} / {b.code})", "")
        return E(f"({ints} if {fa}.__class__ is int else divide({ta}, {b.code}))", "")
    if a.simple or b.simple:
        test = f"{fb}.__class__ in NUMBERS and {fa}.__class__ is float and {tb}" if a.simple else f"{fa}.__class__ is float and {fb}.__class__ in NUMBERS and {tb}"
        return E(f"({ta} / {tb} if {test} else divide({ta}, {tb}))", "")
    return E(f"divide({a.code}, {b.code})", "")


def modulo(g: Gen, a: E, b: E) -> E:
    if b.simple and b.code.isdigit() and b.code != "0":
        fa, ta = g.hold(a)
        if a.natural:
            e = E(f"({fa} % {b.code})", "int")
            e.natural = True
            return e
        if a.kind == "int":
            return E(f"({ta} % {b.code} if {fa} >= 0 else modulo({ta}, {b.code}))", "int")
        test, fast, slow = f"{fa}.__class__ is int and {ta} >= 0", f"{ta} % {b.code}", f"modulo({ta}, {b.code})"
        e = E(f"({fast} if {test} else {slow})", "", maybe="int")
        e.parts = (test, fast, slow)
        return e
    return E(f"modulo({a.code}, {b.code})")


def compare(g: Gen, op: K, a: E, b: E, condition: bool = False, moves: bool = False) -> E:
    """Comparison; with `condition` the result is a Python bool for sure."""
    symbol, slow = _COMPARE[op]
    cased = op in _CASED
    tail = ", False" if cased else ""
    wrap = "to_bool({})" if condition else "{}"
    kind = "bool" if condition else ""
    if b.kind == "null" and op in (K.Ieq, K.Ine, K.Ceq, K.Cne):
        fa, ta = g.hold(a)
        is_ = "is" if symbol == "==" else "is not"
        call = f"{slow}({ta}, None{tail})"
        return E(f"({fa} {is_} None if {ta}.__class__ not in LISTS else {wrap.format(call)})" if a.simple
                 else f"({ta} {is_} None if {fa}.__class__ not in LISTS else {wrap.format(call)})", kind, maybe="bool")
    if a.kind == "null" and op in (K.Ieq, K.Ine, K.Ceq, K.Cne):
        return E(f"({b.code} {'is' if symbol == '==' else 'is not'} None)", "bool")
    if (a.kind == "str" or b.kind == "str" or "str" in (a.maybe, b.maybe)) and symbol in ("==", "!="):
        test, ta, tb = pair(g, a, b, "str", moves)
        fold = f"({ta} {symbol} {tb})" if cased else (
            f"({ta} == {tb} or {_lower(ta)} == {_lower(tb)})" if symbol == "==" else f"({ta} != {tb} and {_lower(ta)} != {_lower(tb)})")
        if not test:
            return E(fold, "bool")
        call = f"{slow}({ta}, {tb}{tail})"
        return E(f"({fold} if {test} else {wrap.format(call)})", kind, maybe="bool")
    if a.parts is not None and b.kind == "int" and b.simple:
        test, fast, other = a.parts
        call = f"{slow}({other}, {b.code}{tail})"
        return E(f"({fast} {symbol} {b.code} if {test} else {wrap.format(call)})", kind, maybe="bool")
    cls = "float" if "float" in (a.maybe, b.maybe) and "int" not in (a.kind, b.kind) else "int"
    test, ta, tb = pair(g, a, b, cls, moves)
    if not test:
        return E(f"({ta} {symbol} {tb})", "bool")
    call = f"{slow}({ta}, {tb}{tail})"
    return E(f"({ta} {symbol} {tb} if {test} else {wrap.format(call)})", kind, maybe="bool")


def _lower(code: str) -> str:
    return repr(code[1:-1].lower()) if code[:1] == "'" and "\\" not in code else f"{code}.lower()"


def binary(g: Gen, op: K, a: E, b: E, moves: bool = False) -> E:
    """Any binary operator on two evaluated operands (not -and -or ?? and friends)."""
    if op in _ARITHMETIC:
        return arithmetic(g, op, a, b, moves)
    if op in _COMPARE:
        return compare(g, op, a, b, False, moves)
    if op is K.Divide:
        return divide(g, a, b)
    if op is K.Rem:
        return modulo(g, a, b)
    if op in (K.Imatch, K.Cmatch, K.Inotmatch, K.Cnotmatch):
        name = "match_" if op in (K.Imatch, K.Cmatch) else "notmatch_"
        return E(f"{name}(V, {a.code}, {b.code}, {op not in _CASED})", "", maybe="bool")
    if op in _NAMED:
        tail = ", False" if op in _CASED else ""
        return E(f"{_NAMED[op]}({a.code}, {b.code}{tail})", "bool" if op in _BOOLS else "")
    if op in _PLAIN:
        kind = "bool" if op in _BOOLS else "str" if op in (K.Join, K.Format) else ""
        extra = ", V" if op is K.Format else ""
        return E(f"{_PLAIN[op]}({a.code}, {b.code}{extra})", kind)
    raise NotImplementedError(f"operator {op}")


