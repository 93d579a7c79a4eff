"""Recordings as pictures: one screen, or all of them moving.  SVG that stands alone: no script, no fonts from elsewhere."""
from __future__ import annotations

from html import escape
from typing import Optional

from shell.training.record_frames import Film, Frame, frame_at
from shell.training.record_look import BASE, CELL, FONT, PAD, ROW, SIZE, Run, Theme, runs

SMALLEST = 0.08  # seconds a frame of a moving picture lasts at least
HOLD = 2.0  # seconds the last one is seen before it begins again


def picture(film: Film, theme: Theme, title: str = "", at: Optional[float] = None) -> str:
    """The screen at a time, the last one when no time is given."""
    frame = film.frames[-1] if at is None else frame_at(film, at)
    return _document(film, theme, title, "".join(row_svg(runs(row, theme), y) for y, row in enumerate(frame.rows)) + _cursor(frame, 0), "")


def moving(film: Film, theme: Theme, title: str = "") -> str:
    """All screens, one after the other: a strip of frames that jumps past a window."""
    frames = thinned(film.frames)
    total = max(film.duration, frames[-1].at) + HOLD
    height = film.height * ROW
    table: dict[str, str] = {}
    known: dict[int, str] = {}  # by the row object: the same row is the same object in every frame
    strip = []
    for n, frame in enumerate(frames):
        parts = []
        for y, row in enumerate(frame.rows):
            if id(row) not in known:
                body = row_svg(runs(row, theme), 0)
                known[id(row)] = table.setdefault(body, f"r{len(table)}") if body else ""
            key = known[id(row)]
            if key:
                parts.append(f'<use href="#{key}" y="{n * height + y * ROW}"/>')
        strip.append("".join(parts) + _cursor(frame, n * height))
    defs = "<defs>" + "".join(f'<g id="{key}">{body}</g>' for body, key in table.items()) + "</defs>"
    steps = "".join(f"{frame.at / total * 100:.4f}%{{transform:translateY({-n * height}px)}}" for n, frame in enumerate(frames))
    style = f"@keyframes k{{{steps}}}#strip{{animation:k {total:.3f}s steps(1,end) infinite}}"
    return _document(film, theme, title, f'{defs}<g id="strip">{"".join(strip)}</g>', style)


def thinned(frames: list[Frame]) -> list[Frame]:
    """Frames that last long enough to be seen, and the last."""
    kept = [f for f, after in zip(frames, frames[1:]) if after.at - f.at >= SMALLEST] + frames[-1:]
    return kept if kept[0].at == 0 else [kept[0]._replace(at=0.0), *kept[1:]]


def row_svg(row: list[Run], y: int) -> str:
    """One row: backgrounds first, then letters, each run as wide as its cells whatever the font."""
    top = y * ROW
    out = [f'<rect x="{n(r.x * CELL)}" y="{top}" width="{n(r.width * CELL)}" height="{ROW}" fill="{r.bg}"/>' for r in row if r.bg]
    for r in row:
        if r.text.strip() or set(r.classes) & set("us"):
            classes = f' class="{" ".join(r.classes)}"' if r.classes else ""
            length = f' textLength="{n(r.width * CELL)}" lengthAdjust="spacingAndGlyphs"' if len(r.text) > 1 and r.text.isascii() else ""
            out.append(f'<text x="{n(r.x * CELL)}" y="{top + BASE}" fill="{r.fg}"{classes}{length}>{escape(r.text, quote=False)}</text>')
    return "".join(out)


def n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _cursor(frame: Frame, top: int) -> str:
    if frame.cursor is None:
        return ""
    x, y = frame.cursor
    return f'<rect class="cursor" x="{n(x * CELL)}" y="{top + y * ROW}" width="{n(CELL)}" height="{ROW}"/>'


def _document(film: Film, theme: Theme, title: str, body: str, style: str) -> str:
    width, height = film.columns * CELL, film.height * ROW
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{n(width + 2 * PAD)}" height="{height + 2 * PAD}" viewBox="0 0 {n(width + 2 * PAD)} {height + 2 * PAD}" '
            f'role="img"><title>{escape(title or "A recorded terminal session")}</title>'
            f"<style>text{{font:{SIZE}px {FONT};white-space:pre}}.b{{font-weight:bold}}.d{{opacity:.6}}.i{{font-style:italic}}.u{{text-decoration:underline}}"
            f".s{{text-decoration:line-through}}.cursor{{fill:{theme.fg};opacity:.5}}{style}</style>"
            f'<rect width="100%" height="100%" rx="6" fill="{theme.bg}"/>'
            f'<svg x="{PAD}" y="{PAD}" width="{n(width)}" height="{height}" viewBox="0 0 {n(width)} {height}">{body}</svg></svg>\n')
