"""What a person said of the columns of a contact file is said once for all files of the list with the same headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from contacts.columns import ContactField, UnknownColumnsError
from contacts.compare import Preview
from service.contacts.lists import Signed, load_file
from tests.service.installed import LIST
from tests.service.office import Office

_SAID = {"Spalte A": "organisation_code", "Postfach": "address"}
_FIRST, _NEXT = (f"Spalte A;Postfach;Rest\nORG00{number};new@member{number}.example;x\n" for number in (0, 1))


def test_the_next_file_with_the_same_headings_is_read_as_the_last_that_was_loaded(office: Office) -> None:
    """Whatever the order of its columns, and it says so; what is said now counts first, and is what is known from then on."""
    assert _load(office, _FIRST, _SAID, store=True).loaded.columns["Postfach"] is ContactField.ADDRESS
    turned = "Rest;Postfach;Spalte A\nx;new@member1.example;ORG001\n"
    seen = _load(office, turned, {})
    assert [one.address for one in seen.added] == ["new@member1.example"]
    assert any("Spalte A=organisation_code, Postfach=address" in one.message for one in seen.loaded.notes)
    _load(office, _NEXT, {"Rest": "salutation"}, store=True)
    assert _load(office, _NEXT, {}).loaded.columns["Rest"] is ContactField.SALUTATION


def test_another_column_that_is_said_to_be_the_same_takes_the_place_of_the_one_before(office: Office) -> None:
    """Whichever of them stands further to the right."""
    text = "Spalte A;Postfach;Rest\nORG000;new@member0.example;old@member0.example\n"
    _load(office, text, {"Spalte A": "organisation_code", "Rest": "address"}, store=True)
    seen = _load(office, text, {"Postfach": "address"})
    assert [one.address for one in seen.loaded.contacts] == ["new@member0.example"]
    assert seen.loaded.columns["Rest"] is ContactField.EXTRA


def test_what_was_only_looked_at_or_has_other_headings_is_not_known(office: Office) -> None:
    """Nor is it in another list."""
    _load(office, _FIRST, _SAID)
    with pytest.raises(UnknownColumnsError):
        _load(office, _NEXT, {})
    _load(office, _FIRST, _SAID, store=True)
    for text, name in ((_NEXT.replace("Rest", "Anderes"), LIST), (_NEXT, "others")):
        with pytest.raises(UnknownColumnsError):
            _load(office, text, {}, name=name)


def test_who_takes_a_loading_back_says_anew_how_columns_are_read(office: Office) -> None:
    """They may have been read wrong; whoever puts it on again has said so."""
    loaded = _load(office, _FIRST, _SAID, store=True, signed=Signed(by="Ines Boss", at=office.now))
    assert loaded.entry
    office.undo(loaded.entry)
    with pytest.raises(UnknownColumnsError):
        _load(office, _NEXT, {})


def _load(
    office: Office, text: str, columns: dict[str, str], *, store: bool = False, name: str = LIST, signed: Signed | None = None
) -> Preview:
    file: Path = office.home / "list.csv"
    file.write_text(text, encoding="utf-8")
    return load_file(office.service, file, name, columns, store=store, signed=signed)
