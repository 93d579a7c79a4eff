"""Errors of texts, beyond those recorded: ids in order and the text underlined."""
from __future__ import annotations

import pytest

from shell.language.class_types import unknown_class_types
from shell.language.parser import parse

ERRORS = [
    ("$x = @{ a = 1; A = 2 }", [("DuplicateKeyInHashLiteral", "A")]),
    ("[ordered]$h", [("OrderedAttributeOnlyOnHashLiteralNode", "[ordered]$h")]),
    ("300y", [("BadNumericConstant", "300y")]),
    ('"$x:"', [("InvalidVariableReferenceWithDrive", "$x:")]),
    ('"`u{110000}"', [("InvalidUnicodeEscapeSequenceValue", "110000")]),
    ("${a", [("IncompleteDollarVariableReference", "{a")]),
    ("${}", [("EmptyVariableReference", "}")]),
    ('"abc', [("TerminatorExpectedAtEndOfString", '"abc')]),
    ('"abc $(1', [("IncompleteDollarSubexpressionReference", "$(1"), ("TerminatorExpectedAtEndOfString", '"abc $(1'),
                  ("MissingEndParenthesisInSubexpression", "")]),
    ("@'\na\n '@", [("WhitespaceBeforeHereStringFooter", "'@")]),
    ("try {", [("MissingEndCurlyBrace", "{"), ("MissingCatchOrFinally", "")]),
    ("@{ a", [("MissingEqualsInHashLiteral", ""), ("MissingEndCurlyBrace", "")]),
    ("1 <> 2", [("MissingFileSpecification", ""), ("RedirectionNotSupported", "<")]),
    ("get-x | 1", [("ExpressionsMustBeFirstInPipeline", "1")]),
    ("$a?.b = 1", []),
    ("${a}?.b = 1", [("InvalidLeftHandSide", "${a}?.b")]),
    ("($a, 1) = 2", [("InvalidLeftHandSide", "1")]),
    ("$a, $b += 1", [("InvalidLeftHandSide", "$a, $b")]),
    ("Get-Item @h.a", [("SplattingNotPermitted", "@h")]),
    ("f @a, 1", [("SplattingNotPermittedInArgumentList", "@a")]),
    ("$using:s.ToUpper()", [("InvalidUsingExpression", "$using:s.ToUpper()")]),
    ("try { } finally { break }", [("ControlLeavingFinally", "break")]),
    ("try { } finally { foreach ($x in 1) { break } }", []),
    ("try { } catch { } catch [x] { }", [("EmptyCatchNotLast", "")]),
    ("switch (1) { default { } default { } }", [("MultipleSwitchDefaultClauses", "default")]),
    ("switch -Foo (1) { 1 { } }", [("InvalidSwitchFlag", "-Foo")]),
    ("function f($a) { param($b) }", [("OnlyOneParameterListAllowed", "param($b)")]),
    ("param([Parameter(Position = $x)]$a)", [("ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock", "$x")]),
    ("workflow w { }", [("WorkflowNotSupportedInPowerShellCore", "workflow w { }")]),
    ("'x'\nusing namespace System", [("UsingMustBeAtStartOfScript", "using namespace System")]),
    ("using type a = b", [("UsingStatementNotSupported", "using type a = b")]),
    ("data { Get-Date }", [("CmdletNotInAllowedListForDataSection", "Get-Date")]),
    ("data { $x.y }", [("PropertyReferenceNotSupportedInDataSection", "$x.y"), ("VariableReferenceNotSupportedInDataSection", "$x")]),
    ("parallel { 1 }", [("UnexpectedKeyword", "parallel")]),
    ("define x", [("ReservedKeywordNotAllowed", "define")]),
    ("#requires -Foo 1", [("ScriptRequiresInvalidFormat", "-Foo")]),
    ("#requires -Version x", [("RequiresVersionInvalid", "x")]),
    # several: syntax before what is checked later
    ("'a' +\n$x = @{ a = 1; a = 2 }\nif (1 -foo 2) { }",
     [("UnexpectedToken", '-foo'), ("UnexpectedToken", '2'), ('MissingEndParenthesisAfterStatement', '2'), ("UnexpectedToken", ')'), ('InvalidLeftHandSide', "'a' +\n$x"), ('DuplicateKeyInHashLiteral', 'a')]),
    # classes
    ("class C { $A; [int]$A }", [("MemberAlreadyDefined", "[int]$A")]),
    ("class C { [void] F() { } [void] F() { } }", [("MemberAlreadyDefined", "F")]),
    ("class C { [void] F() { } [void] F([int]$x) { } }", []),
    ("class B { B([int]$x) { } }\nclass D : B { }", [("BaseClassNoDefaultCtor", "class D : B { }")]),
    ("class C { [int] M() { $x } }", [("VariableNotLocal", "$x"), ("MethodHasCodePathNotReturn", "M")]),
    ("class C { [int] M() { return $x } }", [("VariableNotLocal", "$x")]),
    ("class C { [int] M($y) { if ($y) { $x = 1 }; return $x } }", [("VariableNotLocal", "$x")]),
    ("class C { [int] M($y) { if ($y) { $x = 1 } else { throw 'a' }; return $x + $global:z + $_ + $this.q } }", []),
    ("class C { [void] M() { foreach ($i in 1..2) { $i; 1 | % { $other } } } }", []),
    ("class C { [int] M() { while ($true) { } } }", []),
    ("class C { [int] M() { try { return 1 } catch { throw } } }", []),
    ("class C { [void] M() { return 1 } }", [("VoidMethodHasReturn", "return 1")]),
    ("class C { [int] M() { return } }", [("NonVoidMethodMissingReturnValue", "return")]),
    ("class C { $p; [void] M() { $p = 1 } }", [("MissingThis", "$p")]),
    ("class C { [int] M() { try { $x = 1 } finally { }; return $x } }", [("VariableNotLocal", "$x")]),
    ("class C { [int] M() { foreach ($i in 1..2) { break }; return $i } }", []),
    ("class C { $to; [void] M() { $local:to = 1; $to } }", []),
    ("class C : D { }; class D { }", [("TypeNotFound", "D")]),
    ("class A { }; class B { }; class C : A, B { }", [("InterfaceNameExpected", "B")]),
    ("class A { A($x) { } }; & { class A { }; class B : A { } }", []),
    ("enum E { A = $x }", [("EnumeratorValueMustBeConstant", "$x")]),
    ("[ref][ref]$x", [("ReferenceNeedsToBeByItselfInTypeSequence", "[ref]")]),
    ("function f() { param($x) }", []),
    ("f $x.y[-1]", []),
    ("class C { static [void] M() { $this } }", [("NonStaticMemberAccessInStaticMember", "$this")]),
    ("class C { [int] C() { } }", [("ConstructorCantHaveReturnType", "[int]")]),
    ("class C { $x = 1 $y }", [("MissingPropertyTerminator", "")]),
    ("class C {", [("MissingEndCurlyBrace", "")]),
    ("class", [("MissingNameAfterKeyword", "")]),
    ("enum E { A = }", [("ExpectedValueExpression", "")]),
    ("enum E : string { A }", [("InvalidUnderlyingType", "string")]),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS, ids=[text for text, _ in ERRORS])
def test_errors(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(error.error_id, error.extent.text) for error in parse(text).errors] == expected


def test_unknown_types_in_classes() -> None:
    text = "class A { [B[]]$x; [List[Zed]] M() { return [Nope]::y } }; class B { [Bad()]$z; [ordered]$o }; [Outside]$q = 1"
    errors = unknown_class_types(parse(text).ast, lambda name, arguments, is_attribute: name == "List" and arguments == 1)
    assert [(error.error_id, error.extent.text) for error in errors] == [
        ("TypeNotFound", "Zed"), ("TypeNotFound", "Nope"), ("CustomAttributeTypeNotFound", "Bad")]
    assert errors[0].message == "Unable to find type [Zed]."


INCOMPLETE = ["{", "(", '"', '@"', "<#", "a |", "a &&", "1 +", "$x =", "1,", "a `", "if", "if (1)", "try { }", "foreach ($a", "function f",
              "@{ a = 1", "$a.", "class C {", "switch ($x) {", "do {", "$(1", "[", "f(", "$x ? 1 :", "param($a"]
COMPLETE_BUT_WRONG = [")", "1 2", "[int", "Get-Job >", "Get-Job -Id:", "&", "if { }", "if (1) 1", "@{ a", "}", "1 -zz 2", "| a"]


@pytest.mark.parametrize("text", INCOMPLETE)
def test_more_text_could_mend(text: str) -> None:
    result = parse(text)
    assert result.incomplete and result.errors[0].incomplete


@pytest.mark.parametrize("text", COMPLETE_BUT_WRONG)
def test_more_text_could_not_mend(text: str) -> None:
    result = parse(text)
    assert result.errors and not result.incomplete


@pytest.mark.parametrize("piece", ["(", "{", "[", "@(", "$(", "@{a=", "if(1){", "-", "!", "$a[", '"$(', "[a[", "$a=", "f {", "[a({[b({"])
def test_deep_nesting_is_an_error(piece: str) -> None:
    errors = parse(piece * 5000).errors
    assert errors
    assert all(error.message for error in errors)


def test_nesting_as_people_write_it_is_fine() -> None:
    assert not parse("(" * 60 + "1" + ")" * 60).errors
    assert not parse("if (1) {" * 60 + "}" * 60).errors
