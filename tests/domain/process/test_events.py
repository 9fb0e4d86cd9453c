"""The log: what a line may hold, and when it is written."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.process.events import LOG, Event, tell, when_done


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return what is logged, from `info` on."""
    caplog.set_level(logging.INFO, logger=LOG.name)
    return caplog


def test_a_line_names_the_event_and_its_numbers_in_the_order_told(lines: pytest.LogCaptureFixture) -> None:
    """What is not known is left out."""
    tell(Event.OUTCOME, letter=12, study=None, outcome="sent", stage="data")
    assert lines.messages == ["event=letter.outcome letter=12 outcome=sent stage=data"]


@given(st.one_of(st.emails(), st.from_regex(r"\w+\s\w+"), st.just(""), st.text(min_size=101)))
def test_what_is_no_identifier_is_never_written(text: str) -> None:
    """An address, a sentence, a full name or nothing at all: none of them can come into the log, whoever hands them over."""
    heard = Heard()
    LOG.addHandler(heard)
    try:
        tell(Event.NOT_UNDERSTOOD, logging.ERROR, message=1, error=text)
    finally:
        LOG.removeHandler(heard)
    assert heard.told == ["event=message.not_understood message=1 error=?"]


def test_what_was_undone_is_not_told(lines: pytest.LogCaptureFixture) -> None:
    """An inner block that fails takes its own events along, and the outer one tells the others when it is done."""
    with when_done():
        tell(Event.DECIDED, entry=1)
        with pytest.raises(ZeroDivisionError):
            _told_in_vain()
        with when_done():
            tell(Event.DECIDED, entry=3)
        assert lines.messages == []
    assert lines.messages == ["event=journal.entry entry=1", "event=journal.entry entry=3"]


def _told_in_vain() -> None:
    with when_done():
        tell(Event.DECIDED, entry=2)
        raise ZeroDivisionError


class Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.told.append(record.getMessage())
