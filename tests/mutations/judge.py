"""What became of each answer: right, told, or silently wrong; and what was said of answers that nobody touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from domain.finding import Finding
from questionnaire.items import key_of, parts
from questionnaire.reading import Reading, read
from tests.mutations.case import LOST, Case, Expected, Touched
from tests.mutations.samples import TODAY, Sample
from workbooks.caged.reader import Opened
from workbooks.cells import Workbook, a1

_WHERE = frozenset({"question_missing", "rungs_disagree", "cell_uncalculated"})
_WHOLE = frozenset({"workbook_foreign", "workbook_blank"})  # These are told of all answers.


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one mutation in one file came to: how many of the touched answers are right and how many told; `wrong` and `false` in words.

    `lost` are answers that the mutation destroyed, or made such that nobody can know them, and that were told; they are not among the
    `touched` ones. `false` are untouched answers that are not right, or of which something was told.
    """

    touched: int = 0
    right: int = 0
    reported: int = 0
    lost: int = 0
    wrong: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    missed: tuple[str, ...] = field(default=())  # Those that were told, but are not right.


def readings(opened: Iterable[Opened], sample: Sample) -> list[Reading]:
    """Return what each workbook in a file says; none where it is refused, which is told, too."""
    books = [each.result for each in opened if isinstance(each.result, Workbook)]
    return [read(book, sample.form, sample.layouts, today=TODAY) for book in books]


def judge(
    case: Case, all_touched: dict[str, Touched], found: list[Reading], known: Collection[tuple[str, str | None]]
) -> dict[str, Verdict]:
    """Return the verdict of each mutation in one file, by its name; what is false in the file is told with the first.

    `known` are the findings (code and question) that the answers have without any mutation.
    """
    if not found:
        return {name: Verdict(touched=len(touched), reported=len(touched), missed=("refused",)) for name, touched in all_touched.items()}
    reading = found[0]
    everything: dict[str, Expected] = {key: each for touched in all_touched.values() for key, each in touched.items()}
    false = tuple(_false(case, everything, reading, known))
    return {name: _verdict(case, touched, reading, () if number else false) for number, (name, touched) in enumerate(all_touched.items())}


def _verdict(case: Case, touched: Touched, reading: Reading, false: tuple[str, ...]) -> Verdict:
    counts: Counter[str] = Counter()
    wrong, missed = [], []
    for key, expected in touched.items():
        got = reading.answers.get(key)
        if expected.answer is not LOST and _same(got, expected.answer):
            counts["right"] += 1
        elif _is_told(case, key, expected, reading):
            counts["lost" if expected.answer is LOST else "reported"] += 1
            missed += [] if expected.answer is LOST else [f"{key}: {got!r}, not {expected.answer!r}: {_codes(reading, key)}"]
        else:
            wrong.append(f"{key}: {got!r}, not {expected.answer!r}")
    known = sum(expected.answer is not LOST for expected in touched.values())
    return Verdict(
        touched=known,
        right=counts["right"],
        reported=counts["reported"],
        lost=counts["lost"],
        wrong=tuple(wrong),
        false=false,
        missed=tuple(missed),
    )


def _same(got: object, wanted: object) -> bool:
    # True is 1 in Python, and another answer.
    return got == wanted and isinstance(got, bool) == isinstance(wanted, bool)


def _codes(reading: Reading, key: str) -> str:
    return ", ".join(f.code for f in reading.findings if f.question in _names(reading, key))


def _names(_: Reading, key: str) -> Collection[str]:
    repeat, _instance, name = parts(key)
    return {key, f"{repeat}[].{name}"} if repeat else {key}


def _is_told(case: Case, key: str, expected: Expected, reading: Reading) -> bool:
    spots = case.spots.get(key, ())
    sheets = {spot.sheet for spot in spots} | {sheet for sheet, _ in expected.cells}
    cells = {(spot.sheet, a1(spot.row, spot.column)) for spot in spots} | expected.cells
    return any(_names_it(finding, _names(reading, key), sheets, cells) for finding in reading.findings)


def _names_it(finding: Finding, keys: Collection[str], sheets: Collection[str], cells: Collection[tuple[str, str]]) -> bool:
    if finding.code in _WHOLE or finding.question in keys:
        return True
    if finding.question is not None:
        return False
    if finding.cell is not None:
        return (finding.sheet, finding.cell) in cells
    return finding.sheet in sheets or any(f"“{sheet}”" in finding.message or sheet in finding.message for sheet in sheets)


def _depends(case: Case, key: str, names: Collection[str]) -> bool:
    """Say whether the expressions of an item read answers with these names: of what was told of these, more may follow."""
    waiting, seen = [case.question(key).name], set[str]()
    while waiting:
        question = case.sample.form.by_name.get(waiting.pop())
        if question and question.name not in seen:
            seen.add(question.name)
            expressions = (question.relevant, question.constraint, question.required, question.calculation)
            waiting += [name for one in expressions if one for name in one.reads]
    return not seen.isdisjoint(names)


def _part(case: Case, key: str) -> str:
    question = case.question(key)
    return question.repeat or question.section


def _false(case: Case, everything: Touched, reading: Reading, known: Collection[tuple[str, str | None]]) -> Iterable[str]:
    asked = {key for key in reading.answers if case.question(key).asked} if reading.answers else set()
    for key in sorted((asked | case.sample.answers.keys()) - everything.keys()):
        wanted, got = case.sample.answers.get(key), reading.answers.get(key)
        if not _same(got, wanted):
            yield f"{key}: {got!r}, not {wanted!r}"
    before = case.sample.answers
    doubtful = {
        case.question(key).name
        for key, each in everything.items()
        if not _same(reading.answers.get(key), each.answer) or not _same(before.get(key), each.answer)
    }
    touched_parts = {_part(case, key) for key in everything}
    columns = {key_of(case.question(key)) for key in everything}
    sheets = {spot.sheet for key in everything for spot in case.spots.get(key, ())} | {s for e in everything.values() for s, _ in e.cells}
    for finding in reading.findings:
        if (finding.code, finding.question) in known or (finding.question and _depends(case, finding.question, doubtful)):
            continue
        if finding.question is not None and finding.question not in everything and finding.question not in columns:
            if (
                finding.code in _WHERE
                and case.sample.answers.get(finding.question) is None
                and _part(case, finding.question) in touched_parts
            ):
                continue  # A blank one among those that were moved.
            yield f"{finding.code} about {finding.question}: {finding.message}"
        elif finding.question is None and finding.sheet in set(case.book.sheetnames) - sheets and everything.keys() != case.spots.keys():
            yield f"{finding.code} about {finding.sheet}!{finding.cell}"
