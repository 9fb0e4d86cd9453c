"""A wish for no more mailings that nothing proves: the address is asked, once, and only what answers that letter confirms it."""

from __future__ import annotations

import email
import email.policy
import re

import pytest

from domain.contact import Stopped
from domain.effects import AskToConfirm
from domain.intent import IntentKind
from domain.letter import DeliveryState, Letter, LetterKind
from intake.parsing.parse import parse
from intake.understanding.examine import examine
from languages import letter, spoken
from service.effects.context import Origin
from service.effects.effects import apply_effects
from service.installation.install import SAMPLE
from service.process import caged
from service.sending.send import send_due
from service.studies.at_work import at_work
from store import messages, outbox, suppressions
from tests.service.group import mail
from tests.service.office import Office, person

STRANGER = "private@home.example"
FORGED = mail(person(0), "Could you please tell me more?", message_id="<forged@evil.example>")


def ask(office: Office, *addresses: str, language: str = "en") -> tuple[str, ...]:
    """Let a message in the name of these addresses ask for no more mailings, and return what came of it."""
    number = office.deliver(FORGED) if not office_asked(office) else 1
    with office.service.store.transaction() as tx:
        (message,) = messages.with_ids(tx, [number])
        origin = Origin(message=message, mail=parse(FORGED), invitation=None, now=office.later())
        asked = [AskToConfirm(address=one, invitation_id=None, language=language, why="It says so.") for one in addresses]
        return apply_effects(office.service, tx, at_work(office.service, tx).runs, origin, asked)


def office_asked(office: Office) -> bool:
    """Say whether a message came before."""
    with office.service.store.reading() as tx:
        return bool(messages.in_states(tx, ["done"]))


def confirmations(office: Office) -> list[Letter]:
    """Return the letters that ask an address."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.CONFIRMATION]


def stopped(office: Office) -> dict[str, Stopped]:
    """Return the addresses that get no more mailings, and why."""
    with office.service.store.reading() as tx:
        found = suppressions.suppressed(tx, [person(0), person(1), STRANGER, "miriam.keller@unodc.example"])
    return {address: one.why for address, one in found.items()}


def test_an_address_is_asked_once_by_a_letter_that_bears_no_token(office: Office) -> None:
    """However often somebody says it; the letter names no organisation and threads beneath the message."""
    for _ in range(3):
        ask(office, person(0).upper())
    (asked,) = confirmations(office)
    assert (asked.address, asked.organisation, asked.mailing) == (person(0), None, None)
    send_due(office.service, office.later())
    with office.service.store.reading() as tx:
        recorded = outbox.recorded(tx, office.service.store.archive, asked.id)
    assert recorded
    sent = email.message_from_bytes(recorded.data, policy=email.policy.default)
    token = office.kept.letters[0].reply_to.partition("+r")[2].partition("@")[0]
    assert token.encode() not in recorded.data
    assert sent["Reply-To"] == "cybercrime.study@unodc.example"
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["In-Reply-To"] == "<forged@evil.example>"
    assert asked.tag in str(sent["Message-ID"])
    assert recorded.mail_from == f"cybercrime.study+b{asked.tag}@unodc.example"


def test_who_answers_that_letter_confirms_it_for_the_address_that_was_asked(office: Office) -> None:
    """“Unsubscribe” that nothing proves, and an answer to the letter that asks about it: from whichever address.

    Whoever has the letter's tag had the letter. It proves nothing about any other address, and nothing about an organisation.
    """
    ask(office, person(0))
    (asked,) = confirmations(office)
    send_due(office.service, office.later())
    office.deliver(mail(STRANGER, "unsubscribe", in_reply_to=f"<{asked.tag}@unodc.example>", subject="Re: Please confirm"))
    assert stopped(office) == {person(0): Stopped.UNSUBSCRIBED}
    with office.service.store.reading() as tx:
        assert messages.in_states(tx, ["done"])[-1].invitation_id is None
    assert office.standing(0).startswith("declined")


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("unsubscribe", {"auto_submitted": "auto-replied"}),
        ("No, please keep me on your list, I never asked for this.", {}),
        ("What is this about?", {}),
        ("Yes, I saw that. Please keep writing to me.", {}),
    ],
)
def test_no_machine_and_no_other_words_confirm_it(office: Office, text: str, headers: dict[str, str]) -> None:
    """Whatever else a person says is passed on, as ever."""
    ask(office, person(0))
    (asked,) = confirmations(office)
    send_due(office.service, office.later())
    office.deliver(mail(person(0), text, in_reply_to=f"<{asked.tag}@unodc.example>", subject="Re: Please confirm", **headers))
    assert stopped(office) == {}


def test_a_workbook_beside_the_tag_of_that_letter_is_not_filed_by_it(office: Office) -> None:
    """It belongs to no organisation."""
    ask(office, person(0))
    (asked,) = confirmations(office)
    send_due(office.service, office.later())
    number = office.deliver(
        mail(
            STRANGER, "Our completed questionnaire.", ("a.pdf", b"%PDF-1.4"), in_reply_to=f"<{asked.tag}@unodc.example>", subject="Re: yes"
        )
    )
    with office.service.store.reading() as tx:
        assert messages.with_ids(tx, [number])[0].invitation_id is None


def test_nobody_is_asked_to_whom_no_mailing_goes(office: Office) -> None:
    """Whoever forges the address of a victim does not make us write to them; and no message silences staff."""
    told = ask(office, "victim@elsewhere.example", "miriam.keller@unodc.example")
    assert confirmations(office) == []
    assert len(told) == 2


def test_who_was_asked_by_many_forged_messages_is_one_of_few_that_are(office: Office) -> None:
    """The budget of what nobody vouches for holds for these letters too."""
    ask(office, person(0), person(1))
    assert [one.state for one in confirmations(office)] == [DeliveryState.QUEUED] * 2
    assert [one.believed for one in confirmations(office)] == [False, False]


@pytest.mark.parametrize("language", spoken())
def test_the_word_that_the_letter_asks_for_is_understood(office: Office, language: str) -> None:
    """In each language that the program speaks; the letter is in the one in which the study writes to them, as its mailings are."""
    _, source = letter(language, "confirmation")
    (word,) = re.findall("[“«](.*?)[”»]", source.split("**")[1])
    with caged.reader(office.service) as reader:
        said = examine(mail(person(0), word.strip(), subject="Re: ?"), reader).intents
    assert [one.intent for one in said] == [IntentKind.UNSUBSCRIBE]
    ask(office, person(0), language=language)
    send_due(office.service, office.later())
    (asked,) = confirmations(office)
    study = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "ru": "en", "zh": "en"}
    assert (asked.language, asked.state) == (study[language], DeliveryState.SENT)
