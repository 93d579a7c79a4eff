"""What must not get into a recording: secrets (by the parser's rules, by their looks, by their values) and, on request, the names of hosts."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable

from shell.language.secrets import SUSPECT, merged, secret_spans

MASK = "********"
SHORTEST = 4  # a shorter known secret is not looked for in output: it would match everywhere
_B = r"(?<![A-Za-z0-9_-])"
_NAME = r"(?:password|passwd|passphrase|secret|(?:api|access|private|account|shared)[ _-]?key|token|credential)[\w.-]{0,40}"
_NOT = r"(?!\$|[A-Za-z]+-[A-Za-z]+\b(?![-\w])|(?:true|false|null|none|\d{1,3})\b|['\"]?\*{8})"  # a variable, a command, a plain fact
# what a secret looks like; group `s` is the secret, without it the whole match
PATTERNS: tuple[re.Pattern[str], ...] = tuple(re.compile(p, re.I if p.startswith("(?#i)") else 0) for p in (
    r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?P<s>.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    _B + r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}(?![A-Z0-9])",
    _B + r"gh[pousr]_[A-Za-z0-9]{20,}", _B + r"github_pat_\w{20,}", _B + r"gl(?:pat|rt|dt)-[\w-]{16,}", _B + r"xox[abeoprs]-[\w-]{10,}",
    _B + r"AIza[\w-]{30,}", _B + r"ya29\.[\w.-]{16,}", _B + r"(?:sk|pk|rk)[-_](?:[a-z]+[-_])?[A-Za-z0-9_-]{16,}", _B + r"npm_[A-Za-z0-9]{20,}",
    _B + r"pypi-[\w-]{16,}", _B + r"hvs\.[\w-]{16,}", _B + r"dop_v1_[0-9a-f]{32,}", _B + r"SG\.[\w-]{16,}\.[\w-]{16,}",
    r"eyJ[\w-]{6,}\.[\w-]{4,}\.[\w-]*",
    r"(?#i)https://hooks\.slack\.com/services/(?P<s>\S+)",
    r"(?#i)[a-z][a-z0-9+.-]{0,20}://[^\s/:@'\"]*:(?P<s>[^\s/@'\"]+)@",
    r"(?#i)(?:proxy-)?authorization['\"]?\s*[:=]\s*['\"]?(?:(?:basic|bearer|digest|negotiate|token|apikey)\s+)?(?!\$)(?P<s>[^\s'\"]+)",
    r"(?#i)\b(?:bearer|basic)\s+(?P<s>[A-Za-z0-9._~+/=-]{12,})",
    r"(?#i)\b(?:set-)?cookie['\"]?\s*[:=]\s*['\"]?(?P<s>[^\r\n'\"]+)",
    r"(?#i)\bx-[\w-]*(?:key|token|secret|auth)[\w-]*['\"]?\s*[:=]\s*['\"]?(?P<s>[^\s'\"]+)",
    r"(?#i)" + _NAME + r"['\"]?[ \t]*[:=][ \t]*" + _NOT + r"(?P<s>\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s;,'\"&|(){}\[\]]+)",
    r"(?#i)\bpwd\s*=\s*(?!\$)(?P<s>[^\s;'\"&/]+)(?=[;'\"]|$)",
    r"(?#i)[?&](?:sig|signature|x-amz-signature|access_token|code|key)=(?P<s>[^&\s'\"]+)",
    r"(?#i)\blogin\s+\S+\s+password\s+(?P<s>\S+)", r"(?#i)\b(?:password|passphrase) for [^:\r\n]*:[ \t]*(?P<s>\S+)",
    r"\$(?:1|2[abxy]?|5|6|7|y|gy|argon2\w*)\$[A-Za-z0-9./$=,+-]{12,}"))
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\)|[ -/]*[0-~])|[\x00-\x08\x0b\x0c\x0e-\x1f]", re.S)


def pattern_spans(text: str) -> set[tuple[int, int]]:
    """Where a plain text (no escape sequences) holds what looks like a secret."""
    found = set()
    for pattern in PATTERNS:
        for m in pattern.finditer(text):
            start, end = m.span("s") if "s" in pattern.groupindex else m.span()
            if end - start > 1 and text[start] in "'\"" and text[end - 1] == text[start]:
                start, end = start + 1, end - 1
            if text[start:end].strip("* \r\n"):
                found.add((start, end))
    return found


class Anonymizer:
    """Other names for hosts, the same for the same name and as long, so that tables stay straight.  Addresses come from 192.0.2.0/24."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """A host's name; its first label counts, the domain goes with it."""
        name = name.strip().rstrip(".").lower()
        if len(name) < 3 or name == "localhost" or name in self._names or re.fullmatch(r"[\d.:]+", name) or not re.fullmatch(r"[\w.-]+", name):
            return
        number = str(len(self._names) + 1)
        self._names[name] = ("host"[:max(1, len(name) - len(number))] + number.rjust(len(name) - 4, "0"))[:max(len(name), 2)]
        ordered = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile(r"(?<![\w.-])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w-])", re.I)

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, other name) of what stands for a host in the text."""
        out = [] if self._pattern is None else [(*m.span(), self._names[m.group().lower()]) for m in self._pattern.finditer(text)]
        for m in re.finditer(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])", text):
            if not m.group().startswith(("127.", "0.", "255.")) and all(int(p) < 256 for p in m.group().split(".")):
                out.append((*m.span(), self._addresses.setdefault(m.group(), f"192.0.2.{len(self._addresses) % 254 + 1}")))
        return sorted(out)


class Redactor:
    """Finds and masks.  It learns secret values from the commands it sees and from `learn`; learnt values are masked wherever they appear."""

    def __init__(self, anonymizer: Anonymizer | None = None) -> None:
        self._known: set[str] = set()
        self._anonymizer = anonymizer
        self.masked = 0  # how many pieces were masked
        for name, value in os.environ.items():
            if SUSPECT.search(name) or re.search(r"_KEY$|PASS$", name):
                self.learn(value)

    def learn(self, value: str) -> None:
        """A value that is a secret."""
        for piece in {value, *value.split("\n")}:
            piece = piece.strip()
            if len(piece) >= SHORTEST and piece.lower() not in ("true", "false", "none", "null", MASK) and not os.path.isdir(piece):
                self._known.add(piece)

    def command(self, text: str) -> str:
        """A command as it may be shown.  Its secrets become known."""
        spans = secret_spans(text)
        for start, end in [*spans, *pattern_spans(text)]:
            piece = text[start:end]
            self.learn(piece)
            if re.match(r"[\w.-]*[=:]", piece):
                self.learn(re.split(r"[=:]", piece, maxsplit=1)[1])
            elif piece.startswith("-p"):
                self.learn(piece[2:])
        return self._replace(text, set(spans))

    def text(self, text: str) -> str:
        """A piece of output without escape sequences in it that hide something."""
        return self._replace(text, set())

    def _edits(self, text: str, spans: set[tuple[int, int]]) -> list[tuple[int, int, str]]:
        """(start, end, replacement), in order, not overlapping; a secret goes before a name."""
        spans |= pattern_spans(text)
        for value in self._known:
            at = text.find(value)
            while at >= 0:
                spans.add((at, at + len(value)))
                at = text.find(value, at + 1)
        edits: list[tuple[int, int, str]] = [(s, e, MASK) for s, e in merged(spans)]
        self.masked += len(edits)
        if self._anonymizer is not None:
            taken = list(edits)
            edits += [n for n in self._anonymizer.spans(text) if not any(s < n[1] and n[0] < e for s, e, _ in taken)]
        return sorted(edits)

    def _replace(self, text: str, spans: set[tuple[int, int]]) -> str:
        for start, end, new in reversed(self._edits(text, spans)):
            text = text[:start] + new + text[end:]
        return text

    def stream(self, pieces: list[str]) -> list[str]:
        """Output as it was written, piece by piece, with escape sequences: what is masked is looked for in what one sees, across pieces."""
        whole = "".join(pieces)
        seen, places = visible(whole)
        edits = [(places[s], places[e - 1] + 1, new) for s, e, new in self._edits(seen, set())]
        return split_again(whole, pieces, edits)


def visible(text: str) -> tuple[str, list[int]]:
    """The text without escape sequences, and where each of its characters stands in the whole."""
    seen: list[str] = []
    places: list[int] = []
    at = 0
    for m in _ESCAPE.finditer(text):
        seen.append(text[at:m.start()])
        places.extend(range(at, m.start()))
        at = m.end()
    seen.append(text[at:])
    places.extend(range(at, len(text)))
    return "".join(seen), places


def split_again(whole: str, pieces: list[str], edits: list[tuple[int, int, str]]) -> list[str]:
    """The pieces after the edits; what replaces text that reached over several stands in the first of them."""
    out: list[str] = []
    start = 0
    for piece in pieces:
        end = start + len(piece)
        text, at = "", start
        for s, e, new in edits:
            if e <= start or s >= end:
                continue
            text += whole[at:max(s, at)] + (new if s >= start else "")
            at = min(e, end)
        out.append(text + whole[at:end])
        start = end
    return out


def hosts_in(text: str) -> set[str]:
    """Names of hosts in a command: the values of its -ComputerName and -HostName, where ssh goes, and user@host."""
    from shell.language import nodes as ast
    from shell.language.parser import parse
    found = {m.group(1) for m in re.finditer(r"[\w.-]+@([\w.-]*[A-Za-z][\w.-]*)", text)}
    for node in parse(text).ast.walk():
        if not isinstance(node, ast.CommandAst):
            continue
        elements = node.command_elements
        name = elements[0].extent.text.lower()
        for i, e in enumerate(elements[1:], 1):
            named = isinstance(e, ast.CommandParameterAst) and e.parameter_name.lower() in ("computername", "cn", "hostname", "vmname")
            first = i == 1 and name in ("ssh", "enter-pssession", "etsn", "ping", "test-connection") and isinstance(e, ast.StringConstantExpressionAst)
            value = (e.argument or (elements[i + 1] if i + 1 < len(elements) else None)) if named else e if first else None  # type: ignore[attr-defined]
            if value is not None:
                found |= {n.value for n in value.walk() if isinstance(n, ast.StringConstantExpressionAst)}
    return {f.rpartition("@")[2] for f in found}
