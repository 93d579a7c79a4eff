"""Completion: TabExpansion2 and what it is made of."""
