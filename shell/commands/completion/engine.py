"""complete_input: what could stand at the cursor of a text.  Looks at the token there and at the nodes around it, and asks who knows."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.commands.completion import fixed_words
from shell.commands.completion.arguments import complete_argument
from shell.commands.completion.commands import complete_command
from shell.commands.completion.members import complete_key, complete_member
from shell.commands.completion.parameters import complete_parameter
from shell.commands.completion.paths import complete_path
from shell.commands.completion.place import Place
from shell.commands.completion.results import CommandCompletion, CompletionResult
from shell.commands.completion.tables import complete_table_key
from shell.commands.completion.type_names import complete_namespace, complete_type
from shell.commands.completion.variables import complete_variable
from shell.commands.completion.words import Word
from shell.language import nodes as ast
from shell.language.kinds import TokenFlags, TokenKind
from shell.language.tokens import Token

Value = Any
Answer = Optional[tuple[list[CompletionResult], int, int]]
NOWHERE: tuple[list[CompletionResult], int, int] = ([], -1, -1)
_STRINGS = (TokenKind.StringLiteral, TokenKind.StringExpandable, TokenKind.HereStringLiteral, TokenKind.HereStringExpandable)
_DOTS = (TokenKind.Dot, TokenKind.ColonColon, TokenKind.QuestionDot)


def complete_input(ctx: Any, text: str, cursor: int, own: bool = True) -> CommandCompletion:
    """Completions of `text` at `cursor`.  `own`: with this program's additions to PowerShell."""
    if not text.strip():
        return CommandCompletion([], -1, -1)
    place = Place(ctx, text, cursor, own)
    found, index, length = _at_token(place, place.token) if place.token is not None else _after_token(place)
    return CommandCompletion(found, index, length)


def _whole(token: Token, found: list[CompletionResult]) -> tuple[list[CompletionResult], int, int]:
    return found, token.start, token.end - token.start


def _at_token(place: Place, token: Token) -> tuple[list[CompletionResult], int, int]:
    """The cursor is in a token or right behind it."""
    kind = token.kind
    special = _BY_KIND.get(kind)
    if special is not None:
        return special(place, token) or NOWHERE
    if kind in _STRINGS:
        return _in_string(place, token)
    if kind in (TokenKind.Identifier, TokenKind.Generic, TokenKind.Number, TokenKind.Multiply, TokenKind.MinusMinus, TokenKind.Minus, TokenKind.Rem,
                TokenKind.DotDot, TokenKind.Divide, TokenKind.Plus) or (token.flags | kind.flags) & TokenFlags.KEYWORD:
        return _in_word(place, token)
    return NOWHERE


# ---- words


def _in_word(place: Place, token: Token) -> tuple[list[CompletionResult], int, int]:
    """An identifier, a bare word, a keyword that may become one, a lone dash."""
    text = token.text
    using = _using(place, token)
    if using is not None:
        return _whole(token, using)
    if token.flags & (TokenFlags.TYPE_NAME | TokenFlags.ATTRIBUTE_NAME):
        return _whole(token, complete_type(place, text, attributes=_is_attribute_place(place, token)))
    member = _member_at(place, token.start)
    if member is not None:
        found = complete_member(place, member, text)
        return _whole(token, found) if found else ([], member.extent.start, member.extent.end - member.extent.start)
    table = place.inside(ast.HashtableAst)
    if table is not None and token.flags & TokenFlags.MEMBER_NAME:
        return _whole(token, complete_table_key(place, table, text))
    jump = place.inside(ast.BreakStatementAst, ast.ContinueStatementAst)
    if jump is not None and jump.extent.start < token.start:
        return _whole(token, fixed_words.complete_label(place, jump, text))
    if text.startswith("-"):
        return _dash(place, token)
    return _command_word(place, token, text)


def _command_word(place: Place, token: Token, text: str) -> tuple[list[CompletionResult], int, int]:
    command = place.command
    if command is not None and command.command_elements:
        first = command.command_elements[0]
        if first.extent.start <= token.start and token.end <= first.extent.end:
            return _whole(token, complete_command(place, first.extent.text if first.extent.start == token.start else text))
        redirection = place.inside(ast.FileRedirectionAst)
        if redirection is not None:
            return _whole(token, complete_path(place.ctx, Word(text)))
        node = _argument_node(command, place.cursor)
        raw = _argument_text(place, node, token)
        start = token.start if not isinstance(node, ast.ExpandableStringExpressionAst) else node.extent.start
        return complete_argument(place, command, node, raw), start, token.end - start
    if token.flags & (TokenFlags.COMMAND_NAME | TokenFlags.KEYWORD):
        return _whole(token, complete_command(place, text))
    if token.kind is TokenKind.Number:
        return NOWHERE
    return _whole(token, [])


def _argument_node(command: ast.CommandAst, cursor: int) -> Any:
    """The element the cursor is in."""
    for e in command.command_elements[1:]:
        if e.extent.start < cursor <= e.extent.end:
            return e
    return None


def _argument_text(place: Place, node: Any, token: Token) -> str:
    return token.text


def _member_at(place: Place, start: int) -> Any:
    """The member expression whose member begins at `start`."""
    for node in reversed(place.path):
        if isinstance(node, ast.MemberExpressionAst) and node.member.extent.start == start:
            return node
    return None


def _is_attribute_place(place: Place, token: Token) -> bool:
    """In a param block, or at the beginning of a body, an attribute may be meant."""
    if token.flags & TokenFlags.ATTRIBUTE_NAME or place.inside(ast.ParamBlockAst, ast.ParameterAst, ast.AttributeAst) is not None:
        return True
    if _in_param_list(place, token):
        return True
    block = place.inside(ast.NamedBlockAst)
    return block is not None and bool(block.statements) and block.statements[-1].extent.start <= token.start and len(block.statements) == 1 and \
        place.inside(ast.FunctionDefinitionAst) is not None


def _in_param_list(place: Place, token: Token) -> bool:
    """Is the innermost open parenthesis that of a param block?"""
    before = [t for t in place.tokens if t.end <= token.start]
    depth = 0
    for i in range(len(before) - 1, 0, -1):
        kind = before[i].kind
        if kind is TokenKind.RParen:
            depth += 1
        elif kind in (TokenKind.LParen, TokenKind.AtParen, TokenKind.DollarParen):
            if depth == 0:
                return before[i - 1].kind is TokenKind.Param
            depth -= 1
    return False


def _using(place: Place, token: Token) -> Optional[list[CompletionResult]]:
    """Words behind `using`; None when there is no such statement."""
    line = place.text[place.text.rfind("\n", 0, token.start) + 1:token.start].rpartition(";")[2].split()
    if not line or line[0].lower() != "using":
        return None
    if len(line) == 1:
        return fixed_words.complete_using(token.text)
    if len(line) == 2 and line[1].lower() == "namespace":
        return complete_namespace(token.text)
    if len(line) == 2 and line[1].lower() in ("module", "assembly"):
        ends = (".psm1", ".psd1", ".dll") if line[1].lower() == "module" else (".dll",)
        return complete_path(place.ctx, Word(token.text), extensions=ends)
    return []


# ---- dashes


def _dash(place: Place, token: Token) -> tuple[list[CompletionResult], int, int]:
    """`-`, `-Na`, `--x`: a parameter, an operator, an option of switch."""
    typed = token.text[1:]
    previous = _token_before(place, token)
    if previous is not None and previous.kind in (TokenKind.Switch, TokenKind.Foreach) and previous.flags & TokenFlags.KEYWORD:
        return _whole(token, fixed_words.complete_switch_option(typed, previous.kind is TokenKind.Foreach))
    command = place.command
    if command is not None and command.command_elements and command.command_elements[0].extent.end <= token.start:
        node = _argument_node(command, place.cursor)
        if isinstance(node, ast.CommandParameterAst) and node.argument is not None and token.start != node.extent.start:
            return _whole(token, complete_argument(place, command, node.argument, token.text))
        from shell.commands.completion.custom import native_values
        native = native_values(place, command, node)
        if native is None and place.own:
            from shell.commands.completion.bash_programs import program_values
            native = program_values(place, command, node, Word(place.text[token.start:place.cursor]))
        if native is not None:
            return _whole(token, native)
        if typed.endswith(":") and token.end == place.cursor:
            return complete_argument(place, command, None, ""), token.end, 0
        return _whole(token, complete_parameter(place, command, node, typed))
    if previous is not None and _is_value_end(previous) and not typed.startswith("-"):
        return _whole(token, fixed_words.complete_operator(typed))
    return _whole(token, [])


def _token_before(place: Place, token: Token) -> Optional[Token]:
    found = None
    for t in place.tokens:
        if t.start >= token.start:
            break
        if t.kind not in (TokenKind.Comment, TokenKind.LineContinuation):
            found = t
    return found


def _is_value_end(token: Token) -> bool:
    return token.kind in (TokenKind.Variable, TokenKind.Number, TokenKind.RParen, TokenKind.RBracket, TokenKind.RCurly, TokenKind.PlusPlus,
                          TokenKind.MinusMinus, *_STRINGS) or bool(token.flags & TokenFlags.MEMBER_NAME)


# ---- tokens with a meaning of their own


def _variable(place: Place, token: Token) -> Answer:
    command = place.command
    if command is not None and command.command_elements and command.command_elements[0].extent.end <= token.start and token.end == place.cursor:
        from shell.commands.completion.custom import native_values
        native = native_values(place, command, _argument_node(command, place.cursor))
        if native is not None:
            return _whole(token, native)
    return _whole(token, complete_variable(place, token))


def _dot(place: Place, token: Token) -> Answer:
    """Right behind a dot or two colons: all members."""
    if place.in_string or token.kind is TokenKind.QuestionDot and token.start > 0 and place.text[token.start - 1] != "}":
        return [], place.cursor, 0
    for node in reversed(place.path):
        if isinstance(node, ast.MemberExpressionAst) and node.expression.extent.end == token.start:
            found = complete_member(place, node, "")
            return found, token.end, 0
    return _whole(token, complete_command(place, ".")) if place.command is not None else None


def _comment(place: Place, token: Token) -> Answer:
    return fixed_words.complete_comment(place, token.start, token.text) or _whole(token, [])


def _comma(place: Place, token: Token) -> Answer:
    command = place.command
    if command is None or not command.command_elements:
        return None
    place.before = token
    node = _argument_node(command, place.cursor)
    return complete_argument(place, command, node, ""), token.end, 0


def _redirect(place: Place, token: Token) -> Answer:
    return complete_path(place.ctx, Word("")), token.end, 0


def _at_curly(place: Place, token: Token) -> Answer:
    table = place.inside(ast.HashtableAst)
    if table is None:
        return None
    found = complete_table_key(place, table, "")
    return (found, token.end, 0) if found else None


def _label(place: Place, token: Token) -> Answer:
    return _whole(token, [])


_BY_KIND: dict[TokenKind, Callable[[Place, Token], Answer]] = {
    TokenKind.Variable: _variable, TokenKind.SplattedVariable: _variable, TokenKind.Parameter: _dash, TokenKind.Comment: _comment,
    TokenKind.Comma: _comma, TokenKind.Redirection: _redirect, TokenKind.AtCurly: _at_curly, TokenKind.Label: _label,
    **dict.fromkeys(_DOTS, _dot),
}


# ---- strings


def _in_string(place: Place, token: Token) -> tuple[list[CompletionResult], int, int]:
    """A quoted word: a command, an argument, a key; a closed string with the cursor behind it counts too."""
    raw = token.text
    if raw.startswith("@"):
        return _whole(token, [])
    index = place.inside(ast.IndexExpressionAst)
    if index is not None and index.index.extent.start == token.start:
        return _whole(token, complete_key(place, index, Word(raw)))
    command = place.command
    if command is not None and command.command_elements:
        first = command.command_elements[0]
        if first.extent.start == token.start:
            return _whole(token, complete_command(place, raw))
        if place.inside(ast.FileRedirectionAst) is not None:
            return _whole(token, complete_path(place.ctx, Word(raw)))
        return _whole(token, complete_argument(place, command, _argument_node(command, place.cursor), raw))
    return _whole(token, [])


# ---- nothing typed yet


def _after_token(place: Place) -> tuple[list[CompletionResult], int, int]:
    """The cursor stands behind blanks (or at the very start of a word)."""
    before, cursor = place.before, place.cursor
    if before is None or place.separated():
        return NOWHERE
    if before.kind is TokenKind.Using:
        return fixed_words.complete_using(""), cursor, 0
    if before.kind in (TokenKind.AtCurly, TokenKind.Semi) or before.kind is TokenKind.NewLine:
        table = _open_table(place)
        found = complete_table_key(place, table, "") if table is not None else []
        return (found, cursor, 0) if found else NOWHERE
    if before.kind is TokenKind.Redirection:
        return complete_path(place.ctx, Word("")), cursor, 0
    command = _command_before(place)
    if command is None:
        return NOWHERE
    node = None
    if before.kind is TokenKind.Comma:
        node = next((e for e in command.command_elements[1:] if e.extent.start < before.end <= e.extent.end), None)
    return complete_argument(place, command, node, ""), cursor, 0


def _open_table(place: Place) -> Any:
    for node in place.walk():
        if isinstance(node, ast.HashtableAst) and place.before is not None and node.extent.start <= place.before.start and \
                (node.extent.end >= place.cursor or place.text[node.extent.end - 1] != "}"):
            found = node
            return found
    return None


def _command_before(place: Place) -> Optional[ast.CommandAst]:
    """The command that ends in front of the blanks, and goes on."""
    assert place.before is not None
    if place.before.kind in (TokenKind.Pipe, TokenKind.Semi, TokenKind.AndAnd, TokenKind.OrOr, TokenKind.LCurly, TokenKind.LParen, TokenKind.Ampersand,
                             TokenKind.DollarParen, TokenKind.AtParen):
        return None
    command = place.command
    if command is None:
        for node in place.path:
            if isinstance(node, ast.CommandAst) and node.extent.end == place.before.end:
                command = node
    return command if command is not None and command.command_elements else None
