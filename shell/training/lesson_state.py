"""What a step's `check` sees: $Last (the command just run), $There (the entered session), $Lab (files and services of lab hosts from outside).

Everything else is asked with the usual commands: Get-PSSession, Get-Job, Get-Variable, Get-LabFault. A check is true or false; it changes nothing.
"""
from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.language.node_stmt import CommandAst
from shell.language.parser import parse
from shell.objects.text import to_string

Value = Any


_COMMON = {"erroraction": "ea", "errorvariable": "ev", "warningaction": "wa", "warningvariable": "wv", "outvariable": "ov", "outbuffer": "ob",
           "informationaction": "infa", "informationvariable": "iv", "verbose": "vb", "debug": "db", "pipelinevariable": "pv", "whatif": "wi", "confirm": "cf"}


class LastCommand:
    """One input and what came of it."""

    def __init__(self, ctx: Any, text: str = "") -> None:
        self.ctx = ctx
        self.text = text
        self.output: list[Value] = []
        self.screen = ""
        self.errors: list[Value] = []
        self.ok = True
        self.seconds = 0.0
        self.where = ""  # the computer it ran on when a session was entered
        self.ast = parse(text).ast
        self.ps_ext: Any = None

    def commands(self) -> Iterator[tuple[str, CommandAst]]:
        """(name with aliases followed, node) of every command in the text."""
        for node in self.ast.walk():
            if isinstance(node, CommandAst):
                name = node.get_command_name()
                if name:
                    yield self._real_name(name), node

    def _real_name(self, name: str) -> str:
        info = self.ctx.find_command(name)
        seen = 0
        while info is not None and info.kind == "Alias" and seen < 20:
            info, seen = info.target_info, seen + 1
        return str(info.name) if info is not None else name

    def used(self, command: str, parameter: str = "") -> bool:
        """Whether a command was used, with a parameter."""
        return any(name.lower() == command.lower() and (not parameter or self._argument(node, name, parameter) is not None) for name, node in self.commands())

    def argument(self, command: str, parameter: str) -> str:
        """The text given to a parameter of a command; '' when there is none."""
        for name, node in self.commands():
            if name.lower() == command.lower():
                found = self._argument(node, name, parameter)
                if found is not None:
                    return found
        return ""

    def _argument(self, node: CommandAst, command: str, parameter: str) -> Optional[str]:
        from shell.language.node_stmt import CommandParameterAst
        names = self._spellings(command, parameter)
        elements = list(node.command_elements)
        for i, element in enumerate(elements):
            if not isinstance(element, CommandParameterAst) or not any(n.startswith(element.parameter_name.lower()) for n in names):
                continue
            if element.argument is not None:
                return str(element.argument.extent.text)
            following = elements[i + 1] if i + 1 < len(elements) else None
            return "" if following is None or isinstance(following, CommandParameterAst) else str(following.extent.text)
        return None

    def _spellings(self, command: str, parameter: str) -> list[str]:
        """The names a parameter may be written with."""
        info = self.ctx.find_command(command)
        metadata = getattr(info, "metadata", None)
        for p in getattr(metadata, "parameters", {}).values():
            if p.name.lower() == parameter.lower():
                return [p.name.lower(), *(alias.lower() for alias in p.aliases)]
        return [parameter.lower(), *(alias for alias in (_COMMON.get(parameter.lower()),) if alias)]

    def shown(self, pattern: str) -> bool:
        """Whether what was shown matches."""
        return re.search(pattern, self.screen, re.I | re.M) is not None

    def typed(self, pattern: str) -> bool:
        """Whether what was typed matches."""
        return re.search(pattern, self.text, re.I | re.S) is not None


LAST = NetType("PSSession.LastCommand", LastCommand)
LAST.attr("Text", "string", "text")
LAST.attr("Output", "System.Object[]", "output")
LAST.attr("Screen", "string", "screen")
LAST.attr("Errors", "System.Object[]", "errors")
LAST.attr("Ok", "bool", "ok")
LAST.attr("Seconds", "double", "seconds")
LAST.attr("Where", "string", "where")
LAST.prop("Ast", "System.Management.Automation.Language.Ast")(lambda last: last.ast)
LAST.prop("Commands", "System.String[]")(lambda last: [name for name, _ in last.commands()])
LAST.method("bool Used(string command)")(lambda last, command: last.used(command))
LAST.method("bool Used(string command, string parameter)")(lambda last, command, parameter: last.used(command, parameter))
LAST.method("string Argument(string command, string parameter)")(lambda last, command, parameter: last.argument(command, parameter))
LAST.method("bool Shown(string pattern)")(lambda last, pattern: last.shown(pattern))
LAST.method("bool Typed(string pattern)")(lambda last, pattern: last.typed(pattern))


class There:
    """The session that is entered."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.ps_ext: Any = None

    @property
    def computer(self) -> str:
        entered = self.ctx.entered
        return "" if entered is None else str(entered.session.computer_name)

    def run(self, script: str) -> list[Value]:
        """Run a text in the entered session; its output. Nothing when no session is entered."""
        from shell.remoting.adapt import from_wire
        entered = self.ctx.entered
        return [] if entered is None else [from_wire(value) for value in entered.session.run(script)]


THERE = NetType("PSSession.EnteredSession", There)
THERE.prop("Computer", "string")(lambda there: there.computer)
THERE.method("System.Object[] Run(string script)")(lambda there, script: there.run(script))


class LabView:
    """Lab hosts from outside: what lies on their disks, whatever the sessions say."""

    def __init__(self, ctx: Any) -> None:
        self.ctx = ctx
        self.ps_ext: Any = None

    def path(self, host: str, name: str) -> str:
        """A file of a host: C: is the folder c, names in any case; '' when there is none."""
        lab = self.ctx.sessions.lab
        if lab is None or host.lower() not in lab.hosts:
            return ""
        at = str(lab[host].home)
        for part in re.sub(r"^([A-Za-z]):", r"\1", name).lower().replace("\\", "/").split("/"):
            if part in ("", "~", "."):
                continue
            entries = os.listdir(at) if os.path.isdir(at) else []
            match = next((entry for entry in entries if entry.lower() == part), None)
            if match is None:
                return ""
            at = os.path.join(at, match)
        return at

    def text(self, host: str, name: str) -> str:
        path = self.path(host, name)
        if not os.path.isfile(path):
            return ""
        with open(path, "rb") as source:
            data = source.read()
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")

    def service(self, host: str, name: str) -> str:
        """Running, Stopped, or '' when the host has no such service."""
        path = self.path(host, "~/etc/services.csv")
        if not path:
            return ""
        with open(path, encoding="utf-8-sig", newline="") as source:
            return next((str(row["Status"]) for row in csv.DictReader(source) if row["Name"].lower() == name.lower()), "")


LAB = NetType("PSSession.LabView", LabView)
LAB.method("bool Has(string host, string name)")(lambda lab, host, name: bool(lab.path(host, name)))
LAB.method("string Text(string host, string name)")(lambda lab, host, name: lab.text(host, name))
LAB.method("string Service(string host, string name)")(lambda lab, host, name: lab.service(host, name))


def truth(ctx: Any, expression: str, last: LastCommand) -> tuple[bool, str]:
    """(value, error text) of a check. What the session shows, $?, $Error, $LASTEXITCODE and where it is stay as they were."""
    from shell.objects.conversion import to_bool
    from shell.runtime.errors import terminating
    from shell.runtime.flow import FlowControl
    streams, ok, frame = ctx.root_streams, ctx.ok, ctx.frame
    kept = streams.copy()
    code = ctx.get_variable("global:LASTEXITCODE")
    errors = list(ctx.errors)
    complaints: list[str] = []
    nothing = _nothing
    streams.error = lambda record: complaints.append(to_string(record))
    streams.warning = streams.verbose = streams.debug = streams.information = streams.progress = nothing
    try:
        block = ctx.compile(expression, None, ctx.global_state)
        values = ctx.invoke(block, (), new_scope=True, variables=[("last", last), ("there", There(ctx)), ("lab", LabView(ctx))])
        return to_bool(values[0] if len(values) == 1 else values), "; ".join(complaints)
    except FlowControl:
        return False, "the check was stopped"
    except Exception as error:
        return False, to_string(terminating(error, error.__traceback__).record)
    finally:
        for name in type(streams).__slots__:
            setattr(streams, name, getattr(kept, name))
        ctx.ok, ctx.frame = ok, frame
        ctx.errors[:] = errors
        ctx.set_variable("global:LASTEXITCODE", code)


def _nothing(record: Value) -> None:
    """What a check says on the way is not shown."""
