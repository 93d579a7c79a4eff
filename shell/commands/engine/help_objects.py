"""Help as objects and text: made from a command's declaration, its class or its comments."""
from __future__ import annotations

import os
from typing import Any, Optional

from shell.objects.psobject import PSCustomObject
from shell.runtime.command_syntax import in_display_order, metadata_of, parameters_in_order, set_names, syntax_lines, type_word
from shell.runtime.parameters import ALL_SETS, CommandMetadata, ParameterInfo

Value = Any
_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "help")
TOPIC, COMMAND, PARAMETER = "AboutHelpInfo", "MamlCommandHelpInfo", "MamlCommandHelpInfo#parameter"


def topics() -> list[str]:
    """Names of the about_ topics."""
    return sorted(f[:-3] for f in os.listdir(_FOLDER) if f.endswith(".md")) if os.path.isdir(_FOLDER) else []


def topic_text(name: str) -> Optional[str]:
    """A topic's text by name in any case."""
    found = next((t for t in topics() if t.lower() == name.lower()), None)
    if found is None:
        return None
    with open(os.path.join(_FOLDER, found + ".md"), encoding="utf-8") as f:
        return f.read()


class CommandHelp:
    """What is known about one command."""

    def __init__(self, info: Any) -> None:
        self.info = info
        self.meta: Optional[CommandMetadata] = metadata_of(info)
        self.synopsis = self.description = self.notes = ""
        self.examples: list[tuple[str, str]] = []
        self.parameters: dict[str, str] = {}
        self.links: list[str] = []
        self.told: dict[str, str] = {}  # component, functionality, role
        if info.kind == "Cmdlet":
            self._from_class(info.implementation)
        elif hasattr(info, "script_block"):
            self._from_comments(info.script_block)

    def _from_class(self, cls: Any) -> None:
        self.synopsis, self.description = cls.synopsis, cls.description or cls.synopsis
        self.examples = [(code, text) for text, code in cls.examples]

    def _from_comments(self, block: Any) -> None:
        from shell.language.comment_help import get_help_content
        from shell.language.nodes import FunctionDefinitionAst
        tree = block.code.ast
        found = get_help_content(tree.parent if isinstance(tree.parent, FunctionDefinitionAst) else tree)
        if found is None:
            self.synopsis = "\n".join(syntax_lines(self.meta, self.info.name)) if self.meta is not None else ""
            return
        self.synopsis, self.description, self.notes = ((t or "").strip("\n") for t in (found.synopsis, found.description, found.notes))
        for text in found.examples:
            code, _, rest = text.strip("\n").partition("\n\n")  # remarks stand behind a blank line
            self.examples.append((code, rest))
        self.parameters = {k.lower(): v.rstrip("\n") for k, v in found.parameters.items()}
        self.links = [t.strip() for t in found.links]
        self.told = {k: getattr(found, k, "") or "" for k in ("component", "functionality", "role")}

    # ---- parts

    def parameter_rows(self) -> list[tuple[str, str]]:
        """The Required?, Position? ... lines of each parameter, by name."""
        return [] if self.meta is None else [(p.name, self.parameter_text(p)) for p in parameters_in_order(self.meta)]

    def parameter_text(self, p: ParameterInfo) -> str:
        data = next(iter(p.sets.values()))
        position = "Named" if data.position is None else str(self._position(p, data.position))
        pipeline = [w for w, on in (("ByValue", data.from_pipeline), ("ByPropertyName", data.from_pipeline_by_name)) if on]
        accepts = f"true ({', '.join(pipeline)})" if pipeline else "false"
        kind = "[<SwitchParameter>]" if p.is_switch else f"<{_help_type(p)}>"
        lines = [f"-{p.name} {kind}"]
        described = self.parameters.get(p.name.lower()) or p.help
        lines += [f"    {line}" for line in described.split("\n")] if described else []
        lines += ["    ", f"    Required?                    {str(data.mandatory).lower()}", f"    Position?                    {position.lower()}",
                  f"    Default value                {'False' if p.is_switch else ''}", f"    Accept pipeline input?       {accepts}",
                  f"    Aliases                      {', '.join(p.aliases)}", "    Accept wildcard characters?  false", "    "]
        return "\n".join(lines)

    def _position(self, p: ParameterInfo, position: int) -> int:
        """Positions count from 1 in help."""
        assert self.meta is not None
        name = next(iter(p.sets), ALL_SETS)
        placed = [q for q, d in in_display_order(self.meta, set_names(self.meta)[0] if name == ALL_SETS else name) if d.position is not None]
        return placed.index(p) + 1 if p in placed else position + 1

    def text(self, detailed: bool = False, full: bool = False) -> str:
        """The whole help as it is shown."""
        out = ["", "NAME", f"    {self.info.name}", "    ", "SYNOPSIS", *_indented(self.synopsis), "    ", "", "SYNTAX"]
        for line in syntax_lines(self.meta, self.info.name) if self.meta is not None else ():
            out += [f"    {line}", "    "]
        out += ["    ", "DESCRIPTION", *_indented(self.description), "    ", ""]
        if detailed or full:
            out.append("PARAMETERS")
            for name, row in self.parameter_rows():
                lines = row.split("\n")
                shown = lines if full else [lines[0], *_indented(self.parameters.get(name.lower(), "")), "    "]
                out += [f"    {line}".rstrip() for line in shown]
            out += self.example_lines()
        if full and self.notes:
            out += ["NOTES", *_indented(self.notes), ""]
        out.append("RELATED LINKS")
        out += [*(f"    {link}" for link in self.links), ""]
        if not (detailed or full):
            out += ["REMARKS", f'    To see the examples, type: "Get-Help {self.info.name} -Examples"', f'    For more information, type: "Get-Help {self.info.name} -Detailed"', ""]
        return "\n".join(out)

    def example_lines(self) -> list[str]:
        out: list[str] = []
        for i, (code, remark) in enumerate(self.examples, 1):
            out += [f"    -------------------------- EXAMPLE {i} --------------------------", "    ", f"    {code}", "    ", *_indented(remark), "    ", ""]
        return out

    def as_object(self, text: str) -> PSCustomObject:
        """The object behind the text, with the properties scripts read."""
        examples = [PSCustomObject({"title": f"EXAMPLE {i}", "code": code, "remarks": remark}) for i, (code, remark) in enumerate(self.examples, 1)]
        return PSCustomObject({
            "Name": self.info.name, "Category": self.info.kind, "Synopsis": self.synopsis, "ModuleName": self.info.module_name,
            "description": [PSCustomObject({"Text": self.description})] if self.description else [],
            "syntax": PSCustomObject({"syntaxItem": syntax_lines(self.meta, self.info.name) if self.meta is not None else []}),
            "parameters": PSCustomObject({"parameter": [self.parameter_object(n) for n, _ in self.parameter_rows()]}),
            "examples": PSCustomObject({"example": examples[0] if len(examples) == 1 else examples}), "alertSet": self.notes, "relatedLinks": self.links,
        }, [COMMAND, "System.Management.Automation.PSCustomObject", "System.Object"], text)

    def parameter_object(self, name: str) -> PSCustomObject:
        assert self.meta is not None
        p = self.meta.parameters[name.lower()]
        data = next(iter(p.sets.values()))
        return PSCustomObject({"name": p.name, "required": str(data.mandatory).lower(), "description": self.parameters.get(p.name.lower(), ""),
                         "type": type_word(p), "aliases": ", ".join(p.aliases)}, [PARAMETER, "System.Object"], "\n" + self.parameter_text(p) + "\n")


def _help_type(p: ParameterInfo) -> str:
    """Help writes types by their .NET names: String, Int32[]."""
    t = p.type
    if t is None:
        return type_word(p)
    return t.name if t.element is None else net_name(t)


def net_name(t: Any) -> str:
    return net_name(t.element) + t.full_name[len(t.element.full_name):] if t.element is not None else str(t.name)


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.split("\n")] if text else []


