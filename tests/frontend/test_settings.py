"""Settings: types, explanations, saving, what a broken file does; themes."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell.frontend.appearance import THEMES, prompt_fragments
from shell.runtime.settings import SETTINGS, Setting, SettingError, Settings
from tests.shell_runs import run


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_explains_itself_and_its_default_fits(setting: Setting, tmp_path: Path) -> None:
    s = Settings(str(tmp_path / "settings.json"))
    assert setting.explanation.endswith(".") and len(setting.explanation) > 20
    s.set(setting.name.upper(), setting.default)
    assert Settings(s.path).get(setting.name) == setting.default


def test_values_are_converted_and_refused(tmp_path: Path) -> None:
    s = Settings(str(tmp_path / "settings.json"))
    s.set("toolbar", "off")
    s.set("ConfirmAboveHosts", "7")
    s.set("theme", "light")
    assert (s.get("Toolbar"), s.get("ConfirmAboveHosts"), s.get("Theme")) == (False, 7, "Light")
    for name, value in (("Toolbar", "perhaps"), ("ConfirmAboveHosts", "-1"), ("Theme", "Pink"), ("ProductionPattern", "("), ("Colors", "red"), ("Them", "Light")):
        with pytest.raises(SettingError):
            s.set(name, value)
    s.reset("Toolbar")
    assert s.get("Toolbar") is True


def test_only_what_differs_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    s = Settings(str(path))
    s.set("Theme", "Light")
    s.set("Pager", "Auto", save=False)
    assert json.loads(path.read_text()) == {"Theme": "Light"}


def test_a_broken_file_leaves_the_defaults_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    s = Settings(str(path))
    assert s.get("Theme") == "Default" and s.problem is not None and str(path) in s.problem
    path.write_text('{"Theme": "Pink", "Toolbar": false}')
    s = Settings(str(path))
    assert (s.get("Theme"), s.get("Toolbar")) == ("Default", False) and s.problem is not None


def test_the_commands_list_explain_set_and_reset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    done = run("-Command", """(Get-PSSessionSetting).Count; Set-PSSessionSetting ConfirmAboveHosts 5; (Get-PSSessionSetting Confirm*).Value
        (Set-PSSessionSetting Theme Light -PassThru).Value; Reset-PSSessionSetting Theme; (Get-PSSessionSetting Theme).Value
        (Get-PSSessionSetting Theme).Allowed; Set-PSSessionSetting Nothing 1""")
    assert done.out.splitlines() == [str(len(SETTINGS)), "5", "Light", "Default", "Default, Light, HighContrast, Monochrome"]
    assert "There is no setting named 'Nothing'" in done.err
    assert json.loads((tmp_path / "pssession" / "settings.json").read_text()) == {"ConfirmAboveHosts": 5}


def test_themes_know_the_same_parts() -> None:
    assert all(set(theme) <= set(THEMES["Default"]) for theme in THEMES.values())


def test_the_prompt_is_coloured_by_its_target() -> None:
    production = lambda host: host.startswith("prod")
    assert prompt_fragments("PS /> ", production) == [("class:prompt.local", "PS /> ")]
    assert prompt_fragments("[me@prod1]: PS /> ", production)[0] == ("class:prompt.production", "[me@prod1]: ")
    assert prompt_fragments("[web1]: PS /> ", production)[0][0] == "class:prompt.remote"
    assert prompt_fragments("[web1 reconnecting 3s]: ", production)[0][0] == "class:prompt.lost"
