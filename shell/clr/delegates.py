"""Delegates: Action, Func, Predicate, Comparison ... as callables around a ScriptBlock (or any Python callable)."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr import upcalls
from shell.clr.exceptions import ArgumentException
from shell.clr.generics import Declarer, define
from shell.clr.typeinfo import NetType, lookup, typeof

Value = Any
DELEGATE = NetType("System.Delegate", interfaces=("System.ICloneable",))
MULTICAST = NetType("System.MulticastDelegate", base=DELEGATE, interfaces=("System.ICloneable",))


class NetDelegate:
    """One delegate instance; calling it runs the script with the arguments and converts what it returns."""

    __slots__ = ("script", "net_type", "result", "ps_ext")

    def __init__(self, script: Value, net_type: NetType, result: Optional[NetType]) -> None:
        self.script, self.net_type, self.result = script, net_type, result
        self.ps_ext: Optional[dict[str, Value]] = None

    def __call__(self, *arguments: Value) -> Value:
        script = self.script
        if getattr(script, "net_type", None) is None and callable(script) and not _is_script(script):
            out = script(*arguments)
        else:
            out = upcalls.invoke(script, list(arguments))
        return None if self.result is None else upcalls.convert(out, self.result)

    def __repr__(self) -> str:
        return f"<{self.net_type.name} {self.script!r}>"


DELEGATE.python_class = NetDelegate
DELEGATE.prop("Target", "System.Object")(lambda d: d.script)
DELEGATE.method("System.Object DynamicInvoke(Params System.Object[] args)")(lambda d, args: d(*args))
DELEGATE.method("System.Object Clone()")(lambda d: d)


def _is_script(value: Value) -> bool:
    return typeof(value).full_name == "System.Management.Automation.ScriptBlock"


def delegate_type(t: NetType, result: Optional[NetType], parameters: str) -> NetType:
    """Make t a delegate type: it converts from script blocks and has Invoke; result None means void."""
    t.base = MULTICAST

    def convert_from(value: Value) -> Value:
        if isinstance(value, NetDelegate):
            return value if value.net_type is t else NetDelegate(value.script, t, result)
        if _is_script(value) or (callable(value) and not isinstance(value, type)):
            return NetDelegate(value, t, result)
        return NotImplemented
    t.convert_from = convert_from
    t.new(f"{t.full_name} new(scriptblock script)")(lambda script: NetDelegate(script, t, result))
    t.method(f"System.Object Invoke({parameters})" if result is not None else f"void Invoke({parameters})")(lambda d, *a: d(*a))
    return t


def make_delegate(script: Value, t: NetType) -> NetDelegate:
    """A delegate of type t around a script; ArgumentException when t is no delegate type."""
    made = t.convert_from(script) if t.convert_from is not None else NotImplemented
    if not isinstance(made, NetDelegate):
        raise ArgumentException(f"Type must derive from Delegate. (Parameter '{t.name}')")
    return made


def _parameters(d: Declarer, count: int) -> str:
    from shell.clr.generics import ps_name
    names = ["obj"] if count == 1 else [f"arg{i + 1}" for i in range(count)]
    return ", ".join(f"{ps_name(t)} {n}" for t, n in zip(d.type.arguments, names))


def _action(d: Declarer) -> None:
    delegate_type(d.type, None, _parameters(d, len(d.type.arguments)))


def _func(d: Declarer) -> None:
    delegate_type(d.type, d.type.arguments[-1], _parameters(d, len(d.type.arguments) - 1))


def _predicate(d: Declarer) -> None:
    delegate_type(d.type, lookup("System.Boolean"), _parameters(d, 1))


def _comparison(d: Declarer) -> None:
    t = d.fill("T")
    delegate_type(d.type, lookup("System.Int32"), f"{t} x, {t} y")


for _n in range(1, 17):
    define("System.Action", *(f"T{i}" for i in range(1, _n + 1)), base=MULTICAST)(_action)
for _n in range(17):
    define("System.Func", *(f"T{i}" for i in range(1, _n + 1)), "TResult", base=MULTICAST)(_func)
define("System.Predicate", "T", base=MULTICAST)(_predicate)
define("System.Comparison", "T", base=MULTICAST)(_comparison)
define("System.Converter", "TInput", "TOutput", base=MULTICAST)(_func)
define("System.EventHandler", "TEventArgs", base=MULTICAST)(lambda d: (delegate_type(d.type, None, "System.Object sender, " + d.fill("TEventArgs") + " e"), None)[1])

for _name, _signature in (("System.Action", ""), ("System.EventHandler", "System.Object sender, System.EventArgs e"), ("System.Threading.ThreadStart", ""),
                          ("System.Threading.ParameterizedThreadStart", "System.Object obj"), ("System.Threading.WaitCallback", "System.Object state"),
                          ("System.Threading.TimerCallback", "System.Object state"),
                          ("System.Timers.ElapsedEventHandler", "System.Object sender, System.Timers.ElapsedEventArgs e"),
                          ("System.Collections.Specialized.NotifyCollectionChangedEventHandler", "System.Object sender, System.EventArgs e"),
                          ("System.IO.FileSystemEventHandler", "System.Object sender, System.IO.FileSystemEventArgs e"),
                          ("System.Diagnostics.DataReceivedEventHandler", "System.Object sender, System.Diagnostics.DataReceivedEventArgs e")):
    delegate_type(NetType(_name, base=MULTICAST), None, _signature)
delegate_type(NetType("System.Text.RegularExpressions.MatchEvaluator", base=MULTICAST), lookup("System.String"), "System.Text.RegularExpressions.Match match")
