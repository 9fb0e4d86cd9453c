"""A rival wrote to a contact in words that decline, and hopes that the contact's answer, which quotes them, has them as its own.

They know that the program puts lines together which a mail program broke. Where a long line of the contact stands right above a quotation,
with no blank line between, the quotation must not become the end of it: neither do its words count, nor is what stands above it lost.
"""

from __future__ import annotations

import textwrap

import pytest

from tests.attacks.scene import STAFF, Scene, person

ASKS = "Could you please tell us which year is meant in question 1.4 of the form"
DECLINES = "We will not participate in this study. Unsubscribe"
QUOTED = {
    "initials": f"AB> {DECLINES}",
    "wide": f"\uff1e {DECLINES}",
    "attribution": f"On Mon, 20 Feb 2012 at 10:00, Rival <rival@evil.example> wrote:\n\n{DECLINES}",
    "broken attribution": f"On Mon, 20 Feb 2012 at 10:00, The Office of the Rival\n<rival@evil.example> wrote:\n\n{DECLINES}",
    "marked": f"On Mon, 20 Feb 2012 at 10:00, Rival <rival@evil.example> wrote:\n> {DECLINES}",
    "by hand": f"You wrote on 20.02.2012:\n> {DECLINES}",
    "Chinese head": f"\n发件人：The Office of the Rival of all Bureaus in Land\n发送时间：2012年2月20日\n收件人：A\n主题：B\n\n{DECLINES}",
    "Vietnamese head": f"\nTừ: The Office of the Rival of all Organisations of it\nĐã gửi: 20/02/2012\nTới: A\nChủ đề: B\n\n{DECLINES}",
    "forwarded": f"Begin forwarded message:\n\nFrom: Rival <rival@evil.example>\nDate: 20 Feb 2012\nTo: A\nSubject: B\n\n{DECLINES}",
    "signature": f"Kind regards\nPerson 5\n\n-- \n{DECLINES}",
}


@pytest.mark.parametrize("below", QUOTED.values(), ids=QUOTED)
def test_what_stands_right_below_a_long_line_is_no_end_of_it(scene: Scene, below: str) -> None:
    """The question is passed on, in its own words, and it is the only thing that was said."""
    scene.reply(5, person(5), text=f"{ASKS}\n{below}\n")
    assert (scene.suppressed(), [case.kind for case in scene.cases() if case.kind == "decline"]) == (set(), [])
    (letter,) = scene.passed_on()
    assert letter.to == STAFF
    assert ASKS in " ".join(letter.letter.text.split())


def test_a_sentence_that_a_program_broke_is_one_however_it_goes_on(scene: Scene) -> None:
    """The honest mail that looks most like it: what goes on in the next line has a day, a name and a colon."""
    words = "We are sorry to say to all of you that our organisation will not participate in this study of 20.02.2012: we have no data."
    for width in (52, 60, 68, 72, 76):
        scene.reply(5, person(5), text="\n".join(textwrap.wrap(words, width)))
    assert {case.kind for case in scene.cases()} == {"decline"}
