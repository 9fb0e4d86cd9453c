"""An answer is put right at the desk: what was sent is kept, and what counts everywhere is what was put right."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from demo import respondents
from domain.errors import ConfigurationError
from domain.letter import Letter
from service.answers.counting import counted_of
from service.deciding.case_seen import case as look_at
from service.exports.export import export
from service.installation.install import SAMPLE
from service.reviewing.edits import Edited, Editing, edit
from service.reviewing.edits_told import ToldEdit, edits_of
from service.reviewing.tracing import trace
from service.sending.send import send_due
from service.studies.running import require_running
from store import invitations, outbox, standings
from tests.service.correspondence import cell_beside, edited
from tests.service.deciding.test_undo import back_and_forth
from tests.service.installed import at
from tests.service.office import ME, Office, person


def put_right(
    office: Office, question: str, value: str, *, tell: bool = False, note: str = "By telephone.", flag: str | None = None
) -> Edited:
    """Edit an answer of the first organisation."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    said = Editing(organisation="ORG000", question=question, value=value, by=ME, note=note, tell=tell, flag=flag)
    return edit(office.service, found, said, office.later())


def counts(office: Office, question: str) -> object:
    """Return what counts as the answer of the first organisation, as everybody is told who asks."""
    with office.service.store.reading() as tx:
        invitation = invitations.of(tx, SAMPLE, "ORG000")
        assert invitation
        (found,) = counted_of(tx, require_running(office.service, tx, SAMPLE), [invitation.id])
        return found.submission.answers.get(question)


def told(office: Office) -> tuple[ToldEdit, ...]:
    """Return the edits of the study."""
    with office.service.store.reading() as tx:
        return edits_of(tx, SAMPLE)


def send(office: Office, number: int = 0, **answers: object) -> None:
    """Let an organisation send its workbook."""
    office.write(person(number), ("a.xlsx", office.workbook(number, **answers)), reply_to=number)


def receipts(office: Office) -> list[Letter]:
    """Return the receipts to the first organisation."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.to_addresses(tx, [person(0)]) if one.kind == "receipt"]


@pytest.mark.parametrize("sent", ["4000", "<5"])
def test_the_table_of_edits_says_what_was_written_and_which_of_them_counts(sent: str, office: Office, tmp_path: Path) -> None:
    """A conversion stands no more once a person put the answer right; and what could not be read was written all the same."""
    send(office, employees=sent)
    put_right(office, "employees", "4")
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    export(office.service, found, "csv", tmp_path, office.now, labels=False, language="en")
    rows = csv.DictReader((tmp_path / f"{SAMPLE}-edits.csv").read_text("utf-8-sig").splitlines())
    *converted, edited = [(row["edited_by"], row["old"], row["new"], row["stands"]) for row in rows if row["item"] == "employees"]
    assert edited == (ME, sent, "4", "1")
    assert converted == ([("program", "4000", "4000", "0")] if sent == "4000" else [])


def test_an_answer_is_put_right_in_the_export_and_the_journal_says_why(office: Office, tmp_path: Path) -> None:
    """An answer is edited at the desk: the edited value counts, and what was sent is kept."""
    send(office, employees=4000)
    done = put_right(office, "employees", "401", note="They meant 401.")
    assert "“4000”, is kept" in done.told
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    (data, *_) = export(office.service, found, "csv", tmp_path, office.now, labels=False, language="en").files
    (row, *_) = csv.DictReader(data.read_text("utf-8-sig").splitlines())
    assert row["employees"] == "401"
    (changed,) = csv.DictReader((tmp_path / f"{SAMPLE}-edits.csv").read_text("utf-8-sig").splitlines())
    assert [changed[name] for name in ("item", "old", "new", "edited_by", "reason", "stands")] == [
        *("employees", "4000", "401", ME, "They meant 401.", "1"),
    ]
    with office.service.store.reading() as tx:
        (traced,) = trace(office.service, tx, found, "ORG000", "employees")
    assert (traced.value, traced.as_written, traced.counts, traced.edited_by, traced.reason) == (401, "4000", True, ME, "They meant 401.")
    (one,) = told(office)
    assert (one.item, one.given, one.old, one.new, one.by, one.why) == ("employees", 4000, 4000, 401, ME, "They meant 401.")
    assert one.stands
    assert one.entry == done.entry


def test_a_figure_that_is_put_right_has_no_flag_of_the_one_that_was_sent(office: Office, tmp_path: Path) -> None:
    """Unless it is given one; and an edit that is undone brings the flag back."""
    send(office, employees="4000 p")
    assert exported(office, tmp_path, "employees", "employees_flag") == ["4000", "p"]
    done = put_right(office, "employees", "401")
    assert exported(office, tmp_path, "employees", "employees_flag") == ["401", ""]
    office.undo(done.entry)
    assert exported(office, tmp_path, "employees", "employees_flag") == ["4000", "p"]


def test_a_figure_is_given_a_flag_at_the_desk_with_its_value_or_alone(office: Office, tmp_path: Path) -> None:
    """By its code or its label, apart or behind the figure; it stands in the export, in trace, in the letter, and is taken off again."""
    send(office, employees="4000 p")
    done = put_right(office, "employees", "401", flag="e", tell=True)
    assert "counts as “401” (e) from now on" in done.told
    assert exported(office, tmp_path, "employees", "employees_flag") == ["401", "e"]
    (row,) = [one for one in rows_of(tmp_path / f"{SAMPLE}-edits.csv") if one["edited_by"] == ME]
    assert (row["new"], row["flag"]) == ("401", "e")
    assert [(one.new, one.flag) for one in told(office)] == [(401, "e")]
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        (traced,) = trace(office.service, tx, found, "ORG000", "employees")
        (letter,) = [one for one in outbox.to_addresses(tx, [person(0)]) if one.template == "edited"]
    assert (traced.value, traced.came.flag, traced.as_written) == (401, "e", "4000 p")
    assert letter.context["edit"]["now"] == "401 (e)"  # type: ignore[index]
    put_right(office, "employees", "401", flag="")
    assert exported(office, tmp_path, "employees", "employees_flag") == ["401", ""]
    put_right(office, "employees", "401 b")
    assert exported(office, tmp_path, "employees", "employees_flag") == ["401", "b"]
    assert put_right(office, "employees", "401").entry == 0
    office.undo(office.entry("edit"))
    assert exported(office, tmp_path, "employees", "employees_flag") == ["401", ""]


def test_a_flag_alone_is_an_edit_and_stands_until_another_value_comes(office: Office, tmp_path: Path) -> None:
    """The figure is as they sent it; the same figure again leaves the flag, and another ends it."""
    send(office, employees=4000)
    put_right(office, "employees", "4000", flag="p")
    assert exported(office, tmp_path, "employees", "employees_flag") == ["4000", "p"]
    send(office, employees=4000, customers=5)
    assert exported(office, tmp_path, "employees", "employees_flag") == ["4000", "p"]
    send(office, employees=4001)
    assert exported(office, tmp_path, "employees", "employees_flag")[0] == "4001"
    assert [one.stands for one in told(office)] == [False]


def test_a_flag_of_theirs_that_comes_after_one_from_the_desk_counts(office: Office, tmp_path: Path) -> None:
    """An answer whose flag changed is a changed answer; the flag that stood already says nothing new."""
    send(office, employees="4000 b")
    put_right(office, "employees", "4000", flag="p")
    send(office, employees="4000 b", customers=5)
    assert exported(office, tmp_path, "employees", "employees_flag") == ["4000", "p"]
    send(office, employees="4000 e")
    assert exported(office, tmp_path, "employees", "employees_flag") == ["4000", "e"]
    assert [one.stands for one in told(office)] == [False]


def test_a_flag_alone_leaves_the_note_of_the_figure(office: Office, tmp_path: Path) -> None:
    """It is the figure that was sent; another one at its place has none."""

    def noted(book: openpyxl.Workbook) -> None:
        cell_beside(book, "Number of employees").comment = Comment("Without apprentices", "Ann")

    office.write(person(0), ("a.xlsx", edited(office.workbook(0, employees="4000 b"), noted)), reply_to=0)
    put_right(office, "employees", "4000", flag="p")
    assert exported(office, tmp_path, "employees_flag", "employees_note") == ["p", "Without apprentices"]
    put_right(office, "employees", "4000", flag="")
    assert exported(office, tmp_path, "employees_flag", "employees_note") == ["", "Without apprentices"]
    put_right(office, "employees", "4001", flag="p")
    assert office_note(office, tmp_path) == ""


def office_note(office: Office, folder: Path) -> str:
    """Return the note of the number of employees in an export, which has no column for it where there is none."""
    exported(office, folder, "employees")
    return rows_of(folder / f"{SAMPLE}-answers.csv")[0].get("employees_note", "")


@pytest.mark.parametrize(
    ("question", "value", "flag", "match"),
    [
        ("employees", "401", "q", "'q' is none of the flags of this question. Give one of: p, e, b"),
        ("employees", "", "p", "A flag marks a figure"),
        ("respondent_name", "Ann", "p", "A flag marks a figure"),
        ("employees", "401 e", "p", "'401 e' has the flag 'e', and 'p' was given apart"),
    ],
)
def test_a_flag_that_is_none_is_refused(question: str, value: str, flag: str, match: str, office: Office) -> None:
    """With what may stand there; nothing is changed."""
    send(office, employees=4000)
    with pytest.raises(ConfigurationError) as refused:
        put_right(office, question, value, flag=flag)
    assert match in str(refused.value)
    assert told(office) == ()


def test_the_table_of_edits_says_of_each_change_what_was_written_and_whether_it_stands(office: Office, tmp_path: Path) -> None:
    """A conversion that an edit took the place of stands no more; where nothing could be read, it is told what was written."""
    send(office, employees="4000 p")
    put_right(office, "employees", "401")
    assert changes(office, tmp_path) == [("employees", "4000 p", "4000", "0"), ("employees", "4000", "401", "1")]
    office.undo(office.entry("edit"))
    assert changes(office, tmp_path) == [("employees", "4000 p", "4000", "1"), ("employees", "4000", "401", "0")]


def test_the_table_of_edits_says_what_was_written_where_nothing_could_be_read(office: Office, tmp_path: Path) -> None:
    """A bound is no number, and is what the edit took the place of."""
    office.write(person(0), ("b.xlsx", office.workbook(0, employees="<5")), reply_to=0)
    put_right(office, "employees", "4")
    assert changes(office, tmp_path) == [("employees", "<5", "4", "1")]


def changes(office: Office, folder: Path) -> list[tuple[str, ...]]:
    """Return the rows of the table of edits: which item, what was written, what counts instead, and whether it stands."""
    exported(office, folder)
    return [tuple(row[name] for name in ("item", "old", "new", "stands")) for row in rows_of(folder / f"{SAMPLE}-edits.csv")]


def exported(office: Office, folder: Path, *columns: str) -> list[str]:
    """Export, and return these columns of the first organisation."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    (data, *_) = export(office.service, found, "csv", folder, office.now, labels=False, language="en").files
    return [rows_of(data)[0].get(name, "") for name in columns]


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of an exported table."""
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def test_an_edit_is_undone_and_done_again_and_the_tables_follow(office: Office) -> None:
    """Undone, what was sent counts again; an edit of an edited answer gives the earlier edit back."""
    send(office, employees=4000)
    put_right(office, "employees", "401")
    second = put_right(office, "employees", "402")
    assert counts(office, "employees") == 402
    assert [(one.old, one.given) for one in told(office)] == [(4000, 4000), (401, 4000)]
    undoing = office.undo(second.entry)
    assert counts(office, "employees") == 401
    office.undo(undoing)
    assert counts(office, "employees") == 402
    back_and_forth(office, lambda: put_right(office, "law_year", "1999").entry)


def test_the_same_wrong_value_again_leaves_an_edit_and_another_one_takes_its_place(office: Office) -> None:
    """A workbook says again what was edited: the edit stands. Where it says something else, that counts."""
    send(office, employees=4000)
    put_right(office, "employees", "401")
    send(office, employees=4000, orders_number=8)
    assert counts(office, "employees") == 401
    assert counts(office, "orders_number") == 8
    send(office, employees=402)
    assert counts(office, "employees") == 402
    assert not told(office)[0].stands
    send(office, employees=4000, orders_number=9)
    assert counts(office, "employees") == 4000


def test_the_receipt_tells_as_changed_what_counts_otherwise(office: Office) -> None:
    """The wrong value again is no change beside the edit that stands."""
    send(office, employees=4000)
    put_right(office, "employees", "401")
    send(office, employees=4000, orders_number=8)
    changes = receipts(office)[-1].context["receipt"]["changes"]  # type: ignore[index]
    assert [one["now"] for one in changes if "8" in one["now"]] == ["8"]
    assert not [one for one in changes if "4000" in str(one)]
    send(office, employees=402, orders_number=8)
    changes = receipts(office)[-1].context["receipt"]["changes"]  # type: ignore[index]
    assert [(one["before"], one["now"]) for one in changes] == [("401", "402")]


def test_calculations_are_worked_out_anew_and_the_checks_say_what_they_find(office: Office) -> None:
    """What was made of the old value follows, and a value that a check dislikes is told."""
    send(office, budget_staff=50.0, budget_technology=30.0, budget_services=20.0)
    assert counts(office, "budget_total") == 100
    done = put_right(office, "budget_staff", "40")
    assert counts(office, "budget_total") == 90
    assert "budget_total comes to" in done.told
    assert put_right(office, "employees", "-4").findings


def test_blank_takes_an_answer_away_and_the_figures_count_it_so(office: Office) -> None:
    """What is filled in counts as an answer, what is made blank does not."""
    send(office)
    before = _answers(office)
    assert put_right(office, "law_year", "1999").value == 1999
    assert _answers(office) == before + 1
    done = put_right(office, "main_challenge", "")
    assert counts(office, "main_challenge") is None
    assert _answers(office) == before
    office.undo(done.entry)
    assert _answers(office) == before + 1


def _answers(office: Office) -> int:
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        return standings.figures(tx, SAMPLE, found.study.contact_list, found.today(office.now)).answers


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        ("employees", "many", "whole number"),
        ("employees", "1,5", "whole number"),
        ("sector", "farming", "none of the choices"),
        ("budget_total", "3", "calculated"),
        ("employes", "3", "no question"),
        ("completed_on", "03/04/2012", "two different dates"),
    ],
)
def test_a_wrong_value_is_refused_with_the_reason(office: Office, question: str, value: str, says: str) -> None:
    """Nothing is changed."""
    send(office)
    with pytest.raises(ConfigurationError, match=says):
        put_right(office, question, value)
    assert not told(office)


def test_choices_are_named_by_code_or_label_and_several_by_commas(office: Office) -> None:
    """In the order of the form."""
    send(office)
    put_right(office, "acts_experienced", "spam, malware")
    assert counts(office, "acts_experienced") == ("malware", "spam")
    put_right(office, "sector", "ISP")
    assert counts(office, "sector") == "isp"


def test_nothing_is_edited_of_who_has_not_answered_nor_without_a_reason(office: Office) -> None:
    """Each is told with its remedy."""
    with pytest.raises(ConfigurationError, match="no answer that counts"):
        put_right(office, "employees", "4")
    send(office)
    with pytest.raises(ConfigurationError, match="reason"):
        put_right(office, "employees", "4", note=" ")
    assert put_right(office, "employees", "400").entry == 0


def test_the_organisation_is_told_in_its_language_unless_the_edit_was_undone_before(office: Office) -> None:
    """Its contacts get one letter, with what it was, what it is and why."""
    send(office, employees=4000)
    undone = put_right(office, "employees", "402", tell=True)
    office.undo(undone.entry)
    put_right(office, "employees", "401", tell=True, note="You said so by telephone.")
    earlier = set((office.home / "out" / "new").iterdir())
    send_due(office.service, office.later())
    letters = [respondents.open_letter(one) for one in sorted((office.home / "out" / "new").iterdir()) if one not in earlier]
    (letter,) = [one for one in letters if "we corrected an answer of yours" in one.subject]
    assert letter.to == person(0)
    assert "4000" in letter.text
    assert "401" in letter.text
    assert "You said so by telephone." in letter.text


def test_a_held_workbook_is_shown_beside_the_edited_answers(office: Office) -> None:
    """What a decision would change is told of what counts."""
    send(office, employees=4000)
    put_right(office, "employees", "401")
    office.write("x@nowhere.example", ("b.xlsx", office.workbook(0, employees=402)), reply_to=0)
    (case,) = office.cases()
    with office.service.store.reading() as tx:
        seen = look_at(office.service, tx, str(case.id))
    assert [(one.before, one.now) for one in seen.changes] == [(401, 402)]


def test_a_replay_leaves_an_edit(office: Office) -> None:
    """The same workbook read again says the same again."""
    send(office, employees=4000)
    put_right(office, "employees", "401")
    office.replay()
    assert counts(office, "employees") == 401
    office.check()
    assert office.now > at("03-01")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("offences_fraud", "offences[2009].offences_fraud or offences[2010].offences_fraud"),
        ("OFFENCES_FRAUDS", "offences[2009].offences_fraud or offences[2010].offences_fraud"),
        ("offences.offences_fraud", "offences[2009].offences_fraud or offences[2010].offences_fraud"),
        ("employes", "employees"),
    ],
)
def test_a_name_without_its_row_is_answered_with_the_names_that_have_one(office: Office, name: str, near: str) -> None:
    """Who gives the question of a matrix alone hears how its answers are called."""
    send(office)
    with pytest.raises(ConfigurationError, match="There is no question") as told:
        put_right(office, name, "3")
    assert f"Did you mean {near}" in str(told.value.remedy)
