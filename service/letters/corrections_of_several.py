"""The workbook that goes back where a person put several together that have errors: one of ours, with the answers of all, and marked.

It is made of what is kept of them, for people on record alone: anybody else gets back what they sent.
"""

from __future__ import annotations

from dataclasses import replace

from domain.letter import Letter
from domain.submission import Submission, SubmissionState
from questionnaire.items import parts
from questionnaire.versions.translation import Translation
from questionnaire.workbook.notice import marks, notice
from questionnaire.workbook.refill import filled_in, moved
from service.answers.checked_together import PutTogether
from service.cases.put_together import made_before
from service.contacts.census import InvitedOrganisation
from service.letters.letter_header import bears_token_of
from service.letters.press import Press
from service.process.caged import Unlocking
from service.studies.versions import words_of
from service.wiring import Service
from workbooks.annotate import Unpatchable

_BESIDE = ("flag", "note")  # What stands beside a figure.


def of_several(
    service: Service, reader: Unlocking, press: Press, filed: Submission, case: InvitedOrganisation, letter: Letter
) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the marked workbook; None where what is sent back is one workbook alone."""
    if filed.state is not SubmissionState.QUERIED or case.contact(letter.address) is None or not bears_token_of(letter, case):
        return None
    with service.store.reading() as tx:
        made = made_before(tx, filed, letter.language)
        words = words_of(service, tx, press.study.id) if made else None
    if made is None:
        return None
    language, to = press.study.language_for(letter.language), words.translation(filed.version) if words else None
    layout = press.blank(language, case).layout
    said = _in_words_of_all(made, to) if to else made
    flags, notes = ({key: beside for key, how in said.came.items() if (beside := getattr(how, kind))} for kind in _BESIDE)
    given = {key: value for key, value in said.answers.items() if key not in said.unread}
    cells = filled_in(press.running.questionnaire, layout, given, said.unread, flags, notes)
    filled = reader.fill(press.blank(language, case).prefix + press.stamp(case, language), cells)
    findings = moved(said.findings, layout)
    try:
        marked = reader.annotate(filled, marks(findings, language), notice(findings, dict(made.answers), language))
    except Unpatchable:
        return None
    return f"{case.invitation.reference}{press.blank(language, case).ending}", marked


def _in_words_of_all(made: PutTogether, to: Translation) -> PutTogether:
    """Return the same in the words of all versions, without what could not be read and would stand in another unit there."""
    return replace(
        made,
        answers=to.answers(made.answers),
        findings=tuple(replace(one, question=to.key(one.question)) if one.question else one for one in made.findings),
        unread={to.key(key): text for key, text in made.unread.items() if parts(key)[2] not in to.factors},
        came=to.keyed(made.came),
    )
