"""Get-ChildItem: what a place holds, level by level."""
from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.wildcards import WildcardPattern
from shell.commands.files.attribute_filter import HIDDEN, AttributeExpression, switch_test
from shell.commands.files.base import PathCmdlet, name_passes, net_from_os
from shell.objects.psobject import PSObject
from shell.objects.records import ErrorRecord
from shell.providers.filesystem import listing
from shell.providers.item_notes import file_notes, make_info, note_item
from shell.providers.paths import ResolvedPath, has_wildcard, leaf_of, parent_of
from shell.providers.registry import not_found

Value = Any


class GetChildItem(PathCmdlet):
    name = "Get-ChildItem"
    net_class = "Microsoft.PowerShell.Commands.GetChildItemCommand"
    synopsis = "Lists what folders and other places hold."
    examples = (("Files of this folder", "Get-ChildItem -File"), ("Every log below", "Get-ChildItem -Recurse -Filter *.log"),
                ("Environment variables", "Get-ChildItem Env:P*"))

    Recurse: bool = False
    Depth: Optional[int] = None
    Name: bool = False
    Attributes: Value = None
    File: bool = False
    Directory: bool = False
    Hidden: bool = False
    ReadOnly: bool = False
    System: bool = False
    FollowSymlink: bool = False

    def process(self) -> None:
        self._prepare()
        given = self.given_paths() or [(".", True)]
        for path, literal in given:
            try:
                self._one(path or ".", literal)
            except NetException as e:
                self.report(e, path)

    def _prepare(self) -> None:
        self._deep = self.Recurse or self.Depth is not None
        self._levels = int(self.Depth) if self.Depth is not None else -1
        self._expression = AttributeExpression(self.Attributes) if self.Attributes is not None else None
        self._switches = switch_test(self.File, self.Directory, self.Hidden, self.ReadOnly, self.System)
        self._show_hidden = bool(self.Force or self.Hidden or (self._expression is not None and self._expression.mentions(HIDDEN)))
        self._visited: set[tuple[int, int]] = set()
        self._filter = WildcardPattern(self.Filter) if self.Filter else None
        self._by_name = bool(self.Include or self.Exclude)

    def _one(self, path: str, literal: bool) -> None:
        """One of the given paths."""
        drives = self.ctx.drives
        wild = not literal and has_wildcard(path)
        target = drives.resolve(path)
        if not target.provider.is_files:
            self._flat(path, target, literal)
            return
        if self._deep and not literal and not self.Include and leaf_of(path) not in ("*", "..") and (wild or not target.provider.is_container(target.path)):
            leaf = leaf_of(path)
            if wild or target.provider.exists(target.path) is False:
                self._search(path, leaf, wild)
                return
        for found in self.expand_one(path, literal, True, self._show_hidden):
            self._item(found, wild)

    def _search(self, path: str, leaf: str, wild: bool) -> None:
        """`dir *.txt -Recurse`: the last part is looked for on every level of the rest."""
        parent = parent_of(path) or "."
        if not wild and not self.ctx.drives.resolve(parent).provider.is_container(self.ctx.drives.resolve(parent).path):
            raise not_found(self.ctx.drives.resolve(path).shown)
        self._include = [leaf]
        self._by_name = True
        count = 0
        for found in self.expand_one(parent, False, True, self._show_hidden):
            count += self._named(found, "", self._levels)
        self._by_name = bool(self.Include or self.Exclude)
        self._include = None
        if not count and not wild:
            raise not_found(self.ctx.drives.resolve(path).shown)

    _include: Optional[list[str]] = None

    def _item(self, found: ResolvedPath, wild: bool) -> None:
        """A match: a folder's contents, or the item itself."""
        path = found.path.rstrip("/") or "/"
        if os.path.isdir(path) and (not wild or self._deep):
            if self.Include and not self._deep and not wild:
                return
            if self._by_name and self._deep:
                self._named(found, "", self._levels)
            else:
                self._folder(path, found.drive, "", self._levels)
        elif not path.rpartition("/")[2].startswith(".") or self._show_hidden:
            name = path.rpartition("/")[2]
            if name_passes(name, self.Filter, self.Include, self.Exclude):
                self._emit(path, os.path.isdir(path), found.drive, name)

    # ---- folders

    def _entries(self, path: str) -> list[tuple[str, bool]]:
        try:
            return listing(path, self._show_hidden)
        except OSError as e:
            self.write_error(ErrorRecord(net_from_os(e, path), "DirUnauthorizedAccessError", "PermissionDenied", path))
            return []

    def _folder(self, path: str, drive: Any, prefix: str, levels: int) -> None:
        """A whole level, then each folder below it."""
        base = path.rstrip("/") + "/"
        entries = self._entries(path)
        for name, folder in entries:
            if self.stopping:
                return
            if (self._filter is None or self._filter.matches(name)) and (not self.Exclude or name_passes(name, None, None, self.Exclude)):
                self._emit(base + name, folder, drive, prefix + name)
        if self._deep and levels != 0:
            for name, folder in entries:
                if folder and self._enter(base + name):
                    self._folder(base + name, drive, f"{prefix}{name}/", levels - 1)

    def _named(self, found: ResolvedPath, prefix: str, levels: int) -> int:
        """With -Include or -Exclude each folder is gone through as it is met; gives the number of items shown."""
        path = found.path.rstrip("/") or "/"
        return self._named_folder(path, found.drive, prefix, levels)

    def _named_folder(self, path: str, drive: Any, prefix: str, levels: int) -> int:
        base, count = path.rstrip("/") + "/", 0
        include = self._include or self.Include
        for name, folder in self._entries(path):
            if name_passes(name, self.Filter, include, self.Exclude) and self._emit(base + name, folder, drive, prefix + name):
                count += 1
            if folder and levels != 0 and self._enter(base + name):
                count += self._named_folder(base + name, drive, f"{prefix}{name}/", levels - 1)
        return count

    def _enter(self, path: str) -> bool:
        """May the recursion go into this folder?  Links only with -FollowSymlink, and no folder twice."""
        if not self.FollowSymlink:
            return not os.path.islink(path)
        s = os.stat(path)
        key = (s.st_dev, s.st_ino)
        if not self._visited:
            self._visited.update(self._ancestors(path))
        if key in self._visited:
            self.warn(f"Skip already-visited directory {path}.")
            return False
        self._visited.add(key)
        return True

    def _ancestors(self, path: str) -> Iterator[tuple[int, int]]:
        s = os.stat(os.path.dirname(path))
        yield s.st_dev, s.st_ino

    def _emit(self, path: str, folder: bool, drive: Any, relative: str) -> bool:
        """Show one item if its attributes let it through."""
        if self._switches is None and self._expression is None:
            info = None
        else:
            info = make_info(path, folder, drive, self.ctx.providers["filesystem"])
            bits = int(info.attributes())
            if folder:
                bits |= 16
            if (self._switches is not None and not self._switches(bits)) or (self._expression is not None and not self._expression.passes(bits)):
                return False
        if self.Name:
            self.write(PSObject(relative, file_notes(path, drive, self.ctx.providers["filesystem"], folder)))
        else:
            self.write(info or make_info(path, folder, drive, self.ctx.providers["filesystem"]))
        return True

    # ---- session state

    def _flat(self, path: str, target: ResolvedPath, literal: bool) -> None:
        """Env:, Variable:, Function:, Alias:."""
        provider = target.provider
        wild = not literal and has_wildcard(path)
        if not wild and target.path != "" and not provider.exists(target.path):
            raise not_found(target.path)
        if target.path == "":
            names = list(provider.children(""))
        else:
            names = [f.path for f in self.expand_one(path, literal, True, True)]
        for name in names:
            if not name_passes(name, self.Filter, self.Include, self.Exclude):
                continue
            item = ResolvedPath(provider, target.drive, name, "")
            self.write(name if self.Name else note_item(provider.item(provider.find(name)), item))


