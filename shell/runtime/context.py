"""Context: everything one runspace owns.  Commands, objects and the compiler's run-time reach it; several live in a process and share nothing by accident."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType
from shell.objects import hooks
from shell.objects.psobject import MISSING
from shell.objects.records import ErrorRecord, RuntimeException
from shell.runtime import errors as error_rules
from shell.runtime import script_block_members
from shell.runtime.command_tables import Aliases, Functions
from shell.runtime.commands_info import AliasInfo, CmdletInfo, CommandInfo, ExternalScriptInfo, FunctionInfo
from shell.runtime.flow import PipelineStopped
from shell.runtime.frame import Frame, Streams
from shell.runtime.host import NullHost
from shell.runtime.pipeline import Emit, collapse
from shell.runtime.scopes import Scope, SessionState, scope_named
from shell.runtime.scriptblock import ScriptBlock
from shell.runtime.variables import Variables

Value = Any
CmdletFinder = Callable[[str], Optional[CmdletInfo]]


class Context(hooks.Current):
    """One runspace.  `find_cmdlet` gives built-in commands; `services` are factories by name for what layers above provide."""

    def __init__(self, host: Any = None, find_cmdlet: Optional[CmdletFinder] = None, parent: Optional[Context] = None) -> None:
        super().__init__()
        self.host = host if host is not None else NullHost()
        self._find_cmdlet: CmdletFinder = find_cmdlet or (lambda name: None)
        self.all_cmdlets: Callable[[], list[CmdletInfo]] = lambda: []
        self.services: dict[str, Any] = {} if parent is None else dict(parent.service_factories)
        self.service_factories: dict[str, Any] = dict(self.services)
        self.entered: Any = None  # the session whose prompt this runspace shows (shell.remoting.entered)
        self.input_observers: list[Any] = []  # each is told `before(text)` and `after(text, result)` of every input of the prompt (recorder, lessons)
        self.output_tap: Any = None  # given the formatter of an input's output, gives what stands in its place (lessons)
        self.prefill = ""  # text the line editor begins the next input with (a hint's answer)
        self.line_source: Any = None  # takes the line editor's place (a demo): `read(prompt)` -> the next input, None when it has none
        self.paint_input: Optional[Callable[[str], str]] = None  # colours a command text as the line editor does, with escape sequences
        self.paint_prompt: Optional[Callable[[str], str]] = None  # colours a prompt so
        self.exit_code: Optional[int] = None  # of the program, known when it ends
        self.prompt_shown = ""  # the text of the last prompt
        self.line_formatter: Any = None  # (write a line) -> formatter; set by the engine, for what is piped into programs
        self.debugger: Any = None  # made when first asked for (shell.runtime.debugging)
        self.nested_level = 0
        self.nested_prompt: Any = None  # (Stop or None) -> how to go on; set by what reads lines
        self.last_debugger_word = ""  # what an empty line repeats
        self.leaves_nested = False  # $Host.ExitNestedPrompt()
        self.ok = True
        self.try_depth = 0
        self.strict_used = False
        self.stop_requested = False
        self.pending_actions: Optional[Callable[[], None]] = None  # actions of events, to be run on this runspace's thread
        self.stopping: Optional[Callable[[], None]] = None  # set when a command was stopped that kept what had come: nothing more of the input runs
        self.using_values: Optional[dict[str, Value]] = None
        self.has_default_parameters = False
        self.default_parameters: Any = None
        self.classes: dict[str, NetType] = {}
        self._prepared: Any = None
        self.modules: dict[str, Any] = {}
        self.host_emit: Optional[Emit] = None  # the emit behind which the host prints
        self.base_scope: Scope = Scope()
        self.base_scope.parent = None
        self.base_scope.kind = "base"
        self.global_state = SessionState(self, self.base_scope)
        self.states: list[SessionState] = [self.global_state]
        self.base_scope.state = self.global_state
        self.root_streams = Streams()
        self.frame = Frame(self, self.global_state.top, self.global_state, self.root_streams)
        self.variables = Variables(self)
        self.functions = Functions(self)
        self.aliases = Aliases(self)
        from shell.clr.lists import ArrayList
        self.errors: Any = ArrayList()
        self.location: Any = None
        self.drives: Any = None
        self.providers: Any = None
        from shell.runtime.automatic import install
        install(self)
        self.block_members = script_block_members

    # ---- commands

    @property
    def streams(self) -> Streams:
        """The sinks of the running command."""
        return self.frame.streams

    def commands_changed(self) -> None:
        """A function, alias or module came or went: call sites look again."""
        for state in self.states:
            state.token = object()

    def set_function(self, scope: Scope, info: FunctionInfo) -> None:
        if scope.functions is None:
            scope.functions = {}
        scope.functions[info.name.lower()] = info
        self.commands_changed()

    def set_alias_in(self, scope: Scope, info: AliasInfo) -> None:
        if scope.aliases is None:
            scope.aliases = {}
        scope.aliases[info.name.lower()] = info
        self.commands_changed()

    def find_alias(self, name: str) -> Optional[AliasInfo]:
        return self.aliases.get(name)  # type: ignore[no-any-return]

    def find_function(self, name: str) -> Optional[FunctionInfo]:
        head, colon, tail = name.partition(":")
        if colon and head.lower() in ("global", "script", "local", "private"):
            from shell.runtime.scopes import scope_named
            return (scope_named(self.frame.scope, head.lower()).functions or {}).get(tail.lower())
        return self.functions.get(name)  # type: ignore[no-any-return]

    def find_cmdlet(self, name: str) -> Optional[CmdletInfo]:
        return self._find_cmdlet(name)

    def find_module(self, name: str) -> Any:
        from shell.runtime.modules import imports_of
        found = imports_of(self, self.frame.state).get(name.lower())
        return found if found is not None else self.modules.get(name.lower())

    def find_command(self, name: str, kinds: Optional[Iterable[str]] = None) -> Optional[CommandInfo]:
        """What a name means, aliases not followed; None when nothing."""
        from shell.runtime.resolution import lookup
        found = lookup(self, name)
        if found is None or (kinds is not None and found.kind not in kinds):
            return None
        return found

    def script_info(self, path: str) -> ExternalScriptInfo:
        """A script file as a command."""
        return ExternalScriptInfo(os.path.basename(path), path, lambda: self.load_script(path))

    def load_script(self, path: str) -> ScriptBlock:
        """A script file parsed; parse errors are terminating errors placed in the file."""
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
            text = f.read()
        return self.compile(text, path)

    def stop_after_this(self) -> None:
        """The running pipeline may end as if complete; the next command or program of this input is not started (PipelineStopped)."""
        def stop() -> None:
            raise PipelineStopped()
        self.stopping = self.pending_actions = stop

    def stop_taken(self) -> None:
        """The input has ended: the next one runs again."""
        if self.stopping is not None:
            if self.pending_actions is self.stopping:
                self.pending_actions = None
            self.stopping = None

    # ---- files

    def native_directory(self) -> str:
        """Where programs run: the file system's current folder."""
        folder = getattr(self.location, "filesystem_path", None)
        return str(folder) if folder is not None else os.getcwd()

    def native_environment(self) -> Optional[dict[str, str]]:
        """The environment of programs; None is the process's own."""
        return None

    def full_path(self, name: str) -> str:
        """A file's full path as the current folder and the drives have it."""
        if self.drives is not None and (":" in name or "\\" in name):
            try:
                target = self.drives.resolve(name)
            except NetException:
                return name  # no such drive
            if target.provider.is_files:
                return str(target.path)
        return os.path.normpath(os.path.join(self.native_directory(), os.path.expanduser(name)))

    def file_path(self, name: str) -> Optional[str]:
        """The full path of an existing file, or with .ps1 added; None when there is none."""
        path = self.full_path(name)
        return path if os.path.exists(path) or os.path.exists(path + ".ps1") else None

    # ---- variables

    def get_variable(self, name: str, default: Value = None) -> Value:
        V: Scope = self.frame.scope
        key = name.lower()
        if ":" in key:
            head, _, key = key.partition(":")
            V = scope_named(V, head)
            return V.value_of(key) if key in V else default
        found = V.find(key)
        return default if found is None else found.value_of(key)

    def set_variable(self, name: str, value: Value, scope: Optional[str] = None) -> None:
        if scope is None and ":" in name:
            head, _, tail = name.partition(":")
            if head.lower() in ("global", "script", "local", "private"):
                scope, name = head, tail
        self.variables.set(name, value, scope)

    def unset_variable(self, V: Scope, name: str) -> Value:
        """Reading a variable that does not exist: null, or an error in strict mode."""
        if self.strict_used:
            from shell.runtime.strict import unset
            return unset(self, V, name)
        return None

    @property
    def strict_version(self) -> int:  # type: ignore[override]
        if not self.strict_used:
            return 0
        from shell.runtime.strict import running_version
        return running_version(self)

    def set_strict_mode(self, version: int) -> None:
        """Set-StrictMode for the current scope: 0 is off."""
        self.strict_used = True
        self.frame.scope.strict = version

    def preference(self, name: str) -> str:
        """The canonical value of a preference variable."""
        value = self.get_variable(name)
        if value is None:
            return "Continue"
        text = str(getattr(value, "name_text", value))
        return error_rules.ACTIONS.get(text.lower(), text)

    def set_last_exit_code(self, code: int) -> None:
        self.global_state.top.put("lastexitcode", code)

    def command_failed(self) -> None:
        self.ok = False

    # ---- $PSDefaultParameterValues

    def adopt_default_parameters(self, value: Value) -> Value:
        from shell.runtime.default_parameters import adopt
        return adopt(self, value)

    def default_parameter_values(self, name: str) -> Iterable[tuple[str, Value]]:
        if not self.has_default_parameters:
            return ()
        from shell.runtime.default_parameters import values_for
        return values_for(self, name)

    # ---- errors

    def add_error(self, record: ErrorRecord) -> None:
        """To the front of $Error, which keeps 256."""
        found = self.errors
        if found and found[0] is record:
            return
        found.insert(0, record)
        if len(found) > 256:
            del found[256:]

    def stack_trace(self) -> str:
        return error_rules.stack_trace(None, sys._getframe(1))

    def captures_errors(self, F: Frame) -> bool:
        """Does somebody collect the error stream of this frame (so that a program's stderr must become records)?"""
        return F.streams.error is not self.root_streams.error

    def is_host_output(self, emit: Emit) -> bool:
        """Does this emit print straight to the host?"""
        return self.host_emit is not None and emit is self.host_emit

    def attribute_write_error(self, record: ErrorRecord, invocation: Any, stops: bool = False) -> None:
        """Write-Error speaks for the function it is called in: id, position and prefix are the function's."""
        from shell.runtime.command_errors import attribute_write_error
        attribute_write_error(self, record, invocation, stops)

    def information_source(self) -> str:
        """What an information record names as its source: the running script file or function."""
        return self.frame.file or (str(self.frame.command.name) if self.frame.command is not None else "")

    # ---- running script

    def compile(self, text: str, file: Optional[str] = None, state: Optional[SessionState] = None) -> ScriptBlock:
        """Text to a ScriptBlock; parse errors raise a TerminatingError with a ParseException."""
        from shell.runtime.loading import compile_text
        return compile_text(self, text, file, state)

    def frame_for(self, block: ScriptBlock, F: Frame, V: Scope) -> tuple[Frame, Scope]:
        """The frame and scope in which a block of another session state runs as if in place."""
        state = block.state or F.state
        S = state.current
        return Frame(self, S, state, F.streams, F.site, F.command), S

    def invoke(self, block: ScriptBlock, args: Sequence[Value] = (), input: Optional[Iterable[Value]] = None, dollar_under: Value = MISSING,
               new_scope: bool = True, this: Value = MISSING, emit: Optional[Emit] = None, variables: Any = None) -> list[Value]:
        """Run a block; its output as a list (or through `emit`)."""
        from shell.runtime.invoking import invoke
        return invoke(self, block, args, input, dollar_under, new_scope, this, emit, variables)

    def invoke_each(self, block: ScriptBlock, value: Value) -> list[Value]:
        """Run a block with $_ set, in the current scope; its output as a list.  The prepared block is kept from one call to the next."""
        F = self.frame
        kept = self._prepared
        if kept is None or kept[0] is not block or kept[1] is not F:
            out: list[Value] = []
            if block.code.ast.param_block is not None or (block.state is not F.state and block.state is not None):
                self.invoke_in_caller(block, value, out.append)
                return out
            kept = (block, F, block.code.item(F, F.scope, out.append), out)
        self._prepared = None  # not while it runs: the block may come back here
        out = kept[3]
        try:
            kept[2](value)
            return list(out)
        finally:
            out.clear()
            self.frame = F
            self._prepared = kept

    def value_in_caller(self, block: ScriptBlock, value: Value) -> Value:
        """As invoke_each, the output as one value."""
        return collapse(self.invoke_each(block, value))

    def invoke_in_caller(self, block: ScriptBlock, value: Value, emit: Emit) -> None:
        """Run a block with $_ set, in the current scope, its output to `emit`."""
        F = self.frame
        V = F.scope
        if block.code.ast.param_block is not None:
            self.invoke(block, (), None, value, False, emit=emit)
            return
        G, S = (F, V) if block.state is F.state or block.state is None else self.frame_for(block, F, V)
        block.code.item(G, S, emit)(value)
        self.frame = F

    def run_script(self, block: Value, this: Value = None, args: Sequence[Value] = (), dollar_underscore: Value = None) -> Value:
        """What the object layer calls for script properties, .ForEach and delegates."""
        if isinstance(block, ScriptBlock):
            if this is None and not args:
                return self.value_in_caller(block, dollar_underscore)
            under = MISSING if dollar_underscore is None else dollar_underscore
            return collapse(self.invoke(block, args, None, under, True, MISSING if this is None else this))
        raise RuntimeException("Not a script block.")

    def call_command(self, name: str, params: Optional[dict[str, Value]] = None, args: Sequence[Value] = (), input: Optional[Iterable[Value]] = None,
                     emit: Optional[Emit] = None) -> list[Value]:
        """Call a command by name with named and positional arguments."""
        from shell.runtime.invoking import call_command
        return call_command(self, name, params or {}, args, input, emit)

    def run_text(self, text: str, file: Optional[str] = None, emit: Optional[Emit] = None) -> list[Value]:
        """Compile and run text in the current scope."""
        block = self.compile(text, file, self.frame.state)
        return self.invoke(block, (), None, MISSING, False, emit=emit)

    # ---- the rest

    def lookup_class(self, name: str) -> Optional[NetType]:
        return self.classes.get(name.lower())

    def service(self, name: str) -> Any:
        """Something a layer above provides; made by its factory when first asked for."""
        found = self.services.get(name)
        if found is None:
            raise NotImplementedError(f"this runspace has no service '{name}'")
        if isinstance(found, ServiceFactory):
            found = self.services[name] = found.make(self)
        return found

    @property
    def jobs(self) -> Any:
        return self.service("jobs")

    @property
    def sessions(self) -> Any:
        return self.service("sessions")

    def spawn(self, host: Any = None) -> Context:
        """A new runspace with nothing of this one's variables or functions, but the same services and place."""
        made = Context(host if host is not None else self.host, self._find_cmdlet, self)
        made.all_cmdlets = self.all_cmdlets
        setup = self.service_factories.get("setup")
        if setup is not None:
            setup(made, self)
        return made

    def drive_content(self, F: Frame, drive: str, name: str) -> Value:
        from shell.runtime.drive_variables import content
        return content(self, F, drive, name)

    def set_drive_content(self, F: Frame, drive: str, name: str, value: Value) -> None:
        from shell.runtime.drive_variables import set_content
        set_content(self, F, drive, name, value)


class ServiceFactory:
    """Wraps a function(ctx) that makes a service on first use."""

    def __init__(self, make: Callable[[Context], Any]) -> None:
        self.make = make

