"""What a contact would get in another language than the study says it is written in: title, letters and questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.rules.reminded import CORRECTION
from domain.study import Attachment
from languages import spoken, without_private
from languages.locales import english_name
from languages.telling import phrased
from questionnaire.definition import Questionnaire, Text
from service.studies.running import Running

# The letters that a study writes besides those of its mailings, to those who answer.
ANSWERS = (CORRECTION, "receipt", "question_back")


def untranslated(running: Running, readers: Mapping[str, int]) -> Iterator[str]:
    """Yield what is missing of the study's title, its letters and the program's own words; `readers` are the contacts of each language."""
    study, folder = running.study, running.folder
    first = study.languages[0]
    stems = dict.fromkeys([*(mailing.letter for mailing in study.mailings), *ANSWERS])
    for language, number in readers.items():
        if language != first and language not in study.titles:
            line = f'titles = {{ {language} = "..." }}'
            yield phrased("check.no_title", language=repr(language), n=number, title=repr(study.title), line=line)
        for stem in stems:
            if f"letters/{stem}.{language}.md" not in folder.files and f"letters/{stem}.en.md" in folder.files:
                file = f"letters/{stem}.{language}.md"
                yield phrased("check.no_letter", letter=repr(stem), language=repr(language), n=number, file=file)
    yield from unspoken(readers)


def unspoken(readers: Mapping[str, int]) -> Iterator[str]:
    """Yield the languages in which a study writes, and the program only reads: all that it writes itself is in English there."""
    for language, number in readers.items():
        if without_private(language) not in spoken():
            yield phrased("check.not_spoken", language=repr(language), n=number)


def brings_workbook(running: Running) -> bool:
    """Say whether any mailing of the study brings a workbook."""
    return any(Attachment.WORKBOOK in mailing.attach for mailing in running.study.mailings)


def untranslated_questions(asked: Questionnaire, name: str, language: str) -> Iterator[str]:
    """Yield whether the title of the questionnaire `name` is missing in a language, and how many of its texts."""
    first, column = asked.languages[0], f"{english_name(language)} ({language})"
    if language not in asked.languages:
        yield phrased("check.no_labels", file=name, language=repr(language), first=repr(first), column=f"label::{column}")
        return
    # A workbook that was designed by hand has its own title.
    if asked.original is None and asked.title.get(first, "").strip() and not asked.title.get(language, "").strip():
        title, column = repr(asked.title[first]), f"excel::form_title::{column}"
        yield phrased("check.no_form_title", file=name, language=repr(language), title=title, column=column)
    missing = [place for place, text in _texts(asked) if text.get(first, "").strip() and not text.get(language, "").strip()]
    if missing:
        yield phrased("check.untranslated", file=name, language=repr(language), n=len(missing), place=missing[0])


def _texts(asked: Questionnaire) -> Iterator[tuple[str, Text]]:
    """Yield what respondents read, with what it is called."""
    for section in asked.sections:
        yield phrased("check.place.section", name=repr(section.name)), section.label
    for question in asked.questions:
        yield phrased("check.place.question", name=repr(question.name)), question.label
        for choice in question.choices:
            yield phrased("check.place.choice", name=repr(choice.name), question=repr(question.name)), choice.label
