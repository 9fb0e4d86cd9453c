"""A contact's answers that cannot be read, below a courteous line, so that the message is taken for mere courtesy and nobody hears of it.

They are encrypted, or in pieces over several messages; or a gateway put a text in place of the workbook that it took away.
"""

from __future__ import annotations

import base64

from tests.attacks.scene import Scene, person

COURTESY = "Thank you very much."
ENVELOPED = base64.encodebytes(b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x03\xa0\x80")
ENCRYPTED = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ENVELOPED
PIECE = b"Content-Type: message/partial; number=2; total=3; id=x\r\n\r\nUEsDBBQAAAAIAA=="


def post(scene: Scene, number: int, part: bytes) -> None:
    """Let a contact answer our letter with a courteous line, and this part below it."""
    letter = scene.letter(number)
    head = (
        f"From: {person(number)}\r\nTo: {letter.reply_to}\r\nSubject: Re: {letter.subject}\r\n"
        f"Message-ID: <{number}@member{number}.example>\r\n"
        f"Date: {scene.now:%a, %d %b %Y %H:%M:%S %z}\r\nIn-Reply-To: {letter.message_id}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{COURTESY}\r\n--b\r\n'
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
