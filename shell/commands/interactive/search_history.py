"""Search-History: the stored lines of all shells of this user, with filters."""
from __future__ import annotations

import os
import time
from typing import Any, Optional

from shell.clr.exceptions import InvalidOperationException
from shell.commands.interactive.history_store import HistoryStore, StoredLine, default_path
from shell.objects.psobject import PSCustomObject
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param

Value = Any
_ALL = "__AllParameterSets"
_SWITCH = "System.Management.Automation.SwitchParameter"
TYPE_NAME = "PSSession.HistoryLine"


class SearchHistory(Cmdlet):
    name = "Search-History"
    synopsis = "Finds lines typed in any shell of yours: by words, host, folder, success and age."
    description = "The lines are in ~/.local/share/pssession/history.sqlite3; secrets and lines that begin with a space never get there."
    examples = (("What failed on a host", "Search-History -HostName web01 -Failed"), ("With a word, the newest five", "Search-History sshd -Count 5"))
    extra = (Param("Text", "System.String[]", sets={_ALL: {"position": 0}}, help="Words the line contains."),
             Param("HostName", "System.String", help="Lines that ran on this host; 'local' for the shell's own."),
             Param("Folder", "System.String"), Param("Failed", _SWITCH), Param("Succeeded", _SWITCH),
             Param("Days", "System.Double", help="Not older than this."), Param("Count", "System.Int32"),
             Param("Remove", _SWITCH, help="Delete what is found from the store."))
    Text: Optional[list[str]] = None
    HostName: Optional[str] = None
    Folder: Optional[str] = None
    Failed: bool = False
    Succeeded: bool = False
    Days: float = 0.0
    Count: int = 100
    Remove: bool = False

    def process(self) -> None:
        path = default_path()
        if not os.path.exists(path):
            return
        store = HistoryStore(path)
        if store.problem:
            self.fail(store.problem, "HistoryUnreadable", "OpenError", path, InvalidOperationException)
        try:
            failed = True if self.Failed else False if self.Succeeded else None
            since = time.time() - float(self.Days) * 86400 if self.Days else 0.0
            found = store.search([to_string(w) for w in self.Text or ()], self.HostName, failed, self.Folder, None, since, int(self.Count))
            for line in found:
                if line.seconds is None:
                    continue  # it runs just now
                if self.Remove:
                    store.forget(line.text)
                else:
                    self.write(as_object(line))
        finally:
            store.close()


def as_object(line: StoredLine) -> PSCustomObject:
    from shell.clr.times import TimeSpan, from_unix_seconds
    return PSCustomObject({"Time": from_unix_seconds(line.started), "Host": line.host, "Folder": line.folder,
                           "Duration": None if line.seconds is None else TimeSpan(int(line.seconds * 10_000_000)),
                           "Succeeded": None if line.ok is None else bool(line.ok), "Session": line.session, "CommandLine": line.text},
                          [TYPE_NAME, "System.Management.Automation.PSCustomObject", "System.Object"])
