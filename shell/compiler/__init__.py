"""The compiler: nodes to Python functions.  Importing it makes script blocks runnable."""
import sys

from shell.compiler import access, blocks, intrinsics, loops, methods, trying

__all__ = ["access", "blocks", "intrinsics", "loops", "methods", "trying"]

#: calls of script functions are calls of Python functions; since 3.11 these need no C stack, so that scripts may recurse as deeply as in PowerShell
_DEPTH = 20_000 if sys.version_info >= (3, 11) else 6_000
if sys.getrecursionlimit() < _DEPTH:
    sys.setrecursionlimit(_DEPTH)
