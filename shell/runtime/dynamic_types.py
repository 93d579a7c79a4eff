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

    def __init__(self) -> None:
        self.mandatory = self.pipeline = self.by_name = self.remaining = self.dont_show = False
        self.position = -2147483648
        self.set_name = ALL_SETS
        self.help_message = ""

    def data(self) -> ParameterSetData:
        return ParameterSetData(self.position if self.position >= 0 else None, bool(self.mandatory), bool(self.pipeline), bool(self.by_name),
                                bool(self.remaining), self.help_message)


class AliasAttribute(AttributeObject):
    """[Alias()] as an object."""

    def __init__(self, names: Sequence[Value]) -> None:
        self.names = [to_string(n) for n in names]


class ValidationAttribute(AttributeObject):
    """A Validate attribute as an object around its check."""

    def __init__(self, validator: Validator) -> None:
        self.validator = validator


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


def _validation(name: str, make: Callable[..., Validator], *signatures: str) -> None:
    cls = type(name, (ValidationAttribute,), {})
    t = NetType(f"{SPACE}{name}Attribute", cls, base=_ATTRIBUTE)
    t.new(*[f"{SPACE}{name}Attribute new({s})" for s in signatures])(lambda *args: cls(make(*args)))


_ATTRIBUTE = NetType("System.Attribute", AttributeObject)
_P = NetType(SPACE + "ParameterAttribute", ParameterAttribute, base=_ATTRIBUTE)
_P.new(f"{SPACE}ParameterAttribute new()")(ParameterAttribute)
for _name, _type, _attribute in (("Mandatory", "bool", "mandatory"), ("Position", "int", "position"), ("ParameterSetName", "string", "set_name"),
                                 ("ValueFromPipeline", "bool", "pipeline"), ("ValueFromPipelineByPropertyName", "bool", "by_name"),
                                 ("ValueFromRemainingArguments", "bool", "remaining"), ("HelpMessage", "string", "help_message"),
                                 ("DontShow", "bool", "dont_show")):
    _P.attr(_name, _type, _attribute, True)
_A = NetType(SPACE + "AliasAttribute", AliasAttribute, base=_ATTRIBUTE)
_A.new(f"{SPACE}AliasAttribute new(Params string[] aliasNames)")(AliasAttribute)
_validation("ValidateSet", lambda values: ValidateSet([to_string(v) for v in values]), "Params string[] validValues")
_validation("ValidateRange", lambda low, high: ValidateRange(low, high), "System.Object minRange, System.Object maxRange")
_validation("ValidateLength", ValidateLength, "int minLength, int maxLength")
_validation("ValidateCount", ValidateCount, "int minLength, int maxLength")
_validation("ValidatePattern", ValidatePattern, "string regexPattern")
_validation("ValidateScript", ValidateScript, "scriptblock scriptBlock")
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
