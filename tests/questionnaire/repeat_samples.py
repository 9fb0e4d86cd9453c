"""A questionnaire with all that the small sample has not: a matrix, tables, calculations, units, missing codes and the last round."""

from __future__ import annotations

from typing import Any

from domain.finding import Severity
from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, Repeat, Section
from questionnaire.expressions import parse
from tests.questionnaire.workbook_samples import ACTS, PLACE, TRUE, YES_NO, question

T = QuestionType
YEARS = tuple(Choice(year, {"en": year}) for year in ("2009", "2010", "2011"))
KINDS = (
    Choice("server", {"en": "Server", "fr": "Serveur", "ar": "خادم"}),
    Choice("laptop", {"en": "Laptop computer", "fr": "Ordinateur portable", "ar": "حاسوب محمول"}),
)
UNIT = {"en": "employees", "fr": "personnes employées", "ar": "موظف"}
EURO = {"en": "thousand euros", "fr": "milliers d’euros", "ar": "ألف يورو"}


def inside(repeat: str, name: str, kind: QuestionType, english: str, french: str, arabic: str, **more: Any) -> Question:
    """Return a question of a repeat."""
    return question(name, kind, english, french, arabic, "numbers", repeat=repeat, **more)


OUTSIDE = (
    question("victim", T.SELECT_ONE, "Any cases at all?", "Des cas ?", "هل من حالات؟", "numbers", choices=YES_NO, reference="1"),
    question(
        "staff", T.INTEGER, "Number of employees", "Nombre d’employés", "عدد الموظفين", "numbers", required=TRUE, unit=UNIT,
        missing=("n/a", "D"), constraint=parse(". >= 0 and . <= 900000"), previous=True, variance=0.25, reference="2",
        hint={"en": "At the end of 2011", "fr": "À la fin de 2011", "ar": "في نهاية عام 2011"},
    ),
    question("women", T.INTEGER, "Of these, women", "Dont femmes", "منهم نساء", "numbers", required=TRUE, previous=True, reference="3"),
    question(
        "men", T.CALCULATE, "Men", "Hommes", "رجال", "numbers", calculation=parse("${staff} - ${women}"), unit=UNIT, reference="4"
    ),
    question(
        "share", T.CALCULATE, "Share of men (%)", "Part des hommes (%)", "نسبة الرجال (%)", "numbers",
        calculation=parse("100 * ${men} div ${staff}"), reference="5",
    ),
    question(
        "letters", T.CALCULATE, "Code", "Code", "رمز", "numbers", calculation=parse("regex(${remark}, '[a-z]+')"), reference="6"
    ),
    question("remark", T.TEXT, "Remark", "Remarque", "ملاحظة", "numbers", reference="7"),
    Question(name="unseen", type=T.CALCULATE, label={}, section="numbers", place=PLACE, calculation=parse("${staff} * 2")),
    question(
        "twice", T.CALCULATE, "Four times the employees", "Quatre fois l’effectif", "أربعة أضعاف العدد", "numbers",
        calculation=parse("${unseen} + ${unseen}"),
    ),
)  # fmt: skip
MATRIX = (
    inside("offences", "recorded", T.INTEGER, "Recorded offences", "Infractions enregistrées", "الجرائم المسجلة", required=TRUE,
           reference="8.1", previous=True, constraint=parse(". >= 0")),
    inside("offences", "solved", T.INTEGER, "Of these, solved", "Dont élucidées", "منها ما حُل", constraint=parse(". <= ${recorded}"),
           severity=Severity.WARNING, reference="8.2", missing=("n/a",)),
    inside("offences", "why", T.TEXT, "If none were solved: why?", "Si aucune n’a été élucidée : pourquoi ?", "إذا لم يُحل أي منها: لماذا؟",
           relevant=parse("${recorded} > 0 and ${solved} = 0"), reference="8.3"),
    inside("offences", "rate", T.CALCULATE, "Share solved (%)", "Taux d’élucidation (%)", "نسبة ما حُل (%)",
           calculation=parse("100 * ${solved} div ${recorded}"), reference="8.4"),
    inside("offences", "average", T.DECIMAL, "Average loss", "Perte moyenne", "متوسط الخسارة", unit=EURO,
           relevant=parse("${victim} = 'yes'"), reference="8.5"),
)  # fmt: skip
TABLE = (
    inside("equipment", "guide", T.NOTE, "Only what was bought in 2011.", "Seulement les achats de 2011.", "مشتريات عام 2011 فقط."),
    inside("equipment", "kind", T.SELECT_ONE, "Kind", "Type", "النوع", choices=KINDS, required=TRUE),
    inside("equipment", "model", T.TEXT, "Model", "Modèle", "الطراز"),
    inside("equipment", "pieces", T.INTEGER, "Pieces", "Nombre", "العدد", constraint=parse(". > 0 and . <= ${staff}"), missing=("n/a",)),
    inside("equipment", "price", T.DECIMAL, "Price of one", "Prix unitaire", "سعر القطعة", unit=EURO, relevant=parse("${pieces} > 0")),
    inside("equipment", "cost", T.CALCULATE, "Cost", "Coût", "التكلفة", calculation=parse("${pieces} * ${price}"), unit=EURO),
    inside("equipment", "bought", T.DATE, "Bought on", "Acheté le", "تاريخ الشراء"),
    inside("equipment", "used", T.SELECT_MULTIPLE, "Used for", "Utilisé pour", "يستخدم في", choices=ACTS[:2]),
)
TOTALS = (
    question(
        "total", T.CALCULATE, "Offences in all years", "Infractions, toutes années", "الجرائم في كل السنوات", "numbers",
        calculation=parse("sum(${recorded})"), reference="9",
    ),
    question(
        "cost_total", T.CALCULATE, "Cost of all equipment", "Coût total du matériel", "تكلفة المعدات", "numbers",
        calculation=parse("sum(${cost})"), unit=EURO, reference="10",
    ),
    question(
        "rows", T.CALCULATE, "Kinds of equipment", "Types de matériel", "عدد البنود", "numbers", calculation=parse("count(${equipment})")
    ),
)  # fmt: skip
REPEATS = (
    Repeat(name="offences",
           label={"en": "Offences by year", "fr": "Infractions par année", "ar": "الجرائم حسب السنة"},
           section="numbers", place=PLACE, room=0, instances=YEARS, list_name="years"),
    Repeat(name="equipment",
           label={"en": "Equipment bought", "fr": "Matériel acheté", "ar": "المعدات المشتراة"}, section="numbers", place=PLACE, room=8),
)  # fmt: skip
LAST_ROUND = {"staff": "120", "offences[2009].recorded": "12", "offences[2010].recorded": "15.5"}


def figures(*, fixed: bool = False) -> Questionnaire:
    """Return the questionnaire of figures; with `fixed`, its table has no more rows than are printed."""
    from dataclasses import replace  # noqa: PLC0415

    return Questionnaire(
        id="figures",
        title={"en": "Figures", "fr": "Chiffres", "ar": "أرقام"},
        version="1", languages=("en", "fr", "ar"),
        sections=(Section("numbers", {"en": "Numbers", "fr": "Nombres", "ar": "الأعداد"}),),
        questions=(*OUTSIDE, *MATRIX, *TABLE, *TOTALS), source_sha256="2" * 64,
        repeats=tuple(replace(repeat, fixed=fixed) if repeat.room else repeat for repeat in REPEATS),
    )  # fmt: skip


FIGURES = figures()
