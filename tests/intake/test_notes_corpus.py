"""The corpus of notes is whole: enough of each intent in each language, and every mark where it belongs."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.intent import IntentKind
from tests.intake.notes import HERE, Note, notes

PARTS = (
    *("seen", "held", "later", "sealed", "fresh", "unseen", "last", "blind", "opened", "closed", "afresh", "strangers"),
    *("ordinary", "heldback", "everyday", "unopened", "offices", "abroad", "helpdesk", "counter"),
    *("wards", "harbour", "small", "islands", "quarry", "ledgers", "townsfolk", "docket", "parish", "trades"),
    *("jury", "verdict", "assize", "tribunal", "inquest", "moot", "hearing", "tally", "ferry", "sol", "vic", "wes"),
    *("yan", "bea"),
)
SEEN, HELD = notes("seen"), notes("held")
ALL = tuple(note for part in PARTS for note in notes(part))
LANGUAGES = {"ar", "de", "en", "es", "fr", "pt", "ru", "zh"}
# A machine's reply is no note: what is said in one is tested with the other kinds of messages.
SAID = tuple(kind for kind in IntentKind if kind is not IntentKind.AUTO_REPLY)
ALONE = {IntentKind.NOTE, IntentKind.THANKS}


def test_there_are_eight_hundred_notes_in_eight_languages() -> None:
    """A hundred or more in each, and as many held back as are shown."""
    assert len(ALL) >= 800
    counts = Counter(note.language for note in ALL)
    assert set(counts) == LANGUAGES
    assert min(counts.values()) >= 100
    assert abs(len(SEEN) - len(HELD)) <= len(LANGUAGES)


@pytest.mark.parametrize("kind", SAID)
def test_each_intent_is_said_fifty_times_and_in_both_halves(kind: IntentKind) -> None:
    """A rate over fewer would say little."""
    halves = [sum(kind in note.intents for note in half) for half in (SEEN, HELD)]
    assert sum(halves) >= 50
    assert min(halves) >= 20


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_intent_is_said_in_each_language(language: str, kind: IntentKind) -> None:
    """No language is judged by its courtesies alone."""
    assert sum(kind in note.intents for note in ALL if note.language == language) >= 5


def test_an_id_names_one_note_and_begins_with_its_language() -> None:
    """So that a report can name it."""
    assert len({note.id for note in ALL}) == len(ALL)
    assert all(note.id.startswith(f"{note.language}-") for note in ALL)


def test_no_two_notes_say_the_same() -> None:
    """What is said twice would count twice."""
    assert len({note.text for note in ALL}) == len(ALL)


def test_the_marks_of_a_note_stand_where_they_belong() -> None:
    """A date ahead goes with an extension, an address in the text with a successor; courtesy and notes have no other intent."""
    assert not [note.id for note in ALL if not _is_marked_well(note)]


def _is_marked_well(note: Note) -> bool:
    """Say whether a note says something, and its marks go together."""
    return all(
        (
            note.text.strip(),
            note.sent.tzinfo is not None,
            note.intents,
            note.intents <= set(SAID),
            len(note.intents) == 1 or not note.intents & ALONE,
            note.until is None or (IntentKind.EXTENSION in note.intents and note.until >= note.sent.date()),
            note.address is None or (IntentKind.SUCCESSOR in note.intents and note.address in note.text),
        )
    )


def test_courtesy_beside_a_workbook_is_the_most_common_note() -> None:
    """Twenty or more in each language, since that is what most people write."""
    courtesy = Counter(note.language for note in ALL if note.beside_workbook and note.intents == {IntentKind.THANKS})
    assert min(courtesy[language] for language in LANGUAGES) >= 20


def test_every_file_is_of_one_of_the_parts() -> None:
    """Nothing lies beside them."""
    assert {path.relative_to(HERE).as_posix() for path in HERE.rglob("*.toml")} == {
        f"{part}/{language}.toml" for part in PARTS for language in LANGUAGES
    }
