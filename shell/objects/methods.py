"""Calling library methods and constructors: a prepared group per method, one plan per argument classes, PowerShell's errors around both.

A plan keeps the chosen overload and a converter an argument, so that a call in a loop costs a dictionary look-up and the call itself.
"""
from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Callable, Optional

from shell.clr.arrays import make_array
from shell.clr.exceptions import NetException
from shell.clr.numbers import Char, Int64
from shell.clr.typeinfo import OBJECT, MethodInfo, NetType
from shell.objects.conversion import argument_failed, convert
from shell.objects.overloads import Candidate, candidates, choose
from shell.objects.psobject import PSObject
from shell.objects.records import MethodException, MethodInvocationException, RuntimeException, TerminatingError
from shell.objects.text import type_name

Value = Any
_EXACT = frozenset([str, int, float, bool, Decimal, Char, Int64])


class Plan:
    """How to call one overload with arguments of certain classes.  `as_is`: no argument needs converting."""

    __slots__ = ("function", "candidate", "as_is", "is_void", "converts")

    def __init__(self, candidate: Candidate, args: Sequence[Value]) -> None:
        self.candidate = candidate
        self.function = candidate.overload.function
        self.converts = [r or t is OBJECT or (a.__class__ is t.python_class and a.__class__ in _EXACT)
                         for a, t, r in zip(args, candidate.types, candidate.by_ref)]
        self.as_is = all(self.converts) and candidate.expanded_from < 0
        self.is_void = candidate.overload.return_type in ("void", "System.Void")

    def convert(self, args: Sequence[Value], shown: str) -> list[Value]:
        """The arguments as the function wants them; params become one array."""
        c = self.candidate
        out = []
        for arg, t, name, keep in zip(args, c.types, c.names, self.converts):
            if not keep:
                try:
                    arg = convert(arg, t)
                except NetException as error:
                    raise argument_failed(arg, t, name, shown, error) from None
            out.append(arg)
        if c.expanded_from >= 0:
            at = c.expanded_from
            array = c.overload.params[at].type_name
            from shell.objects.overloads import parameter_type
            element = parameter_type(array).element or OBJECT
            out[at:] = [make_array(element, out[at:])]
        return out


class Group:
    """A method group ready to be called.  `shown` is its name in errors; plans are kept by the arguments' classes."""

    __slots__ = ("info", "shown", "plans", "missing_name")

    def __init__(self, info: MethodInfo, shown: Optional[str] = None, missing_name: Optional[str] = None) -> None:
        self.info = info
        self.shown = shown or info.name
        self.missing_name = missing_name or self.shown
        self.plans: dict[Any, Plan] = {}

    def call(self, target: Value, args: Sequence[Value], void: Value = None) -> Value:
        """Call on an instance.  `void` is what a void method returns."""
        return self._run((target,), args, void)

    def call_static(self, args: Sequence[Value], void: Value = None) -> Value:
        """Call a static method or a constructor."""
        return self._run((), args, void)

    def _run(self, target: tuple[Value, ...], args: Sequence[Value], void: Value) -> Value:
        count = len(args)
        plan = self.plans.get(args[0].__class__ if count == 1 else tuple([a.__class__ for a in args]) if count else None) or self.plan(args)
        if not plan.as_is:
            args = plan.convert(args, self.shown)
        try:
            result = plan.function(*target, *args)
        except NetException as error:
            raise self.failed(error, args, plan) from error
        return void if plan.is_void else result

    def plan(self, args: Sequence[Value]) -> Plan:
        """Choose the overload; kept when the choice depends on the arguments' classes alone."""
        found = candidates(self.info, len(args))
        best, ambiguous = choose(found, args, len(self.info.overloads))
        if best is None:
            raise MethodException(f'Cannot find an overload for "{self.missing_name}" and the argument count: "{len(args)}".', error_id="MethodCountCouldNotFindBest")
        if ambiguous and self.shown.startswith("op_"):
            raise MethodException(f'Multiple ambiguous overloads found for "{self.missing_name}" and the argument count: "{len(args)}".',
                                  error_id="MethodAmbiguousException")
        made = Plan(best, args)
        if len(found) == 1 or all(_class_decides(a) for a in args):
            key = tuple([a.__class__ for a in args])
            self.plans[key if len(key) > 1 else key[0] if key else None] = made
        return made

    def failed(self, error: NetException, args: Sequence[Value], plan: Plan) -> NetException:
        """What a throwing method turns into: `Exception calling "M" with "n" argument(s): "..."`."""
        if isinstance(error, (MethodException, RuntimeException)) and error.error_id is not None and not _is_library_error(error):
            return error
        count = len(args) if plan.candidate.expanded_from < 0 else len(plan.candidate.types)
        return invocation_failed(self.shown, count, error)


def _is_library_error(error: NetException) -> bool:
    return error.short_name not in ("RuntimeException", "MethodInvocationException", "MethodException", "PSInvalidCastException", "ParameterBindingException")


def _class_decides(value: Value) -> bool:
    """False for values whose .NET type (hence the ranking) may differ among instances of their class."""
    cls = value.__class__
    return cls is not PSObject and (cls in _EXACT or value is None or cls is list or not hasattr(cls, "net_type") or isinstance(cls.net_type, NetType))


def invocation_failed(name: str, count: int, error: NetException) -> NetException:
    """`Exception calling "Substring" with "1" argument(s): "..."`; the id is the inner exception's short name."""
    return MethodInvocationException(f'Exception calling "{name}" with "{count}" argument(s): "{error.message}"', error, error_id=error.short_name,
                                     category="NotSpecified")


_GROUPS: dict[MethodInfo, Group] = {}


def group_of(info: MethodInfo) -> Group:
    """The prepared form of a method group."""
    found = _GROUPS.get(info)
    if found is None or len(found.info.overloads) != len(info.overloads):
        found = _GROUPS[info] = Group(info)
    return found


def invoke_overloads(info: MethodInfo, target: Value, args: Sequence[Value]) -> Value:
    """Call a method group found elsewhere; static ones ignore the target."""
    group = group_of(info)
    return group.call_static(args) if info.is_static else group.call(target, args)


def bind_method(owner: NetType, info: MethodInfo) -> Callable[..., Value]:
    """The callable(value, args, void=None) of an instance method."""
    return group_of(info).call


# --- constructors ------------------------------------------------------------------------------------------------------------------------

_CONSTRUCTORS: dict[NetType, Group] = {}


def constructor_group(t: NetType) -> Group:
    """The constructors of a type as a group: `.ctor` in conversion and throwing errors, `new` when none fits."""
    found = _CONSTRUCTORS.get(t)
    if found is None or len(found.info.overloads) != len(t.constructors):
        info = MethodInfo(".ctor", True)
        info.overloads = list(t.constructors)
        found = _CONSTRUCTORS[t] = Group(info, ".ctor", "new")
    return found


def construct(t: NetType, args: Sequence[Value]) -> Value:
    """[T]::new(args)."""
    if t.element is not None and not t.constructors:
        return _new_array(t, args)
    return constructor_group(t).call_static(args)


def _new_array(t: NetType, args: Sequence[Value]) -> Value:
    from shell.clr.arrays import new_array
    from shell.objects.conversion import to_int
    element = t.element
    assert element is not None
    rank = t.full_name[len(element.full_name):].count(",") + 1
    if len(args) != rank:
        raise MethodException(f'Cannot find an overload for "new" and the argument count: "{len(args)}".', error_id="MethodCountCouldNotFindBest")
    sizes = [to_int(a) for a in args]
    try:
        return new_array(element, *sizes)
    except NetException as error:
        raise invocation_failed(".ctor", len(args), error) from error


# --- script methods ----------------------------------------------------------------------------------------------------------------------

def call_script_method(name: str, script: Value, this: Value, args: Sequence[Value]) -> Value:
    """A ScriptMethod: what it throws is wrapped, id ScriptMethodRuntimeException; conversion errors of its parameters are not."""
    from shell.objects import hooks
    try:
        return hooks.current().run_script(script, this=this, args=args)
    except TerminatingError as error:
        inner = error.record.exception
        if not error.ends_script:
            if error.record.error_id == "ParameterArgumentTransformationError" and isinstance(inner.inner, NetException):
                raise inner.inner from error  # the conversion's own error
            raise
        message = f'Exception calling "{name}" with "{len(args)}" argument(s): "{inner.message}"'
        raise MethodInvocationException(message, inner, error_id="ScriptMethodRuntimeException", category="NotSpecified") from error


def missing_method(value: Value, name: str, net_type: Optional[NetType] = None) -> NetException:
    """`Method invocation failed because [T] does not contain a method named 'x'.`"""
    shown = net_type.full_name if net_type is not None else type_name(value)
    return RuntimeException(f"Method invocation failed because [{shown}] does not contain a method named '{name}'.", error_id="MethodNotFound",
                            category="InvalidOperation", target=name)


def null_method(name: str) -> NetException:
    return RuntimeException("You cannot call a method on a null-valued expression.", error_id="InvokeMethodOnNull", category="InvalidOperation")


def definitions(info: MethodInfo) -> list[str]:
    """OverloadDefinitions, as `'abc'.Substring` lists them."""
    return [("static " if info.is_static else "") + o.signature for o in info.overloads]


__all__ = ["Group", "Plan", "bind_method", "call_script_method", "construct", "constructor_group", "definitions", "group_of", "invocation_failed",
           "invoke_overloads", "missing_method", "null_method"]
