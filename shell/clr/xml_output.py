"""XML text from nodes: OuterXml, and the indented form that Save writes."""
from __future__ import annotations

from typing import Any, Optional

Value = Any


def escape_text(text: str) -> str:
    """Character data as XmlTextWriter writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def escape_attribute(text: str) -> str:
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#xA;").replace("\t", "&#x9;")


def _open_tag(node: Value) -> str:
    parts = [f"<{node.name}"]
    declared = {a.name for a in node.attributes}
    key = f"xmlns:{node.prefix}" if node.prefix else "xmlns"
    inherited = node.parent.namespace_of(node.prefix) if node.parent is not None else ""
    if node.ns != inherited and key not in declared and node.prefix != "xml":
        parts.append(f' {key}="{escape_attribute(node.ns)}"')
    for a in node.attributes:
        if ":" in a.name and a.ns and not a.name.startswith(("xmlns:", "xml:")) and f"xmlns:{a.prefix}" not in declared and node.namespace_of(a.prefix) != a.ns:
            parts.append(f' xmlns:{a.prefix}="{escape_attribute(a.ns)}"')
        parts.append(f' {a.name}="{escape_attribute(a.value or "")}"')
    return "".join(parts)


def _leaf(node: Value) -> Optional[str]:
    """Nodes without elements inside; None for containers."""
    kind, value = node.kind, node.value or ""
    if kind == 3:
        return escape_text(value)
    if kind in (13, 14):
        return value
    if kind == 4:
        return f"<![CDATA[{value}]]>"
    if kind == 8:
        return f"<!--{value}-->"
    if kind == 7:
        return f"<?{node.name} {value}?>" if value else f"<?{node.name}?>"
    if kind == 17:
        return f"<?xml {node.inner_text()}?>"
    if kind == 2:
        return f'{node.name}="{escape_attribute(value)}"'
    if kind == 10:
        ids = f' PUBLIC "{node.public_id}" "{node.system_id}"' if node.public_id else f' SYSTEM "{node.system_id}"' if node.system_id else ""
        return f"<!DOCTYPE {node.name}{ids}" + (f"[{node.subset}]>" if node.subset else ">")
    return None


def outer_xml(node: Value) -> str:
    """The node and what is inside, without added white space."""
    leaf = _leaf(node)
    if leaf is not None:
        return leaf
    inner = "".join([outer_xml(c) for c in node.children])
    if node.kind != 1:
        return inner
    if not inner and node.is_empty:
        return _open_tag(node) + " />"
    return f"{_open_tag(node)}>{inner}</{node.name}>"


def indented(node: Value, step: str = "  ", newline: str = "\n") -> str:
    """As Save writes: each node on its own line, except inside elements that hold text."""
    out: list[str] = []
    _write(node, 0, out, step, newline)
    return "".join(out)


def _write(node: Value, depth: int, out: list[str], step: str, newline: str) -> None:
    leaf = _leaf(node)
    if leaf is not None:
        out.append(leaf)
        return
    if node.kind == 1:
        out.append(_open_tag(node))
        if not node.children:
            out.append(" />" if node.is_empty else f"></{node.name}>")
            return
        out.append(">")
    inside = depth + (node.kind == 1)
    mixed = False
    first = node.kind != 1
    for c in node.children:
        mixed = mixed or c.kind in (3, 4, 13, 14)
        if not mixed and not first:
            out.append(newline + step * inside)
        first = False
        _write(c, inside, out, step, newline)
    if node.kind == 1:
        if not mixed:
            out.append(newline + step * depth)
        out.append(f"</{node.name}>")


def save(document: Value, target: Value) -> None:
    """XmlDocument.Save to a path, stream, text writer or XmlWriter."""
    put_document = getattr(target, "put_document", None)
    if put_document is not None:
        put_document(document)
        return
    from shell.clr.encodings import UTF8, UTF8_NO_BOM, get_encoding
    from shell.clr.io_files import write_bytes
    from shell.clr.io_streams import NetStream
    declaration = next((c for c in document.children if c.kind == 17), None)
    text = outer_xml(document) if document.preserve_whitespace else indented(document)
    if not isinstance(target, (str, NetStream)):
        target.write(text)
        return
    encoding = UTF8_NO_BOM
    if declaration is not None and declaration.encoding:
        encoding = UTF8 if declaration.encoding.lower() == "utf-8" else get_encoding(declaration.encoding)
    data = encoding.preamble + encoding.encode(text)
    if isinstance(target, str):
        write_bytes(target, data)
    else:
        target.writing().write(data)
