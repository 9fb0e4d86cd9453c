"""The way of every value: from what is counted to the cell of the archived original, and to the letter that it answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from domain.answer import UNANSWERED, AnswerValue, Provenance
from domain.errors import ConfigurationError, disk_fault
from domain.submission import Submission, SubmissionState
from domain.traced import Traced
from exports import values
from questionnaire.definition import Questionnaire
from questionnaire.items import items, parts
from questionnaire.reading.values.folding import as_text
from service.edits import ToldEdit, edits_of
from service.running import Running
from service.versions import forms_of
from service.wiring import Service
from settings import private
from store import Transaction, counting, invitations, submissions
from store.counting import CountedAnswers

_TOGETHER = 20  # Submissions in memory at once, each with all its answers: a form may have thousands.
_NEAR = 3

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
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        remedy = f"{meant}Write the name of the question in the form, or of one answer, such as repeat[1].name."
        raise ConfigurationError(f"There is no question {question!r}.", where="trace", remedy=remedy)


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
            file.writelines(values.lines(every_value(service, tx, running)))
        draft.replace(path)
    except OSError as error:
        raise disk_fault(error, path) from error
    return path


def _values(service: Service, tx: Transaction, running: Running, ids: Iterable[int]) -> Iterator[Traced]:
    form, source = forms_of(service, tx, running), iter(ids)
    while some := list(islice(source, _TOGETHER)):
        sent = {one.id: one for one in submissions.with_ids(tx, some)}
        came = submissions.provenance(tx, some)
        whose = {one.invitation_id for one in sent.values()}
        codes = {one.id: one.organisation for one in invitations.with_ids(tx, whose)}
        count = {one.submission.invitation_id: one for one in counting.of_invitations(tx, whose)}
        told = {one.entry: one for one in edits_of(tx, running.study.id, [edit for one in count.values() for edit in one.edits.values()])}
        for number in some:
            one = sent[number]
            yield from _of_submission(
                one, codes[one.invitation_id], came.get(number, {}), form(one.version), count.get(one.invitation_id), told
            )


def _of_submission(
    sent: Submission,
    organisation: str,
    came: Mapping[str, Provenance],
    form: Questionnaire | None,
    count: CountedAnswers | None,
    told: Mapping[int, ToldEdit],
) -> Iterator[Traced]:
    """Yield the items of one submission, in the order of the form: with what is known of each, and else as asked and unanswered.

    What was put right at the desk is the value of the submission from which the answer comes, with who did so and why.
    """
    for key, how in _items(sent.answers, came, form):
        counts = count is not None and sent.state is SubmissionState.ACCEPTED and count.sources.get(key, sent.id) == sent.id
        edit = told.get(count.edits[key].entry) if count and counts and key in count.edits else None
        value = sent.answers.get(key)
        yield Traced(
            organisation=organisation,
            item=key,
            value=edit.new if edit else value,
            as_written=_written(value, how),
            came=how,
            submission=sent,
            counts=counts,
            edited_by=edit.by if edit else "",
            reason=edit.why if edit else "",
        )


def _items(
    answers: Mapping[str, AnswerValue], came: Mapping[str, Provenance], form: Questionnaire | None
) -> Iterator[tuple[str, Provenance]]:
    left = dict.fromkeys((*came, *answers))
    for item in items(form, left) if form else ():
        if item.key in left:
            del left[item.key]
            yield item.key, came.get(item.key, Provenance())
        elif item.question.asked:
            yield item.key, UNANSWERED
    # What the form of its version does not have, or all where that cannot be read any more.
    for key in left:
        yield key, came.get(key, Provenance())


def _written(value: AnswerValue, how: Provenance) -> str:
    if how.written or how.located is None or value is None or isinstance(value, tuple):
        return how.written
    return as_text(value)
