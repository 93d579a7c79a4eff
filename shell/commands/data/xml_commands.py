"""Select-Xml: nodes an XPath expression finds in documents, files or texts."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import NetException
from shell.clr.typeinfo import NetType
from shell.clr.xml_nodes import XmlNode, parse_xml
from shell.clr.xpath import select_nodes
from shell.commands.data.text_files import read_text
from shell.commands.files.base import PathCmdlet, net_from_os
from shell.objects.conversion import convert, require
from shell.objects.psobject import base_of
from shell.objects.records import ActionPreferenceStopException, ErrorRecord
from shell.objects.text import to_string

Value = Any
INPUT_STREAM = "InputStream"


class SelectXmlInfo:
    """One node found, with where it was found."""

    __slots__ = ("node", "path", "pattern", "ps_ext", "__weakref__")

    def __init__(self, node: XmlNode, path: str, pattern: str) -> None:
        self.node, self.path, self.pattern = node, path, pattern
        self.ps_ext: Any = None

    def __str__(self) -> str:
        value = self.node.value if self.node.value is not None else self.node.inner_text()
        text = (value or "").strip()
        return text if self.path == INPUT_STREAM else f"{text}:{self.path}"


SELECT_XML_INFO = NetType("Microsoft.PowerShell.Commands.SelectXmlInfo", SelectXmlInfo)
SELECT_XML_INFO.attr("Node", "System.Xml.XmlNode", "node", writable=True)
SELECT_XML_INFO.attr("Path", "string", "path", writable=True)
SELECT_XML_INFO.attr("Pattern", "string", "pattern", writable=True)
SELECT_XML_INFO.method("string ToString()", "string ToString(string directory)")(lambda info, directory="": str(info))


class SelectXml(PathCmdlet):
    name = "Select-Xml"
    net_class = "Microsoft.PowerShell.Commands.SelectXmlCommand"
    synopsis = "Finds nodes of XML by an XPath expression."
    examples = (("Elements of a text", "Select-Xml -Content '<r><i>1</i></r>' -XPath '//i' | ForEach-Object { $_.Node.InnerText }"),)

    XPath: str = ""
    Xml: Optional[list[Value]] = None
    Content: Optional[list[str]] = None
    Namespace: Value = None

    def process(self) -> None:
        if self.Content is not None:
            for text in self.Content:
                self._content(to_string(text))
        elif self.Xml is not None:
            for node in self.Xml:
                self._select(base_of(node), INPUT_STREAM)
        else:
            for target in self.resolved():
                self._file(target.path)

    def _content(self, text: str) -> None:
        try:
            document = convert(text, require("System.Xml.XmlDocument"))
        except NetException as e:
            record = ErrorRecord(e, e.error_id or e.short_name, e.category or "InvalidArgument", text)
            if self.runtime.preference("Error") == "Stop":  # as recorded: only here does the message tell what stopped the command
                stopped = ActionPreferenceStopException('The running command stopped because the preference variable "ErrorActionPreference" or common parameter '
                                                        f"is set to Stop: {e.message}", e)
                record = ErrorRecord(stopped, record.error_id, record.category_info.category, text)
            self.write_error(record)
            return
        self._select(document, INPUT_STREAM)

    def _file(self, path: str) -> None:
        try:
            document = parse_xml(read_text(path))
        except OSError as e:
            self._unreadable(path, net_from_os(e, path))
            return
        except NetException as e:
            self._unreadable(path, e)
            return
        self._select(document, path)

    def _unreadable(self, path: str, e: NetException) -> None:
        self.error(f"The file '{path}' cannot be read: {e.message}", "ProcessingFile", "NotSpecified", path, type(e), e)

    def _select(self, node: XmlNode, path: str) -> None:
        spaces = base_of(self.Namespace)
        namespaces = None if spaces is None else {to_string(k): to_string(v) for k, v in spaces.items()}.get
        try:
            found = select_nodes(node, self.XPath, namespaces)
        except NetException as e:
            self.error(e.message, f"System.Xml.XPath.{e.short_name}" if "XPath" in e.short_name else e.short_name, "NotSpecified", None, type(e))
            return
        for n in found:
            self.write(SelectXmlInfo(n, path, self.XPath))
