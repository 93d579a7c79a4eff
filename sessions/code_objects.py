"""Python callables sent from the operator to a host, by dill; the only importer of dill. Never the other way: results are plain data.

Both sides need the same minor version of Python, because a function travels as its byte code; another version gets its source when there is one.
The host has no dill of its own: the package's source travels with the first callable and is kept beside the payload.
"""
from __future__ import annotations

import inspect
import io
import os
import sys
import textwrap
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any, Callable

from sessions.engine import ExecRequest, ExecResult, RecordSink
from sessions.errors import CodeObjectError
from sessions.wire.values import Bag, Scalar

Value = Any
LANGUAGE = "python"


def version_text() -> str:
    """The part of Python's version that byte code depends on."""
    return f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}"


def pack(function: Callable[..., Any], args: Iterable[Any], keywords: dict[str, Any], host_version: str) -> tuple[str, list[Value]]:
    """(script text, arguments) of an Exec with language "python". host_version as in version_text."""
    title = getattr(function, "__qualname__", repr(function))
    if host_version == version_text():
        import dill
        try:
            with _by_value(function):
                data = dill.dumps((function, tuple(args), keywords), recurse=True)
        except Exception as error:  # dill raises whatever the object's own pickling raises
            raise CodeObjectError(f"{title} cannot be sent: {error}") from error
        return title, ["dill", data, _dill_archive()]
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError) as error:
        raise CodeObjectError(f"{title} cannot be sent: the host runs {host_version}, this is {version_text()}, and there is no source") from error
    if function.__code__.co_freevars or source.lstrip().startswith(("lambda", "@")) or "def " not in source.split("\n", 1)[0]:
        raise CodeObjectError(f"{title} cannot be sent as source to {host_version}: only a plain function without closure can")
    return title, ["source", function.__name__, source, to_plain(list(args)), to_plain(keywords)]


@contextmanager
def _by_value(function: Callable[..., Any]) -> Iterator[None]:
    """Let dill send a function, and the functions of its module that it uses, by value: the host does not have that module."""
    import dill
    touched: list[Any] = []
    if isinstance(function, FunctionType):
        used = dill.detect.globalvars(function, recurse=True).values()
        touched = [function, *(item for item in used if isinstance(item, FunctionType) and item.__module__ == function.__module__)]
    modules = [item.__module__ for item in touched]
    try:
        for item in touched:
            item.__module__ = "__main__"
        yield
    finally:
        for item, module in zip(touched, modules):
            item.__module__ = module


_archive = b""


def _dill_archive() -> bytes:
    """dill's own package as a zip archive."""
    global _archive
    if not _archive:
        import dill
        folder = os.path.dirname(dill.__file__)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(os.listdir(folder)):
                if name.endswith(".py"):
                    archive.write(os.path.join(folder, name), f"dill/{name}")
        _archive = buffer.getvalue()
    return _archive


# ------------------------------------------------------------------------------------------------------------- on the host
def run_callable(request: ExecRequest, sink: RecordSink) -> ExecResult:
    """Run what `pack` made. A generator's items are records as they come; text written to standard output is information records."""
    try:
        result = _call(request.args)
        for item in result if inspect.isgenerator(result) else [result]:
            if item is not None:
                sink.write(0, to_plain(item))
    except Exception as error:
        import traceback
        frames = traceback.format_exc(limit=-5)
        sink.write(1, Bag([f"{type(error).__module__}.{type(error).__qualname__}", "System.Exception"],
                          {"Message": str(error), "Type": type(error).__qualname__, "Traceback": frames}, None, f"{type(error).__qualname__}: {error}"))
        return ExecResult("Failed", f"{type(error).__qualname__}: {error}", None, True)
    return ExecResult()


def _call(args: list[Value]) -> Any:
    if args[0] == "source":
        _, name, source, positional, keywords = args
        space: dict[str, Any] = {"__name__": "__pssession__"}
        exec(compile(source, f"<{name} from the operator>", "exec"), space)
        return space[name](*positional, **keywords)
    _, data, archive = args
    try:
        import dill
    except ImportError:
        _import_dill(archive)
        import dill
    function, positional, keywords = dill.loads(data)
    return function(*positional, **keywords)


def _import_dill(archive: bytes) -> None:
    """Import dill from the archive that came along. It lies on the disk only meanwhile: the host's folders are not ours to write to."""
    import importlib
    import shutil
    import tempfile
    folder = tempfile.mkdtemp(prefix="pssession-")
    path = os.path.join(folder, "dill.zip")
    try:
        with open(path, "wb") as out:
            out.write(archive)
        sys.path.append(path)
        importlib.import_module("dill")
    finally:
        if path in sys.path:
            sys.path.remove(path)
        shutil.rmtree(folder, ignore_errors=True)


def to_plain(value: Any, depth: int = 0) -> Value:
    """A Python object as wire data: what is not a scalar, list or dict becomes a bag of its public attributes."""
    if value is None or value.__class__ in (bool, int, float, str, bytes):
        return value
    if depth > 8:
        return str(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key if key.__class__ in (str, int, bool, float) else str(key): to_plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (int, float, str)):
        base = int if isinstance(value, int) else float if isinstance(value, float) else str
        return base(value)
    known = _SCALARS.get(type(value).__name__)
    if known is not None:
        return known(value)
    names = [name for name in getattr(value, "__dict__", {}) if not name.startswith("_")]
    return Bag([f"{type(value).__module__}.{type(value).__qualname__}", "System.Object"],
               {name: to_plain(getattr(value, name), depth + 1) for name in names}, None, str(value))


def _ticks(moment: Any) -> Scalar:
    """A datetime as .NET's ticks (100 ns since year 1) and kind (0 unspecified, 1 UTC)."""
    import datetime
    kind = 0
    if moment.tzinfo is not None:
        moment, kind = moment.astimezone(datetime.timezone.utc).replace(tzinfo=None), 1
    delta = moment - datetime.datetime(1, 1, 1)
    return Scalar("DateTime", [(delta.days * 86400 + delta.seconds) * 10**7 + delta.microseconds * 10, kind])


_SCALARS: dict[str, Callable[[Any], Value]] = {
    "Decimal": lambda value: Scalar("Decimal", str(value)), "datetime": _ticks, "UUID": lambda value: Scalar("Guid", str(value)),
    "timedelta": lambda value: Scalar("TimeSpan", (value.days * 86400 + value.seconds) * 10**7 + value.microseconds * 10),
    "PosixPath": str, "Path": str,
}


def decode_error(data: Value) -> str:
    """The text of an error record made by run_callable."""
    return data.text or "" if isinstance(data, Bag) else str(data)


__all__ = ["LANGUAGE", "decode_error", "pack", "run_callable", "to_plain", "version_text"]
