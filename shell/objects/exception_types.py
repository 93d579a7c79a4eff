"""The .NET types of exceptions, made from the stand-in classes when first named, with the members System.Exception has."""
from __future__ import annotations

import re
from typing import Any, Callable, Optional

from shell.clr.exceptions import EXCEPTIONS, ArgumentException, ArgumentNullException, ArgumentOutOfRangeException, NetException
from shell.clr.typeinfo import BY_CLASS, OBJECT, NetType
from shell.objects.records import ErrorRecord, ItemNotFoundException, ParameterBindingException, RuntimeException
from shell.objects.text import exception_text

Value = Any
_TYPES: dict[type, NetType] = {}
_RECORDS = ("System.Management.Automation.",)
_PARAMETER = re.compile(r" \(Parameter '([^']*)'\)")


def type_of_exception(cls: type[NetException]) -> NetType:
    """The NetType of an exception class."""
    found = _TYPES.get(cls)
    if found is None:
        parent = next((b for b in cls.__mro__[1:] if isinstance(b, type) and issubclass(b, NetException)), None)
        base = type_of_exception(parent) if parent is not None else OBJECT
        found = NetType(cls.net_name, cls, base=base, interfaces=("System.Runtime.Serialization.ISerializable",))
        _TYPES[cls] = BY_CLASS[cls] = found
        _declare(found, cls)
    return found


def _net_type(error: NetException) -> NetType:
    return type_of_exception(type(error))


NetException.net_type = property(_net_type)  # type: ignore[attr-defined]


def _declare(t: NetType, cls: type[NetException]) -> None:
    if cls is NetException:
        _declare_exception(t)
    elif cls is RuntimeException:
        t.prop("ErrorRecord", "System.Management.Automation.ErrorRecord")(record_of)
        t.prop("WasThrownFromThrowStatement", "bool")(lambda e: bool(getattr(e, "was_thrown", False)))
    elif cls is ParameterBindingException:
        _declare_binding(t)
    elif cls is ItemNotFoundException:
        t.prop("ItemName", "string")(_item_name)
        t.prop("SessionStateCategory", "System.Management.Automation.SessionStateCategory")(lambda e: getattr(e, "session_state_category", "Drive"))
    elif cls is ArgumentException:
        t.prop("Message", "string")(lambda e: e.message)
        t.prop("ParamName", "string")(_parameter_name)
    elif cls is ArgumentOutOfRangeException:
        t.prop("ActualValue", "System.Object")(lambda e: getattr(e, "actual_value", None))
    elif cls.net_name.startswith(_RECORDS) and not issubclass(cls, RuntimeException):
        t.prop("ErrorRecord", "System.Management.Automation.ErrorRecord")(record_of)
    _declare_constructors(t, cls)


def _declare_binding(t: NetType) -> None:
    t.prop("Message", "string")(lambda e: e.message)
    t.prop("ErrorId", "string")(lambda e: getattr(e, "binding_id", e.error_id))
    t.prop("Line", "long")(lambda e: _place(e, "line"))
    t.prop("Offset", "long")(lambda e: _place(e, "column"))
    t.prop("ParameterName", "string")(lambda e: getattr(e, "parameter_name", ""))
    t.prop("ParameterType", "type")(lambda e: None)
    t.prop("TypeSpecified", "type")(lambda e: None)
    t.prop("CommandInvocation", "System.Management.Automation.InvocationInfo")(lambda e: getattr(record_of(e), "invocation", None))


def _place(error: NetException, part: str) -> int:
    position = getattr(getattr(record_of(error), "invocation", None), "position", None)
    return getattr(position, part, 0) or 0


def _declare_exception(t: NetType) -> None:
    t.prop("TargetSite", "System.Reflection.MethodBase")(lambda e: None)
    t.prop("Message", "string")(lambda e: e.message)
    t.prop("Data", "System.Collections.IDictionary")(_data)
    t.prop("InnerException", "System.Exception")(lambda e: e.inner if isinstance(e.inner, NetException) else None)
    t.prop("HelpLink", "string", setter=lambda e, v: setattr(e, "help_link", v))(lambda e: getattr(e, "help_link", None))
    t.prop("Source", "string", setter=lambda e, v: setattr(e, "source", v))(lambda e: getattr(e, "source", None))
    t.prop("HResult", "int", setter=lambda e, v: setattr(e, "hresult", v))(_hresult)
    t.prop("StackTrace", "string")(lambda e: getattr(e, "stack_trace", None))
    t.method("string ToString()")(exception_text)
    t.method("System.Exception GetBaseException()")(_innermost)


def _item_name(error: NetException) -> str:
    """The item that was not found: given by the thrower, else the name its message quotes."""
    given: Optional[str] = getattr(error, "item_name", None)
    if given is not None:
        return given
    quoted = re.search(r"'(.*)'", error.message)
    return quoted.group(1) if quoted else ""


def _innermost(error: NetException) -> NetException:
    while isinstance(error.inner, NetException):
        error = error.inner
    return error


def _data(error: NetException) -> Value:
    if error.data is None:
        from shell.objects.conversion_objects import new_hashtable
        error.data = new_hashtable()
    return error.data


_HRESULTS = {
    "System.ArgumentException": -2147024809, "System.ArgumentNullException": -2147467261, "System.ArgumentOutOfRangeException": -2146233086,
    "System.FormatException": -2146233033, "System.InvalidOperationException": -2146233079, "System.NotSupportedException": -2146233067,
    "System.NotImplementedException": -2147467263, "System.InvalidCastException": -2147467262, "System.OverflowException": -2146233066,
    "System.DivideByZeroException": -2147352558, "System.IO.IOException": -2146232800, "System.IO.FileNotFoundException": -2147024894,
    "System.IO.DirectoryNotFoundException": -2147024893, "System.UnauthorizedAccessException": -2147024891, "System.TimeoutException": -2146233083,
    "System.NullReferenceException": -2147467261, "System.IndexOutOfRangeException": -2146233080, "System.Exception": -2146233088,
}


def _hresult(error: NetException) -> int:
    own: Optional[int] = getattr(error, "hresult", None)
    return _HRESULTS.get(error.net_name, -2146233087) if own is None else own


def _parameter_name(error: NetException) -> Optional[str]:
    own: Optional[str] = getattr(error, "param_name", None)
    if own is not None:
        return own
    m = _PARAMETER.search(error.message)
    return m.group(1) if m is not None else None


def record_of(error: NetException) -> ErrorRecord:
    """Exception.ErrorRecord: the record it carries, else one made of its id and category."""
    carried = getattr(error, "error_record", None)
    if isinstance(carried, ErrorRecord):
        return carried
    return ErrorRecord(error, error.error_id or error.short_name, error.category or "NotSpecified", error.target)


def _declare_constructors(t: NetType, cls: type[NetException]) -> None:
    name = cls.net_name
    t.new(f"{name} new()")(lambda: _plain(cls))
    if cls in (ArgumentNullException, ArgumentOutOfRangeException):
        _declare_parameter_constructors(t, cls)
        return
    t.new(f"{name} new(string message)")(lambda message: cls(message))
    t.new(f"{name} new(string message, System.Exception innerException)")(lambda message, inner: cls(message, inner))
    if issubclass(cls, ArgumentException):
        t.new(f"{name} new(string message, string paramName)")(lambda message, parameter: cls(f"{message} (Parameter '{parameter}')"))
    if issubclass(cls, RuntimeException):
        t.new(f"{name} new(string message, System.Exception innerException, System.Management.Automation.ErrorRecord errorRecord)")(_with_record(cls))


def _with_record(cls: type[NetException]) -> Callable[[str, Value, Value], NetException]:
    def make(message: str, inner: Value, record: Value) -> NetException:
        made = cls(message, inner)
        made.error_record = record  # type: ignore[attr-defined]
        return made
    return make


def _declare_parameter_constructors(t: NetType, cls: type[NetException]) -> None:
    name = cls.net_name
    t.new(f"{name} new(string paramName)")(lambda parameter: cls(f"{cls.default_message} (Parameter '{parameter}')"))
    t.new(f"{name} new(string paramName, string message)")(lambda parameter, message: cls(f"{message} (Parameter '{parameter}')"))
    t.new(f"{name} new(string message, System.Exception innerException)")(lambda message, inner: cls(message, inner))
    if cls is ArgumentOutOfRangeException:
        t.new(f"{name} new(string paramName, System.Object actualValue, string message)")(_out_of_range)


def _out_of_range(parameter: str, actual: Value, message: str) -> NetException:
    from shell.objects.text import to_display
    made = ArgumentOutOfRangeException(f"{message} (Parameter '{parameter}')\nActual value was {to_display(actual)}.")
    made.actual_value = actual  # type: ignore[attr-defined]
    return made


def _plain(cls: type[NetException]) -> NetException:
    return cls(cls.default_message or f"Exception of type '{cls.net_name}' was thrown.")


def exception_type(name: str) -> Optional[NetType]:
    """An exception type by full name in any case."""
    cls = EXCEPTIONS.get(name.lower())
    return None if cls is None else type_of_exception(cls)


type_of_exception(NetException)
