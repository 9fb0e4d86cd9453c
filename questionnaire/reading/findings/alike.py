"""Errors that say the same of many answers of a table are told once, with the others named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.finding import Finding, Severity
from languages import catalogue
from languages.telling import comma
from questionnaire.items import parts
from workbooks.cells import Position, a1, from_a1

_FEWEST = 4  # Fewer are told one by one, with what stands in each.
_NAMED = 10  # Runs of cells, or answers, that a sentence names.

_Told = tuple[object, ...]  # What is the same of findings that are alike.


def told_once(findings: Iterable[Finding], language: str) -> tuple[Finding, ...]:
    """Return the findings, of errors that are alike the first alone, whose message names the others.

    They are of one question of a table or a matrix, in cells of one sheet, and ask for the same: a rule that a whole column breaks is
    broken once, by the column. The workbook marks each of its cells all the same. Answers that have no cell any more are called by their
    labels, as those of a row that was deleted. Each warning is told, since it is confirmed by itself.
    """
    alike: dict[_Told, list[Finding]] = {}
    for number, one in enumerate(findings):
        alike.setdefault(_told(one) or (number,), []).append(one)
    return tuple(told for those in alike.values() for told in ([_first(those, language)] if len(those) >= _FEWEST else those))


def _told(one: Finding) -> _Told:
    """Return what errors share that are alike; nothing of a warning, and of what is about no answer of a table."""
    repeat, _, question = parts(one.question or "")
    same = (question, "") if one.cell else ("", one.message)
    return (one.code, one.sheet, repeat, *same, one.remedy) if repeat and one.severity is Severity.ERROR else ()


def _first(those: Sequence[Finding], language: str) -> Finding:
    others = list(_runs(from_a1(one.cell) for one in those[1:] if one.cell)) or [one.label or "" for one in those[1:]]
    named = comma(language).join(others[:_NAMED]) + ("…" if len(others) > _NAMED else "")
    return replace(those[0], message=f"{those[0].message} {catalogue(language).tell('finding_alike', others=named).message}")


def _runs(cells: Iterable[Position]) -> Iterator[str]:
    """Yield cells in their order, those that go on beneath or beside each other as one range."""
    found: list[list[Position]] = []
    for row, column in cells:
        run = found[-1] if found else []
        step = (row - run[-1][0], column - run[-1][1]) if run else (0, 0)
        if step in {(0, 1), (1, 0)} and (len(run) < 2 or step == (run[-1][0] - run[-2][0], run[-1][1] - run[-2][1])):
            run.append((row, column))
        else:
            found.append([(row, column)])
    yield from (a1(*run[0]) if len(run) == 1 else f"{a1(*run[0])}:{a1(*run[-1])}" for run in found)
