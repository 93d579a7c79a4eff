"""An OpenSSH server of this user's own on a free loopback port, for the tests, with a configuration folder that reaches it by name."""
from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"


def available() -> bool:
    """Whether OpenSSH's server is installed."""
    return os.path.exists(SSHD) and shutil.which("ssh-keygen") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _greets(port: int) -> bool:
    """Whether an SSH server answers. That a connection is made proves nothing: the probe may have met itself, or a listener about to go."""
    with socket.socket() as probe:
        probe.settimeout(2.0)
        try:
            probe.connect(("127.0.0.1", port))
            return probe.recv(4) == b"SSH-"
        except OSError:
            return False


class Sshd:
    """`home` holds .ssh with config, known_hosts and the key id_test: names web01 .. web04 reach the server, dead01 a port that refuses.

    The remote side's caches and sockets lie in `cache`, so that the user's own are left alone; its processes end with this one.
    """

    def __init__(self, extra: str = "", environment: str = "") -> None:
        self.dir = tempfile.mkdtemp(prefix="sshd-")
        self.port, self.dead_port = free_port(), free_port()
        self.home, self.cache = os.path.join(self.dir, "home"), os.path.join(self.dir, "cache")
        self.ssh_folder = os.path.join(self.home, ".ssh")
        for folder in (self.home, self.ssh_folder, self.cache):
            os.mkdir(folder, 0o700)
        for key in (f"{self.dir}/host", f"{self.ssh_folder}/id_test"):
            subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        self._write(f"{self.dir}/sshd_config", f"""Port {self.port}
ListenAddress 127.0.0.1
HostKey {self.dir}/host
PidFile {self.dir}/sshd.pid
PermitRootLogin yes
AuthorizedKeysFile {self.ssh_folder}/id_test.pub
StrictModes no
PasswordAuthentication no
UsePAM no
MaxStartups 200
MaxSessions 200
Subsystem sftp internal-sftp
SetEnv XDG_CACHE_HOME={self.cache} PSSESSION_OWNER_PID={os.getpid()} {environment}
{extra}
""")
        with open(f"{self.dir}/host.pub") as source:
            self.host_key = " ".join(source.read().split()[:2])
        self.write_known_hosts(f"[127.0.0.1]:{self.port} {self.host_key}\n")
        self._write(f"{self.ssh_folder}/config", f"""Host web01 web02 web03 web04
  HostName 127.0.0.1
  Port {self.port}
  User {getpass.getuser()}
  IdentityFile {self.ssh_folder}/id_test
  IdentitiesOnly yes
  UserKnownHostsFile {self.ssh_folder}/known_hosts
  GlobalKnownHostsFile /dev/null
Host dead01
  HostName 127.0.0.1
  Port {self.dead_port}
Host jumped
  HostName 127.0.0.1
  Port {self.port}
  ProxyJump web01
  IdentityFile {self.ssh_folder}/id_test
  UserKnownHostsFile {self.ssh_folder}/known_hosts
""")
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @staticmethod
    def _write(path: str, text: str) -> None:
        with open(path, "w") as out:
            out.write(text)

    def write_known_hosts(self, text: str) -> None:
        self._write(f"{self.ssh_folder}/known_hosts", text)

    def start(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:  # a probe below may have had the port for a moment
                self.process = subprocess.Popen([SSHD, "-D", "-f", f"{self.dir}/sshd_config", "-E", f"{self.dir}/sshd.log"])
            if _greets(self.port):
                return
            time.sleep(0.02)
        raise RuntimeError("sshd did not start: " + open(f"{self.dir}/sshd.log").read())

    def stop(self) -> None:
        """Stop listening; connections live on."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)
