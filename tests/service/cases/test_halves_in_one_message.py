"""Two colleagues fill in a half each, and somebody mails both in one message."""

from __future__ import annotations

import pytest

from demo.usual_answers import usual
from domain.errors import ConfigurationError
from service.cases.waiting import everything
from tests.service.cases.test_halves import FIRST, MARTA, RUI, SECOND, office, shared, told
from tests.service.deciding.test_merging import left, letters_since
from tests.service.deciding.test_undo import back_and_forth
from tests.service.office import Office
from tests.service.reviewing.test_edits import counts
from tests.workbooks.files import zipped

__all__ = ["office", "shared"]


def both(office: Office, *, in_zip: bool = False, **changes: object) -> tuple[int, int]:
    """Let Marta mail both halves, beside each other or in a zip, and return the two cases."""
    files = [("1.xlsx", office.workbook(0, **{**FIRST, **changes})), ("2.xlsx", office.workbook(0, **SECOND))]
    if in_zip:
        files = [("both.zip", zipped(dict(files)))]
    office.write(MARTA, *files, text="Two colleagues filled one half each, both attached.", reply_to=0)
    one, other = office.cases()
    return int(one.id), int(other.id)


@pytest.mark.parametrize(("which", "in_zip"), [(0, False), (1, False), (1, True)])
def test_two_halves_in_one_message_are_put_together_by_one_decision(office: Office, which: int, in_zip: bool) -> None:
    """In either case, also out of one zip; nothing is left to decide in the other one, and undoing it lets both wait again."""
    cases = both(office, in_zip=in_zip)
    assert all("merge" in one.options for one in office.cases())
    back_and_forth(office, lambda: office.decide(cases[which], "merge").entry)
    done = office.decide(cases[which], "merge")
    assert (office.states(0), office.standing(0)) == (["accepted", "accepted"], "answered")
    assert (counts(office, "employees"), counts(office, "orders_number")) == (400, 1)
    assert not office.cases()
    letters = [one.text for one in told(office, MARTA) if "put together" in one.subject]
    assert letters
    assert all("1.xlsx”" in one and "2.xlsx”" in one for one in letters)
    office.undo(done.entry)
    assert (office.states(0), len(office.cases())) == (["held", "held"], 2)
    office.check()


def test_two_halves_in_one_message_with_errors_are_sent_back_together(office: Office) -> None:
    """One letter asks for what neither of them gives."""
    case, _ = both(office, employees=None)
    assert "A.4" in office.decide(case, "merge").told
    assert (office.states(0), office.standing(0), office.cases()) == (["queried", "superseded"], "queried", ())
    (letter,) = [one for one in told(office, MARTA) if "correct and send again" in one.subject]
    assert letter.text.count("There is no answer.") == 1
    office.check()


def test_a_further_half_is_put_together_with_two_that_were_sent_back_in_one_message(office: Office) -> None:
    """Whoever gives the rest is asked for none of what either of the two gave."""
    case, _ = both(office, employees=None)
    office.decide(case, "merge")
    rest = dict.fromkeys(usual(0)) | {"employees": 7}
    earlier = left(office)
    office.write(RUI, ("3.xlsx", office.workbook(0, **rest)), reply_to=0)
    (letter,) = letters_since(office, earlier)
    assert (letter.to, "a person looks at it" in letter.subject) == (RUI, True)
    office.decide(int(office.cases()[0].id), "merge")
    assert (office.states(0), office.standing(0)) == (["accepted"] * 3, "answered")
    assert (counts(office, "employees"), counts(office, "orders_number"), counts(office, "incidents_total")) == (7, 1, 100)
    office.check()


@pytest.mark.parametrize("in_zip", [False, True])
def test_two_different_answers_in_one_message_are_no_halves(office: Office, in_zip: bool) -> None:
    """Which of them is right is for a person to say, and whoever wants them put together is told why that cannot be.

    A name is no word on that: a draft and a final version in one zip are two answers, and their sender hears once that they came.
    """
    files = [("draft.xlsx", office.workbook(0)), ("FINAL.xlsx", office.workbook(0, employees=7))]
    office.write(MARTA, *([("answers.zip", zipped(dict(files)))] if in_zip else files), reply_to=0)
    assert (office.states(0), len(office.cases())) == (["held", "held"], 2)
    assert len([one for one in told(office, MARTA) if "a person looks at it" in one.subject]) == 1
    case = office.cases()[0]
    assert not {"merge", "first", "second", "count_both"} & {*case.options}
    with pytest.raises(ConfigurationError, match="nothing with which the workbook could be put together"):
        office.decide(int(case.id), "merge")


def test_what_came_with_it_waits_on_where_a_half_is_accepted_by_itself(office: Office) -> None:
    """A person says so of each."""
    case, other = both(office)
    office.decide(case, "count")
    assert [int(one.id) for one in office.cases()] == [other]
    with office.service.store.reading() as tx:
        assert [one.decision for one in everything(tx)] == ["count", None]
