"""Workbooks with labels in several languages side by side, and some that only seem to have them; each has its truth in the first."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from tests.adopt.making import Maker, Sample

LABELS = {
    "en": (
        "Number of staff at the end of the year",
        "Name of the person who filled this in",
        "Of these, how many are women?",
        "Total budget for the year",
        "Please describe your activities",
    ),
    "fr": (
        "Nombre d'employés à la fin de l'année",
        "Nom de la personne qui a rempli ce questionnaire",
        "Dont combien de femmes ?",
        "Budget total de l'année",
        "Veuillez décrire vos activités",
    ),
    "es": (
        "Número de empleados al final del año",
        "Nombre de la persona que ha rellenado el cuestionario",
        "De ellos, ¿cuántas son mujeres?",
        "Presupuesto total del año",
        "Sírvase describir sus actividades",
    ),
}  # fmt: skip
_KINDS = (("integer", "#,##0"), ("text", "@"), ("integer", "#,##0"), ("decimal", "0.00"), ("text", "@"))


def headed() -> Sample:
    """Return a form whose columns of labels say in their headings which language they are in."""
    make = Maker("tongues-headed")
    page = make.sheet("Form")
    page.write_row("A1", ["English", "Français", "Answer"], make.head)
    _rows(make, page, 2, ("en", "fr"))
    return make.done()


def unheaded() -> Sample:
    """Return a form without headings in three languages: only the words tell which."""
    make = Maker("tongues-words")
    _rows(make, make.sheet("Form"), 3, ("en", "fr", "es"))
    return make.done()


def matrix() -> Sample:
    """Return a matrix of rows in two languages by years."""
    make = Maker("tongues-matrix")
    page = make.sheet("Energy")
    page.write_row("A3", ["Product (EN)", "Produit (FR)", 2024, 2025], make.head)
    rows = (("Natural gas", "Gaz naturel"), ("Electricity", "Électricité"), ("Hard coal", "Houille"), ("Crude oil", "Pétrole brut"))
    for row, said in enumerate(rows, 4):
        page.write_row(f"A{row}", said)
        for letter, year in (("C", 2024), ("D", 2025)):
            make.ask(page, f"{letter}{row}", f"{said[0]}|{year}", "decimal", code="0.00")
    return make.done()


def numbered() -> Sample:
    """Return a form in one language, with numbers before the labels, and guidance in the same language behind them."""
    make = Maker("tongues-one")
    page = make.sheet("Form")
    page.write_row("A1", ["No", "Question", "Answer"], make.head)
    for row, (label, (kind, code)) in enumerate(zip(LABELS["en"], _KINDS, strict=True), 2):
        page.write(f"A{row}", f"Q{row - 1}")
        page.write(f"B{row}", label)
        make.ask(page, f"C{row}", label, kind, code=code)
    return make.done()


def samples() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (headed(), unheaded(), matrix(), numbered())


def _rows(make: Maker, page: Worksheet, first: int, languages: tuple[str, ...]) -> None:
    for number, (kind, code) in enumerate(_KINDS):
        row = first + number
        page.write_row(f"A{row}", [LABELS[language][number] for language in languages])
        make.ask(page, f"{chr(65 + len(languages))}{row}", LABELS[languages[0]][number], kind, code=code)
