"""Forms for the tests, written with openpyxl as an author would write them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from questionnaire.definition import Questionnaire
from questionnaire.xlsform import Inspection, Problem, inspect, load

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]

SETTINGS: Rows = (
    ("form_id", "version", "default_language", "form_title", "excel::form_title::French (fr)", "excel::form_title::Arabic (ar)"),
    ("cyber12", 2012021001, "English (en)", "Study on Cybercrime", "Étude sur la cybercriminalité", "دراسة عن الجريمة السيبرانية"),
)

CHOICES: Rows = (
    ("list_name", "name", "label::English (en)", "label::French (fr)", "label::Arabic (ar)"),
    ("yes_no", "yes", "Yes", "Oui", "نعم"),
    ("yes_no", "no", "No", "Non", "لا"),
    ("size", 1, "Fewer than 50 people", "Moins de 50 personnes", "أقل من 50 شخصا"),
    ("size", 2, "50 to 249 people", "De 50 à 249 personnes", "من 50 إلى 249 شخصا"),
    ("size", 3, "250 people or more", "250 personnes ou plus", "250 شخصا أو أكثر"),
    ("attack", "phishing", "Phishing", "Hameçonnage", "التصيد الاحتيالي"),
    ("attack", "malware", "Malware", "Logiciel malveillant", "برمجيات خبيثة"),
    ("attack", "ddos", "Denial of service", "Déni de service", "حجب الخدمة"),
    ("attack", "none", "None of these", "Aucun de ceux-ci", "لا شيء مما سبق"),
)

_LANGUAGES = ("English (en)", "French (fr)", "Arabic (ar)")
_HEAD = (
    *("type", "name", "excel::ref", *(f"label::{language}" for language in _LANGUAGES)),
    *(f"hint::{language}" for language in _LANGUAGES),
    *("required", "relevant", "constraint", *(f"constraint_message::{language}" for language in _LANGUAGES)),
)


def _row(
    kind: str, name: str, ref: str = "", label: str = "", required: str = "", relevant: str = "", constraint: str = ""
) -> tuple[str, ...]:
    labels = (label, f"{label} (fr)", f"{label} (ar)") if label else ("", "", "")
    return (kind, name, ref, *labels, "", "", "", required, relevant, constraint, "", "", "")


SURVEY: Rows = (
    _HEAD,
    _row("begin_group", "organisation", "", "Your organisation"),
    _row("note", "welcome", "", "Please answer for the whole organisation."),
    _row("text", "org_name", "1.1", "Name of the organisation", "yes"),
    _row("select_one size", "org_size", "1.2", "How many people work there?", "yes"),
    _row("date", "founded", "1.3", "When was it founded?", constraint=". <= today() and . >= date('1800-01-01')"),
    _row("integer", "countries", "1.4", "In how many countries does it work?", "yes", constraint=". >= 1 and . <= 200"),
    _row("text", "contact", "1.5", "Who answers?", constraint="string-length(.) <= 200"),
    _row("end_group", ""),
    _row("begin group", "phenomenon", "", "The phenomenon"),
    _row("select_one yes_no", "attacked", "2.1", "Was the organisation attacked in 2011?", "yes"),
    _row(
        "select_multiple attack",
        "attacks",
        "2.2",
        "By what?",
        "yes",
        "${attacked} = 'yes'",
        "not(selected(., 'none')) or count-selected(.) = 1",
    ),
    _row("integer", "incidents", "2.3", "How many incidents?", "yes", "${attacked} = 'yes'", ". > 0"),
    _row(
        "integer",
        "reported",
        "2.4",
        "How many were reported to the police?",
        relevant="${attacked} = 'yes'",
        constraint=". <= ${incidents}",
    ),
    _row("decimal", "losses", "2.5", "What did they cost, in million US dollars?", relevant="${incidents} > 0", constraint=". >= 0"),
    _row("begin_group", "detail", "", "The largest incident", relevant="${incidents} >= 10"),
    _row("date", "largest_date", "2.6", "When was it?", constraint=". >= date('2011-01-01') and . <= date('2011-12-31')"),
    _row("text", "largest_text", "2.7", "What happened?", "string-length(${largest_date}) > 0"),
    _row("end_group", ""),
    _row("end group", ""),
    _row("begin_group", "measures", "", "Measures", relevant="${org_size} != 1"),
    _row("select_one yes_no", "policy", "3.1", "Is there a written policy?", "yes"),
    _row("date", "policy_date", "3.2", "Since when?", relevant="${policy} = 'yes'", constraint=". > ${founded}"),
    _row("decimal", "budget_share", "3.3", "Which share of the budget, in per cent?", constraint=". >= 0 and . <= 100"),
    _row("integer", "staff", "3.4", "How many people work on security?", constraint=". >= 0"),
    _row("integer", "trained", "3.5", "How many of them were trained?", constraint=". <= ${staff}"),
    _row("select_one yes_no", "certified", "3.6", "Is it certified?"),
    _row("text", "certificate", "3.7", "By whom?", "${certified} = 'yes'", "${certified} = 'yes'"),
    _row("end_group", ""),
    _row("begin_group", "cooperation", "", "Cooperation"),
    _row("select_one yes_no", "requests", "4.1", "Did authorities ask for data?"),
    _row("integer", "requests_n", "4.2", "How often?", relevant="${requests} = 'yes'", constraint=". >= 1"),
    _row(
        "integer",
        "requests_met",
        "4.3",
        "How often was it given?",
        relevant="${requests} = 'yes'",
        constraint=". >= 0 and . <= ${requests_n}",
    ),
    _row("select_multiple size", "partners", "4.4", "Sizes of the partners"),
    _row("decimal", "days", "4.5", "Days until an answer, on average", constraint=". >= 0"),
    _row("select_one yes_no", "abroad", "4.6", "Did any come from abroad?", relevant="${requests} = 'yes' and ${requests_n} > 1"),
    _row("text", "remarks", "4.7", "Remarks"),
    _row("end_group", ""),
    _row("text", "closing", "5", "Anything else?"),
)


def xlsx(
    survey: Iterable[Sequence[Cell]], choices: Iterable[Sequence[Cell]] = (), settings: Iterable[Sequence[Cell]] = (), **more: Rows
) -> bytes:
    """Return a workbook with these sheets; one without rows is left out."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in {"survey": survey, "choices": choices, "settings": settings, **more}.items():
        written = list(rows)
        if written:
            sheet = book.create_sheet(title)
            for row in written:
                sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def model() -> bytes:
    """Return a form of some thirty questions in three languages, with every construct of the subset."""
    return xlsx(SURVEY, CHOICES, SETTINGS)


ONE_SETTING: Rows = (("form_id", "form_title", "version"), ("f", "Form", "1"))
YES_NO: Rows = (("list_name", "name", "label"), ("yes_no", "yes", "Yes"), ("yes_no", "no", "No"))


def survey_of(*rows: Sequence[Cell]) -> Rows:
    """Return a survey sheet with these rows under the usual headers."""
    return (("type", "name", "label", "relevant", "constraint", "required"), *rows)


def found(survey: Rows, choices: Rows = (), settings: Rows = ONE_SETTING, **more: Rows) -> Inspection:
    """Return what is found in a form with these sheets."""
    return inspect(xlsx(survey, choices, settings, **more), "form.xlsx")


def loaded(survey: Rows, choices: Rows = (), settings: Rows = ONE_SETTING) -> Questionnaire:
    """Return the questionnaire of a form that must be good."""
    return load(xlsx(survey, choices, settings), "form.xlsx")


def only(inspection: Inspection) -> Problem:
    """Return the one problem, beside which there must be no other."""
    assert len(inspection.problems) == 1, [str(problem) for problem in inspection.problems]
    return inspection.problems[0]
