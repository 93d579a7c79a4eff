"""System.Version and System.Management.Automation.SemanticVersion."""
from __future__ import annotations

import re
from functools import total_ordering
from typing import Any, Optional

from shell.clr.exceptions import ArgumentException, ArgumentNullException, ArgumentOutOfRangeException, FormatException, OverflowException
from shell.clr.numbers import INT32_MAX, Int16
from shell.clr.typeinfo import NetType
from shell.clr.valuetype import hash_code

Value = Any
_SHORT_OR_LONG = "Version string portion was too short or too long. (Parameter 'input')"


@total_ordering
class Version:
    """Two to four numbers; a missing Build or Revision is -1."""

    __slots__ = ("parts", "ps_ext")

    def __init__(self, *parts: int) -> None:
        self.parts = tuple(parts) + (-1,) * (4 - len(parts))
        self.ps_ext: Optional[dict[str, Value]] = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.parts == other.parts

    def __lt__(self, other: Version) -> bool:
        return self.parts < other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __str__(self) -> str:
        return ".".join(str(p) for p in self.parts if p >= 0)


def make_version(*parts: int) -> Version:
    """Version's constructor from numbers."""
    names = ("major", "minor", "build", "revision")
    for name, part in zip(names, parts):
        if part < 0:
            raise ArgumentOutOfRangeException(f"{name} ('{part}') must be a non-negative value. (Parameter '{name}')\nActual value was {part}.")
    return Version(*parts) if parts else Version(0, 0)


def parse_version(text: Optional[str]) -> Version:
    """From `major.minor[.build[.revision]]`."""
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'input')")
    pieces = text.split(".")
    if not 2 <= len(pieces) <= 4:
        raise ArgumentException(_SHORT_OR_LONG)
    numbers = []
    for name, piece in zip(("major", "minor", "build", "revision"), pieces):
        if not re.fullmatch(r"\s*[+-]?\d+\s*", piece):
            raise FormatException(f"The input string '{piece}' was not in a correct format.")
        number = int(piece)
        if number > INT32_MAX:
            raise OverflowException("Value was either too large or too small for an Int32.")
        if number < 0:
            raise ArgumentOutOfRangeException(f"{name} ('{number}') must be a non-negative value. (Parameter '{name}')\nActual value was {number}.")
        numbers.append(number)
    return Version(*numbers)


def version_text(v: Version, count: Optional[int] = None) -> str:
    """ToString, also with a number of fields."""
    if count is None:
        return str(v)
    have = sum(p >= 0 for p in v.parts)
    if not 0 <= count <= have:
        raise ArgumentException("Argument must be between 0 and " + str(have) + ". (Parameter 'fieldCount')")
    return ".".join(str(p) for p in v.parts[:count])


VERSION = NetType("System.Version", Version, accelerators=("version",),
                  interfaces=("System.ICloneable", "System.IComparable", "System.IComparable`1", "System.IEquatable`1", "System.IFormattable"))
for _i, _name in enumerate(("Major", "Minor", "Build", "Revision")):
    VERSION.prop(_name, "int")(lambda v, i=_i: v.parts[i])
VERSION.prop("MajorRevision", "short")(lambda v: Int16(v.parts[3] >> 16 if v.parts[3] >= 0 else -1))
VERSION.prop("MinorRevision", "short")(lambda v: Int16((v.parts[3] & 0xFFFF) if v.parts[3] >= 0 else -1))
VERSION.new("version new(int major, int minor, int build, int revision)", "version new(int major, int minor, int build)",
            "version new(int major, int minor)", "version new()")(make_version)
VERSION.new("version new(string version)")(parse_version)
VERSION.static("version Parse(string input)")(parse_version)
VERSION.method("string ToString()", "string ToString(int fieldCount)")(version_text)
VERSION.method("System.Object Clone()")(lambda v: Version(*v.parts))
VERSION.method("bool Equals(System.Object obj)", "bool Equals(version obj)")(lambda v, other: v == other)
VERSION.method("int GetHashCode()")(hash_code)


@VERSION.method("int CompareTo(System.Object version)", "int CompareTo(version value)")
def compare_versions(v: Version, other: Value) -> int:
    if other is None:
        return 1
    if not isinstance(other, Version):
        raise ArgumentException("Object must be of type Version. (Parameter 'version')")
    return (v > other) - (v < other)


@VERSION.static("bool TryParse(string input, [ref] version result)")
def try_parse_version(text: Optional[str], box: Value) -> bool:
    try:
        box.value = parse_version(text)
    except (ArgumentException, FormatException, OverflowException):
        box.value = None
    return box.value is not None


# --- SemanticVersion ----------------------------------------------------------------------------------------------------------------------

_SEMVER = re.compile(r"(?P<major>0|[1-9]\d*)(\.(?P<minor>0|[1-9]\d*))?(\.(?P<patch>0|[1-9]\d*))?(-(?P<pre>[0-9A-Za-z][0-9A-Za-z.-]*))?(\+(?P<build>[0-9A-Za-z.-]+))?")


@total_ordering
class SemanticVersion:
    """Major.Minor.Patch[-PreReleaseLabel][+BuildLabel]."""

    __slots__ = ("major", "minor", "patch", "pre", "build", "ps_ext")

    def __init__(self, major: int, minor: int = 0, patch: int = 0, pre: Optional[str] = None, build: Optional[str] = None) -> None:
        self.major, self.minor, self.patch, self.pre, self.build = major, minor, patch, pre or None, build or None
        self.ps_ext: Optional[dict[str, Value]] = None

    def order(self) -> tuple[Any, ...]:
        """A key of precedence: a release comes after its pre-releases; numbers before words."""
        if self.pre is None:
            return (self.major, self.minor, self.patch, 1, ())
        words = tuple((0, int(w), "") if w.isdigit() else (1, 0, w) for w in self.pre.split("."))
        return (self.major, self.minor, self.patch, 0, words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SemanticVersion) and self.order() == other.order()

    def __lt__(self, other: SemanticVersion) -> bool:
        return self.order() < other.order()

    def __hash__(self) -> int:
        return hash(self.order())

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        return text + (f"-{self.pre}" if self.pre else "") + (f"+{self.build}" if self.build else "")


def parse_semantic(text: Optional[str]) -> SemanticVersion:
    """From text; Minor and Patch may be missing."""
    if text is None:
        raise ArgumentNullException("Value cannot be null. (Parameter 'version')")
    if text == "":
        raise FormatException("version")
    m = _SEMVER.fullmatch(text)
    if m is None:
        raise FormatException("The input string '' was not in a correct format.")
    return SemanticVersion(int(m["major"]), int(m["minor"] or 0), int(m["patch"] or 0), m["pre"], m["build"])


def semantic_from_version(v: Version) -> SemanticVersion:
    """[semver][version]..."""
    notes = v.ps_ext or {}
    return SemanticVersion(v.parts[0], v.parts[1], max(v.parts[2], 0), notes.get("PSSemVerPreReleaseLabel"), notes.get("PSSemVerBuildLabel"))


SEMVER = NetType("System.Management.Automation.SemanticVersion", SemanticVersion, accelerators=("semver",),
                 interfaces=("System.IComparable", "System.IComparable`1", "System.IEquatable`1"))
SEMVER.attr("Major", "int", "major")
SEMVER.attr("Minor", "int", "minor")
SEMVER.attr("Patch", "int", "patch")
SEMVER.attr("PreReleaseLabel", "string", "pre")
SEMVER.attr("BuildLabel", "string", "build")
SEMVER.new("semver new(string version)")(parse_semantic)
SEMVER.new("semver new(int major)", "semver new(int major, int minor)", "semver new(int major, int minor, int patch)",
           "semver new(int major, int minor, int patch, string preReleaseLabel, string buildLabel)")(SemanticVersion)
SEMVER.new("semver new(version version)")(semantic_from_version)
SEMVER.new("semver new(int major, int minor, int patch, string label)")(lambda a, b, c, label: SemanticVersion(a, b, c, *(label.split("+", 1) if label else ())))
SEMVER.static("semver Parse(string version)")(parse_semantic)
SEMVER.static("int Compare(semver versionA, semver versionB)")(lambda a, b: (a > b) - (a < b))


@SEMVER.static("version op_Implicit(semver semver)")
def version_from_semantic(s: SemanticVersion) -> Version:
    """Labels survive as notes, so that [semver][version]$v can find them again."""
    made = Version(s.major, s.minor, s.patch)
    if s.pre or s.build:
        made.ps_ext = {k: v for k, v in (("PSSemVerPreReleaseLabel", s.pre), ("PSSemVerBuildLabel", s.build)) if v}
    return made


SEMVER.method("string ToString()")(str)
SEMVER.method("int CompareTo(System.Object version)", "int CompareTo(semver value)")(lambda s, other: 1 if other is None else (s > other) - (s < other))
SEMVER.method("bool Equals(System.Object obj)", "bool Equals(semver other)")(lambda s, other: s == other)
SEMVER.method("int GetHashCode()")(hash_code)


@SEMVER.static("bool TryParse(string version, [ref] semver result)")
def try_parse_semantic(text: Optional[str], box: Value) -> bool:
    try:
        box.value = parse_semantic(text)
    except (ArgumentException, FormatException):
        box.value = None
    return box.value is not None
