"""The enums of the parser API: TokenKind, TokenFlags, StringConstantType, UsingStatementKind, RedirectionStream."""
from __future__ import annotations

from typing import Any

from shell.clr.enums import define_enum
from shell.language.kinds import TokenKind

_L = "System.Management.Automation.Language."


def _kind_numbers() -> dict[str, int]:
    """Consecutive numbers in the order of TokenKind; keywords start at 119."""
    numbers: dict[str, int] = {}
    number = 0
    for kind in TokenKind:
        if kind is TokenKind.Begin:
            number = 119
        numbers[kind.name] = number
        number += 1
    return numbers


KIND = define_enum(_L + "TokenKind", _kind_numbers())
FLAGS = define_enum(_L + "TokenFlags", {
    "None": 0, "BinaryPrecedenceLogical": 1, "BinaryPrecedenceBitwise": 2, "BinaryPrecedenceComparison": 5, "BinaryPrecedenceCoalesce": 7,
    "BinaryPrecedenceAdd": 9, "BinaryPrecedenceMultiply": 10, "BinaryPrecedenceFormat": 12, "BinaryPrecedenceRange": 13, "BinaryPrecedenceMask": 15,
    "Keyword": 16, "ScriptBlockBlockName": 32, "BinaryOperator": 256, "UnaryOperator": 512, "CaseSensitiveOperator": 1024, "TernaryOperator": 2048,
    "SpecialOperator": 4096, "AssignmentOperator": 8192, "ParseModeInvariant": 32768, "TokenInError": 65536, "DisallowedInRestrictedMode": 131072,
    "PrefixOrPostfixOperator": 262144, "CommandName": 524288, "MemberName": 1048576, "TypeName": 2097152, "AttributeName": 4194304,
    "CanConstantFold": 8388608, "StatementDoesntSupportAttributes": 16777216}, True)
STRING_TYPE = define_enum(_L + "StringConstantType", {
    "SingleQuoted": 0, "SingleQuotedHereString": 1, "DoubleQuoted": 2, "DoubleQuotedHereString": 3, "BareWord": 4})
USING_KIND = define_enum(_L + "UsingStatementKind", {"Assembly": 0, "Command": 1, "Module": 2, "Namespace": 3, "Type": 4})
STREAM = define_enum(_L + "RedirectionStream", {"All": 0, "Output": 1, "Error": 2, "Warning": 3, "Verbose": 4, "Debug": 5, "Information": 6})


def kind_value(kind: TokenKind) -> Any:
    """The enum value of a token kind."""
    return KIND.net_type.enum_values[kind.name]
