"""Experimental features and subsystems: PowerShell's switches for parts that may be there or not.  This shell has none, and its commands say that."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.objects.psobject import PSCustomObject
from shell.objects.records import ItemNotFoundException
from shell.objects.text import to_string
from shell.providers.paths import has_wildcard
from shell.runtime.cmdlet import Cmdlet

Value = Any


class GetExperimentalFeature(Cmdlet):
    name = "Get-ExperimentalFeature"
    synopsis = "Shows experimental features; this shell has none, so nothing comes."
    examples = (("All", "Get-ExperimentalFeature"),)
    Name: Optional[list[str]] = None

    def process(self) -> None:
        for n in self.Name or ():
            if not has_wildcard(to_string(n)):
                unknown_feature(self, to_string(n))


def unknown_feature(cmdlet: Cmdlet, name: str) -> None:
    cmdlet.error(f"Unable to find feature {name}.", "ItemNotFoundException", "ObjectNotFound", name, ItemNotFoundException)


class EnableExperimentalFeature(Cmdlet):
    name = "Enable-ExperimentalFeature"
    synopsis = "Switches an experimental feature on; there is none to switch."
    examples = (("What happens", "Enable-ExperimentalFeature PSNothing -ErrorAction SilentlyContinue"),)
    Name: Optional[list[str]] = None
    Scope: Value = None

    def process(self) -> None:
        for n in self.Name or ():
            if self.should_process(f"{to_string(n)} in {to_string(self.Scope or 'CurrentUser')}"):
                unknown_feature(self, to_string(n))


class DisableExperimentalFeature(EnableExperimentalFeature):
    name = "Disable-ExperimentalFeature"
    synopsis = "Switches an experimental feature off; there is none to switch."
    examples = (("What happens", "Disable-ExperimentalFeature PSNothing -ErrorAction SilentlyContinue"),)


_KINDS = (("CommandPredictor", "System.Management.Automation.Subsystem.Prediction.ICommandPredictor", True, True),
          ("CrossPlatformDsc", "System.Management.Automation.Subsystem.DSC.ICrossPlatformDsc", True, False),
          ("FeedbackProvider", "System.Management.Automation.Subsystem.Feedback.IFeedbackProvider", True, True))


class GetPSSubsystem(Cmdlet):
    name = "Get-PSSubsystem"
    synopsis = "Shows the kinds of parts that .NET modules may add to a shell; none is added here."
    examples = (("All", "Get-PSSubsystem"),)
    Kind: Value = None
    SubsystemType: Value = None

    def process(self) -> None:
        kind = to_string(self.Kind).lower() if self.Kind is not None else ""
        wanted = to_string(getattr(self.SubsystemType, "full_name", self.SubsystemType)).lower() if self.SubsystemType is not None else ""
        found = [k for k in _KINDS if (not kind or k[0].lower() == kind) and (not wanted or wanted in (k[1].lower(), k[1].rsplit(".", 1)[-1].lower()))]
        if not found:
            self.fail(f"The specified subsystem kind or type '{kind or wanted}' is unknown.", "ArgumentException", "InvalidArgument", exception_class=ArgumentException)
        for name, type_name, unregister, many in found:
            self.write(PSCustomObject({"Kind": name, "SubsystemType": type_name, "IsRegistered": False, "Implementations": [], "AllowUnregistration": unregister,
                                       "AllowMultipleRegistration": many},
                                      ["System.Management.Automation.Subsystem.SubsystemInfo", "System.Object"]))
