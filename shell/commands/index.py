"""The one visible list of built-in commands: every family's table merged, each entry `Name -> "module:Class"`, imported when first used."""
from __future__ import annotations

import os
from importlib import import_module
from typing import Optional

from shell.commands import net_types
from shell.runtime.commands_info import CmdletInfo
from shell.runtime.parameters import CommandMetadata

net_types.install()
FAMILIES = tuple(sorted(f[:-3] for f in os.listdir(os.path.dirname(__file__)) if f.startswith("index_") and f.endswith(".py")))

_infos: dict[str, CmdletInfo] = {}
_table: dict[str, tuple[str, str]] = {}  # folded name -> (name, location)


def table() -> dict[str, tuple[str, str]]:
    """Folded name -> (name as spelled, module:Class)."""
    if not _table:
        for family in FAMILIES:
            for name, location in import_module(f"shell.commands.{family}").TABLE.items():
                _table[name.lower()] = (name, location)
    return _table


def find_cmdlet(name: str) -> Optional[CmdletInfo]:
    """The cmdlet of this name in any case, or None."""
    key = name.lower()
    info = _infos.get(key)
    if info is None:
        entry = table().get(key)
        if entry is None:
            return None
        info = _infos[key] = make_info(*entry)
    return info


def make_info(name: str, location: str) -> CmdletInfo:
    """A CmdletInfo that imports its class on first use."""
    module, _, cls = location.partition(":")

    def load() -> type:
        return getattr(import_module(module), cls)  # type: ignore[no-any-return]

    def describe() -> CommandMetadata:
        from shell.commands.declarations import describe as read
        return read(load())
    from shell.commands.declarations import lines
    line = lines().get(name.lower(), "")
    at = line.find('"module":"')
    source = line[at + 10:line.index('"', at + 10)] if at >= 0 else "pssession"
    return CmdletInfo(name, source, load, describe)


def all_cmdlets() -> list[CmdletInfo]:
    """Every built-in command, sorted by name."""
    found = [find_cmdlet(name) for name, _ in table().values()]
    return sorted((i for i in found if i is not None), key=lambda i: i.name.lower())
