"""The hosts of the recorded cases: one OpenSSH server on loopback that answers as Server01 .. Server04 and localhost; Server99 refuses."""
from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time

CONFIG = """Port {port}
ListenAddress 127.0.0.1
HostKey {d}/host
PidFile {d}/sshd.pid
PermitRootLogin yes
AuthorizedKeysFile {d}/authorized_keys
StrictModes no
PasswordAuthentication no
UsePAM no
MaxStartups 200
MaxSessions 200
Subsystem sftp internal-sftp
SetEnv LANG=en_US.UTF-8 TZ=UTC NO_COLOR=1 COLUMNS=120 HOME={d}/home
"""


def free_port(wanted: int = 0) -> int:
    """A port nobody listens on: the wanted one if it is free."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", wanted))
        except OSError:
            s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class RecordedHosts:
    """`ssh_folder` is a ready .ssh folder for a case's home."""

    def __init__(self) -> None:
        self.folder = d = tempfile.mkdtemp(prefix="pslab-")
        os.chmod(d, 0o700)
        port, dead = free_port(2222), free_port(2299)  # those of the recording
        for key in ("host", "user"):
            subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{d}/{key}"])
        shutil.copy(f"{d}/user.pub", f"{d}/authorized_keys")
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        with open(f"{d}/sshd_config", "w") as f:
            f.write(CONFIG.format(port=port, d=d))
        self.process = subprocess.Popen([shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-f", f"{d}/sshd_config", "-E", f"{d}/sshd.log"])
        self._await(port)
        self.ssh_folder = f"{d}/dotssh"
        self._client_files(port, dead)
        os.mkdir(f"{d}/home", 0o700)
        shutil.copytree(self.ssh_folder, f"{d}/home/.ssh")  # as when recorded, the hosts reach each other by the same names
        with open(f"{d}/home/.ssh/config") as f:
            text = f.read().replace("~", f"{d}/home")
        with open(f"{d}/home/.ssh/config", "w") as f:
            f.write(text)

    def _await(self, port: int) -> None:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _client_files(self, port: int, dead: int) -> None:
        d, ssh = self.folder, self.ssh_folder
        os.mkdir(ssh, 0o700)
        shutil.copy(f"{d}/user", f"{ssh}/id_lab")
        os.chmod(f"{ssh}/id_lab", 0o600)
        names = " ".join(f"Server0{i} server0{i}" for i in range(1, 5))
        with open(f"{d}/host.pub") as f:
            key = f.read().split()
        with open(f"{ssh}/known_hosts", "w") as f:
            f.write(f"[127.0.0.1]:{port} {key[0]} {key[1]}\n")
        with open(f"{ssh}/config", "w") as f:
            f.write(f"Host {names} localhost\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n  IdentityFile ~/.ssh/id_lab\n"
                    f"  UserKnownHostsFile ~/.ssh/known_hosts\nHost Server99 server99\n  HostName 127.0.0.1\n  Port {dead}\n")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
