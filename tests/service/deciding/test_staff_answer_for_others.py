"""What staff answer to a question that was passed on, or to a letter that asks for a confirmation, does that, and is no wish of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.installation import config
from service.wiring import open_service
from store import suppressions
from tests.service.collecting.test_staff_mail import BOX, CONTACT, MEMBER, NOTHING, text, told
from tests.service.mailed_cases import COORDINATOR, SERVER, with_a_case, written

UNVOUCHED = {"Authentication-Results": f"{SERVER}; dmarc=none header.from=member0.example"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation with a case of which its coordinator was told."""
    with_a_case(tmp_path)
    return tmp_path


def test_who_answers_a_question_that_was_passed_on_is_not_told_that_nothing_was_done(home: Path) -> None:
    """Their words go to who asked, and the mail server vouches for them as it does for all that staff write."""
    letter = next(one for one in written(home) if "+r" in str(one["Reply-To"]))
    asked = told(home, MEMBER, "Which year is meant in question 1.4?", letter["Reply-To"], Subject="A question")
    (passed_on,) = [one for one in asked if CONTACT in str(one["To"])]
    letters = told(home, CONTACT, "The year 2011 is meant.", passed_on["Reply-To"] or BOX, **{"In-Reply-To": passed_on["Message-ID"]})
    assert [(MEMBER in str(one["To"]), one["Subject"] == NOTHING) for one in letters] == [(True, False)]
    assert "The year 2011 is meant." in text(letters[0])


def test_staff_to_whom_a_contact_forwarded_what_asks_for_a_confirmation_confirm_it(home: Path) -> None:
    """The letter that asks has the secret, whoever says yes to it."""
    (asks,) = [one for one in told(home, MEMBER, "unsubscribe", Subject="unsubscribe", **UNVOUCHED) if MEMBER in str(one["To"])]
    letters = told(home, COORDINATOR, "Yes", asks["Reply-To"] or BOX, **{"In-Reply-To": asks["Message-ID"]})
    assert NOTHING not in [one["Subject"] for one in letters]
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        assert set(suppressions.suppressed(tx, [MEMBER])) == {MEMBER}
