"""This shell called inside itself with a script block: `pwsh -c { ... } -args ...`.  Objects go in and come back as CLIXML on the standard streams."""
from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, Optional

from shell.objects.psobject import base_of
from shell.objects.records import ErrorRecord, InformationalRecord, InformationRecord, RemoteException
from shell.runtime.commands_info import ApplicationInfo
from shell.runtime.native import NativeStage
from shell.runtime.native_arguments import add_value
from shell.runtime.scriptblock import ScriptBlock
from shell.serialization.clixml_read import Reader, parse
from shell.serialization.clixml_write import Writer

Value = Any
Emit = Callable[[Value], None]
TAG = "#< CLIXML"
_BLOCK_OPTIONS = ("c", "command")
_ARGUMENT_OPTIONS = ("a", "args")


class ShellProcess(NativeStage):
    """Runs a script block in a shell of its own.  Output that nobody captures is text; everything else crosses as objects."""

    def begin(self) -> None:
        self._given: list[Value] = []
        self._capturing = not self.to_host
        super().begin()

    def _start_reader(self) -> None:
        """Everything is read when the block has ended."""

    def process(self, value: Value) -> None:
        self._given.append(value)

    def end(self) -> None:
        p = self.process_handle
        if p is None:
            return
        feeder, self._feeder = self._feeder, None
        data = self._input_document() if feeder is not None else None
        out, err = p.communicate(data)
        for piece, errors in ((err, True), (out, False)):
            if piece:
                self._take(piece.decode("utf-8", "replace"), errors)
        code = p.wait()
        self.finish(128 - code if code < 0 else code)

    def _input_document(self) -> bytes:
        writer = Writer(compact=True)
        for value in self._given:
            writer.add(value)
        return f"{TAG}\n{writer.text()}".encode()

    def _take(self, text: str, errors: bool) -> None:
        """The documents of one stream; text outside them is lines."""
        before, tag, document = text.partition(TAG + "\n")
        for line in before.splitlines():
            self._hand_on(line, "Error" if errors else "Output")
        if not tag:
            return
        reader = Reader()
        for node in parse(document).children:
            self._hand_on(reader.value(node), node.attributes.get("S", "Output"))

    def _hand_on(self, value: Value, stream: str) -> None:
        streams = self.ctx.streams
        folded = stream.lower()
        if folded == "output":
            self.emit(value)
        elif folded == "error":
            record = value if isinstance(value, ErrorRecord) else remote_record(value)
            if self.merge_error:
                self.emit(record)
            else:
                (self.on_error_line or streams.error)(record)
        elif folded in ("warning", "verbose", "debug"):
            kind = folded.capitalize()
            text = getattr(base_of(value), "message", None)
            getattr(streams, folded)(InformationalRecord(kind, str(value) if text is None else text))
        elif folded == "information" and isinstance(value, InformationRecord):
            streams.information(value)


def remote_record(value: Value) -> ErrorRecord:
    """What came as text, or as the fields of a record."""
    from shell.objects.members import get_property
    if isinstance(value, str):
        return ErrorRecord(RemoteException(value.rstrip("\n")), "NativeCommandError", "NotSpecified", value)
    message = get_property(get_property(value, "Exception"), "Message")
    identity = get_property(value, "FullyQualifiedErrorId")
    record = ErrorRecord(RemoteException(str(message or value)), str(identity or "NativeCommandError"), "NotSpecified", get_property(value, "TargetObject"))
    record.preserve_id = True
    return record


def make(info: ApplicationInfo, values: Sequence[Value], shape: Sequence[Any], ctx: Any, emit: Emit, invocation: Any, **how: Any) -> Optional[ShellProcess]:
    """The stage for a call that has a script block among its arguments; None when it has none."""
    if not any(isinstance(v, ScriptBlock) for v in values):
        return None
    to_host, expects_input = how["to_host"], how["expects_input"]

    def words() -> list[str]:
        return shell_words(values, shape, ctx, expects_input, "text" if to_host else "xml")
    how.pop("raw_output", None)
    stage = ShellProcess(info, words, ctx, emit, invocation, **how)
    if not to_host and stage.on_error_line is None and not stage.merge_error:
        stage.on_error_line = ctx.streams.error  # error records arrive as objects
    return stage


def shell_words(values: Sequence[Value], shape: Sequence[Any], ctx: Any, expects_input: bool, output: str) -> list[str]:
    """The command line: the block and its arguments encoded, other words as they are."""
    out: list[str] = []
    given: list[Value] = []
    takes_arguments = False
    for element, value in zip(shape, values):
        name = (element.name or "").lower() if element.kind in (1, 2) else ""
        if name in _BLOCK_OPTIONS:
            continue
        if name in _ARGUMENT_OPTIONS:
            takes_arguments = True
        elif isinstance(value, ScriptBlock):
            text = value.text
            out += ["-encodedCommand", encoded(text)]
        elif takes_arguments:
            given += list(base_of(value)) if isinstance(base_of(value), list) else [value]
        elif name:
            out.append(f"-{element.name}")
        else:
            add_value(out, value, ctx, True)
    if given:
        writer = Writer(compact=True)
        writer.add(given)
        out += ["-encodedArguments", encoded(writer.text())]
    if expects_input:
        out += ["-inputFormat", "xml"]
    return [*out, "-outputFormat", output]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-le")).decode("ascii")


def arguments_of(text: str) -> list[Value]:
    """The arguments in an -EncodedArguments document."""
    from shell.serialization.clixml_read import deserialize_all
    found = deserialize_all(text)
    return list(base_of(found[0])) if len(found) == 1 and isinstance(base_of(found[0]), list) else found
