"""System.Environment: variables, folders, the machine and this process."""
from __future__ import annotations

import os
import sys
import time
from typing import Any, Callable, Optional

from shell.clr.dictionaries import Hashtable
from shell.clr.enums import define_enum
from shell.clr.exceptions import ArgumentException, ArgumentNullException
from shell.clr.numbers import Int64
from shell.clr.typeinfo import NetType

Value = Any
SpecialFolder = define_enum("System.Environment+SpecialFolder", {
    "Desktop": 0, "Programs": 2, "MyDocuments": 5, "Personal": 5, "Favorites": 6, "Startup": 7, "Recent": 8, "SendTo": 9, "StartMenu": 11, "MyMusic": 13,
    "MyVideos": 14, "DesktopDirectory": 16, "MyComputer": 17, "NetworkShortcuts": 19, "Fonts": 20, "Templates": 21, "CommonStartMenu": 22,
    "CommonPrograms": 23, "CommonStartup": 24, "CommonDesktopDirectory": 25, "ApplicationData": 26, "PrinterShortcuts": 27, "LocalApplicationData": 28,
    "InternetCache": 32, "Cookies": 33, "History": 34, "CommonApplicationData": 35, "Windows": 36, "System": 37, "ProgramFiles": 38, "MyPictures": 39,
    "UserProfile": 40, "SystemX86": 41, "ProgramFilesX86": 42, "CommonProgramFiles": 43, "CommonTemplates": 45, "CommonDocuments": 46})
SpecialFolderOption = define_enum("System.Environment+SpecialFolderOption", {"None": 0, "DoNotVerify": 16384, "Create": 32768})
EnvironmentVariableTarget = define_enum("System.EnvironmentVariableTarget", {"Process": 0, "User": 1, "Machine": 2})
PlatformID = define_enum("System.PlatformID", {"Win32S": 0, "Win32Windows": 1, "Win32NT": 2, "WinCE": 3, "Unix": 4, "Xbox": 5, "MacOSX": 6, "Other": 7})
ENVIRONMENT = NetType("System.Environment")
_E = ENVIRONMENT
exit_hook: Optional[Callable[[int], None]] = None  # what [Environment]::Exit(n) does; the engine sets it


def home() -> str:
    """The user's home folder: $HOME, else what the user database says."""
    found = os.environ.get("HOME")
    if found:
        return found
    import pwd
    return pwd.getpwuid(os.getuid()).pw_dir


def _config(variable: str, fallback: str) -> str:
    return os.environ.get(variable) or os.path.join(home(), fallback)


_FOLDERS: dict[str, Callable[[], str]] = {
    "UserProfile": home, "Personal": lambda: _user_folder("DOCUMENTS", "Documents"), "MyDocuments": lambda: _user_folder("DOCUMENTS", "Documents"),
    "Desktop": lambda: _user_folder("DESKTOP", "Desktop"), "DesktopDirectory": lambda: _user_folder("DESKTOP", "Desktop"),
    "MyMusic": lambda: _user_folder("MUSIC", "Music"), "MyVideos": lambda: _user_folder("VIDEOS", "Videos"), "MyPictures": lambda: _user_folder("PICTURES", "Pictures"),
    "Templates": lambda: _user_folder("TEMPLATES", "Templates"), "ApplicationData": lambda: _config("XDG_CONFIG_HOME", ".config"),
    "LocalApplicationData": lambda: _config("XDG_DATA_HOME", ".local/share"), "CommonApplicationData": lambda: "/usr/share",
    "CommonTemplates": lambda: "/usr/share/templates", "Fonts": lambda: os.path.join(home(), ".fonts"), "ProgramFiles": lambda: "", "System": lambda: "",
}


def _user_folder(key: str, fallback: str) -> str:
    config = os.path.join(_config("XDG_CONFIG_HOME", ".config"), "user-dirs.dirs")
    if os.path.exists(config):
        with open(config, encoding="utf-8", errors="replace") as f:
            for line in f:
                if line.startswith(f"XDG_{key}_DIR="):
                    return line.split("=", 1)[1].strip().strip('"').replace("$HOME", home())
    return os.path.join(home(), fallback)


@_E.static("string GetFolderPath(System.Environment+SpecialFolder folder)",
           "string GetFolderPath(System.Environment+SpecialFolder folder, System.Environment+SpecialFolderOption option)")
def get_folder_path(folder: Value, option: int = 0) -> str:
    """Empty when the folder does not exist, unless told not to look or to create it."""
    find = _FOLDERS.get(folder.name_text)
    path = find() if find is not None else ""
    if not path or int(option) == 16384:
        return path
    if int(option) == 32768:
        os.makedirs(path, exist_ok=True)
    return path if os.path.isdir(path) else ""


@_E.static("string GetEnvironmentVariable(string variable)", "string GetEnvironmentVariable(string variable, System.EnvironmentVariableTarget target)")
def get_variable(name: Optional[str], target: int = 0) -> Optional[str]:
    if name is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'variable')")
    return os.environ.get(name) if int(target) == 0 else None


@_E.static("void SetEnvironmentVariable(string variable, string value)",
           "void SetEnvironmentVariable(string variable, string value, System.EnvironmentVariableTarget target)")
def set_variable(name: Optional[str], value: Optional[str], target: int = 0) -> None:
    """An empty or null value removes the variable (PowerShell passes null as '')."""
    if name is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'variable')")
    if name == "":
        raise ArgumentException("String cannot be of zero length. (Parameter 'variable')")
    if "=" in name:
        raise ArgumentException("Environment variable name cannot contain equal character. (Parameter 'variable')")
    if int(target) != 0:
        return
    if value:
        os.environ[name] = value
    else:
        os.environ.pop(name, None)


@_E.static("System.Collections.IDictionary GetEnvironmentVariables()")
def get_variables() -> Hashtable:
    return Hashtable(os.environ.items(), ignore_case=False)


@_E.static("string ExpandEnvironmentVariables(string name)")
def expand_variables(text: str) -> str:
    """%NAME% becomes the variable's value where there is one."""
    import re
    return re.sub(r"%([^%]+)%", lambda m: os.environ.get(m.group(1), m.group(0)), text)


@_E.static("string[] GetCommandLineArgs()")
def command_line_args() -> Value:
    from shell.clr.arrays import typed_array
    return typed_array("System.String", list(sys.argv) or [""])


@_E.static("string[] GetLogicalDrives()")
def logical_drives() -> Value:
    from shell.clr.arrays import typed_array  # noqa: I001
    from shell.clr.drive_info import mounts
    return typed_array("System.String", [n for n, _ in mounts()])


@_E.static("void Exit(int exitCode)")
def exit_process(code: int) -> None:
    if exit_hook is not None:
        exit_hook(code)
    raise SystemExit(code & 0xFF)


@_E.static("void FailFast(string message)")
def fail_fast(message: str) -> None:
    sys.stderr.write(f"Process terminated. {message}\n")
    sys.stderr.flush()
    os.abort()


class OperatingSystem:
    """System.OperatingSystem: the kernel's version."""

    __slots__ = ("platform", "version", "ps_ext")

    def __init__(self) -> None:
        import re  # noqa: I001

        from shell.clr.versions import Version
        numbers = [int(n) for n in re.findall(r"\d+", os.uname().release)[:4]]
        self.platform = PlatformID(4)
        self.version = Version(*(numbers + [0] * 4)[:4])
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return f"Unix {self.version}"


OPERATING_SYSTEM = NetType("System.OperatingSystem", OperatingSystem)
OPERATING_SYSTEM.attr("Platform", "System.PlatformID", "platform")
OPERATING_SYSTEM.prop("ServicePack", "string")(lambda o: "")
OPERATING_SYSTEM.attr("Version", "version", "version")
OPERATING_SYSTEM.prop("VersionString", "string")(str)
OPERATING_SYSTEM.method("string ToString()")(str)
for _name in ("Linux", "Windows", "MacOS", "FreeBSD", "Android", "IOS", "Browser"):
    OPERATING_SYSTEM.static(f"bool Is{_name}()")(lambda n=_name: n == "Linux")


def _user_name() -> str:
    import pwd
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return os.environ.get("USER", "")


def _machine_name() -> str:
    return os.uname().nodename.split(".")[0]


def _memory() -> int:
    with open("/proc/self/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _clr_version() -> Value:
    from shell.clr.versions import Version
    return Version(10, 0, 5)


def _set_cwd(value: str) -> None:
    os.chdir(value)


_exit_code = [0]
_E.static_prop("CommandLine", "string")(lambda: " ".join(sys.argv))
_E.static_prop("CurrentDirectory", "string", _set_cwd)(os.getcwd)
_E.static_prop("CurrentManagedThreadId", "int")(lambda: 1)
_E.static_prop("ExitCode", "int", lambda v: _exit_code.__setitem__(0, v))(lambda: _exit_code[0])
_E.static_prop("HasShutdownStarted", "bool")(lambda: False)
_E.static_prop("Is64BitOperatingSystem", "bool")(lambda: True)
_E.static_prop("Is64BitProcess", "bool")(lambda: sys.maxsize > 1 << 32)
_E.static_prop("IsPrivilegedProcess", "bool")(lambda: os.geteuid() == 0)
_E.static_prop("MachineName", "string")(_machine_name)
_E.static_prop("NewLine", "string")(lambda: "\n")
_E.static_prop("OSVersion", "System.OperatingSystem")(OperatingSystem)
_E.static_prop("ProcessId", "int")(os.getpid)
_E.static_prop("ProcessPath", "string")(lambda: sys.executable)
_E.static_prop("ProcessorCount", "int")(lambda: len(os.sched_getaffinity(0)))
_E.static_prop("StackTrace", "string")(lambda: "")
_E.static_prop("SystemDirectory", "string")(lambda: "")
_E.static_prop("SystemPageSize", "int")(lambda: os.sysconf("SC_PAGE_SIZE"))
_E.static_prop("TickCount", "int")(lambda: int(time.monotonic() * 1000) & 0x7FFFFFFF)
_E.static_prop("TickCount64", "long")(lambda: Int64(int(time.monotonic() * 1000)))
_E.static_prop("UserDomainName", "string")(_machine_name)
_E.static_prop("UserInteractive", "bool")(lambda: True)
_E.static_prop("UserName", "string")(_user_name)
_E.static_prop("Version", "version")(_clr_version)
_E.static_prop("WorkingSet", "long")(lambda: Int64(_memory()))
