"""contacts add, change, retire, suppress, release: decisions about one contact, each with who, why and its way back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.wiring import open_service
from store import outbox
from tests.cli.program import counterfoil, done
from tests.service.approving.test_approvals import asks
from tests.service.installed import LIST

ANNA = ("--by", "Anna Berg", "--note", "She telephoned.")
NEW = "legal@member1.example"


def contacts(home: Path) -> dict[str, dict[str, Any]]:
    """Return the contacts of the list by their addresses, as `contacts list` prints them."""
    return {one["contact"]["address"]: one for one in done("contacts", "list", "--home", home, "--json").objects}


def said(home: Path, *words: str) -> dict[str, Any]:
    """Return what a verb about contacts answers."""
    return done("contacts", *words, *ANNA, "--home", home, "--json").one


def undo(home: Path, told: dict[str, Any]) -> str:
    """Undo what a verb answered, and return what is told."""
    return done("undo", str(told["entry"]), "--home", home).out


def test_a_contact_is_added_and_that_is_undone(home: Path) -> None:
    """It gets its organisation's language where none is said. Added again, nothing changes; other details are refused."""
    verb = ("add", NEW, "--organisation", "ORG001", "--name", "Legal office", "--role", "cc")
    told = said(home, *verb)
    line = contacts(home)[NEW]
    assert (line["contact"]["name"], line["contact"]["role"], line["state"], line["why"]) == ("Legal office", "cc", "active", None)
    assert line["contact"]["language"] == contacts(home)["person1@member1.example"]["contact"]["language"]
    again = said(home, *verb)
    assert (again["entry"], "already" in again["told"]) == (0, True)
    refused = counterfoil("contacts", *verb[:-1], "to", "--home", home)
    assert (refused.code, "contacts change" in refused.err) == (2, True)
    assert f"{NEW} does not stand on the list {LIST}." in undo(home, told)
    assert NEW not in contacts(home)


def test_a_contact_of_a_new_organisation_needs_its_name(home: Path) -> None:
    """A code that nobody knows may be a slip of the pen."""
    refused = counterfoil("contacts", "add", "a@new.example", "--organisation", "NEW1", "--home", home)
    assert (refused.code, "--organisation-name" in refused.err) == (2, True)
    said(home, "add", "a@new.example", "--organisation", "NEW1", "--organisation-name", "New Telecom")
    assert contacts(home)["a@new.example"]["organisation"]["name"] == "New Telecom"


def test_an_organisation_is_called_by_its_code_its_name_or_its_printed_reference(at_work: Path) -> None:
    """Whoever gives its name with that of a new one makes no second organisation of it."""
    known = contacts(at_work)["person1@member1.example"]["organisation"]
    reference = re.findall(r"CYB12-[0-9]{4}-[0-9A-Z]", done("show", "ORG001", "--home", at_work).out)[0]
    for number, called in enumerate((known["name"].upper(), reference, reference.lower(), "org001")):
        said(at_work, "add", f"more{number}@member1.example", "--organisation", called)
        assert contacts(at_work)[f"more{number}@member1.example"]["organisation"]["code"] == "ORG001"
    again = said(at_work, "add", NEW, "--organisation", known["name"], "--organisation-name", known["name"])
    assert (contacts(at_work)[NEW]["organisation"]["code"], again["late"]) == ("ORG001", [])
    said(at_work, "change", NEW, "--organisation", known["name"], "--name", "Legal office")
    said(at_work, "retire", NEW, "--organisation", known["name"])
    assert said(at_work, "retire", NEW, "--organisation", known["name"])["entry"] == 0


def test_a_name_that_two_organisations_bear_is_asked_about(home: Path) -> None:
    """Both are named with their codes, and nothing is changed."""
    for code in ("NEW1", "NEW2"):
        said(home, "add", f"a@{code.lower()}.example", "--organisation", code, "--organisation-name", "New Telecom")
    refused = counterfoil("contacts", "add", NEW, "--organisation", "new telecom", "--home", home)
    assert (refused.code, "NEW1" in refused.err, "NEW2" in refused.err, "--organisation" in refused.err) == (2, True, True, True)
    assert NEW not in contacts(home)


def test_what_cannot_be_an_address_a_language_or_a_role_is_told(home: Path) -> None:
    """And nothing is changed."""
    wrong = (
        (("add", "nobody", "--organisation", "ORG001"), "nobody"),
        (("change", "person1@member1.example", "--address", "ana@telco"), "Write one address, such as ana@telco.example."),
        (("change", "person1@member1.example", "--language", "Klingon"), "Klingon"),
        (("change", "person1@member1.example", "--role", "boss"), "boss"),
        (("change", "person1@member1.example"), "What shall change?"),
        (("change", "nobody@member1.example", "--name", "N"), "contacts list"),
        (("retire", "nobody@member1.example"), "contacts list"),
        (("add", NEW), "--organisation"),
    )
    before = contacts(home)
    for words, told in wrong:
        ran = counterfoil("contacts", *words, "--home", home)
        assert (ran.code, told in ran.err) == (2, True), ran.err
    assert contacts(home) == before


def test_a_contact_is_changed_and_each_change_is_undone_alone(home: Path) -> None:
    """The earlier of two changes is taken back: the later one stays."""
    address = "person1@member1.example"
    before = contacts(home)[address]["contact"]
    first = said(home, "change", address, "--language", "French", "--name", "Ms Roux")
    said(home, "change", address, "--name", "Ms Marie Roux")
    assert said(home, "change", address, "--name", "Ms Marie Roux")["entry"] == 0
    undone = undo(home, first)
    now = contacts(home)[address]["contact"]
    assert (now["language"], now["name"]) == (before["language"], "Ms Marie Roux")
    assert "Ms Marie Roux" in undone


def test_what_a_file_says_since_stays_when_an_earlier_change_is_undone(home: Path) -> None:
    """The undoing takes back what the decision did, and nothing else."""
    address = "person1@member1.example"
    told = said(home, "change", address, "--name", "Ms Roux")
    text = (home / "people.csv").read_text(encoding="utf-8")
    (home / "people.csv").write_text(text.replace("Person 1", "Mr Blanc"), encoding="utf-8")
    done("contacts", "load", home / "people.csv", "--list", LIST, "--home", home)
    loaded = contacts(home)[address]["contact"]["name"]
    undo(home, told)
    assert contacts(home)[address]["contact"]["name"] == loaded != "Ms Roux"


def test_a_new_address_takes_the_place_of_the_old_one(home: Path) -> None:
    """By one decision, which is undone as one."""
    told = said(home, "change", "person1@member1.example", "--address", NEW)
    there = contacts(home)
    assert (there[NEW]["state"], there["person1@member1.example"]["state"]) == ("active", "retired")
    undo(home, told)
    assert NEW not in contacts(home)
    assert contacts(home)["person1@member1.example"]["state"] == "active"


def test_a_retired_contact_stays_so_when_its_file_is_loaded_again(home: Path) -> None:
    """The load says so with the row and the way back; `add` puts it back."""
    address = "person1@member1.example"
    told = said(home, "retire", address)
    assert "last" in told["told"]
    assert said(home, "retire", address)["entry"] == 0
    line = contacts(home)[address]
    assert (line["state"], line["why"], line["entry"]) == ("retired", "She telephoned.", told["entry"])
    loaded = done("contacts", "load", home / "people.csv", "--list", LIST, "--home", home, "--json").one
    assert (loaded["added"], loaded["unchanged"]) == (0, 3)
    (warning,) = [one for one in loaded["warnings"] if one["value"] == address]
    assert warning["row"] == 3
    assert f"`counterfoil contacts add {address}` puts it back on the list {LIST}." in warning["message"]
    assert contacts(home)[address]["state"] == "retired"
    said(home, "add", address, "--organisation", "ORG001")
    assert contacts(home)[address]["state"] == "active"


def test_who_was_retired_from_the_last_list_is_told_when_another_list_brings_them_back(home: Path) -> None:
    """A second round has a list of its own, made from an old file perhaps; why somebody left is for whoever looks after their list."""
    address = "person1@member1.example"
    said(home, "retire", address)
    for times in (1, 2):
        loaded = done("contacts", "load", home / "people.csv", "--list", "second-round", "--home", home, "--json").one
        told = [one["message"] for one in loaded["warnings"] if one["value"] == address]
        # The second time they stand on a list again, and nothing is to be told.
        assert len(told) == (1 if times == 1 else 0)
        if told:
            assert f"retired from the list {LIST}" in told[0]
            assert f"`counterfoil contacts retire {address} --organisation ORG001`" in told[0]
            assert "telephoned" not in told[0]
        assert loaded["unchanged"] + loaded["added"] == 4
    # Taken off that one as well, they are told as that alone: no file puts them back there.
    done("contacts", "retire", address, "--list", "second-round", *ANNA, "--home", home)
    loaded = done("contacts", "load", home / "people.csv", "--list", "second-round", "--home", home, "--json").one
    (message,) = [one["message"] for one in loaded["warnings"] if one["value"] == address]
    assert "is not put back by this" in message


@pytest.mark.parametrize("into", [LIST, "second-round"])
def test_whose_place_another_address_took_is_told_with_it_when_an_old_file_names_them(home: Path, into: str) -> None:
    """On the same list, and on that of the next round, which may be made from a file that is older than the change."""
    old, new = "person1@member1.example", "legal@member1.example"
    said(home, "change", old, "--address", new)
    loaded = done("contacts", "load", home / "people.csv", "--list", into, "--dry-run", "--home", home, "--json").one
    (told,) = [one["message"] for one in loaded["warnings"] if one["value"] == old]
    assert f"{new} took its place" in told
    said(home, "retire", "person2@member2.example")
    loaded = done("contacts", "load", home / "people.csv", "--list", into, "--home", home, "--json").one
    assert "took its place" not in "".join(one["message"] for one in loaded["warnings"] if one["row"] == 4)


def test_a_suppressed_contact_stays_so_when_its_file_is_loaded_again(home: Path) -> None:
    """The load says why, and how it is written to again."""
    address = "person1@member1.example"
    told = said(home, "suppress", address)
    line = contacts(home)[address]
    assert (line["state"], line["why"], line["entry"], line["message"]) == ("suppressed", "She telephoned.", told["entry"], None)
    loaded = done("contacts", "load", home / "people.csv", "--list", LIST, "--home", home, "--json").one
    assert [one["value"] for one in loaded["warnings"] if f"contacts release {address}" in one["message"]] == [address]
    assert contacts(home)[address]["state"] == "suppressed"
    refused = counterfoil("contacts", "add", address, "--organisation", "ORG002", "--home", home)
    assert (refused.code, "contacts release" in refused.err) == (2, True)


def test_who_is_away_is_absent_until_a_day_or_a_release(home: Path) -> None:
    """A day that has passed is refused, since it would say nothing."""
    address = "person1@member1.example"
    told = said(home, "change", address, "--absent-until", "2999-05-01")
    line = contacts(home)[address]
    assert (line["state"], line["why"], line["until"]) == ("absent", "She telephoned.", "2999-05-01")
    assert said(home, "change", address, "--absent-until", "2999-05-01")["entry"] == 0
    undo(home, told)
    assert contacts(home)[address]["state"] == "active"
    said(home, "change", address, "--absent-until", "2999-05-01")
    said(home, "release", address)
    assert contacts(home)[address]["state"] == "active"
    refused = counterfoil("contacts", "change", address, "--absent-until", "2012-05-01", "--home", home)
    assert (refused.code, "2012-05-01 has passed." in refused.err) == (2, True)
    assert contacts(home)[address]["state"] == "active"


def test_what_was_decided_about_contacts_is_shown_with_their_organisation(at_work: Path) -> None:
    """Also about one who is not on the list any more."""
    said(at_work, "change", "person1@member1.example", "--name", "Ms Roux")
    said(at_work, "retire", "person1@member1.example")
    said(at_work, "add", NEW, "--organisation", "ORG001")
    told = done("show", "ORG001", "--home", at_work).out
    for words in ('name "', "Ms Roux", "taken off the contact list", f"{NEW} put on the contact list", "by Anna Berg (She telephoned.)"):
        assert words in told


def test_an_organisation_that_is_added_after_mailings_is_told_with_what_it_missed(at_work: Path) -> None:
    """As loading a file does it, with the command that sends them; a further contact of one that had them missed nothing."""
    assert said(at_work, "add", NEW, "--organisation", "ORG001")["late"] == []
    late = ("add", "a@late.example", "--organisation", "LATE", "--organisation-name", "Late Telecom")
    told = done("contacts", *late, "--home", at_work)
    assert "LATE missed circular and questionnaire of cybercrime-2012" in told.err
    assert "counterfoil send --study cybercrime-2012 questionnaire --to LATE --live" in told.err
    spaced = ("add", "a@water.example", "--organisation", "Water Board", "--organisation-name", "Water Board")
    told = done("contacts", *spaced, "--home", at_work)
    assert "counterfoil send --study cybercrime-2012 questionnaire --to 'Water Board' --live" in told.err
    (missed,) = said(at_work, *late)["late"]
    assert (missed["organisations"], missed["missed"]) == (["LATE"], ["circular", "questionnaire"])


def test_among_several_studies_the_command_that_is_advised_names_its_own(at_work: Path) -> None:
    """The list was named, and no study: the command would ask for one. It works as it is printed."""
    mail = ("--returns-to", "study@agency.example", "--from", "Water <study@agency.example>")
    done("study", "new", "water-2027", "--title", "Water", "--prefix", "WAT27", "--languages", "en", *mail, "--home", at_work)
    late = ("add", "a@late.example", "--organisation", "LATE", "--organisation-name", "Late Telecom", "--list", LIST)
    (advised,) = re.findall(r"counterfoil (send .*?) --live", done("contacts", *late, "--home", at_work).err)
    shares = done(*advised.split(), "--home", at_work, "--json").one["organisations"]
    assert [(one["organisation"], one["mailing"]) for one in shares] == [("LATE", "circular"), ("LATE", "questionnaire")]
    assert {one["why"] for one in shares} == {None}


def test_who_is_late_is_told_how_many_people_have_to_approve_before(at_work: Path) -> None:
    """The approvals that there are cover nobody who was added since."""
    asks(at_work, 2)
    with open_service(config.load(at_work, {})) as service:
        apply(service, SAMPLE, datetime.now(UTC), by="staff")
    late = ("add", "a@late.example", "--organisation", "LATE", "--organisation-name", "Late Telecom")
    told = " ".join(done("contacts", *late, "--home", at_work).err.split())
    assert "Before that, 2 people have to approve it for them: counterfoil approve --study cybercrime-2012 circular HASH and" in told
    (missed,) = said(at_work, *late)["late"]
    assert missed["approvals"] == 2


def test_who_missed_a_mailing_under_the_old_address_is_told_how_it_gets_it_under_the_new_one(at_work: Path) -> None:
    """A mailing that was lost there as well as one that never went there; whoever got all of them missed nothing."""
    old, new = "person1@member1.example", "p1@member1.example"
    assert said(at_work, "change", old, "--address", new)["late"] == []
    with open_service(config.load(at_work, {})) as service, service.store.transaction() as tx:
        for one in outbox.to_addresses(tx, ["person2@member2.example"]):
            outbox.settle(tx, one.id, DeliveryState.REJECTED, "550 5.1.1 User unknown", datetime.now(UTC))
    told = done("contacts", "change", "person2@member2.example", "--address", "p2@member2.example", "--home", at_work).err
    assert "ORG002 missed circular and questionnaire of cybercrime-2012, which left before." in told
    commands = re.findall(r"counterfoil (send --study cybercrime-2012 \w+ --to ORG002) --live", told)
    assert commands == [f"send --study cybercrime-2012 {one} --to ORG002" for one in ("circular", "questionnaire")]
    for command in commands:
        (share,) = done(*command.split(), "--home", at_work, "--json").one["organisations"]
        assert (share["letters"], share["why"]) == (1, None)


def test_a_new_contact_of_an_organisation_that_no_letter_reached_is_told_with_all_that_it_missed(at_work: Path) -> None:
    """A server refused each of them: to the new contact they are all news, and leave in their order."""
    with open_service(config.load(at_work, {})) as service, service.store.transaction() as tx:
        for one in outbox.to_addresses(tx, ["person2@member2.example"]):
            outbox.settle(tx, one.id, DeliveryState.REJECTED, "550 5.1.1 User unknown", datetime.now(UTC))
    told = done("contacts", "add", NEW, "--organisation", "ORG002", "--home", at_work).err
    assert "ORG002 missed circular and questionnaire of cybercrime-2012, which left before." in told
    assert re.findall(r"counterfoil send --study cybercrime-2012 (\w+) --to ORG002 --live", told) == ["circular", "questionnaire"]
    elsewhere = ("add", NEW, "--organisation", "ORG001", "--json", "--home", at_work)
    assert done("contacts", *elsewhere).one["late"] == []


def test_an_address_that_takes_the_place_of_another_names_the_lists_on_which_it_stands(home: Path) -> None:
    """Without --list it does so on each; whoever meant one alone sees that, and undoes it."""
    told = said(home, "change", "person1@member1.example", "--address", "legal@member1.example")["told"]
    assert f"({LIST})" in told
