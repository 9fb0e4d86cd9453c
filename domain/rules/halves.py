"""Workbooks of which each is a half: people of one organisation each fill in something, and none of them has all that is required."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from domain.answer import AnswerValue
from domain.rules.overlay import disputed
from domain.submission import Submission, SubmissionState

Answers = Mapping[str, AnswerValue]
# Where nothing counts, what was superseded was sent back before another one was.
_SENT_BACK = frozenset({SubmissionState.QUERIED, SubmissionState.SUPERSEDED})


def sent_back(filed: Sequence[Submission], sender: str, waiting_of: Collection[str] = ()) -> tuple[Submission, ...]:
    """Return the newest of each other person than a sender, of what was sent back of `filed`; nothing where an answer counts.

    Of what came in one message each is the newest: two colleagues may have filled in a half each.

    `waiting_of` are those of whom one that waits for a person is meant, too.
    """
    if any(one.state is SubmissionState.ACCEPTED for one in filed):
        return ()
    newest: dict[str, list[Submission]] = {}
    for one in filed:
        waits, who = one.state is SubmissionState.HELD and one.sender.lower() in waiting_of, one.sender.lower()
        if not one.part and who != sender.lower() and (one.state in _SENT_BACK or waits):
            together = [each for each in newest.get(who, ()) if each.message_id and each.message_id == one.message_id]
            newest[who] = [*together, one]
    return tuple(one for some in newest.values() for one in some)


def in_one_message(filed: Sequence[Submission], mine: Submission) -> tuple[Submission, ...]:
    """Return what came in the same message as a workbook that waits for a person, and waits as well; nothing where an answer counts."""
    if any(one.state is SubmissionState.ACCEPTED for one in filed):
        return ()
    came = (one for one in filed if one.message_id == mine.message_id and one.id != mine.id)
    return tuple(one for one in came if one.state is SubmissionState.HELD and not one.part)


def beside(mine: Collection[str], others: Iterable[Submission], said: Callable[[Submission], Answers]) -> tuple[Submission, ...]:
    """Return which workbooks are halves beside one that answers the items `mine`, oldest first; `said` is what each was written for.

    An earlier one that says something else than a later one, or nothing besides, is left out: it was corrected since.
    """
    found: list[Submission] = []
    given: dict[str, AnswerValue] = {}
    for one in sorted(others, key=lambda one: one.id, reverse=True):
        theirs = said(one)
        if complement(mine, theirs) and theirs.keys() - given.keys() and not disputed(given, theirs):
            found.append(one)
            given |= theirs
    return tuple(reversed(found))


def complement(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether two workbooks that answer these items are halves, and neither is the other one corrected.

    A correction, or a copy in which somebody went on, has nearly all that the other has. Halves both have what everybody is asked, as a
    name, or what stood in their cells before; more than a third of what each says is its own.
    """
    alone = [(set(mine) - set(theirs), mine), (set(theirs) - set(mine), theirs)]
    return all(3 * len(own) > len(whole) for own, whole in alone)


def differ(mine: Answers, theirs: Answers, matters: Callable[[str], bool]) -> bool:
    """Say whether two workbooks differ too much to be halves of one answer: in more than one item for every five that each gives alone.

    Two offices both put down a few things, as how many people work there, and may have them from different lists. Whoever says otherwise
    more often tells something else of the same organisation, and not the rest. What differs by nature, as who filled it in and when, does
    not matter.
    """
    alone = min(len(mine.keys() - theirs.keys()), len(theirs.keys() - mine.keys()))
    return 5 * sum(map(matters, disputed(mine, theirs))) > alone


def answered(answers: Answers) -> dict[str, AnswerValue]:
    """Return the answers that are not blank."""
    return {key: value for key, value in answers.items() if value is not None}
