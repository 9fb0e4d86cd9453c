"""A report of sections as PDF: what a digest says in a mail, on paper, and longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from domain.texts.visible import all_visible
from languages.locales import right_to_left
from mailer.fonts import drawable, families, in_order
from mailer.pdf import typeset


def render_report(context: Mapping[str, Any], pictures: Mapping[str, str], *, title: str, language: str, made: datetime) -> bytes:
    """Return the pages (PDF/UA-1) that `templates/layouts/report.typ` sets of a digest's context, its pictures being SVG by Content-ID.

    A character that no font has stands there by its number: a report is never refused for what somebody is called.
    """
    fonts = in_order(language, families())
    data = {
        **drawable(all_visible({**context, "title": title}), fonts),
        "pictures": pictures,
        "language": language,
        "direction": "rtl" if right_to_left(language) else "ltr",
        "fonts": [family.name for family in fonts],
    }
    return typeset("report.typ", data, where="report", made=made.astimezone(UTC).replace(microsecond=0))
