"""Trees of correct texts, one line each."""
from __future__ import annotations

import pytest

from shell.language.nodes import FunctionDefinitionAst, TokenKind
from shell.language.parser import parse
from tests.language.sketch import sketch

TREES = [
    # operators and their precedence
    ("1 + 2 * 3", "(Plus 1 (Multiply 2 3))"),
    ("'{0}' -f 1,2 + 3", "(Plus (Format '{0}' [1, 2]) 3)"),
    ("1..3+1", "(Plus (DotDot 1 3) 1)"),
    ("1,2*2", "(Multiply [1, 2] 2)"),
    ("!$x -eq 5", "(Ieq (Exclaim $x) 5)"),
    ("-join 'a','b'", "[(Join 'a'), 'b']"),
    ("10 -bxor 3 -eq 9", "(Bxor 10 (Ieq 3 9))"),
    ("$true -or $true -and $false", "(And (Or $true $true) $false)"),
    ("5 -eq $null ?? 5", "(Ieq 5 (QuestionQuestion $null 5))"),
    ("1 + $null ?? 5", "(QuestionQuestion (Plus 1 $null) 5)"),
    ("1 -shl 2+1", "(Shl 1 (Plus 2 1))"),
    ("'a b' -split ' ' -join '-'", "(Join (Isplit 'a b' ' ') '-')"),
    ("'a' -ceq 'b'", "(Ceq 'a' 'b')"),
    ("$a -is [int] -and $b -as [string]", "(And (Is $a [int]) (As $b [string]))"),
    ("$x ? 1 : 2", "TernaryExpression($x 1 2)"),
    ("$x = 1 -eq 2 ? 3 : 4", "(Equals $x TernaryExpression((Ieq 1 2) 3 4))"),
    ("-5 + - 5", "(Plus -5 (Minus 5))"),
    ("$a-1", "(Minus $a 1)"),
    ("$a -1", "(Minus $a 1)"),
    ("1-1", "(Minus 1 1)"),
    ("-1..-3", "(DotDot -1 -3)"),
    ("1 \u2013eq 2", "(Ieq 1 2)"),
    (",(1,2)", "[([1, 2])]"),
    ("$i++; --$i", "(PostfixPlusPlus $i); (MinusMinus $i)"),
    # assignment
    ("$a, $b = 1, 2", "(Equals [$a, $b] [1, 2])"),
    ("$a = $b = 1", "(Equals $a (Equals $b 1))"),
    ("$x ??= 5", "(QuestionQuestionEquals $x 5)"),
    ("[int]$x = 5", "(Equals [int]$x 5)"),
    ("$x[1].y += 3", "(PlusEquals $x[1].y 3)"),
    ("$x = if ($a) { 1 } else { 2 }", "(Equals $x If($a Block(1) Block(2)))"),
    ("[ValidateRange(1,5)][int]$v = 3", "(Equals AttributedExpression([ValidateRange(1, 5)] [int]$v) 3)"),
    # members and types
    ("$a[0].b::c(1,2)[3]", "$a[0].b::c(1, 2)[3]"),
    ("${p}?.Name", "$p?.Name"),
    ("${p}?[0]", "$p?[0]"),
    ("$p?.Name", "$p?.Name"),
    ("$x.Where{$_ -gt 1}", "$x.Where({(Igt $_ 1)})"),
    ("$l.ConvertAll[int]({1})", "$l.ConvertAll[int]({1})"),
    ("$x.a[0]", "$x.a[0]"),
    ("$x.'a b'.$c.\"d$e\".(1+2)", "$x.'a b'.$c.\"d|$e\".((Plus 1 2))"),
    ("[System.Collections.Generic.Dictionary[string,int]]::new()", "[System.Collections.Generic.Dictionary[string,int]]::new()"),
    ("[List[int[]]]$z", "[List[int[]]]$z"),
    ("[int[,]]", "[int[,]]"),
    ("$x = [int]5, 6", "(Equals $x [[int]5, 6])"),
    ("[ordered]@{a=1}", "[ordered]@{a=1}"),
    ("$using:x.y + $using:z", "(Plus using($x.y) using($z))"),
    ("1.5.GetType()", "double:1.5.GetType()"),
    ("'chain'.\nToUpper()", "'chain'.ToUpper()"),
    # strings
    ('"a $b c $($d.e + 1) ${f g}"', '"a |$b| c |$((Plus $d.e 1))| |$f g"'),
    ('"$x.y[0] $"', '"$x|.y[0] $"'),
    ('"$x? $a:b"', '"$x?| |$a:b"'),
    ('"$env:PATH:/x"', '"$env:PATH:|/x"'),
    ('"`u{41}`t""q"""', "'A\\t\"q\"'"),
    ('"a ""b"" $(""c"")"', "\"a \"b\" |$('c')\""),
    ('@"\na $b\nc "d"\n"@', '"a |$b|\nc "d""'),
    ("@'\n'@", "''"),
    ("'it''s'", '"it\'s"'),
    ("\u201ca\u201d", "'a'"),
    # numbers
    ("0x1F; 1kb; 1.50d; 1L; 0b101", "31; 1024; decimal:1.50; long:1; 5"),
    ("0xFFFFFFFF; 0xFFy; 0b11111111; 0x100000000", "-1; sbyte:-1; -1; long:4294967296"),
    ("9223372036854775808; 5000000000u; 1e400", "decimal:9223372036854775808; ulong:5000000000; double:inf"),
    ("0.5l; 1.5l; 2.5n; 1e2l", "long:0; long:2; bigint:2; long:100"),
    ("1.5kb; 1dkb; 1lkb; 0x10kb", "double:1536.0; decimal:1024; long:1024; 16384"),
    # commands
    ("Get-Item -Path:foo -Force a,b $x", "<Get-Item -Path:foo -Force [a, b] $x>"),
    ("echo a'b'c \"a\"'b' $(1)$(2) a$x", "<echo abc 'a' 'b' $(1) $(2) \"a|$x\">"),
    ("echo -5 1.50 1kb", "<echo -5 double:1.5 1024>"),
    ("foo --% a b \"c | d\" | bar", "<foo --% a b \"c | d\" > | <bar>"),
    ("& $cmd -x 5 @args", "<& $cmd -x 5 @args>"),
    (". ./x.ps1", "<. ./x.ps1>"),
    ("cmd 2>&1 > out.txt *>> all.txt 3> $null", "<cmd 2>&1 1>out.txt 0>>all.txt 3>$null>"),
    ("echo two>b.txt", "<echo two>b.txt>"),
    ("1 > out.txt", "1 1>out.txt"),
    ("a && b || c", "(OrOr (AndAnd <a> <b>) <c>)"),
    ("a; b & c", "<a>; <b> &; <c>"),
    ("a\n# note\n| b", "<a> | <b>"),
    ("foo `\n -a b", "<foo -a b>"),
    ("1,2 | % { $_ * 2 } | ? { $_ }", "[1, 2] | <% {(Multiply $_ 2)}> | <? {$_}>"),
    ("foo.exe /a:b c:\\x *.txt", "<foo.exe /a:b c:\\x *.txt>"),
    ("5.ToString", "<5.ToString>"),
    ("echo if", "<echo if>"),
    # statements
    ("$h = @{ a = 1; 'b c' = 2; $k = 3\n 4 = if (1) {2}\n}", "(Equals $h @{a=1; 'b c'=2; $k=3; 4=If(1 Block(2))})"),
    (":o foreach ($a in $b) { continue o; break $x }", "ForEach(label=o $a $b Block(Continue(o) Break($x)))"),
    ("switch -Regex ($x) { 'a' { 1 } { $_ } { 2 } default { 3 } }", "Switch(flags=regex $x 'a' Block(1) {$_} Block(2) Block(3))"),
    ("try { 1 } catch [A], [B] { 2 } catch { 3 } finally { 4 }",
     "Try(Block(1) CatchClause([A] [B] Block(2)) CatchClause(Block(3)) Block(4))"),
    ("trap [X] { continue } 1", "Trap([X] Block(Continue())); 1"),
    ("for (;;) { break }", "For(Block(Break()))"),
    ("do { 1 } until ($x)", "DoUntil(Block(1) $x)"),
    ("function f($a, [int]$b = 5) { $a }", "FunctionDefinition(name=f Parameter($a) Parameter([int] $b 5) {$a})"),
    ("filter g { $_ }", "FunctionDefinition(name=g is_filter=True {Process:$_})"),
    ("{ begin {1} process {2} end {3} clean {4} }", "{Begin:1 Process:2 End:3 Clean:4}"),
    ("data d { 'a' }", "Data(variable=d Block('a'))"),
    ("enum E { A; B = 5 }", "TypeDefinition(name=E kind=enum PropertyMember(name=A is_static=True) PropertyMember(name=B is_static=True 5))"),
    ("1, 2,, 3", "[1, 2, [3]]"),
    ("else { }", "<else {}>"),
]


@pytest.mark.parametrize(("text", "expected"), TREES, ids=[text for text, _ in TREES])
def test_tree(text: str, expected: str) -> None:
    assert sketch(text) == expected


def test_class() -> None:
    text = ("class A : B, C { [int]$x = 5; static [string] $y; hidden $z; A([int]$q) : base($q, 1) { $this.x = 1 }\n"
            "[int] M() { return 1 } static [void] S([string]$s) { } }")
    assert sketch(text) == (
        "TypeDefinition(name=A kind=class [B] [C] PropertyMember(name=x [int] 5) PropertyMember(name=y is_static=True [string]) "
        "PropertyMember(name=z is_hidden=True) FunctionMember(name=A is_constructor=True Parameter([int] $q) "
        "{BaseCtorInvokeMemberExpression($this .ctor $q 1); (Equals $this.x 1)}) FunctionMember(name=M [int] {Return(1)}) "
        "FunctionMember(name=S is_static=True [void] Parameter([string] $s) {}))")


def test_parameters_and_attributes() -> None:
    result = parse("[CmdletBinding()] param([Parameter(Mandatory, Position = 0)][string]$Name, [int]$Count = 3)")
    assert not result.errors
    block = result.ast.param_block
    assert block is not None
    first, second = block.parameters
    assert block.attributes[0].type_name.full_name == "CmdletBinding"
    mandatory, position = first.attributes[0].named_arguments  # type: ignore[attr-defined]
    assert (mandatory.argument_name, mandatory.expression_omitted, mandatory.argument.value) == ("Mandatory", True, True)
    assert (position.argument_name, position.argument.value) == ("Position", 0)
    assert first.name.variable_path.user_path == "Name" and str(second.default_value) == "3"


def test_extents_and_parents() -> None:
    result = parse("Get-Job\n  Stop-Job -Id 2\n")
    block = result.ast.end_block
    assert block is not None
    second = block.statements[1]
    extent = second.extent
    assert (extent.text, extent.start_line_number, extent.start_column_number, extent.end_line_number, extent.end_column_number,
            extent.start_offset, extent.end_offset) == ("Stop-Job -Id 2", 2, 3, 2, 17, 10, 24)
    assert second.parent is block and block.parent is result.ast and result.ast.parent is None
    assert all(child.parent is node for node in result.ast.walk() for child in node.children())


def test_nested_quotes_keep_their_place() -> None:
    text = '$x; "a $(""b"" + $cd) $e"'
    variables = [node for node in parse(text).ast.walk() if type(node).__name__ == "VariableExpressionAst"]
    assert [node.extent.text for node in variables] == ["$x", "$cd", "$e"]


def test_long_texts_place_nested_expressions_too() -> None:
    text = "# " + "x" * 30_000 + '\n"a $($b.c[1]) ${d}"'
    result = parse(text)
    assert not result.errors
    assert [str(node) for node in result.ast.walk() if type(node).__name__ == "VariableExpressionAst"] == ["$b", "${d}"]


def test_find_all_and_nested_script_blocks() -> None:
    ast = parse("function A { param($x) function B { } }; filter C { }; function D($y) { $y }").ast

    def names(recurse: bool) -> list[str]:
        found = ast.find_all(lambda node: isinstance(node, FunctionDefinitionAst), recurse)
        return [node.name for node in found if isinstance(node, FunctionDefinitionAst)]

    assert names(True) == ["A", "B", "C", "D"]
    assert names(False) == ["A", "C", "D"]


def test_block_extents() -> None:
    ast = parse("$b = { Get-Job | Sort-Object }").ast
    block = next(node for node in ast.walk() if type(node).__name__ == "ScriptBlockAst" and node is not ast)
    assert block.extent.text == "{ Get-Job | Sort-Object }"
    assert block.end_block.extent.text == "Get-Job | Sort-Object"  # type: ignore[attr-defined]


def test_broken_text_keeps_good_statements() -> None:
    result = parse("Get-Job -Id 1; if (")
    block = result.ast.end_block
    assert block is not None
    assert [(type(node).__name__, node.extent.text) for node in block.statements] == [
        ("PipelineAst", "Get-Job -Id 1"), ("ErrorStatementAst", "if (")]
    assert block.statements[1].kind is TokenKind.If  # type: ignore[attr-defined]


def test_requires() -> None:
    result = parse("#requires -Version 5.1 -Modules A, @{ ModuleName = 'B'; ModuleVersion = '1.2' }\n#Requires -RunAsAdministrator\n1")
    assert not result.errors
    needs = result.ast.script_requirements
    assert needs is not None
    assert (needs.required_ps_version, needs.is_elevation_required) == ("5.1", True)
    assert [(module.name, module.version) for module in needs.required_modules] == [("A", None), ("B", "1.2")]
