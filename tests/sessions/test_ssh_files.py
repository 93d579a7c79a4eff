"""OpenSSH's files: known_hosts and the client configuration."""
from __future__ import annotations

import base64
import hashlib
import hmac
import os

import pytest

from sessions.errors import SshConfigError
from sessions.transports.endpoint import HostSpec, parse_spec
from sessions.transports.known_hosts import KnownHosts, fingerprint, matches, name_on_file
from sessions.transports.ssh_config import SshConfig

KEY, OTHER = base64.b64encode(b"key one").decode(), base64.b64encode(b"key two").decode()


def hashed(name):
    salt = b"0123456789abcdef0123"
    return "|1|" + base64.b64encode(salt).decode() + "|" + base64.b64encode(hmac.new(salt, name.encode(), hashlib.sha1).digest()).decode()


def test_names_plain_hashed_wild_negated_and_with_port():
    assert name_on_file("Web01", 22) == "web01" and name_on_file("web01", 2222) == "[web01]:2222"
    assert matches("web01,10.0.0.1", "web01") and matches("*.example.com,!bad.example.com", "a.example.com")
    assert not matches("*.example.com,!bad.example.com", "bad.example.com")
    assert matches("[web01]:2222", "[web01]:2222") and not matches("web01", "[web01]:2222")
    assert matches(hashed("web01"), "web01") and not matches(hashed("web01"), "web02")


def test_verdicts_and_adding(tmp_path):
    path = tmp_path / "known"
    path.write_text(f"# comment\nweb01 ssh-ed25519 {KEY}\n@revoked * ssh-ed25519 {OTHER}\n@cert-authority *.x ssh-rsa {KEY}\nbroken line\n")
    known = KnownHosts([str(path)])
    assert known.check("web01", b"key one")[0] == "known"
    assert known.check("web01", b"key two")[0] == "revoked"
    assert known.check("web01", b"key three")[0] == "changed"
    assert known.check("web09", b"key one")[0] == "unknown" and known.check("a.x", b"key one")[0] == "unknown"
    known.add("[web09]:2022", "ssh-ed25519", b"key three")
    assert KnownHosts([str(path)]).check("[web09]:2022", b"key three")[0] == "known"
    assert known.key_types("web01") == ["ssh-ed25519"]
    assert fingerprint(b"x").startswith("SHA256:")


@pytest.mark.parametrize("text, expected", [
    ("web01", ("web01", "", 0)), ("ops@web01:2222", ("web01", "ops", 2222)), ("root@Server01", ("Server01", "root", 0)),
    ("::1", ("::1", "", 0)), ("a@[fe80::1]:22", ("fe80::1", "a", 22))])
def test_host_words(text, expected):
    spec = parse_spec(text)
    assert (spec.name, spec.user, spec.port) == expected


def test_the_text_beats_the_arguments_and_nonsense_is_refused():
    assert parse_spec("a@h:1", user="b", port=2) == HostSpec("h", "a", 1)
    for text in ("", "a:b:c:d@", "h:99999"):
        with pytest.raises(SshConfigError):
            parse_spec(text)


def config(tmp_path, text, **files):
    folder = tmp_path / ".ssh"
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(text)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content)
    return SshConfig((str(folder / "config"),), str(tmp_path))


def test_options_match_include_and_tokens(tmp_path):
    found = config(tmp_path, """
Include more_*
Host web*
  HostName %h.example.com
  User ops
  IdentityFile ~/.ssh/%r_key
  IdentitiesOnly yes
  HostKeyAlias shared
Match originalhost web02 user ops
  Port 2202
Host gate
  Port 2022
""", more_a="Host web01\n  Port 2201\n", more_b="Host db\n  ProxyJump a@gate,web01\n").resolve
    web = found(HostSpec("web01"))
    assert (web.host, web.port, web.user, web.identities_only, web.host_key_alias) == ("web01.example.com", 2201, "ops", True, "shared")
    assert web.identity_files == (str(tmp_path / ".ssh/ops_key"),)
    assert found(HostSpec("web02")).port == 2202
    database = found(HostSpec("db", user="me", port=7))
    assert (database.user, database.port, [(hop.alias, hop.user, hop.port) for hop in database.jumps]) == ("me", 7, [("gate", "a", 2022), ("web01", "ops", 2201)])
    assert found(HostSpec("web01", options={"Port": "9", "StrictHostKeyChecking": "no"})).port == 9


def test_match_exec(tmp_path):
    found = config(tmp_path, 'Match exec "test %h = yes"\n  Port 2201\n').resolve
    assert (found(HostSpec("yes")).port, found(HostSpec("no")).port) == (2201, 22)


def test_include_inside_a_block_stays_in_it(tmp_path):
    found = config(tmp_path, "Host web01\n  Include inner\n  User late\nHost *\n  User anyone\n", inner="Port 2201\n").resolve
    assert (found(HostSpec("web01")).port, found(HostSpec("web01")).user) == (2201, "late")
    assert (found(HostSpec("other")).port, found(HostSpec("other")).user) == (22, "anyone")


def test_bad_options_and_circles_are_named(tmp_path):
    found = config(tmp_path, "Host a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost p\n  ProxyCommand nc %h %p\n").resolve
    with pytest.raises(SshConfigError, match="circle"):
        found(HostSpec("a"))
    with pytest.raises(SshConfigError, match="nosuch") as caught:
        found(HostSpec("x", options={"NoSuch": "1"}))
    assert caught.value.line == "command-line: line 0: Bad configuration option: nosuch"
    assert found(HostSpec("p")).proxy_command == "nc p 22" and os.path.isabs(found(HostSpec("p")).known_hosts[0])
