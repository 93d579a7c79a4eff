"""Commands about the running session itself: events, history, errors, debugging, transcripts, host, help."""
