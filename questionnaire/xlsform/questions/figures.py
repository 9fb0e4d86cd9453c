"""What stands beside a figure: cells for a flag and a note, and beneath it the row that asks for the last round's figure anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from languages import catalogue
from questionnaire.definition import Choice, Question, QuestionType, Text
from questionnaire.kinds import NUMBERS
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions import extras
from questionnaire.xlsform.sheets.cells import NO
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.names import Names

_NONE = "no"  # Instead of codes: the question has none of those that the form has for all.
REVISED = "_revised"  # Ends the name of the question that asks for a figure of the last round anew.


@dataclass(frozen=True, slots=True)
class FigureDefaults:
    """What the sheet settings asks for beside every figure; `missing` are codes that may stand instead of one that is required."""

    flags: tuple[Choice, ...] = ()
    notes: bool = False
    revise: bool = False
    missing: tuple[Choice, ...] = ()

    def codes(
        self, row: FormRow, kind: QuestionType, lists: Mapping[str, tuple[Choice, ...]], language: str, report: ProblemReport
    ) -> tuple[Choice, ...]:
        """Return the codes that may stand instead of the answer of a row: its own, else those of the form for a figure that is required."""
        if row.fills("calculation"):
            return ()
        if self.missing and row.text("missing").casefold() in {"", _NONE}:
            wanted = kind in NUMBERS and not row.fills("missing") and row.text("required").casefold() not in NO
            return self.missing if wanted else ()
        return extras.missing(row, lists, language, report)


def with_figures(
    question: Question,
    row: FormRow,
    figures: FigureDefaults,
    lists: Mapping[str, tuple[Choice, ...]],
    language: str,
    names: Names,
    report: ProblemReport,
) -> Iterator[Question]:
    """Yield the question of a row with the cells beside it, and the one that revises its figure of the last round, if that is wanted."""
    if question.type not in NUMBERS or question.calculation:
        yield question
        return
    flags = extras.flags(row, lists, language, report) if row.fills(extras.FLAGS) else figures.flags
    _check_codes(question, flags, row, report)
    asked = replace(question, flags=flags, asides=extras.asides(row, flags, report, notes=figures.notes))
    yield asked
    if extras.yes_or_no(row, extras.REVISE, report, otherwise=figures.revise and question.previous):
        yield _revision(asked, names.derive(row, f"{question.name}{REVISED}"))
        if not question.previous:
            report.error(row.place(extras.REVISE), "There is no figure of the last round to revise.", "Write yes into the column previous.")


def _check_codes(question: Question, flags: Iterable[Choice], row: FormRow, report: ProblemReport) -> None:
    """Warn of a code that says two things: that there is no figure, and what the figure is."""
    missing = {code.casefold() for code in question.missing}
    for flag in flags:
        if flag.name.casefold() in missing:
            message = f"The code {flag.name!r} stands for a missing answer, and marks a figure as well."
            report.warning(row.place("missing"), message, "Give one of the two another code.")


def _revision(question: Question, name: str) -> Question:
    """Return the question that asks for the last round's figure anew: of the same type, unit and limits, never required.

    A constraint that reads other answers holds among those of this round, and says nothing of the last one's.
    """
    alone = question.constraint is not None and not question.constraint.reads
    return replace(
        question,
        name=name,
        label=_label(question.label),
        hint={},
        reference="",
        required=None,
        constraint=question.constraint if alone else None,
        constraint_message=question.constraint_message if alone else {},
        previous=False,
        variance=None,
        revises=question.name,
    )


def _label(label: Text) -> Text:
    return {language: catalogue(language).say("workbook_revised", label=text).message for language, text in label.items()}
