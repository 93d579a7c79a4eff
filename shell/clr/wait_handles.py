"""System.Threading: wait handles (events, mutexes, semaphores), cancellation, Interlocked."""
from __future__ import annotations

import threading
import time
from typing import Any, Callable, Optional

from shell.clr.exceptions import ObjectDisposedException, OperationCanceledException, SystemException, define_exception
from shell.clr.numbers import Int64
from shell.clr.threading_ import SynchronizationLockException, seconds
from shell.clr.typeinfo import NetType

Value = Any
_T = "System.Threading."
SemaphoreFullException = define_exception(_T + "SemaphoreFullException", SystemException)
_registry = threading.Lock()


LOOK_SECONDS = 0.25
"""How often a wait comes back to Python on a thread of its own: only there can a job that is to be stopped be interrupted."""


def wait_for(changed: threading.Condition, true: Callable[[], bool], limit: Optional[float]) -> bool:
    """Condition.wait_for, in slices where a signal does not interrupt it."""
    if threading.current_thread() is threading.main_thread():
        return bool(changed.wait_for(true, limit))
    end = None if limit is None else time.monotonic() + limit
    while not true():
        left = LOOK_SECONDS if end is None else min(LOOK_SECONDS, end - time.monotonic())
        if left <= 0:
            return False
        changed.wait(left)
    return True


class WaitHandle:
    """Base of events, mutexes and semaphores: `try_take` takes the signal if it is there; `changed` tells waiters to look again."""

    changed = threading.Condition()  # one for all handles, so that WaitAny can wait for several

    def __init__(self) -> None:
        self.ps_ext: Optional[dict[str, Value]] = None

    def try_take(self) -> bool:
        raise NotImplementedError

    def wait(self, timeout: Value = -1) -> bool:
        with self.changed:
            return wait_for(self.changed, self.try_take, seconds(timeout))

    def signalled(self) -> None:
        self.changed.notify_all()


class EventHandle(WaitHandle):
    """ManualResetEvent (auto False) and AutoResetEvent."""

    def __init__(self, initial: bool = False, auto: bool = False) -> None:
        super().__init__()
        self.is_set, self.auto = initial, auto

    def try_take(self) -> bool:
        taken = self.is_set
        if taken and self.auto:
            self.is_set = False
        return taken

    def set(self) -> bool:
        with self.changed:
            self.is_set = True
            self.signalled()
        return True

    def reset(self) -> bool:
        with self.changed:
            self.is_set = False
        return True


class SemaphoreHandle(WaitHandle):
    """Semaphore and SemaphoreSlim."""

    def __init__(self, initial: int, maximum: int = 2147483647) -> None:
        super().__init__()
        self.count, self.maximum = initial, maximum

    def try_take(self) -> bool:
        if self.count == 0:
            return False
        self.count -= 1
        return True

    def release(self, count: int = 1) -> int:
        with self.changed:
            before = self.count
            if before + count > self.maximum:
                raise SemaphoreFullException("Adding the specified count to the semaphore would cause it to exceed its maximum count.")
            self.count += count
            self.signalled()
        return before


_named: dict[str, tuple[Optional[int], int]] = {}  # named mutexes of this process: (owner thread, depth)


class Mutex(WaitHandle):
    """System.Threading.Mutex; a named one is shared within this process."""

    def __init__(self, initially_owned: bool = False, name: Optional[str] = None) -> None:
        super().__init__()
        self.key = name or f"\0{id(self)}"
        if initially_owned:
            self.wait()

    def try_take(self) -> bool:
        owner, depth = _named.get(self.key, (None, 0))
        me = threading.get_ident()
        if depth and owner != me:
            return False
        _named[self.key] = (me, depth + 1)
        return True

    def release(self) -> None:
        with self.changed:
            owner, depth = _named.get(self.key, (None, 0))
            if not depth or owner != threading.get_ident():
                raise SynchronizationLockException("Object synchronization method was called from an unsynchronized block of code.")
            _named[self.key] = (owner, depth - 1)
            self.signalled()


def _wait_all(handles: list[WaitHandle], timeout: Value = -1) -> bool:
    limit = seconds(timeout)
    end = None if limit is None else time.monotonic() + limit
    return all(h.wait(-1 if end is None else max(0, int((end - time.monotonic()) * 1000))) for h in handles)


def _wait_any(handles: list[WaitHandle], timeout: Value = -1) -> int:
    """The index of the first signalled handle; 258 when time ran out."""
    found: list[int] = []

    def look() -> bool:
        found[:] = [next((i for i, h in enumerate(handles) if h.try_take()), -1)]
        return found[0] >= 0
    with WaitHandle.changed:
        return found[0] if wait_for(WaitHandle.changed, look, seconds(timeout)) else 258


HANDLE = NetType(_T + "WaitHandle", WaitHandle, interfaces=("System.IDisposable",))
HANDLE.method("bool WaitOne()", "bool WaitOne(int millisecondsTimeout)", "bool WaitOne(timespan timeout)")(WaitHandle.wait)
HANDLE.method("void Close()", "void Dispose()")(lambda h: None)
HANDLE.static("bool WaitAll(System.Threading.WaitHandle[] waitHandles)", "bool WaitAll(System.Threading.WaitHandle[] waitHandles, int millisecondsTimeout)",
              "bool WaitAll(System.Threading.WaitHandle[] waitHandles, timespan timeout)",
              "bool WaitAll(System.Threading.WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext)",
              "bool WaitAll(System.Threading.WaitHandle[] waitHandles, timespan timeout, bool exitContext)")(_wait_all)
HANDLE.static("int WaitAny(System.Threading.WaitHandle[] waitHandles)", "int WaitAny(System.Threading.WaitHandle[] waitHandles, int millisecondsTimeout)",
              "int WaitAny(System.Threading.WaitHandle[] waitHandles, timespan timeout)",
              "int WaitAny(System.Threading.WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext)",
              "int WaitAny(System.Threading.WaitHandle[] waitHandles, timespan timeout, bool exitContext)")(_wait_any)
EVENT = NetType(_T + "EventWaitHandle", EventHandle, base=HANDLE)
EVENT.method("bool Set()")(EventHandle.set)
EVENT.method("bool Reset()")(EventHandle.reset)
EVENT.prop("IsSet", "bool")(lambda e: e.is_set)
EVENT.method("bool Wait()", "bool Wait(int millisecondsTimeout)")(WaitHandle.wait)
for _name, _auto in (("ManualResetEvent", False), ("AutoResetEvent", True), ("ManualResetEventSlim", False)):
    _t = NetType(_T + _name, base=EVENT)

    def _make(initial: bool = False, auto: bool = _auto, t: NetType = _t) -> EventHandle:
        made = EventHandle(initial, auto)
        made.net_type = t  # type: ignore[attr-defined]
        return made
    _t.new(f"{_T}{_name} new(bool initialState)", f"{_T}{_name} new()")(_make)
MUTEX = NetType(_T + "Mutex", Mutex, base=HANDLE)
MUTEX.new(f"{_T}Mutex new()", f"{_T}Mutex new(bool initiallyOwned)", f"{_T}Mutex new(bool initiallyOwned, string name)")(Mutex)
MUTEX.method("void ReleaseMutex()")(Mutex.release)
SEMAPHORE = NetType(_T + "Semaphore", SemaphoreHandle, base=HANDLE)
SLIM = NetType(_T + "SemaphoreSlim", base=SEMAPHORE)
for _t in (SEMAPHORE, SLIM):
    _t.new(f"{_t.full_name} new(int initialCount)", f"{_t.full_name} new(int initialCount, int maximumCount)")(SemaphoreHandle)
SEMAPHORE.method("int Release()", "int Release(int releaseCount)")(SemaphoreHandle.release)
SEMAPHORE.method("bool Wait()", "bool Wait(int millisecondsTimeout)")(WaitHandle.wait)
SEMAPHORE.prop("CurrentCount", "int")(lambda s: s.count)


# --- cancellation -------------------------------------------------------------------------------------------------------------------------

class CancellationTokenSource:
    """Cancel once; tokens see it."""

    def __init__(self, delay: Value = None) -> None:
        self.event = EventHandle()
        self.callbacks: list[Callable[[], Value]] = []
        self.disposed = False
        self.ps_ext: Optional[dict[str, Value]] = None
        if delay is not None:
            self.cancel_after(delay)

    def cancel(self) -> None:
        if self.disposed:
            raise ObjectDisposedException("The CancellationTokenSource has been disposed.")
        if not self.event.is_set:
            self.event.set()
            for callback in self.callbacks:
                callback()

    def cancel_after(self, delay: Value) -> None:
        from shell.clr.timers import Ticker
        Ticker(seconds(delay) or 0, None, self.cancel)


class CancellationToken:
    """System.Threading.CancellationToken."""

    def __init__(self, source: Optional[CancellationTokenSource] = None) -> None:
        self.source = source
        self.ps_ext: Optional[dict[str, Value]] = None

    def is_cancelled(self) -> bool:
        return self.source is not None and self.source.event.is_set

    def throw_if_cancelled(self) -> None:
        if self.is_cancelled():
            raise OperationCanceledException()

    def register(self, callback: Callable[[], Value]) -> None:
        if self.source is not None:
            self.source.callbacks.append(callback)


SOURCE = NetType(_T + "CancellationTokenSource", CancellationTokenSource, interfaces=("System.IDisposable",))
SOURCE.new(f"{_T}CancellationTokenSource new()", f"{_T}CancellationTokenSource new(int millisecondsDelay)", f"{_T}CancellationTokenSource new(timespan delay)")(
    CancellationTokenSource)
SOURCE.prop("IsCancellationRequested", "bool")(lambda s: s.event.is_set)
SOURCE.prop("Token", f"{_T}CancellationToken")(CancellationToken)
SOURCE.method("void Cancel()")(CancellationTokenSource.cancel)
SOURCE.method("void CancelAfter(int millisecondsDelay)", "void CancelAfter(timespan delay)")(CancellationTokenSource.cancel_after)
SOURCE.method("void Dispose()")(lambda s: setattr(s, "disposed", True))
TOKEN = NetType(_T + "CancellationToken", CancellationToken, kind="struct")
TOKEN.prop("IsCancellationRequested", "bool")(CancellationToken.is_cancelled)
TOKEN.prop("CanBeCanceled", "bool")(lambda t: t.source is not None)
TOKEN.method("void ThrowIfCancellationRequested()")(CancellationToken.throw_if_cancelled)
TOKEN.method("System.Object Register(System.Action callback)")(CancellationToken.register)
TOKEN.static_prop("None", f"{_T}CancellationToken")(CancellationToken)
TOKEN.default_value = CancellationToken()

INTERLOCKED = NetType(_T + "Interlocked")


def _interlocked(change: Callable[[Value, Value], Value], wide: bool) -> Callable[..., Value]:
    def run(box: Value, value: Value = 1) -> Value:
        with _registry:
            new = change(box.value or 0, value)
            box.value = Int64(new) if wide else int(new)
            return box.value
    return run


for _short, _wide in (("int", False), ("long", True)):
    INTERLOCKED.static(f"{_short} Increment([ref] {_short} location)")(_interlocked(lambda a, b: a + 1, _wide))
    INTERLOCKED.static(f"{_short} Decrement([ref] {_short} location)")(_interlocked(lambda a, b: a - 1, _wide))
    INTERLOCKED.static(f"{_short} Add([ref] {_short} location1, {_short} value)")(_interlocked(lambda a, b: a + b, _wide))


@INTERLOCKED.static("System.Object Exchange([ref] System.Object location1, System.Object value)")
def exchange(box: Value, value: Value) -> Value:
    with _registry:
        old, box.value = box.value, value
    return old


@INTERLOCKED.static("System.Object CompareExchange([ref] System.Object location1, System.Object value, System.Object comparand)")
def compare_exchange(box: Value, value: Value, expected: Value) -> Value:
    with _registry:
        old = box.value
        if old == expected:
            box.value = value
    return old
