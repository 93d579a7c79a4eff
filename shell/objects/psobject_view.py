"""`$x.psobject` and its kin: the object's members, properties, methods and type names as live collections."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import MethodInfo, NetType
from shell.objects.member_infos import PropertyValue, member_of_info
from shell.objects.member_listing import METHOD_KINDS, PROPERTY_KINDS, MemberView, list_members, property_views
from shell.objects.member_lookup import raw_type_names
from shell.objects.member_setting import add_member, attach, holder_table, set_type_names
from shell.objects.method_values import PSMethod
from shell.objects.psobject import PSCustomObject, PSObject
from shell.objects.records import ExtendedTypeSystemException
from shell.objects.text import to_string

Value = Any
_S = "System.Management.Automation."


class PSObjectView:
    """What `.psobject` answers."""

    __slots__ = ("target",)

    def __init__(self, target: Value) -> None:
        self.target = target


class BaseView:
    """`.psbase`: the object without keys, notes and type data in front of its own members."""

    __slots__ = ("target",)

    def __init__(self, target: Value) -> None:
        self.target = target


class MemberCollection:
    """Properties, Methods or Members of one object."""

    __slots__ = ("target", "kinds", "net_type")

    def __init__(self, target: Value, kinds: Optional[frozenset[str]], net_type: NetType) -> None:
        self.target, self.kinds, self.net_type = target, kinds, net_type

    def views(self) -> list[MemberView]:
        if self.kinds is PROPERTY_KINDS:
            return property_views(self.target)
        return [v for v in list_members(self.target) if self.kinds is None or v.member_type in self.kinds]

    def __iter__(self) -> Iterator[Value]:
        for view in self.views():
            yield info_of(view)

    def find(self, name: str) -> Value:
        folded = name.lower()
        for view in self.views():
            if view.name.lower() == folded:
                return info_of(view)
        return None

    def match(self, pattern: str) -> list[Value]:
        from shell.clr.wildcards import WildcardPattern
        wanted = WildcardPattern(pattern, True)
        return [info_of(v) for v in self.views() if wanted.matches(v.name)]

    def add(self, info: Value) -> None:
        member = member_of_info(info)
        try:
            add_member(self.target, member)
        except NetException as error:
            if error.error_id == "MemberAlreadyExists":
                raise ExtendedTypeSystemException(error.message) from error
            raise

    def remove(self, name: str) -> None:
        """A missing name is silently fine."""
        holder = attach(self.target)
        ext = holder_table(holder)
        for key in [k for k in ext if k.lower() == name.lower()]:
            del ext[key]


def info_of(view: MemberView) -> Value:
    """A member as the object scripts see."""
    if view.member_type in METHOD_KINDS or isinstance(view.entry, MethodInfo):
        return PSMethod(view.owner, view.entry)
    return PropertyValue(view)


class TypeNameCollection(list):  # type: ignore[type-arg]
    """PSTypeNames: changing the list changes the object's type names."""

    def __init__(self, target: Value) -> None:
        super().__init__(raw_type_names(target))
        self.target = target

    def _store(self) -> None:
        set_type_names(self.target, list(self))

    def add(self, name: str) -> None:
        self.append(name)
        self._store()

    def insert_name(self, index: int, name: str) -> None:
        self.insert(index, name)
        self._store()

    def clear_names(self) -> None:
        self.clear()
        self._store()

    def remove_name(self, name: str) -> bool:
        if name not in self:
            return False
        self.remove(name)
        self._store()
        return True

    def remove_at(self, index: int) -> None:
        del self[index]
        self._store()


VIEW = NetType(_S + "PSObject#View", PSObjectView)
VIEW.full_name, VIEW.name = _S + "PSObject", "PSObject"
MEMBERS = NetType(_S + "PSMemberInfoIntegratingCollection`1", MemberCollection, interfaces=("System.Collections.IEnumerable",))
NAMES = NetType("System.Collections.ObjectModel.Collection`1[[System.String]]", TypeNameCollection,
                interfaces=("System.Collections.IList", "System.Collections.ICollection", "System.Collections.IEnumerable"))


def _base_object(view: PSObjectView) -> Value:
    return view.target.base if view.target.__class__ is PSObject else view.target


def _copy(view: PSObjectView) -> Value:
    """A shallow copy: notes of a custom object are its own."""
    target = view.target
    if isinstance(target, PSCustomObject):
        made = PSCustomObject(dict(target.props), None if target.type_names is None else list(target.type_names), target.text)
        made.deserialized_props = target.deserialized_props
        return made
    if target.__class__ is PSObject:
        return PSObject(target.base, dict(target.props), target.type_names)
    from shell.clr.dictionaries import NetDictionary
    if isinstance(target, NetDictionary):
        from shell.objects.members import invoke_method
        return invoke_method(target, "Clone", [])
    return list(target) if target.__class__ is list else target


VIEW.prop("Members", _S + "PSMemberInfoCollection")(lambda v: MemberCollection(v.target, None, MEMBERS))
VIEW.prop("Properties", _S + "PSMemberInfoCollection")(lambda v: MemberCollection(v.target, PROPERTY_KINDS, MEMBERS))
VIEW.prop("Methods", _S + "PSMemberInfoCollection")(lambda v: MemberCollection(v.target, METHOD_KINDS, MEMBERS))
VIEW.prop("ImmediateBaseObject", "System.Object")(_base_object)
VIEW.prop("BaseObject", "System.Object")(_base_object)
VIEW.prop("TypeNames", "System.Collections.ObjectModel.Collection[string]")(lambda v: TypeNameCollection(v.target))
VIEW.method("psobject Copy()")(_copy)
VIEW.method("string ToString()")(lambda v: to_string(v.target))

MEMBERS.indexed("System.Object Item(string name)")(MemberCollection.find)
MEMBERS.method("void Add(System.Object member)", "void Add(System.Object member, bool preValidated)")(lambda c, m, validated=False: c.add(m))
MEMBERS.method("void Remove(string name)")(MemberCollection.remove)
MEMBERS.method("System.Object Match(string name)", "System.Object Match(string name, System.Object memberTypes)")(lambda c, p, kinds=None: c.match(p))
MEMBERS.method("System.Collections.IEnumerator GetEnumerator()")(iter)

NAMES.prop("Count", "int")(len)
NAMES.method("void Add(string item)")(TypeNameCollection.add)
NAMES.method("void Insert(int index, string item)")(TypeNameCollection.insert_name)
NAMES.method("void Clear()")(TypeNameCollection.clear_names)
NAMES.method("bool Remove(string item)")(TypeNameCollection.remove_name)
NAMES.method("void RemoveAt(int index)")(TypeNameCollection.remove_at)
NAMES.method("bool Contains(string item)")(lambda c, name: name in c)
NAMES.method("int IndexOf(string item)")(lambda c, name: c.index(name) if name in c else -1)


def base_property(view: BaseView, name: str) -> Value:
    """`.psbase.Count`: a declared property of the object itself."""
    from shell.clr.typeinfo import typeof
    from shell.objects.psobject import MISSING
    info = typeof(view.target).find_property(name)
    return MISSING if info is None else info.getter(view.target)


def unwrap_view(value: Value) -> Value:
    """The object a view stands for, for those who pipe `$x.psobject` on."""
    return value.target if isinstance(value, (PSObjectView, BaseView)) else value
