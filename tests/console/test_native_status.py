"""$? after programs."""
from __future__ import annotations

from tests.shell_runs import command


def test_a_program_stopped_early_has_not_failed() -> None:
    done = command("sh -c 'exit 3'; \"$?\"; seq 100000 | Select-Object -First 1; \"$? $LASTEXITCODE\"; sh -c 'exit 4'; \"$? $LASTEXITCODE\"")
    assert (done.out.splitlines(), done.err) == (["False", "1", "True 3", "False 4"], "")
