"""[Parser], [PSParser], and tokens as scripts see them."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.enums import define_enum
from shell.clr.typeinfo import NetType
from shell.language.kinds import TokenFlags, TokenKind
from shell.language.parser import parse
from shell.language.source import Extent, ParseError, Source
from shell.language.tokens import Token
from shell.runtime.language_enums import FLAGS, kind_value
from shell.runtime.language_types import shown

Value = Any
_L = "System.Management.Automation.Language."
_S = "System.Management.Automation."

TOKEN = NetType(_L + "Token")
TOKEN.prop("Text", "string")(lambda t: "" if t.kind is TokenKind.EndOfInput else t.text)
TOKEN.prop("TokenFlags", _L + "TokenFlags")(lambda t: FLAGS(t.flags))
TOKEN.prop("Kind", _L + "TokenKind")(lambda t: kind_value(t.kind))
TOKEN.attr("HasError", "bool", "has_error")
TOKEN.attr("Extent", _L + "IScriptExtent", "extent")
TOKEN.method("string ToString()")(lambda t: t.text)
STRING = NetType(_L + "StringToken", base=TOKEN)
STRING.attr("Value", "string", "value")
LITERAL = NetType(_L + "StringLiteralToken", base=STRING)
EXPANDABLE = NetType(_L + "StringExpandableToken", base=STRING)
EXPANDABLE.prop("NestedTokens", f"System.Collections.ObjectModel.ReadOnlyCollection[{_L}Token]")(lambda t: t.nested or None)
PARAMETER = NetType(_L + "ParameterToken", base=TOKEN)
PARAMETER.attr("ParameterName", "string", "value")
PARAMETER.prop("UsedColon", "bool")(lambda t: t.text.endswith(":"))
VARIABLE = NetType(_L + "VariableToken", base=TOKEN)
VARIABLE.attr("Name", "string", "value")


@VARIABLE.prop("VariablePath", _S + "VariablePath")
def _variable_path(token: Token) -> Value:
    from shell.language.node_expr import VariablePath
    return VariablePath(token.value)


NUMBER = NetType(_L + "NumberToken", base=TOKEN)
NUMBER.prop("Value")(lambda t: shown(t.value))
LABEL = NetType(_L + "LabelToken", base=TOKEN)
LABEL.attr("LabelText", "string", "value")
REDIRECTION = NetType(_L + "RedirectionToken", base=TOKEN)
INPUT = NetType(_L + "InputRedirectionToken", base=REDIRECTION)
MERGING = NetType(_L + "MergingRedirectionToken", base=REDIRECTION)
FILE = NetType(_L + "FileRedirectionToken", base=REDIRECTION)
FILE.prop("Append", "bool")(lambda t: t.value.append)
_BY_KIND: dict[TokenKind, NetType] = {
    TokenKind.StringLiteral: LITERAL, TokenKind.HereStringLiteral: LITERAL, TokenKind.StringExpandable: EXPANDABLE,
    TokenKind.HereStringExpandable: EXPANDABLE, TokenKind.Parameter: PARAMETER, TokenKind.Variable: VARIABLE, TokenKind.SplattedVariable: VARIABLE,
    TokenKind.Number: NUMBER, TokenKind.Label: LABEL, TokenKind.RedirectInStd: INPUT,
}


def token_type(token: Token) -> NetType:
    """Which kind of token object it is."""
    if token.kind is TokenKind.Generic:
        return EXPANDABLE if token.parts and any(not isinstance(p, str) for p in token.parts) else LITERAL
    if token.kind is TokenKind.Redirection:
        return MERGING if getattr(token.value, "to_stream", None) is not None else FILE
    return _BY_KIND.get(token.kind, TOKEN)


Token.net_type = property(token_type)  # type: ignore[attr-defined]

# ---- [Parser]

PARSER = NetType(_L + "Parser")


def _parsed(text: str, file: Optional[str], tokens: Value, errors: Value) -> Value:
    result = parse(text, file)
    tokens.value = list(result.tokens)
    errors.value = list(result.errors)
    return result.ast


@PARSER.static(f"{_L}ScriptBlockAst ParseInput(string input, [ref] {_L}Token[] tokens, [ref] {_L}ParseError[] errors)",
               f"{_L}ScriptBlockAst ParseInput(string input, string fileName, [ref] {_L}Token[] tokens, [ref] {_L}ParseError[] errors)")
def parse_input(text: str, *rest: Value) -> Value:
    """Text to a tree; tokens and errors through the references."""
    file = rest[0] if len(rest) == 3 else None
    return _parsed(text, file or None, rest[-2], rest[-1])


@PARSER.static(f"{_L}ScriptBlockAst ParseFile(string fileName, [ref] {_L}Token[] tokens, [ref] {_L}ParseError[] errors)")
def parse_file(name: str, tokens: Value, errors: Value) -> Value:
    """A file to a tree; one that cannot be read is an error among `errors`."""
    from shell.objects import hooks
    ctx: Any = hooks.current()
    path = ctx.full_path(name)
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
            text = f.read()
    except OSError:
        tree = _parsed("", None, tokens, errors)
        at = Extent(Source(""), 0, 0)
        errors.value = [ParseError(f"The file could not be read: Could not find file '{path}'..", "FileReadError", at)]
        return tree
    return _parsed(text, path, tokens, errors)


# ---- [PSParser]: the tokens of version 2

TOKEN_TYPE = define_enum(_S + "PSTokenType", {name: i for i, name in enumerate(
    "Unknown Command CommandParameter CommandArgument Number String Variable Member LoopLabel Attribute Type Operator GroupStart GroupEnd Keyword "
    "Comment StatementSeparator NewLine LineContinuation Position".split())})
_OLD_KINDS: dict[str, str] = {
    **dict.fromkeys("LParen LCurly AtParen AtCurly DollarParen LBracket".split(), "GroupStart"), **dict.fromkeys("RParen RCurly".split(), "GroupEnd"),
    **dict.fromkeys("StringLiteral StringExpandable HereStringLiteral HereStringExpandable".split(), "String"),
    "LBracket": "Operator", "RBracket": "Operator", "Variable": "Variable", "SplattedVariable": "Variable", "Parameter": "CommandParameter",
    "Number": "Number", "Label": "LoopLabel", "NewLine": "NewLine", "LineContinuation": "LineContinuation", "Comment": "Comment",
    "Semi": "StatementSeparator", "Identifier": "CommandArgument", "Generic": "CommandArgument",
}


class PSToken:
    """One token as PSParser gives it."""

    __slots__ = ("token", "ps_ext")

    def __init__(self, token: Token) -> None:
        self.token = token
        self.ps_ext: Any = None

    @property
    def kind(self) -> str:
        flags = self.token.flags
        for bit, name in ((TokenFlags.COMMAND_NAME, "Command"), (TokenFlags.MEMBER_NAME, "Member"), (TokenFlags.TYPE_NAME, "Type"),
                          (TokenFlags.ATTRIBUTE_NAME, "Attribute"), (TokenFlags.KEYWORD, "Keyword")):
            if flags & bit:
                return name
        return _OLD_KINDS.get(self.token.kind.name, "Operator")

    @property
    def content(self) -> str:
        token = self.token
        if token.kind in (TokenKind.Variable, TokenKind.SplattedVariable) or self.kind == "String":
            return str(token.value)
        return token.text


class PSParseError:
    """An error with the token it stands at."""

    __slots__ = ("message", "token", "ps_ext")

    def __init__(self, error: ParseError) -> None:
        self.message = error.message
        extent = error.extent
        self.token = PSToken(Token(extent.source, TokenKind.Unknown, extent.start, extent.end))
        self.ps_ext: Any = None


OLD_TOKEN = NetType(_S + "PSToken", PSToken)
OLD_TOKEN.attr("Content", "string", "content")
OLD_TOKEN.prop("Type", _S + "PSTokenType")(lambda t: TOKEN_TYPE.net_type.enum_values[t.kind])
OLD_TOKEN.prop("Start", "int")(lambda t: t.token.start)
OLD_TOKEN.prop("Length", "int")(lambda t: t.token.end - t.token.start)
for _name, _attribute in (("StartLine", "start_line_number"), ("StartColumn", "start_column_number"), ("EndLine", "end_line_number"),
                          ("EndColumn", "end_column_number")):
    OLD_TOKEN.prop(_name, "int")(lambda t, attribute=_attribute: getattr(t.token.extent, attribute))
OLD_ERROR = NetType(_S + "PSParseError", PSParseError)
OLD_ERROR.attr("Token", _S + "PSToken", "token")
OLD_ERROR.attr("Message", "string", "message")
OLD_PARSER = NetType(_S + "PSParser")


@OLD_PARSER.static(f"System.Collections.ObjectModel.Collection[{_S}PSToken] Tokenize(string script, [ref] System.Collections.ObjectModel.Collection"
                   f"[{_S}PSParseError] errors)", f"System.Collections.ObjectModel.Collection[{_S}PSToken] Tokenize(System.Object[] script, "
                   f"[ref] System.Collections.ObjectModel.Collection[{_S}PSParseError] errors)")
def tokenize_old(script: Value, errors: Value) -> Value:
    """PSParser.Tokenize: without the end of input."""
    from shell.objects.intrinsics import collection
    from shell.objects.text import to_string
    text = script if isinstance(script, str) else "\n".join(to_string(line) for line in script)
    result = parse(text)
    errors.value = collection([PSParseError(e) for e in result.errors])
    return collection([PSToken(t) for t in result.tokens if t.kind is not TokenKind.EndOfInput])
