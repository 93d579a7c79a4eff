"""Reads types.ps1xml files: the members and display sets they declare."""
from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any, Callable, Optional

from shell.formatting.view_files import _mismatch
from shell.objects.psobject import AliasProperty, Member, NoteProperty, PropertySet, ScriptMethod, ScriptProperty
from shell.objects.typedata import TypeData

Value = Any
Compile = Callable[[str], Value]


class TypeFileError(Exception):
    """The file is no type file; the text says where and why."""


def read_types(path: str, compile_script: Compile) -> list[TypeData]:
    """Every type of a file; raises TypeFileError."""
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
        text = f.read()
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        line, column = error.position
        raise TypeFileError(_mismatch(text) or f"{str(error).split(':')[0]}. Line {line}, position {column + 1}.") from None
    if root.tag != "Types":
        raise TypeFileError(f"The node of type \"{root.tag}\" is not expected; the root must be \"Types\".")
    return [_type(node, compile_script) for node in root.iter("Type") if node.find("Name") is not None]


def _text(node: Optional[ET.Element], name: str) -> Optional[str]:
    found = None if node is None else node.find(name)
    return None if found is None else (found.text or "").strip()


def _type(node: ET.Element, compile_script: Compile) -> TypeData:
    data = TypeData(_text(node, "Name") or "")
    for child in node.find("Members") or ():
        if child.tag == "MemberSet" and _text(child, "Name") == "PSStandardMembers":
            _standard(data, child)
            continue
        member = _member(child, compile_script)
        if member is not None:
            member.from_type_data = True
            data.members[member.name.lower()] = member
    return data


def _standard(data: TypeData, node: ET.Element) -> None:
    """PSStandardMembers: what is shown and sorted by, and how it is serialized."""
    for child in node.find("Members") or ():
        name = (_text(child, "Name") or "").lower()
        if child.tag == "PropertySet":
            names = [(n.text or "").strip() for n in child.iter("Name")][1:]
            if name == "defaultdisplaypropertyset":
                data.default_display = names
            elif name == "defaultkeypropertyset":
                data.default_keys = names
        elif child.tag == "NoteProperty":
            value = _text(child, "Value") or ""
            if name == "defaultdisplayproperty":
                data.default_display_name = value
            elif name == "serializationdepth" and value.isdigit():
                data.serialization_depth = int(value)
            elif name == "serializationmethod":
                data.serialization_method = value


def _member(node: ET.Element, compile_script: Compile) -> Optional[Member]:
    name = _text(node, "Name") or ""
    if node.tag == "NoteProperty":
        return NoteProperty(name, _text(node, "Value"))
    if node.tag == "AliasProperty":
        return AliasProperty(name, _text(node, "ReferencedMemberName") or "", _text(node, "TypeName"))
    if node.tag == "ScriptProperty":
        get, put = (None if (t := node.find(tag)) is None else compile_script(t.text or "") for tag in ("GetScriptBlock", "SetScriptBlock"))
        return ScriptProperty(name, get, put)
    if node.tag == "ScriptMethod":
        script = node.find("Script")
        return ScriptMethod(name, compile_script("" if script is None else script.text or ""))
    if node.tag == "PropertySet":
        return PropertySet(name, [(n.text or "").strip() for n in node.iter("Name")][1:])
    return None  # CodeProperty, CodeMethod: .NET code
