"""The program without a prompt: command line, standard input modes, exit codes.  Imports neither prompt_toolkit, pygments nor paramiko."""
