"""Set-, Clear-, New-, Remove-, Rename-, Copy- and Move-ItemProperty."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import IOException, NetException, NotSupportedException
from shell.commands.files.base import PathCmdlet
from shell.commands.files.get_item import item_of
from shell.objects.members import find_property_value, property_items, set_property
from shell.objects.psobject import MISSING
from shell.objects.records import ErrorRecord
from shell.objects.text import to_display, to_string
from shell.providers.paths import ResolvedPath

Value = Any


def note_text(name: str, value: Value) -> str:
    """A note as PowerShell writes one: `int Nope=1`."""
    from shell.clr.typeinfo import typeof
    from shell.objects.psobject import base_of
    from shell.objects.text import type_text
    base = base_of(value)
    kind = "object" if base is None else type_text(typeof(base))
    return f"{kind} {name}={'null' if base is None else to_display(value)}"


class SetItemProperty(PathCmdlet):
    name = "Set-ItemProperty"
    net_class = "Microsoft.PowerShell.Commands.SetItemPropertyCommand"
    synopsis = "Sets a property of the item at a path."
    examples = (("Protect a file", "Set-ItemProperty config.txt IsReadOnly $true"),)
    Name: str = ""
    Value: Value = None
    InputObject: Value = None
    PassThru: bool = False

    def process(self) -> None:
        for target in self.resolved():
            if not target.provider.is_files:
                self._refuse(target)
                continue
            pairs = [(self.Name, self.Value)] if self.InputObject is None else list(property_items(self.InputObject))
            item = item_of(target)
            for name, value in pairs:
                self._set(item, target.path, to_string(name), value)
            if self.PassThru:
                self.write(item)

    def _refuse(self, target: ResolvedPath) -> None:
        try:
            target.provider.unsupported()
        except NetException as e:
            self.report(e, target.path)

    def _set(self, item: Value, path: str, name: str, value: Value) -> None:
        from shell.objects.member_listing import property_names
        spelled = next((n for n in property_names(item) if n.lower() == name.lower()), name)
        word = "Directory" if item.is_folder else "File"
        if find_property_value(item, name) is MISSING:
            e = IOException(f"The property {note_text(name, value)} does not exist or was not found.")
            self.write_error(ErrorRecord(e, "SetPropertyError", "ReadError", name))
            return
        if self.should_process(f"Item: {path} Property: {spelled} Value: {to_display(value)}", f"Set Property {word}"):
            try:
                set_property(item, spelled, value)
            except NetException as e:
                self.report(e, path)


class ClearItemProperty(PathCmdlet):
    name = "Clear-ItemProperty"
    net_class = "Microsoft.PowerShell.Commands.ClearItemPropertyCommand"
    synopsis = "Clears a property of the item at a path."
    examples = (("Attributes back to normal", "Clear-ItemProperty config.txt -Name Attributes"),)
    Name: str = ""
    PassThru: bool = False

    def process(self) -> None:
        for target in self.resolved():
            name = to_string(self.Name)
            if not target.provider.is_files or name.lower() != "attributes":
                self.error("The property cannot be cleared because the property is not supported. Only the Attributes property can be cleared.",
                           "ClearPropertyError", "InvalidArgument", target.path, exception_class=NetException)
            elif self.should_process(f"Item: {target.path} Property: {name}", "Clear Property File"):
                item = item_of(target)
                item.set_attributes(128)
                if self.PassThru:
                    self.write(item)


class DynamicProperty(PathCmdlet):
    """The commands for drives whose items have properties of their own: none of ours has."""

    Name: Value = None
    NewName: Optional[str] = None
    Destination: Optional[str] = None
    PropertyType: Optional[str] = None
    PassThru: bool = False

    def given_paths(self) -> list[tuple[str, bool]]:
        literal = self.LiteralPath is not None
        given = self.LiteralPath if literal else self.Path
        paths = given if isinstance(given, list) else [given]
        return [(to_string(p), literal) for p in paths if p is not None]

    def process(self) -> None:
        for _ in self._targets():
            self.fail("Cannot use interface. The IDynamicPropertyCmdletProvider interface is not supported by this provider.", "NotSupported", "NotImplemented",
                      exception_class=NotSupportedException)

    def _targets(self) -> Iterator[ResolvedPath]:
        yield from self.resolved()


class NewItemProperty(DynamicProperty):
    name = "New-ItemProperty"
    synopsis = "Makes a property of an item, on drives that have such."
    examples = (("What this platform answers", "try { New-ItemProperty a.txt -Name x -Value 1 -ErrorAction Stop } catch { $_.Exception.Message }"),)


class RemoveItemProperty(DynamicProperty):
    name = "Remove-ItemProperty"
    synopsis = "Removes a property of an item, on drives that have such."
    examples = (("What this platform answers", "try { Remove-ItemProperty a.txt -Name x -ErrorAction Stop } catch { $_.Exception.Message }"),)


class RenameItemProperty(DynamicProperty):
    name = "Rename-ItemProperty"
    synopsis = "Renames a property of an item, on drives that have such."
    examples = (("What this platform answers", "try { Rename-ItemProperty a.txt -Name x -NewName y -ErrorAction Stop } catch { $_.Exception.Message }"),)


class CopyItemProperty(DynamicProperty):
    name = "Copy-ItemProperty"
    synopsis = "Copies a property between items, on drives that have such."
    examples = (("What this platform answers", "try { Copy-ItemProperty a.txt -Name x -Destination b.txt -ErrorAction Stop } catch { $_.Exception.Message }"),)


class MoveItemProperty(DynamicProperty):
    name = "Move-ItemProperty"
    synopsis = "Moves a property between items, on drives that have such."
    examples = (("What this platform answers", "try { Move-ItemProperty a.txt -Name x -Destination b.txt -ErrorAction Stop } catch { $_.Exception.Message }"),)
