"""An adopted form whose workbook is another file in some languages: the same questions, where they stand in the file of one language."""

from __future__ import annotations

from dataclasses import replace

from questionnaire.definition import Question, Questionnaire, Repeat


def in_workbook_of(form: Questionnaire, language: str) -> Questionnaire:
    """Return the form as it stands in the workbook of a language: itself where that has no file of its own.

    Where the form gives one place in that language, it gives all of them: a place that is missing would be another cell there.
    """
    if language not in form.originals:
        return form
    own = any(language in one.cells for one in form.questions) or any(language in one.lines for one in form.repeats)
    return replace(
        form,
        original=form.originals[language],
        questions=tuple(_moved(one, language) for one in form.questions) if own else form.questions,
        repeats=tuple(_with_lines(one, language) for one in form.repeats) if own else form.repeats,
    )


def _moved(question: Question, language: str) -> Question:
    return replace(question, cell=question.cells.get(language, ""))


def _with_lines(repeat: Repeat, language: str) -> Repeat:
    rows, key, header = repeat.lines.get(language, ("", "", ""))
    return replace(repeat, rows=rows, key=key, header=header)
