"""Invoke-WebRequest and Invoke-RestMethod."""
from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import urllib.parse
from typing import Any, NoReturn, Optional

from shell.clr.exceptions import ArgumentException, NotSupportedException
from shell.clr.security import PSCredential
from shell.commands.data.http_exchange import MAX_REDIRECTS, Options, Reply, basic, exchange, multipart, packed, relation_links
from shell.commands.data.text_files import one_path, open_failure
from shell.commands.data.web_types import (
    BytesResponse,
    HtmlResponse,
    HttpRequestException,
    HttpResponseException,
    WebRequestSession,
    header_table,
)
from shell.objects.psobject import base_of
from shell.objects.records import ErrorDetails, ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet
from shell.runtime.flow import PipelineStopped

Value = Any
AGENT = "Mozilla/5.0 (Linux) pssession"
#: these lean on Windows: certificate stores and the credentials of the logged-on user
REFUSED = ("CertificateThumbprint", "ProxyUseDefaultCredentials", "UseDefaultCredentials")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")


class WebCommand(Cmdlet):
    """What both commands share: from parameters to a reply."""

    Uri: Value = None
    Method: Value = None
    CustomMethod: Optional[str] = None
    Headers: Value = None
    Body: Value = None
    Form: Value = None
    ContentType: Optional[str] = None
    UserAgent: Optional[str] = None
    InFile: Optional[str] = None
    OutFile: Optional[str] = None
    PassThru: bool = False
    Resume: bool = False
    SessionVariable: Optional[str] = None
    WebSession: Value = None
    MaximumRedirection: Optional[int] = None
    MaximumRetryCount: int = 0
    RetryIntervalSec: int = 5
    ConnectionTimeoutSeconds: int = 0
    OperationTimeoutSeconds: int = 0
    Authentication: Value = None
    Credential: Value = None
    Token: Value = None
    Certificate: Value = None
    SslProtocol: Value = None
    HttpVersion: Value = None
    TransferEncoding: Optional[str] = None
    UnixSocket: Value = None
    Proxy: Value = None
    ProxyCredential: Value = None
    NoProxy: bool = False
    AllowUnencryptedAuthentication: bool = False
    AllowInsecureRedirect: bool = False
    PreserveAuthorizationOnRedirect: bool = False
    PreserveHttpMethodOnRedirect: bool = False
    SkipCertificateCheck: bool = False
    SkipHeaderValidation: bool = False
    SkipHttpErrorCheck: bool = False
    DisableKeepAlive: bool = False

    def process(self) -> None:
        for name in REFUSED:
            if self.has(name):
                self.fail(f"The parameter '{name}' is not supported by this shell.", "WebCmdletParameterNotSupported", "NotImplemented", name, NotSupportedException)
        session = base_of(self.WebSession) if self.WebSession is not None else WebRequestSession()
        if self.SessionVariable is not None:
            self.ctx.set_variable(self.SessionVariable, session)
        reply = self._ask(session, self._url())
        self.answer(session, reply)

    def answer(self, session: WebRequestSession, reply: Reply) -> None:
        """Hand on a reply: an error, a file, an object."""
        if reply.refused and not self.SkipHttpErrorCheck and not (self.Resume and reply.status == 416):
            self._refused(reply)
        if self.OutFile is not None:
            self._save(reply)
        if self.OutFile is None or self.PassThru:
            self.show(reply)

    def show(self, reply: Reply) -> None:
        """Write what the command writes of a reply."""
        raise NotImplementedError

    # ---- request

    def _url(self) -> str:
        url = to_string(self.Uri)
        if "://" not in url:
            url = "http://" + url
        scheme = urllib.parse.urlsplit(url).scheme
        if scheme.lower() not in ("http", "https"):
            self.fail(f"The '{scheme}' scheme is not supported. Only http and https are.", "WebCmdletWebResponseException", "InvalidOperation", url, NotSupportedException)
        return url

    def _ask(self, session: WebRequestSession, url: str) -> Reply:
        method = to_string(self.CustomMethod or self.Method or "GET").upper()
        method = "GET" if method == "DEFAULT" else method
        headers = {to_string(k): to_string(v) for k, v in session.headers.items()}
        if self.Headers is not None:
            headers.update({to_string(k): to_string(v) for k, v in base_of(self.Headers).items()})
        self._check_headers(headers)
        known = {k.lower() for k in headers}
        if "user-agent" not in known:
            headers["User-Agent"] = self.UserAgent or session.user_agent or AGENT
        if "accept-encoding" not in known:
            headers["Accept-Encoding"] = "gzip, deflate"
        url, body = self._body(url, method, headers)
        if self.ContentType is not None:
            headers["Content-Type"] = self.ContentType
        self._authenticate(url, headers)
        if self.Resume and self.OutFile is not None and os.path.isfile(path := self._out_path()):
            headers["Range"] = f"bytes={os.path.getsize(path)}-"
        options = self._options(session)
        if body is not None and self.TransferEncoding is not None and not options.chunked and self.TransferEncoding.lower() != "identity":
            headers["Transfer-Encoding"] = self.TransferEncoding.lower()
            body = packed(body, self.TransferEncoding.lower())
        try:
            return exchange(url, method, headers, body, options, session.cookies)
        except (OSError, http.client.HTTPException, ValueError) as e:
            self._no_answer(e, url)

    def _check_headers(self, headers: dict[str, str]) -> None:
        for name, value in headers.items():
            bad = "\r" in value or "\n" in value or not _TOKEN.match(name)
            if bad or not self.SkipHeaderValidation and name.lower() in ("date", "expires", "host") and not value.isascii():
                self.fail(f"The format of value '{value}' is invalid." if _TOKEN.match(name) else f"The header name format is invalid: '{name}'.",
                          "WebCmdletHeaderValidationException", "InvalidArgument", name, ArgumentException)

    def _options(self, session: WebRequestSession) -> Options:
        o = Options()
        most = self.MaximumRedirection if self.MaximumRedirection is not None else session.maximum_redirection
        o.most_redirects = most if most is not None and most >= 0 else MAX_REDIRECTS
        o.keep_authorization, o.keep_method, o.allow_insecure = self.PreserveAuthorizationOnRedirect, self.PreserveHttpMethodOnRedirect, self.AllowInsecureRedirect
        o.verify, o.protocols = not self.SkipCertificateCheck, to_string(self.SslProtocol or "")
        o.certificate = one_path(self, to_string(self.Certificate), False, True) if self.Certificate is not None else None
        o.connect_timeout = float(self.ConnectionTimeoutSeconds) or None
        o.read_timeout = float(self.OperationTimeoutSeconds) or None
        o.proxy = "" if self.NoProxy else to_string(self.Proxy) if self.Proxy is not None else None
        o.proxy_credential = _pair(self.ProxyCredential)
        o.credential = _pair(self.Credential if self.Credential is not None else session.credential)
        o.unix_socket = to_string(self.UnixSocket) if self.UnixSocket is not None else None
        o.old_http = to_string(self.HttpVersion or "").startswith("1.0")
        o.chunked = (self.TransferEncoding or "").lower() == "chunked"
        o.keep_alive = not self.DisableKeepAlive
        o.retries, o.retry_seconds = self.MaximumRetryCount, float(self.RetryIntervalSec)
        o.note, o.wait = self.verbose, self._pause
        return o

    def _pause(self, seconds: float) -> None:
        import time
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.stopping or self.ctx.stop_requested:
                raise PipelineStopped
            time.sleep(min(left, 0.1))

    def _no_answer(self, e: Exception, url: str) -> NoReturn:
        place = urllib.parse.urlsplit(url)
        if isinstance(e, ssl.SSLError):
            text = f"The SSL connection could not be established: {getattr(e, 'verify_message', '') or e.reason or e}"
        elif isinstance(e, (socket.timeout, TimeoutError)):
            seconds = self.OperationTimeoutSeconds or self.ConnectionTimeoutSeconds
            text = f"The request was canceled due to the configured HttpClient.Timeout of {seconds} seconds elapsing."
        elif isinstance(e, OSError):
            port = place.port or (443 if place.scheme.lower() == "https" else 80)
            text = f"{e.strerror or e} ({place.hostname}:{port})"
        else:
            text = f"An error occurred while sending the request: {e}"
        self.fail(text, "WebCmdletWebResponseException", "InvalidOperation", url, HttpRequestException)

    def _body(self, url: str, method: str, headers: dict[str, str]) -> tuple[str, Optional[bytes]]:
        """The address and the bytes to send: a dictionary is a form, or the query of a GET."""
        if self.Form is not None:
            headers["Content-Type"], data = multipart(self._form_fields())
            return url, data
        if self.InFile is not None:
            return url, self._file_bytes(self.InFile)
        body = base_of(self.Body)
        if body is None:
            return url, None
        if hasattr(body, "items") and hasattr(body, "put"):
            form = urllib.parse.urlencode([(to_string(k), to_string(v)) for k, v in body.items()])
            if method == "GET":
                return url + ("&" if "?" in url else "?") + form, None
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            return url, form.encode()
        if method == "POST" and not any(k.lower() == "content-type" for k in headers):
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if isinstance(body, list) and all(isinstance(b, int) for b in body):
            return url, bytes(body)
        if hasattr(body, "outer_xml"):
            return url, str(body.outer_xml()).encode()
        return url, to_string(self.Body).encode(self._charset(), "replace")

    def _charset(self) -> str:
        found = re.search(r"charset=\"?([\w-]+)", self.ContentType or "", re.I)
        if found is None:
            return "utf-8"
        import codecs
        try:
            return codecs.lookup(found.group(1)).name
        except LookupError:
            self.fail(f"'{found.group(1)}' is not a supported encoding name.", "WebCmdletEncodingException", "InvalidArgument", found.group(1), ArgumentException)

    def _form_fields(self) -> list[tuple[str, Any]]:
        """A form's fields: files by their bytes, collections one field an element."""
        from shell.clr.files import FileInfo
        out: list[tuple[str, Any]] = []
        for key, value in base_of(self.Form).items():
            base = base_of(value)
            for item in base if isinstance(base, list) else [base]:
                plain = base_of(item)
                if isinstance(plain, FileInfo):
                    path = to_string(plain)
                    out.append((to_string(key), (os.path.basename(path), self._file_bytes(path))))
                else:
                    out.append((to_string(key), to_string(item)))
        return out

    def _file_bytes(self, name: str) -> bytes:
        path = one_path(self, name, False, True)
        try:
            with open(path, "rb") as f:
                return f.read()
        except OSError as e:
            raise open_failure(self, e, path)

    def _authenticate(self, url: str, headers: dict[str, str]) -> None:
        kind = to_string(self.Authentication or "None").lower()
        if kind == "none":
            return
        if not url.lower().startswith("https:") and not self.AllowUnencryptedAuthentication:
            self.fail("The cmdlet cannot protect plain text secrets sent over unencrypted connections. To suppress this warning and send plain text secrets over "
                      "unencrypted networks, reissue the command specifying the AllowUnencryptedAuthentication parameter.",
                      "WebCmdletAllowUnencryptedAuthenticationRequiredException", "InvalidArgument", exception_class=ArgumentException)
        who = _pair(self.Credential)
        if kind == "basic" and who is not None:
            headers["Authorization"] = basic(*who)
        elif kind in ("bearer", "oauth") and self.Token is not None:
            headers["Authorization"] = "Bearer " + str(getattr(base_of(self.Token), "text", ""))
        else:
            self.fail("The Authentication parameter needs -Credential (Basic) or -Token (Bearer, OAuth).", "WebCmdletAuthenticationCredentialNotSuppliedException",
                      "InvalidArgument", exception_class=ArgumentException)

    # ---- reply

    def _refused(self, reply: Reply) -> NoReturn:
        message = f"Response status code does not indicate success: {reply.status} ({reply.reason})."
        exception = HttpResponseException(message)
        exception.response = HtmlResponse(reply, reply.text())  # type: ignore[attr-defined]
        record = ErrorRecord(exception, "WebCmdletWebResponseException", "InvalidOperation", to_string(self.Uri))
        body = reply.text().strip()
        if body:
            record.details = ErrorDetails(body)
        raise self.terminate(record)

    def _out_path(self) -> str:
        """The file to write; in a folder it is named as the address ends."""
        path = one_path(self, to_string(self.OutFile), False, False)
        if os.path.isdir(path):
            leaf = urllib.parse.unquote(urllib.parse.urlsplit(self._url()).path.rsplit("/", 1)[-1])
            path = os.path.join(path, leaf or "index.html")
        return path

    def _save(self, reply: Reply) -> None:
        """Write the body as it comes; -Resume appends to what is there, if the server gives only the rest."""
        path = self._out_path()
        if self.Resume and reply.status == 416:
            reply.drop()
            return
        try:
            with open(path, "ab" if self.Resume and reply.status == 206 else "wb") as f:
                for piece in iter((reply.data,)) if self.PassThru else reply.pieces():
                    f.write(piece)
        except OSError as e:
            raise open_failure(self, e, path)


def _pair(credential: Value) -> Optional[tuple[str, str]]:
    found = base_of(credential)
    return (str(found.user_name), str(found.network().password)) if isinstance(found, PSCredential) else None


class InvokeWebRequest(WebCommand):
    name = "Invoke-WebRequest"
    net_class = "Microsoft.PowerShell.Commands.InvokeWebRequestCommand"
    synopsis = "Sends an HTTP request and gives the response."
    examples = (("The status and the headers of a page", "$r = Invoke-WebRequest https://example.com; $r.StatusCode; $r.Headers"),
                ("Download a file, going on where it stopped", "Invoke-WebRequest https://example.com/big.iso -OutFile big.iso -Resume"))

    def show(self, reply: Reply) -> None:
        kind = reply.headers.get_content_maintype()
        sub = reply.headers.get_content_subtype()
        textual = kind == "text" or any(w in sub for w in ("json", "xml", "javascript", "html", "x-www-form-urlencoded")) or "Content-Type" not in reply.headers
        self.write(HtmlResponse(reply, reply.text()) if textual else BytesResponse(reply, None))


class InvokeRestMethod(WebCommand):
    name = "Invoke-RestMethod"
    net_class = "Microsoft.PowerShell.Commands.InvokeRestMethodCommand"
    synopsis = "Sends an HTTP request and gives the content of the response as objects."
    examples = (("JSON as objects", "(Invoke-RestMethod https://api.example.com/hosts).name"),
                ("Send JSON", "Invoke-RestMethod https://api.example.com/hosts -Method Post -ContentType application/json -Body (@{ name = 'web01' } | ConvertTo-Json)"))

    StatusCodeVariable: Optional[str] = None
    ResponseHeadersVariable: Optional[str] = None
    FollowRelLink: bool = False
    MaximumFollowRelLink: int = 2147483647

    def answer(self, session: WebRequestSession, reply: Reply) -> None:
        """With -FollowRelLink the pages that `rel="next"` names come too."""
        super().answer(session, reply)
        left = self.MaximumFollowRelLink - 1 if self.FollowRelLink else 0
        while left > 0:
            target = relation_links(reply.headers, reply.url).get("next")
            if target is None:
                return
            left -= 1
            reply = self._ask(session, target)
            super().answer(session, reply)

    def show(self, reply: Reply) -> None:
        if self.StatusCodeVariable is not None:
            self.ctx.set_variable(self.StatusCodeVariable, reply.status)
        if self.ResponseHeadersVariable is not None:
            self.ctx.set_variable(self.ResponseHeadersVariable, header_table(reply))
        self.write(content_of(reply))


def content_of(reply: Reply) -> Value:
    """JSON and XML as objects, all else as text."""
    from shell.clr.exceptions import NetException
    text = reply.text()
    kind = reply.headers.get_content_type()
    if kind.endswith(("/xml", "+xml")):
        from shell.clr.xml_nodes import parse_xml
        try:
            return parse_xml(text)
        except NetException:
            return text
    if kind.endswith(("/json", "+json")) or text.lstrip()[:1] in ("{", "["):
        from shell.serialization.json_lenient import JsonError
        from shell.serialization.json_read import JsonReader, KeyProblem
        reader = JsonReader()
        try:
            return reader.finish(reader.read(text))
        except (JsonError, KeyProblem):
            return text
    return text
