"""The picture of returns: what stands beneath it can be read, however long a study goes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from digests.charts import WIDTH, curve_svg
from digests.curve import curve_of
from domain.texts import bidi
from languages.phrases import phrases
from languages.typefaces import needed

_APART = 50  # Pixels: a day with its year takes no more.


@pytest.mark.parametrize("days", [1, 6, 40, 200, 671, 672, 673, 800, 3 * 365, 14 * 365, 40 * 365])
def test_no_day_beneath_the_picture_stands_in_another_s_way(days: int) -> None:
    """Over years there are as few as over weeks."""
    begun = datetime(2012, 2, 10, 9, tzinfo=UTC)
    now = begun + timedelta(days=days)
    svg = curve_svg(curve_of([now], begun.date(), now, now.date(), 10), phrases("status", "en"))
    beneath = max(float(y) for y in re.findall(r"<text x=\"[\d.]+\" y=\"([\d.]+)\"", svg))
    places = [float(x) for x, y in re.findall(r"<text x=\"([\d.]+)\" y=\"([\d.]+)\"", svg) if float(y) == beneath]
    assert 1 <= len(places) <= 7
    assert all(later - earlier >= _APART for earlier, later in pairwise(places))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh"])
@pytest.mark.parametrize("days", [6, 60, 150, 168, 330, 672, 14 * 365])
def test_what_a_picture_says_is_legible_in_every_language(days: int, language: str) -> None:
    """In a study that goes on into the next year each day has its year; early in a long picture the deadline is named above the total."""
    begun = datetime(2012, 11, 10, 9, tzinfo=UTC)
    now = begun + timedelta(days=days)
    svg = curve_svg(curve_of([now], begun.date(), now, begun.date() + timedelta(days=days // 9), 10), phrases("status", language))
    boxes = [_box(float(x), float(y), *rest) for x, y, *rest in re.findall(_TEXT, svg)]
    clashes = [(one[-1], other[-1]) for one, other in combinations(boxes, 2) if _meet(one, other)]
    assert clashes == []
    assert all(left >= 0 and right <= WIDTH for left, right, _, _ in boxes)


_TEXT = r"<text x=\"([\d.]+)\" y=\"([\d.]+)\" text-anchor=\"(\w+)\"[^>]*>([^<]+)<"
_LINE = 13  # Pixels from one line of text to the next.


def _box(x: float, y: float, anchor: str, text: str) -> tuple[float, float, float, str]:
    """Return where a text begins and ends, its line, and itself, by the widths that its fonts have for its signs."""
    said = bidi.plain(text)
    wide = max(_wide(file, said) for one in needed(said) for file in one.files)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, left + wide, y, said


def _wide(file: Path, said: str) -> float:
    font = TTFont(file, fontNumber=0)
    glyphs, widths, unit = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return float(sum(widths[glyphs[ord(sign)]][0] for sign in said if ord(sign) in glyphs) * 13 / unit)


def _meet(one: tuple[float, float, float, str], other: tuple[float, float, float, str]) -> bool:
    return abs(one[2] - other[2]) < _LINE and one[0] < other[1] and other[0] < one[1]
