"""Rules for classes and enums and their members."""
from __future__ import annotations

from typing import Any, Optional

from shell.language.kinds import TokenFlags, TokenKind
from shell.language.lex_base import COMMAND, EXPRESSION, SIGNATURE
from shell.language.node_base import Ast, AttributeBaseAst, ExpressionAst, StatementAst
from shell.language.node_expr import BaseCtorInvokeMemberExpressionAst, StringConstantExpressionAst, VariableExpressionAst, VariablePath
from shell.language.node_script import FunctionMemberAst, MemberAst, PropertyMemberAst, TypeDefinitionAst
from shell.language.node_stmt import CommandExpressionAst, ErrorStatementAst
from shell.language.node_types import AttributeAst, TypeConstraintAst
from shell.language.parse_definitions import DefinitionRules
from shell.language.parse_primary import nested_nodes
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind
_END_OF_MEMBER = frozenset((K.NewLine, K.Semi, K.RCurly))
_ENUM_TYPES = frozenset(
    "byte sbyte short ushort int16 uint16 int uint int32 uint32 long ulong int64 uint64".split()
    + [f"system.{name}" for name in "byte sbyte int16 uint16 int32 uint32 int64 uint64".split()])


class _Modifiers:
    """Attributes, type and keywords before a member's name."""

    def __init__(self) -> None:
        self.attributes: list[AttributeAst] = []
        self.constraint: Optional[TypeConstraintAst] = None
        self.static: Optional[Token] = None
        self.hidden: Optional[Token] = None
        self.first: Any = None
        self.last: Any = None

    def nodes(self) -> list[Ast]:
        return nested_nodes(self.attributes, self.constraint)


class ClassRules(DefinitionRules):
    """Definitions of types."""

    def class_rule(self, attributes: Optional[list[AttributeBaseAst]], keyword: Token) -> StatementAst:
        """class name [: bases] { members }"""
        self.newlines()
        name = self.simple_name_token()
        if name is None:
            self.incomplete_after(keyword, "MissingNameAfterKeyword", keyword.text)
            return ErrorStatementAst(keyword.extent, keyword.kind)
        name.flags = (name.flags & ~TokenFlags.MEMBER_NAME) | TokenFlags.TYPE_NAME
        self.newlines()
        old = self.mode
        self.set_mode(SIGNATURE)
        statement = self._class_rest(attributes, keyword, name)
        self.set_mode(old)
        return statement

    def _base_types(self) -> list[TypeConstraintAst]:
        """`: A, B` after the name."""
        colon = self.peek()
        if colon.kind is not K.Colon:
            return []
        self.skip()
        self.newlines()
        types: list[TypeConstraintAst] = []
        last = colon
        while True:
            name = self.type_name_rule(False)
            if name is None:
                self.incomplete_after(last, "TypeNameExpected")
                return types
            types.append(TypeConstraintAst(name.extent, name))
            self.newlines()
            last = self.peek()
            if last.kind is not K.Comma:
                return types
            self.skip()
            self.newlines()

    def _class_rest(self, attributes: Optional[list[AttributeBaseAst]], keyword: Token, name: Token) -> StatementAst:
        bases = self._base_types()
        left = self.next_token()
        if left.kind is not K.LCurly:
            self.unget(left)
            last: Any = bases[-1] if bases else name
            self.incomplete_after(last, "MissingTypeBody", keyword.kind.text)
            return ErrorStatementAst(self.span(keyword, last), keyword.kind, nested_nodes(bases))
        members: list[MemberAst] = []
        broken: list[Ast] = []
        end = left.end
        while True:
            lost: list[Ast] = []
            start = self.restore_point()
            member = self._member_rule_of(name.text, lost)
            if member is not None:
                members.append(member)
                end = member.extent.end
            if lost:
                broken.extend(lost)
                end = lost[-1].extent.end
            if (member is None and not lost) or self.restore_point() == start:
                break
        return self._finish_type(attributes, keyword, name.text, "class", bases, members, broken, left, end)

    def _finish_type(self, attributes: Optional[list[AttributeBaseAst]], keyword: Token, name: str, kind: str,
                     bases: list[TypeConstraintAst], members: list[MemberAst], broken: list[Ast], left: Token,
                     end: int) -> StatementAst:
        """The closing brace of a class or enum, and its node."""
        right = self.next_token()
        if right.kind is K.RCurly:
            end = right.end
        else:
            self.unget(right)
            self.save_error(left.end, left.end, "MissingEndCurlyBrace", (), self.at_end(right.end))
        start = attributes[0].extent.start if attributes else keyword.start
        extent = Extent(self.source, start, end)
        own = [attribute for attribute in attributes or () if isinstance(attribute, AttributeAst)]
        definition = TypeDefinitionAst(extent, name, kind, own, bases, members)
        types = [attribute for attribute in attributes or () if isinstance(attribute, TypeConstraintAst)]
        if types:
            broken = [*broken, *types, definition]
        if broken:
            return ErrorStatementAst(extent, keyword.kind, broken if types else [*broken, definition])
        return definition

    # members

    def _modifiers(self) -> tuple[_Modifiers, Token]:
        """Everything before a member's name, and the token after it (still to be skipped)."""
        found = _Modifiers()
        while True:
            self.newlines()
            attribute = self.attribute_rule()
            if attribute is not None:
                found.first = found.first or attribute
                found.last = attribute
                if isinstance(attribute, AttributeAst):
                    found.attributes.append(attribute)
                elif found.constraint is None and isinstance(attribute, TypeConstraintAst):
                    found.constraint = attribute
                else:
                    self.report_at(attribute, "TooManyTypes")
                continue
            token = self.peek()
            found.first = found.first or token
            if token.kind is K.Static:
                if found.static is not None:
                    self.report_at(token, "DuplicateQualifier", token.text)
                found.static = found.last = token
            elif token.kind is K.Hidden:
                if found.hidden is not None:
                    self.report_at(token, "DuplicateQualifier", token.text)
                found.hidden = found.last = token
            else:
                return found, token
            self.skip()

    def _member_rule_of(self, class_name: str, lost: list[Ast]) -> Optional[MemberAst]:
        """A property or method; None and the pieces in `lost` if it is broken; None alone at the end."""
        found, token = self._modifiers()
        if token.kind is K.Variable:
            self.skip()
            return self._property_rule(found, token)
        if token.kind is K.Identifier or token.flags & TokenFlags.KEYWORD:
            token.flags = 0
            self.skip()
            method = self._method_rule(found, token, class_name)
            if method is None:
                self.sync_on_error(False, K.RCurly)
                lost.extend(found.nodes())
            return method
        if found.last is not None:
            self.incomplete_after(found.last, "IncompleteMemberDefinition")
            lost.extend(found.nodes())
        return None

    def _property_rule(self, found: _Modifiers, variable: Token) -> MemberAst:
        value: Optional[ExpressionAst] = None
        if self.peek().kind is K.Equals:
            self.skip()
            self.newlines()
            value = self.expression_rule()
        end = value.extent.end if value is not None else variable.end
        end = self._end_of_property(end, True)
        extent = Extent(self.source, self.span(found.first, found.first).start, end)
        return PropertyMemberAst(extent, variable.value, found.constraint, found.attributes, value, found.static is not None,
                                 found.hidden is not None)

    def _end_of_property(self, end: int, must: bool) -> int:
        """A newline, semicolon or closing brace; returns where the property ends."""
        token = self.peek()
        if token.kind not in _END_OF_MEMBER and must:
            self.report_incomplete(end, end, "MissingPropertyTerminator")
        self.newlines_and_semicolons()
        return token.end if token.kind is K.Semi else end

    def _method_rule(self, found: _Modifiers, name: Token, class_name: str) -> Optional[MemberAst]:
        """A method or constructor after its name; None if broken."""
        text = name.text
        bad: Any = None
        right: Optional[Token] = None
        parameters: Any = []
        if self.peek().kind is K.LParen:
            parameters, right, bad = self.function_parameters()
        else:
            self.incomplete_after(name, "MissingMethodParameterList")
        is_constructor = text.lower() == class_name.lower()
        base_call: Optional[StatementAst] = None
        if is_constructor and found.static is None:
            base_call, wrong = self._base_call()
            bad = wrong or bad
        left = self.next_token()
        if left.kind is not K.LCurly:
            self.unget(left)
            if bad is None:
                self.incomplete_after(right or name, "MissingFunctionBody")
                return None
        if bad is not None:
            return None
        old = self.mode
        self.set_mode(COMMAND)
        body = self.script_block_rule(left, False, base_call)
        self.set_mode(old)
        extent = Extent(self.source, self.span(found.first, found.first).start, body.extent.end)
        return FunctionMemberAst(extent, text, found.constraint, found.attributes, parameters or [], body, found.static is not None,
                                 found.hidden is not None, is_constructor)

    def _base_call(self) -> tuple[Optional[StatementAst], Any]:
        """`: base(arguments)` of a constructor: (the call as a statement, where it went wrong)."""
        self.newlines()
        old = self.mode
        self.set_mode(SIGNATURE)
        call: Optional[StatementAst] = None
        bad: Any = None
        colon = self.peek()
        if colon.kind is K.Colon:
            self.skip()
            self.newlines()
            base = self.peek()
            if base.kind is not K.Base:
                bad = colon
                self.incomplete_after(colon, "MissingBaseCtorCall")
            else:
                self.skip()
                self.newlines()
                left = self.peek()
                if left.kind is not K.LParen:
                    bad = base
                    self.incomplete_after(base, "MissingMethodParameterList")
                else:
                    self.skip()
                    arguments, end = self.arguments_rule(left)
                    self.newlines()
                    call = self._base_call_node(base, arguments, end)
        self.set_mode(old)
        return call, bad

    def _base_call_node(self, base: Token, arguments: list[ExpressionAst], end: int) -> StatementAst:
        extent = Extent(self.source, base.start, end)
        target = VariableExpressionAst(base.extent, VariablePath("this"))
        member = StringConstantExpressionAst(base.extent, ".ctor", "BareWord")
        return CommandExpressionAst(extent, BaseCtorInvokeMemberExpressionAst(extent, target, member, arguments, False), [])

    # enums

    def enum_rule(self, attributes: Optional[list[AttributeBaseAst]], keyword: Token) -> StatementAst:
        """enum name [: type] { names }"""
        self.newlines()
        name = self.simple_name_token()
        if name is None:
            self.incomplete_after(keyword, "MissingNameAfterKeyword", keyword.text)
            return ErrorStatementAst(keyword.extent, keyword.kind)
        old = self.mode
        self.set_mode(SIGNATURE)
        statement = self._enum_rest(attributes, keyword, name)
        self.set_mode(old)
        return statement

    def _enum_rest(self, attributes: Optional[list[AttributeBaseAst]], keyword: Token, name: Token) -> StatementAst:
        bases: list[TypeConstraintAst] = []
        colon = self.peek()
        if colon.kind is K.Colon:
            self.skip()
            self.newlines()
            kind = self.type_name_rule(False)
            if kind is None:
                self.incomplete_after(colon, "TypeNameExpected")
            else:
                if kind.full_name.lower() not in _ENUM_TYPES:
                    self.report_at(kind, "InvalidUnderlyingType", kind.name)
                bases.append(TypeConstraintAst(kind.extent, kind))
        self.newlines()
        left = self.next_token()
        if left.kind is not K.LCurly:
            self.unget(left)
            self.incomplete_after(name, "MissingTypeBody", keyword.kind.text)
            return ErrorStatementAst(self.span(keyword, name), keyword.kind)
        members: list[MemberAst] = []
        end = left.end
        while True:
            member = self._enum_member()
            if member is None:
                break
            members.append(member)
            end = member.extent.end
        return self._finish_type(attributes, keyword, name.text, "enum", bases, members, [], left, end)

    def _enum_member(self) -> Optional[PropertyMemberAst]:
        self.newlines()
        name = self.simple_name_token()
        if name is None:
            return None
        old = self.mode
        self.set_mode(EXPRESSION)
        equals = self.peek()
        value: Optional[ExpressionAst] = None
        end = name.end
        missing = False
        if equals.kind is K.Equals:
            self.skip()
            value = self.expression_rule()
            end = equals.end if value is None else value.extent.end
            missing = value is None
            if missing:
                self.report(end, end, "ExpectedValueExpression", "=")
        self.set_mode(old)
        end = self._end_of_property(end, not missing)
        return PropertyMemberAst(Extent(self.source, name.start, end), name.text, None, [], value, True, False)
