"""PowerShell's view of XML nodes: attributes and children as properties.  Works on the nodes of xml_nodes, by their attributes only."""
from __future__ import annotations

from typing import Any

from shell.clr.exceptions import EXCEPTIONS, NetException, XmlException

Value = Any
Node = Any  # an XmlNode


def _matching(node: Node, name: str) -> list[Node]:
    folded = name.lower()
    found: list[Node] = [a for a in node.attribute_list() if a.local_name.lower() == folded]
    found.extend(c for c in node.children if c.kind != 13 and c.local_name.lower() == folded)
    return found


def _simplified(node: Node) -> Value:
    """Text for text-only and empty nodes without attributes, else the node."""
    if node.kind in (2, 3):
        return node.inner_text()
    if node.attribute_list():
        return node
    if not node.children or (len(node.children) == 1 and node.children[0].kind == 3):
        return node.inner_text()
    return node


def xml_get(node: Node, name: str, missing: Value = None) -> Value:
    """`$node.name`: attributes, then children, of that local name in any case; several give an array; `missing` when there is none."""
    found = _matching(node, name)
    if not found:
        return missing
    return _simplified(found[0]) if len(found) == 1 else [_simplified(n) for n in found]


def xml_names(node: Node) -> list[str]:
    """The names PowerShell adds as properties, in order, each once."""
    names: dict[str, str] = {}
    for n in (*node.attribute_list(), *(c for c in node.children if c.kind != 13)):
        names.setdefault(n.local_name.lower(), n.local_name)
    return list(names.values())


def _refuse(name: str, error_id: str) -> NetException:
    kind = EXCEPTIONS.get("system.management.automation.setvalueexception", XmlException)
    return kind(f'Cannot set "{name}" because only strings can be used as values to set XmlNode properties.', error_id=error_id)


def xml_set(node: Node, name: str, value: Value) -> None:
    """`$node.name = value`: only one attribute or text-only element can be set; raises SetValueException."""
    from shell.clr import upcalls
    found = _matching(node, name)
    if not found:
        raise EXCEPTIONS.get("system.management.automation.setvalueexception", XmlException)(
            f"The property '{name}' cannot be found on this object. Verify that the property exists and can be set.")
    if len(found) > 1:
        raise _refuse(name, "XmlNodeSetRestrictionsMoreThanOneNode")
    target, text = found[0], value if isinstance(value, str) else upcalls.to_string(value)
    if target.kind in (2, 3, 4, 8):
        target.value = text
    elif target.attribute_list() or not (not target.children or (len(target.children) == 1 and target.children[0].kind == 3)):
        raise _refuse(name, "XmlNodeSetRestrictionsUnknownNodeType" if not target.attribute_list() else "XmlNodeSetShouldBeAString")
    else:
        target.set_inner_text(text)
