"""What kinds of hosts a lab has: web servers, databases, domain controllers; their services and processes. Data only."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """A service: `process` is its process's name and memory in MB while it runs."""

    name: str
    display: str
    running: bool
    start: str
    process: str
    memory: int


@dataclass(frozen=True)
class Persona:
    """A kind of host. `pattern` is the log line its main service writes."""

    role: str
    title: str
    services: tuple[Service, ...]


_BASE = (Service("sshd", "OpenSSH server", True, "Automatic", "sshd", 9), Service("cron", "Scheduled tasks", True, "Automatic", "cron", 4),
         Service("backup", "Nightly backup", False, "Manual", "backup-agent", 38), Service("chrony", "Clock synchronisation", True, "Automatic", "chronyd", 6))
PERSONAS: dict[str, Persona] = {
    "web": Persona("web", "Web server", (
        Service("nginx", "Nginx web server", True, "Automatic", "nginx", 64), Service("shop", "Web shop application", True, "Automatic", "shop-app", 412), *_BASE)),
    "db": Persona("db", "Database server", (
        Service("postgres", "PostgreSQL database", True, "Automatic", "postgres", 1530), Service("archiver", "Log archiver", True, "Automatic", "wal-archiver", 22),
        *_BASE)),
    "dc": Persona("dc", "Directory server", (
        Service("ldap", "Directory service", True, "Automatic", "slapd", 210), Service("dns", "Name service", True, "Automatic", "named", 118),
        Service("kerberos", "Ticket service", True, "Automatic", "krb5kdc", 31), *_BASE)),
}
ORDER = ("web", "db", "dc", "web", "web", "db")


def persona_of(number: int) -> Persona:
    """The persona of host `number`, from 1: Server01 is a web server, Server02 a database, Server03 a directory server, and so on."""
    return PERSONAS[ORDER[(number - 1) % len(ORDER)]]
