"""Flow through a class method: which variables may be read before they are assigned, and whether its end can be reached.

A state is the set of names surely assigned so far, or None where control cannot come. Nested script blocks and traps do not count,
as in PowerShell."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.language.node_base import Ast
from shell.language.node_expr import (
    ArrayLiteralAst,
    AttributedExpressionAst,
    ConvertExpressionAst,
    ParenExpressionAst,
    UsingExpressionAst,
    VariableExpressionAst,
)
from shell.language.node_script import FunctionMemberAst, PropertyMemberAst
from shell.language.node_stmt import (
    AssignmentStatementAst,
    BreakStatementAst,
    CommandExpressionAst,
    ContinueStatementAst,
    DataStatementAst,
    DoUntilStatementAst,
    DoWhileStatementAst,
    ExitStatementAst,
    ForEachStatementAst,
    ForStatementAst,
    IfStatementAst,
    PipelineAst,
    ReturnStatementAst,
    StatementBlockAst,
    SwitchStatementAst,
    ThrowStatementAst,
    TrapStatementAst,
    TryStatementAst,
    WhileStatementAst,
)

State = Optional[frozenset[str]]

#: readable in a method without being assigned there
_KNOWN = frozenset((
    "_ psitem args this input pscmdlet psboundparameters myinvocation psscriptroot pscommandpath true false null ? lastexitcode error "
    "stacktrace outputencoding nestedpromptlevel pwd matches psapplicationoutputencoding foreach switch").split())
_LOCAL = frozenset(("", "local", "private", "variable"))


def _local_name(node: VariableExpressionAst) -> Optional[str]:
    path = node.variable_path
    return path.name.lower() if path.qualifier.lower() in _LOCAL else None


def _join(first: State, second: State) -> State:
    if first is None:
        return second
    return first if second is None else first & second


def _is_true(condition: Any) -> bool:
    """True for the condition of an endless loop."""
    if condition is None:
        return True
    text = condition.extent.text.strip().lower()
    return text in ("$true", "1")


class MethodFlow:
    """The flow through one method."""

    def __init__(self, method: FunctionMemberAst) -> None:
        self.method = method
        self.unassigned: list[VariableExpressionAst] = []
        self.targets: list[VariableExpressionAst] = []
        self._loops: list[list[State]] = []
        state: State = frozenset(parameter.name.variable_path.name.lower() for parameter in method.parameters)
        block = method.body.end_block
        for statement in block.statements if block is not None else ():
            state = self._visit(statement, state)
        #: True if control can reach the end of the method
        self.falls_through = state is not None

    def own_properties(self) -> list[tuple[PropertyMemberAst, VariableExpressionAst]]:
        """Assignments of plain variables that are named like a property of the class and were surely meant for it."""
        members = getattr(self.method.parent, "members", ())
        properties = {member.name.lower(): member for member in members if isinstance(member, PropertyMemberAst)}
        parameters = {parameter.name.variable_path.name.lower() for parameter in self.method.parameters}
        found = []
        for variable in self.targets:
            name = variable.variable_path.user_path.lower()
            if name in properties and name not in parameters:
                found.append((properties[name], variable))
        return found

    # walking

    def _visit(self, node: Optional[Ast], state: State) -> State:
        """State after a node; unassigned reads are noted."""
        if node is None or state is None:
            return state
        rule = _RULES.get(node.__class__)
        if rule is not None:
            return rule(self, node, state)
        if node.opens_script_block or isinstance(node, (TrapStatementAst, UsingExpressionAst)):
            return state
        for child in node.children():
            state = self._visit(child, state)
        return state

    def _variable(self, node: VariableExpressionAst, state: frozenset[str]) -> State:
        name = _local_name(node)
        if name is not None and name not in state and name not in _KNOWN:
            self.unassigned.append(node)
        return state

    def _assignment(self, node: AssignmentStatementAst, state: State) -> State:
        state = self._visit(node.right, state)  # $x += 1 reads $x, yet counts as an assignment only
        return self._assign(node.left, state)

    def _assign(self, target: Ast, state: State) -> State:
        """State after something is assigned to."""
        while isinstance(target, (ConvertExpressionAst, AttributedExpressionAst)):
            target = target.child
        if isinstance(target, VariableExpressionAst):
            self.targets.append(target)
            name = _local_name(target)
            return state if state is None or name is None else state | {name}
        if isinstance(target, ArrayLiteralAst):
            for element in target.elements:
                state = self._assign(element, state)
            return state
        if isinstance(target, ParenExpressionAst) and isinstance(target.pipeline, PipelineAst):
            inner = target.pipeline.pipeline_elements[0]
            if isinstance(inner, CommandExpressionAst):
                return self._assign(inner.expression, state)
        return self._visit(target, state)

    def _leave(self, node: Any, state: State) -> State:
        self._visit(node.pipeline, state)
        return None

    def _jump(self, node: Any, state: State) -> State:
        if isinstance(node, BreakStatementAst):
            for exits in self._loops[-1:] if node.label is None else self._loops:
                exits.append(state)
        return None

    def _if(self, node: IfStatementAst, state: State) -> State:
        result: State = None
        for condition, block in node.clauses:
            state = self._visit(condition, state)
            result = _join(result, self._visit(block, state))
        if node.else_clause is not None:
            return _join(result, self._visit(node.else_clause, state))
        return _join(result, state)

    def _loop(self, before: State, body: StatementBlockAst, endless: bool) -> State:
        """State after a loop whose body may not run at all."""
        self._loops.append([])
        self._visit(body, before)
        result = None if endless else before
        for state in self._loops.pop():
            result = _join(result, state)
        return result

    def _while(self, node: WhileStatementAst, state: State) -> State:
        state = self._visit(node.condition, state)
        return self._loop(state, node.body, _is_true(node.condition))

    def _for(self, node: ForStatementAst, state: State) -> State:
        state = self._visit(node.initializer, state)
        state = self._visit(node.condition, state)
        result = self._loop(state, node.body, _is_true(node.condition))
        if node.iterator is not None and isinstance(node.iterator, AssignmentStatementAst) and state is not None:
            self._visit(node.iterator.right, state)
        return result

    def _foreach(self, node: ForEachStatementAst, state: State) -> State:
        state = self._visit(node.condition, state)
        if state is None:
            return None
        state |= {node.variable.variable_path.name.lower()}
        self._loops.append([])
        self._visit(node.body, state)
        for left in self._loops.pop():
            state = _join(state, left)
        return state

    def _do(self, node: WhileStatementAst, state: State) -> State:
        self._loops.append([])
        state = self._visit(node.body, state)
        state = self._visit(node.condition, state)
        for left in self._loops.pop():
            state = _join(state, left)
        return state

    def _switch(self, node: SwitchStatementAst, state: State) -> State:
        state = self._visit(node.condition, state)
        self._loops.append([])
        for condition, block in node.clauses:
            self._visit(condition, state)
            self._visit(block, state)
        self._visit(node.default, state)
        self._loops.pop()
        return state

    def _try(self, node: TryStatementAst, state: State) -> State:
        after = self._visit(node.body, state)
        for clause in node.catch_clauses:
            after = _join(after, self._visit(clause.body, state))
        if node.finally_ is None:
            return after
        # any statement of the body may fail, so only what was assigned before it is sure afterwards
        finished = self._visit(node.finally_, state)
        return None if after is None else finished

    def _data(self, node: DataStatementAst, state: frozenset[str]) -> State:
        return state | {node.variable.lower()} if node.variable else state


_RULES: dict[type, Callable[[MethodFlow, Any, Any], State]] = {
    VariableExpressionAst: MethodFlow._variable, AssignmentStatementAst: MethodFlow._assignment,
    ReturnStatementAst: MethodFlow._leave, ExitStatementAst: MethodFlow._leave, ThrowStatementAst: MethodFlow._leave,
    BreakStatementAst: MethodFlow._jump, ContinueStatementAst: MethodFlow._jump, IfStatementAst: MethodFlow._if,
    WhileStatementAst: MethodFlow._while, ForStatementAst: MethodFlow._for, ForEachStatementAst: MethodFlow._foreach,
    DoWhileStatementAst: MethodFlow._do, DoUntilStatementAst: MethodFlow._do, SwitchStatementAst: MethodFlow._switch,
    TryStatementAst: MethodFlow._try, DataStatementAst: MethodFlow._data,
}
