"""Workbooks whose cells for answers hold figures already, as of last year, and one whose figures only inform; each has its truth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.adopt.making import Maker, Sample

_FIGURES = (120, 75, 300)


def plan() -> Sample:
    """Return a plan without protection and colours: of some rows the adjustment was written last year, of others it is blank."""
    make = Maker("begun-plan", protect=False, colours=False)
    page, framed = make.sheet("Plan"), make.book.add_format({"border": 1, "num_format": "#,##0"})
    blocks = (("Income", ("Fees", "Grants", "Sales"), True), ("Costs", ("Rent", "Energy", "Insurance", "Travel", "Paper"), False))
    row = 1
    for title, labels, filled in blocks:
        page.write(f"A{row}", title, make.bold)
        page.write_row(f"A{row + 1}", ["Item", "Last year", "Indexed", "Adjustment", "Plan"], make.head)
        for number, label in enumerate(labels, row + 2):
            page.write(f"A{number}", label)
            page.write(f"B{number}", 1000 + number)
            page.write_formula(f"C{number}", f"=B{number}*1.02", framed, (1000 + number) * 1.02)
            value = _FIGURES[number - row - 2] if filled else None
            make.ask(page, f"D{number}", label, "integer", code="#,##0", value=value)
            page.write_formula(f"E{number}", f"=C{number}+D{number}", framed, (1000 + number) * 1.02 + (value or 0))
        row += len(labels) + 4
    return make.done()


def coloured() -> Sample:
    """Return a form without protection whose cells in colour ask; some hold last year's figures, in boxes far from each other."""
    make = Maker("begun-coloured", protect=False)
    page = make.sheet("Return")
    labels = (
        "Number of staff",
        "Number of offices",
        "Number of vehicles",
        "Number of wells",
        "Number of pumps",
        "Number of schools",
        "Number of clinics",
        "Number of boats",
    )
    for number, label in enumerate(labels):
        row = 2 + 3 * number
        page.write(f"A{row}", label)
        make.ask(page, f"C{row}", label, "integer", code="#,##0", value=40 + number if number in {1, 3} else None)
    return make.done()


def informing() -> Sample:
    """Return a table to fill in, and beneath it last year's with the same headings and frames, which only informs."""
    make = Maker("begun-informing", protect=False, colours=False)
    page, framed = make.sheet("A"), make.book.add_format({"border": 1, "num_format": "#,##0"})
    for first, title in ((1, "This year"), (8, "Last year, for information")):
        page.write(f"A{first}", title, make.bold)
        page.write_row(f"A{first + 1}", ["Item", "Adults", "Children"], make.head)
        for row, label in enumerate(("North", "South", "East"), first + 2):
            page.write(f"A{row}", label)
            for letter, heading in (("B", "Adults"), ("C", "Children")):
                if first == 1:
                    make.ask(page, f"{letter}{row}", f"{label}|{heading}", "integer", code="#,##0")
                else:
                    page.write(f"{letter}{row}", 10 * row, framed)
    return make.done()


def samples() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (plan(), coloured(), informing())
