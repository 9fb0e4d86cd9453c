"""Staff mail workbooks for organisations. Somebody who knows an organisation's reference and who its coordinator is does the same.

They write in the coordinator's name, from their own server or where no server vouches for anybody, and as somebody who is no staff.
"""

from __future__ import annotations

import pytest

from domain.mail.reference import printed
from domain.message import Kind
from service.deciding.undo import Undoing, undo
from store import invitations, journal, submissions
from tests.attacks.books import guessed
from tests.attacks.scene import COORDINATOR, EVIL, STAFF, Left, Scene, outsiders, person

WORDS = {
    "en": "for {}, by telephone",
    "fr": "Bonjour,\n\npour {}, par téléphone",
    "es": "para {}: por teléfono",
    "ar": "عن {}، بالهاتف",
    "ru": "за {}, по телефону",
    "zh": "代 {}，电话",
}


def brings(scene: Scene, text: str, sender: str = COORDINATOR, *, host: str = "", book: bytes = b"") -> list[Left]:
    """Mail the workbook of an organisation without its secret, or `book`, and return the letters that left."""
    scene.left()
    scene.write(sender, (f"{guessed(6)}.xlsx", book or scene.tokenless(6)), host=host, text=text, subject="Fwd: the questionnaire")
    return scene.left()


def modes(scene: Scene, number: int = 6) -> list[tuple[str, str]]:
    """Return the state of each submission of an organisation, and how it reached us."""
    with scene.service.store.reading() as tx:
        whose = next(one for one in invitations.of_study(tx, "cybercrime-2012").values() if one.organisation == f"ORG{number:03d}")
        return [(one.state.value, one.mode) for one in submissions.of_invitations(tx, [whose.id])]


@pytest.mark.parametrize("language", sorted(WORDS))
def test_staff_who_are_authenticated_file_it_in_any_language(scene: Scene, language: str) -> None:
    """The honest mail: it counts, in their name and by that mode; they are told how to undo it, and the organisation gets no letter."""
    text = WORDS[language].format(guessed(6)) + "\n\nthey dictated it\n"
    (told,) = brings(scene, text)
    assert (told.to, told.letter.subject) == (COORDINATOR, f"Filed: a workbook for {guessed(6)}")
    assert modes(scene) == [("accepted", "telephone")]
    assert scene.standing(6) == "answered"
    with scene.service.store.reading() as tx:
        (entry,) = [one for one in journal.pages(tx) if one.was == "telephone" and one.by_person]
        assert journal.names(tx, [int(entry.by.removeprefix("person:"))]).popitem()[1] == "Thomas Aubert"
        assert journal.notes(tx, [entry.number]) == {entry.number: "they dictated it"}
    assert f"counterfoil undo {entry.number}" in told.letter.text
    undo(scene.service, Undoing(entry=entry.number, by="anna"), scene.now)
    assert scene.standing(6) == "silent"


def test_the_contact_of_the_study_files_too_and_the_same_file_once(scene: Scene) -> None:
    """Without a word of how it reached them, it came by mail to them."""
    book = scene.tokenless(6)
    brings(scene, f"for {guessed(6)}", STAFF, book=book)
    assert modes(scene) == [("accepted", "mail")]
    (again,) = brings(scene, f"for {guessed(6)}, on paper", STAFF, book=book)
    assert "this very file came before" in again.letter.text
    assert modes(scene) == [("accepted", "mail")]
    assert scene.kinds()[-1] == Kind.RETURN


def test_staff_who_file_one_with_errors_are_told_each_with_its_place(scene: Scene) -> None:
    """They have the paper before them, and mend it in the workbook: without the errors they could only guess."""
    (told,) = brings(scene, f"for {guessed(6)}, on paper", book=scene.tokenless(6, employees="about many"))
    assert modes(scene) == [("queried", "paper")]
    assert "it has errors, and does not count" in told.letter.text
    assert "FOUND IN IT: 1" in told.letter.text
    assert (
        "Number of employees at the end of 2011 (About your organization, C7)\n- “about many” could not be read as a whole number"
        in told.letter.text
    )


@pytest.mark.parametrize("below", ["sorry, I meant for {}", "forget it", "-- \nThomas Aubert\n\nSorry, it should be for {}"])
def test_who_takes_it_back_files_nothing_for_anybody(scene: Scene, below: str) -> None:
    """They are told that they said two things."""
    (told,) = brings(scene, f"for {guessed(6)}, by telephone\n\n{below.format(guessed(7))}")
    assert told.letter.subject.startswith("Nothing was filed")
    assert "more than one thing" in told.letter.text
    assert (modes(scene), modes(scene, 7)) == ([], [])


def test_a_forged_member_of_staff_achieves_nothing(scene: Scene) -> None:
    """The mail server says that it is not they: nothing counts, and nobody is written to but whom a stranger's workbook is shown to."""
    letters = brings(scene, f"for {guessed(6)}, by telephone", host=EVIL)
    assert outsiders(letters) == []
    assert not [one for one in letters if "filed" in one.letter.subject.lower()]
    assert [state for state, _ in modes(scene)] in ([], ["held"])
    scene.untouched()


@pytest.mark.parametrize("sender", ["reader@evil.example", person(7)])
def test_who_is_no_staff_files_nothing_for_another(scene: Scene, sender: str) -> None:
    """A stranger, or a contact of another organisation, however well authenticated."""
    brings(scene, f"for {guessed(6)}, by telephone", sender)
    assert "accepted" not in [state for state, _ in modes(scene)]
    assert not [mode for _, mode in modes(scene) if mode]
    scene.untouched()


def test_where_nobody_vouches_the_address_of_staff_is_asked(unguarded: Scene) -> None:
    """Whoever forged the message never sees the secret; the yes of the member of staff files it."""
    (question,) = brings(unguarded, f"for {guessed(6)}, by telephone")
    assert (question.to, question.letter.subject) == (COORDINATOR, f"Please confirm: a workbook for {guessed(6)}")
    assert modes(unguarded) == []
    secret = question.letter.reply_to
    assert secret != "cybercrime.study@unodc.example"
    unguarded.write(STAFF, text="yes", to=secret)
    unguarded.write("reader@evil.example", text="yes", to=secret)
    unguarded.write(COORDINATOR, text="What is this?", to=secret)
    unguarded.write(COORDINATOR, text="yes")
    assert modes(unguarded) == []
    unguarded.left()
    unguarded.write(COORDINATOR, text="Yes\n\nThomas Aubert", to=secret)
    assert modes(unguarded) == [("accepted", "telephone")]
    (told,) = unguarded.left()
    assert told.letter.subject == f"Filed: a workbook for {guessed(6)}"


def test_a_yes_for_another_organisation_files_nothing(unguarded: Scene) -> None:
    """Nor one that is taken back."""
    (question,) = brings(unguarded, f"for {guessed(6)}, by telephone")
    for words in (f"yes\n\nfor {guessed(7)}", f"yes\n\n-- \nThomas Aubert\n\nI meant {guessed(7)}", "yes\n\nforget it"):
        unguarded.write(COORDINATOR, text=words, to=question.letter.reply_to)
    assert (modes(unguarded), modes(unguarded, 7)) == ([], [])


def test_staff_are_asked_about_the_same_workbook_once(unguarded: Scene) -> None:
    """However often somebody mails it in their name."""
    book = unguarded.tokenless(6)
    asked = [one for _ in range(6) for one in brings(unguarded, f"for {guessed(6)}, by telephone", book=book)]
    assert [one.letter.subject for one in asked] == [f"Please confirm: a workbook for {guessed(6)}"]
    unguarded.untouched()


def test_many_workbooks_in_the_name_of_staff_write_few_letters(unguarded: Scene) -> None:
    """Each another one: what is over the budget of whom nobody vouches for becomes one case."""
    asked = []
    for number in range(20):
        asked += brings(unguarded, f"for {guessed(6)}, by telephone", book=unguarded.tokenless(6, employees=100 + number))
    assert 1 <= len([one for one in asked if one.to == COORDINATOR]) <= 5
    assert len(unguarded.cases()) == 1
    assert unguarded.answers() == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"for {guessed(7)}, by telephone", "This workbook is that of"),
        (f"for {printed('CYB12', 9999)}, by telephone", "is not the reference of an organisation that you look after"),
    ],
)
def test_what_the_verb_would_refuse_is_refused_and_told(scene: Scene, text: str, why: str) -> None:
    """Another organisation's workbook, and an organisation that there is not."""
    (told,) = brings(scene, text)
    assert why in " ".join(told.letter.text.split())
    scene.untouched()


def test_words_that_only_look_like_it_file_nothing(scene: Scene) -> None:
    """A question, two references, more words; such a message is read as any other."""
    for text in (f"for {guessed(6)}, by telephone?", f"for {guessed(6)} and {guessed(7)}", f"for {guessed(6)} they said, by telephone"):
        brings(scene, text)
    assert not [mode for _, mode in modes(scene) if mode]


def test_the_rest_of_a_line_that_they_quote_files_nothing_and_notes_nothing(scene: Scene) -> None:
    """A mail program may have broken it off; what they write above it counts, and what takes it back below."""
    quoted = f"> {'These are our figures, checked by our director, whom I asked for them,'}\nfor {guessed(6)}, by telephone\n"
    brings(scene, f"{quoted}\nWhose is this?\n")
    assert modes(scene) == []
    brings(scene, f"for {guessed(6)}, by telephone\n\n{quoted}\nsorry, forget it\n")
    assert modes(scene) == []
    brings(scene, f"for {guessed(6)}, by telephone\n\n{quoted}")
    assert modes(scene) == [("accepted", "telephone")]
    with scene.service.store.reading() as tx:
        (entry,) = [one for one in journal.pages(tx) if one.was == "telephone" and one.by_person]
        assert journal.notes(tx, [entry.number]) == {}
