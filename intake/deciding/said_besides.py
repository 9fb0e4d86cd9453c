"""What letters that answer a message say besides their matter: whose a workbook is, and findings and refusals as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.finding import Finding
from domain.letter import BEFORE_BY_ANOTHER, BY_ANOTHER, OF_ANOTHER
from domain.quality import CaseEvent
from domain.rules.parts import named
from domain.sentences import Catalogue, within_quotation
from domain.texts.addresses import shown_address
from intake.deciding.parts import InTheirPart
from intake.deciding.policy import Ground
from intake.deciding.recipients import Parties
from languages import catalogue, locales
from languages.quoting import quoted_in
from questionnaire import checks
from questionnaire.reading.findings.alike import told_once
from workbooks.refusal import Refusal

_OF_OTHERS = frozenset({"name", "sheet"})  # What is told of a file that could not be read, and was named by whoever made it.


def told_beside(told: list[str], address: str, of: Parties, words: Catalogue) -> dict[str, object]:
    """Return what a letter says besides: whose workbook it is, where it goes to somebody who did not send it, or may not have."""
    says = "sent_in_name" if of.in_their_name else "sent_by_nobody" if not of.sender else "sent_by" if of.sender != address else ""
    who = [words.tell(says, sender=shown_address(of.sender)).message] if says else []
    return ({"asked": [*who, *told]} if who or told else {}) | by_another(address, of)


def by_another(address: str, of: Parties) -> dict[str, object]:
    """Return that a letter about a workbook goes to somebody who did not send it, or may not have; likewise of the one before it."""
    by: dict[str, object] = {BY_ANOTHER: True} if of.in_their_name or of.sender != address else {}
    return by | ({BEFORE_BY_ANOTHER: True} if of.gave and of.gave != address else {})


def told_sent_by(address: str, of: Parties, received: datetime, words: Catalogue, language: str) -> dict[str, object]:
    """Return who sent a workbook and when, for a letter that goes to somebody who did not send it, or may not have."""
    if of.in_their_name or not of.sender or of.sender == address:
        return told_beside([], address, of, words) if of.sender != address or of.in_their_name else {}
    said = words.tell("sent_by_on", sender=shown_address(of.sender), day=locales.day(received.date(), language))
    return {"asked": [said.message]} | by_another(address, of)


def told_part(share: InTheirPart, subject: checks.CheckSubject) -> str:
    """Return the sentence that says for which part a workbook answers, and what is still missing."""
    said = {"part": subject.listed(share.mine.parts), "missing": subject.listed(named(share.lacks))}
    return subject.catalogue.tell("parts_missing" if share.lacks else "parts_whole", **said).message


def of_another(whose: tuple[str, ...], address: str, to: Parties) -> dict[str, object]:
    """Return what whoever sent a workbook is told of whose it is."""
    return {OF_ANOTHER: [*whose]} if whose and address == to.author else {}


def kept_of(event: CaseEvent, of: Parties) -> CaseEvent | None:
    """Return what is kept of a file that brought no answers: nothing where its message only names the organisation."""
    return None if of.ground is Ground.NAMED else event


def unconfirmed(findings: Iterable[Finding], language: str) -> list[Mapping[str, str]]:
    """Return the findings that nobody confirmed as a letter prints them: an error that is the same in many cells of a table once."""
    return [as_context(one) for one in told_once((one for one in findings if one.confirmed is None), language)]


def as_context(finding: Finding) -> Mapping[str, str]:
    """Return a finding as a letter prints it; what it has not is blank."""
    return {
        "label": finding.label or "",
        "sheet": finding.sheet or "",
        "cell": finding.cell or "",
        "message": finding.message,
        "remedy": finding.remedy,
        "severity": finding.severity.value,
        "confirmed": finding.confirmed or "",
    }


def refusal_context(name: str, refusal: Refusal, spoken: str) -> Mapping[str, str]:
    """Return a refusal as a letter prints it, in the language `spoken`."""
    called = {key: quoted_in(spoken, str(fact)) if key in _OF_OTHERS else fact for key, fact in refusal.facts.items()}
    said = catalogue(spoken).tell(refusal.code, **called)
    return {"file_name": within_quotation(name), "message": said.message, "remedy": said.remedy}
