"""System.Uri and System.UriBuilder."""
from __future__ import annotations

import re
from typing import Any, Optional
from urllib.parse import quote, unquote, urljoin

from shell.clr.enums import define_enum
from shell.clr.exceptions import ArgumentNullException, InvalidOperationException, UriFormatException
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import hash_code

Value = Any
UriKind = define_enum("System.UriKind", {"RelativeOrAbsolute": 0, "Absolute": 1, "Relative": 2})
UriPartial = define_enum("System.UriPartial", {"Scheme": 0, "Authority": 1, "Path": 2, "Query": 3})
UriHostNameType = define_enum("System.UriHostNameType", {"Unknown": 0, "Basic": 1, "Dns": 2, "IPv4": 3, "IPv6": 4})
_PORTS = {"http": 80, "https": 443, "ftp": 21, "ssh": 22, "ldap": 389, "ws": 80, "wss": 443, "gopher": 70, "nntp": 119, "telnet": 23, "net.tcp": 808}
_AUTHORITY = re.compile(r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?P<user>[^@/?#]*)@)?(?P<host>\[[^\]]*\]|[^:/?#]*)(?::(?P<port>[^/?#]*))?"
                        r"(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?$", re.S)
_OPAQUE = re.compile(r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?!//)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?$", re.S)
_RELATIVE_TEXT = "This operation is not supported for a relative URI."
_KEEP_PATH, _KEEP_QUERY = "/:@!$&'()*+,;=-._~%[]", "/?:@!$&'()*+,;=-._~%[]"


class Uri:
    """An absolute or relative URI; the parts of an absolute one are split once."""

    __slots__ = ("original", "absolute", "scheme", "user", "host", "port", "path", "query", "fragment", "ps_ext", "opaque")

    def __init__(self, text: str, kind: int = 1) -> None:
        self.original = text
        self.ps_ext: Optional[dict[str, Value]] = None
        self.absolute = self.opaque = False
        self.scheme = self.user = self.host = self.path = self.query = self.fragment = ""
        self.port = -1
        if kind != 2:
            self._split(text.strip())
        if kind == 1 and not self.absolute:
            raise UriFormatException("Invalid URI: The format of the URI could not be determined." if text.strip() else "Invalid URI: The URI is empty.")
        if kind == 2 and re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", text):
            raise UriFormatException("A relative URI cannot be created because the 'uriString' parameter represents an absolute URI.")

    def _split(self, text: str) -> None:
        if text.startswith("/") and not text.startswith("//"):
            self._take("file", "", "", None, text, "", "")
            return
        m = _AUTHORITY.match(text)
        if m is not None:
            if not m["host"] and m["scheme"].lower() != "file":
                raise UriFormatException("Invalid URI: The hostname could not be parsed.")
            self._take(m["scheme"], m["user"] or "", m["host"], m["port"], m["path"], m["query"] or "", m["fragment"] or "")
            return
        m = _OPAQUE.match(text)
        if m is not None and m["scheme"].lower() not in ("http", "https", "ftp"):
            self._take(m["scheme"], "", "", None, m["path"], m["query"] or "", m["fragment"] or "")
            self.opaque = True

    def _take(self, scheme: str, user: str, host: str, port: Optional[str], path: str, query: str, fragment: str) -> None:
        if port and not (port.isdigit() and int(port) <= 65535):
            raise UriFormatException("Invalid URI: Invalid port specified.")
        if re.search(r"[\s<>\\^`{|}\"]", host):
            raise UriFormatException("Invalid URI: The hostname could not be parsed.")
        self.absolute, self.scheme, self.user, self.host = True, scheme.lower(), user, host.lower()
        self.port = int(port) if port else _PORTS.get(self.scheme, -1)
        hierarchical = self.scheme in _PORTS or self.scheme == "file"
        self.path = quote(_without_dots(path) if hierarchical else path, safe=_KEEP_PATH) or ("/" if hierarchical else "")
        self.query, self.fragment = quote(query, safe=_KEEP_QUERY), quote(fragment, safe=_KEEP_QUERY + "#")

    def need_absolute(self) -> Uri:
        if not self.absolute:
            raise InvalidOperationException(_RELATIVE_TEXT)
        return self

    def authority(self) -> str:
        """Host, with the port unless it is the scheme's default."""
        default = _PORTS.get(self.scheme, -1)
        return self.host if self.port in (-1, default) else f"{self.host}:{self.port}"

    def absolute_uri(self) -> str:
        self.need_absolute()
        if self.opaque:
            return f"{self.scheme}:{self.path}{self.query}{self.fragment}"
        user = f"{self.user}@" if self.user else ""
        return f"{self.scheme}://{user}{self.authority()}{self.path}{self.query}{self.fragment}"

    def __str__(self) -> str:
        return _readable(self.absolute_uri()) if self.absolute else self.original

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Uri) or self.absolute != other.absolute:
            return False
        return self.absolute_uri() == other.absolute_uri() if self.absolute else self.original == other.original

    def __hash__(self) -> int:
        return hash(str(self))


def _readable(text: str) -> str:
    """What ToString unescapes: everything but what would change the meaning."""
    def one(m: re.Match[str]) -> str:
        run = m.group(0)
        plain = unquote(run, errors="replace")
        if "\ufffd" in plain or any(c in "%#?/\\@:;&=+$," or c < " " for c in plain):
            return run
        return plain
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+", one, text)


def _without_dots(path: str) -> str:
    out: list[str] = []
    pieces = path.split("/")
    for i, piece in enumerate(pieces):
        if piece == "..":
            if len(out) > 1:
                out.pop()
            if i == len(pieces) - 1:
                out.append("")
        elif piece == ".":
            if i == len(pieces) - 1:
                out.append("")
        else:
            out.append(piece)
    return "/".join(out)


def _segments(u: Uri) -> Value:
    from shell.clr.arrays import typed_array
    parts = re.findall(r"[^/]*/|[^/]+", u.need_absolute().path)
    return typed_array("System.String", parts)


def _host_type(u: Uri) -> Value:
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", u.host):
        return UriHostNameType(3)
    return UriHostNameType(4 if u.host.startswith("[") else 2 if u.host else 1)


def _local_path(u: Uri) -> str:
    return unquote(u.need_absolute().path)


def make_uri(base: Value, relative: Value = None) -> Uri:
    """The constructor of a base and a relative part."""
    if base is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'uriString')")
    if relative is None:
        return Uri(base)
    start = base.need_absolute().absolute_uri()
    return Uri(urljoin(start, relative.original if isinstance(relative, Uri) else relative))


URI = NetType("System.Uri", Uri, accelerators=("uri",), interfaces=("System.Runtime.Serialization.ISerializable",))
_ABSOLUTE = {
    "AbsolutePath": lambda u: u.path, "AbsoluteUri": Uri.absolute_uri, "Authority": Uri.authority, "DnsSafeHost": lambda u: u.host.strip("[]"),
    "Fragment": lambda u: u.fragment, "Host": lambda u: u.host, "IdnHost": lambda u: u.host.strip("[]"), "PathAndQuery": lambda u: u.path + u.query,
    "Query": lambda u: u.query, "Scheme": lambda u: u.scheme, "UserInfo": lambda u: u.user, "LocalPath": _local_path,
}
for _name in ("AbsolutePath", "AbsoluteUri", "LocalPath", "Authority"):
    URI.prop(_name, "string")(lambda u, f=_ABSOLUTE[_name]: f(u.need_absolute()))
URI.prop("HostNameType", "System.UriHostNameType")(lambda u: _host_type(u.need_absolute()))
URI.prop("IsDefaultPort", "bool")(lambda u: u.need_absolute().port == _PORTS.get(u.scheme, -1))
URI.prop("IsFile", "bool")(lambda u: u.need_absolute().scheme == "file")
URI.prop("IsLoopback", "bool")(lambda u: u.need_absolute().host in ("localhost", "127.0.0.1", "[::1]", "loopback") or (u.scheme == "file" and not u.host))
URI.prop("PathAndQuery", "string")(lambda u: u.need_absolute().path + u.query)
URI.prop("Segments", "string[]")(_segments)
URI.prop("IsUnc", "bool")(lambda u: False)
URI.prop("Host", "string")(lambda u: u.need_absolute().host)
URI.prop("Port", "int")(lambda u: u.need_absolute().port)
for _name in ("Query", "Fragment", "Scheme"):
    URI.prop(_name, "string")(lambda u, f=_ABSOLUTE[_name]: f(u.need_absolute()))
URI.attr("OriginalString", "string", "original")
URI.prop("DnsSafeHost", "string")(lambda u: u.need_absolute().host.strip("[]"))
URI.prop("IdnHost", "string")(lambda u: u.need_absolute().host.strip("[]"))
URI.attr("IsAbsoluteUri", "bool", "absolute")
URI.prop("UserEscaped", "bool")(lambda u: False)
URI.prop("UserInfo", "string")(lambda u: u.need_absolute().user)
# PowerShell's cast makes relative URIs too: [uri]'a/b'
URI.convert_from = lambda value: Uri(value, 0) if isinstance(value, str) else NotImplemented
URI.new("uri new(string uriString)", "uri new(uri baseUri, string relativeUri)", "uri new(uri baseUri, uri relativeUri)")(make_uri)
URI.new("uri new(string uriString, System.UriKind uriKind)")(lambda text, kind: Uri(text, int(kind)))
URI.static("string EscapeDataString(string stringToEscape)")(lambda s: quote(s, safe="-._~"))
URI.static("string EscapeUriString(string stringToEscape)")(lambda s: quote(s, safe="-._~:/?#[]@!$&'()*+,;="))
URI.static("string UnescapeDataString(string stringToUnescape)")(lambda s: unquote(s))
URI.static("System.UriHostNameType CheckHostName(string name)")(lambda name: _host_type(Uri("http://" + name)))
URI.static("bool CheckSchemeName(string schemeName)")(lambda name: re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", name or "") is not None)
URI.static("bool IsHexDigit(char character)")(lambda c: c in "0123456789abcdefABCDEF")
for _name, _scheme in (("UriSchemeHttp", "http"), ("UriSchemeHttps", "https"), ("UriSchemeFile", "file"), ("UriSchemeFtp", "ftp"), ("UriSchemeSsh", "ssh")):
    URI.const(_name, "string", _scheme)
URI.const("SchemeDelimiter", "string", "://")
URI.method("string ToString()")(str)
URI.method("bool Equals(System.Object comparand)")(lambda u, other: u == (Uri(other, 0) if isinstance(other, str) else other))
URI.method("int GetHashCode()")(hash_code)


@URI.static("bool TryCreate(string uriString, System.UriKind uriKind, [ref] uri result)")
def try_create(text: Optional[str], kind: Value, box: Value) -> bool:
    try:
        box.value = None if text is None else Uri(text, int(kind))
    except UriFormatException:
        box.value = None
    return box.value is not None


@URI.static("bool IsWellFormedUriString(string uriString, System.UriKind uriKind)")
def is_well_formed(text: Optional[str], kind: Value) -> bool:
    if not text or re.search(r"[\s<>\"{}|\\^`]", text):
        return False
    try:
        Uri(text, int(kind))
    except UriFormatException:
        return False
    return True


@URI.method("string GetLeftPart(System.UriPartial part)")
def left_part(u: Uri, part: int) -> str:
    head = f"{u.need_absolute().scheme}://"
    return head + ("", u.authority(), u.authority() + u.path, u.authority() + u.path + u.query)[int(part)]


@URI.method("bool IsBaseOf(uri uri)")
def is_base_of(u: Uri, other: Uri) -> bool:
    folder = u.path.rpartition("/")[0] + "/"
    return (u.scheme, u.authority()) == (other.scheme, other.authority()) and other.path.startswith(folder)


@URI.method("uri MakeRelativeUri(uri uri)")
def make_relative(u: Uri, other: Uri) -> Uri:
    if (u.scheme, u.authority()) != (other.scheme, other.authority()):
        return other
    here, there = u.path.split("/"), other.path.split("/")
    same = 0
    while same < min(len(here), len(there)) - 1 and here[same] == there[same]:
        same += 1
    return Uri("../" * (len(here) - same - 1) + "/".join(there[same:]) + other.query + other.fragment, 2)


class UriBuilder:
    """Parts that can be set one by one; `uri()` puts them together."""

    __slots__ = ("scheme", "host", "port", "path", "query", "fragment", "user", "password", "ps_ext")

    def __init__(self, uri: Value = None) -> None:
        self.scheme, self.host, self.port, self.path, self.query, self.fragment, self.user, self.password = "http", "localhost", -1, "/", "", "", "", ""
        self.ps_ext: Optional[dict[str, Value]] = None
        if uri is not None:
            u = uri if isinstance(uri, Uri) else Uri(uri if "://" in uri else "http://" + uri)
            explicit = re.match(r"^[^/]*//[^/?#]*:(\d+)", u.original)
            self.scheme, self.host, self.path, self.query, self.fragment = u.scheme, u.host, u.path, u.query, u.fragment
            self.port = u.port if explicit or u.port != -1 else -1
            self.user, _, self.password = u.user.partition(":")

    def text(self) -> str:
        """ToString: keeps a port that is set, also the default one."""
        login = self.user + (f":{self.password}" if self.password else "")
        port = f":{self.port}" if self.port != -1 else ""
        path = self.path if self.path.startswith("/") or not self.path else "/" + self.path
        return f"{self.scheme}://{login + '@' if login else ''}{self.host}{port}{path}{self.query}{self.fragment}"

    def uri(self) -> Uri:
        return Uri(self.text())


def builder(scheme: Value = None, host: Optional[str] = None, port: int = -1, path: Optional[str] = None, extra: str = "") -> UriBuilder:
    """UriBuilder's constructors."""
    if host is None:
        return UriBuilder(scheme)
    b = UriBuilder()
    b.scheme, b.host, b.port, b.path = scheme, host, port, "/" if path is None else path if path.startswith("/") else "/" + path
    b.query = extra
    return b


URI_BUILDER = NetType("System.UriBuilder", UriBuilder)
_UB = "System.UriBuilder new"
URI_BUILDER.new(f"{_UB}()", f"{_UB}(string uri)", f"{_UB}(uri uri)", f"{_UB}(string schemeName, string hostName)", f"{_UB}(string scheme, string host, int portNumber)",
                f"{_UB}(string scheme, string host, int port, string pathValue)", f"{_UB}(string scheme, string host, int port, string path, string extraValue)")(builder)


def _prefixed(attribute: str, mark: str) -> Any:
    def setter(b: UriBuilder, value: Optional[str]) -> None:
        text = value or ""
        setattr(b, attribute, text if not text or text.startswith(mark) else mark + text)
    return setter


URI_BUILDER.prop("Fragment", "string", _prefixed("fragment", "#"))(lambda b: b.fragment)
URI_BUILDER.attr("Host", "string", "host", writable=True)
URI_BUILDER.attr("Password", "string", "password", writable=True)
URI_BUILDER.prop("Path", "string", lambda b, v: setattr(b, "path", "/" if not v else v if v.startswith("/") else "/" + v))(lambda b: b.path)
URI_BUILDER.attr("Port", "int", "port", writable=True)
URI_BUILDER.prop("Query", "string", _prefixed("query", "?"))(lambda b: b.query)
URI_BUILDER.prop("Scheme", "string", lambda b, v: setattr(b, "scheme", (v or "").lower()))(lambda b: b.scheme)
URI_BUILDER.prop("Uri", "uri")(UriBuilder.uri)
URI_BUILDER.attr("UserName", "string", "user", writable=True)
URI_BUILDER.method("string ToString()")(UriBuilder.text)
