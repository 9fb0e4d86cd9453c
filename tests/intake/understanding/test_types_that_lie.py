"""A workbook is a workbook, whatever type its part says: a signature, a calendar, a picture in the text."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from intake.understanding.examine import examine
from tests.intake.scene import ATLSTEL, reader, workbook

MARKUP = b"-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n"


def mail(data: bytes, media_type: str, disposition: str) -> bytes:
    """Return a message with a file of this type."""
    message = EmailMessage()
    message["From"], message["Subject"] = "a@atlstel.example", "Our answers"
    message.set_content("Thank you.")
    main, _, sub = media_type.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, disposition=disposition, filename="answers", cid="<answers@atlstel.example>")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("media_type", "disposition"),
    [
        ("application/pgp-signature", "attachment"),
        ("application/pkcs7-signature", "attachment"),
        ("application/applefile", "attachment"),
        ("text/calendar", "attachment"),
        ("text/x-vcard", "attachment"),
        ("image/png", "inline"),
    ],
)
def test_a_workbook_is_opened_whatever_its_part_says_that_it_is(media_type: str, disposition: str) -> None:
    """And what is of such a type is not opened, as it was."""
    (answer,) = examine(mail(workbook(ATLSTEL), media_type, disposition), reader()).answers
    assert answer.marks
    assert answer.marks.reference == ATLSTEL.reference
    assert examine(mail(MARKUP, media_type, disposition), reader()).files == ()
