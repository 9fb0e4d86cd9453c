"""A contact's answers that cannot be read, below a courteous line, so that the message is taken for mere courtesy and nobody hears of it.

They are encrypted, or in pieces over several messages; or a gateway put a text in place of the workbook that it took away. Or what they say
stands in what they attached: an official letter, a scan, a colleague's message, an invitation to a meeting.
"""

from __future__ import annotations

import base64

import pytest

from tests.attacks.scene import Scene, person

COURTESY = "Thank you very much."
ENVELOPED = base64.encodebytes(b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x03\xa0\x80")
ENCRYPTED = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ENVELOPED
PIECE = b"Content-Type: message/partial; number=2; total=3; id=x\r\n\r\nUEsDBBQAAAAIAA=="


def post(scene: Scene, number: int, part: bytes, words: str = COURTESY) -> None:
    """Let a contact answer our letter with a courteous line, and this part below it."""
    letter, in_lines = scene.letter(number), words.replace("\n", "\r\n")
    head = (
        f"From: {person(number)}\r\nTo: {letter.reply_to}\r\nSubject: Re: {letter.subject}\r\n"
        f"Message-ID: <{number}@member{number}.example>\r\n"
        f"Date: {scene.now:%a, %d %b %Y %H:%M:%S %z}\r\nIn-Reply-To: {letter.message_id}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{in_lines}\r\n--b\r\n'
    )
    scene.post(head.encode() + part + b"\r\n--b--\r\n", person(number), f"mail.member{number}.example")
    scene.take_in()


def test_what_could_not_be_read_reaches_a_person(scene: Scene) -> None:
    """Encrypted, or a piece of a message: the staff have the words, and where the original is. Courtesy alone reaches nobody."""
    post(scene, 4, b"Content-Type: text/plain\r\n\r\nKind regards")
    assert scene.passed_on() == []
    for number, part in ((5, ENCRYPTED), (6, PIECE)):
        post(scene, number, part)
        (told,) = scene.passed_on()
        assert COURTESY in told.letter.text


def test_a_text_in_place_of_the_answers_is_asked_about(scene: Scene) -> None:
    """As a scan would be: whoever sent it hears that no workbook came. What a program adds to a courteous line is nothing."""
    removed = ("removed.txt", b"The file was removed by policy.")
    scene.reply(5, person(5), removed, text="Please find our answers attached.")
    assert [one.to for one in scene.left() if one.says("removed.txt")]
    scene.reply(6, person(6), ("ATT00001.txt", b"-- "), text=COURTESY)
    assert [one.to for one in scene.left() if one.says("ATT00001.txt")] == []
    assert {5, 6} <= scene.remind()


LETTER = "Dear Ms Keller,\n\nThank you very much for your kind letter.\n\nKind regards\nPerson 5"
REFUSAL = b"We will not take part in this survey."
ARMOURED = b"Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA5d0wqVwZ1m0AQf\r\n=abcd\r\n-----END PGP MESSAGE-----"
MEETING = b"BEGIN:VCALENDAR\r\nMETHOD:%b\r\nBEGIN:VEVENT\r\nSUMMARY:May we talk about question 4?\r\nEND:VEVENT\r\nEND:VCALENDAR"
COLLEAGUES = b"Content-Type: message/rfc822\r\n\r\nFrom: Director <%b>\r\nSubject: The survey\r\n\r\n" + REFUSAL


def attached(kind: str, name: str, data: bytes) -> bytes:
    """Return a part that a person attached."""
    head = f"Content-Type: {kind}; name={name}\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64"
    return f"{head}\r\n\r\n".encode() + base64.encodebytes(data).replace(b"\n", b"\r\n")


SAYING = {
    "an official letter": attached("application/pdf", "Decision.pdf", b"%PDF-1.4\n%%EOF"),
    "a document": attached("application/msword", "Decision.doc", b"\xd0\xcf\x11\xe0" + bytes(600)),
    "a text": attached("text/plain", "decision.txt", REFUSAL),
    "a photograph": attached("image/jpeg", "IMG_0001.jpg", b"\xff\xd8\xff\xe0" + bytes(90_000)),
    "an invitation": attached("text/calendar", "invite.ics", MEETING % b"REQUEST"),
    "a colleague's message": COLLEAGUES % b"director@member5.example",
    "what is armoured": ARMOURED,
}
SILENT = {
    "a card": attached("text/vcard", "person.vcf", b"BEGIN:VCARD\r\nFN:Person 5\r\nEND:VCARD"),
    "a logo": attached("image/png", "image001.png", b"\x89PNG\r\n\x1a\n" + bytes(9_000)),
    "a signature": attached("application/pkcs7-signature", "smime.p7s", b"0\x80"),
    "the foot of a list": attached("text/plain", "ATT00001.txt", b"-- "),
    "an acceptance": attached("text/calendar", "reply.ics", MEETING % b"REPLY"),
    "our own letter": COLLEAGUES % b"cybercrime.study@unodc.example",
}


@pytest.mark.parametrize("part", SAYING.values(), ids=SAYING)
@pytest.mark.parametrize("words", [COURTESY, LETTER], ids=["a line", "a letter"])
def test_whatever_a_person_attached_to_kind_words_reaches_a_person(scene: Scene, words: str, part: bytes) -> None:
    """Whatever its name, and however many the words; the organisation is reminded all the same."""
    post(scene, 5, part, words)
    assert len(scene.passed_on()) == 1
    assert 5 in scene.remind()


@pytest.mark.parametrize("part", SILENT.values(), ids=SILENT)
def test_what_programs_add_to_kind_words_reaches_nobody(scene: Scene, part: bytes) -> None:
    """Staff read no thanks."""
    post(scene, 5, part, LETTER)
    assert scene.left() == []
