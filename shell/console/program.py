"""The program on a console without line editing: -Command, -File, standard input modes, profiles, exit codes."""
from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.console.arguments import Options
from shell.console.console_host import ConsoleHost
from shell.console.usage import USAGE
from shell.engine import RunResult, Shell, file_arguments

Value = Any
SLOW_PROFILE = 0.5  # seconds
SESSION_LOST = 75  # exit code when standard input's lines cannot run because the session they were meant for is gone


def preload() -> None:
    """Import what running a command needs."""
    import shell.console.input_loop  # noqa: F401


class Program:
    """One run of the program."""

    def __init__(self, options: Options, version: str, host: Optional[ConsoleHost] = None) -> None:
        """`host`: the front end's console instead of the plain one."""
        self.options = options
        self.version = version
        self._shell: Optional[Shell] = None
        self._xml = host is None and (options.output_format == "XML" or options.encoded)
        self.host = host if host is not None else self._make_host()
        self._last = RunResult()

    @property
    def shell(self) -> Shell:
        if self._shell is None:
            self._shell = self._make_shell()
            self._shell.ctx.nested_prompt = self._enter_nested
        return self._shell

    def _make_host(self) -> ConsoleHost:
        interactive = not self.options.non_interactive
        if not self._xml or sys.stderr.isatty() and self.options.output_format != "XML":
            self._xml = False
            return ConsoleHost(interactive)
        from shell.console.xml_output import XmlHost
        return XmlHost(interactive, self.options.output_format == "XML", self.options.encoded)

    def _make_shell(self) -> Shell:
        if not self._xml:
            return Shell(self.host)
        from shell.console.xml_output import XmlShell
        return XmlShell(self.host)

    @staticmethod
    def wants_front_end(o: Options) -> bool:
        """A person at a terminal, and no text or file to run (or -NoExit after it)."""
        batch = o.stdin_commands or (o.file is not None or o.command is not None) and not o.no_exit
        return not batch and sys.stdin.isatty() and sys.stdout.isatty() and not o.non_interactive

    # ---- running

    def run(self) -> int:
        code = self.start()
        if code is not None:
            return code
        code = self.batch()
        if code is None or (self.options.no_exit and not self._left()):
            code = self._loop()
        if self._shell is not None:
            self._shell.ctx.exit_code = code & 0xFF
        self.close()
        return code & 0xFF

    def start(self) -> Optional[int]:
        """Before anything runs: bad combinations, working directory, profiles.  An exit code ends the program."""
        o = self.options
        if o.stdin_commands and sys.stdin.isatty():
            return self._usage("Cannot process the command because '-' was specified with the -Command parameter and standard input is a terminal.")
        if o.file is not None and o.file != "-":
            if not os.path.isfile(os.path.expanduser(o.file)):
                return self._usage(f"The argument '{o.file}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was "
                                   "included, verify that the path is correct and try again.")
        if o.working_directory is not None:
            self._go(o.working_directory)
        if o.lab is not None:
            self.shell.ctx.sessions.start_lab(o.lab)
        if not o.no_profile:
            self._profiles()
        return None

    def _usage(self, text: str) -> int:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
        sys.stdout.write(USAGE)
        sys.stdout.flush()
        return 64

    def _go(self, folder: str) -> None:
        from shell.objects.records import ErrorRecord
        from shell.providers.registry import not_found
        drives = self.shell.ctx.drives
        target = drives.resolve(folder)
        if target.provider.is_container(target.path):
            self.shell.ctx.location.go(target)
        else:
            record = ErrorRecord(not_found(folder), "PathNotFound", "ObjectNotFound", folder)
            record.category_info.activity = "Set-Location"
            self.shell.show_error(record)

    on_profile: Optional[Callable[[str, float], None]] = None  # told how long each profile took

    def _profiles(self) -> None:
        """PowerShell's four, in its order; one that takes long is told of."""
        from shell.runtime.automatic import profile_files
        for path in profile_files():
            if not os.path.isfile(path):
                continue
            start = time.perf_counter()
            self._dot_source(path)
            took = time.perf_counter() - start
            if self.on_profile is not None:
                self.on_profile(f"profile {path}", took)
                if took > SLOW_PROFILE and not self.options.profile_startup:
                    self.host.write_error_line(f"Loading {path} took {took * 1000:.0f}ms. --profile-startup tells where time went.")

    def _dot_source(self, path: str) -> RunResult:
        with open(path, encoding="utf-8-sig", errors="replace") as f:
            return self.shell.run_text(f.read(), path)

    def batch(self) -> Optional[int]:
        """-Command or -File; None when there is neither."""
        o = self.options
        if o.command is not None:
            return self._command(o.command)
        if o.file is not None and o.file != "-":
            return self._file(o.file)
        return None

    def _command(self, text: str) -> int:
        if not text.strip():
            return 0
        args: list[Value] = list(self.options.command_args or ())
        if args and text.lstrip().lower().startswith(("param(", "param ")):
            args = [a for word in args for a in file_arguments(word)]  # they may name the parameters
        try:
            if self.options.encoded_args is not None:
                from shell.commands.engine.shell_process import arguments_of
                args = arguments_of(self.options.encoded_args)
            piped = self._input()
        except NetException as e:
            self.host.write_error_line(e.message)
            return 1
        self._last = self.shell.run_text(text, args=args, input=piped, report_incomplete=False)
        return self._exit_code(self._last)

    def _exit_code(self, result: RunResult) -> int:
        if self.host.exit_requested is not None and result.exit_code is None:
            return self.host.exit_requested
        if result.exit_code is not None:
            return result.exit_code
        return 0 if result.ok else 1

    def _input(self) -> Value:
        """$input of -Command and -File: the piped lines, read only when they are asked for; XML input is read at once."""
        if self.options.no_exit or sys.stdin is None or sys.stdin.isatty():
            return None
        from shell.clr.enumerators import NetEnumerator
        if self.options.input_format == "XML":
            from shell.serialization.clixml_read import deserialize_all
            text = self.host.source.read_rest()
            return NetEnumerator(deserialize_all(text.partition("\n")[2]))  # after the tag's line
        return NetEnumerator(self._lines())

    def _lines(self) -> Iterator[str]:
        while True:
            line = self.host.source.read_line()
            if line is None:
                return
            yield line

    def _file(self, path: str) -> int:
        result = self.shell.run_file(os.path.abspath(os.path.expanduser(path)), self.options.file_args, self._input())
        self._last = result
        if result.exit_code is not None:
            return result.exit_code
        if self.host.exit_requested is not None:
            return self.host.exit_requested
        return 1 if result.threw or result.parse_failed else 0

    # ---- standard input

    def _left(self) -> bool:
        """Did `exit` in the command already end the program (in -File it does not)?"""
        return self._last.exit_code is not None and self.options.command is not None

    def _loop(self) -> int:
        o = self.options
        if o.strict:
            return self._strict()
        from shell.console.input_loop import InputLoop
        echo = not o.stdin_commands
        self.host.echo_input = echo
        if echo and not o.no_logo and o.command is None and o.file is None:
            self.host.write_line(f"pssession {self.version}")
        failed_before = o.no_exit and self._last.threw
        loop = InputLoop(self.host, self, echo)
        self.shell.session_loss_code = SESSION_LOST
        self._exit: Optional[int] = None
        loop.run()
        if self._exit is not None:
            return self._exit
        return 1 if failed_before or not self.shell.ctx.ok and not self._last.parse_failed else 0

    def _enter_nested(self, stop: Any) -> str:
        """$Host.EnterNestedPrompt() and stops of the debugger: inputs come from standard input, which stays where it is."""
        from shell.console.input_loop import InputLoop
        from shell.console.nested import NestedPrompts
        if self._nested is None:
            loop = InputLoop(self.host, self, not self.options.stdin_commands)
            self._nested = NestedPrompts(self.shell, self.nested_loop or loop.run)
        answer: str = self._nested.enter(stop)
        return answer

    _nested: Any = None
    nested_loop: Optional[Callable[[Any], bool]] = None  # the front end's, in place of standard input's lines

    def run_empty(self) -> bool:
        return True

    def run_line(self, text: str) -> bool:
        """One complete input of the loop."""
        self._last = self.shell.run_input(text)
        if self._last.exit_code is not None:
            self._exit = self._last.exit_code
            return False
        if self.host.exit_requested is not None:
            self._exit = self.host.exit_requested
            return False
        return True

    def prompt_text(self) -> str:
        return self.shell.prompt_text()

    def pending_input(self) -> Optional[str]:
        return None

    def _strict(self) -> int:
        """-File - --strict: the whole of standard input is one script; an incomplete tail or the first error ends it with line and column."""
        text = self.host.source.read_rest()
        ctx = self.shell.ctx
        ctx.set_variable("ErrorActionPreference", "Stop")
        ctx.set_variable("PSNativeCommandUseErrorActionPreference", True)  # a program that fails is an error too
        result = self.shell.run_text(text, "<stdin>", [a for word in self.options.file_args for a in file_arguments(word)])
        if result.exit_code is not None:
            return result.exit_code
        if result.threw or result.parse_failed:
            record = ctx.errors[0] if ctx.errors else None
            position = record.invocation.position if record is not None and record.invocation is not None else None
            where = f"<stdin>:{position.line}:{position.column}" if position is not None else "<stdin>"
            from shell.console.input_loop import incomplete
            cut_off = result.parse_failed and incomplete(text.rstrip())
            self.host.write_error_line(f"{where}: {'the script is incomplete; nothing was run' if cut_off else 'stopped at this error'}")
        return 1 if result.threw or result.parse_failed else 0

    def close(self) -> None:
        """End what the shell owns; what is stopped is said on a terminal."""
        if self._shell is not None:
            self._shell.close()
        if self._xml:
            host: Any = self.host  # an XmlHost
            host.end()
        self.host.flush()
