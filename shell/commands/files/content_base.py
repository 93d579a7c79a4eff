"""What the content commands share: -Encoding, the error for patterns without a match."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, NetException
from shell.commands.files.base import PathCmdlet
from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, ItemNotFoundException
from shell.providers.file_content import TextForm, text_form
from shell.providers.paths import ResolvedPath, has_wildcard

Value = Any


def encoding_argument(cmdlet: Any, value: Value) -> Optional[TextForm]:
    """-Encoding as a text form, None when not given; an unknown one ends the command."""
    if value is None:
        return None
    form = text_form(value)
    if form is None:
        e = ArgumentException(f"Cannot process argument transformation on parameter 'Encoding'. '{base_of(value)}' is not a supported encoding name. For information "
                              "on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method. (Parameter 'name')")
        raise cmdlet.terminate(ErrorRecord(e, "ParameterArgumentTransformationError", "InvalidData"))
    return form


class ContentCmdlet(PathCmdlet):
    """Base of Get-, Set-, Add- and Clear-Content."""

    Encoding: Value = None
    AsByteStream: bool = False

    def targets(self, must_exist: bool) -> list[ResolvedPath]:
        """Every item the paths mean; errors are reported."""
        out: list[ResolvedPath] = []
        for path, literal in self.given_paths():
            try:
                found = self.expand_one(path, literal, must_exist)
            except NetException as e:
                self.report(e, path)
                continue
            kept = [t for t in found if self.wanted(t, True)]
            if not kept and (not literal and has_wildcard(path) or found):
                missing = ItemNotFoundException(f"An object at the specified path {path} does not exist, or has been filtered by the -Include or -Exclude parameter.")
                self.write_error(ErrorRecord(missing, "ItemNotFound", "ObjectNotFound", path))
            out.extend(kept)
        return out

    def form(self) -> Optional[TextForm]:
        return encoding_argument(self, self.Encoding)
