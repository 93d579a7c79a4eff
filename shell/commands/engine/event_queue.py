"""Events of a session: who subscribed, what is waiting in the queue, actions to run.

Events may be raised on any thread.  Actions run on the runspace's own thread, when it starts a cmdlet, sleeps or waits (`Context.pending_actions`).
"""
from __future__ import annotations

import threading
import time
import uuid
from typing import Any, Callable, Optional

from shell.clr.times import now_local
from shell.clr.typeinfo import NetType
from shell.objects.psobject import base_of
from shell.objects.records import TerminatingError

Value = Any
_A = "System.Management.Automation."


class EventArguments:
    """PSEventArgs: one event."""

    def __init__(self, number: int, source: str, sender: Value, args: list[Value], data: Value, event_args: Value = None) -> None:
        self.number, self.source, self.sender, self.args, self.data = number, source, sender, args, data
        self.event_args = event_args
        self.time = now_local()
        self.ps_ext: Any = None


class Subscriber:
    """PSEventSubscriber."""

    def __init__(self, number: int, source: str, target: Value = None, event_name: str = "", action: Value = None, data: Value = None, support: bool = False,
                 forward: bool = False, limit: int = 0) -> None:
        self.number, self.source, self.target, self.event_name = number, source, target, event_name
        self.block, self.data, self.support, self.forward, self.left = action, data, support, forward, limit
        self.has_limit = limit > 0
        self.job: Any = None
        self.disconnect: Optional[Callable[[], None]] = None
        self.ps_ext: Any = None


class EventQueue:
    """One per runspace.  `_lock` guards the lists; `changed` tells Wait-Event."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.events: list[EventArguments] = []
        self.subscribers: list[Subscriber] = []
        self.pending: list[tuple[Subscriber, EventArguments]] = []
        self.changed = threading.Condition()
        self._numbers = 0
        self._subscriptions = 0
        self._running = False

    # ---- subscribing

    def subscribe(self, source: str, target: Value = None, event_name: str = "", action: Value = None, data: Value = None, support: bool = False,
                  forward: bool = False, limit: int = 0) -> Subscriber:
        with self.changed:
            self._subscriptions += 1
            made = Subscriber(self._subscriptions, source or str(uuid.uuid4()), target, event_name, action, data, support, forward, limit)
        if action is not None:
            made.job = self.ctx.jobs.new("PSEventJob", name=made.source, command=str(action.text))
        if event_name:
            self._connect(made)
        with self.changed:
            self.subscribers.append(made)
        return made

    def _connect(self, made: Subscriber) -> None:
        source = base_of(made.target)

        def handler(sender: Value, arguments: Value) -> None:
            self.generate(made.source, sender, [sender, arguments], made.data, arguments, made)
        source.add_handler(made.event_name, handler)
        made.disconnect = lambda: source.remove_handler(made.event_name, handler)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        if subscriber.disconnect is not None:
            subscriber.disconnect()
        with self.changed:
            if subscriber in self.subscribers:
                self.subscribers.remove(subscriber)
        if subscriber.job is not None:
            from jobs.states import JobState
            subscriber.job.move(JobState.Stopped)

    # ---- events

    def generate(self, source: str, sender: Value, args: list[Value], data: Value, event_args: Value = None, only: Optional[Subscriber] = None) -> EventArguments:
        """Something happened: actions are scheduled; without any the event waits in the queue."""
        with self.changed:
            self._numbers += 1
            made = EventArguments(self._numbers, source, sender, args, data, event_args)
            listening = [only] if only is not None else [s for s in self.subscribers if s.source.lower() == source.lower() and not s.event_name]
            acting = [s for s in listening if s.block is not None]
            if not acting:
                self.events.append(made)
            for s in acting:
                self.pending.append((s, made))
            if acting:
                self.ctx.pending_actions = self.run_pending
            self.changed.notify_all()
        return made

    def run_pending(self) -> None:
        """Run what is scheduled.  On the runspace's thread only."""
        if self._running:
            return
        self._running = True
        try:
            while True:
                with self.changed:
                    if not self.pending:
                        self.ctx.pending_actions = None
                        return
                    subscriber, event = self.pending.pop(0)
                self._act(subscriber, event)
        finally:
            self._running = False

    def _act(self, subscriber: Subscriber, event: EventArguments) -> None:
        from jobs.states import JobState
        from jobs.streams import Stream
        ctx, job = self.ctx, subscriber.job
        if job.finished:
            return
        job.move(JobState.Running)
        frame, ok = ctx.frame, ctx.ok
        variables = (("event", event), ("eventsubscriber", subscriber), ("sender", event.sender), ("eventargs", event.event_args))
        try:
            for value in ctx.invoke(subscriber.block, list(event.args), variables=variables):
                job.emit(Stream.Output, value)
        except TerminatingError as e:
            job.emit(Stream.Error, e.record)
        finally:
            ctx.frame, ctx.ok = frame, ok
        if subscriber.has_limit:
            subscriber.left -= 1
            if subscriber.left <= 0:
                self.unsubscribe(subscriber)

    def wait(self, source: Optional[str], timeout: float, stopping: Callable[[], bool]) -> Optional[EventArguments]:
        """The first event of that source; actions run meanwhile.  Negative timeout: as long as it takes."""
        end = time.monotonic() + timeout if timeout >= 0 else None
        while not stopping():
            self.run_pending()
            with self.changed:
                found = next((e for e in self.events if source is None or matches(e.source, source)), None)
                if found is not None:
                    return found
                left = 0.1 if end is None else min(0.1, end - time.monotonic())
                if left <= 0:
                    return None
                self.changed.wait(left)
        return None

    def remove(self, event: EventArguments) -> None:
        with self.changed:
            if event in self.events:
                self.events.remove(event)

    def end_of_shell(self) -> None:
        """Subscribers of PowerShell.Exiting run as the shell ends."""
        if any(s.source.lower() == "powershell.exiting" for s in self.subscribers):
            self.generate("PowerShell.Exiting", None, [], None)
            self.run_pending()


def matches(source: str, pattern: str) -> bool:
    from shell.clr.wildcards import WildcardPattern
    return WildcardPattern(pattern).matches(source)


def _runspace_id(event: EventArguments) -> Value:
    return None


def _types() -> None:
    t = NetType(_A + "PSEventArgs", EventArguments)
    t.prop("ComputerName", "string")(lambda e: None)
    t.prop("RunspaceId", "guid")(_runspace_id)
    for name, type_name, attribute in (("EventIdentifier", "int", "number"), ("Sender", "System.Object", "sender"), ("SourceEventArgs", "System.EventArgs", "event_args"),
                                       ("SourceArgs", "System.Object[]", "args"), ("SourceIdentifier", "string", "source"), ("TimeGenerated", "datetime", "time"),
                                       ("MessageData", "psobject", "data")):
        t.attr(name, type_name, attribute)
    t = NetType(_A + "PSEventSubscriber", Subscriber)
    for name, type_name, attribute in (("SubscriptionId", "int", "number"), ("SourceObject", "System.Object", "target"), ("EventName", "string", "event_name"),
                                       ("SourceIdentifier", "string", "source"), ("Action", _A + "PSEventJob", "job")):
        t.attr(name, type_name, attribute)
    t.prop("HandlerDelegate", "System.Delegate")(lambda s: None)
    t.attr("SupportEvent", "bool", "support")
    t.attr("ForwardEvent", "bool", "forward")


_types()
