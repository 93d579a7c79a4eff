"""The text of `pssession --help`."""

USAGE = """
Usage: pssession [options] [[-File] script.ps1 [arguments] | -Command text | -Command -]

PowerShell's sessions and jobs over plain SSH. Without -File or -Command an interactive shell starts, or standard input is run line by
line when it is not a terminal.

  -Command | -c TEXT         run the text; "-" takes commands from standard input without prompts
  -CommandWithArgs | -cwa    run the text; the words after it arrive in $args
  -File | -f PATH            run a script with the arguments that follow; "-" is standard input with prompts
  -File - --strict           run standard input as one script: parsed whole, stops at the first error with line and column
  -EncodedCommand | -ec      run Base64 of UTF-16 text
  -NoExit | -noe             stay after -Command or -File
  -NoProfile | -nop          do not run profile files
  -NonInteractive | -noni    never ask; what would ask fails instead
  -NoLogo | -nol             no banner
  -Interactive | -i          prompt mode even when standard input is not a terminal
  -WorkingDirectory | -wd    start there
  -OutputFormat | -o         Text or XML
  -InputFormat | -if         Text or XML
  -ExecutionPolicy | -ep     accepted for compatibility; has no effect
  -Login | -l                accepted for compatibility
  tour                       two minutes to look around, on practice hosts (a script of that name: ./tour)
  --lab [N]                  start with N practice hosts (Server01 ...) on loopback, 3 unless told
  --profile-startup          tell where start-up time went
  -Version | -v              the version
  -Help | -h | -?            this text

Options may be shortened as long as they stay unique, and start with -, -- or /.
"""
