"""Completion has no cmdlets of its own (TabExpansion2 is a function of the session; Register-ArgumentCompleter is listed with the engine's)."""

TABLE: dict[str, str] = {}
