"""The proof of a letter's dispatch as PDF: what was sent to whom, when, what the server said, and how anybody can check it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.texts.visible import all_visible
from languages import ENGLISH
from mailer.fonts import drawable, families, in_order
from mailer.pdf import typeset


def render_proof(facts: dict[str, Any], *, where: str, made: datetime) -> bytes:
    """Return the page (PDF/UA-1) that `templates/layouts/proof.typ` sets of these facts (see `render_facts`)."""
    return render_facts("proof.typ", facts, where=where, made=made)


def render_facts(layout: str, facts: dict[str, Any], *, where: str, made: datetime) -> bytes:
    """Return the page (PDF/UA-1) that a layout sets of facts, which are values as JSON knows them.

    A character that no font has, as in a subject, stands there by its number: a proof is never refused for what somebody wrote.
    """
    fonts = in_order(ENGLISH, families())
    shown = drawable(all_visible(facts), fonts)
    data = {**shown, "fonts": [family.name for family in fonts]}
    return typeset(layout, data, where=where, made=made.astimezone(UTC).replace(microsecond=0))
