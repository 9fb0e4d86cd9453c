"""The way of every value: from what is counted to the cell of the archived original, and to the letter that it answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from domain.answer import UNANSWERED, AnswerValue, ItemStatus, Provenance
from domain.errors import ConfigurationError, disk_fault
from domain.submission import Submission, SubmissionState
from domain.traced import CALCULATED, Traced
from exports import values
from languages.telling import phrased, together
from questionnaire.definition import Questionnaire
from questionnaire.items import items, parts
from questionnaire.reading.values.folding import as_text
from questionnaire.statuses import skipped
from service.answers.counting import counted_of, day_of, in_version
from service.answers.judging import judge_counted
from service.reviewing.edits_told import ToldEdit, edits_of
from service.studies.running import Running
from service.studies.versions import forms_of
from service.wiring import Service
from settings import private
from store import Transaction, invitations, provenance, submissions
from store.answers.counting import CountedAnswers

_TOGETHER = 20  # Submissions in memory at once, each with all its answers: a form may have thousands.
_NEAR = 3
_ANSWERED = Provenance()
_CALCULATED = Provenance(how=CALCULATED)

Wanted = Callable[[str], bool]


def trace(service: Service, tx: Transaction, running: Running, organisation: str, question: str) -> tuple[Traced, ...]:
    """Return what an organisation ever sent as answer to a question, oldest first: also what was superseded, sent back or held.

    The question is named as in the form, by a key such as `offences[2010].fraud` for one of its answers, or by the repeat for all of it.
    ConfigurationError where no version of the form that the organisation answered has it.
    """
    invitation = invitations.of(tx, running.study.id, organisation)
    ids = [one.id for one in submissions.of_invitations(tx, [invitation.id])] if invitation else []
    whole = tuple(_values(service, tx, running, ids))
    found = tuple(one for one in whole if question in _names(one.item))
    if not found:
        _refuse_unknown(running.questionnaire, {one.item for one in whole}, question)
    return found


def _names(key: str) -> tuple[str, ...]:
    repeat, _, name = parts(key)
    return (key, name, repeat)


def _refuse_unknown(form: Questionnaire, sent: Collection[str], question: str) -> None:
    known = dict.fromkeys(name for key in (*(one.key for one in items(form)), *sent) for name in _names(key) if name)
    known |= dict.fromkeys(repeat.name for repeat in form.repeats)
    if question not in known:
        near = get_close_matches(question, known, n=_NEAR)
        meant = phrased("faults.meant", near=" or ".join(near)) if near else ""
        remedy = together(meant, phrased("faults.name_question_do"))
        raise ConfigurationError(phrased("faults.no_question", question=repr(question)), where="trace", remedy=remedy)


def every_value(service: Service, tx: Transaction, running: Running) -> Iterator[Traced]:
    """Yield all that was ever sent to a study, in the order of the invitations; a bounded number of submissions is in memory."""
    return _values(service, tx, running, submissions.ids_of_study(tx, running.study.id))


def export_values(service: Service, running: Running, folder: Path) -> Path:
    """Write all values of a study as CSV, as a stream; return the file."""
    path = folder / values.file_name(running.study.id)
    draft = path.with_name(f"{path.name}.new")
    try:
        private.make_folder(folder)
        with service.store.reading() as tx, open(draft, "wb", opener=private.opener) as file:
            values.write(file, every_value(service, tx, running))
        draft.replace(path)
    except OSError as error:
        raise disk_fault(error, path) from error
    return path


def _values(service: Service, tx: Transaction, running: Running, ids: Iterable[int]) -> Iterator[Traced]:
    form, source = forms_of(service, tx, running), iter(ids)
    while some := list(islice(source, _TOGETHER)):
        sent = {one.id: one for one in submissions.with_ids(tx, some)}
        came = provenance.provenance(tx, some)
        whose = {one.invitation_id for one in sent.values()}
        codes = {one.id: one.organisation for one in invitations.with_ids(tx, whose)}
        count = {one.submission.invitation_id: _Counting.of(tx, running, one) for one in counted_of(tx, running, whose, sent)}
        for number in some:
            one = sent[number]
            counts = count.get(one.invitation_id) or _NOTHING
            yield from _of_submission(one, codes[one.invitation_id], came.get(number, {}), form(one.version), counts)


@dataclass(frozen=True, slots=True)
class _Counting:
    """What counts of an organisation, where it sent anything that does: the edits with who made them and why, and what the items came to.

    The edits are by their entries, the statuses by keys as all versions have them; there are none where it counts just as it was sent.
    """

    counts: CountedAnswers | None = None
    told: Mapping[int, ToldEdit] = field(default_factory=dict)
    statuses: Mapping[str, ItemStatus] = field(default_factory=dict)

    @classmethod
    def of(cls, tx: Transaction, running: Running, one: CountedAnswers) -> _Counting:
        """Return what is to be known of the answers that count."""
        if one.as_sent:
            return cls(one)
        came = provenance.provenance(tx, [part.id for part in one.parts])
        told = {each.entry: each for each in edits_of(tx, running.study.id, one.edits.values())}
        return cls(one, told, judge_counted(one, came, running.questionnaire, day_of(running, one.submission)).statuses)

    def whole(self, sent: Submission) -> bool | None:
        """Say of all items at once whether they count as a submission has them; None where each has its own answer to that."""
        if self.counts is None:
            return False
        return self.counts.parts[0].id == sent.id if self.counts.as_sent and not self.counts.kept else None

    def keys(self, sent: Submission) -> Callable[[str], str] | None:
        """Return what gives the key that an item of a submission has in all versions; None where it is the same."""
        words = self.counts.words if self.counts else None
        return words.translation(sent.version).key if words else None

    def is_of(self, sent: Submission, own: str, key: str) -> bool:
        """Say whether an item, `own` in its version and `key` in all, counts as this submission has it.

        Of one that has no answer, each workbook that counts says so that left it blank: where another took an answer back, not who gave it.
        """
        if self.counts is None:
            return False
        source = self.counts.sources.get(key)
        if source is not None:
            return source == sent.id
        return sent.state is SubmissionState.ACCEPTED and (self.counts.as_sent or sent.answers.get(own) is None)

    def worked_out(self, sent: Submission, form: Questionnaire | None) -> dict[str, Provenance]:
        """Return the calculations that count and stand in no workbook, since answers were put right or put together.

        They are told with the newest workbook that counts.
        """
        if form is None or self.counts is None or self.counts.as_sent or self.counts.parts[-1].id != sent.id:
            return {}
        key_of = self.keys(sent) or str
        calculated = {question.name for question in form.valued if not question.asked}
        answers = in_version(self.counts, sent.version).answers
        now = (key for key, value in answers.items() if value is not None and parts(key)[2] in calculated)
        return {key: _CALCULATED for key in now if self.counts.sources.get(key_of(key)) is None}

    def edit(self, key: str) -> ToldEdit | None:
        """Return the edit that stands of an item."""
        made = self.counts.edits.get(key) if self.counts else None
        return self.told.get(made.entry) if made else None


_NOTHING = _Counting()


def _of_submission(
    sent: Submission, organisation: str, came: Mapping[str, Provenance], form: Questionnaire | None, counting: _Counting
) -> Iterator[Traced]:
    """Yield the items of one submission, in the order of the form: with what is known of each, and else as asked and unanswered."""
    came = {**came, **{key: replace(came.get(key, _ANSWERED), status=ItemStatus.NOT_APPLICABLE) for key in skipped(sent)}}
    every, whole = _items(sent.answers, {**came, **counting.worked_out(sent, form)}, form), counting.whole(sent)
    if whole is None:
        yield from _laid_over(sent, organisation, every, counting)
        return
    given = sent.answers.get
    for item, how in every:
        value = given(item)
        yield Traced(organisation, item, value, _written(value, how), how, sent, whole)


def _laid_over(sent: Submission, organisation: str, every: Iterable[tuple[str, Provenance]], counting: _Counting) -> Iterator[Traced]:
    """Yield the items of one submission of which not all counts, or not as it was sent.

    What was put right at the desk is the value of the submission from which the answer comes, with who did so and why.
    """
    overlaid = counting.counts if counting.counts and not counting.counts.as_sent else None
    said = in_version(overlaid, sent.version) if overlaid else None
    key_of = counting.keys(sent)
    for own, how in every:
        key = key_of(own) if key_of else own
        counts, value, now = counting.is_of(sent, own, key), sent.answers.get(own), how
        edit = counting.edit(key) if counts and said else None
        if counts and said:
            value = said.answers.get(own)
            status = ItemStatus.WITHHELD if own in said.unsaid else counting.statuses.get(key, how.status)
            now = replace(how, status=status, flag=edit.flag if edit else how.flag)
        yield Traced(
            organisation=organisation,
            item=own,
            value=value,
            as_written=_written(sent.answers.get(own), how),
            came=now,
            submission=sent,
            counts=counts,
            edited_by=edit.by if edit else "",
            edited_at=edit.at if edit else None,
            reason=edit.why if edit else "",
        )


def _items(
    answers: Mapping[str, AnswerValue], came: Mapping[str, Provenance], form: Questionnaire | None
) -> Iterator[tuple[str, Provenance]]:
    known = {**dict.fromkeys(answers, _ANSWERED), **came}
    asked = items(form, known) if form else ()
    for item in asked:
        if item.key in known:
            how = known[item.key]
            yield item.key, how if item.question.asked else replace(how, how=CALCULATED)
        elif item.question.asked:
            yield item.key, UNANSWERED
    # What the form of its version does not have, or all where that cannot be read any more.
    left = known.keys() - {item.key for item in asked}
    yield from ((key, known[key]) for key in sorted(left))


def _written(value: AnswerValue, how: Provenance) -> str:
    if how.written or how.located is None or value is None or isinstance(value, tuple):
        return how.written
    return as_text(value)
