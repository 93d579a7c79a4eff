"""New-PSSessionOption and New-PSTransportOption."""
from __future__ import annotations

from typing import Any

from shell.clr.numbers import Int64
from shell.clr.times import TimeSpan
from shell.objects.psobject import PSCustomObject, base_of
from shell.remoting.session_option import PSSessionOption
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
_MILLISECONDS = {"OpenTimeout": "OpenTimeOut", "OperationTimeout": "OperationTimeout", "CancelTimeout": "CancelTimeout", "IdleTimeout": "IdleTimeout"}
_PLAIN = ("MaximumRedirection", "NoCompression", "NoMachineProfile", "Culture", "UICulture", "MaximumReceivedDataSizePerCommand",
          "MaximumReceivedObjectSize", "OutputBufferingMode", "MaxConnectionRetryCount", "ApplicationArguments", "SkipCACheck", "SkipCNCheck")


class NewPSSessionOption(Cmdlet):
    name = "New-PSSessionOption"
    synopsis = "Makes an object of session options, for -SessionOption and $PSSessionOption."
    examples = (("Sessions that wait two hours", "$PSSessionOption = New-PSSessionOption -IdleTimeout 7200000"),)
    extra = (Param("IdleTimeout", "int", aliases=("IdleTimeoutMSec",)), Param("OpenTimeout", "int", aliases=("OpenTimeoutMSec",)),
             Param("CancelTimeout", "int", aliases=("CancelTimeoutMSec",)), Param("OperationTimeout", "int", aliases=("OperationTimeoutMSec",)),
             Param("MaxConnectionRetryCount", "int"), Param("OutputBufferingMode", "System.Management.Automation.Runspaces.OutputBufferingMode"),
             Param("ApplicationArguments", "System.Object"), Param("MaximumRedirection", "int"), Param("NoCompression", "switch"),
             Param("NoMachineProfile", "switch"), Param("MaximumReceivedDataSizePerCommand", "int"), Param("MaximumReceivedObjectSize", "int"),
             Param("Culture", "System.Globalization.CultureInfo"), Param("UICulture", "System.Globalization.CultureInfo"))

    def process(self) -> None:
        made = PSSessionOption()
        for name in _MILLISECONDS:
            if self.has(name):
                setattr(made, name, TimeSpan(int(base_of(self.bound[name])) * 10_000))
        for name in _PLAIN:
            if self.has(name):
                attribute = {"MaximumRedirection": "MaximumConnectionRedirectionCount"}.get(name, name)
                value = base_of(self.bound[name])
                setattr(made, attribute, bool(value) if name.startswith(("No", "Skip")) else value)
        self.write(made)


class NewPSTransportOption(Cmdlet):
    name = "New-PSTransportOption"
    default_set = ""
    synopsis = "Makes an object with the quotas of a session endpoint."
    examples = (("A longer idle time", "New-PSTransportOption -IdleTimeoutSec 86400"),)
    _DEFAULTS: dict[str, Value] = {"ProcessIdleTimeoutSec": None, "MaxIdleTimeoutSec": None, "MaxSessions": None, "MaxConcurrentCommandsPerSession": None,
                                   "MaxSessionsPerUser": None, "MaxMemoryPerSessionMB": None, "MaxProcessesPerSession": None, "MaxConcurrentUsers": None,
                                   "IdleTimeoutSec": None, "OutputBufferingMode": None}
    extra = tuple(Param(name, "System.Object" if name == "OutputBufferingMode" else "System.Int64") for name in _DEFAULTS)

    def process(self) -> None:
        found = {name: base_of(self.bound.get(name)) for name in self._DEFAULTS}
        found = {n: Int64(v) if isinstance(v, int) else v for n, v in found.items()}
        self.write(PSCustomObject(found, ["Microsoft.PowerShell.Commands.WSManConfigurationOption", "System.Object"]))
