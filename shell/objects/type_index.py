"""Where the engine's own types live: entries for clr's lazy look-up, so that naming [psobject] or having an ErrorRecord loads them."""
from __future__ import annotations

from shell.clr import index
from shell.clr.typeinfo import LAZY, LAZY_CLASSES

_ENGINE = "shell.objects.engine_types"
_NAMES = """psobject pscustomobject switch ref errorrecord nullstring psnoteproperty psscriptproperty psaliasproperty pspropertyset psmemberset psscriptmethod"""
_AUTOMATION = """psobject pscustomobject languageprimitives+internalpscustomobject switchparameter psreference psreference`1 errorrecord errorcategoryinfo
errordetails invocationinfo informationalrecord warningrecord verboserecord debugrecord informationrecord hostinformationmessage progressrecord
psmemberinfo pspropertyinfo psmethodinfo psmethod pscodemethod psscriptmethod psparameterizedproperty psnoteproperty psscriptproperty psaliasproperty
psproperty pscodeproperty pspropertyset psmemberset language.nullstring language.typename"""
_CLASSES = """switches.SwitchParameter psobject.PSObject psobject.PSCustomObject psobject.NoteProperty psobject.ScriptProperty psobject.AliasProperty psobject.CodeProperty
psobject.PropertySet psobject.MemberSet psobject.ScriptMethod records.ErrorRecord records.CategoryInfo records.ErrorDetails records.InvocationInfo
records.InformationalRecord records.InformationRecord records.HostInformationMessage records.ProgressRecord typenames.TypeName"""


def install() -> None:
    """Fill the look-up tables (done once, at import)."""


LAZY.update(dict.fromkeys(_NAMES.split(), _ENGINE))
LAZY.update({"system.management.automation." + n: _ENGINE for n in _AUTOMATION.split()})
LAZY_CLASSES.update({"shell.objects." + n: _ENGINE for n in _CLASSES.split()})
__all__ = ["index", "install"]
