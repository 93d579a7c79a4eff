"""Common parameters of advanced functions: they become preference variables of the function's scope and variables of the caller."""
from __future__ import annotations

from typing import Any, Callable

from shell.objects.psobject import base_of
from shell.runtime.frame import Streams
from shell.runtime.pipeline import Emit
from shell.runtime.scopes import Scope

Value = Any
_ACTIONS = (("erroraction", "erroractionpreference"), ("warningaction", "warningpreference"), ("informationaction", "informationpreference"),
            ("progressaction", "progresspreference"))
_SWITCHES = (("verbose", "verbosepreference"), ("debug", "debugpreference"))
_CAPTURES = (("errorvariable", "error"), ("warningvariable", "warning"), ("informationvariable", "information"))


def apply_common(stage: Any, b: Any) -> Emit:
    """Take the common parameters out of what was bound; returns the emit the function's output goes through."""
    from shell.runtime.parameters import COMMON_NAMES
    common = {n.lower(): v for n, v in b.bound.items() if n in COMMON_NAMES and n.lower() not in stage.sections.by_name}
    stage.common = common
    emit: Emit = stage.emit
    if not common:
        return emit
    S: Scope = stage.S
    for name, variable in _ACTIONS:
        if name in common:
            _check_action(b, name, common[name])
            dict.__setitem__(S, variable, common[name])
    for name, variable in _SWITCHES:
        if name in common:
            dict.__setitem__(S, variable, _action("Continue" if base_of(common[name]) else "SilentlyContinue"))
    if "whatif" in common:
        dict.__setitem__(S, "whatifpreference", bool(base_of(common["whatif"])))
    if "confirm" in common:
        dict.__setitem__(S, "confirmpreference", _impact("Low" if base_of(common["confirm"]) else "None"))
    _capture_streams(stage, common)
    return _output(stage, common, emit)


def _action(name: str) -> Value:
    from shell.objects.conversion import convert
    from shell.objects.typenames import resolve_type
    t = resolve_type("System.Management.Automation.ActionPreference")
    return name if t is None else convert(name, t)


def _impact(name: str) -> Value:
    from shell.objects.conversion import convert
    from shell.objects.typenames import resolve_type
    t = resolve_type("System.Management.Automation.ConfirmImpact")
    return name if t is None else convert(name, t)


def _check_action(b: Any, name: str, value: Value) -> None:
    if str(getattr(value, "name_text", value)) == "Suspend" and name == "erroraction":
        from shell.runtime.binding_errors import make
        raise make(b, "Cannot bind parameter 'ErrorAction' to the target. Exception setting \"ErrorAction\": \"The Suspend ActionPreference value is reserved for "
                   "future use and is not supported at this time. For more information about preference variables, see the Help topic, "
                   "\"about_Preference_Variables.\"\"", "ParameterBindingFailed", "WriteError")


def _collector(caller: Scope, name: str) -> Callable[[Value], None]:
    """A function that appends to a variable of the caller; +name keeps what is there."""
    from shell.clr.lists import ArrayList
    append = name.startswith("+")
    head, colon, tail = name.lstrip("+").partition(":")
    from shell.runtime.scopes import SPELLING, scope_named
    if colon and head.lower() in ("global", "script", "local", "private"):
        caller, key = scope_named(caller, head.lower()), tail.lower()
    else:
        key = name.lstrip("+").lower()
        SPELLING.setdefault(key, name.lstrip("+"))
    current = caller.peek(key) if append else None
    if current is None:
        items = ArrayList()
    elif isinstance(current, ArrayList):
        items = current
    else:
        items = ArrayList(current if isinstance(current, list) else [current])
    caller[key] = items
    return items.append


def _capture_streams(stage: Any, common: dict[str, Value]) -> None:
    wanted = [(p, s) for p, s in _CAPTURES if common.get(p)]
    if not wanted:
        return
    G = stage.G
    streams: Streams = G.streams.copy()
    hidden = streams.hidden
    collectors = {}
    for parameter, stream in wanted:
        add = _collector(stage.V, str(common[parameter]))
        collectors[stream] = add
        setattr(streams, stream, _both(add, getattr(streams, stream)))

    def hide(kind: str, record: Value) -> None:
        add = collectors.get(kind.lower())
        if add is not None:
            add(record)
        hidden(kind, record)
    streams.hidden = hide
    G.streams = streams


def _both(first: Callable[[Value], None], second: Callable[[Value], None]) -> Callable[[Value], None]:
    def sink(record: Value) -> None:
        first(record)
        second(record)
    sink.down = second  # type: ignore[attr-defined]
    return sink


def _output(stage: Any, common: dict[str, Value], emit: Emit) -> Emit:
    out_name, pipeline_name, count = common.get("outvariable"), common.get("pipelinevariable"), common.get("outbuffer")
    if count:
        from shell.runtime.pipeline import OutBuffer
        stage.buffer = OutBuffer(emit, int(count))
        emit = stage.buffer.emit
    if out_name:
        emit = _both(_collector(stage.V, str(out_name)), emit)
    if pipeline_name:
        V, key, down = stage.V, str(pipeline_name).lower(), emit

        def with_variable(value: Value) -> None:
            V[key] = value
            down(value)
        emit = with_variable
    return emit
