"""A study is looked at before it is sent: each letter is made once, each fault is told once, and what others say of it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.contact import Contact
from domain.letter import Envelope
from mailer.merge import Template, compile_letter
from service.authoring.drafts import draft
from service.authoring.folder_difference import difference
from service.contacts.addressees import Why
from service.contacts.lists import load_file
from service.deciding.organisation_marks import Marking, mark
from service.deciding.suppression import Addressed, stop
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.press import Press
from service.mailings.check import Checked, check, look
from service.mailings.making import LetterForm
from service.mailings.spam_points import told
from service.operation.tick import tick
from service.wiring import Service, open_service
from store import contact_lists, rehearsals
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.name_server import name_server
from tests.programs import need
from tests.service.installed import LIST, at, make, write_settings
from tests.service.mailings.test_spam import GTUBE
from tests.service.refusing import Server, sending

MAILINGS = 4
POINTS = (("circular", "en", 2.0), ("reminder", "es", 2.0), ("reminder", "fr", 4.9), ("reminder", "en", 5.0), ("circular", "fr", 1.0))


@contextmanager
def opened(home: Path, organisations: int = 4) -> Iterator[Service]:
    """Make an installation and open it."""
    make(home, organisations)
    with open_service(config.load(home, {})) as service:
        yield service


def checked(service: Service, *, outside: bool = False) -> Checked:
    """Check the sample study as it stands in its folder."""
    return (look if outside else check)(service, draft(service, SAMPLE), at("02-01"))


def edit(home: Path, file: str, before: str, after: str) -> None:
    """Write something else into a file of the sample study."""
    path = home / "studies" / SAMPLE / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def keep(service: Service, number: int = 0, **changes: Any) -> None:
    """Let a contact of the list be another one."""
    with service.store.transaction() as tx:
        listed = contact_lists.load_list(tx, LIST)
        one = replace(listed.contacts[number], **changes)
        contact_lists.save_list(tx, replace(listed, contacts=(one,)), listed)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str]]:
    """Return the letters that the press makes from now on, by mailing and address."""
    seen: list[tuple[str | None, str]] = []
    before = Press.envelope_of

    def counting(self: Press, letter: Any, *rest: Any) -> Envelope:
        seen.append((letter.mailing, letter.address))
        return before(self, letter, *rest)

    monkeypatch.setattr(Press, "envelope_of", counting)
    return seen


def test_each_letter_is_made_once_and_none_when_nothing_changed(tmp_path: Path, made: list[tuple[str | None, str]]) -> None:
    """Four mailings to four contacts; what the second check says is what the first said."""
    with opened(tmp_path) as service:
        first = checked(service)
        assert (first.letters, first.made, first.problems) == (4 * MAILINGS, 4 * MAILINGS, ())
        assert len(made) == len(set(made)) == 4 * MAILINGS
        made.clear()
        second = checked(service)
    assert made == []
    assert second == replace(first, made=0)


def test_what_changed_is_made_again_and_nothing_else(tmp_path: Path, made: list[tuple[str | None, str]]) -> None:
    """A contact's salutation, one letter in French, and the form behind every workbook."""
    with opened(tmp_path) as service:
        checked(service)
        made.clear()
        keep(service, salutation="Your Excellency,")
        assert checked(service).made == len(made) == MAILINGS
        assert {address for _, address in made} == {"person0@member0.example"}
        made.clear()
        edit(tmp_path, "letters/reminder.fr.md", "+++\n\n", "+++\n\nBonjour.\n\n")
        assert checked(service).made == 2
        assert {mailing for mailing, _ in made} == {"reminder"}
        (tmp_path / "studies" / SAMPLE / "previous.csv").unlink()
        assert checked(service).made == 3 * 4
        edit(tmp_path, "study.toml", "deadline = 2012-04-30", "deadline = 2012-05-31")
        assert checked(service).made == 4 * 4


def test_letters_that_read_the_same_are_made_once(tmp_path: Path, made: list[tuple[str | None, str]]) -> None:
    """The last call is written as the reminder, word for word, and brings the same workbook; that it goes to all is no word of it."""
    with opened(tmp_path) as service:
        edit(tmp_path, "study.toml", 'at = 2012-04-23T10:00:00\naudience = "owing"', 'at = 2012-04-23T10:00:00\naudience = "all"')
        edit(tmp_path, "study.toml", 'letter = "last_call"', 'letter = "reminder"')
        found = checked(service)
    assert (found.letters, found.made, len(made)) == (16, 12, 12)


def test_what_nobody_would_get_any_more_is_forgotten(tmp_path: Path) -> None:
    """The store holds as many letters as there are, however often a letter was rewritten."""

    def kept(service: Service) -> int:
        with service.store.reading() as tx:
            return len(rehearsals.known(tx, SAMPLE))

    with opened(tmp_path) as service:
        checked(service)
        before = kept(service)
        for number in range(3):
            edit(tmp_path, "letters/reminder.fr.md", "+++\n\n", f"+++\n\nBonjour {number}.\n\n")
            checked(service)
        assert kept(service) == before


def test_one_fault_of_a_template_is_told_once(tmp_path: Path) -> None:
    """With the number of its letters and one address, whether the letter cannot be compiled, filled, attached to, or is only odd."""
    with opened(tmp_path, 6) as service:
        edit(tmp_path, "letters/circular.fr.md", "+++\n\n", "+++\n\n{{ contact.nickname }}\n\n")
        edit(tmp_path, "letters/questionnaire.en.md", "+++\n\n", "+++\n\n{% if contact %}\n\n")
        edit(tmp_path, "letters/reminder.en.md", "+++\n\n", "+++\n\nAttention of [NAME]\n\n")
        found = checked(service)
    assert [one.partition(",")[0].partition(":")[0].removeprefix("letters/") for one in found.problems] == [
        "circular.fr.md",
        "questionnaire.en.md",
        "reminder.en.md",
    ]
    assert all("In 3 letters, such as " in one for one in found.problems)
    assert "circular to person1@member1.example" in found.problems[0]
    # What is only odd could be made.
    assert found.letters == 6 * MAILINGS - 3 - 3


def test_a_tag_that_a_contact_brings_is_told_of_the_contact(tmp_path: Path) -> None:
    """The template is not to blame."""
    with opened(tmp_path, 1) as service:
        keep(service, salutation="Dear {{ token }},")
        told = [one for one in checked(service).problems if "{{ token }}" in one]
    assert told
    assert all("the salutation of person0@member0.example (ORG000) in the contact list" in one for one in told)


def test_a_template_that_is_faulty_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not once for each of its letters."""
    read: list[str] = []

    def counting(source: str, *, name: str, language: str) -> Template:
        read.append(name)
        return compile_letter(source, name=name, language=language)

    monkeypatch.setattr("service.letters.press.compile_letter", counting)
    with opened(tmp_path, 6) as service:
        edit(tmp_path, "letters/questionnaire.en.md", "+++\n\n", "+++\n\n{% if contact %}\n\n")
        checked(service)
    assert read.count("letters/questionnaire.en.md") == 1


def test_a_form_that_is_faulty_is_told_once(tmp_path: Path) -> None:
    """It is the fault of each letter that brings a workbook; the circular can be made."""
    with opened(tmp_path) as service:
        (tmp_path / "studies" / SAMPLE / "questionnaire.xlsx").write_bytes(b"no workbook")
        found = checked(service)
    assert (found.letters, found.workbooks) == (4, 0)
    about = [one for one in found.problems if "questionnaire.xlsx" in one and "In 12 letters" in one]
    assert len(about) == 1


def test_each_mailing_is_told_with_its_sizes_in_each_language(tmp_path: Path) -> None:
    """The letter holds its workbook as base64, which is four thirds of it."""
    with opened(tmp_path) as service:
        found = checked(service)
    by_place = {(one.mailing, one.language): one for one in found.forms}
    assert {language for _, language in by_place} == {"en", "fr"}
    assert len(by_place) == 2 * MAILINGS
    assert by_place["circular", "en"].workbook == 0
    questionnaire = by_place["questionnaire", "fr"]
    assert questionnaire.letters == 2
    assert questionnaire.largest > questionnaire.workbook * 4 / 3 > 40_000
    assert found.largest == max(one.largest for one in found.forms)


def test_a_title_that_is_not_translated_is_told(tmp_path: Path) -> None:
    """So are a letter and a form; only of a language that somebody reads."""
    with opened(tmp_path) as service:
        assert checked(service).notes == ()
        edit(tmp_path, "study.toml", "titles = {", "# titles = {")
        (tmp_path / "studies" / SAMPLE / "letters" / "reminder.fr.md").unlink()
        told = " ".join(checked(service).notes)
        assert "The title is not translated into 'fr': 2 contacts will read it as 'Comprehensive Study" in told
        assert "The letter 'reminder' is not written in 'fr': 2 contacts will get it in English." in told
        assert "'ar'" not in told
        keep(service, language="de")
        assert "reads 'de', but the letters are in en, fr, ar, es" in " ".join(checked(service).notes)


def test_addressees_who_are_twice_or_stopped_or_declined_are_told(tmp_path: Path) -> None:
    """An address of two organisations, one organisation twice, a suppressed address, and one that declined."""
    with opened(tmp_path, 6) as service:
        with service.store.transaction() as tx:
            listed = contact_lists.load_list(tx, LIST)
            shared = Contact(organisation="ORG001", address="PERSON0@member0.example")
            again = replace(listed.organisations[3], name="organisation  2.")
            contact_lists.save_list(tx, replace(listed, organisations=(again,), contacts=(shared,)), listed)
        mark(service, draft(service, SAMPLE), Marking(organisation="ORG004", what="declined", by="anna"), at("02-01"))
        stop(service, Addressed(address="person5@member5.example", by="anna", note="They left."), at("02-01"))
        found = checked(service)
    assert {(one.why, one.organisation) for one in found.addressees} == {
        (Why.SHARED, "ORG000"),
        (Why.SAME_NAME, "ORG002"),
        (Why.DECLINED, "ORG004"),
        (Why.SUPPRESSED, "ORG005"),
        (Why.NOBODY, "ORG005"),
    }
    assert "person0@member0.example serves ORG000 and ORG001: it will get a letter for each." in found.notes
    assert "ORG002 and ORG003 are both called Organisation 2: is one organisation on the list twice?" in found.notes
    assert "ORG005: person5@member5.example is suppressed (They left.)." in found.notes


def test_an_address_whose_last_letter_did_not_arrive_is_told(tmp_path: Path) -> None:
    """A real server refused it; the others are not named."""
    server = Server(RCPT=b"552 5.2.2 Mailbox full\r\n")
    server.spared = ("person1", "person2")
    with sending(tmp_path, server, 3) as (service, _):
        tick(service, at("02-10"))
        found = checked(service)
    assert [(one.why, one.address) for one in found.addressees if one.why is Why.BOUNCED] == [(Why.BOUNCED, "person0@member0.example")]


def test_letters_are_compared_with_what_the_mail_server_takes(tmp_path: Path) -> None:
    """It says so in its greeting (RFC 1870); each form that is larger is told, and no letter is begun."""

    def answer(talk: Talk, line: str) -> bytes | None:
        return b"250-stage\r\n250 SIZE 80000\r\n" if line.startswith("EHLO") else obliging(talk, line)

    make(tmp_path, 4)
    with stage(answer) as shown:
        write_settings(tmp_path, {"transport": f'kind = "smtp"\nhost = "127.0.0.1"\nport = {shown.port}\nsecurity = "none"'})
        with open_service(config.load(tmp_path, {})) as service:
            found = checked(service, outside=True)
    assert found.limit == 80_000
    larger = [one for one in found.forms if one.largest > 80_000]
    assert 0 < len(larger) < len(found.forms)
    assert len(found.problems) == len(larger)
    assert all("SIZE 80000" in one for one in found.problems)
    assert {line.partition(" ")[0] for _, line in shown.said} == {"EHLO", "QUIT"}


def test_a_mail_server_that_cannot_be_reached_is_a_note(tmp_path: Path) -> None:
    """All else is told as well."""
    make(tmp_path, 1)
    write_settings(tmp_path, {"transport": 'kind = "smtp"\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"'})
    with open_service(config.load(tmp_path, {})) as service:
        found = checked(service, outside=True)
    assert (found.letters, found.limit, found.problems) == (MAILINGS, None, ())
    assert any("How large a letter may be is not known. 127.0.0.1:1" in one for one in found.notes)


def test_the_domains_of_the_senders_are_looked_up(tmp_path: Path) -> None:
    """That of From and that of the envelope, by the name servers of the settings; what is missing is a note and no problem."""
    texts = {"agency.internal": ['"v=spf1 +all"'], "_dmarc.agency.internal": ['"v=DMARC1; p=none"']}
    make(tmp_path, 1)
    edit(tmp_path, "study.toml", 'address = "cybersecurity@itu.example"', 'address = "cybersecurity@agency.internal"')
    with name_server(texts) as by:
        write_settings(tmp_path, {"dns": f'servers = ["{by.servers[0]}"]\nport = {by.port}\ntimeout = 30'})
        with open_service(config.load(tmp_path, {})) as service:
            found = checked(service, outside=True)
    assert [(one.domain, one.asked, one.well) for one in found.domains] == [
        ("agency.internal", True, False),
        ("unodc.example", False, True),
    ]
    assert found.problems == ()
    assert any(one.startswith("agency.internal: its SPF record allows everybody") for one in found.notes)
    # Both agencies write, and one mailbox takes the answers.
    assert any(one.startswith("agency.internal: bounces of its letters go to unodc.example") for one in found.notes)
    assert not any(one.startswith("unodc.example: bounces") for one in found.notes)


def test_spamassassin_is_asked_about_each_form_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every letter of the sample study has less than one point. It is not asked again before a letter changes."""
    real = need("spamassassin")
    calls = tmp_path / "calls"
    program = tmp_path / "bin" / "spamassassin"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" | grep -c "[.]eml$" >> {calls}\nexec {real} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    with opened(tmp_path / "home", 6) as service:
        keep(service, language="ar")
        keep(service, 1, language="es")
        found = checked(service, outside=True)
        assert len(found.forms) == 4 * MAILINGS
        assert all(one.spam is not None and one.spam < 1 for one in found.forms)
        assert checked(service, outside=True).forms == found.forms
        assert calls.read_text().split() == [str(4 * MAILINGS)]
        gtube = GTUBE.replace("*", "\\*")  # In Markdown a star is none of a word.
        edit(tmp_path / "home", "letters/reminder.fr.md", "+++\n\n", f"+++\n\n{gtube}\n\n")
        (problem,) = checked(service, outside=True).problems
    assert problem.startswith("reminder in 'fr': SpamAssassin gives the letter 1000.0 points")
    assert calls.read_text().split() == [str(4 * MAILINGS), "1"]


def test_points_of_several_letters_are_told_in_one_sentence_with_how_many_they_are() -> None:
    """One sentence a letter would bury what else there is to read."""
    forms = [LetterForm(mailing=name, language=code, letters=2, largest=9, workbook=0, spam=points) for name, code, points in POINTS]
    assert [one.partition(";")[0] for one in told(forms, 1.0, 5.0)] == [
        "SpamAssassin gives 4 letters 1.0 to 4.9 points, reminder in 'fr' the most: reminder, circular"
    ]
    assert [one.partition(";")[0] for one in told(forms, 5.0)] == ["reminder in 'en': SpamAssassin gives the letter 5.0 points"]
    assert [one.partition(";")[0] for one in told(forms[:2], 1.0)] == ["SpamAssassin gives 2 letters 2.0 points each: circular, reminder"]
    assert list(told(forms, 5.1)) == []


def test_who_is_answered_at_another_address_than_the_mailbox_s_is_told(tmp_path: Path) -> None:
    """When it is checked and when it is applied for the first time; nothing is said where a mailbox does not say what its address is."""
    with opened(tmp_path, 1) as service:
        study = draft(service, SAMPLE).study
        other = "other@agency.example"
        for read_as, told in (((other,), 1), ((study.returns_to.upper(),), 0), ((other, study.returns_to), 0), ((), 0)):
            known, account = replace(service, installation=replace(service.installation, read_as=read_as)), next(iter(read_as), "")
            said = f"go to {study.returns_to}, and the mailbox that is read is {account}"
            assert sum(said in one for one in checked(known).notes) == told
            edit(tmp_path, "study.toml", 'id = "cybercrime-2012"', 'id = "another"')
            (tmp_path / "studies" / SAMPLE).rename(tmp_path / "studies" / "another")
            assert sum("the mailbox that is read" in one for one in difference(known, "another")) == told
            (tmp_path / "studies" / "another").rename(tmp_path / "studies" / SAMPLE)
            edit(tmp_path, "study.toml", 'id = "another"', 'id = "cybercrime-2012"')


def test_whom_the_transport_logs_in_as_is_no_mailbox_that_is_read(tmp_path: Path) -> None:
    """A Maildir does not say what its address is, so nothing is said of it; a mailbox that is logged in to is named by its own user."""
    make(tmp_path, 1)
    smtp = 'kind = "smtp"\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\nuser = "water@agency.example"'
    imap = 'kind = "imap"\nhost = "127.0.0.1"\nuser = "in@agency.example"'
    for box, read_as in (('kind = "maildir"\npath = "inbox"', ()), (imap, ("in@agency.example",))):
        write_settings(tmp_path, {"transport": smtp, "mailbox": box})
        passwords = {"COUNTERFOIL_SMTP_PASSWORD": "x", "COUNTERFOIL_IMAP_PASSWORD": "x"}
        assert config.load(tmp_path, passwords).read_as == read_as


def test_an_empty_list_is_told_with_the_list_that_may_be_meant(tmp_path: Path) -> None:
    """The name in study.toml may be the one that is mistyped."""
    with opened(tmp_path, 1) as service:
        edit(tmp_path, "study.toml", f'"{LIST}"', f'"{LIST[:-1]}"')
        (empty,) = [one for one in checked(service).notes if "is empty" in one]
    assert f"Or did you mean {LIST!r}? Then name it as `contact_list` in study.toml." in empty


def test_an_address_of_the_study_itself_among_the_contacts_is_told(tmp_path: Path) -> None:
    """With or without a tag, when the list is loaded and each time that it is checked."""
    with opened(tmp_path, 1) as service:
        local, _, domain = draft(service, SAMPLE).study.returns_to.partition("@")
        file = tmp_path / "own.csv"
        file.write_text(f"code,organisation,address\nA,A,{local}+x@{domain}\nB,B,b@other.example\n", encoding="utf-8")
        notes = [one.value for one in load_file(service, file, LIST, {}, store=True).notes if "of a study itself" in one.message]
        found = check(service, draft(service, SAMPLE), at("02-01"))
    assert notes == [f"{local}+x@{domain}"]
    assert [(one.why, one.organisation, one.address) for one in found.addressees if one.why is Why.OWN] == [(Why.OWN, "A", notes[0])]
    assert f"A: {notes[0]} is an address of a study itself." in found.notes
