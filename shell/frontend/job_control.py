"""Programs at the terminal: each gets the terminal and a process group of its own; Ctrl-Z makes it a job that `fg` and `bg` wake."""
from __future__ import annotations

import os
import signal
import threading
from typing import Any, Optional

from jobs.job import Job, ResourceUsage
from jobs.states import FINISHED, JobState, JobVerbNotSupported
from jobs.streams import StreamLog

Value = Any
STOPPED_CODE = 128 + signal.SIGTSTP


class TerminalLease:
    """Gives the terminal to a program and takes it back with its modes as they were."""

    def __init__(self, host: Any) -> None:
        self._host = host
        self._modes: Any = None

    def child_setup(self) -> None:
        """In the new process, before the program: its own group, the terminal's foreground, signals as programs expect them."""
        os.setpgid(0, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        os.tcsetpgrp(0, os.getpgrp())
        for number in (signal.SIGINT, signal.SIGTSTP, signal.SIGTTOU, signal.SIGTTIN, signal.SIGQUIT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)

    def begin(self) -> None:
        import termios
        self._host.surface.clear()
        self._host.surface.flush()
        self._modes = termios.tcgetattr(0)

    def give(self, group: int) -> None:
        """The terminal is the group's (again)."""
        old = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            os.tcsetpgrp(0, group)
        finally:
            signal.signal(signal.SIGTTOU, old)

    def take_back(self) -> None:
        import termios
        self.give(os.getpgrp())
        if self._modes is not None:
            termios.tcsetattr(0, termios.TCSADRAIN, self._modes)

    def wait(self, process: Any, ctx: Any, command: str) -> Optional[int]:
        """Wait for a program; its exit status as waitpid has it turned into a code, None when Ctrl-Z made it a job.  Ctrl-C ends the line too."""
        try:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
        finally:
            self.take_back()
        if os.WIFSTOPPED(status):
            job = ctx.jobs.new("ProgramJob", command=command, runner=ProgramRunner(process, self))
            job.process_id = process.pid
            job.start()
            job.move(JobState.Suspended)
            self._host.surface.write(f"\n[{job.id}] {command}: suspended. fg goes on with it, bg lets it run in the background.\n")
            process.returncode = -signal.SIGTSTP  # the watcher waits for it from now on
            return None
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGINT:
            raise KeyboardInterrupt
        return code


class ProgramRunner:
    """A program that was stopped at the terminal, as a job.  A thread waits for it; signals go to its whole process group."""

    def __init__(self, process: Any, lease: TerminalLease) -> None:
        self.process, self._lease = process, lease
        self._asked_to_stop = False

    def start(self, job: Job) -> None:
        job.move(JobState.Running)
        threading.Thread(target=self._watch, args=(job,), name=f"program-job-{job.id}", daemon=True).start()

    def _watch(self, job: Job) -> None:
        while True:
            _, status = os.waitpid(self.process.pid, os.WUNTRACED)
            if os.WIFSTOPPED(status):
                job.move(JobState.Suspended)
                continue
            code = os.waitstatus_to_exitcode(status)
            job.end(JobState.Stopped if self._asked_to_stop else JobState.Completed, None, 128 - code if code < 0 else code)
            return

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return  # it has just ended: the watcher tells

    def stop(self, job: Job, grace: Optional[float]) -> None:
        self._asked_to_stop = True
        job.move(JobState.Stopping)
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)
        timer = threading.Timer(2.0 if grace is None else grace, lambda: None if job.finished else self._signal(signal.SIGKILL))
        timer.daemon = True
        timer.start()

    def suspend(self, job: Job) -> None:
        self._signal(signal.SIGTSTP)

    def resume(self, job: Job) -> None:
        job.move(JobState.Running)
        self._signal(signal.SIGCONT)

    def to_foreground(self, job: Job) -> Optional[int]:
        """Go on at the terminal until it ends or is stopped again; its exit code, None when stopped."""
        lease = self._lease
        lease.begin()
        lease.give(self.process.pid)
        try:
            job.move(JobState.Running)
            self._signal(signal.SIGCONT)
            job.wait(None, until=FINISHED | {JobState.Suspended})
        finally:
            lease.take_back()
        return job.exit_code if job.finished else None

    def send_input(self, job: Job, value: Value) -> None:
        raise JobVerbNotSupported(job.kind.name, "send input to", "it reads the terminal; bring it to the foreground with fg")

    def usage(self, job: Job) -> Optional[ResourceUsage]:
        return None

    def new_log(self, retain: bool) -> StreamLog:
        return StreamLog(retain=retain)
