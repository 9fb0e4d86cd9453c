"""What somebody says among the lines that offices put around their letters is heard, and what these say to everybody is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.intent import Intent, IntentKind
from domain.letter import LetterKind
from intake.understanding.intents import around
from intake.understanding.intents.around import NAME, pieces, with_note_around
from intake.understanding.intents.ordinary import PLACES, Neighbours, OrdinaryWeights
from tests.intake import mails
from tests.intake.around import hash_of_taught, learned_from
from tests.intake.scene import ATLSTEL, effects_of, message, replies, understand, workbook

_AUTHOR = "Ann Hale <a.hale@tarn.example>"
_LETTER = """Dear colleagues,

Please find attached our completed questionnaire.

Kind regards,

Ann Hale
Registrar, Tarn District Hospital
"""
_FOOT = "Reception 8.30-17.30 | {told} | Parking free of charge\nRegistered charity 1099999"
_THANKS = (Intent(intent=IntentKind.THANKS, words="Please find attached our completed questionnaire."),)


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    """Forget what was told around a text before and behind each test: some ask of the same one with other weights."""
    around.told_around.cache_clear()
    yield
    around.told_around.cache_clear()


def test_what_was_learned_is_of_the_mails_that_stand() -> None:
    """Whoever adds some runs `python -m tests.intake.around`; that the file is what it gives, `--check` tells."""
    assert learned_from() == hash_of_taught(), NAME


@pytest.mark.parametrize(
    "told",
    [
        "Bed numbers in section B exclude the day unit from this year on",
        "NEW: our address is now stats@tarn.example",
        "2024 figures, those of 2025 are not closed yet",
        "do not publish table 3, please",
        "this file replaces the one of Monday",
    ],
)
def test_what_is_told_between_two_lines_of_a_foot_is_a_note(told: str) -> None:
    """It is parted from what stands beside it, and nothing else of the foot is."""
    found = with_note_around(_THANKS, _LETTER + _FOOT.format(told=told), _AUTHOR)
    assert [(one.intent, one.words) for one in found] == [(IntentKind.NOTE, told)]


@pytest.mark.parametrize(
    "printed", ["Visiting hours 10.00-20.00", "Proud to care since 1912", "Follow us on social media", "ISO 9001 certified"]
)
def test_what_offices_print_is_none(printed: str) -> None:
    """It is for everybody."""
    assert with_note_around(_THANKS, _LETTER + _FOOT.format(told=printed), _AUTHOR) == _THANKS


def test_it_is_passed_on_with_the_senders_own_words_and_the_workbook_is_filed() -> None:
    """Nothing else than courtesy stands above it, so that nobody would have read the letter."""
    told = "Bed numbers in section B exclude the day unit from this year on"
    ways = [(told, True), ("Visiting hours 10.00-20.00", False)]
    for line, heard in ways:
        raw = message(("answers.xlsx", workbook(ATLSTEL)), text=_LETTER + _FOOT.format(told=line))
        examined = understand(raw)
        assert (told in examined.own_words) is heard
        assert ([one.words for one in examined.intents if one.intent is IntentKind.NOTE] == [told]) is heard
        passed_on = [one for one in replies(effects_of(raw)) if one.kind is LetterKind.PASSED_ON]
        assert bool(passed_on) is heard
        assert all(told in str(one.context["original"]) for one in passed_on)


def test_it_stands_beside_what_else_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that was found has both; another intent stays, and thanks go, as beside every other."""
    monkeypatch.setattr(around, "around_weights", lambda: OrdinaryWeights(-60.0, 1.0, bytes([128]) * PLACES))
    text = f"{_LETTER}Parking free of charge\n"
    told = " ".join(piece.text for piece in pieces(text, _AUTHOR))
    asked, noted = (Intent(intent=kind, words="What of B12?") for kind in (IntentKind.QUESTION, IntentKind.NOTE))
    found = with_note_around((asked, noted), text, _AUTHOR)
    assert found == (asked, Intent(intent=IntentKind.NOTE, words=f"What of B12? {told}"))
    assert with_note_around(_THANKS, text, _AUTHOR) == (Intent(intent=IntentKind.NOTE, words=told),)


@pytest.mark.parametrize(("bias", "heard"), [(-1.8, True), (-1.7, False)])
def test_only_what_hardly_stands_around_any_letter_is_heard(bias: float, heard: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """From fifteen in a hundred on it is ordinary: so little is held of what offices print that was never seen."""
    monkeypatch.setattr(around, "around_weights", lambda: OrdinaryWeights(bias, 1.0, bytes([128]) * PLACES))
    assert (with_note_around(_THANKS, f"{_LETTER}Parking free of charge\n", _AUTHOR) != _THANKS) is heard


@pytest.mark.parametrize(("bias", "heard"), [(2.8, True), (3.1, False)])
def test_only_what_its_words_leave_in_doubt_is_listened_to(bias: float, heard: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """That costs most of the time; from ninety-five in a hundred on, none that tells something was lost by it."""
    listened: list[str] = []
    monkeypatch.setattr(around, "around_weights", lambda: OrdinaryWeights(bias, 1.0, bytes([128]) * PLACES))

    def listen(piece: Neighbours) -> Neighbours:
        listened.append(piece.text)
        return piece

    monkeypatch.setattr(around, "with_heard", listen)
    assert with_note_around(_THANKS, f"{_LETTER}Parking free of charge\n", _AUTHOR) == _THANKS
    assert bool(listened) is heard


def test_a_foot_is_taken_apart_where_offices_part_it() -> None:
    """By lines, by bars and dots, and by sentences; a line that a program broke goes on, and a rule is none."""
    foot = "Open daily \u2022 Ring first | Mo-Fr\n*** Sale ***\n-----\n"
    foot += "The figures of our second site are for the first time\nin this return. Thank you."
    texts = [piece.text for piece in pieces(_LETTER + foot, _AUTHOR)]
    assert texts[-6:] == [
        "Open daily",
        "Ring first",
        "Mo-Fr",
        "Sale",
        "The figures of our second site are for the first time in this return.",
        "Thank you.",
    ]


@pytest.mark.parametrize(
    ("line", "is_piece"),
    [
        ('"Que otros se jacten de las p\u00e1ginas que han escrito; a m\u00ed me enorgullecen las que he le\u00eddo." J. L. Borges', False),
        ("\u00ab Rien ne se perd, rien ne se cr\u00e9e, tout se transforme. \u00bb (Lavoisier)", False),
        ("\u201eEs gibt nichts Gutes, au\u00dfer man tut es.\u201c", False),
        ('"Que otros se jacten de las p\u00e1ginas que han escrito." Boats in feet this time', True),
        ('"Second site not in the questionnaire"', True),
        ('We are the ones who say "nothing is lost, and all is transformed"', True),
    ],
)
def test_a_saying_in_quotation_marks_is_no_piece_unless_it_speaks_of_the_study(line: str, *, is_piece: bool) -> None:
    """It is somebody else's; what goes on behind it is the sender's."""
    there = pieces(f"{_LETTER}Reception 8.30-17.30\n{line}\nRegistered charity 1099999", _AUTHOR)
    assert any(line.startswith(one.text[:12]) for one in there if one.text) is is_piece


@pytest.mark.parametrize(
    "letter",
    [
        "Dear all,\n\nAttached is our questionnaire, which two colleagues\nhave filled in.",
        "[EXTERNAL] Attached is our questionnaire, which two colleagues have filled in.",
        "Madame,\n\nCi-joint le questionnaire de nos deux colleagues. Ils ont répondu à toutes les\nquestions. "
        "Nous vous prions d'agréer, Madame, l'expression de nos salutations distinguées.",
        "Dear all,\n\n" + "Our two colleagues have filled in each of the sheets as in every year. " * 150,
    ],
)
def test_what_the_sender_says_in_the_letter_is_no_piece(letter: str) -> None:
    """It is read as it always was: where a program broke or marked it, with a formula at its end, and however long it is."""
    assert not any("colleagues" in one.text or "questions" in one.text for one in pieces(f"{letter}\n\nKind regards,\nAnn Hale", _AUTHOR))


def test_no_more_pieces_are_weighed_than_any_office_has() -> None:
    """Thousands of bars would take seconds of the processor."""
    assert len(pieces(_LETTER + "ab | " * 1500, _AUTHOR)) == 200


@pytest.mark.sweep
@pytest.mark.parametrize("author", mails.tellers_around())
def test_of_a_hundred_mails_that_tell_something_around_a_letter_at_most_four_are_passed_by(author: str) -> None:
    """They were learned from; decision 0240 tells what was heard of authors who were not."""
    passed = [one.id for one in mails.telling_around(author) if not mails.is_held(mails.read(one))]
    assert len(passed) <= 0.04 * len(mails.telling_around(author)), passed


@pytest.mark.sweep
@pytest.mark.parametrize("author", mails.plain_around())
def test_nothing_that_stands_around_an_ordinary_letter_is_heard(author: str) -> None:
    """They were learned from, too; one piece in two hundred mails may be like nothing else."""
    heard = [one.id for one in mails.mails(author) if with_note_around((), one.text, one.sender)]
    assert len(heard) <= 0.01 * len(mails.mails(author)), heard
