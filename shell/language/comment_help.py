"""Comment-based help: finds the comments that belong to a script or function and reads their sections."""
from __future__ import annotations

import re
from typing import Optional, Union

from shell.language.kinds import TokenKind
from shell.language.node_base import Ast
from shell.language.node_script import CommentHelp, FunctionDefinitionAst, ScriptBlockAst
from shell.language.parser import tokenize
from shell.language.tokens import Token

_DIRECTIVE = re.compile(r"^\s*\.(\w+)(\s+(\S.*?))?\s*$").match
_BLOCK = re.compile(r"\A<#(.*?)(?:#>)?\Z", re.DOTALL).match
_REQUIRES = re.compile(r"#\s*requires\b", re.IGNORECASE).match
#: sections whose text is kept once
_SINGLE = {"synopsis": "synopsis", "description": "description", "notes": "notes", "component": "component", "role": "role",
           "functionality": "functionality"}
#: sections that may come again
_MANY = {"example": "examples", "inputs": "inputs", "outputs": "outputs", "link": "links"}
#: directives with a word behind them and no text
_WORD = {"forwardhelptargetname": "forward_help_target_name", "forwardhelpcategory": "forward_help_category",
         "remotehelprunspace": "remote_help_runspace", "externalhelp": "mamlhelp_file"}


def get_help_content(node: Union[ScriptBlockAst, FunctionDefinitionAst]) -> Optional[CommentHelp]:
    """The comment-based help of a script or function, or None."""
    tokens = tokenize(node.source.text, node.source.file)
    if isinstance(node, FunctionDefinitionAst):
        blocks = _inside(tokens, node.body)
        blocks.insert(0, _before(tokens, node.extent.start))
    else:
        blocks = _of_script(tokens, node)
    for block in blocks:
        help_ = _read(block)
        if help_ is not None:
            return help_
    return None


def _adjacent(first: Token, second: Token) -> bool:
    """True if no blank line lies between two comments."""
    between = first.source.text[first.end:second.start]
    return between.count("\n") <= 1


def _before(tokens: list[Token], start: int) -> list[Token]:
    """The block of comments that ends at most one blank line before a position."""
    block: list[Token] = []
    for token in reversed([token for token in tokens if token.end <= start]):
        if token.kind is TokenKind.NewLine:
            continue
        if token.kind is not TokenKind.Comment:
            break
        limit = block[0].start if block else start
        if token.source.text[token.end:limit].count("\n") > (1 if block else 2):
            break
        block.insert(0, token)
    return block


def _first_after(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The block of comments with which a stretch of text begins."""
    block: list[Token] = []
    for token in tokens:
        if token.start < start or token.kind is TokenKind.NewLine or not block and _REQUIRES(token.text):
            continue  # scripts begin with #requires lines: they are no help text
        if token.kind is not TokenKind.Comment or token.end > end:
            break
        if block and not _adjacent(block[-1], token):
            if _read(block) is not None:
                break
            block = []
        block.append(token)
    return block


def _last_before(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The block of comments with which a stretch of text ends."""
    block: list[Token] = []
    for token in reversed(tokens):
        if token.end > end or token.kind in (TokenKind.NewLine, TokenKind.EndOfInput):
            continue
        if token.kind is not TokenKind.Comment or token.start < start:
            break
        if block and not _adjacent(token, block[0]):
            break
        block.insert(0, token)
    return block


def _inside(tokens: list[Token], body: Ast) -> list[list[Token]]:
    """Comment blocks at the beginning and the end of a body in braces."""
    start, end = body.extent.start + 1, body.extent.end - 1
    return [_first_after(tokens, start, end), _last_before(tokens, start, end)]


def _of_script(tokens: list[Token], node: ScriptBlockAst) -> list[list[Token]]:
    """Comment blocks of a script: its beginning (unless it belongs to a function right after) and its end."""
    start, end = node.extent.start, node.extent.end
    first = _first_after(tokens, start, end)
    blocks = []
    if first:
        statements = node.end_block.statements if node.end_block is not None and node.param_block is None else []
        next_ = statements[0] if statements else None
        gap = node.source.text[first[-1].end:next_.extent.start].count("\n") if next_ is not None else 9
        if not isinstance(next_, FunctionDefinitionAst) or gap > 2:
            blocks.append(first)
    blocks.append(_last_before(tokens, start, end))
    return blocks


def _lines(block: list[Token]) -> list[str]:
    """The lines of comments without their marks."""
    lines: list[str] = []
    for token in block:
        match = _BLOCK(token.text)
        if match:
            lines.extend(match[1].splitlines())
        else:
            lines.append(token.text.lstrip("#"))
    return lines


def _section_text(lines: list[str]) -> str:
    """A section's text: blank lines at both ends and the common indent removed, each line ended."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    indent = min(indents) if indents else 0
    return "".join(line[indent:].rstrip() + "\n" for line in lines)


def _read(block: list[Token]) -> Optional[CommentHelp]:
    """The help in a block of comments; None if it has no sections or an unknown one."""
    result = CommentHelp()
    found = False
    lines = _lines(block)
    at = 0
    while at < len(lines):
        match = _DIRECTIVE(lines[at])
        at += 1
        if not match:
            if not found and lines[at - 1].strip():
                return None
            continue
        name, word = match[1].lower(), (match[3] or "").strip()
        text: list[str] = []
        while at < len(lines) and not _DIRECTIVE(lines[at]):
            text.append(lines[at])
            at += 1
        if not _section(result, name, word, _section_text(text)):
            return None
        found = True
    return result if found else None


def _section(result: CommentHelp, name: str, word: str, text: str) -> bool:
    """Keep one section; False if its directive is unknown."""
    if name in _SINGLE and not word:
        setattr(result, _SINGLE[name], text)
    elif name in _MANY:
        getattr(result, _MANY[name]).append(word + "\n" if word and name == "link" else text)
    elif name == "parameter" and word:
        result.parameters[word.upper()] = text
    elif name in _WORD and word:
        setattr(result, _WORD[name], word)
    else:
        return False
    return True
