"""Attributes written in scripts: [Parameter()], [Validate...()], [Alias()] ... to parameter metadata and validators."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.language import nodes as ast
from shell.objects import hooks
from shell.objects.conversion import to_bool
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.parameters import ALL_SETS, CommandMetadata, ParameterInfo, ParameterSetData, Transform, Validator
from shell.runtime.scriptblock import COMPILERS, BlockCode
from shell.runtime.validation import (
    ValidateCount,
    ValidateDrive,
    ValidateLength,
    ValidateNotNull,
    ValidateNotNullOrEmpty,
    ValidateNotNullOrWhiteSpace,
    ValidatePattern,
    ValidateRange,
    ValidateScript,
    ValidateSet,
)

Value = Any


def evaluate(node: Any) -> Value:
    """The value of an attribute's argument."""
    if isinstance(node, (ast.StringConstantExpressionAst,)):
        return node.value
    if isinstance(node, ast.ConstantExpressionAst) and node.value.__class__ in (int, bool):
        return node.value
    ctx: Any = hooks.current()
    return COMPILERS["expression"](node)(ctx.frame, ctx.frame.scope)


def short_name(attribute: Any) -> str:
    """The attribute's name in lower case without namespace and Attribute suffix."""
    name: str = attribute.type_name.name.lower().rsplit(".", 1)[-1]
    return name[:-9] if name.endswith("attribute") and name != "attribute" else name


def named(attribute: Any) -> dict[str, Value]:
    """Named arguments by folded name."""
    return {a.argument_name.lower(): True if a.expression_omitted else evaluate(a.argument) for a in attribute.named_arguments}


def _positional(attribute: Any) -> list[Value]:
    return [base_of(evaluate(a)) for a in attribute.positional_arguments]


# ---- validators


def _set(args: list[Value], given: dict[str, Value]) -> Validator:
    values = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    generator = None
    if len(args) == 1 and not isinstance(args[0], (str, list)) and hasattr(args[0], "static_methods"):
        t = args[0]

        def generator() -> list[str]:
            from shell.objects.members import invoke_method, new_instance
            return [to_string(v) for v in invoke_method(new_instance(t, ()), "GetValidValues", ())]
        values = []
    return ValidateSet([to_string(v) for v in values], bool(given.get("ignorecase", True)), to_string(given.get("errormessage", "")), generator)


def _range(args: list[Value], given: dict[str, Value]) -> Validator:
    if len(args) == 1:
        return ValidateRange(kind=to_string(args[0]))
    return ValidateRange(args[0], args[1])


def _pattern(args: list[Value], given: dict[str, Value]) -> Validator:
    return ValidatePattern(to_string(args[0]), given.get("options"), to_string(given.get("errormessage", "")))


_VALIDATORS: dict[str, Any] = {
    "validateset": _set, "validaterange": _range, "validatepattern": _pattern,
    "validatelength": lambda a, g: ValidateLength(a[0], a[1]), "validatecount": lambda a, g: ValidateCount(a[0], a[1]),
    "validatescript": lambda a, g: ValidateScript(a[0], to_string(g.get("errormessage", ""))),
    "validatenotnull": lambda a, g: ValidateNotNull(), "validatenotnullorempty": lambda a, g: ValidateNotNullOrEmpty(),
    "validatenotnullorwhitespace": lambda a, g: ValidateNotNullOrWhiteSpace(),
    "validatedrive": lambda a, g: ValidateDrive([to_string(v) for v in a]),
    "validateuserdrive": lambda a, g: ValidateDrive(["User"]),
}


def validator_of(attribute: Any) -> Optional[Validator]:
    """The check an attribute stands for; None for other attributes.  A class of the script that derives from a Validate attribute works too."""
    if not isinstance(attribute, ast.AttributeAst):
        return None
    make = _VALIDATORS.get(short_name(attribute))
    if make is not None:
        return make(_positional(attribute), named(attribute))  # type: ignore[no-any-return]
    return _script_validator(attribute)


def validators_of(attributes: Sequence[Any]) -> list[Validator]:
    """Checks in the order written."""
    return [v for v in map(validator_of, attributes) if v is not None]


class ScriptValidator(Validator):
    """A class of the script that derives from ValidateArgumentsAttribute or ValidateEnumeratedArgumentsAttribute."""

    def __init__(self, instance: Value) -> None:
        self.instance = instance

    def check(self, value: Value, ctx: Any, parameter: str) -> None:
        from shell.objects.members import invoke_method
        from shell.objects.records import TerminatingError
        from shell.runtime.validation import failure
        try:
            if self.instance.net_type.find_method("ValidateElement") is not None:
                for item in value if isinstance(value, list) else [value]:
                    invoke_method(self.instance, "ValidateElement", (item,))
            else:
                invoke_method(self.instance, "Validate", (value, None))
        except TerminatingError as e:
            raise failure(e.record.exception.message, "ValidationFailure")


class ScriptTransform(Transform):
    """A class of the script that derives from ArgumentTransformationAttribute."""

    def __init__(self, instance: Value) -> None:
        self.instance = instance

    def transform(self, value: Value, ctx: Any) -> Value:
        from shell.objects.members import invoke_method
        from shell.objects.records import TerminatingError
        try:
            return invoke_method(self.instance, "Transform", (None, value))
        except TerminatingError as e:
            raise e.record.exception


class CredentialTransform(Transform):
    """A user name given to a [pscredential] parameter: its password is asked for."""

    def transform(self, value: Value, ctx: Any) -> Value:
        from shell.objects.records import TerminatingError
        if not isinstance(base_of(value), str):
            return value
        try:
            answer = ctx.call_command("Get-Credential", {"UserName": base_of(value)})
        except TerminatingError as e:
            raise e.record.exception
        return answer[0] if answer else None


def _attribute_instance(attribute: Any) -> Value:
    from shell.objects.members import new_instance, set_property
    ctx: Any = hooks.current()
    for name in (attribute.type_name.name, attribute.type_name.name + "Attribute"):
        t = ctx.lookup_class(name)
        if t is not None:
            instance = new_instance(t, tuple(_positional(attribute)))
            for key, value in named(attribute).items():
                set_property(instance, key, value)
            return instance
    return None


def _script_validator(attribute: Any) -> Optional[Validator]:
    instance = _attribute_instance(attribute)
    if instance is None or not (instance.net_type.find_method("ValidateElement") or instance.net_type.find_method("Validate")):
        return None
    return ScriptValidator(instance)


# ---- metadata of a script block


def metadata_of(block: BlockCode) -> CommandMetadata:
    """CommandMetadata of a function's or block's parameters."""
    sections = block.sections
    binding = sections.cmdlet_binding
    given = named(binding) if binding is not None else {}
    parameters: list[ParameterInfo] = []
    positional = to_bool(given.get("positionalbinding", True))
    for node in block.parameters:
        parameters.append(parameter_of(node))
    default_set = to_string(given.get("defaultparametersetname", ""))
    _place(parameters, positional)
    meta = CommandMetadata(block.name, parameters, default_set, to_bool(given.get("supportsshouldprocess", False)),
                           to_string(given.get("confirmimpact", "Medium")), positional, sections.advanced)
    if default_set and default_set not in meta.set_names:
        meta.set_names.append(default_set)
    return meta


def _place(parameters: list[ParameterInfo], positional: bool) -> None:
    """Without any explicit position all parameters but switches are positional in order."""
    if any(s.position is not None for p in parameters for s in p.sets.values()):
        return
    if not positional:
        return
    n = 0
    for p in parameters:
        if p.is_switch:
            continue
        for s in p.sets.values():
            s.position = n
        n += 1


def parameter_of(node: Any) -> ParameterInfo:
    """One parameter with its attributes."""
    name = node.name.variable_path.user_path
    t: Any = None
    type_name = "System.Object"
    sets: dict[str, ParameterSetData] = {}
    aliases: list[str] = []
    for a in node.attributes:
        if isinstance(a, ast.TypeConstraintAst):
            type_name = a.type_name.full_name
            if type_name.lower() in ("switch", "switchparameter", "system.management.automation.switchparameter"):
                type_name = "System.Management.Automation.SwitchParameter"
            else:
                from shell.runtime.typerefs import type_of_node
                t = type_of_node(a.type_name)
                type_name = t.full_name
    p = ParameterInfo(name, type_name, type=t)
    for a in node.attributes:
        if not isinstance(a, ast.AttributeAst):
            continue
        _apply(p, a, sets, aliases)
    p.aliases = tuple(aliases)
    if type_name == "System.Management.Automation.PSCredential":
        p.transforms.append(CredentialTransform())
    if sets:
        p.sets = sets
    p.node = node
    return p


def _apply(p: ParameterInfo, a: Any, sets: dict[str, ParameterSetData], aliases: list[str]) -> None:
    kind = short_name(a)
    if kind == "parameter":
        given = named(a)
        data = ParameterSetData(given.get("position"), to_bool(given.get("mandatory", False)), to_bool(given.get("valuefrompipeline", False)),
                                to_bool(given.get("valuefrompipelinebypropertyname", False)), to_bool(given.get("valuefromremainingarguments", False)),
                                to_string(given.get("helpmessage", "")))
        sets[to_string(given.get("parametersetname", ALL_SETS))] = data
        p.dont_show = to_bool(given.get("dontshow", False))
        p.help = data.help or p.help
    elif kind == "alias":
        aliases.extend(to_string(v) for v in _positional(a))
    elif kind == "allownull":
        p.allow_null = True
    elif kind == "allowemptystring":
        p.allow_empty_string = True
    elif kind == "allowemptycollection":
        p.allow_empty_collection = True
    elif kind == "pstypename":
        p.type_checks = to_string(_positional(a)[0])
    elif kind in ("argumentcompleter", "argumentcompletions"):
        p.completers.append(a)
    else:
        _apply_check(p, a)


def _apply_check(p: ParameterInfo, a: Any) -> None:
    make = _VALIDATORS.get(short_name(a))
    if make is not None:
        p.validators.append(make(_positional(a), named(a)))
        return
    instance = _attribute_instance(a)
    if instance is None:
        return
    if instance.net_type.find_method("Transform") is not None:
        p.transforms.append(ScriptTransform(instance))
    elif instance.net_type.find_method("ValidateElement") is not None or instance.net_type.find_method("Validate") is not None:
        p.validators.append(ScriptValidator(instance))


# ---- dynamic parameters


def dynamic_parameters(out: list[Value]) -> tuple[list[ParameterInfo], Optional[dict[str, Any]]]:
    """What a dynamicparam block gave: a RuntimeDefinedParameterDictionary."""
    from shell.clr.dictionaries import NetDictionary
    found: list[ParameterInfo] = []
    by_name: dict[str, Any] = {}
    for d in out:
        d = base_of(d)
        if not isinstance(d, NetDictionary):
            continue
        for key, value in d.items():
            parameter = base_of(value)
            describe = getattr(parameter, "describe", None)
            if describe is None:
                raise NetException("dynamic parameters must be RuntimeDefinedParameter objects")
            info = describe()
            found.append(info)
            by_name[info.name] = parameter
            by_name.setdefault(to_string(key), parameter)
    return found, by_name or None
