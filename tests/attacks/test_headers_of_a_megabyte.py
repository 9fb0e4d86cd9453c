"""Somebody sends messages whose headers are a megabyte long, and one each with a hundred thousand fields and identifiers.

They want the study to stand still, or a secret to be believed because it stands among so many others.
"""

from __future__ import annotations

import pytest

from tests.attacks.border import NAME
from tests.attacks.scene import EVIL, Scene, person

MEGABYTE = 1_000_000
_FOLDED = "\r\n "
HEADERS = {
    "a name": f'From: "{"x" * MEGABYTE}" <x@evil.example>',
    "a folded subject": "Subject: " + _FOLDED.join(["x" * 70] * (MEGABYTE // 72)),
    "words in an encoding": "Subject: " + _FOLDED.join(["=?utf-8?b?8J+YgPCfmIDwn5iA?="] * (MEGABYTE // 30)),
    "identifiers": "References: " + _FOLDED.join(f"<{number:016d}@unodc.example>" for number in range(MEGABYTE // 34)),
    "recipients": "To: " + _FOLDED.join(f"p{number}@evil.example," for number in range(MEGABYTE // 24)) + " x@evil.example",
    "results": f"Authentication-Results: mx.evil.example; {'dmarc=pass header.from=member5.example; ' * (MEGABYTE // 40)}",
    "comments": f"Authentication-Results: {'(' * MEGABYTE}{NAME}; dmarc=pass",
    "fields": "\r\n".join(f"X-{number}: y" for number in range(100_000)),
    "a content type": "Content-Disposition: attachment; " + "".join(f"filename*{number}=x; " for number in range(MEGABYTE // 20)),
    "received": "\r\n".join(["Received: from x by y; Thu, 01 Mar 2012 10:00:00 +0100"] * (MEGABYTE // 55)),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_long_header_stops_nobody_and_proves_nothing(scene: Scene, kind: str) -> None:
    """It is understood or held, and the answer that came behind it counts."""
    raw = f"{HEADERS[kind]}\r\n".encode() + scene.compose(person(6), text="We will not participate in this study.")
    with_long_lines = b"\r\n".join(line[:900_000] for line in raw.split(b"\r\n"))
    (scene.border.inbox / "new" / "1.megabyte").write_bytes(b"Return-Path: <x@evil.example>\r\n" + with_long_lines)
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}
    assert scene.suppressed() == set()
    assert 6 in scene.remind()


def test_a_long_subject_of_a_colleague_is_read(scene: Scene) -> None:
    """Whose mail program puts the whole question there."""
    subject = "We have a question about the employees: " + "do the ones abroad count, " * 60 + "or not?"
    scene.write(person(5), subject=subject, text="See the subject.")
    assert len(scene.passed_on()) == 1
    assert EVIL not in {one.to for one in scene.left()}
