"""Workbooks whose cells for answers are full of figures, without colour, protection or rules, in several languages; each with its truth.

A plan with shares and amounts, a list of assumptions, a budget by months, and amounts with factors; and tables that only inform.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.adopt.making import Maker, Sample

# Item, last year, change, indexed, adjustment, plan, saved, unit, amount, factor, result, total, inputs; then four items.
WORDS = {
    "en": ("Item", "Last year", "Change", "Indexed", "Adjustment", "Plan", "Last saved", "Unit", "Amount", "Emission factor", "Emissions",
           "Total", "Inputs", "Diesel", "Power", "Heating", "Travel"),
    "fr": ("Poste", "Exercice précédent", "Variation", "Indexé", "Ajustement", "Budget", "Dernier enregistrement", "Unité", "Quantité",
           "Facteur d’émission", "Émissions", "Somme", "Hypothèses", "Gazole", "Électricité", "Chauffage", "Déplacements"),
    "es": ("Partida", "Año anterior", "Variación", "Indexado", "Ajuste", "Presupuesto", "Valor anterior", "Medida", "Cantidad",
           "Factor de emisión", "Emisiones", "Suma", "Supuestos", "Gasóleo", "Electricidad", "Calefacción", "Viajes"),
    "ar": ("البند", "السنة السابقة", "التغير", "بعد التغير", "التعديل", "الخطة", "القيمة السابقة", "الوحدة", "الكمية", "معامل الانبعاث",
           "الانبعاثات", "المجموع", "المدخلات", "الديزل", "الكهرباء", "التدفئة", "السفر"),
    "ru": ("Статья", "Прошлый год", "Изменение", "С индексом", "Поправка", "План", "Предыдущий план", "Единица", "Количество",
           "Коэффициент выбросов", "Выбросы", "Итого", "Исходные данные", "Дизель", "Энергия", "Отопление", "Поездки"),
    "zh": ("项目", "上年", "变动", "调整后", "调整额", "计划", "上期计划", "计量", "数量", "排放系数", "排放量", "合计", "输入", "柴油",
           "电力", "供暖", "差旅"),
}  # fmt: skip


def plan(language: str) -> Sample:
    """Return a plan: a share that is full and an adjustment of which some are blank; in a second block everything is full."""
    item, past, change, indexed, adjustment, planned, saved, *_, total, _, first, second, third, fourth = WORDS[language]
    make = Maker(f"held-plan-{language}", protect=False, colours=False)
    page, lined = make.sheet(planned), make.book.add_format({"bottom": 1, "right": 1})
    for top, blank in ((1, True), (9, False)):
        page.write(f"A{top}", f"{planned} {top}", make.bold)
        page.write_row(f"A{top + 1}", [item, past, change, indexed, adjustment, planned, saved], make.head)
        for number, label in enumerate((first, second, third, fourth), top + 2):
            page.write(f"A{number}", label, lined)
            page.write(f"B{number}", 1000 + 7 * number, lined)
            _ask(make, page, f"C{number}", f"{label}|{change}", 0.01 * number)
            page.write_formula(f"D{number}", f"=B{number}+B{number}*C{number}", lined, 1000 + 17 * number)
            _ask(make, page, f"E{number}", f"{label}|{adjustment}", None if blank else 40 + number)
            page.write_formula(f"F{number}", f"=D{number}+E{number}", lined, 1000 + 18 * number)
            page.write(f"G{number}", 1100 + number, lined)
        page.write(f"A{top + 6}", total, make.bold)
        for letter in "BDEFG":
            page.write_formula(f"{letter}{top + 6}", f"=SUM({letter}{top + 2}:{letter}{top + 5})", make.bold, 4000)
        page.write_formula(f"C{top + 6}", f"=D{top + 6}/B{top + 6}-1", make.bold, 0.05)
    return make.done()


def _ask(make: Maker, page: Any, at: str, label: str, value: float | None) -> None:
    """Write a cell that asks as the others look, so that nothing but what formulas read tells it from them."""
    look = make.book.add_format({"bottom": 1, "right": 1})
    if value is None:
        page.write_blank(at, None, look)
    else:
        page.write(at, value, look)
    make.truth[page.name, at] = (label, "decimal")


def assumptions(language: str) -> Sample:
    """Return a list of figures with words before them, of which formulas on another sheet make results."""
    words = WORDS[language]
    make = Maker(f"held-assumptions-{language}", protect=False, colours=False)
    page, results = make.sheet(words[12]), make.sheet(words[10])
    page.write("A1", words[12], make.bold)
    for number, label in enumerate(words[13:], 2):
        page.write(f"A{number}", label)
        page.write(f"B{number}", 3.5 * number)
        make.truth[page.name, f"B{number}"] = (label, "decimal")
        results.write(f"A{number}", label)
        results.write_formula(f"B{number}", f"='{page.name}'!B{number}*12", None, 42 * number)
    page.write("A8", words[5])
    page.write_row("B8", [2024, 2025, 2026])
    page.write_formula("E8", "=D8-B8", None, 2)
    return make.done()


def budget(language: str) -> Sample:
    """Return a budget by quarters that is full; a column of last year's figures, totals, and a total that somebody typed."""
    words = WORDS[language]
    make = Maker(f"held-budget-{language}", protect=False, colours=False)
    page = make.sheet(words[5])
    page.write_row("A1", [words[0], words[1], "I", "II", "III", words[11]], make.head)
    for number, label in enumerate(words[13:], 2):
        page.write(f"A{number}", label)
        page.write(f"B{number}", 900 + number)
        for letter, heading in (("C", "I"), ("D", "II"), ("E", "III")):
            page.write(f"{letter}{number}", 100 * number + ord(letter))
            make.truth[page.name, f"{letter}{number}"] = (f"{label}|{heading}", "decimal")
        page.write_formula(f"F{number}", f"=SUM(C{number}:E{number})", None, 300 * number)
    page.write("A6", words[11], make.bold)
    page.write("B6", 3614, make.bold)
    for letter in "CDEF":
        page.write_formula(f"{letter}6", f"=SUM({letter}2:{letter}5)", make.bold, 1400)
    return make.done()


def factors(language: str) -> Sample:
    """Return amounts that are asked for beside factors that are given; beneath them last year's, which only inform."""
    words = WORDS[language]
    make = Maker(f"held-factors-{language}", protect=False, colours=False)
    page, framed = make.sheet(words[10]), make.book.add_format({"border": 1})
    for top, asks in ((1, True), (8, False)):
        page.write(f"A{top}", words[10] if asks else words[1], make.bold)
        page.write_row(f"A{top + 1}", [words[0], words[7], words[8], words[9], words[10]], make.head)
        for number, label in enumerate(words[13:], top + 2):
            page.write(f"A{number}", label)
            page.write(f"B{number}", "kWh")
            page.write(f"D{number}", 0.2 + number / 100, framed)
            page.write_formula(f"E{number}", f"=C{number}*D{number}{'' if asks else '*1'}", framed, 0)
            if asks:
                make.ask(page, f"C{number}", label, "decimal")
            else:
                page.write(f"C{number}", 10 * number, framed)
    return make.done()


def samples() -> Iterator[Sample]:
    """Yield all of them."""
    for language in WORDS:
        yield from (plan(language), assumptions(language), budget(language), factors(language))
