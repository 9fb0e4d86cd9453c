"""Where a held workbook and those that count for its organisation say different things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.answer import AnswerValue, Provenance
from domain.journal import Entry
from domain.rules.overlay import Overlaid, disputed
from domain.rules.parts import named, takes_place
from domain.submission import Submission
from questionnaire.versions.words import VersionWords
from store import Transaction, provenance
from store.answers.counting import CountedAnswers, FiledByOne, decisions_of
from store.database.mapping import chunked

_TOGETHER = 100  # Workbooks of which it is known together how their answers came about.


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedCell:
    """What one workbook says where another says something else: the value, where it stands, in which file and from whom."""

    value: AnswerValue
    sheet: str
    cell: str
    file: str
    sender: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """An item of which two workbooks say different things, side by side: what counts already is the `first`."""

    question: str
    first: DisputedCell
    second: DisputedCell


def disputes(tx: Transaction, counts: CountedAnswers, mine: Submission) -> tuple[Dispute, ...]:
    """Return where a held workbook and those that count say different things, in the order of the answers.

    An earlier workbook of the same sender, beside others, is no opponent: its place is taken. Calculations are nobody's word.
    """
    return next(of_each(tx, [(counts, mine)]))


def of_each(tx: Transaction, held: Iterable[tuple[CountedAnswers, Submission]]) -> Iterator[tuple[Dispute, ...]]:
    """Yield the disputes of held workbooks, each given with what counts: as many statements for many as for one."""
    for some in chunked(held, _TOGETHER):
        decided = decisions_of(tx, {mine.invitation_id for _, mine in some})
        came = provenance.provenance(tx, {one.id for counts, mine in some for one in (mine, *rest_of(counts, mine))})
        for counts, mine in some:
            yield _disputes(counts, mine, decided[mine.invitation_id], came)


def _disputes(
    counts: CountedAnswers, mine: Submission, decided: Sequence[Entry], said: Mapping[int, Mapping[str, Provenance]]
) -> tuple[Dispute, ...]:
    rest = rest_of(counts, mine)
    first, second = (FiledByOne(some, some, decided, counts.words).laid() for some in (rest, [mine]))
    came = {one.id: keyed(counts.words, one, said.get(one.id, {})) for one in (*rest, mine)}
    by_id = {one.id: one for one in rest}
    return tuple(
        Dispute(key, _cell(by_id[first.sources[key]], key, first, came), _cell(mine, key, second, came))
        for key in disputed(first.answers, second.answers)
        if _was_written(came, mine.id, key)
    )


def keyed(words: VersionWords | None, one: Submission, came: Mapping[str, Provenance]) -> dict[str, Provenance]:
    """Return how the answers of a submission came about, by the keys that all versions have."""
    return words.translation(one.version).keyed(came) if words else dict(came)


def rest_of(counts: CountedAnswers, mine: Submission) -> tuple[Submission, ...]:
    """Return the workbooks that stay beside this one."""
    instead = instead_of(counts, mine)
    return tuple(one for one in counts.parts if one.id not in instead)


def instead_of(counts: CountedAnswers, mine: Submission) -> tuple[int, ...]:
    """Return the numbers of the workbooks whose place this one takes: those of its part, or its sender's own beside others."""
    if mine.part:
        return tuple(one.id for one in counts.parts if takes_place(named(mine.part), named(one.part)))
    own = tuple(one.id for one in counts.parts if one.sender.lower() == mine.sender.lower() and not _came_with(one, mine))
    return own if len(counts.parts) > len(own) else ()


def _came_with(one: Submission, mine: Submission) -> bool:
    """Say whether two workbooks came in one message, so that neither takes the other's place."""
    return one.message_id == mine.message_id != 0


def _was_written(came: dict[int, dict[str, Provenance]], submission: int, key: str) -> bool:
    how = came.get(submission, {}).get(key)
    return how is None or how.located is not None


def _cell(one: Submission, key: str, laid_: Overlaid, came: dict[int, dict[str, Provenance]]) -> DisputedCell:
    how = came.get(one.id, {}).get(key)
    at = how.located if how else None
    return DisputedCell(
        value=laid_.answers.get(key), sheet=at.sheet if at else "", cell=at.cell if at else "", file=one.file_name, sender=one.sender
    )
