"""Values that look odd across organisations: found, put on a sheet with a column to tick, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.letter import LetterKind
from domain.rules.outlying import Outlier, WhyOdd, outliers
from domain.submission import Submission
from exports.sheets import CellContent, workbook_of
from languages import ENGLISH
from questionnaire.definition import Questionnaire, QuestionType, in_language
from questionnaire.items import item_label, item_of, items
from service.answers.counting import counted, form_of_all
from service.contacts.census import InvitedOrganisation, census
from service.studies.running import Running
from store import Transaction, paradata
from store.answers.counting import words_of

SHEET = "Outliers"
# What stands above the columns; those that `load` reads are never to be renamed.
HEADINGS = (
    *("ask", "note", "organisation_code", "organisation", "reference", "item", "question", "value", "unit"),
    *("median", "last_round", "times_last_round", "score", "power_of_ten", "why", "asked_before", "submission", "study"),
)
_NUMERIC = (QuestionType.INTEGER, QuestionType.DECIMAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A value that looks odd, with the `submission` that gave it; `asked_at` is when its organisation was asked about this very value."""

    item: str
    label: str
    unit: str
    found: Outlier
    name: str
    reference: str
    submission: int
    asked_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        one = self.found
        return {
            "organisation": one.organisation,
            "reference": self.reference,
            "item": self.item,
            "value": one.value,
            "median": one.middle,
            "last_round": one.before,
            "ratio": one.ratio,
            "score": one.score,
            "power_of_ten": one.power or None,
            "why": [why.value for why in one.why],
            "submission": self.submission,
            "asked_at": self.asked_at.isoformat() if self.asked_at else None,
        }


def find(tx: Transaction, running: Running, now: datetime) -> tuple[Odd, ...]:
    """Return the odd ones of all numeric answers that count, question by question in the order of the form."""
    form, cases = form_of_all(tx, running), census(tx, running, now)
    by_invitation = {case.invitation.id: case for case in cases.values() if case.standing}
    values: dict[str, dict[str, float]] = {}
    brought: dict[tuple[str, str], int] = {}
    for one in counted(tx, running):
        if case := by_invitation.get(one.submission.invitation_id):
            for key, number in _numbers(one.submission, form):
                values.setdefault(key, {})[case.organisation.code] = number
                brought[case.organisation.code, key] = one.sources.get(key, one.submission.id)
    asked = asked_before(tx, running.study.id)
    order = [item.key for item in items(form, values) if item.key in values]
    before = _last(running.previous, values)
    return tuple(
        _odd(form, cases[found.organisation], key, found, brought[found.organisation, key], asked)
        for key in order
        for found in outliers(values[key], before[key])
    )


def _numbers(one: Submission, form: Questionnaire) -> Iterator[tuple[str, float]]:
    for item in items(form, one.answers):
        answer = one.answers.get(item.key)
        if item.question.asked and item.question.type in _NUMERIC and isinstance(answer, int | float) and not isinstance(answer, bool):
            yield item.key, answer


def _last(previous: Mapping[str, Mapping[str, str]], values: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    """Return last round's values, by item and organisation, of those who have one now: each organisation is asked for once."""
    found: dict[str, dict[str, float]] = {key: {} for key in values}
    for code in dict.fromkeys(code for those in values.values() for code in those):
        for key, text in previous.get(code, {}).items():
            if code in values.get(key, ()):
                found[key][code] = float(text)
    return found


def _odd(
    form: Questionnaire,
    case: InvitedOrganisation,
    key: str,
    found: Outlier,
    submission: int,
    asked: Mapping[tuple[str, str, float], datetime],
) -> Odd:
    item = item_of(form, key)
    return Odd(
        item=key,
        label=f"{item.question.reference} {item_label(form, item, ENGLISH)}".strip(),
        unit=in_language(item.question.unit, ENGLISH, form.languages),
        found=found,
        name=case.organisation.name,
        reference=case.invitation.reference,
        submission=submission,
        asked_at=asked.get((found.organisation, key, found.value)),
    )


def asked_before(tx: Transaction, study: str) -> dict[tuple[str, str, float], datetime]:
    """Return when organisations were asked about which values, by organisation, item and value, both in the words of today."""
    words, asked = words_of(tx, study), dict[tuple[str, str, float], datetime]()
    for letter in paradata.told(tx, study, (LetterKind.INQUIRY,)):
        told = letter.context.get("inquiry", {})
        since = words.since(told["version"]) if words and "version" in told else None
        for one in told.get("answers", ()):  # What was erased asked about nothing any more.
            item, number = one["item"], one["number"]
            if since:
                item, number = since.key(item), since.value(item, number)
            asked[letter.organisation, item, float(number)] = letter.at
    return asked


def sheet(found: Sequence[Odd], study: str) -> bytes:
    """Return the workbook with one row a value; whoever writes anything but a no into the first column wants it to be asked about."""
    return workbook_of([(SHEET, list(HEADINGS), [_row(one, study) for one in found])], title=f"{SHEET}: {study}")


def _row(odd: Odd, study: str) -> list[CellContent]:
    one = odd.found
    return [
        *(None, None, one.organisation, odd.name, odd.reference, odd.item, odd.label, one.value, odd.unit),
        *(_rounded(one.middle), one.before, _rounded(one.ratio), _rounded(one.score), one.power or None),
        *(", ".join(why.value for why in one.why), odd.asked_at, odd.submission, study),
    ]


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")


def reasons(found: Outlier) -> dict[str, bool]:
    """Return what a letter may say of why a value looks odd: nothing of what others answered."""
    return {why.value: why in found.why for why in WhyOdd}
