"""Drives and providers of a runspace, its current location, and how a path is resolved against them."""
from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import define_exception
from shell.objects.records import DriveNotFoundException, ItemNotFoundException, RuntimeException
from shell.providers import paths
from shell.providers.filesystem import FileSystemProvider, find_ignoring_case
from shell.providers.paths import ResolvedPath
from shell.providers.provider import Provider
from shell.providers.session_items import AliasProvider, EnvironmentProvider, FunctionProvider, VariableProvider

Value = Any
ProviderNotFoundException = define_exception("System.Management.Automation.ProviderNotFoundException", RuntimeException)


class DriveInfo:
    """PSDriveInfo.  `root` is a provider path ('' for session state); `current` the location inside, relative to the root, with `/`."""

    def __init__(self, name: str, provider: Provider, root: str, description: str = "", ignore_case: bool = False) -> None:
        self.name, self.provider, self.root, self.description, self.ignore_case = name, provider, root, description, ignore_case
        self.current = ""
        self.display_root: Optional[str] = None
        self.credential: Value = None
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.name

    def shown(self, relative: str) -> str:
        """A location on this drive as PowerShell writes it."""
        return "/" + relative if self.name == "/" else f"{self.name}:/{relative}"

    def provider_path(self, relative: str) -> str:
        if self.provider.name != "FileSystem":
            return relative
        if self.ignore_case:
            return find_ignoring_case(self.root, relative)
        return (self.root.rstrip("/") + "/" + relative).rstrip("/") or "/"


class Location:
    """The current place, the stacks of Push-Location, the history of `cd -`."""

    def __init__(self, drives: Drives, drive: DriveInfo, relative: str) -> None:
        self._drives = drives
        self.drive = drive
        drive.current = relative
        self.stacks: dict[str, list[ResolvedPath]] = {"default": []}
        self.stack_name = "default"
        self.back: list[ResolvedPath] = []
        self.forward: list[ResolvedPath] = []
        self._folder = drive.provider_path(relative)

    def __str__(self) -> str:
        return self.drive.shown(self.drive.current)

    @property
    def filesystem_path(self) -> str:
        """The folder natives run in: the last place in the file system."""
        return self._folder

    def path_info(self) -> Value:
        """$PWD: a PathInfo."""
        from shell.providers.types import current_path
        return current_path(self)

    def resolved(self) -> ResolvedPath:
        d = self.drive
        return ResolvedPath(d.provider, d, d.provider_path(d.current), str(self))

    def go(self, target: ResolvedPath) -> None:
        """Move to a resolved container."""
        drive = target.drive
        if drive is None:
            drive = self._drives.default_for(target.provider)
        self.drive = drive
        drive.current = relative_to(drive, target)
        if drive.provider.name == "FileSystem":
            self._folder = target.path

    def drive_of(self, path: str) -> str:
        """The name of the drive a path is on; raises when there is none of that name."""
        return str(self._drives.resolve(path).drive.name)  # type: ignore[union-attr]


def relative_to(drive: DriveInfo, target: ResolvedPath) -> str:
    """A resolved path's location inside its drive."""
    if drive.name != "/" and target.shown.startswith(drive.name + ":"):
        return target.shown[len(drive.name) + 1:].strip("/")
    return target.path.strip("/") if drive.provider.name == "FileSystem" else target.path


class Drives:
    """Providers and drives of one runspace.  Drives made in a scope live in the scope; the built-in ones here."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.providers: dict[str, Provider] = {}
        for cls in (FileSystemProvider, EnvironmentProvider, VariableProvider, FunctionProvider, AliasProvider):
            p = cls(ctx)
            self.providers[p.name.lower()] = p
        fs = self.providers["filesystem"]
        self.builtin: dict[str, DriveInfo] = {}
        for name, provider, root in (("/", fs, "/"), ("Temp", fs, os.environ.get("TMPDIR", "/tmp").rstrip("/") + "/"), ("Env", self.providers["environment"], ""),
                                     ("Variable", self.providers["variable"], ""), ("Function", self.providers["function"], ""),
                                     ("Alias", self.providers["alias"], "")):
            self.builtin[name.lower()] = DriveInfo(name, provider, root)

    # ---- drives

    def add_builtin(self, name: str, root: str, description: str = "", ignore_case: bool = False) -> DriveInfo:
        """A file system drive that every scope of the runspace sees."""
        made = self.builtin[name.lower()] = DriveInfo(name, self.providers["filesystem"], root, description, ignore_case)
        return made

    def all(self) -> list[DriveInfo]:
        """Every visible drive, nearest scope first on a clash, sorted by name."""
        found: dict[str, DriveInfo] = {}
        for table in self._tables():
            for key, d in table.items():
                found.setdefault(key, d)
        return sorted(found.values(), key=lambda d: d.name.lower())

    def _tables(self) -> Iterator[dict[str, DriveInfo]]:
        scope = self.ctx.frame.scope
        while scope is not None:
            if scope.drives:
                yield scope.drives
            scope = scope.parent
        yield self.builtin

    def find(self, name: str) -> Optional[DriveInfo]:
        key = name.lower()
        for table in self._tables():
            if key in table:
                return table[key]
        return None

    def get(self, name: str) -> DriveInfo:
        """The drive of this name; raises DriveNotFound."""
        found = self.find(name)
        if found is None:
            raise DriveNotFoundException(f"Cannot find drive. A drive with the name '{name}' does not exist.", error_id="DriveNotFound",
                                         category="ObjectNotFound", target=name)
        return found

    def provider(self, name: str) -> Provider:
        found = self.providers.get(name.rpartition("\\")[2].lower())
        if found is None:
            raise ProviderNotFoundException(f"Cannot find a provider with the name '{name}'.", error_id="ProviderNotFound", category="ObjectNotFound", target=name)
        return found

    def default_for(self, provider: Provider) -> DriveInfo:
        return next(d for d in self.builtin.values() if d.provider is provider)

    # ---- paths

    def resolve(self, path: str) -> ResolvedPath:
        """A path (wildcards left as they are) made definite; raises DriveNotFound or ProviderNotFound.  Nothing need exist."""
        provider_name, rest = paths.split_provider(path)
        if provider_name:
            provider = self.provider(provider_name)
            text = rest.replace("\\", "/") if provider.name == "FileSystem" else rest
            return ResolvedPath(provider, None, text.rstrip("/") or text, path)
        drive_name, rest = paths.split_drive(path)
        if drive_name:
            drive = self.get(drive_name)
            absolute = rest[:1] in ("/", "\\")
            relative = paths.normalize(rest if absolute else drive.current + "/" + rest)
            return self._on(drive, relative)
        if path == "~" or path[:2] in ("~/", "~\\"):
            home = self.ctx.location.drive.provider.home
            return self._on(self.builtin["/"], paths.normalize(home + "/" + path[1:]))
        drive = self.ctx.location.drive
        if path[:1] in ("/", "\\"):
            return self._on(self.builtin["/"], paths.normalize(path))
        return self._on(drive, paths.normalize(drive.current + "/" + path))

    def _on(self, drive: DriveInfo, relative: str) -> ResolvedPath:
        return ResolvedPath(drive.provider, drive, drive.provider_path(relative), drive.shown(relative))

    def expand(self, path: str, force: bool = False, must_exist: bool = True) -> list[ResolvedPath]:
        """A path with wildcards worked out: every existing match in order.  A path without wildcards that does not exist raises
        ItemNotFound (unless `must_exist` is False); a pattern without a match gives nothing."""
        target = self.resolve(path)
        if not paths.has_wildcard(path):
            target = self.resolve(paths.unescape(path))
            if must_exist and not target.provider.exists(target.path):
                raise not_found(target.shown)
            return [target]
        from shell.providers.globbing import expand_pattern
        return expand_pattern(self, target, force)

    def literal(self, path: str, must_exist: bool = True) -> ResolvedPath:
        """A path taken as it is; raises ItemNotFound when it must exist and does not."""
        target = self.resolve(path)
        if must_exist and not target.provider.exists(target.path):
            raise not_found(target.shown)
        return target

    def variable_content(self, drive: str, name: str) -> Value:
        """`$drive:name`; null for a drive or item that does not exist."""
        d = self.find(drive)
        return None if d is None else d.provider.variable_content(d.provider_path(name))

    def set_variable_content(self, drive: str, name: str, value: Value) -> None:
        d = self.get(drive)
        d.provider.write_content(d.provider_path(name), [value], False)


def not_found(shown: str) -> ItemNotFoundException:  # type: ignore[valid-type]
    return ItemNotFoundException(f"Cannot find path '{shown}' because it does not exist.", error_id="PathNotFound", category="ObjectNotFound", target=shown)


def attach(ctx: Any, parent: Any) -> None:
    """Give a runspace its drives and place: the parent's folder, else the process's."""
    folder = parent.location.filesystem_path if parent is not None and parent.location is not None else os.getcwd()
    drives = Drives(ctx)
    ctx.drives = drives
    ctx.providers = drives.providers
    ctx.location = Location(drives, drives.builtin["/"], folder.strip("/"))
    ctx.location.back.append(drives.resolve("Temp:/"))  # recorded: `cd -` as the very first command leads there
