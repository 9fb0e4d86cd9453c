"""What stands in the recorded bytes of a letter is read from what the program itself wrote, and from nothing else."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from mailer.mime import MESSAGE, LetterHeader, attach_own, attach_shared, compose_plain
from mailer.sent import field, files

HEADER = LetterHeader(
    sender_name="Étude sur la cybercriminalité",
    sender="study@agency.test",
    to=(("漢字 Person", "p@member.test"),),
    subject="Réponse à votre question sur la cybercriminalité, avec un objet qui est plus long qu'une ligne",
    date=datetime(2012, 2, 10, 9, tzinfo=UTC),
    message_id="<tag@agency.test>",
)


def test_fields_come_back_as_they_were_written() -> None:
    """Encoded words and folded lines are undone."""
    head = compose_plain(HEADER, "Text").partition(b"\r\n\r\n")[0]
    assert field(head, "Subject") == HEADER.subject
    assert field(head, "From") == "Étude sur la cybercriminalité <study@agency.test>"
    assert field(head, "To") == "漢字 Person <p@member.test>"
    assert field(head, "Cc") == ""


@pytest.mark.parametrize("name", ["CYB12-0001-I.xlsx", "réponse à l'enquête.xlsx", 'a "b".pdf', "漢字.pdf"])
@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 99, b"\r\n--=_"])
def test_a_file_has_the_name_and_the_hash_with_which_it_was_attached(name: str, data: bytes) -> None:
    """Shared or of one letter alone."""
    message = compose_plain(HEADER, "Text", [attach_shared(name, "application/pdf", data), attach_own(name, "image/png", data)])
    sha256 = hashlib.sha256(data).hexdigest()
    assert [(one.media_type, one.bytes, one.sha256) for one in files(message)] == [
        ("application/pdf", len(data), sha256),
        ("image/png", len(data), sha256),
    ]
    assert {one.name for one in files(message)} == {name.replace('"', "'")}


def test_what_somebody_else_wrote_is_one_file_and_is_not_opened() -> None:
    """A message that is passed on is hashed as it is, whatever parts it claims to have."""
    hostile = (
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Disposition: attachment; filename="a"\r\n\r\nb\r\n--x--\r\n'
    )
    (one,) = files(compose_plain(HEADER, "Text", [attach_own("message.eml", MESSAGE, hostile)]))
    assert (one.name, one.media_type, one.bytes, one.sha256) == (
        "message.eml",
        MESSAGE,
        len(hostile),
        hashlib.sha256(hostile).hexdigest(),
    )


def test_a_message_without_files_has_none() -> None:
    """Nor has one that is no multipart, or is cut."""
    whole = compose_plain(HEADER, "Text", [attach_own("a.txt", "text/plain", b"a")])
    assert files(compose_plain(HEADER, "Text")) == files(b"hi") == files(whole[:300]) == ()
