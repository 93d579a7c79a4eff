"""A Prompter that asks at the controlling terminal, or nobody when there is none."""
from __future__ import annotations

import getpass
import os
from collections.abc import Sequence
from typing import Optional


class TerminalPrompter:
    """Reads from /dev/tty, so that standard input stays the program's."""

    def ask_secret(self, host: str, text: str) -> Optional[str]:
        if not _has_terminal():
            return None
        try:
            return getpass.getpass(text)
        except (EOFError, KeyboardInterrupt):
            return None

    def ask_many(self, host: str, title: str, instructions: str, questions: Sequence[tuple[str, bool]]) -> Optional[list[str]]:
        if not _has_terminal():
            return None
        answers: list[str] = []
        for text, echo in questions:
            answer = _line(f"({host}) {text}") if echo else self.ask_secret(host, f"({host}) {text}")
            if answer is None:
                return None
            answers.append(answer)
        return answers

    def accept_host_key(self, host: str, key_type: str, fingerprint: str) -> Optional[bool]:
        if not _has_terminal():
            return None
        answer = _line(f"The authenticity of host '{host}' can't be established.\n{key_type} key fingerprint is {fingerprint}.\n"
                       "Are you sure you want to continue connecting (yes/no)? ")
        return answer is not None and answer.strip().lower() == "yes"


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _line(text: str) -> Optional[str]:
    with open("/dev/tty", "w") as out, open("/dev/tty") as source:
        out.write(text)
        out.flush()
        answer = source.readline()
    return answer.rstrip("\n") if answer else None
