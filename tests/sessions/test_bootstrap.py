"""The bootstrap on hosts as they are: noise before the marker, other login shells, old or no Python, folders that cannot be written."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

import pytest

from sessions import bootstrap
from sessions.bootstrap import HostAccess, Payload, first_stage, second_stage, start_hub
from sessions.errors import BootstrapError, HostStorageError, NoPython, PythonTooOld
from sessions.transports.child import ChildTransport, LocalLink
from tests.sessions.support import echo_payload


class ShellLink(LocalLink):
    """A host whose login shell is `words`, run with -c."""

    def __init__(self, words, environment):
        super().__init__("odd01", environment)
        self._words = words

    def execute(self, command, terminal=None):
        return ChildTransport(subprocess.Popen([*self._words, command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                                               env=self._environment, cwd="/", start_new_session=True))


@pytest.fixture
def environment():
    home = tempfile.mkdtemp(prefix="home-")
    yield {"HOME": home, "XDG_CACHE_HOME": "", "PSSESSION_OWNER_PID": str(os.getpid())}
    shutil.rmtree(home, ignore_errors=True)  # a hub may still be writing compiled files; it ends when its socket is gone


def hello(link, payload):
    info, stream = start_hub(link, payload)
    stream.close()
    return info


def test_the_first_stage_is_short_and_plain():
    text = first_stage("PSSESSION-0123456789abcdef:")
    assert len(text) < 1024
    assert not set("!\\\n") & set(text) and text.count("'") == 2


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "tcsh", "csh", "fish", "zsh", "ksh"])
def test_login_shells(shell, environment, payload):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    info = hello(ShellLink([shell, "-c"], environment), payload)
    assert info.path.startswith(environment["HOME"] + "/.cache/pssession/run-") and os.stat(info.base).st_mode & 0o777 == 0o700


def test_noise_and_umask(environment, payload):
    link = ShellLink(["sh", "-c", "umask 077; echo Welcome; echo 'PSSESSION-is-not-this:{}'; printf 'no newline'; echo odd >&2; eval \"$0\""], environment)
    assert hello(link, payload).python.count(".") == 2


def test_the_payload_is_sent_once_and_a_damaged_copy_is_sent_again(environment, payload):
    link = LocalLink("odd01", environment)
    info = hello(link, payload)
    folder = os.path.join(info.base, payload.sha256)
    number = os.stat(folder).st_ino
    assert hello(link, payload) == info and os.stat(folder).st_ino == number
    os.unlink(os.path.join(folder, ".complete"))
    assert hello(link, payload).path == info.path and os.path.exists(os.path.join(folder, ".complete"))


def test_a_wrong_hash_is_refused(environment):
    good = echo_payload(extra="other")
    with pytest.raises(BootstrapError, match="arrived damaged"):
        hello(LocalLink("odd01", environment), Payload(good.data, "0" * 64, good.factory))


def test_no_python_and_old_python_are_named(environment, payload, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "INTERPRETERS", ("nosuchpython", "/nowhere/python3"))
    with pytest.raises(NoPython, match=r"\[odd01\] no Python was found \(looked for nosuchpython, /nowhere/python3\)"):
        hello(LocalLink("odd01", environment), payload)
    old = tmp_path / "python3.6"
    old.write_text("#!/bin/sh\nexit 99\n")
    old.chmod(0o755)
    monkeypatch.setattr(bootstrap, "INTERPRETERS", (str(old), "nosuchpython"))
    with pytest.raises(PythonTooOld, match="3.9 or newer.*python3.6"):
        hello(LocalLink("odd01", environment), payload)
    monkeypatch.setattr(bootstrap, "INTERPRETERS", (str(old), sys.executable))
    assert hello(LocalLink("odd01", environment), payload).python == sys.version.split()[0]


@pytest.mark.parametrize("version", ["3.6", "3.8"])
def test_real_old_interpreters_step_aside(version, environment, payload, monkeypatch):
    found = [os.path.join(root, name, "bin", "python") for root in ("/root/.pyenv/versions", "/opt") if os.path.isdir(root)
             for name in os.listdir(root) if name.startswith(version + ".")]
    if not found:
        pytest.skip(f"no Python {version} here")
    monkeypatch.setattr(bootstrap, "INTERPRETERS", (found[0],))
    with pytest.raises(PythonTooOld):
        hello(LocalLink("odd01", environment), payload)


def test_a_home_that_cannot_be_written_falls_back(environment, payload, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    environment["HOME"] = str(blocked)
    info = hello(LocalLink("odd01", environment), payload)
    assert info.base == f"/tmp/pssession-{os.getuid()}" and os.stat(info.base).st_mode & 0o777 == 0o700
    environment["HOME"] = ""
    environment["XDG_CACHE_HOME"] = "relative/is/ignored"
    assert hello(LocalLink("odd01", environment), payload).path


def test_a_host_without_room_is_named(environment, payload):
    stage = second_stage("M:", payload).decode()
    assert len(stage) < 6000
    code = stage.replace("main(P)", "candidates=lambda:['/proc/nowhere/pssession'];main(P)")
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "import sys;exec(sys.stdin.buffer.readline())"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = process.communicate(code.encode() + payload.data, timeout=20)
    assert b'"error": "storage"' in out and b"/proc/nowhere" in out
    assert bootstrap._ERRORS["storage"] is HostStorageError


def test_a_shell_that_ends_at_once_is_quoted(environment, payload):
    link = ShellLink(["sh", "-c", "echo This account is currently not available. >&2; exit 1"], environment)
    with pytest.raises(BootstrapError, match="This account is currently not available"):
        hello(link, payload)


def test_a_hub_that_died_is_started_again(environment, payload):
    access = HostAccess(LocalLink("odd01", environment), payload)
    access.hub().close()
    first = access._hub
    os.unlink(first.path)
    access.hub().close()
    assert access._hub == first and os.path.exists(first.path)
