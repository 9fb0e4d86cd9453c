"""A letter as its reader sees it: the text and the HTML of the bytes that were handed over, with the pictures that it carries in it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from domain.errors import CounterfoilError
from domain.letter import Letter
from languages.telling import of_original
from service.letters.ledger import message
from service.wiring import Service
from store import Transaction

_CID = re.compile(r"cid:([^\"'\s>)]+)")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """The text and the HTML of a letter, "" where it has none; `fault` says why there are no bytes of it."""

    text: str = ""
    html: str = ""
    fault: str = ""


def seen(service: Service, tx: Transaction, letter: Letter) -> LetterSeen:
    """Return a letter as its reader sees it."""
    try:
        data = message(service, tx, letter)
    except CounterfoilError as error:
        return LetterSeen(fault=of_original(error))
    return as_seen(data)


def as_seen(data: bytes) -> LetterSeen:
    """Return a letter as its reader sees it, from its bytes, which the program itself wrote."""
    mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    return LetterSeen(_content(text), _with_pictures(mail, _content(html)))


def _content(part: MIMEPart | None) -> str:
    return str(part.get_content()) if part else ""


def _with_pictures(mail: EmailMessage, html: str) -> str:
    """Put the pictures that a letter carries into its HTML, so that it needs nothing from anywhere."""
    pictures = {
        str(part["Content-ID"]).strip("<> "): f"data:{part.get_content_type()};base64,{base64.b64encode(part.get_content()).decode()}"
        for part in mail.walk()
        if part["Content-ID"] and part.get_content_type() in _PICTURES
    }
    return _CID.sub(lambda found: pictures.get(found[1], "data:,"), html)
