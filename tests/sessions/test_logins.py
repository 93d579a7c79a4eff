"""Logins as hosts give them, over the real sshd: each oddity is handled, or named in the error. The oddity is a ForceCommand around the bootstrap."""
from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from sessions.bootstrap import HostAccess, Payload
from sessions.errors import BootstrapError, HostStorageError
from sessions.service import SessionService
from sessions.transports.base import SilentPrompter
from sessions.transports.endpoint import HostSpec
from sessions.transports.ssh_config import SshConfig
from tests import sshd as openssh

RUN = 'exec sh -c "$SSH_ORIGINAL_COMMAND"'


@pytest.fixture
def login(payload):
    """A function: the login's script -> an open session. Everything is closed at the end."""
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    made, mounted = [], []

    def opened(script, mount=()):
        server = openssh.Sshd()
        made.append(server)
        for words in mount:
            words = [word.format(home=server.home, cache=server.cache) for word in words]
            subprocess.check_call(["mount", *words])
            if "remount" not in words[1]:
                mounted.append(words[-1])
        wrapper = os.path.join(server.dir, "login")
        with open(wrapper, "w") as out:
            out.write(f"#!/bin/sh\ncache={server.cache}\nhome={server.home}\n{script}\n")
        os.chmod(wrapper, 0o755)
        server.stop()
        with open(f"{server.dir}/sshd_config", "a") as out:
            out.write(f"ForceCommand {wrapper}\n")
        server.start()
        service = SessionService(lambda: payload, SilentPrompter())
        service.pool.resolvers[:] = [SshConfig((server.ssh_folder + "/config",), server.home)]
        made.append(service)
        return service.open(HostSpec("web01"))
    yield opened
    for thing in reversed(made):
        if isinstance(thing, openssh.Sshd):
            for place in reversed(mounted):  # lazily: a hub may still have its log open there
                subprocess.check_call(["umount", "-l", place])
            mounted.clear()
        thing.close()


def works(session):
    assert session.run("emit 3") == [0, 1, 2] and session.run("count") == [1]
    session.disconnect()
    session.connect()
    assert session.run("count") == [2]
    return os.path.dirname(os.path.dirname(session.info["socket"]))


def own_mounts():
    """Skip unless mounts of one's own can be made."""
    if os.geteuid() != 0 or shutil.which("unshare") is None or subprocess.call(["unshare", "-m", "true"], stderr=subprocess.DEVNULL):
        pytest.skip("needs root and mount namespaces")


def test_a_long_motd_without_an_end_and_noise_on_both_streams(login):
    noise = "yes 'Welcome to web01 PSSESSION-0:{\"hub\": 1}' | head -c 300000; echo odd >&2; printf 'no newline at the end'"
    works(login(f"{noise}\n{RUN}"))


@pytest.mark.parametrize("line", ["unset HOME XDG_CACHE_HOME", "HOME=; unset XDG_CACHE_HOME", "HOME=/proc; unset XDG_CACHE_HOME",
                                  "HOME=/nowhere/at/all; unset XDG_CACHE_HOME", "XDG_CACHE_HOME=relative/path; HOME=$home"])
def test_homes_that_are_missing_or_cannot_be_written(login, line):
    base = works(login(f"{line}\nexport HOME XDG_CACHE_HOME\n{'unset HOME' if line.startswith('unset HOME') else ''}\n{RUN}"))
    assert os.stat(base).st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mask", ["077", "000", "027"])
def test_files_are_private_whatever_the_umask(login, mask):
    session = login(f"umask {mask}\n{RUN}")
    base = works(session)
    socket_path = session.info["socket"]
    assert os.stat(base).st_mode & 0o777 == os.stat(os.path.dirname(socket_path)).st_mode & 0o777 == 0o700
    assert os.stat(socket_path).st_mode & 0o777 == 0o600 and os.stat(socket_path[:-5] + ".json").st_mode & 0o777 == 0o600


@pytest.mark.parametrize("shell", ["csh", "tcsh", "fish", "dash", "bash"])
def test_login_shells_over_ssh(login, shell):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    works(login(f'exec {program} -c "$SSH_ORIGINAL_COMMAND"'))


def test_a_home_that_is_read_only(login):
    own_mounts()
    base = works(login(f"unset XDG_CACHE_HOME; HOME=$home; export HOME; {RUN}", [("--bind", "{home}", "{home}"), ("-o", "remount,ro,bind", "{home}")]))
    assert base == f"/tmp/pssession-{os.getuid()}"


def test_a_cache_from_which_nothing_may_be_executed(login):
    own_mounts()
    assert works(login(RUN, [("-t", "tmpfs", "-o", "noexec,nosuid,nodev,mode=700", "tmpfs", "{cache}")])).endswith("/cache/pssession")


def test_a_full_cache_falls_back_and_the_payload_is_sent_once(login, payload):
    own_mounts()
    session = login(f"HOME=/proc; export HOME; {RUN}", [("-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", "{cache}")])
    assert works(session) == f"/tmp/pssession-{os.getuid()}"
    damaged = Payload(b"x" * len(payload.data), payload.sha256, payload.factory)  # would be refused if it were asked for
    HostAccess(session._lease.access().link, damaged).hub().close()


def test_no_room_anywhere_names_every_folder(login):
    own_mounts()
    mounts = " && ".join(f"mount -t tmpfs -o size=16k tmpfs {place}" for place in ("$0", "/tmp", "/var/tmp", "/dev/shm"))
    with pytest.raises(HostStorageError, match=r"\[web01\] no folder can hold the session host: .*/cache/pssession: No space left.*/tmp/pssession.*/dev/shm"):
        login(f"mkdir -p /dev/shm; exec unshare -m sh -c '{mounts} && HOME=/proc; export HOME; {RUN}' \"$cache\"")


def test_an_account_that_may_not_log_in_is_quoted(login):
    with pytest.raises(BootstrapError, match=r"\[web01\] .*This account is currently not available"):
        login("echo This account is currently not available.; exit 1")
