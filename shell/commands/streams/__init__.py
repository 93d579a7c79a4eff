"""Commands that write to the streams and to the host."""
