"""Messages that are no member's word, whatever they say: those of staff, and what others answer to letters that went to staff."""

from __future__ import annotations

from domain.message import Knowledge
from intake.understanding.evidence.machine import why_not_answered
from service.collecting.others_answers import others_answered
from service.collecting.staff_mail import people_of, speaks_for_member, staff_wrote_to_us
from service.deciding.case_answers import BY_PEOPLE
from service.deciding.case_reading import CaseAnswered, CaseReading
from store import Transaction


def of_no_member(tx: Transaction, reading: CaseReading, known: Knowledge, answered: CaseAnswered | None) -> CaseAnswered | None:
    """Return what comes of a message that nobody may take for a member's; `answered` is what came of it as an answer about a case.

    None where it is read as any message. What a machine sends is.
    """
    examined = reading.examined
    if answered and not answered.about_none:
        return answered
    if examined.classification.kind not in BY_PEOPLE or why_not_answered(examined.mail, reading.studies.own):
        return answered
    people = people_of(reading, examined.author.address)
    if not people:
        return others_answered(tx, reading, known)
    return answered if speaks_for_member(reading, known) else staff_wrote_to_us(tx, reading, known, people, answered)
