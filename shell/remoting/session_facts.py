"""What a session host tells scripts about itself: $PSSenderInfo; on a lab host its C: drive."""
from __future__ import annotations

import os
from typing import Any

from shell.clr.typeinfo import NetType

Value = Any


class SenderInfo:
    """System.Management.Automation.Remoting.PSSenderInfo: who is at the other end."""

    __slots__ = ("arguments", "ps_ext")

    def __init__(self, arguments: dict[str, Value]) -> None:
        self.arguments = arguments
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return "System.Management.Automation.Remoting.PSSenderInfo"


SENDER = NetType("System.Management.Automation.Remoting.PSSenderInfo", SenderInfo)
SENDER.prop("ConnectedUser", "string")(lambda s: "")
SENDER.prop("RunAsUser", "string")(lambda s: "")
SENDER.prop("UserInfo", "System.Management.Automation.Remoting.PSPrincipal")(lambda s: None)
SENDER.prop("ClientTimeZone", "System.TimeZoneInfo")(lambda s: None)
SENDER.prop("ConnectionString", "string")(lambda s: os.environ.get("SSH_CONNECTION", ""))
SENDER.prop("ApplicationArguments", "psprimitivedictionary")(lambda s: _table(s.arguments))
SENDER.prop("ConfigurationName", "string")(lambda s: "")


def _table(values: dict[str, Value]) -> Value:
    from shell.clr.dictionaries import Hashtable
    made = Hashtable(ignore_case=True)
    for name, value in values.items():
        made.put(name, value)
    return made


def install_sender_info(ctx: Any, context: Any) -> None:
    """Set $PSSenderInfo."""
    arguments = context.options.get("arguments")
    ctx.global_state.top.put("pssenderinfo", SenderInfo(arguments if isinstance(arguments, dict) else {}))


def install_lab_host(ctx: Any) -> None:
    """A lab host has a drive C: on ~/c whose look-ups ignore case."""
    if not os.environ.get("PSSESSION_LAB_HOST"):
        return
    root = os.path.join(os.path.expanduser("~"), "c")
    if os.path.isdir(root):
        ctx.drives.add_builtin("C", root, "lab", ignore_case=True)
        ctx.location.go(ctx.drives.resolve("C:/"))
