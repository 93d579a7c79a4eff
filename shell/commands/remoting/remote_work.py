"""What Invoke-Command runs in a session: the text of a script block or file with its $using: values, or a Python function of the operator's."""
from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Optional

from sessions.code_objects import LANGUAGE, pack
from sessions.invocation import Invocation
from sessions.session import Session
from sessions.wire.values import Bag, Scalar

Value = Any


class Work:
    """One a command. `text` is what a job shows as its Command; `rows`: dictionaries in the output become objects."""

    text: str
    rows = False

    def start(self, session: Session, piped: Optional[list[Value]], live: bool, options: dict[str, Value], ui: Any) -> Invocation:
        """Begin it; `piped` is sent at once, with `live` the caller goes on writing input."""
        raise NotImplementedError


class ScriptWork(Work):
    """Script text for the engine at the other end. Arguments and $using: values are wire values."""

    def __init__(self, text: str, arguments: list[Value], using: dict[str, Value]) -> None:
        self.text, self._arguments, self._using = text, arguments, using

    def start(self, session: Session, piped: Optional[list[Value]], live: bool, options: dict[str, Value], ui: Any) -> Invocation:
        return session.invoke(self.text, self._arguments, using=self._using, has_input=live, input=piped, options=options, ui=ui)


class PythonWork(Work):
    """A Python callable: by its byte code where the host has the same minor version of Python, else by its source."""

    rows = True

    def __init__(self, name: str, function: Callable[..., Any], arguments: Sequence[Value]) -> None:
        self.text, self._function, self._arguments = name, function, [plain_python(a) for a in arguments]

    def start(self, session: Session, piped: Optional[list[Value]], live: bool, options: dict[str, Value], ui: Any) -> Invocation:
        version = "cpython " + ".".join(str(session.info.get("python", "")).split(".")[:2])
        title, packed = pack(self._function, self._arguments, {}, version)
        made = session.invoke(title, packed, language=LANGUAGE, options=options, ui=ui)
        made.rows = True  # type: ignore[attr-defined]
        return made


def load_function(text: str, folder: str) -> Callable[..., Any]:
    """The callable that `module:name` means; the module is importable, lies in `folder`, or is the path of a .py file. Raises LookupError with a text."""
    module_name, colon, path = text.rpartition(":")
    if not colon or not module_name or not path:
        raise LookupError(f"'{text}' does not name a Python function. Write module:function, such as tools.disks:usage or ./disks.py:usage.")
    found: Any = _module(module_name, folder)
    for part in path.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        raise LookupError(f"There is no function '{path}' in the Python module '{module_name}'.")
    return found  # type: ignore[no-any-return]


def _module(name: str, folder: str) -> Any:
    try:
        if name.endswith(".py"):
            return _from_file(os.path.join(folder, os.path.expanduser(name)))
        if folder not in sys.path:
            sys.path.insert(0, folder)
            try:
                return importlib.import_module(name)
            finally:
                sys.path.remove(folder)
        return importlib.import_module(name)
    except Exception as error:  # whatever the module does while it is imported
        raise LookupError(f"The Python module '{name}' cannot be imported: {type(error).__name__}: {error}") from error


def _from_file(path: str) -> Any:
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    kept = sys.modules.get(name)
    sys.modules[name] = module  # so that the source of its functions can be had
    try:
        spec.loader.exec_module(module)
    except BaseException:
        if kept is None:
            del sys.modules[name]
        else:
            sys.modules[name] = kept
        raise
    return module


def plain_python(wire: Value) -> Value:
    """A wire value as Python has it: scalars, lists, dictionaries; a property bag is the dictionary of its properties."""
    if wire.__class__ is Scalar:
        return wire.value
    if wire.__class__ is Bag:
        return plain_python(wire.base) if wire.base is not None else {n: plain_python(v) for n, v in wire.properties.items()}
    if isinstance(wire, list):
        return [plain_python(v) for v in wire]
    if isinstance(wire, dict):
        return {plain_python(k): plain_python(v) for k, v in wire.items()}
    return wire


__all__ = ["PythonWork", "ScriptWork", "Work", "load_function"]
