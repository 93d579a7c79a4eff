"""New-Object and Add-Type."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import FileNotFoundException, InvalidOperationException, NetException, NotSupportedException
from shell.clr.security import PSArgumentException
from shell.clr.typeinfo import NetType
from shell.objects.conversion import convert
from shell.objects.members import find_property_value, has_member, new_instance, set_property
from shell.objects.psobject import MISSING, PSCustomObject, base_of
from shell.objects.records import ErrorRecord, MethodException, SetValueException, TerminatingError
from shell.objects.text import to_string
from shell.objects.typenames import resolve_type
from shell.runtime.cmdlet import Cmdlet

Value = Any
_OBJECT_BAGS = frozenset(["System.Management.Automation.PSObject", "System.Management.Automation.PSCustomObject"])
_NUMBERS = frozenset(["System." + n for n in ("Boolean", "Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal",
                                              "Char")])


class NewObject(Cmdlet):
    name = "New-Object"
    synopsis = "Makes an object of a .NET type."
    examples = (("With constructor arguments", "New-Object System.Version 1, 2"), ("A property bag", "New-Object psobject -Property @{ A = 1 }"))

    TypeName: Optional[str] = None
    ArgumentList: Optional[list[Value]] = None
    Property: Any = None
    ComObject: Optional[str] = None
    Strict: bool = False

    def process(self) -> None:
        name = to_string(self.TypeName)
        t = resolve_type(name)
        if t is None:
            self.fail(f"Cannot find type [{name}]: verify that the assembly containing this type is loaded.", "TypeNotFound", "InvalidType",
                      exception_class=PSArgumentException)
        made = self._make(t)
        if self.Property is not None:
            made = self._fill(made)
        self.write(made)

    def _make(self, t: NetType) -> Value:
        args = [base_of(a) for a in self.ArgumentList or ()]
        if t.full_name in _OBJECT_BAGS:
            return PSCustomObject({}) if not args else args[0]
        if not args and t.full_name in _NUMBERS:
            return convert(0, t)
        if not args and t.element is None and not self._has_default(t):
            self.fail(f"A constructor was not found. Cannot find an appropriate constructor for type {name_as_given(self.TypeName, t)}.", "CannotFindAppropriateCtor",
                      "ObjectNotFound", exception_class=PSArgumentException)
        try:
            return new_instance(t, args)
        except TerminatingError as e:
            if e.ends_script:
                record = ErrorRecord(e.record.exception, "ConstructorInvokedThrowException", "InvalidOperation")
                raise self.terminate(record) from e
            raise
        except NetException as e:
            message = e.message.replace('"new"', f'"{t.name}"') if e.short_name == "MethodException" else e.message
            error = MethodException(message) if e.short_name == "MethodException" else e
            raise self.terminate(ErrorRecord(error, "ConstructorInvokedThrowException", "InvalidOperation")) from e

    def _has_default(self, t: NetType) -> bool:
        if t.default_value is not None or "System.ValueType" in t.hierarchy() or any(not [p for p in o.params if not p.optional and not p.is_params] for o in t.constructors):
            return True
        return False

    def _fill(self, made: Value) -> Value:
        for key, value in base_of(self.Property).items():
            name = to_string(key)
            if isinstance(made, PSCustomObject):
                made.props[name] = value
                continue
            if find_property_value(made, name) is MISSING and not has_member(made, name):
                self.fail(f'The member "{name}" was not found for the specified .NET object.', "InvalidOperationException", "InvalidOperation",
                          exception_class=InvalidOperationException)
            try:
                set_property(made, name, value)
            except (NetException, TerminatingError):
                self.fail("The value supplied is not valid, or the property is read-only. Change the value, and then try again.", "SetValueException",
                          "InvalidData", exception_class=SetValueException)
        return made


def name_as_given(given: Optional[str], t: NetType) -> str:
    """Types are named in full in messages, script classes by their name."""
    return t.full_name


KNOWN_ASSEMBLIES = ("system", "mscorlib", "netstandard", "microsoft.csharp", "microsoft.powershell", "presentationcore", "presentationframework", "windowsbase")


class AddType(Cmdlet):
    name = "Add-Type"
    synopsis = "Accepts the names of assemblies that are part of this shell; compiling C# is not possible here."
    description = "The .NET types a script can use are built in. Source text in C# cannot be compiled, because there is no .NET underneath."
    examples = (("An assembly that is there already", "Add-Type -AssemblyName System.Web"),)

    AssemblyName: Optional[list[str]] = None
    TypeDefinition: Optional[str] = None
    MemberDefinition: Optional[list[str]] = None
    Path: Optional[list[str]] = None
    LiteralPath: Optional[list[str]] = None
    PassThru: bool = False

    def process(self) -> None:
        if self.AssemblyName is None:
            self.fail("Add-Type cannot compile source code here: this shell runs on Python and has no C# compiler. Write the type as a PowerShell class instead.",
                      "SOURCE_NOT_SUPPORTED", "NotImplemented", self.TypeDefinition, NotSupportedException)
        for name in self.AssemblyName:
            text = to_string(name)
            if not text.split(",")[0].lower().startswith(KNOWN_ASSEMBLIES):
                self.error(f"Cannot find the assembly '{text}'. The .NET types of this shell are built in, and no other assemblies can be loaded.", "ASSEMBLY_NOT_FOUND",
                           "InvalidData", text, exception_class=FileNotFoundException)
