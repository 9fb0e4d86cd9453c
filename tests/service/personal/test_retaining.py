"""Retention: what is older than the settings allow goes by its class, and what was answered stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import ConfigurationError, ErasedError
from domain.journal import What
from service.authoring.drafts import apply
from service.console.signing_in import choose_password
from service.console.users import AddingUser, add_user, users
from service.contacts.lists import load_file
from service.installation.install import SAMPLE
from service.installation.periods import length
from service.letters import ledger
from service.operation import doctor
from service.operation.tick import tick
from service.personal.retaining import Retained, retain
from store import contact_lists, decisions, journal, messages, outbox, submissions
from store.cases.decisions import Ruling
from tests.service.installed import LIST, contacts_csv
from tests.service.office import Office, person
from tests.service.reported import reported
from tests.service.traces import in_folder

YEAR = timedelta(days=366)


def keeping(office: Office, **periods: timedelta) -> None:
    """Let the settings say how old what may become."""
    office.service.installation = replace(office.service.installation, retain=periods)


def retained(office: Office, *, dry_run: bool = False) -> dict[str, Retained]:
    """Retain, and return what went by class."""
    return {one.kept: one for one in retain(office.service, office.now, dry_run=dry_run)}


def weighed(office: Office) -> None:
    """Let the list say how large each organisation is, and the study weigh by it."""
    plain = contacts_csv(3).decode().splitlines()
    rows = [f"{plain[0]};turnover", *(f"{line};{10 + number}" for number, line in enumerate(plain[1:]))]
    (office.home / "people.csv").write_text("\r\n".join(rows), encoding="utf-8")
    load_file(office.service, office.home / "people.csv", LIST, {}, store=True)
    study = office.home / "studies" / SAMPLE / "study.toml"
    study.write_text(study.read_text(encoding="utf-8") + '\n[quality]\nweight = "turnover"\n', encoding="utf-8")
    apply(office.service, SAMPLE, office.now, by="staff")


def away(office: Office, number: int) -> None:
    """Let the contact of an organisation be away for a year."""
    with office.service.store.transaction() as tx:
        journal.alone(tx)
        until = (office.now + YEAR).date().isoformat()
        about = decisions.address(tx, person(number))
        decisions.decide(tx, decisions.rule("absence"), office.now, [Ruling(what=What.ABSENT, about=about, value=until)])


def test_mail_goes_when_its_time_is_over_and_its_answers_stay(office: Office) -> None:
    """With the workbook in it; the newer message stays, and so does one about which a case waits."""
    old = office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    waits = office.write(person(2), text="We will not take part.", reply_to=2)
    assert office.cases()
    office.later(days=300)
    new = office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
    answered = office.counted()
    keeping(office, mail=timedelta(days=200))
    would = retained(office, dry_run=True)["mail"]
    assert retained(office)["mail"] == replace(would, dry_run=False)
    assert would.gone == 1
    assert would.originals >= 1
    archive = office.service.store.archive
    with office.service.store.reading() as tx:
        kept = {one.id: archive.has(one.sha256) for one in messages.with_ids(tx, [old, waits, new])}
        (first,) = messages.with_ids(tx, [old])
        assert [one.file_name for one in submissions.of_messages(tx, [old])] == ["workbook.xlsx"]
    assert kept == {old: False, waits: True, new: True}
    assert (first.subject, office.counted()) == (None, answered)
    with pytest.raises(ErasedError, match="original erased on"):
        archive.get(first.sha256)
    assert retained(office)["mail"].gone == 0


def test_letters_lose_their_bytes_and_keep_their_hashes(office: Office) -> None:
    """And what became of them."""
    with office.service.store.reading() as tx:
        (before, *_) = outbox.to_addresses(tx, [person(0)])
        known = ledger.dispatch(office.service, tx, before)
    office.later(days=400)
    keeping(office, letters=YEAR)
    assert retained(office, dry_run=True)["letters"].gone == retained(office)["letters"].gone > 0
    with office.service.store.reading() as tx:
        shown = ledger.dispatch(office.service, tx, outbox.with_ids(tx, [before.id])[0])
    assert (shown.sha256, shown.bytes, shown.state, shown.attempts) == (known.sha256, known.bytes, known.state, known.attempts)
    assert "original erased on" in str(shown.fault)


def test_contacts_go_once_their_study_is_over_for_long_enough(office: Office) -> None:
    """Not before; where the organisations stand is as it was."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    keeping(office, contacts=YEAR)
    assert retained(office)["contacts"].gone == 0
    office.later(days=800)
    before = [office.standing(number) for number in range(3)]
    assert retained(office, dry_run=True)["contacts"].gone == 3
    assert retained(office)["contacts"].gone == 3
    with office.service.store.reading() as tx:
        found = contact_lists.load_list(tx, LIST)
    assert (len(found.organisations), found.contacts) == (3, ())
    assert [office.standing(number) for number in range(3)] == before == ["answered", "silent", "silent"]
    assert in_folder(office.home, (person(0), person(1)), ("out", "inbox", "people.csv", "archive")) == []


@pytest.mark.parametrize("what", ["mail", "letters", "contacts", "notes"])
def test_what_came_back_without_answers_is_still_told_as_such(office: Office, what: str) -> None:
    """A blank workbook and an unreadable file give their cases the same codes when the letters about them have gone, or who sent them."""
    _, blank = office.kept.letters[0].workbook or ("", b"")
    office.write(person(0), ("answers.xlsx", blank), reply_to=0)
    office.write(person(1), ("answers.pdf", b"%PDF-1.4 a scan"), reply_to=1)
    tick(office.service, office.later())
    office.later(days=800)
    before = reported(office)
    assert {code: event for code, (_, event, _) in before[0].items()} == {"ORG000": "blank", "ORG001": "unreadable", "ORG002": "sent"}
    keeping(office, **{what: YEAR})
    retained(office)
    assert reported(office) == before


def test_what_was_known_by_its_contacts_alone_is_told_when_they_have_gone(office: Office) -> None:
    """Who asked for no more letters, who wrote without a secret of ours, who was away to the end; and how much each weighs."""
    weighed(office)
    office.write(person(0), text="unsubscribe", reply_to=0)
    office.write(person(1), text="Which year is meant?", subject="A question")
    away(office, 2)
    office.later(days=800)
    before, stood = reported(office), [office.standing(number) for number in range(3)]
    assert before[0] == {"ORG000": ("2.112", "unsubscribed", 10), "ORG001": ("2.36", "wrote", 11), "ORG002": ("2.26", "away", 12)}
    assert stood == ["declined", "silent", "silent"]
    keeping(office, contacts=YEAR)
    assert retained(office)["contacts"].gone == 3
    assert (reported(office), [office.standing(number) for number in range(3)]) == (before, stood)


def test_notes_go_and_the_decisions_stay(office: Office) -> None:
    """The chain is whole."""
    office.mark(0, "waiting", note="She is ill, says her colleague")
    office.later(days=400)
    entries = office.entries()
    keeping(office, notes=YEAR)
    assert retained(office, dry_run=True)["notes"].gone == retained(office)["notes"].gone > 0
    assert office.entries() == entries
    assert in_folder(office.home, ("She is ill",), ("out", "inbox")) == []


@pytest.mark.parametrize("order", [("mail", "letters", "contacts", "notes"), ("notes", "contacts", "letters", "mail")])
def test_a_rehearsal_of_all_classes_says_what_each_takes_after_those_before_it(office: Office, order: tuple[str, ...]) -> None:
    """Whoever is forgotten takes mail, letters and notes along, which then are no more of their own class; nothing of it stays."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(1), ("answers.xlsx", office.workbook(1)), text="Here it is, says Ann.", reply_to=1)
    away(office, 2)
    tick(office.service, office.later())
    office.mark(2, "waiting", note="She is ill, says her colleague")
    office.later(days=800)
    keeping(office, **dict.fromkeys(order, YEAR))
    before = reported(office)
    would = retained(office, dry_run=True)
    assert (would, reported(office)) == (retained(office, dry_run=True), before)
    assert {kept: replace(one, dry_run=False) for kept, one in would.items()} == retained(office)
    assert would["contacts"].gone == 3


def test_originals_that_came_back_are_told_and_removed(office: Office) -> None:
    """By `doctor` and by the next retaining."""
    number = office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    with office.service.store.reading() as tx:
        (message,) = messages.with_ids(tx, [number])
    raw = office.service.store.archive.get(message.sha256)
    office.later(days=400)
    keeping(office, mail=YEAR)
    retained(office)
    office.service.store.archive.put([raw])
    (told,) = [one for one in doctor.examine(office.service, office.now) if one.what == "erasures"]
    assert "in the archive again" in told.found
    retained(office)
    (told,) = [one for one in doctor.examine(office.service, office.now) if one.what == "erasures"]
    assert told.well


def test_without_a_period_nothing_is_removed(office: Office) -> None:
    """It is an error that says what to write."""
    with pytest.raises(ConfigurationError, match="No period is set"):
        retain(office.service, office.now)
    assert (length("90 days").days, length("2 weeks").days, length("1 month").days, length("5 years").days) == (90, 14, 31, 1830)


def test_it_says_which_users_of_the_console_go_with_their_contacts(office: Office) -> None:
    """Who is called as a contact is signs in no more; the last who may add users stays, and a rehearsal says the same before."""
    with office.service.store.transaction() as tx:
        names = sorted(one.name for one in contact_lists.load_list(tx, LIST).contacts)
    for name, role in zip(names, ("administer", "decide", "look"), strict=True):
        added = add_user(office.service, AddingUser(name=name, role=role, by="Ines Boss"), office.now)
        choose_password(office.service, str(added.secret), name, "correct horse battery staple", office.now)
    keeping(office, contacts=YEAR)
    office.later(days=800)
    for dry_run in (True, False):
        found = retained(office, dry_run=dry_run)["contacts"]
        assert (found.users, found.unbound, found.users_kept) == (tuple(names[1:]), (), (names[0],))
    assert [one.name for one in users(office.service)] == names[:1]
