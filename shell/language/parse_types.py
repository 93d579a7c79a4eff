"""Rules for type names, attributes and parameter lists."""
from __future__ import annotations

from typing import Optional

from shell.language.kinds import TokenKind
from shell.language.lex_base import EXPRESSION, TYPE_NAME
from shell.language.node_base import AttributeBaseAst, ExpressionAst
from shell.language.node_expr import ConstantExpressionAst, ErrorExpressionAst, VariableExpressionAst, VariablePath
from shell.language.node_script import ParameterAst
from shell.language.node_types import (
    AnyTypeName,
    ArrayTypeName,
    AttributeAst,
    GenericTypeName,
    NamedAttributeArgumentAst,
    TypeConstraintAst,
    TypeName,
)
from shell.language.parse_base import TokenStream, end_of
from shell.language.source import Extent
from shell.language.tokens import Token

K = TokenKind
_ERROR_TYPE = ":ErrorTypeName:"


class TypeRules(TokenStream):
    """Type names in brackets, attributes, parameters."""

    def type_name_rule(self, allow_assembly: bool) -> Optional[AnyTypeName]:
        """A type name right here, without its outer brackets."""
        old = self.mode
        self.set_mode(TYPE_NAME)
        token = self.next_token()
        name: Optional[AnyTypeName] = None
        if token.kind is K.Identifier:
            name = self.finish_type_name(token, False, allow_assembly)
        else:
            self.unget(token)
        self.set_mode(old)
        return name

    def finish_type_name(self, name: Token, bare_argument: bool = False, allow_assembly: bool = True) -> AnyTypeName:
        """What follows a type's first word: arguments, array brackets, an assembly."""
        token = self.peek()
        if token.kind is K.LBracket:
            self.skip()
            self.newlines()
            inner = self.next_token()
            kind = inner.kind
            if kind is K.RBracket or kind is K.Comma:
                element = self._type_name(name)
                return self._array_rule(element, element, inner, bare_argument)
            if kind is K.LBracket or kind is K.Identifier:
                return self._generic_rule(name, inner, bare_argument)
            if kind is not K.EndOfInput:
                self.report_at(inner, "UnexpectedToken", inner.text)
                self.sync_on_error(True, K.RBracket)
            else:
                self.unget(inner)
                self.incomplete_after(token, "MissingTypename")
        elif token.kind is K.Comma and allow_assembly and not bare_argument:
            self.skip()
            assembly = self.get_assembly_name()
            if assembly.strip():
                return TypeName(Extent(self.source, name.start, self.pos), name.text, assembly)
            self.report(token.end, token.end, "MissingAssemblyNameSpecification")
        return self._type_name(name)

    def _type_name(self, token: Token) -> TypeName:
        return TypeName(token.extent, token.text)

    def _single_argument_type(self, first: Token) -> AnyTypeName:
        if first.kind is K.Identifier:
            return self.finish_type_name(first, True)
        token = self.next_token()
        if token.kind is not K.Identifier:
            self.unget(token)
            self.incomplete_after(token, "MissingTypename")
            return TypeName(first.extent, _ERROR_TYPE)
        name = self.finish_type_name(token)
        bracket = self.next_token()
        if bracket.kind is not K.RBracket:
            self.unget(bracket)
            at = self.before(bracket)
            self.report_incomplete(at, at, "EndSquareBracketExpectedAtEndOfType")
        return name

    def type_arguments_rule(self, first: Token) -> tuple[list[AnyTypeName], Token]:
        """(arguments, token after them) of a generic type."""
        self.enter()
        arguments = [self._single_argument_type(first)]
        while True:
            self.newlines()
            last = self.next_token()
            if last.kind is not K.Comma:
                break
            self.newlines()
            token = self.peek()
            if token.kind is K.Identifier or token.kind is K.LBracket:
                self.skip()
                arguments.append(self._single_argument_type(token))
            else:
                self.incomplete_after(last, "MissingTypename")
                arguments.append(TypeName(last.extent, _ERROR_TYPE))
        self.leave()
        return arguments, last

    def _generic_rule(self, name: Token, first: Token, bare_argument: bool) -> AnyTypeName:
        arguments, bracket = self.type_arguments_rule(first)
        end = bracket.end
        if bracket.kind is not K.RBracket:
            self.unget(bracket)
            at = self.before(bracket)
            self.report_incomplete(at, at, "EndSquareBracketExpectedAtEndOfAttribute")
            end = end_of(arguments[-1])
        opened = self._type_name(name)
        result = GenericTypeName(Extent(self.source, name.start, end), opened, arguments)
        token = self.peek()
        if token.kind is K.LBracket:
            self.skip()
            return self._array_rule(result, opened, self.next_token(), bare_argument)
        if token.kind is K.Comma and not bare_argument:
            self.skip()
            self._assembly_for(opened, token)
            result.assembly_name = opened.assembly_name
        return result

    def _assembly_for(self, name: TypeName, comma: Token) -> None:
        assembly = self.get_assembly_name()
        if assembly:
            name.assembly_name = assembly
        else:
            self.report(comma.end, comma.end, "MissingAssemblyNameSpecification")

    def _array_rule(self, element: AnyTypeName, named: TypeName, first: Token, bare_argument: bool) -> AnyTypeName:
        """Array brackets, the first opening one already read."""
        while True:
            kind = first.kind
            if kind is K.Comma:
                element = self._array_of_rank(element, first)
            elif kind is K.RBracket:
                element = ArrayTypeName(Extent(self.source, element.extent.start, first.end), element, 1)
            elif kind is K.EndOfInput:
                self.unget(first)
                at = self.before(first)
                self.report(at, at, "EndSquareBracketExpectedAtEndOfAttribute")
            else:
                self.report_at(first, "UnexpectedToken", first.text)
                self.sync_on_error(True, K.RBracket)
            token = self.peek()
            if token.kind is K.Comma and not bare_argument:
                self.skip()
                self._assembly_for(named, token)
                return element
            if token.kind is not K.LBracket:
                return element
            self.skip()
            first = self.next_token()

    def _array_of_rank(self, element: AnyTypeName, comma: Token) -> AnyTypeName:
        rank = 1
        token = last = comma
        while token.kind is K.Comma:
            last = token
            rank += 1
            token = self.next_token()
        if token.kind is not K.RBracket:
            self.unget(token)
        if rank > 32:
            self.report(comma.start, last.end, "ArrayHasTooManyDimensions", rank)
            return element
        if token.kind is not K.RBracket:
            self.report(last.end, last.end, "EndSquareBracketExpectedAtEndOfAttribute")
        return ArrayTypeName(Extent(self.source, element.extent.start, token.end), element, rank)

    # attributes

    def attribute_list_rule(self, in_expression: bool) -> Optional[list[AttributeBaseAst]]:
        """One or more attributes and type constraints; None if there is none."""
        attribute = self.attribute_rule()
        if attribute is None:
            return None
        attributes = []
        while attribute is not None:
            attributes.append(attribute)
            if not in_expression or isinstance(attribute, AttributeAst):
                self.newlines()
            attribute = self.attribute_rule()
        return attributes

    def attribute_rule(self) -> Optional[AttributeBaseAst]:
        """An attribute or type constraint in brackets."""
        bracket = self.left_bracket()
        if bracket is None:
            return None
        self.newlines()
        name = self.type_name_rule(True)
        if name is None:
            self.resync(bracket.start)
            self.incomplete_after(bracket, "MissingTypename")
            return None
        token = self.next_token()
        if token.kind is K.LParen:
            return self._finish_attribute(bracket, name, token)
        end = token.end
        if token.kind is not K.RBracket:
            self.unget(token)
            at = self.before(token)
            self.report(at, at, "EndSquareBracketExpectedAtEndOfAttribute")
            end = name.extent.end
        return TypeConstraintAst(Extent(self.source, bracket.start, end), name)

    def _finish_attribute(self, bracket: Token, name: AnyTypeName, left_paren: Token) -> AttributeAst:
        self.newlines()
        positional: list[ExpressionAst] = []
        named: list[NamedAttributeArgumentAst] = []
        old = self.mode
        self.set_mode(EXPRESSION)
        end = self._attribute_arguments(positional, named, left_paren.end)
        self.set_mode(old)
        self.newlines()
        paren = self.next_token()
        closed = paren.kind is K.RParen
        if closed:
            end = paren.end
        else:
            self.unget(paren)
            self.report_incomplete(end, end, "MissingEndParenthesisInExpression")
        self.newlines()
        right = self.next_token()
        if right.kind is K.RBracket:
            end = right.end
        else:
            self.unget(right)
            if closed:
                self.report_incomplete(paren.end, paren.end, "EndSquareBracketExpectedAtEndOfAttribute")
        return AttributeAst(Extent(self.source, bracket.start, end), name, positional, named)

    def _attribute_arguments(self, positional: list[ExpressionAst], named: list[NamedAttributeArgumentAst], end: int) -> int:
        """Arguments of an attribute; returns the end of the last item."""
        old = self.no_comma
        self.no_comma = True
        comma: Optional[Token] = None
        seen: set[str] = set()
        while True:
            self.newlines()
            name = self.simple_name_token()
            if name is not None:
                end = self._named_argument(name, named, seen, end)
            else:
                expression = self.expression_rule()
                if expression is not None:
                    positional.append(expression)
                    end = expression.extent.end
                elif comma is not None:
                    end = comma.end
                    self.incomplete_after(comma, "MissingExpressionAfterToken", ",")
                    positional.append(ErrorExpressionAst(Extent(self.source, end, end)))
            self.newlines()
            comma = self.peek()
            if comma.kind is not K.Comma:
                break
            end = comma.end
            self.skip()
        self.no_comma = old
        return end

    def _named_argument(self, name: Token, named: list[NamedAttributeArgumentAst], seen: set[str], end: int) -> int:
        token = self.peek()
        omitted = token.kind is not K.Equals
        expression: Optional[ExpressionAst]
        if omitted:
            expression = ConstantExpressionAst(name.extent, True)
        else:
            self.skip()
            self.newlines()
            expression = self.expression_rule()
            if expression is None:
                self.incomplete_after(token, "MissingExpressionInNamedArgument")
                expression = ErrorExpressionAst(Extent(self.source, token.end, token.end))
                self.sync_on_error(True, K.Comma, K.RParen, K.RBracket, K.NewLine)
            end = expression.extent.end
        word = name.text
        if word in seen:
            self.report_at(name, "DuplicateNamedArgument", word)
        else:
            seen.add(word)
            extent = Extent(self.source, name.start, expression.extent.end)
            named.append(NamedAttributeArgumentAst(extent, word, expression, omitted))
        return end

    # parameters

    def parameter_list_rule(self) -> list[ParameterAst]:
        """Parameters after an opening parenthesis, up to but without the closing one."""
        parameters: list[ParameterAst] = []
        comma: Optional[Token] = None
        while True:
            parameter = self._parameter_rule()
            if parameter is None:
                if comma is not None:
                    self.incomplete_after(comma, "MissingExpressionAfterToken", ",")
                return parameters
            parameters.append(parameter)
            self.newlines()
            comma = self.peek()
            if comma.kind is not K.Comma:
                return parameters
            self.skip()

    def _parameter_rule(self) -> Optional[ParameterAst]:
        old_comma, old_mode = self.no_comma, self.mode
        self.no_comma = True
        self.set_mode(EXPRESSION)
        parameter = self._parameter_inner()
        self.no_comma = old_comma
        self.set_mode(old_mode)
        return parameter

    def _parameter_inner(self) -> Optional[ParameterAst]:
        self.newlines()
        attributes = self.attribute_list_rule(False)
        self.newlines()
        token = self.next_token()
        if token.kind is not K.Variable and token.kind is not K.SplattedVariable:
            self.unget(token)
            if attributes is None:
                return None
            self.incomplete_after(attributes[-1], "InvalidFunctionParameter")
            self.sync_on_error(True, K.RParen)
            extent = self.span(attributes[0], attributes[-1])
            return ParameterAst(extent, VariableExpressionAst(extent, VariablePath("__error__")), attributes, None)
        self.newlines()
        equals = self.peek()
        default: Optional[ExpressionAst] = None
        if equals.kind is K.Equals:
            self.skip()
            self.newlines()
            default = self.expression_rule()
            if default is None:
                self.incomplete_after(equals, "MissingExpressionAfterToken", "=")
        start = attributes[0].extent.start if attributes else token.start
        end = default.extent.end if default is not None else token.end
        name = VariableExpressionAst(token.extent, VariablePath(token.value), token.kind is K.SplattedVariable)
        return ParameterAst(Extent(self.source, start, end), name, attributes or [], default)


