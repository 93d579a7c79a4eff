"""ConsoleColor, ConsoleKey, ConsoleModifiers."""
from __future__ import annotations

from shell.clr.enums import define_enum

ConsoleColor = define_enum("System.ConsoleColor", {name: i for i, name in enumerate((
    "Black", "DarkBlue", "DarkGreen", "DarkCyan", "DarkRed", "DarkMagenta", "DarkYellow", "Gray", "DarkGray", "Blue", "Green", "Cyan", "Red", "Magenta", "Yellow",
    "White"))})
ConsoleModifiers = define_enum("System.ConsoleModifiers", {"None": 0, "Alt": 1, "Shift": 2, "Control": 4}, flags=True)
ConsoleKey = define_enum("System.ConsoleKey", {
    "None": 0, "Backspace": 8, "Tab": 9, "Clear": 12, "Enter": 13, "Pause": 19, "Escape": 27, "Spacebar": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
    "LeftArrow": 37, "UpArrow": 38, "RightArrow": 39, "DownArrow": 40, "Select": 41, "Print": 42, "Execute": 43, "PrintScreen": 44, "Insert": 45, "Delete": 46,
    "Help": 47, **{f"D{i}": 48 + i for i in range(10)}, **{chr(c): c for c in range(65, 91)}, **{f"NumPad{i}": 96 + i for i in range(10)}, "Multiply": 106,
    "Add": 107, "Separator": 108, "Subtract": 109, "Decimal": 110, "Divide": 111, **{f"F{i}": 111 + i for i in range(1, 25)}, "OemPlus": 187, "OemComma": 188,
    "OemMinus": 189, "OemPeriod": 190})
