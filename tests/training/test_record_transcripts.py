"""Transcripts at a real prompt, and beside a recording: each has what it should."""
from __future__ import annotations

import tempfile
from pathlib import Path

from shell.training.record_cast import load
from shell.training.record_frames import commands
from tests import shell_runs
from tests.frontend.terminal import started


def test_at_the_prompt_the_typed_lines_are_in_it() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="psh-") as home:
        t = started(home)
        for n, (line, wanted) in enumerate((("Start-Transcript deep/er/t.txt -UseMinimalHeader", "started"), ("40 + 2", "\n42"), ("Get-Item nosuch", "Cannot find"),
                                            ("Stop-Transcript", "stopped"), ("'not' + ' any more'", "\nnot any more")), 2):
            t.type(line + "\r")
            t.wait_for(wanted)
            t.wait_for(f"PS {home}>", n)
        t.close()
        lines = Path(home, "deep", "er", "t.txt").read_text().splitlines()[4:-4]
        error = f"Get-Item: Cannot find path '{home}/nosuch' because it does not exist."
        assert lines == [f"PS {home}> 40 + 2", "42", f"PS {home}> Get-Item nosuch", error, error, f"PS {home}> Stop-Transcript"]


def test_a_transcript_inside_a_recording_and_a_recording_after_it() -> None:
    with tempfile.TemporaryDirectory() as home:
        lines = ["Start-Recording a.cast", "Start-Transcript t.txt -UseMinimalHeader", "'in both'", "Write-Error one", "Stop-Transcript", "Write-Error two; 'three'", "Stop-Recording",
                 "Start-Recording b.cast", "'x'; Write-Error four; 'five'", "Stop-Recording"]
        shell_runs.run("-WorkingDirectory", home, stdin="\n".join(lines) + "\n")
        first = {c.text: c.output for c in commands(load(Path(home, "a.cast").read_text()))}
        assert first["'in both'"] == "in both" and first["Write-Error two; 'three'"] == "Write-Error: two\nthree"
        assert {c.text: c.output for c in commands(load(Path(home, "b.cast").read_text()))} == {"'x'; Write-Error four; 'five'": "x\nWrite-Error: four\nfive"}
        text = Path(home, "t.txt").read_text()
        assert "in both\n" in text and text.count("Write-Error: one\n") == 2 and "two" not in text
