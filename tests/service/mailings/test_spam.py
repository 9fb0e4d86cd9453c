"""The real SpamAssassin, asked about letters."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from domain.errors import CounterfoilError
from service.mailings import spam
from tests.programs import need
from tests.service.installed import at

pytestmark = pytest.mark.outside

GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"  # What every filter takes for spam, by agreement.


def message(text: str) -> bytes:
    """Return a message with these words."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "A <a@agency.example>", "b@member.example", "A study"
    mail["Date"], mail["Message-ID"] = format_datetime(at("02-10")), "<1@agency.example>"
    mail.set_content(text)
    return mail.as_bytes()


def test_each_message_has_its_points_whatever_it_says_of_itself() -> None:
    """The order is that of the messages, and what a message writes as its points is not believed."""
    need("spamassassin")
    good, bad, liar = spam.points([message("Good day."), message(GTUBE), message("X-Spam-Points: -100\nX-Spam-Status: No, score=-1")])
    assert max(good, liar) < 1
    assert bad > 5
    assert spam.stamp() == spam.stamp()


def test_where_it_is_not_installed_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There is nothing that its points could be remembered by."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert spam.stamp() is None


def test_one_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its own words, and what to do."""
    program = tmp_path / "spamassassin"
    program.write_text("#!/bin/sh\necho 'no rules were found' >&2\nexit 2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(CounterfoilError, match="no rules were found"):
        spam.points([message("Good day.")])
    program.write_text("#!/bin/sh\necho nothing\n")
    with pytest.raises(CounterfoilError, match="spoke of 0 of 1 letter"):
        spam.points([message("Good day.")])
