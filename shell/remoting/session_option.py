"""PSSessionOption: how sessions behave; what of it a session over SSH heeds is the idle time-out, the output mode and the time for reconnecting."""
from __future__ import annotations

from typing import Any

from sessions.session_core import SessionOptions
from shell.clr.enum_catalog import OutputBufferingMode
from shell.clr.times import TimeSpan
from shell.clr.typeinfo import NetType

Value = Any
SECOND = 10_000_000
_MODES = {1: "Drop", 2: "Block"}


class PSSessionOption:
    """System.Management.Automation.Remoting.PSSessionOption, with its defaults."""

    def __init__(self) -> None:
        self.MaximumConnectionRedirectionCount = 5
        self.NoCompression = False
        self.NoMachineProfile = False
        self.ProxyAccessType = "None"
        self.ProxyAuthentication = "Negotiate"
        self.ProxyCredential: Value = None
        self.SkipCACheck = False
        self.SkipCNCheck = False
        self.SkipRevocationCheck = False
        self.OperationTimeout = TimeSpan(180 * SECOND)
        self.NoEncryption = False
        self.UseUTF16 = False
        self.IncludePortInSPN = False
        self.OutputBufferingMode: Value = OutputBufferingMode(0)
        self.MaxConnectionRetryCount = 5
        self.Culture: Value = None
        self.UICulture: Value = None
        self.MaximumReceivedDataSizePerCommand: Value = None
        self.MaximumReceivedObjectSize: Value = 209715200
        self.ApplicationArguments: Value = None
        self.OpenTimeout = TimeSpan(180 * SECOND)
        self.CancelTimeout = TimeSpan(60 * SECOND)
        self.IdleTimeout = TimeSpan(-10_000)
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return "System.Management.Automation.Remoting.PSSessionOption"

    def apply(self, options: SessionOptions) -> None:
        """Set what a session heeds."""
        if self.IdleTimeout.ticks > 0:
            options.idle_timeout = self.IdleTimeout.ticks // SECOND
        options.output_mode = _MODES.get(int(self.OutputBufferingMode), "Spill")
        if self.MaxConnectionRetryCount == 0:
            options.reconnect = 0.0
        if self.ApplicationArguments is not None:
            from shell.remoting.adapt import to_wire
            options.engine["arguments"] = to_wire(self.ApplicationArguments)


OPTION = NetType("System.Management.Automation.Remoting.PSSessionOption", PSSessionOption)
for _name, _type in (
        ("MaximumConnectionRedirectionCount", "int"), ("NoCompression", "bool"), ("NoMachineProfile", "bool"), ("ProxyAccessType", "System.Object"),
        ("ProxyAuthentication", "System.Object"), ("ProxyCredential", "pscredential"), ("SkipCACheck", "bool"), ("SkipCNCheck", "bool"),
        ("SkipRevocationCheck", "bool"), ("OperationTimeout", "timespan"), ("NoEncryption", "bool"), ("UseUTF16", "bool"), ("IncludePortInSPN", "bool"),
        ("OutputBufferingMode", "System.Management.Automation.Runspaces.OutputBufferingMode"), ("MaxConnectionRetryCount", "int"),
        ("Culture", "cultureinfo"), ("UICulture", "cultureinfo"), ("MaximumReceivedDataSizePerCommand", "System.Nullable[int]"),
        ("MaximumReceivedObjectSize", "System.Nullable[int]"), ("ApplicationArguments", "System.Object"), ("OpenTimeout", "timespan"),
        ("CancelTimeout", "timespan"), ("IdleTimeout", "timespan")):
    OPTION.attr(_name, _type, _name, writable=True)
OPTION.new("System.Management.Automation.Remoting.PSSessionOption new()")(PSSessionOption)
