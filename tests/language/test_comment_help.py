"""Comment-based help."""
from __future__ import annotations

from shell.language.comment_help import get_help_content
from shell.language.nodes import FunctionDefinitionAst
from shell.language.parser import parse


def _function(text: str) -> FunctionDefinitionAst:
    node = parse(text).ast.find(lambda item: isinstance(item, FunctionDefinitionAst))
    assert isinstance(node, FunctionDefinitionAst)
    return node


def test_before_a_function() -> None:
    text = "<#\n.SYNOPSIS\n  Does it.\n.DESCRIPTION\nLong\n  text.\n.PARAMETER Name\nWho.\n.EXAMPLE\nf 1\n.EXAMPLE\nf 2\n.LINK\nhttp://x\n#>\nfunction f { }"
    content = get_help_content(_function(text))
    assert content is not None
    assert (content.synopsis, content.description, content.parameters) == ("Does it.\n", "Long\n  text.\n", {"NAME": "Who.\n"})
    assert (content.examples, content.links) == (["f 1\n", "f 2\n"], ["http://x\n"])


def test_inside_and_line_comments() -> None:
    content = get_help_content(_function("function f {\n  # .SYNOPSIS\n  # Short.\n  param($x)\n}"))
    assert content is not None and content.synopsis == "Short.\n"
    content = get_help_content(_function("function f {\n  1\n  <# .NOTES #>\n  <#\n  .NOTES\n  At the end.\n  #>\n}"))
    assert content is not None and content.notes == "At the end.\n"


def test_of_a_script_but_not_of_its_first_function() -> None:
    comment = "<#\n.SYNOPSIS\nS\n#>\n"
    assert get_help_content(parse(comment + "\n\nparam($x)\n1").ast) is not None
    assert get_help_content(parse(comment + "function f { }").ast) is None
    assert get_help_content(parse(comment + "\n\nfunction f { }").ast) is not None


def test_plain_comments_are_no_help() -> None:
    assert get_help_content(_function("# just a note\nfunction f { }")) is None
    assert get_help_content(_function("<#\n.NOSUCH\nx\n#>\nfunction f { }")) is None


def test_requirements_before_the_help_of_a_script() -> None:
    content = get_help_content(parse("#Requires -Version 5.1\n#Requires -Modules a\n<#\n.SYNOPSIS\nS\n#>\nparam($x)\n1").ast)
    assert content is not None and content.synopsis == "S\n"
