"""Where the records of watched remote commands go: output down the pipeline, errors by PowerShell's rules for remote ones, the rest to the console."""
from __future__ import annotations

from typing import Any

from sessions.engine import ERROR, OUTPUT
from sessions.errors import SessionBroken, SessionError
from shell.objects.records import ErrorRecord, TerminatingError
from shell.remoting.incoming import Console, Origin, origin_of
from shell.remoting.remote_errors import BROKEN, as_stopping, broken_error, failure_line, failure_text, open_error, rethrown
from shell.remoting.remote_runs import Target

Value = Any


class RemoteOutput:
    """One a watching command. `count`: how many targets it has (a thrown text is rethrown only when there is one session)."""

    def __init__(self, cmdlet: Any, show: bool, count: int) -> None:
        self._cmdlet = cmdlet
        self._ctx = cmdlet.ctx
        self._show = show
        self._count = count
        self._console = Console(cmdlet.ctx, cmdlet.runtime._capture)
        self._origins: dict[int, Origin] = {}

    def _origin(self, target: Target) -> Origin:
        found = self._origins.get(id(target))
        if found is None:
            assert target.session is not None
            found = self._origins[id(target)] = origin_of(target.session.session, self._show)
            found.rows = bool(getattr(target.invocation, "rows", False))
        return found

    def records(self, target: Target, stream: int, values: list[Value]) -> None:
        """One run of records."""
        origin = self._origin(target)
        if stream == OUTPUT:
            emit = self._cmdlet.emit
            for value in origin.outputs(values):
                emit(value)
        elif stream == ERROR:
            for value in values:
                self.report(origin.error(value))
        else:
            for value in values:
                self._console.show(stream, value)

    def ended(self, target: Target) -> str:
        """A target is done: its last error, and the trouble in a word ('' for none)."""
        invocation = target.invocation
        if target.error is not None:
            self._not_opened(target, target.error)
            return _short(target.error)
        if invocation is None:
            return "was not run"
        if invocation.error is not None and invocation.state != "Stopped":
            error = invocation.error
            text = BROKEN if isinstance(error, SessionBroken) else error.message
            assert target.session is not None
            self.report(broken_error(target.label, target.session.instance_id, target.temporary, text))
            return "broke"
        if invocation.state == "Failed":
            self._failed(target, invocation.reason)
            return "failed"
        code = invocation.exit_code
        return f"exit {code}" if code else ""

    def _failed(self, target: Target, reason: Value) -> None:
        """A terminating error ended the command there."""
        if not hasattr(reason, "properties") and self._origin(target).rows:
            return  # a Python function's exception has been reported as an error record
        if not hasattr(reason, "properties"):
            assert target.session is not None
            self.report(broken_error(target.label, target.session.instance_id, target.temporary, str(reason)))
            return
        record = self._origin(target).error(reason)
        if record.thrown and self._count == 1 and not target.temporary:
            again = rethrown(record)
            again.invocation = self._cmdlet.invocation
            raise TerminatingError(again, ends_script=True)
        self.report(record)

    def _not_opened(self, target: Target, error: SessionError) -> None:
        line = failure_line(error)
        if line:
            self._ctx.host.write_line(line)
        text = failure_text(error, target.spec.timeout if target.spec is not None else None)
        self.report(open_error(target.label, text, target.label, "", "PSSessionStateBroken"))

    def report(self, record: ErrorRecord) -> None:
        """A non-terminating error as it came: its command and id are the remote ones."""
        runtime, ctx = self._cmdlet.runtime, self._ctx
        action = runtime.preference("Error")
        runtime.had_error = True
        ctx.command_failed()
        if action == "Ignore":
            return
        runtime._capture("errorvariable", record)
        if action == "Stop":
            raise TerminatingError(as_stopping(record), ends_script=True)
        ctx.add_error(record)
        if action == "SilentlyContinue":
            ctx.streams.hidden("Error", record)
        else:
            ctx.streams.error(record)


def _short(error: SessionError) -> str:
    from sessions.errors import AuthenticationError, ConnectTimeout, HostKeyError, NameResolutionError
    for cls, word in ((ConnectTimeout, "timed out"), (NameResolutionError, "unknown"), (AuthenticationError, "refused the login"), (HostKeyError, "has another key")):
        if isinstance(error, cls):
            return word
    return "unreachable"
