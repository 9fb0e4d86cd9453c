"""A stranger who has seen one reference wants that nobody is reminded: their author's address is sixty thousand letters long.

Thirty-five workbooks in the name of one organisation, each from such an address, made one reminder too long to be made. No reminder of
the study left then, and what told the staff of it was longer than anybody reads.
"""

from __future__ import annotations

import itertools

from domain.case import CaseKind
from service.authoring.drafts import apply
from service.deciding.held import decide
from service.installation.install import SAMPLE
from service.rulings.decided import Deciding
from tests.attacks.books import guessed
from tests.attacks.scene import BOX, ORGANISATIONS, Scene, person

LONG = 60_000
_NUMBERS = itertools.count()


def drop(scene: Scene, author: str, raw: bytes) -> None:
    """Put a message into the mailbox as `author` wrote it, whatever a mail server thinks of such an address."""
    whole = raw.replace(b"From: nobody@evil.example", b"From: " + author.encode())
    (scene.border.inbox / "new" / f"{next(_NUMBERS)}.dropped").write_bytes(whole)


def claim(scene: Scene, author: str, number: int = 5, employees: int = 1) -> None:
    """Let a workbook without a token lie in the mailbox, in the name of an organisation."""
    drop(scene, author, scene.compose("nobody@evil.example", (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=employees))))


def test_addresses_that_no_mail_server_takes_stop_no_reminder(scene: Scene) -> None:
    """Everybody is reminded, the organisation in whose name they wrote too, in a letter that a person can read."""
    for number in range(35):
        claim(scene, f"{'A' * LONG}{number}@evil.example", employees=1000 + number)
    scene.take_in()
    scene.left()
    assert scene.remind() == set(range(ORGANISATIONS))
    (reminder,) = (one.letter for one in scene.left() if one.to == person(5))
    assert len(reminder.text) < 5_000
    assert [case.kind for case in scene.cases() if case.kind is CaseKind.MAILING] == []
    assert sum(len(reason) for case in scene.cases() for reason in case.reasons) < 50_000
    assert scene.answers() == {}


def test_long_addresses_that_are_some_are_named_for_a_few(scene: Scene) -> None:
    """Two hundred and fifty letters are an address, and sixty of them are no letter: what a reminder repeats of strangers is bounded."""
    for number in range(12):
        claim(scene, f"{'x' * 60}{number}@{'a.' * 90}example", employees=1000 + number)
    scene.take_in()
    scene.left()
    scene.remind()
    (reminder,) = (one.letter for one in scene.left() if one.to == person(5))
    assert 0 < reminder.text.count("xxxxxxx@") + reminder.text.count("x0@") <= 3 or "12" in reminder.text
    assert len(reminder.text) < 5_000


def test_what_is_no_address_is_told_to_the_staff_in_a_sentence_that_is_whole(scene: Scene) -> None:
    """Questions from nowhere that are passed on, and files that nobody can be told of: no sentence has a gap where the sender stands."""
    for number in range(45):
        drop(scene, f"{'A' * LONG}@evil.example", scene.compose("nobody@evil.example", text=f"Question {number} about {guessed(5)}?"))
    scene.take_in()
    told = [reason for case in scene.cases() for reason in case.reasons]
    assert [one for one in told if "from ," in one or "from  " in one] == []
    assert any("messages that name no sender" in one for one in told)


def test_an_address_that_is_too_long_makes_no_second_author_vanish(scene: Scene) -> None:
    """Two authors are nobody on record, also where one of them can be nobody's address."""
    author = f"{'A' * 300}@evil.example, {person(5)}"
    claim(scene, author)
    drop(scene, author, scene.compose("nobody@evil.example", text=f"{guessed(5)}: we will not participate in this study.", to=BOX))
    scene.take_in()
    assert scene.answers() == {}
    assert scene.standing(5) == "silent"


def test_a_letter_that_cannot_be_made_waits_alone(scene: Scene) -> None:
    """Whatever it is in the data of one organisation: all others are reminded, and a case says whose letter waits, and why."""
    _faulty_for(scene, 5)
    scene.left()
    assert scene.remind() == set(range(ORGANISATIONS)) - {5}
    (case,) = (one for one in scene.cases() if one.kind is CaseKind.MAILING)
    assert person(5) in case.reasons[0]
    decide(scene.service, Deciding(case=str(case.id), what="send", by="anna", live=True), scene.now)
    assert [one.kind for one in scene.cases()].count(CaseKind.MAILING) == 1


def _faulty_for(scene: Scene, number: int) -> None:
    """Let a template trip over the data of one organisation."""
    for file in (scene.home / "studies" / SAMPLE / "letters").glob("reminder.*.md"):
        text = file.read_text(encoding="utf-8")
        faulty = f'{{% if reference == "{guessed(number)}" %}}{{{{ organisation.fax }}}}{{% endif %}}'
        file.write_text(f"{text}\n{faulty}\n", encoding="utf-8")
    apply(scene.service, SAMPLE, scene.now, by="staff")


def test_an_ordinary_colleague_with_a_long_address_answers(scene: Scene) -> None:
    """Sixty-four letters before the @ are as many as there may be: their workbook has its token, and counts."""
    sender = f"{'x' * 64}@member5.example"
    scene.reply(5, sender, ("answers.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}
    assert person(5) in {one.to for one in scene.left()}
