"""Get-Help: how commands are used, and the about_ topics."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import define_exception
from shell.clr.wildcards import WildcardPattern
from shell.commands.engine.help_objects import CommandHelp, topic_text, topics
from shell.objects.psobject import PSCustomObject
from shell.objects.records import PSInvalidOperationException, RuntimeException
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet

Value = Any
HelpNotFoundException = define_exception("Microsoft.PowerShell.Commands.HelpNotFoundException", RuntimeException)


class GetHelp(Cmdlet):
    name = "Get-Help"
    synopsis = "Explains commands and topics."
    examples = (("A command", "Get-Help Start-Job"), ("One parameter", "Get-Help Start-Job -Parameter Name"), ("A topic", "Get-Help about_Jobs"))

    Name: Optional[str] = None
    Parameter: Optional[list[str]] = None
    Examples: bool = False
    Detailed: bool = False
    Full: bool = False
    Online: bool = False
    Category: Optional[list[str]] = None
    Component: Optional[list[str]] = None
    Functionality: Optional[list[str]] = None
    Role: Optional[list[str]] = None

    def process(self) -> None:
        name = to_string(self.Name) if self.Name is not None else "about_pssession"
        topic = topic_text(name)
        if topic is not None:
            self.write(topic)
            return
        if has_wildcard(name):
            self._list(name)
            return
        info = self.ctx.find_command(name)
        seen = 0
        while info is not None and info.kind == "Alias" and seen < 20:
            info, seen = info.target_info, seen + 1
        if info is None or info.kind == "Application":
            self._search(name)
            return
        self._show(CommandHelp(info))

    def _show(self, found: CommandHelp) -> None:
        if self.Online:
            self._online(found)
            return
        if self.Parameter is not None:
            self._parameters(found)
            return
        if self.Examples:
            text = "\n".join(["", "NAME", f"    {found.info.name}", "    ", "SYNOPSIS", f"    {found.synopsis}", "    ", "    ", *found.example_lines()])
        else:
            text = found.text(self.Detailed, self.Full)
        self.write(found.as_object(text))

    def _parameters(self, found: CommandHelp) -> None:
        for pattern in self.Parameter or ():
            wildcard = WildcardPattern(to_string(pattern))
            names = [n for n, _ in found.parameter_rows() if wildcard.matches(n)]
            for n in names:
                self.write(found.parameter_object(n))
            if not names:
                self.error(f'No parameter matches criteria {to_string(pattern)}.', "NoParmsFound", "ObjectNotFound", found.info.name, exception_class=HelpNotFoundException)

    def _list(self, pattern: str) -> None:
        wildcard = WildcardPattern(pattern)
        commands = [c for c in (*self.ctx.functions.all(), *self.ctx.all_cmdlets()) if wildcard.matches(c.name) and self._chosen(c)]
        for c in commands:
            self.write(PSCustomObject({"Name": c.name, "Category": c.kind, "Module": c.module_name,
                                       "Synopsis": c.implementation.synopsis if c.kind == "Cmdlet" else ""}))
        for t in topics():
            if wildcard.matches(t) and self._asks_for("HelpFile") and not (self.Component or self.Functionality or self.Role):
                self.write(PSCustomObject({"Name": t, "Category": "HelpFile", "Module": "", "Synopsis": ""}))

    def _asks_for(self, category: str) -> bool:
        return self.Category is None or any(to_string(c).lower() == category.lower() for c in self.Category)

    def _chosen(self, command: Any) -> bool:
        """-Category, and -Component, -Functionality, -Role as the comments of functions give them."""
        if not self._asks_for(command.kind):
            return False
        asked = [(k, v) for k, v in (("component", self.Component), ("functionality", self.Functionality), ("role", self.Role)) if v]
        if not asked:
            return True
        if command.kind not in ("Function", "Filter"):
            return False
        told = CommandHelp(command).told
        return all(any(WildcardPattern(to_string(p)).matches(told.get(k, "").strip()) for p in v) for k, v in asked)

    def _online(self, found: CommandHelp) -> None:
        """The first link that is an address, in the browser."""
        import shutil
        import subprocess
        address = next((link for link in found.links if link.startswith(("http://", "https://"))), None)
        if address is None:
            self.fail("The online version of this Help topic cannot be displayed because the Internet address (URI) of the Help topic is not specified in the command "
                      "code or in the help file for the command.", "InvalidOperation", "InvalidOperation", found.info.name, PSInvalidOperationException)
        program = shutil.which("xdg-open") or shutil.which("open")
        if program is None:
            self.fail(f"There is no program to open {address} with.", "InvalidOperation", "ResourceUnavailable", address, PSInvalidOperationException)
        subprocess.Popen([program, address], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _search(self, name: str) -> None:
        """A word that is no command: what has it in its name, else an error."""
        found = [c for c in self.ctx.all_cmdlets() if name.lower() in c.name.lower()] + [t for t in topics() if name.lower() in t.lower()]
        if found:
            self._list(f"*{name}*")
            return
        self.error(f"Get-Help could not find {name} in a help file in this session. To see all topics, type: \"Get-Help about_*\".", "HelpNotFound", "ResourceUnavailable",
                   exception_class=HelpNotFoundException)
