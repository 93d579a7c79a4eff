"""Where the .NET types live that exist only with commands or serialization: entries for clr's lazy look-up."""
from __future__ import annotations

from shell.clr.typeinfo import LAZY, LAZY_CLASSES

_COMMANDS = "microsoft.powershell.commands."
_MODULES = {
    "shell.serialization.ps_serializer": "system.management.automation.psserializer",
    "shell.commands.data.match_info": f"{_COMMANDS}matchinfo {_COMMANDS}matchinfocontext",
    "shell.commands.data.web_types": f"{_COMMANDS}webrequestsession {_COMMANDS}basichtmlwebresponseobject {_COMMANDS}webresponseobject "
                                     f"{_COMMANDS}httpresponseexception",
}


def install() -> None:
    """Fill the look-up tables."""
    for module, names in _MODULES.items():
        for name in names.split():
            LAZY.setdefault(name, module)
    LAZY_CLASSES.setdefault("shell.commands.data.match_info.MatchInfo", "shell.commands.data.match_info")
