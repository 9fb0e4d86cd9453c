"""Who gets a mailing's letter, and whether it may leave: decided at the moment of sending."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.contact import Stopped
from domain.letter import LetterKind
from domain.rules.owes import Owes
from domain.rules.reminded import CORRECTION, asks_anew, letter_for, may_be_written_to, may_leave, still_true
from domain.study import Attachment, Audience, Mailing
from domain.submission import Standing, SubmissionState
from tests.domain.entries import WHEN

CIRCULAR = Mailing(name="circular", letter="circular", sender="unodc", at=WHEN)
REMINDER = Mailing(name="first", letter="reminder", sender="unodc", at=WHEN, audience=Audience.OWING)
ASKED = [Standing.ANSWERED, Standing.QUERIED, Standing.UNDELIVERABLE, Standing.SILENT]


@pytest.mark.parametrize("owed", Owes)
@pytest.mark.parametrize("standing", ASKED)
def test_a_mailing_to_all_goes_to_everybody_who_takes_part(standing: Standing, owed: Owes) -> None:
    """Whatever they owe."""
    assert letter_for(CIRCULAR, standing, owed) == "circular"


@pytest.mark.parametrize("standing", ASKED)
def test_a_reminder_goes_to_who_owes_an_answer(standing: Standing) -> None:
    """Who owes a correction gets that letter instead, and who owes nothing gets none."""
    letters = [letter_for(REMINDER, standing, owed) for owed in (Owes.ANSWER, Owes.CORRECTION, Owes.NOTHING)]
    assert letters == ["reminder", CORRECTION, None]
    assert CORRECTION == "correction"


@pytest.mark.parametrize("mailing", [CIRCULAR, REMINDER])
@pytest.mark.parametrize("standing", [Standing.DECLINED, None])
def test_who_declined_or_is_not_asked_gets_no_mailing_at_all(standing: Standing | None, mailing: Mailing) -> None:
    """Not even one that goes to all, and whatever somebody says that it owes."""
    assert [letter_for(mailing, standing, owed) for owed in Owes] == [None] * 3


@pytest.mark.parametrize("owed", Owes)
def test_the_workbook_that_everybody_gets_asks_anew_only_where_one_came_and_no_more_is_to_come(owed: Owes) -> None:
    """A circular asks nothing, a reminder whoever owes; and who is still to send a part is asked for it."""
    questionnaire, reminder = (replace(one, attach=(Attachment.WORKBOOK,)) for one in (CIRCULAR, REMINDER))
    assert asks_anew(questionnaire, came=True, owed=owed) == (owed is not Owes.ANSWER)
    assert not asks_anew(questionnaire, came=False, owed=owed)
    assert not asks_anew(reminder, came=True, owed=owed)
    assert not asks_anew(replace(CIRCULAR, attach=(Attachment.PDF,)), came=True, owed=owed)


def test_nobody_is_reminded_without_a_recent_collect() -> None:
    """The answer may lie in the mailbox; what goes to all leaves without."""
    assert not may_leave(Audience.OWING, collected=False)
    assert may_leave(Audience.OWING, collected=True)
    assert may_leave(Audience.ALL, collected=False)


@pytest.mark.parametrize("kind", LetterKind)
def test_an_address_that_is_not_suppressed_gets_every_kind_of_letter(kind: LetterKind) -> None:
    """Nothing stands in its way."""
    assert may_be_written_to(kind, None)


@pytest.mark.parametrize("stopped", Stopped)
def test_a_suppressed_address_gets_no_mailing_and_staff_gets_all(stopped: Stopped) -> None:
    """No message silences a coordinator: nobody would be told of it."""
    assert not may_be_written_to(LetterKind.MAILING, stopped)
    assert may_be_written_to(LetterKind.DIGEST, stopped)
    assert may_be_written_to(LetterKind.PASSED_ON, stopped)


@pytest.mark.parametrize("kind", [LetterKind.RECEIPT, LetterKind.QUESTION_BACK])
def test_who_unsubscribed_still_gets_answers_to_what_they_send(kind: LetterKind) -> None:
    """They asked for no more mailings; who complained, is not there, or was stopped by staff gets nothing."""
    assert [reason for reason in Stopped if may_be_written_to(kind, reason)] == [Stopped.UNSUBSCRIBED]


def test_who_unsubscribed_gets_the_workbook_that_they_ask_for() -> None:
    """It answers them, as a receipt does."""
    assert [one for one in Stopped if may_be_written_to(LetterKind.MAILING, one, asked_for=True)] == [Stopped.UNSUBSCRIBED]


@pytest.mark.parametrize(
    ("kind", "told"), [(LetterKind.RECEIPT, SubmissionState.ACCEPTED), (LetterKind.QUESTION_BACK, SubmissionState.QUERIED)]
)
def test_what_became_of_a_workbook_is_told_only_while_it_is_so(kind: LetterKind, told: SubmissionState) -> None:
    """Also where a newer one took its place since; a letter that tells of no workbook has nothing that could be untrue."""
    assert [state for state in SubmissionState if still_true(kind, state)] == [told, SubmissionState.SUPERSEDED]
    assert still_true(kind, None)


@pytest.mark.parametrize("kind", sorted(set(LetterKind) - {LetterKind.RECEIPT, LetterKind.QUESTION_BACK}))
def test_what_other_letters_say_is_no_matter_of_a_workbook(kind: LetterKind) -> None:
    """Whatever becomes of it."""
    assert all(still_true(kind, state) for state in SubmissionState)
