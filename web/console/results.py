"""Results: the answers in each format, taken away under the name of who takes them; and the journal of the study."""

from __future__ import annotations

from service.exports.downloads import TakenAway, formats, versions_of
from service.exports.downloads import download as take_away
from service.studies.find import numbered
from service.views.journal_page import journal_page
from web.console.doors import Answer, FileAnswer, NotThereError, PageAnswer, Visit, place


def results(visit: Visit) -> Answer:
    """Show in which formats the answers can be had."""
    known = versions_of(visit.service, visit.study)
    return PageAnswer("results", {"formats": formats(), "speaks": visit.study.study.languages, "versions": known})


def download(visit: Visit) -> Answer:
    """Return the answers in one format; the journal says who took them."""
    said = TakenAway(
        kind=visit.given.get("kind", ""),
        language=visit.given.get("language", "") or visit.study.study.languages[0],
        by=visit.by,
        labels=bool(visit.given.get("labels")),
        version=_version(visit.given.get("version", "")),
        anonymous=bool(visit.given.get("anonymous")),
        note=visit.given.get("note", "").strip(),
    )
    made = take_away(visit.service, visit.study, said, visit.now)
    return FileAnswer(made.data, "application/zip", made.name)


def _version(text: str) -> int | None:
    """Return the version that somebody chose, None for all of them."""
    number = numbered(text)
    if text and number is None:
        raise NotThereError("There is no such version.")
    return number


def journal(visit: Visit) -> Answer:
    """Show a page of the journal, newest first."""
    found = journal_page(visit.service, visit.study.study, numbered(visit.given.get("before", "")))
    here = place("studies", visit.study.study.id, "journal")
    return PageAnswer(
        "journal", {"entries": found.entries, "whose": found.whose, "older": f"{here}?before={found.before}" if found.before else ""}
    )
