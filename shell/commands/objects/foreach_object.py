"""ForEach-Object: blocks for each piped object, or one member of each.  -Parallel lives in shell/commands/jobs."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.objects.members import find_property_value, invoke_method, list_members
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import PSInvalidOperationException
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any


class ForEachObject(Cmdlet):
    name = "ForEach-Object"
    net_class = "Microsoft.PowerShell.Commands.ForEachObjectCommand"
    synopsis = "Runs a block for each piped object, or reads a property or calls a method of each."
    examples = (("Double numbers", "1..3 | ForEach-Object { $_ * 2 }"), ("One property of each", "Get-Process | ForEach-Object Id"),
                ("Several at a time", "1..3 | ForEach-Object -Parallel { $_ } -ThrottleLimit 2"))
    extra = (Param("Executor", "System.String", sets={"ParallelParameterSet": {}}, help="Another engine to run the items: dask://host:port."),
             Param("Rerunnable", "System.Management.Automation.SwitchParameter", sets={"ParallelParameterSet": {}},
                   help="With -Executor: an item whose worker is lost runs again; without it, it fails."))

    InputObject: Value = MISSING
    Begin: Value = None
    Process: Optional[list[Value]] = None
    End: Value = None
    RemainingScripts: Optional[list[Value]] = None
    MemberName: Optional[str] = None
    ArgumentList: Optional[list[Value]] = None
    Parallel: Value = None
    ThrottleLimit: int = 5
    TimeoutSeconds: int = 0
    AsJob: bool = False
    UseNewRunspace: bool = False
    Executor: Optional[str] = None
    Rerunnable: bool = False
    _parallel: Any = None

    def begin(self) -> None:
        self._blocks: list[Value] = []
        self._end: Value = None
        if self.Parallel is not None:
            self._parallel = self.ctx.service("parallel")(self)
            return
        if self.MemberName is not None:
            return
        if self.runtime.common.keys() & {"whatif", "confirm"}:
            self.fail("The -WhatIf and -Confirm parameters are not supported for script blocks.", "NoShouldProcessForScriptBlockSet", "InvalidOperation",
                      exception_class=PSInvalidOperationException)
        self._arrange()

    def _arrange(self) -> None:
        """Two positional blocks are begin and process, three begin, process and end; what is named keeps its place."""
        blocks = [b for b in [*(self.Process or ()), *(self.RemainingScripts or ())] if b is not None]
        begin, end = self.Begin, self.End
        if begin is None and len(blocks) > 1:
            begin = blocks.pop(0)
        if end is None and len(blocks) > 1:
            end = blocks.pop()
        self._blocks, self._end = blocks, end
        if begin is not None:
            self._run(begin, None)

    def _run(self, block: Value, value: Value) -> None:
        self.ctx.invoke_in_caller(block, value, self.emit)

    def process(self) -> None:
        if self.Parallel is not None:
            if self.InputObject is not MISSING:
                self._parallel.add(self.InputObject)
            return
        value = self.InputObject
        if self.MemberName is not None:
            if value is not MISSING:
                self._member(value)
            return
        if value is MISSING and self.invocation.expecting_input:
            return
        for block in self._blocks:
            self._run(block, None if value is MISSING else value)

    def end(self) -> None:
        if self.Parallel is not None:
            self._parallel.finish()
        elif self._end is not None:
            self._run(self._end, MISSING)

    def stop(self) -> None:
        if self._parallel is not None:
            self._parallel.stop()

    # ---- members

    def _member(self, value: Value) -> None:
        name = self.MemberName or ""
        if value is None:
            if self.ctx.strict_version:
                self.error('The input object is null.', "InputObjectIsNull", "InvalidArgument")
            return
        if self.ArgumentList is not None:
            self._call(value, name, list(self.ArgumentList))
            return
        found = find_property_value(value, name)
        if found is MISSING and any(c in name for c in "*?["):
            name = self._resolve(value, name) or name
            found = find_property_value(value, name)
        if found is not MISSING:
            if self._allowed(value, f"Retrieve the value for property '{name}'"):
                self._emit(found)
            return
        if self._is_method(value, name):
            self._call(value, name, [])
        elif self.ctx.strict_version and self.ctx.strict_version >= 2:
            self.error(f'The property "{name}" cannot be found on this object.', "PropertyOrMethodNotFound", "InvalidOperation", value)
        else:
            self.write(None)

    def _emit(self, value: Value) -> None:
        from shell.objects.enumeration import enumerate_value
        items = enumerate_value(value)
        if items is None:
            self.write(value)
        else:
            self.write_all(items)

    def _allowed(self, value: Value, action: str) -> bool:
        common = self.runtime.common
        if "whatif" not in common and "confirm" not in common and not base_of(self.ctx.get_variable("WhatIfPreference", False)):
            return True
        return self.should_process(f"InputObject: {to_string(value)}", action)

    def _is_method(self, value: Value, name: str) -> bool:
        folded = name.lower()
        return any(m.name.lower() == folded for m in list_members(value) if "Method" in m.member_type)

    def _resolve(self, value: Value, pattern: str) -> Optional[str]:
        from shell.clr.wildcards import WildcardPattern
        wildcard = WildcardPattern(pattern)
        names = [m.name for m in list_members(value) if wildcard.matches(m.name)]
        if len(names) > 1:
            self.error(f'Input name "{pattern}" is ambiguous. It can be resolved to multiple matched members. Possible matches include: {" ".join(names)}.',
                       "AmbiguousPropertyOrMethodName", "InvalidOperation", value)
        return names[0] if len(names) == 1 else None

    def _call(self, value: Value, name: str, args: list[Value]) -> None:
        if not self._is_method(value, name):
            self.error(f'Input name "{name}" cannot be resolved to a method.', "MethodNotFound", "InvalidOperation", value)
            return
        if not self._allowed(value, f"Invoke method '{name}'" if not args else
                             f"Invoke method '{name}' with arguments: {', '.join(to_string(a) for a in args)}"):
            return
        try:
            result = invoke_method(base_of(value), name, args)
        except NetException as e:
            self.error(e.message, "MethodInvocationError", "InvalidOperation", value, exception_class=type(e), inner=e.inner)
            return
        self._emit(result)
