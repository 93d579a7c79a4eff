"""Invoke-WebRequest and Invoke-RestMethod."""
from __future__ import annotations

import base64
import urllib.parse
from typing import Any, Optional

from shell.clr.dictionaries import Hashtable
from shell.clr.exceptions import ArgumentException, NotSupportedException
from shell.clr.security import PSCredential
from shell.commands.data.http_exchange import Redirects, Reply, exchange
from shell.commands.data.text_files import one_path, open_failure
from shell.commands.data.web_types import HttpRequestException, HttpResponseException, WebRequestSession, WebResponse
from shell.objects.psobject import base_of
from shell.objects.records import ErrorDetails, ErrorRecord
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
AGENT = "Mozilla/5.0 (Linux) pssession"
REFUSED = ("Certificate", "CertificateThumbprint", "Form", "HttpVersion", "Proxy", "ProxyCredential", "ProxyUseDefaultCredentials", "Resume", "SslProtocol",
           "TransferEncoding", "UnixSocket", "UseDefaultCredentials", "FollowRelLink", "MaximumRetryCount", "RetryIntervalSec", "PreserveHttpMethodOnRedirect")


class WebCommand(Cmdlet):
    """What both commands share: from parameters to a reply."""

    Uri: Value = None
    Method: Value = None
    CustomMethod: Optional[str] = None
    Headers: Value = None
    Body: Value = None
    ContentType: Optional[str] = None
    UserAgent: Optional[str] = None
    InFile: Optional[str] = None
    OutFile: Optional[str] = None
    PassThru: bool = False
    SessionVariable: Optional[str] = None
    WebSession: Value = None
    MaximumRedirection: Optional[int] = None
    ConnectionTimeoutSeconds: int = 0
    OperationTimeoutSeconds: int = 0
    Authentication: Value = None
    Credential: Value = None
    Token: Value = None
    AllowUnencryptedAuthentication: bool = False
    AllowInsecureRedirect: bool = False
    PreserveAuthorizationOnRedirect: bool = False
    SkipCertificateCheck: bool = False
    SkipHttpErrorCheck: bool = False
    NoProxy: bool = False

    def process(self) -> None:
        for name in REFUSED:
            if self.has(name):
                self.fail(f"The parameter '{name}' is not supported by this shell.", "WebCmdletParameterNotSupported", "NotImplemented", name, NotSupportedException)
        session = base_of(self.WebSession) if self.WebSession is not None else WebRequestSession()
        if self.SessionVariable is not None:
            self.ctx.set_variable(self.SessionVariable, session)
        reply = self._ask(session)
        if reply.refused and not self.SkipHttpErrorCheck:
            self._refused(reply)
            return
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
        if urllib.parse.urlsplit(url).scheme.lower() not in ("http", "https"):
            scheme = urllib.parse.urlsplit(url).scheme
            self.fail(f"The '{scheme}' scheme is not supported. Only http and https are.", "WebCmdletWebResponseException", "InvalidOperation", url, NotSupportedException)
        return url

    def _ask(self, session: WebRequestSession) -> Reply:
        url = self._url()
        method = to_string(self.CustomMethod or self.Method or "GET").upper()
        method = "GET" if method == "DEFAULT" else method
        headers = {to_string(k): to_string(v) for k, v in session.headers.items()}
        if self.Headers is not None:
            headers.update({to_string(k): to_string(v) for k, v in base_of(self.Headers).items()})
        headers.setdefault("User-Agent", self.UserAgent or session.user_agent or AGENT)
        url, body = self._body(url, method, headers)
        if self.ContentType is not None:
            headers["Content-Type"] = self.ContentType
        self._authenticate(url, headers)
        most = self.MaximumRedirection if self.MaximumRedirection is not None else session.maximum_redirection
        redirects = Redirects(None if most is None or most < 0 else most, self.PreserveAuthorizationOnRedirect, self.AllowInsecureRedirect)
        timeout = float(self.OperationTimeoutSeconds or self.ConnectionTimeoutSeconds) or None
        try:
            return exchange(url, method, headers, body, redirects, session.cookies, timeout, not self.SkipCertificateCheck, False if self.NoProxy else None)
        except (OSError, ValueError) as e:
            reason = getattr(e, "reason", None)
            text = getattr(reason, "strerror", None) or str(reason or e)
            self.fail(f"{text} ({urllib.parse.urlsplit(url).netloc.rpartition('@')[2]})", "WebCmdletWebResponseException", "InvalidOperation", url, HttpRequestException)

    def _body(self, url: str, method: str, headers: dict[str, str]) -> tuple[str, Optional[bytes]]:
        """The address and the bytes to send: a dictionary is a form, or the query of a GET."""
        if self.InFile is not None:
            path = one_path(self, self.InFile, False, True)
            try:
                with open(path, "rb") as f:
                    return url, f.read()
            except OSError as e:
                raise open_failure(self, e, path)
        body = base_of(self.Body)
        if body is None:
            return url, None
        if hasattr(body, "items") and hasattr(body, "put"):
            form = urllib.parse.urlencode([(to_string(k), to_string(v)) for k, v in body.items()])
            if method == "GET":
                return url + ("&" if "?" in url else "?") + form, None
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            return url, form.encode()
        if isinstance(body, list) and all(isinstance(b, int) for b in body):
            return url, bytes(body)
        return url, to_string(self.Body).encode()

    def _authenticate(self, url: str, headers: dict[str, str]) -> None:
        kind = to_string(self.Authentication or "None").lower()
        if kind == "none":
            return
        if not url.lower().startswith("https:") and not self.AllowUnencryptedAuthentication:
            self.fail("The cmdlet cannot protect plain text secrets sent over unencrypted connections. To suppress this warning and send plain text secrets over "
                      "unencrypted networks, reissue the command specifying the AllowUnencryptedAuthentication parameter.",
                      "WebCmdletAllowUnencryptedAuthenticationRequiredException", "InvalidArgument", exception_class=ArgumentException)
        credential = base_of(self.Credential)
        if kind == "basic" and isinstance(credential, PSCredential):
            secret = f"{credential.user_name}:{credential.network().password}"
            headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode("ascii")
        elif kind in ("bearer", "oauth") and self.Token is not None:
            headers["Authorization"] = "Bearer " + str(getattr(base_of(self.Token), "text", ""))
        else:
            self.fail("The Authentication parameter needs -Credential (Basic) or -Token (Bearer, OAuth).", "WebCmdletAuthenticationCredentialNotSuppliedException",
                      "InvalidArgument", exception_class=ArgumentException)

    # ---- reply

    def _refused(self, reply: Reply) -> None:
        message = f"Response status code does not indicate success: {reply.status} ({reply.reason})."
        record = ErrorRecord(HttpResponseException(message), "WebCmdletWebResponseException", "InvalidOperation", to_string(self.Uri))
        body = reply.text().strip()
        if body:
            record.details = ErrorDetails(body)
        raise self.terminate(record)

    def _save(self, reply: Reply) -> None:
        path = one_path(self, to_string(self.OutFile), False, False)
        try:
            with open(path, "wb") as f:
                f.write(reply.data)
        except OSError as e:
            raise open_failure(self, e, path)


def header_table(reply: Reply) -> Hashtable:
    """The headers, each with the array of its values."""
    table = Hashtable(ignore_case=True)
    for name in dict.fromkeys(reply.headers.keys()):
        table.put(name, list(reply.headers.get_all(name) or ()))
    return table


class InvokeWebRequest(WebCommand):
    name = "Invoke-WebRequest"
    net_class = "Microsoft.PowerShell.Commands.InvokeWebRequestCommand"
    synopsis = "Sends an HTTP request and gives the response."

    def show(self, reply: Reply) -> None:
        self.write(WebResponse(reply.status, reply.reason, header_table(reply), reply.data, reply.text()))


class InvokeRestMethod(WebCommand):
    name = "Invoke-RestMethod"
    net_class = "Microsoft.PowerShell.Commands.InvokeRestMethodCommand"
    synopsis = "Sends an HTTP request and gives the content of the response as objects."

    StatusCodeVariable: Optional[str] = None
    ResponseHeadersVariable: Optional[str] = None

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
