"""Get-Item, Get-ItemProperty, Get-ItemPropertyValue: items themselves and single properties of them."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import IOException, NetException
from shell.clr.security import PSArgumentException
from shell.clr.wildcards import WildcardPattern
from shell.commands.files.base import PathCmdlet
from shell.objects.members import find_property_value, property_names
from shell.objects.psobject import MISSING, PSCustomObject
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.item_notes import file_notes, note_item
from shell.providers.paths import ResolvedPath, has_wildcard

Value = Any


def item_of(target: ResolvedPath) -> Value:
    """The object of a place that exists, with its notes."""
    provider = target.provider
    if provider.is_files:
        return provider.item(target.path, True, target.drive)
    if target.path == "":
        return [note_item(provider.item(n), ResolvedPath(provider, target.drive, n, "")) for n in provider.children("")]
    return note_item(provider.item(target.path), target)


class ItemReader(PathCmdlet):
    """Base: every item the paths mean, hidden ones only with -Force."""

    def items(self) -> Any:
        for path, literal in self.given_paths():
            try:
                found = self.expand_one(path, literal)
            except NetException as e:
                self.report(e, path)
                continue
            wild = not literal and has_wildcard(path)
            for target in found:
                if self.wanted(target, True):
                    yield target, wild


class GetItem(ItemReader):
    name = "Get-Item"
    net_class = "Microsoft.PowerShell.Commands.GetItemCommand"
    synopsis = "Gets the item at a path: a file, a folder, a variable ..."
    examples = (("A file's size", "(Get-Item notes.txt).Length"), ("A variable as an object", "Get-Item Variable:PID"))

    def process(self) -> None:
        for target, _ in self.items():
            provider = target.provider
            if provider.is_files and not self.Force and provider.is_hidden(target.path) and target.path.strip("/"):
                e = IOException(f"Could not find item {target.path}.")
                self.write_error(ErrorRecord(e, "ItemNotFound", "ObjectNotFound", target.path))
                continue
            self.write(item_of(target))


def missing_property(name: str) -> NetException:
    return PSArgumentException(f"The property {name} does not exist or was not found.")


class GetItemProperty(ItemReader):
    name = "Get-ItemProperty"
    net_class = "Microsoft.PowerShell.Commands.GetItemPropertyCommand"
    synopsis = "Gets properties of the item at a path."
    examples = (("When was it written", "Get-ItemProperty notes.txt -Name LastWriteTime"),)
    Name: Optional[list[str]] = None

    def process(self) -> None:
        for target, _ in self.items():
            item = item_of(target)
            if not target.provider.is_files:
                self._unsupported(target)
            elif self.Name is None:
                self.write(item)
            else:
                props = self._chosen(item, target.path)
                if props:
                    self.write(PSCustomObject({**props, **file_notes(target.path, target.drive, target.provider)}))

    def _unsupported(self, target: ResolvedPath) -> None:
        try:
            target.provider.unsupported()
        except NetException as e:
            self.report(e, target.path)

    def _chosen(self, item: Value, path: str) -> dict[str, Value]:
        out: dict[str, Value] = {}
        for name in map(to_string, self.Name or ()):
            if has_wildcard(name):
                pattern = WildcardPattern(name)
                out.update((n, find_property_value(item, n)) for n in property_names(item) if pattern.matches(n) and not n.startswith("PS"))
                continue
            value = find_property_value(item, name)
            if value is MISSING:
                self.write_error(ErrorRecord(missing_property(name), "PropertyNotFound", "ReadError", path))
            else:
                out[next((n for n in property_names(item) if n.lower() == name.lower()), name)] = value
        return out


class GetItemPropertyValue(GetItemProperty):
    name = "Get-ItemPropertyValue"
    net_class = "Microsoft.PowerShell.Commands.GetItemPropertyValueCommand"
    synopsis = "Gets the values of properties of the item at a path."
    examples = (("A file's size", "Get-ItemPropertyValue notes.txt -Name Length"),)

    def process(self) -> None:
        if self.Path is None and self.LiteralPath is None:
            self.Path = ["."]
        for target, _ in self.items():
            for value in self._chosen(item_of(target), target.path).values():
                self.write(value)
