"""The command line of `pssession`: pwsh's options as recorded, and ours.  Pure: a list of words in, Options or a UsageError out."""
from __future__ import annotations

import base64
import binascii
from typing import Callable, Optional


class UsageError(Exception):
    """Bad command line.  `text` goes to standard error; `show_usage` prints the usage text to standard output; exit code 64."""

    def __init__(self, text: str, show_usage: bool = True) -> None:
        super().__init__(text)
        self.text = text
        self.show_usage = show_usage


class Options:
    """What the command line asked for."""

    def __init__(self) -> None:
        self.command: Optional[str] = None  # text to run; "-" in `stdin_commands`
        self.command_args: Optional[list[str]] = None  # -CommandWithArgs
        self.file: Optional[str] = None
        self.file_args: list[str] = []
        self.stdin_commands = False  # -Command -
        self.encoded = False  # errors become CLIXML
        self.encoded_args: Optional[str] = None  # a CLIXML document with the arguments of an encoded command
        self.no_exit = self.no_logo = self.no_profile = self.non_interactive = self.interactive = False
        self.login = self.version = self.help = False
        self.working_directory: Optional[str] = None
        self.output_format = "Text"
        self.input_format = "Text"
        self.execution_policy: Optional[str] = None
        self.custom_pipe: Optional[str] = None
        self.configuration: Optional[str] = None
        self.strict = False  # -File - --strict: whole script first, stop at the first error
        self.tour = False  # `pssession tour`
        self.lab: Optional[int] = None  # --lab [N]
        self.profile_startup = False


_POLICIES = ("allsigned", "bypass", "default", "remotesigned", "restricted", "undefined", "unrestricted")

# option -> the shortest abbreviation that means it (what is between that and the whole name is accepted too), in the order they are tried
_SHORTEST = {
    "version": "v", "help": "h", "login": "l", "noexit": "noe", "noprofile": "nop", "nologo": "nol", "noninteractive": "noni", "command": "c",
    "commandwithargs": "commandwithargs", "windowstyle": "w", "file": "f", "executionpolicy": "ex", "outputformat": "o", "inputformat": "inp", "interactive": "i",
    "encodedcommand": "e", "encodedarguments": "encodeda", "settingsfile": "settings", "sta": "sta", "mta": "mta", "workingdirectory": "wo", "configurationname": "config",
    "configurationfile": "configurationf", "custompipename": "cus", "noprofileloadtime": "noprofileloadtime", "lab": "lab", "strict": "strict",
    "profile-startup": "profile-startup"}
_SHORT = {"ea": "encodedarguments", "cwa": "commandwithargs", "ec": "encodedcommand", "ep": "executionpolicy", "of": "outputformat", "if": "inputformat", "wd": "workingdirectory",
          "?": "help"}


def _not_a_script(word: str) -> UsageError:
    return UsageError(f"The argument '{word}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, "
                      "verify that the path is correct and try again.")


def resolve_option(word: str) -> Optional[str]:
    """The option a word names, None when it names none; raises for an ambiguous prefix."""
    key = word.lower()
    if key in _SHORT:
        return _SHORT[key]
    for name, shortest in _SHORTEST.items():
        if name.startswith(key) and key.startswith(shortest):
            return name
    matches = sorted(n for n in _SHORTEST if n.startswith(key)) if key else []
    if len(matches) > 1:
        listed = "\n".join(f"  -{m}" for m in matches)
        raise UsageError(f"Invalid argument '-{word}', did you mean:\n\n{listed}", show_usage=False)
    return None


class Parser:
    """Walks the words once, left to right."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0
        self.options = Options()

    def parse(self) -> Options:
        while self.at < len(self.words):
            word = self.words[self.at]
            self.at += 1
            if word == "-":
                self._file("-")
                break
            if word == "tour":
                self.options.tour = True
                continue
            if not word.startswith(("-", "/")) or (word.startswith("/") and resolve_slash(word) is None):
                self._file(word)
                break
            name = resolve_option(word.lstrip("-") if word.startswith("-") else word[1:])
            if name is None:
                raise _not_a_script(word)
            handler = _HANDLERS.get(name)
            if handler is None:
                raise _not_a_script(word)
            if handler(self):
                break
        return self.options

    def value(self, missing: str, show_usage: bool = True) -> str:
        """The next word, or a UsageError with `missing`."""
        if self.at >= len(self.words):
            raise UsageError(missing, show_usage)
        self.at += 1
        return self.words[self.at - 1]

    def rest(self) -> list[str]:
        out = self.words[self.at:]
        self.at = len(self.words)
        return out

    # ---- options that end the list

    def _command(self) -> bool:
        text = self.value("Cannot process the command because of a missing parameter. A command must follow -Command.")
        rest = self.rest()
        if text == "-":
            if rest:
                raise UsageError("'-' was specified with the -Command parameter; no other arguments to -Command are permitted.")
            self.options.stdin_commands = True
        else:
            self.options.command = " ".join([text, *rest])
        return True

    def _command_with_args(self) -> bool:
        self.options.command = self.value("Cannot process the command because of a missing parameter. A command must follow -CommandWithArgs.")
        self.options.command_args = self.rest()
        return True

    def _file(self, name: str) -> None:
        self.options.file = name
        rest = self.rest()
        if "--strict" in rest[:1]:
            self.options.strict = True
            rest = rest[1:]
        self.options.file_args = rest

    def _file_option(self) -> bool:
        self._file(self.value("The command cannot be run because the File parameter requires a file path. Supply a path for the File parameter and then try the command again."))
        return True

    def _encoded(self) -> bool:
        text = self.value("Cannot process the command because of a missing parameter. A command must follow -EncodedCommand.")
        try:
            self.options.command = base64.b64decode(text, validate=True).decode("utf-16-le", "replace")
        except (binascii.Error, ValueError):
            raise UsageError("Cannot process the command because the value specified with -EncodedCommand is not properly encoded. The value must be Base64 "
                             "encoded.")
        self.options.encoded = True
        return False

    def _encoded_arguments(self) -> bool:
        text = self.value("Cannot process the command because of a missing parameter. The arguments must follow -EncodedArguments.")
        try:
            self.options.encoded_args = base64.b64decode(text, validate=True).decode("utf-16-le", "replace")
        except (binascii.Error, ValueError):
            raise UsageError("Cannot process the command because the value specified with -EncodedArguments is not properly encoded. The value must be "
                             "Base64 encoded.")
        return False

    # ---- options with a value

    def _working_directory(self) -> bool:
        self.options.working_directory = self.value("Cannot process the command because -WorkingDirectory requires an argument that is a directory path.", False)
        return False

    def _format(self, option: str) -> str:
        value = self.value(f"Cannot process the command because -{option} requires an argument that is a format: Text, XML or None.", False)
        for known in ("Text", "XML", "None"):
            if value.lower() == known.lower():
                return known
        raise UsageError(f'Cannot process the command because of an incorrect parameter value. "{value}" is not a valid format.\n'
                         "Valid formats are:\nText\nXML\nNone\n")

    def _output_format(self) -> bool:
        self.options.output_format = self._format("OutputFormat")
        return False

    def _input_format(self) -> bool:
        self.options.input_format = self._format("InputFormat")
        return False

    def _execution_policy(self) -> bool:
        value = self.value("Cannot process the command because -ExecutionPolicy requires an argument.", False)
        if value.lower() not in _POLICIES:
            raise UsageError(f"Invalid ExecutionPolicy value '{value}'.", False)
        self.options.execution_policy = value
        return False

    def _ignored_value(self) -> bool:
        self.value("Cannot process the command because of a missing parameter.", False)
        return False

    def _sta(self) -> bool:
        raise UsageError("Parameter -STA is not supported on this platform.", False)

    def _lab(self) -> bool:
        self.options.lab = 3
        if self.at < len(self.words) and self.words[self.at].isdigit():
            self.options.lab = int(self.value(""))
        return False

    def _flag(self, attribute: str) -> bool:
        setattr(self.options, attribute, True)
        return False


def resolve_slash(word: str) -> Optional[str]:
    """`/Command` is an option only when it names one; anything else with a slash is a path."""
    try:
        return resolve_option(word[1:])
    except UsageError:
        return None


def _set(attribute: str) -> Callable[[Parser], bool]:
    return lambda p: p._flag(attribute)


_HANDLERS: dict[str, Callable[[Parser], bool]] = {
    "command": Parser._command, "commandwithargs": Parser._command_with_args, "file": Parser._file_option, "encodedcommand": Parser._encoded, "encodedarguments": Parser._encoded_arguments,
    "workingdirectory": Parser._working_directory, "outputformat": Parser._output_format, "inputformat": Parser._input_format,
    "executionpolicy": Parser._execution_policy, "configurationname": Parser._ignored_value, "configurationfile": Parser._ignored_value,
    "custompipename": Parser._ignored_value, "settingsfile": Parser._ignored_value, "windowstyle": Parser._ignored_value,
    "sta": Parser._sta, "mta": lambda p: False, "login": _set("login"), "noexit": _set("no_exit"), "nologo": _set("no_logo"),
    "noprofile": _set("no_profile"), "noprofileloadtime": lambda p: False, "noninteractive": _set("non_interactive"), "interactive": _set("interactive"),
    "version": _set("version"), "help": _set("help"), "strict": _set("strict"), "lab": Parser._lab, "profile-startup": _set("profile_startup"),
}


def parse(words: list[str]) -> Options:
    """Options of a command line (without the program's name); raises UsageError."""
    return Parser(words).parse()
