"""Join-Path and Split-Path: paths as text."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import FormatException, NetException
from shell.commands.files.base import PathCmdlet, refuse_credential
from shell.objects.records import ErrorRecord
from shell.objects.text import to_string
from shell.providers import paths
from shell.runtime.cmdlet import Cmdlet

Value = Any


class JoinPath(Cmdlet):
    name = "Join-Path"
    net_class = "Microsoft.PowerShell.Commands.JoinPathCommand"
    synopsis = "Puts path and child path together with one separator."
    examples = (("A file in the home", "Join-Path $HOME notes.txt"), ("Several parts", "Join-Path a b c"))

    Path: Optional[list[str]] = None
    ChildPath: Optional[list[str]] = None
    AdditionalChildPath: Optional[list[str]] = None
    Resolve: bool = False
    Credential: Any = None

    def process(self) -> None:
        refuse_credential(self, self.Credential)
        child = ""
        for k, part in enumerate([*(self.ChildPath or [""]), *(self.AdditionalChildPath or ())]):
            child = to_string(part).replace("\\", "/") if k == 0 else paths.join(child, to_string(part))
        for path in self.Path or ():
            self._one(to_string(path), child)

    def _one(self, path: str, child: str) -> None:
        drives = self.ctx.drives
        try:
            drive, _ = paths.split_drive(path) if "::" not in path else ("", "")
            if drive:
                drives.get(drive)
            joined = paths.join(path, child)
            if not self.Resolve:
                self.write(joined)
                return
            for target in drives.expand(joined):
                self.write(target.shown)
        except NetException as e:
            self.write_error(ErrorRecord(e, e.error_id or e.short_name, e.category or "NotSpecified", e.target))


def split_parent(path: str) -> str:
    """Split-Path's parent: '' for a single name, a root, and what stands in the root of all."""
    text = path.replace("\\", "/")
    drive, rest = paths.split_drive(text)
    if drive:
        if not rest.strip("/"):
            return ""
        head, sep, _ = rest.rstrip("/").rpartition("/")
        return f"{drive}:{head or sep}"
    text = text.rstrip("/")
    return text.rpartition("/")[0]


class SplitPath(PathCmdlet):
    name = "Split-Path"
    net_class = "Microsoft.PowerShell.Commands.SplitPathCommand"
    synopsis = "Gives a part of a path: its parent, its last name, its extension ..."
    examples = (("The folder", "Split-Path /var/log/syslog"), ("The name", "Split-Path /var/log/syslog -Leaf"))

    Leaf: bool = False
    LeafBase: bool = False
    Extension: bool = False
    Qualifier: bool = False
    NoQualifier: bool = False
    Parent: bool = False
    IsAbsolute: bool = False
    Resolve: bool = False

    def process(self) -> None:
        for path, literal in self.given_paths():
            try:
                texts = [t.shown for t in self.expand_one(path, literal)] if self.Resolve else [path]
                for text in texts:
                    self.write(self._part(text))
            except NetException as e:
                self.report(e, path)

    def _leaf(self, path: str) -> str:
        text = path.replace("\\", "/")
        drive, rest = paths.split_drive(text)
        if drive and self.ctx.drives.find(drive) is not None and rest.strip("/"):
            text = rest
        return text.rstrip("/").rpartition("/")[2] if text.strip("/") and not text.endswith(":/") else text

    def _part(self, path: str) -> Value:
        if self.IsAbsolute:
            return bool(paths.split_drive(path)[0]) or path[:1] in ("/", "\\") or "::" in path
        if self.Qualifier or self.NoQualifier:
            return self._qualifier(path)
        if self.Leaf:
            return self._leaf(path)
        if self.LeafBase or self.Extension:
            name = self._leaf(path)
            stem, dot, extension = name.rpartition(".")
            if self.LeafBase:
                return stem if dot else name
            return dot + extension if dot else ""
        if path.replace("\\", "/").strip("/") == "":
            raise NetException("Cannot process argument because the value of argument \"path\" is not valid.", error_id="Argument", category="InvalidArgument")
        return split_parent(path)

    def _qualifier(self, path: str) -> str:
        drive, rest = paths.split_drive(path)
        if "::" in path:
            head, _, tail = path.partition("::")
            return head + "::" if self.Qualifier else tail
        if self.NoQualifier:
            return rest if drive else path
        if not drive:
            raise FormatException(f"Cannot parse path because path '{path}' does not have a qualifier specified.", error_id="ParsePathFormatError",
                                  category="InvalidArgument", target=path)
        return f"{drive}:"
