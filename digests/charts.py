"""Pictures for mail: our own SVG, made PNG at twice the size, opaque white, so that every mail program shows them sharp."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import resvg_py

from digests.curve import Curve
from domain.texts import bidi
from languages import ENGLISH
from languages.phrases import Phrases, phrases
from languages.typefaces import needed, undrawn

WIDTH, HEIGHT = 600, 270  # CSS pixels; the PNG has twice as many each way.
_RIGHT, _TOP, _BOTTOM = 16, 40, 34
_DIGIT = 8  # the width of a digit, at least
_SIGN, _SQUARE = 7.5, 13  # The widths of a sign, at most on average, and of one that fills a square.
_DAYS = 6  # Days with their names beneath the line, at most.
_INK, _CALM, _GRID, _LINE, _LATE, _OLD = "#1c2733", "#5a6b7b", "#dfe5ea", "#0b5cad", "#b3261e", "#98a4af"


def png(svg: str) -> bytes:
    """Return an SVG as a PNG of twice its size on white; its fonts come from installed packages, never from the system."""
    files = [str(file) for one in needed(bidi.plain(svg)) for file in one.files]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files, zoom=2, background="#ffffff"))


def curve_svg(curve: Curve, said: Phrases) -> str:
    """Return the curve of returns as a step line up to today, with all organisations above and the deadline as an upright line.

    Its words are English where no installed font can draw those of the language.
    """
    shapes = _shapes(curve, said)
    if undrawn(bidi.plain("".join(shapes))):
        shapes = _shapes(curve, phrases("status", ENGLISH))
    names = ", ".join(f"'{one.name}'" for one in needed(bidi.plain("".join(shapes))))
    style = f'font-family="{names}" font-size="13"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(shapes)}</svg>'
    )


def _shapes(curve: Curve, said: Phrases) -> tuple[str, ...]:
    return (*_scale(curve, said), *_mailings(curve), *_before(curve, said), *_steps(curve), *_limits(curve, said))


def _left(curve: Curve) -> int:
    """Return where the picture begins: right of its numbers, of which four digits have room in any case."""
    return _DIGIT * (1 + max(4, len(str(curve.total))))


def _x(curve: Curve, day: date) -> float:
    """Return where the end of `day` stands."""
    return _left(curve) + (WIDTH - _left(curve) - _RIGHT) * (day - curve.first).days / (curve.last - curve.first).days


def _y(curve: Curve, number: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * number / max(curve.total, 1)


def _scale(curve: Curve, said: Phrases) -> Iterator[str]:
    """Yield the quiet lines and numbers that the eye measures by."""
    left = _left(curve)
    step = next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power) if curve.total / step <= 5)
    for number in range(0, curve.total + 1, step):
        y = _y(curve, number)
        yield f'<path d="M{left} {y:.1f}H{WIDTH - _RIGHT}" stroke="{_GRID}"/>'
        yield _text(left - _DIGIT, y + 4, str(number), "end", _CALM)
    for offset, label in _days(curve, said):
        x = _x(curve, curve.first + timedelta(days=offset))
        anchor = "start" if offset == 0 else "end" if x + _wide(label) / 2 > WIDTH else "middle"
        yield f'<path d="M{x:.1f} {HEIGHT - _BOTTOM}v4" stroke="{_CALM}"/>'
        yield _text(x, HEIGHT - _BOTTOM + 18, label, anchor, _CALM)


def _days(curve: Curve, said: Phrases) -> list[tuple[int, str]]:
    """Return the days that are named beneath the line, by how many after the first they are: as many as have room beside one another."""
    days = (curve.last - curve.first).days
    steps = (step for step in (*(1, 2, 7, 14, 28, 56, 112), *range(365, days + 366, 365)) if days / step <= _DAYS)
    return next(named for step in steps if _has_room(curve, named := _named(curve, said, step)))


def _has_room(curve: Curve, named: list[tuple[int, str]]) -> bool:
    # The first one begins where it stands and the last may end there; those between have half of themselves on either side.
    apart = _x(curve, curve.first + timedelta(days=named[1][0])) - _left(curve) if len(named) > 1 else WIDTH
    return max(_wide(label) for _, label in named) * 1.5 + _DIGIT <= apart


def _named(curve: Curve, said: Phrases, step: int) -> list[tuple[int, str]]:
    offsets = range(0, (curve.last - curve.first).days + 1, step)
    return [(offset, said.short_day(curve.first + timedelta(days=offset), year=curve.years)) for offset in offsets]


def _wide(text: str) -> float:
    return sum(_SQUARE if east_asian_width(sign) == "W" else _SIGN for sign in text)


def _steps(curve: Curve) -> Iterator[str]:
    """Yield the returns: flat where nothing came, and a dot with the number where we are."""
    base, today, left = _y(curve, 0), _x(curve, curve.today), _left(curve)
    path = f"M{left} {_y(curve, curve.until(curve.first)):.1f}"
    for day in sorted(set(curve.returned)):
        path += f"H{_x(curve, day):.1f}V{_y(curve, curve.until(day)):.1f}"
    path += f"H{today:.1f}"
    now = curve.until(curve.today)
    yield f'<path d="{path}V{base:.1f}H{left}Z" fill="{_LINE}" fill-opacity="0.12"/>'
    yield f'<path d="{path}" fill="none" stroke="{_LINE}" stroke-width="2.5" stroke-linejoin="round"/>'
    yield f'<circle cx="{today:.1f}" cy="{_y(curve, now):.1f}" r="4.5" fill="{_LINE}"/>'
    side = "end" if today > WIDTH / 2 else "start"
    shift = -8 if side == "end" else 8
    yield _text(today + shift, _y(curve, now) - 8, str(now), side, _LINE, bold=True)


def _before(curve: Curve, said: Phrases) -> Iterator[str]:
    """Yield the round before as a grey line up to the last day of the picture, with its name at the end."""
    shown = [(day, share) for day, share in curve.before if day <= curve.last]
    if not curve.before:
        return
    path = f"M{_left(curve)} {_y(curve, 0):.1f}"
    for day, share in shown:
        path += f"H{max(_x(curve, day), _left(curve)):.1f}V{_y(curve, share * curve.total):.1f}"
    end = _y(curve, shown[-1][1] * curve.total if shown else 0)
    yield f'<path d="{path}H{WIDTH - _RIGHT}" fill="none" stroke="{_OLD}" stroke-width="2" stroke-linejoin="round"/>'
    # The line comes from below, so that there is room above its end; except close to that of all organisations.
    yield _text(WIDTH - _RIGHT - _DIGIT, end + (-8 if end > _TOP + 24 else 18), said.say("chart_before"), "end", _CALM)


def _mailings(curve: Curve) -> Iterator[str]:
    """Yield a mark on the line of days for each mailing that left."""
    base = HEIGHT - _BOTTOM
    for day in dict.fromkeys(curve.mailings):
        x = _x(curve, day)
        yield f'<path d="M{x - 6:.1f} {base}l6 -10l6 10Z" fill="{_CALM}"/>'


def _limits(curve: Curve, said: Phrases) -> Iterator[str]:
    """Yield what the returns are measured against: all organisations, and the deadline."""
    left = _left(curve)
    y, x = _y(curve, curve.total), _x(curve, curve.deadline) if curve.deadline >= curve.first else left
    yield f'<path d="M{left} {y:.1f}H{WIDTH - _RIGHT}" stroke="{_INK}" stroke-width="1.5" stroke-dasharray="5 4"/>'
    yield _text(left, y - 8, said.count("chart_all", curve.total), "start", _INK)
    yield f'<path d="M{x:.1f} {_TOP - 4}V{HEIGHT - _BOTTOM}" stroke="{_LATE}" stroke-width="1.5"/>'
    label = said.say("chart_deadline", day=said.short_day(curve.deadline, year=curve.years))
    yield _text(x, 16, label, "end" if x > WIDTH / 2 else "start", _LATE, bold=True)


def _text(x: float, y: float, text: str, anchor: str, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    # A picture has no direction of its own: without the isolate a number that begins an Arabic text would stand at its end.
    text = bidi.isolated(text, right_to_left=False)
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'
