"""Send-MailMessage: one message over SMTP."""
from __future__ import annotations

import mimetypes
import os
import smtplib
import ssl
from email.message import EmailMessage
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException, define_exception
from shell.clr.security import PSCredential
from shell.commands.data.text_files import one_path, open_failure
from shell.objects.psobject import base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
SmtpException = define_exception("System.Net.Mail.SmtpException", InvalidOperationException)
OBSOLETE = ("The command 'Send-MailMessage' is obsolete. This cmdlet does not guarantee secure connections to SMTP servers. While there is no immediate "
            "replacement available in PowerShell, we recommend you do not use Send-MailMessage at this time.")
_PRIORITIES = {"low": "5 (Lowest)", "high": "1 (Highest)"}


class SendMailMessage(Cmdlet):
    name = "Send-MailMessage"
    synopsis = "Sends a mail over SMTP."
    examples = (("A short report", "Send-MailMessage -From ops@example.com -To me@example.com -Subject 'Backup done' -Body 'All hosts.' -SmtpServer mail01"),)

    From: Optional[str] = None
    To: Optional[list[str]] = None
    Cc: Optional[list[str]] = None
    Bcc: Optional[list[str]] = None
    ReplyTo: Optional[list[str]] = None
    Subject: Optional[str] = None
    Body: Optional[str] = None
    BodyAsHtml: bool = False
    Attachments: Optional[list[str]] = None
    Encoding: Value = None
    Priority: Value = None
    DeliveryNotificationOption: Value = None
    SmtpServer: Optional[str] = None
    Port: int = 0
    UseSsl: bool = False
    Credential: Value = None

    def begin(self) -> None:
        self._files: list[str] = []
        self.warn(OBSOLETE)

    def process(self) -> None:
        self._files += [one_path(self, to_string(a), False, True) for a in self.Attachments or ()]

    def end(self) -> None:
        server = to_string(self.SmtpServer) or to_string(self.ctx.get_variable("PSEmailServer"))
        if not server:
            self.fail("The email cannot be sent because no SMTP server was specified. You must specify an SMTP server by using either the SmtpServer parameter or "
                      "the $PSEmailServer variable.", "SmtpHostNotFound", "InvalidArgument", exception_class=InvalidOperationException)
        message = self._message()
        receivers = [to_string(a) for a in (*(self.To or ()), *(self.Cc or ()), *(self.Bcc or ()))]
        try:
            self._deliver(server, message, receivers)
        except (OSError, smtplib.SMTPException) as e:
            text = getattr(e, "strerror", None) or str(e)
            self.error(f"{text} ({server}:{self.Port or 25})", "SmtpException", "InvalidOperation", server, SmtpException)

    def _message(self) -> EmailMessage:
        m = EmailMessage()
        m["From"] = to_string(self.From)
        for name, given in (("To", self.To), ("Cc", self.Cc), ("Reply-To", self.ReplyTo)):
            if given:
                m[name] = ", ".join(map(to_string, given))
        m["Subject"] = to_string(self.Subject)
        priority = _PRIORITIES.get(to_string(self.Priority or "").lower())
        if priority is not None:
            m["X-Priority"] = priority
        m.set_content(to_string(self.Body), subtype="html" if self.BodyAsHtml else "plain", charset=self._charset())
        for path in self._files:
            kind, _, sub = (mimetypes.guess_type(path)[0] or "application/octet-stream").partition("/")
            try:
                with open(path, "rb") as f:
                    m.add_attachment(f.read(), maintype=kind, subtype=sub, filename=os.path.basename(path))
            except OSError as e:
                raise open_failure(self, e, path)
        return m

    def _charset(self) -> str:
        return str(getattr(base_of(self.Encoding), "codec", "ascii" if to_string(self.Body).isascii() else "utf-8"))

    def _deliver(self, server: str, message: EmailMessage, receivers: list[str]) -> None:
        wanted = [w.strip().lower() for w in to_string(self.DeliveryNotificationOption or "").split(",")]
        words = {"onsuccess": "SUCCESS", "onfailure": "FAILURE", "delay": "DELAY", "never": "NEVER"}
        notify = ",".join(words[w] for w in wanted if w in words)
        with smtplib.SMTP(server, self.Port or 25, timeout=100) as smtp:
            if self.UseSsl:
                smtp.starttls(context=ssl.create_default_context())
            who = base_of(self.Credential)
            if isinstance(who, PSCredential):
                smtp.login(str(who.user_name), str(who.network().password))
            smtp.ehlo_or_helo_if_needed()
            options = [f"NOTIFY={notify}"] if notify and smtp.has_extn("dsn") else []
            smtp.send_message(message, to_addrs=receivers, rcpt_options=options)
