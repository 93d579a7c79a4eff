"""Group-Output: the output of many hosts, hosts with the same output together: `12 hosts: same`."""
from __future__ import annotations

from typing import Any, Optional

from shell.formatting.engine import Formatter
from shell.objects.members import get_property
from shell.objects.psobject import MISSING, PSCustomObject, PSObject, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
TYPE_NAME = "PSSession.OutputGroup"
MARKS = ("PSComputerName", "RunspaceId", "PSShowComputerName")


class GroupOutput(Cmdlet):
    name = "Group-Output"
    synopsis = "Puts hosts that gave the same output together, the largest group first."
    description = "Each group has Count, Hosts, Summary (`12 hosts: same`), Text (what the output looks like) and Output (the objects of its first host)."
    examples = (("Which hosts differ?", "'same', 'same' | Group-Output"),)
    extra = (Param("InputObject", "System.Object", sets={"__AllParameterSets": {"pipeline": "value"}}),
             Param("Property", "System.String[]", sets={"__AllParameterSets": {"position": 0}}, help="Compare only these properties."))
    InputObject: Value = MISSING
    Property: Optional[list[str]] = None

    def begin(self) -> None:
        self._by_host: dict[str, list[Value]] = {}

    def process(self) -> None:
        value = self.InputObject
        if value is not MISSING:
            self._by_host.setdefault(to_string(get_property(value, "PSComputerName")) or "localhost", []).append(value)

    def end(self) -> None:
        groups: dict[str, list[str]] = {}
        for host, values in self._by_host.items():
            groups.setdefault(self._text(values), []).append(host)
        ordered = sorted(groups.items(), key=lambda g: -len(g[1]))
        for text, hosts in ordered:
            word = f"{len(hosts)} host{'s' if len(hosts) != 1 else ''}"
            summary = f"{word}: same" if len(ordered) == 1 or len(hosts) > 1 else f"{word}: {hosts[0]}"
            self.write(PSCustomObject({"Count": len(hosts), "Summary": summary, "Hosts": list(hosts), "Text": text, "Output": self._by_host[hosts[0]]},
                                      [TYPE_NAME, "System.Management.Automation.PSCustomObject", "System.Object"]))

    def _text(self, values: list[Value]) -> str:
        """What a host's output looks like, without what names the host."""
        lines: list[str] = []
        formatter = Formatter(self.ctx, lines.append, 200)
        for value in values:
            formatter.process(self._bare(value))
        formatter.end()
        return "\n".join(line.rstrip() for line in lines).strip("\n")

    def _bare(self, value: Value) -> Value:
        if self.Property:
            return PSCustomObject({to_string(n): get_property(value, to_string(n)) for n in self.Property})
        if value.__class__ is PSCustomObject:
            return PSCustomObject({k: v for k, v in value.props.items() if k not in MARKS}, value.type_names, value.text)
        return base_of(value) if isinstance(value, PSObject) else value
