"""Programs that need a terminal, in an entered session at a real terminal: they have it, its size and its keys, and give it back."""
from __future__ import annotations

import pytest

from tests import sshd as openssh
from tests.frontend.terminal import Terminal

PROMPT = "[Server01]: PS C:/>"
FULL_SCREEN = r'''
import os, signal, sys, termios, tty
size = os.get_terminal_size(1)
resized = []
signal.signal(signal.SIGWINCH, lambda n, f: (resized.append(1), os.write(1, b"resized %dx%d\r\n" % tuple(os.get_terminal_size(1)))))
old = termios.tcgetattr(0)
tty.setraw(0)
os.write(1, b"\x1b[2J\x1b[Hfull %dx%d\r\n" % tuple(size))
while True:
    key = os.read(0, 1)
    os.write(1, b"key %d\r\n" % key[0])
    if key == b"q":
        break
termios.tcsetattr(0, termios.TCSADRAIN, old)
sys.exit(7)
'''


class Shell:
    """A shell with the lab, entered; `line` waits for the prompt that is due, then types."""

    def __init__(self, home: str, arguments: tuple[str, ...], enter: str, prompt: str) -> None:
        self.terminal = Terminal(home, ("-NoProfile", "-NoLogo", *arguments), columns=100, lines=40)
        self.prompt, self.prompts = prompt, 0
        self.terminal.wait_for("PS ")
        self.terminal.type(enter + "\r")

    def line(self, text: str) -> None:
        self.prompts += 1
        self.terminal.wait_for(self.prompt, self.prompts)
        self.terminal.type(text + "\r")

    def cleared(self) -> None:
        """The screen was cleared, or is too small for all of it: prompts are counted anew."""
        self.prompts = 0


@pytest.fixture
def shell(tmp_path):
    made = Shell(str(tmp_path), ("--lab",), "Enter-PSSession -ComputerName Server01", PROMPT)
    yield made
    made.terminal.close()


def test_a_program_has_a_terminal_of_the_right_size(shell):
    shell.line("stty size; test -t 2; $?")
    shell.terminal.wait_for("\n40 100\nTrue")


def test_keys_and_window_size_reach_a_full_screen_program(shell, tmp_path):
    program = tmp_path / "full.py"
    program.write_text(FULL_SCREEN)
    shell.line(f"python3 {program}")
    shell.terminal.wait_for("full 100x40")
    shell.terminal.type("\x03")
    shell.terminal.wait_for("key 3")
    shell.terminal.type("\x1b[A")
    shell.terminal.wait_for("key 27\nkey 91\nkey 65")
    shell.terminal.resize(90, 30)
    shell.terminal.wait_for("resized 90x30")
    shell.terminal.type("q")
    shell.cleared()
    shell.line("\"code $LASTEXITCODE\"")
    shell.terminal.wait_for("\ncode 7")


def test_ctrl_c_interrupts_the_program_and_not_the_shell(shell):
    shell.line("sh -c 'trap \"echo got-$((1))int; exit 3\" INT; echo is-$((1))ready; while :; do sleep 0.1; done'")
    shell.terminal.wait_for("is-1ready")
    shell.terminal.type("\x03")
    shell.terminal.wait_for("got-1int")
    shell.line("sh -c 'exit 3'; \"$? $LASTEXITCODE\"")
    shell.terminal.wait_for("\nFalse 3\n")


def test_ctrl_c_that_ends_the_program_ends_the_line(shell):
    shell.line("sh -c 'echo is-$((1))ready; sleep 30'; 'went ' + 'on'")
    shell.terminal.wait_for("is-1ready")
    shell.terminal.type("\x03")
    shell.line("\"code $LASTEXITCODE\"")
    assert "went on" not in shell.terminal.wait_for("\ncode 130")


def test_output_that_is_wanted_elsewhere_gets_no_terminal(shell):
    shell.line("$a = sh -c 'test -t 1 && echo tty || echo pipe'; \"is $a\"; sh -c 'test -t 1 && echo tty || echo pipe' | ForEach-Object { \"each $_\" }")
    shell.terminal.wait_for("\nis pipe\neach pipe")


def test_what_is_piped_in_is_read_beside_the_keys(shell, tmp_path):
    program = tmp_path / "pager.py"
    program.write_text("import os, sys\nlines = sys.stdin.read().split()\nkeys = open('/dev/tty')\nprint('%d lines, last %s' % (len(lines), lines[-1]), flush=True)\n"
                       "print('answer ' + keys.readline().strip() + '!')\n")
    shell.line(f"1..5000 | python3 {program}")
    shell.terminal.wait_for("5000 lines, last 5000")
    shell.terminal.type("yes\r")
    shell.terminal.wait_for("answer yes!")
    shell.line("sh -c 'echo one; echo two' | sort -r")
    shell.terminal.wait_for("two\none")


def test_a_reader_that_leaves_early_does_not_hang_the_line(shell):
    shell.line("1..200000 | head -n 1; 'after ' + 'wards'")
    shell.terminal.wait_for("\n1\nafter wards")


def test_the_terminal_is_given_back(shell):
    shell.line("sh -c 'stty -echo -icanon; echo quick-$((1))'")
    shell.terminal.wait_for("quick-1")
    shell.line("exit")
    shell.terminal.wait_for("PS /", 2)
    shell.terminal.type("stty -a\r")
    settings = shell.terminal.wait_for("icanon", 2).split("baud", 1)[1]
    assert " icanon" in settings and " echo " in settings


def test_a_session_entered_from_within_a_session_has_the_terminal_too(shell):
    shell.line("Enter-PSSession -ComputerName Server02")
    shell.line("sh -c 'echo $(stty size)-$(hostname); read line; echo got-$line-$((1)); stty size; exit 6'")
    shell.terminal.wait_for("40 100-Server02")
    shell.terminal.resize(90, 30)
    shell.terminal.type("deep\r")
    shell.terminal.wait_for("got-deep-1\n30 90")
    shell.cleared()
    shell.line("$LASTEXITCODE")
    shell.terminal.wait_for("\n6\n")


def test_over_a_real_sshd():
    if not openssh.available():
        pytest.skip("OpenSSH's server is not installed")
    server = openssh.Sshd()
    try:
        shell = Shell(server.home, (), "Enter-PSSession -HostName web01", "[web01]: PS ")
        try:
            shell.line("sh -c 'stty size; read line; echo got-$line-$((1)); exit 4'")
            shell.terminal.wait_for("\n40 100")
            shell.terminal.type("text\r")
            shell.terminal.wait_for("got-text-1")
            shell.line("$LASTEXITCODE")
            shell.terminal.wait_for("\n4\n")
        finally:
            shell.terminal.close()
    finally:
        server.close()
