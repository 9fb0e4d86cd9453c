"""A note is weighed as a whole: what no sentence says surely may be read, and what a rule read may be doubted."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.intent import Intent, IntentKind
from intake.understanding.intents import by_rules, intent_rules, told_by
from intake.understanding.said import HeardSentence, Said
from intake.understanding.traits import KINDS, names, traits_of
from intake.understanding.weighing import NoteWeights, chances_of, packed, unpacked, weighed, weights
from languages.heard import unheard
from tests.intake import weighing as learning
from tests.intake.notes import Note
from tests.intake.weighing import Weighable, group_of, weights_of

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOTHING: Mapping[IntentKind, float] = dict.fromkeys(KINDS, 0.0)
D, E, T, N = IntentKind.DECLINE, IntentKind.EXTENSION, IntentKind.THANKS, IntentKind.NOTE


def sentence(text: str, said: str = "", rather: str = "", denied: str = "", **shares: float) -> HeardSentence:
    """Return a sentence that is so much like intents."""
    heard = replace(
        unheard(len(text.split())),
        shares=shares,
        said=frozenset(said.split()),
        rather=frozenset(rather.split()),
        denied=frozenset(denied.split()),
    )
    return HeardSentence(text=text, heard=heard, asks=text.endswith("?"))


def note(*sentences: HeardSentence, beside: bool = False) -> Said:
    """Return a note of these sentences."""
    return Said(sentences=sentences, beside=beside, sent=SENT)


def kinds(said: Said, chances: Mapping[IntentKind, float], *read: Intent) -> list[IntentKind]:
    """Return what is read in a note that carries intents by chances, of which rules read some."""
    return [one.intent for one in weighed(said, read, intent_rules(), {**NOTHING, **chances})]


def test_what_is_learned_goes_with_the_traits_that_there_are() -> None:
    """Whoever changes traits, a concept or a phrase table runs `python -m tests.intake.weighing`."""
    learned = weights()
    assert learned is not None
    assert learned.traits == names()
    assert unpacked(packed(learned)) == learned
    told = told_by("We shall not answer.", sent=SENT)
    assert len(traits_of(told, {D})) == len(names()) == len(set(names()))


def test_an_intent_that_no_rule_read_is_read_where_it_is_likely_as_a_whole() -> None:
    """With the sentence that is likest it; hardly where no sentence hints at it."""
    hint, other = sentence("We are but two here.", decline=0.4), sentence("The winter was long.")
    (found,) = weighed(note(other, hint), (), intent_rules(), {**NOTHING, D: 0.6})
    assert (found.intent, found.words, found.alone) == (D, "We are but two here.", False)
    assert kinds(note(other, hint), {D: 0.35}) == [N]
    assert kinds(note(other, sentence("We are but two here.", decline=0.2)), {D: 0.6}) == [N]


def test_what_a_rule_read_is_doubted_where_the_whole_is_hardly_like_it() -> None:
    """Unless it stands alone."""
    said, read = note(sentence("We decline.", decline=0.8)), Intent(intent=D, words="We decline.")
    assert kinds(said, {D: 0.35}, read) == [D]
    assert kinds(said, {D: 0.25}, read) == [N]
    assert kinds(said, {D: 0.25}, replace(read, alone=True)) == [D]


def test_time_that_is_asked_for_is_told_with_its_day() -> None:
    """As where a rule read it; beside a workbook only of a draft."""
    said = note(sentence("Give us until 20 March, for the barn burned.", extension=0.7))
    (found,) = weighed(said, (), intent_rules(), {**NOTHING, E: 0.6})
    assert (found.intent, found.until) == (E, date(2026, 3, 20))
    draft = Intent(intent=IntentKind.DRAFT, words="It is a draft.")
    assert kinds(replace(said, beside=True), {E: 0.9}) == [N]
    assert kinds(replace(said, beside=True), {E: 0.9, IntentKind.DRAFT: 0.9}, draft) == [IntentKind.DRAFT, E]


@pytest.mark.parametrize(
    ("text", "changed", "beside", "others"),
    [
        ("Never write to me again, nothing at all.", {"denied": "unsubscribe"}, False, []),
        ("Never write to me again, nothing at all.", {"rather": ""}, False, []),
        ("We hope to get more of your letters.", {"said": ""}, False, []),
        ("Never write to me again, nothing at all.", {}, True, []),
        ("Would you never write to me again?", {}, False, []),
        ("Never write to me again, nothing at all.", {}, False, [IntentKind.SUCCESSOR]),
        ("Never write to me again, nothing at all.", {}, False, [IntentKind.DRAFT]),
        ("Never write to me again, see https://list.example/leave", {}, False, []),
    ],
)
def test_a_wish_for_no_more_mail_takes_effect_only_where_nothing_speaks_against_it(
    text: str, changed: Mapping[str, str], beside: bool, others: Sequence[IntentKind]
) -> None:
    """A word that takes it back, a workbook, a question, somebody who replaces them, or a draft; and it must be all but certain."""
    wish, read = IntentKind.UNSUBSCRIBE, [Intent(intent=one, words="") for one in others]
    plain = note(sentence("Never write to me again, nothing at all.", rather="unsubscribe", said="leaving", unsubscribe=0.9))
    assert kinds(plain, {wish: 0.96}) == [wish]
    assert kinds(plain, {wish: 0.94}) == [N]
    of_it = {"said": "leaving", "rather": "unsubscribe", "denied": "", **changed}
    said = note(sentence(text, of_it["said"], of_it["rather"], of_it["denied"], unsubscribe=0.9), beside=beside)
    assert wish not in kinds(said, {wish: 0.99, **dict.fromkeys(others, 0.9)}, *read)


@pytest.mark.parametrize(
    ("kind", "text", "beside", "others"),
    [
        (D, "We are but two here.", True, []),
        (IntentKind.RESEND, "It opened at last.", True, []),
        (IntentKind.ELSEWHERE, "A copy is on its way.", True, []),
        (IntentKind.ELSEWHERE, "https://cloud.example/s/abc", False, []),
        (IntentKind.SUCCESSOR, "M. Amin, head of section", True, []),
        (IntentKind.DRAFT, "The last figures are not here yet.", False, []),
        (IntentKind.ANSWERS_IN_TEXT, "held decide 2 accept", False, [D]),
        (IntentKind.QUESTION, "2. Since when?", False, [IntentKind.ANSWERS_IN_TEXT]),
    ],
)
def test_what_is_never_said_there_is_not_read_there(kind: IntentKind, text: str, beside: bool, others: Sequence[IntentKind]) -> None:
    """However likely it is by all the rest."""
    said = note(sentence(text, "", "", "", **{kind.value: 0.9}), beside=beside)
    read = [Intent(intent=one, words="") for one in others]
    assert kind not in kinds(said, {kind: 0.99, **dict.fromkeys(others, 0.9)}, *read)


def test_a_yes_to_another_wish_confirms_no_figure() -> None:
    """But a sentence of its own does."""
    wish, chances = Intent(intent=E, words=""), {E: 0.9, IntentKind.CONFIRM: 0.9}
    assert kinds(note(sentence("Yes, that is so.", said="yes", confirm=0.9)), chances, wish) == [E]
    assert kinds(note(sentence("The twelve are right.", confirm=0.9)), chances, wish) == [E, IntentKind.CONFIRM]


def test_what_is_left_is_passed_on_unless_it_is_likely_to_be_courtesy() -> None:
    """Where the rules read courtesy, less of it beside a workbook; nothing makes courtesy of what they read as more."""
    said, courtesy = note(sentence("Please find it attached.")), Intent(intent=T, words="Please find it attached.")
    assert kinds(said, {T: 0.75}, courtesy) == [T]
    assert kinds(said, {T: 0.65}, courtesy) == [N]
    assert kinds(replace(said, beside=True), {T: 0.35}, courtesy) == [T]
    assert kinds(replace(said, beside=True), {T: 0.25}, courtesy) == [N]
    assert kinds(said, {T: 0.99}, Intent(intent=N, words="Please find it attached.")) == [N]
    assert kinds(said, {T: 0.99}) == [N]


def test_a_short_text_is_not_weighed() -> None:
    """A sentence alone, or a few words, are read by the rules."""
    assert chances_of(told_by("We two are here alone this whole long winter and the barn burned down in March.", sent=SENT), []) == {}
    assert chances_of(told_by("It burned. We are two.", sent=SENT), []) == {}
    assert chances_of(told_by("It burned in March. We are two here, and nobody is left who could count the cows.", sent=SENT), []) != {}


def test_without_chances_the_rules_are_believed() -> None:
    """As where nothing was learned, or nothing is said."""
    read = [Intent(intent=D, words="No.")]
    assert weighed(note(), read, intent_rules(), {}) == read


def _some(count: int) -> list[Weighable]:
    """Return notes that decline wherever their first twenty traits are high, and else ask for time."""
    drawn, found = random.Random(7), []  # noqa: S311 - notes, and always the same.
    for number in range(count):
        high = drawn.random() > 0.5
        traits = [drawn.random() + high * (at < 20) for at in range(len(names()))]
        marks = frozenset({D if high else E})
        one = Note(id=f"en-{number}", language="en", sent=SENT, subject="", text="", beside_workbook=False, intents=marks)
        found.append(Weighable(one, number % 5, note(), (), tuple(traits)))
    return found


def test_what_notes_teach_tells_others_apart_and_is_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the traits that differ; one that they do not differ in says nothing."""
    monkeypatch.setattr(learning, "_TURNS", 8)
    some = _some(600)
    taught: NoteWeights = weights_of(some[:500])
    right = [
        max(KINDS, key=lambda kind: chances[kind]) in one.note.intents for one in some[500:] for chances in (taught.chances(one.traits),)
    ]
    assert sum(right) >= 90
    assert packed(taught) == packed(weights_of(some[:500]))


def test_no_author_is_in_two_groups_and_no_example_of_theirs_is_learned() -> None:
    """So that a note has the traits which it would have of a stranger."""
    written = _some(1)[0].note
    one, other = replace(written, id="en-wa-001"), replace(written, id="en-wb-001")
    assert group_of("everyday", one) == group_of("unopened", one) != group_of("everyday", other)
    told = {"en": {"note": ["Our barn burned in March.", "Nobody wrote this one."]}}
    left = learning.without(told, [replace(written, text="Dear all,\nour reply is late. Our barn burned\nin March.")])
    assert left == {"en": {"note": ["Nobody wrote this one."]}}


def test_the_rules_alone_are_a_trait_of_the_whole() -> None:
    """What they read is weighed too."""
    told = told_by("We shall not answer this year.", sent=SENT)
    read = {one.intent for one in by_rules(told)}
    assert D in read
    assert traits_of(told, read) != traits_of(told, set())
