"""TokenKind: PowerShell's names for the kinds of tokens, which also serve as operators in nodes; TokenFlags: what is known of each kind."""
from __future__ import annotations

from enum import Enum


class TokenFlags:
    """Bits of a token's flags; the low four are the precedence of a binary operator."""

    NONE = 0x0
    PRECEDENCE_LOGICAL = 0x1
    PRECEDENCE_BITWISE = 0x2
    PRECEDENCE_COMPARISON = 0x5
    PRECEDENCE_COALESCE = 0x7
    PRECEDENCE_ADD = 0x9
    PRECEDENCE_MULTIPLY = 0xA
    PRECEDENCE_FORMAT = 0xC
    PRECEDENCE_RANGE = 0xD
    PRECEDENCE_MASK = 0xF
    KEYWORD = 0x10
    BLOCK_NAME = 0x20
    BINARY = 0x100
    UNARY = 0x200
    CASE_SENSITIVE = 0x400
    TERNARY = 0x800
    SPECIAL = 0x1000
    ASSIGNMENT = 0x2000
    MODE_INVARIANT = 0x8000
    IN_ERROR = 0x10000
    DISALLOWED = 0x20000
    PREFIX_OR_POSTFIX = 0x40000
    COMMAND_NAME = 0x80000
    MEMBER_NAME = 0x100000
    TYPE_NAME = 0x200000
    ATTRIBUTE_NAME = 0x400000
    CAN_FOLD = 0x800000
    NO_ATTRIBUTES = 0x1000000


_F = TokenFlags

#: PowerShell's names of the flags, low bits first
_FLAG_NAMES = (
    (_F.KEYWORD, "Keyword"), (_F.BLOCK_NAME, "ScriptBlockBlockName"), (_F.BINARY, "BinaryOperator"), (_F.UNARY, "UnaryOperator"),
    (_F.CASE_SENSITIVE, "CaseSensitiveOperator"), (_F.TERNARY, "TernaryOperator"), (_F.SPECIAL, "SpecialOperator"),
    (_F.ASSIGNMENT, "AssignmentOperator"), (_F.MODE_INVARIANT, "ParseModeInvariant"), (_F.IN_ERROR, "TokenInError"),
    (_F.DISALLOWED, "DisallowedInRestrictedMode"), (_F.PREFIX_OR_POSTFIX, "PrefixOrPostfixOperator"), (_F.COMMAND_NAME, "CommandName"),
    (_F.MEMBER_NAME, "MemberName"), (_F.TYPE_NAME, "TypeName"), (_F.ATTRIBUTE_NAME, "AttributeName"),
    (_F.CAN_FOLD, "CanConstantFold"), (_F.NO_ATTRIBUTES, "StatementDoesntSupportAttributes"),
)
_PRECEDENCE_NAMES = {
    1: "BinaryPrecedenceLogical", 2: "BinaryPrecedenceBitwise", 5: "BinaryPrecedenceComparison", 7: "BinaryPrecedenceCoalesce",
    9: "BinaryPrecedenceAdd", 10: "BinaryPrecedenceMultiply", 12: "BinaryPrecedenceFormat", 13: "BinaryPrecedenceRange",
}


def flag_names(flags: int) -> str:
    """Flags as PowerShell prints them: 'BinaryPrecedenceAdd, BinaryOperator', or 'None'."""
    names = []
    precedence = _PRECEDENCE_NAMES.get(flags & _F.PRECEDENCE_MASK)
    if precedence:
        names.append(precedence)
    names.extend(name for bit, name in _FLAG_NAMES if flags & bit)
    return ", ".join(names) or "None"


def _words(text: str, flags: int) -> dict[str, int]:
    return dict.fromkeys(text.split(), flags)


_COMPARISON = _F.BINARY | _F.PRECEDENCE_COMPARISON
_FOLDED = _F.BINARY | _F.CAN_FOLD
_STEP = _F.UNARY | _F.PREFIX_OR_POSTFIX | _F.DISALLOWED
_STATEMENT = _F.KEYWORD | _F.NO_ATTRIBUTES

_FLAGS: dict[str, int] = {
    **_words("NewLine LineContinuation Comment EndOfInput StringLiteral StringExpandable HereStringLiteral HereStringExpandable "
             "LParen RParen LCurly RCurly RBracket AtParen AtCurly DollarParen Semi AndAnd OrOr", _F.MODE_INVARIANT),
    **_words("Ampersand Pipe", _F.SPECIAL | _F.MODE_INVARIANT),
    "Comma": _F.UNARY | _F.MODE_INVARIANT,
    **_words("MinusMinus PlusPlus PostfixPlusPlus PostfixMinusMinus", _STEP),
    "DotDot": _F.BINARY | _F.PRECEDENCE_RANGE | _F.DISALLOWED,
    **_words("ColonColon Dot Colon QuestionDot", _F.SPECIAL | _F.DISALLOWED),
    **_words("Exclaim Not Bnot", _F.UNARY | _F.CAN_FOLD),
    **_words("Multiply Divide Rem", _FOLDED | _F.PRECEDENCE_MULTIPLY),
    **_words("Plus Minus", _FOLDED | _F.PRECEDENCE_ADD | _F.UNARY),
    **_words("Equals PlusEquals MinusEquals MultiplyEquals DivideEquals RemainderEquals QuestionQuestionEquals", _F.ASSIGNMENT),
    "Redirection": _F.DISALLOWED,
    "RedirectInStd": _F.MODE_INVARIANT | _F.DISALLOWED,
    "Format": _F.BINARY | _F.PRECEDENCE_FORMAT | _F.DISALLOWED,
    **_words("And Or Xor", _FOLDED | _F.PRECEDENCE_LOGICAL),
    **_words("Band Bor Bxor", _FOLDED | _F.PRECEDENCE_BITWISE),
    **_words("Ieq Ine Ige Igt Ilt Ile Ilike Inotlike Icontains Inotcontains Iin Inotin Is IsNot", _COMPARISON),
    **_words("Imatch Inotmatch Ireplace As", _COMPARISON | _F.DISALLOWED),
    **_words("Ceq Cne Cge Cgt Clt Cle Clike Cnotlike Ccontains Cnotcontains Cin Cnotin", _COMPARISON | _F.CASE_SENSITIVE),
    **_words("Cmatch Cnotmatch Creplace", _COMPARISON | _F.CASE_SENSITIVE | _F.DISALLOWED),
    **_words("Join Isplit", _COMPARISON | _F.UNARY | _F.DISALLOWED),
    "Csplit": _COMPARISON | _F.UNARY | _F.CASE_SENSITIVE | _F.DISALLOWED,
    **_words("Shl Shr", _COMPARISON | _F.CAN_FOLD),
    "QuestionMark": _F.TERNARY | _F.DISALLOWED,
    "QuestionQuestion": _F.BINARY | _F.PRECEDENCE_COALESCE,
    **_words("Begin Process End Clean Dynamicparam", _F.KEYWORD | _F.BLOCK_NAME),
    **_words("Catch Class Else ElseIf Finally In Param Until Configuration DynamicKeyword Public Private Static Interface Enum "
             "Namespace Module Type Assembly Command Hidden Base Default", _F.KEYWORD),
    **_words("Break Continue Data Define Do Exit Filter For Foreach From Function If Return Switch Throw Trap Try Using Var While "
             "Workflow Parallel Sequence InlineScript", _STATEMENT),
}

_KEYWORDS = ("ElseIf If Else Switch Foreach From In For While Until Do Try Catch Finally Trap Data Return Continue Break Exit Throw "
             "Begin Process End Dynamicparam Function Filter Param Class Define Var Using Workflow Parallel Sequence InlineScript "
             "Configuration Public Private Static Interface Enum Namespace Module Type Assembly Command Hidden Base Default Clean")

_SYMBOLS = {
    "LParen": "(", "RParen": ")", "LCurly": "{", "RCurly": "}", "LBracket": "[", "RBracket": "]", "AtParen": "@(", "AtCurly": "@{",
    "DollarParen": "$(", "Semi": ";", "AndAnd": "&&", "OrOr": "||", "Ampersand": "&", "Pipe": "|", "Comma": ",", "MinusMinus": "--",
    "PlusPlus": "++", "DotDot": "..", "ColonColon": "::", "Dot": ".", "Exclaim": "!", "Multiply": "*", "Divide": "/", "Rem": "%",
    "Plus": "+", "Minus": "-", "Equals": "=", "PlusEquals": "+=", "MinusEquals": "-=", "MultiplyEquals": "*=", "DivideEquals": "/=",
    "RemainderEquals": "%=", "PostfixPlusPlus": "++", "PostfixMinusMinus": "--", "Colon": ":", "QuestionMark": "?",
    "QuestionQuestionEquals": "??=", "QuestionQuestion": "??", "QuestionDot": "?.", "QuestionLBracket": "?[", "Format": "-f",
    "Redirection": ">", "RedirectInStd": "<",
}
_DASH_WORDS = set("Not Bnot And Or Xor Band Bor Bxor Join Is IsNot As Shl Shr".split())


def _text_of(name: str) -> str:
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    if name in _DASH_WORDS:
        return "-" + name.lower()
    if _FLAGS.get(name, 0) & _F.PRECEDENCE_MASK == _F.PRECEDENCE_COMPARISON:
        return "-" + (name[1:] if name.startswith("I") else name).lower()
    return name.lower()


class _KindBase(Enum):
    """Members print as their bare name and know their flags."""

    def __init__(self, name: str) -> None:
        #: flags every token of the kind has
        self.flags: int = _FLAGS.get(name, 0)
        #: precedence as a binary operator, 0 if none
        self.precedence: int = self.flags & _F.PRECEDENCE_MASK if self.flags & _F.BINARY else 0
        #: how error messages spell it
        self.text: str = _text_of(name)

    def __repr__(self) -> str:
        return self._value_ if isinstance(self._value_, str) else str(self._value_)

    def __str__(self) -> str:
        return repr(self)

    # members are compared by identity; the plain object hash is faster than Enum's own
    __hash__ = object.__hash__


class TokenKind(_KindBase):
    """Kinds of tokens, with PowerShell's names."""

    Unknown = "Unknown"
    Variable = "Variable"
    SplattedVariable = "SplattedVariable"
    Parameter = "Parameter"
    Number = "Number"
    Label = "Label"
    Identifier = "Identifier"
    Generic = "Generic"
    NewLine = "NewLine"
    LineContinuation = "LineContinuation"
    Comment = "Comment"
    EndOfInput = "EndOfInput"
    StringLiteral = "StringLiteral"
    StringExpandable = "StringExpandable"
    HereStringLiteral = "HereStringLiteral"
    HereStringExpandable = "HereStringExpandable"
    LParen = "LParen"
    RParen = "RParen"
    LCurly = "LCurly"
    RCurly = "RCurly"
    LBracket = "LBracket"
    RBracket = "RBracket"
    AtParen = "AtParen"
    AtCurly = "AtCurly"
    DollarParen = "DollarParen"
    Semi = "Semi"
    AndAnd = "AndAnd"
    OrOr = "OrOr"
    Ampersand = "Ampersand"
    Pipe = "Pipe"
    Comma = "Comma"
    MinusMinus = "MinusMinus"
    PlusPlus = "PlusPlus"
    DotDot = "DotDot"
    ColonColon = "ColonColon"
    Dot = "Dot"
    Exclaim = "Exclaim"
    Multiply = "Multiply"
    Divide = "Divide"
    Rem = "Rem"
    Plus = "Plus"
    Minus = "Minus"
    Equals = "Equals"
    PlusEquals = "PlusEquals"
    MinusEquals = "MinusEquals"
    MultiplyEquals = "MultiplyEquals"
    DivideEquals = "DivideEquals"
    RemainderEquals = "RemainderEquals"
    Redirection = "Redirection"
    RedirectInStd = "RedirectInStd"
    Format = "Format"
    Not = "Not"
    Bnot = "Bnot"
    And = "And"
    Or = "Or"
    Xor = "Xor"
    Band = "Band"
    Bor = "Bor"
    Bxor = "Bxor"
    Join = "Join"
    Ieq = "Ieq"
    Ine = "Ine"
    Ige = "Ige"
    Igt = "Igt"
    Ilt = "Ilt"
    Ile = "Ile"
    Ilike = "Ilike"
    Inotlike = "Inotlike"
    Imatch = "Imatch"
    Inotmatch = "Inotmatch"
    Ireplace = "Ireplace"
    Icontains = "Icontains"
    Inotcontains = "Inotcontains"
    Iin = "Iin"
    Inotin = "Inotin"
    Isplit = "Isplit"
    Ceq = "Ceq"
    Cne = "Cne"
    Cge = "Cge"
    Cgt = "Cgt"
    Clt = "Clt"
    Cle = "Cle"
    Clike = "Clike"
    Cnotlike = "Cnotlike"
    Cmatch = "Cmatch"
    Cnotmatch = "Cnotmatch"
    Creplace = "Creplace"
    Ccontains = "Ccontains"
    Cnotcontains = "Cnotcontains"
    Cin = "Cin"
    Cnotin = "Cnotin"
    Csplit = "Csplit"
    Is = "Is"
    IsNot = "IsNot"
    As = "As"
    PostfixPlusPlus = "PostfixPlusPlus"
    PostfixMinusMinus = "PostfixMinusMinus"
    Shl = "Shl"
    Shr = "Shr"
    Colon = "Colon"
    QuestionMark = "QuestionMark"
    QuestionQuestionEquals = "QuestionQuestionEquals"
    QuestionQuestion = "QuestionQuestion"
    QuestionDot = "QuestionDot"
    QuestionLBracket = "QuestionLBracket"
    Begin = "Begin"
    Break = "Break"
    Catch = "Catch"
    Class = "Class"
    Continue = "Continue"
    Data = "Data"
    Define = "Define"
    Do = "Do"
    Dynamicparam = "Dynamicparam"
    Else = "Else"
    ElseIf = "ElseIf"
    End = "End"
    Exit = "Exit"
    Filter = "Filter"
    Finally = "Finally"
    For = "For"
    Foreach = "Foreach"
    From = "From"
    Function = "Function"
    If = "If"
    In = "In"
    Param = "Param"
    Process = "Process"
    Return = "Return"
    Switch = "Switch"
    Throw = "Throw"
    Trap = "Trap"
    Try = "Try"
    Until = "Until"
    Using = "Using"
    Var = "Var"
    While = "While"
    Workflow = "Workflow"
    Parallel = "Parallel"
    Sequence = "Sequence"
    InlineScript = "InlineScript"
    Configuration = "Configuration"
    DynamicKeyword = "DynamicKeyword"
    Public = "Public"
    Private = "Private"
    Static = "Static"
    Interface = "Interface"
    Enum = "Enum"
    Namespace = "Namespace"
    Module = "Module"
    Type = "Type"
    Assembly = "Assembly"
    Command = "Command"
    Hidden = "Hidden"
    Base = "Base"
    Default = "Default"
    Clean = "Clean"


#: keyword in lower case -> kind
KEYWORDS: dict[str, TokenKind] = {name.lower(): TokenKind[name] for name in _KEYWORDS.split()}


def _operators() -> dict[str, TokenKind]:
    table = {"f": TokenKind.Format}
    for name in "Bnot Not Is IsNot As And Band Or Bor Xor Bxor Join Shl Shr".split():
        table[name.lower()] = TokenKind[name]
    for word in ("eq ne ge gt lt le like notlike match notmatch replace contains notcontains in notin split").split():
        insensitive = TokenKind["I" + word]
        table[word] = table["i" + word] = insensitive
        table["c" + word] = TokenKind["C" + word]
    return table


#: word after the dash in lower case -> kind
OPERATORS: dict[str, TokenKind] = _operators()
