"""Event commands: Register-EngineEvent, Register-ObjectEvent, Get-, New-, Wait-, Remove-Event, Get-EventSubscriber, Unregister-Event."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.commands.engine.event_queue import EventArguments, EventQueue, Subscriber, matches
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet

Value = Any
_INVALID = "INVALID_SOURCE_IDENTIFIER"


class EventCommand(Cmdlet):
    """What all of them share: the session's queue."""

    SourceIdentifier: Optional[str] = None
    EventIdentifier: Optional[int] = None
    SubscriptionId: Optional[int] = None

    @property
    def queue(self) -> EventQueue:
        found: EventQueue = self.ctx.service("events")
        return found

    def events(self) -> list[EventArguments]:
        """The queued events the parameters mean; a literal name without any is reported."""
        self.queue.run_pending()
        every = list(self.queue.events)
        if self.EventIdentifier is not None:
            found = [e for e in every if e.number == self.EventIdentifier]
            if not found:
                self.error(f"Event with identifier '{self.EventIdentifier}' does not exist.", _INVALID, "InvalidArgument", exception_class=ArgumentException)
            return found
        if self.SourceIdentifier is None:
            return every
        name = to_string(self.SourceIdentifier)
        found = [e for e in every if matches(e.source, name)]
        if not found and not has_wildcard(name):
            self.error(f"Event with source identifier '{name}' does not exist.", _INVALID, "InvalidArgument", exception_class=ArgumentException)
        return found

    def subscribers(self, hidden: bool) -> list[Subscriber]:
        every = [s for s in self.queue.subscribers if hidden or not s.support]
        if self.SubscriptionId is not None:
            found = [s for s in every if s.number == self.SubscriptionId]
            if not found:
                self.error(f"Event subscription with identifier '{self.SubscriptionId}' does not exist.", "INVALID_SUBSCRIPTION_IDENTIFIER", "InvalidArgument",
                           exception_class=ArgumentException)
            return found
        if self.SourceIdentifier is None:
            return every
        name = to_string(self.SourceIdentifier)
        found = [s for s in every if matches(s.source, name)]
        if not found and not has_wildcard(name):
            self.error(f"Event subscription with identifier '{name}' does not exist.", _INVALID, "InvalidArgument", exception_class=ArgumentException)
        return found


class GetEvent(EventCommand):
    name = "Get-Event"
    synopsis = "Shows the events that wait in the queue."
    examples = (("All", "Get-Event"),)

    def process(self) -> None:
        self.write_all(self.events())


class NewEvent(EventCommand):
    name = "New-Event"
    synopsis = "Raises an event."
    examples = (("With data", "New-Event -SourceIdentifier My.Event -MessageData 'hello'"),)
    Sender: Value = None
    EventArguments: Optional[list[Value]] = None
    MessageData: Value = None

    def process(self) -> None:
        self.write(self.queue.generate(to_string(self.SourceIdentifier), self.Sender, list(self.EventArguments or ()), self.MessageData))
        self.queue.run_pending()


class WaitEvent(EventCommand):
    name = "Wait-Event"
    synopsis = "Waits until an event is in the queue and shows it."
    examples = (("At most five seconds", "Wait-Event -SourceIdentifier My.Event -Timeout 5"),)
    Timeout: int = -1

    def process(self) -> None:
        source = None if self.SourceIdentifier is None else to_string(self.SourceIdentifier)
        found = self.queue.wait(source, float(self.Timeout), lambda: self.stopping or self.ctx.stop_requested)
        if found is not None:
            self.write(found)


class RemoveEvent(EventCommand):
    name = "Remove-Event"
    synopsis = "Takes events out of the queue."
    examples = (("By source", "Remove-Event -SourceIdentifier My.Event"),)

    def process(self) -> None:
        for event in self.events():
            if self.should_process(f"Event '{event.source}'", "Remove"):
                self.queue.remove(event)


class GetEventSubscriber(EventCommand):
    name = "Get-EventSubscriber"
    synopsis = "Shows who listens to events."
    examples = (("All", "Get-EventSubscriber"),)
    Force: bool = False

    def process(self) -> None:
        self.write_all(self.subscribers(self.Force))


class UnregisterEvent(EventCommand):
    name = "Unregister-Event"
    synopsis = "Stops listening to events."
    examples = (("By source", "Unregister-Event -SourceIdentifier My.Event"),)
    Force: bool = False

    def process(self) -> None:
        for s in self.subscribers(self.Force):
            if self.should_process(f"Event subscription '{s.source}'", "Unsubscribe"):
                self.queue.run_pending()
                self.queue.unsubscribe(s)


class Registering(EventCommand):
    """What the two Register commands share."""

    Action: Value = None
    MessageData: Value = None
    SupportEvent: bool = False
    Forward: bool = False
    MaxTriggerCount: int = 0

    def is_taken(self) -> bool:
        name = to_string(self.SourceIdentifier)
        if self.SourceIdentifier is None or not any(s.source.lower() == name.lower() and (s.event_name or s.block is None) for s in self.queue.subscribers):
            return False
        self.error(f"Cannot subscribe to the specified event. A subscriber with the source identifier '{name}' already exists.", "SUBSCRIBER_EXISTS", "InvalidArgument",
                   exception_class=ArgumentException)
        return True

    def register(self, target: Value, event_name: str) -> None:
        made = self.queue.subscribe(to_string(self.SourceIdentifier), target, event_name, self.Action, self.MessageData, self.SupportEvent, self.Forward,
                                    self.MaxTriggerCount)
        if made.job is not None and not self.SupportEvent:
            self.write(made.job)


class RegisterEngineEvent(Registering):
    name = "Register-EngineEvent"
    synopsis = "Listens to events of the session and of scripts."
    examples = (("As the shell ends", "Register-EngineEvent PowerShell.Exiting -Action { 'bye' }"),)

    def end(self) -> None:
        self.register(None, "")


class RegisterObjectEvent(Registering):
    name = "Register-ObjectEvent"
    synopsis = "Listens to an event of an object."
    examples = (("A timer", "$t = [Timers.Timer]::new(1000); Register-ObjectEvent $t Elapsed -SourceIdentifier tick"),)
    InputObject: Value = None
    EventName: str = ""

    def end(self) -> None:
        source = base_of(self.InputObject)
        find = getattr(source, "event_name", None)
        name = find(self.EventName) if callable(find) else None
        if name is None:
            self.error(f"Cannot register for the specified event. An event with the name '{self.EventName}' does not exist. (Parameter 'eventName')",
                       "INVALID_REGISTRATION", "InvalidArgument", exception_class=ArgumentException)
        elif not self.is_taken():
            self.register(source, name)
