"""Ending code that runs, by an exception raised in it from outside: only at places where that does no harm.

An exception that lands inside an import leaves the interpreter's import lock taken for ever; inside a lock being taken, that lock; inside a
finalizer, it is lost; inside this package, it tears a record. So the stack is looked at first, and looked at again a little later.
"""
from __future__ import annotations

import ctypes
import os
import sys
import threading
from types import CodeType, FrameType
from typing import Callable, Optional

Home = Callable[[str], bool]
"""Whether a file name (of a code object) is code that may be interrupted anywhere; frames outside of it are looked at one by one."""

RETRY_SECONDS = 0.002
_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_DELICATE_FILES = frozenset({"threading.py", "weakref.py", "_weakrefset.py"})
_WAITS: frozenset[CodeType] = frozenset(
    function.__code__ for function in (threading.Condition.wait, threading.Condition.wait_for, threading.Event.wait, threading.Thread.join,
                                       getattr(threading.Thread, "_wait_for_tstate_lock", threading.Thread.join)))
_FILES: dict[str, bool] = {}


def _delicate_file(name: str) -> bool:
    found = _FILES.get(name)
    if found is None:
        found = _FILES[name] = name.startswith(("<frozen importlib", _HERE)) or os.path.basename(name) in _DELICATE_FILES
    return found


def _delicate(code: CodeType) -> bool:
    return _delicate_file(code.co_filename) or code.co_name in ("__del__", "_execute_child")


def callable_code(name: str) -> bool:
    """Home of plain Python callables: everything that is not delicate."""
    return not _delicate_file(name)


class Watch:
    """Looks at a thread's stack, again and again; remembers where it was, to tell a wait from a moment in passing."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._last: tuple[Optional[FrameType], int] = (None, -1)

    def harmless(self, top: Optional[FrameType]) -> bool:
        """Whether an exception may be raised at this frame (the innermost one)."""
        if top is None:
            return False
        before, self._last = self._last, (top, top.f_lasti)
        frame: Optional[FrameType] = top
        waits = top.f_code in _WAITS and before == self._last  # a wait that goes on where it was leaves everything in order
        home_seen = False
        while frame is not None:
            code = frame.f_code
            if code.co_filename.startswith("<frozen importlib"):
                return False  # the top level of a module being loaded is nobody's home
            home_seen = home_seen or self._home(code.co_filename)
            if not home_seen and not waits and _delicate(code):
                return False
            frame = frame.f_back
        return home_seen


class ThreadInterrupt:
    """Raises an exception once in a thread of this process. over() says that it is not wanted any more; asked from any thread."""

    def __init__(self, thread: int, exception: type[BaseException], home: Home = callable_code) -> None:
        self._thread, self._exception = thread, exception
        self._watch = Watch(home)
        self._lock = threading.Lock()
        self._settled = False

    def attempt(self) -> bool:
        """Raise it now if that does no harm. True when there is nothing more to do."""
        with self._lock:
            if self._settled:
                return True
            if not self._watch.harmless(sys._current_frames().get(self._thread)):
                return False
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(self._exception))
            self._settled = True
            return True

    def over(self) -> None:
        """Nothing is raised after this has returned (what was raised just before comes out of it)."""
        with self._lock:
            self._settled = True
