"""Commands that shape and show output."""
