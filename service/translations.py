"""What a contact would get in another language than the study says it is written in: title, letters and questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.rules.reminded import CORRECTION
from domain.sentences import counted
from domain.study import Attachment
from languages.locales import english_name
from questionnaire.definition import Questionnaire, Text
from service.running import Running

# The letters that a study writes besides those of its mailings, to those who answer.
ANSWERS = (CORRECTION, "receipt", "question_back")


def untranslated(running: Running, readers: Mapping[str, int]) -> Iterator[str]:
    """Yield what is missing of the study's title and of its letters; `readers` says how many contacts get each language of the study."""
    study, folder = running.study, running.folder
    first = study.languages[0]
    stems = dict.fromkeys([*(mailing.letter for mailing in study.mailings), *ANSWERS])
    for language, number in readers.items():
        if language != first and language not in study.titles:
            yield (
                f"The title is not translated into {language!r}: {counted(number, 'contact')} will read it as {study.title!r}. "
                f'Write it in study.toml: titles = {{ {language} = "..." }}'
            )
        for stem in stems:
            if f"letters/{stem}.{language}.md" not in folder.files and f"letters/{stem}.en.md" in folder.files:
                yield (
                    f"The letter {stem!r} is not written in {language!r}: {counted(number, 'contact')} will get it in English. "
                    f"Write letters/{stem}.{language}.md."
                )


def brings_workbook(running: Running) -> bool:
    """Say whether any mailing of the study brings a workbook."""
    return any(Attachment.WORKBOOK in mailing.attach for mailing in running.study.mailings)


def untranslated_questions(asked: Questionnaire, name: str, language: str) -> Iterator[str]:
    """Yield whether the title of the questionnaire `name` is missing in a language, and how many of its texts."""
    first, column = asked.languages[0], f"{english_name(language)} ({language})"
    if language not in asked.languages:
        yield f"{name} has no labels in {language!r}: its workbook will be in {first!r}. Add the column label::{column}."
        return
    # A workbook that was designed by hand has its own title.
    if asked.original is None and asked.title.get(first, "").strip() and not asked.title.get(language, "").strip():
        yield (
            f"{name} has no title in {language!r}: its workbook is headed {asked.title[first]!r}. "
            f"Add the column excel::form_title::{column} to the sheet settings."
        )
    missing = [place for place, text in _texts(asked) if text.get(first, "").strip() and not text.get(language, "").strip()]
    if missing:
        yield f"{name} is not translated into {language!r} in {counted(len(missing), 'place')}. The first: {missing[0]}."


def _texts(asked: Questionnaire) -> Iterator[tuple[str, Text]]:
    """Yield what respondents read, with what it is called."""
    for section in asked.sections:
        yield f"the section {section.name!r}", section.label
    for question in asked.questions:
        yield f"the question {question.name!r}", question.label
        for choice in question.choices:
            yield f"the choice {choice.name!r} of {question.name!r}", choice.label
