"""ProcessStartInfo, and starting a program as it says."""
from __future__ import annotations

import os
import subprocess
from typing import Any, Optional

from shell.clr.dictionaries import Hashtable
from shell.clr.enums import define_enum
from shell.clr.exceptions import Win32Exception
from shell.clr.lists import Collection
from shell.clr.typeinfo import NetType

Value = Any
ProcessWindowStyle = define_enum("System.Diagnostics.ProcessWindowStyle", {"Normal": 0, "Hidden": 1, "Minimized": 2, "Maximized": 3})
ProcessPriorityClass = define_enum("System.Diagnostics.ProcessPriorityClass", {
    "Normal": 32, "Idle": 64, "High": 128, "RealTime": 256, "BelowNormal": 16384, "AboveNormal": 32768})


class ProcessStartInfo:
    """What to start and how."""

    def __init__(self, file_name: str = "", arguments: Value = "") -> None:
        from shell.clr.generics import close_generic, named
        self.file_name = file_name or ""
        self.arguments = arguments if isinstance(arguments, str) else ""
        strings = close_generic("System.Collections.ObjectModel.Collection", [named("System.String")])
        self.argument_list = Collection(arguments if isinstance(arguments, list) else (), strings)
        self.folder = ""
        self.redirect_in = self.redirect_out = self.redirect_error = False
        self.use_shell = self.no_window = self.error_dialog = False
        self.encoding_in = self.encoding_out = self.encoding_error = None
        self.user = self.domain = self.verb = ""
        self.style = ProcessWindowStyle(0)
        self._environment: Optional[Hashtable] = None
        self.ps_ext: Optional[dict[str, Value]] = None

    def environment(self) -> Hashtable:
        """The variables the program will get; a copy of ours until changed."""
        if self._environment is None:
            self._environment = Hashtable(os.environ.items(), ignore_case=False)
        return self._environment

    def words(self) -> list[str]:
        """The argument vector after the program."""
        return list(self.argument_list) if self.argument_list else split_arguments(self.arguments)

    def variables(self) -> Optional[dict[str, str]]:
        return None if self._environment is None else {str(k): str(v) for k, v in self._environment.items() if v is not None}


def start_info(name: str, arguments: Value = "") -> ProcessStartInfo:
    return ProcessStartInfo(name, arguments)


def split_arguments(text: str) -> list[str]:
    """Split as .NET does on Unix: blanks separate, double quotes group, a backslash escapes a quote."""
    out: list[str] = []
    word: Optional[str] = None
    quoted = False
    i = 0
    while i < len(text):
        ch = text[i]
        if ch == "\\":
            run = len(text[i:]) - len(text[i:].lstrip("\\"))
            i += run
            if i < len(text) and text[i] == '"':
                word = (word or "") + "\\" * (run // 2) + ('"' if run % 2 else "")
                i += run % 2
            else:
                word = (word or "") + "\\" * run
            continue
        if ch == '"':
            quoted = not quoted
            word = word or ""
        elif ch in " \t" and not quoted:
            if word is not None:
                out.append(word)
            word = None
        else:
            word = (word or "") + ch
        i += 1
    if word is not None:
        out.append(word)
    return out


def launch(info: ProcessStartInfo) -> subprocess.Popen[bytes]:
    """Start the program; raises Win32Exception with .NET's text."""
    folder = info.folder or os.getcwd()
    try:
        return subprocess.Popen([info.file_name, *info.words()], cwd=info.folder or None, env=info.variables(),
                                stdin=subprocess.PIPE if info.redirect_in else None, stdout=subprocess.PIPE if info.redirect_out else None,
                                stderr=subprocess.PIPE if info.redirect_error else None)
    except OSError as error:
        raise Win32Exception(f"An error occurred trying to start process '{info.file_name}' with working directory '{folder}'. {os.strerror(error.errno or 0)}") from error


def redirected(child: subprocess.Popen[bytes], info: ProcessStartInfo) -> dict[str, Value]:
    """StandardInput, StandardOutput and StandardError for the redirected streams."""
    from shell.clr.io_streams import NetStream
    from shell.clr.io_text import StreamReader, StreamWriter
    out: dict[str, Value] = {}
    if child.stdin is not None:
        out["In"] = StreamWriter(NetStream(child.stdin, can_read=False), info.encoding_in)  # type: ignore[arg-type]
        out["In"].auto_flush = True
    for name, pipe, encoding in (("Out", child.stdout, info.encoding_out), ("Error", child.stderr, info.encoding_error)):
        if pipe is not None:
            out[name] = StreamReader(NetStream(_Chunks(pipe), can_write=False), encoding)  # type: ignore[arg-type]
    return out


class _Chunks:
    """A pipe whose read gives what there is instead of waiting for all that was asked."""

    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe

    def read(self, count: int = -1) -> bytes:
        data: bytes = self.pipe.read(count) if count < 0 else self.pipe.read1(count)
        return data

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        """Nothing to write."""

    def close(self) -> None:
        self.pipe.close()


START_INFO = NetType("System.Diagnostics.ProcessStartInfo", ProcessStartInfo)
_S = START_INFO
_S.new("System.Diagnostics.ProcessStartInfo new()", "System.Diagnostics.ProcessStartInfo new(string fileName)", "System.Diagnostics.ProcessStartInfo new(string fileName, string arguments)")(
    ProcessStartInfo)
_S.new("System.Diagnostics.ProcessStartInfo new(string fileName, System.Collections.Generic.IEnumerable[string] arguments)")(ProcessStartInfo)
_S.attr("Arguments", "string", "arguments", writable=True)
_S.attr("ArgumentList", "System.Collections.ObjectModel.Collection[string]", "argument_list")
_S.prop("Environment", "System.Collections.IDictionary")(ProcessStartInfo.environment)
_S.prop("EnvironmentVariables", "System.Collections.IDictionary")(ProcessStartInfo.environment)
for _name, _type, _attribute in (
        ("CreateNoWindow", "bool", "no_window"), ("RedirectStandardInput", "bool", "redirect_in"), ("RedirectStandardOutput", "bool", "redirect_out"),
        ("RedirectStandardError", "bool", "redirect_error"), ("StandardInputEncoding", "System.Text.Encoding", "encoding_in"),
        ("StandardErrorEncoding", "System.Text.Encoding", "encoding_error"), ("StandardOutputEncoding", "System.Text.Encoding", "encoding_out"),
        ("FileName", "string", "file_name"), ("WorkingDirectory", "string", "folder"), ("ErrorDialog", "bool", "error_dialog"), ("UserName", "string", "user"),
        ("Domain", "string", "domain"), ("UseShellExecute", "bool", "use_shell"), ("Verb", "string", "verb"),
        ("WindowStyle", "System.Diagnostics.ProcessWindowStyle", "style")):
    _S.attr(_name, _type, _attribute, writable=True)
