"""A questionnaire on paper, for those who must collect signatures before they answer: as PDF, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from domain.errors import Asked
from languages import catalogue
from languages.locales import day, right_to_left
from mailer.fonts import families, in_order, refuse_missing_glyphs
from mailer.pdf import typeset
from questionnaire.definition import Questionnaire, in_language
from questionnaire.paper import on_paper, paper_words
from service.authoring.drafts import choose, prospective
from service.authoring.files import form_of
from service.installation.writing import write
from service.wiring import Service
from settings.reading import unknown_key

_WORDS = (
    *("paper_how", "paper_signed", "paper_name", "paper_position", "paper_date", "paper_signature"),
    *("workbook_organisation", "workbook_reference", "workbook_deadline"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedForm:
    """What is printed: the questionnaire, and what a study adds to it, "" or None where there is none."""

    form: Questionnaire
    title: str = ""
    deadline: date | None = None


def of_file(form: Path, *, lenient: bool = False) -> PrintedForm:
    """Return an XLSForm to be printed; FormErrors where it cannot be used."""
    return PrintedForm(form=form_of(form, lenient=lenient))


def of_study(service: Service, study_id: str | None) -> PrintedForm:
    """Return the questionnaire of a study as it stands in its folder, with the title and the deadline that hold for the study."""
    found = prospective(service, choose(service, study_id))
    return PrintedForm(form=found.questionnaire, title=found.study.title, deadline=found.study.deadline)


def print_form(printed: PrintedForm, language: str, target: Path) -> int:
    """Write the questionnaire in a language as PDF (A4, PDF/UA-1), and return how many questions are on it.

    ConfigurationError for a language that it does not have, LetterError for a character that no font has.
    """
    form = printed.form
    if language not in form.languages:
        raise unknown_key(language, form.languages, Asked.LANGUAGE)
    facts = {
        "title": in_language(form.title, language, form.languages) or printed.title,
        "study": printed.title,
        "deadline": day(printed.deadline, language) if printed.deadline else "",
        "words": paper_words(catalogue(language), _WORDS),
        "sections": [asdict(section) for section in on_paper(form, language)],
    }
    fonts = in_order(language, families())
    refuse_missing_glyphs("".join(_texts(facts)), fonts, where=form.id)
    page = {"language": language, "direction": "rtl" if right_to_left(language) else "ltr", "fonts": [one.name for one in fonts]}
    write(target, typeset("questionnaire.typ", facts | page, where=form.id))
    return len(form.answerable)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, Mapping)):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)
