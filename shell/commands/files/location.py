"""Get-, Set-, Push- and Pop-Location."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, NetException
from shell.clr.security import PSArgumentException
from shell.clr.typeinfo import NetType
from shell.objects.records import ErrorRecord, TerminatingError
from shell.objects.text import to_string
from shell.providers.paths import ResolvedPath
from shell.providers.registry import not_found
from shell.providers.types import PathInfo
from shell.runtime.cmdlet import Cmdlet

Value = Any


class PathInfoStack(list):  # type: ignore[type-arg]
    """The stack Get-Location -Stack gives; enumerates from the top."""

    def __init__(self, name: str, items: list[PathInfo]) -> None:
        super().__init__(items)
        self.name = name
        self.ps_ext: Any = None

    @property
    def size(self) -> int:
        return len(self)


_STACK = NetType("System.Management.Automation.PathInfoStack", PathInfoStack, interfaces=("System.Collections.IEnumerable",))
_STACK.attr("Name", "string", "name")
_STACK.attr("Count", "int", "size")


class GetLocation(Cmdlet):
    name = "Get-Location"
    synopsis = "Shows the current location, or that of a drive or stack."
    examples = (("Where am I", "Get-Location"), ("The stack of Push-Location", "Get-Location -Stack"))

    PSProvider: Optional[list[str]] = None
    PSDrive: Optional[list[str]] = None
    Stack: bool = False
    StackName: Optional[list[str]] = None

    def process(self) -> None:
        location = self.ctx.location
        if self.Stack:
            for name in self.StackName or [location.stack_name]:
                items = [PathInfo(p) for p in reversed(location.stacks.get(to_string(name) or "default", []))]
                self.write(PathInfoStack(to_string(name), items))
            return
        if self.PSDrive is None and self.PSProvider is None:
            self.write(PathInfo(location.resolved()))
            return
        for drive in self._drives():
            self.write(PathInfo(ResolvedPath(drive.provider, drive, drive.provider_path(drive.current), drive.shown(drive.current))))

    def _drives(self) -> list[Any]:
        drives = self.ctx.drives
        out = []
        for name in self.PSDrive or ():
            try:
                out.append(drives.get(to_string(name)))
            except NetException as e:
                self.write_error(ErrorRecord(e, "DriveNotFound", "ObjectNotFound", name))
        for name in self.PSProvider or ():
            out.append(drives.default_for(drives.provider(to_string(name))))
        return out


class LocationChange(Cmdlet):
    """What Set- and Push-Location share: from a path to one container."""

    Path: Optional[str] = None
    LiteralPath: Optional[str] = None
    PassThru: bool = False
    StackName: Optional[str] = None

    def find(self, path: str, literal: bool) -> ResolvedPath:
        """The container a path means; ends the command with the recorded errors otherwise."""
        drives = self.ctx.drives
        try:
            found: list[ResolvedPath] = [drives.literal(path)] if literal else drives.expand(path, True)
        except NetException as e:
            raise self._ended(e, e.error_id or "PathNotFound", e.category or "ObjectNotFound", path)
        containers = [f for f in found if f.provider.is_container(f.path)]
        if len(containers) > 1:
            raise self._ended(PSArgumentException(f"Cannot set the location because path '{path}' resolved to multiple containers. You can only set the location to "
                                                  "a single container at a time."), "Argument", "InvalidArgument", path)
        if not containers:
            raise self._ended(not_found(path), "PathNotFound", "ObjectNotFound", path)
        return containers[0]

    def _ended(self, e: NetException, error_id: str, category: str, target: str) -> TerminatingError:
        return self.terminate(ErrorRecord(e, error_id, category, target))

    def go(self, target: ResolvedPath) -> None:
        location = self.ctx.location
        location.back.append(location.resolved())
        del location.back[:-20]
        location.forward.clear()
        location.go(target)


class SetLocation(LocationChange):
    name = "Set-Location"
    synopsis = "Goes to another location."
    examples = (("Into a folder", "Set-Location /tmp"), ("Back to where you were", "Set-Location -"))

    def process(self) -> None:
        if self.parameter_set == "Stack" or (self.has("StackName") and self.Path is None and self.LiteralPath is None):
            self._choose_stack()
            return
        literal = self.LiteralPath is not None
        path = to_string(self.LiteralPath if literal else self.Path)
        if not literal and path in ("-", "+"):
            self._history(path)
        else:
            self.go(self.find(path or "~", literal))
        if self.PassThru:
            self.write(PathInfo(self.ctx.location.resolved()))

    def _choose_stack(self) -> None:
        name = to_string(self.StackName) or "default"
        if name not in self.ctx.location.stacks:
            self.fail(f"Cannot find location stack '{name}'. It does not exist or it is not a container.", "Argument", "InvalidArgument", name,
                      exception_class=PSArgumentException)
        self.ctx.location.stack_name = name

    def _history(self, direction: str) -> None:
        location = self.ctx.location
        source, other = (location.back, location.forward) if direction == "-" else (location.forward, location.back)
        if not source:
            word = "backwards" if direction == "-" else "forwards"
            self.fail(f"There is no location history left to navigate {word}.", "InvalidOperation", "InvalidOperation",
                      exception_class=InvalidOperationException)
        other.append(location.resolved())
        location.go(source.pop())


class PushLocation(LocationChange):
    name = "Push-Location"
    synopsis = "Remembers the current location on a stack and goes to another."
    examples = (("Go and come back", "Push-Location /tmp; Pop-Location"),)

    def process(self) -> None:
        location = self.ctx.location
        literal = self.LiteralPath is not None
        given = self.LiteralPath if literal else self.Path
        target = self.find(to_string(given), literal) if given is not None else None
        name = to_string(self.StackName) or location.stack_name
        location.stacks.setdefault(name, []).append(location.resolved())
        if target is not None:
            self.go(target)
        if self.PassThru:
            self.write(PathInfo(location.resolved()))


class PopLocation(Cmdlet):
    name = "Pop-Location"
    synopsis = "Goes back to the location on top of the stack."
    examples = (("Come back", "Push-Location /tmp; Pop-Location"),)

    PassThru: bool = False
    StackName: Optional[str] = None

    def process(self) -> None:
        location = self.ctx.location
        name = to_string(self.StackName) or location.stack_name
        if self.StackName and name not in location.stacks:
            self.fail(f"Cannot find location stack '{name}'. It does not exist or it is not a container.", "Argument", "InvalidArgument", name,
                      exception_class=PSArgumentException)
        stack = location.stacks.get(name)
        if stack:
            location.back.append(location.resolved())
            location.go(stack.pop())
        if self.PassThru:
            self.write(PathInfo(location.resolved()))


