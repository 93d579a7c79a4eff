"""[powershell]: a pipeline put together and run from script, here or in another runspace, at once or in the background."""
from __future__ import annotations

import threading
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException
from shell.clr.lists import ArrayList
from shell.clr.typeinfo import NetType
from shell.clr.wait_handles import EventHandle
from shell.commands.session.runspaces import Pool, Runspace, current_context
from shell.objects import hooks
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import TerminatingError
from shell.objects.text import to_string
from shell.runtime.errors import terminating
from shell.runtime.flow import ExitException, FlowControl

Value = Any
_A = "System.Management.Automation."
_STREAMS = ("Error", "Progress", "Verbose", "Debug", "Warning", "Information")


class Step:
    """A script or a command with its arguments; `ends`: the statement ends after it."""

    def __init__(self, text: str, is_script: bool, local: bool = False) -> None:
        self.text, self.is_script, self.local = text, is_script, local
        self.named: dict[str, Value] = {}
        self.positional: list[Value] = []
        self.ends = False


class DataStreams:
    """PowerShell.Streams."""

    def __init__(self) -> None:
        self.lists: dict[str, Any] = {n: ArrayList() for n in _STREAMS}
        self.ps_ext: Any = None

    def clear(self) -> None:
        for items in self.lists.values():
            items.clear()


class AsyncResult:
    """What BeginInvoke gives."""

    def __init__(self) -> None:
        self.done = EventHandle()  # scripts wait for it by AsyncWaitHandle and WaitHandle.WaitAny
        self.output: list[Value] = []
        self.error: Optional[BaseException] = None
        self.ps_ext: Any = None

    def wait(self, milliseconds: int = -1) -> bool:
        return self.done.wait(milliseconds)


class PowerShellObject:
    """System.Management.Automation.PowerShell."""

    def __init__(self, ctx: Any) -> None:
        self.creator = ctx
        self.steps: list[Step] = []
        self.streams = DataStreams()
        self.runspace: Optional[Runspace] = None
        self.pool: Optional[Pool] = None
        self.own_context: Any = None
        self.state = "NotStarted"
        self.reason: Value = None
        self.had_errors = False
        self.running: Any = None
        self.ps_ext: Any = None

    # ---- building

    def add(self, step: Step) -> PowerShellObject:
        self.steps.append(step)
        return self

    def _last(self) -> Step:
        if not self.steps:
            raise InvalidOperationException("A command is required to add a parameter. A command must be added to the PowerShell instance before adding a parameter.")
        return self.steps[-1]

    def add_parameter(self, name: str, value: Value = MISSING) -> PowerShellObject:
        self._last().named[name] = True if value is MISSING else value
        return self

    def add_argument(self, value: Value) -> PowerShellObject:
        self._last().positional.append(value)
        return self

    def add_parameters(self, given: Value) -> PowerShellObject:
        given = base_of(given)
        if hasattr(given, "items"):
            for key, value in given.items():
                self._last().named[to_string(key)] = value
        else:
            self._last().positional.extend(given if isinstance(given, list) else [given])
        return self

    def add_statement(self) -> PowerShellObject:
        if self.steps:
            self.steps[-1].ends = True
        return self

    # ---- running

    def invoke(self, input: Value = None) -> Value:
        from shell.objects.intrinsics import collection
        return collection(self._run_here(None if input is None else base_of(input)))

    def _run_here(self, input: Value) -> list[Value]:
        ctx = self._context()
        previous = hooks.current()
        hooks.set_current(ctx)
        try:
            return self._run(ctx, input)
        finally:
            hooks.set_current(previous)
            self._release(ctx)

    def _context(self) -> Any:
        if self.pool is not None:
            return self.pool.take()
        if self.runspace is not None:
            if self.runspace.ctx is None:
                self.runspace.open()
            return self.runspace.ctx
        if self.own_context is None:
            self.own_context = self.creator.spawn()
        return self.own_context

    def _release(self, ctx: Any) -> None:
        if self.pool is not None:
            self.pool.give_back(ctx)

    def _run(self, ctx: Any, input: Value) -> list[Value]:
        out: list[Value] = []
        old = ctx.frame.streams
        streams = old.copy()
        self._collect(streams)
        frame = ctx.frame
        ctx.frame = frame.with_streams(streams)
        ctx.stop_requested = False
        self.state, self.had_errors, self.running = "Running", False, ctx
        try:
            for statement in self._statements():
                self._statement(ctx, statement, input, out)
            self.state = "Completed"
        except ExitException:
            self.state = "Completed"
        except FlowControl:
            self.state = "Stopped"
        except TerminatingError as e:
            self._failed(e)
        except Exception as e:  # a bug of ours or a .NET exception: both end the pipeline as PowerShell reports them
            self._failed(terminating(e, e.__traceback__))
        finally:
            ctx.frame, self.running = frame, None
        return out

    def _failed(self, error: TerminatingError) -> None:
        self.state, self.reason, self.had_errors = "Failed", error.record.exception, True
        from shell.objects.records import RuntimeException
        exception = error.record.exception
        raise RuntimeException(exception.message, exception) from error

    def _collect(self, streams: Any) -> None:
        def error(record: Value) -> None:
            self.had_errors = True
            self.streams.lists["Error"].append(record)
        streams.error = error
        for name in _STREAMS[1:]:
            setattr(streams, name.lower(), self.streams.lists[name].append)

    def _statements(self) -> list[list[Step]]:
        out: list[list[Step]] = [[]]
        for step in self.steps:
            out[-1].append(step)
            if step.ends:
                out.append([])
        return [s for s in out if s]

    def _statement(self, ctx: Any, steps: list[Step], input: Value, out: list[Value]) -> None:
        items = None if input is None else input if isinstance(input, list) else [input]
        for step in steps[:-1]:
            items = self._step(ctx, step, items)
        out.extend(self._step(ctx, steps[-1], items))

    def _step(self, ctx: Any, step: Step, items: Any) -> list[Value]:
        if not step.is_script:
            return ctx.call_command(step.text, step.named, step.positional, items)  # type: ignore[no-any-return]
        from shell.runtime.parameters import CommandArgument
        block = ctx.compile(step.text, None, ctx.global_state)
        args: list[Value] = [CommandArgument(v, n, True) for n, v in step.named.items()] + list(step.positional)
        return ctx.invoke(block, args, items, new_scope=step.local)  # type: ignore[no-any-return]

    def begin(self, input: Value = None) -> AsyncResult:
        """Run in a thread of its own."""
        handle = AsyncResult()
        items = None if input is None else base_of(input)

        def work() -> None:
            try:
                handle.output = self._run_here(items)
            except NetException as e:
                handle.error = e
            finally:
                handle.done.set()
        self.state = "Running"
        if self.pool is None:
            self._context()
        threading.Thread(target=work, daemon=True, name="powershell").start()
        return handle

    def finish(self, handle: AsyncResult) -> Value:
        from shell.objects.intrinsics import collection
        handle.done.wait()
        if handle.error is not None:
            raise handle.error
        return collection(handle.output)

    def stop(self) -> None:
        running = self.running
        if running is not None:
            running.stop_requested = True

    def dispose(self) -> None:
        self.stop()


def _create(*args: Value) -> PowerShellObject:
    ctx = current_context()
    made = PowerShellObject(ctx)
    given = base_of(args[0]) if args else None
    if isinstance(given, Runspace):
        made.runspace = given
    elif given is not None and to_string(given).lower() == "currentrunspace":
        made.own_context = ctx
    return made


def _invocation_state(p: PowerShellObject) -> Value:
    from shell.objects.psobject import PSCustomObject
    return PSCustomObject({"State": p.state, "Reason": p.reason}, [_A + "PSInvocationStateInfo", "System.Object"], p.state)


class CommandSet:
    """PowerShell.Commands: can be cleared."""

    def __init__(self, owner: PowerShellObject) -> None:
        self.owner = owner
        self.ps_ext: Any = None


def _types() -> None:
    p = _A + "PowerShell"
    t = NetType(p, PowerShellObject, accelerators=("powershell",))
    t.static("powershell Create()", "powershell Create(System.Object given)")(_create)
    t.method("powershell AddScript(string script)", "powershell AddScript(string script, bool useLocalScope)")(
        lambda s, text, local=False: s.add(Step(text, True, local)))
    t.method("powershell AddCommand(string cmdlet)", "powershell AddCommand(string cmdlet, bool useLocalScope)")(lambda s, name, local=False: s.add(Step(name, False)))
    t.method("powershell AddParameter(string name)", "powershell AddParameter(string name, System.Object value)")(PowerShellObject.add_parameter)
    t.method("powershell AddArgument(System.Object value)")(PowerShellObject.add_argument)
    t.method("powershell AddParameters(System.Object parameters)")(PowerShellObject.add_parameters)
    t.method("powershell AddStatement()")(PowerShellObject.add_statement)
    t.method("System.Collections.ObjectModel.Collection[psobject] Invoke()", "System.Collections.ObjectModel.Collection[psobject] Invoke(System.Object input)")(
        PowerShellObject.invoke)
    t.method("System.IAsyncResult BeginInvoke()", "System.IAsyncResult BeginInvoke(System.Object input)")(PowerShellObject.begin)
    t.method("System.Object EndInvoke(System.Object asyncResult)")(lambda s, handle: s.finish(base_of(handle)))
    t.method("void Stop()")(PowerShellObject.stop)
    t.method("void Dispose()")(PowerShellObject.dispose)
    t.attr("Streams", _A + "PSDataStreams", "streams")
    t.attr("HadErrors", "bool", "had_errors")
    t.prop("InvocationStateInfo", _A + "PSInvocationStateInfo")(_invocation_state)
    t.prop("Commands", _A + "PSCommand")(CommandSet)
    t.attr("Runspace", _A + "Runspaces.Runspace", "runspace", True)
    t.attr("RunspacePool", _A + "Runspaces.RunspacePool", "pool", True)
    commands = NetType(_A + "PSCommand", CommandSet)
    commands.method("void Clear()")(lambda c: c.owner.steps.clear())
    streams = NetType(_A + "PSDataStreams", DataStreams)
    for name in _STREAMS:
        streams.prop(name, f"{_A}PSDataCollection[System.Object]")(lambda s, n=name: s.lists[n])
    streams.method("void ClearStreams()")(DataStreams.clear)
    _async_type()


def _async_type() -> None:
    t = NetType(_A + "PowerShellAsyncResult", AsyncResult)
    t.prop("IsCompleted", "bool")(lambda a: a.done.is_set)
    t.prop("CompletedSynchronously", "bool")(lambda a: False)
    t.prop("AsyncState", "System.Object")(lambda a: None)
    t.prop("AsyncWaitHandle", "System.Threading.WaitHandle")(lambda a: a.done)
    t.method("bool WaitOne()", "bool WaitOne(int millisecondsTimeout)")(AsyncResult.wait)


_types()
