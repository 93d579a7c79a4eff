"""Commands about the machine and its neighbours: connections, mail, power, format files, this shell inside itself."""
from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from shell.engine import Shell
from shell.objects.psobject import base_of
from tests.commands.misuse_folder import Recorder


def run(text: str) -> list[Any]:
    shell = Shell(Recorder())
    return [base_of(v) for v in shell.ctx.run_text(text)]


@pytest.fixture
def listener() -> Any:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    yield server
    server.close()


def test_ports(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert run(f"Test-Connection 127.0.0.1 -TcpPort {port}") == [True]
    assert run(f"$s = Test-Connection 127.0.0.1 -TcpPort {port} -Detailed; $s.Connected; $s.Status; $s.Port") == [True, "Success", port]
    listener.close()
    assert run(f"Test-Connection 127.0.0.1 -TcpPort {port} -TimeoutSeconds 30; (Test-Connection 127.0.0.1 -TcpPort {port} -Detailed).Status") == [
        False, "ConnectionRefused"]


def test_names_that_do_not_resolve() -> None:
    assert run("Test-Connection 'no such host' -Quiet -Count 1") == [False]
    assert run("Test-Connection 'no such host' -Count 1 -ErrorAction SilentlyContinue; $Error[0].FullyQualifiedErrorId") == [
        "TestConnectionException,Microsoft.PowerShell.Commands.TestConnectionCommand"]


class MailServer(threading.Thread):
    """Takes one message."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.port = self.socket.getsockname()[1]
        self.said: list[str] = []
        self.message = ""

    def run(self) -> None:
        peer, _ = self.socket.accept()
        with peer, peer.makefile("rwb") as f:
            def answer(text: str) -> None:
                f.write(text.encode() + b"\r\n")
                f.flush()
            answer("220 test")
            while line := f.readline().decode().strip():
                self.said.append(line)
                if line.upper() == "DATA":
                    answer("354 go on")
                    while (part := f.readline()) != b".\r\n":
                        self.message += part.decode()
                    answer("250 taken")
                elif line.upper() == "QUIT":
                    answer("221 bye")
                    return
                else:
                    answer("250 fine")


def test_mail(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("the log")
    server = MailServer()
    server.start()
    run(f"Send-MailMessage -From a@x.y -To b@x.y -Bcc c@x.y -Subject Report -Body 'all well' -Attachments {tmp_path}/log.txt -Priority High "
        f"-SmtpServer 127.0.0.1 -Port {server.port} -WarningAction SilentlyContinue")
    server.join(60)
    assert [w[5:] for w in server.said if w.upper().startswith("RCPT")] == ["TO:<b@x.y>", "TO:<c@x.y>"]
    assert "Subject: Report" in server.message and "all well" in server.message and 'filename="log.txt"' in server.message and "Bcc" not in server.message


def test_power_goes_through_shutdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "shutdown"
    fake.write_text(f"#!/bin/sh\necho \"$@\" >> {tmp_path}/asked\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    run("Stop-Computer -WhatIf")
    assert not (tmp_path / "asked").exists()
    run("Stop-Computer; Restart-Computer")
    assert (tmp_path / "asked").read_text() == "-P now\n-r now\n"


def test_format_files_go_round(tmp_path: Path) -> None:
    run(f"Get-FormatData System.Version | Export-FormatData -Path {tmp_path}/v.format.ps1xml")
    text = (tmp_path / "v.format.ps1xml").read_text()
    assert "<PropertyName>Major</PropertyName>" in text
    out = run(f"Update-FormatData -PrependPath {tmp_path}/v.format.ps1xml; [version]'1.2' | Out-String")
    assert "Major  Minor  Build  Revision" in str(out[0])


def test_objects_cross_into_a_shell_of_its_own() -> None:
    assert run("$r = pwsh -NoProfile -c { param($a) $a.X * 2; $input | ForEach-Object { $_ + 1 } } -args @{ X = 21 }; $r") == [42]
    assert run("1, 2 | pwsh -NoProfile -c { $input | ForEach-Object { $_ * 10 } }") == [10, 20]
    assert run("pwsh -NoProfile -c { Write-Error oops } 2>&1 | ForEach-Object { $_.GetType().Name; \"$_\" }") == ["ErrorRecord", "oops"]


def test_variables_append_and_hide() -> None:
    assert run("1, 2 | Set-Variable q; 3 | Set-Variable q -Append; \"$q\"") == ["1 2 3"]
    assert run("New-Variable v 1 -Visibility Private; (Get-Variable v).Visibility") == ["Private"]


def test_optional_parts() -> None:
    assert run("@(Get-ExperimentalFeature).Count; @(Get-PSSubsystem).Count; (Get-PSSubsystem -Kind CommandPredictor).IsRegistered") == [0, 3, False]
    assert run("Enable-ExperimentalFeature -Name PSNone -ErrorAction SilentlyContinue; $Error[0].Exception.Message") == ["Unable to find feature PSNone."]
