"""How something reached the office that is no message in its mailbox: as surveys record the mode of a contact, or of an answer."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """The way in which an organisation told us something, or gave us its answers."""

    TELEPHONE = "telephone"
    PAPER = "paper"
    MEETING = "meeting"
    MAIL = "mail"  # Electronic mail to a person, which the program never saw.
    UPLOAD = "upload"  # A file that somebody handed over or put into a folder.


MARKED_BY = (Mode.TELEPHONE, Mode.PAPER, Mode.MEETING, Mode.MAIL)
FILED_BY = (Mode.PAPER, Mode.TELEPHONE, Mode.MAIL, Mode.UPLOAD)
_SAID = {
    Mode.TELEPHONE: "by telephone",
    Mode.PAPER: "on paper",
    Mode.MEETING: "in a meeting",
    Mode.MAIL: "by mail",
    Mode.UPLOAD: "by upload",
}


def said(mode: str) -> str:
    """Return how people say a mode, as in `by telephone`; "" is none."""
    return _SAID[Mode(mode)] if mode else ""
