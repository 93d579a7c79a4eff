"""Stand-ins for .NET exceptions: one Python class an exception type, raised as such by every layer above."""
from __future__ import annotations

from typing import Any, ClassVar, Optional


class NetException(Exception):
    """System.Exception.  `message` is .NET's Message; `inner` the InnerException.

    A raiser may set `error_id`, `category` (an ErrorCategory name) and `target` to say what the ErrorRecord made of it shall carry;
    None means PowerShell's default for an exception escaping from that place.
    """

    net_name: ClassVar[str] = "System.Exception"
    default_message: ClassVar[str] = ""

    def __init__(self, message: Optional[str] = None, inner: Optional[BaseException] = None, *, error_id: Optional[str] = None,
                 category: Optional[str] = None, target: Any = None) -> None:
        text = self.default_message if message is None else message
        super().__init__(text)
        self.message: str = text
        self.inner = inner
        self.error_id = error_id
        self.category = category
        self.target = target
        self.data: Any = None

    @property
    def short_name(self) -> str:
        """The type's name without its namespace: `FormatException`."""
        return self.net_name.rsplit(".", 1)[-1]


def define_exception(net_name: str, base: type[NetException] = NetException, default_message: str = "") -> type[NetException]:
    """The stand-in class of an exception type, registered under its full name; a name defined before keeps its first class,
    so what `[ArgumentException]` means never depends on which commands were loaded."""
    known = EXCEPTIONS.get(net_name.lower())
    if known is not None:
        return known
    cls = type(net_name.rsplit(".", 1)[-1], (base,), {"net_name": net_name, "default_message": default_message, "__module__": __name__})
    EXCEPTIONS[net_name.lower()] = cls
    return cls


EXCEPTIONS: dict[str, type[NetException]] = {"system.exception": NetException}

SystemException = define_exception("System.SystemException")
ArgumentException = define_exception("System.ArgumentException", SystemException, "Value does not fall within the expected range.")
ArgumentNullException = define_exception("System.ArgumentNullException", ArgumentException, "Value cannot be null.")
ArgumentOutOfRangeException = define_exception("System.ArgumentOutOfRangeException", ArgumentException, "Specified argument was out of the range of valid values.")
ArithmeticException = define_exception("System.ArithmeticException", SystemException, "Overflow or underflow in the arithmetic operation.")
DivideByZeroException = define_exception("System.DivideByZeroException", ArithmeticException, "Attempted to divide by zero.")
OverflowException = define_exception("System.OverflowException", ArithmeticException, "Arithmetic operation resulted in an overflow.")
FormatException = define_exception("System.FormatException", SystemException, "One of the identified items was in an invalid format.")
InvalidCastException = define_exception("System.InvalidCastException", SystemException, "Specified cast is not valid.")
InvalidOperationException = define_exception("System.InvalidOperationException", SystemException, "Operation is not valid due to the current state of the object.")
ObjectDisposedException = define_exception("System.ObjectDisposedException", InvalidOperationException, "Cannot access a disposed object.")
NotSupportedException = define_exception("System.NotSupportedException", SystemException, "Specified method is not supported.")
NotImplementedException = define_exception("System.NotImplementedException", SystemException, "The method or operation is not implemented.")
IndexOutOfRangeException = define_exception("System.IndexOutOfRangeException", SystemException, "Index was outside the bounds of the array.")
KeyNotFoundException = define_exception("System.Collections.Generic.KeyNotFoundException", SystemException, "The given key was not present in the dictionary.")
NullReferenceException = define_exception("System.NullReferenceException", SystemException, "Object reference not set to an instance of an object.")
RankException = define_exception("System.RankException", SystemException)
TimeoutException = define_exception("System.TimeoutException", SystemException, "The operation has timed out.")
UnauthorizedAccessException = define_exception("System.UnauthorizedAccessException", SystemException, "Attempted to perform an unauthorized operation.")
PSInvalidCastException = define_exception("System.Management.Automation.PSInvalidCastException", InvalidCastException)
OperationCanceledException = define_exception("System.OperationCanceledException", SystemException, "The operation was canceled.")
IOException = define_exception("System.IO.IOException", SystemException, "I/O error occurred.")
FileNotFoundException = define_exception("System.IO.FileNotFoundException", IOException, "Unable to find the specified file.")
DirectoryNotFoundException = define_exception("System.IO.DirectoryNotFoundException", IOException, "Attempted to access a path that is not on the disk.")
PathTooLongException = define_exception("System.IO.PathTooLongException", IOException)
EndOfStreamException = define_exception("System.IO.EndOfStreamException", IOException)
InvalidDataException = define_exception("System.IO.InvalidDataException", SystemException)
RegexParseException = define_exception("System.Text.RegularExpressions.RegexParseException", ArgumentException)
UriFormatException = define_exception("System.UriFormatException", FormatException)
XmlException = define_exception("System.Xml.XmlException", SystemException)
MissingMemberException = define_exception("System.MissingMemberException", SystemException)
MissingMethodException = define_exception("System.MissingMethodException", MissingMemberException)
AmbiguousMatchException = define_exception("System.Reflection.AmbiguousMatchException", SystemException)
TypeLoadException = define_exception("System.TypeLoadException", SystemException)
ExternalException = define_exception("System.Runtime.InteropServices.ExternalException", SystemException)
DbException = define_exception("System.Data.Common.DbException", ExternalException)
SqlException = define_exception("System.Data.SqlClient.SqlException", DbException)
Win32Exception = define_exception("System.ComponentModel.Win32Exception", ExternalException)
CommandException = define_exception("System.Exception")
EXCEPTIONS["system.exception"] = NetException
del CommandException
