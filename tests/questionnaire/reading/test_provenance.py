"""How each answer of a workbook came about: what stood in its cell, where, and what its status is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.answer import ItemStatus, Located, Provenance, Rung
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.expressions import parse
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.workbook_samples import SAMPLE, YES_NO, fill, personal, question, sample
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

TODAY = date(2012, 3, 1)
LABEL = {one.name: one.label["en"] for one in SAMPLE.questions}
PAYS = question("pays", QuestionType.INTEGER, "What it pays", "Coût", "كلفة", missing=("n/a",), reference="9")


def read_back(form: Questionnaire, typed: dict[Any, Any], printed: Questionnaire | None = None) -> Reading:
    """Return what is read by `form` of a workbook of the `printed` form, in which a person typed what stands beside each label."""
    sent = printed or form
    with Reader() as reader:
        (found,) = reader.open(fill(personal(form=sent), typed), "x.xlsx")
    assert isinstance(found.result, Workbook)
    layouts = [lay_out(one, "en") for one in {sent.fingerprint: sent, form.fingerprint: form}.values()]
    return read(found.result, form, layouts, today=TODAY)


def test_an_answer_has_its_cell_and_rung_and_what_was_written_where_that_is_another_thing() -> None:
    """A number is what was written; of a choice it was the label, and of a number in words the words. What is blank is not there."""
    came = read_back(SAMPLE, {LABEL["staff"]: 1250, LABEL["loss"]: "12.5 %", LABEL["victim"]: "Yes"}).provenance
    assert came["staff"].status is ItemStatus.ANSWERED
    assert came["staff"].written == ""
    assert isinstance(came["staff"].located, Located)
    assert came["staff"].located.by is Rung.NAME
    assert (came["loss"].written, came["loss"].how) == ("12.5 %", "number_percent")
    assert (came["victim"].written, came["victim"].how) == ("Yes", "")
    assert "comment" not in came


def test_what_does_not_apply_is_told_from_what_is_blank() -> None:
    """By the form's own `relevant`; where an answer stands there all the same, it is one."""
    acts, no = LABEL["acts"], {LABEL["victim"]: "No", LABEL["staff"]: 3}
    assert read_back(SAMPLE, no).provenance["acts"].status is ItemStatus.NOT_APPLICABLE
    assert read_back(SAMPLE, no | {(acts, "Illegal access to a system"): "Yes"}).provenance["acts"].status is ItemStatus.ANSWERED
    assert "acts" not in read_back(SAMPLE, no | {LABEL["victim"]: "Yes"}).provenance


def test_a_missing_code_is_no_answer_and_what_cannot_be_read_is_kept_as_written() -> None:
    """Each has a status of its own."""
    form = sample(*SAMPLE.questions, PAYS)
    coded = read_back(form, {LABEL["staff"]: "many", PAYS.label["en"]: "N/A"}).provenance
    assert (coded["pays"].status, coded["pays"].written, coded["pays"].how) == (ItemStatus.CODED, "N/A", "missing_code")
    assert (coded["staff"].status, coded["staff"].written) == (ItemStatus.UNREADABLE, "many")


def test_what_an_earlier_version_did_not_ask_was_not_asked() -> None:
    """A question that a later version added is not blank in a workbook of the earlier one."""
    form = replace(sample(*SAMPLE.questions, PAYS), version="2")
    assert read_back(form, {LABEL["staff"]: 3}, printed=SAMPLE).provenance["pays"].status is ItemStatus.NOT_ASKED


def test_a_calculation_has_a_value_and_no_cell() -> None:
    """Nor does it have what was written: what its cell shows is not read."""
    half = question("half", QuestionType.CALCULATE, "Half", "Moitié", "نصف", calculation=parse("${staff} div 2"))
    asked = question("why", QuestionType.TEXT, "Why?", "Pourquoi ?", "لماذا؟", relevant=parse("${victim} = 'yes'"))
    staff, victim = (one for one in SAMPLE.questions if one.name in {"staff", "victim"})
    assert victim.choices == YES_NO
    came = read_back(sample(staff, victim, half, asked), {LABEL["staff"]: 4, LABEL["victim"]: "No"}).provenance
    assert came["half"] == Provenance()
    assert came["why"].status is ItemStatus.NOT_APPLICABLE
