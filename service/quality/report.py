"""The report on quality in the forms in which it is given away: sections for a terminal, JSON, a page of HTML, a PDF."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import languages
import templates
from digests.charts import png
from digests.quality import alt, finding, picture, sections, subject
from digests.quality_facts import CaseLine, Outcomes, QualityFacts, Stratum
from digests.sections import DigestSection, as_context
from domain.errors import Asked, ConfigurationError
from domain.quality import Code
from domain.rules.outcome_rates import RATES, Rate
from languages.phrases import Phrases, phrases
from languages.telling import phrased
from mailer.merge import compile_letter
from mailer.report import render_report
from service.studies.running import Running

_CID = "returns"


def as_json(told: QualityFacts) -> dict[str, Any]:
    """Return the report under the names of the command line's contract, but for `dispositions`; what has no denominator is null."""
    codes = Counter(one.disposition.code for one in told.cases)
    days = told.days
    return {
        "study": told.study_id,
        "version": told.version,
        "as_of": told.now.astimezone(UTC).isoformat(),
        "ends": told.ends.isoformat(),
        "final": told.now.date() > told.ends,
        "cases": {code.value: codes[code] for code in Code if code in codes},
        **_outcomes(told.outcomes),
        "weighted": _outcomes(told.weighted) | {"weight": told.weighted.weight, "without": list(told.unweighable)}
        if told.weighted
        else None,
        "definitions": told.plan,
        "items": [
            {
                **{
                    name: getattr(one, name)
                    for name in ("item", "asked", "answered", "coded", "unanswered", "refused", "unreadable", "withheld", "edited")
                },
                "rate": one.rate.rate,
            }
            for one in told.items
        ],
        "checks": [
            {name: getattr(one, name) for name in ("check", "failed", "confirmed", "corrected", "left", "edited")} for one in told.checks
        ],
        "conversions": told.conversions,
        "days": days,
        "mailings": [
            {
                "mailing": one.mailing,
                "sent": one.sent,
                "returned": one.returned,
                "rate": one.rate.rate,
                "median_days": one.median_days,
            }
            for one in told.mailings
        ],
        "curve": list(_curve(told)),
        "regions": [_stratum(one) for one in told.regions],
        "sizes": [_stratum(one) for one in told.sizes],
    }


def dispositions(told: QualityFacts) -> Iterator[dict[str, Any]]:
    """Yield where each case ended, under the names of the contract: they may be a million."""
    return map(_case, told.cases)


def _outcomes(one: Outcomes) -> dict[str, Any]:
    groups = {group.value: number for group, number in one.cases.items()}
    return {"groups": groups, "e": one.e, "rates": {name: _rate(one.rates[name]) for name in RATES}}


def _rate(one: Rate) -> dict[str, float | None]:
    return {"numerator": one.numerator, "denominator": one.denominator, "rate": one.rate}


def _stratum(one: Stratum) -> dict[str, Any]:
    return {"name": one.name, "cases": one.cases, "rates": {name: _rate(one.outcomes.rates[name]) for name in RATES}}


def _case(one: CaseLine) -> dict[str, Any]:
    found = one.disposition
    return {
        "organisation": one.organisation,
        "reference": one.reference,
        "code": found.code.value,
        "group": found.group.value,
        "event": found.event.value,
        "record": found.source.record or None,
        "at": found.source.at.isoformat() if found.source.at else None,
        "share": found.share,
        "weight": one.weight,
        "final": found.final,
    }


def _curve(told: QualityFacts) -> Iterator[dict[str, Any]]:
    """Yield the days on which anything was returned, with how many organisations had returned something by then."""
    so_far = 0
    for day, returns in Counter(at.date() for at in told.returns).items():
        so_far += returns
        yield {"day": day.isoformat(), "returns": returns, "so_far": so_far}


def shown(told: QualityFacts, running: Running, language: str, *, whole: bool = True) -> tuple[str, str, tuple[DigestSection, ...]]:
    """Return the heading, the finding and the sections of the report, for whoever prints them; the `whole` one has every case and item."""
    said = _words(running, language)
    return _heading(told, said), finding(told, said), sections(told, said, whole=whole)


# Pixels of a window in which the widest table of the report has no room: there it stands as on a telephone, a figure beneath the other.
_STACKS_BELOW = 1400


def html(told: QualityFacts, running: Running, language: str) -> bytes:
    """Return the report as one page of HTML that needs no other file."""
    source = (templates.folder("digests") / "report.md").read_text(encoding="utf-8")
    study = running.study
    context = {
        "study": {"id": study.id, "title": study.title_in(language), "deadline": study.deadline},
        "digest": _context(told, _words(running, language)) | {"stacks_below": _STACKS_BELOW},
    }
    page = compile_letter(source, name="report.md", language=language).render(context).html
    picture_ = b64encode(png(picture(told, language))).decode()
    return page.replace(f"cid:{_CID}", f"data:image/png;base64,{picture_}").encode()


def pdf(told: QualityFacts, running: Running, language: str) -> bytes:
    """Return the report as PDF."""
    context = _context(told, _words(running, language))
    pictures = {_CID: picture(told, language)}
    return render_report(context, pictures, title=running.study.title_in(language), language=language, made=told.now)


def _context(told: QualityFacts, said: Phrases) -> dict[str, Any]:
    return {
        "subject": subject(told, said),
        "heading": _heading(told, said),
        "finding": finding(told, said),
        "alt": alt(told, said),
        "sections": as_context(sections(told, said, whole=True)),
    }


def spoken(language: str) -> str:
    """Return a language in which the report is written. ConfigurationError where there is none in it."""
    if language not in languages.spoken():
        remedy = phrased("faults.choose_do", known=tuple(languages.spoken()))
        raise ConfigurationError(phrased("faults.no_report_in", language=repr(language)), where=Asked.LANGUAGE, remedy=remedy)
    return language


def _words(running: Running, language: str) -> Phrases:
    return phrases("quality", language).respelled(running.study.spelling.get(language, {}))


def _heading(told: QualityFacts, said: Phrases) -> str:
    return said.say("heading", when=f"{said.moment(told.now, year=True)} ({told.now.tzinfo})")
