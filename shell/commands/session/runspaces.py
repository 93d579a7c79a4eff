"""Runspaces as scripts see them: [runspacefactory], runspace pools, Get-Runspace, and the variables of another runspace."""
from __future__ import annotations

import threading
from typing import Any, Optional

from shell.clr.exceptions import define_exception
from shell.clr.typeinfo import NetType
from shell.objects.records import RuntimeException
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
_R = "System.Management.Automation.Runspaces."
InvalidRunspaceStateException = define_exception(_R + "InvalidRunspaceStateException", RuntimeException)
_lock = threading.Lock()
_all: list[Runspace] = []  # guarded by _lock: runspaces that are not closed


class Runspace:
    """A runspace: `ctx` is made when it is opened.  State: BeforeOpen, Opened, Closed."""

    _next = 1

    def __init__(self, parent: Any, ctx: Any = None) -> None:
        self.parent = parent
        self.ctx: Any = ctx
        self.state = "BeforeOpen" if ctx is None else "Opened"
        self.busy = False
        self.initial: Optional[InitialState] = None
        with _lock:
            self.id = Runspace._next
            Runspace._next += 1
            _all.append(self)
        self.name = f"Runspace{self.id}"
        self.ps_ext: Any = None

    def open(self) -> None:
        if self.state == "Opened":
            raise InvalidRunspaceStateException("Cannot perform operation because the runspace is not in the BeforeOpen state. Current state of runspace is 'Opened'.")
        self.ctx = self.parent.spawn()
        self.state = "Opened"
        if self.initial is not None:
            self.initial.apply(self.ctx)

    def close(self) -> None:
        self.state = "Closed"
        with _lock:
            if self in _all:
                _all.remove(self)

    @property
    def availability(self) -> str:
        return "None" if self.state != "Opened" else "Busy" if self.busy else "Available"


class InitialState:
    """InitialSessionState: variables and functions a runspace starts with."""

    def __init__(self) -> None:
        self.variables: list[Value] = []
        self.commands: list[Value] = []
        self.ps_ext: Any = None

    def apply(self, ctx: Any) -> None:
        for entry in self.variables:
            ctx.global_state.top.put(entry.name.lower(), entry.value)
        for entry in self.commands:
            ctx.functions.define(entry.name, ctx.compile(to_string(entry.value), None, ctx.global_state), ctx.global_state.top)


class StateEntry:
    """SessionStateVariableEntry and SessionStateFunctionEntry."""

    def __init__(self, name: str, value: Value, description: str = "") -> None:
        self.name, self.value, self.description = name, value, description
        self.ps_ext: Any = None


class FunctionEntry(StateEntry):
    pass


class Pool:
    """RunspacePool: at most `maximum` pipelines run at a time, the others wait."""

    def __init__(self, parent: Any, minimum: int, maximum: int, initial: Optional[InitialState] = None) -> None:
        self.parent, self.minimum, self.maximum, self.initial = parent, minimum, maximum, initial
        self.state = "BeforeOpen"
        self.busy = 0
        self.cleanup_interval: Value = None  # idle runspaces are kept
        self._free = threading.Condition()
        self._idle: list[Any] = []
        self._lock = threading.Lock()
        self.ps_ext: Any = None

    def open(self) -> None:
        self.state = "Opened"

    def close(self) -> None:
        self.state = "Closed"

    def take(self) -> Any:
        """A context to run in; blocks until one is free."""
        with self._free:
            self._free.wait_for(lambda: self.busy < self.maximum)
            self.busy += 1
        with self._lock:
            if self._idle:
                return self._idle.pop()
        ctx = self.parent.spawn()
        if self.initial is not None:
            self.initial.apply(ctx)
        return ctx

    def give_back(self, ctx: Any) -> None:
        with self._lock:
            self._idle.append(ctx)
        with self._free:
            self.busy -= 1
            self._free.notify()

    def set_maximum(self, count: int) -> bool:
        """SetMaxRunspaces: False for a number below the minimum."""
        if count < max(1, self.minimum):
            return False
        with self._free:
            self.maximum = count
            self._free.notify_all()
        return True

    def set_minimum(self, count: int) -> bool:
        """SetMinRunspaces: False for a number above the maximum."""
        if not 0 < count <= self.maximum:
            return False
        self.minimum = count
        return True


class SessionProxy:
    """SessionStateProxy: variables of a runspace from outside."""

    def __init__(self, runspace: Runspace) -> None:
        self.runspace = runspace
        self.ps_ext: Any = None

    def _ctx(self) -> Any:
        if self.runspace.ctx is None:
            self.runspace.open()
        return self.runspace.ctx

    def get(self, name: str) -> Value:
        return self._ctx().get_variable(name)

    def set(self, name: str, value: Value) -> None:
        self._ctx().set_variable(name, value, "global")


def current_context() -> Any:
    from shell.objects import hooks
    return hooks.current()


def runspace_of(ctx: Any) -> Runspace:
    """The Runspace object of a running context."""
    with _lock:
        found = next((r for r in _all if r.ctx is ctx), None)
    return found if found is not None else Runspace(None, ctx)


class GetRunspace(Cmdlet):
    name = "Get-Runspace"
    synopsis = "Shows the runspaces of this process."
    examples = (("All", "Get-Runspace"),)

    Name: Optional[list[str]] = None
    Id: Optional[list[int]] = None
    InstanceId: Optional[list[Value]] = None

    def process(self) -> None:
        from shell.clr.wildcards import WildcardPattern
        runspace_of(self.ctx)
        patterns = [WildcardPattern(to_string(n)) for n in self.Name or ()]
        with _lock:
            found = list(_all)
        for r in sorted(found, key=lambda r: r.id):
            if (not patterns or any(p.matches(r.name) for p in patterns)) and (not self.Id or r.id in self.Id):
                self.write(r)


def _state_info(r: Any) -> Value:
    from shell.objects.psobject import PSCustomObject
    return PSCustomObject({"State": r.state, "Reason": None}, [_R + "RunspaceStateInfo", "System.Object"], r.state)


def _instance_id(r: Any) -> Value:
    import uuid

    from shell.objects.conversion import convert, require
    if not hasattr(r, "_guid"):
        r._guid = convert(str(uuid.uuid4()), require("System.Guid"))
    return r._guid


def _create(*args: Value) -> Runspace:
    made = Runspace(current_context())
    made.initial = next((a for a in args if isinstance(a, InitialState)), None)
    return made


def _pool(*args: Value) -> Pool:
    """CreateRunspacePool(), (min, max), (min, max, host), (initialState), (min, max, initialState, host)."""
    numbers = [int(a) for a in args if isinstance(a, int) and not isinstance(a, bool)]
    initial = next((a for a in args if isinstance(a, InitialState)), None)
    return Pool(current_context(), numbers[0] if numbers else 1, numbers[1] if len(numbers) > 1 else 1, initial)


def _runspace_type() -> None:
    base = NetType(_R + "Runspace", accelerators=("runspace",))
    base.static_prop("DefaultRunspace", _R + "Runspace")(lambda: runspace_of(current_context()))
    t = NetType(_R + "LocalRunspace", Runspace, base=base)
    t.attr("Id", "int", "id")
    t.attr("Name", "string", "name", True)
    t.prop("InstanceId", "guid")(_instance_id)
    t.prop("RunspaceStateInfo", _R + "RunspaceStateInfo")(_state_info)
    t.prop("RunspaceAvailability", _R + "RunspaceAvailability")(lambda r: r.availability)
    t.prop("SessionStateProxy", _R + "SessionStateProxy")(SessionProxy)
    t.prop("ConnectionInfo", "System.Object")(lambda r: None)
    t.prop("ComputerName", "string")(lambda r: "localhost")
    t.prop("Type", "string")(lambda r: "Local")
    t.prop("ThreadOptions", "string", setter=lambda r, v: None)(lambda r: "Default")
    t.prop("ApartmentState", "string", setter=lambda r, v: None)(lambda r: "Unknown")
    t.method("void Open()")(Runspace.open)
    t.method("void OpenAsync()")(Runspace.open)
    t.method("void Close()")(Runspace.close)
    t.method("void Dispose()")(Runspace.close)
    proxy = NetType(_R + "SessionStateProxy", SessionProxy)
    proxy.method("System.Object GetVariable(string name)")(SessionProxy.get)
    proxy.method("void SetVariable(string name, System.Object value)")(SessionProxy.set)


def _types() -> None:
    _runspace_type()
    pool = NetType(_R + "RunspacePool", Pool)
    pool.prop("RunspacePoolStateInfo", _R + "RunspacePoolStateInfo")(_state_info)
    pool.prop("InstanceId", "guid")(_instance_id)
    pool.method("void Open()")(Pool.open)
    pool.method("void Close()")(Pool.close)
    pool.method("void Dispose()")(Pool.close)
    pool.method("int GetMaxRunspaces()")(lambda p: p.maximum)
    pool.attr("CleanupInterval", "timespan", "cleanup_interval", True)
    pool.method("int GetMinRunspaces()")(lambda p: p.minimum)
    pool.method("int GetAvailableRunspaces()")(lambda p: p.maximum - p.busy)
    pool.method("bool SetMaxRunspaces(int maxRunspaces)")(Pool.set_maximum)
    pool.method("bool SetMinRunspaces(int minRunspaces)")(Pool.set_minimum)
    factory = NetType(_R + "RunspaceFactory", accelerators=("runspacefactory",))
    factory.static(f"{_R}Runspace CreateRunspace()", f"{_R}Runspace CreateRunspace(System.Object a)", f"{_R}Runspace CreateRunspace(System.Object a, System.Object b)")(
        _create)
    factory.static(*(f"{_R}RunspacePool CreateRunspacePool({', '.join(f'System.Object a{i}' for i in range(n))})" for n in range(5)))(_pool)
    initial = NetType(_R + "InitialSessionState", InitialState, accelerators=("initialsessionstate",))
    initial.static(f"{_R}InitialSessionState CreateDefault()")(InitialState)
    initial.static(f"{_R}InitialSessionState CreateDefault2()")(InitialState)
    initial.static(f"{_R}InitialSessionState Create()")(InitialState)
    initial.prop("Variables", "System.Object")(lambda s: Entries(s.variables))
    initial.prop("Commands", "System.Object")(lambda s: Entries(s.commands))
    for name, cls in (("SessionStateVariableEntry", StateEntry), ("SessionStateFunctionEntry", FunctionEntry)):
        entry = NetType(_R + name, cls)
        entry.attr("Name", "string", "name")
        entry.attr("Value" if cls is StateEntry else "Definition", "System.Object", "value")
        entry.new(f"{_R}{name} new(string name, System.Object value)", f"{_R}{name} new(string name, System.Object value, string description)")(cls)
    entries = NetType(_R + "InitialSessionStateEntryCollection`1", Entries)
    entries.method("void Add(System.Object entry)")(lambda e, item: e.items.append(item))
    entries.prop("Count", "int")(lambda e: len(e.items))


class Entries:
    """A list of an InitialSessionState."""

    def __init__(self, items: list[Value]) -> None:
        self.items = items
        self.ps_ext: Any = None


_types()
