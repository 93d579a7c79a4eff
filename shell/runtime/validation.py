"""Validate* attributes: what each one checks and the texts it fails with.  Used by cmdlet declarations and by script functions alike."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.exceptions import NetException
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.parameters import Validator
from shell.runtime.scopes import ValidationMetadataException

Value = Any


NULL_OR_EMPTY = "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again."
NULL_ELEMENT = ("The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not "
                "contain any null values and then try the command again.")
IS_NULL = "The argument is null. Provide a valid value for the argument, and then try running the command again."
WHITE_SPACE = ("The argument is null, empty, or consists of only white-space characters. Provide an argument that contains non white-space "
               "characters, and then try the command again.")


def failure(message: str, error_id: str) -> NetException:
    """The exception a validator raises; the binder turns it into a binding error."""
    return ValidationMetadataException(message, error_id=error_id)


def elements_of(value: Value) -> Optional[list[Value]]:
    """The elements of a collection argument, or None for a scalar."""
    value = base_of(value)
    if isinstance(value, (list, tuple)):
        return list(value)
    return None


class EachElement(Validator):
    """Base of validators that look at every element of a collection argument."""

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        items = elements_of(value)
        if value is None or (items is not None and not items and self.refuses_empty):
            raise failure(NULL_OR_EMPTY, "ArgumentIsEmpty")
        for item in [value] if items is None else items:
            self.check_one(base_of(item), ctx, parameter)

    refuses_empty = False

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        raise NotImplementedError


class ValidateNotNull(Validator):
    attribute_name = "ValidateNotNull"

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        if value is None:
            raise failure(IS_NULL, "ArgumentIsNull")
        for item in elements_of(value) or ():
            if item is None:
                raise failure(NULL_ELEMENT, "ArgumentIsNull")


class ValidateNotNullOrEmpty(Validator):
    attribute_name = "ValidateNotNullOrEmpty"
    white_space = False

    def _blank(self, text: str) -> bool:
        return not (text.strip() if self.white_space else text)

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        base = base_of(value)
        message = WHITE_SPACE if self.white_space else NULL_OR_EMPTY
        if base is None:
            raise failure(message, "ArgumentIsNull")
        if isinstance(base, str):
            if self._blank(base):
                raise failure(message, "ArgumentIsEmpty")
            return
        items = elements_of(base)
        if items is None:
            if hasattr(base, "items") and hasattr(base, "__len__") and len(base) == 0:
                raise failure(message, "ArgumentIsEmpty")
            return
        if not items:
            raise failure(WHITE_SPACE if self.white_space else NULL_ELEMENT, "ArgumentCollectionIsEmpty")
        for item in items:
            if item is None or (isinstance(item, str) and self._blank(item)):
                raise failure(WHITE_SPACE if self.white_space else NULL_ELEMENT, "ArgumentCollectionContainsNull")


class ValidateNotNullOrWhiteSpace(ValidateNotNullOrEmpty):
    attribute_name = "ValidateNotNullOrWhiteSpace"
    white_space = True


class ValidateRange(EachElement):
    """Limits are values of one type; `kind` is a ValidateRangeKind name instead."""

    attribute_name = "ValidateRange"

    def __init__(self, minimum: Value = None, maximum: Value = None, kind: Optional[str] = None) -> None:
        self.minimum, self.maximum, self.kind = minimum, maximum, kind

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        if self.kind is not None:
            self._check_kind(value)
            return
        from shell.objects.comparison import compare
        from shell.objects.text import type_name
        limit = self.minimum if self.minimum is not None else self.maximum
        if isinstance(limit, str) != isinstance(value, str) or isinstance(value, bool):
            short = type_name(limit).rsplit(".", 1)[-1]
            raise failure(f'The argument cannot be validated because its type "{type_name(value).rsplit(".", 1)[-1]}" is not the same type ({short}) as the '
                          f"maximum and minimum limits of the parameter. Make sure the argument is of type {short} and then try the command again.",
                          "ValidationRangeElementType")
        if self.minimum is not None and compare(value, self.minimum) < 0:
            raise failure(f"The {to_string(value)} argument is less than the minimum allowed range of {to_string(self.minimum)}. Supply an argument that "
                          f"is greater than or equal to {to_string(self.minimum)} and then try the command again.", "ValidateRangeTooSmall")
        if self.maximum is not None and compare(value, self.maximum) > 0:
            raise failure(f"The {to_string(value)} argument is greater than the maximum allowed range of {to_string(self.maximum)}. Supply an argument "
                          f"that is less than or equal to {to_string(self.maximum)} and then try the command again.", "ValidateRangeTooBig")

    _KINDS: dict[str, tuple[Callable[[Value], bool], str]] = {
        "positive": (lambda v: v > 0, "greater than zero"),
        "nonnegative": (lambda v: v >= 0, "greater than or equal to zero"),
        "negative": (lambda v: v < 0, "less than zero"),
        "nonpositive": (lambda v: v <= 0, "less than or equal to zero"),
    }

    def _check_kind(self, value: Value) -> None:
        if isinstance(value, (str, bool)):
            from shell.objects.text import type_name
            raise failure(f'The argument cannot be validated because its type "{type_name(value).rsplit(".", 1)[-1]}" is not the same type (Int32) as the maximum and '
                          "minimum limits of the parameter. Make sure the argument is of type Int32 and then try the command again.", "ValidationRangeElementType")
        test, words = self._KINDS[(self.kind or "").lower()]
        if not test(value):
            raise failure(f'The argument "{to_string(value)}" cannot be validated because its value is not {words}.', "ValidateRange" + (self.kind or "") + "Failure")


class ValidateSet(EachElement):
    attribute_name = "ValidateSet"
    refuses_empty = False

    def __init__(self, values: list[str], ignore_case: bool = True, message: str = "", generator: Optional[Callable[[], list[str]]] = None) -> None:
        self.values, self.ignore_case, self.message, self.generator = values, ignore_case, message, generator

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        values = self.generator() if self.generator is not None else self.values
        text = to_string(value)
        if self.ignore_case:
            folded = text.lower()
            if any(v.lower() == folded for v in values):
                return
        elif text in values:
            return
        joined = ",".join(values)
        if self.message:
            from shell.clr.composite import format_composite
            raise failure(format_composite(self.message, [text, joined]), "ValidateSetFailure")
        raise failure(f'The argument "{text}" does not belong to the set "{joined}" specified by the ValidateSet attribute. Supply an argument that is '
                      "in the set and then try the command again.", "ValidateSetFailure")


class ValidatePattern(EachElement):
    attribute_name = "ValidatePattern"

    def __init__(self, pattern: str, options: Value = None, message: str = "") -> None:
        self.pattern, self.options, self.message = pattern, options, message

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        from shell.clr.regexes import Regex
        text = "" if value is None else to_string(value)
        if Regex(self.pattern, 1 if self.options is None else int(self.options)).is_match(text):  # 1: RegexOptions.IgnoreCase
            return
        if self.message:
            from shell.clr.composite import format_composite
            raise failure(format_composite(self.message, [text, self.pattern]), "ValidatePatternFailure")
        raise failure(f'The argument "{text}" does not match the "{self.pattern}" pattern. Supply an argument that matches "{self.pattern}" and try the '
                      "command again.", "ValidatePatternFailure")


class ValidateLength(EachElement):
    attribute_name = "ValidateLength"

    def __init__(self, minimum: int, maximum: int) -> None:
        self.minimum, self.maximum = minimum, maximum

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        if not isinstance(value, str):
            raise failure("The ValidateLength attribute cannot be applied to a parameter that is not a string or string[] parameter. Make the parameter a "
                          "string or string[] parameter.", "ValidateLengthNotString")
        n = len(value)
        if n < self.minimum:
            raise failure(f'The character length ({n}) of the argument is too short. Specify an argument with a length that is greater than or equal to '
                          f'"{self.minimum}", and then try the command again.', "ValidateLengthMinLengthFailure")
        if n > self.maximum:
            raise failure(f"The character length of the {n} argument is too long. Shorten the character length of the argument so it is fewer than or equal "
                          f'to "{self.maximum}" characters, and then try the command again.', "ValidateLengthMaxLengthFailure")


class ValidateCount(Validator):
    attribute_name = "ValidateCount"

    def __init__(self, minimum: int, maximum: int) -> None:
        self.minimum, self.maximum = minimum, maximum

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        items = elements_of(value)
        if items is None:
            if value is not None:
                raise failure("The ValidateCount attribute cannot be applied to a non-array parameter. Either remove the attribute from the parameter or "
                              "make the parameter an array parameter.", "NotAnArrayParameter")
            items = []
        n = len(items)
        if n < self.minimum or n > self.maximum:
            if self.minimum == self.maximum:
                raise failure(f"The parameter requires {self.minimum} value(s) - {n} value(s) were provided.", "ValidateCountExactFailure")
            raise failure(f"The parameter requires at least {self.minimum} value(s) and no more than {self.maximum} value(s) - {n} value(s) were provided.",
                          "ValidateCountMinMaxFailure")


class ValidateScript(EachElement):
    attribute_name = "ValidateScript"

    def __init__(self, script: Value, message: str = "") -> None:
        self.script, self.message = script, message

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        from shell.objects.conversion import to_bool
        result = ctx.invoke(self.script, args=(value,), dollar_under=value)
        if to_bool(result if len(result) != 1 else result[0]):
            return
        text = self.script.text
        if self.message:
            from shell.clr.composite import format_composite
            raise failure(format_composite(self.message, [to_string(value), text]), "ValidateScriptFailure")
        raise failure(f'The "{text}" validation script for the argument with value "{to_string(value)}" did not return a result of True. Determine why the '
                      "validation script failed, and then try the command again.", "ValidateScriptFailure")


class ValidateDrive(EachElement):
    attribute_name = "ValidateDrive"

    def __init__(self, drives: list[str], user: bool = False) -> None:
        self.drives = drives

    def check_one(self, value: Value, ctx: Any, parameter: str) -> None:
        drive = ctx.location.drive_of(to_string(value))  # raises DriveNotFound for an unknown one
        if drive.lower() not in [d.lower() for d in self.drives]:
            raise failure(f"The path argument drive {drive} does not belong to the set of approved drives: {','.join(self.drives)}. Supply a path argument "
                          "with an approved drive.", "ValidateDriveFailure")


class ValidateNotePropertyName(Validator):
    """Add-Member's: a word that names a member type is no note's name, so `Add-Member NoteProperty A 1` means the type."""

    attribute_name = "ValidateNotePropertyName"

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        from shell.objects.typenames import resolve_type
        kinds = resolve_type("System.Management.Automation.PSMemberTypes")
        if kinds is not None and any(n.lower() == to_string(value).lower() for n in kinds.enum_values):
            raise failure(f'The parameter "NotePropertyName" cannot be "{to_string(value)}": that is a member type. Name the note otherwise.', "InvalidNotePropertyName")


def from_declaration(text: str) -> Optional[Validator]:
    """A validator from its form in declarations.jsonl: `range:1..5`, `set:a|b`, `ValidateNotNull`; None when it has no check of ours."""
    if text.startswith("range:"):
        low, _, high = text[6:].partition("..")
        return ValidateRange(_number(low), _number(high)) if low or high else None
    if text.startswith("set:"):
        return ValidateSet(text[4:].split("|"))
    return {"ValidateNotNull": ValidateNotNull, "ValidateNotNullOrEmpty": ValidateNotNullOrEmpty,
            "ValidateNotNullOrWhiteSpace": ValidateNotNullOrWhiteSpace,
            "ValidateNotePropertyName": ValidateNotePropertyName}.get(text, lambda: None)()


def _number(text: str) -> Optional[int]:
    return int(text) if text else None
