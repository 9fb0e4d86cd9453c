"""Putting a held workbook together with what was sent before it: what the one left blank, the other fills.

What comes of both is checked as any workbook is. With errors it is sent back to be corrected, unless it is to count as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from domain.answer import ItemStatus
from domain.case import Decision, Moot
from domain.errors import Asked, ConfigurationError
from domain.journal import About, Subject, What
from domain.rules.parts import named
from domain.sentences import file_called
from domain.submission import Submission, SubmissionState
from languages.telling import phrased
from questionnaire.in_part import InPart
from questionnaire.versions.words import VersionWords
from service.answers.disputes import disputes, rest_of
from service.cases import halves
from service.cases.desk import CaseOnDesk
from service.cases.put_together import made_now, merging_by
from service.deciding import merged_letters
from service.deciding.merged_letters import MergedBy
from service.letters.telling_undone import tell_undone
from service.rulings.decided import Decided
from service.studies.running import Running, require_running
from store import Transaction, decisions, holds, invitations, provenance, submissions
from store.answers.counting import CountedAnswers
from store.cases.decisions import Ruling

# What could not be read is no blank, and neither is that for which a file had no cell.
_SAYS_NOTHING = (ItemStatus.UNREADABLE, ItemStatus.NOT_ASKED)


def merge(desk: CaseOnDesk) -> Decided:
    """Let a held workbook count beside what was sent before it, or send both back where they have errors together.

    ConfigurationError where they dispute, and nobody said which of the two is right.
    """
    with desk.service.store.transaction() as tx:
        running = require_running(desk.service, tx, str(desk.held.study))
        by, entry = desk.record(tx)
        (mine,) = submissions.with_ids(tx, [desk.held.submission_id or 0])
        base = _base(tx, running, mine)
        found = {one.question for one in disputes(tx, base, mine)}
        _check(desk, found)
        merging = replace(
            merging_by(base, mine, Decision(desk.said.what)),
            but=_own(base.words, mine, desk.said.but),
            blank=_taken_back(tx, running, base, mine),
        )
        made = made_now(tx, base, mine, merging)
        sent_back = bool(made and made.errors) and desk.said.what != Decision.COUNT_BOTH
        about = About(Subject.SUBMISSION, str(mine.id))
        what = What.QUERY if sent_back else What.MERGE
        beside = list(_beside_in_message(tx, desk, base, entry.number))
        decisions.decide(tx, by, desk.now, [*beside, desk.ruling(what, about, entry.number, value=str(merging))])
        whose = invitations.by_id(tx, mine.invitation_id)
        told = merged_letters.tell(tx, running, whose, MergedBy(mine, base, merging, entry.number), desk.now, sent_back=sent_back)
        heard = tell_undone(desk.service, tx, entry, desk.now)
    name = f"{whose.organisation} ({whose.reference}): {file_called(mine.file_name)}"
    return Decided(entry=entry.number, told=f"{name} {told} {heard}".rstrip(), promised=heard)


def _beside_in_message(tx: Transaction, desk: CaseOnDesk, base: CountedAnswers, entry: int) -> Iterator[Ruling]:
    """Yield that what came in the same message and waits as well is sent back, as a half is, and that nothing is left of its case."""
    waits = {one.id for one in base.parts if one.state is SubmissionState.HELD}
    yield from (desk.ruling(What.QUERY, About(Subject.SUBMISSION, str(one)), entry) for one in waits)
    for held in holds.waiting_about(tx, [desk.held.invitation_id or 0]) if waits else ():
        if held.submission_id in waits:
            yield desk.ruling(What.CLOSE, About(Subject.CASE, str(held.id)), entry, value=Moot.FILED.value)


def _base(tx: Transaction, running: Running, mine: Submission) -> CountedAnswers:
    found = halves.base_of(tx, running, mine)
    if found is None:
        raise ValueError(f"nothing to put submission {mine.id} together with")  # The case would not have offered it.
    return found


def _taken_back(tx: Transaction, running: Running, counts: CountedAnswers, mine: Submission) -> tuple[str, ...]:
    """Return the answers of others in its own part that a workbook takes back, since it leaves them blank, as it names them itself."""
    if not mine.part:
        return ()
    came = provenance.provenance(tx, [mine.id]).get(mine.id, {})
    unread = [key for key, how in came.items() if how.status in _SAYS_NOTHING]
    rest = [one for one in rest_of(counts, mine) if counts.words is None or one.version == mine.version]
    others = {key: value for one in rest for key, value in one.answers.items() if value is not None}
    form = counts.words.form(mine.version) if counts.words else running.questionnaire
    return InPart(form, named(mine.part)).taken_back(mine.answers, unread, others)


def _own(words: VersionWords | None, mine: Submission, keys: Collection[str]) -> tuple[str, ...]:
    """Return items as the workbook that is added names them: so they are kept, since no later version renames them there."""
    to = words.translation(mine.version) if words else None
    return tuple(own for own in mine.answers if to.key(own) in keys) if to else tuple(keys)


def _check(desk: CaseOnDesk, found: Collection[str]) -> None:
    number = desk.held.id
    if desk.said.what == Decision.MERGE and found:
        why = phrased("faults.disputed", many=str(len(found)), names=tuple(sorted(found)))
        remedy = phrased("faults.disputed_do", case=str(number))
        raise ConfigurationError(why, where=f"case {number}", remedy=remedy)
    unknown = [one for one in desk.said.but if one not in found]
    if unknown:
        remedy = phrased("faults.not_disputed_do", names=tuple(sorted(found)) or "none")
        raise ConfigurationError(phrased("faults.not_disputed", names=tuple(unknown)), where=Asked.OTHERWISE, remedy=remedy)
