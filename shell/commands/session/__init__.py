"""Commands for variables, aliases, types, script text and the session itself."""
