"""What the workbooks of a study come to, counted as they pass by: what became of the items, and of what the checks found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from digests.quality_facts import CheckLine, Conversions, ItemLine
from domain.answer import ItemStatus
from domain.finding import Finding
from domain.submission import Submission, SubmissionState
from questionnaire.definition import Item, Question, Questionnaire
from questionnaire.items import item_label, items, key_of, parts
from questionnaire.statuses import WANTED
from service.quality.cases import Read

_Key = tuple[str | None, str]  # Of a finding: the answer that it is about, and the check.


class Items:
    """Counts what became of each item; the rows of a table are counted together, under the key of its column."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._form = questionnaire
        self._matrices = frozenset(one.name for one in questionnaire.repeats if one.instances)
        self._counts: dict[str, Counter[ItemStatus]] = {}
        self._refused: Counter[str] = Counter()
        self._edited: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._converted = 0

    def take(self, read: Read) -> None:
        """Count one workbook that counts."""
        for key, status in read.judged.statuses.items():
            if read.judged.is_spared(key):
                continue
            column = self._column(key)
            self._counts.setdefault(column, Counter())[status] += 1
            self._refused[column] += key in read.judged.refused
        self._edited.update(map(self._column, read.edited))
        rules = [one.how for one in read.submission.provenance.values() if one.how and one.status is ItemStatus.ANSWERED]
        self._rules.update(rules)
        self._converted += bool(rules)

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

    def conversions(self) -> Conversions:
        """Return how many answers were converted by which rule, the most frequent first."""
        return Conversions(rules=dict(sorted(self._rules.items(), key=lambda one: (-one[1], one[0]))), workbooks=self._converted)

    def _line(self, question: Question, item: Item, counts: Counter[ItemStatus]) -> ItemLine:
        refused = self._refused[item.key]
        number = f"{question.reference} " if question.reference else ""
        return ItemLine(
            item=item.key,
            labels={one: f"{number}{item_label(self._form, item, one)}" for one in self._form.languages},
            asked=sum(counts[one] for one in WANTED),
            answered=counts[ItemStatus.ANSWERED] + counts[ItemStatus.CODED] - refused,
            coded=counts[ItemStatus.CODED] - refused,
            unanswered=counts[ItemStatus.UNANSWERED],
            refused=refused,
            unreadable=counts[ItemStatus.UNREADABLE],
            withheld=counts[ItemStatus.WITHHELD],
            edited=self._edited[item.key],
        )


class Checks:
    """Counts in how many answers of how many organisations each check failed, and what became of it."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()
        self._confirmed: Counter[str] = Counter()
        self._corrected: Counter[str] = Counter()
        self._edited: Counter[str] = Counter()

    def take(self, submissions: Sequence[Submission], edited: Collection[str] = ()) -> None:
        """Count the submissions of one organisation, oldest first; what a person rejected is none of its.

        `edited` are its answers that were put right at the desk.
        """
        own = [one for one in submissions if one.state is not SubmissionState.REJECTED]
        if not own:
            return
        failed = {_key(finding) for one in own for finding in one.findings}
        # Of an answer that came in parts, each part has its own newest workbook.
        newest = {
            _key(finding): finding.confirmed for one in own if one.state is not SubmissionState.SUPERSEDED for finding in one.findings
        }
        self._failed.update(check for _, check in failed)
        self._confirmed.update(check for (_, check), why in newest.items() if why is not None)
        self._edited.update(check for question, check in failed if question in edited)
        self._corrected.update(check for question, check in failed if (question, check) not in newest)

    def lines(self) -> tuple[CheckLine, ...]:
        """Return what became of the checks, those first that failed most."""
        return tuple(
            CheckLine(
                check=check,
                failed=failed,
                confirmed=self._confirmed[check],
                corrected=self._corrected[check],
                edited=self._edited[check],
            )
            for check, failed in sorted(self._failed.items(), key=lambda one: (-one[1], one[0]))
        )


def _key(finding: Finding) -> _Key:
    return finding.question, finding.code
