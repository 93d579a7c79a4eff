"""Get-, Set- and Reset-PSSessionSetting: list, explain and change the settings of the program."""
from __future__ import annotations

from typing import Any, Optional

from shell.clr.exceptions import ArgumentException
from shell.clr.wildcards import WildcardPattern
from shell.objects.psobject import PSCustomObject, base_of
from shell.objects.text import to_string
from shell.runtime.cmdlet import Cmdlet, Param
from shell.runtime.settings import CURRENT, SETTINGS, Setting, SettingError

Value = Any
TYPE_NAME = "PSSession.Setting"
_ALL = "__AllParameterSets"


def as_object(setting: Setting) -> PSCustomObject:
    """Name, Value, Default, Group, Allowed, Explanation."""
    kind = setting.kind
    allowed = ", ".join(kind) if isinstance(kind, tuple) else {"bool": "$true, $false", "int": "a number", "text": "text", "table": "a table"}[kind]
    return PSCustomObject({"Name": setting.name, "Value": shown(CURRENT.get(setting.name)), "Default": shown(setting.default), "Group": setting.group,
                           "Allowed": allowed, "Explanation": setting.explanation}, [TYPE_NAME, "System.Management.Automation.PSCustomObject", "System.Object"])


def shown(value: Value) -> Value:
    """A stored value as scripts get it."""
    if isinstance(value, dict):
        from shell.objects.conversion_objects import new_hashtable
        table = new_hashtable()
        for k, v in value.items():
            table.put(k, v)
        return table
    return value


class SettingCommand(Cmdlet):
    """Base: reports what does not fit."""

    def refused(self, problem: Exception, target: Value) -> None:
        text = str(problem) if isinstance(problem, SettingError) else f"The setting could not be saved: {problem}."
        self.error(text, "SettingRefused", "InvalidArgument", target, ArgumentException)


class GetPSSessionSetting(SettingCommand):
    name = "Get-PSSessionSetting"
    synopsis = "Lists the settings of the program with their values and explains them."
    examples = (("All", "Get-PSSessionSetting"), ("One, explained", "Get-PSSessionSetting ConfirmAboveHosts | Format-List"))
    extra = (Param("Name", "System.String[]", sets={_ALL: {"position": 0, "pipeline": "name"}}, help="Names, wildcards allowed."),)
    Name: Optional[list[str]] = None

    def process(self) -> None:
        patterns = [WildcardPattern(to_string(n), True) for n in self.Name or ["*"]]
        for raw, pattern in zip(self.Name or ["*"], patterns):
            found = [s for s in SETTINGS if pattern.matches(s.name)]
            if not found and not any(c in to_string(raw) for c in "*?["):
                self.refused(SettingError(f"There is no setting named '{to_string(raw)}'. Get-PSSessionSetting lists them all."), raw)
            self.write_all(as_object(s) for s in found)


class SetPSSessionSetting(SettingCommand):
    name = "Set-PSSessionSetting"
    synopsis = "Changes a setting of the program, for now and for later."
    description = "Saved in ~/.config/pssession/settings.json (XDG_CONFIG_HOME) unless -Temporary is given."
    examples = (("Ask from five hosts on", "Set-PSSessionSetting ConfirmAboveHosts 5 -Temporary"),)
    extra = (Param("Name", "System.String", sets={_ALL: {"position": 0, "mandatory": True, "pipeline": "name"}}),
             Param("Value", "System.Object", sets={_ALL: {"position": 1, "mandatory": True, "pipeline": "name"}}),
             Param("Temporary", "System.Management.Automation.SwitchParameter", help="Do not save it."),
             Param("PassThru", "System.Management.Automation.SwitchParameter", help="Write the setting."))
    Name: str = ""
    Value: Value = None
    Temporary: bool = False
    PassThru: bool = False

    def process(self) -> None:
        try:
            found = CURRENT.set(to_string(self.Name), base_of(self.Value), save=not self.Temporary)
        except (SettingError, OSError) as e:
            self.refused(e, self.Name)
            return
        if self.PassThru:
            self.write(as_object(found))


class ResetPSSessionSetting(SettingCommand):
    name = "Reset-PSSessionSetting"
    synopsis = "Gives a setting its default again."
    examples = (("Back to the default", "Reset-PSSessionSetting Theme -Temporary"),)
    extra = (Param("Name", "System.String[]", sets={_ALL: {"position": 0, "mandatory": True, "pipeline": "name"}}),
             Param("Temporary", "System.Management.Automation.SwitchParameter", help="Do not save it."))
    Name: Optional[list[str]] = None
    Temporary: bool = False

    def process(self) -> None:
        for raw in self.Name or ():
            pattern = WildcardPattern(to_string(raw), True)
            names = [s.name for s in SETTINGS if pattern.matches(s.name)] or [to_string(raw)]
            for name in names:
                try:
                    CURRENT.reset(name, save=not self.Temporary)
                except (SettingError, OSError) as e:
                    self.refused(e, raw)
