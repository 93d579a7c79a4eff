"""#requires lines: what they ask for, and what is wrong with them."""
from __future__ import annotations

import re
from typing import Any, Optional

from shell.language.constants import NotConstant, is_constant, literal_value
from shell.language.node_base import Ast
from shell.language.node_script import ModuleRequirement, ScriptRequirements
from shell.language.node_stmt import CommandAst, CommandParameterAst
from shell.language.parse_script import ScriptRules

_VERSION = re.compile(r"\d+(\.\d+){0,3}\Z").match
_EDITIONS = ("core", "desktop")
_FORMAT_ERROR = "ScriptRequiresInvalidFormat"


def read_requirements(rules: ScriptRules) -> ScriptRequirements:
    """The requirements of all #requires lines the lexer met; errors go to the parser."""
    result = ScriptRequirements()
    for start, end in sorted(rules.requires.items()):
        line = ScriptRules(rules.source, start + 1, end)
        command = line.command_rule()
        for error in line.errors:
            rules.report(error.extent.start, error.extent.end, _FORMAT_ERROR)
        if isinstance(command, CommandAst):
            _Line(rules, result, command).read()
    return result


class _Line:
    """One #requires line, read like a command."""

    def __init__(self, rules: ScriptRules, result: ScriptRequirements, command: CommandAst) -> None:
        self.rules = rules
        self.result = result
        self.command = command

    def error(self, node: Ast, error_id: str, *args: object) -> None:
        self.rules.report(node.extent.start, node.extent.end, error_id, *args)

    def read(self) -> None:
        """Take the parameters one by one."""
        elements: list[Any] = self.command.command_elements
        if (self.command.get_command_name() or "").lower() != "requires":
            self.error(self.command, _FORMAT_ERROR)
        at = 1
        while at < len(elements):
            parameter = elements[at]
            at += 1
            if not isinstance(parameter, CommandParameterAst):
                self.error(parameter, _FORMAT_ERROR)
                continue
            argument: Optional[Ast] = parameter.argument
            if argument is None and at < len(elements):
                argument = elements[at]
                at += 1
            self._parameter(parameter, argument)

    def _parameter(self, parameter: CommandParameterAst, argument: Optional[Ast]) -> None:
        name = parameter.parameter_name.lower()
        if "runasadministrator".startswith(name):
            self.result.is_elevation_required = True
            if argument is not None:
                self.error(parameter, "ParameterCannotHaveArgument", parameter.parameter_name)
            return
        if argument is None:
            self.error(parameter, "ParameterRequiresArgument", parameter.parameter_name)
            return
        if not is_constant(argument, requires=True):
            self.error(argument, "RequiresArgumentMustBeConstant")
            return
        try:
            value = literal_value(argument)
        except NotConstant:
            self.error(argument, "RequiresArgumentMustBeConstant")
            return
        if "shellid".startswith(name):
            self._shell_id(argument, value)
        elif "psedition".startswith(name):
            self._editions(argument, value)
        elif "version".startswith(name):
            self._version(parameter, argument, value)
        elif "modules".startswith(name):
            self._modules(argument, value)
        elif not "pssnapin".startswith(name) and not "assembly".startswith(name):
            self.error(parameter, _FORMAT_ERROR)

    def _shell_id(self, argument: Ast, value: Any) -> None:
        if isinstance(value, str):
            self.result.required_application_id = value
        else:
            self.error(argument, "RequiresInvalidStringArgument", "shellid")

    def _editions(self, argument: Ast, value: Any) -> None:
        for edition in value if isinstance(value, list) else [value]:
            if not isinstance(edition, str):
                self.error(argument, "RequiresInvalidStringArgument", "psedition")
                continue
            if edition.lower() not in _EDITIONS:
                self.error(argument, "RequiresPSEditionInvalid", "psedition")
            self.result.required_ps_editions.append(edition)

    def _version(self, parameter: CommandParameterAst, argument: Ast, value: Any) -> None:
        text = value if isinstance(value, str) else argument.extent.text
        if not _VERSION(text):
            self.error(argument, "RequiresVersionInvalid")
        elif self.result.required_ps_version not in (None, text):
            self.error(parameter, "ParameterAlreadyBound", "", "version")
        else:
            self.result.required_ps_version = text

    def _modules(self, argument: Ast, value: Any) -> None:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                def get(key: str, table: dict[str, Any] = item) -> Optional[str]:
                    found = table.get(key)
                    return None if found is None else str(found)
                self.result.required_modules.append(ModuleRequirement(
                    get("modulename") or "", get("moduleversion"), get("requiredversion"), get("maximumversion"), get("guid")))
            else:
                self.result.required_modules.append(ModuleRequirement(str(item)))
