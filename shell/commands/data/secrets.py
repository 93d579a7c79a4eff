"""ConvertTo-SecureString, ConvertFrom-SecureString, Get-Credential."""
from __future__ import annotations

from typing import Any, NoReturn, Optional

from shell.clr.exceptions import ArgumentException, NetException
from shell.clr.hashing import CryptographicException
from shell.clr.security import PSCredential, SecureString
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
CAPTION = "PowerShell credential request"
QUESTION = "Enter your credentials."


class ConvertToSecureString(Cmdlet):
    name = "ConvertTo-SecureString"
    net_class = "Microsoft.PowerShell.Commands.ConvertToSecureStringCommand"
    synopsis = "Makes a secure string from plain text or from the text ConvertFrom-SecureString gave."
    examples = (("From plain text", "ConvertTo-SecureString 'pass' -AsPlainText | ForEach-Object Length"),)

    String: str = ""
    AsPlainText: bool = False
    Force: bool = False
    Key: Value = None
    SecureKey: Optional[SecureString] = None

    def process(self) -> None:
        if self.AsPlainText:
            self.write(SecureString(self.String))
        elif self.Key is not None or self.SecureKey is not None:
            no_keys(self)
        else:
            self._from_hex()

    def _from_hex(self) -> None:
        """Without a key the text is the UTF-16 code units in hexadecimal, as on every Unix."""
        try:
            self.write(SecureString(bytes.fromhex(self.String).decode("utf-16-le")))
        except ValueError:
            message = f"The parameter value \"{self.String}\" is not a valid encrypted string."
            self.error(message, "ImportSecureString_InvalidArgument", "InvalidArgument", exception_class=ArgumentException)


def no_keys(command: Cmdlet) -> NoReturn:
    """Encryption under a key needs AES, which Python's standard library does not have."""
    command.fail("Encrypting a secure string with a key is not supported by this shell.", "KeyNotSupported", "NotImplemented", exception_class=CryptographicException)


class ConvertFromSecureString(Cmdlet):
    name = "ConvertFrom-SecureString"
    net_class = "Microsoft.PowerShell.Commands.ConvertFromSecureStringCommand"
    synopsis = "Gives the text of a secure string, coded or plain."
    examples = (("The plain text", "ConvertTo-SecureString 'pass' -AsPlainText | ConvertFrom-SecureString -AsPlainText"),)

    SecureString: Optional[SecureString] = None
    AsPlainText: bool = False
    Key: Value = None
    SecureKey: Value = None

    def process(self) -> None:
        text = getattr(base_of(self.SecureString), "text", "")
        if self.AsPlainText:
            self.write(text)
        elif self.Key is not None or self.SecureKey is not None:
            no_keys(self)
        else:
            self.write(text.encode("utf-16-le").hex())


class GetCredential(Cmdlet):
    name = "Get-Credential"
    net_class = "Microsoft.PowerShell.Commands.GetCredentialCommand"
    synopsis = "Asks for a user name and a password."
    examples = (("Ask for bob's password", "Get-Credential bob"),)

    Credential: Value = None
    Message: Optional[str] = None
    Title: Optional[str] = None
    UserName: Optional[str] = None

    def begin(self) -> None:
        known = base_of(self.Credential)
        if isinstance(known, PSCredential):
            self.write(known)
            return
        user = self.UserName if self.UserName is not None else to_string(known) if known is not None else None
        try:
            self.write(ask_credential(self.ctx.host, self.Title or CAPTION, self.Message or QUESTION, user))
        except NetException as e:
            if known is not None:
                self._refused(e)
            self.fail(e.message, e.error_id or "InvalidOperation", e.category or "InvalidOperation", exception_class=type(e))

    def _refused(self, e: NetException) -> NoReturn:
        from shell.runtime.binding_errors import TransformationException
        self.fail(f"Cannot process argument transformation on parameter 'Credential'. {e.message}", "ParameterArgumentTransformationError", "InvalidData",
                  exception_class=TransformationException)


def ask_credential(host: Any, caption: str, message: str, user: Optional[str]) -> Optional[PSCredential]:
    """PromptForCredential: the caption, the message, a name when none is given, a password."""
    host.write(f"\n{caption}\n{message}\n")

    def ask(prompt: str, secure: bool) -> Optional[str]:
        if not host.interactive:
            host.write(prompt)  # a console that may not ask shows what it would ask
        answer: Optional[str] = host.read_line(prompt, secure)
        return answer
    user = user or ask("User: ", False)
    if not user:
        return None
    password = ask(f"Password for user {user}: ", True)
    return None if password is None else PSCredential(user, SecureString(password))
