"""Events of library objects: who declares them, who listens.  Register-ObjectEvent and script code both come here."""
from __future__ import annotations

import threading
from typing import Any, Callable, ClassVar, Optional

Value = Any
Handler = Callable[[Value, Value], None]  # (sender, event args)


class EventSource:
    """Mixin of objects that raise events; `event_names` maps each name to the full name of its event args type.

    Handlers run on the thread that raises; they must not block.  `_handlers` is guarded by `_events_lock`.
    """

    event_names: ClassVar[dict[str, str]] = {}

    def event_name(self, name: str) -> Optional[str]:
        """An event's name as declared, from any case; None when there is none."""
        return next((n for n in self.event_names if n.lower() == name.lower()), None)

    def add_handler(self, name: str, handler: Handler) -> None:
        """Listen to an event (name as declared)."""
        with _lock:
            self.__dict__.setdefault("_handlers", {}).setdefault(name, []).append(handler)

    def remove_handler(self, name: str, handler: Handler) -> None:
        """Stop listening; a handler that does not listen is no error."""
        with _lock:
            handlers = self.__dict__.get("_handlers", {}).get(name, [])
            if handler in handlers:
                handlers.remove(handler)

    def raise_event(self, name: str, arguments: Value) -> None:
        """Call the handlers of an event in order."""
        with _lock:
            handlers = list(self.__dict__.get("_handlers", {}).get(name, ()))
        for handler in handlers:
            handler(self, arguments)


_lock = threading.Lock()


class EventArgs:
    """System.EventArgs and its kin: a bag of read-only properties under a type."""

    def __init__(self, net_type: Any, **values: Value) -> None:
        self.net_type = net_type
        self.values = values
        self.ps_ext: Optional[dict[str, Value]] = None


def event_args_type(full_name: str, **properties: str) -> Any:
    """Declare an event args type: property name = its type's name."""
    from shell.clr.typeinfo import NetType, lookup
    base = None if full_name == "System.EventArgs" else lookup("System.EventArgs") or event_args_type("System.EventArgs")
    t = NetType(full_name, base=base)
    for name, type_name in properties.items():
        t.prop(name, type_name)(lambda a, n=name: a.values.get(n))
    return t
