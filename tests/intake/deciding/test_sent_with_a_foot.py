"""What tells how to get no more of it, as what is sent to many does: of people on record, and of whoever says more, it is a question."""

from __future__ import annotations

import pytest

from domain.effects import Effect, Ignore
from domain.message import Kind
from intake.deciding.decide import decide
from tests.intake import scene
from tests.intake.scene import BOX, FORMS, NOW, ROSSI

NEWS = "Our spring programme is out: five evenings on the history of the harbour, with guided tours.\n\n"
FOOT = "If you do not wish to receive such mails, unsubscribe here: https://harbour.example/leave\n"
FOOTS = (
    FOOT,
    "If you'd like to stop receiving alerts, click here: https://harbour.example/leave\n",
    "Pour ne plus recevoir nos messages, désinscrivez-vous ici : https://harbour.example/leave\n",
    "Para deixar de receber as nossas comunicações clique aqui.\n",
    "Si no desea recibir más publicidad, dese de baja.\n",
    "Чтобы отписаться, перейдите по ссылке.\n",
)


def sent(text: str, *fields: str, sender: str = "news@harbour.example", subject: str = "Spring programme") -> bytes:
    """Return a message to us, with more fields of its head."""
    head = (f"From: {sender}", f"To: {BOX}", f"Subject: {subject}", "Date: Mon, 16 Feb 2026 09:00:00 +0100", *fields)
    return "\r\n".join((*head, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text)).encode()


def kind(raw: bytes) -> Kind:
    """Return what a message is before the store is asked."""
    return scene.understand(raw).classification.kind


def effects(raw: bytes) -> tuple[Effect, ...]:
    """Return what is decided about a message."""
    examined = scene.understand(raw)
    return decide(examined, scene.knowledge(examined), FORMS, NOW)


def test_a_foot_alone_that_leads_to_a_page_is_that_of_pictures() -> None:
    """News of which only the foot is text."""
    assert kind(sent(FOOT)) is Kind.BULK


@pytest.mark.parametrize("foot", FOOTS)
def test_news_from_nobody_on_record_are_read_by_nobody(foot: str) -> None:
    """No field marks them, but their foot tells how to leave."""
    assert kind(sent(NEWS + foot)) is Kind.BULK
    assert [type(one) for one in effects(sent(NEWS + foot))] == [Ignore]


@pytest.mark.parametrize(
    "raw",
    [
        sent(NEWS),
        sent(NEWS + FOOT, "In-Reply-To: <1@unodc.example>"),
        sent(NEWS + FOOT, subject="Re: Study on cybercrime"),
        sent("We have your circular and pass it on.\n\n" + FOOT),
        sent("The questionnaire will be answered by Ms Bianchi.\n\n" + FOOT),
        sent("When do you need our figures?\n\n" + FOOT),
        sent("We do not take part.\n\n" + FOOT),
        sent("Please write to Ms Bianchi, bianchi@harbour.example, from now on: she has taken over from me.\n\n" + FOOT),
        sent("Carla has retired. I am her successor.\n\n" + FOOT),
        sent("No.\n\n" + FOOT),
        sent("Nous avons fermé.\n\n" + FOOTS[2]),
        sent("Fechámos em março.\n\n" + FOOTS[3]),
        sent("Hemos cerrado.\n\n" + FOOTS[4]),
        sent("Мы закрылись.\n\n" + FOOTS[5]),
        sent("公司已注销。\n\n如不想再收到邮件，请点击退订。\n"),
        sent("Queremos dar de baja a la empresa López: ha cerrado.\n"),
        sent("Gostaríamos de deixar de receber estes pedidos, pois a empresa fechou.\n"),
        sent("Landings in March were 82 t of cod and 14 t of haddock.\n\n" + FOOT),
    ],
)
def test_whoever_says_more_than_news_may_have_such_a_foot(raw: bytes) -> None:
    """Firms put one beneath whatever their people write."""
    assert kind(raw) is not Kind.BULK


def test_who_is_on_record_is_heard_whatever_stands_beneath_their_words() -> None:
    """Only the store knows them."""
    raw = sent("Our director has changed, and the office has moved to the harbour.\n\n" + FOOT, sender=ROSSI)
    assert kind(raw) is Kind.BULK
    assert [type(one) for one in effects(raw)] != [Ignore]


def test_who_wishes_no_more_of_our_mail_is_heard_though_the_words_are_those_of_a_foot() -> None:
    """It is a wish, and no news."""
    assert kind(sent("Please unsubscribe me.\n", subject="unsubscribe")) is Kind.UNSUBSCRIBE


@pytest.mark.parametrize("field", ["X-Egoi-Campaign: 2201", "X-Acumbamail-Campaign: 7", "X-Campaign-Id: a", "X-MailService-CampaignID: b"])
def test_a_service_s_campaign_marks_what_is_sent_to_many_however_it_calls_the_field(field: str) -> None:
    """Each service for newsletters has a name of its own for it."""
    assert kind(sent(NEWS, field)) is Kind.BULK


def test_a_program_for_many_marks_what_answers_nothing() -> None:
    """Whatever the words are like; an answer to a letter of ours is a person's all the same."""
    tool, ours = "X-Mailer: Atomic Mail Sender 9.61", "Your figures are 20 % too high: order our courses before 8 March, 120 euros each.\n"
    assert kind(sent(ours, tool)) is Kind.BULK
    assert kind(sent("Here are our figures: 12 and 45.\n", tool, "In-Reply-To: <1@unodc.example>", subject="Re: Study")) is not Kind.BULK
