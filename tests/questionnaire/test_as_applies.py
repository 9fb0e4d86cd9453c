"""Calculations that count take what stands in a question that does not apply as blank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.answer import AnswerValue
from questionnaire.calculated import calculated, calculated_as_applies
from tests.questionnaire.forms import YES_NO, loaded

TODAY = date(2012, 3, 1)
FORM = loaded(
    (
        ("type", "name", "label", "relevant", "calculation", "missing"),
        ("select_one yes_no", "has", "Has it any?", "", "", ""),
        ("integer", "own", "How many of its own?", "", "", "n/a"),
        ("integer", "lent", "How many lent?", "${has} = 'yes'", "", ""),
        ("integer", "more", "How many more?", "${own} > 5", "", ""),
        ("calculate", "total", "In all", "", "sum(${own}, ${lent}, ${more})", ""),
        ("integer", "spare", "Spare ones", "${total} > 10", "", ""),
        ("calculate", "grand", "With spare ones", "", "sum(${total}, ${spare})", ""),
        ("begin repeat", "sites", "Sites", "", "", ""),
        ("text", "place", "Place", "", "", ""),
        ("select_one yes_no", "open", "Is it open?", "", "", ""),
        ("integer", "staff", "Staff", "${open} = 'yes'", "", ""),
        ("calculate", "twice", "Staff, twice", "", "${staff} * 2", ""),
        ("end repeat", "", "", "", "", ""),
        ("calculate", "people", "Staff of all sites", "", "sum(${staff})", ""),
    ),
    YES_NO,
)


def worked_out(answers: Mapping[str, AnswerValue], *unread: str) -> dict[str, AnswerValue]:
    """Return the calculations that have a value; of the items `unread` something was written that could not be read."""
    made = calculated_as_applies(FORM, {**dict.fromkeys(("has", "own", "lent", "more", "spare")), **answers}, unread, TODAY)
    return {key: value for key, value in made.values.items() if value is not None}


def counted(**answers: AnswerValue) -> dict[str, AnswerValue]:
    """Return the calculations of answers outside of the table that have a value."""
    return worked_out(answers)


def test_what_stands_in_a_question_that_does_not_apply_is_left_out() -> None:
    """The cell of the workbook shows it with it, as long as it stands there."""
    assert counted(has="no", own=1, lent=9)["total"] == 1
    assert counted(has="yes", own=1, lent=9)["total"] == 10
    assert calculated(FORM, {"has": "no", "own": 1, "lent": 9}, (), TODAY).values["total"] == 10


def test_what_hangs_on_a_calculation_hangs_on_what_that_counts() -> None:
    """A question that applies by a figure which does not count does not apply either."""
    assert counted(has="yes", own=2, lent=9, spare=3) == {"total": 11, "grand": 14, "people": 0}
    assert counted(has="no", own=2, lent=9, spare=3) == {"total": 2, "grand": 2, "people": 0}


def test_what_nobody_knows_to_apply_counts() -> None:
    """As where a missing code stands instead of the figure that decides, or something that could not be read."""
    assert counted(own="n/a", more=4)["total"] == 4
    assert worked_out({"own": 1, "lent": 9}, "has")["total"] == 10


def test_in_a_table_each_row_has_its_own_condition() -> None:
    """For what is worked out in it, and of it."""
    rows: dict[str, AnswerValue] = {}
    for row, (is_open, staff) in enumerate((("yes", 3), ("no", 4), (None, 5)), 1):
        rows |= {f"sites[{row}].place": "A", f"sites[{row}].open": is_open, f"sites[{row}].staff": staff}
    assert worked_out(rows) == {"total": 0, "grand": 0, "sites[1].twice": 6, "people": 3}
