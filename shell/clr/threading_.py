"""System.Threading: Thread and Monitor."""
from __future__ import annotations

import os
import threading
import time
from typing import Any, Callable, Optional

from shell.clr.enums import define_enum
from shell.clr.exceptions import (
    ArgumentNullException,
    ArgumentOutOfRangeException,
    SystemException,
    define_exception,
)
from shell.clr.typeinfo import NetType

Value = Any
_T = "System.Threading."
ThreadPriority = define_enum(_T + "ThreadPriority", {"Lowest": 0, "BelowNormal": 1, "Normal": 2, "AboveNormal": 3, "Highest": 4})
ApartmentState = define_enum(_T + "ApartmentState", {"STA": 0, "MTA": 1, "Unknown": 2})
ThreadState = define_enum(_T + "ThreadState", {"Running": 0, "StopRequested": 1, "SuspendRequested": 2, "Background": 4, "Unstarted": 8, "Stopped": 16,
                                               "WaitSleepJoin": 32, "Suspended": 64, "AbortRequested": 128, "Aborted": 256}, flags=True)
SynchronizationLockException = define_exception(_T + "SynchronizationLockException", SystemException)
sleep_hook: Callable[[float], None] = time.sleep  # the engine replaces it by a sleep that a stop request ends


def milliseconds(timeout: Value) -> int:
    """A timeout given as milliseconds or TimeSpan; -1 is for ever."""
    ticks = getattr(timeout, "ticks", None)
    value = int(timeout) if ticks is None else int(ticks) // 10000
    if value < -1:
        raise ArgumentOutOfRangeException("Number must be either non-negative and less than or equal to Int32.MaxValue or -1. (Parameter 'timeout')")
    return value


def seconds(timeout: Value) -> Optional[float]:
    value = milliseconds(timeout)
    return None if value < 0 else value / 1000


NAP_SECONDS = 0.25


def sleep(timeout: Value) -> None:
    wait = seconds(timeout)
    left = threading.TIMEOUT_MAX if wait is None else wait
    if threading.current_thread() is not threading.main_thread():
        while left > NAP_SECONDS:  # a job that is to be stopped can only be interrupted between two naps: signals come to the main thread
            sleep_hook(NAP_SECONDS)
            left -= NAP_SECONDS
    sleep_hook(left)


class Thread:
    """System.Threading.Thread over a Python thread."""

    def __init__(self, body: Optional[Callable[..., Value]] = None, thread: Optional[threading.Thread] = None) -> None:
        self.body = body
        self.thread = thread
        self.name: Optional[str] = None
        self.background = True
        self.ps_ext: Optional[dict[str, Value]] = None

    def start(self, argument: Value = None) -> None:
        body = self.body
        assert body is not None
        self.thread = threading.Thread(target=lambda: body() if argument is None else body(argument), name=self.name, daemon=self.background)
        self.thread.start()

    def join(self, timeout: Value = -1) -> bool:
        if self.thread is not None:
            self.thread.join(seconds(timeout))
        return self.thread is None or not self.thread.is_alive()

    def number(self) -> int:
        """A small number like .NET's managed ids."""
        ident = self.thread.ident if self.thread is not None else None
        return 0 if ident is None else 1 if self.thread is threading.main_thread() else ident % 10000 + 2


def _yield() -> bool:
    os.sched_yield()
    return True


THREAD = NetType(_T + "Thread", Thread)
THREAD.static("void Sleep(int millisecondsTimeout)", "void Sleep(timespan timeout)")(sleep)
THREAD.static("bool Yield()")(_yield)
THREAD.static("void SpinWait(int iterations)")(lambda n: None)
THREAD.static_prop("CurrentThread", f"{_T}Thread")(lambda: Thread(thread=threading.current_thread()))
THREAD.new(f"{_T}Thread new({_T}ThreadStart start)", f"{_T}Thread new({_T}ParameterizedThreadStart start)")(Thread)
THREAD.prop("ManagedThreadId", "int")(Thread.number)
THREAD.prop("Name", "string", lambda t, v: setattr(t, "name", v))(lambda t: t.name)
THREAD.prop("IsAlive", "bool")(lambda t: t.thread is not None and t.thread.is_alive())
THREAD.prop("IsBackground", "bool", lambda t, v: setattr(t, "background", v))(lambda t: t.background)
THREAD.prop("IsThreadPoolThread", "bool")(lambda t: False)
THREAD.prop("ThreadState", f"{_T}ThreadState")(lambda t: ThreadState(8 if t.thread is None else 0 if t.thread.is_alive() else 16))
THREAD.prop("ApartmentState", f"{_T}ApartmentState")(lambda t: ApartmentState(1))
THREAD.prop("Priority", f"{_T}ThreadPriority", lambda t, v: None)(lambda t: ThreadPriority(2))
for _name in ("CurrentCulture", "CurrentUICulture"):
    THREAD.prop(_name, "cultureinfo", lambda t, v, n=_name: _culture_property(n).setter(v))(lambda t, n=_name: _culture_property(n).getter())
THREAD.method("void Start()", "void Start(System.Object parameter)")(Thread.start)
THREAD.method("void Join()")(lambda t: (t.join(), None)[1])
THREAD.method("bool Join(int millisecondsTimeout)", "bool Join(timespan timeout)")(Thread.join)
THREAD.method("void Interrupt()")(lambda t: None)
THREAD.method(f"{_T}ApartmentState GetApartmentState()")(lambda t: ApartmentState(1))


def _culture_property(name: str) -> Any:
    """The static property of CultureInfo, which is the calling thread's."""
    from shell.clr.typeinfo import lookup
    t = lookup("cultureinfo")
    assert t is not None
    return t.find_static(name)


# --- Monitor: one re-entrant lock an object, made when first asked for --------------------------------------------------------------------

_locks: dict[int, tuple[Any, threading.Condition]] = {}  # id -> (object, kept alive so that its id stays its own; lock); guarded by _registry
_registry = threading.Lock()
MONITOR = NetType(_T + "Monitor")


def _lock_of(value: Value) -> threading.Condition:
    if value is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'obj')")
    with _registry:
        found = _locks.get(id(value))
        if found is None:
            found = _locks[id(value)] = (value, threading.Condition(threading.RLock()))
        return found[1]


def _exit(value: Value) -> None:
    try:
        _lock_of(value).release()
    except RuntimeError as error:
        raise SynchronizationLockException("Object synchronization method was called from an unsynchronized block of code.") from error


def _try_enter(value: Value, timeout: Value = 0) -> bool:
    wait = seconds(timeout)
    return _lock_of(value).acquire(timeout=-1 if wait is None else wait) if wait != 0 else _lock_of(value).acquire(blocking=False)


def _enter_taken(value: Value, box: Value) -> None:
    _lock_of(value).acquire()
    box.value = True


MONITOR.static("void Enter(System.Object obj)")(lambda value: (_lock_of(value).acquire(), None)[1])
MONITOR.static("void Enter(System.Object obj, [ref] bool lockTaken)")(_enter_taken)
MONITOR.static("void Exit(System.Object obj)")(_exit)
MONITOR.static("bool TryEnter(System.Object obj)", "bool TryEnter(System.Object obj, int millisecondsTimeout)", "bool TryEnter(System.Object obj, timespan timeout)")(_try_enter)
MONITOR.static("void Pulse(System.Object obj)")(lambda value: _lock_of(value).notify())
MONITOR.static("void PulseAll(System.Object obj)")(lambda value: _lock_of(value).notify_all())
MONITOR.static("bool Wait(System.Object obj)", "bool Wait(System.Object obj, int millisecondsTimeout)")(lambda value, timeout=-1: _lock_of(value).wait(seconds(timeout)))
