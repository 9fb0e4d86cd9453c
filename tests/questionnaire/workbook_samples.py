"""A small questionnaire in three languages with every question type, and hands that fill its workbook by what a person sees."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from domain.mail.reference import printed
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Section
from questionnaire.expressions import parse
from questionnaire.workbook.build import build
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank

TOKEN = "abcdefghij234567"
REFERENCE = printed("CYB12", 7)
PERSONAL = Personal(REFERENCE, TOKEN, "Telco & Söhne <Ltd>")
COVER = Cover(
    study_title="Comprehensive Study on Cybercrime",
    sender="UNODC",
    deadline_text="30 April 2012",
    returns_to="returns@study.example",
    contact="Gillian Murray, study@unodc.example",
    study="cyb12",
)
YES_NO = (
    Choice("yes", {"en": "Yes", "fr": "Oui", "ar": "نعم"}),
    Choice("no", {"en": "No", "fr": "Non", "ar": "لا"}),
    Choice("unknown", {"en": "Don't know", "fr": "Ne sait pas", "ar": "لا أعرف"}),
)
ACTS = (
    Choice(
        "fraud", {"en": "Computer-related fraud or forgery", "fr": "Fraude ou falsification informatiques", "ar": "الاحتيال أو التزوير"}
    ),
    Choice("access", {"en": "Illegal access to a system", "fr": "Accès illégal à un système", "ar": "النفاذ غير المشروع إلى نظام"}),
    Choice("spam", {"en": "Sending spam", "fr": "Envoi de pourriel", "ar": "إرسال الرسائل المزعجة"}),
    Choice("other", {"en": "Other", "fr": "Autre", "ar": "غير ذلك"}),
)
ROLES = (
    Choice("isp", {"en": "Internet service provider", "fr": "Fournisseur d’accès", "ar": "مقدم خدمة الإنترنت"}),
    Choice("other", {"en": "Other", "fr": "Autre", "ar": "غير ذلك"}),
)
PLACE = Place("survey", 2)
T = QuestionType
TRUE, FROM_ZERO = parse("true()"), parse(". >= 0")


def question(name: str, kind: QuestionType, english: str, french: str, arabic: str, section: str = "what", **more: Any) -> Question:
    """Return a question with its label in three languages."""
    return Question(name=name, type=kind, label={"en": english, "fr": french, "ar": arabic}, section=section, place=PLACE, **more)


LONG = {
    "en": "Has your organisation been a victim of cybercrime in the last twelve months, whether or not it was reported to the police "
    "or to any other authority?",
    "fr": "Votre organisation a-t-elle été victime de la cybercriminalité au cours des douze derniers mois, que les faits aient été "
    "signalés ou non à la police ou à une autre autorité ?",
    "ar": "هل تعرضت منظمتكم لجريمة سيبرانية خلال الأشهر الاثني عشر الماضية، سواء أُبلغت بها الشرطة أو أي سلطة أخرى أم لا؟",
}
ROLE = {
    "en": "Which best describes your organisation?",
    "fr": "Quelle description convient le mieux à votre organisation ?",
    "ar": "ما الوصف الأنسب لمنظمتكم؟",
}
WELCOME = {
    "en": "This section asks who you are. Nothing of it is published.",
    "fr": "Cette partie porte sur votre organisation. Rien n’en sera publié.",
    "ar": "يسأل هذا القسم عن منظمتكم. ولن ينشر منه شيء.",
}
LOSS = {
    "en": "Losses in per cent of turnover",
    "fr": "Pertes en pour cent du chiffre d’affaires",
    "ar": "الخسائر بالنسبة المئوية من رقم الأعمال",
}
END_OF_2011 = {"en": "At the end of 2011", "fr": "À la fin de 2011", "ar": "في نهاية عام 2011"}
VICTIM, UP_TO_100 = parse("${victim} = 'yes'"), parse(". >= 0 and . <= 100")
QUESTIONS = (
    question("welcome", T.NOTE, WELCOME["en"], WELCOME["fr"], WELCOME["ar"], "who"),
    question("name", T.TEXT, "Name of the respondent", "Nom de la personne qui répond", "اسم المجيب", "who", required=TRUE, reference="1"),
    question(
        "staff",
        T.INTEGER,
        "Number of employees",
        "Nombre d’employés",
        "عدد الموظفين",
        "who",
        required=TRUE,
        constraint=FROM_ZERO,
        reference="2",
        hint=END_OF_2011,
    ),
    question("founded", T.DATE, "Date of foundation", "Date de création", "تاريخ التأسيس", "who", reference="3"),
    question("role", T.SELECT_ONE, ROLE["en"], ROLE["fr"], ROLE["ar"], "who", choices=ROLES, reference="4"),
    question("victim", T.SELECT_ONE, *LONG.values(), choices=YES_NO, required=TRUE, reference="5"),
    question("acts", T.SELECT_MULTIPLE, "Which acts?", "Quels actes ?", "ما هي الأفعال؟", choices=ACTS, relevant=VICTIM, reference="6"),
    question("loss", T.DECIMAL, *LOSS.values(), constraint=UP_TO_100, reference="7"),
    question("comment", T.TEXT, "Anything else?", "Autre chose ?", "هل من تعليق آخر؟", reference="8"),
)
SECTIONS = (
    Section("who", {"en": "About you: who answers", "fr": "À propos de vous : qui répond", "ar": "من يجيب"}),
    Section("what", {"en": "Phenomenon of cybercrime", "fr": "Le phénomène de la cybercriminalité", "ar": "ظاهرة الجريمة السيبرانية"}),
)


def sample(*questions: Question) -> Questionnaire:
    """Return a questionnaire of these questions, or of all the sample's."""
    return Questionnaire(
        id="cybercrime",
        title={"en": "Cybercrime questionnaire", "fr": "Questionnaire sur la cybercriminalité", "ar": "استبيان الجريمة السيبرانية"},
        version="1", languages=("en", "fr", "ar"), sections=SECTIONS, questions=questions or QUESTIONS, source_sha256="0" * 64,
    )  # fmt: skip


SAMPLE = sample()


def blank(language: str = "en", form: Questionnaire = SAMPLE) -> Blank:
    """Return the blank workbook of one language."""
    return make_blank(form, language, COVER)


def personal(language: str = "en", form: Questionnaire = SAMPLE) -> bytes:
    """Return the workbook that one organisation gets."""
    made = blank(language, form)
    return made.prefix + made.stamp(PERSONAL)


def built(language: str = "en", form: Questionnaire = SAMPLE) -> bytes:
    """Return the workbook before stamping."""
    return build(form, language, COVER)


def opened(data: bytes) -> openpyxl.Workbook:
    """Return a workbook as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(data: bytes, answers: Mapping[str | tuple[str, str], Any]) -> bytes:
    """Type answers beside the labels that a person sees: a question's, or (question's, choice's)."""
    book = opened(data)
    for label, value in answers.items():
        cell = find(book, label)
        cell.parent.cell(cell.row, cell.column + 1).value = value
    return saved(book)


def find(book: openpyxl.Workbook, label: str | tuple[str, str]) -> Any:
    """Return the visible cell of a label; of a choice's label, the first one below its question's."""
    question_label, choice_label = label if isinstance(label, tuple) else (label, "")
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and (cell := _below(sheet, question_label, 0)):
            return _below(sheet, choice_label, cell.row) if choice_label else cell
    raise LookupError(label)


def _below(sheet: Worksheet, text: str, row: int) -> Any:
    return next((cell for cells in sheet.iter_rows(min_row=row + 1) for cell in cells if cell.value == text), None)
