"""Update-List: adds to and removes from a property that holds a list."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.dictionaries import Hashtable
from shell.objects.comparison import equals
from shell.objects.members import find_property_value
from shell.objects.psobject import MISSING, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any


class UpdateList(Cmdlet):
    name = "Update-List"
    synopsis = "Adds items to a list property and removes items from it."
    examples = (("Change a list in place", "$o = [pscustomobject]@{ L = [Collections.Generic.List[int]](1, 2) }; $o | Update-List L -Add 3 -Remove 1"),)

    InputObject: Value = MISSING
    Property: Optional[str] = None
    Add: Optional[list[Value]] = None
    Remove: Optional[list[Value]] = None
    Replace: Optional[list[Value]] = None

    def process(self) -> None:
        if self.InputObject is MISSING:
            return
        if not self.Property:
            self.fail("You must specify a value for the Property parameter when InputObject is specified.", "MissingPropertyParameter", "InvalidArgument")
        name = to_string(self.Property)
        found = find_property_value(self.InputObject, name)
        if found is MISSING:
            self.error(f'The property "{name}" cannot be found on this object.', "MemberDoesntExist", "InvalidType", self.InputObject)
            return
        target = base_of(found)
        if not isinstance(target, list) or target.__class__ is list:
            self.error(f'The property "{name}" does not hold a list that can be changed.', "CollectionWriteFailed", "InvalidOperation", self.InputObject)
            return
        if self.Replace is not None:
            target[:] = self.Replace
        else:
            for item in self.Remove or ():
                at = next((i for i, v in enumerate(target) if equals(v, item)), None)
                if at is not None:
                    del target[at]
            target.extend(self.Add or ())
        self.write(self.InputObject)

    def end(self) -> None:
        """Without input: the change itself as a table, for cmdlets that take one."""
        if self.has("InputObject") or self.invocation.expecting_input:
            return
        table = Hashtable()
        for key, value in (("Add", self.Add), ("Remove", self.Remove), ("Replace", self.Replace)):
            if value is not None:
                table.put(key, list(value))
        self.write(table)
