"""Where the .NET types live that exist only with commands or serialization: entries for clr's lazy look-up."""
from __future__ import annotations

from shell.clr.typeinfo import LAZY, LAZY_CLASSES

_COMMANDS = "microsoft.powershell.commands."
_RUNSPACES = "system.management.automation.runspaces."
_REMOTING = "system.management.automation.remoting."
_HOST, _RUNSPACES = "system.management.automation.host.", "system.management.automation.runspaces."
_MODULES = {
    "shell.commands.data.web_types": f"{_COMMANDS}webrequestsession {_COMMANDS}basichtmlwebresponseobject",
    "shell.commands.session.host_types": f"{_HOST}choicedescription {_HOST}fielddescription {_HOST}size {_HOST}coordinates",
    "shell.commands.session.runspaces": f"runspace {_RUNSPACES}runspace runspacefactory initialsessionstate {_RUNSPACES}runspacefactory {_RUNSPACES}initialsessionstate {_RUNSPACES}runspacepool "
                                        f"{_RUNSPACES}sessionstatevariableentry {_RUNSPACES}sessionstatefunctionentry {_RUNSPACES}localrunspace {_RUNSPACES}runspace",
    "shell.commands.session.powershell_object": "powershell system.management.automation.powershell",
    "shell.commands.modules.specifications": f"{_COMMANDS}modulespecification",
    "shell.remoting.ps_session": f"{_RUNSPACES}pssession {_RUNSPACES}runspace {_RUNSPACES}sshconnectioninfo {_RUNSPACES}targetmachinetype",
    "shell.remoting.remote_errors": f"{_RUNSPACES}remotingerrorrecord {_REMOTING}origininfo {_REMOTING}psremotingtransportexception",
    "shell.remoting.session_option": f"{_REMOTING}pssessionoption",
    "shell.serialization.ps_serializer": "system.management.automation.psserializer",
    "shell.commands.data.match_info": f"{_COMMANDS}matchinfo {_COMMANDS}matchinfocontext",
}


_JOBS = "system.management.automation."
_MODULES["shell.commands.jobs.job_objects"] = " ".join([_JOBS + name for name in (
    "job", "psremotingjob", "psremotingchildjob", "pseventjob", "pstasks.pstaskjob", "pstasks.pstaskchildjob", "jobstateinfo", "jobstateeventargs")]
    + ["microsoft.powershell.threadjob.threadjob"])
_MODULES["shell.commands.completion.results"] = " ".join(_JOBS + name for name in (
    "commandcompletion", "completionresult", "iargumentcompleter", "ivalidatesetvaluesgenerator"))


def install() -> None:
    """Fill the look-up tables."""
    for module, names in _MODULES.items():
        for name in names.split():
            LAZY.setdefault(name, module)
    LAZY_CLASSES.setdefault("shell.commands.data.match_info.MatchInfo", "shell.commands.data.match_info")
