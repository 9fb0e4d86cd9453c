"""Workbooks in the manner of each family of agencies' questionnaires, in several variants."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from tests.adopt.making import DAY, SHARE, WHOLE, Maker, Sample

WORDS = {
    "en": {
        "name": "Name of the organisation",
        "mail": "E-mail address of the contact",
        "staff": "Number of employees at the end of the year",
        "energy": "Total consumption of electricity",
        "share": "Share of renewable electricity",
        "day": "Date of the last audit",
        "policy": "Is there a policy for the protection of water?",
        "scope": "Country of the head office",
        "more": "Describe the measures that were taken",
        "income": "Income",
        "costs": "Expenditure",
        "total": "Total",
        "year": "Year",
        "item": "Item",
        "unit": "Unit",
        "remarks": "Remarks",
    },
    "fr": {
        "name": "Nom de l'organisme",
        "mail": "Adresse électronique de la personne à contacter",
        "staff": "Nombre de salariés à la fin de l'année",
        "energy": "Consommation totale d'électricité",
        "share": "Part de l'électricité renouvelable",
        "day": "Date du dernier audit",
        "policy": "Existe-t-il une politique de protection de l'eau ?",
        "scope": "Pays du siège",
        "more": "Décrivez les mesures qui ont été prises",
        "income": "Recettes",
        "costs": "Dépenses",
        "total": "Total",
        "year": "Année",
        "item": "Poste",
        "unit": "Unité",
        "remarks": "Remarques",
    },
}
COUNTRIES = ["Austria", "Belgium", "Chad", "Denmark", "Egypt", "Fiji"]
CODES = [
    "01.1.1 Bread and cereals",
    "01.1.2 Meat",
    "01.1.3 Fish and seafood",
    "01.1.4 Milk, cheese and eggs",
    "01.1.5 Oils and fats",
    "01.1.6 Fruit",
    "01.1.7 Vegetables",
    "01.1.8 Sugar and confectionery",
]


def sustainability(language: str, *, protect: bool, names: bool) -> Sample:
    """Labels through formulas, names on cells, lists on a hidden sheet behind names, boxes over merged cells."""
    make, words = Maker(f"sustainability-{language}-{protect:d}{names:d}", protect=protect), WORDS[language]
    make.hidden("Translations", [list(words), list(words.values())])
    make.hidden("Lists", [COUNTRIES, ["YES", "NO"]])
    make.book.define_name("Countries", "=Lists!$A$1:$A$6")
    make.book.define_name("Truth", "=Lists!$B$1:$B$2")
    page = make.sheet("General information")
    page.set_column("A:A", 4)
    page.set_column("B:B", 50)
    page.merge_range("A1:F1", "Sustainability report", make.head)
    rows = [
        ("name", "text", {"code": "@"}),
        ("mail", "text", {"code": "@"}),
        ("staff", "integer", {"code": "#,##0", "rule": WHOLE}),
        ("energy", "decimal", {"code": "#,##0.00"}),
        ("share", "decimal", {"code": "0.0%"}),
        ("day", "date", {"code": "yyyy-mm-dd", "rule": DAY}),
        ("policy", "select_one", {"rule": {"validate": "list", "source": "=Truth"}}),
        ("scope", "select_one", {"rule": {"validate": "list", "source": '=INDIRECT("Countries")'}}),
    ]
    for number, (key, kind, how) in enumerate(rows, 3):
        page.write(f"A{number}", f"B{number}")
        page.write_formula(f"B{number}", f'=VLOOKUP("{key}",Translations!$A$1:$B$30,2,FALSE)', make.text, words[key])
        make.ask(page, f"D{number}", words[key], kind, name=f"Disclosure_{key}" if names else "", **how)  # type: ignore[arg-type]
    page.merge_range("B13:F13", words["more"], make.bold)
    make.ask(page, "B14", words["more"], "text", to="F18")
    page.write_formula("F30", "=COUNTA(D3:D10)", None, 0)
    return make.done()


def audit(rows: int, *, protect: bool) -> Sample:
    """Return a table whose columns have names down to its last row, and lists on a hidden sheet."""
    make = Maker(f"audit-{rows}-{protect:d}", protect=protect)
    make.hidden("Programs", [["10", "11", "12"], ["Y", "N"]])
    cover = make.sheet("Cover sheet")
    cover.write("A1", "Workbook for federal awards", make.bold)
    cover.write("A3", "Auditee UEI", make.bold)
    make.ask(cover, "B3", "Auditee UEI", "text", name="auditee_uei", rule={"validate": "length", "criteria": "==", "value": 12})
    cover.write("A4", "Fiscal period end date", make.bold)
    make.ask(cover, "B4", "Fiscal period end date", "date", code="mm/dd/yyyy", name="fiscal_end")
    page = make.sheet("Form")
    heads = [
        ("Federal agency prefix", "select_one", "", {"validate": "list", "source": "=Programs!$A$1:$A$3"}),
        ("Name of the program", "text", "@", None),
        ("Amount expended", "decimal", "#,##0.00", {"validate": "decimal", "criteria": ">=", "value": 0}),
        ("Loan or guarantee", "select_one", "", {"validate": "list", "source": ["Y", "N"]}),
        ("Number of findings", "integer", "", WHOLE),
    ]  # fmt: skip
    for column, (head, kind, code, rule) in enumerate(heads):
        page.write(0, column, head, make.head)
        for row in range(1, rows + 1):
            make.ask(page, xl_rowcol_to_cell(row, column), head, kind, code=code)
        if rule:
            page.data_validation(1, column, rows, column, rule)
        letter = "ABCDE"[column]
        make.book.define_name(head.lower().replace(" ", "_"), f"=Form!${letter}$2:${letter}${rows + 1}")
    page.write(0, 5, "Total", make.head)
    for row in range(1, rows + 1):
        page.write_formula(row, 5, f"=C{row + 1}", None, 0)
    return make.done()


def government(language: str, *, protect: bool, colours: bool) -> Sample:
    """Return a return of codes by columns with subtotals, greyed cells, and a check that must be 0."""
    make, words = Maker(f"government-{language}-{protect:d}{colours:d}", protect=protect, colours=colours), WORDS[language]
    page = make.sheet("RO2")
    page.write("A1", "RO2 " + words["total"], make.bold)
    page.write("A2", words["name"], make.text)
    make.ask(page, "C2", words["name"], "text", code="@")
    heads = [words["income"], words["costs"], "Net"]
    page.write_row("A5", ["", words["item"], *heads], make.head)
    row = 6
    for block in ("Roads", "Schools"):
        page.write(f"B{row}", block, make.bold)
        row += 1
        for number in range(1, 5):
            page.write(f"A{row}", 100 + row, make.grey)
            page.write(f"B{row}", f"{block} of kind {number}", make.text)
            for letter, head in zip("CD", heads, strict=False):
                make.ask(page, f"{letter}{row}", f"{block} of kind {number}|{head}", "integer", code="#,##0", rule=WHOLE)
            page.write_formula(f"E{row}", f"=C{row}-D{row}", make.grey, 0)
            row += 1
        page.write(f"B{row}", f"{words['total']} {block}", make.bold)
        for letter in "CDE":
            page.write_formula(f"{letter}{row}", f"=SUM({letter}{row - 4}:{letter}{row - 1})", make.grey, 0)
        row += 1
    page.write(f"B{row + 1}", "Check (must be 0)", make.text)
    page.write_formula(f"C{row + 1}", "=C11-C11", make.grey, 0)
    return make.done()


def prices(years: int, *, framed: bool, filled: bool) -> Sample:
    """Return a matrix of code by year without any protection; last years' figures may stand in it."""
    make = Maker(f"prices-{years}-{framed:d}{filled:d}", protect=False, colours=False)
    page = make.sheet("Prices")
    page.write("A1", "Annual average prices of goods", make.bold)
    page.write("A2", "Please give prices in the national currency.")
    page.write_row("A4", ["Code", "Commodity", "Unit"], make.head)
    plain = make.book.add_format({"border": 1}) if framed else None
    for column in range(years):
        page.write(3, 3 + column, 2024 - years + column, make.head)
    for row, said in enumerate(CODES, 4):
        code, _, label = said.partition(" ")
        page.write(row, 0, code, plain)
        page.write(row, 1, label, plain)
        page.write(row, 2, "kg", plain)
        for column in range(years):
            kind = "decimal" if filled else ""
            if filled and column == 0:
                page.write(row, 3, 12.5 + row, plain)
            elif plain:
                page.write_blank(row, 3 + column, None, plain)
            make.truth["Prices", xl_rowcol_to_cell(row, 3 + column)] = (f"{label}|{2024 - years + column}", kind if column == 0 else "")
    return make.done()


def letter_form(language: str, *, protect: bool, side_by_side: bool) -> Sample:
    """Return a form with labels beside blanks, two in a row, ticks, and a box for words."""
    make, words = Maker(f"form-{language}-{protect:d}{side_by_side:d}", protect=protect), WORDS[language]
    page = make.sheet("Form")
    page.merge_range("A1:H1", "Questionnaire", make.head)
    keys = [("name", "text", "@"), ("mail", "text", "@"), ("staff", "integer", "0"), ("day", "date", "dd/mm/yyyy")]
    for number, (key, kind, code) in enumerate(keys):
        row, first = (3 + number // 2, "ACEG"[number % 2 * 2 :]) if side_by_side else (3 + number, "AC")
        page.write(f"{first[0]}{row}", f"{words[key]}:", make.text)
        make.ask(page, f"{first[1]}{row}", f"{words[key]}:", kind, code=code)
    page.write("A9", "1.", make.bold)
    page.write("B9", words["policy"], make.bold)
    for number, said in enumerate(COUNTRIES[:4], 10):
        make.ask(page, f"A{number}", said, "select_one", rule={"validate": "list", "source": ["X"]})
        page.write(f"B{number}", said)
    page.write("B16", words["more"], make.bold)
    make.ask(page, "B17", words["more"], "text", to="G22")
    return make.done()


def crossed(language: str, *, protect: bool, levels: bool) -> Sample:
    """Return a matrix with headings on two levels, drop-downs in a column, and remarks."""
    make, words = Maker(f"crossed-{language}-{protect:d}{levels:d}", protect=protect), WORDS[language]
    page = make.sheet("Table 1")
    page.write("A1", "Table 1. Offences", make.bold)
    page.write("A4", words["item"], make.head)
    top = [("2022", "Men"), ("2022", "Women"), ("2023", "Men"), ("2023", "Women")]
    if levels:
        page.merge_range("A3:A4", words["item"], make.head)
        page.merge_range("B3:C3", 2022, make.head)
        page.merge_range("D3:E3", 2023, make.head)
    for column, (year, sex) in enumerate(top, 1):
        page.write(3, column, sex if levels else f"{sex} {year}", make.head)
    page.write("F4", words["remarks"], make.head)
    for row in range(5, 13):
        page.write(f"A{row}", f"Offence of kind {row - 4}", make.text)
        for letter, (year, sex) in zip("BCDE", top, strict=True):
            head = f"{year} – {sex}" if levels else f"{sex} {year}"
            make.ask(page, f"{letter}{row}", f"Offence of kind {row - 4}|{head}", "integer", rule=WHOLE)
        make.ask(page, f"F{row}", f"Offence of kind {row - 4}|{words['remarks']}", "text", code="@")
    return make.done()


def answers_beside(language: str, *, protect: bool) -> Sample:
    """Return a list of numbered questions with one answer each, of different kinds, and a column for remarks."""
    make, words = Maker(f"beside-{language}-{protect:d}", protect=protect), WORDS[language]
    page = make.sheet("Questions")
    page.write_row("A2", ["No.", words["item"], words["unit"], "Answer", words["remarks"]], make.head)
    rows = [
        ("staff", "integer", {"rule": WHOLE}), ("share", "decimal", {"rule": SHARE}), ("day", "date", {"rule": DAY, "code": "dd/mm/yyyy"}),
        ("policy", "select_one", {"rule": {"validate": "list", "source": ["Yes", "No", "Unknown"]}}), ("mail", "text", {"code": "@"}),
    ]  # fmt: skip
    for number, (key, kind, how) in enumerate(rows, 3):
        page.write(f"A{number}", f"{number - 2}.")
        page.write(f"B{number}", words[key], make.text)
        page.write(f"C{number}", "GWh" if key == "share" else "")
        make.ask(page, f"D{number}", words[key], kind, **how)  # type: ignore[arg-type]
        make.ask(page, f"E{number}", f"{words[key]} – {words['remarks']}", "text", code="@")
    return make.done()
