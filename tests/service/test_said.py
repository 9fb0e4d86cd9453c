"""What people say takes effect: reminders wait, a person decides, and what they decide can be undone."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import ConfigurationError
from domain.intent import Intent, IntentKind
from intake.understanding.intents import intents
from intake.understanding.rule import OpenedMessage
from service.tick import tick
from store import contacts, outbox
from tests.service.installation import LIST, at
from tests.service.office import Office, person

NEW = "new@member0.example"
SAYINGS = {
    "More time.": Intent(intent=IntentKind.EXTENSION, words="More time.", until=date(2012, 4, 20)),
    "Some more time.": Intent(intent=IntentKind.EXTENSION, words="Some more time."),
    "Ask her.": Intent(intent=IntentKind.SUCCESSOR, words="Ask her.", address=NEW),
    "Ask somebody.": Intent(intent=IntentKind.SUCCESSOR, words="Ask somebody."),
    "By post.": Intent(intent=IntentKind.ELSEWHERE, words="By post."),
    "Between us.": Intent(intent=IntentKind.CONFIDENTIAL, words="Between us."),
    "Once more, please.": Intent(intent=IntentKind.RESEND, words="Once more, please."),
}


@pytest.fixture(autouse=True)
def _sayings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these sentences be read as the wishes that they are, whatever the words of the languages are."""

    def with_sayings(message: OpenedMessage, words: str) -> tuple[Intent, ...]:
        return (SAYINGS[words],) if words in SAYINGS else intents(message, words)

    monkeypatch.setattr("intake.understanding.examine.intents", with_sayings)


def reminded(office: Office, number: int = 0) -> bool:
    """Say whether an organisation gets the reminder of 26 March."""
    tick(office.service, at("03-26"))
    with office.service.store.reading() as tx:
        return bool([one for one in outbox.of_organisations(tx, [f"ORG{number:03d}"]) if one.mailing == "reminder"])


@pytest.mark.parametrize(("text", "until"), [("More time.", "2012-04-20"), ("Some more time.", "2012-03-15")])
def test_time_is_granted(office: Office, text: str, until: str) -> None:
    """Reminders wait at once, and then until the day that was asked for, or for two weeks; undone, the case waits again."""
    office.write(person(0), text=text, reply_to=0)
    (case,) = office.cases()
    assert (case.kind, office.standing(0)) == ("extension", "queried, waits")
    done = office.decide(case.id, "grant")
    assert f"has time until {until}" in done.told
    assert (office.standing(0), office.cases()) == ("silent, waits", ())
    office.check()
    office.undo(done.entry)
    assert office.standing(0) == "queried, waits"
    office.check()


def test_who_was_granted_time_is_not_reminded_and_who_only_names_an_organisation_is(office: Office) -> None:
    """Words of strangers stop nothing: they are passed on."""
    office.write(person(0), text="More time.", reply_to=0)
    office.decide(office.cases()[0].id, "grant")
    office.write("stranger@elsewhere.example", text="More time.", subject=f"Re: {office.kept.letters[1].subject}")
    assert office.cases() == ()
    assert not reminded(office)
    assert reminded(office, 1)


def test_a_successor_is_written_to_instead(office: Office) -> None:
    """They get the workbook at once, and whoever named them no more letters until that is undone."""
    office.write(person(0), text="Ask her.", reply_to=0)
    (case,) = office.cases()
    done = office.decide(case.id, "add")
    with office.service.store.reading() as tx:
        assert NEW in {one.address for one in contacts.load_list(tx, LIST, {"ORG000"}).contacts}
        assert set(contacts.suppressed(tx, [person(0), NEW])) == {person(0)}
        (again,) = outbox.to_addresses(tx, [NEW])
    assert (again.mailing, again.organisation) == ("questionnaire", "ORG000")
    office.undo(done.entry)
    with office.service.store.reading() as tx:
        assert not contacts.suppressed(tx, [person(0)])
    office.check()


def test_a_successor_without_an_address_is_for_a_person_to_load(office: Office) -> None:
    """The error says what to do, and the case waits on."""
    office.write(person(0), text="Ask somebody.", reply_to=0)
    (case,) = office.cases()
    with pytest.raises(ConfigurationError, match="contacts load"):
        office.decide(case.id, "add")
    assert len(office.cases()) == 1


def test_an_answer_is_expected_elsewhere_and_a_remark_is_noted(office: Office) -> None:
    """Both close the case; only the first is a mark."""
    office.write(person(0), text="By post.", reply_to=0)
    office.write(person(1), ("a.xlsx", office.workbook(1)), text="Between us.", reply_to=1)
    by_post, remark = office.cases()
    office.decide(by_post.id, "elsewhere")
    office.decide(remark.id, "noted")
    assert (office.standing(0), office.standing(1), office.cases()) == ("silent, waits", "answered", ())
    office.check()


def test_the_workbook_is_sent_again_at_once(office: Office) -> None:
    """To the contact, as it was sent at first; a replay sends it no third time."""
    message = office.write(person(0), text="Once more, please.", reply_to=0)
    office.replay(message)
    tick(office.service, office.later())
    with office.service.store.reading() as tx:
        sent = [one for one in outbox.of_organisations(tx, ["ORG000"]) if one.mailing == "questionnaire"]
        passed_on = [one for one in outbox.of_organisations(tx, ["ORG000"]) if one.kind == "passed_on"]
    assert [(one.address, one.state) for one in sent] == [(person(0), "sent")] * 2
    assert passed_on == []


def test_a_question_keeps_reminders_back_for_some_days(office: Office) -> None:
    """A mark by a rule, which makes way for what a person says, and never replaces it."""
    office.write(person(0), text="Which year is meant?", reply_to=0)
    assert office.standing(0) == "silent, waits"
    office.mark(0, "open")
    assert office.standing(0) == "silent"
    office.mark(0, "elsewhere")
    office.write(person(0), text="And which currency?", reply_to=0)
    assert [one.what.value for one in office.entries() if str(one.about).startswith("organisation")] == ["waiting", "open", "elsewhere"]
    office.now = at("03-26")
    assert office.standing(0) == "silent, waits"
    office.check()
