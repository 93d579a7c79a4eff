"""What is masked: 20 kinds of secrets and more, wherever they come from; and what is left alone."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell.language.secrets import secret_spans
from shell.training.record_redact import MASK, Anonymizer, Redactor, hosts_in
from tests import shell_runs

W = "gEh3im"  # a part of every planted secret
A = "A1b2C3d4E5f6G7h8J9k0"
KEY = "\n".join(["-----BEGIN OPENSSH " + "PRIVATE KEY-----", W + "b3BlbnNzaC1rZXktdjEAAAAA", "AAAAB3NzaC1yc2E" + W, "-----END OPENSSH " + "PRIVATE KEY-----"])
# kind -> an output that holds one; each begins or ends with what gives it away
SHOWN = {
    "aws key id": "AKIA" + "GEH3IM7EXAMPLE12", "aws secret": f"aws_secret_access_key = {W}/K7MDENG/bPxRfiCYEXAMPLEKEY", "github": "ghp_" + W + A + A, "github fine": "github_pat_" + W + A,
    "gitlab": "glpat-" + W + A, "slack": "xoxb-123456-" + W + A, "google": "AIza" + W + A + A[:10], "openai": "sk-proj-" + W + A, "stripe": "sk_live_" + W + A,
    "npm": "npm_" + W + A, "pypi": "pypi-" + W + A, "vault": "hvs." + W + A, "jwt": f"eyJhbGciOi{W}.eyJzdWIi{W}.sig{W}", "bearer": f"Authorization: Bearer {W}{A}",
    "basic": f"authorization: Basic {W}dXNlcg==", "cookie": f"Set-Cookie: sid={W}; Path=/", "api key header": f"X-Api-Key: {W}1", "url": f"https://bob:{W}@example.com/x",
    "url of git": f"origin  https://x-access-token:{W}{A}@github.com/o/r.git (fetch)", "private key": KEY, "key and value": f"password={W}", "json": json.dumps({"client_secret": W}),
    "yaml": f"  db_password: '{W}'", "list view": f"Password : {W}", "connection string": f"Server=db;User Id=sa;Pwd={W};Encrypt=yes", "sas": f"https://s.blob.example/c?sv=1&sig={W}%2Fabc&x=1",
    "account key": f"AccountName=a;AccountKey={W}abc==", "netrc": f"machine h login bob password {W}", "shadow": f"root:$6$salt{W}$abcdefghijklmnop{W}/:19000:0", "env": f"GITHUB_TOKEN={W}",
    "coloured": f"\x1b[1mpassword\x1b[0m: \x1b[31m{W[:3]}\x1b[32m{W[3:]}\x1b[0m"}
# kind -> a command that holds one
TYPED = {
    "assignment": f"$password = '{W}'", "double quotes": f'$apiToken = "{W}"', "secure string": f"ConvertTo-SecureString '{W}' -AsPlainText -Force", "parameter": f"Connect-It -Password {W}",
    "colon": f"Connect-It -ApiKey:'{W}'", "credential": f"[pscredential]::new('bob', (ConvertTo-SecureString '{W}' -AsPlainText -Force))", "network credential": f"[Net.NetworkCredential]::new('u', '{W}')",
    "hashtable": f"@{{ Password = '{W}' }}", "property": f"$x.Secret = '{W}'", "environment": f"$env:GITHUB_TOKEN = '{W}'", "curl": f"curl -u bob:{W} http://h", "mysql": f"mysql -u root -p{W} db",
    "sshpass": f"sshpass -p {W} ssh h", "long option": f"tool --token {W} --password={W}2", "header": f"curl -H 'Authorization: Bearer {W}{A}' http://h", "set-variable": f"Set-Variable token '{W}'",
    "default": f"function f {{ param($Password = '{W}') }}", "here-string": f"$secret = @'\n{W}\n'@", "half typed": f"$secret = '{W}", "several": f"$passwords = '{W}1', '{W}2'",
    "url": f"git clone https://bob:{W}@h/x"}


@pytest.mark.parametrize("kind", SHOWN)
def test_output(kind: str) -> None:
    whole = Redactor().stream([f"before\r\n{SHOWN[kind]}\r\nafter\r\n"])[0]
    assert W not in whole and W.upper() not in whole and W[3:] not in whole
    assert whole.startswith("before\r\n") and whole.rstrip().endswith("after")


@pytest.mark.parametrize("kind", SHOWN)
def test_output_in_single_characters(kind: str) -> None:
    """However a program writes it, a letter at a time even."""
    pieces = Redactor().stream(list(f"before {SHOWN[kind]}\n"))
    assert W not in "".join(pieces) and len(pieces) == len(f"before {SHOWN[kind]}\n")


@pytest.mark.parametrize("kind", TYPED)
def test_commands_and_what_shows_the_same_value_later(kind: str) -> None:
    redactor = Redactor()
    assert W not in redactor.command(TYPED[kind])
    if kind not in ("header", "half typed", "several"):
        assert W not in redactor.text(f"the value is {W} you know")


@pytest.mark.parametrize("text", ["$token = Get-Secret x", "Get-Help password", "Get-Credential bob", "$x = 'plain'", "Set-Secret -Name x -Secret $s", "$password", "Get-Secret name",
                                  "Read-Host 'Password' -AsSecureString", "Get-Process | Where-Object Name -eq token", "$cancellationToken = $source.Token"])
def test_commands_that_hold_none(text: str) -> None:
    assert secret_spans(text) == [] and Redactor().command(text) == text


@pytest.mark.parametrize("text", ["The password is wrong.", "Tokens: 5", "key = value", "HasToken : True", "http://example.com:8080/x", "git@github.com:o/r.git", "10:20:30", "sk-short",
                                  "Id     Name            PSJobTypeName", "Path: /home/u/secrets", "basic example"])
def test_plain_output_stays(text: str) -> None:
    assert Redactor().text(text) == text


def test_learnt_values_are_masked_everywhere() -> None:
    redactor = Redactor()
    redactor.learn("correct horse")
    assert redactor.text("say correct horse twice: correct horse") == f"say {MASK} twice: {MASK}"


def test_hosts_get_other_names_of_the_same_length() -> None:
    names = Anonymizer(["web01", "db.example.com"])
    redactor = Redactor(names)
    assert redactor.text("WEB01 db.example.com 10.1.2.3 10.1.2.3 127.0.0.1 web012") == "host1 host0000000002 192.0.2.1 192.0.2.1 127.0.0.1 web012"


def test_hosts_are_found_in_commands() -> None:
    assert hosts_in("Invoke-Command -ComputerName a1, b2 { 1 }; ssh ops@web9 ls; New-PSSession -HostName u@db7") == {"a1", "b2", "web9", "db7"}


def test_none_of_them_is_in_the_file(tmp_path: Path) -> None:
    """The whole way: typed and shown in a session that is recorded, by programs and by ours."""
    (tmp_path / "shown.txt").write_text("\n".join(SHOWN.values()) + "\n")
    lines = [f"Start-Recording '{tmp_path}/x.cast'", f"Get-Content '{tmp_path}/shown.txt'", f"cat '{tmp_path}/shown.txt'",
             *(t for k, t in TYPED.items() if "\n" not in t and k not in ("half typed", "curl", "mysql", "sshpass", "long option", "header", "url", "parameter", "colon")),
             "$password; $env:GITHUB_TOKEN", f"$odd = '{W[:3]}' + '{W[3:]}x'; $token = $odd; \"odd: $odd\"; $token",
             f"$c = [pscredential]::new('bob', (ConvertTo-SecureString '{W}9' -AsPlainText -Force)); $c.GetNetworkCredential().Password", f"Write-Error 'password={W}'",
             f"@{{ Password = '{W}' }} | Format-Table", "Stop-Recording"]
    done = shell_runs.run(stdin="\n".join(lines) + "\n")
    assert "Recording stopped" in done.out and W in done.out, done
    text = (tmp_path / "x.cast").read_text()
    assert W not in text and MASK in text
    shown = "".join(json.loads(line)[2] for line in text.splitlines()[1:] if '"o"' in line)
    assert W not in shown and "GEH3IM7" not in shown
    assert "$password = '********'" in shown
