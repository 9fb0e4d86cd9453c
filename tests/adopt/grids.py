"""Matrices in ways of laying them out that agencies have, one a function; each has its truth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.adopt.making import SHARE, WHOLE, Maker, Sample


def numbered_columns() -> Sample:
    """Return a matrix whose columns are numbered beneath their headings, and whose rows have groups beside them."""
    make = Maker("numbered")
    page = make.sheet("T1")
    page.merge_range("A3:B5", "Crop", make.head)
    page.merge_range("C3:F3", "Production", make.head)
    for c, said in zip("CDEF", ("Area", "Yield", "Harvest", "Losses"), strict=True):
        page.write(f"{c}4", said, make.head)
    for c, said in zip("CDEF", ("(1)", "(2)", "(3)", "(4)"), strict=True):
        page.write(f"{c}5", said, make.head)
    r = 6
    for g in ("Cereals", "Fruit"):
        page.merge_range(f"A{r}:A{r + 2}", g, make.bold)
        for k in ("Irrigated", "Rain-fed", "Other kinds"):
            page.write(f"B{r}", k)
            for c, said in zip("CDEF", ("Area", "Yield", "Harvest", "Losses"), strict=True):
                make.ask(page, f"{c}{r}", f"{g} – {k}|Production – {said}", "decimal", code="0.0")
            r += 1
    return make.done()


def groups_of_rows() -> Sample:
    """Return a matrix whose rows have groups above them, with the same names in each."""
    make = Maker("groups")
    page = make.sheet("T2")
    page.write("A1", "Table 2", make.bold)
    page.write_row("A3", ["Age group", "2021", "2022"], make.head)
    r = 4
    for g in ("Men", "Women"):
        page.write(f"A{r}", g, make.bold)
        r += 1
        for k in ("15-24 years", "25-64 years", "65 years and over"):
            page.write(f"A{r}", k)
            for c, said in zip("BC", ("2021", "2022"), strict=True):
                make.ask(page, f"{c}{r}", f"{g} – {k}|{said}", "integer", code="0")
            r += 1
    return make.done()


def coloured() -> Sample:
    """Return a matrix without protection and types, in colour."""
    make = Maker("unprot-fill", protect=False)
    page = make.sheet("Energy")
    page.write("A1", "Energy", make.bold)
    page.write_row("A3", ["Fuel", "Unit", "Production", "Imports", "Exports"], make.head)
    for r, k in enumerate(("Coal", "Crude oil", "Natural gas", "Nuclear"), 4):
        page.write(f"A{r}", k)
        page.write(f"B{r}", "TJ")
        for c, h in zip("CDE", ("Production", "Imports", "Exports"), strict=True):
            make.ask(page, f"{c}{r}", f"{k}|{h}", "")
    return make.done()


def years_by_months() -> Sample:
    """Return a matrix of years by months, with a hidden column."""
    make = Maker("months")
    page = make.sheet("Arrivals")
    page.merge_range("A1:N1", "International arrivals by month", make.head)
    page.write("B3", "Year", make.head)
    page.write_row("C3", ["Jan", "Feb", "Mar", "Apr"], make.head)
    page.set_column("A:A", 3, None, {"hidden": 1})
    page.write("G3", "Total", make.head)
    for r, y in enumerate(range(2019, 2024), 4):
        page.write(f"A{r}", f"K{y}")
        page.write(f"B{r}", y)
        for c, h in zip("CDEF", ("Jan", "Feb", "Mar", "Apr"), strict=True):
            make.ask(page, f"{c}{r}", f"{y}|{h}", "integer", rule=WHOLE)
        page.write_formula(f"G{r}", f"=SUM(C{r}:F{r})", make.grey, 0)
    return make.done()


def bands() -> Sample:
    """Return a matrix whose rows are parted by titles."""
    make = Maker("esg")
    page = make.sheet("Environment")
    page.write_row("A2", ["Ref", "Disclosure", "Unit", "Value", "Estimated?", "Comments"], make.head)
    r = 3
    for s, ks in (
        ("E1 Climate", ("Scope 1 emissions", "Scope 2 emissions", "Scope 3 emissions")),
        ("E3 Water", ("Water withdrawn", "Water consumed")),
    ):
        page.merge_range(f"A{r}:F{r}", s, make.head)
        r += 1
        for i, k in enumerate(ks, 1):
            page.write(f"A{r}", f"{s[:2]}-{i}")
            page.write(f"B{r}", k)
            page.write(f"C{r}", "tCO2e" if s[1] == "1" else "m3")
            make.ask(page, f"D{r}", f"{k}|Value", "decimal", code="#,##0.00")
            make.ask(page, f"E{r}", f"{k}|Estimated?", "select_one", rule={"validate": "list", "source": ["Yes", "No"]})
            make.ask(page, f"F{r}", f"{k}|Comments", "text", code="@")
            r += 1
    return make.done()


def row_of_units() -> Sample:
    """Return a matrix of years with a row of units beneath the headings."""
    make = Maker("unitsrow")
    page = make.sheet("S")
    page.write_row("A3", ["Indicator", 2020, 2021, 2022], make.head)
    page.write_row("A4", ["", "EUR", "EUR", "EUR"], make.head)
    for r in range(5, 10):
        page.write(f"A{r}", f"Indicator number {r}")
        for c, h in zip("BCD", (2020, 2021, 2022), strict=True):
            make.ask(page, f"{c}{r}", f"Indicator number {r}|{h}", "integer", code="#,##0")
    return make.done()


def codes() -> Sample:
    """Return a matrix without protection and colours, with numbers as codes."""
    make = Maker("codes", protect=False, colours=False)
    page = make.sheet("S")
    pl = make.book.add_format({"border": 1})
    page.write("A1", "Questionnaire on waste")
    page.write_row("A5", ["NACE", "Title", "Generated", "Recycled", "Exported"], make.head)
    for r, c0 in enumerate((10, 11, 12, 13, 14), 6):
        page.write(f"A{r}", c0, pl)
        page.write(f"B{r}", f"Manufacture of product {c0}", pl)
        for c, h in zip("CDE", ("Generated", "Recycled", "Exported"), strict=True):
            page.write_blank(f"{c}{r}", None, pl)
            make.truth["S", f"{c}{r}"] = (f"Manufacture of product {c0}|{h}", "")
    page.write("B11", "Total", pl)
    for c in "CDE":
        page.write_formula(f"{c}11", f"=SUM({c}6:{c}10)", pl, 0)
    return make.done()


def units_beneath_headings() -> Sample:
    """Return a matrix whose headings have units beneath them."""
    make = Maker("unitheads", protect=False)
    page = make.sheet("S")
    page.merge_range("A1:E1", "Fishery statistics 2023", make.head)
    page.write_row("A2", ["Species", "Catch", "Value", "Vessels"], make.head)
    page.write_row("A3", ["", "tonnes", "USD 1000", "number"], make.head)
    for r in range(4, 9):
        page.write(f"A{r}", f"Species {r}")
        for c, h in zip("BCD", ("Catch", "Value", "Vessels"), strict=True):
            make.ask(page, f"{c}{r}", f"Species {r}|{h}", "decimal", rule=SHARE)
    return make.done()


def spacers() -> Sample:
    """Return a matrix with blank columns between its years."""
    make = Maker("spacers")
    page = make.sheet("S")
    page.write("A3", "Item", make.head)
    page.merge_range("B2:C2", "2022", make.head)
    page.merge_range("E2:F2", "2023", make.head)
    for c, h in zip("BCEF", ("Men", "Women", "Men", "Women"), strict=True):
        page.write(f"{c}3", h, make.head)
    for r in range(4, 10):
        page.write(f"A{r}", f"Item number {r}")
        for c, h in zip("BCEF", ("2022 – Men", "2022 – Women", "2023 – Men", "2023 – Women"), strict=True):
            make.ask(page, f"{c}{r}", f"Item number {r}|{h}", "decimal", code="0.0")
    return make.done()


def greyed() -> Sample:
    """Return a matrix of which some cells are grey and locked."""
    make = Maker("greyed")
    page = make.sheet("S")
    page.write_row("A2", ["Item", "A. Domestic", "B. Abroad", "C. Total"], make.head)
    for r in range(3, 12):
        page.write(f"A{r}", ("   of which: " if r % 2 else "") + f"kind {r} of item")
        for c, h in zip("BC", ("A. Domestic", "B. Abroad"), strict=True):
            if (r + ord(c)) % 3:
                make.ask(page, f"{c}{r}", f"{('of which: ' if r % 2 else '')}kind {r} of item|{h}", "integer", rule=WHOLE)
            else:
                page.write_blank(f"{c}{r}", None, make.grey)
        page.write_formula(f"D{r}", f"=B{r}+C{r}", make.grey, 0)
    return make.done()


def numbered_rows() -> Sample:
    """Return a matrix whose rows and columns are numbered."""
    make = Maker("rownos")
    page = make.sheet("S")
    page.merge_range("A1:E1", "Return of housing stock", make.head)
    page.write_row("A3", ["Row", "Description", "Council", "Private", "Other"], make.head)
    page.write_row("A4", ["", "", "a", "b", "c"], make.head)
    for i, r in enumerate(range(5, 12), 1):
        page.write(f"A{r}", i)
        page.write(f"B{r}", f"Dwellings with {i} rooms")
        for c, h in zip("CDE", ("Council", "Private", "Other"), strict=True):
            make.ask(page, f"{c}{r}", f"Dwellings with {i} rooms|{h}", "integer", rule=WHOLE)
    return make.done()


def grids() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (
        made()
        for made in (
            numbered_columns,
            groups_of_rows,
            coloured,
            years_by_months,
            bands,
            row_of_units,
            codes,
            units_beneath_headings,
            spacers,
            greyed,
            numbered_rows,
        )
    )
