"""The picture of returns: what stands beneath it can be read, however long a study goes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from digests.charts import curve_svg
from digests.curve import curve_of
from languages.phrases import phrases

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
