"""Commands for the person at the prompt: settings, pickers, stored history, jobs in the foreground, grouped output."""
