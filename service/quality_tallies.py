"""What the workbooks of a study come to, counted as they pass by: what became of the items, and of what the checks found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from digests.quality_facts import CheckLine, Conversions, ItemLine
from domain.finding import Finding
from domain.submission import Submission, SubmissionState
from questionnaire.definition import Question, Questionnaire
from questionnaire.items import Item, item_label, items, key_of, parts
from questionnaire.statuses import GIVEN, ItemStatus
from store import paradata

_Key = tuple[str | None, str]  # Of a finding: the answer that it is about, and the check.


class Items:
    """Counts what became of each item; the rows of a table are counted together, under the key of its column."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._form = questionnaire
        self._matrices = frozenset(one.name for one in questionnaire.repeats if one.instances)
        self._counts: dict[str, Counter[ItemStatus]] = {}

    def take(self, statuses: Mapping[str, ItemStatus]) -> None:
        """Count one workbook."""
        for key, status in statuses.items():
            self._counts.setdefault(self._column(key), Counter())[status] += 1

    def _column(self, key: str) -> str:
        repeat, _, name = parts(key) if "[" in key else ("", "", key)
        return key if not repeat or repeat in self._matrices else key_of(self._form.by_name[name])

    def lines(self) -> Iterator[ItemLine]:
        """Yield what the items came to, in the order of the form; of what no workbook could answer, too."""
        tables = (one for one in self._form.answerable if one.repeat and one.repeat not in self._matrices)
        there = {item.key: item for item in items(self._form) if item.question.asked}
        there |= {key_of(one): Item(one, "", key_of(one)) for one in tables}
        order = {question.name: place for place, question in enumerate(self._form.questions)}
        for key, item in sorted(there.items(), key=lambda one: order[one[1].question.name]):
            yield self._line(item.question, item, self._counts.get(key, Counter()))

    def _line(self, question: Question, item: Item, counts: Counter[ItemStatus]) -> ItemLine:
        number = f"{question.reference} " if question.reference else ""
        return ItemLine(
            item=item.key,
            labels={one: f"{number}{item_label(self._form, item, one)}" for one in self._form.languages},
            asked=counts.total() - counts[ItemStatus.NOT_APPLICABLE],
            answered=sum(counts[one] for one in GIVEN),
            coded=counts[ItemStatus.CODED],
            unanswered=counts[ItemStatus.UNANSWERED],
            refused=counts[ItemStatus.REFUSED],
            unreadable=counts[ItemStatus.UNREADABLE],
        )


class Checks:
    """Counts in how many answers of how many organisations each check failed, and what became of it."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()
        self._confirmed: Counter[str] = Counter()
        self._corrected: Counter[str] = Counter()

    def take(self, submissions: Sequence[Submission]) -> None:
        """Count the submissions of one organisation, oldest first; what a person rejected is none of its."""
        own = [one for one in submissions if one.state is not SubmissionState.REJECTED]
        if not own:
            return
        failed = {_key(finding) for one in own for finding in one.findings}
        newest = {_key(finding): finding.confirmed for finding in own[-1].findings}
        self._failed.update(check for _, check in failed)
        self._confirmed.update(check for (_, check), why in newest.items() if why is not None)
        self._corrected.update(check for question, check in failed if (question, check) not in newest)

    def lines(self) -> tuple[CheckLine, ...]:
        """Return what became of the checks, those first that failed most."""
        return tuple(
            CheckLine(check=check, failed=failed, confirmed=self._confirmed[check], corrected=self._corrected[check])
            for check, failed in sorted(self._failed.items(), key=lambda one: (-one[1], one[0]))
        )


def _key(finding: Finding) -> _Key:
    return finding.question, finding.code


def conversions(told: Iterable[paradata.Told]) -> Conversions:
    """Return how many answers were written in another way than asked for, as letters told it: each workbook's once."""
    by_workbook: dict[object, int] = {}
    for one in told:
        said = one.context.get("receipt") or one.context
        found = said.get("conversions") if isinstance(said, Mapping) else None
        if found:
            by_workbook[one.context.get("submission") or one.letter_id] = len(found)
    return Conversions(answers=sum(by_workbook.values()), workbooks=len(by_workbook))
