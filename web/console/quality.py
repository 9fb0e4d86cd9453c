"""The report on quality: where each case ended, the outcome rates, what was left blank, and the checks; to read, and as PDF."""

from __future__ import annotations

from service.quality.report import shown
from service.quality.report_for_pages import quality_pdf, quality_seen
from web.console.doors import Answer, FileAnswer, PageAnswer, Visit


def report(visit: Visit) -> Answer:
    """Show the report as of the moment that it bears; every case and every item stand in the PDF alone, so that the page stays small."""
    seen = quality_seen(visit.service, visit.study, visit.now)
    heading, finding, sections = shown(seen.told, visit.study, visit.language, whole=False) if seen.told else ("", "", ())
    return PageAnswer("quality", {"seen": seen, "heading": heading, "finding": finding, "sections": sections})


def how_it_goes(visit: Visit) -> Answer:
    """Show whether newer figures are there, for a frame of the report that asks anew by itself until they are."""
    coming = visit.service.figures.is_coming(visit.study.study.id)
    return PageAnswer("quality_progress", {"coming": coming}, framed=True)


def report_file(visit: Visit) -> Answer:
    """Return the report as PDF, in the language of the page."""
    data = quality_pdf(visit.service, visit.study, visit.now, visit.language)
    return FileAnswer(data, "application/pdf", f"{visit.study.study.id}-quality.pdf")
