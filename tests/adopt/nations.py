"""Workbooks as the agencies of the United Nations send them out: codes, footnotes beside figures, years, notes, and boxes for comments."""

from __future__ import annotations

from collections.abc import Iterator

from tests.adopt.making import SHARE, WHOLE, Maker, Sample

_FLAGS = {"validate": "list", "source": ["a", "n", "m", "x", "z"]}
_YES_NO = {"validate": "list", "source": ["Yes", "No"]}


def enrolment(*, colours: bool = True) -> Sample:
    """Return a table of pupils by level: a column of codes, headings on three levels, a flag beside each figure, totals of formulas."""
    make = Maker(f"enrolment{'' if colours else '-plain'}", protect=False, colours=colours)
    flags = make.book.add_worksheet("VAL_Lists")
    flags.hide()
    flags.write_column("A1", ["a", "n", "m", "x", "z"])
    page = make.sheet("A2")
    page.merge_range(
        "A1:M1", "UIS/ED/A 2024  A2. Number of pupils and students by level of education, type of institution and sex", make.bold
    )
    page.merge_range(
        "A2:M2", "Please consult the instruction manual. Use code a for not applicable, m for missing, z for included elsewhere.", make.text
    )
    page.merge_range("A4:A6", "Code", make.head)
    page.merge_range("B4:B6", "Level of education", make.head)
    for first, last, kind in (("C", "F", "Public institutions"), ("G", "J", "Private institutions")):
        page.merge_range(f"{first}4:{last}4", kind, make.head)
    for first, last, sex in (("C", "D", "Male"), ("E", "F", "Female"), ("G", "H", "Male"), ("I", "J", "Female")):
        page.merge_range(f"{first}5:{last}5", sex, make.head)
    for letter in "CDEFGHIJ":
        page.write(f"{letter}6", "Number" if letter in "CEGI" else "Flag", make.head)
    page.merge_range("K4:K6", "Total", make.head)
    page.set_column("D:D", 4)
    heads = {
        "C": "Public institutions – Male",
        "E": "Public institutions – Female",
        "G": "Private institutions – Male",
        "I": "Private institutions – Female",
    }
    for row, (code, level) in enumerate(
        (
            ("E.1.1", "Early childhood educational development"),
            ("E.1.2", "Pre-primary education"),
            ("E.2", "Primary education"),
            ("E.3.1", "Lower secondary education"),
            ("E.3.1.V", "of which: vocational"),
            ("E.3.2", "Upper secondary education"),
            ("E.4", "Post-secondary non-tertiary education"),
        ),
        7,
    ):
        page.write(f"A{row}", code, make.grey)
        page.write(f"B{row}", level, make.book.add_format({"border": 1, "indent": 1 if "which" in level else 0}))
        for letter, head in heads.items():
            make.ask(page, f"{letter}{row}", f"{level}|{head} – Number", "integer", code="#,##0")
            make.ask(page, f"{chr(ord(letter) + 1)}{row}", f"{level}|{head} – Flag", "select_one", rule=_FLAGS)
        page.write_formula(f"K{row}", f"=C{row}+E{row}+G{row}+I{row}", make.grey, 0)
    page.write("A14", "E.T", make.grey)
    page.write("B14", "Total", make.grey)
    for letter in "CEGIK":
        page.write_formula(f"{letter}14", f"=SUM({letter}7:{letter}13)-{letter}11", make.grey, 0)
    page.merge_range("A16:M16", "Comments on table A2 (coverage, reference date, departures from the definitions):", make.bold)
    make.ask(page, "A17", "Comments on table A2 (coverage, reference date, departures from the definitions):", "text", to="M22")
    return make.done()


def crops() -> Sample:
    """Return a list of crops with three rows each, years from 2019 of which the last are blank, and a flag behind each year."""
    make = Maker("crops", protect=False, colours=False)
    notes = make.sheet("Instructions")
    notes.write_column(
        "A1",
        [
            "FAO Questionnaire on crops",
            "Please check the figures of former years, and give those of the last ones.",
            "Flags: E estimate, F forecast",
        ],
    )
    page = make.sheet("Crops")
    page.write("A1", "Country:", make.bold)
    page.write("B1", "Examplia", make.book.add_format({"bold": True}))
    page.write_row("A3", ["CPC code", "Commodity", "Element", "Unit"], make.head)
    plain = make.book.add_format({"border": 1})
    years = range(2019, 2025)
    letters = dict(zip(years, "EGIKMO", strict=True))
    for year, letter in letters.items():
        page.write(f"{letter}3", year, make.head)
        page.write(f"{chr(ord(letter) + 1)}3", "Flag", make.head)
    row = 4
    for code, crop in (("0111", "Wheat"), ("0112", "Maize (corn)"), ("0113", "Rice, paddy"), ("01510", "Potatoes")):
        for element, unit in (("Area harvested", "ha"), ("Production", "t"), ("Seed use", "t")):
            page.write_row(f"A{row}", [code, crop, element, unit], plain)
            for year, letter in letters.items():
                held = row * 1000 + year if year < 2022 else None
                make.ask(page, f"{letter}{row}", "", "", code="#,##0", value=held)
                make.ask(page, f"{chr(ord(letter) + 1)}{row}", "", "", value="E" if year == 2020 else None)
            row += 1
    return make.done()


def prices_observed() -> Sample:
    """Return a price survey: what is specified in a text of several lines, then what was observed, prices side by side and a list."""
    make = Maker("price-survey", protect=True)
    make.hidden("Codes", [["Available", "Not available", "Seasonal"]])
    cover = make.sheet("Identification")
    cover.merge_range("B2:E2", "INTERNATIONAL COMPARISON PROGRAM - PRICE COLLECTION FORM", make.head)
    for row, label in enumerate(
        ("Country", "City / region", "Outlet name", "Outlet type", "Name of price collector", "Name of supervisor"), 4
    ):
        cover.write(f"B{row}", label, make.text)
        make.ask(cover, f"C{row}", label, "text", code="@", to=f"E{row}")
    cover.write("B10", "Date of collection", make.text)
    make.ask(cover, "C10", "Date of collection", "date", code="dd/mm/yyyy", to="E10")
    page = make.sheet("Food")
    page.merge_range("A1:L1", "Food and non-alcoholic beverages", make.head)
    page.merge_range("A3:D3", "Item", make.head)
    page.merge_range("E3:F3", "Observed", make.head)
    page.merge_range("G3:I3", "Price in national currency", make.head)
    page.write_row(
        "A4",
        ["Item code", "Item name", "Specification", "Reference quantity", "Quantity", "Unit", "Price 1", "Price 2", "Price 3"],
        make.head,
    )
    page.merge_range("J3:J4", "Availability", make.head)
    page.merge_range("K3:K4", "Average price", make.head)
    page.merge_range("L3:L4", "Remarks", make.head)
    said = (
        ("1101111.01", "Long grain rice", "Type: long grain\nBrand: well known\nPackaging: pre-packed"),
        ("1101112.02", "Wheat flour", "Type: white\nBrand: well known"),
        ("1101113.01", "White bread", "Type: loaf, sliced"),
        ("1101121.04", "Beef, fillet", "Type: fresh\nBoneless"),
    )
    for row, (code, item, words) in enumerate(said, 5):
        page.write_row(f"A{row}", [code, item, words, "1 kg"], make.text)
        observed, paid = "Observed – ", "Price in national currency – "
        make.ask(page, f"E{row}", f"{item}|{observed}Quantity", "decimal", code="0.00")
        make.ask(page, f"F{row}", f"{item}|{observed}Unit", "text", code="@")
        for number, letter in enumerate("GHI", 1):
            make.ask(page, f"{letter}{row}", f"{item}|{paid}Price {number}", "decimal", code="0.00")
        make.ask(page, f"J{row}", f"{item}|Availability", "select_one", rule={"validate": "list", "source": "=Codes!$A$1:$A$3"})
        page.write_formula(f"K{row}", f'=IF(COUNT(G{row}:I{row})=0,"",AVERAGE(G{row}:I{row}))', make.grey, "")
        make.ask(page, f"L{row}", f"{item}|Remarks", "text", code="@")
    return make.done()


def justice(*, colours: bool = False) -> Sample:
    """Return a crime survey: a definition above each table, years, rows that say of which, questions on counting, a box for comments."""
    make = Maker(f"justice{'-coloured' if colours else ''}", protect=False, colours=colours)
    page = make.sheet("Police")
    page.merge_range("A1:H1", "United Nations Survey of Crime Trends and Operations of Criminal Justice Systems", make.bold)
    row = 3
    tables = (
        (
            "1. Intentional homicide",
            "means unlawful death inflicted upon a person with the intent to cause death or serious injury.",
            ("Total number of victims", "of which: males", "of which: females", "of which: by firearms"),
        ),
        (
            "2. Persons brought into formal contact with the police",
            "includes suspected, arrested or cautioned persons, at the national level.",
            ("Total number of persons", "of which: adults", "of which: juveniles"),
        ),
    )
    for title, words, items in tables:
        page.merge_range(f"A{row}:H{row}", title, make.head)
        page.merge_range(f"A{row + 1}:H{row + 1}", f"“{title[3:]}” {words}", make.text)
        page.merge_range(f"A{row + 2}:B{row + 2}", "", make.head)
        page.write(f"A{row + 2}", "Indicator", make.head)
        page.write(f"C{row + 2}", "Unit", make.head)
        for letter, year in zip("DEFGH", range(2019, 2024), strict=True):
            page.write(f"{letter}{row + 2}", year, make.head)
        row += 3
        for item in items:
            page.merge_range(f"A{row}:B{row}", item, make.book.add_format({"border": 1}))
            page.write(f"C{row}", "Number", make.book.add_format({"border": 1}))
            for letter, year in zip("DEFGH", range(2019, 2024), strict=True):
                make.ask(page, f"{letter}{row}", f"{item}|{year}", "")
            row += 1
        for said in ("Is the definition above followed?", "Is a principal offence rule applied?", "At what stage is the offence counted?"):
            page.merge_range(f"A{row}:E{row}", said, make.book.add_format({"border": 1}))
            make.ask(page, f"F{row}", said, "", to=f"H{row}")
            row += 1
        page.merge_range(f"A{row}:H{row}", "Comments:", make.text)
        make.ask(page, f"A{row + 1}", "Comments:", "", to=f"H{row + 4}")
        row += 6
    return make.done()


def telecoms() -> Sample:
    """Return indicators with codes and bands of titles, three years each with a note behind it, beside a sheet of definitions."""
    make = Maker("telecoms", protect=True)
    page = make.sheet("Short questionnaire")
    page.merge_range("A1:I1", "World Telecommunication/ICT Indicators: Short Questionnaire 2025", make.head)
    page.write("A2", "Economy:", make.bold)
    make.ask(page, "B2", "Economy:", "text", code="@")
    page.write_row("A4", ["Code", "Indicator", "Unit", 2022, "Note 2022", 2023, "Note 2023", 2024, "Note 2024"], make.head)
    row = 5
    for band, items in (
        ("Fixed-telephone network", (("112", "Fixed-telephone subscriptions", "Number"), ("1142", "% digital main lines", "%"))),
        (
            "Mobile-cellular network",
            (
                ("271", "Mobile-cellular telephone subscriptions", "Number"),
                ("271p", "of which: prepaid", "Number"),
                ("271G", "Population covered", "%"),
            ),
        ),
        ("Internet", (("4213tfbb", "Fixed-broadband subscriptions", "Number"), ("4214", "International bandwidth", "Mbit/s"))),
    ):
        page.merge_range(f"A{row}:I{row}", band, make.grey)
        row += 1
        for code, item, unit in items:
            page.write_row(f"A{row}", [code, item, unit], make.text)
            for number, letter, note in ((2022, "D", "E"), (2023, "F", "G"), (2024, "H", "I")):
                rule = SHARE if unit == "%" else WHOLE
                make.ask(
                    page,
                    f"{letter}{row}",
                    f"{item}|{number}",
                    "decimal" if unit == "%" else "integer",
                    rule=rule,
                    value=row * 7 if number == 2022 else None,
                )
                make.ask(page, f"{note}{row}", f"{item}|Note {number}", "text", code="@")
            row += 1
    words = make.sheet("Definitions")
    words.write_row("A1", ["Code", "Definition"], make.head)
    words.write_column("A2", ["112", "271", "4213tfbb"])
    words.write_column(
        "B2",
        ["A fixed-telephone subscription refers to the sum of ...", "Refers to ...", "Refers to subscriptions to high-speed access ..."],
    )
    return make.done()


def waters() -> Sample:
    """Return a table of water statistics: years with a footnote beside each figure, who answers above it, and footnotes beneath it."""
    make = Maker("waters", protect=False, colours=False)
    page = make.sheet("W1")
    box = {"border": 1}
    page.merge_range("A1:P1", "Section: WATER", make.head)
    page.write("A3", "Country:", make.bold)
    make.ask(page, "B3", "Country:", "")
    page.write("D3", "Contact person:")
    make.ask(page, "H3", "Contact person:", "", to="L3")
    page.write("A4", "Contact institution:", make.bold)
    make.ask(page, "B4", "Contact institution:", "")
    page.write("D4", "E-mail:")
    make.ask(page, "H4", "E-mail:", "", to="L4")
    page.merge_range("A6:P6", "Table W1: Renewable Freshwater Resources", make.bold)
    page.write_row("A8", ["Line", "Category", "Unit"], make.head)
    years = (1990, 2000, 2010, 2020, 2021, 2022)
    letters = dict(zip(years, "DFHJLN", strict=True))
    for year, letter in letters.items():
        page.write(f"{letter}8", year, make.head)
        page.write(f"{chr(ord(letter) + 1)}8", "", make.head)
    page.set_column("E:E", 2)
    for row, item in enumerate(
        (
            "Precipitation",
            "Actual evapotranspiration",
            "Internal flow (=1-2)",
            "Inflow from neighbouring countries",
            "Renewable freshwater resources (=3+4)",
            "Outflow to the sea",
        ),
        9,
    ):
        page.write(f"A{row}", row - 8, make.book.add_format(box))
        page.write(f"B{row}", item, make.book.add_format(box))
        page.write(f"C{row}", "mio m3/y", make.book.add_format(box))
        for year, letter in letters.items():
            make.ask(page, f"{letter}{row}", f"{item}|{year}", "")
            make.ask(page, f"{chr(ord(letter) + 1)}{row}", "", "")
    page.merge_range("A17:P17", "Footnotes", make.bold)
    page.write("A18", "Code", make.head)
    page.merge_range("B18:P18", "Footnote Text", make.head)
    for row, code in enumerate("ABCD", 19):
        page.write(f"A{row}", code, make.book.add_format(box))
        make.ask(page, f"B{row}", f"{code}|Footnote Text", "", to=f"P{row}")
    return make.done()


def nations() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (enrolment(), enrolment(colours=False), crops(), prices_observed(), justice(), justice(colours=True), telecoms(), waters())
