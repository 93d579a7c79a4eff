"""System.Net addresses, Dns, MailAddress, and web encoding."""
from __future__ import annotations

import ipaddress
import json
import re
import socket
from typing import Any, Optional

from shell.clr.byte_arrays import byte_array, to_bytes
from shell.clr.enums import define_enum
from shell.clr.exceptions import ArgumentException, ArgumentNullException, FormatException, Win32Exception, define_exception
from shell.clr.numbers import Int64
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import hash_code

Value = Any
SocketException = define_exception("System.Net.Sockets.SocketException", Win32Exception)
AddressFamily = define_enum("System.Net.Sockets.AddressFamily", {"Unknown": -1, "Unspecified": 0, "Unix": 1, "InterNetwork": 2, "InterNetworkV6": 23})


class IPAddress:
    """An IPv4 or IPv6 address, over Python's ipaddress."""

    __slots__ = ("ip", "scope", "ps_ext")

    def __init__(self, ip: Any, scope: int = 0) -> None:
        self.ip, self.scope = ip, scope
        self.ps_ext: Optional[dict[str, Value]] = None

    def is_v4(self) -> bool:
        return self.ip.version == 4  # type: ignore[no-any-return]

    def address(self) -> Int64:
        """The four bytes as a little-endian number."""
        if not self.is_v4():
            raise SocketException("The attempted operation is not supported for the type of object referenced.")
        return Int64(int.from_bytes(self.ip.packed, "little"))

    def scope_id(self) -> Int64:
        if self.is_v4():
            raise SocketException("The attempted operation is not supported for the type of object referenced.")
        return Int64(self.scope)

    def v6(self, test: str) -> bool:
        return not self.is_v4() and bool(getattr(self.ip, test))

    def __str__(self) -> str:
        if not self.is_v4() and self.ip.ipv4_mapped is not None:
            return f"::ffff:{self.ip.ipv4_mapped}"
        return str(self.ip).partition("%")[0] + (f"%{self.scope}" if self.scope else "")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IPAddress) and (self.ip, self.scope) == (other.ip, other.scope)

    def __hash__(self) -> int:
        return hash(self.ip)


def try_parse(text: Optional[str]) -> Optional[IPAddress]:
    """From text; IPv4 also in its short and hexadecimal forms (`127.1`, `0x7f.1`, a plain number)."""
    if text is None:
        return None
    bare = text.strip("[]") if text.startswith("[") else text
    head, percent, scope = bare.partition("%")
    try:
        if ":" in head:
            return IPAddress(ipaddress.IPv6Address(head), int(scope) if scope.isdigit() else 0)
        return IPAddress(ipaddress.IPv4Address(_old_form(head)))
    except ValueError:
        return None


def _old_form(text: str) -> int:
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(re.fullmatch(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*", p) for p in parts):
        raise ValueError(text)
    numbers = [int(p, 16) if p[:2].lower() == "0x" else int(p, 8) if p.startswith("0") and len(p) > 1 else int(p) for p in parts]
    *head, tail = numbers
    if any(n > 255 for n in head) or tail >= 1 << (8 * (4 - len(head))):
        raise ValueError(text)
    value = tail
    for i, n in enumerate(head):
        value += n << (8 * (3 - i))
    return value


def parse(text: Optional[str]) -> IPAddress:
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'ipString')")
    found = try_parse(text)
    if found is None:
        raise FormatException("An invalid IP address was specified.")
    return found


def _from_bytes(data: Value) -> IPAddress:
    raw = to_bytes(data)
    if len(raw) not in (4, 16):
        raise ArgumentException("An invalid IP address was specified. (Parameter 'address')")
    return IPAddress(ipaddress.ip_address(raw))


IP = NetType("System.Net.IPAddress", IPAddress, accelerators=("ipaddress",), interfaces=("System.IFormattable",))
IP.prop("AddressFamily", "System.Net.Sockets.AddressFamily")(lambda a: AddressFamily(2 if a.is_v4() else 23))
IP.prop("ScopeId", "long")(IPAddress.scope_id)
IP.prop("IsIPv6Multicast", "bool")(lambda a: a.v6("is_multicast"))
IP.prop("IsIPv6LinkLocal", "bool")(lambda a: a.v6("is_link_local"))
IP.prop("IsIPv6SiteLocal", "bool")(lambda a: a.v6("is_site_local"))
IP.prop("IsIPv6Teredo", "bool")(lambda a: a.v6("teredo"))
IP.prop("IsIPv6UniqueLocal", "bool")(lambda a: not a.is_v4() and a.ip.packed[0] & 0xFE == 0xFC)
IP.prop("IsIPv4MappedToIPv6", "bool")(lambda a: a.v6("ipv4_mapped"))
IP.prop("Address", "long")(IPAddress.address)
IP.new("ipaddress new(long newAddress)")(lambda n: IPAddress(ipaddress.IPv4Address((n & 0xFFFFFFFF).to_bytes(4, "little"))))
IP.new("ipaddress new(byte[] address)")(_from_bytes)
IP.static("ipaddress Parse(string ipString)")(parse)
IP.static("bool IsLoopback(ipaddress address)")(lambda a: bool(a.ip.is_loopback))
IP.static("long HostToNetworkOrder(long host)")(lambda n: Int64(int.from_bytes(int(n).to_bytes(8, "little", signed=True), "big", signed=True)))
IP.static("int HostToNetworkOrder(int host)")(lambda n: int.from_bytes(int(n).to_bytes(4, "little", signed=True), "big", signed=True))
IP.method("byte[] GetAddressBytes()")(lambda a: byte_array(a.ip.packed))
IP.method("ipaddress MapToIPv6()")(lambda a: IPAddress(ipaddress.IPv6Address(f"::ffff:{a.ip}")) if a.is_v4() else a)
IP.method("ipaddress MapToIPv4()")(lambda a: a if a.is_v4() else IPAddress(ipaddress.IPv4Address(a.ip.packed[12:])))
IP.method("string ToString()")(str)
IP.method("bool Equals(System.Object comparand)")(lambda a, b: a == b)
IP.method("int GetHashCode()")(hash_code)
for _name, _text in (("Any", "0.0.0.0"), ("Loopback", "127.0.0.1"), ("Broadcast", "255.255.255.255"), ("None", "255.255.255.255"), ("IPv6Any", "::"),
                     ("IPv6Loopback", "::1"), ("IPv6None", "::")):
    IP.const(_name, "ipaddress", IPAddress(ipaddress.ip_address(_text)))


@IP.static("bool TryParse(string ipString, [ref] ipaddress address)")
def try_parse_into(text: Optional[str], box: Value) -> bool:
    box.value = try_parse(text)
    return box.value is not None


class IPEndPoint:
    """An address and a port."""

    def __init__(self, address: Value, port: int) -> None:
        if not 0 <= port <= 65535:
            raise ArgumentException("Specified argument was out of the range of valid values. (Parameter 'port')")
        self.address = address if isinstance(address, IPAddress) else IPAddress(ipaddress.IPv4Address(int(address).to_bytes(4, "little")))
        self.port = port
        self.ps_ext: Optional[dict[str, Value]] = None

    def __str__(self) -> str:
        return f"{self.address}:{self.port}" if self.address.is_v4() else f"[{self.address}]:{self.port}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IPEndPoint) and (self.address, self.port) == (other.address, other.port)

    def __hash__(self) -> int:
        return hash((self.address, self.port))


ENDPOINT_BASE = NetType("System.Net.EndPoint")
ENDPOINT = NetType("System.Net.IPEndPoint", IPEndPoint, base=ENDPOINT_BASE, accelerators=("ipendpoint",))
ENDPOINT.prop("AddressFamily", "System.Net.Sockets.AddressFamily")(lambda e: AddressFamily(2 if e.address.is_v4() else 23))
ENDPOINT.attr("Address", "ipaddress", "address", writable=True)
ENDPOINT.attr("Port", "int", "port", writable=True)
ENDPOINT.new("System.Net.IPEndPoint new(ipaddress address, int port)", "System.Net.IPEndPoint new(long address, int port)")(IPEndPoint)
ENDPOINT.method("string ToString()")(str)


@ENDPOINT.static("System.Net.IPEndPoint Parse(string s)")
def parse_endpoint(text: str) -> IPEndPoint:
    m = re.fullmatch(r"(\[[^\]]+\]|[^:]+|[0-9a-fA-F:]+)(?::(\d+))?", text)
    address = try_parse(m.group(1)) if m is not None else None
    if m is None or address is None or int(m.group(2) or 0) > 65535:
        raise FormatException("An invalid IPEndPoint was specified.")
    return IPEndPoint(address, int(m.group(2) or 0))


# --- Dns ----------------------------------------------------------------------------------------------------------------------------------

class IPHostEntry:
    """What Dns.GetHostEntry finds."""

    def __init__(self, name: str, addresses: list[IPAddress], aliases: list[str]) -> None:
        self.name, self.addresses, self.aliases = name, addresses, aliases
        self.ps_ext: Optional[dict[str, Value]] = None


DNS = NetType("System.Net.Dns")
HOST_ENTRY = NetType("System.Net.IPHostEntry", IPHostEntry)
HOST_ENTRY.attr("HostName", "string", "name")
HOST_ENTRY.attr("Aliases", "string[]", "aliases")
HOST_ENTRY.prop("AddressList", "ipaddress[]")(lambda e: _addresses(e.addresses))


def _addresses(found: list[IPAddress]) -> Value:
    from shell.clr.arrays import make_array
    return make_array(IP, found)


def resolve(name: str) -> list[IPAddress]:
    """Every address of a host name."""
    try:
        infos = socket.getaddrinfo(name or socket.gethostname(), None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise SocketException(error.strerror or "Name or service not known") from error
    texts = dict.fromkeys(str(i[4][0]).partition("%")[0] for i in infos)
    return [IPAddress(ipaddress.ip_address(t)) for t in texts]


DNS.static("string GetHostName()")(lambda: socket.gethostname())
DNS.static("ipaddress[] GetHostAddresses(string hostNameOrAddress)")(lambda name: _addresses(resolve(name)))


@DNS.static("System.Net.IPHostEntry GetHostEntry(string hostNameOrAddress)", "System.Net.IPHostEntry GetHostEntry(ipaddress address)")
def host_entry(name: Value) -> IPHostEntry:
    address = name if isinstance(name, IPAddress) else try_parse(name)
    if address is None:
        return IPHostEntry(name, resolve(name), [])
    try:
        found, aliases, _ = socket.gethostbyaddr(str(address))
    except OSError as error:
        raise SocketException(error.strerror or "Name or service not known") from error
    return IPHostEntry(found, resolve(found), list(aliases))


# --- MailAddress --------------------------------------------------------------------------------------------------------------------------

class MailAddress:
    """System.Net.Mail.MailAddress."""

    def __init__(self, text: str, display: Optional[str] = None) -> None:
        if text is None:
            raise ArgumentNullException("Value cannot be null. (Parameter 'address')")
        if text == "":
            raise ArgumentException("The value cannot be an empty string. (Parameter 'address')")
        m = re.fullmatch(r"\s*(?:\"?([^\"<]*?)\"?\s*<)?([^\s@<>]+)@([^\s@<>]+?)>?\s*", text)
        if m is None or ("<" in text) != (">" in text):
            raise FormatException("The specified string is not in the form required for an e-mail address.")
        self.display, self.user, self.host = display if display is not None else m.group(1) or "", m.group(2), m.group(3)
        self.ps_ext: Optional[dict[str, Value]] = None

    def address(self) -> str:
        return f"{self.user}@{self.host}"

    def __str__(self) -> str:
        return f'"{self.display}" <{self.address()}>' if self.display else self.address()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MailAddress) and str(self).lower() == str(other).lower()

    def __hash__(self) -> int:
        return hash(str(self).lower())


MAIL = NetType("System.Net.Mail.MailAddress", MailAddress, accelerators=("mailaddress",))
MAIL.attr("DisplayName", "string", "display")
MAIL.attr("User", "string", "user")
MAIL.attr("Host", "string", "host")
MAIL.prop("Address", "string")(MailAddress.address)
MAIL.new("mailaddress new(string address)", "mailaddress new(string address, string displayName)")(MailAddress)
MAIL.method("string ToString()")(str)


# --- web encoding -------------------------------------------------------------------------------------------------------------------------

def html_encode(text: Optional[str]) -> Optional[str]:
    """The five special characters, and U+00A0 to U+00FF as numbers, as .NET does."""
    if text is None:
        return None
    import html
    plain = html.escape(text, quote=True).replace("&#x27;", "&#39;")
    return "".join([f"&#{ord(c)};" if 160 <= ord(c) < 256 or ord(c) > 0xFFFF else c for c in plain])


def html_decode(text: Optional[str]) -> Optional[str]:
    import html
    return None if text is None else html.unescape(text)


def url_encode(text: Optional[str], upper: bool) -> Optional[str]:
    if text is None:
        return None
    from urllib.parse import quote_plus
    plain = quote_plus(text, safe="-_.!*()").replace("~", "%7E")
    return plain if upper else re.sub(r"%[0-9A-F]{2}", lambda m: m.group(0).lower(), plain)


def url_decode(text: Optional[str]) -> Optional[str]:
    from urllib.parse import unquote_plus
    return None if text is None else unquote_plus(text)


def parse_query(text: str) -> Value:
    """HttpUtility.ParseQueryString."""
    from urllib.parse import parse_qsl

    from shell.clr.queues import NameValueCollection
    found = NameValueCollection()
    for k, v in parse_qsl(text.lstrip("?"), keep_blank_values=True):
        found.append(k, v)
    return found


WEB = NetType("System.Net.WebUtility")
HTTP = NetType("System.Web.HttpUtility")
for _t in (WEB, HTTP):
    _t.static("string HtmlEncode(string value)")(html_encode)
    _t.static("string HtmlDecode(string value)")(html_decode)
    _t.static("string UrlEncode(string value)")(lambda s, upper=_t is WEB: url_encode(s, upper))
    _t.static("string UrlDecode(string encodedValue)")(url_decode)
HTTP.static("string HtmlAttributeEncode(string s)")(lambda s: s.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;").replace("<", "&lt;"))
HTTP.static("string UrlPathEncode(string str)")(lambda s: s.replace(" ", "%20"))
HTTP.static("string JavaScriptStringEncode(string value)")(lambda s: json.dumps(s)[1:-1])
HTTP.static("System.Collections.Specialized.NameValueCollection ParseQueryString(string query)")(parse_query)
