"""HTTP requests over http.client: TLS verified, redirects and retries as PowerShell makes them, credentials never carried to another place unasked."""
from __future__ import annotations

import base64
import gzip
import http.client
import os
import socket
import ssl
import time
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any, Optional, Union

REDIRECTS = frozenset((300, 301, 302, 303, 307, 308))
MAX_REDIRECTS = 50
CHUNK = 1 << 16
Body = Union[bytes, None]


class Options:
    """How requests are made.  `note` gets what -Verbose tells."""

    def __init__(self) -> None:
        self.most_redirects = MAX_REDIRECTS
        self.keep_authorization = self.keep_method = self.allow_insecure = False
        self.verify = True
        self.protocols = ""  # of TLS: "Tls12, Tls13"
        self.certificate: Optional[str] = None  # a PEM file with certificate and key
        self.connect_timeout: Optional[float] = None
        self.read_timeout: Optional[float] = None
        self.proxy: Optional[str] = None  # "" is none at all, None what the environment says
        self.proxy_credential: Optional[tuple[str, str]] = None
        self.credential: Optional[tuple[str, str]] = None  # sent when the server asks for it
        self.unix_socket: Optional[str] = None
        self.old_http = False  # 1.0
        self.chunked = False
        self.keep_alive = True
        self.retries = 0
        self.retry_seconds = 5.0
        self.note: Callable[[str], None] = lambda text: None
        self.wait: Callable[[float], None] = time.sleep


class Reply:
    """A response.  `data` is read when first asked for; `pieces()` gives it bit by bit instead."""

    def __init__(self, response: http.client.HTTPResponse, connection: http.client.HTTPConnection, url: str) -> None:
        self.status, self.reason, self.headers, self.url = response.status, response.reason, response.headers, url
        self.version = response.version
        self._response, self._connection = response, connection
        self._data: Optional[bytes] = None

    @property
    def refused(self) -> bool:
        return not 200 <= self.status < 300

    def pieces(self) -> Iterator[bytes]:
        """The decoded body; the connection is closed at its end."""
        try:
            unpack = _unpacker(self.headers.get("Content-Encoding", ""))
            while piece := self._response.read(CHUNK):
                yield unpack.decompress(piece) if unpack is not None else piece
            if unpack is not None:
                yield unpack.flush()
        finally:
            self._connection.close()

    @property
    def data(self) -> bytes:
        if self._data is None:
            self._data = b"".join(self.pieces())
        return self._data

    def drop(self) -> None:
        self._connection.close()

    @property
    def charset(self) -> str:
        return self.headers.get_content_charset() or "utf-8"

    def text(self) -> str:
        """By the charset of the content type, else UTF-8."""
        try:
            return self.data.decode(self.charset, "replace").removeprefix("\ufeff") if hasattr(str, "removeprefix") else self.data.decode(self.charset, "replace")
        except LookupError:
            return self.data.decode("utf-8", "replace")


def _unpacker(encoding: str) -> Any:
    folded = encoding.strip().lower()
    if folded in ("gzip", "x-gzip"):
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    return zlib.decompressobj() if folded == "deflate" else None


# ---- connections


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a UNIX domain socket."""

    def __init__(self, path: str, host: str, timeout: Optional[float]) -> None:
        super().__init__(host, timeout=timeout if timeout is not None else None)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def tls_context(options: Options) -> ssl.SSLContext:
    """Certificates are verified unless that was given up; -SslProtocol narrows the versions."""
    context = ssl.create_default_context()
    if not options.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    versions = {"tls": ssl.TLSVersion.TLSv1, "tls11": ssl.TLSVersion.TLSv1_1, "tls12": ssl.TLSVersion.TLSv1_2, "tls13": ssl.TLSVersion.TLSv1_3}
    asked = [versions[p.strip().lower()] for p in options.protocols.split(",") if p.strip().lower() in versions]
    if asked:
        context.minimum_version, context.maximum_version = min(asked), max(asked)
    if options.certificate is not None:
        context.load_cert_chain(options.certificate)
    return context


def _proxy_for(parts: urllib.parse.SplitResult, options: Options) -> Optional[urllib.parse.SplitResult]:
    if options.proxy == "" or options.unix_socket is not None:
        return None
    address = options.proxy
    if address is None:
        if urllib.request.proxy_bypass_environment(parts.hostname or ""):  # type: ignore[attr-defined]
            return None
        address = urllib.request.getproxies().get(parts.scheme)
    if not address:
        return None
    return urllib.parse.urlsplit(address if "://" in address else "http://" + address)


def _connect(parts: urllib.parse.SplitResult, options: Options, headers: dict[str, str]) -> tuple[http.client.HTTPConnection, str]:
    """An open connection and the request target to use on it."""
    host, secure = parts.hostname or "", parts.scheme.lower() == "https"
    target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    timeout = options.connect_timeout
    proxy = _proxy_for(parts, options)
    connection: http.client.HTTPConnection
    if options.unix_socket is not None:
        connection = _UnixConnection(options.unix_socket, host, timeout)
    elif proxy is not None and not secure:
        connection = http.client.HTTPConnection(proxy.hostname or "", proxy.port or 80, timeout=timeout)
        target = urllib.parse.urlunsplit(parts._replace(fragment=""))
        headers.update(_proxy_headers(proxy, options))
    elif secure:
        place = (proxy.hostname or "", proxy.port or 80) if proxy is not None else (host, parts.port or 443)
        connection = http.client.HTTPSConnection(*place, timeout=timeout, context=tls_context(options))
        if proxy is not None:
            connection.set_tunnel(host, parts.port or 443, _proxy_headers(proxy, options))
    else:
        connection = http.client.HTTPConnection(host, parts.port or 80, timeout=timeout)
    if options.old_http:
        connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"  # type: ignore[attr-defined]
    connection.connect()
    if connection.sock is not None:
        connection.sock.settimeout(options.read_timeout)
    return connection, target


def _proxy_headers(proxy: urllib.parse.SplitResult, options: Options) -> dict[str, str]:
    who = options.proxy_credential
    if who is None and proxy.username:
        who = (urllib.parse.unquote(proxy.username), urllib.parse.unquote(proxy.password or ""))
    return {} if who is None else {"Proxy-Authorization": basic(*who)}


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


# ---- requests


def _send(url: str, method: str, headers: dict[str, str], body: Body, options: Options, cookies: CookieJar) -> Reply:
    """One request, one response; cookies go out and come in."""
    parts = urllib.parse.urlsplit(url)
    sent = dict(headers)
    carrier = urllib.request.Request(url, headers=sent, method=method)
    cookies.add_cookie_header(carrier)
    sent.update(carrier.unredirected_hdrs)
    if not options.keep_alive:
        sent["Connection"] = "close"
    connection, target = _connect(parts, options, sent)
    try:
        chunked = options.chunked and body is not None
        if chunked:
            sent["Transfer-Encoding"] = "chunked"
            sent.pop("Content-Length", None)
        data: Any = (body[i:i + CHUNK] for i in range(0, len(body), CHUNK)) if chunked and body is not None else body
        connection.request(method, _quoted(target), data, sent, encode_chunked=chunked)
        response = connection.getresponse()
    except BaseException:
        connection.close()
        raise
    cookies.extract_cookies(_Answer(response.headers), carrier)  # type: ignore[arg-type]
    return Reply(response, connection, url)


def _quoted(target: str) -> str:
    """Blanks and letters beyond ASCII are escaped, what is escaped already stays."""
    return urllib.parse.quote(target, safe="%/:?#[]@!$&'()*+,;=-._~|{}^`\"<>\\") if not target.isascii() or " " in target else target


class _Answer:
    """What a cookie jar wants to see of a response."""

    def __init__(self, headers: Message) -> None:
        self._headers = headers

    def info(self) -> Message:
        return self._headers


def exchange(url: str, method: str, headers: dict[str, str], body: Body, options: Options, cookies: CookieJar) -> Reply:
    """A request with its retries; OSError or HTTPException when there is no answer."""
    attempt = 0
    while True:
        reply = _follow(url, method, headers, body, options, cookies)
        if attempt >= options.retries or not (reply.status == 304 or 400 <= reply.status <= 599):
            return reply
        attempt += 1
        seconds = options.retry_seconds
        asked = reply.headers.get("Retry-After", "")
        if reply.status == 429 and asked.isdigit():
            seconds = float(asked)
        reply.drop()
        options.note(f"Retrying after interval of {seconds:g} seconds. Status code for previous attempt: {reply.reason}")
        options.wait(seconds)


def _follow(url: str, method: str, headers: dict[str, str], body: Body, options: Options, cookies: CookieJar) -> Reply:
    """A request and the redirects that follow it."""
    followed = 0
    headers = dict(headers)
    asked = False
    while True:
        options.note(f"HTTP/1.1 {method} with {len(body) if body is not None else 0}-byte payload")
        reply = _send(url, method, headers, body, options, cookies)
        if reply.status == 401 and not asked and options.credential is not None and "basic" in reply.headers.get("WWW-Authenticate", "").lower():
            asked = True
            reply.drop()
            headers["Authorization"] = basic(*options.credential)
            continue
        place = reply.headers.get("Location")
        if reply.status not in REDIRECTS or not place or followed >= options.most_redirects:
            return reply
        target = urllib.parse.urljoin(url, place)
        if not _may_go(url, target, options):
            return reply
        followed += 1
        reply.drop()
        if not options.keep_authorization:
            headers = {k: v for k, v in headers.items() if k.lower() != "authorization"}
        if reply.status in (300, 301, 302, 303) and not options.keep_method and (method == "POST" or reply.status == 303 and method != "HEAD"):
            method, body = "GET", None
            headers = {k: v for k, v in headers.items() if k.lower() not in ("content-type", "content-length")}
        url = target


def _may_go(url: str, target: str, options: Options) -> bool:
    scheme = urllib.parse.urlsplit(target).scheme.lower()
    if scheme not in ("http", "https"):
        return False
    return not (url.lower().startswith("https:") and scheme == "http" and not options.allow_insecure)


# ---- bodies


def multipart(fields: list[tuple[str, Any]]) -> tuple[str, bytes]:
    """(content type, body) of a form: values are text, or (file name, bytes) of a file."""
    boundary = f"{os.urandom(16).hex()}"
    out = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, tuple):
            head += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
            data = value[1]
        else:
            data = str(value).encode()
        out.append(head.encode() + b"\r\n\r\n" + data + b"\r\n")
    return f'multipart/form-data; boundary="{boundary}"', b"".join(out) + f"--{boundary}--\r\n".encode()


def packed(body: bytes, how: str) -> bytes:
    """The body under a transfer encoding of -TransferEncoding."""
    if how == "gzip":
        return gzip.compress(body)
    return zlib.compress(body) if how == "deflate" else body


def relation_links(headers: Message, base: str) -> dict[str, str]:
    """The `rel` links of Link headers, made absolute."""
    import re
    found: dict[str, str] = {}
    for line in headers.get_all("Link") or ():
        for m in re.finditer(r"<(?P<url>[^>]*)>(?P<rest>[^,<]*)", line):
            rel = re.search(r'rel="?(?P<rel>[^";,]+)"?', m.group("rest"))
            if rel is not None:
                found.setdefault(rel.group("rel").strip(), urllib.parse.urljoin(base, m.group("url")))
    return found
