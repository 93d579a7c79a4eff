"""Arguments whose possible values the session knows: jobs, variables, drives, providers, commands, processes, modules, and fixed lists."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.commands.completion.commands import command_names
from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.training_names import lab_hosts, lesson_names, snapshot_names
from shell.commands.completion.words import Word, sorted_names

Value = Any
Completer = Callable[[Place, Word], list[CompletionResult]]
_ENCODINGS = "ansi ascii bigendianunicode bigendianutf32 oem unicode utf7 utf8 utf8BOM utf8NoBOM utf32".split()


def values(names: list[str], word: Word, kind: str = "ParameterValue") -> list[CompletionResult]:
    """Those of `names` that fit the word, in the order given."""
    matches = word.matcher()
    return [CompletionResult(word.quoted(n), n, kind, n) for n in names if matches(n)]


def fixed(text: str, kind: str = "Text") -> Completer:
    names = text.split()
    return lambda place, word: values(names, word, kind)


def _background(place: Place) -> list[Any]:
    """Jobs that -Name finds, children included, by id."""
    jobs = [j for j in place.ctx.jobs.everything() if place.own or j.kind.name not in ("ThreadJob", "ThreadChild")]
    return sorted(jobs, key=lambda j: j.id)


def _started(place: Place) -> bool:
    """Asking for jobs must not make the job service."""
    service = place.ctx.services.get("jobs")
    return service is not None and hasattr(service, "everything")


def _described(place: Place, word: Word, found: list[tuple[str, str]]) -> list[CompletionResult]:
    """Offers with a description beside each: (value, description)."""
    matches = word.matcher()
    return [CompletionResult(word.quoted(n), n, "ParameterValue", tip) for n, tip in found if matches(n)]


def _job_tip(job: Any) -> str:
    return f"{job.id} {job.name} {job.state.name} {job.location}: {' '.join(job.command.split())[:60]}"


def job_names(place: Place, word: Word) -> list[CompletionResult]:
    if place.own and _started(place):
        return _described(place, word, [(j.name, _job_tip(j)) for j in _background(place)])
    return values([j.name for j in _background(place)], word) if _started(place) else []


def job_ids(place: Place, word: Word) -> list[CompletionResult]:
    if not _started(place):
        return []
    if place.own:
        return _described(place, word, [(str(j.id), _job_tip(j)) for j in sorted(place.ctx.jobs.everything(), key=lambda j: j.id)])
    return values([str(n) for n in sorted(j.id for j in place.ctx.jobs.everything())], word)


def job_instances(place: Place, word: Word) -> list[CompletionResult]:
    return values([str(j.instance_id) for j in _background(place)], word) if _started(place) else []


def job_commands(place: Place, word: Word) -> list[CompletionResult]:
    return values(list(dict.fromkeys(j.command for j in _background(place))), word) if _started(place) else []


def _sessions(place: Place) -> list[Any]:
    """PSSessions, when the session service has been made."""
    service = place.ctx.services.get("sessions") if place.own else None
    if not hasattr(service, "service"):
        return []
    return list(place.ctx.call_command("Get-PSSession"))


def session_number(s: Any) -> int:
    from shell.objects.members import get_property
    return int(get_property(s, "Id"))


def _session_tip(s: Any) -> str:
    return f"{session_number(s)} {s.session.name} on {s.computer_name}: {s.session.state.name}, {s.session.availability.name}"


def session_names(place: Place, word: Word) -> list[CompletionResult]:
    return _described(place, word, [(str(s.session.name), _session_tip(s)) for s in _sessions(place)])


def session_ids(place: Place, word: Word) -> list[CompletionResult]:
    return _described(place, word, [(str(session_number(s)), _session_tip(s)) for s in _sessions(place)])


def session_variables_of(place: Place, word: Word) -> list[CompletionResult]:
    """Variables that hold sessions."""
    if not place.own:
        return []
    from shell.commands.completion.variables import session_variables
    found = []
    for name in session_variables(place.ctx).values():
        value = place.ctx.get_variable(name)
        held = value if isinstance(value, list) else [value]
        if held and all(type(v).__name__ == "PSSession" for v in held):
            found.append((f"${name}", ", ".join(_session_tip(v) for v in held[:3])))
    matches = word.matcher()
    return [CompletionResult(n, n, "Variable", tip) for n, tip in found if matches(n)]


def setting_names(place: Place, word: Word) -> list[CompletionResult]:
    from shell.runtime.settings import SETTINGS
    return _described(place, word, [(s.name, s.explanation) for s in SETTINGS])


def setting_values(place: Place, word: Word) -> list[CompletionResult]:
    """What the setting named earlier in the command may be."""
    from shell.runtime.settings import BY_NAME, CURRENT
    named = [e.extent.text.strip("'\"").lower() for e in place.command.command_elements[1:]] if place.command is not None else []
    found = next((BY_NAME[n] for n in named if n in BY_NAME), None)
    if found is None:
        return []
    words = list(found.kind) if isinstance(found.kind, tuple) else ["$true", "$false"] if found.kind == "bool" else [str(CURRENT.get(found.name))]
    matches = word.matcher()
    return [CompletionResult(w, w, "ParameterValue", found.explanation) for w in words if matches(w)]


def variable_names(place: Place, word: Word) -> list[CompletionResult]:
    from shell.commands.completion.variables import session_variables
    return values(sorted_names(list(session_variables(place.ctx).values())), word)


def alias_names(place: Place, word: Word) -> list[CompletionResult]:
    return values([str(a.name) for a in place.ctx.aliases.all()], word)


def drive_names(place: Place, word: Word) -> list[CompletionResult]:
    return values(sorted_names([str(d.name) for d in place.ctx.drives.all()]), word)


def provider_names(place: Place, word: Word) -> list[CompletionResult]:
    return values(sorted_names(list({str(d.provider.name) for d in place.ctx.drives.all()})), word)


def module_names(place: Place, word: Word) -> list[CompletionResult]:
    names = {str(getattr(m, "name", k)) for k, m in place.ctx.modules.items()} | {c.module_name for c in place.ctx.all_cmdlets() if c.module_name}
    return values(sorted_names([n for n in names if n != "pssession"]), word)


def _cmdlets(place: Place) -> list[Any]:
    return [c for c in place.ctx.all_cmdlets() if place.own or c.module_name != "pssession"]


def verbs(place: Place, word: Word) -> list[CompletionResult]:
    return values(sorted_names(list({c.name.partition("-")[0] for c in _cmdlets(place)})), word, "Text")


def nouns(place: Place, word: Word) -> list[CompletionResult]:
    return values(sorted_names(list({c.name.partition("-")[2] for c in _cmdlets(place)})), word, "Text")


def verb_groups(place: Place, word: Word) -> list[CompletionResult]:
    return values("Common Communications Data Diagnostic Lifecycle Other Security".split(), word)


def approved_verbs(place: Place, word: Word) -> list[CompletionResult]:
    found = place.ctx.call_command("Get-Verb")
    from shell.objects.members import get_property
    return values([str(get_property(v, "Verb")) for v in found], word)


def process_names(place: Place, word: Word) -> list[CompletionResult]:
    return values(sorted_names(list({str(n) for n, _ in _processes()})), word)


def process_ids(place: Place, word: Word) -> list[CompletionResult]:
    return [CompletionResult(str(i), f"{i} - {n}", "ParameterValue", f"{i} - {n}") for n, i in sorted(_processes()) if str(i).startswith(word.text)]


def _processes() -> list[tuple[str, int]]:
    import os
    found = []
    for entry in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/comm", encoding="utf-8", errors="replace") as f:
                    found.append((f.read().strip(), int(entry)))
            except OSError:
                continue
    return found


def type_names(place: Place, word: Word) -> list[CompletionResult]:
    from shell.commands.completion.type_names import complete_type
    return complete_type(place, word.text)


def hosts(place: Place, word: Word) -> list[CompletionResult]:
    """Hosts of the ssh configuration and of known_hosts (an addition of ours)."""
    from shell.commands.completion.hosts import known_hosts
    return values(known_hosts(place.ctx), word) if place.own else []


_JOB_COMMANDS = "debug-job get-job receive-job remove-job stop-job wait-job suspend-job resume-job restart-job send-jobinput watch-job join-job".split()
_VARIABLE_COMMANDS = "get-variable set-variable clear-variable remove-variable".split()
_SESSION_COMMANDS = ("get-pssession remove-pssession enter-pssession disconnect-pssession connect-pssession receive-pssession").split()
_PROPERTY_COMMANDS: dict[str, tuple[str, ...]] = {
    "where-object": ("property",), "foreach-object": ("membername",), "select-object": ("property", "excludeproperty", "expandproperty"),
    "sort-object": ("property",), "group-object": ("property",), "measure-object": ("property",), "format-table": ("property", "groupby"),
    "format-list": ("property", "groupby"), "format-wide": ("property", "groupby"), "format-custom": ("property", "groupby"),
    "compare-object": ("property",), "convertto-html": ("property",), "convertto-csv": (), "export-csv": (),
}


def takes_property(command: str, parameter: str) -> bool:
    """Is the argument the name of a property of what comes down the pipeline?"""
    return parameter.lower() in _PROPERTY_COMMANDS.get(command.lower(), ())


def _table() -> dict[tuple[str, str], Completer]:
    table: dict[tuple[str, str], Completer] = {}

    def put(commands: list[str], **parameters: Completer) -> None:
        for c in commands:
            for p, completer in parameters.items():
                table[(c, p.lower())] = completer
    put(_JOB_COMMANDS, Name=job_names, Id=job_ids, InstanceId=job_instances, Command=job_commands, Job=lambda p, w: [])
    put(_VARIABLE_COMMANDS, Name=variable_names, Scope=fixed("Global Local Script"))
    put(["new-variable", "get-alias", "set-alias", "new-alias", "remove-alias", "new-psdrive", "remove-psdrive", "get-psdrive"], Scope=fixed("Global Local Script"))
    put(["get-alias", "set-alias", "remove-alias"], Name=alias_names)
    put(["set-alias", "new-alias"], Value=command_names)
    put(["get-alias"], Definition=command_names)
    put(["get-psdrive", "remove-psdrive"], Name=drive_names)
    put(["get-psdrive", "new-psdrive"], PSProvider=provider_names)
    put(["get-psprovider"], PSProvider=provider_names)
    put(["get-command"], Name=command_names, Verb=verbs, Noun=nouns, Module=module_names, ParameterType=type_names)
    put(["get-help", "help", "update-help", "save-help"], Name=command_names, Module=module_names)
    put(["trace-command"], Command=command_names)
    put(["get-verb"], Verb=approved_verbs, Group=verb_groups)
    put(["new-object"], TypeName=type_names)
    put(["import-module", "get-module", "remove-module"], Name=module_names)
    put(["get-process", "stop-process", "wait-process", "debug-process"], Name=process_names, Id=process_ids)
    put(["new-item"], ItemType=fixed("File Directory SymbolicLink Junction HardLink"))
    put(["set-strictmode"], Version=fixed("Latest 3.0 2.0 1.0"))
    put(_SESSION_COMMANDS, Name=session_names, Id=session_ids, ComputerName=hosts, HostName=hosts)
    put(["new-pssession", "invoke-command"], ComputerName=hosts, HostName=hosts)
    put([*_SESSION_COMMANDS, "invoke-command"], Session=session_variables_of)
    put(["copy-item"], ToSession=session_variables_of, FromSession=session_variables_of)
    put(["get-pssessionsetting", "set-pssessionsetting", "reset-pssessionsetting"], Name=setting_names, Value=setting_values)
    put(["start-lesson", "get-lesson", "reset-lesson", "test-lesson"], Name=lesson_names)
    put(["set-labfault", "get-labfault"], Host=lab_hosts)
    put(["get-lab"], Name=lab_hosts)
    put(["restore-labsnapshot"], Name=snapshot_names)
    return table


_known: dict[tuple[str, str], Completer] = {}


def known(command: str, parameter: str) -> Optional[Completer]:
    """The completer of a command's parameter, or None."""
    if not _known:
        _known.update(_table())
    found = _known.get((command.lower(), parameter.lower()))
    if found is None and parameter.lower() == "encoding":
        return lambda place, word: values(_ENCODINGS, word)
    return found
