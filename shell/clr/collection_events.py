"""CollectionChanged's event args."""
from __future__ import annotations

from typing import Any

from shell.clr.enums import define_enum
from shell.clr.events import EventArgs, event_args_type

Value = Any
ChangedAction = define_enum("System.Collections.Specialized.NotifyCollectionChangedAction", {"Add": 0, "Remove": 1, "Replace": 2, "Move": 3, "Reset": 4})
CHANGED_ARGS = event_args_type("System.Collections.Specialized.NotifyCollectionChangedEventArgs",
                               Action="System.Collections.Specialized.NotifyCollectionChangedAction", NewItems="System.Collections.IList",
                               OldItems="System.Collections.IList", NewStartingIndex="int", OldStartingIndex="int")


def changed_args(action: str, new: list[Value], old: list[Value], index: int) -> EventArgs:
    """What one change reports."""
    return EventArgs(CHANGED_ARGS, Action=ChangedAction.net_type.enum_values[action], NewItems=new or None, OldItems=old or None,
                     NewStartingIndex=index if new else -1, OldStartingIndex=index if old else -1)
