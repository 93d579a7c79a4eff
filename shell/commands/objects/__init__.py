"""Commands that select, sort, group, measure and reshape objects in a pipeline."""
