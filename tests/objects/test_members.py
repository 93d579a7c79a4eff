"""Properties, methods, statics, constructors, attached members, listing: what `.`, `::`, Add-Member and Get-Member rely on."""
from __future__ import annotations

from decimal import Decimal

import pytest

from shell.clr.dictionaries import Hashtable, OrderedDictionary
from shell.clr.exceptions import FormatException, NetException
from shell.clr.numbers import Char
from shell.objects import hooks
from shell.objects import members as m
from shell.objects.indexing import get_index, set_index
from shell.objects.psobject import MISSING, AliasProperty, NoteProperty, PropertySet, PSCustomObject, ScriptMethod, ScriptProperty
from shell.objects.text import to_string
from shell.objects.typedata import default_table, own_table
from shell.objects.typenames import require_type, resolve_type

CANNOT = "The property '{}' cannot be found on this object. Verify that the property exists and can be set."


class Block:
    """A stand-in for a script block: `code(this, args, underscore)`."""

    def __init__(self, code, text="x"):
        self.code, self.text = code, text


class Session(hooks.Current):
    def run_script(self, block, this=None, args=(), dollar_underscore=None):
        return block.code(this, args, dollar_underscore)


@pytest.fixture
def session():
    made = Session()
    hooks.set_current(made)
    yield made
    hooks.set_current(None)


def t(name):
    found = resolve_type(name)
    assert found is not None, name
    return found


def custom(**props):
    return PSCustomObject(dict(props))


@pytest.mark.parametrize(("value", "name", "expected"), [
    ("abc", "LENGTH", 3), (custom(A=1), "a", 1), (custom(A=1), "B", None), (None, "X", None), (None, "Count", 0), (5, "Count", 1), (5, "Length", 1), ("abc", "Count", 1),
    ([1, 2], "Count", 2), ([custom(N=1), custom(X=0), custom(N=None), custom(N=[3, 4])], "N", [1, None, None, 3, 4]), ([1, 2], "Nope", None),
    ([custom(), custom()], "Nope", [None, None]), ([custom(A=7)], "A", 7), (["a", "bc"], "Length", 2), (Hashtable([("Count", "mine")]), "count", "mine"),
    (Hashtable([("a", 1)]), "Count", 1), (Hashtable([(1, "int"), ("1", "str")]), 1, "int"), (Hashtable([(1, "int"), ("1", "str")]), "1", "str"), (custom(), "Count", 1),
])
def test_reading(value, name, expected):
    assert m.get_property(value, name) == expected


def test_elements_of_objects_with_the_arrays_own_property():
    assert m.get_property([custom(Length=100), custom(Length=200)], "Length") == 2
    assert m.get_property(m.get_property(Hashtable([("Count", "k")]), "psbase"), "Count") == 1


@pytest.mark.parametrize(("value", "name"), [(custom(A=1), "B"), (None, "X"), (Hashtable([("a", 1)]), "b"), ([custom(A=1), custom()], "A")])
def test_strict_mode_refuses_missing_properties(value, name):
    with pytest.raises(NetException) as caught:
        m.get_property(value, name, 2)
    assert (caught.value.message, caught.value.error_id) == (f"The property '{name}' cannot be found on this object. Verify that the property exists.", "PropertyNotFoundStrict")


@pytest.mark.parametrize(("value", "name", "message", "error_id", "category"), [
    (custom(A=1), "b", f'Exception setting "b": "{CANNOT.format("b")}"', "ExceptionWhenSetting", "NotSpecified"),
    (None, "A", CANNOT.format("A"), "PropertyNotFound", "InvalidOperation"), ("x", "Foo", CANNOT.format("Foo"), "PropertyAssignmentException", "InvalidOperation"),
    ([custom(N=1)], "N", CANNOT.format("N"), "PropertyAssignmentException", "InvalidOperation"), ("abc", "Length", "'Length' is a ReadOnly property.", "PropertyAssignmentException", "InvalidOperation"),
])
def test_setting_errors(value, name, message, error_id, category):
    with pytest.raises(NetException) as caught:
        m.set_property(value, name, 1)
    assert (caught.value.message, caught.value.error_id, caught.value.category) == (message, error_id, category)


def test_setting_converts_and_reports():
    builder = m.new_instance(t("System.Text.StringBuilder"), ["abc"])
    m.set_property(builder, "length", "2")
    assert to_string(builder) == "ab"
    with pytest.raises(NetException) as caught:
        m.set_property(builder, "Length", "x")
    assert caught.value.message == ('Exception setting "Length": "Cannot convert value "x" to type "System.Int32". Error: "The input string \'x\' was not in a correct format.""')
    assert caught.value.net_name.endswith("SetValueInvocationException")


@pytest.mark.parametrize(("value", "name", "args", "expected"), [
    ("abc", "substring", [1.6], "c"), ("abc", "Substring", [0.5], "abc"), ("a,b;c", "Split", [",;"], ["a,b;c"]), ("a,b", "Split", [","], ["a", "b"]), ("xyabcyx", "Trim", ["xy"], "abc"),
    ("xxabcxx", "Trim", ["x"], "abc"), ("a1b", "Replace", [1, 2], "a1b"), ("abc", "PadLeft", ["6", "."], "...abc"), ("abc", "Contains", [Char("b")], True), (["a", "b"], "ToUpper", [], ["A", "B"]),
    (5, "ToString", ["D3"], "005"), ("abc", "get_Length", [], 3), (Hashtable([("Count", 1), ("b", 2)]), "get_Count", [], 2),
])
def test_calls(value, name, args, expected):
    assert m.invoke_method(value, name, args) == expected


NO_INT = 'to type "System.Int32": "Cannot convert value "{0}" to type "System.Int32". Error: "The input string \'{0}\' was not in a correct format.""'


@pytest.mark.parametrize(("value", "name", "args", "message", "error_id"), [
    ("abc", "Nope", [], "Method invocation failed because [System.String] does not contain a method named 'Nope'.", "MethodNotFound"),
    (None, "Trim", [], "You cannot call a method on a null-valued expression.", "InvokeMethodOnNull"),
    ("abc", "Substring", [], 'Cannot find an overload for "Substring" and the argument count: "0".', "MethodCountCouldNotFindBest"),
    ("abc", "PadLeft", ["x"], f'Cannot convert argument "totalWidth", with value: "x", for "PadLeft" {NO_INT.format("x")}', "MethodArgumentConversionInvalidCastArgument"),
    ("a,b", "Split", [",", "TrimEntries"], f'Cannot convert argument "count", with value: "TrimEntries", for "Split" {NO_INT.format("TrimEntries")}', "MethodArgumentConversionInvalidCastArgument"),
    ("abc", "Substring", [5], 'Exception calling "Substring" with "1" argument(s): "startIndex cannot be larger than length of string. (Parameter \'startIndex\')"', "ArgumentOutOfRangeException"),
    ([1, 2, 3], "Add", [4], 'Exception calling "Add" with "1" argument(s): "Collection was of a fixed size."', "NotSupportedException"),
    (custom(A=1), "A", [], "Method invocation failed because [System.Management.Automation.PSCustomObject] does not contain a method named 'A'.", "MethodNotFound"),
    ([1, 2], "Trim", [], "Method invocation failed because [System.Int32] does not contain a method named 'Trim'.", "MethodNotFound"),
])
def test_call_errors(value, name, args, message, error_id):
    with pytest.raises(NetException) as caught:
        m.invoke_method(value, name, args)
    assert (caught.value.message, caught.value.error_id) == (message, error_id)


@pytest.mark.parametrize(("owner", "name", "args", "expected"), [
    ("math", "Max", [1, 2.5], 2), ("math", "Max", ["3", 2], 3), ("math", "Round", [2], Decimal(2)), ("math", "Floor", [2.5], 2.0), ("math", "Round", [2.345, 2], 2.35), ("math", "Abs", [-4], 4),
    ("string", "Join", ["-", "a", "b", "c"], "a-b-c"), ("string", "Join", ["-", [1, None, 3]], "1--3"), ("string", "IsNullOrEmpty", [None], True), ("char", "IsDigit", ["5"], True),
    ("char", "IsLetter", ["abc", 1], True), ("int", "Parse", ["42"], 42), ("object", "ReferenceEquals", ["a", "b"], False),
])
def test_statics(owner, name, args, expected):
    found = m.invoke_static(t(owner), name, args)
    assert found == expected and found.__class__ is expected.__class__


def test_static_properties_and_errors():
    assert m.get_static(t("int"), "maxvalue") == 2147483647 and m.get_static(t("int"), "Nope") is None and to_string(m.get_static(t("dayofweek"), "friday")) == "Friday"
    for owner, name, args, text in (("int", "Nope", [], "[System.Int32] does not contain a method named 'Nope'"), ("string", "Join", [], 'Cannot find an overload for "Join"'),
                                    ("string", "Join", ["-", 1, 2, 3], "startIndex ('2') must be less than or equal to '-2'")):
        with pytest.raises(NetException) as caught:
            m.invoke_static(t(owner), name, args)
        assert text in caught.value.message


@pytest.mark.parametrize(("owner", "args", "message"), [
    ("int", [1, 2, 3], 'Cannot find an overload for "new" and the argument count: "3".'), ("string", [], 'Cannot find an overload for "new" and the argument count: "0".'),
    ("string", ["ab", 2], 'Cannot convert argument "c", with value: "ab", for ".ctor" to type "System.Char": "Cannot convert value "ab" to type "System.Char". Error: "String must be exactly one character long.""'),
    ("version", ["x"], 'Exception calling ".ctor" with "1" argument(s): "Version string portion was too short or too long. (Parameter \'input\')"'),
])
def test_constructor_errors(owner, args, message):
    with pytest.raises(NetException) as caught:
        m.new_instance(t(owner), args)
    assert caught.value.message == message


def test_void_methods_can_be_told_from_null():
    items = m.new_instance(t("System.Collections.Generic.List[int]"), [])
    assert m.invoke_method(items, "Add", ["6"], MISSING) is MISSING and items == [6]
    with pytest.raises(NetException, match='Cannot convert argument "item", with value: "x", for "Add"'):
        m.invoke_method(items, "Add", ["x"])


def test_methods_as_values():
    method = m.get_property("abc", "Substring")
    assert m.get_property(method, "OverloadDefinitions") == ["string Substring(int startIndex)", "string Substring(int startIndex, int length)"]
    assert m.invoke_method(method, "Invoke", [1]) == "bc"
    chars = m.get_property("hello", "Chars")
    assert [v for _, v in m.property_items(chars)][2:4] == [["char Chars(int index) {get;}"], "System.Char"]


def test_attached_members(session):
    o = custom(First="Ada", Last="L")
    m.add_member(o, ScriptProperty("Full", Block(lambda this, args, _: f"{m.get_property(this, 'First')} {m.get_property(this, 'Last')}", ' "x" ')))
    m.add_member(o, ScriptMethod("Greet", Block(lambda this, args, _: f"{args[0]}, {m.get_property(this, 'First')}")))
    m.add_member(o, AliasProperty("Name", "First"))
    m.set_property(o, "Name", "Bob")
    assert (m.get_property(o, "full"), m.invoke_method(o, "GREET", ["Hi"]), m.get_property(o, "name")) == ("Bob L", "Hi, Bob", "Bob")
    shown = {v.name: (v.member_type, v.definition) for v in m.list_members(o)}
    assert shown["Name"] == ("AliasProperty", "Name = First") and shown["First"] == ("NoteProperty", "string First=Bob")
    assert shown["Full"] == ("ScriptProperty", 'System.Object Full {get= "x" ;}') and shown["Greet"] == ("ScriptMethod", "System.Object Greet();")
    with pytest.raises(NetException) as caught:
        m.add_member(o, NoteProperty("first", 2))
    assert caught.value.error_id == "MemberAlreadyExists"
    with pytest.raises(NetException, match='Set accessor for property "Full" is unavailable.'):
        m.set_property(o, "Full", 1)
    m.add_member(o, NoteProperty("First", 9), force=True)
    assert m.property_names(o) == ["Last", "Full", "Name", "First"]


def test_notes_on_plain_values_stick_to_the_very_object():
    text = "some text of its own"
    m.add_member(text, NoteProperty("Tag", "x"))
    assert m.get_property(text, "tag") == "x" and m.get_property("another", "Tag") is None
    table = Hashtable([("A", 1)])
    m.add_member(table, NoteProperty("Extra", "e"))
    assert (m.get_property(table, "Extra"), m.get_property(table, "Count")) == ("e", 1)


def test_type_data(session):
    table = own_table(session)
    assert table is not default_table()
    table.add_member("System.String", ScriptMethod("Shout", Block(lambda this, args, _: this.upper() + "!")))
    table.add_member("Acme.Box", NoteProperty("Kind", "box"))
    box = PSCustomObject({"W": 2}, ["Acme.Box", "System.Object"])
    assert m.invoke_method("hey", "Shout", []) == "HEY!" and m.get_property(box, "kind") == "box" and m.property_names(box) == ["W", "Kind"]
    with pytest.raises(NetException, match="'Kind' is a ReadOnly property."):
        m.set_property(box, "Kind", 1)
    assert not table.add_member("Acme.Box", NoteProperty("Kind", 2)) and table.remove("Acme.Box") and m.get_property(box, "Kind") is None
    hooks.set_current(Session())
    with pytest.raises(NetException, match="does not contain a method named 'Shout'"):
        m.invoke_method("hey", "Shout", [])


def test_to_string_members_decide_the_text(session):
    o = custom(A=1)
    m.add_member(o, ScriptMethod("ToString", Block(lambda this, args, _: "mine")), force=True)
    assert to_string(o) == "mine" and m.invoke_method(o, "ToString", []) == "mine" and m.invoke_method(custom(A=1), "ToString", []) == ""


def test_psobject_view():
    o = custom(Name="n", Size=3)
    view = m.get_property(o, "psobject")
    properties = m.get_property(view, "Properties")
    assert m.get_property(properties, "Name") == ["Name", "Size"] and get_index(properties, "Zed") is None
    size = get_index(properties, "size")
    m.set_property(size, "Value", 4)
    assert o.props["Size"] == 4 and m.get_property(size, "TypeNameOfValue") == "System.Int32" and to_string(m.get_property(size, "MemberType")) == "NoteProperty"
    m.invoke_method(properties, "Add", [NoteProperty("New", 1)])
    m.invoke_method(properties, "Remove", ["name"])
    assert m.property_names(o) == ["Size", "New"] and len(m.invoke_method(properties, "Match", ["*"])) == 2
    copy = m.invoke_method(view, "Copy", [])
    copy.props["Size"] = 9
    assert o.props["Size"] == 4
    names = m.get_property(o, "pstypenames")
    m.invoke_method(names, "Insert", [0, "Acme.X"])
    assert m.type_names(o)[0] == "Acme.X" and m.type_names([1])[:2] == ["System.Object[]", "System.Array"]
    made = m.new_instance(t("pspropertyset"), ["Set", ["A", "B"]])
    assert isinstance(made, PropertySet) and made.names == ["A", "B"]


def test_where_and_foreach(session):
    over = Block(lambda this, args, x: x > 3)
    session_type = m.invoke_method([1, 4, 5, 6], "Where", [_scriptblock(over)])
    assert session_type == [4, 5, 6] and m.invoke_method(m.invoke_method(session_type, "GetType", []), "ToString", []).startswith("System.Collections.ObjectModel.Collection`1")
    assert m.invoke_method([1, 4, 5], "Where", [_scriptblock(over), "First"]) == [4] and m.invoke_method([1, 4, 5], "Where", [_scriptblock(over), "Last", 1]) == [5]
    assert m.invoke_method([1, 4, 2], "Where", [_scriptblock(over), "Until"]) == [1] and m.invoke_method([1, 4, 2], "Where", [_scriptblock(over), "SkipUntil"]) == [4, 2]
    assert m.invoke_method([1, 4, 2], "Where", [_scriptblock(over), "Split"]) == [[4], [1, 2]]
    assert m.invoke_method([1, 2], "ForEach", [_scriptblock(Block(lambda this, args, x: x * 2))]) == [2, 4] and m.invoke_method(["a", "b"], "ForEach", ["ToUpper"]) == ["A", "B"]
    assert m.invoke_method(["1", "2"], "ForEach", [t("int")]) == [1, 2] and m.invoke_method([1], "ForEach", ["Nope"]) == []
    echo = Block(lambda this, args, x: [x, *args])
    assert m.invoke_method([1, 2], "ForEach", [_scriptblock(echo), "k"]) == [1, "k", 2, "k"]
    with pytest.raises(NetException, match="Cannot convert the \"x\" value of type \"System.String\" to type \"System.Management.Automation.ScriptBlock\"."):
        m.invoke_method([1], "Where", ["x"])


def _scriptblock(block):
    """Give the stand-in the type of a script block."""
    from shell.clr.typeinfo import NetType, lookup
    block.net_type = lookup("System.Management.Automation.ScriptBlock") or NetType("System.Management.Automation.ScriptBlock")
    return block


@pytest.mark.parametrize(("value", "index", "expected"), [
    ([1, 2, 3], -1, 3), ([1, 2, 3], 9, None), ([1, 2, 3], "x", None), ("hello", 0, Char("h")), ("hello", [0, 1], ["h", "e"]), ([1, 2, 3], [1, 2, 9], [2, 3]), ([1], [5, 6], []), (5, 0, 5), (5, 1, None),
    (Hashtable([("a", 1)]), "A", 1), (Hashtable([(1, "int")]), "1", None), (OrderedDictionary([("a", 1), ("b", 2)]), 0, 1), (OrderedDictionary([("a", 1), ("b", 2)]), -1, 2), (OrderedDictionary([("a", 1)]), 9, None),
    (custom(a=1), "a", None),
])
def test_indexing(value, index, expected):
    assert get_index(value, index) == expected


@pytest.mark.parametrize(("value", "index", "message", "error_id"), [
    (None, 0, "Cannot index into a null array.", "NullArray"), ([1], None, "Index operation failed; the array index evaluated to null.", "NullArrayIndex"),
])
def test_index_errors(value, index, message, error_id):
    with pytest.raises(NetException) as caught:
        get_index(value, index)
    assert (caught.value.message, caught.value.error_id) == (message, error_id)


def test_setting_elements():
    array = m.invoke_static(t("array"), "CreateInstance", [t("int"), 2])
    set_index(array, 0, "9")
    assert array == [9, 0]
    for value, index, text in (([1], 5, "Index was outside the bounds of the array."), ("abc", 0, 'Unable to index into an object of type "System.String".'),
                               (OrderedDictionary(), 9, "Specified argument was out of the range of valid values. (Parameter 'index')")):
        with pytest.raises(NetException) as caught:
            set_index(value, index, 1)
        assert caught.value.message == text


@pytest.mark.parametrize(("name", "shown"), [("List[int]", "List"), ("No.Such", "No.Such"), ("nosuch[]", "nosuch")])
def test_unknown_types(name, shown):
    with pytest.raises(NetException) as caught:
        require_type(name)
    assert (caught.value.message, caught.value.error_id) == (f"Unable to find type [{shown}].", "TypeNotFound")


def test_exceptions_are_objects():
    error = m.new_instance(t("System.InvalidOperationException"), ["my msg"])
    assert to_string(error) == "System.InvalidOperationException: my msg" and m.get_property(error, "Message") == "my msg"
    assert m.type_names(FormatException())[:3] == ["System.FormatException", "System.SystemException", "System.Exception"]
    assert m.get_property(m.new_instance(t("ArgumentException"), ["bad", "p"]), "ParamName") == "p"


def test_an_exception_type_is_defined_once():
    """A command that names a known exception type gets that type, and its members stay."""
    from shell.clr.exceptions import ArgumentException, define_exception
    assert define_exception("System.ArgumentException") is ArgumentException
    assert m.get_property(m.new_instance(t("ArgumentException"), ["bad", "p"]), "ParamName") == "p"
