"""Completion has no cmdlets of its own: its types are registered here, and TabExpansion2 is a function of the session."""

from shell.clr.typeinfo import LAZY

TABLE: dict[str, str] = {}
LAZY.update({"system.management.automation." + name: "shell.commands.completion.results" for name in ("commandcompletion", "completionresult", "iargumentcompleter", "ivalidatesetvaluesgenerator")})
