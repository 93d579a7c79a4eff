"""System.Threading.Tasks.Task: what scripts do with tasks (Run, Delay, Wait, Result, WhenAll), over concurrent.futures."""
from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_futures
from typing import Any, Callable, Optional

from shell.clr.arrays import make_array
from shell.clr.enums import define_enum
from shell.clr.exceptions import NetException, define_exception
from shell.clr.generics import Declarer, close_generic, define
from shell.clr.threading_ import seconds
from shell.clr.typeinfo import OBJECT, NetType, typeof

Value = Any
_T = "System.Threading.Tasks."
TaskStatus = define_enum(_T + "TaskStatus", {"Created": 0, "WaitingForActivation": 1, "WaitingToRun": 2, "Running": 3, "WaitingForChildrenToComplete": 4,
                                             "RanToCompletion": 5, "Canceled": 6, "Faulted": 7})
AggregateException = define_exception("System.AggregateException")
TaskCanceledException = define_exception(_T + "TaskCanceledException", NetException, "A task was canceled.")


class Task:
    """A future; `net_type` is Task or Task`1."""

    _next = [0]

    def __init__(self, future: Future[Value], net_type: Optional[NetType] = None) -> None:
        self.future = future
        self.net_type: Any = net_type or TASK
        self._next[0] += 1
        self.id = self._next[0]
        self.ps_ext: Optional[dict[str, Value]] = None

    def status(self) -> Value:
        f = self.future
        if not f.done():
            return TaskStatus(3 if f.running() else 1)
        return TaskStatus(6 if f.cancelled() else 7 if f.exception() is not None else 5)

    def failure(self) -> Optional[NetException]:
        """The AggregateException of a failed task."""
        error = self.future.exception() if self.future.done() and not self.future.cancelled() else None
        if error is None:
            return None
        text = error.message if isinstance(error, NetException) else str(error)
        return AggregateException(f"One or more errors occurred. ({text})", error)

    def wait(self, timeout: Value = -1) -> bool:
        done, _ = wait_futures([self.future], seconds(timeout))
        if not done:
            return False
        if self.future.cancelled():
            raise AggregateException("One or more errors occurred. (A task was canceled.)", TaskCanceledException())
        failed = self.failure()
        if failed is not None:
            raise failed
        return True

    def result(self) -> Value:
        self.wait()
        return self.future.result()

    def get_result(self) -> Value:
        """GetAwaiter().GetResult(): the error itself, not wrapped."""
        try:
            return self.future.result()
        except CancelledError as error:
            raise TaskCanceledException() from error

    def then(self, action: Callable[[Value], Value]) -> Task:
        """ContinueWith."""
        wait_futures([self.future])
        return run(lambda: action(self))


def run(action: Callable[[], Value], net_type: Optional[NetType] = None) -> Task:
    """Run on a thread of its own."""
    future: Future[Value] = Future()
    future.set_running_or_notify_cancel()

    def body() -> None:
        try:
            future.set_result(action())
        except BaseException as error:  # noqa: BLE001 - whatever it was, the waiter gets it
            future.set_exception(error)
    threading.Thread(target=body, name="task", daemon=True).start()
    return Task(future, net_type)


def finished(value: Value, net_type: Optional[NetType] = None) -> Task:
    """A task that is done: FromResult, CompletedTask."""
    future: Future[Value] = Future()
    future.set_result(value)
    return Task(future, net_type or close_generic(_T + "Task", [OBJECT if value is None else typeof(value)]))


def delay(time: Value) -> Task:
    """Task.Delay."""
    from shell.clr.timers import Ticker
    future: Future[Value] = Future()
    Ticker(seconds(time) or 0, None, lambda: future.set_result(None))
    return Task(future)


def _wait_all(tasks: list[Task], timeout: Value = -1) -> bool:
    _, pending = wait_futures([t.future for t in tasks], seconds(timeout))
    if pending:
        return False
    for t in tasks:
        t.wait()
    return True


def _wait_any(tasks: list[Task], timeout: Value = -1) -> int:
    done, _ = wait_futures([t.future for t in tasks], seconds(timeout), return_when="FIRST_COMPLETED")
    return next((i for i, t in enumerate(tasks) if t.future in done), -1)


TASK = NetType(_T + "Task", Task, interfaces=("System.IAsyncResult", "System.IDisposable"))
TASK.attr("Id", "int", "id")
TASK.prop("Exception", "System.AggregateException")(Task.failure)
TASK.prop("Status", f"{_T}TaskStatus")(Task.status)
TASK.prop("IsCanceled", "bool")(lambda t: t.future.cancelled())
TASK.prop("IsCompleted", "bool")(lambda t: t.future.done())
TASK.prop("IsCompletedSuccessfully", "bool")(lambda t: t.future.done() and int(t.status()) == 5)
TASK.prop("IsFaulted", "bool")(lambda t: t.failure() is not None)
TASK.method("void Wait()")(lambda t: (t.wait(), None)[1])
TASK.method("bool Wait(int millisecondsTimeout)", "bool Wait(timespan timeout)")(Task.wait)
TASK.method(f"{_T}Task GetAwaiter()")(lambda t: t)
TASK.method("System.Object GetResult()")(Task.get_result)
TASK.method(f"{_T}Task ContinueWith(System.Action[System.Object] continuationAction)")(Task.then)
TASK.method("void Dispose()")(lambda t: None)
TASK.static(f"{_T}Task Run(System.Action action)")(run)
TASK.static(f"{_T}Task Delay(int millisecondsDelay)", f"{_T}Task Delay(timespan delay)")(delay)
TASK.static(f"{_T}Task FromResult(System.Object result)")(finished)
TASK.static(f"void WaitAll(Params {_T}Task[] tasks)")(lambda tasks: (_wait_all(tasks), None)[1])
TASK.static(f"bool WaitAll({_T}Task[] tasks, int millisecondsTimeout)")(_wait_all)
TASK.static(f"int WaitAny(Params {_T}Task[] tasks)", f"int WaitAny({_T}Task[] tasks, int millisecondsTimeout)")(_wait_any)
TASK.static(f"{_T}Task WhenAll(Params {_T}Task[] tasks)")(lambda tasks: run(lambda: make_array(OBJECT, [t.result() for t in tasks])))
TASK.static(f"{_T}Task WhenAny(Params {_T}Task[] tasks)")(lambda tasks: run(lambda: tasks[_wait_any(tasks)]))
TASK.static_prop("CompletedTask", f"{_T}Task")(lambda: finished(None, TASK))


@define(_T + "Task", "TResult", python_class=Task, base=TASK)
def _task(d: Declarer) -> None:
    d.prop("Result", "TResult")(Task.result)


@define(_T + "TaskCompletionSource", "TResult", python_class=Task)
def _source(d: Declarer) -> None:
    result = close_generic(_T + "Task", list(d.type.arguments))
    d.new("new()")(lambda: Task(Future(), d.type))
    d.prop("Task", _T + "Task[TResult]")(lambda s: Task(s.future, result))
    d.method("void SetResult(TResult result)")(lambda s, value: s.future.set_result(value))
    d.method("void SetCanceled()")(lambda s: (s.future.cancel(), s.future.set_running_or_notify_cancel(), None)[2])
    d.method("void SetException(System.Exception exception)")(lambda s, error: s.future.set_exception(error))
