"""Loading again is an update; and who of a list is written to."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.compare import compare, merged, to_json
from contacts.load import read
from contacts.write import as_table
from domain.contact import Contact, ContactList, Organisation, Role
from exports.neutral import marked

_FIRST = b"""code;organisation;country;language;email;salutation;phone
A;Alpha;FR;fr;a@alpha.example;Madame;1
A;Alpha;FR;fr;b@alpha.example;;
B;Beta;NO;en;b@beta.example;Dear Mr Berg;2
"""

_LINE = st.lists(st.text("aé漢ش'=;,\"", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)


def _list() -> ContactList:
    return merged(ContactList("members"), read(_FIRST, "a.csv"))


def test_loading_the_same_file_again_changes_nothing() -> None:
    """All are unchanged, and the list is equal."""
    loaded = read(_FIRST, "a.csv")
    preview = compare(_list(), loaded)
    assert (len(preview.added), len(preview.changed), len(preview.unchanged), len(preview.absent)) == (0, 0, 3, 0)
    assert merged(_list(), loaded) == _list()


def test_the_preview_says_row_by_row_what_is_added_changed_unchanged_and_absent() -> None:
    """With the place and from what to what; the absent are told and kept."""
    loaded = read(
        b"code;organisation;country;language;email;salutation;phone\nA;Alpha;FR;en;A@alpha.example;Madame;9\n"
        b"B;Beta AS;NO;en;b@beta.example;Dear Mr Berg;2\nC;Gamma;IT;en;c@gamma.example;;\n",
        "b.csv",
    )
    preview = compare(_list(), loaded)
    assert [(line.row, line.address) for line in preview.added] == [(4, "c@gamma.example")]
    assert [(line.address, dict(line.fields)) for line in preview.changed] == [
        ("", {"name": ("Beta", "Beta AS")}),
        ("a@alpha.example", {"language": ("fr", "en"), "phone": ("1", "9")}),
    ]
    assert [line.address for line in preview.unchanged] == ["b@beta.example"]
    assert [line.address for line in preview.absent] == ["b@alpha.example"]
    after = merged(_list(), loaded)
    assert len(after.contacts) == 4
    assert {organisation.name for organisation in after.organisations} == {"Alpha", "Beta AS", "Gamma"}


def test_a_field_for_which_the_file_has_no_column_keeps_its_value_and_a_blank_cell_empties_it() -> None:
    """So a short list of new addresses does not wipe out the salutations."""
    after = merged(_list(), read(b"code;email;phone\nA;a@alpha.example;\n", "b.csv"))
    contact = after.contacts[0]
    assert (contact.salutation, contact.language) == ("Madame", "fr")
    assert dict(contact.extra) == {}
    assert after.organisations[0] == Organisation("A", "Alpha", "FR")


def test_the_json_has_the_keys_of_the_contract() -> None:
    """Counts for what goes well, rows for what does not."""
    loaded = read(_FIRST + b"C;Gamma;IT;en;nobody;;\nB;Beta;NO;en;B@beta.example;;\n", "a.csv")
    said = cast("dict[str, Any]", json.loads(json.dumps(to_json(compare(ContactList("members"), loaded)))))
    assert (said["file"], said["encoding"], said["rows"]) == ("a.csv", "utf-8", 5)
    assert (said["added"], said["changed"], said["unchanged"]) == (3, 0, 0)
    assert said["rejected"][0].items() >= {"row": 5, "column": "email", "value": "nobody"}.items()
    assert said["duplicates"][0]["row"] == 6
    assert said["columns"]["phone"] == "extra"
    assert said["warnings"] == said["notes"] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_LINE, _LINE, _LINE, st.sampled_from(Role), st.sampled_from(["en", "fr", "ar", "pt"])), min_size=1, max_size=5))
def test_a_list_that_is_written_out_and_loaded_again_is_the_same(lines: list[tuple[str, str, str, Role, str]]) -> None:
    """Organisations, contacts and extra columns; so an export is a list that others can use."""
    members = ContactList(
        "members",
        tuple(Organisation(f"ORG{number}", line[0], "FR", "Europe") for number, line in enumerate(lines)),
        tuple(
            Contact(
                organisation=f"ORG{number}",
                address=f"box{copy}@org{number}.example",
                name=line[1],
                salutation=line[2],
                language=line[4],
                role=line[3],
                extra={"Phone": line[0]},
            )
            for number, line in enumerate(lines)
            for copy in range(2)
        ),
    )
    buffer = io.StringIO(newline="")
    header, rows = as_table(members)
    csv.writer(buffer).writerows([marked(cell) for cell in row] for row in [header, *rows])
    assert merged(ContactList("members"), read(buffer.getvalue().encode(), "members.csv")) == members


def _members(*contacts: Contact) -> ContactList:
    return ContactList("members", (Organisation("A", "Alpha"), Organisation("B", "Beta")), contacts)
