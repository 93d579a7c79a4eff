"""Arguments of programs as bash-completion knows them, where bash and it are installed.  Asked in a bash of its own, with a time limit."""
from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any, Optional

from shell.commands.completion.place import Place
from shell.commands.completion.results import CompletionResult
from shell.commands.completion.words import Word, quote
from shell.runtime.settings import setting

Value = Any
SECONDS = 1.5
MOST = 300
FOLDERS = ("/usr/share/bash-completion/completions", "/usr/local/share/bash-completion/completions", "/etc/bash_completion.d", "/opt/homebrew/etc/bash_completion.d")
MAINS = ("/usr/share/bash-completion/bash_completion", "/usr/local/share/bash-completion/bash_completion", "/etc/bash_completion")
# $1: the main file or '', $2: the program's own file or '', $3: the program's name, $4: the word's number, the rest: the words
SCRIPT = r"""
[ -n "$1" ] && . "$1" 2>/dev/null
[ -n "$2" ] && . "$2" 2>/dev/null
cmd=$3; COMP_CWORD=$4; shift 4
COMP_WORDS=("$@"); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
spec=$(complete -p "$cmd" 2>/dev/null)
if [ -z "$spec" ] && declare -F _completion_loader >/dev/null; then _completion_loader "$cmd" >/dev/null 2>&1; spec=$(complete -p "$cmd" 2>/dev/null); fi
if [ -z "$spec" ] && declare -F _comp_load >/dev/null; then _comp_load "$cmd" >/dev/null 2>&1; spec=$(complete -p "$cmd" 2>/dev/null); fi
case $spec in
  *" -F "*) f=${spec#* -F }; f=${f%% *}; compopt() { :; }; "$f" "$cmd" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" >/dev/null 2>&1
            printf '%s\n' "${COMPREPLY[@]}" ;;
  *" -W "*) words=${spec#* -W }; words=${words%\'*}; words=${words#\'}; compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}" ;;
esac
"""


def _own_file(name: str) -> str:
    user = os.environ.get("BASH_COMPLETION_USER_DIR") or os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "bash-completion")
    for folder in (os.path.join(user, "completions"), *FOLDERS):
        for file in (name, f"{name}.bash"):
            path = os.path.join(folder, file)
            if os.path.isfile(path):
                return path
    return ""


def words_before(command: Any, node: Any, cursor: int) -> list[str]:
    """The words of the command up to the cursor; the last is the one being typed."""
    words = [e.extent.text for e in command.command_elements if e.extent.end <= cursor]
    return words if command.command_elements[-1].extent.end == cursor or node is not None and node.extent.end == cursor else [*words, ""]


def program_values(place: Place, command: Any, node: Any, word: Word) -> Optional[list[CompletionResult]]:
    """What bash-completion offers for an argument of a program; None when it knows nothing of it."""
    name = command.get_command_name()
    if not place.own or not name or not setting("BashCompletion") or not is_program(place.ctx, name):
        return None
    bash = shutil.which("bash")
    short = os.path.basename(name)
    main = next((m for m in MAINS if os.path.isfile(m)), "")
    own = _own_file(short)
    if bash is None or not main and not own:
        return None
    words = words_before(command, node, place.cursor)
    found = _ask(bash, [main, own, short, str(len(words) - 1), *words])
    if found is None:
        return None
    offers = list(dict.fromkeys(line.strip() for line in found.splitlines() if line.strip()))[:MOST]
    fits = [o for o in offers if o.lower().startswith(word.text.lower())]
    return [CompletionResult(quote(o, word.quote), o, "ParameterValue", f"{short} {o}") for o in fits] or None


def is_program(ctx: Any, name: str) -> bool:
    found = ctx.find_command(name)
    return found is not None and found.kind == "Application"


def _ask(bash: str, arguments: list[str]) -> Optional[str]:
    try:
        done = subprocess.run([bash, "--norc", "--noprofile", "-c", SCRIPT, "bash", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace")
