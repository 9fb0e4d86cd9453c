"""What workbooks that count say otherwise than what counts: another was put together with them, and there they were not followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from domain.answer import AnswerValue, Provenance
from domain.submission import Submission
from store import Transaction, counting, invitations, provenance, records
from store.answers.counting import CountedAnswers
from store.answers.records import Stated

_TOGETHER = 20  # Organisations in memory at once, each with all its answers.


def overruled(tx: Transaction, study: str) -> Iterator[Stated]:
    """Yield, in the order of the invitations, each answer of a workbook that counts in which another workbook counts instead.

    Each is in the words of its version, as it was sent; what both say alike, and what the program worked out, is none.
    """
    wanted = iter(records.put_together(tx, study))
    while some := list(islice(wanted, _TOGETHER)):
        codes = {one.id: one.organisation for one in invitations.with_ids(tx, some)}
        for one in counting.of_invitations(tx, some):
            came = provenance.provenance(tx, [part.id for part in one.parts])
            for part in one.parts:
                yield from _of(one, part, came.get(part.id, {}), codes[part.invitation_id])


def _of(one: CountedAnswers, part: Submission, came: Mapping[str, Provenance], organisation: str) -> Iterator[Stated]:
    others = {other.id: _said(one, other) for other in (*one.kept, *one.parts)}
    key_of = one.words.translation(part.version).key if one.words else str
    for own, how in sorted(came.items()):
        key, value = key_of(own), part.answers.get(own)
        source = one.sources.get(key)
        if value is None or how.located is None or source == part.id:
            continue
        if others.get(source or 0, {}).get(key) != others[part.id].get(key):
            yield Stated(organisation, part.id, part.state.value, part.version, own, value, how.status.value, how.written, how.how)


def _said(one: CountedAnswers, part: Submission) -> Mapping[str, AnswerValue]:
    return one.words.translation(part.version).answers(part.answers) if one.words else part.answers
