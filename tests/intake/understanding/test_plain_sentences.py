"""Plain, everyday sentences in eight languages, and what each may be read as: a table of what hasty people write, and of what is harmless.

A line of `tests/intake/data/plain_sentences.txt` is a language, whether a workbook came along, what may be read (one of several, parted
by "/"; those that go together by "+"), the day until which reminders wait, and the sentence, all sent on 10 February 2026.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 2, 10, 9, tzinfo=UTC)
TABLE = Path(__file__).parents[1] / "data" / "plain_sentences.txt"
# A language, and a sentence with words of a wish for no more mail that says something else.
OTHERS = TABLE.with_name("not_leaving.txt").read_text(encoding="utf-8")
NOT_LEAVING = [tuple(line.split("|", 1)) for line in OTHERS.splitlines()]
ROWS = [tuple(line.split("|", 4)) for line in TABLE.read_text(encoding="utf-8").splitlines()]
EVENTS = (
    "We will not take part in the fair on 3 March.",
    "Nous ne participerons pas au salon le 3 mars.",
    "No asistiremos a la reunión del 3 de marzo.",
    "Não vamos participar na feira de 3 de março.",
    "Wir nehmen am 3. März nicht an der Sitzung teil.",
    "Мы не сможем участвовать в семинаре 3 марта.",
    "لن نشارك في المؤتمر يوم 3 مارس.",
    "我们不能参加3月3日的会议。",
)
STAYING = (
    "Nous ne souhaitons pas nous désabonner de votre liste.",
    "No queremos dejar de recibir sus cartas.",
    "Não desejamos sair da vossa lista.",
    "Wir wollen uns nicht vom Verteiler abmelden.",
    "Мы не собираемся отписываться от вашей рассылки.",
    "لا نود إيقاف رسائلكم.",
    "我们不打算取消订阅。",
)


@pytest.mark.parametrize(("language", "beside", "allowed", "until", "text"), ROWS)
def test_a_plain_sentence_is_read_as_what_it_says(language: str, beside: str, allowed: str, until: str, text: str) -> None:
    """Whatever its language, and without any context but a workbook beside it."""
    found = said(text, beside=beside == "workbook", sent=SENT)
    assert {one.intent for one in found} in [{IntentKind(name) for name in names.split("+")} for names in allowed.split("/")], language
    assert until == "-" or until in {str(one.until) for one in found}


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("text", EVENTS)
def test_whoever_does_not_come_to_an_event_declines_no_study_and_asks_for_no_time(text: str, beside: bool) -> None:
    """The day of the event is no day by which an answer comes."""
    assert {one.intent for one in said(text, beside=beside, sent=SENT)}.isdisjoint({IntentKind.DECLINE, IntentKind.EXTENSION})


@pytest.mark.parametrize("text", STAYING)
def test_whoever_does_not_want_to_leave_goes_on_getting_letters(text: str) -> None:
    """The words of leaving are denied by the wish, not by the verb."""
    assert IntentKind.UNSUBSCRIBE not in {one.intent for one in said(text, sent=SENT)}


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(("language", "text"), NOT_LEAVING)
def test_the_words_of_leaving_in_another_matter_end_no_mail(language: str, text: str, beside: bool) -> None:
    """A full stop that was dictated, a branch that is not to be written to, a file that need not be sent again."""
    assert IntentKind.UNSUBSCRIBE not in {one.intent for one in said(text, beside=beside, sent=SENT)}, language


WISH = "Please take our address off your mailing list for good."
STORY = "It has rained for weeks and nobody in this village can remember such a spring. "


@pytest.mark.parametrize(("times", "leaves"), [(2, True), (6, True), (9, False)])
def test_a_wish_for_no_more_mail_is_heard_in_a_long_story_and_left_to_a_person_in_a_longer_one(times: int, leaves: bool) -> None:
    """Fourteen words a sentence, ten for the wish: what takes effect at once is not picked out of a page."""
    found = {one.intent for one in said(STORY * times + WISH, sent=SENT)}
    assert (IntentKind.UNSUBSCRIBE in found) is leaves


def test_whoever_gives_the_matter_away_names_days_for_other_reasons() -> None:
    """The day on which a mailbox is closed is no day to wait for; that on which the successor answers is, where it is promised."""
    closing = "This mailbox will be closed at the end of the month. Please write to stats@court.example from now on."
    assert not [one for one in said(closing, sent=SENT) if one.intent is IntentKind.EXTENSION]


def test_the_latest_figures_of_a_month_are_no_day_to_wait_for() -> None:
    """But "latest March" says when something comes at the latest."""
    assert not [one for one in said("We sent the latest March figures to the bank.", sent=SENT) if one.until]
    assert [str(one.until) for one in said("You will have it latest March.", sent=SENT)] == ["2026-03-31"]
