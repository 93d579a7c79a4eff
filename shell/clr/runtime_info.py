"""RuntimeInformation, OSPlatform, Marshal (the part for secure strings), GC, AppDomain, AppContext."""
from __future__ import annotations

import gc
import os
import sys
from typing import Any, Optional

from shell.clr.enums import define_enum
from shell.clr.numbers import Int64, IntPtr
from shell.clr.typeinfo import NetType

Value = Any
_I = "System.Runtime.InteropServices."
Architecture = define_enum(_I + "Architecture", {"X86": 0, "X64": 1, "Arm": 2, "Arm64": 3, "Wasm": 4, "S390x": 5, "LoongArch64": 6, "Armv6": 7, "Ppc64le": 8})
GCCollectionMode = define_enum("System.GCCollectionMode", {"Default": 0, "Forced": 1, "Optimized": 2, "Aggressive": 3})
_MACHINES = {"x86_64": 1, "aarch64": 3, "armv7l": 2, "i686": 0, "s390x": 5, "ppc64le": 8}


class OSPlatform:
    """System.Runtime.InteropServices.OSPlatform."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OSPlatform) and self.name.lower() == other.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())


PLATFORM = NetType(_I + "OSPlatform", OSPlatform, kind="struct")
PLATFORM.method("string ToString()")(str)
PLATFORM.static(f"{_I}OSPlatform Create(string osPlatform)")(OSPlatform)
for _name, _text in (("Linux", "LINUX"), ("Windows", "WINDOWS"), ("OSX", "OSX"), ("FreeBSD", "FREEBSD")):
    PLATFORM.static_prop(_name, f"{_I}OSPlatform")(lambda t=_text: OSPlatform(t))


def _os_description() -> str:
    try:
        with open("/etc/os-release", encoding="utf-8") as f:
            for line in f:
                if line.startswith("PRETTY_NAME="):
                    return line.split("=", 1)[1].strip().strip('"')
    except FileNotFoundError:
        pass
    u = os.uname()
    return f"{u.sysname} {u.release} {u.version}"


def _architecture() -> Value:
    return Architecture(_MACHINES.get(os.uname().machine, 1))


INFORMATION = NetType(_I + "RuntimeInformation")
INFORMATION.static("bool IsOSPlatform(System.Runtime.InteropServices.OSPlatform osPlatform)")(lambda p: p == OSPlatform("LINUX"))
INFORMATION.static_prop("FrameworkDescription", "string")(lambda: ".NET 10.0.5")
INFORMATION.static_prop("OSArchitecture", f"{_I}Architecture")(_architecture)
INFORMATION.static_prop("ProcessArchitecture", f"{_I}Architecture")(_architecture)
INFORMATION.static_prop("OSDescription", "string")(_os_description)
INFORMATION.static_prop("RuntimeIdentifier", "string")(lambda: "linux-" + _architecture().name_text.lower())

# Marshal: pointers are handles into a table of texts, so that the usual three lines that read a SecureString work
MARSHAL = NetType(_I + "Marshal")
_texts: dict[int, str] = {}


def _hold(secret: Value) -> IntPtr:
    handle = 0x10000 + 16 * len(_texts)
    while handle in _texts:
        handle += 16
    _texts[handle] = secret.text if hasattr(secret, "text") else str(secret)
    return IntPtr(handle)


def _release(handle: int) -> None:
    _texts.pop(int(handle), None)


def _text_at(handle: int, length: Optional[int] = None) -> Optional[str]:
    found = _texts.get(int(handle))
    return found if length is None or found is None else found[:length]


for _name in ("BSTR", "GlobalAllocUnicode", "CoTaskMemUnicode", "GlobalAllocAnsi", "CoTaskMemAnsi"):
    MARSHAL.static(f"System.IntPtr SecureStringTo{_name}(securestring s)")(_hold)
    MARSHAL.static(f"void ZeroFree{_name}(System.IntPtr s)")(_release)
for _name in ("BSTR", "Auto", "Uni", "Ansi", "UTF8"):
    MARSHAL.static(f"string PtrToString{_name}(System.IntPtr ptr)", f"string PtrToString{_name}(System.IntPtr ptr, int len)")(_text_at)
MARSHAL.static("System.IntPtr StringToBSTR(string s)", "System.IntPtr StringToHGlobalUni(string s)")(_hold)
MARSHAL.static("void FreeBSTR(System.IntPtr ptr)", "void FreeHGlobal(System.IntPtr hglobal)")(_release)

GARBAGE = NetType("System.GC")


def _collect(*_: Value) -> None:
    gc.collect()


def _allocated(*_: Value) -> Int64:
    with open("/proc/self/statm", encoding="ascii") as f:
        return Int64(int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"))


GARBAGE.static("void Collect()", "void Collect(int generation)", "void Collect(int generation, System.GCCollectionMode mode)")(_collect)
GARBAGE.static("void WaitForPendingFinalizers()")(lambda: None)
GARBAGE.static("long GetTotalMemory(bool forceFullCollection)", "long GetTotalAllocatedBytes()")(_allocated)
GARBAGE.static("int CollectionCount(int generation)")(lambda generation: int(gc.get_stats()[min(generation, 2)]["collections"]))
GARBAGE.static("void SuppressFinalize(System.Object obj)", "void KeepAlive(System.Object obj)")(lambda value: None)
GARBAGE.static_prop("MaxGeneration", "int")(lambda: 2)


class AppDomain:
    """System.AppDomain: the one there is."""

    name = "pwsh"

    def __init__(self) -> None:
        self.ps_ext: Optional[dict[str, Value]] = None


_domain = AppDomain()
DOMAIN = NetType("System.AppDomain", AppDomain)
DOMAIN.static_prop("CurrentDomain", "System.AppDomain")(lambda: _domain)
DOMAIN.attr("FriendlyName", "string", "name")
DOMAIN.prop("Id", "int")(lambda d: 1)
DOMAIN.prop("BaseDirectory", "string")(lambda d: os.path.dirname(os.path.abspath(sys.argv[0])) + "/")


@DOMAIN.method("System.Reflection.Assembly[] GetAssemblies()")
def assemblies(domain: AppDomain) -> Value:
    """The assemblies the known types say they are of."""
    from shell.clr.arrays import make_array
    from shell.clr.reflected import ASSEMBLY, Assembly, assembly_for
    from shell.clr.typeinfo import REGISTRY
    names = dict.fromkeys(assembly_for(t).full_name for t in set(REGISTRY.values()))
    return make_array(ASSEMBLY, [Assembly(n) for n in sorted(names)])


CONTEXT = NetType("System.AppContext")
CONTEXT.static_prop("BaseDirectory", "string")(lambda: os.path.dirname(os.path.abspath(sys.argv[0])) + "/")
CONTEXT.static_prop("TargetFrameworkName", "string")(lambda: ".NETCoreApp,Version=v10.0")
