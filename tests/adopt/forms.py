"""Forms in ways of laying out labels and cells that agencies have, one a function; each has its truth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.adopt.making import WHOLE, Maker, Sample


def labels_above() -> Sample:
    """Return a form whose labels stand above the cells."""
    make = Maker("above")
    page = make.sheet("Info")
    page.merge_range("A1:F1", "Section A: respondent", make.head)
    for c, said in zip("ACE", ("First name", "Last name", "Telephone"), strict=True):
        page.write(f"{c}3", said)
        make.ask(page, f"{c}4", said, "text", code="@")
    page.write("A6", "Comments")
    make.ask(page, "A7", "Comments", "text", to="F10")
    return make.done()


def colons() -> Sample:
    """Return a form without protection and colours, whose labels end with colons."""
    make = Maker("plain", protect=False, colours=False)
    page = make.sheet("F")
    rows = ["Name of institution:", "Postal address:", "Person responsible:", "Date:"]
    for i, said in enumerate(rows, 2):
        page.write(f"A{i}", said)
        make.truth["F", f"B{i}"] = (said, "")
    page.write("A8", "1. How many staff members does your institution have?")
    make.ask(page, "A9", "1. How many staff members does your institution have?", "")
    return make.done()


def all_unlocked() -> Sample:
    """Return a protected form of which all cells are unlocked."""
    make = Maker("openall", protect=True)
    page = make.sheet("F")
    un = make.book.add_format({"locked": False})
    for i, said in enumerate(("Revenue from taxes", "Revenue from grants", "Other revenue"), 3):
        page.write(f"A{i}", said, un)
        make.ask(page, f"B{i}", said, "integer", code="#,##0", rule=WHOLE)
    return make.done()


def merged_cells() -> Sample:
    """Return a form whose labels and cells are merged."""
    make = Maker("merged")
    page = make.sheet("Part I")
    page.merge_range("A1:J1", "PART I. GENERAL", make.head)
    for r, (said, k, code) in enumerate(
        (
            ("1.1 Name of the ministry", "text", "@"),
            ("1.2 Budget in the last fiscal year", "decimal", "#,##0.00"),
            ("1.3 Date of establishment", "date", "dd.mm.yyyy"),
            ("1.4 Legal basis, with its number and the place where it was published", "text", "@"),
        ),
        3,
    ):
        page.merge_range(f"A{r}:D{r}", said, make.text)
        make.ask(page, f"E{r}", said, k, code=code, to=f"J{r}")
    page.merge_range("A9:J9", "2. Please explain how the figures were compiled.", make.bold)
    make.ask(page, "A10", "2. Please explain how the figures were compiled.", "text", to="J15")
    return make.done()


def instructions() -> Sample:
    """Return a form with sheets that only inform."""
    make = Maker("instr", protect=False, colours=False)
    page = make.sheet("Instructions")
    page.write("A1", "How to fill in", make.bold)
    for i in range(2, 12):
        page.write(f"A{i}", f"{i}. Please read the notes on sheet Form: they say what belongs there.")
    q = make.sheet("Codes")
    q.write_row("A1", ["Code", "Name", "Region"], make.head)
    for i, cn in enumerate(("Austria", "Belgium", "Chad", "Denmark"), 2):
        q.write_row(f"A{i}", [f"C{i}", cn, "R" + str(i % 2)])
    f = make.sheet("Form")
    f.write("A2", "Country")
    make.ask(f, "B2", "Country", "select_one", rule={"validate": "list", "source": "=Codes!$B$2:$B$5"})
    f.write("A3", "Population in thousands")
    make.ask(f, "B3", "Population in thousands", "decimal", code="#,##0.0")
    return make.done()


def arabic() -> Sample:
    """Return a form from right to left."""
    make = Maker("arabic")
    page = make.sheet("نموذج")
    page.right_to_left()
    for r, (said, k, c) in enumerate(
        (("اسم المؤسسة", "text", "@"), ("عدد الموظفين في نهاية السنة", "integer", "0"), ("تاريخ آخر مراجعة", "date", "yyyy-mm-dd")), 2
    ):
        page.write(f"A{r}", said)
        make.ask(page, f"C{r}", said, k, code=c)
    return make.done()


def ticks_behind() -> Sample:
    """Return cells to tick that stand behind their labels."""
    make = Maker("leftticks")
    page = make.sheet("Ticks")
    page.write("A1", "Which of these apply? Mark with X.", make.bold)
    for r, said in enumerate(("Public body", "Private company", "Association"), 2):
        page.write(f"A{r}", said)
        make.ask(page, f"B{r}", said, "select_one", rule={"validate": "list", "source": ["X"]})
    return make.done()


def dependent_lists() -> Sample:
    """Return a list that depends on another answer, and a rule of its own."""
    make = Maker("dependent")
    make.hidden("L", [["Europe", "Africa"], ["Austria", "Belgium"], ["Chad", "Egypt"]])
    make.book.define_name("Europe", "=L!$B$1:$B$2")
    make.book.define_name("Africa", "=L!$C$1:$C$2")
    page = make.sheet("D")
    page.write("A2", "Region of the world")
    make.ask(page, "B2", "Region of the world", "select_one", rule={"validate": "list", "source": "=L!$A$1:$A$2"})
    page.write("A3", "Country in that region")
    make.ask(page, "B3", "Country in that region", "", rule={"validate": "list", "source": "=INDIRECT(B2)"})
    page.write("A4", "Identifier of the unit")
    make.ask(page, "B4", "Identifier of the unit", "", rule={"validate": "custom", "value": "=LEN(B4)=5"})
    return make.done()


def guidance() -> Sample:
    """Return questions with a topic before and guidance behind them."""
    make = Maker("hints")
    page = make.sheet("S")
    page.write_row("A1", ["Topic", "Question", "Answer", "Guidance"], make.head)
    for r, (a, b, k, how) in enumerate(
        (
            ("Staff", "How many staff are employed? *", "integer", {"rule": WHOLE}),
            ("", "How many of them are women?", "integer", {"rule": WHOLE}),
            ("Water", "How much water was used (m3)?", "decimal", {"code": "0.00"}),
            ("", "From which source did it come?", "text", {"code": "@"}),
        ),
        2,
    ):
        if a:
            page.write(f"A{r}", a)
        page.write(f"B{r}", b)
        make.ask(page, f"C{r}", b, k, **how)  # type: ignore[arg-type]
        page.write(f"D{r}", "Give the figure at the end of the reporting year, as it was published.")
    return make.done()


def examples() -> Sample:
    """Return a form with labels of two lines, and an example in a cell."""
    make = Maker("examples")
    page = make.sheet("S")
    for r, said in enumerate(("Name of plant", "Owner of plant", "Operator of plant", "Licence number"), 2):
        page.write(f"A{r}", said + "\n(as in the register)")
        make.ask(page, f"B{r}", said + " (as in the register)", "text", code="@", value="e.g. North" if r == 2 else None)
    return make.done()


def choices_in_a_row() -> Sample:
    """Return choices to tick that stand in one row."""
    make = Maker("inline")
    page = make.sheet("S")
    page.merge_range("A1:H1", "Does your country have a strategy?", make.bold)
    for c, said in zip("ACE", ("Yes", "No", "In preparation"), strict=True):
        make.ask(page, f"{c}2", said, "select_one", rule={"validate": "list", "source": ["X"]})
        page.write(f"{chr(ord(c) + 1)}2", said)
    return make.done()


def forms() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (
        made()
        for made in (
            labels_above,
            colons,
            all_unlocked,
            merged_cells,
            instructions,
            arabic,
            ticks_behind,
            dependent_lists,
            guidance,
            examples,
            choices_in_a_row,
        )
    )
