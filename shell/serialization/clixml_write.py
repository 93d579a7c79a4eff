"""CLIXML out: PowerShell's object notation, exactly as recorded (indent 2, LF, RefIds and TNRefs in order of appearance)."""
from __future__ import annotations

from typing import Any, Callable, Optional

from shell.clr.typeinfo import typeof
from shell.objects.psobject import PSCustomObject, PSObject, base_of
from shell.objects.records import CATEGORIES, ErrorRecord, InformationalRecord
from shell.serialization import shape
from shell.serialization.clixml_text import TAGS, encode_name, encode_text, primitive_text

Value = Any
HEADER = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"'
DEFAULT_DEPTH = 1
MAX_NESTING = 50


class Writer:
    """Serializes roots one after the other into one document.  `compact` leaves out line ends and indent (streams of a child process)."""

    def __init__(self, depth: int = DEFAULT_DEPTH, compact: bool = False) -> None:
        self.depth = depth
        self.compact = compact
        self._out: list[str] = []
        self._level = 1
        self._ids: dict[int, int] = {}
        self._kept: list[Value] = []  # keeps what `_ids` speaks of alive
        self._next_id = 0
        self._type_ids: dict[tuple[str, ...], int] = {}

    # ---- document

    def add(self, value: Value, stream: Optional[str] = None) -> None:
        """Append one root."""
        self._value(value, None, self.depth, f' S="{stream}"' if stream else "")

    def text(self) -> str:
        if not self._out:
            return HEADER + " />"
        if self.compact:
            return HEADER + ">" + "".join(self._out) + "</Objs>"
        return HEADER + ">\n" + "".join(self._out) + "</Objs>"

    def take(self) -> str:
        """What was written since the last call, without the document around it (compact writers that stream)."""
        text = "".join(self._out)
        self._out.clear()
        return text

    # ---- lines

    def _line(self, text: str) -> None:
        self._out.append(text if self.compact else "  " * self._level + text + "\n")

    def _open(self, text: str) -> None:
        self._line(text)
        self._level += 1

    def _close(self, tag: str) -> None:
        self._level -= 1
        self._line(f"</{tag}>")

    def _element(self, tag: str, attributes: str, text: str) -> None:
        if text or tag == "S":
            self._line(f"<{tag}{attributes}>{text}</{tag}>")
        else:
            self._line(f"<{tag}{attributes} />")

    # ---- values

    def _value(self, value: Value, name: Optional[str], depth: int, extra: str = "") -> None:
        attributes = extra + (f' N="{encode_name(name)}"' if name is not None else "")
        if value is None:
            self._line(f"<Nil{attributes} />")
            return
        base = base_of(value)
        primitive = None if isinstance(base, PSCustomObject) else shape.primitive_name(base)
        if primitive is not None and (base is value or not shape.has_notes(value)):
            self._element(TAGS[primitive], attributes, primitive_text(primitive, base))
            return
        if self._known(base, attributes):
            return
        if self._beyond_depth(value, base, depth):
            self._element("S", attributes, encode_text(shape.text_of(value)))
            return
        self._object(value, base, primitive, attributes, depth)

    def _known(self, base: Value, attributes: str) -> bool:
        """Write a Ref to an object met before."""
        if isinstance(base, (str, int, float)):
            return False
        ref = self._ids.get(id(base))
        if ref is None:
            return False
        self._line(f'<Ref{attributes} RefId="{ref}" />')
        return True

    def _beyond_depth(self, value: Value, base: Value, depth: int) -> bool:
        if self._level > 2 * MAX_NESTING:
            return True
        return depth <= 0 and not isinstance(base, PSCustomObject) and shape.container_kind(base) is None and shape.primitive_name(base) is None

    def _object(self, value: Value, base: Value, primitive: Optional[str], attributes: str, depth: int) -> None:
        ref = self._next_id
        self._next_id += 1
        if not isinstance(base, (str, int, float)):
            self._ids[id(base)] = ref
            self._kept.append(base)
        self._open(f'<Obj{attributes} RefId="{ref}">')
        if primitive is not None:
            self._element(TAGS[primitive], "", primitive_text(primitive, base))
        else:
            self._type_names(shape.qualified_names(value))
            self._content(value, base, depth)
        special = SPECIAL.get(base.__class__)
        notes = special(base) if special is not None else []
        same_depth = special is not None or isinstance(base, PSCustomObject)
        self._members("MS", notes + list(shape.note_pairs(value)), depth if same_depth else depth - 1)
        self._close("Obj")

    def _type_names(self, names: list[str]) -> None:
        key = tuple(names)
        known = self._type_ids.get(key)
        if known is not None:
            self._line(f'<TNRef RefId="{known}" />')
            return
        ref = self._type_ids[key] = len(self._type_ids)
        self._open(f'<TN RefId="{ref}">')
        for n in names:
            self._line(f"<T>{encode_text(n)}</T>")
        self._close("TN")

    def _content(self, value: Value, base: Value, depth: int) -> None:
        if isinstance(base, PSCustomObject):
            if base.text is not None:
                self._element("ToString", "", encode_text(base.text))
            elif depth <= 0:
                self._element("S", "", encode_text(shape.text_of(base)))
            return
        if _is_enum(base):
            self._element("ToString", "", encode_text(shape.text_of(base)))
            self._element("I32", "", str(int(base)))
            return
        kind = shape.container_kind(base)
        if kind is not None:
            self._container(kind, base, depth)
            if kind == "IE":
                self._members("Props", shape.own_properties(base), depth - 1)
            return
        self._element("ToString", "", encode_text(shape.text_of(value)))
        if base.__class__ not in SPECIAL:
            self._members("Props", shape.own_properties(base), depth - 1)

    def _container(self, kind: str, base: Value, depth: int) -> None:
        if kind == "DCT":
            items = list(base.items())
            if not items:
                self._line("<DCT />")
                return
            self._open("<DCT>")
            for key, item in items:
                self._open("<En>")
                self._value(key, "Key", depth)
                self._value(item, "Value", depth)
                self._close("En")
            self._close("DCT")
            return
        from shell.objects.enumeration import enumerate_value
        elements = list(enumerate_value(base) or ())
        if not elements:
            self._line(f"<{kind} />")
            return
        self._open(f"<{kind}>")
        for item in elements:
            self._value(item, None, depth)
        self._close(kind)

    def _members(self, tag: str, pairs: list[tuple[str, Value]], depth: int) -> None:
        if not pairs:
            return
        self._open(f"<{tag}>")
        for name, item in pairs:
            self._value(item, name, depth)
        self._close(tag)


def _is_enum(value: Value) -> bool:
    return not isinstance(value, PSObject) and typeof(value).kind == "enum"


def _error_record(record: ErrorRecord) -> list[tuple[str, Value]]:
    """An error record in the form PowerShell's remoting gives it."""
    c = record.category_info
    pairs: list[tuple[str, Value]] = [
        ("Exception", record.exception), ("TargetObject", record.target), ("FullyQualifiedErrorId", record.fully_qualified_id),
        ("InvocationInfo", record.invocation), ("ErrorCategory_Category", CATEGORIES.index(c.category) if c.category in CATEGORIES else 0),
        ("ErrorCategory_Activity", c.activity), ("ErrorCategory_Reason", c.reason), ("ErrorCategory_TargetName", c.target_name),
        ("ErrorCategory_TargetType", c.target_type), ("ErrorCategory_Message", c.message())]
    if record.details is not None:
        pairs += [("ErrorDetails_Message", record.details.message), ("ErrorDetails_RecommendedAction", record.details.recommended_action)]
    if record.script_stack_trace:
        pairs.append(("ErrorDetails_ScriptStackTrace", record.script_stack_trace))
    return [*pairs, ("SerializeExtendedInfo", False)]


def _informational(record: InformationalRecord) -> list[tuple[str, Value]]:
    return [("InformationalRecord_Message", record.message), ("InformationalRecord_SerializeInvocationInfo", False),
            ("InformationalRecord_PipelineIterationInfo", [])]


# classes whose serialized members are not their properties
SPECIAL: dict[type, Callable[[Value], list[tuple[str, Value]]]] = {ErrorRecord: _error_record, InformationalRecord: _informational}


def serialize(value: Value, depth: int = DEFAULT_DEPTH) -> str:
    """PSSerializer.Serialize."""
    w = Writer(depth)
    w.add(value)
    return w.text()
