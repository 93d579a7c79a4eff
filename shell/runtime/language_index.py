"""Where the types of the parser API live: entries for clr's lazy look-up, so that naming one, or having a syntax tree, loads them."""
from __future__ import annotations

from shell.clr.typeinfo import LAZY, LAZY_CLASSES

_LANGUAGE = "system.management.automation.language."
_TREES = "shell.runtime.language_types"
_PARSER = "shell.runtime.language_parser"
_NODES: dict[str, str] = {
    "node_base": "Ast StatementAst PipelineBaseAst CommandElementAst ExpressionAst AttributeBaseAst",
    "node_types": "TypeConstraintAst AttributeAst NamedAttributeArgumentAst",
    "node_expr": "ErrorExpressionAst TernaryExpressionAst BinaryExpressionAst UnaryExpressionAst AttributedExpressionAst ConvertExpressionAst "
                 "MemberExpressionAst InvokeMemberExpressionAst BaseCtorInvokeMemberExpressionAst IndexExpressionAst TypeExpressionAst "
                 "VariableExpressionAst ConstantExpressionAst StringConstantExpressionAst ExpandableStringExpressionAst ScriptBlockExpressionAst "
                 "ArrayLiteralAst HashtableAst ArrayExpressionAst SubExpressionAst ParenExpressionAst UsingExpressionAst",
    "node_stmt": "ErrorStatementAst StatementBlockAst IfStatementAst DataStatementAst LabeledStatementAst LoopStatementAst ForEachStatementAst "
                 "ForStatementAst WhileStatementAst DoWhileStatementAst DoUntilStatementAst SwitchStatementAst CatchClauseAst TryStatementAst "
                 "TrapStatementAst BreakStatementAst ContinueStatementAst ReturnStatementAst ExitStatementAst ThrowStatementAst PipelineAst "
                 "PipelineChainAst CommandBaseAst CommandAst CommandExpressionAst CommandParameterAst RedirectionAst FileRedirectionAst "
                 "MergingRedirectionAst AssignmentStatementAst",
    "node_script": "ParameterAst ParamBlockAst NamedBlockAst ScriptBlockAst FunctionDefinitionAst PropertyMemberAst FunctionMemberAst "
                   "TypeDefinitionAst UsingStatementAst",
}
#: Python module -> class name -> .NET name, of what is no node
_OTHERS: dict[str, dict[str, str]] = {
    "source": {"Extent": "InternalScriptExtent"},
    "node_expr": {"VariablePath": ""},
    "node_types": {"TypeName": "TypeName", "GenericTypeName": "GenericTypeName", "ArrayTypeName": "ArrayTypeName"},
    "node_script": {"ScriptRequirements": "ScriptRequirements", "ModuleRequirement": "", "CommentHelp": "CommentHelpInfo"},
}
_ENUMS = "tokenkind tokenflags stringconstanttype usingstatementkind redirectionstream"
_TOKENS = ("token stringtoken stringliteraltoken stringexpandabletoken parametertoken variabletoken numbertoken labeltoken redirectiontoken "
           "inputredirectiontoken mergingredirectiontoken fileredirectiontoken")


#: types of the engine that scripts name -> the module of shell.runtime that declares them
_ENGINE = {"engine_intrinsics": "psengineevent engineintrinsics sessionstate psvariableintrinsics pathintrinsics commandinvocationintrinsics", "modules": "psmoduleinfo",
           "pscmdlet": "pscmdlet psscriptcmdlet cmdlet", "command_syntax": "parametermetadata commandparameterinfo commandparametersetinfo"}


def node_modules() -> dict[str, str]:
    """Module of shell.language -> names of the node classes in it, bases first."""
    return _NODES


def install() -> None:
    """Fill the look-up tables."""
    for module, names in _NODES.items():
        for name in names.split():
            LAZY.setdefault(_LANGUAGE + name.lower(), _TREES)
            LAZY_CLASSES.setdefault(f"shell.language.{module}.{name}", _TREES)
    for module, table in _OTHERS.items():
        for name, shown in table.items():
            LAZY_CLASSES.setdefault(f"shell.language.{module}.{name}", _TREES)
            if shown and shown != "TypeName":
                LAZY.setdefault(_LANGUAGE + shown.lower(), _TREES)
    LAZY.update({_LANGUAGE + n: _TREES for n in ("iscriptextent", "scriptextent", "iscriptposition", "scriptposition", "memberast", "itypename", "chainableast")})
    LAZY.update({_LANGUAGE + n: "shell.runtime.language_enums" for n in _ENUMS.split()})
    LAZY.update({_LANGUAGE + n: _PARSER for n in ("parser " + _TOKENS).split()})
    LAZY.update({"system.management.automation." + n: _PARSER for n in ("psparser", "pstoken", "pstokentype", "psparseerror")})
    LAZY.setdefault("system.management.automation.variablepath", _TREES)
    for module, names in _ENGINE.items():
        LAZY.update({"system.management.automation." + n: "shell.runtime." + module for n in names.split()})
    LAZY_CLASSES.setdefault("shell.language.tokens.Token", _PARSER)
