"""Variable names with a meaning of their own."""
from __future__ import annotations

#: read-only or constant in every session: writing one of these always goes the slow way
RESERVED = frozenset(("true", "false", "null", "?", "host", "home", "pid", "error", "psversiontable", "psedition", "pshome", "shellid", "executioncontext",
                      "islinux", "iswindows", "ismacos", "iscoreclr", "enabledexperimentalfeatures", "psculture", "psuiculture",
                      "erroractionpreference", "warningpreference", "verbosepreference", "debugpreference", "informationpreference", "progresspreference",
                      "confirmpreference", "errorview", "psdefaultparametervalues", "psnativecommandargumentpassing"))
#: known from the place of the text alone
AUTOMATIC_CONSTANTS = frozenset(("psscriptroot", "pscommandpath"))
#: made only for calls whose text mentions them
ON_DEMAND = frozenset(("args", "input", "psboundparameters", "myinvocation", "pscmdlet", "foreach", "switch", "?", "^", "$"))
