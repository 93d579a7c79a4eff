"""Python callables as jobs: what runs in the process, and the context a callable finds wherever it runs."""
from __future__ import annotations

import importlib.util
import io
import os
import pickle
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, Optional, Protocol

from jobs.runners.child import ChildContext
from jobs.runners.thread import JobContext
from jobs.states import JobState, Value
from jobs.streams import Stream

ENTRY = "jobs.runners.callables:run"
_MAIN_ALIAS = "__job_main__"


class Context(Protocol):
    """What JobContext (threads) and ChildContext (processes) have in common."""

    def emit(self, stream: Stream, value: Value) -> None:
        ...

    @property
    def stop_requested(self) -> bool:
        ...


class HostText(io.TextIOBase):
    """Standard output of a callable: what it prints becomes host records, in order with everything else."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._context.emit(Stream.Host, text)
        return len(text)


class _Current(threading.local):
    context: Optional[Context] = None


_CURRENT = _Current()
_PROCESS_CONTEXT: list[Context] = []


def current() -> Context:
    """The context of the job this code runs in. Raises LookupError outside of any."""
    context = _CURRENT.context or (_PROCESS_CONTEXT[0] if _PROCESS_CONTEXT else None)
    if context is None:
        raise LookupError("this code does not run in a job")
    return context


def _deliver(context: Context, result: Value) -> Optional[JobState]:
    """A generator's values become output one by one; a state ends the job in it; None is no output."""
    if isinstance(result, JobState):
        return result
    if isinstance(result, Iterator):
        for value in result:
            context.emit(Stream.Output, value)
    elif result is not None:
        context.emit(Stream.Output, result)
    return None


def thread_target(function: Callable[..., Value], args: Sequence[Value], kwargs: Mapping[str, Value]) -> Callable[[JobContext], Value]:
    """The callable as a ThreadRunner's target."""
    def target(context: JobContext) -> Value:
        _CURRENT.context = context
        try:
            return _deliver(context, function(*args, **kwargs))
        finally:
            _CURRENT.context = None
    return target


def pack_call(function: Callable[..., Value], args: Sequence[Value], kwargs: Mapping[str, Value]) -> bytes:
    """A call as a request for run; raises pickle.PicklingError (or the like) for what cannot be sent."""
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    return pickle.dumps((os.path.abspath(main) if main else None, sys.path, pickle.dumps((function, tuple(args), dict(kwargs)))))


def run(context: ChildContext) -> Value:
    """The entry in the job's process. The request comes from the very program that started it, so it may be unpickled."""
    main, path, call = pickle.loads(context.request)
    sys.path[:] = path
    _PROCESS_CONTEXT[:] = [context]
    if main is not None and b"__main__" in call:
        _load_main(main)
    function, args, kwargs = pickle.loads(call)
    sys.stdout = sys.stderr = HostText(context)
    return _deliver(context, function(*args, **kwargs))


def _load_main(path: str) -> None:
    """The starting script's own functions live in __main__: load it under another name, so that its main part does not run again."""
    spec = importlib.util.spec_from_file_location(_MAIN_ALIAS, path)
    if spec is None or spec.loader is None:
        return
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules[_MAIN_ALIAS] = module
    spec.loader.exec_module(module)
    sys.modules["__main__"] = module
