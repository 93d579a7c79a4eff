"""Does a session outlive the user's logout on this machine? Said honestly: (assured, why)."""
from __future__ import annotations

import configparser
import getpass
import glob
import os
import shutil
from functools import lru_cache

LOGIND = ("/etc/systemd/logind.conf", "/run/systemd/logind.conf.d/*.conf", "/usr/lib/systemd/logind.conf.d/*.conf",
          "/etc/systemd/logind.conf.d/*.conf")


def _kill_user_processes() -> bool | None:
    """KillUserProcesses as configured; None when no file says so."""
    answer: bool | None = None
    for pattern in LOGIND:
        for path in sorted(glob.glob(pattern)):
            parser = configparser.ConfigParser(strict=False, interpolation=None)
            try:
                parser.read(path)
                text = parser.get("Login", "KillUserProcesses", fallback="")
            except (configparser.Error, OSError, UnicodeDecodeError):
                continue
            if text.strip():
                answer = text.strip().lower() in ("yes", "true", "1", "on")
    return answer


@lru_cache(maxsize=1)
def survival() -> tuple[bool, str]:
    """Whether a detached process of this user survives the last logout."""
    if not os.path.isdir("/run/systemd/system"):
        return True, "no systemd here: nothing ends detached processes"
    if os.path.exists(f"/var/lib/systemd/linger/{getpass.getuser()}"):
        return True, "lingering is enabled for this user"
    setting = _kill_user_processes()
    if setting is False:
        return True, "logind has KillUserProcesses=no"
    if setting is None and os.getuid() == 0:
        return True, "logind does not end root's processes"
    reason = "logind has KillUserProcesses=yes" if setting else "logind's KillUserProcesses is not set and may default to yes"
    return False, f"{reason}; 'loginctl enable-linger' would assure it"


def scope_prefix() -> list[str]:
    """Words to put before a command so that it runs outside the login's scope; [] when not needed or not possible."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    tool = shutil.which("systemd-run")
    if survival()[0] or not tool or not runtime or not os.path.exists(f"{runtime}/systemd/private"):
        return []
    return [tool, "--user", "--scope", "--quiet", "--collect", "--"]
