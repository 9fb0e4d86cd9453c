"""The rates of response can be made from the table of answers, as the report on quality has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from domain.quality import Code
from service.installation.install import SAMPLE
from service.quality.measured import quality
from service.studies.running import require_running
from tests.questionnaire.forms import Cell
from tests.service.installed import at
from tests.service.studies.test_versions import House, sent

_FORM: Sequence[Sequence[Cell]] = (
    ("type", "name", "label", "required"),
    ("integer", "staff", "Number of staff", "yes"),
    ("integer", "budget", "What is the budget?", "yes"),
    ("integer", "cases", "How many cases?", "yes"),
)
WHOLE = {"Number of staff": 12, "What is the budget?": 7, "How many cases?": 3}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of five organisations that were sent a form with required questions."""
    with sent(tmp_path, 5, _FORM) as found:
        yield found


def test_completeness_tells_also_of_what_was_sent_back_how_the_rates_count_it(house: House) -> None:
    """A workbook that was sent back is a partial case at most, or a break-off, though none of its answers is in the row."""
    house.answer(0, WHOLE, "02-22", house.letters)
    house.answer(1, WHOLE | {"How many cases?": None}, "02-23", house.letters)
    house.answer(2, {"Number of staff": 5}, "02-24", house.letters)
    house.answer(3, WHOLE | {"How many cases?": "several"}, "02-25", house.letters)
    rows = house.exported()
    assert [row["standing"] for row in rows] == ["answered", "queried", "queried", "queried", "silent"]
    assert [row["completeness"] for row in rows] == ["complete", "partial", "break_off", "partial", ""]
    assert [row["staff"] for row in rows] == ["12", "", "", "", ""]
    with house.service.store.reading() as tx:
        facts = quality(tx, require_running(house.service, tx, SAMPLE), at("06-01"))
    told = Counter(row["completeness"] for row in rows)
    assert [one.disposition.code for one in facts.cases].count(Code.PARTIAL) == told["partial"]
    rates = facts.outcomes.rates
    assert (rates["RR1"].numerator, rates["RR2"].numerator) == (told["complete"], told["complete"] + told["partial"])
    assert rates["RR2"].denominator == len(rows)
