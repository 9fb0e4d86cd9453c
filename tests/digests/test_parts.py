"""Rates, the curve of returns, its picture, and tables in plain text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from digests.charts import HEIGHT, WIDTH, curve_svg, png
from digests.curve import Curve, curve, periods
from digests.facts import StatusFacts
from digests.rates import by_region, together
from digests.room import first_of_each, room
from digests.sections import TEXT_WIDTH, SectionTable, aligned
from domain.submission import Standing
from languages import typefaces
from languages.phrases import phrases
from tests.digests.sample import NOW, ZONE, facts, organisations
from tests.programs import need_package

_DAYS = st.dates(date(2012, 1, 1), date(2013, 12, 31))


@st.composite
def _curves(draw: st.DrawFn) -> Curve:
    first = draw(_DAYS)
    today = first + timedelta(days=draw(st.one_of(st.integers(0, 500), st.integers(0, 9_000))))
    returned = draw(st.lists(st.dates(first, today), max_size=30).map(sorted))
    deadline = first + timedelta(days=draw(st.integers(-5, 300)))
    return Curve(first=first, today=today, deadline=deadline, returned=tuple(returned), total=draw(st.integers(0, 400)) + len(returned))


@given(_curves())
def test_the_periods_follow_each_other_and_add_up_to_all_returns(shown: Curve) -> None:
    """From the first day to today, none twice and none left out."""
    rows = periods(shown)
    assert rows[0].first == shown.first
    assert rows[-1].last == shown.today
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(rows))
    assert sum(row.returns for row in rows) == len(shown.returned) == rows[-1].so_far
    assert len(rows) <= 24


@given(_curves())
def test_every_line_of_the_picture_stays_within_it(shown: Curve) -> None:
    """Whatever the days and numbers are."""
    picture = etree.fromstring(curve_svg(shown, phrases("status", "en")).encode())
    for shape in picture.iter("{*}circle", "{*}text"):
        x, y = float(shape.get("cx") or shape.get("x") or -1), float(shape.get("cy") or shape.get("y") or -1)
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


@pytest.mark.parametrize("total", [20, 139, 9_999, 10_000, 123_456])
def test_the_numbers_beside_the_picture_have_room(total: int) -> None:
    """Up to five steps, none of which begins left of the picture: a digit is 0.6 of the size of the letters."""
    picture = etree.fromstring(
        curve_svg(
            Curve(first=NOW.date(), today=NOW.date(), deadline=NOW.date(), returned=(), total=total), phrases("status", "en")
        ).encode()
    )
    beside = [text for text in picture.iter("{*}text") if text.get("text-anchor") == "end" and (text.text or "").isdigit()]
    assert 2 <= len(beside) <= 6
    assert all(float(text.get("x") or 0) >= 13 * 0.6 * len(text.text or "") for text in beside)


def test_a_return_counts_on_its_day_in_the_zone_of_the_study() -> None:
    """Half past eleven at night in UTC is the next day in Vienna."""
    returned = datetime.fromisoformat("2012-03-01T23:30:00+00:00")
    shown = curve(
        StatusFacts(study_id="x", title="X", now=NOW, deadline=date(2012, 4, 30), organisations=organisations(), returns=(returned,))
    )
    assert shown.returned == (date(2012, 3, 2),)
    assert shown.first == date(2012, 3, 2)


def test_the_response_rate_is_that_of_all_who_were_asked() -> None:
    """Nobody asked has no rate."""
    counts = together(by_region(facts().organisations).values())
    assert (counts.answered, counts.total, counts.response_rate) == (6, 20, 0.3)
    assert counts.owing == sum(line.standing in {Standing.SILENT, Standing.QUERIED, Standing.UNDELIVERABLE} for line in organisations())
    assert together(()).response_rate is None


def test_regions_come_in_order_and_those_without_one_last() -> None:
    """Names are in order within, of those that owe an answer."""
    regions = by_region(organisations())
    assert list(regions) == ["Africa", "Americas", "Arab States", "Asia-Pacific", "Europe", ""]
    owing = first_of_each(organisations(), {region: counts.owing for region, counts in regions.items()}, room(facts()))
    names = [line.name for line in owing["Africa"]]
    assert names[:2] == ["Lagune Télécom", "Meridian Kenya Ltd"] == sorted(names)[:2]


@given(
    st.lists(st.tuples(st.text("ab é漢", max_size=90), st.text("ab ", max_size=60), st.integers(0, 10**6).map(str)), min_size=1, max_size=5)
)
def test_a_table_in_text_keeps_its_columns_and_all_its_letters(rows: list[tuple[str, str, str]]) -> None:
    """Long cells go on beneath; the numbers end in one column."""
    table = SectionTable(caption="", head=("Name", "What", "N"), rows=tuple(rows), numbers_from=2, widths=(50, 30))
    lines = aligned(table)
    for letter in "ab漢":
        assert "".join(lines[2:]).count(letter) == sum(cell.count(letter) for row in rows for cell in row)
    assert all(len(line) <= TEXT_WIDTH for line in lines)
    assert len(lines[1]) <= TEXT_WIDTH


def test_the_picture_has_the_words_of_the_language_where_a_font_can_draw_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else resvg would leave them out in silence, and they are English."""
    assert "Срок" in curve_svg(curve(facts()), phrases("status", "ru"))
    latin = tuple(one for one in typefaces.typefaces() if one.name == "IBM Plex Sans")
    with monkeypatch.context() as without:
        without.setattr(typefaces, "typefaces", lambda: latin)
        assert "Deadline 30 Apr" in curve_svg(curve(facts()), phrases("status", "zh")).replace("\u00a0", " ")
    need_package("manimgx_fonts_cjk")
    drawn = curve_svg(curve(facts()), phrases("status", "zh"))
    assert "期限 4月30日" in drawn
    assert png(drawn) != png(drawn.replace("期限", ""))


def test_the_picture_of_the_sample_is_drawn_with_the_packaged_fonts() -> None:
    """Without them resvg would leave the words out in silence."""
    svg = curve_svg(curve(facts()), phrases("status", "en"))
    assert png(svg) != png(svg.replace("20 organisations", ""))
    assert facts().now.tzinfo is ZONE
