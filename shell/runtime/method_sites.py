"""MethodSite: one method call in a script.  Once the class of the target and of the arguments is known, the call goes straight to the function.

Generated code tests `target.__class__ is M.cls` (and the arguments' classes) and then calls `M.fn`.  What M.fn raises is wrapped afterwards, when the
error is looked at: `wrapped` recognizes by the traceback that it came from a direct call.
"""
from __future__ import annotations

from collections.abc import Sequence
from types import CodeType, TracebackType
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.objects import typedata
from shell.objects.member_lookup import class_decides, find_method
from shell.objects.members import invoke_method
from shell.objects.methods import group_of, invocation_failed
from shell.objects.psobject import PSObject

Value = Any
DIRECT: dict[CodeType, list[MethodSite]] = {}


class Unset:
    """The class of nothing: what an unspecialized site expects."""


class MethodSite:
    """`cls`, `a0`, `a1` are the classes for which `fn` is right; `nt` the NetType of a generic list whose Add is list.append."""

    __slots__ = ("name", "cls", "a0", "a1", "fn", "is_void", "nt", "nt_int", "e0", "misses", "extent", "count", "shown")

    def __init__(self, name: str, extent: Any) -> None:
        self.name = name
        self.cls: type = Unset
        self.a0: type = Unset
        self.a1: type = Unset
        self.fn: Any = None
        self.is_void = False
        self.nt: Any = Unset
        self.nt_int: Any = Unset  # the same for elements that are surely Int32
        self.e0: type = Unset
        self.misses = 0
        self.extent = extent
        self.count = 0
        self.shown = name

    def call(self, target: Value, args: Sequence[Value], void: Value = None) -> Value:
        """The general call; learns from what it meets."""
        result = invoke_method(target, self.name, args, void)
        if self.misses < 8:
            self.misses += 1
            self.learn(target, args)
        return result

    def learn(self, target: Value, args: Sequence[Value]) -> None:
        """Specialize for these classes, if the class alone decides which function runs."""
        cls = target.__class__
        folded = self.name.lower()
        if target is None or isinstance(target, PSObject) or len(args) > 2 or folded in typedata.VOLATILE:
            return
        info = find_method(target, folded)
        if info is None:
            return
        group = group_of(info)
        key: Any = None if not args else args[0].__class__ if len(args) == 1 else tuple([a.__class__ for a in args])
        plan = group.plans.get(key)
        if plan is None or not plan.as_is:
            return
        own_type = getattr(target, "net_type", None) is not getattr(cls, "net_type", None)
        if class_decides(cls) and not own_type and not getattr(target, "ps_ext", None):
            self.cls, self.fn, self.is_void = cls, plan.function, plan.is_void
            self.a0 = args[0].__class__ if args else Unset
            self.a1 = args[1].__class__ if len(args) > 1 else Unset
            self.count, self.shown = len(args), group.shown
            code = getattr(plan.function, "__code__", None)
            if code is not None and self not in DIRECT.setdefault(code, []):
                DIRECT[code].append(self)
        elif plan.function is list.append:
            self.nt, self.e0 = target.net_type, args[0].__class__
            if self.e0 is int:
                self.nt_int = self.nt


def wrapped(error: BaseException, tb: Optional[TracebackType]) -> BaseException:
    """An exception of a directly called method as `Exception calling "M" with "n" argument(s): ...`."""
    if not isinstance(error, NetException):
        return error
    extent = None
    after: Any = None
    while tb is not None:
        unit = tb.tb_frame.f_globals.get("__ps__")
        if unit is not None:
            extent, after = unit.extent(tb.tb_lineno), tb.tb_next
        tb = tb.tb_next
    if after is None:
        return error
    for site in DIRECT.get(after.tb_frame.f_code, ()):
        if extent is not None and site.extent.source is extent.source and extent.start <= site.extent.start and site.extent.end <= extent.end:
            from shell.objects.methods import _is_library_error
            from shell.objects.records import MethodException, RuntimeException
            if isinstance(error, (MethodException, RuntimeException)) and error.error_id is not None and not _is_library_error(error):
                return error
            return invocation_failed(site.shown, site.count, error)
    return error
