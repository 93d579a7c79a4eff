"""The order in which commands declare their parameters, where it is known: completion, and the syntax lines of those commands that no record shows."""
from __future__ import annotations

_JOB_CHOICE = "Name InstanceId Id State"
_REMOTE = ("Session VMId VMName ComputerName Credential Port UseSSL ConfigurationName ApplicationName ThrottleLimit ConnectionUri AllowRedirection SessionOption "
           "Authentication CertificateThumbprint")
_SSH = "HostName UserName KeyFilePath Subsystem ConnectingTimeout SSHTransport SSHConnection Options"
DECLARED: dict[str, str] = {
    "start-job": "DefinitionName DefinitionPath Type Name ScriptBlock Credential FilePath LiteralPath Authentication InitializationScript WorkingDirectory "
                 "RunAs32 PSVersion InputObject ArgumentList ConnectingTimeout Options",
    "get-job": "IncludeChildJob ChildJobState HasMoreData Before After Newest Id Name InstanceId State Command Filter",
    "wait-job": "Job Any Timeout Force Name InstanceId Id State Filter",
    "receive-job": "Job ComputerName Location Session Keep NoRecurse Force Wait AutoRemoveJob WriteEvents WriteJobInResults Name InstanceId Id State Filter",
    "stop-job": "Job PassThru Name InstanceId Id State Filter",
    "remove-job": "Job Force Name InstanceId Id State Command Filter",
    "debug-job": "Job Name Id InstanceId BreakAll",
    "suspend-job": f"Job Force Wait {_JOB_CHOICE} Filter",
    "resume-job": f"Job Wait {_JOB_CHOICE} Filter",
    "start-threadjob": "ScriptBlock FilePath Name InitializationScript InputObject ArgumentList ThrottleLimit StreamingHost",
    "invoke-command": "Session ComputerName Credential Port UseSSL ConfigurationName ApplicationName ThrottleLimit ConnectionUri AsJob InDisconnectedSession "
                      "SessionName HideComputerName JobName ScriptBlock NoNewScope FilePath AllowRedirection SessionOption Authentication "
                      "EnableNetworkAccess RunAsAdministrator ContainerId VMId VMName HostName UserName KeyFilePath Subsystem ConnectingTimeout SSHTransport "
                      "SSHConnection Options RemoteDebug InputObject ArgumentList CertificateThumbprint",
    "new-pssession": "ComputerName Credential Session Name EnableNetworkAccess ConfigurationName VMId VMName ContainerId UseWindowsPowerShell "
                     f"RunAsAdministrator Port UseSSL ApplicationName ThrottleLimit ConnectionUri AllowRedirection SessionOption Authentication "
                     f"CertificateThumbprint {_SSH}",
    "enter-pssession": "ComputerName Session ConnectionUri InstanceId Id Name EnableNetworkAccess ConfigurationName VMId VMName Credential ContainerId "
                       f"RunAsAdministrator Port UseSSL ApplicationName AllowRedirection SessionOption Authentication CertificateThumbprint {_SSH}",
    "get-pssession": "ComputerName ApplicationName ConnectionUri ConfigurationName AllowRedirection Name InstanceId Credential Authentication "
                     "CertificateThumbprint Port UseSSL ThrottleLimit State SessionOption Id ContainerId VMId VMName",
    "remove-pssession": "Id Session ContainerId VMId VMName InstanceId Name ComputerName",
    "disconnect-pssession": "Session IdleTimeoutSec OutputBufferingMode ThrottleLimit ComputerName Id Name InstanceId ContainerId VMId VMName",
    "connect-pssession": "Session ComputerName ApplicationName ConfigurationName ConnectionUri AllowRedirection InstanceId Name Credential Authentication "
                         "CertificateThumbprint Port UseSSL SessionOption ThrottleLimit Id",
    "receive-pssession": "Session Id ComputerName ApplicationName ConfigurationName ConnectionUri AllowRedirection InstanceId Name OutTarget JobName "
                         "Credential Authentication CertificateThumbprint Port UseSSL SessionOption",
    "get-childitem": "Path LiteralPath Filter Include Exclude Recurse Depth Force Name Attributes FollowSymlink Directory File Hidden ReadOnly System",
    "get-content": "ReadCount TotalCount Tail Path LiteralPath Filter Include Exclude Force Credential Delimiter Wait Raw Encoding AsByteStream Stream",
    "set-content": "Value PassThru Path LiteralPath Filter Include Exclude Force Credential NoNewline Encoding AsByteStream Stream",
    "add-content": "Value PassThru Path LiteralPath Filter Include Exclude Force Credential NoNewline Encoding AsByteStream Stream",
    "where-object": "InputObject FilterScript Property Value EQ CEQ NE CNE GT CGT LT CLT GE CGE LE CLE Like CLike NotLike CNotLike Match CMatch NotMatch "
                    "CNotMatch Contains CContains NotContains CNotContains In CIn NotIn CNotIn Is IsNot Not",
    "foreach-object": "InputObject Begin Process End RemainingScripts MemberName ArgumentList Parallel ThrottleLimit TimeoutSeconds AsJob UseNewRunspace",
    "select-object": "InputObject Property ExcludeProperty ExpandProperty Unique CaseInsensitive Last First Skip SkipLast Wait Index SkipIndex",
    "sort-object": "Stable Descending Unique Top Bottom InputObject Culture CaseSensitive Property",
    "group-object": "NoElement AsHashTable AsString InputObject Property Culture CaseSensitive",
    "measure-object": "InputObject Property StandardDeviation Sum AllStats Average Maximum Minimum Line Word Character IgnoreWhiteSpace",
    "write-host": "Object NoNewline Separator ForegroundColor BackgroundColor",
    "write-output": "InputObject NoEnumerate",
    "get-command": "Name Verb Noun Module FullyQualifiedModule CommandType TotalCount Syntax ShowCommandInfo ArgumentList All ListImported ParameterName "
                   "ParameterType UseFuzzyMatching FuzzyMinimumDistance UseAbbreviationExpansion",
    "get-process": "Name Id InputObject IncludeUserName Module FileVersionInfo",
    "start-sleep": "Seconds Milliseconds Duration",
    "get-variable": "Name ValueOnly Include Exclude Scope",
    "set-variable": "Name Value Include Exclude Description Option Force Visibility PassThru Scope",
    "get-date": "Date UnixTimeSeconds Year Month Day Hour Minute Second Millisecond DisplayHint UFormat Format AsUTC",
    "set-location": "Path LiteralPath PassThru StackName",
    "new-item": "Path Name ItemType Value Force Credential",
    "remove-item": "Path LiteralPath Filter Include Exclude Recurse Force Credential Stream",
    "copy-item": "Path LiteralPath Destination Container Force Filter Include Exclude Recurse PassThru Credential FromSession ToSession",
    "move-item": "Path LiteralPath Destination Force Filter Include Exclude PassThru Credential",
    "test-path": "Path LiteralPath Filter Include Exclude PathType IsValid Credential OlderThan NewerThan",
    "new-object": "TypeName ComObject ArgumentList Strict Property",
    "import-module": "Global Prefix Name FullyQualifiedName Assembly Function Cmdlet Variable Alias Force SkipEditionCheck PassThru AsCustomObject "
                     "MinimumVersion MaximumVersion RequiredVersion ModuleInfo ArgumentList DisableNameChecking NoClobber Scope PSSession CimSession "
                     "CimResourceUri CimNamespace UseWindowsPowerShell",
    # as the documentation shows them
    "get-item": "Path LiteralPath Filter Include Exclude Force Credential",
    "rename-item": "Path LiteralPath NewName Force PassThru Credential",
    "resolve-path": "Path LiteralPath Relative RelativeBasePath Force Credential",
    "join-path": "Path ChildPath AdditionalChildPath Resolve Credential",
    "split-path": "Path LiteralPath Parent Leaf LeafBase Extension Qualifier NoQualifier Resolve IsAbsolute Credential",
    "format-table": "AutoSize RepeatHeader HideTableHeaders Wrap Property GroupBy View ShowError DisplayError Force Expand InputObject",
    "format-list": "Property GroupBy View ShowError DisplayError Force Expand InputObject",
    "format-wide": "Property AutoSize Column GroupBy View ShowError DisplayError Force Expand InputObject",
    "format-custom": "Property Depth GroupBy View ShowError DisplayError Force Expand InputObject",
    "out-file": "FilePath LiteralPath Encoding Append Force NoClobber Width NoNewline InputObject",
    "out-string": "Stream Width NoNewline InputObject",
    "export-csv": "InputObject Path LiteralPath Force NoClobber Encoding Append Delimiter UseCulture IncludeTypeInformation NoTypeInformation QuoteFields UseQuotes "
                  "NoHeader",
    "import-csv": "Delimiter Path LiteralPath UseCulture Header Encoding",
    "convertto-csv": "InputObject Delimiter UseCulture IncludeTypeInformation NoTypeInformation QuoteFields UseQuotes NoHeader",
    "convertfrom-csv": "Delimiter UseCulture InputObject Header",
    "convertto-json": "InputObject Depth Compress EnumsAsStrings AsArray EscapeHandling",
    "convertfrom-json": "InputObject AsHashtable Depth NoEnumerate DateKind",
    "convertto-html": "InputObject Property Body Head Title As CssUri Fragment PostContent PreContent Meta Charset Transitional",
    "compare-object": "ReferenceObject DifferenceObject SyncWindow Property ExcludeDifferent IncludeEqual PassThru Culture CaseSensitive",
    "select-string": "Culture InputObject Pattern Path LiteralPath Raw SimpleMatch CaseSensitive Quiet List NoEmphasis Include Exclude NotMatch AllMatches Encoding Context",
    "invoke-webrequest": "UseBasicParsing Uri HttpVersion WebSession SessionVariable AllowUnencryptedAuthentication Authentication Credential UseDefaultCredentials "
                         "CertificateThumbprint Certificate SkipCertificateCheck SslProtocol Token UserAgent DisableKeepAlive ConnectionTimeoutSeconds "
                         "OperationTimeoutSeconds Headers SkipHeaderValidation AllowInsecureRedirect MaximumRedirection MaximumRetryCount "
                         "PreserveAuthorizationOnRedirect RetryIntervalSec Method PreserveHttpMethodOnRedirect UnixSocket CustomMethod NoProxy Proxy "
                         "ProxyCredential ProxyUseDefaultCredentials Body Form ContentType TransferEncoding InFile OutFile PassThru Resume SkipHttpErrorCheck",
    "start-process": "FilePath ArgumentList Credential WorkingDirectory LoadUserProfile NoNewWindow PassThru RedirectStandardError RedirectStandardInput "
                     "RedirectStandardOutput Verb WindowStyle Wait UseNewEnvironment Environment",
    "stop-process": "Name Id InputObject PassThru Force",
    "wait-process": "Timeout Any PassThru Id Name InputObject",
    "get-random": "SetSeed Maximum Minimum Count InputObject Shuffle",
    "add-member": "InputObject MemberType Name Value SecondValue TypeName Force PassThru NotePropertyName NotePropertyValue NotePropertyMembers",
    "get-member": "InputObject Name MemberType View Static Force",
    "tee-object": "InputObject FilePath LiteralPath Append Encoding Variable",
    "measure-command": "InputObject Expression",
    "new-variable": "Name Value Description Option Visibility Force PassThru Scope",
    "clear-variable": "Name Include Exclude Force PassThru Scope",
    "remove-variable": "Name Include Exclude Force Scope",
    "get-alias": "Name Exclude Scope Definition",
    "set-alias": "Name Value Description Option PassThru Scope Force",
    "new-alias": "Name Value Description Option PassThru Scope Force",
    "get-module": "Name FullyQualifiedName All ListAvailable PSEdition SkipEditionCheck Refresh PSSession CimSession CimResourceUri CimNamespace",
    "get-help": "Name Path Category Full Detailed Examples Parameter Component Functionality Role Online ShowWindow",
    "write-error": "Exception Message ErrorRecord Category ErrorId TargetObject RecommendedAction CategoryActivity CategoryReason CategoryTargetName CategoryTargetType",
    "write-progress": "Activity Status Id PercentComplete SecondsRemaining CurrentOperation ParentId Completed SourceId",
    "read-host": "Prompt AsSecureString MaskInput",
    "start-transcript": "Path LiteralPath OutputDirectory Append Force NoClobber IncludeInvocationHeader UseMinimalHeader",
    "new-timespan": "Start End Days Hours Minutes Seconds Milliseconds",
    "get-filehash": "Path LiteralPath InputStream Algorithm",
    "export-clixml": "Depth Path LiteralPath InputObject Force NoClobber Encoding",
    "import-clixml": "Path LiteralPath IncludeTotalCount Skip First",
    "new-psdrive": "Name PSProvider Root Description Scope Persist Credential",
    "get-psdrive": "Name LiteralName Scope PSProvider",
    "remove-psdrive": "Name LiteralName PSProvider Scope Force",
    "push-location": "Path LiteralPath PassThru StackName",
    "get-location": "PSProvider PSDrive Stack StackName",
    "get-history": "Id Count",
    "register-objectevent": "InputObject EventName SourceIdentifier Action MessageData SupportEvent Forward MaxTriggerCount",
    "join-string": "Property Separator OutputPrefix OutputSuffix SingleQuote DoubleQuote FormatString UseCulture InputObject",
}
