"""Python 3.9 to 3.13 on either side, mixed: hosts with whichever interpreters this machine has; older ones and none are named in one line.

The client's side needs paramiko for each version: PSSESSION_CLIENT_PYTHONS=1 makes a virtual environment a version (from the package index) and runs
every version against every other.
"""
from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from sessions import bootstrap
from sessions.errors import CodeObjectError, NoPython, PythonTooOld
from sessions.transports.endpoint import HostSpec
from sessions.wire.values import Bag
from tests import sshd as openssh

VERSIONS = ("3.9", "3.10", "3.11", "3.12", "3.13")
OLD = ("2.7", "3.6", "3.7", "3.8")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def interpreter(version):
    """An interpreter of this version, or a skipped test."""
    found = sorted(glob.glob(f"/root/.pyenv/versions/{version}.*/bin/python")) or sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python")))
    path = found[0] if found else shutil.which(f"python{version}")
    if path is None or not os.access(path, os.X_OK):
        pytest.skip(f"no Python {version} here")
    return path


def double(number):
    return number * 2


@pytest.mark.parametrize("version", VERSIONS)
def test_a_host_with_this_python(version, local_world, monkeypatch):
    monkeypatch.setattr(bootstrap, "INTERPRETERS", (interpreter(version),))
    session = local_world.open()
    assert session.run("python")[0].startswith(version + ".") and session.info["python"].startswith(version + ".")
    assert session.run("emit 3000") == list(range(3000))
    assert session.run("bags 20")[19] == Bag(["Demo.Thing", "System.Object"], {"Id": 19, "Name": "x"})
    assert session.run("input", input=[1, "two"]) == [["got", 1], ["got", "two"]]
    invocation = session.invoke("ticks 30 0.01")
    session.disconnect()
    session.connect()
    assert [record.value for record in invocation] == list(range(30))
    stopped = session.invoke("flood")
    reader = stopped.runs(timeout=60)
    next(reader)
    stopped.stop()
    for _ in reader:
        continue
    assert stopped.state == "Stopped"
    import sessions
    assert sessions.start(session, double, 21).result() == [42]  # by dill, or by its source where the versions differ
    if not session.info["python"].startswith(f"{sys.version_info[0]}.{sys.version_info[1]}."):
        with pytest.raises(CodeObjectError, match="cannot be sent"):
            sessions.start(session, lambda: 1)


@pytest.mark.parametrize("version", ["3.9", "3.13"])
def test_the_shells_engine_on_the_oldest_and_the_newest_host(version, local_world, monkeypatch):
    from shell.remoting.payload import build_payload
    monkeypatch.setattr(bootstrap, "INTERPRETERS", (interpreter(version),))
    session = local_world.service(build_payload()).open(HostSpec("."))
    assert session.run("1..3 | ForEach-Object { $_ * 2 }") == [2, 4, 6]
    assert session.run("[pscustomobject]@{ A = 1; B = 'x' }")[0].properties == {"A": 1, "B": "x"}


@pytest.mark.parametrize("version", OLD)
def test_older_interpreters_are_named_with_the_host(version, local_world, monkeypatch):
    path = interpreter(version)
    monkeypatch.setattr(bootstrap, "INTERPRETERS", (path, "/nowhere/python3"))
    with pytest.raises(PythonTooOld) as caught:
        local_world.open()
    assert str(caught.value) == f"[.] Python 3.9 or newer is needed; only older ones were found: {path} (looked for {path}, /nowhere/python3)"


def test_no_interpreter_at_all_says_what_was_looked_for(local_world, monkeypatch):
    monkeypatch.setattr(bootstrap, "INTERPRETERS", ("/nowhere/python3", "nosuchpython"))
    with pytest.raises(NoPython) as caught:
        local_world.open()
    assert str(caught.value) == "[.] no Python was found (looked for /nowhere/python3, nosuchpython)"


CLIENT = textwrap.dedent("""
    import os, sys
    from sessions import bootstrap
    from sessions.service import SessionService
    from sessions.transports.base import SilentPrompter
    from sessions.transports.endpoint import HostSpec
    from sessions.transports.ssh_config import SshConfig
    from tests.sessions.support import echo_payload
    folder, home, python = sys.argv[1:4]
    bootstrap.INTERPRETERS = (python,)
    service = SessionService(echo_payload, SilentPrompter())
    service.pool.resolvers[:] = [SshConfig((folder + "/config",), home)]
    session = service.open(HostSpec("web01"))
    assert session.run("emit 2000") == list(range(2000))
    assert session.run("echo", 1, "a", [1.5, None])[:2] == [1, "a"]
    print(sys.version.split()[0], "->", session.run("python")[0])
    service.close()
""")


@pytest.mark.skipif(not os.environ.get("PSSESSION_CLIENT_PYTHONS"), reason="PSSESSION_CLIENT_PYTHONS is not set")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_with_this_python_against_every_host(version, tmp_path):
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    subprocess.check_call([interpreter(version), "-m", "venv", str(tmp_path / "env")])
    python = str(tmp_path / "env" / "bin" / "python")
    subprocess.check_call([python, "-m", "pip", "install", "-q", "paramiko"])
    server = openssh.Sshd()
    try:
        for other in VERSIONS:
            out = subprocess.run([python, "-c", CLIENT, server.ssh_folder, server.home, interpreter(other)], cwd=ROOT, capture_output=True, text=True, timeout=120)
            assert out.returncode == 0, out.stderr[-2000:]
            assert out.stdout.split()[0].startswith(version + ".") and out.stdout.split()[2].startswith(other + ".")
    finally:
        server.close()
