"""The members PowerShell's own types.ps1xml adds: files, processes, dates, records.  Getters are Python; the names and sets are data."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.objects.psobject import MISSING, AliasProperty, CodeMethod, CodeProperty, Member, NoteProperty, PropertySet
from shell.objects.typedata import NEED_WRAPPER, TypeTable

Value = Any
_S = "System.Management.Automation."


def _script(name: str, getter: Callable[[Any], Any]) -> CodeProperty:
    """A ScriptProperty of types.ps1xml, written in Python."""
    return BuiltInScriptProperty(name, getter)


class BuiltInScriptProperty(CodeProperty):
    """Listed as ScriptProperty, as in types.ps1xml; computed here."""

    __slots__ = ()
    kind = "ScriptProperty"


def _own(value: Value, name: str) -> Value:
    """A property of the object itself, null when it has none."""
    from shell.objects.member_lookup import find_value
    found = find_value(value, name)
    return None if found is MISSING else found


# --- files -------------------------------------------------------------------------------------------------------------------------------

def _mode(item: Value) -> str:
    """d-r-h--: directory, archive, read-only, hidden, system; l for links."""
    number = int(_own(item, "Attributes") or 0)
    link = _own(item, "LinkTarget") is not None
    return ("l" if link else "d" if number & 16 else "-") + ("a" if number & 32 else "-") + ("r" if number & 1 else "-") + (
        "h" if number & 2 else "-") + ("s" if number & 4 else "-")


def _base_name(item: Value) -> str:
    name, extension = str(_own(item, "Name")), str(_own(item, "Extension"))
    return name[:len(name) - len(extension)] if extension else name


def _link_type(item: Value) -> Value:
    if _own(item, "LinkTarget") is not None:
        return "SymbolicLink"
    import os
    try:
        return "HardLink" if os.stat(item.path).st_nlink > 1 and not os.path.isdir(item.path) else None
    except OSError:
        return None


def _resolved_target(item: Value) -> Optional[str]:
    import os
    target = _own(item, "LinkTarget")
    if target is None:
        return str(_own(item, "FullName"))
    return str(os.path.realpath(item.path))


def _name_string(item: Value) -> str:
    target = _own(item, "LinkTarget")
    return f"{_own(item, 'Name')} -> {target}" if target is not None else str(_own(item, "Name"))


def _write_time_text(item: Value) -> str:
    from shell.objects.members import invoke_method
    stamp = _own(item, "LastWriteTime")
    return "" if stamp is None else f"{invoke_method(stamp, 'ToString', ['d']):>10} {invoke_method(stamp, 'ToString', ['t']):>8}"


def _unix_getter(part: str) -> Callable[[Any], Any]:
    return lambda item: _unix(item, part)


def _unix(item: Value, part: str) -> Value:
    """UnixMode, User, Group, Size: of the file itself, not of what a link points to."""
    import os
    import stat
    try:
        found = os.lstat(item.path)
    except OSError:
        return None
    if part == "mode":
        return stat.filemode(found.st_mode)
    if part == "size":
        from shell.clr.numbers import Int64
        return Int64(found.st_size)
    return _account(found, part)


_ACCOUNTS: dict[tuple[str, int], str] = {}


def _account(found: Any, part: str) -> str:
    number = found.st_uid if part == "user" else found.st_gid
    name = _ACCOUNTS.get((part, number))
    if name is None:
        try:
            if part == "user":
                import pwd
                name = pwd.getpwuid(number).pw_name
            else:
                import grp
                name = grp.getgrgid(number).gr_name
        except (KeyError, ImportError):
            name = str(number)
        _ACCOUNTS[(part, number)] = name
    return name


def _version_info(item: Value) -> Value:
    from shell.clr.file_facts import version_info
    return version_info(item)


def _unix_stat(item: Value) -> Value:
    from shell.clr.file_facts import unix_stat
    return unix_stat(item)


def _file_members(folder: bool) -> list[Member]:
    common: list[Member] = [
        CodeProperty("Mode", _mode, type_name="System.String"), CodeProperty("ModeWithoutHardLink", _mode, type_name="System.String"),
    ]
    if not folder:
        common.append(_script("VersionInfo", _version_info))
    common += [
        _script("BaseName", (lambda item: _own(item, "Name")) if folder else _base_name),
        CodeProperty("ResolvedTarget", _resolved_target, type_name="System.String"), AliasProperty("Target", "LinkTarget"),
        CodeProperty("LinkType", _link_type, type_name="System.String"), CodeProperty("NameString", _name_string, type_name="System.String"),
        CodeProperty("LengthString", (lambda item: "") if folder else (lambda item: str(int(_own(item, "Length")))), type_name="System.String"),
        CodeProperty("LastWriteTimeString", _write_time_text, type_name="System.String"),
    ]
    return common


def _fill_files(table: TypeTable) -> None:
    add = table.add_member
    for member in _file_members(False):
        add("System.IO.FileInfo", member, built_in=True)
    for member in _file_members(True):
        add("System.IO.DirectoryInfo", member, built_in=True)
    for name, part in (("UnixMode", "mode"), ("User", "user"), ("Group", "group"), ("Size", "size")):
        add("System.IO.FileSystemInfo", _script(name, _unix_getter(part)), built_in=True)
    add("System.IO.FileSystemInfo", _script("UnixStat", _unix_stat), built_in=True)
    table.ensure("System.IO.FileInfo").default_display = ["LastWriteTime", "Length", "Name"]


# --- processes ---------------------------------------------------------------------------------------------------------------------------

_PROCESS_ALIASES = {"Name": "ProcessName", "SI": "SessionId", "Handles": "HandleCount", "VM": "VirtualMemorySize64", "WS": "WorkingSet64",
                    "PM": "PagedMemorySize64", "NPM": "NonpagedSystemMemorySize64"}


def _process_path(process: Value) -> Optional[str]:
    import os
    try:
        return os.readlink(f"/proc/{int(_own(process, 'Id'))}/exe")
    except OSError:
        return None


def _command_line(process: Value) -> Optional[str]:
    try:
        with open(f"/proc/{int(_own(process, 'Id'))}/cmdline", "rb") as f:
            return f.read().rstrip(b"\0").replace(b"\0", b" ").decode("utf-8", "replace") or None
    except OSError:
        return None


def _cpu(process: Value) -> Optional[float]:
    spent = _own(process, "TotalProcessorTime")
    return None if spent is None else spent.ticks / 10_000_000


def _parent(process: Value) -> Value:
    try:
        with open(f"/proc/{int(_own(process, 'Id'))}/stat", encoding="utf-8", errors="replace") as f:
            number = int(f.read().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None
    from shell.clr.exceptions import NetException
    from shell.objects.conversion import require
    from shell.objects.members import invoke_static
    try:
        return invoke_static(require("System.Diagnostics.Process"), "GetProcessById", [number]) if number else None
    except NetException:
        return None


def _fill_processes(table: TypeTable) -> None:
    owner = "System.Diagnostics.Process"
    for name, target in _PROCESS_ALIASES.items():
        table.add_member(owner, AliasProperty(name, target), built_in=True)
    members: list[Member] = [
        PropertySet("PSConfiguration", ["Name", "Id", "PriorityClass", "FileVersion"]),
        PropertySet("PSResources", ["Name", "Id", "HandleCount", "WorkingSet", "NonPagedMemorySize", "PagedMemorySize", "PrivateMemorySize",
                                    "VirtualMemorySize", "Threads.Count", "TotalProcessorTime"]),
        _script("Path", _process_path), _script("CommandLine", _command_line), CodeProperty("Parent", _parent), _script("Company", lambda p: None),
        _script("CPU", _cpu), _script("FileVersion", lambda p: None), _script("ProductVersion", lambda p: None), _script("Description", lambda p: None),
        _script("Product", lambda p: None), NoteProperty("__NounName", "Process"),
    ]
    for member in members:
        table.add_member(owner, member, built_in=True)
    table.ensure(owner).default_display = ["Id", "Handles", "CPU", "SI", "Name"]
    table.ensure("Deserialized." + owner).default_display = ["Id", "Handles", "CPU", "Name"]


# --- the rest ----------------------------------------------------------------------------------------------------------------------------

def _date_time(value: Value) -> str:
    """DateTime: long date and time, as a date prints alone; a DisplayHint note restricts it."""
    from shell.objects.member_lookup import attached_members, find_in
    from shell.objects.members import invoke_method
    from shell.objects.text import to_string
    ext = attached_members(value)
    hint = to_string(find_in(ext, "DisplayHint")).lower() if ext and find_in(ext, "DisplayHint") is not MISSING else ""
    long_date, long_time = invoke_method(value, "ToLongDateString", []), invoke_method(value, "ToLongTimeString", [])
    return long_date if hint == "date" else long_time if hint == "time" else f"{long_date} {long_time}"


NEED_WRAPPER.add(_date_time)


def _to_text(value: Value) -> str:
    from shell.objects.text import net_string
    return net_string(value)


def _message_details(value: Value) -> Value:
    """ErrorDetails.Message of a record whose exception carries details; null mostly."""
    return None


def _drive_space(drive: Value, part: str) -> Value:
    import shutil

    from shell.clr.numbers import Int64
    root = _own(drive, "Root")
    if not root or getattr(_own(drive, "Provider"), "name", "") not in ("FileSystem",):
        return None
    try:
        usage = shutil.disk_usage(str(root))
    except OSError:
        return None
    return Int64(usage.used if part == "used" else usage.free)


def _xml_local_name(node: Value) -> str:
    """XmlNode.ToString as types.ps1xml has it."""
    return str(_own(node, "LocalName"))


def _job_state(job: Value) -> Value:
    """A text, though JobStateInfo has the enum."""
    from shell.objects.text import to_string
    return to_string(_own(_own(job, "JobStateInfo"), "State"))


def _fill_rest(table: TypeTable) -> None:
    def add(owner: str, *members: Member) -> None:
        for member in members:
            table.add_member(owner, member, built_in=True)
    add("System.DateTime", BuiltInScriptProperty("DateTime", _date_time))
    add("System.Guid", _script("Guid", _to_text))
    add("System.Net.IPAddress", _script("IPAddressToString", _to_text))
    table.ensure("System.Net.IPAddress").default_display = [  # the order it is shown in: the added property last
        "AddressFamily", "ScopeId", "IsIPv6Multicast", "IsIPv6LinkLocal", "IsIPv6SiteLocal", "IsIPv6Teredo", "IsIPv6UniqueLocal", "IsIPv4MappedToIPv6",
        "Address", "IPAddressToString"]
    add("System.Collections.DictionaryEntry", AliasProperty("Name", "Key"))
    add(_S + "ErrorRecord", _script("PSMessageDetails", _message_details))
    add(_S + "CommandInfo", AliasProperty("Namespace", "ModuleName"), _script("HelpUri", lambda c: getattr(c, "help_uri", "")))
    add(_S + "CmdletInfo", _script("DLL", lambda c: None))
    add(_S + "AliasInfo", _script("ResolvedCommandName", lambda a: _own(_own(a, "ResolvedCommand"), "Name")),
        _script("DisplayName", lambda a: f"{_own(a, 'Name')} -> {_own(a, 'Definition')}" if "-" not in str(_own(a, "Name")) else str(_own(a, "Name"))))
    add(_S + "ApplicationInfo", _script("FileVersionInfo", lambda a: None))
    add(_S + "PSDriveInfo", _script("Used", lambda d: _drive_space(d, "used")), _script("Free", lambda d: _drive_space(d, "free")))
    add(_S + "Job", _script("State", _job_state))
    rest = ("Command JobStateInfo Finished InstanceId Id Name ChildJobs PSBeginTime PSEndTime PSJobTypeName Output Error Progress Verbose Debug Warning "
            "Information State").split()
    table.ensure(_S + "Job").default_display = ["HasMoreData", "StatusMessage", "Location", *rest]
    table.ensure(_S + "PSRemotingChildJob").default_display = ["StatusMessage", "HasMoreData", "Location", "Runspace", "Debugger", "IsAsync", *rest]
    add(_S + "Runspaces.PSSession", _script("State", lambda s: s.state), _script("IdleTimeout", lambda s: s.idle_timeout),
        _script("OutputBufferingMode", lambda s: s.output_buffering_mode), _script("DisconnectedOn", lambda s: s.disconnected_on),
        _script("ExpiresOn", lambda s: s.expires_on))
    table.ensure(_S + "Runspaces.PSSession").default_display = [  # the added properties last
        "ComputerType", "ComputerName", "ContainerId", "VMName", "VMId", "ConfigurationName", "InstanceId", "Id", "Name", "Availability",
        "ApplicationPrivateData", "Runspace", "Transport", "State", "IdleTimeout", "OutputBufferingMode", "DisconnectedOn", "ExpiresOn"]
    add("Deserialized.System.Enum", _script("Value", lambda e: getattr(e, "text", None)))
    add("System.Xml.XmlNode", CodeMethod("ToString", _xml_local_name, "static string XmlNode(psobject instance)"))
    table.ensure(_S + "ExtendedTypeDefinition").default_display = ["TypeNames", "FormatViewDefinition"]
    table.ensure(_S + "ListControlEntry").default_display = ["Items", "EntrySelectedBy"]
    table.ensure(_S + "PSModuleInfo").default_display = [
        "Name", "Path", "Description", "Guid", "Version", "ModuleBase", "ModuleType", "PrivateData", "AccessMode", "ExportedAliases", "ExportedCmdlets",
        "ExportedFunctions", "ExportedVariables", "NestedModules"]


def fill(table: TypeTable) -> None:
    """Put everything into a fresh table."""
    _fill_files(table)
    _fill_processes(table)
    _fill_rest(table)
