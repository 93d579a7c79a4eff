"""Get-Command: which commands there are, what a name runs, how a command is called."""
from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import PSCustomObject
from shell.objects.records import CommandNotFoundException
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.command_syntax import in_display_order, metadata_of, set_names, syntax_lines
from shell.runtime.commands_info import ApplicationInfo, CommandInfo
from shell.runtime.resolution import NOT_FOUND, find_file, search_path

Value = Any
_KIND_ORDER = {k: i for i, k in enumerate(("Alias", "Function", "Filter", "Cmdlet", "ExternalScript", "Application"))}


class GetCommand(Cmdlet):
    name = "Get-Command"
    synopsis = "Shows commands: what there is, what a name means and how it is called."
    examples = (("By noun", "Get-Command -Noun Job"), ("How to call one", "Get-Command Start-Job -Syntax"), ("Everything of that name", "Get-Command sort -All"))

    Name: Optional[list[str]] = None
    Verb: Optional[list[str]] = None
    Noun: Optional[list[str]] = None
    Module: Optional[list[str]] = None
    ExcludeModule: Optional[list[str]] = None
    FullyQualifiedModule: Optional[list[Value]] = None
    CommandType: Value = None
    TotalCount: int = -1
    Syntax: bool = False
    ShowCommandInfo: bool = False
    ArgumentList: Optional[list[Value]] = None
    All: bool = False
    ListImported: bool = False
    ParameterName: Optional[list[str]] = None
    ParameterType: Optional[list[Value]] = None
    UseFuzzyMatching: bool = False
    FuzzyMinimumDistance: int = 5
    UseAbbreviationExpansion: bool = False

    def begin(self) -> None:
        self._found: list[CommandInfo] = []
        self._literal = False
        kinds = [k.strip() for k in to_string(self.CommandType).split(",") if k.strip()] if self.CommandType is not None else []
        self._kinds = None if not kinds or any(k.lower() == "all" for k in kinds) else {k.lower() for k in kinds}
        if self._kinds is not None and "function" in self._kinds:
            self._kinds.add("filter")

    def process(self) -> None:
        for name in self.Name or ():
            text = to_string(name)
            if self.UseFuzzyMatching:
                self._found += self._fuzzy(text)
            elif has_wildcard(text):
                self._found += [c for c in self._every(True) if WildcardPattern(text).matches(c.name) and self._passes(c)]
            else:
                self._by_literal(text)
        if self.Name is None:
            self._found += [c for c in self._every(False) if self._passes(c)]

    def end(self) -> None:
        found = self._found
        if not self._literal:
            found = sorted(found, key=lambda c: (_KIND_ORDER.get(c.kind, 9), c.name.lower()))
        if self.TotalCount >= 0:
            found = found[:self.TotalCount]
        for info in found:
            if self.Syntax:
                self._write_syntax(info)
            elif self.ShowCommandInfo:
                self.write(show_command_info(info))
            else:
                self.write(info)

    # ---- finding

    def _by_literal(self, name: str) -> None:
        self._literal = True
        found = [c for c in self._named(name) if self._passes(c)]
        if not found and self.UseAbbreviationExpansion:
            found = [c for c in self._every(False) if abbreviation(c.name) == name.lower() and self._passes(c)]
        if not found:
            self.error(NOT_FOUND.format(name), "CommandNotFoundException", "ObjectNotFound", name, exception_class=CommandNotFoundException)
            return
        every = self.All or self._kinds is not None and "application" in self._kinds  # a program asked for by its kind is shown wherever PATH has it
        self._found += found if every else found[:1]

    def _named(self, name: str) -> Iterator[CommandInfo]:
        """Everything of that name, what would run first."""
        ctx = self.ctx
        if "\\" in name and not name.startswith((".", "\\", "/")):
            qualified = ctx.find_command(name)
            if qualified is not None:
                yield qualified
                return
        for find in (ctx.find_alias, ctx.find_function, ctx.find_cmdlet):
            info = find(name)
            if info is not None:
                yield info
        if any(s in name for s in "/\\"):
            yield from self._path(name)
            return
        for folder in search_path(ctx):
            for candidate in (name, name + ".ps1"):
                path = os.path.join(folder, candidate)
                if candidate.lower().endswith(".ps1") and os.path.isfile(path):
                    yield ctx.script_info(path)
                elif os.path.isfile(path) and os.access(path, os.X_OK):
                    yield ApplicationInfo(candidate, path)

    def _path(self, name: str) -> Iterator[CommandInfo]:
        info = find_file(self.ctx, name)
        if info is not None:
            yield info
            return
        full = self.ctx.full_path(name)
        if os.path.isfile(full):
            yield ApplicationInfo(os.path.basename(full), full)

    def _every(self, files: bool) -> Iterator[CommandInfo]:
        """All commands of the session; programs only when a pattern asks for them."""
        ctx = self.ctx
        yield from ctx.aliases.all()
        functions = {f.name.lower(): f for f in ctx.functions.all()}
        yield from functions.values()
        for info in ctx.all_cmdlets():
            if self.All or info.name.lower() not in functions:
                yield info
        if (files or self._kinds is not None and self._kinds & {"application", "externalscript"}) and not self._by_words():
            yield from self._programs()

    def _by_words(self) -> bool:
        return self.Verb is not None or self.Noun is not None or self.Module is not None or self.ParameterName is not None

    def _programs(self) -> Iterator[CommandInfo]:
        seen: set[str] = set()
        for folder in search_path(self.ctx):
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                path = os.path.join(folder, name)
                if (name in seen and not self.All) or not os.path.isfile(path):
                    continue
                if name.lower().endswith(".ps1"):
                    seen.add(name)
                    yield self.ctx.script_info(path)
                elif os.access(path, os.X_OK):
                    seen.add(name)
                    yield ApplicationInfo(name, path)

    def _fuzzy(self, name: str) -> list[CommandInfo]:
        rows = [(distance(name.lower(), c.name.lower()), c) for c in self._every(True) if self._passes(c)]
        return [c for d, c in sorted((r for r in rows if r[0] <= self.FuzzyMinimumDistance), key=lambda r: r[0])]

    # ---- filters

    def _passes(self, info: CommandInfo) -> bool:
        if self._kinds is not None and info.kind.lower() not in self._kinds:
            return False
        verb, dash, noun = info.name.partition("-")
        if self.Verb is not None or self.Noun is not None:
            if not dash or info.kind == "Application" or not (_any(self.Verb, verb) and _any(self.Noun, noun)):
                return False
        modules = self._modules()
        if modules and (not _any(modules, info.module_name) or info.kind == "Alias" and self._kinds is None and not self.Name):
            return False
        if self.ExcludeModule and _any(self.ExcludeModule, info.module_name):
            return False
        return self._has_parameters(info)

    def _modules(self) -> list[str]:
        from shell.commands.modules.specifications import wanted_of
        return [to_string(m) for m in self.Module or ()] + [wanted_of(m).name for m in self.FullyQualifiedModule or ()]

    def _has_parameters(self, info: CommandInfo) -> bool:
        if self.ParameterName is None and self.ParameterType is None:
            return True
        if info.kind in ("Application", "ExternalScript"):
            return False
        meta = metadata_of(info)
        if meta is None:
            return False
        every = [*meta.parameters.values(), *meta.common]
        if self.ParameterName is not None and not any(_any(self.ParameterName, n) for p in every for n in (p.name, *p.aliases)):
            return False
        names = {to_string(getattr(t, "full_name", t)).lower() for t in self.ParameterType or ()}
        return not names or any(p.type_name.lower() in names or p.type is not None and p.type.full_name.lower() in names for p in every)

    # ---- syntax

    def _write_syntax(self, info: CommandInfo) -> None:
        meta = metadata_of(info)
        if meta is None:
            self.write(info.definition)
            return
        head = ""
        if info.kind == "Alias":
            head = f"{info.name} (alias) -> {info.definition}\n"
        self.write(head + "".join(f"\n{line}\n" for line in syntax_lines(meta, info.name)))


def show_command_info(info: CommandInfo) -> PSCustomObject:
    """What a form that asks for a command's parameters needs to know."""
    meta = metadata_of(info)
    sets = []
    for name in set_names(meta) if meta is not None else ():
        rows = []
        for p, data in in_display_order(meta, name) if meta is not None else ():
            rows.append(PSCustomObject({"Name": p.name, "IsMandatory": data.mandatory, "ValueFromPipeline": data.from_pipeline,
                                        "Position": data.position if data.position is not None else -2147483648,
                                        "ParameterType": PSCustomObject({"FullName": p.type_name, "IsSwitch": p.is_switch}),
                                        "HasParameterSet": bool(p.enum_names), "ValidParamSetValues": list(p.enum_names or ())}))
        sets.append(PSCustomObject({"Name": name, "IsDefault": meta is not None and name == meta.default_set, "Parameters": rows}))
    return PSCustomObject({"Name": info.name, "ModuleName": info.module_name, "Module": PSCustomObject({"Name": info.module_name}), "CommandType": info.kind,
                           "Definition": info.definition, "ParameterSets": sets})


def _any(patterns: Optional[list[Value]], text: str) -> bool:
    return patterns is None or any(WildcardPattern(to_string(p)).matches(text) for p in patterns)


def abbreviation(name: str) -> str:
    """`Get-ChildItem` is gci by its capitals."""
    return "".join(c for c in name if c.isupper()).lower()


def distance(a: str, b: str) -> int:
    """How many letters must change to make a into b."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]
