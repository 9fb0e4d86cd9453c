"""Workbooks as agencies send them out, each unlike the others: several tables side by side, languages side by side, controls, macros."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from tests.adopt.making import DAY, SHARE, WHOLE, Maker, Sample
from workbooks.containers.package import patched

_CONTROL = """<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"
 fmlaLink="{}" lockText="1"/>"""
YES_NO = {"validate": "list", "source": ["Yes", "No"]}


def side_by_side() -> Sample:
    """Return two tables beside each other, each with a title over it and a row of totals, in a workbook without protection."""
    make = Maker("sidetables", protect=False, colours=False)
    page = make.sheet("Staff and fleet")
    plain = make.book.add_format({"border": 1})
    page.merge_range("A1:I1", "Annual return of the fire services", make.head)
    page.merge_range("A3:C3", "Table 1. Staff at 31 December", make.bold)
    page.merge_range("F3:I3", "Table 2. Vehicles", make.bold)
    page.write_row("A4", ["Rank", "Full time", "Part time"], make.head)
    page.write_row("F4", ["Kind of vehicle", "In service", "In repair", "Ordered"], make.head)
    for row, rank in enumerate(("Officers", "Firefighters", "Control room", "Support staff"), 5):
        page.write(f"A{row}", rank, plain)
        for letter, head in zip("BC", ("Full time", "Part time"), strict=True):
            page.write_blank(f"{letter}{row}", None, plain)
            make.truth["Staff and fleet", f"{letter}{row}"] = (f"{rank}|{head}", "")
    for row, kind in enumerate(("Pumping appliances", "Ladders", "Rescue boats", "Command units"), 5):
        page.write(f"F{row}", kind, plain)
        for letter, head in zip("GHI", ("In service", "In repair", "Ordered"), strict=True):
            page.write_blank(f"{letter}{row}", None, plain)
            make.truth["Staff and fleet", f"{letter}{row}"] = (f"{kind}|{head}", "")
    page.write("A9", "Total", plain)
    page.write("F9", "Total", plain)
    for letter in "BCGHI":
        page.write_formula(f"{letter}9", f"=SUM({letter}5:{letter}8)", plain, 0)
    return make.done()


def languages_beside() -> Sample:
    """Return questions in three languages side by side, their answers in the last column and a very hidden sheet of codes."""
    make = Maker("trilingual")
    codes = make.book.add_worksheet("Codes")
    codes.very_hidden()
    codes.write_column("A1", ["FR", "MG", "KM"])
    page = make.sheet("Questionnaire")
    page.write_row("A1", ["No", "English", "Français", "Español", "Answer / Réponse / Respuesta"], make.head)
    rows = [
        ("Name of the port", "Nom du port", "Nombre del puerto", "text", {"code": "@"}),
        ("Number of berths", "Nombre de postes à quai", "Número de atraques", "integer", {"rule": WHOLE}),
        (
            "Depth at low water, in metres",
            "Profondeur à marée basse, en mètres",
            "Calado en bajamar, en metros",
            "decimal",
            {"code": "0.0"},
        ),
        ("Is there a pilot?", "Y a-t-il un pilote ?", "¿Hay práctico?", "select_one", {"rule": YES_NO}),
        ("Country", "Pays", "País", "select_one", {"rule": {"validate": "list", "source": "=Codes!$A$1:$A$3"}}),
        ("Opened on", "Ouvert le", "Abierto el", "date", {"rule": DAY, "code": "dd/mm/yyyy"}),
    ]
    for row, (english, french, spanish, kind, how) in enumerate(rows, 2):
        page.write(f"A{row}", row - 1)
        page.write_row(f"B{row}", [english, french, spanish], make.text)
        make.ask(page, f"E{row}", english, kind, **how)  # type: ignore[arg-type]
    return make.done()


def check_boxes() -> Sample:
    """Return a form with check boxes as controls over locked cells, a merged heading over each block, and a box for words."""
    make = Maker("controls")
    page = make.sheet("Declaration")
    page.merge_range("A1:F2", "DECLARATION OF ACTIVITIES", make.head)
    page.merge_range("A4:F4", "A. Activities of the association (tick all that apply)", make.bold)
    said = ["Advice to members", "Training of volunteers", "Emergency shelter", "Legal aid"]
    for row, activity in enumerate(said, 5):
        page.write(f"B{row}", activity)
        make.truth["Declaration", f"A{row}"] = (activity, "select_one")
    page.merge_range("A10:F10", "B. Persons", make.bold)
    for row, (label, kind, how) in enumerate(
        (
            ("Members at the end of the year", "integer", {"rule": WHOLE}),
            ("of which women", "integer", {"rule": WHOLE}),
            ("Chair", "text", {"code": "@"}),
        ),
        11,
    ):
        page.merge_range(f"A{row}:C{row}", label, make.text)
        make.ask(page, f"D{row}", label, kind, to=f"F{row}", **how)  # type: ignore[arg-type]
    page.merge_range("A15:F15", "C. Describe the most important change since the last declaration", make.bold)
    make.ask(page, "A16", "C. Describe the most important change since the last declaration", "text", to="F22")
    made = make.done()
    controls = {f"xl/ctrlProps/ctrlProp{row}.xml": _CONTROL.format(f"Declaration!$A${row}").encode() for row in range(5, 9)}
    return replace(made, data=patched(made.data, controls))


def from_right_to_left() -> Sample:
    """Return an Arabic matrix from right to left, with headings on two levels, a unit in each row and a row of totals."""
    make = Maker("arabic-matrix")
    page = make.sheet("جدول 1")
    page.right_to_left()
    page.merge_range("A1:G1", "استبيان إحصاءات المياه", make.head)
    page.merge_range("A3:A4", "البند", make.head)
    page.merge_range("B3:B4", "الوحدة", make.head)
    page.merge_range("C3:D3", "الحضر", make.head)
    page.merge_range("E3:F3", "الريف", make.head)
    heads = [("الحضر", "2023"), ("الحضر", "2024"), ("الريف", "2023"), ("الريف", "2024")]
    for letter, (_, year) in zip("CDEF", heads, strict=True):
        page.write(f"{letter}4", int(year), make.head)
    items = ("المياه المنتجة", "المياه الموزعة", "المياه المفقودة", "المياه المعالجة")
    for row, item in enumerate(items, 5):
        page.write(f"A{row}", item)
        page.write(f"B{row}", "ألف م3")
        for letter, (area, year) in zip("CDEF", heads, strict=True):
            make.ask(page, f"{letter}{row}", f"{item}|{area} – {year}", "decimal", rule=SHARE)
    page.write("A9", "المجموع", make.bold)
    for letter in "CDEF":
        page.write_formula(f"{letter}9", f"=SUM({letter}5:{letter}8)", make.grey, 0)
    page.write("A11", "اسم الجهة المسؤولة:")
    make.ask(page, "C11", "اسم الجهة المسؤولة:", "text", code="@", to="F11")
    return make.done()


def _words_of(make: Maker) -> dict[str, str]:
    words = {"name": "Name of the undertaking", "sites": "Number of sites", "waste": "Hazardous waste", "share": "Share recycled"}
    texts = make.book.add_worksheet("Texts")
    texts.hide()
    texts.write_row("A1", ["key", "EN", "DE"])
    for row, (key, said) in enumerate(words.items(), 2):
        texts.write_row(f"A{row}", [key, said, f"{said} (DE)"])
    return words


def chosen_language() -> Sample:
    """Return a form whose respondents choose its language: every label is a formula, and names stand on cells and on a matrix."""
    make = Maker("chosen")
    words = _words_of(make)
    page = make.sheet("Form")
    page.write("A1", "Language / Sprache", make.bold)
    make.ask(page, "C1", "Language / Sprache", "select_one", rule={"validate": "list", "source": ["EN", "DE"]}, name="lang", value="EN")
    kinds = {"name": ("text", "@"), "sites": ("integer", "0"), "waste": ("decimal", "#,##0.000"), "share": ("decimal", "0.0%")}
    for row, (key, (kind, code)) in enumerate(kinds.items(), 3):
        formula = f'=INDEX(Texts!$B$2:$C$5,{row - 2},IF(lang="DE",2,1))'
        page.write_formula(f"A{row}", formula, make.text, words[key])
        make.ask(page, f"C{row}", words[key], kind, code=code, name=f"f_{key}")
    page.write_formula("A9", '=IF(lang="DE","Jahr","Year")', make.head, "Year")
    for letter, year in zip("BCD", (2022, 2023, 2024), strict=True):
        page.write(f"{letter}9", year, make.head)
    for row, key in enumerate(("sites", "waste"), 10):
        page.write_formula(f"A{row}", f'=INDEX(Texts!$B$2:$C$5,{row - 8},IF(lang="DE",2,1))', make.text, words[key])
        for letter, year in zip("BCD", (2022, 2023, 2024), strict=True):
            make.ask(page, f"{letter}{row}", f"{words[key]}|{year}", "decimal", code="0.00", name=f"m_{key}_{year}")
    return make.done()


def units_behind() -> Sample:
    """Return figures with their units behind the cells, notes behind those, and totals between blocks that are all unlocked."""
    make = Maker("unitsbehind")
    page = make.sheet("Energy use")
    page.merge_range("A1:E1", "Energy use of public buildings", make.head)
    row = 3
    for block, items in (
        ("1. Heating", (("1.1 Natural gas", "m3"), ("1.2 Heating oil", "litres"), ("1.3 District heat", "MWh"))),
        ("2. Electricity", (("2.1 Bought from the grid", "MWh"), ("2.2 Own production", "MWh"))),
    ):
        page.merge_range(f"A{row}:E{row}", block, make.bold)
        first = row = row + 1
        for label, unit in items:
            page.write(f"A{row}", label)
            make.ask(page, f"C{row}", label, "decimal", code="#,##0.0")
            page.write(f"D{row}", unit)
            page.write(f"E{row}", "Take the figure from the bill.", make.text)
            row += 1
        page.write(f"A{row}", f"Total of {block[3:].lower()}", make.bold)
        page.write_formula(f"C{row}", f"=SUM(C{first}:C{row - 1})", make.grey, 0)
        row += 2
    page.write(f"A{row}", "Person responsible")
    make.ask(page, f"C{row}", "Person responsible", "text", code="@", to=f"E{row}")
    return make.done()


def boxes_beneath() -> Sample:
    """Return long questions over the whole width, each with its box beneath, and two small cells beside each other for yes and a date."""
    make = Maker("boxes", protect=False)
    page = make.sheet("Part B")
    page.merge_range("A1:H1", "PART B – IMPLEMENTATION OF THE CONVENTION", make.head)
    row = 3
    for number, said in enumerate(
        (
            "Which measures has your Government taken to give effect to article 4?",
            "Which difficulties were met in the application of article 5, and how were they overcome?",
            "Which technical assistance would be of use?",
        ),
        1,
    ):
        page.merge_range(f"A{row}:H{row}", f"{number}. {said}", make.bold)
        make.ask(page, f"A{row + 1}", f"{number}. {said}", "text", to=f"H{row + 4}")
        page.write(f"A{row + 5}", "Has this changed since the last report?")
        make.ask(page, f"E{row + 5}", "Has this changed since the last report?", "select_one", rule=YES_NO)
        page.write(f"F{row + 5}", "If so, since when?")
        make.ask(page, f"H{row + 5}", "If so, since when?", "date", code="dd.mm.yyyy", rule=DAY)
        row += 8
    return make.done()


def years_downwards() -> Sample:
    """Return years downwards and indicators across, with units beneath the headings, and a second matrix right beneath; with macros."""
    make = Maker("years-down")
    page = make.sheet("Time series")
    page.write("A1", "Time series of the labour inspection", make.bold)
    for top, heads, units in (
        (3, ("Inspectors", "Visits", "Fines"), ("persons", "number", "EUR")),
        (11, ("Accidents", "Fatal accidents", "Days lost"), ("number", "number", "days")),
    ):
        page.write_row(f"A{top}", ["Year", *heads], make.head)
        page.write_row(f"A{top + 1}", ["", *units], make.head)
        for row, year in enumerate(range(2019, 2025), top + 2):
            page.write(f"A{row}", year)
            for letter, head in zip("BCD", heads, strict=True):
                make.ask(page, f"{letter}{row}", f"{year}|{head}", "integer", rule=WHOLE)
    made = make.done()
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        assert "xl/worksheets/sheet1.xml" in package.namelist()
    return made


def agencies() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (
        made()
        for made in (
            side_by_side,
            languages_beside,
            check_boxes,
            from_right_to_left,
            chosen_language,
            units_behind,
            boxes_beneath,
            years_downwards,
        )
    )
