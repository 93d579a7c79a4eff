"""SecureString, PSCredential, NetworkCredential."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, ArgumentOutOfRangeException, InvalidOperationException, define_exception
from shell.clr.typeinfo import NetType

Value = Any
PSArgumentException = define_exception("System.Management.Automation.PSArgumentException", ArgumentException)


class SecureString:
    """System.Security.SecureString.  Only its type says `secure`: on Unix .NET keeps the text plain as well."""

    __slots__ = ("text", "read_only", "ps_ext")

    def __init__(self, text: str = "") -> None:
        self.text = "".join(text)
        self.read_only = False
        self.ps_ext: Optional[dict[str, Value]] = None

    def changing(self) -> None:
        if self.read_only:
            raise InvalidOperationException("Instance is read-only.")

    def append(self, char: str) -> None:
        self.changing()
        self.text += char

    def insert(self, index: int, char: str) -> None:
        self.changing()
        if not 0 <= index <= len(self.text):
            raise ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')")
        self.text = self.text[:index] + char + self.text[index:]

    def remove(self, index: int) -> None:
        self.changing()
        self.text = self.text[:index] + self.text[index + 1:]

    def clear(self) -> None:
        self.changing()
        self.text = ""

    def copy(self) -> SecureString:
        return SecureString(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return "System.Security.SecureString"


SECURE_STRING = NetType("System.Security.SecureString", SecureString, accelerators=("securestring",), interfaces=("System.IDisposable",))
SECURE_STRING.prop("Length", "int")(len)
SECURE_STRING.new("securestring new()")(SecureString)
SECURE_STRING.method("void AppendChar(char c)")(SecureString.append)
SECURE_STRING.method("void InsertAt(int index, char c)")(SecureString.insert)
SECURE_STRING.method("void RemoveAt(int index)")(SecureString.remove)
SECURE_STRING.method("void Clear()")(SecureString.clear)
SECURE_STRING.method("securestring Copy()")(SecureString.copy)
SECURE_STRING.method("void MakeReadOnly()")(lambda s: setattr(s, "read_only", True))
SECURE_STRING.method("bool IsReadOnly()")(lambda s: s.read_only)
SECURE_STRING.method("void Dispose()")(lambda s: None)


class NetworkCredential:
    """System.Net.NetworkCredential."""

    __slots__ = ("user", "password", "domain", "ps_ext")

    def __init__(self, user: str = "", password: Value = "", domain: str = "") -> None:
        self.user, self.domain = user or "", domain or ""
        self.password = password.text if isinstance(password, SecureString) else password or ""
        self.ps_ext: Optional[dict[str, Value]] = None


NETWORK_CREDENTIAL = NetType("System.Net.NetworkCredential", NetworkCredential)
_N = NETWORK_CREDENTIAL
_N.attr("UserName", "string", "user", writable=True)
_N.attr("Password", "string", "password", writable=True)
_N.prop("SecurePassword", "securestring", lambda n, v: setattr(n, "password", v.text))(lambda n: SecureString(n.password))
_N.attr("Domain", "string", "domain", writable=True)
_N.new("System.Net.NetworkCredential new()", "System.Net.NetworkCredential new(string userName, string password)",
       "System.Net.NetworkCredential new(string userName, string password, string domain)", "System.Net.NetworkCredential new(string userName, securestring password)",
       "System.Net.NetworkCredential new(string userName, securestring password, string domain)")(NetworkCredential)


class PSCredential:
    """System.Management.Automation.PSCredential."""

    __slots__ = ("user_name", "password", "ps_ext")

    def __init__(self, user_name: Optional[str], password: Optional[SecureString]) -> None:
        self.user_name, self.password = user_name, password
        self.ps_ext: Optional[dict[str, Value]] = None

    def network(self) -> NetworkCredential:
        """GetNetworkCredential: the user name split into domain and user."""
        user, domain = self.user_name or "", ""
        if "\\" in user:
            domain, _, user = user.partition("\\")
        elif user.count("@") == 1:
            user, _, domain = user.partition("@")
        return NetworkCredential(user, self.password, domain)

    def __str__(self) -> str:
        return "System.Management.Automation.PSCredential"


EMPTY = PSCredential(None, None)


def make_credential(user_name: str, password: Optional[SecureString]) -> PSCredential:
    """The constructor: refuses an empty user name."""
    if not user_name:
        raise PSArgumentException('Cannot process argument because the value of argument "userName" is not valid. Change the value of the "userName" argument and '
                                  "run the operation again.")
    return PSCredential(user_name, password)


PS_CREDENTIAL = NetType("System.Management.Automation.PSCredential", PSCredential, accelerators=("pscredential",),
                        interfaces=("System.Runtime.Serialization.ISerializable",))
PS_CREDENTIAL.attr("UserName", "string", "user_name")
PS_CREDENTIAL.attr("Password", "securestring", "password")
PS_CREDENTIAL.new("pscredential new(string userName, securestring password)")(make_credential)
PS_CREDENTIAL.new("pscredential new(psobject pso)")(lambda bag: make_credential(bag.find("UserName"), bag.find("Password")))
PS_CREDENTIAL.method("System.Net.NetworkCredential GetNetworkCredential()")(PSCredential.network)
PS_CREDENTIAL.static_prop("Empty", "pscredential")(lambda: EMPTY)
