"""Which family of views knows a type: folded type name -> module of this package.  A family is imported when one of its types is met."""
from __future__ import annotations

_TYPES: dict[str, tuple[str, ...]] = {
    "security": (
        "System.Security.Cryptography.X509Certificates.X509Certificate2", "System.Management.Automation.Signature",
        "System.Security.Cryptography.X509Certificates.X509CertificateEx",
    ),
    "reflection": (
        "System.Reflection.Assembly", "System.Reflection.AssemblyName", "Microsoft.Management.Infrastructure.CimClass",
        "System.Management.Automation.PSMethod", "System.RuntimeType", "Microsoft.PowerShell.Commands.MemberDefinition",
        "System.Management.Automation.Runspaces.TypeData",
    ),
    "basics": (
        "System.Globalization.CultureInfo", "System.Version", "System.Version#IncludeLabel", "System.Management.Automation.SemanticVersion",
        "System.Collections.DictionaryEntry", "System.TimeSpan", "System.DateTime", "System.Guid", "System.Net.NetworkCredential",
        "System.Threading.Tasks.Task",
    ),
    "files": (
        "System.Diagnostics.FileVersionInfo", "System.IO.DirectoryInfo", "System.IO.FileInfo", "Microsoft.PowerShell.Commands.AlternateStreamData",
        "System.Management.Automation.PathInfo", "Microsoft.PowerShell.Commands.ActiveDirectoryProvider+ADPSDriveInfo",
        "System.Management.Automation.PSDriveInfo", "System.Management.Automation.ProviderInfo", "Microsoft.PowerShell.Commands.FileHashInfo",
        "Microsoft.PowerShell.Commands.ByteCollection",
    ),
    "processes": (
        "System.Diagnostics.ProcessModule", "System.Diagnostics.Process", "System.Diagnostics.Process#IncludeUserName",
    ),
    "results": (
        "Microsoft.PowerShell.Commands.GroupInfo", "Microsoft.PowerShell.Commands.GroupInfoNoElement", "Microsoft.PowerShell.Commands.MatchInfo",
        "Deserialized.Microsoft.PowerShell.Commands.MatchInfo", "Deserialized.Microsoft.PowerShell.Commands.TextMeasureInfo",
        "Deserialized.Microsoft.PowerShell.Commands.GenericMeasureInfo",
    ),
    "state": (
        "Microsoft.PowerShell.Commands.HistoryInfo", "System.Management.Automation.PSVariable", "System.Management.Automation.ShellVariable",
        "System.Management.Automation.ScriptBlock", "System.Management.Automation.CallStackFrame", "System.Management.Automation.CommandBreakpoint",
        "System.Management.Automation.LineBreakpoint", "System.Management.Automation.VariableBreakpoint",
        "System.Management.Automation.PSTraceSource",
    ),
    "commands": (
        "System.Management.Automation.CommandInfo", "System.Management.Automation.AliasInfo", "System.Management.Automation.ApplicationInfo",
        "System.Management.Automation.CmdletInfo", "System.Management.Automation.ExternalScriptInfo", "System.Management.Automation.FilterInfo",
        "System.Management.Automation.FunctionInfo", "System.Management.Automation.ScriptInfo",
        "System.Management.Automation.CommandParameterSetInfo", "MamlCommandHelpInfo", "MamlCommandHelpInfo#parameter",
    ),
    "modules": (
        "System.Management.Automation.Subsystem.SubsystemInfo", "System.Management.Automation.Subsystem.SubsystemInfo+ImplementationInfo",
        "ModuleInfoGrouping", "System.Management.Automation.PSModuleInfo", "System.Management.Automation.ExperimentalFeature",
    ),
    "records": (
        "System.Management.Automation.ErrorRecord#PSExtendedError", "System.Exception#PSExtendedError", "System.Management.Automation.ErrorRecord",
        "System.Management.Automation.WarningRecord", "Deserialized.System.Management.Automation.WarningRecord",
        "System.Management.Automation.InformationRecord", "System.Management.Automation.VerboseRecord", "System.Management.Automation.DebugRecord",
    ),
    "jobs": (
        "System.Management.Automation.Runspaces.Runspace", "System.Management.Automation.Runspaces.PSSession", "System.Management.Automation.Job",
        "Microsoft.PowerShell.Commands.PSRunspaceDebug",
    ),
    "events": ("System.Diagnostics.EventLogEntry",),
    "training": ("PSSession.LabHost", "PSSession.LabFault", "PSSession.LabSnapshot", "PSSession.Lesson", "PSSession.LessonProgress", "PSSession.LessonCheck",
                 "PSSession.Demo", "PSSession.DemoCheck", "PSSession.Recording",
                 "System.ServiceProcess.ServiceController", "Deserialized.System.ServiceProcess.ServiceController", "PSSession.LabProcess",
                 "Deserialized.PSSession.LabProcess"),
    "sessions": ("PSSession.DetailedSession",),
    "interactive": ("PSSession.Setting", "PSSession.HistoryLine", "PSSession.OutputGroup"),
    "network": (
        "Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject", "Microsoft.PowerShell.Commands.WebResponseObject",
        "Microsoft.PowerShell.Commands.TestConnectionCommand+TcpPortStatus", "Microsoft.PowerShell.Commands.TestConnectionCommand+PingStatus",
        "Microsoft.PowerShell.Commands.TestConnectionCommand+PingMtuStatus", "Microsoft.PowerShell.Commands.TestConnectionCommand+TraceStatus",
    ),
    "styles": (
        "System.Management.Automation.PSStyle", "System.Management.Automation.PSStyle+FormattingData",
        "System.Management.Automation.PSStyle+ProgressConfiguration", "System.Management.Automation.PSStyle+FileInfoFormatting",
        "System.Management.Automation.PSStyle+ForegroundColor", "System.Management.Automation.PSStyle+BackgroundColor",
    ),
}
FAMILIES: dict[str, str] = {name.lower(): family for family, names in _TYPES.items() for name in names}
