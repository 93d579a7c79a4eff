"""Which module declares which .NET type: importing this module makes every stand-in reachable by name, most of them loaded only when named.

The types every script touches (numbers, strings, booleans, enums' base) are loaded here at once; the rest are entries of LAZY.
"""
from __future__ import annotations

import sys

from shell.clr import booleans, enum_members, integers, reals, string_statics  # noqa: F401
from shell.clr.index_b import CLASSES_B, LAZY_B
from shell.clr.typeinfo import LAZY, LAZY_CLASSES

_SMA = "system.management.automation."
_ENUMS = (
    "system.dayofweek system.stringcomparison system.stringsplitoptions system.datetimekind system.midpointrounding system.base64formattingoptions "
    "system.genericuriparseroptions system.typecode system.attributetargets system.loaderoptimization system.text.regularexpressions.regexoptions "
    "system.globalization.numberstyles system.globalization.datetimestyles system.globalization.timespanstyles system.globalization.culturetypes "
    "system.globalization.calendarweekrule system.globalization.compareoptions system.globalization.unicodecategory "
    "system.componentmodel.listsortdirection microsoft.powershell.executionpolicy microsoft.powershell.executionpolicyscope "
    "microsoft.powershell.commands.displayhinttype system.net.securityprotocoltype"
)
_AUTOMATION_ENUMS = (
    "actionpreference errorcategory errorview nativeargumentpassingstyle jobstate confirmimpact commandtypes scopeditemoptions psmembertypes psmemberviewtypes pslanguagemode "
    "pscredentialtypes pscredentialuioptions splitoptions wildcardoptions language.switchflags moduletype moduleaccessmode returncontainers "
    "completionresulttype progressrecordtype psinvocationstate debugmodes runspacemode pstracesourceoptions outputrendering progressview "
    "remotingcapability remoting.sessionoption runspaces.runspacestate runspaces.runspaceavailability runspaces.psthreadoptions "
    "runspaces.pipelinestate runspaces.outputbufferingmode runspaces.authenticationmechanism"
)
_BY_MODULE: dict[str, str] = {
    "enum_catalog": _ENUMS + " " + " ".join(_SMA + name for name in _AUTOMATION_ENUMS.split()),
    "wildcards": "wildcardpattern " + _SMA + "wildcardpattern",
    "decimals": "decimal system.decimal",
    "bigintegers": "bigint system.numerics.biginteger",
    "mathematics": "system.math system.mathf",
    "converting": "system.convert",
    "time_members": "datetime system.datetime",
    "timespan_members": "timespan system.timespan",
    "time_offsets": "system.datetimeoffset",
    "time_parts": "system.dateonly system.timeonly",
    "time_zones": "system.timezoneinfo",
    "cultures": "cultureinfo system.globalization.cultureinfo system.globalization.numberformatinfo system.globalization.datetimeformatinfo "
                "system.globalization.textinfo system.globalization.compareinfo system.globalization.calendar "
                "system.globalization.gregoriancalendar",
    "comparers": "system.stringcomparer",
    "db_null": "system.dbnull system.management.automation.internal.automationnull",
    "regex_members": "regex system.text.regularexpressions.regex system.text.regularexpressions.match system.text.regularexpressions.group "
                     "system.text.regularexpressions.capture system.text.regularexpressions.matchcollection "
                     "system.text.regularexpressions.groupcollection system.text.regularexpressions.capturecollection",
}

LAZY.update({name: "shell.clr." + module for module, names in _BY_MODULE.items() for name in names.split()})
LAZY.update(LAZY_B)
LAZY_CLASSES.update(CLASSES_B)
# classes whose type is declared in a module that need not be loaded to have such a value
LAZY_CLASSES.update({
    "decimal.Decimal": "shell.clr.decimals",
    "shell.clr.numbers.BigInteger": "shell.clr.bigintegers",
    "shell.clr.times.DateTime": "shell.clr.time_members",
    "shell.clr.times.TimeSpan": "shell.clr.timespan_members",
    "shell.clr.times.DateTimeOffset": "shell.clr.time_offsets",
    "shell.clr.times.DateOnly": "shell.clr.time_parts",
    "shell.clr.times.TimeOnly": "shell.clr.time_parts",
    "shell.clr.regexes.Regex": "shell.clr.regex_members",
    "shell.clr.regexes.Match": "shell.clr.regex_members",
    "shell.clr.regexes.Group": "shell.clr.regex_members",
    "shell.clr.regexes.Capture": "shell.clr.regex_members",
    "shell.clr.regexes.MatchCollection": "shell.clr.regex_members",
    "shell.clr.regexes.GroupCollection": "shell.clr.regex_members",
    "shell.clr.regexes.CaptureCollection": "shell.clr.regex_members",
})
getattr(sys, "set_int_max_str_digits", int)(0)  # BigInteger has text of any length
