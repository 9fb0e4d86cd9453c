"""Lists as people make them: each gives the contacts that a person sees in it, and says what it cannot know."""

from __future__ import annotations

import pytest

from contacts.load import read
from domain.errors import ContactFileError
from tests.contacts.as_people_make_them import LISTS, PeoplesList, sheets

pytestmark = pytest.mark.outside  # A child process opens each spreadsheet.


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.odd)
def test_a_list_gives_the_contacts_that_a_person_sees_in_it(one: PeoplesList) -> None:
    """Organisation, person, address and language; which rows are none, what is warned of and noted, and which sheet it was."""
    loaded = read(one.data, one.file, columns=one.columns, sheet=one.choose)
    names = {organisation.code: organisation.name for organisation in loaded.organisations}
    got = [(names[found.organisation], found.name, found.address, found.language) for found in loaded.contacts]
    assert got == list(one.got)
    assert [rejected.row for rejected in loaded.rejected] == list(one.rejected)
    assert len(loaded.warnings) == len(one.warned)
    assert all(words in warning.message for words, warning in zip(one.warned, loaded.warnings, strict=True))
    notes = [note for note in loaded.notes if "made from the name" not in note.message]
    assert len(notes) == len(one.noted)
    assert all(words in note.value for words, note in zip(one.noted, notes, strict=True))
    assert loaded.sheet == one.sheet


def test_there_are_lists_of_every_kind() -> None:
    """At least thirty."""
    assert len(LISTS) >= 30
    assert {one.file.rpartition(".")[2] for one in LISTS} == {"csv", "txt", "xlsx", "ods"}


def test_the_sheets_that_were_not_read_are_told() -> None:
    """By their names, without those that are empty or hidden."""
    data = sheets({"A": [("Code", "E-mail"), ("A", "a@a.example")], "B": [("x",)], "C": [], "D": [("y",)]}, hidden=["D"])
    loaded = read(data, "a.xlsx")
    assert (loaded.sheet, loaded.others) == ("A", ("B",))


def test_a_sheet_that_is_not_there_is_told_with_those_that_are() -> None:
    """Hidden ones too, since they can be chosen; a file without sheets has none to choose."""
    data = sheets({"A": [("Code", "E-mail")], "D": [("y",)]}, hidden=["D"])
    with pytest.raises(ContactFileError) as caught:
        read(data, "a.xlsx", sheet="E")
    assert '"A", "D"' in str(caught.value.remedy)
    with pytest.raises(ContactFileError, match="no sheets"):
        read(b"code;email\nA;a@a.example", "a.csv", sheet="A")


def test_a_row_that_names_no_organisation_is_not_taken_for_one_of_the_row_above() -> None:
    """A letter would go to another's address; what to do is told, and only where nothing is named at all."""
    loaded = read(b"code;organisation;email\nA;Alpha;a@a.example\n;;b@b.example\n;Gamma;c@c.example", "a.csv")
    assert [("the organisation above" in one.remedy) for one in loaded.rejected] == [True, False]
