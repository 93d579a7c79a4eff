"""Types of the web commands: a session (headers, cookies, agent) and a response."""
from __future__ import annotations

from http.cookiejar import CookieJar
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array
from shell.clr.dictionaries import Hashtable
from shell.clr.exceptions import SystemException, define_exception
from shell.clr.typeinfo import NetType

Value = Any
_C = "Microsoft.PowerShell.Commands."
HttpRequestException = define_exception("System.Net.Http.HttpRequestException", SystemException)
HttpResponseException = define_exception(_C + "HttpResponseException", HttpRequestException)


class WebRequestSession:
    """What requests of one session share."""

    __slots__ = ("headers", "cookies", "user_agent", "maximum_redirection", "ps_ext", "__weakref__")

    def __init__(self) -> None:
        self.headers = Hashtable(ignore_case=True)
        self.cookies = CookieJar()
        self.user_agent: Optional[str] = None
        self.maximum_redirection = -1
        self.ps_ext: Any = None


class WebResponse:
    """What Invoke-WebRequest writes."""

    __slots__ = ("status", "reason", "headers", "data", "text", "ps_ext", "__weakref__")

    def __init__(self, status: int, reason: str, headers: Hashtable, data: bytes, text: str) -> None:
        self.status, self.reason, self.headers, self.data, self.text = status, reason, headers, data, text
        self.ps_ext: Any = None

    def __str__(self) -> str:
        return self.text


SESSION = NetType(_C + "WebRequestSession", WebRequestSession)
SESSION.attr("Headers", "System.Collections.IDictionary", "headers", writable=True)
SESSION.attr("UserAgent", "string", "user_agent", writable=True)
SESSION.attr("MaximumRedirection", "int", "maximum_redirection", writable=True)
SESSION.new(_C + "WebRequestSession new()")(WebRequestSession)
RESPONSE = NetType(_C + "BasicHtmlWebResponseObject", WebResponse)
RESPONSE.attr("StatusCode", "int", "status")
RESPONSE.attr("StatusDescription", "string", "reason")
RESPONSE.attr("Content", "string", "text")
RESPONSE.attr("Headers", "System.Collections.IDictionary", "headers")
RESPONSE.prop("RawContentLength", "long")(lambda r: len(r.data))
RESPONSE.prop("RawContentBytes", "byte[]")(lambda r: byte_array(r.data))
RESPONSE.method("string ToString()")(str)
