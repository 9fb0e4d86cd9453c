"""Tables with rows to grow, and matrices whose columns are of several types, one a function; each has its truth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.adopt.making import WHOLE, Maker, Sample


def one_column() -> Sample:
    """Return a list to grow, of one numbered column."""
    make = Maker("names")
    page = make.sheet("List")
    page.write("A1", "Please list your subsidiaries", make.bold)
    page.write_row("A3", ["No.", "Name of subsidiary"], make.head)
    for i in range(4, 24):
        page.write(f"A{i}", i - 3)
        make.ask(page, f"B{i}", "Name of subsidiary", "text", code="@")
    return make.done()


def yes_or_no() -> Sample:
    """Return statements with a column to tick for yes and one for no."""
    make = Maker("yesno")
    page = make.sheet("Q")
    page.write_row("A2", ["Statement", "Yes", "No", "If yes, which?"], make.head)
    for i in range(3, 9):
        said = f"Our laws provide for measure {i}"
        page.write(f"A{i}", said, make.text)
        for c, h in zip("BC", ("Yes", "No"), strict=True):
            make.ask(page, f"{c}{i}", f"{said}|{h}", "select_one", rule={"validate": "list", "source": ["X"]})
        make.ask(page, f"D{i}", f"{said}|If yes, which?", "text", code="@")
    return make.done()


def budget() -> Sample:
    """Return a budget with results between the columns, and two labels in a row beneath it."""
    make = Maker("inter")
    page = make.sheet("Budget")
    page.write("A1", "Budget return", make.bold)
    page.write_row("A3", ["Line", "Description", "Unit", "Budget", "Actual", "Variance", "Comment"], make.head)
    r = 4
    for k in ("Salaries", "Energy", "Rent", "Travel"):
        page.write(f"A{r}", f"B{r}0")
        page.write(f"B{r}", k)
        page.write(f"C{r}", "EUR thousand")
        for c, h in zip("DE", ("Budget", "Actual"), strict=True):
            make.ask(page, f"{c}{r}", f"{k}|{h}", "decimal", code="#,##0.00")
        page.write_formula(f"F{r}", f"=D{r}-E{r}", make.grey, 0)
        make.ask(page, f"G{r}", f"{k}|Comment", "text", code="@")
        r += 1
    page.write("B9", "Total")
    page.write_formula("D9", "=SUM(D4:D8)", make.grey, 0)
    page.write("B12", "Signed by")
    make.ask(page, "C12", "Signed by", "text", code="@")
    page.write("E12", "Date of signature")
    make.ask(page, "G12", "Date of signature", "date", code="dd/mm/yyyy")
    return make.done()


def two_tables() -> Sample:
    """Return a matrix and a table on one sheet."""
    make = Maker("two", protect=False)
    page = make.sheet("S")
    page.write("A1", "Table A. Staff", make.bold)
    page.write_row("A2", ["Grade", "Men", "Women"], make.head)
    for r, k in enumerate(("Director", "Clerk", "Driver"), 3):
        page.write(f"A{r}", k)
        for c, h in zip("BC", ("Men", "Women"), strict=True):
            make.ask(page, f"{c}{r}", f"{k}|{h}", "integer", rule=WHOLE)
    page.write("A7", "Table B. Offices", make.bold)
    page.write_row("A8", ["Town", "Rent per year", "Owned?"], make.head)
    for r in range(9, 19):
        for c, h, k in zip("ABC", ("Town", "Rent per year", "Owned?"), ("text", "decimal", "select_one"), strict=True):
            make.ask(
                page,
                f"{c}{r}",
                h,
                k,
                code={"text": "@", "decimal": "0.00"}.get(k, ""),
                rule={"validate": "list", "source": ["Y", "N"]} if k == "select_one" else None,
            )
    return make.done()


def open_keys() -> Sample:
    """Return a table whose rows respondents name."""
    make = Maker("openkeys")
    page = make.sheet("S")
    page.write("A1", "Persons interviewed", make.bold)
    page.write_row("A3", ["Name", "Role", "Days worked"], make.head)
    for r in range(4, 14):
        for c, h, k, cd in (("A", "Name", "text", "@"), ("B", "Role", "text", "@"), ("C", "Days worked", "decimal", "0.0")):
            make.ask(page, f"{c}{r}", h, k, code=cd)
    return make.done()


def excel_table() -> Sample:
    """Return one of Excel's own tables, with a list that is another."""
    make = Maker("tableobj", protect=False, colours=False)
    lists = make.book.add_worksheet("Ref")
    lists.add_table("A1:A4", {"name": "Regions", "columns": [{"header": "Region"}], "data": [["North"], ["South"], ["East"]]})
    page = make.sheet("Data")
    page.add_table("A3:C13", {"name": "Plants", "columns": [{"header": "Plant"}, {"header": "Region"}, {"header": "Capacity"}]})
    page.write("A1", "Power plants", make.bold)
    page.data_validation("B4:B13", {"validate": "list", "source": '=INDIRECT("Regions[Region]")'})
    for r in range(4, 14):
        for c, h, k in (("A", "Plant", ""), ("B", "Region", "select_one"), ("C", "Capacity", "")):
            make.truth["Data", f"{c}{r}"] = (h, k)
    lists.hide()
    return make.done()


def tables() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (made() for made in (one_column, yes_or_no, budget, two_tables, open_keys, excel_table))
