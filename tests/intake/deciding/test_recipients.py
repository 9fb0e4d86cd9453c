"""Where data goes: who gets what, by who they are and what they have proven."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.letter import LetterKind
from domain.submission import SubmissionState
from intake.deciding.decide import accept
from intake.deciding.policy import Ground
from intake.deciding.recipients import Content, Parties, recipients
from tests.intake.scene import (
    ATLSTEL,
    BIANCHI,
    FORMS,
    GOOD,
    NOW,
    ROSSI,
    SMITH,
    TAG,
    delivery,
    effects_of,
    knowledge,
    message,
    replies,
    sent_before,
    submission,
    understand,
    without_token,
    workbook,
)

CONTACT, COLLEAGUE, MAIN = "contact@a.example", "colleague@a.example", "main@a.example"
ON_RECORD = Parties(author=CONTACT, ground=Ground.PROVEN, on_record=True, has_token=True, told=(MAIN,))
TOKEN = Parties(author=COLLEAGUE, ground=Ground.PROVEN, has_token=True, told=(MAIN,))
TAGGED = replace(TOKEN, has_token=False)
FORGED = replace(TOKEN, forged=True)
FORGED_CONTACT = replace(ON_RECORD, ground=Ground.NAMED, has_token=False, forged=True, doubted=True)
FORGED_WITH_TOKEN = replace(FORGED_CONTACT, ground=Ground.PROVEN, has_token=True)
UNPROVEN_CONTACT = replace(FORGED_CONTACT, forged=False)
UNPROVEN_MACHINE = replace(UNPROVEN_CONTACT, author="")
THEIR_MACHINE = replace(ON_RECORD, author="")
STRANGER = Parties(author=COLLEAGUE, ground=Ground.NAMED, told=(MAIN,))
EARLIER = replace(TOKEN, gave=COLLEAGUE)
MACHINE = replace(TOKEN, author="")
BOTH = "contact main"
# Who gets what:      a notice       that it came        answers            changes            a workbook
TABLE = {
    "a contact": (ON_RECORD, "contact", "contact", "contact", "contact main", "contact"),
    "a token": (TOKEN, "colleague", "colleague main", "colleague main", "main", "colleague main"),
    "who gave before": (EARLIER, "colleague", "colleague main", "colleague main", "colleague main", "colleague main"),
    "a tag alone": (TAGGED, "colleague", "colleague main", "main", "main", "main"),
    "a forged author": (FORGED, "", "main", "main", "main", "main"),
    "a forged contact": (FORGED_CONTACT, "", "main", "main", "main", "main"),
    "a forged contact with a token": (FORGED_WITH_TOKEN, "contact", BOTH, BOTH, BOTH, BOTH),
    "a contact for whom nobody vouches": (UNPROVEN_CONTACT, "contact", BOTH, BOTH, BOTH, BOTH),
    "a machine with the name of a contact": (UNPROVEN_MACHINE, "", "main", "main", "main", "main"),
    "a contact's own machine": (THEIR_MACHINE, "", "", "", "main", ""),
    "a stranger": (STRANGER, "", "main", "main", "main", "main"),
    "a machine": (MACHINE, "", "main", "main", "main", "main"),
}


@pytest.mark.parametrize("who", TABLE)
def test_data_goes_only_to_who_may_have_it(who: str) -> None:
    """To the author who is on record or has proven the token, and to the contacts on record; never to a third address."""
    of, *wanted = TABLE[who]
    assert [" ".join(address.partition("@")[0] for address in recipients(content, of)) for content in Content] == wanted


def test_reply_to_is_followed_for_nothing() -> None:
    """Neither for a receipt nor for what is asked back."""
    for data in (GOOD, workbook(ATLSTEL, victim="Yes"), workbook(ATLSTEL), b"no workbook"):
        told = replies(effects_of(message(("a.xlsx", data), Reply_To="elsewhere@attacker.example")))
        assert [reply.to for reply in told if reply.kind is not LetterKind.PASSED_ON] == [(ROSSI,)]


def test_an_unknown_sender_with_a_guessed_reference_is_sent_nothing() -> None:
    """Neither a workbook that has a fault, nor a blank one, nor a file that nobody can read."""
    for name, data in (
        ("a.xlsx", without_token(workbook(ATLSTEL, victim="Yes"))),
        ("a.xlsx", without_token(workbook(ATLSTEL))),
        (f"{ATLSTEL.reference}.xlsx", b"no workbook"),
        (f"{ATLSTEL.reference}.ods", without_token(workbook(ATLSTEL, victim="Yes"))),
    ):
        told = replies(effects_of(message((name, data), sender="stranger@elsewhere.example", subject=ATLSTEL.reference)))
        assert [reply for reply in told if reply.kind is not LetterKind.PASSED_ON] == []


def test_an_answer_that_is_proven_by_a_tag_alone_is_told_to_the_contact_on_record() -> None:
    """Whoever sent it has not shown that they have the token."""
    raw = message(("a.xlsx", without_token(GOOD)), sender="private@mail.example", In_Reply_To=f"<{TAG}@unodc.example>")
    effects = effects_of(raw, deliveries=[delivery()])
    assert submission(effects).state is SubmissionState.ACCEPTED
    assert [reply.to for reply in replies(effects)] == [(ROSSI,)]


def test_a_file_goes_back_only_to_who_sent_it() -> None:
    """Anybody else gets a workbook of ours with the same answers."""
    told = replies(effects_of(message(("a.xlsx", workbook(ATLSTEL, victim="Yes")), sender="colleague@atlstel.example")))
    assert {reply.to[0]: reply.workbook and reply.workbook.fresh for reply in told} == {"colleague@atlstel.example": False, ROSSI: True}


def test_no_change_is_hidden_from_the_contact_by_the_mark_of_a_machine() -> None:
    """A first answer with such a mark brings no receipt, since nobody wrote it; a change of what they gave is told all the same."""
    raw = message(("a.xlsx", GOOD), Auto_Submitted="auto-replied")
    assert replies(effects_of(raw)) == []
    assert [reply.to for reply in replies(effects_of(raw, filed=[sent_before(ROSSI, staff=11)]))] == [(ROSSI,)]


def test_earlier_values_are_told_to_who_gave_them_or_is_on_record() -> None:
    """Another contact, the main one, and nobody of another organisation."""
    told = replies(effects_of(message(("a.xlsx", GOOD), sender=BIANCHI), filed=[sent_before(ROSSI, staff=11)]))
    assert [reply.to[0] for reply in told] == [BIANCHI, ROSSI]
    colleague = "colleague@atlstel.example"
    own = replies(effects_of(message(("a.xlsx", GOOD), sender=colleague), filed=[sent_before(colleague, staff=11)]))
    changes = {reply.to[0]: len(reply.context["receipt"]["changes"]) for reply in own}  # type: ignore[index]
    assert changes == {colleague: 2, ROSSI: 2}
    assert SMITH not in {address for reply in (*told, *own) for address in reply.to}


def test_who_gave_values_before_the_last_learns_nothing_of_the_last() -> None:
    """A colleague answered, the contact corrected it, and a person accepts what the colleague sends once more."""
    colleague = "colleague@atlstel.example"
    examined = understand(message(("a.xlsx", GOOD), sender=colleague))
    known = knowledge(examined, filed=[sent_before(colleague, staff=11), sent_before(ROSSI, staff=13)])
    told = replies(accept(examined, examined.files[0].opened.sha256, ATLSTEL, known, FORMS, NOW))
    changes = {reply.to[0]: len(reply.context["receipt"]["changes"]) for reply in told}  # type: ignore[index]
    assert changes == {colleague: 0, ROSSI: 2}
