"""What is asked of the workbooks of returns: the looks of their cells only where answers of a study are found by them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from intake.deciding.form import Form
from questionnaire.layout import Layout
from questionnaire.pages import lay_out
from service.installation.config import Installation
from service.studies.at_work import AtWork
from tests.adopt.making import Sample
from tests.adopt.returned import sent
from tests.adopt.strangers import strangers
from tests.questionnaire.workbook_samples import SAMPLE

INSTALLATION = cast("Installation", SimpleNamespace(separator="+", authserv_ids=(), root=Path()))


def with_looks(*layouts: Layout) -> bool:
    """Say whether looks are asked for where the forms of two studies were sent in these layouts."""
    forms = {"one": Form(SAMPLE, (lay_out(SAMPLE, "en"),)), "other": Form(SAMPLE, layouts)}
    return AtWork({}, forms, {}).receiving(INSTALLATION).with_looks


def test_nobody_asks_the_looks_of_a_workbook_of_ours() -> None:
    """Its answers are found without them."""
    assert not with_looks(lay_out(SAMPLE, "fr"))


def test_they_are_asked_of_all_where_one_layout_was_adopted() -> None:
    """Nobody knows whose a workbook is before it was opened."""
    one = next(iter(strangers()))
    adopted = sent(Sample(one.name, one.data, {})).layout
    assert adopted.has_looks
    assert with_looks(lay_out(SAMPLE, "fr"), adopted)
