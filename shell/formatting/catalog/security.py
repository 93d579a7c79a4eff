"""Views of certificates and signatures."""
from __future__ import annotations

from typing import Any

from shell.formatting.views import Grouping, Item, View, table, wide
from shell.objects.members import get_property

Value = Any


def _folder_header(value: Value) -> list[str]:
    parent = str(get_property(value, "PSParentPath") or "")
    return ["   PSParentPath: " + parent]


_GROUP = Grouping(Item("PSParentPath"), _folder_header)


def _enhancedkeyusagelist(value: Value) -> Value:
    return get_property(get_property(value, "EnhancedKeyUsageList"), "FriendlyName")


def _signercertificate(value: Value) -> Value:
    return get_property(get_property(value, "SignerCertificate"), "Thumbprint")


def _folder(value: Value) -> Value:
    return str(get_property(value, "Path") or "").rpartition("/")[0]


def _path(value: Value) -> Value:
    return str(get_property(value, "Path") or "").rsplit("/", 1)[-1]


def _signature_header(value: Value) -> list[str]:
    return [f"    Directory: {_folder(value)}"]


_SIGNED = Grouping(Item(label="Directory", compute=_folder), _signature_header)


VIEWS: list[View] = [
    table("ThumbprintTable", ["System.Security.Cryptography.X509Certificates.X509Certificate2"], Item("Thumbprint", width=41),
          Item("Subject", width=20), Item(label="EnhancedKeyUsageList", compute=_enhancedkeyusagelist), group=_GROUP),
    table("PSThumbprintTable", ["System.Management.Automation.Signature"], Item(label="SignerCertificate", width=41, compute=_signercertificate),
          "Status", "StatusMessage", Item(label="Path", compute=_path), group=_SIGNED),
    wide("PSThumbprintWide", ["System.Management.Automation.Signature"], Item(label="Path", compute=_path), group=_SIGNED),
    table("System.Security.Cryptography.X509Certificates.X509CertificateEx", ["System.Security.Cryptography.X509Certificates.X509CertificateEx"],
          Item("Thumbprint", width=41), "Subject", group=_GROUP),
]
