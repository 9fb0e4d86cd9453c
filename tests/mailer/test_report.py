"""Reports on paper: what is long stays in its column."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from digests.sections import DigestSection, SectionTable, as_context
from mailer.report import render_report


@pytest.mark.parametrize("name", ["volume_distributed_in_the_year_of_reference_in_all_offices", "x" * 90])
def test_a_long_name_is_broken_before_it_runs_over_the_figures(name: str) -> None:
    """A name of a question has no spaces; a figure stays whole."""
    table = SectionTable(
        caption="", head=("Question", "Asked", "Rate"), rows=((f"Volume\n{name}", "12", "83.3%"),), numbers_from=1, widths=(40,)
    )
    wide = SectionTable(caption="", head=("Question", *"ABCDEFGH" * 2), rows=((name, *["123.45"] * 16),), numbers_from=1, widths=(40,))
    context = {
        "subject": "S",
        "heading": "H",
        "finding": "F",
        "alt": "",
        "sections": as_context([DigestSection(title="T", tables=(table, wide))]),
    }
    data = render_report(context, {}, title="T", language="en", made=datetime(2012, 3, 1, tzinfo=UTC))
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "83.3%" in text
    assert text.count("123.45") == 16
    pieces = [line for line in text.splitlines() if line and line.strip("\u200b") in name]
    assert len(pieces) > 1  # It stands on several lines.
