"""What became of each item of the answers that count: of a workbook just as it was read, and where edits or others lie over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from domain.answer import AnswerValue, ItemStatus, Provenance
from domain.submission import Submission
from questionnaire.definition import Questionnaire
from questionnaire.statuses import Judged, judge
from questionnaire.versions.words import VersionWords
from service.answers.counting import in_version
from store.answers.counting import CountedAnswers

# What was not asked, could not be read or was withheld stays so as long as nobody fills it.
_STAYS = frozenset({ItemStatus.NOT_ASKED, ItemStatus.UNREADABLE, ItemStatus.WITHHELD})
Came = Mapping[int, Mapping[str, Provenance]]


def judge_sent(one: Submission, words: VersionWords | None, form: Questionnaire, day: date) -> Judged:
    """Return what the items of one workbook came to by the form of the version that read it, under the keys that all versions have.

    `form` is that of all versions, where they have the same.
    """
    if words is None:
        return judge(form, one, day)
    return keyed(judge(words.form(one.version), one, day), words, one.version)


def judge_counted(one: CountedAnswers, came: Came, form: Questionnaire, day: date) -> Judged:
    """Return what the items came to that count: each by the newest version that asks for it and was answered.

    An edited item is what it was edited to; `came` says by submission how its answers came about.
    """
    if one.words is None:
        return judge_in(one, 0, came, form, day)
    made = Judged(statuses={}, required=frozenset(), refused=frozenset())
    for number in dict.fromkeys(part.version for part in one.parts):
        there = one.words.backward(number).key
        # Also whether a calculation applies is said by the newest version that has it.
        made = replace(made, idle=frozenset(key for key in made.idle if there(key) is None))
        made = _over(made, keyed(judge_in(one, number, came, one.words.form(number), day), one.words, number))
    return made


def judge_in(one: CountedAnswers, number: int, came: Came, form: Questionnaire, day: date) -> Judged:
    """Return what the items of one version came to that count, under the keys that they have there."""
    said = in_version(one, number)
    known = dict(_provenance(one, number, came, said.answers))
    known |= dict.fromkeys(said.unsaid, Provenance(status=ItemStatus.WITHHELD))
    findings = (told for part in one.parts for told in part.findings if told.question and _key(one, part, told.question) not in one.edits)
    own = tuple(told for told in findings if one.words is None or told.question in said.answers)
    return judge(form, replace(one.submission, answers=dict(said.answers), provenance=known, findings=own), day)


def _provenance(one: CountedAnswers, number: int, came: Came, answers: Mapping[str, AnswerValue]) -> Iterator[tuple[str, Provenance]]:
    """Yield how the items of a version came about that nobody edited; each blank is judged anew, but for what stays."""
    for part in one.parts:
        for key, how in came.get(part.id, {}).items():
            to = _key(one, part, key)
            own = one.words.backward(number).key(to) if one.words else key
            if own is not None and to not in one.edits:
                is_own = one.sources.get(to) == part.id
                if (how.status in _STAYS) if answers.get(own) is None else is_own:
                    yield own, how


def provenance_of(one: CountedAnswers, part: Submission) -> dict[str, Provenance]:
    """Return how the answers of one of the workbooks that count came about that nobody edited, under the keys that all versions have."""
    return {to: how for key, how in part.provenance.items() if (to := _key(one, part, key)) not in one.edits}


def _key(one: CountedAnswers, part: Submission, key: str) -> str:
    return one.words.translation(part.version).key(key) if one.words else key


def keyed(found: Judged, words: VersionWords, number: int) -> Judged:
    """Return what the items of a version came to under the keys that all versions have."""
    to = words.translation(number)
    sets = {name: frozenset(map(to.key, getattr(found, name))) for name in ("required", "refused", "idle", "spared")}
    return Judged(statuses=to.keyed(found.statuses), **sets)


def _over(older: Judged, newer: Judged) -> Judged:
    """Return what both came to; of what both asked, the newer says it."""
    there = newer.statuses.keys()
    return Judged(
        statuses={**older.statuses, **newer.statuses},
        required=(older.required - there) | newer.required,
        refused=(older.refused - there) | newer.refused,
        idle=older.idle | newer.idle,
        spared=(older.spared - there) | newer.spared,
    )
