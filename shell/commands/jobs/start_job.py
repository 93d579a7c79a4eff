"""Start-Job: runs a script block or file in a process of its own."""
from __future__ import annotations

import os
from typing import Any, Optional

from jobs.job import Job
from jobs.scheduling import Limits
from shell.clr.exceptions import ArgumentException, DirectoryNotFoundException, NetException
from shell.commands.jobs.process_jobs import Conditions, ProcessRequest, start_process_job
from shell.objects.psobject import MISSING, base_of
from shell.objects.records import RuntimeException
from shell.runtime.cmdlet import Cmdlet, Param
from shell.runtime.using_values import values_for

Value = Any


class StartJob(Cmdlet):
    name = "Start-Job"
    synopsis = "Runs a script block or a script file in a process of its own and returns a job at once."
    description = ("The block gets arguments (-ArgumentList), piped input ($input) and values of the session ($using:name). What it returns comes back as data. "
                   "-Timeout and -Retry guard an attempt, -After and -AfterFailure start it when other jobs have ended, -ThrottleGroup and -ThrottleLimit let "
                   "only so many of a group run at a time, -Durable lets it outlive the shell, -Executor runs it on another engine.")
    examples = (("Run and receive", "Start-Job { Get-Date } | Receive-Job -Wait -AutoRemoveJob"),
                ("With a value of the session", "$n = 3; Start-Job { 1..$using:n } | Receive-Job -Wait"),
                ("Try up to three times, a minute each", "Start-Job { ./flaky.ps1 } -Retry 2 -Timeout 60 | Out-Null"),
                ("One after the other", "$a = Start-Job { 1 }; Start-Job { 2 } -After $a | Receive-Job -Wait"),
                ("Two at a time", "1..4 | ForEach-Object { Start-Job { Start-Sleep 1 } -ThrottleGroup backup -ThrottleLimit 2 }"))
    extra = (Param("Timeout", "System.Double", help="Seconds an attempt may take; then the job fails."),
             Param("Retry", "System.Int32", help="How many more attempts follow a failed one."),
             Param("RetryDelay", "System.Double", help="Seconds between two attempts."),
             Param("After", "System.Management.Automation.Job[]", help="Start when these jobs have completed."),
             Param("AfterFailure", "System.Management.Automation.Job[]", help="Start when these jobs have failed."),
             Param("ThrottleGroup", "System.String", help="Jobs of one group share its limit; without a name all jobs that have a limit are one group."),
             Param("ThrottleLimit", "System.Int32", help="How many jobs of the group run at a time; the others wait in their order. Holds for the group from now on."),
             Param("Rerunnable", "System.Management.Automation.SwitchParameter",
                   help="With -Executor: run again from the beginning when the worker is lost; without it the job then fails."),
             Param("Durable", "System.Management.Automation.SwitchParameter", help="The job outlives the shell; Get-Job -Durable finds it again."),
             Param("Executor", "System.String", help="Another engine to run it: dask://host:port."))

    ScriptBlock: Value = None
    FilePath: Optional[str] = None
    LiteralPath: Optional[str] = None
    DefinitionName: Optional[str] = None
    ArgumentList: Optional[list[Value]] = None
    InputObject: Value = MISSING
    InitializationScript: Value = None
    Name: Optional[str] = None
    WorkingDirectory: Optional[str] = None
    RunAs32: bool = False
    PSVersion: Value = None
    Timeout: Optional[float] = None
    Retry: int = 0
    RetryDelay: float = 0.0
    After: Optional[list[Job]] = None
    AfterFailure: Optional[list[Job]] = None
    ThrottleGroup: Optional[str] = None
    ThrottleLimit: int = 0
    Rerunnable: bool = False
    Durable: bool = False
    Executor: Optional[str] = None

    def begin(self) -> None:
        self._input: Optional[list[Value]] = [] if self.has("InputObject") or self.invocation.expecting_input else None
        if self.PSVersion is not None and str(self.PSVersion) != "5.1":
            from shell.objects.records import ParameterBindingException
            self.fail(f"Cannot bind parameter 'PSVersion' to the target. Exception setting \"PSVersion\": \"The value {self.PSVersion} is not valid for the "
                      "PSVersion parameter. The only allowed value is 5.1.\"", "ParameterBindingFailed", "WriteError",
                      exception_class=ParameterBindingException)
        if self.DefinitionName is not None:
            self.fail(f"Cannot find a scheduled job with name {self.DefinitionName}.", "StartJobFromDefinitionNameNotFound", "ObjectNotFound",
                      exception_class=RuntimeException)
        if self.RunAs32:
            self.fail("Cannot start a 32-bit 'pwsh' process from the 64-bit 'pwsh' installation. Install the 32-bit 'pwsh' if you need to run PowerShell in a "
                      "32-bit process.", "RunAs32NotSupported", "InvalidOperation", exception_class=RuntimeException)
        self._folder = self._working_directory()

    def _working_directory(self) -> str:
        if self.WorkingDirectory is None:
            return ""
        folder = str(self.ctx.full_path(self.WorkingDirectory))
        if not os.path.isdir(folder):
            self.fail(f"Cannot find the WorkingDirectory path {self.WorkingDirectory}.", "DirectoryNotFoundException", "InvalidOperation",
                      exception_class=DirectoryNotFoundException)
        return folder

    def process(self) -> None:
        if self._input is not None and self.InputObject is not MISSING:
            self._input.append(self.InputObject)

    def end(self) -> None:
        script, command, ast = self._script()
        using = values_for(self.ctx, ast, cmdlet=self)
        init = "" if self.InitializationScript is None else base_of(self.InitializationScript).text
        request = ProcessRequest(script, args=self.ArgumentList or (), input=self._input, using=using, init=init, folder=self._folder)
        conditions = Conditions(self.Timeout, self.Retry, self.RetryDelay, self.After or (), self.AfterFailure or (), self._place_in_queue())
        if self._is_durable():
            self._refuse_for_durable()
            from shell.commands.jobs.durable_jobs import start_durable_job
            self.write(start_durable_job(self.ctx, request, command, self.Name, Limits(self.Timeout, self.Retry, self.RetryDelay)))
        elif self.Executor:
            from shell.commands.jobs.executor_jobs import start_executor_job
            self.write(start_executor_job(self.ctx, request, command, self.Name, self.Executor, self.Rerunnable, conditions))
        else:
            self.write(start_process_job(self.ctx, request, command, self.Name, conditions))

    def _place_in_queue(self) -> Optional[tuple[str, int]]:
        """(group, its new limit or 0), None when the job need not wait."""
        if self.has("ThrottleLimit") and self.ThrottleLimit < 1:
            self.fail(f"The ThrottleLimit {self.ThrottleLimit} must be at least 1.", "InvalidThrottleLimit", "InvalidArgument", exception_class=ArgumentException)
        if self.ThrottleGroup is None and not self.ThrottleLimit:
            return None
        return self.ThrottleGroup or "", self.ThrottleLimit

    def _refuse_for_durable(self) -> None:
        """What needs this shell to go on has no meaning for a job that outlives it."""
        for parameter in ("After", "AfterFailure", "ThrottleGroup", "ThrottleLimit", "Executor"):
            if self.has(parameter) and self.Durable:
                self.fail(f"The parameters Durable and {parameter} cannot be used together: a durable job does not depend on the shell that started it.",
                          "DurableJobParameterConflict", "InvalidArgument", exception_class=ArgumentException)

    def _is_durable(self) -> bool:
        if self.has("Durable"):
            return self.Durable
        bound_here = any(self.has(name) for name in ("After", "AfterFailure", "ThrottleGroup", "ThrottleLimit", "Executor"))
        return not bound_here and bool(base_of(self.ctx.get_variable("DurableJobPreference", False)))

    def _script(self) -> tuple[str, str, Any]:
        """(text to run, Command of the job, syntax tree)."""
        if self.ScriptBlock is not None:
            block = base_of(self.ScriptBlock)
            return block.text, block.text, block.ast
        path = script_path(self, self.FilePath, self.LiteralPath)
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
            text = f.read()
        return text, text, self.ctx.compile(text, path).ast


def script_path(cmdlet: Cmdlet, file_path: Optional[str], literal: Optional[str]) -> str:
    """The full path of -FilePath or -LiteralPath, an existing .ps1 file."""
    name = file_path if file_path is not None else literal or ""
    path = str(cmdlet.ctx.full_path(name))
    invalid = ("The value of the FilePath parameter must be a PowerShell script file. Enter the path to a file with a .ps1 file name extension and try the "
               "command again.")
    if file_path is not None and any(c in name for c in "*?["):
        cmdlet.fail(invalid, "System.ArgumentException", "InvalidArgument", exception_class=ArgumentException)
    if not os.path.exists(path):
        from shell.objects.records import ItemNotFoundException
        cmdlet.fail(f"Cannot find path '{path}' because it does not exist.", "PathNotFound", "ObjectNotFound", path,
                    exception_class=ItemNotFoundException)
    if not path.lower().endswith(".ps1") or os.path.isdir(path):
        cmdlet.fail(invalid, "System.ArgumentException", "InvalidArgument", exception_class=ArgumentException)
    return path


__all__ = ["NetException", "StartJob", "script_path"]
