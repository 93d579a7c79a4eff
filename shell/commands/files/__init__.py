"""Commands for places, items and their contents."""
