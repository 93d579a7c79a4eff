"""The enums scripts name that belong to no other family, one table line each; `[DayOfWeek]::Friday` and prefix casts work on all of them."""
from __future__ import annotations

from shell.clr import enum_members  # noqa: F401  gives enum values their methods
from shell.clr.enums import EnumValue, define_enum


def _list(full_name: str, names: str, first: int = 0) -> type[EnumValue]:
    """Consecutive values in declaration order; `Name=5` restarts the count."""
    values: dict[str, int] = {}
    number = first
    for word in names.split():
        name, _, given = word.partition("=")
        number = int(given, 0) if given else number
        values[name] = number
        number += 1
    return define_enum(full_name, values)


def _flags(full_name: str, names: str, underlying: str = "System.Int32") -> type[EnumValue]:
    """`Name=value` words; a name without value takes the next free bit."""
    values: dict[str, int] = {}
    bit = 1
    for word in names.split():
        name, _, given = word.partition("=")
        number = int(given, 0) if given else bit
        values[name] = number
        bit = max(bit, 1 << number.bit_length()) if number > 0 else bit
    return define_enum(full_name, values, True, underlying)


_SMA = "System.Management.Automation."
DayOfWeek = _list("System.DayOfWeek", "Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
StringComparison = _list("System.StringComparison", "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase")
StringSplitOptions = _flags("System.StringSplitOptions", "None=0 RemoveEmptyEntries TrimEntries")
DateTimeKind = _list("System.DateTimeKind", "Unspecified Utc Local")
MidpointRounding = _list("System.MidpointRounding", "ToEven AwayFromZero ToZero ToNegativeInfinity ToPositiveInfinity")
Base64FormattingOptions = _flags("System.Base64FormattingOptions", "None=0 InsertLineBreaks")
GenericUriParserOptions = _flags("System.GenericUriParserOptions", "Default=0 GenericAuthority AllowEmptyAuthority NoUserInfo NoPort NoQuery NoFragment")
TypeCode = _list("System.TypeCode", "Empty Object DBNull Boolean Char SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double Decimal DateTime String=18")
AttributeTargets = _flags("System.AttributeTargets", "Assembly Module Class Struct Enum Constructor Method Property Field Event Interface Parameter "
                          "Delegate ReturnValue GenericParameter All=32767")
LoaderOptimization = _list("System.LoaderOptimization", "NotSpecified SingleDomain MultiDomain MultiDomainHost")
RegexOptions = _flags("System.Text.RegularExpressions.RegexOptions", "None=0 IgnoreCase=1 Multiline=2 ExplicitCapture=4 Compiled=8 Singleline=16 "
                      "IgnorePatternWhitespace=32 RightToLeft=64 ECMAScript=256 CultureInvariant=512 NonBacktracking=1024 AnyNewLine=2048")
NumberStyles = _flags("System.Globalization.NumberStyles", "None=0 AllowLeadingWhite=1 AllowTrailingWhite=2 AllowLeadingSign=4 Integer=7 "
                      "AllowTrailingSign=8 AllowParentheses=16 AllowDecimalPoint=32 AllowThousands=64 Number=111 AllowExponent=128 Float=167 "
                      "AllowCurrencySymbol=256 Currency=383 Any=511 AllowHexSpecifier=512 HexNumber=515 AllowBinarySpecifier=1024 BinaryNumber=1027")
DateTimeStyles = _flags("System.Globalization.DateTimeStyles", "None=0 AllowLeadingWhite=1 AllowTrailingWhite=2 AllowInnerWhite=4 AllowWhiteSpaces=7 "
                        "NoCurrentDateDefault=8 AdjustToUniversal=16 AssumeLocal=32 AssumeUniversal=64 RoundtripKind=128")
TimeSpanStyles = _flags("System.Globalization.TimeSpanStyles", "None=0 AssumeNegative=1")
CultureTypes = _flags("System.Globalization.CultureTypes", "NeutralCultures=1 SpecificCultures=2 InstalledWin32Cultures=4 AllCultures=7 "
                      "UserCustomCulture=8 ReplacementCultures=16 WindowsOnlyCultures=32 FrameworkCultures=64")
CalendarWeekRule = _list("System.Globalization.CalendarWeekRule", "FirstDay FirstFullWeek FirstFourDayWeek")
CompareOptions = _flags("System.Globalization.CompareOptions", "None=0 IgnoreCase=1 IgnoreNonSpace=2 IgnoreSymbols=4 IgnoreKanaType=8 IgnoreWidth=16 "
                        "NumericOrdering=32 OrdinalIgnoreCase=268435456 StringSort=536870912 Ordinal=1073741824")
UnicodeCategory = _list("System.Globalization.UnicodeCategory",
                        "UppercaseLetter LowercaseLetter TitlecaseLetter ModifierLetter OtherLetter NonSpacingMark SpacingCombiningMark EnclosingMark "
                        "DecimalDigitNumber LetterNumber OtherNumber SpaceSeparator LineSeparator ParagraphSeparator Control Format Surrogate PrivateUse "
                        "ConnectorPunctuation DashPunctuation OpenPunctuation ClosePunctuation InitialQuotePunctuation FinalQuotePunctuation "
                        "OtherPunctuation MathSymbol CurrencySymbol ModifierSymbol OtherSymbol OtherNotAssigned")
ListSortDirection = _list("System.ComponentModel.ListSortDirection", "Ascending Descending")
ActionPreference = _list(_SMA + "ActionPreference", "SilentlyContinue Stop Continue Inquire Ignore Suspend Break")
ErrorCategory = _list(_SMA + "ErrorCategory",
                      "NotSpecified OpenError CloseError DeviceError DeadlockDetected InvalidArgument InvalidData InvalidOperation InvalidResult "
                      "InvalidType MetadataError NotImplemented NotInstalled ObjectNotFound OperationStopped OperationTimeout SyntaxError ParserError "
                      "PermissionDenied ResourceBusy ResourceExists ResourceUnavailable ReadError WriteError FromStdErr SecurityError ProtocolError "
                      "ConnectionError AuthenticationError LimitsExceeded QuotaExceeded NotEnabled")
NativeArgumentPassingStyle = _list(_SMA + "NativeArgumentPassingStyle", "Legacy Standard Windows")
ErrorView = _list(_SMA + "ErrorView", "NormalView CategoryView ConciseView DetailedView")
JobState = _list(_SMA + "JobState", "NotStarted Running Completed Failed Stopped Blocked Suspended Disconnected Suspending Stopping AtBreakpoint")
ConfirmImpact = _list(_SMA + "ConfirmImpact", "None Low Medium High")
CommandTypes = _flags(_SMA + "CommandTypes", "Alias=1 Function=2 Filter=4 Cmdlet=8 ExternalScript=16 Application=32 Script=64 Configuration=256 All=383")
ScopedItemOptions = _flags(_SMA + "ScopedItemOptions", "None=0 ReadOnly=1 Constant=2 Private=4 AllScope=8 Unspecified=16")
PSMemberTypes = _flags(_SMA + "PSMemberTypes", "AliasProperty=1 CodeProperty=2 Property=4 NoteProperty=8 ScriptProperty=16 Properties=31 PropertySet=32 "
                       "Method=64 CodeMethod=128 ScriptMethod=256 Methods=448 ParameterizedProperty=512 MemberSet=1024 Event=2048 Dynamic=4096 "
                       "InferredProperty=8192 All=16383")
PSMemberViewTypes = _flags(_SMA + "PSMemberViewTypes", "Extended=1 Adapted=2 Base=4 All=7")
PSLanguageMode = _list(_SMA + "PSLanguageMode", "FullLanguage RestrictedLanguage NoLanguage ConstrainedLanguage")
PSCredentialTypes = _flags(_SMA + "PSCredentialTypes", "Generic=1 Domain=2 Default=3")
PSCredentialUIOptions = _flags(_SMA + "PSCredentialUIOptions", "None=0 ValidateUserNameSyntax=1 AlwaysPrompt=2 ReadOnlyUserName=3 Default=1")
SplitOptions = _flags(_SMA + "SplitOptions", "SimpleMatch=1 RegexMatch=2 CultureInvariant=4 IgnorePatternWhitespace=8 Multiline=16 Singleline=32 "
                      "IgnoreCase=64 ExplicitCapture=128")
WildcardOptions = _flags(_SMA + "WildcardOptions", "None=0 Compiled=1 IgnoreCase=2 CultureInvariant=4")
SwitchFlags = _flags(_SMA + "Language.SwitchFlags", "None=0 File=1 Regex=2 Wildcard=4 Exact=8 CaseSensitive=16 Parallel=32")
ModuleType = _list(_SMA + "ModuleType", "Script Binary Manifest Cim Workflow")
ModuleAccessMode = _list(_SMA + "ModuleAccessMode", "ReadWrite ReadOnly Constant")
ReturnContainers = _list(_SMA + "ReturnContainers", "ReturnMatchingContainers ReturnAllContainers")
CompletionResultType = _list(_SMA + "CompletionResultType", "Text History Command ProviderItem ProviderContainer Property Method ParameterName "
                             "ParameterValue Variable Namespace Type Keyword DynamicKeyword")
ProgressRecordType = _list(_SMA + "ProgressRecordType", "Processing Completed")
PSInvocationState = _list(_SMA + "PSInvocationState", "NotStarted Running Stopping Stopped Completed Failed Disconnected")
DebugModes = _flags(_SMA + "DebugModes", "None=0 Default=1 LocalScript=2 RemoteScript=4")
RunspaceMode = _list(_SMA + "RunspaceMode", "CurrentRunspace NewRunspace")
PSTraceSourceOptions = _flags(_SMA + "PSTraceSourceOptions", "None=0 Constructor=1 Dispose=2 Finalizer=4 Method=8 Property=16 Delegates=32 Events=64 "
                              "Exception=128 Lock=256 Error=512 Errors=640 Warning=1024 Verbose=2048 WriteLine=4096 Data=6167 Scope=8192 "
                              "ExecutionFlow=8303 Assert=16384 All=32767")
OutputRendering = _list(_SMA + "OutputRendering", "Host PlainText Ansi")
ProgressView = _list(_SMA + "ProgressView", "Minimal Classic")
RemotingCapability = _list(_SMA + "RemotingCapability", "None PowerShell SupportedByCommand OwnedByCommand")
SessionOption = _list(_SMA + "Remoting.SessionOption", "Default")
RunspacePoolState = _list(_SMA + "Runspaces.RunspacePoolState", "BeforeOpen Opening Opened Closed Closing Broken Disconnecting Disconnected Connecting")
RunspaceState = _list(_SMA + "Runspaces.RunspaceState", "BeforeOpen Opening Opened Closed Closing Broken Disconnecting Disconnected Connecting")
RunspaceAvailability = _list(_SMA + "Runspaces.RunspaceAvailability", "None Available AvailableForNestedCommand Busy RemoteDebug")
PSThreadOptions = _list(_SMA + "Runspaces.PSThreadOptions", "Default UseNewThread ReuseThread UseCurrentThread")
PipelineState = _list(_SMA + "Runspaces.PipelineState", "NotStarted Running Stopping Stopped Completed Failed Disconnected")
OutputBufferingMode = _list(_SMA + "Runspaces.OutputBufferingMode", "None Drop Block")
AuthenticationMechanism = _list(_SMA + "Runspaces.AuthenticationMechanism", "Default Basic Negotiate NegotiateWithImplicitCredential Credssp Digest Kerberos")
ExecutionPolicy = _list("Microsoft.PowerShell.ExecutionPolicy", "Unrestricted RemoteSigned AllSigned Restricted Default=3 Bypass Undefined")
ExecutionPolicyScope = _list("Microsoft.PowerShell.ExecutionPolicyScope", "Process CurrentUser LocalMachine UserPolicy MachinePolicy")
DisplayHintType = _list("Microsoft.PowerShell.Commands.DisplayHintType", "Date Time DateTime")
SecurityProtocolType = _flags("System.Net.SecurityProtocolType", "SystemDefault=0 Ssl3=48 Tls=192 Tls11=768 Tls12=3072 Tls13=12288")
