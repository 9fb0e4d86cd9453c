"""Words that every mail program shows, so packed that the program read others, or none: a contact's no that nobody hears.

They stand below five hundred quotations, behind a picture of a megabyte, in the page beside "this message is in HTML". And words that are
no no: a meeting that a calendar declines, and somebody else's in a digest of a list.
"""

from __future__ import annotations

from email.message import EmailMessage

from tests.attacks.scene import Scene, person

NO = "We will not take part in this study."
MEETING = (
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nATTENDEE;PARTSTAT=DECLINED:mailto:x@y.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def page(scene: Scene, number: int, html: str, plain: str = "", subject: str = "Cybercrime study") -> EmailMessage:
    """Return a contact's message in HTML, with a plain form of it where there is one."""
    mail = EmailMessage()
    letter = scene.letter(number)
    mail["From"], mail["To"], mail["Subject"] = person(number), letter.reply_to, subject
    mail["Message-ID"], mail["Date"] = f"<{number}@member{number}.example>", f"{scene.now:%a, %d %b %Y %H:%M:%S %z}"
    mail["In-Reply-To"] = letter.message_id
    if plain:
        mail.set_content(plain)
        mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    return mail


def post(scene: Scene, number: int, mail: EmailMessage) -> None:
    """Let a contact send a message."""
    scene.post(bytes(mail).replace(b"\n", b"\r\n"), person(number), f"mail.member{number}.example")


def test_a_no_is_heard_wherever_a_page_shows_it(scene: Scene) -> None:
    """Reminders wait for whoever wrote it, as they do for who wrote it plainly."""
    deep = f"{'<blockquote>' * 500}Dear Madam,{'</blockquote>' * 500}<p>{NO}</p>"
    picture = f"<p><img src='data:image/png;base64,{'A' * 1_200_000}'></p><p>{NO}</p>"
    post(scene, 2, page(scene, 2, f"<p>{NO}</p>"))
    post(scene, 3, page(scene, 3, deep))
    post(scene, 4, page(scene, 4, picture))
    post(scene, 5, page(scene, 5, f"<p>{NO}</p>", "This message is in HTML. Please use a program that shows it."))
    post(scene, 6, page(scene, 6, f"<noscript><p>{NO}</p></noscript>"))
    scene.take_in()
    assert not {2, 3, 4, 5, 6} & scene.remind()


def test_a_declined_meeting_is_no_declined_study(scene: Scene) -> None:
    """Staff are told of it; the organisation is asked on. A person who declines the study below a subject of their own is heard."""
    mail = page(
        scene, 5, "<p>Person 5 has declined this invitation.</p>", "Person 5 has declined this invitation.", "Declined: Cybercrime study"
    )
    mail.add_alternative(MEETING, maintype="text", subtype="calendar")
    post(scene, 5, mail)
    post(scene, 6, page(scene, 6, f"<p>{NO}</p>", NO, "Declined: Cybercrime study"))
    scene.take_in()
    assert any("Declined" in one.letter.text for one in scene.passed_on())
    reminded = scene.remind()
    assert 5 in reminded
    assert 6 not in reminded


def test_what_stands_in_a_digest_is_said_by_others(scene: Scene) -> None:
    """A contact forwards what came over a list, in the form that such lists have."""
    mail = page(scene, 5, "<p>x</p>")
    head = bytes(mail).partition(b"Content-Type")[0].replace(b"\n", b"\r\n")
    other = f"From: someone@evil.example\r\nSubject: No\r\n\r\n{NO}\r\n".encode()
    part = b'MIME-Version: 1.0\r\nContent-Type: multipart/digest; boundary="list"\r\n\r\n--list\r\n\r\n' + other + b"--list--\r\n"
    scene.post(head + part, person(5), "mail.member5.example")
    scene.take_in()
    assert 5 in scene.remind()
