"""What dynamicparam blocks are made of: RuntimeDefinedParameter and its dictionary, attribute objects such as ParameterAttribute."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional

from shell.clr.dictionaries import HASHTABLE, Hashtable
from shell.clr.typeinfo import NetType
from shell.objects.text import to_string
from shell.runtime.parameters import ALL_SETS, ParameterInfo, ParameterSetData, Validator
from shell.runtime.validation import (
    ValidateCount,
    ValidateLength,
    ValidateNotNull,
    ValidateNotNullOrEmpty,
    ValidatePattern,
    ValidateRange,
    ValidateScript,
    ValidateSet,
)

Value = Any
SPACE = "System.Management.Automation."


class AttributeObject:
    """System.Attribute and what derives from it."""

    ps_ext: Any = None


class ParameterAttribute(AttributeObject):
    """[Parameter()] as an object."""

    def __init__(self, set_name: str = ALL_SETS, data: Optional[ParameterSetData] = None, dont_show: bool = False) -> None:
        d = data or ParameterSetData()
        self.mandatory, self.pipeline, self.by_name, self.remaining = d.mandatory, d.from_pipeline, d.from_pipeline_by_name, d.from_remaining
        self.position = -2147483648 if d.position is None else d.position
        self.set_name, self.dont_show = set_name, dont_show
        self.help_message: Optional[str] = d.help or None

    def data(self) -> ParameterSetData:
        return ParameterSetData(self.position if self.position >= 0 else None, bool(self.mandatory), bool(self.pipeline), bool(self.by_name),
                                bool(self.remaining), self.help_message or "")


class AliasAttribute(AttributeObject):
    """[Alias()] as an object."""

    def __init__(self, names: Sequence[Value]) -> None:
        self.names = [to_string(n) for n in names]


class ValidationAttribute(AttributeObject):
    """A Validate attribute as an object around its check."""

    def __init__(self, validator: Validator) -> None:
        self.validator = validator


def attribute_objects(p: ParameterInfo) -> list[Value]:
    """The attributes of a parameter as scripts see them."""
    found: list[Value] = [ParameterAttribute(name, data, p.dont_show) for name, data in p.sets.items()]
    if p.aliases:
        found.append(AliasAttribute(p.aliases))
    for v in p.validators:
        cls = _VALIDATIONS.get(v.attribute_name)
        if cls is not None:
            found.append(cls(v))
    return found


class RuntimeDefinedParameter(AttributeObject):
    """One dynamic parameter; `value` is set when it is bound."""

    def __init__(self, name: str = "", kind: Value = None, attributes: Optional[list[Value]] = None) -> None:
        self.name, self.kind, self.attributes = name, kind, attributes if attributes is not None else []
        self._value: Value = None
        self.is_set = False

    @property
    def value(self) -> Value:
        return self._value

    @value.setter
    def value(self, new: Value) -> None:
        self._value = new
        self.is_set = True

    def describe(self) -> ParameterInfo:
        """The parameter as the binder knows it."""
        p = ParameterInfo(self.name, "System.Object" if self.kind is None else self.kind.full_name, type=self.kind)
        sets: dict[str, ParameterSetData] = {}
        for a in self.attributes:
            if isinstance(a, ParameterAttribute):
                sets[to_string(a.set_name)] = a.data()
                p.dont_show = bool(a.dont_show)
            elif isinstance(a, AliasAttribute):
                p.aliases = (*p.aliases, *a.names)
            elif isinstance(a, ValidationAttribute):
                p.validators.append(a.validator)
        if sets:
            p.sets = sets
        return p


class ParameterDictionary(Hashtable):
    """RuntimeDefinedParameterDictionary"""

    __slots__ = ()


_VALIDATIONS: dict[str, Any] = {}


def _validation(name: str, make: Callable[..., Validator], *signatures: str, **properties: str) -> None:
    """An attribute class around a validator; `properties` name the validator's attributes that scripts read."""
    cls = _VALIDATIONS[name] = type(name, (ValidationAttribute,), {})
    t = NetType(f"{SPACE}{name}Attribute", cls, base=_ATTRIBUTE)
    t.new(*[f"{SPACE}{name}Attribute new({s})" for s in signatures])(lambda *args: cls(make(*args)))
    for prop, attribute in properties.items():
        t.prop(prop, "System.Object", setter=lambda a, value, n=attribute: setattr(a.validator, n, value))(lambda a, n=attribute: getattr(a.validator, n))


_ATTRIBUTE = NetType("System.Attribute", AttributeObject)
_P = NetType(SPACE + "ParameterAttribute", ParameterAttribute, base=_ATTRIBUTE)
_P.new(f"{SPACE}ParameterAttribute new()")(ParameterAttribute)
for _name, _type, _attribute in (("Mandatory", "bool", "mandatory"), ("Position", "int", "position"), ("ParameterSetName", "string", "set_name"),
                                 ("ValueFromPipeline", "bool", "pipeline"), ("ValueFromPipelineByPropertyName", "bool", "by_name"),
                                 ("ValueFromRemainingArguments", "bool", "remaining"), ("HelpMessage", "string", "help_message"),
                                 ("DontShow", "bool", "dont_show")):
    _P.attr(_name, _type, _attribute, True)
_A = NetType(SPACE + "AliasAttribute", AliasAttribute, base=_ATTRIBUTE)
_A.attr("AliasNames", "System.Collections.Generic.IList[string]", "names")
_A.new(f"{SPACE}AliasAttribute new(Params string[] aliasNames)")(AliasAttribute)
_validation("ValidateSet", lambda values: ValidateSet([to_string(v) for v in values]), "Params string[] validValues", ValidValues="values", IgnoreCase="ignore_case", ErrorMessage="message")
_validation("ValidateRange", lambda low, high: ValidateRange(low, high), "System.Object minRange, System.Object maxRange", MinRange="minimum",
            MaxRange="maximum")
_validation("ValidateLength", ValidateLength, "int minLength, int maxLength", MinLength="minimum", MaxLength="maximum")
_validation("ValidateCount", ValidateCount, "int minLength, int maxLength", MinLength="minimum", MaxLength="maximum")
_validation("ValidatePattern", ValidatePattern, "string regexPattern", RegexPattern="pattern", Options="options", ErrorMessage="message")
_validation("ValidateScript", ValidateScript, "scriptblock scriptBlock", ScriptBlock="script", ErrorMessage="message")
_validation("ValidateNotNull", ValidateNotNull, "")
_validation("ValidateNotNullOrEmpty", ValidateNotNullOrEmpty, "")
_R = NetType(SPACE + "RuntimeDefinedParameter", RuntimeDefinedParameter)
_R.new(f"{SPACE}RuntimeDefinedParameter new()", f"{SPACE}RuntimeDefinedParameter new(string name, type parameterType, "
       "System.Collections.ObjectModel.Collection[System.Attribute] attributes)")(RuntimeDefinedParameter)
for _name, _type, _attribute in (("Name", "string", "name"), ("ParameterType", "type", "kind"), ("Value", "System.Object", "value")):
    _R.attr(_name, _type, _attribute, True)
_R.attr("Attributes", "System.Collections.ObjectModel.Collection[System.Attribute]", "attributes")
_R.attr("IsSet", "bool", "is_set", True)
_D = NetType(SPACE + "RuntimeDefinedParameterDictionary", ParameterDictionary, base=HASHTABLE)
_D.new(f"{SPACE}RuntimeDefinedParameterDictionary new()")(ParameterDictionary)
