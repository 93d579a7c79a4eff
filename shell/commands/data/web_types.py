"""Types of the web commands: a session (headers, cookies, agent) and a response."""
from __future__ import annotations

from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array
from shell.clr.dictionaries import Hashtable
from shell.clr.exceptions import SystemException, define_exception
from shell.clr.typeinfo import NetType
from shell.commands.data.http_exchange import Reply, relation_links
from shell.objects.exception_types import type_of_exception
from shell.objects.psobject import PSCustomObject

Value = Any
_C = "Microsoft.PowerShell.Commands."
HttpRequestException = define_exception("System.Net.Http.HttpRequestException", SystemException)
HttpResponseException = define_exception(_C + "HttpResponseException", HttpRequestException)


class WebRequestSession:
    """What requests of one session share."""

    __slots__ = ("headers", "cookies", "user_agent", "maximum_redirection", "credential", "ps_ext", "__weakref__")

    def __init__(self) -> None:
        self.headers = Hashtable(ignore_case=True)
        self.cookies = CookieJar()
        self.user_agent: Optional[str] = None
        self.maximum_redirection = -1
        self.credential: Any = None
        self.ps_ext: Any = None


class WebResponse:
    """What Invoke-WebRequest writes."""

    def __init__(self, reply: Reply, text: Optional[str]) -> None:
        self.reply, self.text = reply, text
        self.headers = header_table(reply)
        self.ps_ext: Any = None
        self._parts: Optional[PageParts] = None

    def __str__(self) -> str:
        return self.text or ""

    @property
    def parts(self) -> PageParts:
        if self._parts is None:
            self._parts = PageParts()
            self._parts.feed(self.text or "")
            self._parts.close()
        return self._parts

    @property
    def raw(self) -> str:
        """Status line, headers, an empty line and the content."""
        head = [f"HTTP/{self.reply.version // 10}.{self.reply.version % 10} {self.reply.status} {self.reply.reason}"]
        head += [f"{name}: {value}" for name, value in self.reply.headers.items()]
        return "\r\n".join([*head, "", ""]) + (self.text or "")


class PageParts(HTMLParser):
    """Links, images and input fields of a page, each a bag of its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Value] = []
        self.images: list[Value] = []
        self.fields: list[Value] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        into = {"a": self.links, "img": self.images, "input": self.fields}.get(tag)
        if into is None:
            return
        bag = {"outerHTML": self.get_starttag_text() or "", "tagName": tag.upper()}
        bag.update((k, v or "") for k, v in attrs)
        into.append(PSCustomObject(bag))


def header_table(reply: Reply) -> Hashtable:
    """The headers, each with the array of its values."""
    table = Hashtable(ignore_case=True)
    for name in dict.fromkeys(reply.headers.keys()):
        table.put(name, list(reply.headers.get_all(name) or ()))
    return table


def _links(r: WebResponse) -> Value:
    table = Hashtable(ignore_case=True)
    for name, target in relation_links(r.reply.headers, r.reply.url).items():
        table.put(name, target)
    return table


SESSION = NetType(_C + "WebRequestSession", WebRequestSession)
SESSION.attr("Headers", "System.Collections.IDictionary", "headers", writable=True)
SESSION.attr("UserAgent", "string", "user_agent", writable=True)
SESSION.attr("MaximumRedirection", "int", "maximum_redirection", writable=True)
SESSION.attr("Credentials", "pscredential", "credential", writable=True)
SESSION.new(_C + "WebRequestSession new()")(WebRequestSession)
BASE = NetType(_C + "WebResponseObject", WebResponse)
BASE.prop("StatusCode", "int")(lambda r: r.reply.status)
BASE.prop("StatusDescription", "string")(lambda r: r.reply.reason)
BASE.prop("Headers", "System.Collections.IDictionary")(lambda r: r.headers)
BASE.attr("RawContent", "string", "raw")
BASE.prop("RawContentLength", "long")(lambda r: len(r.reply.data))
BASE.prop("RelationLink", "System.Collections.IDictionary")(_links)
BASE.method("string ToString()")(str)


class HtmlResponse(WebResponse):
    """A response whose content is text."""


class BytesResponse(WebResponse):
    """A response whose content is bytes."""


RESPONSE = NetType(_C + "BasicHtmlWebResponseObject", HtmlResponse, base=BASE)
RESPONSE.attr("Content", "string", "text")
RESPONSE.prop("Encoding", "System.Text.Encoding")(lambda r: r.reply.charset)
RESPONSE.prop("Links", "System.Object[]")(lambda r: r.parts.links)
RESPONSE.prop("Images", "System.Object[]")(lambda r: r.parts.images)
RESPONSE.prop("InputFields", "System.Object[]")(lambda r: r.parts.fields)
RESPONSE.prop("RawContentBytes", "byte[]")(lambda r: byte_array(r.reply.data))
BYTES_RESPONSE = NetType(_C + "WebResponseObject ", BytesResponse, base=BASE)
BYTES_RESPONSE.full_name, BYTES_RESPONSE.name = _C + "WebResponseObject", "WebResponseObject"
BYTES_RESPONSE.prop("Content", "byte[]")(lambda r: byte_array(r.reply.data))
type_of_exception(HttpResponseException).prop("Response", "object")(lambda e: getattr(e, "response", None))
