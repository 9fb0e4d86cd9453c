"""Whoever a letter told something that was undone gets a short letter that says what was said, and what holds now."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest

from domain.errors import StoreError
from domain.journal import What
from domain.letter import UNDONE
from languages import letter as own_letter
from languages import spoken
from languages.telling import told_in
from mailer.merge import compile_letter
from service.deciding.suppression import Addressed, stop
from service.deciding.undo import Undoing, undo
from service.installation.install import SAMPLE
from service.letters import telling_undone
from service.personal.erasing import Erasing, erase
from service.reviewing.edits import Editing, edit
from service.sending.send import send_due
from service.studies.running import Running, require_running
from store import outbox
from tests.flows.test_by_mail import text
from tests.service.installed import at
from tests.service.office import ME, Office, person


def left(office: Office) -> list[EmailMessage]:
    """Let what waits leave, and return the letters to the people of organisations that left since, oldest first."""
    folder = office.home / "out" / "new"
    before = {one.name for one in folder.iterdir()}
    assert not send_due(office.service, office.later()).problems
    new = sorted((one for one in folder.iterdir() if one.name not in before), key=lambda one: int(one.name.partition(".")[0]))
    mails = [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in new]
    return [one for one in mails if not {"study", "unodc", "itu"} & {*str(one["To"]).replace("@", ".").split(".")}]


def only(office: Office) -> EmailMessage:
    """Let what waits leave, and return the one letter of it to people."""
    (found,) = left(office)
    return found


def planned_undone(office: Office) -> list[str]:
    """Return to whom letters are planned that tell what was undone, whatever became of them."""
    with office.service.store.reading() as tx:
        return [one.address for one in outbox.of_organisations(tx, ["ORG000"]) if one.template == UNDONE]


def granted(office: Office) -> int:
    """Let time be granted to an organisation, and return the entry; the letter that says so waits."""
    office.write(person(0), text="We need some more time to answer.", reply_to=0)
    (case,) = office.cases()
    return office.decide(case.id, "grant").entry


def answered(office: Office, number: int = 0) -> int:
    """Let an organisation answer and get its receipt, and return the entry by which its workbook counts."""
    office.write(person(number), ("answers.xlsx", office.workbook(number)), reply_to=number)
    left(office)
    return office.entry(What.ACCEPT)


def test_time_that_was_told_and_taken_back_is_told_of_with_the_day_that_holds(office: Office) -> None:
    """A person undoes what a letter told somebody: they get a letter that bears no token, and who undoes it is told that it will go."""
    entry = granted(office)
    assert "14 May 2012" in only(office)["Subject"]
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert f"{person(0)} had been told otherwise, and will get a letter that says what holds now." in undone.promised
    assert undone.promised in undone.told
    assert "une nouvelle lettre va dire ce qui vaut maintenant" in told_in(undone.promised, "fr")
    letter = only(office)
    assert "has until 14 May 2012 to answer" in text(letter)
    assert "it has until 30 April 2012" in text(letter)
    assert "+" not in letter["Reply-To"]
    assert left(office) == []


def test_what_has_not_left_is_withdrawn_and_nobody_is_told_anything(office: Office) -> None:
    """Neither by the letter nor by one that takes it back; put back before or after its turn, it leaves once."""
    entry = granted(office)
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert (undone.promised, left(office)) == ("", [])
    office.undo(undone.entry)
    assert "14 May 2012" in only(office)["Subject"]


def test_what_was_undone_and_put_back_before_its_letter_left_is_told_to_nobody(office: Office) -> None:
    """However often."""
    entry = granted(office)
    left(office)
    for _ in range(2):
        entry = office.undo(office.undo(entry))
    assert left(office) == []
    office.undo(entry)
    assert "it has until 30 April 2012" in text(only(office))


def test_time_that_is_over_is_taken_back_without_a_letter(office: Office) -> None:
    """Until the last day of it they are told; from the next on it harms nobody, and they would only wonder."""
    entry = granted(office)
    assert "14 May 2012" in only(office)["Subject"]
    office.now = at("05-14")
    again = office.undo(office.undo(entry))
    assert planned_undone(office) == [person(0)]
    office.now = at("05-15")
    undone = undo(office.service, Undoing(entry=again, by=ME), office.later())
    assert (undone.promised, planned_undone(office)) == ("", [person(0)])


def test_each_turn_that_people_were_told_of_is_told(office: Office) -> None:
    """Undone, put back and undone again; and granted anew after that."""
    entry = granted(office)
    left(office)
    for holds in ("30 April 2012", "14 May 2012", "30 April 2012"):
        entry = office.undo(entry)
        assert f"it has until {holds}" in text(only(office))
    (case,) = office.cases()
    assert "will be told of it" in office.decide(case.id, "grant").told
    assert "14 May 2012" in only(office)["Subject"]


def test_an_acceptance_that_was_told_by_receipt_and_taken_back_is_told_of(office: Office) -> None:
    """And so is that it counts after all: put back, or accepted by a person, who sends no second receipt."""
    entry = answered(office)
    office.undo(entry)
    letter = text(only(office))
    assert "your workbook “answers.xlsx” was accepted" in letter
    assert "does not count" in letter
    (case,) = office.cases()
    accepted = office.decide(case.id, "accept")
    assert person(0) in accepted.promised
    assert "That no longer holds: the workbook counts." in text(only(office))
    office.undo(accepted.entry)
    assert "does not count" in text(only(office))


def test_the_letter_names_the_workbook_that_counts_again_and_who_sent_it(office: Office) -> None:
    """What was accepted in its place is taken back: the earlier one stands as it did, and whoever is on record reads whose it is."""
    answered(office)
    office.write(person(0), ("answers.xlsx", office.workbook(0, employees=7)), reply_to=0)
    left(office)
    office.undo(office.entry(What.ACCEPT))
    letter = " ".join(text(only(office)).split())
    assert "does not count" in letter
    assert f"What counts again is the workbook that came on 1 March 2012, sent by {person(0)}." in letter


def test_an_answer_that_was_put_right_and_put_back_is_told_of_in_the_language_of_its_reader(office: Office) -> None:
    """With the change that does not count any more."""
    answered(office, 1)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    said = Editing(organisation="ORG001", question="employees", value="12", by=ME, note="By telephone.", tell=True)
    entry = edit(office.service, found, said, office.later()).entry
    assert "→ 12" in text(only(office))
    office.undo(entry)
    letter = text(only(office))
    assert "Nous avons annulé cette modification" in letter
    assert "12" in letter


def test_who_stopped_mailings_is_still_told(office: Office) -> None:
    """What became of what they sent is no mailing."""
    entry = answered(office)
    office.write(person(0), text="unsubscribe", reply_to=0)
    office.undo(entry)
    assert "does not count" in text(only(office))


def test_whose_mailbox_is_gone_is_told_nothing_and_whoever_undoes_it_hears_of_that(office: Office) -> None:
    """They may be reached in another way."""
    entry = answered(office)
    stop(office.service, Addressed(address=person(0), by=ME, note="does not exist"), office.later())
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert "gets none any more: write to them" in undone.promised
    assert (planned_undone(office), left(office)) == ([], [])


def test_who_was_erased_is_told_nothing_and_named_to_nobody(office: Office) -> None:
    """What stands in the place of their address is no address, and nobody can write to them in another way."""
    entry = answered(office)
    erase(office.service, Erasing(who=person(0), by=ME, note="Their wish"), office.later())
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert "erased" not in undone.promised
    assert (planned_undone(office), left(office)) == ([], [])


def test_nothing_is_undone_in_silence_since_the_database_is_away(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would never be told: whoever undoes it does so again."""

    def away(*_: object) -> Running:
        raise StoreError("The database reports a fault.", where="the database")

    entry = answered(office)
    with monkeypatch.context() as patched:
        patched.setattr(telling_undone, "require_running", away)
        with pytest.raises(StoreError):
            undo(office.service, Undoing(entry=entry, by=ME), office.later())
    office.undo(entry)
    assert "does not count" in text(only(office))


def test_who_is_not_on_record_gets_no_more_than_they_were_told(office: Office) -> None:
    """Somebody who sent the workbook with its token is told that it does not count, in a letter with no token and no file."""
    office.write("helper@other.example", ("answers.xlsx", office.workbook(0)), reply_to=0)
    told = {str(one["To"]) for one in left(office)}
    assert "helper@other.example" in told
    office.undo(office.entry(What.ACCEPT))
    letters = left(office)
    assert {str(one["To"]) for one in letters} == told
    (letter,) = [one for one in letters if one["To"] == "helper@other.example"]
    assert ("+" in letter["Reply-To"], [*letter.iter_attachments()]) == (False, [])


def test_nobody_is_told_of_time_who_needs_none_any_more(office: Office) -> None:
    """The answer counts; and a decline that nobody was told of is undone in silence."""
    entry = granted(office)
    left(office)
    answered(office)
    assert undo(office.service, Undoing(entry=entry, by=ME), office.later()).promised == ""
    office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    office.undo(office.decide(office.cases()[-1].id, "declined").entry)
    assert left(office) == []


@pytest.mark.parametrize("language", spoken())
@pytest.mark.parametrize(("kind", "says"), [("time", "2012-04-30"), ("workbook", ""), ("workbook", "yes"), ("edit", ""), ("edit", "yes")])
def test_what_was_said_and_what_holds_is_said_in_every_language(language: str, kind: str, says: str) -> None:
    """With the day, the file or the change; nothing of it is left in English."""
    name, source = own_letter(language, UNDONE)
    facts = {"kind": kind, "says": says, "said": "2012-05-14", "told_at": "2012-03-01T09:05:00+00:00"}
    facts |= {"file_name": "answers.xlsx", "label": "Q7", "before": "5", "now": "7"}
    about = {"study": {"title": "T"}, "reference": "CYB-1", "contact": {"salutation": ""}, "sender": {"name": "Office"}}
    words = compile_letter(source, name=name, language=language).render({**about, UNDONE: facts}).text
    assert {"time": "14", "workbook": "answers.xlsx", "edit": "Q7"}[kind] in words
    assert ("wrote" in words) == (language == "en")
