"""What a fan-out tells at a terminal: the recap in the end, which is no output; hosts named in errors."""
from __future__ import annotations

from tests.frontend.terminal import Terminal


def test_recap_and_hosts_of_errors(tmp_path):
    shell = Terminal(str(tmp_path), ("-NoProfile", "-NoLogo", "--lab"), columns=110, lines=40)
    try:
        prompt = f"PS {tmp_path}>"
        shell.wait_for(prompt)
        shell.type("$out = Invoke-Command -ComputerName Server01, Server02, Server03 { if ((hostname) -ne 'Server02') { sh -c 'exit 3' } else { 'fine' } }\r")
        shell.wait_for("1 ok, 2 failed: Server01 exit 3, Server03 exit 3")
        shell.wait_for(prompt, 2)
        shell.type("\"[$out]\"; Invoke-Command -RetryFailed { Get-Item /nope }\r")
        shell.wait_for("\n[fine]")
        shell.wait_for("[Server01] Get-Item: Cannot find path")
        shell.wait_for("[Server03] Get-Item: Cannot find path")
    finally:
        shell.close()
