"""The message that goes along with a letter to staff: written anew, of what was read in it and may be shown.

Nothing of it is copied as it came, so that no program finds more in it than was looked through; it is 7-bit clean as every letter is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.effects import Enclosure, Original
from domain.errors import LetterError
from domain.mail.reference import holds_tag, read_tagged
from intake.parsing.mail import Mail
from languages.telling import phrased
from mailer.address import ascii_address
from mailer.headers import bare_identifier
from mailer.mime import MESSAGE, LetterHeader, attach_own, compose_plain

NAME = "original.eml"


def enclosures(original: Original, mail: Mail, received_at: datetime, box: str, separator: str) -> tuple[Enclosure, ...]:
    """Return what is attached: the whole message, or else its harmless files, where something of it is left out.

    `box` is the address of ours that it went to, where its header names none that can be written.
    """
    if original.whole:
        try:
            return (Enclosure(NAME, MESSAGE, _written(original, mail, received_at, box, separator)),)
        except LetterError:
            pass  # Its header cannot be written as it is, and another would be a forgery.
    return original.files


def _written(original: Original, mail: Mail, received_at: datetime, box: str, separator: str) -> bytes:
    header = LetterHeader(
        sender_name=mail.headers.get("from").partition("<")[0].strip(' "') if "<" in mail.headers.get("from") else "",
        sender=mail.sender,
        to=_recipients(mail.headers.addresses("to"), separator) or (("", box),),
        cc=_recipients(mail.headers.addresses("cc"), separator),
        subject=mail.subject,
        date=mail.sent or received_at,
        message_id=mail.message_id,
        in_reply_to=None,
        language="",
    )
    if bare_identifier(mail.message_id) is None or holds_tag(f"{mail.subject} {header.sender_name} {mail.sender} {mail.message_id}"):
        raise LetterError(phrased("faults.no_identifier"), where="Message-ID", remedy=phrased("faults.look_archive_do"))
    return compose_plain(header, original.text, [attach_own(one.name, one.media_type, one.data) for one in original.files])


def _recipients(addresses: Sequence[str], separator: str) -> tuple[tuple[str, str], ...]:
    """Return the addresses, ours without their tags; one that cannot be written is left out."""
    found = [tagged.base if (tagged := read_tagged(one, separator)) else one for one in addresses]
    return tuple(("", one) for one in dict.fromkeys(found) if _is_written(one) and not holds_tag(one))


def _is_written(address: str) -> bool:
    try:
        return bool(ascii_address(address))
    except LetterError:
        return False
