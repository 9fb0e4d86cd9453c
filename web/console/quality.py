"""The report on quality: where each case ended, the outcome rates, what was left blank, and the checks; to read, and as PDF."""

from __future__ import annotations

from digests.quality_facts import QualityFacts
from service.quality_known import known_quality
from service.quality_report import pdf, shown
from web.console.doors import Answer, FileAnswer, PageAnswer, Visit


def report(visit: Visit) -> Answer:
    """Show the report; every case and every item stand in the PDF alone, so that the page stays small."""
    heading, finding, sections = shown(_facts(visit), visit.study, visit.language, whole=False)
    return PageAnswer("quality", {"heading": heading, "finding": finding, "sections": sections})


def report_file(visit: Visit) -> Answer:
    """Return the report as PDF, in the language of the page."""
    return FileAnswer(pdf(_facts(visit), visit.study, visit.language), "application/pdf", f"{visit.study.study.id}-quality.pdf")


def _facts(visit: Visit) -> QualityFacts:
    return known_quality(visit.service, visit.study, visit.now)
