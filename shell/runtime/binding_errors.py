"""The errors of parameter binding: one function an error, with PowerShell's text, id and category."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException, define_exception
from shell.objects.records import ErrorRecord, ParameterBindingException, TerminatingError

Value = Any

TransformationException = define_exception("System.Management.Automation.ParameterBindingArgumentTransformationException", ParameterBindingException)
ValidationException = define_exception("System.Management.Automation.ParameterBindingValidationException", ParameterBindingException)


class BindingError(TerminatingError):
    """A TerminatingError that knows which argument it is about: `node` is the CommandArgument.node to underline, None for the whole command."""

    def __init__(self, record: ErrorRecord, node: Any = None) -> None:
        super().__init__(record)
        self.node = node


def make(command: Any, message: str, error_id: str, category: str = "InvalidArgument", node: Any = None, target: Value = None,
         exception_class: type[NetException] = ParameterBindingException, inner: Optional[BaseException] = None, parameter: str = "") -> BindingError:
    """`command` has `.name` (activity) and `.fq_name` (what follows the id); `parameter` is the exception's ParameterName."""
    exception: Value = exception_class(message, inner)
    exception.parameter_name, exception.binding_id = parameter, error_id
    record = ErrorRecord(exception, error_id, category, target)
    record.fully_qualified_id = f"{error_id},{command.fq_name}"
    record.category_info.activity = command.name
    return BindingError(record, node)


def unknown_parameter(command: Any, name: str, node: Any) -> BindingError:
    return make(command, f"A parameter cannot be found that matches parameter name '{name}'.", "NamedParameterNotFound", node=node, parameter=name)


def ambiguous_parameter(command: Any, name: str, matches: list[str], node: Any) -> BindingError:
    listed = "".join(f" -{m}" for m in matches)
    return make(command, f"Parameter cannot be processed because the parameter name '{name}' is ambiguous. Possible matches include:{listed}.",
                "AmbiguousParameter", node=node, parameter=name)


def no_position(command: Any, text: str, node: Any = None) -> BindingError:
    return make(command, f"A positional parameter cannot be found that accepts argument '{text}'.", "PositionalParameterNotFound", parameter=text)


def missing_argument(command: Any, name: str, type_name: str, node: Any) -> BindingError:
    return make(command, f"Missing an argument for parameter '{name}'. Specify a parameter of type '{type_name}' and try again.", "MissingArgument", node=node, parameter=name)


def bound_twice(command: Any, name: str, node: Any) -> BindingError:
    return make(command, f"Cannot bind parameter because parameter '{name}' is specified more than once. To provide multiple values to parameters that can "
                "accept multiple values, use the array syntax. For example, \"-parameter value1,value2,value3\".", "ParameterAlreadyBound", node=node, parameter=name)


def ambiguous_set(command: Any) -> BindingError:
    return make(command, "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an "
                "insufficient number of parameters were provided.", "AmbiguousParameterSet")


def missing_mandatory(command: Any, names: list[str]) -> BindingError:
    return make(command, f"Cannot process command because of one or more missing mandatory parameters: {' '.join(names)}.", "MissingMandatoryParameter")


def input_not_bound(command: Any, value: Value) -> BindingError:
    e = make(command, "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input "
             "and its properties do not match any of the parameters that take pipeline input.", "InputObjectNotBound", target=value)
    name_target(e.record, value)
    return e


def name_target(record: ErrorRecord, value: Value) -> None:
    """Fill CategoryInfo's target name and type from the target object."""
    if value is None:
        return
    from shell.objects.text import to_display, type_name
    record.category_info.target_name = to_display(value)
    record.category_info.target_type = type_name(value).rsplit(".", 1)[-1]


_EMPTY = {"null": ("null", "ParameterArgumentValidationErrorNullNotAllowed"),
          "string": ("an empty string", "ParameterArgumentValidationErrorEmptyStringNotAllowed"),
          "array": ("an empty array", "ParameterArgumentValidationErrorEmptyArrayNotAllowed"),
          "collection": ("an empty collection", "ParameterArgumentValidationErrorEmptyCollectionNotAllowed")}


def empty_argument(command: Any, parameter: str, kind: str, node: Any) -> BindingError:
    """A mandatory parameter was given null, '' or an empty collection; `kind` is a key of _EMPTY."""
    words, error_id = _EMPTY[kind]
    return make(command, f"Cannot bind argument to parameter '{parameter}' because it is {words}.", error_id, "InvalidData", node,
                exception_class=ValidationException, parameter=parameter)


def not_converted(command: Any, parameter: str, error: NetException, is_function: bool, node: Any) -> BindingError:
    """The argument's conversion failed: a transformation error for script functions, a binding error for cmdlets."""
    if is_function:
        return make(command, f"Cannot process argument transformation on parameter '{parameter}'. {error.message}", "ParameterArgumentTransformationError",
                    "InvalidData", node, exception_class=TransformationException, inner=error, parameter=parameter)
    if error.message.startswith("Cannot convert value to type System.String") or "'System.Object[]'" in error.message:
        return make(command, f"Cannot convert 'System.Object[]' to the type 'System.String' required by parameter '{parameter}'. Specified method is not supported.",
                    "CannotConvertArgument", "InvalidArgument", node, inner=error, parameter=parameter)
    return make(command, f"Cannot bind parameter '{parameter}'. {error.message}", "CannotConvertArgumentNoMessage", "InvalidArgument", node, inner=error, parameter=parameter)


def not_valid(command: Any, parameter: str, error: NetException, node: Any) -> BindingError:
    return make(command, f"Cannot validate argument on parameter '{parameter}'. {error.message}", "ParameterArgumentValidationError", "InvalidData", node,
                exception_class=ValidationException, inner=error, parameter=parameter)
