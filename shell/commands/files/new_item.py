"""New-Item: makes files, folders, links, and items of session state."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, IOException, NetException
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.commands.files.file_errors import PSArgumentException
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers.item_notes import note_item
from shell.providers.paths import ResolvedPath, join

Value = Any
_KINDS = ("directory", "container", "file", "symboliclink", "junction", "hardlink")


def kind_of(item_type: str) -> Optional[str]:
    """The kind a possibly shortened type name means; None for an unknown one."""
    folded = item_type.lower()
    found = next((k for k in _KINDS if k.startswith(folded)), None) if folded else "file"
    return "directory" if found == "container" else found


class NewItem(PathCmdlet):
    name = "New-Item"
    net_class = "Microsoft.PowerShell.Commands.NewItemCommand"
    synopsis = "Makes a file, a folder, a link or an item of another drive."
    examples = (("A folder and what is above it", "New-Item -ItemType Directory logs/2024"), ("A file with a text", "New-Item note.txt -Value 'remember'"))

    Name: Optional[str] = None
    ItemType: str = ""
    Value: Value = None

    def process(self) -> None:
        for path in self.Path or ["."]:
            given = to_string(path)
            if self.Name is not None:
                given = join(given, to_string(self.Name)) if given else to_string(self.Name)
            try:
                target = self.ctx.drives.resolve(given)
                if target.provider.is_files:
                    self._file_system(target)
                else:
                    self._session_state(target)
            except NetException as e:
                self.report(e, given)

    # ---- session state

    def _session_state(self, target: ResolvedPath) -> None:
        provider = target.provider
        if not self.runtime.should_process(f"Name: {target.path} Value: {to_string(self.Value)}", f"Set {provider.item_word}"):
            return
        made = provider.new_item(target.path, self.ItemType, self.Value, self.Force)
        if made is not None:
            self.write(note_item(made, target))

    # ---- files

    def _file_system(self, target: ResolvedPath) -> None:
        kind = kind_of(to_string(self.ItemType))
        path = target.path
        if kind is None:
            self.report(PSArgumentException('The type is not a known type for the file system. Only "file","directory" or "symboliclink" can be specified.',
                                            error_id="Argument", category="InvalidArgument"))
            return
        word = {"file": "File", "directory": "Directory", "symboliclink": "Symbolic Link", "junction": "Junction", "hardlink": "Hard Link"}[kind]
        if kind in ("file", "directory"):
            if not self.should_process(f"Destination: {path}", f"Create {word}"):
                return
        try:
            done = self._file(path) if kind == "file" else self._folder(path) if kind == "directory" else self._link(path, kind, word)
        except OSError as e:
            self.write_error(ErrorRecord(net_from_os(e, path), "NewItemUnauthorizedAccessError" if isinstance(e, PermissionError) else "NewItemIOError",
                                         "PermissionDenied" if isinstance(e, PermissionError) else "WriteError", path))
            return
        if done:
            self.write(target.provider.item(path, True, target.drive))

    def _file(self, path: str) -> bool:
        if os.path.isdir(path):
            if not self.Force:
                self._exists(path, f"The file '{path}' already exists.", "NewItemIOError", "WriteError")
                return False
            self.write_error(ErrorRecord(net_from_os(PermissionError(13, ""), path), "NewItemUnauthorizedAccessError", "PermissionDenied", path))
            return False
        if os.path.lexists(path) and not self.Force:
            self._exists(path, f"The file '{path}' already exists.", "NewItemIOError", "WriteError")
            return False
        if self.Force:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as f:
            if self.Value is not None:
                f.write(self._text())
        return True

    def _text(self) -> str:
        from shell.objects.text import net_string, to_display
        base = self.Value
        return net_string(base) if isinstance(base, list) else to_display(base)

    def _folder(self, path: str) -> bool:
        if os.path.lexists(path) and not (self.Force and os.path.isdir(path)):
            self._exists(path, f"An item with the specified name {path} already exists.", "DirectoryExist", "ResourceExists")
            return False
        os.makedirs(path, exist_ok=True)
        return True

    def _exists(self, path: str, text: str, error_id: str, category: str) -> None:
        self.write_error(ErrorRecord(IOException(text), error_id, category, path))

    def _link(self, path: str, kind: str, word: str) -> bool:
        given = to_string(self.Value)
        if not given:
            self.report(ArgumentException("Cannot bind argument to parameter 'Value' because it is null.", error_id="Argument", category="InvalidArgument"))
            return False
        if not self.should_process(f"Destination: {path}", f"Create {word}"):
            return False
        if kind == "junction":
            return self._junction(given)
        full = os.path.normpath(os.path.join(os.path.dirname(path), given)) if kind == "symboliclink" else self.ctx.drives.resolve(given).path
        if kind == "hardlink" and not os.path.exists(full):
            self.write_error(ErrorRecord(IOException(f"Could not find item {full}."), "ItemNotFound", "ObjectNotFound", full))
            return False
        if os.path.lexists(path):
            if not self.Force:
                self._exists(path, f"Cannot create link because the path already exists: {path}.", "SymLinkExists", "ResourceExists")
                return False
            os.unlink(path)
        if kind == "hardlink":
            os.link(full, path)
        else:
            os.symlink(given, path)
        return True

    def _junction(self, given: str) -> bool:
        text = "Creating a junction requires an absolute path for the target." if not given.startswith("/") else \
            "Provider operation stopped because the provider does not support this operation."
        self.report(PSArgumentException(text, error_id="NotAbsolutePath", category="InvalidArgument"), given)
        return False
