"""Somebody kept a colleague's workbook, and with it the token of one organisation. They own a domain, whose every address passes DMARC.

They want the contact to hear nothing of the answer that they give, and send drafts until no more letters go to her on that day. Or they
want nobody in the study to be answered, and write from twenty addresses; or that a contact's question waits behind ten of their own, and
that a coordinator hears of their drafts alone.
"""

from __future__ import annotations

from domain.case import CaseKind
from tests.attacks.books import guessed
from tests.attacks.deciding import notices, told_at_once
from tests.attacks.scene import EVIL, STAFF, File, Left, Scene, person

DRAFT = "This is only a draft, the final figures will follow next week."


def from_elsewhere(scene: Scene, number: int, *files: File, text: str = DRAFT) -> None:
    """Hand over a message of one of the attacker's addresses, to the answer address of the organisation whose token they have."""
    sender = f"v{number}@evil.example"
    scene.post(scene.compose(sender, *files, text=text), sender, EVIL, scene.letter(5).reply_to)


def about_answers(left: list[Left], to: str) -> list[str]:
    """Return the subjects of the receipts that somebody got."""
    return [one.letter.subject for one in left if one.to == to and one.letter.subject.startswith("Received")]


def drafts(scene: Scene, number: int) -> None:
    """Let so many drafts come."""
    for count in range(number):
        from_elsewhere(scene, count, (f"draft {count}.xlsx", scene.workbook(5, employees=count + 1)))
    scene.take_in()


def test_a_contact_hears_of_what_counts_however_many_drafts_came_before(scene: Scene) -> None:
    """The letters about drafts wait by themselves; the one about the answer leaves."""
    drafts(scene, 12)
    scene.left()
    from_elsewhere(scene, 99, ("answers.xlsx", scene.workbook(5, employees=999)), text="Please find our answers attached.")
    scene.take_in()
    assert scene.answers() == {5: 999}
    assert about_answers(scene.left(), person(5))


def test_a_contacts_own_letters_leave_however_many_somebody_elses_files_brought(scene: Scene) -> None:
    """She corrects her own workbook when the day's letters about those of others are spent."""
    for count in range(12):
        from_elsewhere(scene, 1, ("answers.xlsx", scene.workbook(5, employees=count + 1)), text="Please find our answers attached.")
    scene.take_in()
    scene.left()
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}
    assert about_answers(scene.left(), person(5))


def test_nobody_else_waits_for_an_answer_because_of_one_token(scene: Scene) -> None:
    """Twenty addresses get what they asked for, and the rest is one case; an honest contact of another organisation gets a receipt."""
    for count in range(220):
        from_elsewhere(scene, count // 10, (f"{guessed(5)}.xlsx", f"broken {count}".encode()))
    scene.take_in()
    assert len([one for one in scene.left() if one.to.endswith("@evil.example")]) <= 20
    assert len([case for case in scene.cases() if case.kind is CaseKind.REPLIES and "ORG005" in case.reasons[0]]) == 1
    scene.reply(9, person(9), ("answers.xlsx", scene.workbook(9, employees=909)))
    assert about_answers(scene.left(), person(9))


def test_nobody_else_waits_for_an_answer_because_of_five_tokens(scene: Scene) -> None:
    """They spend half of the study's hour at most; the contact of another organisation gets a receipt, and so does one of theirs."""
    for number in (5, 6, 8, 9, 13):
        for count in range(12):
            draft, answers = ((f"{count}.xlsx", scene.workbook(number, employees=count + many)) for many in (1, 101))
            question = f"Could you please tell us what question {count} of the form means?"
            for text, files in ((DRAFT, (draft,)), ("Please find our answers attached.", (answers,)), (question, ())):
                sender = f"{'drafts' if text is DRAFT else 'answers'}{number}@evil.example"
                scene.post(scene.compose(sender, *files, text=text), sender, EVIL, scene.letter(number).reply_to)
    scene.take_in()
    assert any(case.kind is CaseKind.REPLIES and case.organisation is None for case in scene.cases())
    scene.left()
    for number in (12, 5):
        scene.reply(number, person(number), ("answers.xlsx", scene.workbook(number, employees=909)))
        assert about_answers(scene.left(), person(number))


def test_a_contacts_question_is_passed_on_however_many_were_asked_with_a_token(scene: Scene) -> None:
    """Those of who is on record are counted by themselves."""
    for count in range(12):
        from_elsewhere(scene, count, text=f"Could you please tell us what question {count} of the form means?")
    scene.take_in()
    scene.left()
    scene.reply(5, person(5), text="Could you please tell us which year is meant in question 1.4 of the form?")
    (letter,) = scene.passed_on()
    assert letter.to == STAFF
    assert "which year is meant" in letter.letter.text


def test_a_coordinator_hears_of_another_organisation_however_many_drafts_came(scene: Scene) -> None:
    """Of one organisation five cases a day are told at once; the digest has the rest."""
    told_at_once(scene)
    drafts(scene, 24)
    assert len(notices(scene)) == 5
    scene.reply(9, person(9), text="We are sorry, but we will not participate in this study.")
    (notice,) = notices(scene)
    assert "Organisation 9" in notice.letter.subject


def test_three_colleagues_who_are_not_on_record_are_answered(scene: Scene) -> None:
    """The honest mail that looks most like it: each sends a draft and then corrects the answer, and the contact hears of all."""
    for count in range(3):
        from_elsewhere(scene, count, ("draft.xlsx", scene.workbook(5, employees=count + 1)))
    from_elsewhere(scene, 1, ("answers.xlsx", scene.workbook(5, employees=505)), text="Please find our answers attached.")
    scene.take_in()
    left = scene.left()
    assert scene.answers() == {5: 505}
    assert len([one for one in left if one.to.endswith("@evil.example")]) == len([one for one in left if one.to == person(5)]) == 4
