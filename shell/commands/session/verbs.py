"""Get-Verb and the approved verbs."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.typeinfo import NetType
from shell.clr.wildcards import WildcardPattern
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet

Value = Any
# group -> "Verb alias|..." in PowerShell's order
_VERBS: dict[str, str] = {
    "Common": "Add a|Clear cl|Close cs|Copy cp|Enter et|Exit ex|Find fd|Format f|Get g|Hide h|Join j|Lock lk|Move m|New n|Open op|Optimize om|Pop pop|Push pu|Redo re|"
              "Remove r|Rename rn|Reset rs|Resize rz|Search sr|Select sc|Set s|Show sh|Skip sk|Split sl|Step st|Switch sw|Undo un|Unlock uk|Watch wc",
    "Communications": "Connect cc|Disconnect dc|Read rd|Receive rc|Send sd|Write wr",
    "Data": "Backup ba|Checkpoint ch|Compare cr|Compress cm|Convert cv|ConvertFrom cf|ConvertTo ct|Dismount dm|Edit ed|Expand en|Export ep|Group gp|Import ip|"
            "Initialize in|Limit l|Merge mg|Mount mt|Out o|Publish pb|Restore rr|Save sv|Sync sy|Unpublish ub|Update ud",
    "Diagnostic": "Debug db|Measure ms|Ping pi|Repair rp|Resolve rv|Test t|Trace tr",
    "Lifecycle": "Approve ap|Assert as|Build bd|Complete cmp|Confirm cn|Deny dn|Deploy dp|Disable d|Enable e|Install is|Invoke i|Register rg|Request rq|Restart rt|"
                 "Resume ru|Start sa|Stop sp|Submit sb|Suspend ss|Uninstall us|Unregister ur|Wait w",
    "Other": "Use u",
    "Security": "Block bl|Grant gr|Protect pt|Revoke rk|Unblock ul|Unprotect up",
}
_DESCRIPTIONS: dict[str, str] = {
    "Add": "Adds a resource to a container, or attaches an item to another item", "Clear": "Removes all the resources from a container but does not delete the container",
    "Close": "Changes the state of a resource to make it inaccessible, unavailable, or unusable", "Copy": "Copies a resource to another name or to another container",
    "Get": "Specifies an action that retrieves a resource", "Set": "Replaces data on an existing resource or creates a resource that contains some data",
    "New": "Creates a resource", "Remove": "Deletes a resource from a container", "Use": "Uses or includes a resource to do something",
    "Find": "Looks for an object in a container that is unknown, implied, optional, or specified", "Format": "Arranges objects in a specified form or layout",
    "Start": "Initiates an operation", "Stop": "Discontinues an activity", "Test": "Verifies the operation or consistency of a resource",
    "Invoke": "Performs an action, such as running a command or a method", "Wait": "Pauses an operation until a specified event occurs",
}


class VerbInfo:
    """System.Management.Automation.VerbInfo."""

    __slots__ = ("verb", "alias_prefix", "group", "description", "ps_ext", "__weakref__")

    def __init__(self, verb: str, alias_prefix: str, group: str) -> None:
        self.verb, self.alias_prefix, self.group = verb, alias_prefix, group
        self.description = _DESCRIPTIONS.get(verb, "")
        self.ps_ext: Any = None


_T = NetType("System.Management.Automation.VerbInfo", VerbInfo)
for _name, _attribute in (("Verb", "verb"), ("AliasPrefix", "alias_prefix"), ("Group", "group"), ("Description", "description")):
    _T.attr(_name, "string", _attribute)

VERBS: tuple[VerbInfo, ...] = tuple(VerbInfo(*text.split(" ", 1), group)  # type: ignore[call-arg]  # "Add a": two words
                                  for group, row in _VERBS.items() for text in row.split("|"))
APPROVED = frozenset(v.verb.lower() for v in VERBS)


class GetVerb(Cmdlet):
    name = "Get-Verb"
    synopsis = "Shows the verbs that command names should start with."
    examples = (("All of a group", "Get-Verb -Group Security"), ("By pattern", "Get-Verb U*"))

    Verb: Optional[list[str]] = None
    Group: Optional[list[str]] = None

    def process(self) -> None:
        patterns = [WildcardPattern(to_string(p)) for p in self.Verb or ["*"]]
        groups = {to_string(g).lower() for g in self.Group or ()}
        for v in VERBS:
            if any(p.matches(v.verb) for p in patterns) and (not groups or v.group.lower() in groups):
                self.write(v)
