"""Coordinators answer with the programs that agencies have: what those put around a decision neither hides it nor makes one."""

from __future__ import annotations

import pytest

from tests.attacks.deciding import claim, decision, notices, told_at_once
from tests.attacks.scene import COORDINATOR, Scene

OUTLOOK = """<div class="WordSection1"><p class="MsoNormal">OK, accept please<o:p></o:p></p><div>
<div style="border:none;border-top:solid #E1E1E1 1.0pt">
<p class="MsoNormal"><b>From:</b> ITU<br><b>Sent:</b> Thursday, March 1, 2012<br><b>To:</b> Thomas<br><b>Subject:</b> Case 1</p></div></div>
<p class="MsoNormal">reject</p></div>"""
GMAIL = """<div dir="ltr">accept</div><br><div class="gmail_quote">
<div dir="ltr" class="gmail_attr">On Thu, Mar 1, 2012 ITU wrote:<br></div>
<blockquote class="gmail_quote">reject</blockquote></div>"""
LOTUS = (
    "accept\n\n\nFrom:\tITU <a@itu.example>\nTo:\tThomas Aubert\nDate:\t01/03/2012 10:00\nSubject:\tCase 1: Organisation 6\n\n\nreject\n"
)
SIGNED = """--b
Content-Type: text/plain; charset=utf-8

accept
--b
Content-Type: application/pkcs7-signature; name="smime.p7s"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="smime.p7s"

MIIB
--b--
"""
LOGO = """--b
Content-Type: text/html; charset=utf-8

<p>accept</p><p>Thomas Aubert<br><img src="cid:logo"></p>
--b
Content-Type: image/png; name="image001.png"
Content-ID: <logo>
Content-Transfer-Encoding: base64
Content-Disposition: inline; filename="image001.png"

iVBORw0KGgo=
--b--
"""
DISCLAIMER = "This message is confidential. If you are not its addressee, please reject it.\nNo liability is accepted."
HTML, PLAIN = "Content-Type: text/html; charset=utf-8", "Content-Type: text/plain; charset=utf-8"
QUOTED = f"{PLAIN}\nContent-Transfer-Encoding: quoted-printable"


def posted(scene: Scene, head: str, body: str) -> list[str]:
    """Let the coordinator's server hand over an answer with these fields and this body; return the subjects of what is answered."""
    told_at_once(scene)
    notice = claim(scene)
    known = f"From: Thomas Aubert <{COORDINATOR}>\nTo: {notice.answers_to}\nSubject: Re: Case 1\nMessage-ID: <1@itu.example>"
    dated = f"{known}\nDate: Thu, 01 Mar 2012 10:00:00 +0000\nMIME-Version: 1.0\n"
    raw = f"{dated}{head}\n\n{body}".replace("\n", "\r\n").encode()
    scene.post(raw, COORDINATOR, "mail.itu.example", notice.answers_to)
    scene.take_in()
    return [one.letter.subject for one in notices(scene)]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (HTML, OUTLOOK),
        (HTML, GMAIL),
        (PLAIN, LOTUS),
        (QUOTED, "ac=\ncept\n"),
        ('Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b', SIGNED),
        ("Content-Type: multipart/related; boundary=b", LOGO),
        (PLAIN, f"accept\n\n-- \nThomas Aubert\n\n{DISCLAIMER}"),
        (f"Sender: Ana <ana.secretary@itu.example>\n{PLAIN}", "accept\n\nSent from my iPhone\n\n> On 1 Mar 2012, ITU wrote:\n> reject"),
    ],
    ids=["outlook", "gmail", "lotus", "quoted-printable", "smime", "logo", "disclaimer", "delegate"],
)
def test_what_programs_put_around_a_decision_does_not_hide_it(scene: Scene, head: str, body: str) -> None:
    """Quotations, signatures of people and of keys, pictures, and an assistant who writes from the coordinator's own mailbox."""
    assert posted(scene, head, body) == ["Done: case 1, accept"]
    assert decision(scene) == "accept"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (HTML, '<span style="display:none">accept</span><p>Who are they?</p>'),
        (HTML, "<div hidden>accept</div><p>Who are they?</p>"),
        (HTML, '<div style="visibility:hidden">accept</div><p>Who are they?</p>'),
        (HTML, '<div style="font-size:1px;opacity:0.0">accept</div><p>Who are they?</p>'),
        (HTML, '<div style="max-height:0px;overflow:hidden">accept</div><p>Who are they?</p>'),
        (HTML, "<p><s>accept</s></p><p>I will look at it.</p>"),
        (HTML, "<p><del>accept</del></p>"),
        (HTML, '<p><span style="text-decoration: underline line-through">accept</span></p><p>I will look at it.</p>'),
        (QUOTED, "reject=0Aaccept\n"),
        (PLAIN, "accept - but only once they confirm it"),
        (PLAIN, "accept\n\nsorry, I meant reject"),
        (PLAIN, "accept\n\n-- \nThomas Aubert\nITU\n\nsorry, I meant reject"),
        (HTML, "<p>accept</p><p>Kind regards,<br>Thomas Aubert</p><p>sorry, I meant reject</p>"),
    ],
    ids=[
        "not-shown",
        "hidden",
        "invisible",
        "transparent",
        "no-height",
        "struck",
        "deleted",
        "struck-by-style",
        "two-decisions",
        "condition",
        "meant-another",
        "below-signature",
        "below-closing",
    ],
)
def test_what_nobody_sees_or_means_as_a_decision_decides_nothing(scene: Scene, head: str, body: str) -> None:
    """It is said that nothing was done."""
    assert posted(scene, head, body) == ["Nothing was done: case 1"]
    assert decision(scene) is None
