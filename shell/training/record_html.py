"""Recordings as one web page with a player in it; nothing is loaded from elsewhere.  The screens are made here, by the same rules as the pictures."""
from __future__ import annotations

import json
import os
from html import escape
from typing import Any

from shell.training.record_cast import Cast
from shell.training.record_frames import Film
from shell.training.record_look import BASE, CELL, FONT, PAD, ROW, SIZE, Run, Theme, runs

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "record_player.html")


def page(cast: Cast, film: Film, theme: Theme, title: str = "") -> str:
    """The page of a recording."""
    with open(TEMPLATE, encoding="utf-8") as f:
        text = f.read()
    data = screens(film, theme)
    data["title"] = title or cast.title or "Recorded session"
    last = "\n".join("".join(c.text for c in row).rstrip() for row in film.frames[-1].rows).rstrip()
    values = {
        "TITLE": escape(str(data["title"])), "DATA": in_script(data), "FONT": FONT, "SIZE": str(SIZE), "CELL": str(CELL), "ROW": str(ROW), "BASE": str(BASE), "PAD": str(PAD),
        "FG": theme.fg, "BG": theme.bg, "WIDTH": f"{film.columns * CELL:.2f}", "HEIGHT": str(film.height * ROW), "LAST": escape(last)}
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def screens(film: Film, theme: Theme) -> dict[str, Any]:
    """Every different row once, as HTML; each frame a time, the numbers of its rows, the cursor."""
    table: dict[str, int] = {}
    known: dict[int, int] = {}  # by the row object: the same row is the same object in every frame
    frames = []
    for frame in film.frames:
        for row in frame.rows:
            if id(row) not in known:
                known[id(row)] = table.setdefault(row_html(runs(row, theme)), len(table))
        rows = [known[id(row)] for row in frame.rows]
        frames.append([frame.at, rows, *(frame.cursor or (-1, -1))])
    return {"rows": list(table), "frames": frames, "markers": [[round(m.at, 3), m.label] for m in film.markers], "duration": round(film.duration, 3)}


def row_html(row: list[Run]) -> str:
    """One row.  Blanks between runs are runs, too: what is copied has them."""
    out = []
    for r in row:
        style = f"width:{r.width * CELL:.2f}px;color:{r.fg}" + (f";background:{r.bg}" if r.bg else "")
        out.append(f'<i class="{" ".join(r.classes)}" style="{style}">{escape(r.text, quote=False)}</i>' if r.classes else f'<i style="{style}">{escape(r.text, quote=False)}</i>')
    return "".join(out)


def in_script(data: Any) -> str:
    """JSON that can stand in a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
