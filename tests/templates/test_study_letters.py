"""The letters of the model study can be made from the facts that the service gives, and from no others."""

from __future__ import annotations

import io
import re
import tomllib
from datetime import date
from html import unescape
from typing import Any

import pypdf
import pytest

import templates
from languages.locales import day
from mailer.merge import Rendered, Template, compile_letter
from mailer.pdf import render_pdf

STUDY_FOLDER = templates.folder("studies") / "cybercrime-2012"
LETTERS = STUDY_FOLDER / "letters"
GREETING = re.compile(r"or '([^']+)' \}\}(.)")
LANGUAGES = tuple(tomllib.loads((STUDY_FOLDER / "study.toml").read_text(encoding="utf-8"))["languages"])
MAILINGS = ("circular", "questionnaire", "reminder", "last_call", "correction")
REFERENCE = "CYB12-0007-K"

SENT_ON = date(2012, 2, 10)
STUDY: dict[str, Any] = {
    "id": "cybercrime-2012",
    "title": "Comprehensive Study on the Problem of and Response to Cybercrime",
    "deadline": date(2012, 4, 30),
    "zone": "Europe/Vienna",
    "contact": {"name": "Miriam Keller", "address": "miriam.keller@unodc.example", "language": "en"},
    "returns_to": "cybercrime.study@unodc.example",
}
SENDER = {"key": "unodc", "name": "UNODC Cybercrime Study", "address": "cybercrime.study@unodc.example"}
ORGANISATION = {"code": "NILETEL", "name": "شركة النيل للاتصالات", "country": "EG", "region": "Arab States"}
FINDING = {
    "label": "2.3 Reported",
    "sheet": "Statistics",
    "cell": "D8",
    "message": "More than were recorded.",
    "remedy": "Please correct it.",
    "severity": "error",
}
NO_PLACE = {"label": None, "sheet": None, "cell": None, "message": "The workbook was changed.", "remedy": "", "severity": "error"}
REFUSAL = {"file_name": "scan.pdf", "message": "This is a PDF.", "remedy": "Please send the workbook."}
RECEIPT = {
    "file_name": f"{REFERENCE}.xlsx",
    "received_at": "2012-03-15T10:12:00+01:00",
    "answered": 28,
    "total": 33,
    "answers": [{"label": "A.4 Employees", "value": "1200"}],
    "warnings": [FINDING],
    "confirmed": [],
    "changes": [],
    "conversions": [],
    "same_as": "",
}
ORIGINAL = {
    "sender": "Chiara Rossi <chiara.rossi@tirrena.example>",
    "subject": "A question",
    "text": "Dear all,\n\n<b>May we</b> answer\nin *Italian*?",
    "received_at": "2012-03-15T10:12:00+01:00",
    "rest": "",
    "proof": "authenticated",
    "says": [],
    "files": [],
}


def letter(stem: str, language: str) -> Template:
    """Return a letter of the study as a template."""
    name = f"{stem}.{language}.md"
    return compile_letter((LETTERS / name).read_text(encoding="utf-8"), name=name, language=language)


def rendered(stem: str, language: str, *, salutation: str = "", **more: object) -> Rendered:
    """Return a letter to one contact, made of what every letter is given and of `more`."""
    contact = {
        "organisation": "NILETEL",
        "name": "",
        "salutation": salutation,
        "address": "a@niletel.example",
        "language": language,
        "extra": {},
    }
    facts = {
        "study": STUDY,
        "organisation": ORGANISATION,
        "contact": contact,
        "reference": REFERENCE,
        "sender": SENDER,
        "mailing": "",
        "sent_on": SENT_ON,
    }
    return letter(stem, language).render(
        facts | {"corrected": False, "fresh": False, "not_taken": "", "in_cells": True, "conversions": []} | more
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", MAILINGS)
def test_a_mailing_names_the_reference_in_its_subject_and_greets_the_contact(stem: str, language: str) -> None:
    """The salutation of the contact list is used; where there is none, a general one."""
    made = rendered(stem, language, salutation="Dear Ms Rossi")
    assert REFERENCE in made.subject
    assert "Dear Ms Rossi" in made.text
    assert "Dear Ms Rossi" in made.html
    general = GREETING.search((LETTERS / f"{stem}.{language}.md").read_text(encoding="utf-8"))
    assert general
    assert "".join(general.groups()) in rendered(stem, language).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", MAILINGS[1:])
def test_a_mailing_about_the_workbook_says_organisation_deadline_and_person(stem: str, language: str) -> None:
    """Whoever reads it knows for whom it is, by when the answer is wanted, and whom to ask."""
    made = rendered(stem, language)
    for part in (made.text, made.html):
        assert ORGANISATION["name"] in part
        assert REFERENCE in part
        assert day(STUDY["deadline"], language) in part
        assert "miriam.keller@unodc.example" in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_tells_what_was_read_and_the_warnings(language: str) -> None:
    """Each answer and each warning is one item; without warnings nothing is said of any."""
    made = rendered("receipt", language, receipt=RECEIPT)
    for part in (made.text, made.html):
        assert all(
            said in part for said in ("28", "33", "A.4 Employees", "1200", "2.3 Reported", "Statistics", "D8", "More than were recorded.")
        )
    assert made.html.count("<li") == 2
    assert rendered("receipt", language, receipt=RECEIPT | {"warnings": []}).html.count("<li") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_back_tells_every_finding_and_every_file_that_was_refused(language: str) -> None:
    """A finding without a place names the file; a list that is empty leaves no heading behind."""
    made = rendered("question_back", language, file_name=f"{REFERENCE}.xlsx", findings=[FINDING, NO_PLACE], refusals=[REFUSAL])
    assert made.html.count("<li") == 3
    assert all(said in made.text for said in ("D8", "Please correct it.", "scan.pdf", "This is a PDF.", "The workbook was changed."))
    alone = rendered("question_back", language, file_name="scan.pdf", findings=[], refusals=[REFUSAL])
    assert alone.html.count("<li") == 1
    assert alone.html.count("<strong") < made.html.count("<strong")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_tells_what_was_confirmed_what_changed_and_what_was_converted(language: str) -> None:
    """Each only where there is something to tell; a blank is called so."""
    more = {
        "confirmed": [FINDING | {"severity": "warning", "confirmed": "We merged with Nile Net."}],
        "changes": [{"label": "A.4 Employees", "before": "", "now": "1200"}],
        "conversions": [{"label": "B.1 Share", "written": "12 %", "read": "12"}],
    }
    made = rendered("receipt", language, receipt=RECEIPT | more, corrected=True)
    assert all(said in made.text for said in ("We merged with Nile Net.", "B.1 Share", "12 %"))
    assert made.html.count("<li") == 5
    plain = rendered("receipt", language, receipt=RECEIPT)
    assert plain.html.count("<strong") < made.html.count("<strong")
    assert len(plain.text) < len(made.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_back_says_that_the_marked_workbook_is_attached_only_where_it_is(language: str) -> None:
    """A workbook that cannot be marked is not promised."""
    marked, bare = (
        rendered("question_back", language, file_name="a.xlsx", findings=[FINDING], refusals=[], corrected=corrected)
        for corrected in (True, False)
    )
    assert len(marked.text) > len(bare.text)


def test_a_question_is_passed_on_as_it_was_written() -> None:
    """Every line is quoted, and nothing in it becomes markup."""
    made = rendered("passed_on", "en", original=ORIGINAL)
    assert "> <b>May we</b> answer\n> in *Italian*?" in made.text
    assert "&lt;b&gt;May we&lt;/b&gt; answer" in made.html
    assert made.subject == f"To answer: {ORGANISATION['name']}"


def test_a_question_from_a_stranger_is_passed_on_too() -> None:
    """Where the organisation is not known, the letter says so."""
    made = rendered("passed_on", "en", original=ORIGINAL, organisation=None, reference="")
    assert "not recognized" in made.subject
    assert "counterfoil show" not in made.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_circular_is_set_as_pdf_on_one_page_or_two(language: str) -> None:
    """It is addressed to the group, so it needs no recipient; every glyph has a font."""
    data = render_pdf(letter("circular", language).group({"study": STUDY, "sender": SENDER, "sent_on": SENT_ON}), language=language)
    assert 1 <= len(pypdf.PdfReader(io.BytesIO(data)).pages) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_answers_again_are_told_without_the_list_of_them(language: str) -> None:
    """With the day on which they came first."""
    again = rendered("receipt", language, receipt=RECEIPT | {"warnings": [], "same_as": "2012-03-03T10:00:00+01:00"})
    for part in (again.text, again.html):
        assert day(date(2012, 3, 3), language) in part
        assert "A.4 Employees" not in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_about_a_refused_file_does_not_speak_of_the_cells_of_a_workbook(language: str) -> None:
    """Nothing else in it "stays as it is": there is no workbook yet."""
    facts: dict[str, Any] = {"file_name": "scan.pdf", "findings": [], "refusals": [REFUSAL]}
    refused, wrong = rendered("question_back", language, **facts, in_cells=False), rendered("question_back", language, **facts)
    stays = wrong.text.split(day(STUDY["deadline"], language))[1].split("\n")[0].strip(" .\u2069").split(".")[-1].strip()
    assert len(stays) > 10
    assert stays not in refused.text
    assert day(STUDY["deadline"], language) in refused.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_to_correct_promises_only_what_it_brings(language: str) -> None:
    """The marked workbook, or a fresh one, or none."""
    marked, fresh, bare = (
        rendered("correction", language, corrected=corrected, fresh=new).text
        for corrected, new in ((True, False), (False, True), (False, False))
    )
    assert len({marked, fresh, bare}) == 3
    assert len(fresh) > len(bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_of_500_answers_with_odd_labels_can_be_made(language: str) -> None:
    """No label that asks is followed by a colon, and every answer is there."""
    answers = [{"label": f"{number} {'Why? كم؟ <b>'[: 4 + number % 9]}", "value": f"&{number}" * 100} for number in range(500)]
    made = rendered("receipt", language, receipt=RECEIPT | {"answers": answers, "warnings": []})
    assert made.html.count("<li") == 500
    assert not re.search(r"[?؟.]\u2069?\s?:", made.text.split("\n\n-")[0].replace("https:", ""))
    assert "&499" * 100 in made.text


@pytest.mark.parametrize(
    ("language", "nothing"),
    [
        ("en", "Nothing more is needed"),
        ("fr", "Aucune autre démarche"),
        ("ar", "ولا يُطلب منكم"),
        ("es", "No es necesario que haga nada más"),
    ],
)
def test_a_receipt_that_asks_for_a_second_look_does_not_say_that_nothing_more_is_needed(language: str, nothing: str) -> None:
    """It does where it asks for nothing."""
    asks, plain = (rendered("receipt", language, receipt=RECEIPT | {"warnings": found}) for found in ([FINDING], []))
    assert nothing in plain.text
    assert nothing not in asks.text


BESIDE = "The workbook was sent by somebody."


def _paragraphs(body: str) -> list[str]:
    return [" ".join(part.split()) for part in body.split("\n\n")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", [*MAILINGS, "question_back"])
def test_what_a_letter_says_besides_stands_before_its_closing(stem: str, language: str) -> None:
    """In text and in HTML, in each language, however it closes; the signature follows the closing, as ever."""
    more: dict[str, Any] = {"findings": [FINDING], "refusals": [], "file_name": "answers.xlsx"} if stem == "question_back" else {}
    plain, made = rendered(stem, language, **more), rendered(stem, language, asked=[BESIDE], **more)
    told = _paragraphs(made.text)
    told.remove(BESIDE)
    assert told == _paragraphs(plain.text)
    closing = _paragraphs((LETTERS / f"{stem}.{language}.md").read_text(encoding="utf-8").rstrip())[-1]
    at = _paragraphs(made.text).index(BESIDE)
    assert _paragraphs(made.text)[at + 1] == closing
    assert unescape(made.html).index(BESIDE) < unescape(made.html).rindex(closing)


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ("One.\n\nYours sincerely,", "Yours sincerely,"),
        ("One.\n\nTwo.\n\n{% if reference %}\n\nYours,\n\n{% endif %}", ""),
        ("One.\n\n- a\n- b", ""),
        ("> Quoted.", ""),
        ("The only one.", ""),
    ],
)
def test_where_a_letter_does_not_end_with_a_paragraph_of_its_own_that_stands_behind_the_body(body: str, before: str) -> None:
    """A condition, a list and a quotation are no closing, and a letter of one paragraph has none."""
    source = f'+++\nsubject = "S"\nlayout = "plain"\ngreeting = "G,"\n\n[[signatures]]\nlines = ["N"]\n+++\n\n{body}\n'
    made = compile_letter(source, name="x.en.md", language="en").render({"study": STUDY, "reference": "R", "asked": [BESIDE]})
    paragraphs = _paragraphs(made.text)
    assert paragraphs[paragraphs.index(BESIDE) + 1] == (before or "N")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_about_a_workbook_asks_for_an_answer_by_a_day_that_is_past(language: str) -> None:
    """What comes late is checked all the same: what is wrong is asked for as soon as can be, and what is right may be changed still."""
    last, next_day = STUDY["deadline"], date(2012, 5, 1)
    told = {"file_name": "a.xlsx", "findings": [FINDING], "refusals": []}
    for stem, facts in (("receipt", {"receipt": RECEIPT}), ("question_back", told), ("question_back", told | {"findings": []})):
        for sent_on, named in ((last, True), (next_day, False)):
            made = rendered(stem, language, sent_on=sent_on, **facts)
            assert [day(last, language) in text for text in (made.text, unescape(made.html))] == [named, named]
