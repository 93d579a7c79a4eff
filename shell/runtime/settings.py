"""The settings of the program: one registry with types, defaults and explanations, kept in XDG_CONFIG_HOME/pssession/settings.json.

Everybody asks `setting("Name")`; Set-PSSessionSetting changes and saves.  A file that cannot be read leaves the defaults and a `problem` to tell.
"""
from __future__ import annotations

import json
import os
from typing import Any, Callable, NamedTuple, Optional

Value = Any


class Setting(NamedTuple):
    """`kind` is bool, int, text, table (names to texts), or a tuple of the words allowed."""

    name: str
    group: str
    default: Value
    kind: Any
    explanation: str


_BOOL, _INT, _TEXT, _TABLE = "bool", "int", "text", "table"
SETTINGS: tuple[Setting, ...] = (
    Setting("Theme", "Appearance", "Default", ("Default", "Light", "HighContrast", "Monochrome"), "Colours of the line being typed, menus and toolbar."),
    Setting("Colors", "Appearance", {}, _TABLE, "Own colours by part (command, string, prompt.remote ...), such as @{ command = 'bold ansiblue' }; wins over the theme."),
    Setting("Toolbar", "Appearance", True, _BOOL, "The line at the bottom: target and its health, jobs, the last duration and result."),
    Setting("WindowTitle", "Appearance", True, _BOOL, "Set the terminal's title to the target or folder."),
    Setting("TerminalMarks", "Appearance", True, _BOOL, "Tell the terminal the folder (OSC 7) and where prompts and output begin (OSC 133)."),
    Setting("ScreenReader", "Appearance", False, _BOOL, "Linear output for screen readers: no toolbar, ghost text, menus or live views; lists are printed as lines."),
    Setting("EditMode", "Editing", "Emacs", ("Emacs", "Windows", "Vi"), "The key table of the line editor."),
    Setting("PredictionView", "Editing", "Inline", ("Inline", "List", "Off"), "Suggestions from the history: ghost text, a list (F2 switches), or none."),
    Setting("CompleteWhileTyping", "Editing", False, _BOOL, "Open the completion menu without a key."),
    Setting("FuzzyCompletion", "Editing", True, _BOOL, "When nothing begins with the word, offer what contains its letters in order."),
    Setting("BashCompletion", "Editing", True, _BOOL, "Complete arguments of programs with bash-completion where it is installed."),
    Setting("CompletionTimeout", "Editing", 2000, _INT, "Milliseconds to wait for completions of an entered session; keys are never held up."),
    Setting("PrivateHistory", "History", False, _BOOL, "Keep no typed lines from now on."),
    Setting("HistoryLimit", "History", 100000, _INT, "Lines kept in the history file; the oldest go first."),
    Setting("JobNotices", "Jobs", True, _BOOL, "Tell of jobs that ended above the line being typed."),
    Setting("LiveView", "Jobs", True, _BOOL, "Show each host's state and last line while Invoke-Command runs on several."),
    Setting("ConfirmAboveHosts", "Safety", 20, _INT, "Ask before a command runs on more hosts than this; 0 never asks."),
    Setting("ProductionPattern", "Safety", "", _TEXT, "A regular expression of host names: their prompt is red, and commands for them ask for the host's name. "
            "Hosts marked with a comment #production in ~/.ssh/config count too."),
    Setting("ComputerNameFirst", "Output", True, _BOOL, "In results of several hosts PSComputerName is the first column, each host in its colour, and plain text gets the host in front."),
    Setting("Hyperlinks", "Output", True, _BOOL, "Names of files in listings are links (OSC 8) that open them, where the terminal knows links."),
    Setting("ErrorHostName", "Output", "Auto", ("Auto", "Always", "Never"), "Put the host in front of an error that came from a session: at a prompt, always, "
            "or never (as PowerShell)."),
    Setting("LastOutputLimit", "Output", 20000, _INT, "Objects of the last output kept in $__ and $LastOutput; 0 keeps none."),
    Setting("Pager", "Output", "Off", ("Off", "Auto"), "Auto: output longer than the screen goes through the pager ($PAGER, else less)."),
)
BY_NAME: dict[str, Setting] = {s.name.lower(): s for s in SETTINGS}


class SettingError(ValueError):
    """An unknown name or a value that does not fit; the text says what would."""


def default_path() -> str:
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "pssession", "settings.json")


def find(name: str) -> Setting:
    """The setting of this name in any case; raises SettingError."""
    found = BY_NAME.get(name.lower())
    if found is None:
        import difflib
        near = difflib.get_close_matches(name.lower(), list(BY_NAME), 1, 0.6)
        hint = f" Did you mean {BY_NAME[near[0]].name}?" if near else " Get-PSSessionSetting lists them all."
        raise SettingError(f"There is no setting named '{name}'.{hint}")
    return found


def converted(setting: Setting, value: Value) -> Value:
    """A value as the setting keeps it; raises SettingError."""
    kind = setting.kind
    if kind == _BOOL:
        words = {"true": True, "$true": True, "on": True, "yes": True, "1": True, "false": False, "$false": False, "off": False, "no": False, "0": False}
        if isinstance(value, bool):
            return value
        found = words.get(str(value).strip().lower())
        if found is None:
            raise SettingError(f"{setting.name} is on or off: use $true or $false, not '{value}'.")
        return found
    if kind == _INT:
        if not isinstance(value, bool) and str(value).strip().isdigit():
            return int(str(value).strip())
        raise SettingError(f"{setting.name} is a number from 0 on, not '{value}'.")
    if kind == _TABLE:
        return _table(setting, value)
    text = str(value)
    if kind == _TEXT:
        return _pattern(setting, text)
    for word in kind:
        if word.lower() == text.strip().lower():
            return word
    raise SettingError(f"{setting.name} is one of {', '.join(kind)}, not '{value}'.")


def _table(setting: Setting, value: Value) -> dict[str, str]:
    if not hasattr(value, "items"):
        raise SettingError(f"{setting.name} is a table, such as @{{ command = 'ansiblue' }}.")
    return {str(k): str(v) for k, v in value.items()}


def _pattern(setting: Setting, text: str) -> str:
    if setting.name == "ProductionPattern" and text:
        import re
        try:
            re.compile(text)
        except re.error as e:
            raise SettingError(f"{setting.name} is a regular expression: {e}.")
    return text


class Settings:
    """Values that differ from the defaults, read when first asked for.  `listeners` are called with the name after a change."""

    def __init__(self, path: Optional[str] = None) -> None:
        self.path = path
        self.problem: Optional[str] = None
        self.listeners: list[Callable[[str], None]] = []
        self._own: Optional[dict[str, Value]] = None

    def _values(self) -> dict[str, Value]:
        if self._own is None:
            self._own = self._read()
        return self._own

    def _read(self) -> dict[str, Value]:
        path = self.path = self.path or default_path()
        try:
            with open(path, encoding="utf-8") as f:
                stored = json.load(f)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as e:
            self.problem = f"The settings in {path} could not be read ({e}); the defaults are used."
            return {}
        own: dict[str, Value] = {}
        for name, value in stored.items() if isinstance(stored, dict) else ():
            try:
                setting = find(str(name))
                own[setting.name] = converted(setting, value)
            except SettingError as e:
                self.problem = f"{path}: {e}"
        return own

    def get(self, name: str) -> Value:
        own = self._values()
        return own[name] if name in own else BY_NAME[name.lower()].default

    def is_default(self, name: str) -> bool:
        return name not in self._values()

    def set(self, name: str, value: Value, save: bool = True) -> Setting:
        """Change a setting; raises SettingError, or OSError when it cannot be saved."""
        setting = find(name)
        self._values()[setting.name] = converted(setting, value)
        self._changed(setting, save)
        return setting

    def reset(self, name: str, save: bool = True) -> Setting:
        """Back to the default."""
        setting = find(name)
        self._values().pop(setting.name, None)
        self._changed(setting, save)
        return setting

    def _changed(self, setting: Setting, save: bool) -> None:
        if save:
            self._save()
        for listener in list(self.listeners):
            listener(setting.name)

    def _save(self) -> None:
        path = self.path or default_path()
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as f:
            json.dump(self._values(), f, indent=1, sort_keys=True)
            f.write("\n")
        os.replace(temporary, path)


CURRENT = Settings()


def setting(name: str) -> Value:
    """The value of a setting now."""
    return CURRENT.get(name)
