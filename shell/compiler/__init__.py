"""The compiler: nodes to Python functions.  Importing it makes script blocks runnable."""
from shell.compiler import access, blocks, intrinsics, loops, methods, trying

__all__ = ["access", "blocks", "intrinsics", "loops", "methods", "trying"]
