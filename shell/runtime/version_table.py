"""$PSVersionTable."""
from __future__ import annotations

import platform
from typing import Any

from shell.clr.dictionaries import Hashtable

Value = Any
VERSION = "7.6.5"


class VersionTable(Hashtable):
    """PSVersionHashTable"""

    __slots__ = ("net_type",)
    net_type: Any


def make() -> Value:
    from shell.clr.typeinfo import REGISTRY, NetType
    from shell.objects.conversion import convert
    from shell.objects.typenames import resolve_type

    def typed(name: str, text: str) -> Value:
        t = resolve_type(name)
        return text if t is None else convert(text, t)
    t = NetType("System.Management.Automation.PSVersionHashTable", VersionTable, base=REGISTRY.get("system.collections.hashtable"))
    d = VersionTable()
    d.net_type = t
    d.put("PSVersion", typed("System.Management.Automation.SemanticVersion", VERSION))
    d.put("PSEdition", "Core")
    d.put("GitCommitId", VERSION)
    d.put("OS", _os_name())
    d.put("Platform", "Unix")
    d.put("PSCompatibleVersions", [typed("System.Version", v) for v in ("1.0", "2.0", "3.0", "4.0", "5.0", "5.1", "6.0", "7.0")])
    d.put("PSRemotingProtocolVersion", typed("System.Version", "2.4"))
    d.put("SerializationVersion", typed("System.Version", "1.1.0.1"))
    d.put("WSManStackVersion", typed("System.Version", "3.0"))
    return d


def _os_name() -> str:
    try:
        with open("/etc/os-release", encoding="utf-8") as f:
            for line in f:
                if line.startswith("PRETTY_NAME="):
                    return line.split("=", 1)[1].strip().strip('"')
    except OSError:
        pass  # not a system that says: the kernel's name serves
    return f"{platform.system()} {platform.release()}"
